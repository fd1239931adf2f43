"""The end that a conversation is to come to: which tasks are left, and what may differ.

An end is a line for each task: titles that are as right, parted by “ / ”, then what the task has,
parted by “ | ”; what is not said, it does not have.

    due 2026-11-30 09:00 or 2026-12-07 morning   a date alone is of the whole day; a part of the
                                                 day may be that, too
    remind -15 -60      reminders in minutes from when it is due, at 09:00 on a whole day
    remind at 2026-11-27 16:30    a reminder then, of a task due then or without a date; where it
                                  is a date alone, a reminder or a due date on that day
    rule FREQ=WEEKLY;BYDAY=MO or …    a rule with the same first days
    #tag    high / critical    done
    due any, rule any, remind any, tags any    whatever it may be
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from evolution_todo.domain.views import TaskView

ANY = "any"
_PARTS = {"morning": (5, 12), "afternoon": (12, 17), "evening": (17, 24)}
_PRIORITIES = frozenset({"low", "medium", "high", "critical"})
_WHOLE_DAY = time(9)
"""When reminders of a whole day count from."""
_DAYS_COMPARED = 12


@dataclass(slots=True)
class Wanted:
    """A task as it is to be; each list holds what is as right."""

    titles: list[str]
    due: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    reminders: list[int] | None = field(default_factory=list)
    """Minutes from when it is due; None where any will do."""
    reminded: str = ""
    tags: set[str] | None = field(default_factory=set)
    priorities: frozenset[str] = frozenset({"medium"})
    done: bool = False

    @classmethod
    def of(cls, line: str) -> "Wanted":
        """Read a line of an end.

        Raises:
            ValueError: A field of it is none that there is.
        """
        titles, *fields = line.split(" | ")
        wanted = cls(titles.split(" / "))
        for each in fields:
            wanted._add(each)
        return wanted

    def _add(self, said: str) -> None:
        kind, _, value = said.partition(" ")
        if said == "done":
            self.done = True
        elif said == "tags any":
            self.tags = None
        elif said.startswith("#") and self.tags is not None:
            self.tags.add(said[1:].casefold())
        elif said.startswith("remind at "):
            self.reminded = value.removeprefix("at ")
        elif kind == "remind":
            self.reminders = None if value == ANY else [int(each) for each in value.split()]
        elif kind == "due":
            self.due = value.split(" or ")
        elif kind == "rule":
            self.rules = value.split(" or ")
        elif (levels := frozenset(said.split(" / "))) <= _PRIORITIES:
            self.priorities = levels
        else:
            raise ValueError(f"“{said}” says nothing of a task")

    def differs(self, task: TaskView, zone: ZoneInfo) -> str:
        """What of a task is otherwise; empty where it is as wanted."""
        seen = _Seen(task, zone)
        checks = {
            "title": self.titles == [ANY] or _bare(task.title) in map(_bare, self.titles),
            "state": task.completed == self.done,
            "priority": task.priority in self.priorities,
            "tags": self.tags is None or {tag.casefold() for tag in task.tags} == self.tags,
            "due date": self._is_due(seen),
            "rule": task.completed or self._repeats(seen),
            "reminders": task.completed or self._reminds(seen),
        }
        return next((what for what, right in checks.items() if not right), "")

    def _is_due(self, seen: "_Seen") -> bool:
        if not self.reminded:
            return seen.is_due(self.due or ["none"])
        timed = " " in self.reminded and seen.day is not None and seen.clock is not None
        return not timed or seen.is_due([self.reminded])

    def _repeats(self, seen: "_Seen") -> bool:
        if ANY in self.rules:
            return True
        return seen.days() in [seen.days(each) for each in self.rules or [""]]

    def _reminds(self, seen: "_Seen") -> bool:
        if self.reminded:
            day, _, clock = self.reminded.partition(" ")
            if clock:
                return self.reminded in seen.signals()
            return seen.is_due([f"{day} any"]) or any(each[:10] == day for each in seen.signals())
        return self.reminders is None or seen.minutes() == sorted(self.reminders)


class _Seen:
    """A task in its person's zone."""

    def __init__(self, task: TaskView, zone: ZoneInfo) -> None:
        self._task = task
        self._zone = zone
        whole = task.due_all_day
        due = task.due_date and (task.due_date if whole else task.due_date.astimezone(zone))
        self.day: date | None = due.date() if due else None
        self.clock: time | None = due.time() if due and not whole else None

    def is_due(self, wanted: Sequence[str]) -> bool:
        return any(map(self._fits, wanted))

    def _fits(self, wanted: str) -> bool:
        day, _, clock = wanted.partition(" ")
        if wanted in {ANY, "none"}:
            return wanted == ANY or self.day is None
        if self.day != date.fromisoformat(day):
            return False
        if self.clock is None:
            return clock in {"", ANY, *_PARTS}
        if clock in _PARTS:
            first, last = _PARTS[clock]
            return first <= self.clock.hour < last
        return clock in {ANY, f"{self.clock:%H:%M}"}

    def signals(self) -> list[str]:
        """When it reminds, on the person's clock."""
        local = (each.astimezone(self._zone) for each in self._task.reminders)
        return [f"{each:%Y-%m-%d %H:%M}" for each in local]

    def minutes(self) -> list[int]:
        """When it reminds, in minutes from when it is due."""
        if self.day is None:
            return [0 for _ in self._task.reminders]
        due = datetime.combine(self.day, self.clock or _WHOLE_DAY, self._zone).astimezone(UTC)
        return sorted(round((each - due) / timedelta(minutes=1)) for each in self._task.reminders)

    def days(self, rule: str | None = None) -> list[date]:
        """The first days of a rule, or of the task's own; none where it does not repeat."""
        own = self._task.recurrence.rrule if self._task.recurrence else ""
        said = own if rule is None else rule
        if not said or self.day is None:
            return []
        parts = [each for each in re.split(";", said) if not each.startswith(_TIMES_OF_DAY)]
        begun = datetime.combine(self.day, time())
        return [
            each.date() for each in islice(rrulestr(";".join(parts), dtstart=begun), _DAYS_COMPARED)
        ]


