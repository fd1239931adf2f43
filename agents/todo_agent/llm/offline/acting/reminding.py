"""Setting, putting off and cancelling reminders."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.reading import names_nothing
from evolution_todo.language.tasks.quickadd import NO_CHANGES
from evolution_todo.language.times.reading import Grain, Offset, Time
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.adding import add
from todo_agent.llm.offline.acting.deeds import Deed, act, do_all, do_to_tasks, nothing_fits, which
from todo_agent.llm.offline.acting.moving import reschedule
from todo_agent.llm.offline.acting.past import is_past, say_past
from todo_agent.llm.offline.acting.plan import Ask, Part, Steps
from todo_agent.llm.offline.acting.reminders_shown import pointed_at, shown_now
from todo_agent.llm.offline.acting.repeating import all_repeat
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.llm.offline.acting.usual import ask_at_what_time, ask_of_what
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.local import local
from todo_agent.llm.offline.telling.reports import say_reminder
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Json, Option, ToolRun

if TYPE_CHECKING:
    from evolution_todo.language.tasks.quickadd import QuickAdd

MOST_PAGES = 20
"""Of reminders, when one is looked for that has gone out."""

JUST_NOW = timedelta(hours=1)
"""How long "snooze" means the reminder that went out last."""


def remind(request: Request, desk: Desk) -> Steps:
    """Set a reminder on a task, or add the task that is to be remembered."""
    if request.reminder is None:
        whole = ask_at_what_time(request, desk) if request.target else ask_of_what(desk)
        return (yield from whole)
    told = _moments(request, request.reminder)
    over = (each for each in told if isinstance(each, Time) and is_past(each, desk.now))
    past = next((Part(f"{say_past(each, desk.now)} {answers.ASK_WHEN}") for each in over), None)
    moments = [arguments.when(each) for each in told]

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        return tuple(
            Call("add_reminder", {"task": ref, "reminder": {"when": moment}})
            for ref in refs
            for moment in moments
        )

    if request.target is None and request.task is None and request.filter is None:
        return past or (yield from ask_of_what(desk, calls))
    deed = Deed("remind you of", calls)
    if request.target is not None and request.task is not None:
        found = yield from find_targets(request, desk, completed=False)
        if not found.refs and _hangs_in_the_air(request):
            return Part(f"{answers.say_not_found(found.words)}\n{answers.ASK_WHEN}")
        if not found.refs:
            return (yield from add([remembered(request.task, request.reminder)], desk))
        if past or not found.sure:
            return past or Part(ask=which(found, deed, desk))
        return (yield from act(found, deed, desk))
    return past or (yield from do_to_tasks(request, desk, deed))


def _hangs_in_the_air(request: Request) -> bool:
    """Whether it is so long before something that has no time."""
    timed = request.task and (request.task.due or request.task.recurrence)
    return isinstance(request.reminder, Offset) and not timed


def _moments(request: Request, first: Offset | Time) -> Sequence[Offset | Time]:
    """When to remind, each time of it: “an hour and a day before”."""
    told = request.task or request.changes
    said = told.reminders if told else ()
    return said if len(said) > 1 else (first,)


def remembered(task: QuickAdd, moment: Offset | Time | None) -> QuickAdd:
    """The task of a "remind me to …": due when it is to be remembered, and reminding then."""
    due = task.due or (moment if isinstance(moment, Time) else None)
    reminders = task.reminders or ((moment or due,) if moment or due else ())
    return replace(task, due=due, reminders=tuple(each for each in reminders if each))


def snooze(request: Request, desk: Desk) -> Steps:
    """Put the reminder off: that of the task meant, or the only or latest one."""

    def call(reminder: answers.Brief) -> Call:
        change = arguments.put_off(request, reminder, desk.now)
        return Call("update_reminder", {"reminder_id": reminder["id"], "change": change})

    shown = pointed_at(request.target, shown_now(desk.memory))
    if not shown and request.target and request.target.kind is ReferenceKind.PRONOUN:
        known = yield from find_targets(request, desk, completed=None)
        if not known.refs:
            return (yield from _snooze_what_was_told(call, desk))
    reminders = yield from _reminders(request, desk, ["pending", "sent"])
    if isinstance(reminders, Part):
        return reminders
    of_any = request.target is None or request.target.kind is ReferenceKind.ALL
    if of_any:
        reminders = _just_told(reminders, desk.now) or reminders
    if not reminders:
        return (yield from ask_of_what(desk) if of_any else _put_off_itself(request, desk))
    if len(reminders) > 1:
        return _which_reminder(reminders, call, desk, verb="snooze")
    return Part("\n".join((yield from do_all([call(reminders[0])], desk))))


def _put_off_itself(request: Request, desk: Desk) -> Steps:
    """“Snooze the plants for two days”, which has no reminder: its day is put off."""
    until = request.reminder
    if not isinstance(until, Time) or not (until.all_day or until.grain is Grain.DAY):
        return Part("There is no reminder to snooze.")
    due = replace(NO_CHANGES, due=until)
    moved = replace(
        request,
        intent=Intent.RESCHEDULE,
        reminder=None,
        shift_minutes=None,
        shift_months=None,
        changes=due,
    )
    return (yield from reschedule(moved, desk))


def move_reminder(request: Request, desk: Desk) -> Steps:
    """Set the reminder of the task meant, or the only one, to another moment."""

    def call(reminder: answers.Brief) -> Call:
        moment = arguments.reminder_moment(request, reminder, desk.now)
        return Call("update_reminder", {"reminder_id": reminder["id"], "change": {"when": moment}})

    if shown := pointed_at(request.target, shown_now(desk.memory)):
        return Part("\n".join((yield from do_all(map(call, shown), desk))))
    found = yield from find_targets(request, desk, completed=None)
    if not found.refs and not names_nothing(request.text, desk.now):
        return nothing_fits(request, found)
    recent = desk.memory.recent[:1]
    ref = found.refs[0] if found.refs else {"id": recent[0]} if recent else None
    reminders = yield from _listed({"status": ["pending"]} | ({"task": ref} if ref else {}))
    reminders = _set_last(reminders, desk) or reminders
    if not reminders:
        it = replace(request, target=Reference(ReferenceKind.PRONOUN, request.span, "it"))
        new = replace(request if found.refs else it, intent=Intent.REMIND)
        return (yield from remind(new, desk)) if request.reminder else Part(_NONE_TO_MOVE)
    if len(reminders) > 1:
        return _which_reminder(reminders, call, desk, verb="move")
    return Part("\n".join((yield from do_all([call(reminders[0])], desk))))


_NONE_TO_MOVE = "There is no reminder to move."


def _set_last(reminders: Sequence[answers.Brief], desk: Desk) -> list[answers.Brief]:
    """Of a task's reminders the one that the turn before set."""
    before = desk.memory.before
    set_now = [
        each["id"]
        for run in (before.done if before else ())
        if run.name in {"add_reminder", "update_reminder"}
        for each in run.result.get("results") or ()
    ]
    return [each for each in reminders if each["id"] in set_now[-1:]]


