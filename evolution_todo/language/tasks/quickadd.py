"""One line of text read as a task: title, due time, recurrence, reminders, tags, priority.

The rules in words:

- `#tag` is a tag, `#12` is not, and so is "tagged xmas" or "tag it xmas". `!high`, `p1` to `p4`
  (p1 is critical) and "high priority" are a priority, where no noun follows ("review high priority
  bugs" is a title).
- "Remind me" with a time or "15 minutes before" makes reminders; what stands behind ` // ` is the
  description. Quoted text is title, word for word; the marks go where it is the whole title.
- The first time is when it is due. A day and a time of day apart from each other are one time;
  beside a recurrence they are its first day and its time of day.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from evolution_todo.language.recurrence.laying_out import Recurrence, Said, lay_out
from evolution_todo.language.recurrence.reading import said_recurrence
from evolution_todo.language.recurrence.rules import RECURRENCES, Parts
from evolution_todo.language.tasks import marks
from evolution_todo.language.tasks.due_words import widened
from evolution_todo.language.tasks.usual_hours import as_titled
from evolution_todo.language.text.seldom import Seldom
from evolution_todo.language.text.spans import Span, check_length, cut, quoted
from evolution_todo.language.text.wording import say_fully
from evolution_todo.language.text.words import TASK_VERBS
from evolution_todo.language.times.calendar_words import Day
from evolution_todo.language.times.grammar import Context
from evolution_todo.language.times.parse import Parse
from evolution_todo.language.times.pieces import Pieces
from evolution_todo.language.times.reading import (
    Offset,
    SaidTime,
    Time,
    as_time,
    offset_at,
    read_offset,
    said_time_at,
    said_times,
)
from evolution_todo.language.times.tokens import tokenize


class Priority(StrEnum):
    """How much a task matters; `p1` is critical, `p4` low."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class QuickAdd:
    """What one line of text says about a task; `spans` is everything cut from the title.

    With a recurrence `due` is None: its `start` is when the task is due. `marked` says whether
    the line carries a date, time, recurrence, tag or priority: one without any is offered, not
    added.
    """

    title: str
    due: Time | None
    recurrence: Recurrence | None
    reminders: tuple[Offset | Time, ...]
    tags: tuple[str, ...]
    priority: Priority | None
    description: str | None
    spans: tuple[Span, ...]
    marked: bool


NO_CHANGES = QuickAdd(
    title="", due=None, recurrence=None, reminders=(), tags=(), priority=None, description=None,
    spans=(), marked=False,
)  # fmt: skip
"""Nothing of a task said, for requests that change what they name."""


_OF_IT = re.compile(r"(?:it|this|that)\b", re.IGNORECASE)
_LEVELS = {
    **dict.fromkeys(("critical", "urgent", "highest", "top", "p1", "1"), Priority.CRITICAL),
    **dict.fromkeys(("high", "important", "p2", "2"), Priority.HIGH),
    **dict.fromkeys(("medium", "normal", "med", "moderate", "p3", "3"), Priority.MEDIUM),
    **dict.fromkeys(("low", "lowest", "p4", "4"), Priority.LOW),
}
# Tags, priorities and reminders of one line that are looked at.
_MOST = 50
_MOST_TIMES = 8


def read_task(text: str, now: datetime, *, day_first: bool = False) -> QuickAdd:
    """Read a task as typed: "Pay rent every last Friday at 9am, remind me 15 minutes before #home".

    Raises:
        TooLong: over 4,000 characters.
        ImpossibleTime, RecurrenceError: it names a time that cannot be.
    """
    check_length(text)
    return _read(text, now, now.tzinfo, day_first)


@lru_cache(maxsize=512)
def _read(text: str, now: datetime, _zone: tzinfo | None, day_first: bool) -> QuickAdd:  # noqa: FBT001 - a key of the cache
    """The task, kept for the other readers that look at the same words of a message.

    Moments in two zones may be equal, so that the zone is a key of its own.
    """
    reading = _Reading(text, Context(now, day_first=day_first))
    description = reading.take_description()
    tags = reading.take_tags()
    priority = reading.take_priority()
    reason = reading.take_reason()
    reminders = reading.take_reminders()
    due, recurrence = reading.take_when()
    title = reading.title()
    return QuickAdd(
        title=title,
        due=due and as_titled(due, title, reading.context),
        recurrence=recurrence,
        reminders=reminders,
        tags=tags,
        priority=priority,
        description=description or reason,
        spans=tuple(sorted(reading.spans)),
        marked=bool(due or recurrence or tags or priority or reminders),
    )


