"""Whether the process lives, and whether it can work."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import APIRouter, Response

from chat_api.dependencies import InPorts, ReadyCheck
from chat_api.schemas import Health, Readiness
from evolution_todo.domain.errors import DomainError

router = APIRouter(tags=["health"])

_log = logging.getLogger(__name__)


@router.get("/health")
async def health(ports: InPorts) -> Health:
    """Answer: the process lives."""
    return Health(version=ports.version)


@router.get(
    "/ready",
    responses={503: {"model": Readiness, "description": "Something it needs is out of reach"}},
)
async def ready(ports: InPorts, response: Response) -> Readiness:
    """Tell of each thing the process needs whether it can be used now."""
    checks = {name: await _state(name, check) for name, check in ports.ready_checks.items()}
    if all(state == "ok" for state in checks.values()):
        return Readiness(status="ready", checks=checks)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(status="unavailable", checks=checks)


async def _state(name: str, check: ReadyCheck) -> str:
    try:
        await check()
    except DomainError as error:
        return error.message
    except Exception:
        _log.exception("The check of %s failed", name)
        return "out of reach; the server's log says why"
    return "ok"
