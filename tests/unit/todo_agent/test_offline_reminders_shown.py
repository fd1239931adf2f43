"""What is said right after the reminders were listed is of the reminders, and of no task."""

import pytest

from tests.unit.todo_agent.offline import Result, Talk, brief, page, written

pytestmark = pytest.mark.anyio


def ring(number: int, title: str) -> Result:
    return {
        "id": 70 + number,
        "task_id": 100 + number,
        "task_number": number,
        "task_title": title,
        "remind_at": "2026-06-11T17:00:00Z",
        "offset_minutes": 60,
        "status": "pending",
    }


async def after_the_list(said: str, *titles: str) -> tuple[str, Result]:
    """The last call for a message, the reminders of these tasks being listed just before it."""
    tasks = [brief(number, title) for number, title in enumerate(titles, 1)]
    rings = [ring(number, title) for number, title in enumerate(titles, 1)]
    talk = Talk(
        add_tasks=written(),
        delete_tasks=written(),
        find_tasks=page(*tasks),
        list_reminders=page(*rings),
        update_reminder=written(),
        delete_reminder=written(),
    )
    await talk.say("what reminders do I have?")
    await talk.say(said)
    return talk.calls[-1]


@pytest.mark.parametrize(
    "said",
    [
        "the vet one can go",
        "I don't need the vet one",
        "get rid of the vet",
        "turn off the vet one",
        "drop the second one",
        "scrap number 2",
    ],
)
async def test_one_of_them_is_cancelled(said: str) -> None:
    assert await after_the_list(said, "Choir", "Vet") == ("delete_reminder", {"reminder_id": 72})


@pytest.mark.parametrize("said", ["cancel it", "I don't need it", "drop that"])
async def test_it_is_the_only_one(said: str) -> None:
    assert await after_the_list(said, "Choir") == ("delete_reminder", {"reminder_id": 71})


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("make the choir one 2 hours before", {"when": "120 minutes before"}),
        ("the choir one should be the evening before", {"when": "1 days before at 19:00"}),
        ("snooze the choir one until 7 tomorrow", {"when": "7 tomorrow"}),
        ("snooze the choir one by 20 minutes", {"when": "40 minutes before"}),
        ("snooze the choir one for two hours", {"when": "2026-06-11T21:00:00+02:00"}),
        ("snooze the choir one", {"when": "50 minutes before"}),
    ],
)
async def test_one_of_them_is_moved(said: str, change: Result) -> None:
    name, arguments = await after_the_list(said, "Choir", "Vet")
    assert (name, arguments) == ("update_reminder", {"reminder_id": 71, "change": change})


async def test_all_of_them_are_asked_about_first() -> None:
    name, arguments = await after_the_list("cancel both", "Choir", "Vet")
    assert (name, arguments["question"]) == ("ask_person", "Cancel 2 reminders?")


async def test_a_task_that_is_called_one_is_a_task() -> None:
    name, _ = await after_the_list("delete the choir task", "Choir", "Vet")
    assert name == "delete_tasks"


async def test_the_words_of_a_new_task_stay_as_they_are() -> None:
    name, arguments = await after_the_list("add frame the print after I dry it", "Choir")
    assert name == "add_tasks"
    assert arguments["tasks"][0]["title"] == "Frame the print after I dry it"
