"""Relaying and reminding, by one process at a time on a database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from evolution_todo.adapters.settings import Settings

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database
    from evolution_todo.adapters.leases import LeaderLease
    from evolution_todo.adapters.notify import NotifyChannels
    from evolution_todo.services.notification.sending import NoteSent
    from evolution_todo.services.notification.sweeper import Sweeper
    from evolution_todo.services.pruning import Pruner
    from evolution_todo.services.relay import Relay
    from evolution_todo.services.working import Work


@asynccontextmanager
async def acting(settings: Settings, database: "Database") -> AsyncIterator[None]:
    """Relay events and send reminders beside, whenever this is the process to do it.

    Where events go through Dapr, other processes do.
    """
    if settings.events == "dapr":
        yield
        return
    from evolution_todo.services.leader import lead
    from evolution_todo.services.notification.sending import note_nowhere

    lease = _lease(database)
    works = [
        _relay(settings, database).run,
        _sweeper(settings, database, lease, note_sent=note_nowhere).run,
        _pruner(database).run,
    ]
    leading = asyncio.create_task(lead(lease, *works), name="leading")
    try:
        yield
    finally:
        leading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leading


def reminding(settings: Settings, database: "Database", *, note_sent: "NoteSent") -> "Work":
    """Return the work of sending reminders whenever this is the process to do it, and of pruning.

    It is the lease of those that do everything: where one of them is open too, one of all leads.
    """
    from evolution_todo.services.leader import lead

    async def work() -> None:
        lease = _lease(database)
        sweeper = _sweeper(settings, database, lease, note_sent=note_sent)
        await lead(lease, sweeper.run, _pruner(database).run)

    return work


def _lease(database: "Database") -> "LeaderLease":
    from evolution_todo.adapters.leases import LeaderLease

    return LeaderLease(database, holder=str(uuid4()))


def _relay(settings: Settings, database: "Database") -> "Relay":
    from evolution_todo.adapters.backlog import DatabaseBacklog
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.services.relay import Relay

    return Relay(
        backlog=DatabaseBacklog(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        clock=database.clock,
        zone=settings.zone,
        announce=announcer(settings.step_socket),
    )


def _pruner(database: "Database") -> "Pruner":
    from evolution_todo.adapters.pruning import DatabaseLeftovers
    from evolution_todo.services.pruning import Pruner

    return Pruner(leftovers=DatabaseLeftovers(database))


def _sweeper(
    settings: Settings,
    database: "Database",
    lease: "LeaderLease",
    *,
    note_sent: "NoteSent",
) -> "Sweeper":
    from evolution_todo.adapters.duereminders import DatabaseDueReminders
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.services.notification.sweeper import Sweeper

    return Sweeper(
        due=DatabaseDueReminders(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        channels=channels(settings),
        zone=settings.zone,
        holder=str(uuid4()),
        clock=database.clock,
        still_leading=lambda: lease.held,
        announce=announcer(settings.step_socket),
        note_sent=note_sent,
    )


def channels(settings: Settings) -> "NotifyChannels":
    """Return the ways to reach people that the operator has set up."""
    from ipaddress import ip_network

    from evolution_todo.adapters import smtp
    from evolution_todo.adapters.notify import NotifyChannels

    return NotifyChannels(
        server=smtp.read_url(settings.smtp_url) if settings.smtp_url else None,
        everybody=settings.notify,
        allowed=[ip_network(network) for network in settings.notify_allow_networks],
    )


async def is_led(settings: Settings) -> bool:
    """Say whether a process is open that relays events and sends reminders.

    Raises:
        UnusableDatabase: the setting names no database that can be used.
        Unavailable: it is out of reach.
    """
    from evolution_todo.adapters.database import Database

    database = Database(settings.database_url)
    try:
        return await database.is_led()
    finally:
        await database.close()
