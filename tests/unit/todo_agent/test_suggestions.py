from typing import Any

import pytest

from tests.unit.todo_agent.offline import brief, page, written
from todo_agent.suggestions import suggest
from todo_agent.turn import Option, Question, ToolRun


def run(name: str, result: Any, *, ok: bool = True) -> ToolRun:
    return ToolRun(id="1", name=name, arguments={}, result=result, ok=ok)


def question(*labels: str) -> Question:
    return Question(id="q", text="?", options=tuple(Option(label, ()) for label in labels))


@pytest.mark.parametrize(
    ("asked", "replies"),
    [(question("Yes"), ("Yes", "No")), (question("Rent", "Milk"), ("Rent", "Milk"))],
)
def test_a_question_suggests_its_answers(asked: Question, replies: tuple[str, ...]) -> None:
    assert suggest([run("find_tasks", page())], asked) == replies


def test_after_a_change_undo_comes_first() -> None:
    assert suggest([run("add_tasks", written(brief(4, "Milk")))], None) == (
        "Undo",
        "What's pending?",
        "Mark task 4 as complete",
    )


def test_nothing_changed_offers_no_undo() -> None:
    nothing = written() | {"operation_id": None}
    for tool_run in (run("add_tasks", nothing), run("add_tasks", {"code": "x"}, ok=False)):
        assert "Undo" not in suggest([tool_run], None)


def test_after_a_list_the_first_open_task_and_the_next_page_are_offered() -> None:
    tasks = page(brief(1, "Done", completed=True), brief(2, "Milk"), total=9, next_cursor="c")
    assert suggest([run("find_tasks", tasks)], None) == ("Mark task 2 as complete", "Next")


def test_talk_without_tools_suggests_what_can_be_said() -> None:
    assert len(suggest([], None)) == 3