_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND", "WKST")


def _bare(title: str) -> str:
    """A title without what may be said or left out: quotation marks, an article before it."""
    low = re.sub(r"[’‘]", "'", title.casefold())
    low = re.sub(r"(?<!\w)['\"“”]|['\"“”](?!\w)", "", low)
    return re.sub(r"^(?:an?|the|my) ", "", " ".join(low.split())).strip(" .!?")


def difference(wanted: Sequence[str], left: Sequence[TaskView], zone: ZoneInfo) -> str:
    """How what is left differs from an end; empty where each line has a task of its own."""
    if len(wanted) != len(left):
        return f"{len(left)} tasks, not {len(wanted)}"
    lines = [Wanted.of(each) for each in wanted]
    wrong = [[each.differs(task, zone) for task in left] for each in lines]
    taken: dict[int, int] = {}
    for at in range(len(lines)):
        if not _placed(at, wrong, taken, set()):
            return _told(wanted[at], left, wrong[at])
    return ""


def _placed(at: int, wrong: list[list[str]], taken: dict[int, int], tried: set[int]) -> bool:
    """Find a task for a line, another one for the line that had it (Kuhn's matching)."""
    for task, why in enumerate(wrong[at]):
        if why or task in tried:
            continue
        tried.add(task)
        if task not in taken or _placed(taken[task], wrong, taken, tried):
            taken[task] = at
            return True
    return False


def _told(line: str, left: Sequence[TaskView], wrong: Sequence[str]) -> str:
    """What keeps the task of a line from being as it wants; or that there is none."""
    near = [(why, task.title) for why, task in zip(wrong, left, strict=True) if why != "title"]
    why, title = near[0] if near else ("", "")
    return f"another {why} for “{title}”: not “{line}”" if why else f"no task is “{line}”"
