"""What services apart have in common: a database, a sidecar, and what that brings them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.division import do_one_thing
from evolution_todo.processes.opening import database_check, opened

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from evolution_todo.adapters.dapr import Sidecar
    from evolution_todo.adapters.database import Database
    from evolution_todo.services.handlers import Consumer
    from evolution_todo.services.probes import Check
    from evolution_todo.services.subscriber import Beside, Subscriber
    from evolution_todo.services.working import Work


@dataclass(frozen=True, slots=True)
class Base:
    """What a service apart stands on."""

    settings: Settings
    database: "Database"
    sidecar: "Sidecar"

    @property
    def checks(self) -> "Mapping[str, Check]":
        """What it needs to work."""
        return {"database": database_check(self.database), "sidecar": self.sidecar.check}

    @property
    def token(self) -> str:
        """What the sidecar has to show with its calls, if anything."""
        secret = self.settings.app_api_token
        return "" if secret is None else secret.get_secret_value()


@asynccontextmanager
async def based(settings: Settings) -> AsyncIterator[Base]:
    """Open what a service apart stands on.

    Raises:
        StartError: events do not go through Dapr, or the database cannot be used.
    """
    do_one_thing(settings)
    from evolution_todo.adapters.dapr import Sidecar

    async with opened(settings) as database, Sidecar() as sidecar:
        yield Base(settings, database, sidecar)


def subscriber(
    base: Base,
    consumer: "Consumer",
    *,
    before: "Beside | None" = None,
    after: "Beside | None" = None,
) -> "Subscriber":
    """Build what brings a consumer its events."""
    from evolution_todo.adapters.steps import announcer
    from evolution_todo.services.subscriber import Subscriber, nothing_beside

    return Subscriber(
        consumer=consumer,
        unit_of_work=base.database.unit_of_work,
        zone=base.settings.zone,
        announce=announcer(base.settings.step_socket),
        before=before or nothing_beside,
        after=after or nothing_beside,
    )


def consuming(base: Base, bringing: "Subscriber") -> "tuple[Sequence[BaseRoute], Work]":
    """Return the routes by which a consumer gets its events, and the work of its later tries."""
    from evolution_todo.adapters.backlog import DatabaseBacklog
    from evolution_todo.services.deliveries import Deliveries
    from evolution_todo.services.retries import Retries

    deliveries = Deliveries(
        name=bringing.name,
        topic=bringing.topic,
        take=bringing.bring,
        bury=bringing.bury,
        token=base.token,
    )
    retries = Retries(
        parked=DatabaseBacklog(base.database),
        subscribers=[bringing],
        changes=base.database,
        clock=base.database.clock,
    )
    return deliveries.routes, retries.run
