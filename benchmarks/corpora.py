"""The corpora of a folder, unseen until then: one JSON object a line, a file for each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A phrase and the moment it means; no moment where it is none."""

    text: str
    now: datetime
    expected: datetime | None
    grain: str


@dataclass(frozen=True, slots=True)
class SaidRule:
    """A phrase and the RFC 5545 parts of the recurrence it means."""

    text: str
    now: datetime
    parts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What someone said to an assistant, and what was wanted.

    Attributes:
        corpus: The file it comes from.
        text: As said.
        intent: As that corpus names it.
        contents: The words that are the task itself, where the corpus marks them.
    """

    corpus: str
    text: str
    intent: str
    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpora:
    """All that a folder holds."""

    times: tuple[SaidTime, ...]
    rules: tuple[SaidRule, ...]
    messages: tuple[Message, ...]


def read_corpora(folder: Path) -> Corpora:
    """Read the files of a folder; what is not there is empty."""
    times = [_time(each) for each in _lines(folder / "duckling.jsonl")]
    rules = [
        SaidRule(each["text"], datetime.fromisoformat(each["now"]), each["expected"])
        for each in _lines(folder / "recurrent.jsonl")
        if each["kind"] == "rrule"
    ]
    messages = [
        _message(corpus, each)
        for corpus in ("todo_skill", "clinc", "slurp")
        for each in _lines(folder / f"{corpus}.jsonl")
    ]
    return Corpora(tuple(times), tuple(rules), tuple(messages))


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _time(line: Mapping[str, Any]) -> SaidTime:
    expected = line["expected"]
    return SaidTime(
        line["text"],
        datetime.fromisoformat(line["now"]),
        datetime.fromisoformat(expected) if expected else None,
        line["grain"] or "",
    )


def _message(corpus: str, line: Mapping[str, Any]) -> Message:
    contents = [each["value"] for each in line.get("slots", ()) if each["slot"] == "TaskContent"]
    return Message(corpus, line["text"], line["intent"], tuple(contents))


def as_date(value: str) -> date:
    """A date that a corpus writes with or without dashes."""
    return date.fromisoformat(value)
