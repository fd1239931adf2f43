"""Changing tasks: their fields, their time, their tags."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.heard import moved
from evolution_todo.language.building.shifts import STEPPED, says_which_way, shift_at
from evolution_todo.language.building.targets import explicit, pointed
from evolution_todo.language.building.weekdays import change_days
from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.filters import read_priority
from evolution_todo.language.requests.request import Filter, Intent, Placing
from evolution_todo.language.tasks.marks import NAMES, names_of
from evolution_todo.language.tasks.quickadd import (
    NO_CHANGES,
    Priority,
    capitalised,
    read_task,
)
from evolution_todo.language.text.clauses import lowered
from evolution_todo.language.text.contrasts import meant_alone
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import NUMBER_WORDS, TASK_VERBS
from evolution_todo.language.times.clock import HOUR
from evolution_todo.language.times.reading import find_times
from evolution_todo.language.times.weekdays import is_for_good

if TYPE_CHECKING:
    from typing import Unpack

    from evolution_todo.language.building.heard import Built, Heard, Values
    from evolution_todo.language.tasks.quickadd import QuickAdd


def update(heard: Heard) -> Built:
    """A change of title, description, priority or recurrence."""
    for flag, reader in (("norepeat", _stop_repeating), ("recur", _repeat), ("pause", _pause)):
        if heard.has(flag):
            return reader(heard)
    if not heard.match.groupdict():
        return (heard.request(),)
    if heard.has("how") or heard.has("unparted"):
        return pointed(heard)
    if heard.part("field"):
        return _clear(heard)
    if heard.part("value") or heard.part("low"):
        return _prioritise(heard)
    if heard.part("desc"):
        return _describe(heard)
    return _rename(heard)


_FIELDS = {
    "due date": "due", "date": "due", "deadline": "due", "due": "due", "due time": "due",
    "description": "description", "note": "description", "notes": "description",
    "priority": "priority", "recurrence": "recurrence", "repeat": "recurrence",
    "repetition": "recurrence",
}  # fmt: skip


def _clear(heard: Heard) -> Built:
    clear = (_FIELDS[heard.said("field")],)
    if heard.part("target") is None:
        it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(target=it, clear=clear),)
    return pointed(heard, clear=clear)


def _stop_repeating(heard: Heard) -> Built:
    return _of_series(pointed(heard, clear=("recurrence",)))


def _of_series(built: Built) -> Built:
    """Of “everything” only what repeats can be paused or stop repeating."""
    if built is None or built[0].target is None or built[0].target.kind is not ReferenceKind.ALL:
        return built
    repeating = replace(built[0].filter or Filter(), recurring=True)
    return (replace(built[0], filter=repeating),)


def _pause(heard: Heard) -> Built:
    if heard.has("while"):
        return _rest(heard)
    paused = heard.said("verb") in {"pause", "suspend", "put"}
    built = _of_series(pointed(heard, paused=paused))
    return built and (replace(built[0], series=True),)


def _rest(heard: Heard) -> Built:
    """A series that goes on again from a day that is said, or after a while."""
    said = heard.said("when") or f"in {heard.said('amount')}"
    moment = next(iter(find_times(said, heard.now)), None)
    if moment is None:
        return None
    built = _of_series(pointed(heard, paused=True, changes=replace(NO_CHANGES, due=moment)))
    return built and (replace(built[0], series=True),)


def _repeat(heard: Heard) -> Built:
    span = heard.part("when")
    changes = heard.task(span, heard.part("clock")) if span else None
    if changes is None or changes.recurrence is None or changes.title:
        return None
    if not (explicit(heard) or heard.has("plain")):
        return None
    return pointed(heard, changes=changes)


_DIRECTIONS = {
    "raise": Priority.HIGH,
    "increase": Priority.HIGH,
    "lower": Priority.LOW,
    "decrease": Priority.LOW,
    "bump up": Priority.HIGH,
    "bump down": Priority.LOW,
}


def _prioritise(heard: Heard) -> Built:
    value, low = heard.said("value"), heard.core.of(heard.low)
    level = Priority.LOW if heard.part("low") else _DIRECTIONS.get(value) or read_priority(value)
    plain = (
        heard.at_home
        or low.startswith(("mark ", "flag "))
        or "priority" in low
        or "importance" in low
        or bool(_PRESSING.search(value))
    )
    if level is None or not (explicit(heard) or plain):
        return None
    changes = replace(NO_CHANGES, priority=level)
    if heard.has("its") or compiled(_ITS_PRIORITY).fullmatch(heard.said("target")):
        it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(target=it, changes=changes),)
    return pointed(heard, changes=changes)


_ITS_PRIORITY = r"(?:the |its )?(?:priority|importance)"
"""“Set the priority to high”, of what was spoken of."""


_PRESSING = re.compile(r"\b(?:urgent|critical|important|unimportant)\b")


def _describe(heard: Heard) -> Built:
    span = heard.part("desc")
    said = _verbatim(span.of(heard.text)) if span else ""
    return pointed(heard, changes=replace(NO_CHANGES, description=said))


def _rename(heard: Heard) -> Built:
    span = heard.part("title")
    if span is None:
        return None
    said = span.of(heard.text).strip()
    if heard.has("its"):
        it = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(target=it, new_title=_title(said)),)
    if old := heard.part("old"):
        words = _verbatim(old.of(heard.text))
        return pointed(heard, new_title=_verbatim(said), in_place_of=words)
    if heard.has("more"):
        placing = Placing.BEFORE if heard.part("before") else Placing.BEHIND
        return pointed(heard, new_title=_verbatim(said), placing=placing)
    if heard.has("like"):
        placing = Placing.WHOLE if _is_quoted(said) else Placing.LIKE
        return pointed(heard, new_title=_verbatim(said), placing=placing)
    return _renamed_or_moved(heard, span, said)


def _renamed_or_moved(heard: Heard, span: Span, said: str) -> Built:
    """Another title, unless what is said is a time or a rule: “change yoga to every friday”."""
    verb = heard.core.of(heard.low).split()[0]
    renames = verb in {"rename", "retitle"}
    if verb == "change" and re.match(r"(?:every|each|daily|weekly|monthly|yearly)\b", said.lower()):
        changes = heard.task(span)
        if changes.recurrence and not changes.title:
            return pointed(heard, intent=Intent.RESCHEDULE, changes=changes)
    led = not TASK_VERBS.isdisjoint(heard.said("target").split()[:1])
    if not (explicit(heard) or renames or led or heard.at_home):
        return None
    if not _is_quoted(said) and not renames:
        changes = moved(read_task(meant_alone(lowered(said)), heard.now), span.start)
        if not changes.title and (changes.due or changes.recurrence):
            return pointed(heard, intent=Intent.RESCHEDULE, changes=changes)
        if heard.has("called") and compiled(_NO_NAME).fullmatch(said.lower()):
            return None
    return _retitled(heard, said)


def _retitled(heard: Heard, said: str) -> Built:
    """Another title, or part of one where only a part of the old is named or meant."""
    verb, target = heard.core.of(heard.low).split()[0], heard.said("target")
    partly = verb in {"change", "correct", "replace", "make", "turn"} or heard.has("called")
    if not partly or _is_quoted(said):
        return pointed(heard, new_title=_title(said))
    if target in _IT:
        return pointed(heard, new_title=_verbatim(said), placing=Placing.EITHER)
    words = None if _OF_A_TASK.search(target) else read_reference(target)
    part = words.words if words and words.kind is ReferenceKind.TITLE else ""
    return pointed(heard, new_title=_title(said), in_place_of=part)


def _is_quoted(said: str) -> bool:
    return said[0] in "\"'“‘"


_IT = frozenset({"it", "that", "this", "that one", "this one"})


_OF_A_TASK = re.compile(r"\b(?:tasks?|to-?dos?|items?|ones?|entry|reminders?)$")
_NO_NAME = (
    r"(?:<PRIORITY>|(?:not )?<DONE>|open|(?:[a-z]+(?:ed|wn|ung|ent|ought|old)|made|done|put|off"
    r"|gone|there|here)\b.*|(?:not|in|on|at|by|an?|only|just|before|after|every|for) .*)"
    r"(?: priority)?"
)
"""What a task should be, and is not called."""


def _title(said: str) -> str:
    """A title as typed; a first word all in lower case gets its capital, quoted text never."""
    bare = _verbatim(said)
    return capitalised(bare) if bare == said.strip() else bare


def _verbatim(said: str) -> str:
    """As typed, without the quotation marks around it."""
    said = said.strip()
    pairs = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»"}
    quoted = len(said) > 1 and pairs.get(said[0]) == said.rstrip(".")[-1:]
    return said.rstrip(".")[1:-1] if quoted else said


def reschedule(heard: Heard) -> Built:
    """A new due time, or a shift of the present one; unsaid when to ask."""
    if heard.part("days"):
        return change_days(heard)
    if heard.part("amount"):
        return _shift(heard)
    if heard.has("lets") and not (
        heard.part("lead") or _LETS.search(heard.low[: heard.core.start])
    ):
        return None
    span = heard.part("when")
    if span is None:
        return pointed(heard)
    if stepped := compiled(rf"(?:about |around )?{STEPPED}").fullmatch(heard.said("when")):
        return _of_it(heard, **shift_at(stepped.string, Span(*stepped.span("amount"))))
    if heard.has("instead") and "instead" not in heard.low[heard.core.end : heard.core.end + 12]:
        return None
    changes = _to_be(heard, span)
    rest = ALL_DAY.sub(" ", changes.title.lower())
    if not (changes.due or changes.recurrence) or len(rest.split()) > 1:
        return None
    loose = heard.core.of(heard.low).split()[0] in {"set", "change", "put", "make"}
    if (
        loose
        and not heard.at_home
        and not (explicit(heard) or heard.has("due") or heard.has("instead"))
    ):
        return None
    return _of_it(heard, changes=changes, series=is_for_good(heard.core.of(heard.low)))


def _to_be(heard: Heard, span: Span) -> QuickAdd:
    """When it is to be; a number alone is an hour, and a time of day needs no date."""
    said = heard.said("when")
    if re.fullmatch(r"the (?:morning|afternoon|evening)", said):
        return read_task(f"in {said}", heard.now)
    if same := re.search(rf"{SAME_TIME}$", said):
        return read_task(said[: same.start()], heard.now)
    if _HOUR.fullmatch(said) or said in NUMBER_WORDS or _HOUR_OF_A_RULE.match(said):
        return read_task(f"at {said}", heard.now)
    return heard.task(span)


_LETS = re.compile(r"\b(?:let'?s|let us)(?: \w+)* $")
SAME_TIME = (
    r",? (?:but |and )?(?:(?:(?:keep|leave) (?:it|them) )?(?:at |with )?(?:the |their )?same"
    r" (?:times?|hours?)"
    r"|(?:keep(?:ing)?|leave|with) (?:the|its|their) (?:same )?(?:times?|hours?)"
    r"(?: (?:unchanged|the same|as (?:it|they) (?:is|are|was|were)))?)(?: (?:of day|please))?"
)
"""“…, same time”: only the day changes, as it does anyway."""
# “Make it 4”, “move it to 9:30”: a number that is no day.
_HOUR = re.compile(HOUR)
_HOUR_OF_A_RULE = re.compile(rf"{HOUR} (?:on|every|each) ")
"""“6.30 on Mondays”."""
ALL_DAY = re.compile(r"\b(?:for )?(?:all|the whole)[ -]day\b")


def _of_it(heard: Heard, **values: Unpack[Values]) -> Built:
    """A request about the task named, or about that spoken of where it is only “the deadline”."""
    if (heard.has("its") or heard.has("bare")) and heard.part("target") is None:
        values["target"] = Reference(ReferenceKind.PRONOUN, heard.core, "it")
        return (heard.request(**values),)
    return pointed(heard, **values)


def _shift(heard: Heard) -> Built:
    low, span = heard.core.of(heard.low), heard.part("amount")
    if span is None:
        return None
    amount = Span(span.start - heard.core.start, span.end - heard.core.start)
    moves = says_which_way(low, amount)
    if heard.has("apart") and not moves:
        return None
    if not (moves or explicit(heard)) and low.split()[0] in {"put", "bring", "shift"}:
        return None
    return _of_it(heard, **shift_at(low, amount))


def swap(heard: Heard) -> Built:
    """Two tasks that are to be at each other's time."""
    span = heard.part("target")
    said = re.sub(r" (?:with|for) ", " and ", span.of(heard.text)) if span else ""
    target = read_reference(said, start=span.start) if span else None
    if target is None or (target.kind is ReferenceKind.TITLE and " and " not in said):
        return None
    return (heard.request(target=replace(target, plural=True)),)


