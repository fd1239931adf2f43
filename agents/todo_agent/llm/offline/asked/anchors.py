"""Times told from the task spoken of before: “same day at 4”, “the day after”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.text.words import TASK_VERBS, words_of
from todo_agent.llm.offline.telling.local import local
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from todo_agent.turn import Json

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAME_DAY = re.compile(
    r"\b(?:on |for |at )?(?:the )?(?:same|that(?: same)?) (?:day|date)\b", re.IGNORECASE
)
_SAME_TIME = re.compile(r"\b(?:at )?(?:the )?same (?:time|hour)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:on )?the (?:(?P<unit>day|week) (?P<way>after|before)(?: that| it)?"
    r"|(?:next|following) day)"
    r"(?=\W*$| at\b)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?:\b(?:on )?(?:the )?|^)(?P<count>a(?= )|one|two|three|four|five|\d{1,2}|a few"
    r"|a couple of)? ?"
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
_REMINDING = re.compile(r"\b(?:remind|reminder|alert|nudge|ping)\b", re.IGNORECASE)
"""Where “the day before” is how long before to remind."""
_FOLLOWING = re.compile(rf"\b(?:on )?the following (?P<day>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)


def anchored(memory: Memory, now: datetime) -> Memory:
    """The conversation with such times of its last message written out.

    Only where a task with a date was spoken of; what is told of a task of its own stays as it is.
    """
    due = _spoken_of(memory)
    if due is None:
        return memory
    timed = local(due, now) if "T" in due else None
    day = timed.date() if timed else date.fromisoformat(due)
    said = memory.present.message
    said = _SAME_DAY.sub(f"on {day.isoformat()}", said)
    if not _REMINDING.search(said):
        said = _BESIDE.sub(lambda found: f"on {_beside(found, day).isoformat()}", said)
        if not TASK_VERBS.isdisjoint(words_of(said)):
            said = _AHEAD.sub(lambda found: f"on {_ahead(found, day)}", said)
    said = _FOLLOWING.sub(lambda found: f"on {_next(found['day'], day).isoformat()}", said)
    if timed:
        said = _SAME_TIME.sub(f"at {timed:%H:%M}", said)
    present = replace(memory.present, message=said)
    return Memory((*memory.exchanges[:-1], present))


def at_its_own_time(memory: Memory) -> Memory:
    """The conversation, its last message saying “instead” for “same time”, which a move keeps."""
    said = _SAME_TIME.sub("instead", memory.present.message)
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=said)))


def _spoken_of(memory: Memory) -> str | None:
    """When the task that was spoken of last is due."""
    tasks: dict[int, dict[str, Json]] = memory.past.tasks
    recent = [tasks[key] for key in memory.past.recent[:1] if key in tasks]
    return next((str(brief["due"]) for brief in recent if brief.get("due")), None)


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
