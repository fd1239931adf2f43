"""A model's output as everyone downstream can take it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseReasoningItem,
)

from todo_agent import questions
from todo_agent.calls import points_nowhere
from todo_agent.journal import message, parsed_arguments, text_of, unwrapped
from todo_agent.questions import ASK_PERSON, NotAQuestion
from todo_agent.recall import AGREED
from todo_agent.tools import UNREADABLE, unreadable
from todo_agent.turn import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agents.items import TResponseOutputItem


def tidied(
    items: Iterable[TResponseOutputItem], *, taken: Iterable[str | None], characters: int
) -> list[TResponseOutputItem]:
    """Only messages, reasoning and calls, each call under an id that no other has.

    Args:
        items: What the model said.
        taken: The ids of calls made before.
        characters: How long the arguments of one call may be.
    """
    kept = [item for item in items if isinstance(item, _KEPT)]
    return [_readable(item, characters) for item in _with_ids_of_their_own(kept, set(taken))]


def would_run(call: ResponseFunctionToolCall, tools: frozenset[str]) -> Call | None:
    """The call as it would run; None where the SDK, the toolbox or its tool refuses it."""
    if call.name not in tools or call.name == ASK_PERSON:
        return None
    arguments = parsed_arguments(call.arguments)
    if arguments is None or UNREADABLE in arguments:
        return None
    kept = Call(call.name, unwrapped(arguments))
    return None if points_nowhere(kept) else kept


def new_id(prefix: str) -> str:
    """An id that is stored before it is used, so that a replay finds the same."""
    return f"{prefix}_{uuid4().hex}"


def _readable(item: TResponseOutputItem, characters: int) -> TResponseOutputItem:
    """The item as everyone downstream can take it.

    Arguments that cannot be read go on as an object that says so. A refusal goes on as plain
    words: the SDK would fail the run for it.
    """
    if isinstance(item, ResponseOutputMessage):
        refused = any(part.type == "refusal" for part in item.content)
        return message(text_of(item), item_id=item.id) if refused else item
    if not isinstance(item, ResponseFunctionToolCall):
        return item
    raw = item.arguments or "{}"
    too_long = parsed_arguments(raw, characters=characters) is None
    if too_long or (item.name == ASK_PERSON and _asks_about_nothing(raw)):
        raw = unreadable(raw)
    return item if raw == item.arguments else item.model_copy(update={"arguments": raw})


def _asks_about_nothing(raw: str) -> bool:
    """Whether an option of a question would do what its tool is going to refuse."""
    try:
        question = questions.read_question(raw, question_id="")
    except NotAQuestion:
        return False
    return any(points_nowhere(call) for option in question.options for call in option.calls)


_KEPT = (ResponseOutputMessage, ResponseReasoningItem, ResponseFunctionToolCall)


def _with_ids_of_their_own(
    items: Iterable[TResponseOutputItem], seen: set[str | None]
) -> Iterator[TResponseOutputItem]:
    for item in items:
        if not isinstance(item, ResponseFunctionToolCall):
            yield item
            continue
        taken = not item.call_id or item.call_id in seen or item.call_id.startswith(f"{AGREED}_")
        fresh = item.model_copy(update={"call_id": new_id("call")}) if taken else item
        seen.add(fresh.call_id)
        yield fresh
