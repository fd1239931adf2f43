"""Relaying and reminding, by one process at a time on a database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from evolution_todo.adapters.settings import Settings

if TYPE_CHECKING:
    from evolution_todo.adapters.database import Database
    from evolution_todo.adapters.leases import LeaderLease
    from evolution_todo.adapters.notify import NotifyChannels
    from evolution_todo.services.notification.sweeper import Sweeper
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

    lease = _lease(database)
    works = _works(settings, database, lease)
    leading = asyncio.create_task(lead(lease, *works), name="leading")
    try:
        yield
    finally:
        leading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leading


def _lease(database: "Database") -> "LeaderLease":
    from evolution_todo.adapters.leases import LeaderLease

    return LeaderLease(database, holder=str(uuid4()))


def _works(settings: Settings, database: "Database", lease: "LeaderLease") -> "Sequence[Work]":
    from evolution_todo.adapters.backlog import DatabaseBacklog
    from evolution_todo.adapters.pruning import DatabaseLeftovers
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.services.pruning import Pruner
    from evolution_todo.services.relay import Relay

    relay = Relay(
        backlog=DatabaseBacklog(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        clock=database.clock,
        zone=settings.zone,
        announce=announcer(settings.step_socket),
    )
    pruner = Pruner(leftovers=DatabaseLeftovers(database))
    return [relay.run, _sweeper(settings, database, lease).run, pruner.run]


def _sweeper(settings: Settings, database: "Database", lease: "LeaderLease") -> "Sweeper":
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