def tag(heard: Heard) -> Built:
    """A tag put on a task or taken off it, or a tag made."""
    if heard.has("at home") and not heard.at_home:
        return None
    if heard.has("bare"):
        return _of_it(heard)
    if heard.has("unsaid"):
        return pointed(heard)
    if heard.has("marks"):
        tags = tuple(dict.fromkeys(re.findall(r"#([\w-]+)", heard.said("tag"))))
        return pointed(heard, changes=replace(NO_CHANGES, tags=tags))
    if heard.has("swaps"):
        on = replace(NO_CHANGES, tags=(_tag_name(heard.said("title")),))
        return pointed(heard, changes=on, untagged=(_tag_name(heard.said("tag")),))
    if re.fullmatch(NAMES, heard.said("tag")):
        return pointed(heard, changes=replace(NO_CHANGES, tags=names_of(heard.said("tag"))))
    tag = _tag_name(heard.said("tag"))
    if heard.has("renames"):
        named = replace(NO_CHANGES, tags=(tag,))
        return (heard.request(changes=named, new_title=_tag_name(heard.said("title"))),)
    if heard.has("newlist"):
        changes = replace(NO_CHANGES, tags=(tag,)) if tag else None
        return None if "play" in heard.said("tag").split() else (heard.request(changes=changes),)
    if not tag and heard.rule.intent is Intent.TAG:
        return None
    return pointed(heard, changes=replace(NO_CHANGES, tags=(tag,)) if tag else None)


def _tag_name(said: str) -> str:
    said = said.replace("#", "").strip(" \"'")
    if re.fullmatch(r"(?:(?:new|a|an|the|my|to-?do|todo|to do|task|another)\s*)*", said):
        return ""
    said = re.sub(r"^(?:(?:new|a|an|the|my|monthly|weekly)\s+)+", "", said)
    return "-".join(said.split())
