"""Messages that go on with the one before: changes, continuations, answers with a detail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.todo_agent.offline import NOW, Talk, brief, finds, page, written
from todo_agent.questions import read_reply
from todo_agent.turn import Call, Option, Question

pytestmark = pytest.mark.anyio

ROSES, LAWN, HENS = brief(1, "Water roses"), brief(2, "Water lawn"), brief(3, "Feed hens")
LISTED: dict[str, Any] = {"find_tasks": finds(ROSES, LAWN, HENS)}
OFFER = Question(
    id="ask_1",
    text="Add “Ring the vet”?",
    options=(Option("Yes", (Call("add_tasks", {"tasks": [{"title": "Ring the vet"}]}),)),),
)
CHOICE = Question(
    id="ask_2",
    text="Which one?",
    options=(
        Option("Delete “Call the bank”", (Call("delete_tasks", {"tasks": [{"id": 1}]}),)),
        Option("Delete “Call the optician”", (Call("delete_tasks", {"tasks": [{"id": 2}]}),)),
    ),
)


@pytest.mark.parametrize("said", ["and the lawn too", "also the lawn", "the lawn as well"])
async def test_a_continuation_does_the_last_deed_to_another_task(said: str) -> None:
    talk = Talk(**LISTED, set_tasks_completed=written(ROSES))
    await talk.say("mark water roses as done")
    await talk.say(said)
    deed = ("set_tasks_completed", {"tasks": [{"id": LAWN["id"]}], "completed": True})
    assert talk.calls[-1] == deed
    assert "undo" not in [name for name, _ in talk.calls]


async def test_a_task_just_listed_is_changed_by_its_name_and_little_else() -> None:
    talk = Talk(**LISTED, update_tasks=written(LAWN))
    await talk.say("show my tasks")
    await talk.say("the lawn to friday please")
    assert talk.calls[-1][1]["updates"][0]["due"] == "friday"


async def test_a_bare_hour_keeps_the_day() -> None:
    museum = brief(4, "Visit the museum", due="2026-06-14")
    talk = Talk(add_tasks=written(museum), find_tasks=finds(museum), update_tasks=written(museum))
    await talk.say("add visit the museum on sunday")
    await talk.say("at 2")
    sunday = (NOW + timedelta(days=4)).replace(hour=14)
    assert talk.calls[-1][1]["updates"][0]["due"] == sunday.isoformat()


async def test_it_may_be_a_task_that_the_talk_before_it_names() -> None:
    talk = Talk(**LISTED, update_tasks=written(HENS))
    await talk.say("not around for the hens today, move it to tomorrow")
    assert talk.calls[-1][1]["updates"][0]["task"] == {"id": HENS["id"]}


async def test_a_change_behind_another_request_takes_nothing_from_it() -> None:
    talk = Talk(add_tasks=written(HENS), update_tasks=written(HENS), find_tasks=finds(HENS))
    await talk.say("add water roses")
    await talk.say("add feed hens. set it to high priority")
    assert [name for name, _ in talk.calls] == ["add_tasks", "update_tasks"]


@pytest.mark.parametrize("said", ["yes, for tomorrow", "tomorrow at 9", "ok, but call it Tea"])
def test_an_offer_takes_a_detail_for_a_yes(said: str) -> None:
    reply = read_reply(said, OFFER, NOW)
    assert reply.chosen == OFFER.options[0]
    assert reply.more


@pytest.mark.parametrize("said", ["not the bank", "anything but the bank", "the optician"])
def test_what_is_not_meant_is_never_chosen(said: str) -> None:
    assert read_reply(said, CHOICE, NOW).chosen == CHOICE.options[1]


@pytest.mark.parametrize("said", ["hmm", "not sure", "wait"])
def test_a_doubt_asks_again(said: str) -> None:
    assert read_reply(said, CHOICE, NOW).unclear


@pytest.mark.parametrize(
    "said",
    [
        "oops, not the ironing, the hoovering",
        "wrong one, it was the hoovering",
        "sorry, hoovering not ironing",
    ],
)
async def test_the_wrong_one_is_taken_back_and_it_is_done_to_the_other(said: str) -> None:
    ironing, hoovering = brief(1, "Do the ironing"), brief(2, "Do the hoovering")
    talk = Talk(
        find_tasks=page(ironing, hoovering),
        set_tasks_completed=written(ironing | {"completed": True}),
        undo={"undone": ["reopened “Do the ironing”."], "conflicts": []},
    )
    await talk.say("I've done the ironing")
    await talk.say(said)
    assert [name for name, _ in talk.calls if name != "find_tasks"] == [
        "undo",
        "set_tasks_completed",
    ]
    assert talk.calls[-1][1]["tasks"] == [{"id": hoovering["id"]}]


async def test_a_word_of_what_was_just_added_is_another() -> None:
    milk = brief(1, "Buy oat milk")
    talk = Talk(
        find_tasks=page(milk), get_task=milk, add_tasks=written(milk), update_tasks=written(milk)
    )
    await talk.say("add buy oat milk")
    await talk.say("not oat, soy")
    assert talk.calls[-1][1]["updates"][0]["title"] == "Buy soy milk"
