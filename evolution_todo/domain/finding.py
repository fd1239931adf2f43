"""Finding tasks: filters, orders and keyset pages, and how a task is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, and_, func, or_, tuple_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from evolution_todo.domain import recurring, reminders, tags, when
from evolution_todo.domain.changes import key, tags_of
from evolution_todo.domain.cursors import Cursors, Id, Instant, Text
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.owned import LARGEST_ID, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.priorities import IDS, NAMES
from evolution_todo.domain.texts import fold
from evolution_todo.domain.views import Page, PriorityName, TagView, TaskView
from models import DueOrder, RecurringTask, Task, TaskTag

Sort = Literal[
    "due_date", "-due_date", "priority", "-priority", "created_at", "-created_at", "title", "-title"
]

SCAN = 200
"""Rows read at a time where a filter is applied outside the database."""


class TaskQuery(BaseModel):
    """Which tasks to return and in which order; filters add up."""

    model_config = ConfigDict(extra="forbid")

    completed: bool | None = None
    priority: list[PriorityName] = []
    tags: list[str] = []
    """Tasks that bear all of these."""
    due_after: str | None = None
    """Due at this time or later; English or ISO 8601."""
    due_before: str | None = None
    """Due before this time."""
    completed_after: str | None = None
    """Completed at this time or later; English or ISO 8601."""
    completed_before: str | None = None
    """Completed before this time."""
    overdue: bool | None = None
    no_due: bool | None = None
    recurring: bool | None = None
    search: str | None = None
    """Words that all stand in the title or the description."""
    numbers: list[int] = []
    time_from: str | None = None
    """With `time_to`: due at this time of day (`HH:MM`) or later, in the person's zone."""
    time_to: str | None = None
    sort: Sort = "created_at"
    limit: int = 50
    cursor: str | None = None


class Overview(BaseModel):
    """What matters now."""

    overdue: list[TaskView]
    today: list[TaskView]
    upcoming: list[TaskView]
    """Due in the seven days after today."""
    open: int
    completed: int
    tags: list[TagView]


@dataclass(frozen=True, slots=True)
class Order:
    """A sort key of one column beside the id, both in one direction."""

    column: Any
    """What the database sorts by before the id; None for the id alone."""
    value: Callable[[Task], Any]
    type: Any
    """What a cursor holds of it."""


NEVER = datetime(9999, 12, 31, tzinfo=UTC)
ORDERS: dict[str, Order] = {
    "created_at": Order(None, lambda _task: 0, Id),
    "due_date": Order(DueOrder(), lambda task: task.due_date or NEVER, Instant),
    "priority": Order(col(Task.priority_id), lambda task: task.priority_id, Id),
    "title": Order(func.lower(Task.title), lambda task: task.title, Text),
}
_CURSORS = {sort: Cursors(sort, ORDERS[sort.removeprefix("-")].type, Id) for sort in get_args(Sort)}


async def find(uow: UnitOfWork, query: TaskQuery) -> Page[TaskView]:
    """Return a page of the person's tasks.

    Raises:
        Invalid: a filter, the limit or the cursor cannot be read.
    """
    rows = await _rows(uow, query)
    shown = rows[: query.limit]
    order = ORDERS[query.sort.removeprefix("-")]
    more = None
    if len(rows) > query.limit:
        more = _CURSORS[query.sort].encode(order.value(shown[-1]), shown[-1].id)
    return Page(items=await views_of(uow, shown), next_cursor=more)


async def count(uow: UnitOfWork, query: TaskQuery, *, at_most: int = 1001) -> int:
    """Return how many tasks a query has, counting no further than `at_most`."""
    if query.time_from or query.time_to:
        wide = query.model_copy(update={"cursor": None, "limit": at_most})
        return len((await _rows(uow, wide))[:at_most])
    found = await _filtered(uow, query)
    ids = found.with_only_columns(col(Task.id)).limit(at_most).subquery()
    return (await uow.session.exec(select(func.count()).select_from(ids))).one()


