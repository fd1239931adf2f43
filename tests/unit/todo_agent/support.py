"""A small real MCP server of tasks, a store in memory, and turns wired to both."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agents import Model
from agents.testing import ScriptedModel, assistant_message, function_call
from mcp import Client
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.types import CallToolResult, TextContent

from todo_agent.budgets import Limits
from todo_agent.live import LiveTurn, Turns
from todo_agent.turn import (
    Answer,
    Closing,
    JournalEntry,
    LeaseLost,
    Opening,
    OpenTurn,
    Person,
    Progress,
    Question,
    RunningTurn,
    Step,
    TurnEvent,
    TurnRequest,
)

ANNA = Person(user_id="anna", zone=ZoneInfo("Europe/Berlin"), client="web")
NOW = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)

_numbers = itertools.count(1)


def call(name: str, arguments: Any, *, call_id: str | None = None) -> Any:
    """A model's tool call, under an id of its own."""
    return function_call(name, arguments, call_id=call_id or f"call_{next(_numbers)}")


def say(text: str) -> Any:
    """A model's message."""
    return assistant_message(text)


class Tasks:
    """The tasks of one person behind MCP, with each write done once per idempotency key."""

    def __init__(self, *titles: str) -> None:
        self.tasks: dict[int, dict[str, Any]] = {}
        self.writes: list[tuple[str, Any]] = []
        self.calls: list[str] = []
        self.metas: list[dict[str, Any]] = []
        self.results: dict[str, Any] = {}
        self.tags = [{"id": 1, "name": "home", "color": "#6B7280", "task_count": 2}]
        self.hold: asyncio.Event | None = None
        self.holding = asyncio.Event()
        self.server = self._server()
        for title in titles:
            self.add(title)

    def add(self, title: str, **more: Any) -> dict[str, Any]:
        key = max(self.tasks, default=0) + 1
        self.tasks[key] = {
            "id": key,
            "number": key,
            "title": title,
            "completed": False,
            "priority": "medium",
            "due": None,
            "tags": [],
            "version": 1,
        } | more
        return self.tasks[key]

    @property
    def written_under(self) -> list[dict[str, Any]]:
        """What each write carried beside its arguments; what only reads has no key."""
        return [meta for meta in self.metas if "evolution-todo/idempotency-key" in meta]

    @property
    def titles(self) -> list[str]:
        return [task["title"] for task in self.tasks.values()]

    def named(self, ref: dict[str, Any]) -> dict[str, Any] | None:
        return next(
            (t for t in self.tasks.values() if ref in ({"id": t["id"]}, {"number": t["number"]})),
            None,
        )

    async def written(
        self, ctx: Context, name: str, work: Callable[[], list[dict[str, Any]]], asked: Any
    ) -> CallToolResult:
        """Do a write once for its key; the same key again gets the same result."""
        key = self.note(ctx, name).get("evolution-todo/idempotency-key", "")
        self.holding.set()
        if self.hold is not None:
            await self.hold.wait()
        if key not in self.results:
            self.writes.append((name, asked))
            self.results[key] = {
                "operation_id": len(self.writes),
                "results": [dict(each) for each in work()],
                "failures": [],
            }
        return structured(self.results[key])

    def note(self, ctx: Context, name: str) -> dict[str, Any]:
        self.calls.append(name)
        self.metas.append(dict(ctx.request_context.meta or {}))
        return self.metas[-1]

    def _server(self) -> MCPServer:
        server = MCPServer("tasks", log_level="ERROR")

        @server.tool()
        async def add_tasks(tasks: list[dict[str, Any]], ctx: Context) -> CallToolResult:
            """Add tasks."""
            return await self.written(
                ctx, "add_tasks", lambda: [self.add(**each) for each in tasks], tasks
            )

        @server.tool()
        async def find_tasks(
            ctx: Context,
            filter: dict[str, Any] | None = None,  # noqa: A002 - the tool's own name for it
        ) -> CallToolResult:
            """Find tasks."""
            self.note(ctx, "find_tasks")
            words = (filter or {}).get("text", "").lower()
            found = [t for t in self.tasks.values() if words in t["title"].lower()]
            return structured({"items": found, "total": len(found), "next_cursor": None})

        @server.tool()
        async def get_task(task: dict[str, Any], ctx: Context) -> CallToolResult:
            """Get a task."""
            self.note(ctx, "get_task")
            found = self.named(task)
            return structured(found) if found else failed("not_found", "There is no such task")

        self._add_writes(server)
        self._add_others(server)
        return server

    def _add_writes(self, server: MCPServer) -> None:
        @server.tool()
        async def set_tasks_completed(
            tasks: list[dict[str, Any]], completed: bool, ctx: Context
        ) -> CallToolResult:
            """Complete or reopen tasks."""
            return await self.written(
                ctx, "set_tasks_completed", lambda: self._completed(tasks, completed), tasks
            )

        @server.tool()
        async def update_tasks(updates: list[dict[str, Any]], ctx: Context) -> CallToolResult:
            """Change tasks."""
            return await self.written(ctx, "update_tasks", lambda: self._updated(updates), updates)

        @server.tool()
        async def delete_tasks(
            tasks: list[dict[str, Any]], ctx: Context, scope: str | None = None
        ) -> CallToolResult:
            """Delete tasks."""
            if not all(map(self.named, tasks)):
                self.note(ctx, "delete_tasks")
                return failed("not_found", "There is no such task")
            return await self.written(ctx, "delete_tasks", lambda: self._deleted(tasks), tasks)

    def _add_others(self, server: MCPServer) -> None:
        @server.tool()
        async def list_tags(ctx: Context) -> CallToolResult:
            """List tags."""
            self.note(ctx, "list_tags")
            return structured({"items": self.tags})

        @server.tool()
        async def delete_tag(tag_id: int, ctx: Context) -> CallToolResult:
            """Delete a tag."""
            return await self.written(
                ctx, "delete_tag", lambda: [t for t in self.tags if t["id"] == tag_id], tag_id
            )

        @server.tool()
        async def undo(ctx: Context, operation_id: int | None = None) -> CallToolResult:
            """Take back."""
            return await self.written(ctx, "undo", list, operation_id)

    def _completed(self, refs: list[dict[str, Any]], completed: bool) -> list[dict[str, Any]]:
        found = [task for ref in refs if (task := self.named(ref))]
        for task in found:
            task["completed"] = completed
        return found

    def _updated(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for update in updates:
            if task := self.named(update["task"]):
                task |= {name: value for name, value in update.items() if name != "task"}
                found.append(task)
        return found

    def _deleted(self, refs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self.tasks.pop(task["id"]) for ref in refs if (task := self.named(ref))]


def structured(value: Any) -> CallToolResult:
    return CallToolResult(content=[], structured_content=value)


def failed(code: str, message: str) -> CallToolResult:
    problem = {"code": code, "field": None, "message": message, "next_step": "Look again."}
    return CallToolResult(
        content=[TextContent(type="text", text=message)],
        structured_content=problem,
        is_error=True,
    )


class Busy(Exception):
    """Another message's turn runs in the conversation."""


class Reused(Exception):
    """The message id stands for another text."""


@dataclass
class Row:
    """A stored turn."""

    opened: OpenTurn
    journal: list[JournalEntry] = field(default_factory=list)
    fence: int = 0
    holder: str | None = None
    answer: Answer | None = None
    closing: Closing | None = None
    stop: bool = False


class MemoryStore:
    """A TurnStore that forgets with the process; leases end when a test says so."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.histories: dict[str, list[Any]] = {}
        self.questions: dict[str, Question | None] = {}

    async def open(self, request: TurnRequest, *, holder: str, wait_seconds: float) -> Opening:
        key = (request.person.user_id, request.message_id)
        row = self.rows.get(key) or self._new(key, request)
        if row.opened.request.message != request.message:
            raise Reused
        if row.answer is not None:
            return row.answer
        if row.holder is not None:
            return RunningTurn(id=row.opened.id, conversation_id=row.opened.conversation_id)
        row.holder = holder
        row.fence += 1
        row.opened = replace(row.opened, fence=row.fence, journal=tuple(row.journal))
        return row.opened

    def _new(self, key: tuple[str, str], request: TurnRequest) -> Row:
        conversation = request.conversation_id or f"c-{request.message_id}"
        if any(
            row.opened.conversation_id == conversation and row.answer is None
            for row in self.rows.values()
        ):
            raise Busy
        self.rows[key] = Row(
            OpenTurn(
                id=f"t-{request.message_id}",
                conversation_id=conversation,
                request=request,
                fence=0,
                opened_at=NOW,
                history=tuple(self.histories.get(conversation, ())),
                question=self.questions.get(conversation),
            )
        )
        return self.rows[key]

    def row(self, turn: OpenTurn) -> Row:
        row = self.rows[turn.request.person.user_id, turn.request.message_id]
        if row.fence != turn.fence or row.holder is None:
            raise LeaseLost
        return row

    async def follow(self, turn: RunningTurn, request: TurnRequest, *, after: int) -> Progress:
        row = self.rows[request.person.user_id, request.message_id]
        return Progress(entries=tuple(row.journal[after:]), is_live=row.holder is not None)

    async def append(self, turn: OpenTurn, entry: JournalEntry) -> bool:
        self.row(turn).journal.append(entry)
        return self.row(turn).stop

    async def renew(self, turn: OpenTurn) -> bool:
        return self.row(turn).stop

    async def close(self, turn: OpenTurn, closing: Closing) -> None:
        row = self.row(turn)
        row.answer, row.closing, row.holder = closing.answer, closing, None
        history = self.histories.setdefault(turn.conversation_id, [])
        history.append({"role": "user", "content": turn.request.message})
        history.extend(closing.items)
        self.questions[turn.conversation_id] = closing.answer.question

    async def release(self, turn: OpenTurn) -> None:
        self.row(turn).holder = None

    async def request_stop(self, *, person: Person, message_id: str) -> None:
        self.rows[person.user_id, message_id].stop = True

    def take_over(self, message_id: str) -> None:
        """Let the lease of a turn run out, as when its holder was away too long."""
        row = self.rows[ANNA.user_id, message_id]
        row.fence += 1
        row.holder = None


class Killed(Exception):
    """The process dies at a step."""


@dataclass
class World:
    """Turns over real MCP, with scripted models and hands on every seam."""

    server: Tasks
    store: MemoryStore = field(default_factory=MemoryStore)
    limits: Limits = field(default_factory=Limits)
    steps: list[Step] = field(default_factory=list)
    at_step: Callable[[int, Step], None] = lambda _count, _step: None
    models: list[Model] = field(default_factory=list)
    fallback: Model | None = None
    listings: int = 0
    turns_made: list[Turns] = field(default_factory=list)

    def script(self, *outputs: Any) -> ScriptedModel:
        """Let the next turn be driven by a model that gives these outputs."""
        model = ScriptedModel([out if isinstance(out, list) else [out] for out in outputs])
        self.models.append(model)
        return model

    def turns(self) -> Turns:
        """A process: its own holder, the same store and server."""

        async def announce(step: Step, turn_id: str) -> None:
            self.steps.append(step)
            self.at_step(len(self.steps), step)

        turns = Turns(
            store=self.store,
            connect_tools=self.connect,
            choose_model=lambda _person, _now: self.models[-1],
            fallback_model=None if self.fallback is None else lambda _p, _n: self._fallback(),
            announce=announce,
            limits=self.limits,
            poll_seconds=0.001,
        )
        self.turns_made.append(turns)
        return turns

    def _fallback(self) -> Model:
        assert self.fallback is not None
        return self.fallback

    @asynccontextmanager
    async def connect(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AsyncIterator[Client]:
        async with Client(self.server.server, mode="2026-07-28") as client:
            yield client

    async def said(self, message: str, *outputs: Any, message_id: str | None = None) -> Answer:
        """One message of Anna's only conversation, answered by these outputs."""
        if outputs:
            self.script(*outputs)
        live = await self.start(message, message_id=message_id)
        return await live.answer()

    async def start(self, message: str, *, message_id: str | None = None) -> LiveTurn:
        turns = self.turns_made[-1] if self.turns_made else self.turns()
        return await turns.start(asking(message, message_id or f"m{len(self.store.rows) + 1}"))


def asking(message: str, message_id: str, *, conversation_id: str | None = "c1") -> TurnRequest:
    return TurnRequest(
        person=ANNA,
        message=message,
        message_id=message_id,
        conversation_id=conversation_id,
        correlation_id="x1",
    )


async def events_of(live: LiveTurn) -> list[TurnEvent]:
    return [event async for event in live.events()]


def kinds(events: Iterable[TurnEvent]) -> list[str]:
    return [type(event).__name__ for event in events]
