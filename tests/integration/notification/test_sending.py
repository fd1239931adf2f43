"""A due reminder goes out once through each channel, at its time, whatever happens meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.duereminders import DatabaseDueReminders
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.domain import notices, reminders, tasks
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderPatch
from evolution_todo.services.notification import sending, sweeper
from evolution_todo.services.steps import ServiceStep
from mcp_server.views import reminder_brief
from models import Reminder
from tests.conftest import Clock
from tests.integration.notification.conftest import LOOPBACK, MakeSweeper, Person
from tests.receivers import Mailbox, Webhook

pytestmark = pytest.mark.anyio

TEN = "2026-06-10T10:00:00Z"
"""An hour after the clock's first reading."""


def after(clock: Clock, **passed: float) -> None:
    clock.now += timedelta(**passed)


async def test_a_reminder_goes_out_at_its_time_and_never_before(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    await ada.reminded(TEN, due="2026-06-10T11:00:00Z")
    sweeping = make_sweeper()
    after(clock, minutes=59, seconds=59.999999)
    assert await sweeping.sweep() == 0
    after(clock, microseconds=1)
    assert await sweeping.sweep() == 1
    (row,) = await ada.reminders()
    assert (row.status, row.sent_at, row.attempts) == ("sent", clock.now, 1)
    assert await ada.claims() == []
    assert await sweeping.sweep() == 0


async def test_the_log_and_the_events_tell_of_it(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await ada.reminded(TEN, due="2026-06-10T11:00:00Z")
    after(clock, hours=1)
    with caplog.at_level(logging.INFO, logger="evolution_todo.services.notification"):
        await make_sweeper().sweep()
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == (
        "Reminder: Pay rent. “Pay rent”, your task 1, is due "
        "Wednesday 10 June 2026 at 13:00 (Europe/Berlin)."
    )
    (due,) = await ada.events("reminder.due")
    assert {name: due[name] for name in ("event_type", "task_id", "title", "due_at")} == {
        "event_type": "due",
        "task_id": task_id,
        "title": "Pay rent",
        "due_at": "2026-06-10T11:00:00Z",
    }
    (update,) = await ada.events("update.reminder")
    assert (update["event_type"], update["action"]) == ("reminder", "reminder")
    assert update["source_client"] == "notification"
    assert update["changes"]["status"] == "sent"
    assert update["seq"] == due["seq"]


async def test_the_task_shows_its_next_reminder_once_one_was_sent(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, database: Database, actor: Actor
) -> None:
    task_id = await ada.reminded(TEN, "2026-06-10T12:00:00Z")
    after(clock, hours=1)
    await make_sweeper().sweep()
    async with database.unit_of_work(actor, read_only=True) as uow:
        task = await tasks.get(uow, TaskRef(id=task_id))
    assert task.reminder_at == clock.now + timedelta(hours=2)


async def test_a_reminder_in_the_past_goes_out_at_once(
    ada: Person, make_sweeper: MakeSweeper
) -> None:
    await ada.reminded("2026-06-01T10:00:00Z")
    assert await make_sweeper().sweep() == 1
    assert [row.status for row in await ada.reminders()] == ["sent"]


async def test_it_reaches_a_mail_server_and_a_webhook(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, mailbox: Mailbox, webhook: Webhook
) -> None:
    await ada.reached_by("mailto://ann@example.org", webhook.url)
    await ada.reminded(TEN, title="Pay\nrent", due="tomorrow")
    after(clock, hours=1)
    channels = NotifyChannels(server=mailbox.server, allowed=LOOPBACK)
    await make_sweeper(channels).sweep()
    (mail,) = mailbox.received
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        "Reminder: Pay rent",
        "ann@example.org",
        "todo@example.org",
    )
    (posted,) = webhook.received
    assert posted["title"] == "Reminder: Pay rent"
    assert posted["message"] == "“Pay rent”, your task 1, is due Thursday 11 June 2026."
    assert [row.status for row in await ada.reminders()] == ["sent"]
    assert sorted(row.status for row in await ada.deliveries()) == ["sent", "sent"]


async def test_one_channel_failing_does_not_repeat_the_other_and_each_is_told_of(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, mailbox: Mailbox, webhook: Webhook
) -> None:
    await ada.reached_by("mailto://ann@example.org", webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)
    webhook.answer = 500
    sweeping = make_sweeper(NotifyChannels(server=mailbox.server, allowed=LOOPBACK))
    await sweeping.sweep()
    (row,) = await ada.reminders()
    assert (row.status, row.next_attempt_at) == ("pending", clock.now + timedelta(seconds=30))
    mail, hook = (await ada.shown())[0].deliveries
    assert [mail.status, hook.status] == ["sent", "pending"]
    assert reminder_brief((await ada.shown())[0]).delivery == (
        f"delivered by {mail.channel}, still trying {hook.channel}"
    )
    assert await sweeping.sweep() == 0
    webhook.answer = 200
    after(clock, seconds=30)
    assert await sweeping.sweep() == 1
    assert (len(mailbox.received), len(webhook.received)) == (1, 1)
    (row,) = await ada.reminders()
    assert (row.status, row.attempts) == ("sent", 2)
    assert len(await ada.events("reminder.due")) == 1
    assert len(await ada.events("reminder.cancelled")) == 0


async def test_the_live_stream_has_it_on_time_though_its_channel_fails_to_the_end(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    task_id = await ada.reminded(TEN)
    webhook.answer = 503
    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK))
    after(clock, hours=1)
    for wait in (*notices.BACK_OFF, timedelta(0)):
        assert await sweeping.sweep() == 1
        assert len(await ada.events("update.reminder")) == 1
        clock.now += wait
    assert await sweeping.sweep() == 0
    (row,) = await ada.reminders()
    assert (row.status, row.attempts, row.sent_at) == ("failed", 6, None)
    assert len(webhook.paths) == 6
    (delivery,) = await ada.deliveries()
    assert (delivery.status, delivery.error) == ("failed", "The service did not take it")
    assert [event["changes"] for event in await ada.events("update.sync")][-1]["status"] == "failed"
    async with ada.database.unit_of_work(ada.actor, read_only=True) as uow:
        assert (await tasks.get(uow, TaskRef(id=task_id))).reminder_at is None


