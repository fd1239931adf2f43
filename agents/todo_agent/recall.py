"""What a conversation shows: its exchanges, the tasks seen, last shown and last touched.

The gate and the offline planner read the past here, so that “the second one” is the same task
to both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import Any, TypeAlias

from evolution_todo.language.references.reading import (
    Candidate,
    Match,
    Reference,
    ReferenceKind,
    resolve,
)
from todo_agent.journal import unwrapped
from todo_agent.turn import Json, ToolRun

Item: TypeAlias = Mapping[str, Any]
"""A Responses API input item."""

ASK = "ask_person"
"""Our own tool, which puts a question to the person and ends the turn."""
UNAVAILABLE = "tool_unavailable"
"""The code of a call that got no answer: it is not known whether it was done."""
AGREED = "yes"
"""What the id of a call begins with that the person's yes let through."""
LOOKED = "look"
"""In the id of a call: its result is for the one who made it, and no list that was shown."""
LISTS = frozenset({"find_tasks", "get_overview"})
"""The tools whose result is a list of tasks, of which “the second one” may be said."""
READING = LISTS | {"get_task", "list_tags", "list_reminders", "changes_since"}
"""The tools that change nothing."""


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

    @property
    def done(self) -> tuple[ToolRun, ...]:
        """The writes that went well."""
        return tuple(run for run in self.writes if run.ok)

    @property
    def touched(self) -> tuple[int, ...]:
        """Ids of the tasks that it wrote, each once."""
        return tuple(dict.fromkeys(key for run in self.done for key in touched_by(run)))

    @property
    def question(self) -> ToolRun | None:
        """The call by which it put a question to the person, if it did."""
        return next((run for run in self.runs if run.name == ASK and run.ok), None)


@dataclass(frozen=True)
class Memory:
    """The exchanges of a conversation, oldest first, and what can be pointed at in them."""

    exchanges: tuple[Exchange, ...]

    @property
    def present(self) -> Exchange:
        """The message that is being answered."""
        return self.exchanges[-1]

    @property
    def past(self) -> Memory:
        """All before it."""
        return Memory(self.exchanges[:-1])

    @property
    def before(self) -> Exchange | None:
        """The message before it, if there was one."""
        return self.exchanges[-2] if len(self.exchanges) > 1 else None

    @cached_property
    def known(self) -> dict[int, Candidate]:
        """Every task a result has shown, by id, as last seen; one that is deleted too."""
        briefs = (brief for run in self.runs for brief in briefs_of(run))
        return {brief["id"]: candidate_of(brief) for brief in briefs}

    @cached_property
    def tasks(self) -> dict[int, dict[str, Json]]:
        """The latest brief of each task seen, by id; one deleted or taken back again is gone."""
        seen: dict[int, dict[str, Json]] = {}
        for run in self.runs:
            found = {brief["id"]: brief for brief in briefs_of(run)}
            if run.name not in _ENDING:
                seen |= found
            for key in (*found, *self._taken_back(run)) if run.name in _ENDING else ():
                seen.pop(key, None)
            seen |= {brief["id"]: brief for brief in restored_by(run)}
        return seen

    def _taken_back(self, run: ToolRun) -> list[int]:
        """Ids of the tasks whose addition an undo took back."""
        undone = taken_back_by(run)
        additions = (each for each in self.runs if each.ok and each.name == "add_tasks")
        return [
            brief["id"]
            for each in additions
            if each.result.get("operation_id") in undone
            for brief in briefs_of(each)
        ]

    @cached_property
    def operations(self) -> frozenset[int]:
        """Ids of the operations that results report."""
        told = (run.result.get("operation_id") for run in self.runs if run.ok)
        return frozenset(each for each in told if isinstance(each, int))

    def numbered(self, number: Json) -> dict[str, Json] | None:
        """The brief of the person's task of this number, when it was seen."""
        return next((each for each in self.tasks.values() if each.get("number") == number), None)

    def resolve(self, target: Reference, candidates: Sequence[Candidate]) -> Match:
        """Those of the candidates that a reference points at, as things stand here."""
        by_place = target.kind is ReferenceKind.POSITION
        shown = self.several_since_shown(added=by_place) or self.shown or self._added_in_a_row
        last = target.plural or target.kind is ReferenceKind.OTHER
        recent = self.groups[0] if last and self.groups else self.recent
        if target.kind is ReferenceKind.BOTH and len(recent) < _BOTH:
            recent = self.recent
        return resolve(target, candidates, shown=shown, recent=recent)

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

    @cached_property
    def _added_in_a_row(self) -> tuple[int, ...]:
        """Ids of the tasks that the last messages to add something added, the oldest first."""

        def adds(exchange: Exchange) -> bool:
            return {run.name for run in exchange.done} == {"add_tasks"}

        last = dropwhile(lambda each: not adds(each), reversed(self.exchanges))
        adding = reversed(list(takewhile(adds, last)))
        return tuple(key for each in adding for key in each.touched)

    @cached_property
    def runs(self) -> tuple[ToolRun, ...]:
        """All tool runs, oldest first."""
        return tuple(run for exchange in self.exchanges for run in exchange.runs)


