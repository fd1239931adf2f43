"""Completing, deleting, changing and tagging tasks, and taking changes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Filter, Request
from evolution_todo.language.text.endings import is_over
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.deeds import MOVE, Deed, do_all, do_to_tasks
from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.acting.repeating import all_repeat
from todo_agent.llm.offline.acting.targets import Desk, find_targets
from todo_agent.llm.offline.acting.usual import ask_which_tag
from todo_agent.llm.offline.telling import answers
from todo_agent.turn import Call, Json


def complete(request: Request, desk: Desk, *, completed: bool) -> Steps:
    """Mark tasks as done, or open them again."""

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        return (Call("set_tasks_completed", {"tasks": list(refs), "completed": completed}),)

    verb = "complete" if completed else "reopen"
    deed = Deed(verb, calls, completed=not completed, leaves_done=completed)
    return (yield from do_to_tasks(request, desk, deed))


def delete(request: Request, desk: Desk) -> Steps:
    """Delete tasks; the runner asks first where more than one plainly named task would go."""
    series = request.series or _leaves_nothing(request) or says_every(request)
    series = series or is_over(request.text.lower())
    if series and request.target is not None and request.target.kind is not ReferenceKind.ALL:
        found = yield from find_targets(request, desk, completed=None)
        series = yield from all_repeat(found)
    request = replace(request, series=series)

    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        return (Call("delete_tasks", {"tasks": list(refs), **arguments.scope(request)}),)

    verb = "delete the whole series of" if series and request.filter is None else "delete"
    return (yield from do_to_tasks(request, desk, Deed(verb, calls, completed=None)))


def _leaves_nothing(request: Request) -> bool:
    """Whether all of something is to go, whenever it is due: its series too, and no day of them."""
    chosen, target = request.filter, request.target
    if target is None or target.kind is not ReferenceKind.ALL:
        return False
    return chosen is None or not (
        chosen.completed
        or chosen.overdue
        or chosen.due_after
        or chosen.due_before
        or chosen.completed_after
        or chosen.completed_before
        or chosen.time_of_day
    )


_EVERY = re.compile(r"\b(?:every|each|all)(?: of)?(?: (?:the|my|our))? (?!of\b)\w", re.IGNORECASE)


def says_every(request: Request) -> bool:
    """Whether each one of a name is meant, and no list of theirs besides."""
    target = request.target
    named = target is not None and target.kind is ReferenceKind.TITLE and request.filter is None
    if not named or target is None or request.series:
        return False
    said = _EVERY.search(request.text)
    return said is not None and request.text[said.end() - 1 :].lower().startswith(
        target.words.lower()
    )


def update(request: Request, desk: Desk) -> Steps:
    """Change what was said of the tasks, and nothing else."""
    change = arguments.task_update(request)
    if not change:
        return Part(answers.ASK_WHAT_TO_CHANGE)
    return (yield from _change(request, desk, change))


def untag(request: Request, desk: Desk) -> Steps:
    """Take tags off tasks, off all of them where they have it; else delete the tags themselves."""
    tags = list(request.changes.tags) if request.changes else []
    if tags and request.target is None and request.filter is None:
        return (
            yield from _with_tag(tags[0], lambda key: Call("delete_tag", {"tag_id": key}), desk)
        )
    change: dict[str, Json] = {"remove_tags": tags} if tags else {"clear": ["tags"]}
    of_all = request.target is not None and request.target.kind is ReferenceKind.ALL
    if len(tags) == 1 and of_all and request.filter is None:
        request = replace(request, filter=Filter(tags=tuple(tags)))
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
    key = next((each["id"] for each in tags if each["name"].casefold() == name.casefold()), None)
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
    off = {"remove_tags": list(request.untagged)} if request.untagged else {}
    return (yield from _change(request, desk, {"add_tags": tags, **off}))


def _make_tags(tags: Sequence[str], desk: Desk) -> Steps:
    if not tags:
        return (yield from ask_which_tag())
    said = yield from do_all([Call("add_tag", {"tag": {"name": each}}) for each in tags], desk)
    return Part("\n".join(said))


def _change(request: Request, desk: Desk, change: dict[str, Json]) -> Steps:
    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [{"task": ref, **change, **arguments.scope(request)} for ref in refs]
        return (Call("update_tasks", {"updates": updates}),)

    verb = MOVE if set(change) <= {"due", "due_time"} else "change"
    if request.paused is not None:
        verb = "pause" if request.paused else "resume"
    of_series = request.paused is not None or "recurrence" in change.get("clear", ())
    return (yield from do_to_tasks(request, desk, Deed(verb, calls, of_series=of_series)))
