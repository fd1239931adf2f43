"""Telling people of what is due: a reminder through its channels, and a due date a day before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, delete, func, select

from evolution_todo.domain import events, outbox, reminders, when
from evolution_todo.domain.changes import changing_all, key, taken
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.language.text.wording import say_fully
from models import Claim, Delivery, DeliveryStatus, DueNotice, Reminder, ReminderStatus, Task

BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
"""How long to the next try after the first, the second … one; after the last, it has failed."""

APPROACHING = timedelta(hours=24)
"""How long before its due time `task.due.approaching` tells of an open task."""

GAVE_UP = "Gave up after the last try"
TAKEN_AWAY = "Not one of the person's channels any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where notices of a person go through one channel.

    Attributes:
        key: a hash of the URL, under which deliveries are kept.
        label: the channel in words, without secrets.
        url: may hold a password; it is in no log, error or event.
        trusted: the operator gave it, and it may reach any network.
    """

    key: str
    label: str
    url: str = field(repr=False)
    trusted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a try at one channel ended: `error` is None if the channel took the message."""

    error: str | None = None
    """What went wrong, for people, without secrets."""
    final: bool = False
    """Whether another try would end the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A reminder that is to go out now."""

    reminder_id: int
    user_id: str
    remind_at: datetime
    title: str
    text: str
    new: bool
    """Whether this is its first try."""
    addresses: tuple[Address, ...]
    """The channels that are open: not yet sent to, and not given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A notice, and how each try at its channels ended; a channel not tried is left out."""

    notice: Notice
    outcomes: Mapping[str, Outcome]

    @property
    def counts(self) -> bool:
        """Whether this was a try; with channels of which none was tried it was none."""
        return bool(self.outcomes) or not self.notice.addresses


async def prepare(
    uow: UnitOfWork, *, holder: str, reminder_ids: Sequence[int], addresses: Sequence[Address]
) -> list[Notice]:
    """Return what is to go out now of the reminders that `holder` has claimed.

    One that was moved, cancelled or completed since it was claimed is left out, and its claim is
    released. Each channel gets a delivery row, so that what it has taken it is not sent again.
    """
    rows = await _current(uow, holder, reminder_ids)
    await release(uow, holder, set(reminder_ids) - {key(row) for row, _ in rows})
    known = await _deliveries(uow, [key(row) for row, _ in rows])
    notices = []
    for row, task in rows:
        deliveries = known.get(_place(row), {})
        open_ = _opened(uow, row, addresses, deliveries)
        notices.append(_notice(uow, row, task, open_))
    await uow.session.flush()
    return notices


async def settle(uow: UnitOfWork, *, holder: str, tried: Sequence[Tried]) -> list[Reminder]:
    """Mark what was sent, tell the live streams, and let the claims go; returns what is `sent` now.

    A reminder is `sent` when all its channels are settled and one succeeded, or there are none,
    `failed` when all failed, else it stays `pending` until its next try. What a channel has taken
    is marked even if the reminder was moved or cancelled, or the claim lost, meanwhile.
    """
    deliveries = await _mark(uow, tried)
    known = {each.notice.reminder_id: each for each in tried if each.counts}
    rows = await _current(uow, holder, list(known))
    tasks = list({key(task): task for _, task in rows}.values())
    mine = [row for row, _ in rows if row.remind_at == known[key(row)].notice.remind_at]
    first = [row for row in mine if row.attempts == 0]
    later = [row for row in mine if row.attempts > 0]
    async with changing_all(uow, tasks):
        async with changing_all(uow, first, action="reminder"):
            for row in first:
                _advance(uow, row, deliveries.get(_place(row), {}))
        # Between the first try and the last, attempts are bookkeeping and no news.
        settled = [row for row in later if _is_last(row, deliveries.get(_place(row), {}))]
        async with changing_all(uow, settled):
            for row in later:
                _advance(uow, row, deliveries.get(_place(row), {}))
        await mirror_all(uow, tasks)
    await release(uow, holder, [each.notice.reminder_id for each in tried])
    return [row for row in mine if row.status == ReminderStatus.SENT.value]


async def fail(uow: UnitOfWork, *, holder: str, reminder_id: int) -> None:
    """Put off a reminder that could not be worked on at all, or give it up after the last try."""
    for row, task in await _current(uow, holder, [reminder_id]):
        async with changing_all(uow, [task]):
            async with changing_all(uow, [row] if row.attempts >= len(BACK_OFF) else []):
                _put_off(uow, row)
            await mirror_all(uow, [task])
    await release(uow, holder, [reminder_id])


async def release(uow: UnitOfWork, holder: str, reminder_ids: Iterable[int]) -> None:
    """Let claims of this person's reminders go."""
    await uow.session.exec(
        delete(Claim).where(
            col(Claim.user_id) == uow.actor.user_id,
            col(Claim.holder) == holder,
            col(Claim.reminder_id).in_(list(reminder_ids)),
        )
    )


