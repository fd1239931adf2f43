"""Each kind of request as the steps it takes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.building.changing import ALL_DAY
from evolution_todo.language.references import Candidate, ReferenceKind
from evolution_todo.language.requests import Filter, Page, Request, Subject
from evolution_todo.language.times import Grain, Offset, Time
from todo_agent.llm.offline import answers, arguments
from todo_agent.llm.offline.deeds import Deed, act, do_all, do_to_tasks, nothing_fits, which
from todo_agent.llm.offline.plan import Ask, Part, Steps
from todo_agent.llm.offline.reports import report, say_reminder
from todo_agent.llm.offline.targets import Desk, Targets, find_targets
from todo_agent.recall import briefs_of, candidate_of
from todo_agent.turn import Call, Json, Option, ToolRun

if TYPE_CHECKING:
    from evolution_todo.language.quickadd import QuickAdd

PAGE = 20
"""How many tasks a list shows at once."""
MOST_SHOWN = 100


MOST_PAGES = 20
"""Of reminders, when one is looked for that has gone out."""

JUST_NOW = timedelta(hours=1)
"""How long "snooze" means the reminder that went out last."""


def say(part: str) -> Steps:
    """A request that is answered without a tool."""
    return Part(part)
    yield  # makes it steps like any other


def add(tasks: Sequence[QuickAdd], desk: Desk) -> Steps:
    """Add every task said, in one batch."""
    run = yield add_call(tasks)
    return Part("\n".join([report(run, desk.now), *_too_many(tasks)]))


def finish(call: Call, desk: Desk) -> Steps:
    """Give a task that is made already what it still lacks."""
    return Part("\n".join((yield from do_all([call], desk))))


def _too_many(tasks: Sequence[QuickAdd]) -> list[str]:
    """What is left of more tasks than one call adds."""
    if len(tasks) <= arguments.MOST:
        return []
    first = answers.quote(tasks[arguments.MOST].title)
    return [f"I add {arguments.MOST} at a time: send the rest, from {first} on, again."]


def add_call(tasks: Sequence[QuickAdd]) -> Call:
    """The call that adds these."""
    return Call(
        "add_tasks", {"tasks": [arguments.new_task(task) for task in tasks[: arguments.MOST]]}
    )


def offer(tasks: Sequence[QuickAdd]) -> Steps:
    """Ask whether to add what may not have been meant as a task."""
    return Part(ask=offering(tasks))
    yield  # makes it steps like any other


def offering(tasks: Sequence[QuickAdd]) -> Ask:
    """The question whether to add these."""
    named = [answers.quote(task.title) for task in tasks[:_NAMED]]
    more = len(tasks) - len(named)
    titles = answers.join([*named, f"{more} more"] if more else named)
    question = " ".join([f"Add {titles}?", *_too_many(tasks)])
    return Ask(question, (Option("Yes", (add_call(tasks),)),))


_NAMED = 8
"""How many titles a question spells out."""


def add_unless_present(tasks: Sequence[QuickAdd], desk: Desk) -> Steps:
    """Add what is not on the list yet."""
    missing, said = [], []
    for task in tasks:
        wanted = {"text": task.title, "completed": False}
        found = yield Call("find_tasks", {"filter": wanted, "limit": PAGE})
        same = [each for each in briefs_of(found) if _same(each["title"], task.title)]
        if same:
            said.append(f"{answers.name(same[0])} is on your list already.")
        else:
            missing.append(task)
    if missing:
        run = yield add_call(missing)
        said.append(report(run, desk.now))
    return Part("\n".join(said))


def _same(title: str, said: str) -> bool:
    return title.casefold().split() == said.casefold().split()


def list_tasks(request: Request, desk: Desk) -> Steps:
    """Show the tasks, reminders or tags asked for."""
    asked = request.filter or Filter()
    if request.target is not None and request.filter is None:
        return (yield from show(request, desk))
    if asked.subject is Subject.TAGS:
        return (yield from _list_tags())
    if asked.subject is Subject.REMINDERS:
        return (yield from _list_reminders(desk))
    if asked.page is not None:
        return (yield from _turn_page(asked.page, desk))
    run = yield _list_call(asked)
    if request.bare and request.task and not run.result.get("total"):
        return Part(ask=offering([request.task]))
    return Part(answers.say_list(run, desk.now, counted=asked.count))


def _list_call(asked: Filter) -> Call:
    chosen = arguments.task_filter(_mostly_open(asked))
    given: dict[str, Json] = {"filter": chosen} if chosen else {}
    if sort := asked.sort or (None if asked.completed else "due"):
        given["sort"] = _SORTS.get(sort, sort)
    if asked.limit:
        given["limit"] = min(asked.limit, MOST_SHOWN)
    return Call("find_tasks", given)


def _mostly_open(asked: Filter) -> Filter:
    """What is due, or how many there are, is asked of open tasks unless said otherwise."""
    of_open = asked.count or asked.due_before or asked.due_after or asked.no_due
    return replace(asked, completed=False) if of_open and asked.completed is None else asked


_SORTS = {"priority": "-priority", "created": "-created"}


def _turn_page(page: Page, desk: Desk) -> Steps:
    """The next or the previous page of the list last shown."""
    last = desk.memory.shown_by
    if last is None or last.name != "find_tasks":
        return Part("There is no list to turn a page of. “Show my tasks” shows one.")
    cursor = last.result.get("next_cursor")
    given = {key: value for key, value in last.arguments.items() if key != "cursor"}
    if page is Page.PREVIOUS:
        cursor = _cursor_before(last, desk)
    elif cursor is None:
        return Part("That was the end of the list.")
    run = yield Call("find_tasks", given | ({"cursor": {"value": cursor}} if cursor else {}))
    return Part(answers.say_list(run, desk.now))


def _cursor_before(last: ToolRun, desk: Desk) -> str | None:
    """The cursor of the page before the one last shown; None for the first page."""
    here = (last.arguments.get("cursor") or {}).get("value")
    for exchange in desk.memory.exchanges:
        for run in exchange.runs:
            if here and run.result.get("next_cursor") == here:
                before: str | None = (run.arguments.get("cursor") or {}).get("value")
                return before
    return None


def _list_tags() -> Steps:
    run = yield Call("list_tags", {})
    tags = run.result.get("items") or ()
    if not tags:
        return Part("You have no tags yet. Write #home in a task and it is made.")
    told = "\n".join(f"• #{tag['name']}: {answers.count(tag['task_count'])}" for tag in tags)
    return Part(f"Your tags:\n{told}")


def _list_reminders(desk: Desk) -> Steps:
    run = yield Call("list_reminders", {})
    reminders = run.result.get("items") or ()
    if not reminders:
        return Part("No reminders are waiting.")
    known = yield from _tasks_of(reminders, desk)
    told = "\n".join(
        f"{place}. {say_reminder(each, desk.now, known)}" for place, each in enumerate(reminders, 1)
    )
    return Part(f"{answers.count(len(reminders), 'reminder')}:\n{told}")


MOST_LOOKED_UP = 8
"""How many tasks one answer looks up by id: each look is a round of the turn."""


def _tasks_of(
    reminders: Sequence[answers.Brief], desk: Desk
) -> Generator[Call, ToolRun, dict[int, Candidate]]:
    """The tasks of reminders, which carry ids alone; those not seen yet are looked up."""
    known = dict(desk.memory.known)
    wanted = dict.fromkeys(each["task_id"] for each in reminders)
    for key in [each for each in wanted if each not in known][:MOST_LOOKED_UP]:
        run = yield Call("get_task", {"task": {"id": key}})
        known |= {brief["id"]: candidate_of(brief) for brief in briefs_of(run)}
    return known


def agenda(request: Request, desk: Desk) -> Steps:
    """The day at a glance, or the days that were asked about."""
    asked = request.filter or Filter()
    today = _is_today(asked, desk)
    if asked != Filter() and not today:
        return (yield from list_tasks(request, desk))
    run = yield Call("get_overview", {})
    return Part(answers.say_overview(run, desk.now, ahead=not today))


def _is_today(asked: Filter, desk: Desk) -> bool:
    """Whether the day of the clock is asked for, and nothing narrower."""
    midnight = desk.now.replace(hour=0, minute=0, second=0, microsecond=0)
    rest = replace(asked, due_after=None, due_before=None, completed=None)
    window = (asked.due_after, asked.due_before) == (midnight, midnight + timedelta(days=1))
    return window and rest == Filter()


def show(request: Request, desk: Desk) -> Steps:
    """Show one task that was pointed at, with all that is known of it."""
    found = yield from find_targets(request, desk, completed=None)
    if not found.refs:
        return nothing_fits(request, found)
    if len(found.refs) > 1:
        numbers = [each.number for each in found.tasks] or [each["number"] for each in found.refs]
        run = yield Call("find_tasks", {"filter": {"numbers": numbers}})
        return Part(answers.say_list(run, desk.now))
    run = yield Call("get_task", {"task": found.refs[0]})
    return Part(answers.say_task(run.result, desk.now))


def complete(request: Request, desk: Desk, *, completed: bool) -> Steps:
    """Mark tasks as done, or open them again."""

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        return (Call("set_tasks_completed", {"tasks": list(refs), "completed": completed}),)

    deed = Deed("complete" if completed else "reopen", calls, completed=not completed)
    return (yield from do_to_tasks(request, desk, deed))


def perhaps(request: Request, desk: Desk, deed: Callable[[Request, Desk], Steps]) -> Steps:
    """Do it if a task plainly bears the name said; else it is another assistant's errand."""
    found = yield from find_targets(request, desk, completed=None)
    if not found.refs or found.guessed:
        return Part(answers.UNRELATED)
    return (yield from deed(request, desk))


