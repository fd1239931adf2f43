"""What a change may set, each as a small rule that takes its words out of what was said.

Dates, recurrences, marks and reminders with a time are left to the reader of tasks; here is what
only a change says: fields to empty, shifts, places in a list, what is not meant any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.changing import SAME_TIME
from evolution_todo.language.building.heard import Values
from evolution_todo.language.building.shifts import ADDED, STEPPED, shift_at, shifted_by
from evolution_todo.language.references.reading import read_reference
from evolution_todo.language.requests.filters import read_priority
from evolution_todo.language.tasks.marks import NAMES, names_of
from evolution_todo.language.tasks.quickadd import NO_CHANGES
from evolution_todo.language.text.contrasts import NOT
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import Span
from evolution_todo.language.times.lengths import read_length
from evolution_todo.language.times.reading import read_offset

if TYPE_CHECKING:
    from collections.abc import Callable

    from evolution_todo.language.references.reading import Reference
    from evolution_todo.language.tasks.quickadd import QuickAdd


@dataclass(slots=True)
class Saying:
    """The words of a change on their way: what is taken out of them leaves a gap.

    Attributes:
        text: As typed.
        low: As the grammar reads it, every character in its place.
        led: A word taken out says that something there already is changed.
        pointed: The task that a place or a number points at.
        values: What is to be different.
    """

    text: str
    low: str
    led: bool = False
    pointed: Reference | None = None
    values: Values = field(default_factory=Values)

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first match, taken out of the words."""
        found = compiled(pattern).search(self.low)
        if found:
            start, end = found.span()
            self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"
            self.low = f"{self.low[:start]}{' ' * (end - start)}{self.low[end:]}"
        return found

    @property
    def changes(self) -> QuickAdd:
        """The values of a task among them."""
        return self.values.get("changes") or NO_CHANGES


@dataclass(frozen=True, slots=True)
class Value:
    """One kind of value; `example` is a message that says it, `among` what must stand beside it."""

    pattern: str
    set: Callable[[Saying, re.Match[str]], None]
    example: str
    among: str = ""


def _point(saying: Saying, found: re.Match[str]) -> None:
    saying.pointed = read_reference(found[0])


def _lead(saying: Saying, _: re.Match[str]) -> None:
    saying.led = True


def _clear(saying: Saying, found: re.Match[str]) -> None:
    said = (found["field"] or found["field2"]).removesuffix("s")
    saying.values["clear"] = (_FIELDS.get(said, said),)
    saying.led |= _NEEDLESS.search(found[0]) is not None


_NEEDLESS = re.compile(r"\b(?:doesn't|does not) (?:need|want)\b")
_FIELDS = {
    "due date": "due", "date": "due", "day": "due", "deadline": "due", "due time": "time",
    "note": "description", "alert": "reminder",
}  # fmt: skip


def _end(saying: Saying, _: re.Match[str]) -> None:
    saying.values["clear"] = ("recurrence",)
    saying.led = True


def _ring(saying: Saying, found: re.Match[str]) -> None:
    offset = read_offset(found["lead"].strip())
    if offset:
        saying.values["reminder"] = offset


def _shift(saying: Saying, found: re.Match[str]) -> None:
    saying.values |= shift_at(found.string, Span(*found.span("amount")))
    saying.led = True


def _step(saying: Saying, found: re.Match[str]) -> None:
    unit, length = read_length(f"one {found['unit']}")
    saying.values |= shifted_by(unit, length, sooner=found["way"] == "before")
    saying.led = True


def _tag(saying: Saying, found: re.Match[str]) -> None:
    names = names_of(found["name"])
    saying.values["changes"] = replace(saying.changes, tags=names)


def _level(saying: Saying, found: re.Match[str]) -> None:
    saying.values["changes"] = replace(saying.changes, priority=read_priority(found["level"]))
    saying.led |= bool(_SAID_TO_BE.match(found[0]))


