"""One process leads; another takes over when it goes, dies or falls silent, and only then."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.leases import PATIENCE_SECONDS, LeaderLease
from evolution_todo.domain.errors import Unavailable
from evolution_todo.services import leader, working
from models import Lease

pytestmark = pytest.mark.anyio


class Steady:
    """A clock that goes forward when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
async def other_database(database_url: str) -> AsyncIterator[Database]:
    other = Database(database_url)
    yield other
    await other.close()


@pytest.fixture
def mine(database: Database, steady: Steady) -> LeaderLease:
    return LeaderLease(database, holder="mine", steady=steady)


@pytest.fixture
def theirs(other_database: Database, steady: Steady) -> LeaderLease:
    return LeaderLease(other_database, holder="theirs", steady=steady)


async def test_one_has_it_and_the_other_not(mine: LeaderLease, theirs: LeaderLease) -> None:
    assert [await mine.take(), await theirs.take()] == [True, False]
    assert (mine.held, theirs.held) == (True, False)
    assert await mine.renew()


async def test_given_back_it_is_the_others_at_once(mine: LeaderLease, theirs: LeaderLease) -> None:
    await mine.take()
    await mine.give_back()
    assert not mine.held
    assert await theirs.take()


async def test_dead_holder_is_followed_at_once(
    mine: LeaderLease, theirs: LeaderLease, database: Database
) -> None:
    await mine.take()
    assert await database.is_led()
    await mine._lock.release()  # as the system or the server does at a process's death
    assert not await database.is_led()
    assert not mine.held
    assert await theirs.take()


async def test_silent_holder_is_followed_after_a_while_and_finds_out(
    mine: LeaderLease, theirs: LeaderLease, steady: Steady
) -> None:
    await mine.take()
    assert not await theirs.take()
    steady.now += PATIENCE_SECONDS - 1
    assert not await theirs.take()
    steady.now += 1
    assert await theirs.take()
    assert not mine.held
    assert not await mine.renew()
    await mine.give_back()
    assert await theirs.renew()


async def test_holder_that_renews_is_never_followed(
    mine: LeaderLease, theirs: LeaderLease, steady: Steady
) -> None:
    await mine.take()
    for _ in range(20):
        steady.now += PATIENCE_SECONDS / 2
        assert await mine.renew()
        assert not await theirs.take()


async def test_holder_that_is_heard_of_at_the_last_moment_keeps_it(
    mine: LeaderLease, other_database: Database, steady: Steady
) -> None:
    class Late(LeaderLease):
        async def _is_void(self, row: Lease) -> bool:
            assert await mine.renew()
            return True

    await mine.take()
    assert not await Late(other_database, holder="theirs", steady=steady).take()
    assert await mine.renew()


async def test_of_two_that_find_it_free_one_takes_it(
    mine: LeaderLease, theirs: LeaderLease
) -> None:
    assert sorted(await asyncio.gather(mine.take(), theirs.take())) == [False, True]


async def test_looking_who_leads_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/todo.db")
    assert not await database.is_led()
    await database.close()
    assert not any(
        path.exists() for path in map(tmp_path.joinpath, ("todo.db", "todo.db.lead.lock"))
    )


class Term:
    """Work that ends as it is told, and notes each of its beginnings."""

    def __init__(self, *ends: Exception) -> None:
        self.begun = 0
        self.last = asyncio.Event()
        self._ends = iter(ends)

    async def __call__(self) -> None:
        self.begun += 1
        error = next(self._ends, None)
        if error is not None:
            raise error
        self.last.set()
        await asyncio.Event().wait()


async def led(lease: LeaderLease, work: Term) -> None:
    leading = asyncio.create_task(leader.lead(lease, work))
    waiting = asyncio.create_task(work.last.wait())
    await asyncio.wait({leading, waiting}, return_when=asyncio.FIRST_COMPLETED)
    assert not leading.done(), "it leads no more"
    leading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leading


async def test_work_that_fails_is_begun_again_and_the_lease_given_back_at_the_end(
    mine: LeaderLease, theirs: LeaderLease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AGAIN_SECONDS", 0)
    work = Term(ValueError("a fault"), Unavailable("Gone", next_step="Wait."))
    await led(mine, work)
    assert work.begun == 3
    assert not mine.held
    assert await theirs.take()


async def test_database_out_of_reach_is_asked_again_for_the_lease(
    database: Database, steady: Steady, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "WATCH_SECONDS", 0)

    class Away(LeaderLease):
        asked = 0

        async def take(self) -> bool:
            self.asked += 1
            if self.asked < 3:
                raise Unavailable("The database is gone", next_step="Wait.")
            return await super().take()

    work = Term()
    mine = Away(database, holder="mine", steady=steady)
    await led(mine, work)
    assert (mine.asked, work.begun) == (3, 1)


async def test_work_that_fails_leaves_other_work_and_the_lease_alone(
    mine: LeaderLease, theirs: LeaderLease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AGAIN_SECONDS", 0)
    failing = Term(*[ValueError("a fault")] * 3)
    other = Term()
    leading = asyncio.create_task(leader.lead(mine, failing, other))
    await failing.last.wait()
    assert (failing.begun, other.begun) == (4, 1)
    assert mine.held
    assert not await theirs.take()
    leading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leading


async def test_lease_that_cannot_be_looked_at_is_looked_at_again(
    mine: LeaderLease, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(leader, "WATCH_SECONDS", 0)
    refusals = [OSError("no locks here"), OSError("no locks here")]
    take = mine.take

    async def refused() -> bool:
        if refusals:
            raise refusals.pop()
        return await take()

    monkeypatch.setattr(mine, "take", refused)
    await led(mine, Term())
    assert caplog.text.count("Nothing is relayed, and nobody is reminded") == 2


async def test_leader_that_was_followed_stops_its_work(
    database: Database, theirs: LeaderLease, steady: Steady, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "WATCH_SECONDS", 0)
    monkeypatch.setattr(leader, "RENEW_SECONDS", 0)
    stopped, followed = asyncio.Event(), asyncio.Event()

    class Paused(LeaderLease):
        async def renew(self) -> bool:
            await followed.wait()
            return await super().renew()

    mine = Paused(database, holder="mine", steady=steady)

    async def work() -> None:
        await theirs.take()
        steady.now += PATIENCE_SECONDS
        assert await theirs.take()
        followed.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.set()
            raise

    leading = asyncio.create_task(leader.lead(mine, work))
    await stopped.wait()
    leading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leading
    assert await theirs.renew()
