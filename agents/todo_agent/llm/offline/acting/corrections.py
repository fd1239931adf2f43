"""Setting right what the turn before did: another time, another name, another task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.request import Request
from evolution_todo.language.text.rewording import reworded
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.changing import update
from todo_agent.llm.offline.acting.deeds import do_all
from todo_agent.llm.offline.acting.moving import reschedule
from todo_agent.llm.offline.acting.plan import Part
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import briefs_of
from todo_agent.turn import Call

if TYPE_CHECKING:
    from todo_agent.llm.offline.acting.plan import Steps
    from todo_agent.llm.offline.acting.targets import Desk
    from todo_agent.turn import ToolRun


def correct(request: Request, desk: Desk, to_the_other: Callable[[Request], Steps]) -> Steps:
    """Do again what the turn before did, as it was meant; nothing where it changed nothing.

    Args:
        request: What it should have been.
        desk: What has been done.
        to_the_other: Takes the deed back and does it to the task that was meant.
    """
    earlier = desk.memory.past.exchanges
    before = next((each for each in reversed(earlier) if each.runs), None)
    writes = list(before.done) if before else []
    ids = [brief["id"] for run in writes for brief in briefs_of(run)]
    set_now = any(run.name.endswith("_reminder") for run in writes)
    undone = bool(writes) and all(run.name == "undo" for run in writes)
    if undone and request.target and request.target.kind is not ReferenceKind.PRONOUN:
        return (yield from to_the_other(request))
    if before is None or not (ids or set_now) or any(run.name == "undo" for run in writes):
        return Part(answers.ASK_CORRECTION)
    if set_now and not ids and request.changes is not None and request.changes.due:
        request = replace(request, reminder=request.changes.due)
    if request.reminder is not None:
        return (yield from _remind_otherwise(request, writes, ids, desk))
    if request.changes is not None:
        words = "them" if len(ids) > 1 else "it"
        it = Reference(ReferenceKind.PRONOUN, request.span, words, plural=len(ids) > 1)
        return (yield from reschedule(replace(request, target=it), desk))
    if request.task is not None and (worded := _worded_one(writes)):
        it = Reference(ReferenceKind.PRONOUN, request.span, "it")
        title = reworded(worded, _typed(request))
        changes = replace(request.task, title="")
        renamed = replace(request, target=it, new_title=title, changes=changes)
        return (yield from update(renamed, desk))
    return (yield from to_the_other(request))


def _remind_otherwise(
    request: Request, writes: Sequence[ToolRun], ids: Sequence[int], desk: Desk
) -> Steps:
    """Give the reminder that was just set another moment: “make it 4 hours”."""
    when = arguments.when(request.reminder) if request.reminder else ""
    set_now = [run for run in writes if run.name in {"add_reminder", "update_reminder"}]
    if set_now:
        reminder = set_now[-1].result["results"][0]
        when = arguments.reminder_moment(request, reminder, desk.now)
        call = Call("update_reminder", {"reminder_id": reminder["id"], "change": {"when": when}})
    elif len(set(ids)) == 1:
        update = {"task": {"id": ids[0]}, "reminders": [when]}
        call = Call("update_tasks", {"updates": [update]})
    else:
        return Part(answers.ASK_CORRECTION)
    return Part("\n".join((yield from do_all([call], desk))))


def _typed(request: Request) -> str:
    """The words as they were typed, without the capital of a title."""
    said = request.task.title if request.task else ""
    return said[:1].lower() + said[1:] if request.text[:1].islower() else said


def _worded_one(writes: Sequence[ToolRun]) -> str:
    """The title of the one task that was just given its words; empty for anything else."""
    titles = [str(brief["title"]) for run in writes for brief in briefs_of(run)]
    if len(writes) != 1 or len(titles) != 1:
        return ""
    updates = writes[0].arguments.get("updates") or ()
    worded = writes[0].name == "add_tasks" or any(each.get("title") for each in updates)
    return titles[0] if worded else ""
