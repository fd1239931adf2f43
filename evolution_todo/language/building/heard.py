"""A clause as a rule heard it: its parts, and the tasks they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from evolution_todo.language.requests.request import Request
from evolution_todo.language.tasks.quickadd import QuickAdd, read_task
from evolution_todo.language.text.spans import Span
from evolution_todo.language.times.reading import find_offsets

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from evolution_todo.language.references.reading import Reference
    from evolution_todo.language.request_rules.rule import Rule
    from evolution_todo.language.requests.request import Filter, Intent, Placing, Weekdays
    from evolution_todo.language.times.reading import Offset, Time


Built = tuple[Request, ...] | None


class Values(TypedDict, total=False):
    """What a builder may say of a request."""

    intent: Intent
    confidence: float
    task: QuickAdd | None
    target: Reference | None
    undoes: Intent
    filter: Filter | None
    new_title: str | None
    in_place_of: str
    placing: Placing
    untagged: tuple[str, ...]
    changes: QuickAdd | None
    clear: tuple[str, ...]
    reminder: Offset | Time | None
    shift_minutes: int | None
    shift_months: int | None
    spared: Reference | None
    weekdays: Weekdays
    series: bool
    paused: bool | None
    unless_present: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A clause that a rule matched, with the message it stands in."""

    text: str
    low: str
    core: Span
    now: datetime
    rule: Rule
    match: re.Match[str]
    at_home: bool = False
    """Whether what another assistant may keep is read as a task's name."""

    def part(self, name: str) -> Span | None:
        """Where the first part of that name ("target", "target2", …) stands, if it was said."""
        for group, said in self.match.groupdict().items():
            if said and said.strip() and group.rstrip("0123456789") == name:
                start, end = self.match.span(group)
                return Span(self.core.start + start, self.core.start + end)
        return None

    def said(self, name: str) -> str:
        """That part as the grammar read it, in lower case; empty when it was not said."""
        span = self.part(name)
        return span.of(self.low).strip() if span else ""

    def has(self, flag: str) -> bool:
        """Whether the rule carries a flag."""
        return flag in self.rule.flags

    def task(self, *spans: Span | None, without: tuple[Span, ...] = ()) -> QuickAdd:
        """The task those parts of the message say, its spans counted in the message."""
        said, start = self._joined(spans, without)
        return moved(read_task(said, self.now), start)

    def offsets(self, *spans: Span | None) -> tuple[Offset, ...]:
        """The reminder offsets those parts say ("an hour before")."""
        said, start = self._joined(spans, ())
        found = find_offsets(said)
        return tuple(replace(each, span=_shifted(each.span, start)) for each in found)

    def _joined(self, spans: tuple[Span | None, ...], without: tuple[Span, ...]) -> tuple[str, int]:
        """Those parts with blanks for all between and `without`, and where they start."""
        said = [span for span in spans if span]
        start = min((span.start for span in said), default=0)
        kept = [" "] * (max((span.end for span in said), default=start) - start)
        for span in said:
            kept[span.start - start : span.end - start] = span.of(self.text)
        for span in without:
            kept[span.start - start : span.end - start] = " " * (span.end - span.start)
        return "".join(kept), start

    def request(self, **values: Unpack[Values]) -> Request:
        """A request of this clause; its rule's intent unless another is given."""
        values.setdefault("intent", self.rule.intent)
        return Request(span=self.core, text=self.core.of(self.text), rule=self.rule.name, **values)


def moved(task: QuickAdd, by: int) -> QuickAdd:
    """A task read from a part of a message, its spans counted in the message."""
    if not by:
        return task
    return replace(
        task,
        due=task.due and replace(task.due, span=_shifted(task.due.span, by)),
        recurrence=task.recurrence
        and replace(task.recurrence, span=_shifted(task.recurrence.span, by)),
        reminders=tuple(replace(each, span=_shifted(each.span, by)) for each in task.reminders),
        spans=tuple(_shifted(span, by) for span in task.spans),
    )


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
