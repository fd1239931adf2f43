"""What the grammar does not read is supposed, of tasks that are mentioned or were dealt with."""

import pytest

from evolution_todo.language import supposing
from tests.unit.todo_agent.offline import Talk, brief, page, written

pytestmark = pytest.mark.anyio

FERRY = brief(1, "Book ferry")
TENT = brief(2, "Pack tent")
PLUMBER = brief(3, "Plumber appointment", due="2026-06-16T09:00:00+02:00")


def talk_of(*tasks: dict[str, object], **tools: object) -> Talk:
    return Talk(find_tasks=page(*tasks), **tools)  # type: ignore[arg-type]


async def test_a_change_is_of_the_task_whose_words_the_message_holds() -> None:
    talk = talk_of(FERRY, TENT, delete_tasks=written(FERRY))
    await talk.say("anyway, we've cancelled the trip, so out with the ferry")
    assert talk.calls[-1] == ("delete_tasks", {"tasks": [{"id": 101}]})


async def test_where_no_task_is_mentioned_nothing_is_changed() -> None:
    talk = talk_of(TENT)
    await talk.say("anyway, we've cancelled the trip, so out with the ferry")
    assert {name for name, _ in talk.calls} <= {"find_tasks"}


async def test_a_change_is_of_the_task_dealt_with_where_the_message_names_none() -> None:
    talk = talk_of(FERRY, TENT, update_tasks=written(TENT), add_tasks=written(TENT))
    await talk.say("add pack tent")
    await talk.say("and make it high priority while you're at it")
    name, arguments = talk.calls[-1]
    assert name == "update_tasks"
    assert arguments["updates"] == [{"task": {"id": 102}, "priority": "high"}]


async def test_what_is_only_likely_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supposing, "SURE", 1.1)
    talk = talk_of(brief(4, "Council report"))
    await talk.say("council report, not so urgent any more")
    name, arguments = talk.calls[-1]
    assert name == "ask_person"
    assert "Council report" in arguments["question"]


async def test_a_remark_with_a_date_is_offered_and_not_added() -> None:
    talk = Talk()
    answer = await talk.say("terrible traffic this morning")
    assert [name for name, _ in talk.calls] == ["ask_person"]
    assert answer.startswith("Add “Terrible traffic”")


async def test_a_task_that_no_rule_reads_is_offered() -> None:
    talk = Talk()
    answer = await talk.say("I ought not to forget the parish accounts")
    assert [name for name, _ in talk.calls] == ["ask_person"]
    assert "parish accounts" in answer