_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_FIELD = (
    r"(?:due dates?|due times?|dates?|days?|deadlines?|times?|priority|tags?|notes?|reminders?"
    r"|alerts?)"
)
_RINGING = (
    r"(?:with |and |plus )*(?:(?:remind|alert|ping|nudge|warn) me"
    r"|(?:give me )?(?:an? )?(?:reminder|alert|nudge|heads-?up))"
)
MOVING = r"^\W*(?:\w+ ){0,3}?(?:push|shift|delay|postpone|defer|bump|extend|move|bring|put)\b"
"""A saying that begins with a verb of moving."""
_SAID_TO_BE = re.compile(r"\W*(?:is|are|be|was|to|as|set|put)\b")

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_DAYS = rf"{_WEEKDAY}(?:, {_WEEKDAY}){{0,5}},? and {_WEEKDAY}"
"""“Mon, Wed and Fri”: several are of every week."""
_DAY = r"(?:tomorrow|(?:(?:next|this) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"

VALUES = (
    Value(
        r"(?:[,;]? ?\b(?:and )?(?:it|that) (?:does not|doesn't|won't|will not|shouldn't|should not)"
        r" (?:repeat|recur)(?: any ?more| any longer| again| weekly| daily)?|,? not repeating)\b",
        _end,
        "only this monday, it does not repeat",
    ),
    Value(
        r"(?:^\W*|\bthe )(?:first|last) (?:two|three|four|five|\d)(?: ones| tasks)?\b"
        rf"|\b(?:the |my )?{_ORDINAL}(?:(?: ones?)?(?:,| and) (?:the )?{_ORDINAL})*"
        r" (?:ones?|tasks?|items?|to-?dos?)\b"
        r"|^\W*(?:(?:\w+ ){0,2}?\bthe )?(?:first|second|third|fourth|fifth|last)\b"
        r"(?= (?:is|to|at|on|for|needs|can|should)\b|\W*$)",
        _point,
        "the second one to friday",
    ),
    Value(
        r"(?:\b(?:tasks?|numbers?|no\.?|items?) |#)#?\d{1,6}"
        r"(?:(?:,| and|, and| &) *(?:task |#|number )?\d{1,6})*\b(?![:.]\d| ?[ap]m)",
        _point,
        "number 2 at 8pm",
    ),
    Value(
        r"^\W*(?:please )?take\b(?=.* (?:to|till|until) (?:next |the )?"
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|\d|week))",
        _lead,
        "take the essays to monday",
    ),
    Value(
        r",? ?\b(?:at |on )?(?:the )?same (?:time|hour|day|date)\b",
        _lead,
        "friday, same time",
    ),
    Value(rf"{SAME_TIME}\b", _lead, "friday, keep the times"),
    Value(
        rf"^\W*(?:(?:no|sorry|oops),? )?{NOT} (?:on |at |for )?"
        r"[^,.;]{1,40}?(?:, but\b|,| but\b)(?=.)",
        _lead,
        "not friday, saturday",
    ),
    Value(
        rf"[\s,]+{NOT}"
        r" (?!urgent|important|so\b|that\b|very\b|done|a\b)[^,.;]{1,40}(?=\W*$)",
        _lead,
        "it's the 11th, not the 10th",
    ),
    Value(
        r"(?:(?<=\w)'s not|\b(?:is|are)(?: not|n't| no longer)) [^,.;]{1,30}?"
        r"(?: any ?more| any longer| now)?(?:[,;]|,? but)(?: but)? (?:it's|it is|they're)\b",
        _lead,
        "the rent isn't monthly any more, it's every three months",
    ),
    Value(
        r"(?<=\bis )now(?= (?:at|on|due|in|every|each)\b)",
        _lead,
        "the lesson is now at 2",
    ),
    Value(
        r"(?<=\w) (?:is|are)(?= (?:due )?(?:every|each|daily|nightly|weekly|fortnightly|monthly"
        r"|yearly|annually|on (?:mon|tues|wednes|thurs|fri|satur|sun)days"
        rf"|(?:on )?{_DAYS})\b)",
        _lead,
        "the bins are every other tuesday",
    ),
    Value(
        r"(?<=\w) (?:only|just)(?= (?:on|every|each|at|once"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b)",
        _lead,
        "sweep the stall only on saturdays from now on",
    ),
    Value(
        r"\b(?:instead(?! of\b)|after all|from now on)\b|\brather\b(?=\W*$)"
        rf"|\bfrom {_DAY} on(?:wards?)?\b",
        _lead,
        "sunday instead",
    ),
    Value(
        r"^\W*(?:(?:i|we) )?(?:can't|cannot|can not|won't|don't|do not|shouldn't)"
        r"(?= \w.*\b(?:until|till|before)\b)",
        _lead,
        "don't renew the pass until january",
    ),
    Value(
        r"(?<=[\w'])(?::| -) (?:please )?(?:make|set|move|push|change|put|switch|shift)"
        r"(?: (?:it|that|them))?(?: (?:to|for|on|as|be))?\b",
        _lead,
        "grocery run: make it saturday",
    ),
    Value(
        r"(?:\b(?:with )?(?:no|without)(?: (?:an?|the|any|set|specific))*"
        r"|\b(?:(?:i|we) )?(?:remove|drop|take off|clear|lose|scrap|delete|cancel|skip|ditch"
        r"|forget(?: about)?|get rid of|leave out|(?:don't|do not|dont|doesn't|does not)"
        r" (?:bother (?:with|about)|need|want)"
        r"|no need for)(?: (?:the|its|that|any|an?))*)"
        rf" (?P<field>{_FIELD})\b(?! off\b)(?: (?:on|for|from) (?:it|that|this)\b)?"
        r"(?: (?:any ?more|needed|necessary|required))*"
        r"(?:,? just .{1,20}$)?"
        rf"|\b(?:take|leave) (?:the|its|that) (?P<field2>{_FIELD}) (?:off|out|away)\b",
        _clear,
        "no reminder, just the task",
    ),
    Value(
        r"\b(?:with |and )*(?:an? )?(?P<lead><LENGTH>)(?:'s?)?(?: before)?"
        r" (?:reminder|alert|heads-?up|notice|warning)\b",
        _ring,
        "30 min reminder",
    ),
    Value(
        rf"\b{_RINGING} (?P<lead>(?:<LENGTH>|the (?:day|night|evening|week)) before(?:hand)?)\b"
        r"(?! at\b)",
        _ring,
        "remind me the day before",
    ),
    Value(
        rf"\b(?:by )?(?:(?:about|around|roughly|maybe) )?{STEPPED}",
        _shift,
        "an hour earlier",
    ),
    Value(rf"\b{ADDED}", _shift, "two more days"),
    Value(
        r"\b(?:to |on |till |until )?the (?:next |following )?(?P<unit>day|week|month)"
        r"(?: (?P<way>after|before))?(?: that| it)?\b(?=\W*$)"
        r"(?<!the day)(?<!the week)(?<!the month)",
        _step,
        "move it to the day after",
    ),
    Value(r"\bby (?P<amount><LENGTH>)\b(?! before)", _shift, "push it by two days"),
    Value(
        r"(?<=\w) (?P<amount><LENGTH>)\b(?=(?: (?:back|forward|out|off))?\W*$)",
        _shift,
        "push it a week",
        among=MOVING,
    ),
    Value(
        rf"\b(?:and |with |put )*(?:the )?(?:tags|labels):? (?P<name>{NAMES})"
        r"(?=\W*(?:$|on\b|too\b))",
        _tag,
        "the tags home and garden",
    ),
    Value(
        r"\b(?:and )?(?:(?:the|an?) )?(?:tag|label)(?:ged)?(?: (?:it|that|them|this))?"
        r"(?: (?:as|with))?:?"
        r" (?P<name>#?(?!(?:it|that|them|as|with|the|my|both|all|each|these|those)\b)[\w-]{1,50}"
        r"(?:,? (?:and )?#[\w-]{1,50})*)(?=\W*(?:$|and\b|too\b|please\b|,))",
        _tag,
        "tag: fun",
    ),
    Value(
        r"(?:^|\b(?:to|as|is|are|be|it|that|them|at|of|with|priority|now|make|set|put|was|and)\s+"
        r"|['’]s\s+|[:=]\s*|^\W*(?:\w+ ){0,3}(?:no|sorry|actually|rather|please)\W+)"
        r"(?:(?:a|the|of|really|very|pretty|quite|super|so|now|actually|more|just|priority)\s+)*"
        r"(?P<level><PRIORITY>)"
        r"(?=\W*(?:$|(?:and|please|now|actually|then|too|as well|also|btw|by the way|is fine"
        r"|will do"
        r"|priority)\b)|, )",
        _level,
        "it's pretty urgent",
    ),
)  # fmt: skip
"""Tried one after the other on what the ones before have left."""


def take_values(saying: Saying) -> None:
    """Take out every value that is said."""
    for value in VALUES:
        meant = compiled(value.among).search(saying.low)
        found = saying.take(value.pattern) if meant else None
        if found:
            value.set(saying, found)
