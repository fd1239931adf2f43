"""Taking operations back."""

from dataclasses import replace
from typing import Any

import pytest

from evolution_todo.domain import finding, operations, recurring, reminders, tags, tasks
from evolution_todo.domain.batches import settle_each
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.errors import Conflict, NotFound
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.tags import TagPatch
from tests.factories import Do

pytestmark = pytest.mark.anyio


async def everything(do: Do) -> dict[str, Any]:
    """The whole visible state, without what only counts up."""
    counters = {"version", "updated_at"}
    found = {
        "tasks": (await do(finding.find, finding.TaskQuery())).items,
        "tags": await do(tags.list_all),
        "reminders": (await do(reminders.find)).items,
        "series": (await do(recurring.find)).items,
    }
    return {
        name: [row.model_dump(exclude=counters) for row in rows] for name, rows in found.items()
    }


async def test_undoing_an_add_leaves_no_task_series_reminder_or_unused_tag(do: Do) -> None:
    before = await everything(do)
    await do(
        tasks.add,
        TaskDraft(
            title="Pay rent",
            recurrence="every last Friday at 9am",
            reminders=["15 minutes before"],
            tags=["home"],
        ),
    )
    await do(operations.undo)
    assert await everything(do) == before


@pytest.mark.parametrize("through_the_task", [True, False])
@pytest.mark.parametrize("paused", [True, False])
async def test_undoing_a_pause_or_its_end_says_so(
    do: Do, through_the_task: bool, paused: bool
) -> None:
    task = (await do(tasks.add, TaskDraft(title="Gym", recurrence="every Monday"))).task

    async def hold(paused: bool) -> None:
        if through_the_task:
            patch = TaskPatch(recurrence=recurring.RecurrenceInput(paused=paused))
            await do(tasks.update, TaskRef(id=task.id), patch)
        else:
            await do(recurring.update, 1, recurring.RecurringPatch(is_active=not paused))

    if not paused:
        await hold(True)
    await hold(paused)
    said = "Resumed" if paused else "Paused"
    assert (await do(operations.undo)).undone == [f"{said} “Gym”"]
    (series,) = (await do(recurring.find)).items
    assert series.is_active is paused


async def test_undoing_a_pause_makes_what_follows_a_task_that_was_done_meanwhile(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Gym", recurrence="every Monday"))).task
    await do(recurring.update, 1, recurring.RecurringPatch(is_active=False))
    pause = (await do(operations.find)).items[0]
    await do(tasks.set_completed, TaskRef(id=task.id), completed=True)
    await do(operations.undo, pause.id)
    first, second = (await do(finding.find, finding.TaskQuery())).items
    assert (first.completed, second.completed, second.title) == (True, False, "Gym")


async def test_undoing_the_adding_of_a_series_speaks_of_its_task_alone(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="Gym", recurrence="every Monday"))
    assert (await do(operations.undo)).undone == ["Removed “Gym”"]


async def test_a_tag_that_another_task_bears_meanwhile_stays(do: Do) -> None:
    first = await do(tasks.add, TaskDraft(title="A", tags=["home"]))
    added = (await do(operations.find)).items[0]
    await do(tasks.add, TaskDraft(title="B", tags=["home"]))
    outcome = await do(operations.undo, added.id)
    assert outcome.conflicts == []
    assert [t.title for t in (await do(finding.find, finding.TaskQuery())).items] == ["B"]
    assert [t.name for t in await do(tags.list_all)] == ["home"]
    assert first.task.tags == ["home"]


