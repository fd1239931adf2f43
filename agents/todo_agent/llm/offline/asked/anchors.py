"""What is told from the task spoken of before: “same day at 4”, “the day after”, “same tag”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.text.spans import Span, quoted
from evolution_todo.language.text.words import TASK_VERBS, words_of
from evolution_todo.language.times.reading import find_times
from todo_agent.llm.offline.telling.local import local
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from todo_agent.turn import Json

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# “order same day delivery”: what goes on with a thing is part of its name
_AS_A_TIME = (
    r"(?=\W*$|[,.;:!?)]|\s+(?:at|by|as|for|in|on|and|but|with|please|too|instead|next|this"
    r"|tomorrow|today|tonight|noon|midday|morning|afternoon|evening|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|#\S+|\d\S*)\b)"
)
_TO_DO = rf"(?=\s+(?:i|we|{'|'.join(sorted(TASK_VERBS))})\b)"
_SAME = r"(?:the )?(?:same|that(?: same)?) (?:day|date)\b"
_SAME_DAY = re.compile(
    rf"\b(?:on |for |at )?{_SAME}{_AS_A_TIME}|(?:^|(?<=[,.;] )|\bon ){_SAME}{_TO_DO}",
    re.IGNORECASE,
)
_SAME_TIME = re.compile(rf"\b(?:at )?(?:the )?same (?:time|hour)\b{_AS_A_TIME}", re.IGNORECASE)
_KEPT_TIME = re.compile(
    rf"(?:,? (?:(?:and|but) )?(?:keep|leave) (?:it|them) )?{_SAME_TIME.pattern}", re.IGNORECASE
)
"""“…, and keep it at the same time”, with the words that lead to it."""
_SAME_THEN = r"(?:at |on )?(?:the )?same (?:time|hour|day)(?: and time)?"
_NEXT = r"(?:the )?(?:next|following) (?P<unit{}>week|month)"
_ON_THEN = re.compile(
    rf"\b(?:{_SAME_THEN},? (?:in |of )?{_NEXT.format('')}|{_NEXT.format('2')},? {_SAME_THEN})\b",
    re.IGNORECASE,
)
"""“Same time next week”, as far on as that."""
_SAME_TAG = re.compile(
    rf"\b(?:(?:with|under|in) )?(?:the )?same (?:tags?|labels?)\b{_AS_A_TIME}", re.IGNORECASE
)
_BESIDE = re.compile(
    r"\b(?:on )?the (?:(?P<unit>day|week) (?P<way>after|before)(?: that| it)?"
    r"|(?:next|following) day)"
    r"(?=\W*$| at\b)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?:(?<!day )\b(?:on )?(?:the )?|^)(?P<count>a(?= )|one|two|three|four|five|\d{1,2}|a few"
    r"|a couple of)?(?:(?<!day) )?"
    r"(?P<unit>day|night|evening|week)s? (?P<way>before|after)(?: that| it)?(?=\W*$| at\b|[:,])",
    re.IGNORECASE,
)
_COUNTS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "a couple of": 2,
    "three": 3,
    "a few": 3,
    "four": 4,
    "five": 5,
}
_REMINDING = re.compile(r"\b(?:remind(?:ed)?|reminder|alert|nudge|ping)\b", re.IGNORECASE)
"""Where “the day before” is how long before to remind."""
_FOLLOWING = re.compile(rf"\b(?:on )?the following (?P<day>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)


def anchored(memory: Memory, now: datetime) -> Memory:
    """The conversation with such times and tags of its last message written out.

    What a message says before them counts first, and then the task spoken of last; what is told
    of a task of its own, and what is quoted, stays as it is.
    """
    said = _tagged(memory.present.message, memory)
    said = _on_days(said, lambda end: _day_before(said[:end], memory, now))
    due = _spoken_of(memory)
    if due and "T" in due:
        said = _put(_SAME_TIME, said, lambda _: f"at {local(due, now):%H:%M}")
    return _saying(memory, said)


def at_its_own_time(memory: Memory) -> Memory:
    """The conversation, its last message saying “instead” for “same time”, which a move keeps."""
    said = _put(_ON_THEN, memory.present.message, lambda at: f"a {at['unit'] or at['unit2']} later")
    return _saying(memory, _put(_KEPT_TIME, said, _instead))


def _instead(told: re.Match[str]) -> str:
    return " instead" if told[0].startswith((",", " ")) else "instead"


def _saying(memory: Memory, said: str) -> Memory:
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=said)))


def _put(pattern: re.Pattern[str], said: str, told: Callable[[re.Match[str]], str | None]) -> str:
    """A text with what a pattern finds told otherwise; quotations keep their words."""
    quotes = quoted(said)

    def instead(found: re.Match[str]) -> str:
        verbatim = any(each.overlaps(Span(*found.span())) for each in quotes)
        return found[0] if verbatim else told(found) or found[0]

    return pattern.sub(instead, said)


def _tagged(said: str, memory: Memory) -> str:
    recent = _recent(memory)
    tags = " ".join(f"#{tag}" for tag in (recent or {}).get("tags") or ())
    return _put(_SAME_TAG, said, lambda _: tags)


def _on_days(said: str, day_at: Callable[[int], date | None]) -> str:
    def told(
        day_of: Callable[[re.Match[str], date], object],
    ) -> Callable[[re.Match[str]], str | None]:
        def on_its_day(found: re.Match[str]) -> str | None:
            day = day_at(found.start())
            return f"on {day_of(found, day)}" if day else None

        return on_its_day

    said = _put(_SAME_DAY, said, told(lambda _, day: day))
    if not _REMINDING.search(said):
        said = _put(_BESIDE, said, told(_beside))
        if not TASK_VERBS.isdisjoint(words_of(said)):
            said = _put(_AHEAD, said, told(_ahead))
    return _put(_FOLLOWING, said, told(lambda found, day: _next(found["day"], day)))


def _day_before(said: str, memory: Memory, now: datetime) -> date | None:
    """The day that was spoken of last, in the words before or in the conversation."""
    days = [each.start.date() for each in find_times(said, now) if each.dated]
    if days:
        return days[-1]
    due = _spoken_of(memory)
    if due is None:
        return None
    return local(due, now).date() if "T" in due else date.fromisoformat(due)


def _recent(memory: Memory) -> dict[str, Json] | None:
    """The task that was spoken of last."""
    tasks: dict[int, dict[str, Json]] = memory.past.tasks
    return next((tasks[key] for key in memory.past.recent[:1] if key in tasks), None)


def _spoken_of(memory: Memory) -> str | None:
    """When the task that was spoken of last is due."""
    due = (_recent(memory) or {}).get("due")
    return str(due) if due else None


def _beside(found: re.Match[str], day: date) -> date:
    length = timedelta(days=7 if found["unit"] == "week" else 1)
    return day - length if found["way"] == "before" else day + length


def _ahead(found: re.Match[str], day: date) -> str:
    """“Study two days before”, “night before: print the form”: the day that this comes to."""
    said = (found["count"] or "1").lower()
    count = int(said) if said.isdigit() else _COUNTS[said]
    length = timedelta(days=7 * count if found["unit"].lower() == "week" else count)
    there = day - length if found["way"].lower() == "before" else day + length
    evening = found["unit"].lower() in {"night", "evening"}
    return f"{there.isoformat()} evening" if evening else there.isoformat()


def _next(weekday: str, day: date) -> date:
    ahead = (_WEEKDAYS.index(weekday.lower()) - day.weekday() - 1) % 7 + 1
    return day + timedelta(days=ahead)
