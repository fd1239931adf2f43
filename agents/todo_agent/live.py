"""The turns that live in this process: started once, heard by many, drained on the way out."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from todo_agent.budgets import Limits
from todo_agent.errors import MessageWithdrawn, ServerStopping
from todo_agent.retelling import Heard, Retold
from todo_agent.runner import Ports, run_turn
from todo_agent.stopping import Stop
from todo_agent.tools import ToolList
from todo_agent.turn import (
    Answer,
    Failed,
    Finished,
    LeaseLost,
    Person,
    RunningTurn,
    TurnEvent,
    TurnRequest,
    TurnStore,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from todo_agent.journal import Announce
    from todo_agent.runner import ChooseModel
    from todo_agent.tools import ConnectTools

_log = logging.getLogger(__name__)


class LiveTurn:
    """A turn as its listeners have it: all that it emitted, and what it goes on to emit."""

    def __init__(self, request: TurnRequest) -> None:
        self.request = request
        self.conversation_id = request.conversation_id
        self.stop = Stop()
        self.driver: asyncio.Task[None] | None = None
        self._events: list[TurnEvent] = []
        self._heard = Heard()
        self._news = asyncio.Event()
        self._opening = asyncio.Event()
        self._refusal: Exception | None = None

    async def events(self) -> AsyncIterator[TurnEvent]:
        """Yield every event from the first; ends after Finished or Failed. Many may listen."""
        heard = 0
        while True:
            news = self._news
            while heard < len(self._events):
                event = self._events[heard]
                heard += 1
                yield event
                if isinstance(event, Finished | Failed):
                    return
            await news.wait()

    async def answer(self) -> Answer:
        """Wait for the whole reply; raises the error that the turn failed with."""
        last: TurnEvent | None = None
        async for event in self.events():
            last = event
        if isinstance(last, Failed):
            raise last.error
        assert isinstance(last, Finished)  # noqa: S101 - events() ends with one of the two
        return last.answer

    @property
    def is_open(self) -> bool:
        """Whether the message is stored, or was refused."""
        return self._opening.is_set()

    async def opened(self) -> None:
        """Wait until the message is stored; raises what the store refused it with."""
        await self._opening.wait()
        if self._refusal is not None:
            raise self._refusal

    def emit(self, event: TurnEvent) -> None:
        """Tell every listener, and those yet to come, unless they have heard it."""
        news = self._heard.news(event)
        if news is None:
            return
        self._events.append(news)
        self._news.set()
        self._news = asyncio.Event()

    def begin(self, conversation_id: str) -> None:
        """Note that the message is stored, and where."""
        self.conversation_id = conversation_id
        # Opened again, it goes on there or nowhere: in another conversation it would act twice.
        self.request = replace(self.request, conversation_id=conversation_id)
        self._opening.set()
        self._heard.begin_anew()

    def fail(self, error: Exception) -> None:
        """End with an error; before the message is stored it is the opener's to raise."""
        if not self._opening.is_set():
            self._refusal = error
            self._opening.set()
        self.emit(Failed(error))

    def repeated_by(self, request: TurnRequest) -> bool:
        """Return whether a request with the same message id is the same message."""
        return self.request.message == request.message and request.conversation_id in {
            None,
            self.conversation_id,
        }