def delete(request: Request, desk: Desk) -> Steps:
    """Delete tasks; the runner asks first where more than one plainly named task would go."""

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        return (Call("delete_tasks", {"tasks": list(refs), **arguments.scope(request)}),)

    return (yield from do_to_tasks(request, desk, Deed("delete", calls, completed=None)))


def update(request: Request, desk: Desk) -> Steps:
    """Change what was said of the tasks, and nothing else."""
    change = arguments.task_update(request)
    if not change:
        return Part(answers.ASK_WHAT_TO_CHANGE)
    return (yield from _change(request, desk, change))


def untag(request: Request, desk: Desk) -> Steps:
    """Take tags off tasks; without a task, delete the tags themselves."""
    tags = list(request.changes.tags) if request.changes else []
    if tags and request.target is None and request.filter is None:
        return (
            yield from _with_tag(tags[0], lambda key: Call("delete_tag", {"tag_id": key}), desk)
        )
    change: dict[str, Json] = {"remove_tags": tags} if tags else {"clear": ["tags"]}
    return (yield from _change(request, desk, change))


def rename_tag(request: Request, desk: Desk) -> Steps:
    """Give a tag another name, for all its tasks."""

    def call(key: int) -> Call:
        return Call("update_tag", {"tag_id": key, "changes": {"name": request.new_title}})

    old = request.changes.tags[0] if request.changes else ""
    return (yield from _with_tag(old, call, desk))


