"""What a conversation shows: its turns, the list last shown and the tasks last touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeAlias

from evolution_todo.language.references import Candidate
from todo_agent.questions import ASK_PERSON
from todo_agent.recall import LISTS, READING
from todo_agent.turn import Json, ToolRun

Item: TypeAlias = Mapping[str, Any]
"""A Responses API input item."""

ASK = ASK_PERSON


@dataclass(frozen=True)
class Exchange:
    """One message of the person, the tools run for it so far, and the reply if there is one."""

    message: str
    runs: tuple[ToolRun, ...] = ()
    reply: str = ""

    @property
    def writes(self) -> tuple[ToolRun, ...]:
        """The runs that may have changed something."""
        return tuple(run for run in self.runs if run.name not in READING and run.name != ASK)


@dataclass(frozen=True)
class Memory:
    """The exchanges of a conversation, oldest first, and what can be pointed at in them."""

    exchanges: tuple[Exchange, ...]

    @cached_property
    def known(self) -> dict[int, Candidate]:
        """Every task a result has shown, by id, as last seen."""
        briefs = (brief for run in self._runs() for brief in briefs_of(run))
        return {brief["id"]: candidate_of(brief) for brief in briefs}

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """Ids of the list last shown to the person, in its order."""
        return self._last_list[1]

    @property
    def shown_by(self) -> ToolRun | None:
        """The call whose result was the list last shown."""
        return self._last_list[0]

    @cached_property
    def _last_list(self) -> tuple[ToolRun | None, tuple[int, ...]]:
        for exchange in reversed(self.exchanges):
            for index in reversed(range(len(exchange.runs))):
                run = exchange.runs[index]
                if listed := _listed(run, later=exchange.runs[index + 1 :]):
                    return run, listed
        return None, ()

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Ids written together or shown alone, newest group first."""
        found: list[tuple[int, ...]] = []
        for exchange in reversed(self.exchanges):
            for index in reversed(range(len(exchange.runs))):
                run = exchange.runs[index]
                listed = _listed(run, later=exchange.runs[index + 1 :])
                if touched := touched_by(run) or (listed if len(listed) == 1 else ()):
                    found.append(touched)
        return tuple(found)

    @cached_property
    def recent(self) -> tuple[int, ...]:
        """Ids last touched or spoken of, newest first."""
        return tuple(dict.fromkeys(key for group in self.groups for key in reversed(group)))

    def several_since_shown(self, *, added: bool) -> tuple[int, ...]:
        """Ids of the newest group of several written after the list last shown, if any.

        Args:
            added: Only tasks that were added: their answer is a list of its own.
        """
        for exchange in reversed(self.exchanges):
            for index in reversed(range(len(exchange.runs))):
                run = exchange.runs[index]
                touched = touched_by(run) if run.name == "add_tasks" or not added else ()
                if len(touched) > 1:
                    return touched
                if _listed(run, later=exchange.runs[index + 1 :]):
                    return ()
        return ()

    def _runs(self) -> Iterator[ToolRun]:
        for exchange in self.exchanges:
            yield from exchange.runs


def read_memory(items: Sequence[Item]) -> Memory:
    """Read the items of a conversation; a user's item begins an exchange."""
    starts = [at for at, item in enumerate(items) if item.get("role") == "user"]
    ends = [*starts[1:], len(items)]
    return Memory(tuple(_exchange(items[a:b]) for a, b in zip(starts, ends, strict=True)))


def _exchange(items: Sequence[Item]) -> Exchange:
    outputs = {
        item["call_id"]: item for item in items if item.get("type") == "function_call_output"
    }
    calls = (item for item in items if item.get("type") == "function_call")
    runs = (_run(call, outputs[call["call_id"]]) for call in calls if call["call_id"] in outputs)
    replies = [text_of(item.get("content")) for item in items if item.get("role") == "assistant"]
    return Exchange(text_of(items[0].get("content")), tuple(runs), "\n".join(replies))


def _run(call: Item, output: Item) -> ToolRun:
    arguments = _read_json(str(call.get("arguments") or "{}"))
    text = text_of(output.get("output"))
    result = _read_json(text)
    if not isinstance(result, dict):
        result = {"message": text} if "error" in text.lower() else {"text": text}
    return ToolRun(
        id=str(call["call_id"]),
        name=str(call["name"]),
        arguments=arguments if isinstance(arguments, dict) else {},
        result=result,
        ok="results" in result or "message" not in result,
    )


def _read_json(text: str) -> Json:
    """The JSON that a text is, or that stands in it after a word of explanation."""
    start = text.find("{")
    try:
        return json.loads(text[start:]) if start >= 0 else None
    except (ValueError, RecursionError):
        return None


def text_of(content: Json) -> str:
    """The text of a message's content or of a tool's output, whichever shape it has."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return str(content.get("text") or "")
    return "".join(text_of(part) for part in content or ())


def briefs_of(run: ToolRun) -> Iterator[dict[str, Json]]:
    """The tasks in a run's result, in its order, each once."""
    seen: set[int] = set()
    for brief in _entries(run.result if run.ok else None):
        if brief["id"] not in seen:
            seen.add(brief["id"])
            yield brief


def _entries(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, Mapping):
        if "title" in value and "number" in value and isinstance(value.get("id"), int):
            yield dict(value)
            return
        for inner in value.values():
            yield from _entries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _entries(inner)


def candidate_of(brief: Mapping[str, Json]) -> Candidate:
    """A task of a result as one that may be meant."""
    due = brief.get("due")
    return Candidate(
        id=brief["id"],
        number=brief["number"],
        title=str(brief["title"]),
        completed=bool(brief.get("completed")),
        due=datetime.fromisoformat(due) if isinstance(due, str) and "T" in due else None,
        tags=tuple(brief.get("tags") or ()),
    )


def ids_in(arguments: Json) -> Iterator[int]:
    """Every task id that a call's arguments name."""
    if isinstance(arguments, Mapping):
        for key, value in arguments.items():
            if key == "id" and isinstance(value, int):
                yield value
            else:
                yield from ids_in(value)
    elif isinstance(arguments, list | tuple):
        for value in arguments:
            yield from ids_in(value)


def _listed(run: ToolRun, *, later: Iterable[ToolRun]) -> tuple[int, ...]:
    """The ids a run showed: a search whose finds the turn went on to use was a lookup."""
    if run.name == ASK:
        options = run.arguments.get("options") or ()
        firsts = [next(ids_in(option), None) for option in options] if len(options) > 1 else []
        return tuple(first for first in firsts if first is not None)
    if run.name not in LISTS:
        return ()
    ids = tuple(brief["id"] for brief in briefs_of(run))
    used = {key for other in later for key in ids_in(other.arguments)}
    return () if used.intersection(ids) else ids


def touched_by(run: ToolRun) -> tuple[int, ...]:
    """Ids of the tasks that a run wrote or showed one by one."""
    if run.name in LISTS or run.name == ASK:
        return ()
    return tuple(brief["id"] for brief in briefs_of(run))