class Turns:
    """Runs each message as one turn, in a task of its own: who asked may come and go.

    Args:
        store: Remembers conversations and turns; raises the errors meant for the caller.
        connect_tools: Gives each turn its own MCP connection, with the person's identity.
        choose_model: The model to answer a person with at a moment (in their zone).
        announce: Called at each Step of a turn, where its docstring says.
        limits: What one turn may use.
        fallback_model: The model that finishes a turn when the chosen one fails.
        wait_seconds: How long a message waits for another turn of its conversation.
        poll_seconds: How often the journal of a turn that runs elsewhere is looked at.
    """

    def __init__(
        self,
        *,
        store: TurnStore,
        connect_tools: ConnectTools,
        choose_model: ChooseModel,
        announce: Announce,
        limits: Limits | None = None,
        fallback_model: ChooseModel | None = None,
        wait_seconds: float = 10.0,
        poll_seconds: float = 0.1,
    ) -> None:
        self._store = store
        self._ports = Ports(
            store=store,
            connect_tools=connect_tools,
            choose_model=choose_model,
            fallback_model=fallback_model,
            announce=announce,
            limits=limits or Limits(),
            tool_list=ToolList(),
        )
        self._wait_seconds = wait_seconds
        self._poll_seconds = poll_seconds
        self._holder = uuid4().hex
        self._live: dict[tuple[str, str], LiveTurn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    async def start(self, request: TurnRequest) -> LiveTurn:
        """Open the message's turn, or attach to it; the same `message_id` is the same turn.

        Raises:
            ServerStopping: this process takes no more turns.
            Exception: the store's own errors, before anything is emitted.
        """
        if self._closing:
            raise ServerStopping
        live = self._live.get(_key(request.person, request.message_id))
        if live is None:
            live = self._begin(request)
        elif not live.repeated_by(request):
            # The store tells a reused message id from a repeat, and says so by raising.
            await self._store.open(request, holder=self._holder, wait_seconds=0)
        await live.opened()
        return live

    async def stop(self, *, person: Person, message_id: str) -> None:
        """Ask a turn, wherever it runs, to end after its step; one in line here never begins.

        Raises:
            Exception: the store's own errors.
        """
        live = self._live.get(_key(person, message_id))
        if live is not None:
            live.stop.set()
        try:
            await self._store.request_stop(person=person, message_id=message_id)
        except Exception:
            if live is None or live.is_open or live.driver is None:
                raise
            live.driver.cancel()  # it waits for another turn, and the store knows nothing of it

    async def aclose(self, *, grace_seconds: float) -> None:
        """Take no more turns; let the running ones finish, then hand back what is left."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, request: TurnRequest) -> LiveTurn:
        key = _key(request.person, request.message_id)
        live = self._live[key] = LiveTurn(request)
        task = asyncio.create_task(self._drive(live), name=f"turn of {request.message_id}")
        live.driver = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._forget(live, done))
        return live

    def _forget(self, live: LiveTurn, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        key = _key(live.request.person, live.request.message_id)
        if self._live.get(key) is live:
            del self._live[key]

    async def _drive(self, live: LiveTurn) -> None:
        try:
            while not await self._advance(live):
                pass
        except asyncio.CancelledError:
            withdrawn = live.stop.is_set() and not live.is_open
            self._fail(live, MessageWithdrawn() if withdrawn else ServerStopping())
            raise
        except Exception as error:
            if live.is_open:  # before that it is the caller's mistake, and they are told
                _note(error, live.request)
            self._fail(live, error)

    def _fail(self, live: LiveTurn, error: Exception) -> None:
        # Forgotten first: who hears of the failure may send the message again at once.
        self._live.pop(_key(live.request.person, live.request.message_id))
        live.fail(error)

    async def _advance(self, live: LiveTurn) -> bool:
        """Open the turn and run it here if it may; return whether it has ended."""
        opening = await self._store.open(
            live.request, holder=self._holder, wait_seconds=self._wait_seconds
        )
        live.begin(opening.conversation_id)
        if isinstance(opening, Answer):
            Retold(live.emit).answer(opening)
            return True
        if isinstance(opening, RunningTurn):
            await self._follow(live, opening)
            return False
        try:
            await run_turn(opening, ports=self._ports, emit=live.emit, stop=live.stop)
        except LeaseLost:
            return False
        return True

    async def _follow(self, live: LiveTurn, turn: RunningTurn) -> None:
        """Tell what another holder stores of a turn, until it has ended or its lease ran out."""
        retold = Retold(live.emit)
        told = 0
        while True:
            progress = await self._store.follow(turn, live.request, after=told)
            for entry in progress.entries:
                retold.entry(entry)
            told += len(progress.entries)
            if not progress.is_live:
                return
            await asyncio.sleep(self._poll_seconds)


def _note(error: Exception, request: TurnRequest) -> None:
    """Log what nobody foresaw; an error with a next step is the caller's to read."""
    if not hasattr(error, "next_step"):
        named = {"correlation_id": request.correlation_id}
        _log.error("A turn failed: %s", type(error).__name__, exc_info=error, extra=named)


def _key(person: Person, message_id: str) -> tuple[str, str]:
    return person.user_id, message_id
