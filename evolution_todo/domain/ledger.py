"""What one transaction has changed so far: each entity once, as it was and as it is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import inspect
from sqlmodel import SQLModel

from models.base import UtcDateTime

Action = Literal["created", "updated", "completed", "deleted", "reminder"]
"""`reminder` is the moment at which a reminder is told."""
Snapshot = dict[str, Any]
"""A row as JSON: its columns, and for a task `tag_ids`."""

Row = TypeVar("Row", bound=SQLModel)

ENTITY_TYPES = {
    "tasks": "task",
    "tags": "tag",
    "reminders": "reminder",
    "recurring_tasks": "recurring",
}


@dataclass(slots=True)
class Entry:
    """One entity's change; `after` is None once it is deleted."""

    entity_type: str
    entity_id: int
    task_id: int | None
    action: Action
    before: Snapshot | None
    after: Snapshot | None


@dataclass(slots=True)
class Ledger:
    """Collects changes in the order of each entity's first one."""

    entries: dict[tuple[str, int], Entry] = field(default_factory=dict)
    changing: set[tuple[str, int]] = field(default_factory=set)
    """Entities in the middle of a change, whose earlier state is held by whoever began it."""

    def copy(self) -> "Ledger":
        """Return a ledger that later changes of this one do not reach."""
        copied = {
            key: Entry(**{name: getattr(e, name) for name in Entry.__slots__})
            for key, e in self.entries.items()
        }
        return Ledger(copied, set(self.changing))

    def has(self, entity_type: str, entity_id: int) -> bool:
        """Say whether the entity has changed in this transaction already."""
        return (entity_type, entity_id) in self.entries

    def note(self, entry: Entry) -> None:
        """Add a change, or fold it into the entity's earlier one of this transaction."""
        key = (entry.entity_type, entry.entity_id)
        earlier = self.entries.get(key)
        if earlier is None:
            self.entries[key] = entry
        elif earlier.before is None and entry.after is None:
            del self.entries[key]  # made and unmade: it never was
        else:
            earlier.after = entry.after
            earlier.action = _folded(earlier.action, entry.action)


def _folded(earlier: Action, later: Action) -> Action:
    if later == "deleted" or earlier == "updated":
        return later
    return earlier


def snapshot(row: SQLModel, **extra: Any) -> Snapshot:
    """Return the row's columns as JSON, with `extra` beside them."""
    values = {c.key: _plain(getattr(row, c.key)) for c in inspect(type(row)).columns}
    return values | extra


def restored(model: type[Row], values: Snapshot) -> Row:
    """Return a new row of `model` with the columns that a snapshot holds."""
    return model(**columns_of(model, values))


def columns_of(model: type[SQLModel], values: Snapshot) -> dict[str, Any]:
    """Return the snapshot's values as the model's columns have them."""
    return {c.key: _typed(values[c.key], c.type) for c in inspect(model).columns if c.key in values}


def difference(before: Snapshot | None, after: Snapshot | None) -> dict[str, Any]:
    """Return what `after` holds and `before` did not."""
    was = before or {}
    return {name: value for name, value in (after or {}).items() if was.get(name) != value}


def rfc3339(moment: datetime) -> str:
    """Write an instant as the contract has it: in UTC, with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    return rfc3339(value) if isinstance(value, datetime) else value


def _typed(value: Any, kind: object) -> Any:
    if isinstance(value, str) and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return value
