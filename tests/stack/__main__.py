"""Run the whole product on the real backbone until Ctrl-C, and say where everything listens."""

import signal
import sys
import time

from tzlocal import get_localzone_name

from evolution_todo.domain.events import TASK_EVENTS
from tests.stack import dapr, kafka, postgres, redis
from tests.stack.caching import REQUIRED
from tests.stack.processes import free_port, is_free
from tests.stack.stack import Process, Stack, stack

USUAL_PORT = 8000
CONVERSATIONS = "todo-app::conversation::*"


def main() -> None:
    """Run it, or with `install` only have what it needs."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an end is an end, by whatever key
    try:
        if sys.argv[1:] == ["install"]:
            install(long=REQUIRED)
        else:
            run()
    except KeyboardInterrupt:
        sys.exit(130)


def install(*, long: bool) -> None:
    """Have what is missing before anything runs, where its progress is seen."""
    for quick in (postgres, redis, kafka):
        quick.install()
    if long:
        dapr.built()


def run() -> None:
    """Start everything, tell of it, and wait for Ctrl-C."""
    install(long=True)
    print(
        "Starting PostgreSQL, Redis, Kafka, Dapr and seven services: 15 to 40 seconds.", flush=True
    )
    port = USUAL_PORT if is_free(USUAL_PORT) else free_port()
    zone = get_localzone_name() or "UTC"
    with stack() as servers, servers.product(port=port, timezone=zone) as services:
        tell(servers, services)
        while True:
            time.sleep(3600)


def tell(servers: Stack, services: dict[str, Process]) -> None:
    """Say where everything listens, with a command that shows what is in it."""
    database = services["api"].database
    print(
        f"""\
  Chat        {services["api"].url}
  MCP         {services["api"].url}/mcp
  PostgreSQL  {database}
  Kafka       {servers.kafka.bootstrap}
              {servers.kafka.console(TASK_EVENTS)}
  Redis       {servers.redis.host}:{servers.redis.port}
              {servers.redis.keys(CONVERSATIONS)}
  Logs        {servers.home}
Ctrl-C stops all, and nothing is kept.""",
        flush=True,
    )


if __name__ == "__main__":
    main()
