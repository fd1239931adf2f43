"""Giving tasks another due moment."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from evolution_todo.language.building.changing import ALL_DAY
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Request
from evolution_todo.language.times.reading import Grain, Time
from todo_agent.llm.offline.acting import arguments, counting
from todo_agent.llm.offline.acting.changing import update
from todo_agent.llm.offline.acting.deeds import (
    MOVE,
    Deed,
    act,
    as_sure_as,
    do_all,
    nothing_fits,
    which,
)
from todo_agent.llm.offline.acting.past import is_past, say_if_over, say_past
from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.acting.ruling import changed_rule
from todo_agent.llm.offline.acting.targets import Desk, Targets, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import briefs_of, candidate_of
from todo_agent.turn import Call, Json, ToolRun


def reschedule(request: Request, desk: Desk) -> Steps:
    """Give tasks another due moment, or move the one they have."""
    if _sets_a_rule_right(request, desk):
        request = replace(request, series=True)
    shifts = request.shift_minutes is not None or request.shift_months is not None
    if not shifts and request.changes is None:
        return Part(answers.ASK_DUE)
    if not shifts and (part := (yield from changed_rule(request, desk))):
        return part
    if not shifts and not _keeps_something(request):
        return (yield from update(request, desk))
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs:
        return nothing_fits(request, found, desk)
    found = as_sure_as(request, found)
    briefs = yield from briefs_now(found)
    if not shifts:
        return (yield from _to_the_day(found, briefs, request, desk))
    dated = [each for each in briefs if each.get("due")]
    undated = [each for each in briefs if not each.get("due")]
    if undated:
        titles = answers.join([answers.quote(str(each["title"])) for each in undated])
        return Part(f"{titles}: no due date to move yet. {answers.ASK_DUE}")
    return (yield from _shift(found, dated, request, desk))


def _sets_a_rule_right(request: Request, desk: Desk) -> bool:
    """Whether “no, Wednesday” is of the rule: right after a series was added, of it alone."""
    before, said = desk.memory.before, request.changes.due if request.changes else None
    it = request.target is not None and request.target.kind is ReferenceKind.PRONOUN
    if before is None or said is None or not it:
        return False
    added = [brief for run in before.done for brief in briefs_of(run)]
    if [run.name for run in before.done] != ["add_tasks"] or len(added) != 1:
        return False
    rule = added[0].get("recurrence")
    recurs = not said.dated or arguments.OF_ANY_WEEK_OR_MONTH.fullmatch(said.text)
    return bool(rule and recurs and arguments.moved_rule(rule, said, said.start.time()))


def to_whole_days(request: Request, desk: Desk) -> Steps:
    """Take the time of day off tasks, each on its day."""
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs:
        return nothing_fits(request, found, desk)
    dated = [each for each in (yield from briefs_now(found)) if each.get("due")]
    if not dated:
        return Part(answers.NO_TIME_TO_CLEAR)
    tasks = tuple(map(candidate_of, dated))
    days = {each["id"]: arguments.day_of(each["due"], desk.now) for each in dated}

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [{"task": ref, "due": days[ref["id"]]} for ref in refs]
        return (Call("update_tasks", {"updates": updates}),)

    known = replace(found, tasks=tasks, refs=tuple({"id": each.id} for each in tasks))
    return (yield from act_or_ask(as_sure_as(request, known), Deed("change", calls), desk))


def swap(request: Request, desk: Desk) -> Steps:
    """Give two tasks each other's due moment."""
    found = yield from find_targets(request, desk, completed=False)
    if len(found.refs) != _TWO:
        return Part(answers.ASK_WHICH_TWO)
    one, other = yield from briefs_now(found)
    if not (one.get("due") or other.get("due")):
        return Part(answers.NOTHING_TO_SWAP)
    updates = [_due_as(one, other), _due_as(other, one)]
    return Part("\n".join((yield from do_all([Call("update_tasks", {"updates": updates})], desk))))


_TWO = 2


def _due_as(task: answers.Brief, other: answers.Brief) -> dict[str, Json]:
    due = {"due": other["due"]} if other.get("due") else {"clear": ["due"]}
    return {"task": {"id": task["id"]}, **due}