@pytest.mark.parametrize(
    "act",
    [
        lambda ref: (tasks.delete, (ref,), {}),
        lambda ref: (tasks.delete, (ref,), {"scope": "series"}),
        lambda ref: (tasks.set_completed, (ref,), {"completed": True}),
        lambda ref: (
            tasks.update,
            (ref, TaskPatch(title="Other", due_date=None, tags=["x"], recurrence=None)),
            {},
        ),
        lambda ref: (tags.delete, (1,), {}),
        lambda ref: (tags.update, (1, tags.TagPatch(name="renamed")), {}),
        lambda ref: (reminders.cancel, (1,), {}),
        lambda ref: (reminders.update, (1, reminders.ReminderPatch(snooze_minutes=5)), {}),
        lambda ref: (recurring.delete, (1,), {}),
    ],
    ids=[
        "delete", "delete series", "complete", "update", "delete tag", "rename tag",
        "cancel reminder", "snooze", "end series",
    ],
)  # fmt: skip
async def test_each_kind_of_change_is_restored_with_the_same_ids(do: Do, act: Any) -> None:
    task = (
        await do(
            tasks.add,
            TaskDraft(
                title="Run",
                recurrence="every Monday at 7am",
                reminders=["15 minutes before"],
                tags=["home"],
            ),
        )
    ).task
    before = await everything(do)
    function, args, options = act(TaskRef(id=task.id))
    await do(function, *args, **options)
    assert await everything(do) != before
    outcome = await do(operations.undo)
    assert outcome.conflicts == []
    assert await everything(do) == before


async def test_a_summary_names_the_tag_that_was_dealt_with_and_not_its_tasks(do: Do) -> None:
    milk = (await do(tasks.add, TaskDraft(title="Milk", tags=["shop"]))).task
    assert (await do(operations.find)).items[0].summary == "Added “Milk”"
    (tag,) = await do(tags.list_all)
    await do(tags.update, tag.id, TagPatch(name="market"))
    await do(tags.delete, tag.id)
    assert [each.summary for each in (await do(operations.find)).items[:2]] == [
        "Deleted #market",
        "Changed #market",
    ]
    await do(operations.undo)
    assert (await do(tasks.get, TaskRef(id=milk.id))).tags == ["market"]


async def test_a_bulk_delete_is_one_operation_and_comes_back_whole(do: Do) -> None:
    for title in "ABC":
        await do(tasks.add, TaskDraft(title=title))
    before = await everything(do)

    async def delete_all(uow: UnitOfWork) -> None:
        refs = [TaskRef(number=n) for n in (1, 2, 3)]
        await settle_each(uow, refs, lambda ref: tasks.delete(uow, ref))

    await do(delete_all)
    assert (await do(operations.find)).items[0].summary == "Deleted 3 tasks"
    await do(operations.undo)
    assert await everything(do) == before


async def test_what_changed_since_is_reported_and_the_rest_restored(do: Do) -> None:
    for title in "AB":
        await do(tasks.add, TaskDraft(title=title))

    async def complete_both(uow: UnitOfWork) -> None:
        refs = [TaskRef(number=n) for n in (1, 2)]
        await settle_each(uow, refs, lambda ref: tasks.set_completed(uow, ref, completed=True))

    await do(complete_both)
    operation = (await do(operations.find)).items[0]
    await do(tasks.update, TaskRef(number=1), TaskPatch(title="A2"))
    outcome = await do(operations.undo, operation.id)
    assert outcome.undone == ["Reopened “B”"]
    assert [c.message for c in outcome.conflicts] == ["“A” has changed since and was left as it is"]
    completed = {t.title: t.completed for t in (await do(finding.find, finding.TaskQuery())).items}
    assert completed == {"A2": True, "B": False}


