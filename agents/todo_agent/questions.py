"""Questions put to the person: how a model asks one, and how the next message answers it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evolution_todo.language.followups.picking import core_of, pick_by_due
from evolution_todo.language.followups.places import pick_by_place
from evolution_todo.language.followups.reading import read_follow_up
from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.phrases.reading import MARKED, is_order
from evolution_todo.language.references.reading import (
    Candidate,
    ReferenceKind,
    read_reference,
    resolve,
)
from evolution_todo.language.text.answering import read_answer
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.reasons import without_reason
from evolution_todo.language.text.shorthand import written_out
from evolution_todo.language.text.spans import Span
from evolution_todo.language.times.reading import read_time
from todo_agent.echoes import is_plain_yes
from todo_agent.journal import unwrapped
from todo_agent.recall import ASK
from todo_agent.turn import Call, Option, Question
from todo_agent.turning_down import turns_down

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from evolution_todo.language.references.reading import Reference
    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.text.answering import Answer

ASK_PERSON = ASK
YES = "Yes"
_ASIDE = frozenset({Intent.CHOOSE, Intent.NONE, Intent.CONFIRM, Intent.ADD, Intent.LIST})
"""Readings that a position or a bare label may get; any other intent is a new request."""


class _AskedCall(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(description="A tool's name")
    arguments: dict[str, Any] = Field(description="Its arguments, exactly as they would be sent")


class _AskedOption(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str = Field(min_length=1, max_length=200, description="What the person picks")
    calls: list[_AskedCall] = Field(
        default_factory=list, max_length=20, description="Run when it is picked; none: nothing"
    )


class Asked(BaseModel):
    """The arguments of `ask_person`."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(min_length=1, max_length=1000, description="One short question")
    options: list[_AskedOption] = Field(
        min_length=1, max_length=10, description="One: a yes or no. Several: a choice"
    )


DESCRIPTION = (
    "Ask the person before doing something, and end this turn. The calls of the option they "
    "agree to run exactly as given here. One option is a yes-or-no question, several a choice."
)


class NotAQuestion(ValueError):
    """The arguments of `ask_person` cannot be asked; `field` says where."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def read_question(arguments: str, *, question_id: str) -> Question:
    """The question that a call of `ask_person` makes; raises NotAQuestion."""
    try:
        asked = Asked.model_validate_json(arguments)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise NotAQuestion(first["msg"], field=field) from None
    options = tuple(
        Option(each.label, tuple(Call(call.name, unwrapped(call.arguments)) for call in each.calls))
        for each in asked.options
    )
    if any(call.name == ASK_PERSON for option in options for call in option.calls):
        raise NotAQuestion("A question cannot hold another question", field="options")
    return Question(id=question_id, text=asked.question, options=options)


def write_question(question: Question) -> str:
    """The arguments of `ask_person` that make this question."""
    options = [
        {
            "label": option.label,
            "calls": [{"name": c.name, "arguments": dict(c.arguments)} for c in option.calls],
        }
        for option in question.options
    ]
    return json.dumps({"question": question.text, "options": options}, ensure_ascii=False)


def write_arguments(call: Call) -> str:
    """A kept call's arguments as a model would have given them."""
    return json.dumps(dict(call.arguments), ensure_ascii=False)


