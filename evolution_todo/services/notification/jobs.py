"""Jobs of reminders: each upcoming reminder has one, which wakes the sweeper when it is due."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evolution_todo.domain import jobs
from evolution_todo.domain.errors import Unavailable
from evolution_todo.domain.events import REMINDERS, TYPE_PREFIX, Event
from evolution_todo.domain.ports import OpenUnitOfWork, UnitOfWork
from evolution_todo.services.deliveries import guarded
from evolution_todo.services.handlers import Consumer
from evolution_todo.services.notification.sending import SERVICE
from evolution_todo.services.subscriber import acting

CRON = "reminder-cron"

GONE_SECONDS = 10.0
"""How long not to ask a scheduler again that gave no answer."""


class Scheduler(Protocol):
    """A scheduler that calls this service."""

    async def schedule(self, name: str, *, due: datetime) -> None:
        """Have it called at a time; a job of that name moves there. Raises Unavailable."""
        ...

    async def cancel(self, name: str) -> None:
        """Have it called no more; one that is not known is no matter. Raises Unavailable."""
        ...


class SchedulerGone(Exception):
    """The scheduler gives no answer: the event is parked, so that others need not wait for it."""


class ReminderJobs:
    """Keeps the scheduler in step with the reminders, by what they are when an event tells of them.

    A job too many wakes for nothing, and for one too few the sweeper looks by itself.
    """

    def __init__(
        self, *, scheduler: Scheduler, unit_of_work: OpenUnitOfWork, zone: ZoneInfo
    ) -> None:
        self._scheduler = scheduler
        self._unit_of_work = unit_of_work
        self._zone = zone
        self._gone_until = 0.0

    async def follow(self, event: Event) -> None:
        """Schedule or cancel the job of the reminder that an event tells of.

        Raises:
            Unavailable: the database is out of reach.
            SchedulerGone: the scheduler is.
        """
        reminder_id = event.data["reminder_id"]
        actor = acting(SERVICE, event.user_id, correlation_id=event.correlation_id, zone=self._zone)
        async with self._unit_of_work(actor, read_only=True) as uow:
            at = await jobs.upcoming(uow, reminder_id)
        if time.monotonic() < self._gone_until:
            raise SchedulerGone
        try:
            await self._keep(jobs.name_of(reminder_id), at)
        except Unavailable as error:
            self._gone_until = time.monotonic() + GONE_SECONDS
            raise SchedulerGone from error

    async def _keep(self, name: str, at: datetime | None) -> None:
        if at is None:
            await self._scheduler.cancel(name)
        else:
            await self._scheduler.schedule(name, due=at)


async def _name(uow: UnitOfWork, event: Event) -> None:
    await jobs.note(uow, event.data["reminder_id"])


NOTIFICATION = Consumer(
    name=SERVICE,
    topic=REMINDERS,
    types=frozenset({f"{TYPE_PREFIX}.reminder.scheduled", f"{TYPE_PREFIX}.reminder.cancelled"}),
    handle=_name,
)
"""The service's interest in reminders; `ReminderJobs.follow` has gone before."""


def wake_ups(nudge: Callable[[], None], *, token: str) -> Sequence[Route]:
    """Return the routes of jobs and of the clock; each wakes whichever process sends reminders."""

    async def wake(request: Request) -> Response:
        del request
        nudge()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [guarded(f"/{CRON}", wake, token=token), guarded("/job/{name}", wake, token=token)]
