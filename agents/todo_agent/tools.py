"""Our MCP server's tools as the SDK's: one connection a turn, each result journalled."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Protocol

from agents import FunctionTool
from mcp.types import CallToolRequest, CallToolRequestParams, CallToolResult

from todo_agent import questions
from todo_agent.errors import AssistantUnavailable
from todo_agent.journal import parsed_arguments, unwrapped
from todo_agent.recall import UNAVAILABLE
from todo_agent.turn import Step, ToolCalled, ToolReturned, ToolRun

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from contextlib import AbstractAsyncContextManager

    from agents import Tool
    from agents.tool_context import ToolContext
    from mcp import Client

    from todo_agent.budgets import Limits
    from todo_agent.journal import Emit, Journal
    from todo_agent.stopping import Stop
    from todo_agent.turn import Json, OpenTurn, Person, Question

META = "evolution-todo"
"""The prefix of what our calls carry in `_meta`."""


UNREADABLE = "unreadable_arguments"
"""The name under which arguments that are no JSON object are kept, cut short, and refused."""


class ConnectTools(Protocol):
    """Opens an MCP connection for one turn, with the person's identity."""

    def __call__(
        self, person: Person, *, conversation_id: str, turn_id: str
    ) -> AbstractAsyncContextManager[Client]:
        """Return the connection; it is entered and left in the turn's own task."""
        ...


class ToolList:
    """The tools as the SDK takes them, listed once for all turns of a process.

    They are plain function tools that find their turn through the run's context:
    `agents.mcp.MCPServer` would convert every schema again at each model call and does not
    hand the call's id to `call_tool`.
    """

    def __init__(self) -> None:
        self._tools: list[Tool] | None = None
        self._listing = asyncio.Lock()

    async def of(self, client: Client) -> list[Tool]:
        """The server's tools and our own `ask_person`.

        Raises:
            AssistantUnavailable: the server does not answer.
        """
        async with self._listing:
            if self._tools is None:
                try:
                    self._tools = [*await _listed(client), _ask_person()]
                except Exception as error:  # whatever the transport raises
                    raise AssistantUnavailable(UNREACHABLE) from error
        return self._tools


UNREACHABLE = "The task tools cannot be reached right now."


async def _listed(client: Client) -> list[Tool]:
    tools: list[Tool] = []
    cursor: str | None = None
    while True:
        page = await client.list_tools(cursor=cursor)
        tools += [
            _function_tool(tool.name, tool.description or "", tool.input_schema)
            for tool in page.tools
        ]
        cursor = page.next_cursor
        if cursor is None:
            return tools


def _function_tool(name: str, description: str, schema: dict[str, Any]) -> FunctionTool:
    async def invoke(context: ToolContext[Toolbox], arguments: str) -> str:
        return await context.context.run(context.tool_call_id, name, arguments)

    return FunctionTool(
        name=name,
        description=description,
        params_json_schema=schema,
        on_invoke_tool=invoke,
        strict_json_schema=False,
    )


def _ask_person() -> FunctionTool:
    async def invoke(context: ToolContext[Toolbox], arguments: str) -> str:
        return context.context.ask(context.tool_call_id, arguments)

    return FunctionTool(
        name=questions.ASK_PERSON,
        description=questions.DESCRIPTION,
        params_json_schema=questions.Asked.model_json_schema(),
        on_invoke_tool=invoke,
        strict_json_schema=False,
    )


