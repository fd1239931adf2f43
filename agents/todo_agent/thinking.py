"""What a turn does next: the calls a yes let through, a model's reviewed output, or code's word."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from agents.exceptions import ModelBehaviorError
from openai.types.responses import (
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputItemAddedEvent,
    ResponseOutputMessage,
    ResponseTextDeltaEvent,
)

from todo_agent import questions, wording
from todo_agent.budgets import Budget
from todo_agent.calls import has_changed
from todo_agent.errors import AssistantUnavailable
from todo_agent.guardrails import Held, wishes
from todo_agent.journal import PLANNER, Output, message
from todo_agent.llm.streaming import is_cut, usage_of
from todo_agent.questions import ASK_PERSON, NotAQuestion, Reply
from todo_agent.recall import AGREED
from todo_agent.tidying import new_id, tidied, would_run
from todo_agent.turn import Call, Option, Question, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from agents import Model
    from openai.types.responses import Response

    from todo_agent.budgets import Limits
    from todo_agent.guardrails import Gate
    from todo_agent.journal import Ask, Author, Journal, Voice
    from todo_agent.stopping import Stop
    from todo_agent.turn import OpenTurn

_log = logging.getLogger(__name__)

_STOPPED = "Stopped."
_TOO_MUCH = "That is more than one message may do, so I stopped here."
_TOO_LONG = "That took too long, so I stopped here."
_IN_CIRCLES = "I was going round in circles, so I stopped here."


class Thinker:
    """Makes the turn's next output; each is reviewed before anyone can act on it.

    Args:
        turn: The turn, for what its message answers.
        journal: What the turn has done.
        gate: The deleting rule.
        voice: Says the answer's text as it comes.
        limits: The turn's budgets.
        stop: Set when the person wants no more.
        tools: The names that a call may have.
        model: The chosen model.
        fallback: Gives the model that takes over when the chosen one fails, if there is one.
    """

    def __init__(
        self,
        turn: OpenTurn,
        *,
        journal: Journal,
        gate: Gate,
        voice: Voice,
        limits: Limits,
        stop: Stop,
        tools: frozenset[str],
        model: Model,
        fallback: Callable[[], Model] | None,
    ) -> None:
        self._turn = turn
        self._journal = journal
        self._gate = gate
        self._voice = voice
        self._limits = limits
        self._stop = stop
        self._tools = tools
        self._budget = Budget(journal, limits, tools)
        self._model = model
        self._fallback = fallback
        self._author: Author = "model"
        self._deadline = asyncio.get_running_loop().time() + limits.seconds
        if any(output.author == "fallback" for output in journal.outputs):
            self._fall_back()

    async def __call__(self, ask: Ask) -> Output:
        """The next output, after review."""
        output = self._settled()
        if output is None and self._budget.is_spent(self._author):
            output = await self._ended(_TOO_MUCH, ask)
        return await self._judged(output or await self._asked(ask), ask)

    async def _judged(self, output: Output, ask: Ask) -> Output:
        if output.author not in {"model", "fallback"}:
            return output
        self._tidy(output)
        return await self._reviewed(output, ask)

    def _settled(self) -> Output | None:
        """What needs no model: an answer to the pending question, a stop."""
        reply = self._reply()
        if reply.chosen is not None:
            agreed = Output([_call(each) for each in reply.chosen.calls], "person")
            return (
                self._closing(_TOO_MUCH)
                if self._budget.is_exceeded(agreed, self._wishes)
                else agreed
            )
        if reply.refused and not reply.more:
            return self._said(wording.NOTHING_CHANGED)
        if reply.unclear and self._turn.question is not None:
            return self._asked_again(self._turn.question)
        return self._closing(_STOPPED, "stop") if self._stop.is_set() else None

    def _reply(self) -> Reply:
        question = self._turn.question
        if question is None or self._journal.outputs:
            return Reply()
        return questions.read_reply(self._turn.request.asked, question, self._now)

    @property
    def _now(self) -> datetime:
        return self._turn.opened_at.astimezone(self._turn.request.person.zone)

    @property
    def _wishes(self) -> int:
        """How many changes the message asks for."""
        return wishes(self._turn.request.asked, self._now)

    @property
    def _nothing_done(self) -> bool:
        """Whether the turn has surely changed nothing so far."""
        return not any(map(has_changed, self._journal.runs()))

    async def _asked(self, ask: Ask) -> Output:
        await self._journal.announce(Step.MODEL_ASKED)
        try:
            async with asyncio.timeout_at(self._deadline) as limit:
                with self._stop.cutting_short(limit):
                    return await self._streamed(ask)
        except Exception as error:
            if limit.expired() and (self._stop.is_set() or self._fallback is None):
                return self._cut_short()
            _log.warning("The model failed: %s", type(error).__name__)
            if not self._fall_back():
                raise AssistantUnavailable from error
            return await self._asked_instead(ask, _why(error))

    def _cut_short(self) -> Output:
        if self._stop.is_set():
            return self._closing(_STOPPED, "stop")
        return self._closing(_TOO_LONG)

    async def _ended(self, reason: str, ask: Ask) -> Output:
        """End a turn whose model comes to no end: by the planner, if nothing was done yet."""
        if self._nothing_done and self._fall_back():
            return await self._asked_instead(ask, wording.OF_NO_USE)
        return self._closing(reason)

    async def _asked_instead(self, ask: Ask, why: str) -> Output:
        """Ask the fallback model, and say why it answers."""
        self._voice.break_off()
        self._voice.passage(why)
        output = await self._asked(ask)
        output.items.insert(0, message(why, item_id=new_id("msg")))
        return output

    def _fall_back(self) -> bool:
        """Let the fallback model go on from the journal; False when there is none."""
        if self._fallback is None:
            return False
        self._model = self._fallback()
        self._fallback = None
        self._author = "fallback"
        self._deadline = asyncio.get_running_loop().time() + self._limits.finishing_seconds
        return True

    async def _streamed(self, ask: Ask) -> Output:
        """Ask the model, saying its words as they come."""
        self._voice.begin()
        heard = False
        response: Response | None = None
        async for event in ask(self._model):
            if isinstance(event, ResponseOutputItemAddedEvent):
                self._voice.begin()
            elif isinstance(event, ResponseTextDeltaEvent):
                self._voice.say(event.delta)
                heard = True
            elif isinstance(event, ResponseCompletedEvent):
                response = event.response
        if response is None:
            raise ModelBehaviorError("The model's stream ended before its answer did")
        usage = usage_of(response)
        output = Output(list(response.output), self._author, usage, response.model)
        cut = is_cut(response) and not output.calls
        if self._fallback is not None and (not _says_or_does(output) or (cut and self._unmet)):
            raise ModelBehaviorError("The model's reply is empty or cut short")
        if not heard:
            self._voice.say(output.text)
        if cut:
            self._voice.say(wording.CUT_SHORT)
            cut_short = f"{output.text}{wording.CUT_SHORT}"
            output.items = [message(cut_short, item_id=new_id("msg"))]
        return output

    @property
    def _unmet(self) -> bool:
        """Whether the message asks for a change, and nothing was changed."""
        return self._nothing_done and self._wishes > 0

    def _tidy(self, output: Output) -> None:
        taken = {call.call_id for each in self._journal.outputs for call in each.calls}
        taken |= {item.get("call_id") for item in self._turn.history}
        characters = self._limits.argument_characters
        output.items = tidied(output.items, taken=taken, characters=characters)
        if not _says_or_does(output):
            self._add_words(output, wording.NO_ANSWER)

    def _add_words(self, output: Output, text: str) -> None:
        self._voice.passage(text)
        output.items.append(message(text, item_id=new_id("msg")))

    async def _reviewed(self, output: Output, ask: Ask) -> Output:
        """Let through what may run; what may not becomes the question that ends the turn."""
        if self._budget.is_exceeded(output, self._wishes):
            closing = self._closing(_TOO_MUCH)
            return replace(closing, usage=output.usage, model=output.model)
        if self._budget.is_in_circles(output):
            ended = await self._judged(await self._ended(_IN_CIRCLES, ask), ask)
            return replace(ended, usage=output.usage, model=output.model)
        runs = self._journal.runs()
        known = [(call, kept) for call in output.calls if (kept := would_run(call, self._tools))]
        held = await self._gate.review([kept for _, kept in known], runs)
        asked: Question | None
        if held is not None:
            asked = self._question_of(held, [kept for _, kept in known])
            without = {known[at][0].call_id for at in held.phrases}
            # A model's words beside held calls tell of what has not happened.
            said = (
                [] if output.author == "model" else [each for each in output.items if _says(each)]
            )
            output.items = [*said, *(c for c in output.calls if c.call_id not in without)]
        else:
            asked = await self._asked_by_model(output)
        if asked is not None:
            output.items = [each for each in output.items if not _asks(each)]
            output.items.append(_ask_call(asked))
        elif output.model != PLANNER and not output.calls and self._unmet:
            # Whatever it claims: a deed that no tool confirmed was not done.
            self._add_words(output, wording.NOT_DONE)
        return output

    def _question_of(self, held: Held, calls: Sequence[Call]) -> Question:
        if held.choice:
            text, options = held.choice
            return Question(id=new_id("ask"), text=text, options=options)
        kept = tuple(calls[at] for at in held.phrases)
        option = Option(questions.YES, kept)
        return Question(id=new_id("ask"), text=held.text, options=(option,))

    async def _asked_by_model(self, output: Output) -> Question | None:
        """The model's own question, telling the truth about calls that the gate would hold."""
        asks = [item for item in output.calls if item.name == ASK_PERSON]
        if not asks:
            return None
        try:
            question = questions.read_question(asks[0].arguments, question_id=asks[0].call_id)
        except NotAQuestion:
            return None
        calls = [call for option in question.options for call in option.calls]
        held = await self._gate.review(calls, self._journal.runs())
        return question if held is None else _truthful(question, held)

    def _asked_again(self, question: Question) -> Output:
        """The same question, for words that leave the answer to it open."""
        several = len(question.options) > 1
        told = wording.WHICH_ONE if several else wording.YES_OR_NO
        thanked = questions.says_thanks(self._turn.request.asked, self._now)
        output = self._said(wording.WELCOME if thanked else told)
        output.items.append(_ask_call(replace(question, id=new_id("ask"))))
        return output

    def _closing(self, reason: str, author: Author = "code") -> Output:
        return self._said(wording.closing(reason, self._journal.runs()), author)

    def _said(self, text: str, author: Author = "code") -> Output:
        self._voice.passage(text)
        return Output([message(text, item_id=new_id("msg"))], author)


