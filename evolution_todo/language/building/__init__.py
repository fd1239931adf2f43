"""From a rule's match to requests: each intent's values taken out of the parts it named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.building.adding import add
from evolution_todo.language.building.changing import reschedule, swap, tag, update
from evolution_todo.language.building.heard import Built, Heard, moved
from evolution_todo.language.building.looking import agenda, explain, look
from evolution_todo.language.building.reminding import cancel_reminder, remind, snooze
from evolution_todo.language.building.settling import complete, delete, uncomplete
from evolution_todo.language.building.skipping import skip
from evolution_todo.language.building.talking import helped
from evolution_todo.language.building.undoing import undo
from evolution_todo.language.requests.request import Intent

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Built", "Heard", "build", "moved"]


def build(heard: Heard) -> Built:
    """The requests a matched clause makes; None when the match proves not to be one."""
    builder = _BUILDERS.get(heard.rule.intent)
    return builder(heard) if builder else (heard.request(),)


_BUILDERS: dict[Intent, Callable[[Heard], Built]] = {
    Intent.ADD: add,
    Intent.EXPLAIN: explain,
    Intent.HELP: helped,
    Intent.LIST: look,
    Intent.AGENDA: agenda,
    Intent.COMPLETE: complete,
    Intent.UNCOMPLETE: uncomplete,
    Intent.UPDATE: update,
    Intent.RESCHEDULE: reschedule,
    Intent.SWAP: swap,
    Intent.DELETE: delete,
    Intent.SKIP: skip,
    Intent.TAG: tag,
    Intent.UNTAG: tag,
    Intent.RENAME_TAG: tag,
    Intent.UNDO: undo,
    Intent.REMIND: remind,
    Intent.SNOOZE: snooze,
    Intent.CANCEL_REMINDER: cancel_reminder,
}