_OF_DAYS = frozenset({"day", "week", "weekday"})
_AND_ALSO = frozenset({",", "and", "also", "then", "again"})


class _Reading:
    """A line with what has been read taken out of it; `left` keeps every character's place."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.context = context
        self.left = text
        self._low = text.lower()
        self._parsed: tuple[str, Parse] | None = None
        self.spans: list[Span] = []
        self.quotes = quoted(text)
        self.begins_with_reminder = False
        for quote in self.quotes:
            self._blank(quote)

    def _blank(self, span: Span) -> None:
        """Put an end of a clause in its place, which nothing is read across."""
        blank = ";" + " " * (span.end - span.start - 1)
        self.left = self.left[: span.start] + blank + self.left[span.end :]

    def _take(self, span: Span) -> None:
        self.spans.append(span)
        self._blank(span)

    def _matches(self, pattern: re.Pattern[str] | Seldom) -> list[re.Match[str]]:
        if isinstance(pattern, Seldom):
            return list(islice(pattern.finditer(self.left, self._low), _MOST))
        return list(islice(pattern.finditer(self.left), _MOST))

    def take_description(self) -> str | None:
        for match in self._matches(marks.DESCRIPTION)[:1]:
            self._take(Span(*match.span()))
            said = Span(*match.span("said")).of(self.text)
            return said.strip(" \n\"'“”") or None
        return None

    def take_tags(self) -> tuple[str, ...]:
        written = self._matches(marks.TAG)
        before = 0
        for match in written:
            self._take(marks.tag_with_lead(self.left, match, before))
            before = match.end()
        named = self._matches(marks.TAGGED)
        for match in named:
            self._take(Span(*match.span()))
        found = [*written, *named]
        said = [tag for match in found for tag in re.split(r"\s*,\s*|\s+and\s+", match["tag"])]
        return tuple(dict.fromkeys(tag.rstrip("-") for tag in said))

    def take_priority(self) -> Priority | None:
        """The priority said last; all are taken."""
        level: Priority | None = None
        for match in self._matches(marks.PRIORITY):
            self._take(Span(*match.span()))
            level = _LEVELS[next(word for word in match.groups() if word).lower()]
        for match in self._matches(marks.URGENT):
            if level and not match["slow"]:
                continue
            self._take(Span(*match.span()))
            said = "low" if match["slow"] else next(filter(None, match.groups()), "urgent")
            level = level or _LEVELS[said.lower()]
        return level

    def take_reason(self) -> str | None:
        """Why it is to be done: no part of the title, and no time in it is meant."""
        for match in self._matches(marks.REASON)[:1]:
            said = match["said"] or match["told"]
            if match["told"] and self._is_more_than_a_reason(said, before=match.start()):
                return None
            self._take(Span(*match.span()))
            return said.strip(" .")
        return None

    def _is_more_than_a_reason(self, said: str, *, before: int) -> bool:
        """Whether a statement says when (“…, it's on Monday”), or is one of several."""
        if marks.STATED.match(self.left.lstrip()):
            return True
        own = Parse(RECURRENCES, tokenize(self.left[:before]), self.context)
        if said_times(own, self.left) and not _OF_IT.match(said):
            return bool(marks.REMIND.search(said))  # “…, they close at 7”
        parse = Parse(RECURRENCES, tokenize(said), self.context)
        timed = said_times(parse, said) or said_recurrence(parse, said)
        return bool(marks.REMIND.search(said) or timed)

    def take_reminders(self) -> tuple[Offset | Time, ...]:
        reminders: list[Offset | Time] = [*self._ahead()]
        matches = self._matches(marks.REMIND)
        parse = self._parse() if matches else Parse(RECURRENCES, (), self.context)
        starts = [token.start for token in parse.tokens]
        for match in matches:
            found, end = self._reminders_at(parse, bisect_left(starts, match.end()))
            if found:
                reminders += found
                self.begins_with_reminder |= not self.text[: match.start()].strip()
                self._take(Span(match.start(), parse.tokens[end - 1].end))
        return tuple(reminders)

    def _ahead(self) -> list[Offset]:
        """What “with a ten-minute reminder” says."""
        offsets = []
        for match in self._matches(marks.AHEAD):
            offset = read_offset(f"{match['length'].replace('-', ' ')} before")
            if offset:
                self._take(Span(*match.span()))
                offsets.append(replace(offset, span=Span(*match.span())))
        return offsets

    def _parse(self) -> Parse:
        """What is left, read anew only when something has been taken from it."""
        if self._parsed is None or self._parsed[0] != self.left:
            self._parsed = self.left, Parse(RECURRENCES, tokenize(self.left), self.context)
        return self._parsed[1]

    def _reminders_at(self, parse: Parse, index: int) -> tuple[list[Offset | Time], int]:
        """The offsets and times right behind "remind me", and the token after them."""
        found: list[Offset | Time] = []
        end = index
        while len(found) < 5:
            reminder = self._reminder(parse, index)
            if reminder is None:
                break
            found.append(reminder[0])
            end = index = reminder[1]
            while parse.word(index) in _AND_ALSO and index < end + 3:
                index += 1
        return found, end

    def _reminder(self, parse: Parse, index: int) -> tuple[Offset | Time, int] | None:
        offset = offset_at(parse, index)
        if offset:
            return offset
        said = said_time_at(parse, self.left, index)
        if said is None:
            return None
        return as_time(said, self.text, self.context), said.pieces.end

    def take_when(self) -> tuple[Time | None, Recurrence | None]:
        parse = self._parse()
        said = said_recurrence(parse, self.left)
        if said is not None:
            said = self._at_the_hour_before(said)
            self._take(widened(self.left, said.span))
            plain, said = said.parts, self._with_days(self._fortnightly(said))
            parse = self._parse()
        times = said_times(parse, self.left)
        if said is not None:
            whole = self._with_times(said, times)
            found = lay_out(whole, self.text, self.context.now)
            text = _in_full(found, plain, replace(said.parts, until=whole.parts.until))
            return None, replace(found, text=text, apart=whole.parts != plain)
        if not times or self._is_choice(times):
            return None, None
        return self._due(times), None

    def _at_the_hour_before(self, said: Said) -> Said:
        """“Fetch the kids 3.15 every school day”: beside a rule such a number is a time of day."""
        hour = marks.HOUR_BEFORE.search(self.left, max(0, said.span.start - 30), said.span.start)
        if not hour or said.parts.clocks or said.parts.unit not in _OF_DAYS:
            return said
        if hour["before"].lower() in TASK_VERBS:
            return said  # “pay 12.50 every week”
        parse = Parse(RECURRENCES, tokenize(f"at {hour['hour']}"), self.context)
        times = said_times(parse, hour["hour"])
        merged = (
            said.parts.merged(_parts_of(times[0].pieces, self.context.today)) if times else None
        )
        if merged is None:
            return said
        self._take(Span(*hour.span("hour")))
        return replace(said, parts=merged)

    def _with_days(self, said: Said) -> Said:
        """“Mon and Fri gym every week”: the days stand apart from how often."""
        if said.parts.unit != "week" or said.parts.interval != 1:
            return said
        again = marks.EVERY_WEEK.search(self.left)
        if said.parts.days:
            if again:
                self._take(Span(*again.span()))
            return said
        parse = self._parse()
        for index in parse.places("repeat"):
            found = parse.match("repeat", index)
            days = found.value if found else None
            if found and isinstance(days, Parts) and days.unit == "week" and days.days:
                self._take(Span(parse.tokens[index].start, parse.tokens[found.end - 1].end))
                return replace(said, parts=replace(said.parts, days=days.days))
        return said

    def _fortnightly(self, said: Said) -> Said:
        """“Biweekly review on Mondays”: how often stands apart from the day."""
        apart = marks.BIWEEKLY.search(self.left)
        if not apart or said.parts.unit != "week" or said.parts.interval != 1:
            return said
        self._take(Span(*apart.span()))
        return replace(said, parts=replace(said.parts, interval=2))

    def _is_choice(self, times: tuple[SaidTime, ...]) -> bool:
        """Whether it names one time or another, "Monday or Tuesday": nothing to settle here."""
        if len(times) < 2 or _joined(times[0].pieces, times[1].pieces):
            return False
        between = self.left[times[0].span.end : times[1].span.start]
        return between.strip().lower() in {"or", "and", "and/or", "&", ","}

    def _with_times(self, said: Said, times: tuple[SaidTime, ...]) -> Said:
        """The recurrence with the first day and the time of day said elsewhere in the line."""
        parts = said.parts
        for time in times[:_MOST_TIMES]:
            merged = parts.merged(_parts_of(time.pieces, self.context.today))
            if merged is not None and time.pieces.ahead is None and time.pieces.moment is None:
                parts = merged
                self._take(widened(self.left, time.span))
        return replace(said, parts=parts)

    def _due(self, times: tuple[SaidTime, ...]) -> Time:
        first = _deadline(times) or times[0]
        self._take(widened(self.left, first.span))
        said = [first.span.of(self.text)]
        for other in times[:_MOST_TIMES]:
            joined = _joined(first.pieces, other.pieces)
            if joined is not None:
                self._take(widened(self.left, other.span))
                said.append(other.span.of(self.text))
                first = SaidTime(first.span, joined)
        due = replace(as_time(first, self.text, self.context), text=_in_order(said))
        return _not_begun(due, self.context)

    def title(self) -> str:
        """What is left; a first word all in lower case gets its capital, quoted text never."""
        title = cut(self.text, self.spans)
        if self.spans and max(self.spans).end >= len(self.text.rstrip(" .!?")):
            title = title.removesuffix(" for")
        if self.spans:
            title = _PLEASE.sub("", title)
        if any(title == quote.of(self.text) for quote in self.quotes):
            return title[1:-1]
        return capitalised(title.removeprefix("to ") if self.begins_with_reminder else title)


_PLEASE = re.compile(
    r"(?<=[\w\"'”’)])[\s,]+(?:please|pls|plz|yeah|some\s?(?:time|day)|at some point)$",
    re.IGNORECASE,
)
"""What says nothing and marks part from the end of the line: “call Ann please 5pm”."""


def _in_full(found: Recurrence, plain: Parts, said: Parts) -> str:
    """The words that a rule is read from, with what stands apart from them."""
    if said.days != plain.days or said.until != plain.until:
        return found.reading
    return found.text if said == plain else f"biweekly {found.text}"


def _in_order(said: list[str]) -> str:
    """“Sat”, “before 9am” as it is read: “before 9am sat”."""
    said = [_TOWARDS.sub("", each) for each in said]
    *days, last = said
    if not days or not _LIMIT.match(last):
        return " ".join(said)
    return " ".join([last, *(_LEAD.sub("", day) for day in days)])


_TOWARDS = re.compile(r"^to\s+", re.IGNORECASE)
_LIMIT = re.compile(r"(?:before|until|till)\b", re.IGNORECASE)
_LEAD = re.compile(r"(?:on|by|for)\s+", re.IGNORECASE)


def _deadline(times: tuple[SaidTime, ...]) -> SaidTime | None:
    """“Book leave for Easter by 15 January”: when it is for is part of what it is."""
    first, *others = times
    if first.pieces.leads not in {("for",), ("before",)} or first.pieces.clock:
        return None
    return next((each for each in others if {"by", "before"} & set(each.pieces.leads)), None)


def capitalised(title: str) -> str:
    """With a capital when the first word is all in lower case; "iPhone" and addresses stay."""
    first = title.partition(" ")[0]
    return title[:1].upper() + title[1:] if first.islower() and "://" not in first else title


def _parts_of(pieces: Pieces, today: date) -> Parts:
    """What a time says of a rule beside it; “every day this week” ends with the week."""
    clocks = (pieces.clock,) if pieces.clock else ()
    parts = Parts(clocks=clocks, part=pieces.part, begin=pieces.day)
    day = pieces.day
    if day is None or day.end is None or day.end - day.start > _WEEK or _BEGINS & {*pieces.leads}:
        return parts
    last = Day(day.end - timedelta(days=1))
    return replace(parts, begin=Day(max(day.start, today)), until=last)


_WEEK = timedelta(days=7)
_BEGINS = frozenset({"from", "starting", "beginning"})


def _joined(day: Pieces, clock: Pieces) -> Pieces | None:
    """A day and a time of day said apart, as one; None when they are not that."""
    for first, second in ((day, clock), (clock, day)):
        alone = first.day and not (first.clock or first.part or first.ahead)
        if alone and (second.clock or second.part) and not (second.day or second.ahead):
            return replace(first, clock=second.clock, part=second.part)
    return None


def _not_begun(time: Time, context: Context) -> Time:
    """A period that has begun ("this week") is due on its last day."""
    if time.end is None or time.start.date() >= context.today or time.end <= context.now:
        return time
    last = time.end - timedelta(days=1)
    return replace(time, start=last, reading=say_fully(last, all_day=True))
