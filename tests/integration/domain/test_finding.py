"""Lists: filters, orders and pages."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.domain import finding, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.finding import TaskQuery
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.refs import TaskRef
from tests.conftest import Clock
from tests.factories import Do

pytestmark = pytest.mark.anyio


@pytest.fixture
async def filled(do: Do) -> None:
    """The clock stands at Wednesday 10 June 2026, 11:00 in Berlin."""
    for draft in (
        TaskDraft(title="Late report", due_date="2026-06-10T09:00", priority="high", tags=["work"]),
        TaskDraft(title="Trash today", due_date="2026-06-10"),
        TaskDraft(title="Was yesterday", due_date="2026-06-09"),
        TaskDraft(title="Morning meeting", due_date="2026-06-11T08:30", tags=["work", "team"]),
        TaskDraft(title="Board meeting", due_date="2026-06-12T15:00", priority="critical"),
        TaskDraft(title="ÄRZTE anrufen", description="100%_sure"),
        TaskDraft(title="Water plants", recurrence="every Monday at 8am"),
    ):
        await do(tasks.add, draft)
    await do(tasks.set_completed, TaskRef(number=5), completed=True)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7]),
        ({"completed": True}, [5]),
        ({"overdue": True}, [1, 3]),
        ({"overdue": False}, [2, 4, 5, 6, 7]),
        ({"priority": ["high", "critical"]}, [1, 5]),
        ({"tags": ["work"]}, [1, 4]),
        ({"tags": ["work", "TEAM"]}, [4]),
        ({"tags": ["unknown"]}, []),
        ({"no_due": True}, [6]),
        ({"recurring": True}, [7]),
        ({"due_after": "today", "due_before": "tomorrow"}, [1, 2]),
        ({"due_after": "2026-06-10T09:30", "due_before": "2026-06-11T09:00"}, [2, 4]),
        ({"completed_after": "today", "completed_before": "tomorrow"}, [5]),
        ({"completed_before": "2026-06-10T10:59+02:00"}, []),
        ({"completed_after": "tomorrow"}, []),
        ({"search": "meetings"}, [4, 5]),
        ({"search": "ärzte"}, [6]),
        ({"search": "%"}, [6]),
        ({"search": "board meeting"}, [5]),
        ({"numbers": [2, 99]}, [2]),
        ({"time_from": "08:00", "time_to": "09:00"}, [1, 4, 7]),
        ({"time_from": "15:00", "time_to": "08:00"}, [5, 7]),
        ({"sort": "-priority"}, [5, 1, 7, 6, 4, 3, 2]),
        ({"sort": "due_date"}, [3, 2, 1, 4, 5, 7, 6]),
        ({"sort": "title"}, [5, 1, 4, 2, 3, 7, 6]),
        ({"sort": "-created_at"}, [7, 6, 5, 4, 3, 2, 1]),
    ],
)
async def test_a_query_finds_what_it_names_in_its_order(
    do: Do, query: dict[str, Any], numbers: list[int]
) -> None:
    page = await do(finding.find, TaskQuery(**query))
    assert [task.number for task in page.items] == numbers
    assert await do(finding.count, TaskQuery(**query)) == len(numbers)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sort", ["created_at", "-due_date", "due_date", "-priority", "title"])
@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_meet_without_gap_or_overlap(do: Do, sort: Any, limit: int) -> None:
    whole = [t.number for t in (await do(finding.find, TaskQuery(sort=sort))).items]
    seen: list[int] = []
    cursor = None
    while True:
        page = await do(finding.find, TaskQuery(sort=sort, limit=limit, cursor=cursor))
        seen += [task.number for task in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == whole


async def test_from_a_time_of_day_on_is_until_the_last_moment_of_the_day(do: Do) -> None:
    await do(tasks.add, TaskDraft(title="Fireworks", due_date="2026-12-31T23:59:59"))
    page = await do(finding.find, TaskQuery(time_from="22:00"))
    assert [task.title for task in page.items] == ["Fireworks"]


@pytest.mark.parametrize("field", ["time_from", "time_to"])
@pytest.mark.parametrize("said", ["10:00Z", "10:00+02:00", "25:00"])
@pytest.mark.usefixtures("filled")
async def test_a_time_of_day_is_the_persons_own(do: Do, field: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        await do(finding.find, TaskQuery(**{field: said}))
    assert (refused.value.code, refused.value.field) == ("invalid_time", field)


@pytest.mark.parametrize("cursor", ["", "x", "!!", "W10", "WyJ0aXRsZSIsMSwyXQ", "ä", "[" * 9999])
async def test_a_cursor_of_another_making_is_refused(do: Do, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        await do(finding.find, TaskQuery(cursor=cursor))
    assert refused.value.code == "invalid_cursor"


async def test_tomorrow_is_not_today_where_the_clocks_leave_its_midnight_out(
    do: Do, actor: Actor, clock: Clock
) -> None:
    clock.now = datetime(2026, 4, 23, 9, tzinfo=UTC)
    cairo = replace(actor, zone=ZoneInfo("Africa/Cairo"))
    for day in (23, 24, 30):
        await do(tasks.add, TaskDraft(title=str(day), due_date=f"2026-04-{day}"), by=cairo)
    view = await do(finding.overview, by=cairo)
    assert [task.title for task in view.today] == ["23"]
    assert [task.title for task in view.upcoming] == ["24", "30"]


@pytest.mark.usefixtures("filled")
async def test_the_overview_tells_overdue_today_and_the_week_after(do: Do) -> None:
    for due in ("2026-06-17T23:59", "2026-06-18"):
        await do(tasks.add, TaskDraft(title="In a week", due_date=due))
    view = await do(finding.overview)
    assert [t.number for t in view.overdue] == [3, 1]
    assert [t.number for t in view.today] == [2]
    assert [t.number for t in view.upcoming] == [4, 7, 8]
    assert (view.open, view.completed) == (8, 1)