async def test_a_server_that_will_never_take_it_is_not_asked_again(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, mailbox: Mailbox
) -> None:
    await ada.reached_by("mailto://ann@example.org")
    await ada.reminded(TEN)
    after(clock, hours=1)
    mailbox.refuses = "550 no such mailbox"
    await make_sweeper(NotifyChannels(server=mailbox.server)).sweep()
    (row,) = await ada.reminders()
    (delivery,) = await ada.deliveries()
    assert (row.status, delivery.error) == ("failed", "The mail server refused it (550)")


async def test_without_channels_of_their_own_a_person_is_reached_by_e_mail(
    database: Database, make_sweeper: MakeSweeper, clock: Clock, mailbox: Mailbox, actor: Actor
) -> None:
    known = Actor(**{name: getattr(actor, name) for name in ("user_id", "zone", "client")}
                  | {"correlation_id": "test", "email": "ada@example.org"})  # fmt: skip
    ada = Person(database, known)
    await ada.reminded(TEN)
    after(clock, hours=1)
    await make_sweeper(NotifyChannels(server=mailbox.server)).sweep()
    assert [mail["To"] for mail in mailbox.received] == ["ada@example.org"]


async def test_two_hundred_due_within_a_second_are_each_sent_once_and_none_early(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    for first in range(0, 200, 10):
        times = [f"2026-06-10T10:00:00.{5 * n:03}Z" for n in range(first, first + 10)]
        await ada.reminded(*times, title=f"Tasks {first}")
    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK))
    after(clock, hours=1)
    for _ in range(11):
        await sweeping.sweep()
        rows = await ada.reminders()
        assert {row.status for row in rows if row.remind_at <= clock.now} == {"sent"}
        assert {row.status for row in rows if row.remind_at > clock.now} <= {"pending"}
        after(clock, milliseconds=100)
    assert len(webhook.received) == 200
    assert len(await ada.events("reminder.due")) == 200


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_set_by_an_hour_sends_none_twice(
    hours: int, ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN, "2026-06-10T10:30:00Z")
    after(clock, hours=1)
    sweeping: sweeper.Sweeper

    async def set_clock(step: StrEnum, _about: str) -> None:
        """Set it while the first is on its way, and look once more."""
        if step is ServiceStep.REMINDER_SENT and len(webhook.received) == 1:
            after(clock, hours=hours)
            await sweeping._claim()

    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK), announce=set_clock)
    await sweeping.sweep()
    for _ in range(4):
        after(clock, minutes=30)
        await sweeping.sweep()
    assert len(webhook.received) == 2
    assert {row.status for row in await ada.reminders()} == {"sent"}


