"""Notification: sends reminders when they are due, woken by their jobs; one process at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.apart import Service
from evolution_todo.processes.beside import based, consuming, subscriber
from evolution_todo.processes.leading import reminding


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Service]:
    """Build it."""
    async with based(settings) as base:
        from evolution_todo.adapters.jobs import DaprJobs
        from evolution_todo.adapters.statestore import DaprStateStore
        from evolution_todo.services.marks import Marks
        from evolution_todo.services.notification.jobs import NOTIFICATION, ReminderJobs, wake_ups

        jobs = ReminderJobs(
            scheduler=DaprJobs(base.sidecar),
            unit_of_work=base.database.unit_of_work,
            zone=settings.zone,
        )
        marks = Marks(DaprStateStore(base.sidecar))
        routes, retrying = consuming(base, subscriber(base, NOTIFICATION, before=jobs.follow))
        yield Service(
            checks=base.checks,
            routes=[*routes, *wake_ups(base.database.nudge, token=base.token)],
            works=[retrying, reminding(settings, base.database, note_sent=marks.reminder_sent)],
        )
