"""Wake-ups through a real sidecar: the scheduler behind it, up and down."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from evolution_todo.adapters.jobs import DaprJobs
from evolution_todo.domain.errors import Unavailable
from tests.stack.adapters.conftest import back
from tests.stack.apps import App
from tests.stack.stack import Stack

pytestmark = pytest.mark.anyio


def job() -> str:
    return f"reminder-{uuid4().int % 10**9}"


async def test_a_job_wakes_its_app_at_its_time_and_not_before(
    jobs: DaprJobs, notification: App
) -> None:
    name, due = job(), datetime.now(UTC) + timedelta(seconds=1.5)
    await jobs.schedule(name, due=due)
    (call,) = await asyncio.to_thread(notification.until, 1, f"/job/{name}")
    assert call.at >= due.timestamp()


async def test_a_job_that_is_due_already_wakes_at_once(jobs: DaprJobs, notification: App) -> None:
    name = job()
    await jobs.schedule(name, due=datetime.now(UTC) - timedelta(days=1))
    await asyncio.to_thread(notification.until, 1, f"/job/{name}")


async def test_a_job_can_be_moved_and_wakes_once(jobs: DaprJobs, notification: App) -> None:
    name, marker, now = job(), job(), datetime.now(UTC)
    await jobs.schedule(name, due=now + timedelta(days=1))
    await jobs.schedule(name, due=now + timedelta(seconds=1))
    await jobs.schedule(marker, due=now + timedelta(seconds=2))
    await asyncio.to_thread(notification.until, 1, f"/job/{marker}")
    assert len(notification.given(f"/job/{name}")) == 1


async def test_a_cancelled_job_wakes_nobody(jobs: DaprJobs, notification: App) -> None:
    name, marker, due = job(), job(), datetime.now(UTC) + timedelta(seconds=1)
    await jobs.schedule(name, due=due)
    await jobs.schedule(marker, due=due + timedelta(seconds=1))
    await jobs.cancel(name)
    await asyncio.to_thread(notification.until, 1, f"/job/{marker}")
    assert not notification.given(f"/job/{name}")


async def test_a_job_that_nobody_knows_can_be_cancelled(jobs: DaprJobs) -> None:
    await jobs.cancel(job())


@pytest.mark.usefixtures("sidecars")
async def test_the_clock_of_the_sweeper_ticks(notification: App) -> None:
    await asyncio.to_thread(notification.until, 1, "/reminder-cron")


async def test_a_scheduler_that_is_gone_is_told_and_found_again(
    stack: Stack, jobs: DaprJobs, notification: App
) -> None:
    name, due = job(), datetime.now(UTC)
    stack.scheduler.server.stop()
    with pytest.raises(Unavailable):
        await jobs.schedule(name, due=due)
    with pytest.raises(Unavailable):
        await jobs.cancel(name)
    await asyncio.to_thread(stack.scheduler.server.start)
    await back(lambda: jobs.schedule(name, due=due))
    await asyncio.to_thread(notification.until, 1, f"/job/{name}")
