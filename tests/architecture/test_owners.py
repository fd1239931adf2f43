"""The watch on every test's statements sees what reaches beyond one owner's rows."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, delete, func, select, update

from evolution_todo.adapters.database import Database
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import Actor
from models import Message, Tag, Task, TaskTag
from tests.owner_watch import OWNED, watch

LOOSE: dict[str, Any] = {
    "select": select(Task).where(col(Task.id) == 1),
    "count": select(func.count()).select_from(Message),
    "join": select(TaskTag).join(Tag, col(Tag.id) == TaskTag.tag_id).where(TaskTag.task_id == 1),
    "sorted by owner": select(Task).where(col(Task.number) == 1).order_by(col(Task.user_id)),
    "update": update(Task).where(col(Task.number) == 1).values(completed=True),
    "delete": delete(Task).where(col(Task.number) == 1),
}


@pytest.mark.anyio
@pytest.mark.parametrize("kind", LOOSE)
async def test_a_statement_without_its_owner_is_seen(
    kind: str, database_file: Path, actor: Actor
) -> None:
    database = Database(f"sqlite:///{database_file}")
    loose = watch(database.engines)
    async with database.unit_of_work(actor) as uow:
        await uow.session.exec(owned(uow, Task))
        assert loose == []
        await uow.session.exec(LOOSE[kind])
    await database.close()
    assert len(loose) == 1


def test_every_table_of_a_persons_things_is_watched() -> None:
    assert {"tasks", "tags", "reminders", "messages", "changes", "outbox"} <= set(OWNED)
