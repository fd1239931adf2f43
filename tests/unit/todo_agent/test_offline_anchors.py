import pytest

from tests.unit.todo_agent.offline import Talk, brief, page, written

pytestmark = pytest.mark.anyio

EXAM = brief(1, "Calculus exam", due="2026-06-20T06:00:00Z")


@pytest.mark.parametrize(
    ("said", "title", "due"),
    [
        ("I want to remember to study two days before", "Study", "on 2026-06-18"),
        ("night before: print the form", "Print the form", "on 2026-06-19 evening"),
        ("and I must pack the day before", "Pack", "on 2026-06-19"),
        ("I need to clean a week after", "Clean", "on 2026-06-27"),
    ],
)
async def test_a_task_beside_the_one_spoken_of_is_due_so_long_from_it(
    said: str, title: str, due: str
) -> None:
    talk = Talk(add_tasks=written(EXAM), find_tasks=page())
    await talk.say("calculus exam on 20 june at 8am")
    await talk.say(said)
    assert talk.calls[-1] == ("add_tasks", {"tasks": [{"title": title, "due": due}]})


TAGGED = EXAM | {"tags": ["uni"]}


@pytest.mark.parametrize(
    ("said", "task"),
    [
        ("buy pens, same day", {"title": "Buy pens", "due": "on 2026-06-20"}),
        ("also revise algebra, same tag", {"title": "Revise algebra", "tags": ["uni"]}),
        (
            "and water the ferns, same time",
            {"title": "Water the ferns", "due": "at 08:00", "tags": ["uni"]},
        ),
        ('add "same day flowers"', {"title": "same day flowers"}),
        ("add order same day delivery roses", {"title": "Order same day delivery roses"}),
    ],
)
async def test_what_is_the_same_is_told_by_the_task_spoken_of_and_a_name_stays(
    said: str, task: dict[str, object]
) -> None:
    talk = Talk(add_tasks=written(TAGGED), find_tasks=page())
    await talk.say("calculus exam on 20 june at 8am")
    await talk.say(said)
    assert talk.calls[-1] == ("add_tasks", {"tasks": [task]})


async def test_the_same_day_is_that_of_the_message_before_that_of_the_conversation() -> None:
    talk = Talk(add_tasks=written(EXAM), find_tasks=page())
    await talk.say("calculus exam on 20 june at 8am")
    await talk.say("add open day on friday at 3pm. Same day: print the map.")
    first, then = talk.calls[-1][1]["tasks"]
    assert (first["title"], then["title"], then["due"]) == (
        "Open day",
        "Print the map",
        "on 2026-06-12",
    )


@pytest.mark.parametrize(
    ("said", "call"),
    [
        (
            "add a note: the budget is 300",
            (
                "update_tasks",
                {"updates": [{"task": {"id": 101}, "description": "the budget is 300"}]},
            ),
        ),
        (
            "add a note saying room 12",
            ("update_tasks", {"updates": [{"task": {"id": 101}, "description": "room 12"}]}),
        ),
        (
            "add a note from the tutor",
            ("add_tasks", {"tasks": [{"title": "From the tutor"}]}),
        ),
        ("note: water the ferns", ("add_tasks", {"tasks": [{"title": "Water the ferns"}]})),
        (
            "make a note to water the ferns",
            ("add_tasks", {"tasks": [{"title": "Water the ferns"}]}),
        ),
    ],
)
async def test_a_note_right_behind_a_task_is_its_note(said: str, call: object) -> None:
    talk = Talk(add_tasks=written(EXAM), update_tasks=written(EXAM), find_tasks=page())
    await talk.say("add calculus exam")
    await talk.say(said)
    assert talk.calls[-1] == call
