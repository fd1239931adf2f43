"""`/ready` tells of each thing the process needs."""

import logging

import pytest

from evolution_todo.domain.errors import Unavailable
from tests.integration.api.conftest import MakeApp, client_of

pytestmark = pytest.mark.anyio


async def well() -> None:
    return


async def out_of_reach() -> None:
    raise Unavailable("The task database is out of reach.", next_step="Wait.")


async def broken() -> None:
    raise RuntimeError("secret address")


async def test_all_well_is_ready(make_app: MakeApp) -> None:
    async with client_of(make_app(ready_checks={"database": well})) as client:
        response = await client.get("/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "checks": {"database": "ok"}}


async def test_one_that_is_not_makes_it_unavailable_without_telling_secrets(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    checks = {"a": well, "b": out_of_reach, "c": broken}
    with caplog.at_level(logging.ERROR):
        async with client_of(make_app(ready_checks=checks)) as client:
            response = await client.get("/ready")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {
            "a": "ok",
            "b": "The task database is out of reach.",
            "c": "out of reach; the server's log says why",
        },
    }
    assert "secret address" in caplog.text
