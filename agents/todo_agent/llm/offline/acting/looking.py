"""Showing tasks, reminders and tags: lists, a day, one task."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import timedelta

from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.request_rules.on_lists import WHEN_DUE
from evolution_todo.language.request_rules.showing import NOTED_ON, SORTED
from evolution_todo.language.requests.request import Filter, Page, Request, Subject
from evolution_todo.language.text.spans import Span
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.adding import offering
from todo_agent.llm.offline.acting.changes_shown import list_changes
from todo_agent.llm.offline.acting.deeds import nothing_fits
from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.acting.reminders_shown import by_moment
from todo_agent.llm.offline.acting.repeating import also_coming
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.lacking import is_of_lack, lacks, say_lack
from todo_agent.llm.offline.telling.reports import say_reminder
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Json, ToolRun

PAGE = 20
"""How many tasks a list shows at once."""
MOST_SHOWN = 100


def list_tasks(request: Request, desk: Desk) -> Steps:
    """Show the tasks, reminders or tags asked for."""
    asked = request.filter or Filter()
    if request.target is not None and request.filter is None:
        return (yield from show(request, desk))
    if asked.subject is Subject.TAGS:
        return (yield from _list_tags())
    if asked.subject is Subject.REMINDERS:
        return (yield from _list_reminders(desk, sent=bool(asked.completed)))
    if asked.subject is Subject.CHANGES:
        return (yield from list_changes(asked, desk))
    if asked.page is not None:
        return (yield from _turn_page(asked.page, asked.limit, desk))
    if asked.paused:
        return (yield from _list_paused(desk))
    if is_of_lack(asked):
        return (yield from _list_lacking(asked, desk))
    if request.rule == SORTED and (last := _to_be_sorted(request, desk)):
        given = {**last.arguments, "sort": _SORTS.get(str(asked.sort), asked.sort)}
        return Part(answers.say_list((yield Call("find_tasks", given)), desk.now))
    return (yield from _list_those(asked, request, desk))


def _to_be_sorted(request: Request, desk: Desk) -> ToolRun | None:
    """The list just shown, where that is what is to be in another order."""
    before = desk.memory.before
    last = before.runs[-1] if before and before.runs else None
    if last is None or last.name != "find_tasks" or last.arguments.get("cursor"):
        return None
    return last if _OF_THAT_LIST.fullmatch(request.text) else None


_OF_THAT_LIST = re.compile(
    r"\w+ (?:(?:it|them|these|those) )?by (?:the )?\w+(?: (?:date|please))*", re.IGNORECASE
)


def _list_those(asked: Filter, request: Request, desk: Desk) -> Steps:
    """What fits; where nothing does, what else the words may be of."""
    also = yield from also_coming(asked, desk.now)
    those = _those_before(desk) if asked.those else ()
    run = (yield from _called_so(asked, request)) or (yield _list_call(asked, those))
    if asked.search and not asked.tags and not run.result.get("total"):
        run = (yield from _by_tag(asked)) or run
    if run.result.get("total") or also:
        listed = answers.say_list(run, desk.now, counted=asked.count)
        if also and not run.result.get("total"):
            listed = f"{listed.removesuffix(answers.QUIET).removesuffix('.')} yet."
        return Part("\n".join([listed, *([also] if also else [])]))
    if request.bare and request.task:
        return Part(answers.say_no_task(str(asked.search)), offering([request.task]))
    if request.rule == WHEN_DUE and asked.search:
        one = replace(request, target=read_reference(asked.search), filter=None)
        return (yield from show(one, desk))
    if asked.search and (narrowed := _without_its_words(asked)):
        rest = yield _list_call(narrowed, those)
        return Part(answers.say_instead(str(asked.search), rest, desk.now))
    return Part(answers.say_list(run, desk.now, counted=asked.count))


def _without_its_words(asked: Filter) -> Filter | None:
    """What else a question narrows to: of words that no title has it may still mean all of that."""
    rest = replace(asked, search=None)
    dated = rest.due_after or rest.due_before or rest.overdue or rest.completed_after
    return rest if dated else None


def _those_before(desk: Desk) -> Sequence[int]:
    """The numbers of the tasks that were listed, or dealt with in a row, just before."""
    memory = desk.memory.past
    those = Reference(ReferenceKind.PRONOUN, Span(0, 0), "those", plural=True)
    found = memory.resolve(those, list(memory.known.values())).candidates
    return [each.number for each in found]


def _called_so(asked: Filter, request: Request) -> Generator[Call, ToolRun, ToolRun | None]:
    """“Show errands”: what bears that tag, where it is one, since all tasks are called so too."""
    kind = None if asked.search or asked.tags else _KIND.search(request.text)
    if kind is None:
        return None
    for tag in dict.fromkeys((kind[0].lower(), kind["one"].lower())):
        run = yield _list_call(replace(asked, tags=(tag,)))
        if run.result.get("total"):
            return run
    return None


_KIND = re.compile(r"\b(?P<one>errand|chore|job|note)s?\b", re.IGNORECASE)


def _list_call(asked: Filter, those: Sequence[int] = ()) -> Call:
    chosen = arguments.task_filter(_mostly_open(asked))
    if those:
        chosen["numbers"] = list(those)
    given: dict[str, Json] = {"filter": chosen} if chosen else {}
    if sort := asked.sort or (None if asked.completed else "due"):
        given["sort"] = _SORTS.get(sort, sort)
    if asked.limit:
        given["limit"] = min(asked.limit, MOST_SHOWN)
    return Call("find_tasks", given)


def _by_tag(asked: Filter) -> Generator[Call, ToolRun, ToolRun | None]:
    """What bears the words as a tag, where no title has them."""
    tagged = replace(asked, search=None, tags=("-".join(str(asked.search).lower().split()),))
    run = yield _list_call(tagged)
    return run if run.result.get("total") else None


def _list_paused(desk: Desk) -> Steps:
    """The open tasks of series that are paused."""
    wanted: dict[str, Json] = {"completed": False, "recurring": True}
    run = yield Call("find_tasks", {"filter": wanted, "limit": MOST_SHOWN})
    numbers: list[Json] = [brief["number"] for brief in briefs_of(run) if brief.get("paused")]
    if not numbers:
        return Part("No series is paused.")
    run = yield Call("find_tasks", {"filter": wanted | {"numbers": numbers}})
    return Part(answers.say_list(run, desk.now))


def _list_lacking(asked: Filter, desk: Desk) -> Steps:
    """Those of what is selected that lack a tag, a reminder or certain words."""
    wanted = arguments.task_filter(replace(asked, completed=bool(asked.completed)))
    run = yield Call("find_tasks", {"filter": wanted, "limit": MOST_SHOWN})
    kept: list[Json] = [each["number"] for each in briefs_of(run) if lacks(each, asked)]
    if not kept:
        return Part(f"You have no {'done' if asked.completed else 'open'} task {say_lack(asked)}.")
    run = yield Call("find_tasks", {"filter": wanted | {"numbers": kept}, "sort": "due"})
    return Part(answers.say_list(run, desk.now, counted=asked.count))


def _mostly_open(asked: Filter) -> Filter:
    """What is due, or how many there are, is asked of open tasks unless said otherwise."""
    of_open = (
        asked.count
        or asked.due_before
        or asked.due_after
        or asked.no_due
        or asked.priority
        or asked.recurring is False
    )
    return replace(asked, completed=False) if of_open and asked.completed is None else asked


_SORTS = {"priority": "-priority", "created": "-created", "oldest": "created", "latest": "-due"}


def _turn_page(page: Page, limit: int | None, desk: Desk) -> Steps:
    """The next or the previous page of the list last shown; what is next, where none was."""
    last = desk.memory.shown_by
    if (last is None or last.name != "find_tasks") and page is Page.NEXT and limit:
        first: dict[str, Json] = {"filter": {"completed": False}, "sort": "due", "limit": limit}
        return Part(answers.say_list((yield Call("find_tasks", first)), desk.now))
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


def _list_reminders(desk: Desk, *, sent: bool) -> Steps:
    run = yield Call("list_reminders", {"filter": {"status": ["sent"]}} if sent else {})
    reminders = by_moment(run.result.get("items") or ())
    if not reminders:
        return Part("No reminder has gone out yet." if sent else "No reminders are waiting.")
    told = "\n".join(
        f"{place}. {say_reminder(each, desk.now)}" for place, each in enumerate(reminders, 1)
    )
    more = "\n… and more, set later." if run.result.get("next_cursor") else ""
    return Part(f"{answers.count(len(reminders), 'reminder')}:\n{told}{more}")


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
        there = bool(run.result.get("items"))
        return Part(answers.say_list(run, desk.now) if there else answers.GONE)
    run = yield Call("get_task", {"task": found.refs[0]})
    lacks_it = request.rule == NOTED_ON and not run.result.get("description")
    told = answers.say_task(run.result, desk.now)
    return Part(f"{told} It has no note." if lacks_it else told)
