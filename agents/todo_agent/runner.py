"""One turn from its opening to its answer, under its lease."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from agents import Model, Runner
from agents.exceptions import AgentsException

from todo_agent import questions, wording
from todo_agent.assistant import build_agent, instructions, model_input, run_config
from todo_agent.errors import AssistantUnavailable
from todo_agent.guardrails import Gate
from todo_agent.journal import Journal, JournaledModel, Voice, message
from todo_agent.spending import spent
from todo_agent.suggestions import suggest
from todo_agent.thinking import Thinker
from todo_agent.tools import UNREACHABLE, Toolbox
from todo_agent.turn import LEASE_SECONDS, Answer, Closing, Finished, LeaseLost, Person, Step

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from agents import RunResult
    from mcp import Client

    from todo_agent.budgets import Limits
    from todo_agent.journal import Announce, Emit
    from todo_agent.stopping import Stop
    from todo_agent.tools import ConnectTools, ToolList
    from todo_agent.turn import Json, OpenTurn, Spent, TurnStore

_log = logging.getLogger(__name__)

RENEW_SECONDS = LEASE_SECONDS * 0.2
"""How often a running turn renews its lease, and learns of a stop asked for elsewhere."""

ChooseModel: TypeAlias = Callable[["Person", "datetime"], Model]
"""The model to answer a person with; the moment is when they spoke, in their zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All that a turn reaches outside of itself."""

    store: TurnStore
    connect_tools: ConnectTools
    choose_model: ChooseModel
    fallback_model: ChooseModel | None
    announce: Announce
    limits: Limits
    tool_list: ToolList


async def run_turn(turn: OpenTurn, *, ports: Ports, emit: Emit, stop: Stop) -> None:
    """Answer a message, or go on with its answer, and store it.

    Emits events as they happen, Finished last. When it does not end well the lease is given
    back, so that a retry may begin at once.

    Raises:
        LeaseLost: another holder has the turn; nothing more was stored.
        AssistantUnavailable: no model or no tools.
        Exception: what the store raised.
    """
    try:
        await _leased(_Turn(turn, ports=ports, emit=emit, stop=stop))
    except LeaseLost:
        raise
    except BaseException:
        with contextlib.suppress(Exception):
            await ports.store.release(turn)
        raise


async def _leased(turn: _Turn) -> None:
    """Run with the lease renewed beside; whichever fails first ends both."""
    try:
        async with asyncio.TaskGroup() as group:
            renewal = group.create_task(turn.keep_lease())
            closing = await turn.answered()
            # Closing is fenced by itself; renewing after it would find the lease gone.
            renewal.cancel()
            await turn.close(closing)
    except BaseExceptionGroup as failed:
        raise _cause(failed) from None


def _cause(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error itself; task groups, the MCP connection's too, wrap what passes through them."""
    cause: BaseException = failed.subgroup(LeaseLost) or failed
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    return cause


class _Turn:
    """The parts of one running turn."""

    def __init__(self, turn: OpenTurn, *, ports: Ports, emit: Emit, stop: Stop) -> None:
        self._turn = turn
        self._ports = ports
        self._emit = emit
        self._stop = stop
        self._journal = Journal(turn, store=ports.store, announce=ports.announce, stop=stop)
        self._voice = Voice(emit)

    async def keep_lease(self) -> None:
        """Renew until cancelled; raises LeaseLost. The store being busy is not yet a loss."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self._renew()

    async def _renew(self) -> None:
        try:
            if await self._ports.store.renew(self._turn):
                self._stop.set()
        except LeaseLost:
            raise
        except Exception as error:  # the fence judges, at the next write
            _log.warning("A lease was not renewed: %s", type(error).__name__)

    async def answered(self) -> Closing:
        """Do what the message asks; returns what to store."""
        await self._journal.announce(Step.OPENED)
        if self._turn.journal:
            # An earlier holder may have been asked to stop.
            await self._renew()
        async with _connected(self._ports.connect_tools, self._turn) as client:
            toolbox = self._toolbox(client)
            try:
                result = await self._run(toolbox, client)
            except AgentsException as error:
                raise toolbox.failure or error from error
            finally:
                await toolbox.settle()
        closing = self._composed(toolbox, result, await spent(self._journal.outputs))
        await self._journal.announce(Step.ANSWERED)
        return closing

    async def close(self, closing: Closing) -> None:
        """Store the answer and tell it."""
        await self._ports.store.close(self._turn, closing)
        await self._journal.announce(Step.CLOSED)
        self._emit(Finished(closing.answer))

    def _toolbox(self, client: Client) -> Toolbox:
        return Toolbox(
            self._turn,
            client,
            journal=self._journal,
            emit=self._emit,
            stop=self._stop,
            limits=self._ports.limits,
        )

    async def _run(self, toolbox: Toolbox, client: Client) -> RunResult:
        person = self._turn.request.person
        tools = await self._ports.tool_list.of(client)
        thinker = self._thinker(toolbox, frozenset(tool.name for tool in tools))
        agent = build_agent(
            model=JournaledModel(self._journal, think=thinker, voice=self._voice),
            tools=tools,
            instructions=instructions(self._turn.opened_at, person.zone),
        )
        return await Runner.run(
            agent,
            model_input(self._turn),
            context=toolbox,
            max_turns=None,
            run_config=run_config(),
        )

    def _thinker(self, toolbox: Toolbox, tools: frozenset[str]) -> Thinker:
        person = self._turn.request.person
        now = self._turn.opened_at.astimezone(person.zone)
        fallback = self._ports.fallback_model
        return Thinker(
            self._turn,
            journal=self._journal,
            gate=Gate(self._turn, toolbox.read, window=model_input(self._turn)),
            voice=self._voice,
            limits=self._ports.limits,
            stop=self._stop,
            tools=tools,
            model=self._ports.choose_model(person, now),
            fallback=None if fallback is None else lambda: fallback(person, now),
        )

    def _planner_told(self) -> bool:
        """Whether the planner that took over tells by itself, with its question, what was done."""
        last = self._journal.outputs[-1]
        return last.author == "fallback" and last.text not in wording.FALLBACKS | {""}

    def _composed(self, toolbox: Toolbox, result: RunResult, usage: Spent | None) -> Closing:
        runs = self._journal.runs()
        items: list[Json] = [item.to_input_item() for item in result.new_items]
        passages = [output.text for output in self._journal.outputs if output.text]
        question = toolbox.question
        if question is not None:
            done = "" if self._planner_told() else wording.done_so_far(runs)
            last = " ".join(filter(None, [done, questions.said(question)]))
            self._voice.passage(last)
            passages.append(last)
            items.append(message(last, item_id=f"msg_{question.id}").model_dump(mode="json"))
        answer = Answer(
            conversation_id=self._turn.conversation_id,
            message_id=self._turn.request.message_id,
            response="\n\n".join(passages),
            tool_calls=runs,
            suggestions=suggest(runs, question),
            question=question,
            usage=usage,
        )
        return Closing(answer=answer, items=items)


@contextlib.asynccontextmanager
async def _connected(connect: ConnectTools, turn: OpenTurn) -> AsyncIterator[Client]:
    async with contextlib.AsyncExitStack() as stack:
        try:
            connection = connect(
                turn.request.person, conversation_id=turn.conversation_id, turn_id=turn.id
            )
            client = await stack.enter_async_context(connection)
        except Exception as error:
            raise AssistantUnavailable(UNREACHABLE) from error
        yield client
