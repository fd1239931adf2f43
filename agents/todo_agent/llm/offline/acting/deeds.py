"""What is done to tasks: the same way of finding, asking and acting for every deed."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.references.reading import Candidate, ReferenceKind
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.tasks.quickadd import read_task
from evolution_todo.language.text.words import TASK_VERBS
from todo_agent.llm.offline.acting.adding import add, offering
from todo_agent.llm.offline.acting.arguments import MOST
from todo_agent.llm.offline.acting.plan import Ask, Part, Steps
from todo_agent.llm.offline.acting.targets import Desk, Targets, find_targets
from todo_agent.llm.offline.telling.answers import (
    ask_which,
    count,
    join,
    quote,
    say_due,
    say_list,
    say_no_task,
    say_not_found,
)
from todo_agent.llm.offline.telling.reports import report
from todo_agent.recall import briefs_of, candidate_of
from todo_agent.turn import Call, Json, Option, ToolRun
from todo_agent.wording import intent

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Request
    from evolution_todo.language.tasks.quickadd import QuickAdd

Refs: TypeAlias = "Sequence[dict[str, Json]]"

SURE = 0.5
"""Below this confidence a reading is offered and not acted on."""
_CHOICES = 6
MOVE = "move"
"""The verb of giving another due moment."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of change to tasks.

    Attributes:
        verb: What to ask with ("delete").
        calls: The calls that do it to these tasks.
        completed: The state it makes sense for: False looks among open tasks first.
        of_series: It is done to a series, for which any one of its tasks stands.
        leaves_done: The state that it leaves, where it does no more than that.
        doubt: Why it is asked about however plain the task is: the moment is over.
    """

    verb: str
    calls: Callable[[Refs], tuple[Call, ...]]
    completed: bool | None = False
    of_series: bool = False
    leaves_done: bool | None = None
    doubt: str = ""


def do_to_tasks(request: Request, desk: Desk, deed: Deed) -> Steps:
    """Find the tasks meant and act on them; ask when it is not plain which."""
    if request.target is None and request.filter is None:
        return (yield from _point_at_one(desk, deed))
    found = yield from find_targets(request, desk, completed=deed.completed)
    if not found.refs:
        planned = _as_task(request, desk) if _is_plan(request) else None
        if planned is not None:
            return (yield from add([planned], desk))
        return nothing_fits(request, found, desk)
    if deed.of_series and found.tasks:
        found = _one_of_each_series(found)
    if _is_so_already(found, deed):
        return (yield from act(found, deed, desk))
    if not found.sure:
        return Part(ask=which(found, deed, desk))
    found = as_sure_as(request, found)
    if not found.sure:
        return Part(ask=_whether(found, deed, desk))
    return _with_what_is_missed((yield from act(found, deed, desk)), found)


def _with_what_is_missed(part: Part, found: Targets) -> Part:
    """What was done, and of what else that was told there is no task."""
    missed = say_no_task(join(found.unmet)) if found.unmet and part.text else ""
    return replace(part, text="\n".join(filter(None, [part.text, missed])))


def as_sure_as(request: Request, found: Targets) -> Targets:
    """What is found for a request, no surer than that is: all of it is asked about at once."""
    if request.confidence >= SURE or not found.tasks:
        return found
    return replace(found, sure=False, together=found.together or found.sure)


def _is_so_already(found: Targets, deed: Deed) -> bool:
    """Whether the one task that fits needs no question, since it is that way already."""
    return [task.completed for task in found.tasks] == [deed.leaves_done]


def _one_of_each_series(found: Targets) -> Targets:
    """Of tasks with one title, which are a series' by all that is seen, the open or newest."""
    ordered = sorted(found.tasks, key=lambda task: (not task.completed, task.id))
    chosen = tuple({task.title.casefold(): task for task in ordered}.values())
    refs = tuple({"id": task.id} for task in chosen)
    sure = found.sure or len(chosen) == 1
    return replace(found, tasks=chosen, refs=refs, sure=sure, total=len(chosen))


def act(found: Targets, deed: Deed, desk: Desk) -> Steps:
    """Do it and say what was done; of more than one call may write, ask for the first."""
    if found.total > len(found.refs):
        return _first_of_many(found, deed)
    if deed.doubt:
        ask = _whether(found, deed, desk)
        sure = f"{ask.question.removesuffix('?')} all the same?"
        return Part(ask=replace(ask, question=f"{deed.doubt} {sure}"))
    if deed.verb == MOVE and found.tasks and all(task.completed for task in found.tasks):
        return Part(ask=_whether_reopened(found, deed))
    return Part("\n".join((yield from do_all(deed.calls(found.refs), desk))))


def _whether_reopened(found: Targets, deed: Deed) -> Ask:
    """A day for what is done is one to do it again on, if so it is meant."""
    titles = join([quote(task.title) for task in found.tasks])
    several = len(found.tasks) > 1
    told = f"{titles} {'are' if several else 'is'} done already."
    reopening = Call("set_tasks_completed", {"tasks": list(found.refs), "completed": False})
    calls = (reopening, *deed.calls(found.refs))
    question = f"{told} Reopen and move {'them' if several else 'it'}?"
    return Ask(question, (Option("Yes", calls),))


