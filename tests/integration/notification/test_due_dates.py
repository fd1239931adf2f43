"""`task.due.approaching` tells once of each open task and due date, within a day before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from evolution_todo.domain import events, operations, people, tasks
from evolution_todo.domain.drafts import TaskPatch
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.refs import TaskRef
from evolution_todo.services import audit
from models import OutboxEvent
from tests.conftest import Clock
from tests.integration.notification.conftest import MakeSweeper, Person

pytestmark = pytest.mark.anyio

KIND = "task.due.approaching"


async def test_it_tells_once_within_a_day_before(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    task_id = await ada.reminded(due="2026-06-11T10:00:00Z")
    sweeping = make_sweeper()
    await sweeping.tell_of_due_dates()
    assert await ada.events(KIND) == []
    clock.now += timedelta(hours=1)
    for _ in range(2):
        await sweeping.tell_of_due_dates()
    (event,) = await ada.events(KIND)
    assert (event["event_type"], event["task_id"]) == ("due.approaching", task_id)
    assert event["task_data"]["title"] == "Pay rent"
    assert event["task_data"]["due_date"] == "2026-06-11T10:00:00Z"


async def test_a_moved_due_date_is_told_of_again_and_one_moved_back_is_not(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    task_id = await ada.reminded(due="2026-06-10T18:00:00Z")
    sweeping = make_sweeper()
    for due in ("2026-06-10T18:00:00Z", "2026-06-10T20:00:00Z", "2026-06-10T18:00:00Z"):
        async with ada.database.unit_of_work(ada.actor) as uow:
            await tasks.update(uow, TaskRef(id=task_id), TaskPatch(due_date=due))
        await sweeping.tell_of_due_dates()
    assert [event["task_data"]["due_date"] for event in await ada.events(KIND)] == [
        "2026-06-10T18:00:00Z",
        "2026-06-10T20:00:00Z",
    ]


async def test_neither_what_is_done_nor_what_is_past_is_told_of(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    done = await ada.reminded(due="2026-06-10T18:00:00Z")
    await ada.reminded(due="2026-06-10T08:59:59Z")
    await ada.reminded(due="2026-06-09")
    async with ada.database.unit_of_work(ada.actor) as uow:
        await tasks.set_completed(uow, TaskRef(id=done), completed=True)
    await make_sweeper().tell_of_due_dates()
    assert await ada.events(KIND) == []


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Pacific/Kiritimati", datetime(2026, 6, 11, 10, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 6, 11, 22, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(2026, 6, 12, 11, 0, tzinfo=UTC)),
    ],
)
async def test_a_date_without_a_time_is_told_of_from_the_eve_on_where_the_person_is(
    zone: str, first: datetime, ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    async with ada.database.unit_of_work(ada.actor) as uow:
        await people.update_me(uow, PersonPatch(timezone=zone))
    await ada.reminded(due="2026-06-13")
    sweeping = make_sweeper()
    clock.now = first - timedelta(microseconds=1)
    await sweeping.tell_of_due_dates()
    assert await ada.events(KIND) == []
    clock.now = first
    await sweeping.tell_of_due_dates()
    assert len(await ada.events(KIND)) == 1


async def test_a_task_deleted_and_brought_back_is_not_told_of_again(
    ada: Person, make_sweeper: MakeSweeper, clock: Clock
) -> None:
    task_id = await ada.reminded(due="2026-06-10T18:00:00Z")
    sweeping = make_sweeper()
    await sweeping.tell_of_due_dates()
    async with ada.database.unit_of_work(ada.actor) as uow:
        await tasks.delete(uow, TaskRef(id=task_id))
    async with ada.database.unit_of_work(ada.actor) as uow:
        await operations.undo(uow)
    await sweeping.tell_of_due_dates()
    assert len(await ada.events(KIND)) == 1


async def test_more_than_a_page_of_due_dates_is_told_of(
    ada: Person, make_sweeper: MakeSweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evolution_todo.adapters.duereminders.PAGE", 3)
    for number in range(8):
        await ada.reminded(title=f"Task {number}", due=f"2026-06-1{number % 2}T18:00:00Z")
    await make_sweeper().tell_of_due_dates()
    assert len(await ada.events(KIND)) == 4


async def test_the_audit_trail_passes_it_over(ada: Person, make_sweeper: MakeSweeper) -> None:
    await ada.reminded(due="2026-06-10T18:00:00Z")
    await make_sweeper().tell_of_due_dates()
    async with ada.database.unit_of_work(ada.actor) as uow:
        rows = await uow.session.exec(
            select(OutboxEvent).where(OutboxEvent.user_id == ada.actor.user_id)
        )
        told = [events.of_row(row) for row in rows if row.type.endswith(KIND)]
        await audit.record(uow, told[0])
        assert list(uow.session.new) == []
