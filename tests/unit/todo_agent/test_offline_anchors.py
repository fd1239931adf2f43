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