def _with_tag(name: str, call: Callable[[int], Call], desk: Desk) -> Steps:
    """Act on the tag of that name, or say that there is none."""
    run = yield Call("list_tags", {})
    tags = run.result.get("items") or ()
    key = next((each["id"] for each in tags if _same(each["name"], name)), None)
    if key is None:
        return Part(f"There is no tag #{name}. “Show my tags” lists them.")
    return Part("\n".join((yield from do_all([call(key)], desk))))


def tag(request: Request, desk: Desk) -> Steps:
    """Put tags on tasks; without a task, make the tag itself."""
    tags = list(request.changes.tags) if request.changes else []
    if request.target is None and request.filter is None:
        return (yield from _make_tags(tags, desk))
    if not tags:
        return Part(answers.ASK_TAG)
    return (yield from _change(request, desk, {"add_tags": tags}))


def _make_tags(tags: Sequence[str], desk: Desk) -> Steps:
    said = yield from do_all([Call("add_tag", {"tag": {"name": each}}) for each in tags], desk)
    return Part("\n".join(said) or answers.ASK_TAG)


def _change(request: Request, desk: Desk, change: dict[str, Json]) -> Steps:
    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [{"task": ref, **change, **arguments.scope(request)} for ref in refs]
        return (Call("update_tasks", {"updates": updates}),)

    verb = "move" if set(change) <= {"due", "due_time"} else "change"
    if request.paused is not None:
        verb = "pause" if request.paused else "resume"
    of_series = request.paused is not None or "recurrence" in change.get("clear", ())
    return (yield from do_to_tasks(request, desk, Deed(verb, calls, of_series=of_series)))


