"""Undo, snoozing and setting again never make a reminder that has gone out go out by mistake."""

from datetime import timedelta

import pytest

from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.domain import operations, reminders, tasks
from evolution_todo.domain.drafts import TaskPatch
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderPatch
from tests.conftest import Clock
from tests.integration.notification.conftest import LOOPBACK, MakeSweeper, Person
from tests.receivers import Webhook

pytestmark = pytest.mark.anyio

TEN = "2026-06-10T10:00:00Z"


async def reminder_at_of(ada: Person, task_id: int) -> object:
    async with ada.database.unit_of_work(ada.actor, read_only=True) as uow:
        return (await tasks.get(uow, TaskRef(id=task_id))).reminder_at


async def test_undoing_an_older_move_leaves_a_sent_reminder_sent(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    task_id = await ada.reminded("15 minutes before", due="2026-06-10T10:15:00Z")
    async with ada.database.unit_of_work(ada.actor) as uow:
        await tasks.update(uow, TaskRef(id=task_id), TaskPatch(due_date="2026-06-10T10:45:00Z"))
    clock.now += timedelta(minutes=90)
    sweeping = make_sweeper()
    assert await sweeping.sweep() == 1
    clock.now += timedelta(minutes=10)
    async with ada.database.unit_of_work(ada.actor) as uow:
        undone = await operations.undo(uow)
    assert undone.conflicts == []
    assert await sweeping.sweep() == 0
    assert [row.status for row in await ada.reminders()] == ["sent"]
    assert await reminder_at_of(ada, task_id) is None


async def test_undoing_a_move_to_an_earlier_time_brings_back_the_later_reminder(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    task_id = await ada.reminded("15 minutes before", due="2026-06-10T12:15:00Z")
    async with ada.database.unit_of_work(ada.actor) as uow:
        await tasks.update(uow, TaskRef(id=task_id), TaskPatch(due_date="2026-06-10T10:15:00Z"))
    clock.now += timedelta(hours=1)
    sweeping = make_sweeper()
    assert await sweeping.sweep() == 1
    async with ada.database.unit_of_work(ada.actor) as uow:
        await operations.undo(uow)
    assert await sweeping.sweep() == 0
    assert await reminder_at_of(ada, task_id) == clock.now + timedelta(hours=2)
    clock.now += timedelta(hours=2)
    assert await sweeping.sweep() == 1


async def test_undoing_a_completion_restores_what_is_pending_and_what_is_past_goes_out_at_once(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    task_id = await ada.reminded("2026-06-10T09:00:00Z", TEN, "2026-06-10T12:00:00Z")
    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK))
    assert await sweeping.sweep() == 1
    async with ada.database.unit_of_work(ada.actor) as uow:
        await tasks.set_completed(uow, TaskRef(id=task_id), completed=True)
    clock.now += timedelta(hours=2)
    assert await sweeping.sweep() == 0
    async with ada.database.unit_of_work(ada.actor) as uow:
        await operations.undo(uow)
    assert await sweeping.sweep() == 1
    assert [row.status for row in await ada.reminders()] == ["sent", "sent", "pending"]
    assert len(webhook.received) == 2


async def test_a_channel_that_has_taken_it_is_not_told_again_after_delete_and_undo(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url, f"json://127.0.0.2:{webhook.port}/")
    task_id = await ada.reminded("2026-06-10T09:00:00Z")
    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK))
    await sweeping.sweep()
    async with ada.database.unit_of_work(ada.actor) as uow:
        await tasks.delete(uow, TaskRef(id=task_id))
    async with ada.database.unit_of_work(ada.actor) as uow:
        await operations.undo(uow)
    clock.now += timedelta(minutes=1)
    assert await sweeping.sweep() == 1
    assert len(webhook.received) == 1


async def test_a_sent_reminder_can_be_snoozed_and_set_again(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded("2026-06-10T09:00:00Z")
    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK))
    assert await sweeping.sweep() == 1
    (row,) = await ada.reminders()
    for patch in (
        ReminderPatch(snooze_minutes=10),
        ReminderPatch(remind_at="2026-06-10T10:30:00Z"),
    ):
        async with ada.database.unit_of_work(ada.actor) as uow:
            await reminders.update(uow, row.id or 0, patch)
        assert await sweeping.sweep() == 0
        clock.now += timedelta(hours=1)
        assert await sweeping.sweep() == 1
    # Once more at a time that has passed and at which it has gone out.
    async with ada.database.unit_of_work(ada.actor) as uow:
        await reminders.update(uow, row.id or 0, ReminderPatch(remind_at="2026-06-10T10:30:00Z"))
    assert await sweeping.sweep() == 1
    assert len(webhook.received) == 4
    assert len(await ada.events("update.reminder")) == 4
