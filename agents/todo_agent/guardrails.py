"""What a turn may do unasked: the deleting rule and the budgets, for every model alike."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.intents import Intent
from evolution_todo.language.references import ReferenceKind, names, resolve
from todo_agent import wording
from todo_agent.questions import requests_in
from todo_agent.recall import READING, briefs_in, candidate, imported, recall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from evolution_todo.language.references import Candidate, Reference
    from evolution_todo.language.requests import Request
    from todo_agent.turn import Call, Json, OpenTurn, ToolRun

    Read: TypeAlias = Callable[[str, dict[str, Json]], Awaitable[Json]]
    """Calls a reading tool; gives its structured content or its error, None if out of reach."""

_LOOKED_UP = 50
"""The most tasks looked up to word one question; a batch is no larger."""
_DELETING = frozenset({Intent.DELETE, Intent.CANCEL, Intent.NONE})
"""Readings of a message under which a deletion may be what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one turn may use before it ends with what it has done."""

    tool_calls: int = 20
    written_items: int = 50
    model_calls: int = 12
    tokens: int = 60_000
    seconds: float = 120.0
    tool_seconds: float = 30.0
    """How long one tool call may take."""
    argument_characters: int = 100_000
    """How long the arguments of one tool call may be."""


@dataclass(frozen=True, slots=True)
class Held:
    """Calls that must not run before the person says yes: by position, what each would do."""

    phrases: Mapping[int, str]

    @property
    def text(self) -> str:
        """The question about all of them."""
        return f"{wording.joined(self.phrases.values())}?"


def written_items(call: Call) -> int:
    """How many things a call would write: the length of its batch, or one."""
    if call.name in READING:
        return 0
    batch = next((each for each in call.arguments.values() if isinstance(each, list)), None)
    return 1 if batch is None else max(1, len(batch))


class Gate:
    """Decides which calls of a model's output may run at once; it reads, never writes.

    Deleting: one task that the message itself names. Changing or completing: one task, or
    several each named one by one. Anything wider, a guess, a tag in use, another
    conversation's operation, and any write once imported text was read, is asked about.
    """

    def __init__(self, turn: OpenTurn, read: Read) -> None:
        self._turn = turn
        self._read = read

    async def review(self, calls: Sequence[Call], runs: Sequence[ToolRun]) -> Held | None:
        """Judge the calls of one output after what the turn has run so far."""
        writes = [at for at, call in enumerate(calls) if call.name not in READING]
        if not writes:
            return None
        review = _Review(self._turn, self._read, calls=calls, runs=runs)
        await review.look_up()
        tainted = any(imported(run.result) for run in runs)
        held = [at for at in writes if tainted or await review.asks(calls[at])]
        if not held:
            return None
        return Held({at: wording.intent(calls[at], review.titles(calls[at])) for at in held})


class _Review:
    """One output under judgement, with the tasks that its calls touch."""

    def __init__(
        self,
        turn: OpenTurn,
        read: Read,
        *,
        calls: Sequence[Call],
        runs: Sequence[ToolRun],
    ) -> None:
        self._zone = turn.request.person.zone
        self._asked = requests_in(turn.request.message, turn.opened_at.astimezone(self._zone))
        self._read = read
        self._calls = calls
        self._runs = runs
        self._past = recall(turn.history)
        self._known = recall(turn.history)
        for run in runs:
            self._known.read(run.name, run.result if run.ok else None)
        self._absent: list[Json] = []
        self._tag_names: dict[Json, str] = {}

    async def look_up(self) -> None:
        """Read the tasks that the calls point at and the conversation has not seen."""
        refs = [ref for call in self._calls for ref in refs_of(call) if not self._brief(ref)]
        refs = refs[:_LOOKED_UP]
        found = await asyncio.gather(*(self._read("get_task", {"task": _key(r)}) for r in refs))
        for ref, task in zip(refs, found, strict=True):
            self._known.tasks.update((brief["id"], brief) for brief in briefs_in(task))
            if isinstance(task, dict) and str(task.get("code", "")).endswith("not_found"):
                self._absent.append(_key(ref))

    async def asks(self, call: Call) -> bool:
        """Whether this call needs the person's yes."""
        match call.name:
            case "delete_tasks":
                return self._deletes_too_much(call)
            case "update_tasks" | "set_tasks_completed":
                return self._changes_too_much(call)
            case "delete_tag":
                return await self._tag_in_use(call)
            case "undo":
                operation = call.arguments.get("operation_id")
                return operation is not None and operation not in self._known.operations
        return False

    def titles(self, call: Call) -> list[str]:
        """The titles of the tasks, or the name of the tag, that a call is about."""
        match call.name:
            case "add_tasks":
                return [str(each.get("title")) for each in _dicts(call.arguments.get("tasks"))]
            case "add_tag" | "update_tag" | "delete_tag":
                tag = call.arguments.get("tag", {})
                name = self._tag_names.get(call.arguments.get("tag_id")) or tag.get("name")
                return [str(name)] if name else []
            case "undo":
                return self._operation_titles(call.arguments.get("operation_id"))
        return [self._title(ref) for ref in refs_of(call)]

    def _operation_titles(self, operation_id: Json) -> list[str]:
        """The summary that `undo` itself gave of an operation of elsewhere."""
        offered = [
            run.result.get("candidate") for run in self._runs if isinstance(run.result, dict)
        ]
        said = [each["summary"] for each in _dicts(offered) if each["operation_id"] == operation_id]
        return said[-1:] or ([f"operation {operation_id}"] if operation_id is not None else [])

    def _deletes_too_much(self, call: Call) -> bool:
        refs = [ref for each in self._calls if each.name == call.name for ref in refs_of(each)]
        before = any(run.name == call.name and run.ok for run in self._runs)
        if len(refs) != 1 or before or call.arguments.get("scope") == "series":
            return bool(refs)
        deleting = [each for each in self._asked if each.intent in {Intent.DELETE, Intent.SKIP}]
        open_to_it = [each for each in self._asked if each.intent in _DELETING]
        return not self._named(refs[0], deleting or open_to_it)

    def _changes_too_much(self, call: Call) -> bool:
        touched = {self._id(ref) for each in self._calls for ref in _changed_by(each)}
        touched |= self._ids_from(_CHANGING)
        touched -= self._ids_from(_MAKING)
        return len(touched) > 1 and any(not self._named(ref, self._asked) for ref in refs_of(call))

    def _ids_from(self, tools: frozenset[str]) -> set[Json]:
        """The tasks that these tools have written in this turn."""
        done = [run.result for run in self._runs if run.ok and run.name in tools]
        return {brief["id"] for result in done for brief in briefs_in(result)}

    async def _tag_in_use(self, call: Call) -> bool:
        tags = await self._read("list_tags", {})
        listed = tags.get("items") or tags.get("results") if isinstance(tags, dict) else None
        for tag in _dicts(listed):
            if tag.get("id") == call.arguments.get("tag_id"):
                self._tag_names[tag["id"]] = str(tag.get("name"))
                return bool(tag.get("task_count"))
        return False

    def _named(self, ref: Json, asked: Sequence[Request]) -> bool:
        """Whether these requests name the task itself; one that does not exist harms nobody."""
        brief = self._brief(ref)
        if brief is None:
            return _key(ref) in self._absent
        pool = {key: candidate(each, self._zone) for key, each in self._known.tasks.items()}
        if brief["id"] in self._pointed_at(asked, tuple(pool.values())):
            return True
        words = " ".join(each.text for each in asked)
        task = pool.pop(brief["id"])
        return names(words, task) and not any(names(words, rival) for rival in pool.values())

    def _pointed_at(self, asked: Sequence[Request], pool: Sequence[Candidate]) -> set[int]:
        """Ids of the tasks that references point at surely, and one by one."""
        found: set[int] = set()
        for request in asked:
            skips = request.intent is Intent.SKIP  # its filter is only the day of an open one
            if request.target is None or (request.filter is not None and not skips):
                continue
            meant = [each for each in pool if not (skips and each.completed)]
            match = resolve(request.target, meant, shown=self._past.shown, recent=self._past.recent)
            if match.sure and len(match.candidates) <= _counted(request.target):
                found |= {each.id for each in match.candidates}
        return found

    def _brief(self, ref: Json) -> Json | None:
        if isinstance(ref.get("id"), int):
            return self._known.tasks.get(ref["id"])
        return self._known.numbered(ref.get("number"))

    def _id(self, ref: Json) -> Json:
        brief = self._brief(ref)
        return brief["id"] if brief else str(_key(ref))

    def _title(self, ref: Json) -> str:
        brief = self._brief(ref)
        return str(brief["title"] if brief else f"task {ref.get('number', ref.get('id'))}")


