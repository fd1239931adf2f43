"""What `evolution-todo doctor` finds."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from evolution_todo.adapters.configuring import load_settings
from evolution_todo.adapters.database import Database
from evolution_todo.doctor import Finding, examine
from evolution_todo.domain.ports import Actor
from models import ParkedEvent
from tests.conftest import Clock

pytestmark = pytest.mark.anyio


async def found(url: str, folder: Path) -> dict[str, Finding]:
    settings = load_settings(data_dir=folder, database_url=url)
    return {finding.subject: finding for finding in await examine(settings)}


async def park(database: Database, actor: Actor, clock: Clock, *, consumer: str) -> None:
    """Let an event wait for the next try of a consumer."""
    async with database.unit_of_work(actor) as uow:
        uow.session.add(
            ParkedEvent(
                consumer=consumer,
                event_id=str(uuid4()),
                user_id=actor.user_id,
                topic="task-events",
                type="com.evolution-todo.task.created",
                data={},
                correlation_id="test",
                occurred_at=clock.now,
                error="ValueError",
                retry_at=clock.now + timedelta(seconds=5),
            )
        )


async def test_events_that_are_to_be_tried_again_are_counted(
    database: Database, database_url: str, actor: Actor, clock: Clock, tmp_path: Path
) -> None:
    await park(database, actor, clock, consumer="audit")
    findings = await found(database_url, tmp_path)
    assert findings["events"].text == "0 wait to be handled, 1 to be tried again"
    assert "parked events" not in findings


async def test_events_of_a_consumer_that_this_version_lacks_are_told_of(
    database: Database, database_url: str, actor: Actor, clock: Clock, tmp_path: Path
) -> None:
    await park(database, actor, clock, consumer="search")
    finding = (await found(database_url, tmp_path))["parked events"]
    assert not finding.well
    assert finding.text.startswith("1 of search, which this version does not know")