async def test_said_again_it_goes_further_back_and_then_there_is_nothing(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A"))
    await do(tasks.add, TaskDraft(title="B"))
    assert (await do(operations.undo)).undone == ["Removed “B”"]
    assert (await do(operations.undo)).undone == ["Removed “A”"]
    with pytest.raises(NotFound) as nothing:
        await do(operations.undo)
    assert nothing.value.code == "nothing_to_undo"


async def test_said_again_it_goes_further_back_on_the_same_task(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    await do(tasks.update, TaskRef(number=1), TaskPatch(title="Oat milk", tags=["shop"]))
    await do(tasks.set_completed, TaskRef(number=1), completed=True)
    assert (await do(operations.undo)).undone == ["Reopened “Oat milk”"]
    assert (await do(operations.undo)).undone == ["Changed back “Milk”", "Removed tag “shop”"]
    assert (await do(operations.undo)).undone == ["Removed “Milk”"]


async def test_in_chat_it_takes_back_all_of_the_last_turn_of_that_conversation(
    do: Do, actor: Actor
) -> None:
    turn = replace(actor, conversation_id="c1", turn_id="t1")
    await do(tasks.add, TaskDraft(title="Elsewhere"))
    await do(tasks.add, TaskDraft(title="A"), by=turn)
    await do(tasks.add, TaskDraft(title="B"), by=turn)
    await do(operations.undo, by=replace(turn, turn_id="t2"))
    titles = [t.title for t in (await do(finding.find, finding.TaskQuery())).items]
    assert titles == ["Elsewhere"]


async def test_a_conversation_that_wrote_nothing_names_the_newest_operation(
    do: Do, actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="Elsewhere"))
    outcome = await do(operations.undo, by=replace(actor, conversation_id="c2", turn_id="t1"))
    assert outcome.operation_ids == []
    assert outcome.candidate is not None
    assert outcome.candidate.summary == "Added “Elsewhere”"


async def test_an_operation_is_not_taken_back_twice_and_not_by_another_person(
    do: Do, other_actor: Actor
) -> None:
    await do(tasks.add, TaskDraft(title="A"))
    operation = (await do(operations.find)).items[0]
    with pytest.raises(NotFound):
        await do(operations.undo, operation.id, by=other_actor)
    await do(operations.undo, operation.id)
    with pytest.raises(Conflict) as again:
        await do(operations.undo, operation.id)
    assert again.value.code == "already_undone"


async def test_a_deleted_tag_whose_name_is_taken_since_stays_deleted_and_is_told_of(
    do: Do,
) -> None:
    task = (await do(tasks.add, TaskDraft(title="Tea", tags=["home"]))).task
    await do(tags.delete, task.tag_ids[0])
    await do(tags.add, tags.TagDraft(name="Home"))
    undone = await do(operations.undo, await newest(do, "Deleted #home"))
    assert [conflict.message for conflict in undone.conflicts] == [
        "“home” is another tag's name by now"
    ]
    assert undone.undone == []
    assert [tag.name for tag in await do(tags.list_all)] == ["Home"]


async def test_a_tag_does_not_take_its_old_name_back_from_another(do: Do) -> None:
    tag = await do(tags.add, tags.TagDraft(name="home"))
    await do(tags.update, tag.id, tags.TagPatch(name="house"))
    await do(tags.add, tags.TagDraft(name="Home"))
    undone = await do(operations.undo, await newest(do, "Changed #house"))
    assert [conflict.message for conflict in undone.conflicts] == [
        "“home” is another tag's name by now"
    ]
    assert sorted(tag.name for tag in await do(tags.list_all)) == ["Home", "house"]


async def test_a_tag_that_is_gone_is_told_of_and_nothing_is_said_to_be_undone(
    do: Do, actor: Actor
) -> None:
    task = (await do(tasks.add, TaskDraft(title="Tea", tags=["hot"]))).task
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(remove_tags=["hot"]))
    await do(tags.delete, task.tag_ids[0], by=replace(actor, client="elsewhere"))
    undone = await do(operations.undo)
    assert undone.undone == []
    assert [conflict.message for conflict in undone.conflicts] == [
        "#hot was deleted since, and “Tea” is without it"
    ]


async def test_undo_goes_further_back_past_what_cannot_be_restored(do: Do, actor: Actor) -> None:
    await do(tasks.add, TaskDraft(title="Milk"))
    eggs = (await do(tasks.add, TaskDraft(title="Eggs"))).task
    elsewhere = replace(actor, client="elsewhere")
    await do(tasks.update, TaskRef(id=eggs.id), TaskPatch(title="Ten eggs"), by=elsewhere)
    first = await do(operations.undo)
    assert (first.undone, first.operation_ids) == ([], [])
    assert [conflict.message for conflict in first.conflicts] == [
        "“Eggs” has changed since and was left as it is"
    ]
    assert (await do(operations.undo)).undone == ["Removed “Milk”"]


async def newest(do: Do, summary: str) -> int:
    """The id of the newest operation that is summed up so."""
    found = (await do(operations.find)).items
    return int(next(each.id for each in found if each.summary == summary))


async def test_a_reminder_said_twice_is_one_and_taken_back_once(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Call Ann", due_date="tomorrow at 10 am"))).task
    for _ in range(2):
        draft = reminders.ReminderDraft(remind_at="an hour before")
        await do(reminders.add, TaskRef(id=task.id), draft)
    assert len((await do(reminders.find)).items) == 1
    assert (await do(operations.undo)).undone == ["Changed back “Call Ann”"]
    assert (await do(reminders.find)).items == []
