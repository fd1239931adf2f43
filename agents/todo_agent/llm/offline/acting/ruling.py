"""Another rule for a series, where what is said of it leaves some of the old one.

An hour that may be of the morning or the evening is in the half of the day that the series is in.
Another day of the week keeps “every other”. What is said of some of its days alone, or from some
later day on, makes two series of it, so that is asked.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from evolution_todo.language.recurrence.occurrences import CODES, RecurrenceError, rule_parts
from evolution_todo.language.recurrence.reading import read_recurrence, say_left_out, say_rule
from evolution_todo.language.text.wording import clock_words
from evolution_todo.language.times.reading import TimeError, find_times
from evolution_todo.language.times.tokens import WEEKDAYS
from evolution_todo.language.times.weekdays import weekdays
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.deeds import do_all
from todo_agent.llm.offline.acting.plan import Ask, Part
from todo_agent.llm.offline.acting.repeating import coming, due_of, rule_of
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Json, Option, ToolRun

if TYPE_CHECKING:
    from evolution_todo.language.recurrence.laying_out import Recurrence
    from evolution_todo.language.requests.request import Request


@dataclass(frozen=True, slots=True)
class _Series:
    """A series as it is, and what is said of it.

    Attributes:
        brief: Its open task.
        rule: The rule it has.
        days: The days of the week that are said, none where none are.
        clock: The time of day that is said, in the half of the day that the series is in.
        now: The clock, in the person's zone.
    """

    brief: answers.Brief
    rule: Recurrence
    days: frozenset[int]
    clock: time | None
    now: datetime

    @property
    def own_days(self) -> frozenset[int]:
        """The days of the week it is on; none where its rule is of no week."""
        return _days_of(self.rule)

    def on(self, days: frozenset[int], clock: time | None) -> str:
        """Its rule in words on some days of the week, at some hour or its own."""
        parts = rule_parts(self.rule.rrule or "")
        codes = [CODES[day] for day in sorted(days)]
        parts |= {"FREQ": "WEEKLY", "BYDAY": ",".join(codes)}
        words = _said(parts, self.rule.start, (clock or self.own_clock) if self.timed else None)
        left_out = [say_left_out(day) for day in self.rule.exceptions]
        return f"{words} except {', '.join(left_out)}" if left_out else words

    @property
    def timed(self) -> bool:
        """Whether it has a time of day, or is to have one."""
        return self.clock is not None or not self.rule.all_day

    @property
    def own_clock(self) -> time:
        return due_of(self.brief, self.now).time()


def _said(parts: Mapping[str, str], start: datetime, clock: time | None) -> str:
    """A rule in words, at a time of day if it has one."""
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    at = datetime.combine(start.date(), clock or time(), start.tzinfo)
    return say_rule(rule, None, start=at, all_day=clock is None)


def _days_of(rule: Recurrence) -> frozenset[int]:
    parts = rule_parts(rule.rrule) if rule.rrule else {}
    if parts.get("FREQ") == "DAILY" and parts.get("INTERVAL", "1") == "1":
        return frozenset(range(7))
    named = parts.get("BYDAY", "").split(",") if parts.get("FREQ") == "WEEKLY" else []
    return frozenset(CODES.index(day) for day in named if day in CODES)


def changed_rule(request: Request, desk: Desk) -> Generator[Call, ToolRun, Part | None]:
    """What a change of a rule that leaves some of the old comes to; None for any other change."""
    said = request.changes
    if said is None or not (said.recurrence or said.due):
        return None
    if said.priority or said.tags or said.reminders or said.description:
        return None
    found = yield from find_targets(request, desk, completed=False)
    plain = found.tasks and not found.tasks[0].recurs
    if len(found.refs) != 1 or not found.sure or plain:
        return None
    page = yield Call("find_tasks", {"filter": {"numbers": [_number(found.refs[0], found.tasks)]}})
    brief = next(iter(briefs_of(page)), None)
    rule = rule_of(brief, desk.now) if brief else None
    if brief is None or rule is None:
        return None
    if said.recurrence is None and said.due and len(_hours_of(rule)) > 1:
        return (yield from _one_of_its_hours(brief, rule, request, desk))
    if said.recurrence is None:
        named = frozenset(weekdays(" ".join(_EACH_DAY.findall(found.words.lower()))))
        series = _Series(brief, rule, named, _hour(request, brief, desk.now), desk.now)
        return _of_some_days(series) if named < series.own_days and named else None
    if said.recurrence.cron or said.recurrence.mode == "after_completion":
        return None
    clock = _hour(request, brief, desk.now)
    series = _Series(brief, rule, _days_of(said.recurrence), clock, desk.now)
    return (yield from _ruled_anew(series, said.recurrence, desk))


def _hours_of(rule: Recurrence) -> list[int]:
    """The hours of a day on which a rule falls, where it names them."""
    parts = rule_parts(rule.rrule) if rule.rrule else {}
    return [int(hour) for hour in parts.get("BYHOUR", "").split(",") if hour]


def _one_of_its_hours(
    brief: answers.Brief, rule: Recurrence, request: Request, desk: Desk
) -> Generator[Call, ToolRun, Part | None]:
    """“Pills just at 8 am”, “pills morning only”, of what comes several times a day."""
    due = request.changes.due if request.changes else None
    only = _ONLY.search(request.text) is not None
    if due is None or due.all_day or not (request.series or only):
        return None
    first, end = _PARTS_OF_DAY.get(due.part, (0, 0))
    hours = [hour for hour in _hours_of(rule) if first <= hour < end]
    if not hours and not only:
        return Part(answers.ask_rule(brief))
    parts = rule_parts(rule.rrule or "")
    if hours:
        words = _said(parts | {"BYHOUR": ",".join(map(str, hours))}, rule.start, time())
    else:
        alone = {name: each for name, each in parts.items() if name not in _CLOCKS}
        words = _said(alone, rule.start, arguments.hour_on(due, brief, desk.now))
    update = {"task": {"id": brief["id"]}, "recurrence": {"rule": words}}
    return Part("\n".join((yield from do_all([Call("update_tasks", {"updates": [update]})], desk))))


_ONLY = re.compile(r"\b(?:only|just|once)\b", re.IGNORECASE)
_CLOCKS = frozenset({"BYHOUR", "BYMINUTE", "BYSETPOS"})
_PARTS_OF_DAY = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}


def _number(ref: Mapping[str, Json], tasks: tuple[object, ...]) -> Json:
    return ref.get("number") or getattr(tasks[0], "number", 0)


_EACH_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b")


def _hour(request: Request, brief: answers.Brief, now: datetime) -> time | None:
    """The time of day that is said, in the half of the day the series is in if it is of either."""
    said = request.changes
    if said is None:
        return None
    if said.recurrence is None:
        timed = said.due if said.due and not said.due.all_day else None
        return arguments.hour_on(timed, brief, now) if timed else None
    if said.recurrence.all_day or "BYHOUR" in (said.recurrence.rrule or ""):
        return None
    times = [each for each in find_times(said.recurrence.text, now) if not each.all_day]
    if len(times) != 1 or not arguments.in_either_half(times[0]):
        return said.recurrence.start.time()
    return arguments.hour_on(replace(times[0], dated=False), brief, now)


def _ruled_anew(
    series: _Series, said: Recurrence, desk: Desk
) -> Generator[Call, ToolRun, Part | None]:
    """A new rule that is said: from later on, of some days, or with what is left of the old."""
    loose = not _PLAIN.search(said.text)
    if loose and series.days and series.own_days and _LATER.search(said.text):
        days = [each.start for each in find_times(said.text, series.now) if each.all_day]
        return _from_then_on(series, min([*days, said.start]))
    if loose and series.clock and series.days and series.days < series.own_days:
        return _of_some_days(series) if series.clock != series.own_clock else None
    parts, new = (rule_parts(each.rrule or "") for each in (series.rule, said))
    alike = parts.get("INTERVAL", "1") == new.get("INTERVAL", "1")
    keeps = loose and bool(series.days) and bool(series.own_days) and not alike
    halved = series.clock is not None and series.clock != said.start.time()
    sooner = _in_its_week(series) if alike or keeps else None
    if not (keeps or halved or sooner):
        return None
    clock = series.clock or (series.own_clock if series.timed else None)
    rule = series.on(series.days, clock) if keeps or sooner else _said(new, said.start, clock)
    return Part("\n".join((yield from do_all([_ruled(series, rule, due=sooner)], desk))))


def _in_its_week(series: _Series) -> str | None:
    """The other day of the week that the next one is in, where that is earlier and still to come.

    “Mondays instead of Tuesdays” is from the Monday before the next Tuesday on.
    """
    head = due_of(series.brief, series.now)
    if len(series.days) != 1 or series.own_days != {head.weekday()}:
        return None
    (day,) = series.days
    clock = series.clock or series.own_clock
    there = head.date() - timedelta(days=head.weekday() - day)
    moment = datetime.combine(there, clock, head.tzinfo)
    if day >= head.weekday() or moment <= series.now:
        return None
    return moment.isoformat() if series.timed else there.isoformat()


_PLAIN = re.compile(
    r"\b(?:every|each|weekly|daily|fortnightly|biweekly|once|twice)\b", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:from|starting|beginning|as of)\b", re.IGNORECASE)
"""“Fridays from January”: the old rule holds until then."""


def _ruled(series: _Series, rule: str, *, due: str | None = None) -> Call:
    update: dict[str, Json] = {
        "task": {"id": series.brief["id"]},
        "recurrence": {"rule": rule},
        **({"due": due} if due else {}),
    }
    return Call("update_tasks", {"updates": [update]})


def _of_some_days(series: _Series) -> Part | None:
    """“Gym is at 6:30 on Mondays”, of one that is on Fridays too: a series of its own for them?"""
    clock = series.clock
    if clock is None:
        return None
    rest = series.own_days - series.days
    some, before = _names(series.days), series.own_clock
    at, old = (clock_words(each.hour, each.minute) for each in (clock, before))
    others = _names(rest) if len(rest) <= _FEW else "the other days"
    whole = f"{_names(series.own_days)}, all" if len(series.own_days) <= _FEW else "All its days"
    alone = _ruled(series, series.on(series.days, clock))
    together = _ruled(series, series.on(series.own_days, clock))
    apart = (
        _ruled(series, series.on(rest, before)),
        _added(series, series.on(series.days, clock), due=None),
    )
    options = (
        Option(f"{some} at {at}, and {others} at {old} as now"[:200], apart),
        Option(f"{whole} at {at}"[:200], (together,)),
        Option(f"{some} at {at}, and no other day"[:200], (alone,)),
    )
    title = answers.quote(str(series.brief["title"]))
    question = f"{title} repeats {series.brief['recurrence']}. What shall it be?"
    return Part(ask=Ask(question, options))


_FEW = 3
"""So many days are named one by one in a choice."""


def _names(days: frozenset[int]) -> str:
    return answers.join([f"{WEEKDAYS[day].capitalize()}s" for day in sorted(days)])


def _from_then_on(series: _Series, begin: datetime) -> Part | None:
    """“Yoga is moving to Fridays from January”: the old rule until then, the new one after it?"""
    head = due_of(series.brief, series.now)
    if begin <= head:
        return None
    monday = begin - timedelta(days=begin.weekday())
    far = begin + timedelta(days=_FAR)
    weeks = [
        (each - timedelta(days=each.weekday())).date()
        for each in islice(coming(series.brief, series.now, since=monday, until=far), _WEEKS)
    ]
    days = (week + timedelta(days=day) for week in weeks for day in sorted(series.days))
    day = next((each for each in days if each >= begin.date()), None)
    if day is None:
        return None
    at = series.clock or series.own_clock
    due = (
        day.isoformat() if not series.timed else datetime.combine(day, at, begin.tzinfo).isoformat()
    )
    last = begin.date() - timedelta(days=1)
    rule, joint, left_out = str(series.brief["recurrence"]).partition(" except ")
    until = f"{rule} until {last.day} {last:%B %Y}{joint}{left_out}"
    new = series.on(series.days, series.clock)
    try:
        read_recurrence(until, head)
    except (TimeError, RecurrenceError):
        return None
    calls = (_ruled(series, until), _added(series, new, due=due))
    title = answers.quote(str(series.brief["title"]))
    question = (
        f"Let {title} repeat {rule} until {last.day} {last:%B}, and {_worded(new)} from "
        f"{answers.say_due(due, series.now)} on?"
    )
    return Part(ask=Ask(question, (Option("Yes", calls),)))


_FAR = 400
"""How many days on an occurrence is looked for."""
_WEEKS = 20
"""How many occurrences are looked at: the first may be in a week whose new days are over."""


def _worded(rule: str) -> str:
    return rule.partition(" at ")[0]


def _added(series: _Series, rule: str, *, due: str | None) -> Call:
    """The call that adds a series like this one, by another rule and named after its days."""
    brief = series.brief
    task: dict[str, Json] = {
        "title": f"{brief['title']} on {_names(series.days)}",
        "due": due,
        "recurrence": {"rule": rule},
        "tags": list(brief.get("tags") or ()),
        "priority": brief.get("priority"),
        "reminders": _leads(brief, series.now),
    }
    return Call("add_tasks", {"tasks": [{name: value for name, value in task.items() if value}]})


def _leads(brief: answers.Brief, now: datetime) -> list[Json]:
    """The reminders of a task, each so long before it."""
    due = due_of(brief, now)
    ahead = [due - datetime.fromisoformat(each) for each in brief.get("reminders") or ()]
    return [f"{int(each.total_seconds() // 60)} minutes before" for each in ahead]
