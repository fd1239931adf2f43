"""What is configured, reachable and missing, for whoever runs the program."""

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evolution_todo import processes
from evolution_todo.adapters.errors import StartError
from evolution_todo.adapters.migrations import State
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.errors import Unavailable
from todo_agent.llm.choice import Provider

if TYPE_CHECKING:
    from evolution_todo.adapters.dapr import Sidecar

ANOTHER_FILE = "Name another file with EVOLUTION_TODO_DATABASE_URL; this one is left as it is."
MEND_FOLDER = "Mend what is said of the data folder, or name another file."
REACH_SECONDS = 8
"""More than a process takes to say that something it needs does not answer."""
START_IT = "Start that process, or mend the address."
FIND_STORE = "Start Redis; if the sidecar has started without it, start the sidecar again."
SEE_ITS_LOG = "That process goes on when it has them; its log says more."
DATABASE_STATES = {
    State.EMPTY: (True, "not there yet; the first start makes it", ""),
    State.CURRENT: (True, "up to date", ""),
    State.BEHIND: (True, "older; the next start brings it up to date, on a copy kept first", ""),
    State.NEWER: (False, "written by a newer version", "Install that version or a later one."),
    State.FOREIGN: (False, "it belongs to another program", ANOTHER_FILE),
    State.UNREADABLE: (False, "not a database, or damaged", ANOTHER_FILE),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    text: str
    well: bool = True
    next_step: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything without changing anything."""
    folder = _folder(settings)
    return [
        Finding("version", f"{processes.version()} on Python {platform.python_version()}"),
        folder,
        await _database(settings, can_be_made=folder.well),
        _server(settings),
        *_people(settings),
        _model(settings),
        Finding("time zone", settings.zone.key),
        await _acting(settings),
        _channels(settings),
        *await _apart(settings),
        *await _events(settings),
    ]


async def _acting(settings: Settings) -> Finding:
    try:
        led = await processes.is_led(settings)
    except (StartError, Unavailable):
        text, step = "wait until the database can be used", "See what is said of it above."
        return Finding("reminders", text, well=False, next_step=step)
    if led:
        return Finding("reminders", "sent by the process that is open, next occurrences made")
    if settings.events == "dapr":
        step = "`evolution-todo notification` sends them while it runs."
        return Finding("reminders", "wait until a process is open", next_step=step)
    return Finding(
        "reminders",
        "wait, with next occurrences, until a process is open",
        next_step="`evolution-todo serve`, `chat` and `mcp` each send them while they run.",
    )


async def _apart(settings: Settings) -> list[Finding]:
    """Say what a deployment of separate processes goes through, and what of it answers."""
    found = []
    if settings.events == "dapr":
        found.append(Finding("published", "by `evolution-todo relay`, through Dapr"))
    if "dapr" in (settings.events, settings.state):
        found += await _sidecar(settings)
    for subject, url in (("tools", settings.mcp_url), ("live events", settings.sync_url)):
        if url is not None:
            found.append(await _answering(subject, url))
    return found


async def _sidecar(settings: Settings) -> list[Finding]:
    from evolution_todo.adapters.dapr import Sidecar

    async with Sidecar() as sidecar:
        try:
            await sidecar.check()
        except Unavailable as error:
            return [Finding("sidecar", error.message, well=False, next_step=error.next_step)]
        answers = Finding("sidecar", "Dapr's sidecar answers")
        return [answers, await _state(sidecar)] if settings.state == "dapr" else [answers]


async def _state(sidecar: "Sidecar") -> Finding:
    """Say whether conversations have their fast copy; without it all works, slower."""
    from evolution_todo.adapters.statestore import DaprStateStore

    try:
        await DaprStateStore(sidecar).get("todo-app::doctor")
    except Unavailable:
        text = "conversations are read from the database alone: Dapr's state store is not there"
        return Finding("state", text, well=False, next_step=FIND_STORE)
    return Finding("state", "conversations have a fast copy in Dapr's state store")


async def _answering(subject: str, url: str) -> Finding:
    """Say whether another process of ours is at an address, and has all that it needs."""
    from evolution_todo.adapters.neighbours import ask_neighbour

    where = _place(url)
    standing = await ask_neighbour(url, seconds=REACH_SECONDS)
    if standing.is_ready:
        return Finding(subject, f"at {where}")
    if standing.lacking:
        text = f"{where} lives, and lacks: {'; '.join(standing.lacking)}"
        return Finding(subject, text, well=False, next_step=SEE_ITS_LOG)
    said = "is out of reach" if standing.status is None else f"answers with {standing.status}"
    return Finding(subject, f"{where} {said}", well=False, next_step=START_IT)


def _channels(settings: Settings) -> Finding:
    """Say where reminders go; what the operator's URLs hold besides their kind may be secret."""
    ways = ["the log", "the live stream"]
    if settings.smtp_url:
        from evolution_todo.adapters import smtp

        ways.append(f"e-mail by {smtp.read_url(settings.smtp_url).host}")
    if settings.notify:
        kinds = sorted({url.partition(":")[0] for url in settings.notify})
        ways.append(f"{len(settings.notify)} of your own ({', '.join(kinds)})")
    unusable = processes.channels(settings).unusable()
    if unusable:
        return Finding(
            "channels",
            f"not known: {', '.join(unusable)}",
            well=False,
            next_step="Write EVOLUTION_TODO_NOTIFY as github.com/caronc/apprise/wiki has it.",
        )
    return Finding("channels", ", ".join(ways))


async def _events(settings: Settings) -> list[Finding]:
    from evolution_todo.adapters.backlog import DatabaseBacklog
    from evolution_todo.adapters.database import Database

    database = Database(settings.database_url)
    try:
        if (await database.state()).state is not State.CURRENT:
            return []
        backlog = DatabaseBacklog(database)
        waiting, dead = await backlog.waiting(), len(await backlog.dead_letters())
        again = await backlog.to_be_tried_again()
    except StartError:
        return []  # told of by the finding on the database
    finally:
        await database.close()
    awaited = "published" if settings.events == "dapr" else "handled"
    found = [
        Finding(
            "events", f"{waiting} wait to be {awaited}, {sum(again.values())} to be tried again"
        ),
        *_of_nobody(again),
    ]
    if dead:
        step = "`evolution-todo dead-letters list` shows them, `replay` tries them again."
        found.append(Finding("dead letters", str(dead), well=False, next_step=step))
    return found


def _of_nobody(again: dict[str, int]) -> list[Finding]:
    """Say whose events wait in vain, since this version has no such consumer."""
    from evolution_todo.services.handlers import CONSUMERS
    from evolution_todo.services.notification.jobs import NOTIFICATION

    known = {consumer.name for consumer in (*CONSUMERS, NOTIFICATION)}
    return [
        Finding(
            "parked events",
            f"{count} of {name}, which this version does not know, are left as they are",
            well=False,
            next_step="Start the version that they are from.",
        )
        for name, count in again.items()
        if name not in known
    ]


def _folder(settings: Settings) -> Finding:
    try:
        processes.folder_of(settings).create()
    except StartError as error:
        return Finding("data folder", error.message, well=False, next_step=error.next_step)
    return Finding("data folder", str(settings.data_dir))


async def _database(settings: Settings, *, can_be_made: bool) -> Finding:
    from evolution_todo.adapters.database import Database

    try:
        database = Database(settings.database_url)
        try:
            state = await database.state()
        finally:
            await database.close()
    except StartError as error:
        return Finding("database", error.message, well=False, next_step=error.next_step)
    where = database.path or database.url.set(drivername="postgresql").render_as_string()
    well, text, next_step = DATABASE_STATES[state.state]
    if state.state is State.EMPTY and database.path and not can_be_made:
        well, text, next_step = False, "not there, and cannot be made", MEND_FOLDER
    return Finding("database", f"{where}: {text}", well=well, next_step=next_step)


def _model(settings: Settings) -> Finding:
    choice = settings.model_choice
    if choice.provider is Provider.OFFLINE:
        return Finding("model", "the offline planner; no message is sent anywhere")
    where = f" at {_place(choice.base_url)}" if choice.base_url else ""
    key = "with a key" if choice.api_key else "without a key"
    return Finding(
        "model",
        f"{choice.label}{where}, {key}: messages and what the tools answer are sent there; "
        "the offline planner takes over when it fails",
    )


def _place(url: str) -> str:
    """An address without the name and password that it may hold."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _people(settings: Settings) -> list[Finding]:
    """Say who is answered, and from whose pages."""
    by_token = settings.auth == "jwt"
    one = "the one person of this machine, without a token"
    found = [Finding("answers", "whoever bears a token" if by_token else one)]
    if settings.signing_key is not None:
        found.append(Finding("signing key", "set"))
    if settings.allowed_origins:
        may = "may read and write, with a token" if by_token else "may write, and read nothing"
        found.append(Finding("other pages", f"{', '.join(settings.allowed_origins)} {may}"))
    return found


def _server(settings: Settings) -> Finding:
    if settings.events == "dapr":
        return Finding("server", "each service is a process of its own, beside its sidecar")
    if settings.database_file is None:
        return Finding("server", "any number may run on PostgreSQL")
    address = processes.folder_of(settings).server_address()
    if address is None:
        return Finding("server", "none is running; `evolution-todo serve` starts one")
    return Finding("server", f"running at {address}")
