"""What is told, asked and said aside, as a person does, judged by what it leaves and answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from evolution_todo.adapters.database import Database
from tests.integration.house import House

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A person without a task."""
    house = House(database)
    house.process()
    yield house
    for turns in house.made:
        await turns.aclose(grace_seconds=0)


async def done(house: House) -> set[str]:
    """The titles of the tasks that are done."""
    return {task["title"] for task in await house.state() if task["completed"]}


@pytest.mark.parametrize(
    "message",
    [
        "Task 1 is done and so is task 3.",
        "the milk is done and so is the bread",
        "milk is done and so is bread, eggs aren't",
        "tasks 1 and 3 are done but not task 2",
    ],
)
async def test_what_is_done_as_well_is_ticked_off_too(house: House, message: str) -> None:
    for title in ("milk", "eggs", "bread"):
        await house.said(f"add {title}")
    answer = await house.said(message)
    assert await done(house) == {"Milk", "Bread"}
    assert answer.question is None


@pytest.mark.parametrize(
    "message",
    [
        "wash car is done, dog isn't",
        "did the car but not the dog",
        "washed the car but not the dog",
    ],
)
async def test_a_task_that_is_half_done_stays_open(house: House, message: str) -> None:
    await house.said("add wash the car and the dog on Sunday")
    before = await house.state()
    answer = await house.said(message)
    assert [task["title"] for task in await house.state()] == [task["title"] for task in before]
    assert await done(house) == set()
    assert "Not all of “Wash the car and the dog” is done" in answer.response


async def test_each_thing_done_is_ticked_off_or_said_to_be_no_task(house: House) -> None:
    for title in ("hoover", "change the beds"):
        await house.said(f"add {title}")
    answer = await house.said("did the hoovering, the beds and the windows")
    assert await done(house) == {"Hoover", "Change the beds"}
    assert "no task about “the windows”" in answer.response