def reschedule(request: Request, desk: Desk) -> Steps:
    """Give tasks another due moment, or move the one they have."""
    shifts = request.shift_minutes is not None or request.shift_months is not None
    if not shifts and not _keeps_something(request):
        return (yield from update(request, desk))
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs:
        return nothing_fits(request, found)
    numbers = [ref.get("number") for ref in found.refs if "number" in ref]
    numbers = numbers or [each.number for each in found.tasks]
    page = yield Call("find_tasks", {"filter": {"numbers": numbers}, "limit": arguments.MOST})
    briefs = list(briefs_of(page))
    if not shifts:
        return (yield from _to_the_day(found, briefs, request, desk))
    dated = [each for each in briefs if each.get("due")]
    undated = [each for each in briefs if not each.get("due")]
    if undated:
        titles = answers.join([answers.quote(str(each["title"])) for each in undated])
        return Part(f"{titles}: no due date to move yet. {answers.ASK_DUE}")
    return (yield from _shift(found, dated, request, desk))


def _keeps_something(request: Request) -> bool:
    """Whether a new moment leaves a part of the old: a day the clock, a series its rule."""
    said = request.changes
    if said is None or ALL_DAY.search(request.text.lower()):
        return False
    if said.recurrence is not None:
        return said.recurrence.all_day and said.recurrence.cron is None
    if said.due is None:
        return False
    return request.series or (said.due.all_day and said.due.grain is Grain.DAY)


def _to_the_day(
    found: Targets, briefs: Sequence[answers.Brief], request: Request, desk: Desk
) -> Steps:
    """Move tasks to a day, each at the time of day it has; a series by its rule."""
    change = arguments.task_update(request)
    due = request.changes.due if request.changes else None
    changes: dict[Json, dict[str, Json]] = {}
    for brief in briefs:
        rule = brief.get("recurrence")
        if due is None:
            changes[brief["number"]] = arguments.at_its_time(change, brief, desk.now)
            continue
        changes[brief["number"]] = change | {"due": arguments.on_day(due, brief, desk.now)}
        if not request.series or not rule:
            continue
        moved = arguments.moved_rule(rule, due)
        if moved is None:
            return Part(answers.ask_rule(brief))
        rest = {name: value for name, value in change.items() if not name.startswith("due")}
        changes[brief["number"]] = rest | {"recurrence": {"rule": moved}}
    if not briefs:
        return nothing_fits(request, Targets(words=found.words))
    by_id = {brief["id"]: changes[brief["number"]] for brief in briefs}
    tasks = tuple(map(candidate_of, briefs))

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [{"task": ref, **by_id[ref["id"]], **arguments.scope(request)} for ref in refs]
        return (Call("update_tasks", {"updates": updates}),)

    known = replace(found, tasks=tasks, refs=tuple({"id": each.id} for each in tasks))
    deed = Deed("move", calls)
    return (yield from act(known, deed, desk)) if found.sure else Part(ask=which(known, deed, desk))


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
    deed = Deed("move", calls)
    known = replace(found, tasks=tasks, refs=refs)
    if not refs:
        return Part(answers.say_not_found(found.words))
    return (yield from act(known, deed, desk)) if found.sure else Part(ask=which(known, deed, desk))