def _snooze_what_was_told(call: Callable[[answers.Brief], Call], desk: Desk) -> Steps:
    """Put off the reminder that has just gone out; else ask what to be reminded of."""
    told = _just_told((yield from _listed({"status": ["sent"]})), desk.now)
    if not told:
        return (yield from ask_of_what(desk))
    return Part("\n".join((yield from do_all([call(told[0])], desk))))


def cancel_reminder(request: Request, desk: Desk) -> Steps:
    """Cancel the reminders of the tasks meant, or the only one.

    Of a series those of later ones go too, where it is said of all of them.
    """
    reminders = yield from _reminders(request, desk, ["pending"])
    if isinstance(reminders, Part):
        return reminders
    if not reminders:
        return (yield from _none_but_later_ones(request, desk))
    several = len({each["task_id"] for each in reminders}) > 1
    one = request.target is None or (several and not request.target.plural)
    if len(reminders) > 1 and one:
        return _which_reminder(reminders, _cancel, desk, verb="cancel")
    recurring = yield from _of_series(reminders)
    for_good = recurring if _FOR_GOOD.search(request.text) else frozenset()
    if len(reminders) > 1:
        return _cancel_all(reminders, for_good)
    (reminder,) = reminders
    if for_good:
        call = Call("update_tasks", {"updates": [_without(reminder["task_id"], for_good)]})
        said = yield from do_all([call], desk)
        return Part("\n".join([*said, "None comes with those after it either."]))
    said = yield from do_all([_cancel(reminder)], desk)
    if recurring:
        said.append("Those after it keep theirs. Say it with “from now on” to end them too.")
    return Part("\n".join(said))


def _none_but_later_ones(request: Request, desk: Desk) -> Steps:
    """That there is no reminder, where those of a series' later tasks are not meant either."""
    named = request.target is not None and request.target.kind is not ReferenceKind.ALL
    if not named or not _FOR_GOOD.search(request.text):
        return Part(_NONE_TO_CANCEL)
    found = yield from find_targets(request, desk, completed=False)
    if len(found.refs) != 1 or not found.sure or not (yield from all_repeat(found)):
        return Part(_NONE_TO_CANCEL)
    update = {"task": found.refs[0], "clear": ["reminders"], "scope": "series"}
    return Part("\n".join((yield from do_all([Call("update_tasks", {"updates": [update]})], desk))))