async def overview(uow: UnitOfWork) -> Overview:
    """Return what is overdue, due today and due in the week after, and how much there is."""
    now = uow.local_now
    tomorrow = _day(now, days=1)
    late = TaskQuery(completed=False, overdue=True, sort="due_date", limit=20)
    today = TaskQuery(
        completed=False,
        due_after=_day(now, days=0),
        due_before=tomorrow,
        sort="due_date",
        limit=20,
    )
    week = today.model_copy(
        update={
            "due_after": tomorrow,
            "due_before": _day(now, days=8),
        }
    )
    overdue = (await find(uow, late)).items
    late_ids = {task.id for task in overdue}
    return Overview(
        overdue=overdue,
        today=[t for t in (await find(uow, today)).items if t.id not in late_ids],
        upcoming=(await find(uow, week)).items,
        open=await count(uow, TaskQuery(completed=False)),
        completed=await count(uow, TaskQuery(completed=True)),
        tags=await tags.list_all(uow),
    )


async def views_of(uow: UnitOfWork, rows: Sequence[Task], *, bear: bool = True) -> list[TaskView]:
    """Return tasks as their owner sees them; those that bear no tags are not asked for any."""
    ids = [key(row) for row in rows]
    borne = await tags_of(uow, ids) if bear else {id_: [] for id_ in ids}
    wanted = {row.recurring_task_id for row in rows} - {None}
    series: dict[int, RecurringTask] = {}
    if wanted:
        found = await uow.session.exec(
            owned(uow, RecurringTask).where(col(RecurringTask.id).in_(wanted))
        )
        series = {key(row): row for row in found}
    reminding = [key(row) for row in rows if row.reminder_at is not None]
    pending = await reminders.pending_times(uow, reminding)
    return [
        TaskView.model_validate(
            row.model_dump()
            | {
                "priority": NAMES[row.priority_id],
                "reminders": pending.get(key(row), []),
                "tags": [tag.name for tag in borne[key(row)]],
                "tag_ids": [key(tag) for tag in borne[key(row)]],
                "imported": "import" in {row.origin, *(tag.origin for tag in borne[key(row)])},
                "is_recurring": row.recurring_task_id is not None,
                "recurrence": _rule(series.get(row.recurring_task_id or 0)),
            }
        )
        for row in rows
    ]


def _rule(series: RecurringTask | None) -> Any:
    return None if series is None else recurring.recurrence_view(series)


async def _rows(uow: UnitOfWork, query: TaskQuery) -> list[Task]:
    """Return up to one more row than the query's limit."""
    if not 1 <= query.limit <= 2000:
        raise Invalid(
            "limit must be 1-200",
            field="limit",
            code="invalid_limit",
            next_step="Ask for 1 to 200 items and go on with next_cursor.",
        )
    fits = _clock_filter(uow, query)
    statement = _ordered(await _filtered(uow, query), query)
    if fits is None:
        return list(await uow.session.exec(statement.limit(query.limit + 1)))
    found: list[Task] = []
    offset = 0
    while len(found) <= query.limit:
        batch = (await uow.session.exec(statement.offset(offset).limit(SCAN))).all()
        found += [row for row in batch if fits(row)]
        offset += SCAN
        if len(batch) < SCAN:
            break
    return found[: query.limit + 1]


def _ordered(statement: SelectOfScalar[Task], query: TaskQuery) -> SelectOfScalar[Task]:
    descending = query.sort.startswith("-")
    order = ORDERS[query.sort.removeprefix("-")]
    columns = [c for c in (order.column, col(Task.id)) if c is not None]
    if query.cursor is not None:
        values = _after(query.cursor, query.sort)
        here, there = tuple_(*columns), tuple_(*values[-len(columns) :])
        statement = statement.where(here < there if descending else here > there)
    return statement.order_by(*(c.desc() if descending else c.asc() for c in columns))


def _after(cursor: str, sort: str) -> list[Any]:
    value, id_ = _CURSORS[sort].decode(cursor)
    if sort.removeprefix("-") == "title":
        value = func.lower(value)  # the database's own, which differs in a few letters
    return [value, id_]


async def _filtered(uow: UnitOfWork, query: TaskQuery) -> SelectOfScalar[Task]:
    statement = owned(uow, Task)
    for condition in (*_plain(query), *_times(uow, query), *_words(query.search)):
        statement = statement.where(condition)
    if query.tags:
        borne = await tags.borne_names(uow, query.tags)
        if len(borne) < len({fold(name.removeprefix("#")) for name in query.tags}):
            return statement.where(col(Task.id).is_(None))
        for tag in borne:
            bearers = select(TaskTag.task_id).where(TaskTag.tag_id == tag.id)
            statement = statement.where(col(Task.id).in_(bearers))
    return statement


