"""The scorer of language, on corpora of a few lines written here."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.language import figures

TIMES = (
    ("the 4th of may", "2013-05-04T00:00:00", "Day"),
    ("next month", "2013-03-01T00:00:00", "Month"),
    ("noon", "2013-02-12T09:00:00", "Hour"),
    ("gibberish", "2013-02-12T09:00:00", "Hour"),
    ("no time at all", None, None),
)
RULES = (
    ("every thursday", {"freq": "weekly", "interval": 1, "byday": "TH"}),
    ("every day until feb 3", {"freq": "daily", "interval": 1, "until": "20100203"}),
    ("every friday", {"freq": "weekly", "interval": 1, "byday": "MO"}),
)
SKILL: tuple[tuple[str, str, str | None], ...] = (
    ("add sweep the yard tomorrow", "AddToDo", "sweep the yard tomorrow"),
    ("delete sweep the yard", "DeleteToDo", "sweep the yard"),
    ("who moved my cheese", "AddToDo", None),
    ("next page", "ShowNextPage", None),
)
CLINC = (
    ("what is on my todo list", "todo_list"),
    ("put soap on my shopping list", "shopping_list_update"),
    ("what is my name", "todo_list_update"),
    ("is soap good for cats", "oos"),
    ("add soap to my todo list", "oos"),
    ("remind me to buy soap", "oos"),
    ("delete the meeting with ann", "calendar_update"),
)


def write(folder: Path, name: str, lines: list[dict[str, Any]]) -> None:
    (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")


@pytest.fixture
def values(tmp_path: Path) -> dict[str, float]:
    duckling = {"now": "2013-02-12T04:30:00"}
    recurrent = {"now": "2010-01-01T00:00:00", "kind": "rrule"}
    write(
        tmp_path,
        "duckling",
        [duckling | {"text": t, "expected": e, "grain": g} for t, e, g in TIMES],
    )
    write(tmp_path, "recurrent", [recurrent | {"text": t, "expected": e} for t, e in RULES])
    write(
        tmp_path,
        "todo_skill",
        [
            {
                "text": text,
                "intent": intent,
                "slots": [{"slot": "TaskContent", "value": content}] if content else [],
            }
            for text, intent, content in SKILL
        ],
    )
    write(tmp_path, "clinc", [{"text": text, "intent": intent} for text, intent in CLINC])
    return figures(tmp_path)[1]


def test_times_count_at_their_grain_and_a_time_read_wrong_counts_twice(
    values: dict[str, float],
) -> None:
    assert values["duckling_right"] == 2 / 4
    assert values["duckling_wrong"] == 1 / 5


def test_rules_are_the_same_when_their_occurrences_are(values: dict[str, float]) -> None:
    assert values["recurrence_right"] == 2 / 3


def test_intents_and_contents_are_what_the_planner_does(values: dict[str, float]) -> None:
    assert values["todo_intent"] == 3 / 4
    assert values["todo_content"] == 1


def test_what_is_no_task_may_write_nothing_and_a_reminder_at_most_adds(
    values: dict[str, float],
) -> None:
    assert values["right_tool"] == 2 / 3
    assert values["others_write_nothing"] == 2 / 4


def test_every_message_is_timed(values: dict[str, float]) -> None:
    assert 0 < values["p50_ms"] <= values["p99_ms"]
