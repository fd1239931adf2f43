"""Conversations at the terminal: one message, lines that are piped in, or a talk of many."""

import asyncio
import logging
import platform
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import httpx2
from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from evolution_todo import processes
from evolution_todo.adapters.errors import SettingsError
from evolution_todo.adapters.local import DataFolder
from evolution_todo.adapters.settings import Settings, variable
from evolution_todo.ringing import Bell, reminders_here, reminders_of
from evolution_todo.terminal import Alone, Assistant, ChatFailed, Conversation, Nearest, Remote
from todo_agent.turn import Person

LEAVING = frozenset({"exit", "quit", ":q"})
"""Lines that leave the chat, as Ctrl-D does."""

ANSWER_SECONDS = 180
"""How long a server may be silent."""

FAILED = 1
INTERRUPTED = 130


async def answer_once(settings: Settings, folder: DataFolder, message: str) -> int:
    """Answer one message; returns the code to exit with."""
    screen = _screen()
    async with _conversation(settings, folder, screen) as conversation:
        return await _exchanged(conversation, message, screen)


async def converse(settings: Settings, folder: DataFolder) -> int:
    """Answer what is typed until the person leaves; returns the code to exit with."""
    screen = _screen()
    bell = Bell(screen, settings.zone)
    prompt: PromptSession[str] = PromptSession(history=FileHistory(str(folder.history_file)))
    async with _conversation(settings, folder, screen, bell) as conversation:
        screen.print(
            "Say what you need, such as “add milk tomorrow 5pm” or “what's due this week?”.\n"
            "Ctrl-C stops an answer, Ctrl-D or “exit” leaves.",
            style="dim",
        )
        while True:
            try:
                with patch_stdout(raw=True):  # what rings stands above the line being typed
                    message = await prompt.prompt_async("› ")
            except KeyboardInterrupt:
                if prompt.default_buffer.text:
                    continue  # it was the half-written line that was not wanted
                return 0
            except EOFError:
                return 0
            if message.strip().lower() in LEAVING:
                return 0
            if message.strip():
                with bell.held():
                    await _exchanged(conversation, message, screen)


async def answer_lines(settings: Settings, folder: DataFolder) -> int:
    """Answer each line of what is piped in; the code is the last failure's."""
    screen = _screen()
    code = 0
    async with _conversation(settings, folder, screen) as conversation:
        for line in sys.stdin:
            if line.strip():
                code = await _exchanged(conversation, line.strip(), screen) or code
    return code


async def _exchanged(conversation: Conversation, message: str, screen: Console) -> int:
    """Have one message answered; Ctrl-C asks the turn to stop, a second one leaves it."""
    answering = asyncio.ensure_future(conversation.exchange(message))
    with _on_interrupt(_stopper(conversation, answering)):
        try:
            answer = await answering
        except asyncio.CancelledError:
            return INTERRUPTED
        except ChatFailed as error:
            screen.print(str(error), style="red")
            return FAILED
    if answer.suggestions and screen.is_terminal:
        screen.print(f"  {' · '.join(answer.suggestions)}", style="dim")
    return 0


def _stopper(conversation: Conversation, answering: asyncio.Future[Any]) -> Callable[[], None]:
    stops: list[asyncio.Future[None]] = []

    def interrupt() -> None:
        if stops:
            answering.cancel()
        else:
            stops.append(asyncio.ensure_future(conversation.stop()))

    return interrupt


@contextmanager
def _on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    if platform.system() == "Windows":  # no handlers in its event loop
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, act)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


@asynccontextmanager
async def _conversation(
    settings: Settings, folder: DataFolder, screen: Console, bell: Bell | None = None
) -> AsyncIterator[Conversation]:
    async with _assistant(settings, folder, screen, bell) as assistant:
        yield Conversation(assistant, folder=folder, screen=screen)


@asynccontextmanager
async def _assistant(
    settings: Settings, folder: DataFolder, screen: Console, bell: Bell | None
) -> AsyncIterator[Assistant]:
    """Whoever is to answer; `bell` rings for the reminders that come due meanwhile."""
    async with AsyncExitStack() as stack:
        ringing = AsyncExitStack()

        async def alone() -> Alone:
            await ringing.aclose()
            parts = await stack.enter_async_context(processes.embedded(settings))
            if bell is not None:
                _leave_to_the_bell()
                due = reminders_here(parts.database, processes.LOCAL_USER, settings.zone)
                await stack.enter_async_context(_beside(bell.ring_for(due)))
            _note(screen, f"On {settings.data_dir}, without a server.")
            person = Person(user_id=processes.LOCAL_USER, zone=settings.zone, client="terminal")
            return Alone(parts.turns.start, parts.turns.stop, person)

        address = folder.server_address() or _elsewhere(settings)
        if address is None:
            yield await alone()
            return
        client = await stack.enter_async_context(_client(settings, address))
        server = Remote(client)
        if bell is not None:
            await stack.enter_async_context(ringing)
            await ringing.enter_async_context(_beside(bell.ring_for(reminders_of(client))))
        _note(screen, f"Through the server at {address}.")
        if settings.token is not None:
            yield server
            return
        yield Nearest(server, lambda: folder.server_address() is None, alone)


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do something while something else is done, and no longer."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _leave_to_the_bell() -> None:
    """Leave what a bell tells, the reminders that are sent, out of the log on the same screen."""
    from evolution_todo.services.notification import sending

    logging.getLogger(sending.__name__).setLevel(logging.WARNING)


def _elsewhere(settings: Settings) -> str | None:
    """Return the server that a token is for, where this data folder has none.

    Raises:
        SettingsError: it is not known where that is.
    """
    if settings.token is None:
        return None
    if settings.public_url is None:
        raise SettingsError(
            f"{variable('token')} is set, and no server runs on {settings.data_dir}.",
            next_step=f"Start it, or give its address in {variable('public_url')}; "
            "leave the token out to talk without a server.",
        )
    return settings.public_url


def _client(settings: Settings, address: str) -> httpx2.AsyncClient:
    headers = {"X-Client": "terminal", "X-Timezone": settings.zone.key}
    if settings.token is not None:
        headers["Authorization"] = f"Bearer {settings.token.get_secret_value()}"
    return httpx2.AsyncClient(base_url=address, headers=headers, timeout=ANSWER_SECONDS)


def _note(screen: Console, text: str) -> None:
    if screen.is_terminal and sys.stdin.isatty():
        screen.print(text, style="dim")


def _screen() -> Console:
    # What is printed may quote a title, and a title may look like markup.
    return Console(highlight=False, markup=False, emoji=False)