async def test_two_processes_on_one_file_send_each_reminder_once(
    ada: Person,
    make_sweeper: MakeSweeper,
    clock: Clock,
    webhook: Webhook,
    other_process: Database,
) -> None:
    await ada.reached_by(webhook.url)
    for number in range(50):
        await ada.reminded(TEN, title=f"Task {number}")
    after(clock, hours=1)
    channels = NotifyChannels(allowed=LOOPBACK)
    one, two = make_sweeper(channels), make_sweeper(channels, holder="two", on=other_process)
    async with asyncio.TaskGroup() as group:
        for sweeping in (one, two, one, two):
            group.create_task(sweeping.sweep())
    assert len(webhook.received) == 50
    assert {row.status for row in await ada.reminders()} == {"sent"}


async def test_what_a_dead_process_had_claimed_goes_out_when_another_leads(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, mailbox: Mailbox
) -> None:
    await ada.reached_by("mailto://ann@example.org")
    await ada.reminded(TEN)
    after(clock, hours=1)
    channels = NotifyChannels(server=mailbox.server)
    gone = asyncio.Event()

    async def die(step: StrEnum, _about: str) -> None:
        if step is ServiceStep.REMINDER_SENT:
            gone.set()
            await asyncio.Event().wait()

    dead = asyncio.create_task(make_sweeper(channels, announce=die).sweep())
    await gone.wait()
    heir = make_sweeper(channels, holder="two")
    assert await heir.sweep() == 0
    leading = asyncio.create_task(heir.run())
    await until(ada, lambda rows: [row.status for row in rows] == ["sent"])
    await stopped(leading)
    assert [row.status for row in await ada.reminders()] == ["sent"]
    assert len({mail["Message-ID"] for mail in mailbox.received}) == 1
    await stopped(dead)


async def until(person: Person, are_so: Callable[[list[Reminder]], bool]) -> None:
    """Wait until a person's reminders are so, looking after each commit that tells of news."""
    while True:
        mark = person.database.change_mark
        if are_so(await person.reminders()):
            return
        await person.database.wait_for_change(since=mark, seconds=60)


async def stopped(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_stopping_process_writes_down_what_is_on_its_way(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(*[TEN] * 6)
    after(clock, hours=1)
    sent = asyncio.Event()
    goes_on = asyncio.Event()

    async def hold(step: StrEnum, _about: str) -> None:
        if step is ServiceStep.REMINDER_SENT:
            sent.set()
            await goes_on.wait()

    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK), announce=hold)
    running = asyncio.create_task(sweeping.run())
    await sent.wait()
    running.cancel()
    while not sweeping._sending.stopping:  # noqa: ASYNC110  # no event tells of it
        await asyncio.sleep(0)
    goes_on.set()
    await asyncio.wait([running])
    status = [row.status for row in await ada.reminders()]
    assert status.count("sent") == len(webhook.received) < 6
    assert await ada.claims() == []


async def test_a_term_that_ends_right_after_claiming_leaves_no_claim(
    ada: Person, make_sweeper: MakeSweeper
) -> None:
    await ada.reminded("1 minute ago")
    claimed = asyncio.Event()

    async def hold(step: StrEnum, about: str) -> None:
        if step is ServiceStep.REMINDERS_CLAIMED:
            claimed.set()
            await asyncio.Event().wait()

    term = asyncio.create_task(make_sweeper(announce=hold).run())
    await claimed.wait()
    assert len(await ada.claims()) == 1
    term.cancel()
    await asyncio.wait([term])
    assert await ada.claims() == []
    assert [row.status for row in await ada.reminders()] == ["pending"]