_NONE_TO_CANCEL = "There is no reminder to cancel."
_FOR_GOOD = re.compile(
    r"\b(?:reminders|alerts|notifications|remind(?:ing)?|stop|no|any ?more|any longer"
    r"|(?:turn|switch) off|disable|mute|ever|from now on)\b|\bfor good\b",
    re.IGNORECASE,
)
"""“Stop the water reminders”, and not “cancel the water reminder”, which may be the next alone."""


def _of_series(reminders: Sequence[answers.Brief]) -> Generator[Call, ToolRun, frozenset[Json]]:
    """Ids of the tasks of these reminders that repeat."""
    told = (each.get("task_number") for each in reminders)
    numbers = [number for number in dict.fromkeys(told) if number is not None]
    found = yield Call("find_tasks", {"filter": {"numbers": numbers[: arguments.MOST]}})
    return frozenset(each["id"] for each in briefs_of(found) if each.get("recurrence"))


def _cancel(reminder: answers.Brief) -> Call:
    return Call("delete_reminder", {"reminder_id": reminder["id"]})


def _without(task: Json, for_good: frozenset[Json]) -> dict[str, Json]:
    """The update that takes its reminders off a task, and off its series."""
    update: dict[str, Json] = {"task": {"id": task}, "clear": ["reminders"]}
    return update | ({"scope": "series"} if task in for_good else {})


def _cancel_all(reminders: Sequence[answers.Brief], for_good: frozenset[Json]) -> Part:
    """Ask to take all reminders off their tasks, as many as one call writes."""
    tasks = list(dict.fromkeys(each["task_id"] for each in reminders))
    now = tasks[: arguments.MOST]
    updates: list[Json] = [_without(key, for_good) for key in now]
    count = sum(each["task_id"] in now for each in reminders)
    yes = Option("Yes", (Call("update_tasks", {"updates": updates}),))
    first = "the first " if count < len(reminders) else ""
    told = f"{len(reminders)} reminders are waiting." if first else ""
    return Part(told, Ask(f"Cancel {first}{count} reminders?", (yes,)))


Found: TypeAlias = Generator[Call, ToolRun, "list[answers.Brief] | Part"]


def _reminders(request: Request, desk: Desk, statuses: Sequence[str]) -> Found:
    """The reminders of the task meant, or all; a part where the task is not plain."""
    if shown := pointed_at(request.target, shown_now(desk.memory)):
        return shown
    asked: dict[str, Json] = {"status": list(statuses)}
    if request.target is not None and request.target.kind is not ReferenceKind.ALL:
        found = yield from find_targets(request, desk, completed=None)
        if not found.refs:
            return nothing_fits(request, found)
        listed: list[answers.Brief] = []
        for ref in found.refs[:_MOST_TASKS]:
            listed += yield from _listed({**asked, "task": ref})
        return listed
    return (yield from _listed(asked))


_MOST_TASKS = 12
"""Of how many tasks the reminders are looked up one by one."""


def _which_reminder(
    reminders: Sequence[answers.Brief],
    call: Callable[[answers.Brief], Call],
    desk: Desk,
    *,
    verb: str,
) -> Part:
    options = tuple(
        Option(say_reminder(each, desk.now), (call(each),)) for each in reminders[:_CHOICES]
    )
    return Part(ask=Ask(f"Which reminder should I {verb}?", options))


_CHOICES = 6


def _listed(asked: dict[str, Json]) -> Generator[Call, ToolRun, list[answers.Brief]]:
    """Every reminder that fits, page by page: the latest come last."""
    found: list[answers.Brief] = []
    page: dict[str, Json] = {"filter": asked}
    for _ in range(MOST_PAGES):
        run = yield Call("list_reminders", page)
        found += run.result.get("items") or ()
        cursor = run.result.get("next_cursor")
        if not cursor:
            break
        page = {"filter": asked, "cursor": cursor}
    return found


def _just_told(reminders: Sequence[answers.Brief], now: datetime) -> list[answers.Brief]:
    """The reminder that went out last, if that was within the hour: it is what is put off."""

    def age(reminder: answers.Brief) -> timedelta:
        return now - local(reminder["remind_at"], now)

    told = [each for each in reminders if each["status"] == "sent" and age(each) <= JUST_NOW]
    return [min(told, key=age)] if told else []
