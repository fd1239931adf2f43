"""What people tell of their tasks, and what the planner makes of it."""

import pytest

from tests.unit.todo_agent.offline import Talk, brief, finds, page, written

pytestmark = pytest.mark.anyio

ANN = brief(1, "Call Ann")
HAM = brief(2, "Buy ham")
RICE = brief(3, "Buy rice")


async def test_a_deed_completes_the_task_that_asks_for_it() -> None:
    talk = Talk(find_tasks=finds(ANN, HAM), set_tasks_completed=written(ANN))
    await talk.say("called ann")
    assert talk.calls[-1] == (
        "set_tasks_completed",
        {"tasks": [{"id": ANN["id"]}], "completed": True},
    )


async def test_several_deeds_complete_their_tasks_at_once() -> None:
    talk = Talk(find_tasks=finds(ANN, HAM, RICE), set_tasks_completed=written(HAM, RICE))
    await talk.say("got ham and rice")
    name, arguments = talk.calls[-1]
    assert name == "set_tasks_completed"
    assert arguments["tasks"] == [{"id": HAM["id"]}, {"id": RICE["id"]}]


async def test_a_deed_that_two_tasks_ask_for_is_asked_about() -> None:
    other = brief(4, "Call Ann about the car")
    talk = Talk(find_tasks=finds(brief(1, "Call Ann about the party"), other))
    await talk.say("called ann")
    name, arguments = talk.calls[-1]
    assert name == "ask_person"
    assert len(arguments["options"]) == 2


@pytest.mark.parametrize("said", ["got the pens", "paid the rent yesterday", "I rang Bea"])
async def test_a_deed_that_no_task_asks_for_writes_and_offers_nothing(said: str) -> None:
    talk = Talk(find_tasks=finds(ANN, HAM))
    await talk.say(said)
    assert {name for name, _ in talk.calls} <= {"find_tasks"}


async def test_a_deed_denied_opens_its_task_again() -> None:
    done = ANN | {"completed": True}
    talk = Talk(find_tasks=finds(done, HAM), set_tasks_completed=written(ANN))
    await talk.say("i haven't actually called ann, reopen that")
    assert [call for call in talk.calls if call[0] != "find_tasks"] == [
        ("set_tasks_completed", {"tasks": [{"id": ANN["id"]}], "completed": False})
    ]


async def test_what_may_be_a_thing_is_offered_where_no_task_asks_for_it() -> None:
    talk = Talk(find_tasks=page())
    assert await talk.say("baked beans") == "Add “Baked beans”?"


async def test_the_other_one_is_not_the_one_just_done() -> None:
    bea = brief(4, "Call Bea")
    left = [ANN, bea]

    def complete(_: dict[str, object]) -> dict[str, object]:
        left.remove(ANN)
        return written(ANN)

    talk = Talk(
        find_tasks=lambda _: page(*left), set_tasks_completed=complete, update_tasks=written(bea)
    )
    await talk.say("called ann, move the other one to monday")
    name, arguments = talk.calls[-1]
    assert name == "update_tasks"
    assert arguments["updates"][0]["task"] == {"id": bea["id"]}


async def test_what_is_spared_is_left_out_of_all() -> None:
    talk = Talk(find_tasks=finds(ANN, HAM, RICE), set_tasks_completed=written(ANN, HAM))
    await talk.say("mark everything as done except the rice")
    assert talk.calls[-1][1]["tasks"] == [{"id": ANN["id"]}, {"id": HAM["id"]}]


async def test_all_of_a_kind_are_those_that_bear_its_tag() -> None:
    eggs = brief(4, "Buy eggs", tags=["food"])

    def find(arguments: dict[str, object]) -> dict[str, object]:
        asked = arguments.get("filter", {})
        assert isinstance(asked, dict)
        return page(*[eggs][: asked.get("tags") == ["food"]])

    talk = Talk(find_tasks=find, set_tasks_completed=written(eggs))
    await talk.say("complete all food tasks")
    assert talk.calls[-1][1]["tasks"] == [{"id": eggs["id"]}]
    assert "Buy eggs" in await talk.say("what food stuff do i have?")


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("tomorrow 11am", {"due": "tomorrow 11am"}),
        ("p1", {"priority": "critical"}),
        ("#work", {"add_tags": ["work"]}),
        ("call it Ring Ann", {"title": "Ring Ann"}),
    ],
)
async def test_a_value_alone_is_of_the_task_just_added(said: str, change: dict[str, str]) -> None:
    talk = Talk(add_tasks=written(ANN), find_tasks=finds(ANN), update_tasks=written(ANN))
    await talk.say("add call ann")
    await talk.say(said)
    assert talk.calls[-1] == (
        "update_tasks",
        {"updates": [{"task": {"id": ANN["id"]}, **change}]},
    )


async def test_what_was_just_deleted_is_brought_back() -> None:
    talk = Talk(find_tasks=finds(ANN), delete_tasks=written(ANN), undo={"undone": ["Restored"]})
    await talk.say("delete call ann")
    await talk.say("wait not that one, bring it back")
    assert [name for name, _ in talk.calls] == ["undo"]


async def test_a_value_alone_is_of_nothing_where_nothing_was_dealt_with() -> None:
    talk = Talk(find_tasks=finds(ANN))
    await talk.say("hello")
    await talk.say("p1")
    assert talk.calls == []
