"""What the grammar does not read is supposed, of tasks that are mentioned or were dealt with."""

import pytest

from evolution_todo.language.intents import read_requests
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.supposing import reading as supposing
from tests.unit.todo_agent.offline import NOW, Result, Talk, Tool, brief, page, written

pytestmark = pytest.mark.anyio

FERRY = brief(1, "Book ferry")
TENT = brief(2, "Pack tent")
PLUMBER = brief(3, "Plumber appointment", due="2026-06-16T09:00:00+02:00")


def talk_of(*tasks: Result, **tools: Tool) -> Talk:
    return Talk(NOW, find_tasks=page(*tasks), **tools)


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


@pytest.mark.parametrize(
    "said", ["who won the match on saturday", "what time does tesco close on sunday"]
)
async def test_a_question_of_something_else_is_not_looked_up(said: str) -> None:
    talk = Talk()
    assert "outside what I can do" in await talk.say(said)
    assert talk.calls == []


async def test_a_question_of_ones_tasks_is_looked_up() -> None:
    talk = talk_of(FERRY)
    await talk.say("do I have anything on friday")
    assert {name for name, _ in talk.calls} == {"find_tasks"}


async def test_talk_before_a_change_says_nothing_of_the_task() -> None:
    talk = talk_of(FERRY, delete_tasks=written(FERRY), add_tasks=written(FERRY))
    await talk.say("add book ferry")
    await talk.say("We have a nanny now. Delete it.")
    assert talk.calls[-1] == ("delete_tasks", {"tasks": [{"id": 101}]})


async def test_what_is_not_meant_is_not_what_a_task_is_moved_to() -> None:
    talk = talk_of(PLUMBER, update_tasks=written(PLUMBER))
    await talk.say("do the plumber appointment on friday instead of tomorrow")
    assert talk.calls[-1][1]["updates"][0]["due"].startswith("2026-06-12")


async def test_a_series_ends_where_it_is_no_longer_to_repeat() -> None:
    talk = talk_of(TENT, update_tasks=written(TENT), add_tasks=written(TENT))
    await talk.say("add pack tent every friday")
    await talk.say("stop it repeating")
    assert talk.calls[-1][1]["updates"][0]["clear"] == ["recurrence"]


async def test_yes_to_all_of_them_is_a_yes() -> None:
    (request,) = read_requests("Yes, all of them", NOW)
    assert request.intent is Intent.CONFIRM


async def test_of_reminders_just_listed_one_is_cancelled_and_no_task_is_deleted() -> None:
    ring = {"id": 7, "task_id": 101, "task_number": 1, "task_title": "Book ferry"}
    ring |= {"remind_at": "2026-06-11T17:00:00Z", "offset_minutes": None, "status": "pending"}
    talk = talk_of(FERRY, list_reminders=page(ring), delete_reminder=written())
    await talk.say("what reminders do I have?")
    await talk.say("cancel the one for the ferry")
    assert talk.calls[-1] == ("delete_reminder", {"reminder_id": 7})


async def test_another_thing_that_was_meant_keeps_what_is_done_to_it() -> None:
    ewes = brief(5, "Worm the ewes")
    talk = talk_of(ewes, add_tasks=written(ewes), update_tasks=written(ewes))
    await talk.say("add worm the ewes")
    await talk.say("no, I meant the lambs")
    assert talk.calls[-1][1]["updates"][0]["title"] == "Worm the lambs"


@pytest.mark.parametrize("said", ["No way!", "no, not Ann"])
async def test_a_refusal_names_no_other_task(said: str) -> None:
    talk = talk_of(brief(7, "Call Ann"), brief(8, "Call Bea"), brief(9, "Find a way home"))
    await talk.say("delete the call")
    assert talk.calls[-1][0] == "ask_person"
    answer = await talk.say(said)
    assert "nothing changed" in answer
    assert talk.calls == []


async def test_a_question_about_a_task_does_not_change_it() -> None:
    talk = talk_of(TENT, get_task=TENT)
    await talk.say("is the tent important?")
    assert {name for name, _ in talk.calls} <= {"find_tasks", "get_task"}


async def test_what_is_only_offered_is_dropped_without_taking_anything_back() -> None:
    talk = talk_of(add_tasks=written(FERRY))
    await talk.say("add book ferry")
    await talk.say("buy ice")
    await talk.say("sorry, scrap that")
    assert talk.calls == []


async def test_a_part_of_a_task_is_no_task() -> None:
    talk = talk_of(brief(6, "Meeting with Tim"))
    await talk.say("remove the time")
    assert {name for name, _ in talk.calls} <= {"find_tasks"}


async def test_a_length_that_is_no_number_is_no_fault() -> None:
    talk = talk_of(TENT)
    assert await talk.say("give the tent another more day please")