def said(question: Question) -> str:
    """The question as the person reads it; a choice is numbered."""
    if len(question.options) == 1:
        return question.text
    lines = [f"{at}. {option.label}" for at, option in enumerate(question.options, 1)]
    return "\n".join([question.text, *lines])


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message says to the pending question.

    Attributes:
        chosen: The option it agrees to.
        refused: It says no, or picks an option that does nothing.
        unclear: It agrees, and several things could be meant.
        more: It goes on to ask for something else.
    """

    chosen: Option | None = None
    refused: bool = False
    unclear: bool = False
    more: bool = False


def read_reply(message: str, question: Question, now: datetime) -> Reply:
    """Read a message as an answer; an empty Reply means that it is a new message."""
    message = written_out(message)
    if _OF_ANOTHER.match(message):
        return Reply(unclear=True)
    message = _MENDED.split(_I_MEAN.sub("", message))[-1].strip() or message
    picked = (
        _labelled(message, question)
        or _placed(message, question)
        or _spared(message, question)
        or _due(message, question, now)
        or _reasoned(message, question)
        or _each_named(message, question)
    )
    if picked is not None:
        return _picked(picked)
    if turns_down(message, question):
        return Reply(refused=True)
    if _DOUBTS.fullmatch(masked(message)):
        return Reply(unclear=True)
    return _detailed(message, question, now) or _answered(message, question, now)


def _answered(message: str, question: Question, now: datetime) -> Reply:
    """What a message says to a question by its intent, or by pointing at an option."""
    single = question.options[0] if len(question.options) == 1 else None
    if single and is_plain_yes(message, single):
        return _picked(single)
    requests = requests_in(message, now)
    if not requests:
        return Reply()
    if says_thanks(message, now):
        return Reply(unclear=True)
    first, *rest = requests
    if first.intent in {Intent.REFUSE, Intent.CANCEL} and first.target is None:
        return Reply(refused=True, more=bool(rest))
    if single:
        agreed = first.intent is Intent.CONFIRM
        return _picked(single, more=bool(rest)) if agreed else Reply()
    head, tail = split_pick(message)
    if tail and (picked := _pointed_at(read_reference(head), question)):
        return _picked(picked, more=True)
    if rest or first.intent not in _ASIDE:
        return Reply()
    picked = _pointed_at(first.target or read_reference(message), question)
    if picked is None or _NOT.fullmatch(message):
        return Reply(unclear=picked is not None or first.intent is Intent.CONFIRM)
    return _picked(picked)


def says_thanks(message: str, now: datetime) -> bool:
    """Whether a message thanks and says nothing besides, which answers no question."""
    requests = requests_in(message, now)
    return bool(requests) and all(each.intent is Intent.THANKS for each in requests)


_BEHIND = re.compile(r"(?:[,;.]\s*(?:and|then|but)?|\s(?:and|then))\s+(?=[a-z]+ \w)", re.IGNORECASE)


def split_pick(message: str) -> tuple[str, str]:
    """What picks an option, and what a message asks for behind it: “Paul, and move Pete to 11”."""
    found = _BEHIND.search(message)
    tail = message[found.end() :] if found else ""
    ordered = bool(tail) and is_order(tail.lower())
    return (message[: found.start()], tail) if found and ordered else (message, "")


def _detailed(message: str, question: Question, now: datetime) -> Reply | None:
    """A yes with a detail (“yes, for tomorrow”), which an offer to add takes for a yes alone.

    The kept calls run as they are; the detail is a change of what they wrote.
    """
    answer = read_answer(message)
    if len(question.options) > 1 or answer.agrees is False:
        return Reply(refused=True, more=True) if _goes_on(answer) else None
    (option,) = question.options
    names = {call.name for call in option.calls}
    adds = names == {"add_tasks"}
    if not (adds or (answer.agrees and names <= _DETAILED)):
        return None
    return _picked(option, more=True) if detail_of(message, now) else None


_DETAILED = frozenset({"add_tasks", "update_tasks", "set_tasks_completed", "add_reminder"})
"""Calls after which there is a task that a detail can be of."""


_OF_ANOTHER = re.compile(r"\W*(?:assistant|system|bot|ai|tool|user|human)\W*:", re.IGNORECASE)
"""“Assistant: yes” is a line of a conversation, and nobody's plain yes."""
_MENDED = re.compile(
    r"[,.]? *\b(?:no,? wait|wait,? no|no,? sorry|sorry,? no|i mean)\b[, ]*", re.IGNORECASE
)
"""What stands before it is taken back: “the bank one, no wait, the optician”."""
_I_MEAN = re.compile(r",? i mean(?:t)?\W*$", re.IGNORECASE)
_DOUBTS = re.compile(
    r"\W*(?:(?:h+m+|er+m?|u+h+m?|wait|hang on|hold on|well|i(?:'m)? (?:don't|do not) know|dunno|idk"
    r"|(?:i'm )?not sure(?: yet)?|let me think|(?:many )?(?:thanks|thank you|thx)"
    r"(?: (?:so much|a lot|very much|for \w+))?|which (?:ones?|is which))\W*)+"
)
_NOT = re.compile(
    r"\s*(?:(?:any(?:thing)?|everything|all|both|the other(?: one)?|yes|no)?,? *"
    r"(?:but|except(?: for)?|apart from|not|but not)) +(?P<kept>.+?)\W*",
    re.IGNORECASE,
)


_NOT_THAT_ONE = re.compile(
    r"\W*(?:no,? )?not (?P<kept>[^,;]{1,60})[,;-]+ *(?:but )?the other(?: one)?\W*", re.IGNORECASE
)


def _placed(message: str, question: Question) -> Option | None:
    """What is picked by its place among the options, several of them together."""
    options = question.options
    places = pick_by_place(core_of(message), len(options)) if len(options) > 1 else ()
    return _together([options[at] for at in places]) if places else None