def _counted(reference: Reference) -> int:
    """How many tasks a reference names one by one; “all of them” names none so."""
    match reference.kind:
        case ReferenceKind.NUMBER:
            return len(reference.numbers)
        case ReferenceKind.POSITION:
            return len(reference.positions)
        case ReferenceKind.BOTH:
            return 2
        case ReferenceKind.TITLE:
            return 1 + len(_AND.findall(reference.words))
        case ReferenceKind.PRONOUN | ReferenceKind.LAST:
            return 1
    return 0


_CHANGING = frozenset({"update_tasks", "set_tasks_completed"})
_MAKING = frozenset({"add_tasks"})
_AND = re.compile(r",\s*(?:and\b)?|&|\band\b", re.IGNORECASE)


def refs_of(call: Call) -> list[Json]:
    """The tasks that a call points at, as it points at them."""
    match call.name:
        case "delete_tasks" | "set_tasks_completed":
            refs = call.arguments.get("tasks")
        case "update_tasks":
            refs = [each.get("task") for each in _dicts(call.arguments.get("updates"))]
        case "add_reminder":
            refs = [call.arguments.get("task")]
        case _:
            refs = []
    return _dicts(refs)


def _changed_by(call: Call) -> list[Json]:
    return refs_of(call) if call.name in _CHANGING else []


def _key(ref: Json) -> Json:
    return {key: value for key, value in ref.items() if key in {"id", "number"}}


def _dicts(value: Json) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
