"""The command `evolution-todo`."""

import asyncio
import logging
import sys
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from evolution_todo import processes
from evolution_todo.adapters.configuring import load_settings
from evolution_todo.adapters.errors import StartError
from evolution_todo.adapters.settings import Settings
from evolution_todo.adapters.telemetry import configure_logging

app = typer.Typer(
    name="evolution-todo",
    help="A task assistant one talks to.\n\n"
    "Start with [bold]evolution-todo chat[/bold], or [bold]evolution-todo serve[/bold] "
    "and open the page. No key, no server and no set-up is needed; "
    "without a key nothing leaves this machine.",
    epilog="Settings are environment variables or a .env file; `evolution-todo doctor` shows them.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

dead_letters = typer.Typer(no_args_is_help=True)
app.add_typer(
    dead_letters, name="dead-letters", help="Show and replay events that a service gave up."
)

token = typer.Typer(no_args_is_help=True)
app.add_typer(token, name="token", help="Make tokens for people's pages and assistants.")

NO_LETTERS = "There are no dead letters."

APART = "One process for each service"

FLAG = ""
"""What stands in the help behind an option without a value; Typer would call it a boolean."""

FAILED = 1
COULD_NOT_START = 2


def main() -> None:
    """Run the command; what stops a start is one line and the next step, never a traceback."""
    try:
        app()
    except StartError as error:
        typer.secho(f"evolution-todo: {error.message}", err=True, fg="red")
        typer.echo(f"  {error.next_step}", err=True)
        sys.exit(COULD_NOT_START)
    except Exception as error:
        _tell(error)
        sys.exit(FAILED)


def _tell(error: Exception) -> None:
    """Say what went wrong: an error with words for people in them, a fault where it is wanted."""
    message = getattr(error, "message", f"Something went wrong here ({type(error).__name__}).")
    next_step = getattr(
        error, "next_step", "Run it again with EVOLUTION_TODO_LOG_LEVEL=debug to see where."
    )
    typer.secho(f"evolution-todo: {message}", err=True, fg="red")
    typer.echo(f"  {next_step}", err=True)
    logging.getLogger(__name__).debug("The command failed.", exc_info=error)


def _version(value: bool) -> None:  # typer's callback
    if value:
        typer.echo(processes.version())
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # its callback does the work
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, metavar=FLAG, help="Say the version."
        ),
    ] = False,
) -> None:
    """Hold the options of all commands."""


Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on.")]


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Serve the chat page, REST and MCP over HTTP.

    Example: [bold]evolution-todo serve --port 8010[/bold]
    """
    settings = _settings(host=host, port=port)
    _run(processes.serve(settings, ready=lambda: _welcome(settings)))


def _welcome(settings: Settings) -> None:
    address = processes.address_of(settings)
    typer.echo(f"Evolution Todo {processes.version()}")
    typer.echo(f"  Chat   {address}\n  MCP    {address}/mcp\n  Data   {settings.data_dir}")
    typer.echo(f"{_what_leaves(settings)} Ctrl-C stops.")


def _what_leaves(settings: Settings) -> str:
    model = settings.model_choice
    leaving = ["Whoever bears a token is answered."] if settings.auth == "jwt" else []
    if model.name:
        leaving.append(f"Messages go to {model.label}.")
    if settings.notify or settings.smtp_url:
        leaving.append("Reminders go to the channels that are set.")
    return " ".join(leaving) or "Nothing leaves this machine."


@app.command()
def mcp(
    http: Annotated[
        bool,
        typer.Option("--http", metavar=FLAG, help="Serve over HTTP instead, for many clients."),
    ] = False,
    host: Host = None,
    port: Port = None,
) -> None:
    """Serve the tools to an assistant over MCP on standard input and output.

    Example, in an assistant's settings: [bold]evolution-todo mcp[/bold]
    """
    settings = _settings(host=host, port=port)
    if http:
        _serve_apart("mcp", processes.tools.build, settings)
    else:
        _run(processes.serve_mcp(settings))


@app.command(rich_help_panel=APART)
def api(host: Host = None, port: Port = None) -> None:
    """Serve the chat page, REST and MCP, and leave the rest to the other processes.

    Example: [bold]evolution-todo api --port 8010[/bold]
    """
    settings = _settings(host=host, port=port)
    _run(processes.serve_api(settings, ready=lambda: _listens("api", settings)))


@app.command(rich_help_panel=APART)
def relay(host: Host = None, port: Port = None) -> None:
    """Publish what was changed to the broker, through Dapr.

    Example: [bold]evolution-todo relay --port 8012[/bold]
    """
    _serve_apart("relay", processes.relay.build, _settings(host=host, port=port))


@app.command(rich_help_panel=APART)
def notification(host: Host = None, port: Port = None) -> None:
    """Send reminders when they are due.

    Example: [bold]evolution-todo notification --port 8013[/bold]
    """
    _serve_apart("notification", processes.notification.build, _settings(host=host, port=port))


@app.command(rich_help_panel=APART)
def recurring(host: Host = None, port: Port = None) -> None:
    """Make the task that follows a completed one of a series.

    Example: [bold]evolution-todo recurring --port 8014[/bold]
    """
    _serve_apart("recurring", processes.recurring.build, _settings(host=host, port=port))


@app.command(rich_help_panel=APART)
def audit(host: Host = None, port: Port = None) -> None:
    """Keep who changed what.

    Example: [bold]evolution-todo audit --port 8015[/bold]
    """
    _serve_apart("audit", processes.audit.build, _settings(host=host, port=port))


@app.command(rich_help_panel=APART)
def sync(host: Host = None, port: Port = None) -> None:
    """Tell open pages of every change, at /api/events.

    Example: [bold]evolution-todo sync --port 8016[/bold]
    """
    _serve_apart("sync", processes.sync.build, _settings(host=host, port=port))


def _serve_apart(name: str, build: processes.Build, settings: Settings) -> None:
    _run(processes.serve_apart(settings, build, ready=lambda: _listens(name, settings)))


def _listens(name: str, settings: Settings) -> None:
    """Say where a process is; among lines for machines, as one of them."""
    told = f"Evolution Todo {processes.version()} {name} at {processes.address_of(settings)}"
    if settings.log_format == "json":
        logging.getLogger(__name__).info(told)
    else:
        typer.echo(f"{told}. Ctrl-C stops.")


@app.command()
def chat(
    message: Annotated[
        list[str] | None, typer.Argument(help="What to say; without it the chat is interactive.")
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", metavar=FLAG, help="Begin a new conversation.")
    ] = False,
    token: Annotated[
        str | None,
        typer.Option(help="Who you are to a server with tokens; better in EVOLUTION_TODO_TOKEN."),
    ] = None,
) -> None:
    """Talk about your tasks.

    It goes on with the terminal's last conversation, through the running server if there is one;
    with a token, also through the one at EVOLUTION_TODO_PUBLIC_URL.

    Example: [bold]evolution-todo chat "add milk tomorrow 5pm"[/bold]
    """
    from evolution_todo import talking

    settings = _settings(token=token)
    folder = processes.folder_of(settings)
    folder.create()
    if new:
        folder.last_conversation = None
    if message:
        _run(talking.answer_once(settings, folder, " ".join(message)))
    elif sys.stdin.isatty():
        _run(talking.converse(settings, folder))
    else:
        _run(talking.answer_lines(settings, folder))


@app.command()
def migrate(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="sqlite:///FILE",
            help="Move all that a SQLite file holds into the empty PostgreSQL database of "
            "EVOLUTION_TODO_DATABASE_URL. The file stays as it is.",
        ),
    ] = None,
) -> None:
    """Bring the database up to date, keeping a copy of what it was.

    Every start does this by itself; the command does it and nothing else.

    Example: [bold]evolution-todo migrate[/bold]

    Example: [bold]evolution-todo migrate --from sqlite:////home/ada/todo.db[/bold]
    """
    from evolution_todo import upkeep

    settings = _settings()
    done = upkeep.migrated(settings) if source is None else upkeep.move(settings, source)
    typer.echo(asyncio.run(done))


@token.command("create")
def create_token(
    user_id: Annotated[str, typer.Argument(help="The person's id, as your accounts know them.")],
    email: Annotated[str | None, typer.Option(help="Where their reminders go.")] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is good.")] = 30,
) -> None:
    """Print a token that speaks for a person; it cannot be taken back before its time.

    It is for a server with EVOLUTION_TODO_AUTH=jwt and the same EVOLUTION_TODO_SIGNING_KEY.

    Example: [bold]evolution-todo token create ada --days 7[/bold]
    """
    typer.echo(processes.token_for_person(_settings(), user_id, email=email, days=days))


@dead_letters.command("list")
def list_dead_letters() -> None:
    """List the events that a service has given up, with what stopped it.

    Example: [bold]evolution-todo dead-letters list[/bold]
    """
    from evolution_todo import upkeep

    letters = asyncio.run(upkeep.dead_letters(_settings()))
    for letter in letters:
        when = f"{letter.occurred_at:%Y-%m-%d %H:%M:%S} UTC"
        kind = letter.type.removeprefix("com.evolution-todo.")
        typer.echo(f"{letter.id:>6}  {letter.consumer:<12}  {kind:<18}  {when}  {letter.error}")
    if not letters:
        typer.echo(NO_LETTERS)


@dead_letters.command("replay")
def replay_dead_letters(
    ids: Annotated[
        list[int] | None, typer.Argument(help="Their numbers; without any, all of them.")
    ] = None,
) -> None:
    """Let dead letters be tried again, by the service that gave them up alone.

    Example: [bold]evolution-todo dead-letters replay 3 7[/bold]
    """
    from evolution_todo import upkeep

    settings = _settings()
    replayed = asyncio.run(upkeep.replayed(settings, ids or None))
    unknown = sorted(set(ids or []) - set(replayed))
    if unknown:
        typer.secho(
            f"There is no dead letter {', '.join(map(str, unknown))}: "
            "`evolution-todo dead-letters list` shows them.",
            err=True,
            fg="red",
        )
        raise typer.Exit(FAILED)
    when = asyncio.run(upkeep.when_tried(settings))
    typer.echo(f"{len(replayed)} will be tried again {when}." if replayed else NO_LETTERS)


@app.command()
def doctor() -> None:
    """Say what is configured, reachable and missing.

    Exits with 1 if something is broken.

    Example: [bold]evolution-todo doctor[/bold]
    """
    from evolution_todo.doctor import examine

    findings = asyncio.run(examine(_settings()))
    for finding in findings:
        mark = typer.style("ok " if finding.well else "BAD", fg="green" if finding.well else "red")
        typer.echo(f"{mark}  {finding.subject:<13} {finding.text}")
        if finding.next_step:
            typer.echo(f"{'':19}{finding.next_step}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(FAILED)


def _settings(**overrides: Any) -> Settings:
    settings = load_settings(**{name: v for name, v in overrides.items() if v is not None})
    configure_logging(level=settings.log_level, format=settings.log_format)
    return settings


def _run(work: Coroutine[Any, Any, int | None]) -> None:
    try:
        code = asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if code:
        raise typer.Exit(code)