def _together(options: Sequence[Option]) -> Option:
    if len(options) == 1:
        return options[0]
    calls = tuple(call for option in options for call in option.calls)
    return Option(" + ".join(option.label for option in options), calls)


def _spared(message: str, question: Question) -> Option | None:
    """The one option that is left by “not the bank”, “anything but the first”."""
    other = _NOT_THAT_ONE.fullmatch(message)
    found = other or _NOT.fullmatch(message)
    kept = _pointed_at(read_reference(found["kept"]), question) if found else None
    left = [each for each in question.options if each is not kept]
    return left[0] if kept and len(question.options) > len(left) == 1 else None


def _due(message: str, question: Question, now: datetime) -> Option | None:
    """The option of a task that is picked by when it is due, which its label says last."""
    dues = [_due_in(option.label, now) for option in question.options]
    place = pick_by_due(message, dues, now) if len(dues) > 1 else None
    return None if place is None else question.options[place]


def _reasoned(message: str, question: Question) -> Option | None:
    """The option picked with courtesies or a reason around: “yes, the Sara one, she is ill”."""
    short = without_reason(masked(message), Span(0, len(message)), ordered=True)
    said = core_of(short.of(message) if short else message)
    if len(question.options) < _BOTH or is_order(said.lower() or "-"):
        return None
    return _pointed_at(read_reference(_OWN.sub("", said)), question)


def _each_named(message: str, question: Question) -> Option | None:
    """The options that are named one after the other: “flights and the hotel”."""
    parts = _JOINED.split(core_of(message))
    picked = [_pointed_at(read_reference(part), question) for part in parts]
    named = [each for each in question.options if each in picked]
    if None in picked or not _BOTH <= len(named) == len(parts):
        return None
    return _together(named)


_JOINED = re.compile(r",? and |, |,? & |,? plus ")
_OWN = re.compile(r"['’]s\W*$")


def _due_in(label: str, now: datetime) -> date | None:
    _, _, behind = label.rpartition(", due ")
    said, _, _ = behind.partition(", #")
    try:
        due = read_time(said, now)
    except ValueError:
        return None
    return due.start.date() if due.all_day else due.start


def _goes_on(answer: Answer) -> bool:
    return answer.agrees is False and answer.rest.start < answer.rest.end


def detail_of(message: str, now: datetime) -> Request | None:
    """What an answer says of the task that was asked about, if it says no more than that."""
    answer = read_answer(message)
    said = answer.rest.of(message)
    if not said or "?" in said:
        return None
    try:
        found = read_follow_up(said, now)
    except ValueError:
        return None
    if found and found.intent is Intent.REMIND and _is_a_task(said, now):
        return None  # “paint the door on Thursday, remind me that morning”
    of_it = found and found.target and found.target.kind is ReferenceKind.PRONOUN
    taken_back = found and found.intent in {Intent.UNCOMPLETE, Intent.UNDO}
    return found if of_it and not taken_back else None


def _is_a_task(said: str, now: datetime) -> bool:
    """Whether words are a task of their own, with a name and a day."""
    return any(each.rule == MARKED for each in requests_in(said, now))


def requests_in(message: str, now: datetime) -> tuple[Request, ...]:
    """What a message asks for; nothing where it names a time that cannot be."""
    try:
        return read_requests(message, now)
    except ValueError:
        return ()


def _picked(option: Option, *, more: bool = False) -> Reply:
    if not option.calls:
        return Reply(refused=True, more=more)
    return Reply(chosen=option, more=more)


def _labelled(message: str, question: Question) -> Option | None:
    plain = message.strip().casefold()
    return next((each for each in question.options if each.label.casefold() == plain), None)


def _pointed_at(reference: Reference | None, question: Question) -> Option | None:
    """The option that “2”, “the second one” or a word of its label points at, if it is sure.

    “Both” and “all of them” are all options together.
    """
    if reference is None:
        return None
    if _means_all(reference, len(question.options)):
        return _together(question.options)
    labels = [Candidate(at, at, option.label) for at, option in enumerate(question.options, 1)]
    match = resolve(reference, labels, shown=[each.id for each in labels])
    if not match.sure or len(match.candidates) != 1:
        return None
    return question.options[match.candidates[0].id - 1]


def _means_all(reference: Reference, options: int) -> bool:
    if reference.kind is ReferenceKind.BOTH:
        return options == _BOTH
    every = reference.kind in {ReferenceKind.ALL, ReferenceKind.PRONOUN}
    return every and reference.plural and reference.words.lower().startswith(("all", "every"))


_BOTH = 2
