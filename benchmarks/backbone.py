"""The real servers, for benchmarks: PostgreSQL as durable as in use, Redis, Kafka and Dapr."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.stack import dapr
from tests.stack.stack import Stack, stack


@contextmanager
def backbone() -> Iterator[Stack]:
    """Run them; Dapr is built first where it is missing."""
    dapr.built()
    with stack(durable=True) as servers:
        yield servers
