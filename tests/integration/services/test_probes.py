"""What a process of its own tells of its health: of each thing it needs, and no secrets."""

import asyncio
import logging
from collections.abc import Mapping

import httpx2
import pytest
from starlette.applications import Starlette

from evolution_todo.domain.errors import Unavailable
from evolution_todo.services import probes

pytestmark = pytest.mark.anyio


async def asked(path: str, checks: Mapping[str, probes.Check]) -> httpx2.Response:
    app = Starlette(routes=probes.probes(version="1.2.3", checks=checks))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://process") as client:
        return await client.get(path)


async def well() -> None:
    """All is as it should be."""


async def out_of_reach() -> None:
    raise Unavailable("The task database is out of reach.", next_step="Wait.")


async def broken() -> None:
    raise RuntimeError("secret address")


async def silent() -> None:
    await asyncio.Event().wait()


async def test_all_well_is_ready() -> None:
    response = await asked("/ready", {"database": well})
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "checks": {"database": "ok"}}


async def test_one_that_is_not_well_makes_it_unavailable_without_telling_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        response = await asked("/ready", {"a": well, "b": out_of_reach, "c": broken})
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {
            "a": "ok",
            "b": "The task database is out of reach.",
            "c": "out of reach; the process's log says why",
        },
    }
    assert "secret address" in caplog.text


async def test_one_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "CHECK_SECONDS", 0)
    response = await asked("/ready", {"sidecar": silent})
    assert response.status_code == 503
    assert response.json()["checks"] == {"sidecar": "no answer in 0 seconds"}


async def test_a_process_lives_whatever_it_lacks() -> None:
    response = await asked("/health", {"database": out_of_reach})
    assert response.json() == {"status": "ok", "version": "1.2.3"}
