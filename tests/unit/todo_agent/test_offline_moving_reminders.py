"""A reminder that there is, set to another moment."""

import pytest

from tests.unit.todo_agent.offline import Result, Talk, brief, page

pytestmark = pytest.mark.anyio

BINS = brief(1, "Bins", due="2026-06-11T20:00:00+02:00")


def reminder(**more: object) -> Result:
    return {
        "id": 7,
        "task_id": BINS["id"],
        "task_number": 1,
        "task_title": "Bins",
        "remind_at": "2026-06-11T17:00:00Z",
        "offset_minutes": 60,
        "status": "pending",
    } | more


def written() -> Result:
    return {"operation_id": 1, "results": [reminder()], "failures": []}


def talk_of(*reminders: Result) -> Talk:
    return Talk(
        find_tasks=page(BINS),
        list_reminders=page(*reminders),
        update_reminder=written(),
        add_reminder=written(),
    )


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("make the bins reminder 15 minutes before instead", "15 minutes before"),
        ("move the bins reminder half an hour earlier", "90 minutes before"),
        ("the bins reminder should be at 7.30", "2026-06-11T19:30:00+02:00"),
    ],
)
async def test_the_tasks_reminder_is_moved_and_none_is_added(said: str, when: str) -> None:
    talk = talk_of(reminder())
    await talk.say(said)
    assert talk.calls[-1] == ("update_reminder", {"reminder_id": 7, "change": {"when": when}})


async def test_a_task_without_a_reminder_is_given_it() -> None:
    talk = talk_of()
    await talk.say("make the bins reminder 15 minutes before instead")
    name, arguments = talk.calls[-1]
    assert name == "add_reminder"
    assert arguments["reminder"] == {"when": "15 minutes before"}


async def test_of_several_it_is_asked_which() -> None:
    talk = talk_of(reminder(), reminder(id=8, offset_minutes=30))
    await talk.say("make the bins reminder 15 minutes before instead")
    name, arguments = talk.calls[-1]
    assert name == "ask_person"
    assert len(arguments["options"]) == 2


async def test_the_reminder_of_what_is_not_on_the_list_is_not_found() -> None:
    talk = Talk(find_tasks=page())
    await talk.say("make the ferry reminder 15 minutes before instead")
    assert {name for name, _ in talk.calls} == {"find_tasks"}


async def test_a_time_after_a_reminder_was_set_is_that_reminders() -> None:
    talk = talk_of(reminder(offset_minutes=None))
    await talk.say("remind me about the bins tomorrow at 7 pm")
    await talk.say("no, at 6")
    assert talk.calls[-1][0] == "update_reminder"
    assert talk.calls[-1][1]["change"]["when"].startswith("2026-06-11T18:00")


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("actually remind me two hours before", "120 minutes before"),
        ("a day's notice would be better", "1440 minutes before"),
        ("the evening before at 7 is better", "1 days before at 19:00"),
        ("no, remind me at 8 on the day", "on the day at 08:00"),
    ],
)
async def test_what_is_set_right_about_a_reminder_takes_its_place(said: str, when: str) -> None:
    talk = talk_of(reminder())
    await talk.say("remind me about the bins an hour before")
    await talk.say(said)
    assert talk.calls[-1] == ("update_reminder", {"reminder_id": 7, "change": {"when": when}})


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("also remind me the morning of", "on the day at 09:00"),
        ("and another reminder the day before", "1440 minutes before"),
        ("plus one 15 minutes before", "15 minutes before"),
    ],
)
async def test_one_more_reminder_stands_beside_the_first(said: str, when: str) -> None:
    talk = talk_of(reminder())
    await talk.say("remind me about the bins an hour before")
    await talk.say(said)
    name, arguments = talk.calls[-1]
    assert (name, arguments["reminder"]) == ("add_reminder", {"when": when})
