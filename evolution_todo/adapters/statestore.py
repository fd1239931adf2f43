"""Keeps values under keys through Dapr, for a time, and never over somebody else's change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evolution_todo.adapters.dapr import Sidecar

STORE = "statestore"
"""The component's name, the same wherever it is deployed."""

SECONDS = 1.0
"""How long a call may take: whatever is kept here can be had from the database as well."""

NOTHING = ""
"""The etag of a key that holds nothing: a save with it fails where another was first."""

REFUSED = ("ABORTED", "INTERNAL")
"""The gRPC statuses of a save that the store refused: of one that changes, and of a first one."""


class StateConflict(Exception):
    """Somebody else has saved under the key since its etag was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a key holds."""

    value: Any
    """As JSON has it; None also for what is no JSON."""
    etag: str


class DaprStateStore:
    """The state store as the sidecar reaches it.

    Save under a key always with an etag or never: Redis keeps the two apart.
    """

    def __init__(self, sidecar: Sidecar, *, store: str = STORE) -> None:
        self._sidecar = sidecar
        self._store = store

    async def get(self, key: str) -> Stored | None:
        """Return what a key holds, if anything.

        Raises:
            Unavailable: the sidecar or the store is out of reach.
        """
        from dapr.proto.runtime.v1.state_pb2 import GetStateRequest

        request = GetStateRequest(store_name=self._store, key=key)
        answer = await self._sidecar.call("GetState", request, seconds=SECONDS)
        if not answer.etag:
            return None
        return Stored(value=_value(answer.data), etag=answer.etag)

    async def save(
        self, key: str, value: object, *, ttl_seconds: int | None = None, etag: str | None = None
    ) -> None:
        """Keep a value under a key.

        An etag protects while the key is there: where it has expired, any will do.

        Args:
            key: Where; without `||`, which Dapr keeps for itself.
            value: What, as JSON can have it.
            ttl_seconds: How long it is kept; without, as long as the key already is.
            etag: What `get` told, or `NOTHING`; None to write over whatever is there.

        Raises:
            StateConflict: the etag is no longer the key's, or the store takes no writes.
            Unavailable: the sidecar or the store is out of reach; nothing is known to be saved.
        """
        from dapr.proto.common.v1.common_pb2 import Etag, StateItem, StateOptions
        from dapr.proto.runtime.v1.state_pb2 import SaveStateRequest

        item = StateItem(
            key=key,
            value=json.dumps(value, ensure_ascii=False).encode(),
            metadata={} if ttl_seconds is None else {"ttlInSeconds": str(ttl_seconds)},
        )
        if etag is not None:
            item.etag.CopyFrom(Etag(value=etag))
            item.options.concurrency = StateOptions.CONCURRENCY_FIRST_WRITE
        request = SaveStateRequest(store_name=self._store, states=[item])
        unless = () if etag is None else REFUSED
        if await self._sidecar.call("SaveState", request, seconds=SECONDS, unless=unless) is None:
            await self.get(key)  # Dapr tells of a store that is gone as it does of a conflict
            raise StateConflict(key)

    async def delete(self, key: str) -> None:
        """Forget what a key holds, if anything.

        Raises:
            Unavailable: the sidecar or the store is out of reach.
        """
        from dapr.proto.runtime.v1.state_pb2 import DeleteStateRequest

        request = DeleteStateRequest(store_name=self._store, key=key)
        await self._sidecar.call("DeleteState", request, seconds=SECONDS)


def _value(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
