"""This process's Dapr sidecar: one channel to it, a deadline for each call, outages in plain words.

Of Dapr's SDK it takes the messages and the stub; docs/decisions has why not the client.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

from evolution_todo.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType
    from typing import Self

    from grpc.aio import AioRpcError, Channel

CHECK_SECONDS = 2.0

_CHANNEL = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),  # else up to two minutes after a long outage
    ("grpc.min_reconnect_backoff_ms", 2000),  # in truth how long one attempt may take
)


class Sidecar:
    """Dapr as this process reaches it, where Dapr's own variables say.

    Enter it before the first call: that loads Dapr's library, in a thread, and connects to
    nothing. A sidecar that is not there yet, or no more, is met by the calls.
    """

    def __init__(self) -> None:
        self._channel: Channel | None = None
        self._stub: Any = None
        self._headers: tuple[tuple[str, str], ...] = ()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(import_module, "dapr.proto")
        from dapr.conf import settings
        from dapr.proto.runtime.v1 import dapr_pb2_grpc

        if settings.DAPR_API_TOKEN:
            self._headers = (("dapr-api-token", settings.DAPR_API_TOKEN),)
        self._channel = _open()
        self._stub = getattr(dapr_pb2_grpc, "DaprStub")(self._channel)  # noqa: B009  it has no types
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._channel is not None  # noqa: S101  it was entered
        await self._channel.close()

    async def check(self) -> None:
        """Say nothing if the sidecar answers.

        Raises:
            Unavailable: it does not.
        """
        from dapr.proto.runtime.v1.metadata_pb2 import GetMetadataRequest

        await self.call("GetMetadata", GetMetadataRequest(), seconds=CHECK_SECONDS)

    async def call(
        self, method: str, request: object, *, seconds: float, unless: Collection[str] = ()
    ) -> Any:
        """Return the sidecar's answer.

        Args:
            method: One of Dapr's gRPC methods.
            request: Its message.
            seconds: How long it may take.
            unless: gRPC statuses that are no outage; for them None is returned.

        Raises:
            Unavailable: the sidecar is out of reach, takes too long, or cannot do it.
        """
        from grpc.aio import AioRpcError

        try:
            return await getattr(self._stub, method)(
                request, timeout=seconds, metadata=self._headers
            )
        except AioRpcError as error:
            if error.code().name in unless:
                return None
            raise _outage(method, error) from error


def _open() -> Channel:
    from dapr.common.logging import silence_grpc_aio_poller_noise
    from dapr.conf import settings
    from dapr.conf.helpers import GrpcEndpoint
    from grpc import ssl_channel_credentials
    from grpc.aio import insecure_channel, secure_channel

    silence_grpc_aio_poller_noise()
    address = f"{settings.DAPR_RUNTIME_HOST}:{settings.DAPR_GRPC_PORT}"
    place = GrpcEndpoint(settings.DAPR_GRPC_ENDPOINT or address)
    if place.tls:
        return secure_channel(place.endpoint, ssl_channel_credentials(), options=_CHANNEL)
    return insecure_channel(place.endpoint, options=_CHANNEL)


def _outage(method: str, error: AioRpcError) -> Unavailable:
    status = error.code().name
    if status == "UNAVAILABLE":
        return Unavailable(
            "Dapr's sidecar is out of reach.",
            code="sidecar_unreachable",
            next_step="It is tried again; see that daprd runs beside this process, "
            "and that DAPR_GRPC_PORT is its port.",
        )
    if status == "DEADLINE_EXCEEDED":
        return Unavailable(
            f"Dapr's sidecar took too long to answer {method}.",
            code="sidecar_slow",
            next_step="Try again in a moment; the sidecar's log says what it waits for.",
        )
    return Unavailable(
        f"Dapr's sidecar could not do {method} ({status}).",
        code="sidecar_failed",
        next_step="Try again in a moment; the sidecar's log says what it could not reach.",
    )