_BOTH = 2
_ENDING = frozenset({"delete_tasks", "undo"})
"""The tools after which a task may be gone."""


def read_memory(items: Sequence[Item]) -> Memory:
    """Read the items of a conversation; a user's item begins an exchange.

    Items before the first of the person's messages belong to none.
    """
    starts = [at for at, item in enumerate(items) if item.get("role") == "user"]
    ends = [*starts[1:], len(items)] if starts else []
    told = [_exchange(items[a:b]) for a, b in zip(starts, ends, strict=True)]
    return Memory(tuple(_with_what_came_back(told)))


def _with_what_came_back(told: Iterable[Exchange]) -> Iterator[Exchange]:
    """The exchanges, each undo with the tasks that it restored, as they were seen before."""
    seen: dict[int, dict[str, Json]] = {}
    earlier: dict[Json, list[dict[str, Json]]] = {}
    for exchange in told:
        runs = []
        for run in exchange.runs:
            back = [brief for key in taken_back_by(run) for brief in earlier.get(key, ())]
            runs.append(replace(run, result={**run.result, _RESTORED: back}) if back else run)
            if run.ok and run.name not in {*READING, "add_tasks"}:
                earlier[run.result.get("operation_id")] = list(_as_before(run, seen))
            seen |= {brief["id"]: brief for brief in (*briefs_of(run), *back)}
        yield replace(exchange, runs=tuple(runs))


def _as_before(run: ToolRun, seen: Mapping[int, dict[str, Json]]) -> Iterator[dict[str, Json]]:
    """The tasks that a run wrote, as they were before it."""
    told = {brief["id"]: brief for brief in briefs_of(run)}
    if run.name == "set_tasks_completed":
        open_again = {"completed": not run.arguments.get("completed", True)}
        told = {key: {**brief, **open_again} for key, brief in told.items()}
    known = told if run.name == "delete_tasks" else {**told, **seen}
    yield from (known[key] for key in touched_by(run) if key in known)


_RESTORED = "restored"
"""Where a run keeps what an undo restored: its tool says that in words."""


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
        arguments=unwrapped(arguments) if isinstance(arguments, dict) else {},
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


def taken_back_by(run: ToolRun) -> list[int]:
    """Ids of the operations that an undo took back; none for any other run."""
    undone = run.result.get("operation_ids") if run.ok and run.name == "undo" else None
    return undone if isinstance(undone, list) else []


def restored_by(run: ToolRun) -> list[dict[str, Json]]:
    """The tasks that an undo brought back, or changed back."""
    return run.result.get(_RESTORED) or [] if run.name == "undo" else []