def _plain(query: TaskQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.completed is not None:
        conditions.append(col(Task.completed).is_(query.completed))
    if query.priority:
        conditions.append(col(Task.priority_id).in_([IDS[name] for name in query.priority]))
    if query.numbers:
        known = [number for number in query.numbers if 0 < number <= LARGEST_ID]
        conditions.append(col(Task.number).in_(known[:SCAN]))
    if query.recurring is not None:
        unset = col(Task.recurring_task_id).is_(None)
        conditions.append(~unset if query.recurring else unset)
    if query.no_due is not None:
        unset = col(Task.due_date).is_(None)
        conditions.append(unset if query.no_due else ~unset)
    return conditions


def _times(uow: UnitOfWork, query: TaskQuery) -> list[ColumnElement[bool]]:
    now = uow.local_now
    conditions: list[ColumnElement[bool]] = []
    if query.due_after is not None:
        since = when.read_bound(query.due_after, now=now, field="due_after")
        conditions.append(_due_from(since))
    if query.due_before is not None:
        until = when.read_bound(query.due_before, now=now, field="due_before")
        conditions.append(_due_before(until))
    if query.completed_after is not None:
        since = when.read_bound(query.completed_after, now=now, field="completed_after")
        conditions.append(col(Task.completed_at) >= since)
    if query.completed_before is not None:
        until = when.read_bound(query.completed_before, now=now, field="completed_before")
        conditions.append(col(Task.completed_at) < until)
    if query.overdue is not None:
        late = and_(_overdue(now), col(Task.completed).is_(False))
        conditions.append(late if query.overdue else ~func.coalesce(late, False))
    return conditions


def _due_from(moment: datetime) -> ColumnElement[bool]:
    """Due at a local moment or later; a date without a time lasts until its day is over there."""
    return or_(
        and_(col(Task.due_all_day).is_(False), col(Task.due_date) >= moment),
        and_(col(Task.due_all_day).is_(True), col(Task.due_date) >= when.start_of_day(moment)),
    )


def _due_before(moment: datetime) -> ColumnElement[bool]:
    """Due before a local moment; a date without a time is when its day begins there."""
    day = when.start_of_day(moment)
    if moment.time() != time(0):
        day += timedelta(days=1)
    return or_(
        and_(col(Task.due_all_day).is_(False), col(Task.due_date) < moment),
        and_(col(Task.due_all_day).is_(True), col(Task.due_date) < day),
    )


def _overdue(now: datetime) -> ColumnElement[bool]:
    """Due before now; a date without a time is late once its day is over."""
    return or_(
        and_(col(Task.due_all_day).is_(False), col(Task.due_date) < now),
        and_(col(Task.due_all_day).is_(True), col(Task.due_date) < when.start_of_day(now)),
    )


def _words(search: str | None) -> list[ColumnElement[bool]]:
    words = (search or "").split()[:20]
    return [
        or_(
            func.lower(Task.title).contains(stem, autoescape=True),
            func.lower(func.coalesce(Task.description, "")).contains(stem, autoescape=True),
        )
        for stem in map(_stem, words)
    ]


def _stem(word: str) -> str:
    """A plural finds its singular: “meetings” finds “Team meeting”."""
    folded = word.lower()
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") else folded


def _clock_filter(uow: UnitOfWork, query: TaskQuery) -> Callable[[Task], bool] | None:
    if query.time_from is None and query.time_to is None:
        return None
    start, end = time.min, time.max
    if query.time_from:
        start = when.read_clock(query.time_from, field="time_from")
    if query.time_to:
        end = when.read_clock(query.time_to, field="time_to")

    def fits(task: Task) -> bool:
        if task.due_date is None or task.due_all_day:
            return False
        clock = task.due_date.astimezone(uow.actor.zone).time()
        return start <= clock <= end if start <= end else clock >= start or clock <= end

    return fits


def _day(now: datetime, *, days: int) -> str:
    """A day as a date: its midnight may be one that the clocks leave out."""
    return (now.date() + timedelta(days=days)).isoformat()