class Toolbox:
    """One turn's tools over its connection; the context of its run."""

    def __init__(
        self,
        turn: OpenTurn,
        client: Client,
        *,
        journal: Journal,
        emit: Emit,
        stop: Stop,
        limits: Limits,
    ) -> None:
        self._turn = turn
        self._client = client
        self._journal = journal
        self._emit = emit
        self._stop = stop
        self._limits = limits
        self._running: set[asyncio.Task[ToolRun]] = set()
        self.question: Question | None = None
        """What the turn asked the person and ends with."""
        self.failure: Exception | None = None
        """What kept a result from being stored; the SDK wraps it in an error of its own."""

    async def run(self, call_id: str, name: str, raw: str) -> str:
        """Run a tool call, or give again what was stored for it; returns what the model reads.

        A call that has begun is finished and stored even when the turn is cancelled.
        """
        stored = self._journal.result(call_id)
        if stored is not None:
            self._tell(stored)
            return _shown(stored.result)
        arguments = self._accepted(raw)
        if isinstance(arguments, str):
            return arguments
        if self._stop.is_set():
            return _STOPPED
        task = self._shielded(self._run(call_id, name, arguments))
        try:
            return _shown((await asyncio.shield(task)).result)
        except Exception as error:
            self.failure = error
            raise

    async def read(self, name: str, arguments: dict[str, Json]) -> Json:
        """Call a reading tool for the gate: unseen by the model, not in the journal."""
        _, result = await self._called(name, arguments, {})
        return result

    def ask(self, call_id: str, raw: str) -> str:
        """Keep a question for the end of the turn."""
        if self._stop.is_set():
            return _STOPPED
        try:
            self.question = questions.read_question(raw, question_id=call_id)
        except questions.NotAQuestion as error:
            return refusal("invalid_arguments", str(error), "Correct it.", field=error.field)
        return json.dumps({"asked": True})

    async def settle(self) -> None:
        """Wait for the calls that have begun."""
        await asyncio.gather(*self._running, return_exceptions=True)

    def _accepted(self, raw: str) -> dict[str, Json] | str:
        """The arguments, or why the tool cannot be called with them."""
        arguments = parsed_arguments(raw)
        if arguments is None or UNREADABLE in arguments:
            most = self._limits.argument_characters
            return refusal(
                "invalid_arguments",
                f"The arguments are not a JSON object of at most {most} characters",
                "Call it again with a JSON object that fits the tool's schema.",
            )
        return unwrapped(arguments)

    def _shielded(self, work: Coroutine[Any, Any, ToolRun]) -> asyncio.Task[ToolRun]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _run(self, call_id: str, name: str, arguments: dict[str, Json]) -> ToolRun:
        self._emit(ToolCalled(call_id, name, arguments))
        await self._journal.announce(Step.TOOL_CALLED)
        key = {f"{META}/idempotency-key": f"{self._turn.id}:{call_id}"}
        ok, result = await self._called(name, arguments, key)
        await self._journal.announce(Step.TOOL_RETURNED)
        run = ToolRun(id=call_id, name=name, arguments=arguments, result=result, ok=ok)
        await self._journal.add_result(run)
        self._emit(ToolReturned(call_id, ok, result))
        return run

    async def _called(
        self, name: str, arguments: dict[str, Json], meta: dict[str, Json]
    ) -> tuple[bool, Json]:
        """One round trip: whether it went well, and its structured content or its error.

        `session.send_request` and not `client.call_tool`, which lists all tools once for
        each connection to check our own server's output.
        """
        params = CallToolRequestParams(name=name, arguments=arguments, _meta=self._meta | meta)
        try:
            result = await self._client.session.send_request(
                CallToolRequest(params=params),
                CallToolResult,
                request_read_timeout_seconds=self._limits.tool_seconds,
            )
        except Exception as error:  # whatever the transport raises, the model reads
            return False, {
                "code": UNAVAILABLE,
                "field": None,
                "message": f"{name} gave no answer ({type(error).__name__})",
                "next_step": "Say that it is not known whether it was done, and to look.",
            }
        return not result.is_error, _content(result)

    @property
    def _meta(self) -> dict[str, Json]:
        request = self._turn.request
        return {
            f"{META}/conversation-id": self._turn.conversation_id,
            f"{META}/turn-id": self._turn.id,
            f"{META}/correlation-id": request.correlation_id,
            f"{META}/timezone": request.person.zone.key,
            f"{META}/client": request.person.client,
        }

    def _tell(self, run: ToolRun) -> None:
        self._emit(ToolCalled(run.id, run.name, run.arguments))
        self._emit(ToolReturned(run.id, run.ok, run.result))


def _shown(result: Json) -> str:
    return json.dumps(result, ensure_ascii=False)


def refusal(code: str, message: str, next_step: str, *, field: str | None = None) -> str:
    """An error of ours as the model reads it, in the shape of the tools' own."""
    return _shown({"code": code, "field": field, "message": message, "next_step": next_step})


_STOPPED = refusal("stopped", "The person stopped this turn", "Call nothing more.")


def unreadable(raw: str) -> str:
    """Arguments that everyone downstream can parse, in place of some that nobody can."""
    return json.dumps({UNREADABLE: raw[:200]}, ensure_ascii=False)


def _content(result: CallToolResult) -> Json:
    if result.structured_content is not None:
        return result.structured_content
    text = "\n".join(part.text for part in result.content if part.type == "text")
    parsed = parsed_arguments(text)
    if parsed is not None or not result.is_error:
        return text if parsed is None else parsed
    return {"code": "tool_failed", "field": None, "message": text, "next_step": None}
