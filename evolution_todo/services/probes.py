"""Whether a process lives, whether it can work, and what it has counted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from evolution_todo.domain.errors import DomainError

CHECK_SECONDS = 5.0
"""How long a dependency may take to say that it is well."""

_log = logging.getLogger(__name__)

Check: TypeAlias = Callable[[], Awaitable[None]]
"""Returns if a dependency is well; raises, with words for the operator, if it is not."""

Measure: TypeAlias = Callable[[], Awaitable[None]]
"""Sets the gauges that are read when they are asked for."""


def probes(
    *, version: str, checks: Mapping[str, Check], measure: Measure | None = None
) -> Sequence[Route]:
    """Return `/health`, `/ready` and `/metrics`, the last in the text format of Prometheus.

    Args:
        version: What `/health` says.
        checks: What the process needs, by name.
        measure: Is called before the gauges are read.
    """

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"status": "ok", "version": version})

    async def ready(request: Request) -> Response:
        del request
        answers = await asyncio.gather(*(_state(name, check) for name, check in checks.items()))
        states = dict(zip(checks, answers, strict=True))
        if all(state == "ok" for state in answers):
            return JSONResponse({"status": "ready", "checks": states})
        unavailable = {"status": "unavailable", "checks": states}
        return JSONResponse(unavailable, HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(request: Request) -> Response:
        del request
        from evolution_todo.services import prometheus  # its library is for who asks for this alone

        if measure is not None:
            await measure()
        return Response(prometheus.text(), headers={"Content-Type": prometheus.CONTENT_TYPE})

    return [Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)]


async def _state(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except DomainError as error:
        return error.message
    except TimeoutError:
        return f"no answer in {CHECK_SECONDS:g} seconds"
    except Exception:
        _log.exception("The check of %s failed", name)
        return "out of reach; the process's log says why"
    return "ok"