async def test_nothing_leaves_a_process_that_leads_no_more(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)
    leads = True

    async def depose(step: StrEnum, _about: str) -> None:
        nonlocal leads
        leads = leads and step is not ServiceStep.REMINDER_SENDING

    channels = NotifyChannels(allowed=LOOPBACK)
    await make_sweeper(channels, announce=depose, still_leading=lambda: leads).sweep()
    assert webhook.paths == []
    assert [(row.status, row.attempts) for row in await ada.reminders()] == [("pending", 0)]
    assert await make_sweeper(channels, holder="two").sweep() == 1
    assert len(webhook.received) == 1


async def test_a_reminder_cancelled_after_it_was_claimed_is_not_sent(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    task_id = await ada.reminded(TEN)
    after(clock, hours=1)

    async def complete(step: StrEnum, _about: str) -> None:
        if step is ServiceStep.REMINDERS_CLAIMED:
            async with ada.database.unit_of_work(ada.actor) as uow:
                await tasks.set_completed(uow, TaskRef(id=task_id), completed=True)

    await make_sweeper(NotifyChannels(allowed=LOOPBACK), announce=complete).sweep()
    assert webhook.received == []
    assert [row.status for row in await ada.reminders()] == ["cancelled"]
    assert await ada.claims() == []


async def test_a_reminder_moved_after_it_was_claimed_waits_for_its_new_time(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)

    async def snooze(step: StrEnum, _about: str) -> None:
        if step is ServiceStep.REMINDERS_CLAIMED:
            async with ada.database.unit_of_work(ada.actor) as uow:
                await reminders.update(uow, 1, ReminderPatch(snooze_minutes=10))

    await make_sweeper(NotifyChannels(allowed=LOOPBACK), announce=snooze).sweep()
    assert webhook.received == []
    assert [row.status for row in await ada.reminders()] == ["pending"]
    assert await ada.claims() == []
    after(clock, minutes=10)
    await make_sweeper(NotifyChannels(allowed=LOOPBACK)).sweep()
    assert len(webhook.received) == 1


async def test_what_another_process_has_claimed_meanwhile_is_left_to_it(
    ada: Person,
    make_sweeper: MakeSweeper,
    clock: Clock,
    webhook: Webhook,
    database: Database,
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)
    due = DatabaseDueReminders(database)

    async def lead_instead(step: StrEnum, _about: str) -> None:
        if step is ServiceStep.REMINDERS_CLAIMED:
            await due.release_all()
            await due.claim(holder="two", lease=sweeper.LEASE, limit=1)

    await make_sweeper(NotifyChannels(allowed=LOOPBACK), announce=lead_instead).sweep()
    assert webhook.received == []
    assert [claim.holder for claim in await ada.claims()] == ["two"]


async def test_a_channel_that_is_taken_away_is_waited_for_no_more(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, mailbox: Mailbox, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)
    webhook.answer = 500
    sweeping = make_sweeper(NotifyChannels(server=mailbox.server, allowed=LOOPBACK))
    await sweeping.sweep()
    await ada.reached_by("mailto://ann@example.org")
    after(clock, seconds=30)
    await sweeping.sweep()
    assert (len(mailbox.received), len(webhook.paths)) == (1, 1)
    assert [row.status for row in await ada.reminders()] == ["sent"]
    assert sorted(row.status for row in await ada.deliveries()) == ["failed", "sent"]


async def test_a_reminder_moved_while_it_is_on_its_way_waits_for_its_new_time(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)

    async def snooze(step: StrEnum, about: str) -> None:
        if step is ServiceStep.REMINDER_SENDING and not webhook.received:
            async with ada.database.unit_of_work(ada.actor) as uow:
                await reminders.update(uow, int(about), ReminderPatch(snooze_minutes=10))

    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK), announce=snooze)
    await sweeping.sweep()
    (row,) = await ada.reminders()
    assert (row.status, row.remind_at) == ("pending", clock.now + timedelta(minutes=10))
    after(clock, minutes=10)
    assert await sweeping.sweep() == 1
    assert len(webhook.received) == 2


