"""A model fails in the middle of a turn, and the planner does the rest: judged by the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from agents import Model
from agents.testing import ScriptedModel, assistant_message

from evolution_todo.adapters.database import Database
from tests.conftest import BERLIN, Clock
from tests.integration.house import (
    House,
    Killed,
    Output,
    Silent,
    add,
    call,
    complete,
    delete,
    dying_at,
    failing,
    find,
    update,
)
from todo_agent import wording
from todo_agent.budgets import Limits
from todo_agent.llm.offline import OfflineModel
from todo_agent.recall import READING
from todo_agent.tools import Toolbox
from todo_agent.turn import Answer, Step, Token

pytestmark = pytest.mark.anyio

BEGINNING = [
    add("Dentist", due="friday 9am", reminders=["1 hour before"]),
    add("Buy milk"),
    add("Team standup", due="tomorrow 10am"),
    add("Pay rent", tags=["home"]),
]
"""What each person's conversation begins with: tasks 1 to 4."""


async def begin(house: House, *titles: str) -> None:
    """Let the person have the tasks 1 to 4, and these."""
    more = [add(title) for title in titles]
    await house.said(
        "add these", ScriptedModel([[*BEGINNING, *more], [assistant_message("Added.")]])
    )


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    house = House(database)
    yield house
    for turns in house.made:
        await turns.aclose(grace_seconds=0)


ROUNDS: dict[str, list[Output]] = {
    "add bread and add eggs": [[add("Bread")], [add("Eggs")]],
    "add bread, eggs and butter": [[add("Bread")], [add("Eggs"), add("Butter")]],
    "add bread and eggs and tag task 3 #work": [
        [add("Bread", "Eggs")],
        [update(3, add_tags=["work"])],
    ],
    "add bread tomorrow #shop and set task 3 to high priority": [
        [add("Bread")],
        [update(5, due="tomorrow")],
        [update(5, add_tags=["shop"]), update(3, priority="high")],
    ],
    "add bread. set it to high priority": [[add("Bread")], [update(5, priority="high")]],
    "complete task 2 and add bread": [[complete(2)], [add("Bread")]],
    "complete tasks 2, 3 and 4": [[complete(2)], [complete(4)], [complete(3)]],
    "complete the milk task and the standup": [
        [find(completed=False)],
        [complete(2)],
        [complete(3)],
    ],
    "delete the dentist task and add bread": [[find(text="dentist")], [delete(1)], [add("Bread")]],
    "delete task 2 and delete task 4": [[delete(2)]],
    "push task 1 back a day and complete task 2": [
        [update(1, due="2026-06-13T09:00:00+02:00")],
        [complete(2)],
    ],
    "complete the milk task, move the dentist to monday and add bread": [
        [find(text="milk"), find(text="dentist")],
        [complete(2)],
        [update(1, due="2026-06-15T09:00:00+02:00")],
        [add("Bread")],
    ],
    "rename task 2 to 'Oat milk' and add bread": [[update(2, title="Oat milk")], [add("Bread")]],
    "remind me about the standup tomorrow at 8am and add bread": [
        [find(text="standup")],
        [call("add_reminder", task={"number": 3}, reminder={"when": "tomorrow 8am"})],
        [add("Bread")],
    ],
    "cancel the dentist reminder and add bread": [
        [update(1, clear=["reminders"])],
        [add("Bread")],
    ],
    "undo and add bread": [[call("undo")], [add("Bread")]],
    "add bread and show my list": [[add("Bread")], [find()]],
    "complete all tasks tagged #home and add bread": [[complete(4)], [add("Bread")]],
}


@pytest.mark.parametrize("message", ROUNDS)
async def test_a_turn_cut_anywhere_leaves_what_an_uncut_turn_of_the_planner_leaves(
    house: House, message: str
) -> None:
    wanted: list[dict[str, Any]] = []
    rounds = ROUNDS[message]
    for cut in (None, *range(len(rounds) + 1)):
        house.move_in(f"cut {cut}")
        await begin(house)
        if cut is None:
            await house.said_and_agreed(message)
            wanted = await house.state()
            continue
        answer = await house.said_and_agreed(message, failing(rounds[:cut]))
        assert await house.state() == wanted, f"cut after {cut} of {message}: {answer.response}"
        assert wording.FALLEN_BACK in answer.response
        writes = [str((run.name, run.arguments)) for run in answer.tool_calls]
        assert len(set(writes)) == len(writes)


