from __future__ import annotations

from typing import Any

import pytest

from tests.unit.todo_agent.offline import NOW
from tests.unit.todo_agent.support import Tasks, World, call, say
from todo_agent.questions import read_reply
from todo_agent.turn import Answer, Call, Option, Question

pytestmark = pytest.mark.anyio

DELETE_BOTH = {"tasks": [{"id": 1}, {"id": 2}]}


async def asked_to_delete_both() -> World:
    world = World(Tasks("A one", "B two", "C three"))
    await world.said("delete a and b", call("delete_tasks", DELETE_BOTH))
    return world


def offer(title: str) -> Any:
    kept = {"name": "add_tasks", "arguments": {"tasks": [{"title": title}]}}
    return call(
        "ask_person",
        {"question": f"Add “{title}”?", "options": [{"label": "Yes", "calls": [kept]}]},
    )


def choice(**options: int) -> Any:
    made = [
        {"label": label, "calls": [{"name": "delete_tasks", "arguments": {"tasks": [{"id": at}]}}]}
        for label, at in options.items()
    ]
    return call("ask_person", {"question": "Which one?", "options": made})


async def test_a_yes_runs_the_kept_calls_as_they_were_and_the_model_answers_from_them() -> None:
    world = await asked_to_delete_both()
    model = world.script(say("Both are gone."))
    answer = await world.said("yes")
    assert world.server.writes == [("delete_tasks", DELETE_BOTH["tasks"])]
    assert answer.response == "Both are gone."
    assert [run.name for run in answer.tool_calls] == ["delete_tasks"]
    assert len(model.calls) == 1
    assert model.calls[0].input[-1]["type"] == "function_call_output"


async def test_a_yes_lets_the_kept_calls_through_and_no_others() -> None:
    world = await asked_to_delete_both()
    answer = await world.said("yes", call("delete_tasks", {"tasks": [{"id": 3}]}))
    assert world.server.titles == ["C three"]
    assert answer.question is not None
    assert answer.question.text == "Delete “C three”?"


async def test_a_no_drops_the_kept_calls_without_asking_a_model() -> None:
    world = await asked_to_delete_both()
    model = world.script(say("never said"))
    answer = await world.said("no")
    assert answer.response == "Okay, nothing changed."
    assert world.server.writes == []
    assert model.calls == ()
    assert world.store.questions["c1"] is None


async def test_another_message_drops_the_question_and_a_later_yes_runs_nothing() -> None:
    world = await asked_to_delete_both()
    await world.said("what can you do?", say("I keep your tasks."))
    await world.said("yes", say("Yes to what?"))
    assert world.server.writes == []


async def test_a_yes_that_goes_on_runs_the_kept_calls_and_what_it_goes_on_to_ask() -> None:
    world = await asked_to_delete_both()
    answer = await world.said(
        "yes, and add milk", call("add_tasks", {"tasks": [{"title": "Milk"}]}), say("Done.")
    )
    assert world.server.titles == ["C three", "Milk"]
    assert [run.name for run in answer.tool_calls] == ["delete_tasks", "add_tasks"]


async def test_a_no_that_goes_on_drops_the_kept_calls_and_does_the_rest() -> None:
    world = await asked_to_delete_both()
    await world.said(
        "no, add milk instead", call("add_tasks", {"tasks": [{"title": "Milk"}]}), say("Done.")
    )
    assert world.server.titles == ["A one", "B two", "C three", "Milk"]


async def test_a_model_may_offer_and_a_yes_takes_the_offer() -> None:
    world = World(Tasks())
    answer = await world.said("call mom", offer("Call mom"))
    assert answer.response == "Add “Call mom”?"
    assert answer.suggestions == ("Yes", "No")
    await world.said("yes please", say("Added."))
    assert world.server.titles == ["Call mom"]


@pytest.mark.parametrize(
    ("reply", "picked"),
    [
        ("the tea and the lunch, please", ["Tea with Ann", "Lunch with Bo"]),
        ("lunch and dinner", ["Lunch with Bo", "Dinner with Cy"]),
        ("both actually", []),
        ("the tea and the boat", []),
    ],
)
def test_several_options_are_picked_by_name(reply: str, picked: list[str]) -> None:
    labels = ["Tea with Ann", "Lunch with Bo", "Dinner with Cy"]
    options = tuple(
        Option(label, (Call("delete_tasks", {"tasks": [{"id": at}]}),))
        for at, label in enumerate(labels, 1)
    )
    chosen = read_reply(reply, Question(id="q", text="Which one?", options=options), NOW).chosen
    assert (chosen.label.split(" + ") if chosen else []) == picked


@pytest.mark.parametrize("reply", ["2", "the second one", "Board meeting", "the board one"])
async def test_a_choice_is_answered_by_number_position_or_label(reply: str) -> None:
    world = World(Tasks("Team meeting", "Board meeting"))
    answer = await world.said(
        "delete the meeting", choice(**{"Team meeting": 1, "Board meeting": 2})
    )
    labels = ("Delete “Team meeting”", "Delete “Board meeting”")
    assert answer.suggestions == labels
    assert answer.response == f"Which one?\n1. {labels[0]}\n2. {labels[1]}"
    await world.said(reply, say("Gone."))
    assert world.server.titles == ["Team meeting"]