async def mirror_all(uow: UnitOfWork, tasks: Sequence[Task]) -> None:
    """Keep `tasks.reminder_at` of many tasks at their earliest pending reminder."""
    found = await uow.session.exec(
        select(Reminder.task_id, func.min(Reminder.remind_at))
        .where(
            Reminder.user_id == uow.actor.user_id,
            col(Reminder.task_id).in_([key(task) for task in tasks]),
            Reminder.status == ReminderStatus.PENDING.value,
        )
        .group_by(col(Reminder.task_id))
    )
    earliest = dict(found.all())
    for task in tasks:
        task.reminder_at = earliest.get(key(task))


async def approach(uow: UnitOfWork, task_ids: Sequence[int]) -> int:
    """Tell once of each task and due date that it is due within a day; returns of how many."""
    query = owned(uow, Task).where(col(Task.id).in_(task_ids), col(Task.completed).is_(False))
    tasks = (await uow.session.exec(query)).all()
    known = await _noticed(uow, task_ids)
    told = []
    for task in tasks:
        due = reminders.due_of(task)
        if due is None or (key(task), due.at) in known:
            continue
        if is_approaching(due, now=uow.local_now):
            uow.session.add(_due_notice(uow, task, due))
            told.append(events.due_approaching(uow, task, await taken(uow, task)))
    await outbox.publish(uow, told)
    return len(told)


async def _noticed(uow: UnitOfWork, task_ids: Sequence[int]) -> set[tuple[int, datetime]]:
    rows = await uow.session.exec(
        select(DueNotice.task_id, DueNotice.due_date).where(
            DueNotice.user_id == uow.actor.user_id, col(DueNotice.task_id).in_(task_ids)
        )
    )
    return set(rows.all())


def _due_notice(uow: UnitOfWork, task: Task, due: when.Due) -> DueNotice:
    return DueNotice(
        task_id=key(task), due_date=due.at, user_id=uow.actor.user_id, created_at=uow.now
    )


def is_approaching(due: when.Due, *, now: datetime) -> bool:
    """Say whether a due time is within the next day; a date without a time, today or tomorrow.

    Args:
        due: When the task is due.
        now: In the person's zone.
    """
    if due.all_day:
        return timedelta(0) <= due.at.date() - now.date() <= APPROACHING
    return now < due.at <= now + APPROACHING


async def _current(
    uow: UnitOfWork, holder: str, reminder_ids: Sequence[int]
) -> list[tuple[Reminder, Task]]:
    """Return those of the reminders that are pending, due, and claimed by this holder."""
    rows = await uow.session.exec(
        select(Reminder, Task)
        .join(Task, col(Task.id) == Reminder.task_id)
        .join(Claim, col(Claim.reminder_id) == Reminder.id)
        .where(
            Reminder.user_id == uow.actor.user_id,
            col(Reminder.id).in_(reminder_ids),
            Claim.holder == holder,
            Reminder.status == ReminderStatus.PENDING.value,
            Reminder.remind_at <= uow.now,
        )
        .order_by(col(Reminder.remind_at), col(Reminder.id))
    )
    return list(rows.all())


Place = tuple[int, datetime]
"""A reminder at one time: moved, it is another one."""


def _place(row: Reminder) -> Place:
    return key(row), row.remind_at


async def _deliveries(uow: UnitOfWork, ids: Sequence[int]) -> dict[Place, dict[str, Delivery]]:
    found: dict[Place, dict[str, Delivery]] = {}
    query = select(Delivery).where(
        Delivery.user_id == uow.actor.user_id, col(Delivery.reminder_id).in_(ids)
    )
    for row in await uow.session.exec(query):
        found.setdefault((row.reminder_id, row.remind_at), {})[row.channel] = row
    return found