async def test_what_was_sent_is_written_down_though_the_database_was_away(
    ada: Person,
    make_sweeper: MakeSweeper,
    clock: Clock,
    webhook: Webhook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "PAUSE_SECONDS", 0)
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    after(clock, hours=1)
    away = 0

    @asynccontextmanager
    async def sometimes_away(actor: Actor, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        nonlocal away
        if webhook.received and away < 3:
            away += 1
            raise Unavailable("The disk is full", next_step="Wait.")
        async with ada.database.unit_of_work(actor, read_only=read_only) as uow:
            yield uow

    await make_sweeper(NotifyChannels(allowed=LOOPBACK), unit_of_work=sometimes_away).sweep()
    assert away == 3
    assert len(webhook.received) == 1
    assert [row.status for row in await ada.reminders()] == ["sent"]


async def test_one_that_cannot_be_worked_on_holds_up_no_other_and_fails_in_the_end(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    text_of = notices._text

    def text(uow: UnitOfWork, task: Any) -> str:
        if task.title == "Poison":
            raise ZeroDivisionError
        return text_of(uow, task)

    monkeypatch.setattr(notices, "_text", text)
    await ada.reminded(TEN, title="Poison")
    await ada.reminded(TEN, title="Pay rent")
    after(clock, hours=1)
    sweeping = make_sweeper()
    await sweeping.sweep()
    assert [row.status for row in await ada.reminders()] == ["pending", "sent"]
    for wait in notices.BACK_OFF:
        clock.now += wait
        await sweeping.sweep()
    assert [row.status for row in await ada.reminders()] == ["failed", "sent"]
    assert await ada.claims() == []


async def test_one_that_cannot_be_written_down_spoils_no_other(
    ada: Person,
    make_sweeper: MakeSweeper,
    clock: Clock,
    webhook: Webhook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle = notices.settle

    async def faulty(
        uow: UnitOfWork, *, holder: str, tried: Sequence[notices.Tried]
    ) -> list[Reminder]:
        if any("Poison" in each.notice.title for each in tried):
            raise ZeroDivisionError
        return await settle(uow, holder=holder, tried=tried)

    monkeypatch.setattr(notices, "settle", faulty)
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN, title="Poison")
    await ada.reminded(TEN, title="Pay rent")
    after(clock, hours=1)
    await make_sweeper(NotifyChannels(allowed=LOOPBACK)).sweep()
    assert [row.status for row in await ada.reminders()] == ["pending", "sent"]


async def test_one_whose_failure_could_not_even_be_noted_is_taken_up_again(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    await ada.reminded(TEN)
    after(clock, hours=1)
    broken = True

    @asynccontextmanager
    async def unit_of_work(actor: Actor, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        if broken:
            raise ZeroDivisionError
        async with ada.database.unit_of_work(actor, read_only=read_only) as uow:
            yield uow

    sweeping = make_sweeper(unit_of_work=unit_of_work)
    await sweeping.sweep()
    broken = False
    await sweeping.sweep()
    assert [row.status for row in await ada.reminders()] == ["pending"]
    sweeping.take_up_again()
    await sweeping.sweep()
    assert [row.status for row in await ada.reminders()] == ["sent"]
    assert await ada.claims() == []


async def test_a_hanging_channel_ends_in_time_and_holds_up_nobody_else(
    ada: Person,
    other_actor: Actor,
    make_sweeper: MakeSweeper,
    clock: Clock,
    webhook: Webhook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bob = Person(ada.database, other_actor)
    await ada.reached_by(webhook.url)
    await ada.reminded(TEN)
    await bob.reminded(TEN)
    after(clock, hours=1)
    webhook.answer = None
    monkeypatch.setattr("evolution_todo.adapters.notify.SEND_SECONDS", 0.5)
    sweeping = asyncio.create_task(make_sweeper(NotifyChannels(allowed=LOOPBACK)).sweep())
    await asyncio.to_thread(webhook.waiting.wait)
    await until(bob, lambda rows: [row.status for row in rows] == ["sent"])
    await sweeping
    (delivery,) = await ada.deliveries()
    assert (delivery.status, delivery.error) == ("pending", "It did not answer in time")
    await asyncio.to_thread(webhook.left.wait)  # the thread that waited has let go
