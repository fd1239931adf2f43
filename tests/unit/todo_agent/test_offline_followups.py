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
    await talk.say("add feed hens and move it to friday")
    assert [name for name, _ in talk.calls] == ["add_tasks", "find_tasks", "update_tasks"]


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


async def said_after(first: str, said: str, *tasks: Any, **tools: Any) -> tuple[str, Any]:
    """The last call for a message behind another, these tasks being on the list."""
    added = {"add_tasks": written(*tasks), "set_tasks_completed": written(*tasks)}
    found = {"find_tasks": page(*tasks), "update_tasks": written(*tasks)}
    talk = Talk(**{**added, **found, "delete_tasks": written(*tasks), **tools})
    await talk.say(first)
    await talk.say(said)
    return talk.calls[-1]


@pytest.mark.parametrize(
    "said",
    [
        "put it on the compost bin task",
        "put the compost bin on it",
        "tag the compost bin with it",
    ],
)
async def test_a_tag_just_made_is_put_on_a_task(said: str) -> None:
    made = {"operation_id": 1, "results": [{"id": 1, "name": "allotment"}]}
    bin_ = brief(1, "Build the compost bin")
    name, arguments = await said_after(
        "create a tag called allotment", said, bin_, add_tag=lambda _: made
    )
    assert (name, arguments["updates"][0]["add_tags"]) == ("update_tasks", ["allotment"])


@pytest.mark.parametrize(
    ("first", "said", "call"),
    [
        ("show my tasks", "We found a nanny. Delete it.", "delete_tasks"),
        ("add book the tour", "Done that already", "set_tasks_completed"),
        ("add book the tour", "did that this morning", "set_tasks_completed"),
    ],
)
async def test_it_is_the_task_spoken_of_whatever_is_told_beside(
    first: str, said: str, call: str
) -> None:
    name, arguments = await said_after(first, said, brief(1, "Book the tour"))
    assert (name, arguments["tasks"]) == (call, [{"id": 101}])


async def test_what_was_forgotten_after_all_is_opened_again() -> None:
    trash = brief(1, "Take out the trash", completed=True)
    name, arguments = await said_after(
        "done with the trash", "I forgot to take out the trash", trash
    )
    assert (name, arguments["completed"]) == ("set_tasks_completed", False)


async def test_the_value_of_a_change_may_be_told_before_it() -> None:
    dinner = brief(1, "Dinner", due="2026-06-18T19:30:00+02:00")
    name, arguments = await said_after(
        "add dinner on 18 june at 7:30 pm", "The restaurant only had 8:15pm, change it", dinner
    )
    assert (name, arguments["updates"][0]["due_time"]) == ("update_tasks", "20:15")


async def test_and_another_task_to_another_day_moves_that_one() -> None:
    lawn, bob = brief(1, "Mow the lawn"), brief(2, "Call Bob")
    name, arguments = await said_after(
        "done with bob", "thanks. and the lawn to Tuesday", lawn, bob
    )
    assert (name, arguments["updates"][0]["task"]) == ("update_tasks", {"id": 101})


async def test_the_last_one_too() -> None:
    rolls, labels = brief(1, "Order till rolls"), brief(2, "Print price labels")
    talk = Talk(find_tasks=page(rolls, labels), set_tasks_completed=written(rolls))
    await talk.say("what's pending?")
    await talk.say("mark the first one as done")
    await talk.say("and the last one too")
    assert talk.calls == [("set_tasks_completed", {"tasks": [{"id": 102}], "completed": True})]


async def test_both_are_the_two_last_dealt_with() -> None:
    dentist, lunch = (
        brief(number, title, due=f"2026-06-15T{hour}:00:00+02:00")
        for number, title, hour in ((1, "Dentist", "09"), (2, "Lunch", "13"))
    )
    talk = Talk(
        add_tasks=lambda call: written(
            dentist if call["tasks"][0]["title"] == "Dentist" else lunch
        ),
        find_tasks=page(dentist, lunch),
        update_tasks=written(dentist, lunch),
    )
    await talk.say("add dentist monday at 9 am")
    await talk.say("add lunch monday at 1 pm")
    await talk.say("move both to Tuesday")
    name, arguments = talk.calls[-1]
    assert name == "update_tasks"
    assert {each["task"]["id"] for each in arguments["updates"]} == {101, 102}


@pytest.mark.parametrize(
    ("said", "due"),
    [("make that 15 actually", "in 15 min"), ("make it 15 minutes", "in 15 minutes")],
)
async def test_so_long_from_now_is_said_anew_in_its_unit(said: str, due: str) -> None:
    name, arguments = await said_after(
        "remind me in 20 min to take the pizza out", said, brief(1, "Take the pizza out")
    )
    assert (name, arguments["updates"][0]["due"]) == ("update_tasks", due)


async def test_the_very_word_tells_a_task_from_one_like_it() -> None:
    run, socks = brief(1, "Morning run"), brief(2, "Buy running socks")
    talk = Talk(find_tasks=page(run, socks), set_tasks_completed=written(run))
    await talk.say("mark the run as done")
    assert talk.calls[-1][1]["tasks"] == [{"id": 101}]


@pytest.mark.parametrize(
    ("moved", "said", "days"),
    [
        ("push water roses back two days", "sorry, three days", 1),
        ("move water roses a week later", "make that two weeks", 7),
        ("move water roses two days earlier", "no, a day", 1),
    ],
)
async def test_another_length_right_after_a_move_is_how_far_it_goes(
    moved: str, said: str, days: int
) -> None:
    there = brief(1, "Water roses", due="2026-06-20")
    talk = Talk(find_tasks=finds(there), update_tasks=written(there))
    await talk.say(moved)
    await talk.say(said)
    assert talk.calls[-1][1]["updates"][0]["due"] == f"2026-06-{20 + days}"


@pytest.mark.parametrize("said", ["My mistake, number 2", "I meant number 2"])
async def test_what_was_done_is_taken_back_and_done_to_the_one_meant(said: str) -> None:
    talk = Talk(**LISTED, set_tasks_completed=written(HENS), undo={"undone": []})
    await talk.say("task 3 is finished")
    await talk.say(said)
    done = [(name, given) for name, given in talk.calls if name != "find_tasks"]
    lawn = {"tasks": [{"id": LAWN["id"]}], "completed": True}
    assert done == [("undo", {}), ("set_tasks_completed", lawn)]


@pytest.mark.parametrize("said", ["the lawn I mean", "sorry, wrong one, it was the lawn"])
async def test_what_led_to_nothing_is_asked_again_of_the_one_meant(said: str) -> None:
    talk = Talk(**LISTED, update_tasks=written(LAWN))
    await talk.say("move the pigsty to friday")
    await talk.say(said)
    assert "undo" not in [name for name, _ in talk.calls]
    (change,) = talk.calls[-1][1]["updates"]
    assert (change["task"], change["due"]) == ({"id": LAWN["id"]}, "friday")
