"""Tasks as they are added, changed, completed and deleted."""

from datetime import UTC, datetime
from typing import Any

import pytest

from evolution_todo.domain import finding, recurring, reminders, tags, tasks
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.errors import Invalid, LimitReached, NotFound, StaleVersion
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.recurring import RecurrenceInput
from evolution_todo.domain.refs import TaskRef
from tests.factories import Do

pytestmark = pytest.mark.anyio


async def test_a_full_draft_becomes_one_task_with_its_series_reminder_and_tag(do: Do) -> None:
    written = await do(
        tasks.add,
        TaskDraft(
            title="Pay rent",
            recurrence="every last Friday at 9am",
            reminders=["15 minutes before"],
            tags=["home"],
            priority="high",
        ),
    )
    task = written.task
    assert (task.title, task.priority, task.tags) == ("Pay rent", "high", ["home"])
    assert task.due_date == datetime(2026, 6, 26, 7, 0, tzinfo=UTC)
    assert task.reminder_at == datetime(2026, 6, 26, 6, 45, tzinfo=UTC)
    assert task.recurrence is not None
    assert task.recurrence.rrule == "FREQ=MONTHLY;BYDAY=-1FR"
    assert task.next_occurrence == datetime(2026, 7, 31, 7, 0, tzinfo=UTC)
    (series,) = (await do(recurring.find)).items
    assert series.template_title == "Pay rent"
    assert {receipt.field for receipt in written.receipts} == {"recurrence", "reminders"}


async def test_numbers_count_each_persons_tasks_and_are_never_used_again(
    do: Do, other_actor: Actor
) -> None:
    first = await do(tasks.add, TaskDraft(title="One"))
    await do(tasks.add, TaskDraft(title="Theirs"), by=other_actor)
    await do(tasks.delete, TaskRef(id=first.task.id))
    second = await do(tasks.add, TaskDraft(title="Two"))
    assert (first.task.number, second.task.number) == (1, 2)
    assert second.task.id == 3


async def test_a_title_is_kept_as_given(do: Do) -> None:
    assert (await do(tasks.add, TaskDraft(title="  buy milk "))).task.title == "  buy milk "


@pytest.mark.parametrize(
    ("draft", "message", "field"),
    [
        ({"title": ""}, "Title must be 1-200 characters", "title"),
        ({"title": "x" * 201}, "Title must be 1-200 characters", "title"),
        ({"title": "a\x00b"}, "Title must be 1-200 characters", "title"),
        ({"description": "x" * 1001}, "Description must be under 1000 characters", "description"),
        ({"priority": "urgent"}, "Priority must be critical, high, medium, or low", "priority"),
        ({"priority_id": 5}, "Priority must be critical, high, medium, or low", "priority_id"),
        ({"due_date": "31 February"}, "Invalid due date format", "due_date"),
        ({"due_date": "qwerty"}, "Invalid due date format", "due_date"),
        (
            {"recurrence": "every 0 days"},
            "Pattern must be daily, weekly, monthly, or custom",
            "recurrence",
        ),
        ({"reminders": ["15 minutes before"]}, "Invalid reminder time format", "reminders"),
        ({"tags": ["x" * 51]}, "Tag name must be 1-50 characters", "tags"),
    ],
)
async def test_a_bad_value_is_refused_in_the_seeds_words_and_leaves_nothing(
    do: Do, draft: dict[str, Any], message: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await do(tasks.add, TaskDraft(**({"title": "Fine", "tags": ["new"]} | draft)))
    assert (refused.value.message, refused.value.field) == (message, field)
    assert refused.value.next_step
    assert (await do(finding.find, finding.TaskQuery())).items == []
    assert await do(tags.list_all) == []


async def test_an_update_touches_only_what_it_names(do: Do) -> None:
    before = (
        await do(
            tasks.add,
            TaskDraft(title="Report", description="Q2", tags=["work"], due_date="tomorrow 5pm"),
        )
    ).task
    after = (await do(tasks.update, TaskRef(id=before.id), TaskPatch(priority="low"))).task
    changed = {
        name for name, value in after.model_dump().items() if value != before.model_dump()[name]
    }
    assert changed <= {"priority", "priority_id", "version", "updated_at"}
    assert after.version == before.version + 1


async def test_a_change_that_changes_nothing_keeps_the_version(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Same"))).task
    again = await do(tasks.update, TaskRef(id=task.id), TaskPatch(title="Same"))
    assert again.task.version == 1


async def test_a_stale_version_is_refused(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="A"))).task
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(title="B"))
    with pytest.raises(StaleVersion):
        await do(tasks.update, TaskRef(id=task.id, version=1), TaskPatch(title="C"))
    assert (await do(tasks.get, TaskRef(id=task.id))).title == "B"


