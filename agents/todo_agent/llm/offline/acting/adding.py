"""Adding tasks, and offering to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.past import overdue_at_once, rings_in_the_past, say_past
from todo_agent.llm.offline.acting.plan import Ask, Part, Steps
from todo_agent.llm.offline.acting.targets import Desk
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.reports import report
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Option

if TYPE_CHECKING:
    from evolution_todo.language.tasks.quickadd import QuickAdd


def say(text: str, *, aside: bool = False) -> Steps:
    """A request that is answered without a tool."""
    return Part(text, aside=aside)
    yield  # makes it steps like any other


def add(tasks: Sequence[QuickAdd], desk: Desk) -> Steps:
    """Add every task said, in one batch."""
    tasks = [task for task in tasks if task.title]
    if not tasks:
        return Part(answers.ASK_WHAT_TO_ADD)
    if (past := _rings_in_the_past(tasks, desk)) is not None:
        return past
    run = yield add_call(tasks)
    late = overdue_at_once(tasks, desk.now) if run.ok else []
    return Part("\n".join([report(run, desk.now), *late, *_too_many(tasks)]))


def _rings_in_the_past(tasks: Sequence[QuickAdd], desk: Desk) -> Part | None:
    """“Remind me to call Ann yesterday at 3”: there is no such moment any more, so ask."""
    over = [moment for task in tasks if (moment := rings_in_the_past(task, desk.now))]
    if not over:
        return None
    quiet = [
        replace(task, reminders=()) if rings_in_the_past(task, desk.now) else task for task in tasks
    ]
    ask = offering(quiet)
    without = ask.question.removesuffix("?")
    return Part(
        say_past(over[0], desk.now), replace(ask, question=f"{without} without a reminder?")
    )


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


def offer(tasks: Sequence[QuickAdd], told: str = "") -> Steps:
    """Ask whether to add what may not have been meant as a task, after what there is to say."""
    return Part(told, ask=offering(tasks))
    yield  # makes it steps like any other


def offering(tasks: Sequence[QuickAdd]) -> Ask:
    """The question whether to add these."""
    named = [_named(task) for task in tasks[:_NAMED]]
    more = len(tasks) - len(named)
    titles = answers.join([*named, f"{more} more"] if more else named)
    question = " ".join([f"Add {titles}?", *_too_many(tasks)])
    return Ask(question, (Option("Yes", (add_call(tasks),)),))


def _named(task: QuickAdd) -> str:
    """A task as it would be added, with its day as it was said."""
    when = task.due or task.recurrence
    said = " ".join(when.text.split()) if when else ""
    return f"{answers.quote(task.title)}, {said}" if said else answers.quote(task.title)


_NAMED = 8
"""How many titles a question spells out."""


_LOOKED_AT = 20
"""How many tasks that hold a title's words are compared with it."""


def add_unless_present(tasks: Sequence[QuickAdd], desk: Desk) -> Steps:
    """Add what is not on the list yet."""
    missing, said = [], []
    for task in tasks:
        wanted = {"text": task.title, "completed": False}
        found = yield Call("find_tasks", {"filter": wanted, "limit": _LOOKED_AT})
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
