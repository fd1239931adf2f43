"""What a message follows, as the classifier knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.supposing.classifier import Setting, Situation
from todo_agent.llm.offline.acting.effects import changed_by
from todo_agent.llm.offline.acting.replies import is_lost
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import briefs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from todo_agent.recall import Exchange, Memory
    from todo_agent.turn import ToolRun


def setting_of(memory: Memory) -> Setting | None:
    """What went just before the message that is answered; None for the first one."""
    before = memory.before
    if before is None:
        return None
    return Setting(_situation(before), _title(before, memory))


def _situation(before: Exchange) -> Situation:
    if before.question is not None:
        return _asked(before.question)
    if answers.open_question(before.reply):
        return Situation.WHAT
    if before.done:
        return _done(before.done[-1])
    if before.runs:
        return _shown(before.runs[-1])
    return Situation.LOST if is_lost(before.reply) else Situation.TALKED


def _asked(put: ToolRun) -> Situation:
    options = put.arguments.get("options") or ()
    if len(options) > 1:
        return Situation.WHICH
    calls = [str(call.get("name")) for option in options for call in option.get("calls") or ()]
    return Situation.OFFERED if calls == ["add_tasks"] else Situation.SURE


def _done(run: ToolRun) -> Situation:
    if run.name == "add_tasks":
        dated = any(brief.get("due") for brief in briefs_of(run))
        return Situation.ADDED_DATED if dated else Situation.ADDED
    if run.name == "set_tasks_completed":
        done = all(brief.get("completed") for brief in briefs_of(run))
        return Situation.COMPLETED if done else Situation.REOPENED
    if run.name == "update_tasks":
        return _updated(run)
    return _BY_TOOL.get(run.name, Situation.MOVED)


def _updated(run: ToolRun) -> Situation:
    updates = run.arguments.get("updates") or ()
    if any("recurrence" in each for each in updates):
        return Situation.REPEATED
    fields = {name for each in updates for name in changed_by(each)}
    return next((told for name, told in _BY_FIELD.items() if name in fields), Situation.MOVED)


_BY_TOOL = {
    "delete_tasks": Situation.DELETED,
    "delete_reminder": Situation.REMINDED,
    "add_reminder": Situation.REMINDED,
    "update_reminder": Situation.REMINDED,
    "add_tag": Situation.TAGGED,
    "update_tag": Situation.TAGGED,
    "delete_tag": Situation.TAGGED,
    "undo": Situation.UNDONE,
}
_BY_FIELD = {
    "title": Situation.RENAMED,
    "series": Situation.REPEATED,
    "when": Situation.MOVED,
    "reminders": Situation.REMINDED,
    "priority": Situation.PRIORITISED,
    "add_tags": Situation.TAGGED,
    "tags": Situation.TAGGED,
    "remove_tags": Situation.TAGGED,
}
"""What an update counts as, by the weightiest of what it changes."""


def _shown(run: ToolRun) -> Situation:
    if run.name == "list_reminders":
        return Situation.SHOWN_REMINDERS
    found = len(list(briefs_of(run)))
    if not found:
        return Situation.SHOWN_NONE
    return Situation.SHOWN_ONE if found == 1 else Situation.SHOWN_MANY


def _title(before: Exchange, memory: Memory) -> str:
    """The title of the first task that the exchange dealt with, else showed."""
    told = (title for run in before.done or before.runs for title in _titles(run))
    if title := next(told, None):
        return title
    recent = memory.past.tasks.get(memory.past.recent[0]) if memory.past.recent else None
    return str(recent["title"]) if recent else ""


def _titles(run: ToolRun) -> Iterator[str]:
    yield from (str(brief["title"]) for brief in briefs_of(run))
    if run.name.endswith(("_reminder", "_reminders")) and run.ok:
        reminders = run.result.get("results") or run.result.get("items") or ()
        yield from (str(each.get("task_title")) for each in reminders)