def briefs_now(found: Targets) -> Generator[Call, ToolRun, list[answers.Brief]]:
    """The tasks found as they stand now."""
    numbers = [ref.get("number") for ref in found.refs if "number" in ref]
    numbers = numbers or [each.number for each in found.tasks]
    page = yield Call("find_tasks", {"filter": {"numbers": numbers}, "limit": arguments.MOST})
    return list(briefs_of(page))


def act_or_ask(found: Targets, deed: Deed, desk: Desk) -> Steps:
    """Do it where it is plain to which tasks, else ask."""
    return (yield from act(found, deed, desk)) if found.sure else Part(ask=which(found, deed, desk))


def _keeps_something(request: Request) -> bool:
    """Whether a new moment leaves a part of the old: a day the clock, a series its rule.

    An hour that may be of the morning or the evening is in the half of the day that the task is in.
    """
    said = request.changes
    if said is None or "time" in request.clear or ALL_DAY.search(request.text.lower()):
        return False
    if said.recurrence is not None:
        return said.recurrence.all_day and said.recurrence.cron is None
    if said.due is None or arguments.is_of_today(said.due):
        return False
    if counting.way_of(request.text) and said.due.dated:
        return True
    if arguments.in_either_half(said.due):
        return True
    return request.series or (said.due.all_day and said.due.grain is Grain.DAY)


def _to_the_day(
    found: Targets, briefs: Sequence[answers.Brief], request: Request, desk: Desk
) -> Steps:
    """Move tasks to a day, each at the time of day it has; a series by its rule."""
    change = arguments.task_update(request)
    said = request.changes.due if request.changes else None
    changes: dict[Json, dict[str, Json]] = {}
    counted: list[Time] = []
    for brief in briefs:
        rule = brief.get("recurrence")
        if said is None:
            changes[brief["number"]] = arguments.at_its_time(change, brief, desk.now)
            continue
        rest = {name: value for name, value in change.items() if name != "due_time"}
        due = counting.counted(said, brief, request.text, desk.now)
        counted.append(due)
        changes[brief["number"]] = rest | {"due": arguments.on_day(due, brief, desk.now)}
        if not request.series or not rule:
            continue
        moved = arguments.moved_rule(rule, due, arguments.hour_on(due, brief, desk.now))
        if moved is None:
            return Part(answers.ask_rule(brief))
        rest = {name: value for name, value in change.items() if not name.startswith("due")}
        changes[brief["number"]] = rest | {
            "recurrence": {"rule": moved},
            **arguments.scope(request),
        }
    if not briefs:
        return nothing_fits(request, Targets(words=found.words))
    by_id = {brief["id"]: changes[brief["number"]] for brief in briefs}
    tasks = tuple(map(candidate_of, briefs))

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [{"task": ref, **by_id[ref["id"]]} for ref in refs]
        return (Call("update_tasks", {"updates": updates}),)

    known = replace(found, tasks=tasks, refs=tuple({"id": each.id} for each in tasks))
    over = [due for due in counted if is_past(due, desk.now)]
    doubt = say_past(over[0], desk.now) if over else ""
    return (yield from act_or_ask(known, Deed(MOVE, calls, doubt=doubt), desk))


def _shift(found: Targets, dated: Sequence[answers.Brief], request: Request, desk: Desk) -> Steps:
    """Move each task from where it is."""
    tasks = tuple(map(candidate_of, dated))
    minutes, months = request.shift_minutes or 0, request.shift_months or 0
    dues = {
        each["id"]: arguments.shifted(each["due"], minutes=minutes, months=months, now=desk.now)
        for each in dated
    }

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [
            {"task": ref, "due": dues[ref["id"]], **arguments.scope(request)} for ref in refs
        ]
        return (Call("update_tasks", {"updates": updates}),)

    refs = tuple({"id": each.id} for each in tasks)
    known = replace(found, tasks=tasks, refs=refs)
    if not refs:
        return Part(answers.say_not_found(found.words))
    ahead = [each["id"] for each in dated if not say_if_over([str(each["due"])], desk.now)]
    doubt = say_if_over([str(dues[each]) for each in ahead], desk.now)
    return (yield from act_or_ask(known, Deed(MOVE, calls, doubt=doubt), desk))