async def test_both_of_three_is_no_answer() -> None:
    world = World(Tasks("A one", "B two", "C three"))
    await world.said("delete it", choice(**{"A one": 1, "B two": 2, "C three": 3}))
    await world.said("both", say("Which two?"))
    assert world.server.titles == ["A one", "B two", "C three"]


async def test_an_offer_that_hides_a_deletion_is_asked_in_the_words_of_the_gate() -> None:
    world = World(Tasks("A one", "B two"))
    kept = {"name": "delete_tasks", "arguments": DELETE_BOTH}
    answer = await world.said(
        "hello",
        call("ask_person", {"question": "Hi?", "options": [{"label": "Yes", "calls": [kept]}]}),
    )
    assert answer.response == "Delete 2 tasks: “A one”, “B two”?"


@pytest.mark.parametrize(
    "arguments",
    [
        {"question": "Which?", "options": []},
        {"question": "Which?"},
        {"options": 3},
        {
            "question": "Ask?",
            "options": [{"label": "Yes", "calls": [{"name": "ask_person", "arguments": {}}]}],
        },
    ],
)
async def test_a_question_that_cannot_be_asked_is_an_error_to_the_model(arguments: Any) -> None:
    world = World(Tasks())
    model = world.script(call("ask_person", arguments), say("Sorry, which one?"))
    answer = await world.said("delete it")
    assert answer.question is None
    assert '"code": "invalid_arguments"' in model.calls[1].input[-1]["output"]


async def test_the_question_and_its_answer_are_part_of_the_conversation() -> None:
    world = World(Tasks())
    await world.said("call mom", offer("Call mom"))
    model = world.script(say("Added."))
    answer: Answer = await world.said("yes")
    roles = [item.get("role") or item["type"] for item in model.calls[0].input]
    assert roles == [
        "user",
        "function_call",
        "function_call_output",
        "assistant",
        "user",
        "function_call",
        "function_call_output",
    ]
    assert answer.tool_calls[0].arguments == {"tasks": [{"title": "Call mom"}]}


REMOVING = Question(
    id="q",
    text="Delete 2 tasks?",
    options=(Option("Yes", (Call("delete_tasks", {"tasks": [{"id": 1}, {"id": 2}]}),)),),
)


@pytest.mark.parametrize(
    "said",
    [
        "yes, all of them",
        "yep, both",
        "both of them please",
        "yes delete them",
        "yes delete",
        "go ahead and remove them",
        "all of them, yes",
        "get rid of the lot",
    ],
)
def test_a_yes_may_say_again_what_was_asked(said: str) -> None:
    assert read_reply(said, REMOVING, NOW).chosen == REMOVING.options[0]


@pytest.mark.parametrize(
    "said", ["yes, move them", "delete", "not all of them", "only both", "keep them"]
)
def test_what_says_something_else_is_no_echo_of_it(said: str) -> None:
    assert read_reply(said, REMOVING, NOW).chosen is None


CHOOSING = Question(
    id="choosing",
    text="Which one should I delete?",
    options=tuple(
        Option(label, (Call("delete_tasks", {"tasks": [{"id": at}]}),))
        for at, label in enumerate(
            ("Delete “Tea with Nadia”, due Monday", "Delete “Tea with Otto”, due Sat 20 June"), 1
        )
    ),
)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("the sooner one", 0),
        ("the latest of the two, please", 1),
        ("Monday's, I have a cold", 0),
        ("the one on the 20th", 1),
        ("the Otto one, he can't come", 1),
        ("Nadia's, she is away", 0),
    ],
)
def test_one_is_picked_by_its_day_or_with_a_reason_behind(said: str, place: int) -> None:
    assert read_reply(said, CHOOSING, NOW).chosen == CHOOSING.options[place]


@pytest.mark.parametrize("said", ["the Tuesday one", "add tea with Otto on Monday", "on Friday"])
def test_another_day_picks_none(said: str) -> None:
    assert read_reply(said, CHOOSING, NOW).chosen is None


OFFERING = Question(
    id="offering",
    text="Add “Mend the kite”?",
    options=(Option("Yes", (Call("add_tasks", {"tasks": [{"title": "Mend the kite"}]}),)),),
)


@pytest.mark.parametrize(
    "said", ["nah, forget the kite", "don't bother with the kite then", "leave the kite for now"]
)
def test_what_was_offered_is_turned_down_by_its_name(said: str) -> None:
    assert read_reply(said, OFFERING, NOW).refused


@pytest.mark.parametrize("said", ["forget the balloon", "no, mend the bike", "cancel the dentist"])
def test_another_name_turns_nothing_down(said: str) -> None:
    reply = read_reply(said, OFFERING, NOW)
    assert not reply.refused or reply.more


@pytest.mark.parametrize("said", ["thanks for asking", "Thank you so much!"])
def test_thanks_leave_a_question_open(said: str) -> None:
    assert read_reply(said, OFFERING, NOW).unclear


def of_series(**scope: str) -> Question:
    gone = Call("delete_tasks", {"tasks": [{"id": 1}], **scope})
    return Question(id="series", text="Delete “Pilates”?", options=(Option("Yes", (gone,)),))


@pytest.mark.parametrize("said", ["yes, the whole series", "for good, please", "the entire series"])
def test_the_whole_series_is_a_yes_where_that_was_asked(said: str) -> None:
    assert read_reply(said, of_series(scope="series"), NOW).chosen
    assert not read_reply(said, of_series(), NOW).chosen
