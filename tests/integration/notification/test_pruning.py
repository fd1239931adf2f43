"""What was handled, sent and told is forgotten after its time, and not before."""

from datetime import timedelta

import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.adapters.pruning import DatabaseLeftovers
from evolution_todo.domain import idempotency, inbox, notices
from tests.conftest import Clock
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
