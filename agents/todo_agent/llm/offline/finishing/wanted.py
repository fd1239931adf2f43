"""What settles a request: the kind of effect that it asks for, and on which task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Candidate, Reference, ReferenceKind, resolve
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import content
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.effects import Effect, changed_by
from todo_agent.llm.offline.acting.reminding import remembered

if TYPE_CHECKING:
    from evolution_todo.language.tasks.quickadd import QuickAdd


def task_of(request: Request) -> QuickAdd | None:
    """The task that a request asks to add, a reminder to do something among them."""
    if request.intent is Intent.REMIND and request.target is None and request.task:
        return remembered(request.task, request.reminder)
    return request.task if request.intent is Intent.ADD else None


CHANGES = frozenset({Intent.UPDATE, Intent.RESCHEDULE, Intent.TAG, Intent.UNTAG})
_ANY_CHANGE = frozenset({"title", "when", "series", "tags", "priority", "description", "reminders"})
_DEEDS: Mapping[Intent, frozenset[str]] = {
    Intent.COMPLETE: frozenset({"set_tasks_completed"}),
    Intent.UNCOMPLETE: frozenset({"set_tasks_completed"}),
    Intent.DELETE: frozenset({"delete_tasks"}),
    Intent.SKIP: frozenset({"delete_tasks"}),
    Intent.RENAME_TAG: frozenset({"update_tag"}),
    Intent.REMIND: frozenset({"add_reminder", "reminders"}),
    Intent.SNOOZE: frozenset({"update_reminder", "reminders"}),
    Intent.MOVE_REMINDER: frozenset({"update_reminder", "reminders"}),
    Intent.CANCEL_REMINDER: frozenset({"delete_reminder", "reminders"}),
    Intent.UNDO: frozenset({"undo"}),
    Intent.REDO: _ANY_CHANGE | {"add_tasks", "set_tasks_completed", "delete_tasks"},
    Intent.AGAIN: _ANY_CHANGE | {"set_tasks_completed", "delete_tasks", "add_reminder"},
}


def settles(request: Request) -> frozenset[str]:
    """What settles a request, as `Effect.fields` names it."""
    if request.intent in {Intent.TAG, Intent.UNTAG}:
        if of_tags(request):
            return frozenset({"add_tag" if request.intent is Intent.TAG else "delete_tag"})
        return frozenset({"tags"})
    if request.intent not in CHANGES:
        return _DEEDS.get(request.intent, frozenset())
    if request.shift_minutes is not None or request.shift_months is not None:
        return frozenset({"when"})
    return changed_by(arguments.task_update(request)) or _ANY_CHANGE


def of_tags(request: Request) -> bool:
    """Whether a tag itself is meant, and not what bears it."""
    tagging = request.intent in {Intent.TAG, Intent.UNTAG}
    whole = request.intent is Intent.RENAME_TAG
    return whole or (tagging and request.target is None and request.filter is None)


def is_deed(request: Request, effect: Effect) -> bool:
    """Whether an effect goes the way that was asked: done and not reopened, on and not off."""
    asked = effect.asked
    match request.intent:
        case Intent.COMPLETE | Intent.UNCOMPLETE:
            done = effect.run.arguments.get("completed", True)
            return done is (request.intent is Intent.COMPLETE)
        case Intent.TAG if effect.name == "update_tasks":
            return bool(asked.get("add_tags") or asked.get("tags"))
        case Intent.UNTAG if effect.name == "update_tasks":
            return not asked.get("add_tags")
        case Intent.REMIND | Intent.SNOOZE | Intent.MOVE_REMINDER if effect.name == "update_tasks":
            return bool(asked.get("reminders"))
        case Intent.CANCEL_REMINDER if effect.name == "update_tasks":
            return not asked.get("reminders")
    return True


def is_wide(request: Request) -> bool:
    """Whether a request is about all that fits, and not about tasks that it names."""
    if request.target is not None:
        return request.target.kind is ReferenceKind.ALL
    return request.filter is not None


def in_filter(request: Request, task: Candidate | None) -> bool:
    """Whether a task is among those that a request selects, by all that is seen of it."""
    asked = request.filter
    if asked is None or task is None:
        return True
    tags = {each.casefold() for each in task.tags}
    words = frozenset(content(asked.search or ""))
    tagged = {each.casefold() for each in asked.tags} <= tags
    return tagged and words <= frozenset(content(task.title))


def tag_fits(request: Request, effect: Effect) -> bool:
    """Whether an effect is on the tag that a request names."""
    made = effect.asked.get("tag")
    name = effect.given.get("name") or (made.get("name") if isinstance(made, Mapping) else None)
    said = list(request.changes.tags) if request.changes else []
    meant = [request.new_title or ""] if request.intent is Intent.RENAME_TAG else said
    return str(name).casefold() in {each.casefold() for each in meant}


def bears(task: Candidate, words: str) -> bool:
    """Whether these words surely name a task."""
    return bool(resolve(Reference(ReferenceKind.TITLE, _NOWHERE, words), [task]).sure)


def same_title(title: str, effect: Effect) -> bool:
    """Whether an effect is on a task of that title."""
    return _plain(title) == _plain(_title(effect))


def like_title(title: str, effect: Effect) -> bool:
    """Whether all the telling words of one title are in the other."""
    one, other = frozenset(content(title)), frozenset(content(_title(effect)))
    return bool(one and other) and (one <= other or other <= one)


def _title(effect: Effect) -> str:
    return str(effect.given.get("title") or effect.asked.get("title") or "")


def _plain(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .!?")


_NOWHERE = Span(0, 0)