def remind(request: Request, desk: Desk) -> Steps:
    """Set a reminder on a task, or add the task that is to be remembered."""
    if request.reminder is None:
        return Part(answers.ASK_WHEN if request.target else answers.ASK_WHAT_AND_WHEN)
    moment = arguments.when(request.reminder)

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        return tuple(
            Call("add_reminder", {"task": ref, "reminder": {"when": moment}}) for ref in refs
        )

    deed = Deed("remind you of", calls)
    if request.target is not None and request.task is not None:
        found = yield from find_targets(request, desk, completed=False)
        if not found.refs:
            return (yield from add([remembered(request.task, request.reminder)], desk))
        return (
            (yield from act(found, deed, desk))
            if found.sure
            else Part(ask=which(found, deed, desk))
        )
    return (yield from do_to_tasks(request, desk, deed))


def remembered(task: QuickAdd, moment: Offset | Time | None) -> QuickAdd:
    """The task of a "remind me to …": due when it is to be remembered, and reminding then."""
    due = task.due or (moment if isinstance(moment, Time) else None)
    reminders = task.reminders or ((moment or due,) if moment or due else ())
    return replace(task, due=due, reminders=tuple(each for each in reminders if each))


def snooze(request: Request, desk: Desk) -> Steps:
    """Put the reminder off: that of the task meant, or the only or latest one."""

    def call(reminder: answers.Brief) -> Call:
        change = arguments.put_off(reminder, request, desk.now)
        return Call("update_reminder", {"reminder_id": reminder["id"], "change": change})

    return (yield from _with_reminders(request, desk, call, verb="snooze", one=True))


def cancel_reminder(request: Request, desk: Desk) -> Steps:
    """Cancel the reminders of the task meant, or the only one."""

    def call(reminder: answers.Brief) -> Call:
        return Call("delete_reminder", {"reminder_id": reminder["id"]})

    return (yield from _with_reminders(request, desk, call, verb="cancel", one=False))


def _with_reminders(
    request: Request,
    desk: Desk,
    call: Callable[[answers.Brief], Call],
    *,
    verb: str,
    one: bool,
) -> Steps:
    """Act on the reminders of the task meant, or ask which."""
    statuses = ["pending", "sent"] if verb == "snooze" else ["pending"]
    asked: dict[str, Json] = {"status": statuses}
    if request.target is not None and request.target.kind is not ReferenceKind.ALL:
        found = yield from find_targets(request, desk, completed=None)
        if not found.refs:
            return nothing_fits(request, found)
        asked["task"] = found.refs[0]
    reminders = yield from _listed(asked)
    if verb == "snooze" and "task" not in asked:
        reminders = _just_told(reminders, desk.now) or reminders
    if not reminders:
        return Part(f"There is no reminder to {verb}.")
    if len(reminders) == 1:
        said = yield from do_all([call(reminders[0])], desk)
        return Part("\n".join(said))
    if request.target is not None and not one:
        every = Option("Yes", tuple(map(call, reminders)))
        return Part(ask=Ask(f"{verb.capitalize()} {len(reminders)} reminders?", (every,)))
    known = yield from _tasks_of(reminders[:6], desk)
    options = tuple(
        Option(say_reminder(each, desk.now, known), (call(each),)) for each in reminders[:6]
    )
    return Part(ask=Ask(f"Which reminder should I {verb}?", options))


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
        return now - arguments.local(reminder["remind_at"], now)

    told = [each for each in reminders if each["status"] == "sent" and age(each) <= JUST_NOW]
    return [min(told, key=age)] if told else []


def undo(desk: Desk) -> Steps:
    """Take back the last turn; where nothing was written, ask about the newest change."""
    run = yield Call("undo", {})
    candidate = run.result.get("candidate")
    if not candidate:
        return Part(report(run, desk.now))
    when = answers.say_due(candidate["at"], desk.now)
    question = (
        f"This conversation has changed nothing. Take back the latest change, "
        f"{answers.quote(candidate['summary'])} ({when})?"
    )
    call = Call("undo", {"operation_id": candidate["operation_id"]})
    return Part(ask=Ask(question, (Option("Yes", (call,)),)))
