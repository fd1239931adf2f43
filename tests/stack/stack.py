"""The whole backbone at once, and the product's processes on it, each with its sidecar."""

import asyncio
import itertools
import secrets
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evolution_todo.adapters.database import Database
from tests.servers import COMMAND, environment_of
from tests.stack import dapr
from tests.stack.dapr import Scheduler, Sidecar, scheduler
from tests.stack.kafka import Kafka, kafka
from tests.stack.postgres import Postgres, postgres
from tests.stack.processes import Server, enter_together, folder, free_port, is_healthy
from tests.stack.redis import Redis, redis
from tests.stack.topology import SERVICES

DAPR = Path(__file__).parents[2] / "dapr"

MIGRATED = "migrated"
"""The template of databases that have every table."""


def migrated(server: Postgres) -> None:
    """Make the template of databases that have every table."""

    async def migrate() -> None:
        database = Database(server.url(MIGRATED))
        await database.migrate()
        await database.close()

    server.run(f"CREATE DATABASE {MIGRATED}")
    asyncio.run(migrate())


class Process:
    """One service as a process of its own; its sidecar, if it has one, lives on when it is killed.

    Its calls wait for the process: a test that must answer it meanwhile makes them in a thread.
    """

    def __init__(
        self, name: str, port: int, *, app: Server, sidecar: Sidecar | None, database: str
    ) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        self.database = database
        self.app = app
        self.sidecar = sidecar

    @property
    def log(self) -> str:
        """What it has told so far."""
        return self.app.log.read_text(errors="replace")

    def start(self) -> None:
        """Begin it, and its sidecar if that does not run; return once both serve."""
        self.app.begin()
        try:
            if self.sidecar is not None and not self.sidecar.server.is_running:
                self.sidecar.server.begin()
            self.app.wait()
            if self.sidecar is not None:
                self.sidecar.server.wait()
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """End the process as a power cut would."""
        self.app.kill()

    def signal(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        self.app.send(number)

    def restart(self) -> None:
        """Kill the process and start it again."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """End the process as its operator would, and then its sidecar."""
        self.app.stop()
        if self.sidecar is not None:
            self.sidecar.server.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What each sidecar of a stack is told.

    Attributes:
        kind: Which set of components, that of a machine (`local`) or of a cluster (`production`).
        environment: Its variables.
        tokens: More of them, by which it and its app know each other; the app has them as well.
    """

    kind: str
    environment: Mapping[str, str]
    tokens: Mapping[str, str] = field(default_factory=dict)


class Stack:
    """PostgreSQL, Redis, Kafka and Dapr's scheduler, and what is run on them.

    `home` is the folder of all that is run: logs, and the resources in `dapr`, a copy. What the
    sidecars are told is the set of a machine, unless it is given.
    """

    def __init__(
        self,
        home: Path,
        *,
        postgres: Postgres,
        redis: Redis,
        kafka: Kafka,
        scheduler: Scheduler,
        told: Told | None = None,
    ) -> None:
        self.home = home
        self.postgres = postgres
        self.redis = redis
        self.kafka = kafka
        self.scheduler = scheduler
        self.dapr = Path(shutil.copytree(DAPR, home / "dapr"))
        self.signing_key = secrets.token_urlsafe(48)
        self._numbers = itertools.count(1)
        self.told = told or Told(
            kind="local",
            environment={
                "KAFKA_BROKERS": kafka.bootstrap,
                "REDIS_HOST": f"{redis.host}:{redis.port}",
                "REDIS_PASSWORD": "",
            },
        )

    def database(self) -> str:
        """Return the address of a new database that has every table."""
        return self.postgres.url(self.postgres.create(template=MIGRATED))

    @contextmanager
    def sidecar(
        self, app_id: str, app_port: int | None = None, **environment: str
    ) -> Iterator[Sidecar]:
        """Run a sidecar for an app that already listens, or for one that is only a client.

        `environment` are variables that it has otherwise than the others.
        """
        beside = self._sidecar(app_id, app_port, environment)
        beside.server.start()
        try:
            yield beside
        finally:
            beside.server.stop()

    @contextmanager
    def process(
        self, name: str, *, database: str, port: int | None = None, **settings: str
    ) -> Iterator[Process]:
        """Run one service of the product.

        Args:
            name: Which.
            database: The address of its database.
            port: Where it listens, if that must be known before.
            settings: More of its settings, without their prefix.
        """
        process = self._process(name, port or free_port(), settings | {"database_url": database})
        try:
            process.start()
            yield process
        finally:
            process.stop()

    @contextmanager
    def product(self, *, port: int | None = None, **settings: str) -> Iterator[dict[str, Process]]:
        """Run every service of the product, started at once, on a database of its own.

        Args:
            port: Where the API listens, if that is asked for.
            settings: More settings of all of them, without their prefix.
        """
        ports = {name: free_port() for name in SERVICES}
        ports["api"] = port or ports["api"]
        shared = {
            "database": self.database(),
            "mcp_url": f"http://127.0.0.1:{ports['mcp']}/mcp",
            "sync_url": f"http://127.0.0.1:{ports['sync']}",
        }
        with ExitStack() as held:
            yield enter_together(
                held,
                **{
                    name: self.process(name, port=ports[name], **shared | settings)
                    for name in SERVICES
                },
            )

    def _process(self, name: str, port: int, settings: dict[str, str]) -> Process:
        service, number = SERVICES[name], next(self._numbers)
        home = self.home / f"{name}-{number}"
        home.mkdir()
        sidecar = self._sidecar(name, port) if service.has_sidecar else None
        settings = self._settings(port) | settings
        app = Server(
            [COMMAND, *service.arguments],
            log=home / "log",
            is_ready=lambda: is_healthy(f"http://127.0.0.1:{port}/health"),
            environment=environment_of(home)
            | {f"EVOLUTION_TODO_{name.upper()}": value for name, value in settings.items()}
            | (sidecar.environment if sidecar else {})
            | dict(self.told.tokens),
        )
        return Process(name, port, app=app, sidecar=sidecar, database=settings["database_url"])

    def _settings(self, port: int) -> dict[str, str]:
        return {
            "port": str(port),
            "events": "dapr",
            "state": "dapr",
            "signing_key": self.signing_key,
        }

    def _sidecar(
        self, app_id: str, app_port: int | None, environment: Mapping[str, str] | None = None
    ) -> Sidecar:
        number = next(self._numbers)
        home = self.home / f"daprd-{app_id}-{number}"
        home.mkdir()
        return dapr.sidecar(
            app_id,
            app_port,
            log=home / "log",
            resources=[self.dapr / "common", self.dapr / self.told.kind],
            config=self.dapr / "config.yaml",
            scheduler=self.scheduler.address,
            environment={
                **self.told.environment,
                **self.told.tokens,
                "POD_NAME": f"{app_id}-{number}",
                **(environment or {}),
            },
        )


@contextmanager
def stack(*, durable: bool = False) -> Iterator[Stack]:
    """Run the servers of the backbone, started at once.

    A PostgreSQL that is not durable saves what a power cut would need.
    """
    dapr.programs()  # what is missing is told, or installed, before anything runs
    with folder("stack") as home, ExitStack() as held:
        servers = enter_together(
            held,
            postgres=postgres(durable=durable),
            redis=redis(),
            kafka=kafka(),
            scheduler=scheduler(),
        )
        migrated(servers["postgres"])
        yield Stack(home, **servers)