def _why(error: Exception) -> str:
    """What is said of a failure: what a provider refuses mends by no waiting."""
    from todo_agent.llm.failures import is_passing, status_of

    refused = status_of(error) is not None and not is_passing(error)
    return wording.REFUSED if refused else wording.FALLEN_BACK


def _says_or_does(output: Output) -> bool:
    return bool(output.calls or output.text.strip())


def _says(item: object) -> bool:
    return isinstance(item, ResponseOutputMessage)


def _asks(item: object) -> bool:
    return isinstance(item, ResponseFunctionToolCall) and item.name == ASK_PERSON


def _truthful(question: Question, held: Held) -> Question:
    """The question with the gate's words wherever an option would do what the gate holds."""
    if len(question.options) == 1:
        return replace(question, text=held.text)
    options: list[Option] = []
    at = 0
    for option in question.options:
        positions = range(at, at + len(option.calls))
        phrases = [held.phrases[each] for each in positions if each in held.phrases]
        told = wording.joined(phrases) if phrases else ""
        alike = told and [*held.phrases.values()].count(told) > 1
        label = f"{told}: {option.label}" if alike else told or option.label
        detail = (
            ""
            if alike
            else ", ".join(held.details[each] for each in positions if each in held.details)
        )
        label = f"{label}, {detail}" if detail else label
        options.append(replace(option, label=label[:200]))
        at = positions.stop
    return replace(question, options=tuple(options))


def _ask_call(question: Question) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall(
        type="function_call",
        call_id=question.id,
        name=ASK_PERSON,
        arguments=questions.write_question(question),
    )


def _call(call: Call) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall(
        type="function_call",
        call_id=new_id(AGREED),
        name=call.name,
        arguments=questions.write_arguments(call),
    )
