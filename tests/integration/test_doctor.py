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
from tests.unit.test_tokens import KEY

pytestmark = pytest.mark.anyio


async def found(url: str, folder: Path) -> dict[str, Finding]:
    settings = load_settings(data_dir=folder, database_url=url)
    return {finding.subject: finding for finding in await examine(settings)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, {"answers": "the one person of this machine, without a token"}),
        (
            {
                "auth": "jwt",
                "signing_key": KEY,
                "allowed_origins": "https://a.test, https://b.test",
            },
            {
                "answers": "whoever bears a token",
                "signing key": "set",
                "other pages": "https://a.test, https://b.test may read and write, with a token",
            },
        ),
        (
            {"allowed_origins": "https://a.test"},
            {
                "answers": "the one person of this machine, without a token",
                "other pages": "https://a.test may write, and read nothing",
            },
        ),
    ],
    ids=["one person", "tokens", "one person and a page"],
)
async def test_who_is_answered_is_told_and_no_key(
    tmp_path: Path, given: dict[str, str], told: dict[str, str]
) -> None:
    findings = await examine(load_settings(data_dir=tmp_path, **given))
    subjects = {"answers", "signing key", "other pages"}
    assert {each.subject: each.text for each in findings if each.subject in subjects} == told


async def test_what_is_wrong_is_told_without_sending_back_to_doctor(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, database_url="postgresql://x@127.0.0.1:1/x")
    findings = await examine(settings)
    wrong = {each.subject: each.next_step for each in findings if not each.well}
    assert wrong.keys() == {"database", "reminders"}
    assert all(wrong.values())
    assert "doctor" not in str(wrong)


async def test_a_database_that_cannot_be_made_is_not_promised(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    findings = await examine(load_settings(data_dir=tmp_path / "file" / "data"))
    wrong = {each.subject: each.next_step for each in findings if not each.well}
    assert {"data folder", "database"} <= wrong.keys()
    assert all(wrong.values())


async def test_a_channel_of_no_known_kind_is_told_by_its_kind_alone(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, notify="foo://secret foo://other json://host")
    (finding,) = [each for each in await examine(settings) if each.subject == "channels"]
    assert (finding.text, finding.well) == ("not known: foo://", False)


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