def _first_of_many(found: Targets, deed: Deed) -> Part:
    """Ask to begin with as many as one call writes, and say what would be left."""
    some = len(found.refs)
    told = (
        f"{found.total} tasks fit, and I {deed.verb} at most {MOST} at a time. "
        f"After these {some}, {found.total - some} remain; ask me again for them."
    )
    question = f"{deed.verb[:1].upper()}{deed.verb[1:]} the first {some}?"
    return Part(told, Ask(question, (Option("Yes", deed.calls(found.refs)),)))


def do_all(calls: Iterable[Call], desk: Desk) -> Generator[Call, ToolRun, list[str]]:
    """Make the calls one after the other; what each of them confirmed."""
    said: list[str] = []
    for call in calls:
        said += [report((yield call), desk.now, desk.memory.known)]
    return said


def finish(call: Call, desk: Desk) -> Steps:
    """Give a task that is made already what it still lacks."""
    return Part("\n".join((yield from do_all([call], desk))))


def which(found: Targets, deed: Deed, desk: Desk) -> Ask:
    """Ask which of several is meant, or whether the guess is right."""
    if len(found.tasks) == 1 or (found.together and found.total <= len(found.refs)):
        return _whether(found, deed, desk)
    options = tuple(_option(each, deed, desk) for each in found.tasks[:_CHOICES])
    more = f"{found.total} tasks fit, these first. " if found.total > len(options) else ""
    return Ask(f"{more}Which one should I {deed.verb}?", options)


def _whether(found: Targets, deed: Deed, desk: Desk) -> Ask:
    calls = deed.calls(found.refs)
    numbers = [f"task {ref['number']}" for ref in found.refs if "number" in ref]
    titles = [task.title for task in found.tasks]
    named = quote(titles[0]) if titles else join(numbers)
    what = named if len(found.refs) == 1 else count(len(found.refs))
    question = f"{deed.verb[:1].upper()}{deed.verb[1:]} {what}"
    if deed.verb in _SAYING_WHAT and len(calls) == 1 and titles:
        question = intent(calls[0], titles, now=desk.now)
    return Ask(f"{question}?", (Option("Yes", calls),))


_SAYING_WHAT = frozenset({MOVE, "change"})
"""What is not asked about without saying to what: “Move “Ferry” to Friday?”."""


def _option(task: Candidate, deed: Deed, desk: Desk) -> Option:
    due = f", due {say_due(task.due.isoformat(), desk.now)}" if task.due else ""
    tags = "".join(f", #{tag}" for tag in task.tags)
    done = ", done" if task.completed else ""
    told = f"{task.title} (#{task.number}){done}{due}{tags}"[:200]
    return Option(told, deed.calls(({"id": task.id},)))


def nothing_fits(request: Request, found: Targets, desk: Desk | None = None) -> Part:
    """Say that there is no such task; what may be one to come is offered ("finish it by Friday").

    Args:
        request: What was asked.
        found: That nothing was found.
        desk: Given where the request may as well have been a task.
    """
    target = request.target
    planned = _as_task(request, desk) if desk else None
    if planned is not None:
        return Part(say_not_found(found.words), offering([planned]))
    if found.unspared:
        return Part(
            f"I'm not sure which tasks {quote(found.unspared)} are, so I left all as it is. "
            "Say the name or the number to keep."
        )
    if target is None or target.kind in (ReferenceKind.ALL, ReferenceKind.TITLE):
        return Part(say_not_found(found.words))
    if target.kind is ReferenceKind.POSITION:
        return Part("I have shown no list as long as that. “Show my tasks” shows one.")
    return Part("I'm not sure which task you mean. Say its name or its number.")


def _is_plan(request: Request) -> bool:
    """“Finish the essay by Friday”: an order to complete that is a task as it stands."""
    first = request.text.split(maxsplit=1)[0].lower()
    return request.intent is Intent.COMPLETE and first in TASK_VERBS


def _as_task(request: Request, desk: Desk) -> QuickAdd | None:
    """What was asked, as a task with a day to do it on."""
    if request.target is None or request.target.kind is not ReferenceKind.TITLE:
        return None
    if request.intent is Intent.RESCHEDULE and not _TO_DO_THEN.search(request.text):
        return None
    task = read_task(request.text, desk.now)
    dated = task.recurrence or (task.due and task.due.dated)
    return task if dated and len(task.title.split()) > 1 else None


_TO_DO_THEN = re.compile(r"\b(?:on|by)\b", re.IGNORECASE)
"""“Move the sofa on Saturday”, and not “move the dentist to Saturday”."""


def _point_at_one(desk: Desk, deed: Deed) -> Steps:
    """Nothing was said of which task: offer the open ones."""
    chosen = {} if deed.completed is None else {"filter": {"completed": deed.completed}}
    page = yield Call("find_tasks", {**chosen, "sort": "due", "limit": _CHOICES})
    tasks = tuple(map(candidate_of, briefs_of(page)))
    if not tasks:
        return Part(say_list(page, desk.now))
    if int(page.result.get("total") or 0) > len(tasks):
        return Part(ask_which(deed.verb))
    refs = tuple({"id": each.id} for each in tasks)
    return Part(ask=which(Targets(tasks, refs, total=len(tasks)), deed, desk))