class Understudy(Model):
    """Plans as the planner does, under call ids of its own and one call at a time, then fails."""

    def __init__(self, planner: OfflineModel, *, outputs: int) -> None:
        self._planner = planner
        self._left = outputs
        self._ids: dict[str, str] = {}

    async def get_response(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    async def stream_response(
        self,
        system_instructions: str | None,
        input: Any,  # noqa: A002 - the SDK's name
        *rest: Any,
        **more: Any,
    ) -> AsyncIterator[Any]:
        if not self._left:
            raise ConnectionError("503")
        self._left -= 1
        planned = await self._planner.get_response(
            system_instructions, list(map(self._as_its, input))
        )
        said = ScriptedModel([[self._own(planned.output[0])]])
        async for event in said.stream_response(system_instructions, input, *rest, **more):
            yield event

    def _as_its(self, item: Any) -> Any:
        known = self._ids.get(item.get("call_id"))
        return item | {"call_id": known} if known else item

    def _own(self, item: Any) -> Any:
        if item.type != "function_call":
            return item
        own = f"toolu_{item.call_id[::-1]}"
        self._ids[own] = item.call_id
        return item.model_copy(update={"call_id": own, "id": own})


PLANNED = (
    "add bread and remind me to call mom at 5pm",
    "clear the due date of task 1. untag task 4. add milk chocolate. add milk",
    "complete the milk task and complete the standup. reopen task 2",
    "push the dentist back a day and set it to high priority",
    "cancel the dentist reminder. delete the task about rent",
    "add bread every friday at 9am #shop. show my tasks. undo",
    "complete all tasks tagged #home. create a tag called errands. move task 3 to friday",
    "complete everything due tomorrow. undo. complete task 2",
)


@pytest.mark.parametrize("message", PLANNED)
async def test_a_plan_cut_after_any_call_of_it_is_carried_out_whole(
    house: House, clock: Clock, message: str
) -> None:
    now = clock().astimezone(BERLIN)
    await begin(house)
    await house.said_and_agreed(message)
    wanted = await house.state()
    for cut in range(1, 9):
        house.move_in(f"cut {cut}")
        await begin(house)
        model = Understudy(OfflineModel(now=now), outputs=cut)
        answer = await house.said_and_agreed(message, model)
        assert await house.state() == wanted, f"cut after {cut}: {answer.response}"
        if wording.FALLEN_BACK not in answer.response:
            return
    raise AssertionError("the plan has no end")


def writes_of(answer: Answer) -> list[str]:
    return [run.name for run in answer.tool_calls if run.name not in READING]


REST: dict[str, tuple[str, list[Output], list[str], tuple[str, ...]]] = {
    "both adds are told": (
        "add bread and add eggs",
        [[add("Bread")]],
        ["add_tasks", "add_tasks"],
        ("Added “Bread”", "Added “Eggs”"),
    ),
    "a batch written as text is a batch": (
        "add bread and add eggs",
        [[call("add_tasks", tasks='[{"title": "Bread"}]')]],
        ["add_tasks", "add_tasks"],
        ("Added “Bread”", "Added “Eggs”"),
    ),
    "a title in other words is the same addition": (
        "add bread and eggs",
        [[add("Buy bread")]],
        ["add_tasks", "add_tasks"],
        ("Added “Buy bread”", "Added “Eggs”"),
    ),
    "nothing is left of what a batch did": (
        "add bread and complete task 2",
        [[add("Bread"), complete(2)]],
        ["add_tasks", "set_tasks_completed"],
        ("Added “Bread”", "Completed “Buy milk”"),
    ),
    "a deletion that was looked up is not looked up again": (
        "delete the dentist task",
        [[find(text="dentist")], [delete(1)]],
        ["delete_tasks"],
        ("Deleted “Dentist”",),
    ),
    "another task of the same words is left alone": (
        "delete the task pay rent. add pay rent to the bank",
        [[add("Pay rent to the bank")], [delete(4)]],
        ["add_tasks", "delete_tasks"],
        ("Deleted “Pay rent”", "Added “Pay rent to the bank”"),
    ),
    "what is moved by a while is moved once": (
        "push the dentist back a day",
        [[update(1, due="2026-06-13T09:00:00+02:00")]],
        ["update_tasks"],
        ("Moved “Dentist”", "Saturday at 9 am"),
    ),
    "a list is shown after what was done": (
        "complete task 2 and show my tasks",
        [[complete(2)]],
        ["set_tasks_completed"],
        ("Completed “Buy milk”", "Team standup"),
    ),
    "an item that failed is tried and told": (
        "complete tasks 2 and 9",
        [[complete(2, 9)]],
        ["set_tasks_completed", "set_tasks_completed"],
        ("Completed “Buy milk”", "Task 9 is not on your list"),
    ),
    "an undo is not run twice": (
        "undo",
        [[call("undo")]],
        ["undo"],
        ("Undone", "Pay rent"),
    ),
    "a tag is made once": (
        "create a tag called errands",
        [[call("add_tag", tag={"name": "errands"})]],
        ["add_tag"],
        ("#errands",),
    ),
    "a snooze is not repeated": (
        "snooze the dentist reminder by 20 minutes",
        [
            [call("list_reminders", filter={"task": {"number": 1}})],
            [call("update_reminder", reminder_id=1, change={"when": "2026-06-12T08:20:00+02:00"})],
        ],
        ["update_reminder"],
        ("Dentist",),
    ),
    "what was renamed is known by its old name": (
        "rename the milk task to 'Oat drink'. complete the standup",
        [[find(text="milk")], [update(2, title="Oat drink")]],
        ["update_tasks", "set_tasks_completed"],
        ("Renamed to “Oat drink”", "Completed “Team standup”"),
    ),
    "an addition lacks what was said of it": (
        "add bread tomorrow #shop high priority",
        [[add("Bread", due="tomorrow")]],
        ["add_tasks", "update_tasks"],
        ("Bread", "#shop", "high priority"),
    ),
    "what matches nothing is told and not guessed at": (
        "add bread",
        [[add("Groceries for the week")]],
        ["add_tasks"],
        ("Added “Groceries for the week”", "I cannot tell whether “add bread” is all done"),
    ),
    "what is no request of ours is told": (
        "please sort out my errands somehow",
        [[complete(2)]],
        ["set_tasks_completed"],
        ("Completed “Buy milk”", "I cannot tell"),
    ),
    "a doubt about one task holds up no other": (
        "complete the flowers task. complete task 3. add bread",
        [[complete(2)]],
        ["set_tasks_completed", "set_tasks_completed", "add_tasks"],
        (
            "Completed “Buy milk”",
            "Completed “Team standup”",
            "Added “Bread”",
            "“complete the flowers task”",
        ),
    ),
    "an undo after something else would take back the wrong thing": (
        "undo and add bread",
        [[add("Bread")]],
        ["add_tasks"],
        ("Added “Bread”", "I cannot tell whether “undo” is all done"),
    ),
}


@pytest.mark.parametrize("case", REST)
async def test_the_planner_does_the_rest_and_only_the_rest_and_tells_all(
    house: House, case: str
) -> None:
    message, rounds, writes, words = REST[case]
    await begin(house)
    answer = await house.said(message, failing(rounds))
    assert writes_of(answer) == writes, answer.response
    assert answer.response.startswith(wording.FALLEN_BACK)
    for each in words:
        assert each in answer.response


async def test_a_model_that_fails_at_once_leaves_everything_to_the_planner(house: House) -> None:
    answer = await house.said("add bread and add eggs", failing([]))
    assert answer.response.startswith(wording.FALLEN_BACK)
    assert await house.titles() == ["Bread", "Eggs"]


async def test_a_yes_is_told_by_the_planner_and_what_was_said_with_it_is_done(house: House) -> None:
    await begin(house)
    asked = await house.said("delete everything", ScriptedModel([[delete(1), delete(2)]]))
    assert asked.question is not None
    answer = await house.said("yes, and add bread and eggs", failing([[add("Eggs")]]))
    assert writes_of(answer) == ["delete_tasks", "delete_tasks", "add_tasks", "add_tasks"]
    assert await house.titles() == ["Team standup", "Pay rent", "Eggs", "Bread"]
    for title in ("Dentist", "Buy milk", "Bread", "Eggs"):
        assert f"“{title}”" in answer.response


async def test_a_question_of_the_planner_ends_the_turn_with_what_the_model_did(
    house: House,
) -> None:
    await begin(house, "Board meeting", "Team meeting")
    answer = await house.said("add bread and delete the meeting", failing([[add("Bread")]]))
    assert answer.question is not None
    assert "Added “Bread”" in answer.response
    assert answer.response.count("Added “Bread”") == 1
    assert len(answer.question.options) == 2


async def test_a_write_without_an_answer_is_not_tried_again_and_said_to_be_unknown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.process()
    lost: list[str] = []
    called = Toolbox._called  # the wire between the turn and its tools

    async def cut(self: Toolbox, name: str, arguments: Any, meta: Any) -> Any:
        answer = await called(self, name, arguments, meta)
        if name == "add_tasks" and not lost:
            lost.append(name)
            return False, {"code": "tool_unavailable", "message": "no answer", "next_step": ""}
        return answer

    monkeypatch.setattr(Toolbox, "_called", cut)
    answer = await house.said("add bread and add eggs", failing([[add("Bread")]]))
    assert await house.titles() == ["Bread", "Eggs"]
    assert "Adding (“Bread”) got no answer" in answer.response
    assert "Added “Eggs”" in answer.response


async def test_a_turn_cut_and_killed_at_any_step_does_each_thing_once(house: House) -> None:
    message = "add bread, complete task 2 and add eggs"
    rounds = [[add("Bread"), complete(2)]]
    house.move_in("whole")
    await begin(house)
    house.steps.clear()
    whole = await house.said(message, failing(rounds))
    steps, state = list(house.steps), await house.state()
    for death, step in enumerate(steps, 1):
        house.move_in(f"killed {death}")
        await begin(house)
        house.steps.clear()
        house.at_step = dying_at(death)
        with pytest.raises(Killed):
            await house.said(message, failing(rounds))
        house.at_step = dying_at(0)
        given = house.steps.count(Step.OUTPUT_STORED)
        house.process()
        answer = await house.said(message, failing(rounds[given:]), again=True)
        assert await house.state() == state, step
        assert answer.response == whole.response
        assert writes_of(answer) == writes_of(whole)


class Stammering(ScriptedModel):
    """A model whose stream is cut in the middle of a word."""

    async def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        whole = ScriptedModel([[assistant_message("Done! I have added both")]])
        async for event in whole.stream_response(*_, **__):
            yield event
            if event.type == "response.output_text.delta":
                raise ConnectionResetError


async def test_words_of_a_cut_model_are_broken_off_and_are_no_part_of_the_answer(
    house: House,
) -> None:
    house.process()
    live = await house.start("add bread", Stammering([]))
    answer = await live.answer()
    assert answer.response == f"{wording.FALLEN_BACK}\n\nAdded “Bread” (#1)."
    tokens = [event.text async for event in live.events() if isinstance(event, Token)]
    assert "".join(tokens) == f"Done! I have added both …\n\n{answer.response}"
    assert await house.titles() == ["Bread"]


async def test_a_model_that_never_answers_is_finished_for_when_the_turns_time_is_up(
    house: House,
) -> None:
    house.limits = Limits(seconds=0.05)
    answer = await house.said("add bread and add eggs", Silent([]))
    assert answer.response.startswith(wording.FALLEN_BACK)
    assert await house.titles() == ["Bread", "Eggs"]


async def test_what_a_model_spent_is_not_held_against_the_planner(house: House) -> None:
    await begin(house)
    house.limits = Limits(model_calls=3)
    house.process()
    message = "complete the milk task, delete the dentist task and add bread"
    answer = await house.said(message, failing([[find()], [complete(2)]]))
    assert await house.titles() == ["Buy milk", "Team standup", "Pay rent", "Bread"], answer