def _opened(
    uow: UnitOfWork, row: Reminder, addresses: Sequence[Address], known: Mapping[str, Delivery]
) -> list[Address]:
    """Return the channels that are open, each with its delivery row."""
    wanted = {address.key for address in addresses}
    for channel, delivery in known.items():
        if _is_open(delivery) and channel not in wanted:
            _give_up(uow, delivery, TAKEN_AWAY)
    for address in addresses:
        if address.key not in known:
            uow.session.add(_delivery(row, address))
    return [a for a in addresses if a.key not in known or _is_open(known[a.key])]


def _delivery(row: Reminder, address: Address) -> Delivery:
    return Delivery(
        reminder_id=key(row),
        remind_at=row.remind_at,
        channel=address.key,
        user_id=row.user_id,
        label=address.label[:100],
    )


def _is_open(delivery: Delivery) -> bool:
    return delivery.status == DeliveryStatus.PENDING


async def _mark(uow: UnitOfWork, tried: Sequence[Tried]) -> dict[Place, dict[str, Delivery]]:
    """Write down how each channel took it; returns the deliveries of each reminder that count."""
    found = await _deliveries(uow, [each.notice.reminder_id for each in tried])
    for each in tried:
        rows = found.get((each.notice.reminder_id, each.notice.remind_at), {})
        for channel, outcome in each.outcomes.items():
            if channel in rows and _is_open(rows[channel]):
                _take_down(uow, rows[channel], outcome)
    await uow.session.flush()
    return found


def _take_down(uow: UnitOfWork, row: Delivery, outcome: Outcome) -> None:
    row.attempts += 1
    row.error = outcome.error[:300] if outcome.error else None
    if outcome.error is None:
        row.status = DeliveryStatus.SENT.value
    elif outcome.final or row.attempts > len(BACK_OFF):
        row.status = DeliveryStatus.FAILED.value
    if not _is_open(row):
        row.settled_at = uow.now


def _is_last(row: Reminder, deliveries: Mapping[str, Delivery]) -> bool:
    """Whether the reminder is settled by this try."""
    return not any(map(_is_open, deliveries.values())) or row.attempts >= len(BACK_OFF)


def _advance(uow: UnitOfWork, row: Reminder, deliveries: Mapping[str, Delivery]) -> None:
    if not _is_last(row, deliveries):
        _put_off(uow, row)
        return
    for delivery in filter(_is_open, deliveries.values()):
        _give_up(uow, delivery, GAVE_UP)
    row.attempts += 1
    row.next_attempt_at = None
    taken_by = [d for d in deliveries.values() if d.status == DeliveryStatus.SENT]
    if taken_by or not deliveries:
        row.status, row.sent_at = ReminderStatus.SENT.value, uow.now
    else:
        row.status = ReminderStatus.FAILED.value


def _give_up(uow: UnitOfWork, delivery: Delivery, why: str) -> None:
    delivery.status, delivery.settled_at = DeliveryStatus.FAILED.value, uow.now
    delivery.error = delivery.error or why


def _put_off(uow: UnitOfWork, row: Reminder) -> None:
    row.attempts += 1
    if row.attempts > len(BACK_OFF):
        row.status, row.next_attempt_at = ReminderStatus.FAILED.value, None
    else:
        row.next_attempt_at = uow.now + BACK_OFF[row.attempts - 1]


def _notice(uow: UnitOfWork, row: Reminder, task: Task, open_: Sequence[Address]) -> Notice:
    return Notice(
        reminder_id=key(row),
        user_id=row.user_id,
        remind_at=row.remind_at,
        title=f"Reminder: {one_line(task.title)}",
        text=_text(uow, task),
        new=row.attempts == 0,
        addresses=tuple(open_),
    )


A_MOMENT = timedelta(minutes=1)
"""How long ago a due time is that is still said to be now."""


def _text(uow: UnitOfWork, task: Task) -> str:
    title, due = one_line(task.title), reminders.due_of(task)
    if due is None:
        return f"You wanted to be reminded of “{title}”, your task {task.number}."
    zone = uow.actor.zone
    moment = when.local(due.at, all_day=due.all_day, zone=zone)
    now = uow.local_now
    past = moment.date() < now.date() if due.all_day else moment <= now - A_MOMENT
    said = say_fully(moment, all_day=due.all_day)
    where = "" if due.all_day else f" ({zone.key})"
    return f"“{title}”, your task {task.number}, {'was' if past else 'is'} due {said}{where}."


def one_line(text: str) -> str:
    """Return a text with every run of blanks, line ends among them, as one space."""
    return " ".join(text.split())