@pytest.mark.parametrize("act", [tasks.get, tasks.delete])
async def test_somebody_elses_task_is_not_found(do: Do, other_actor: Actor, act: Any) -> None:
    theirs = (await do(tasks.add, TaskDraft(title="Secret"), by=other_actor)).task
    with pytest.raises(NotFound) as missing:
        await do(act, TaskRef(id=theirs.id))
    with pytest.raises(NotFound) as absent:
        await do(act, TaskRef(id=999))
    assert missing.value.message == absent.value.message == "Task not found"


async def test_moving_the_due_date_moves_relative_reminders_alone(do: Do) -> None:
    task = (
        await do(
            tasks.add,
            TaskDraft(
                title="Dentist",
                due_date="2026-06-12T10:00",
                reminders=["1 hour before", "2026-06-11T08:00"],
            ),
        )
    ).task
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(due_date="2026-06-15T10:00"))
    times = {r.offset_minutes: r.remind_at for r in (await do(reminders.find)).items}
    assert times == {
        60: datetime(2026, 6, 15, 7, 0, tzinfo=UTC),
        None: datetime(2026, 6, 11, 6, 0, tzinfo=UTC),
    }


async def test_clearing_the_due_date_cancels_relative_reminders(do: Do) -> None:
    task = (
        await do(
            tasks.add,
            TaskDraft(title="Dentist", due_date="tomorrow 10:00", reminders=["1 hour before"]),
        )
    ).task
    cleared = (await do(tasks.update, TaskRef(id=task.id), TaskPatch(due_date=None))).task
    assert (cleared.due_date, cleared.reminder_at) == (None, None)
    assert [r.status for r in (await do(reminders.find)).items] == ["cancelled"]


async def test_completing_cancels_pending_reminders_and_completing_again_does_nothing(
    do: Do,
) -> None:
    task = (
        await do(
            tasks.add,
            TaskDraft(title="Dentist", due_date="tomorrow 10:00", reminder_at="1 hour before"),
        )
    ).task
    done = (await do(tasks.set_completed, TaskRef(id=task.id), completed=True)).task
    again = (await do(tasks.set_completed, TaskRef(id=task.id), completed=True)).task
    assert (done.completed, done.reminder_at) == (True, None)
    assert again.version == done.version


async def test_an_all_day_task_keeps_its_date_in_every_zone(do: Do, actor: Actor) -> None:
    task = (await do(tasks.add, TaskDraft(title="Trash", due_date="2026-12-24"))).task
    assert task.due_all_day
    assert task.due_date == datetime(2026, 12, 24, tzinfo=UTC)


async def test_a_relative_reminder_of_an_all_day_task_counts_from_nine_local(do: Do) -> None:
    task = (
        await do(
            tasks.add,
            TaskDraft(title="Trash", due_date="2026-12-24", reminder_at="1 hour before"),
        )
    ).task
    assert task.reminder_at == datetime(2026, 12, 24, 7, 0, tzinfo=UTC)


async def test_ending_a_series_leaves_a_plain_task(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Run", recurrence="every Monday at 7am"))).task
    plain = (await do(tasks.update, TaskRef(id=task.id), TaskPatch(recurrence=None))).task
    assert (plain.is_recurring, plain.recurring_pattern, plain.next_occurrence) == (
        False,
        None,
        None,
    )
    (series,) = (await do(recurring.find)).items
    assert not series.is_active


async def test_a_series_is_paused_and_goes_on(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Run", recurrence="every Monday at 7am"))).task
    for paused in (True, False):
        patch = TaskPatch(recurrence=RecurrenceInput(paused=paused))
        assert (await do(tasks.update, TaskRef(id=task.id), patch)).task.is_recurring
        (series,) = (await do(recurring.find)).items
        assert series.is_active is not paused


async def test_what_does_not_recur_is_not_paused(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Once"))).task
    patch = TaskPatch(recurrence=RecurrenceInput(paused=True))
    with pytest.raises(Invalid) as refused:
        await do(tasks.update, TaskRef(id=task.id), patch)
    assert refused.value.code == "not_recurring"


async def test_deleting_a_series_deletes_what_is_open_of_it(do: Do) -> None:
    task = (await do(tasks.add, TaskDraft(title="Run", recurrence="daily at 7am"))).task
    await do(tasks.delete, TaskRef(id=task.id), scope="series")
    assert (await do(finding.find, finding.TaskQuery())).items == []
    (series,) = (await do(recurring.find)).items
    assert not series.is_active


async def test_the_101st_tag_is_refused_and_nothing_is_half_written(do: Do) -> None:
    for number in range(100):
        await do(tags.add, tags.TagDraft(name=f"tag{number}"))
    with pytest.raises(LimitReached, match="Maximum 100 tags allowed"):
        await do(tasks.add, TaskDraft(title="One too many", tags=["tag0", "fresh"]))
    assert (await do(finding.find, finding.TaskQuery())).items == []
    assert len(await do(tags.list_all)) == 100


async def test_tags_are_matched_whatever_their_case(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="A", tags=["Äpfel"]))
    second = (await do(tasks.add, TaskDraft(title="B", tags=["#äPFEL"]))).task
    assert second.tags == ["Äpfel"]
