"""Batches settle item by item."""

import pytest

from evolution_todo.domain import finding, operations, tags, tasks
from evolution_todo.domain.batches import Settled, settle_each
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.views import Written
from tests.factories import Do

pytestmark = pytest.mark.anyio


async def add_each(uow: UnitOfWork, drafts: list[TaskDraft]) -> Settled[Written]:
    return await settle_each(uow, drafts, lambda draft: tasks.add(uow, draft))


async def test_an_item_that_fails_late_leaves_nothing_and_the_others_go_on(do: Do) -> None:
    drafts = [
        TaskDraft(title="First", tags=["home"]),
        TaskDraft(title="Bad", tags=["never"], reminders=["15 minutes before"]),
        TaskDraft(title="Third", tags=["home"]),
    ]
    settled = await do(add_each, drafts)
    assert [w.task.number for w in settled.results] == [1, 2]
    (failure,) = settled.failures
    assert (failure.item, failure.code) == (1, "reminder_needs_due_date")
    assert [t.title for t in (await do(finding.find, finding.TaskQuery())).items] == [
        "First",
        "Third",
    ]
    assert [t.name for t in await do(tags.list_all)] == ["home"]
    assert [c.seq for c in await do(operations.changes_since, 0)] == [1, 2, 3]


async def test_a_failed_change_leaves_the_task_as_it_was(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A"))

    async def change(uow: UnitOfWork) -> Settled[Written]:
        patches = [TaskPatch(title="B", reminder_at="nonsense"), TaskPatch(priority="high")]
        return await settle_each(
            uow, patches, lambda patch: tasks.update(uow, TaskRef(number=1), patch)
        )

    settled = await do(change)
    assert len(settled.failures) == 1
    task = await do(tasks.get, TaskRef(number=1))
    assert (task.title, task.priority, task.version) == ("A", "high", 2)


@pytest.mark.parametrize("size", [0, 51])
async def test_a_batch_has_1_to_50_items(do: Do, size: int) -> None:
    with pytest.raises(Invalid) as refused:
        await do(add_each, [TaskDraft(title="A")] * size)
    assert refused.value.code == "invalid_batch"
