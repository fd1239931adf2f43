"""What was handled, sent and told is forgotten after its time, and not before."""

from datetime import timedelta

import pytest
from sqlmodel import func, select

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.adapters.pruning import DatabaseLeftovers
from evolution_todo.domain import idempotency, inbox, notices, reminders, tasks
from evolution_todo.domain.refs import TaskRef
from models import TurnEntry
from tests.conftest import Clock
from tests.integration.house import House
from tests.integration.notification.conftest import LOOPBACK, MakeSweeper, Person
from tests.receivers import Webhook

pytestmark = pytest.mark.anyio


async def pruned(database: Database) -> int:
    gone = 0
    while now := await DatabaseLeftovers(database).prune():
        gone += now
    return gone


async def test_a_key_lives_for_a_day_and_a_mark_for_thirty(
    database: Database, ada: Person, clock: Clock
) -> None:
    async with database.unit_of_work(ada.actor) as uow:
        for number in range(600):
            await idempotency.remember(
                uow, scope="rest", key=f"k{number}", request=None, response={}
            )
        inbox.mark(uow, "audit", "an-event")
    clock.now += timedelta(hours=24)
    assert await pruned(database) == 0
    clock.now += timedelta(seconds=1)
    assert await pruned(database) == 600
    clock.now += timedelta(days=29)
    assert await pruned(database) == 1
    async with database.unit_of_work(ada.actor) as uow:
        assert await inbox.handled(uow, ["audit"], ["an-event"]) == set()


async def test_deliveries_and_due_notices_go_after_thirty_days_but_not_one_still_needed(
    database: Database, ada: Person, clock: Clock, make_sweeper: MakeSweeper, webhook: Webhook
) -> None:
    await ada.reached_by(webhook.url, f"json://127.0.0.2:{webhook.port}/")
    await ada.reminded("2026-06-10T09:00:00Z", due="today 5pm")
    sweeping = make_sweeper(NotifyChannels(allowed=LOOPBACK))
    await sweeping.tell_of_due_dates()
    await sweeping.sweep()
    assert sorted(row.status for row in await ada.deliveries()) == ["pending", "sent"]
    clock.now += timedelta(days=31)
    assert await pruned(database) == 1  # the due notice
    assert len(webhook.received) == 1
    for wait in notices.BACK_OFF:
        await sweeping.sweep()
        clock.now += max(wait, *notices.BACK_OFF)
    assert [row.status for row in await ada.reminders()] == ["sent"]
    assert len(webhook.received) == 1
    clock.now += timedelta(days=31)
    assert await pruned(database) == 2


@pytest.mark.parametrize("over", ["cancel", "delete"])
async def test_a_delivery_that_never_came_to_an_end_goes_with_its_reminder(
    over: str,
    database: Database,
    ada: Person,
    clock: Clock,
    make_sweeper: MakeSweeper,
    webhook: Webhook,
) -> None:
    await ada.reached_by(f"json://127.0.0.2:{webhook.port}/")
    await ada.reminded("2026-06-10T09:00:00Z")
    await make_sweeper(NotifyChannels(allowed=LOOPBACK)).sweep()
    assert [row.status for row in await ada.deliveries()] == ["pending"]
    async with database.unit_of_work(ada.actor) as uow:
        if over == "cancel":
            await reminders.cancel(uow, 1)
        else:
            await tasks.delete(uow, TaskRef(number=1))
    assert await pruned(database) == 0
    clock.now += timedelta(days=31)
    await pruned(database)
    assert await ada.deliveries() == []


async def test_what_a_turn_wrote_down_goes_a_day_after_its_answer(
    database: Database, clock: Clock
) -> None:
    house = House(database)
    first = await house.said("add milk")
    assert await _kept_of_turns(database) > 0
    clock.now += timedelta(hours=24)
    await pruned(database)
    assert await _kept_of_turns(database) > 0
    clock.now += timedelta(seconds=1)
    await pruned(database)
    assert await _kept_of_turns(database) == 0
    assert await house.said("add milk", again=True) == first


async def _kept_of_turns(database: Database) -> int:
    async with database.across_people() as session:
        return (await session.exec(select(func.count()).select_from(TurnEntry))).one()