def briefs_of(run: ToolRun) -> Iterator[dict[str, Json]]:
    """The tasks in a run's result, in its order, each once."""
    seen: set[int] = set()
    for brief in briefs_in(run.result) if run.ok else ():
        if brief["id"] not in seen:
            seen.add(brief["id"])
            yield brief


def briefs_in(result: Json) -> Iterator[dict[str, Json]]:
    """The task briefs of a tool's result, in its order."""
    if not isinstance(result, Mapping):
        return
    lists = (result.get(name) for name in _LISTS)
    inside = (each for one in lists if isinstance(one, list) for each in one)
    yield from (dict(each) for each in (*inside, result) if is_brief(each))


_LISTS = ("items", "results", "overdue", "today", "upcoming")


def is_brief(value: Json) -> bool:
    """Whether a part of a result is a task's brief."""
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("id"), int)
        and isinstance(value.get("title"), str)
    )


def imported(result: Json) -> bool:
    """Whether a result carries text that came by import, anywhere in it."""
    return any(True for _ in imported_in(result))


def imported_in(result: Json) -> Iterator[Mapping[str, Json]]:
    """Everything in a result that is marked as imported: tasks, tags, changes, undone work."""
    if isinstance(result, Mapping):
        if result.get("imported"):
            yield result
        for inner in result.values():
            yield from imported_in(inner)
    elif isinstance(result, list):
        for inner in result:
            yield from imported_in(inner)


def candidate_of(brief: Mapping[str, Json]) -> Candidate:
    """A task of a result as one that may be meant."""
    due = brief.get("due")
    return Candidate(
        id=brief["id"],
        number=brief.get("number", 0),
        title=str(brief["title"]),
        completed=bool(brief.get("completed")),
        due=_moment(due) if isinstance(due, str) else None,
        tags=tuple(brief.get("tags") or ()),
        recurs=bool(brief.get("recurrence")),
    )


def _moment(due: str) -> date:
    """A due moment; a date where it has no time."""
    return datetime.fromisoformat(due) if "T" in due else date.fromisoformat(due)


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


def numbers_in(arguments: Json) -> Iterator[int]:
    """Every task number by which a call's arguments name a task."""
    if isinstance(arguments, Mapping):
        if set(arguments) == {"number"} and isinstance(arguments["number"], int):
            yield arguments["number"]
        for value in arguments.values():
            yield from numbers_in(value)
    elif isinstance(arguments, list | tuple):
        for value in arguments:
            yield from numbers_in(value)


def _listed(run: ToolRun, *, later: Iterable[ToolRun]) -> tuple[int, ...]:
    """The ids a run showed: a search whose finds the turn went on to use was a lookup."""
    later = list(later)
    if run.name == ASK:
        options = run.arguments.get("options") or ()
        firsts = [next(ids_in(option), None) for option in options] if len(options) > 1 else []
        return tuple(first for first in firsts if first is not None)
    if run.name not in LISTS or f"_{LOOKED}_" in run.id:
        return ()
    ids = tuple(brief["id"] for brief in briefs_of(run))
    used = {key for other in later for key in ids_in(other.arguments)}
    used |= {key for other in later if other.name not in READING for key in touched_by(other)}
    return () if used.intersection(ids) else ids


def listed_by(run: ToolRun) -> tuple[int, ...]:
    """Ids of the tasks that a run lists."""
    return tuple(brief["id"] for brief in briefs_of(run)) if run.name in LISTS else ()


def touched_by(run: ToolRun) -> tuple[int, ...]:
    """Ids of the tasks that a run wrote or showed one by one."""
    if run.name in LISTS or run.name == ASK:
        return ()
    if run.ok and run.name in _OF_REMINDERS:
        return tuple(each["task_id"] for each in run.result.get("results") or ())
    return tuple(brief["id"] for brief in (*briefs_of(run), *restored_by(run)))


_OF_REMINDERS = frozenset({"add_reminder", "update_reminder", "delete_reminder"})
"""The tools whose results are reminders, each of a task."""
