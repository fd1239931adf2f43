"""Publishes events through Dapr, many in one call, each keyed by its person."""

from __future__ import annotations

import json
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from evolution_todo.domain.cloudevents import CONTENT_TYPE, envelope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dapr.proto.runtime.v1.pubsub_pb2 import BulkPublishRequestEntry

    from evolution_todo.adapters.dapr import Sidecar
    from evolution_todo.domain.events import Event

PUBSUB = "kafka-pubsub"
"""The component's name, the same wherever it is deployed."""

PUBLISH_SECONDS = 10.0
"""How long a call may take: Dapr tries the broker several times within it."""

MOST_BYTES = 3 * 1024 * 1024
"""Of the events in one call: the sidecar takes no message of more than four mebibytes."""


class DaprPublisher:
    """Hands events to the broker by way of the sidecar."""

    def __init__(self, sidecar: Sidecar, *, pubsub: str = PUBSUB) -> None:
        self._sidecar = sidecar
        self._pubsub = pubsub

    async def publish(self, events: Sequence[Event]) -> frozenset[str]:
        """Publish events, those of a topic in their order; returns the ids of any not taken.

        Events of one person and topic land in one partition.

        Raises:
            Unavailable: the sidecar or the broker is out of reach, or has not taken all. Some may
                have been taken nevertheless: publish all of them again.
        """
        left: set[str] = set()
        for topic, group in groupby(sorted(events, key=_topic), key=_topic):
            for entries in _batches([_entry(event) for event in group]):
                left |= await self._bulk(topic, entries)
        return frozenset(left)

    async def _bulk(self, topic: str, entries: Sequence[BulkPublishRequestEntry]) -> set[str]:
        from dapr.proto.runtime.v1.pubsub_pb2 import BulkPublishRequest

        request = BulkPublishRequest(pubsub_name=self._pubsub, topic=topic, entries=entries)
        answer = await self._sidecar.call("BulkPublishEvent", request, seconds=PUBLISH_SECONDS)
        return {failed.entry_id for failed in answer.failedEntries}


def _entry(event: Event) -> BulkPublishRequestEntry:
    from dapr.proto.runtime.v1.pubsub_pb2 import BulkPublishRequestEntry

    return BulkPublishRequestEntry(
        entry_id=event.id,
        event=json.dumps(envelope(event), ensure_ascii=False).encode(),
        content_type=CONTENT_TYPE,
        metadata={"partitionKey": event.user_id},
    )


def _batches(
    entries: Sequence[BulkPublishRequestEntry],
) -> Iterator[list[BulkPublishRequestEntry]]:
    """Yield entries in their order, together as many as fit into one call."""
    batch: list[BulkPublishRequestEntry] = []
    size = 0
    for entry in entries:
        if batch and size + len(entry.event) > MOST_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += len(entry.event)
    if batch:
        yield batch


_topic = attrgetter("topic")
