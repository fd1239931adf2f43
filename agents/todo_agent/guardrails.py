"""What a turn may do unasked: the deleting rule and the budgets, for every model alike."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.intents import Intent
from evolution_todo.language.references import ReferenceKind, names, resolve
from evolution_todo.language.times import say_time
from evolution_todo.language.wording import say_fully
from todo_agent import wording
from todo_agent.duplicates import twins
from todo_agent.questions import requests_in
from todo_agent.recall import (
    ASK,
    READING,
    UNAVAILABLE,
    Exchange,
    Memory,
    briefs_in,
    candidate_of,
    imported,
    imported_in,
    is_brief,
    read_memory,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from evolution_todo.language.references import Candidate, Match, Reference
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
    writing_outputs: int = 6
    """How many outputs of a model may write, unless the message asks for more things."""
    tokens: int = 150_000
    seconds: float = 120.0
    """How long a model may take for all of its outputs."""
    finishing_seconds: float = 30.0
    """How long the planner may take that finishes for it."""
    tool_seconds: float = 30.0
    """How long one tool call may take."""
    argument_characters: int = 100_000
    """How long the arguments of one tool call may be."""


@dataclass(frozen=True, slots=True)
class Held:
    """Calls that must not run before the person says yes: by position, what each would do."""

    phrases: Mapping[int, str]
    details: Mapping[int, str] = field(default_factory=dict)
    """What tells the one task of a call from others like it, where there is such."""

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


def wishes(message: str, now: datetime) -> int:
    """How many changes a message surely asks for; a question, or a thing merely named, is none."""
    asked = requests_in(message, now)
    return sum(each.intent in _WISHES and not each.bare for each in asked)


def has_changed(run: ToolRun) -> bool:
    """Whether a call may have changed something: one that got no answer may have."""
    if run.name in READING or run.name == ASK:
        return False
    result = run.result if isinstance(run.result, Mapping) else {}
    if not run.ok:
        return result.get("code") == UNAVAILABLE
    if run.name == "undo":
        return bool(result.get("undone"))
    return bool(result.get("results") or not result.get("failures"))


def points_nowhere(call: Call) -> bool:
    """Whether a call points at tasks in a way that its tool does not know, and will refuse."""
    refs = refs_of(call)
    return bool(refs) and not any(_key(ref) for ref in refs)


class Gate:
    """Decides which calls of a model's output may run at once; it reads, never writes.

    Deleting: one task that the message itself names, one tag that is not in use, one reminder.
    Changing or completing: one task, or several each named one by one. Anything wider, a guess,
    another conversation's operation and a second undo are asked about.

    Adding: what is open already by the same words.

    Imported text: in a turn that read some, every write is asked about. Text of a task that the
    message itself names counts for less, and so does what an earlier turn read and the model still
    sees in `window`: then a write runs unasked only where the message says it in its own words
    (completes the task it names, adds the title it gives), so that “complete task 3” stays plain
    and a hidden instruction gets nothing done.

    Args:
        turn: The turn.
        read: Calls a reading tool.
        window: The conversation as the model is given it.
    """

    def __init__(self, turn: OpenTurn, read: Read, *, window: Sequence[Json]) -> None:
        self._turn = turn
        self._read = read
        self._seen_before = any(imported(run.result) for run in read_memory(window).runs)

    async def review(self, calls: Sequence[Call], runs: Sequence[ToolRun]) -> Held | None:
        """Judge the calls of one output after what the turn has run so far."""
        writes = [at for at, call in enumerate(calls) if call.name not in READING]
        if not writes:
            return None
        review = _Review(self._turn, self._read, calls=calls, runs=runs)
        await review.look_up()
        held = [at for at in writes if await self._asks(review, calls[at])]
        if not held:
            return None
        return Held(
            {at: review.phrase(calls[at]) for at in held},
            {at: told for at in held if (told := review.detail(calls[at]))},
        )

    async def _asks(self, review: _Review, call: Call) -> bool:
        if review.read_unnamed or await review.asks(call):
            return True
        return (self._seen_before or review.read_named) and not review.said(call)


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
        self._now = turn.opened_at.astimezone(self._zone)
        self._message = turn.request.asked
        self._words = frozenset(_words(self._message))
        self._asked = _with_news(requests_in(self._message, self._now))
        self._read = read
        self._calls = calls
        self._runs = runs
        self._past = read_memory(turn.history)
        present = Exchange(turn.request.asked, tuple(runs))
        self._known = Memory((*self._past.exchanges, present))
        self._tasks = dict(self._known.tasks)
        self._absent: list[Json] = []
        self._siblings: list[str] = []
        self._twins: list[dict[str, Json]] = []
        self._tag_names: dict[Json, str] = {}
        self._reminders: dict[Json, Json] = {}

    @cached_property
    def _imported(self) -> list[Json]:
        return [each for run in self._runs for each in imported_in(run.result)]

    @property
    def read_named(self) -> bool:
        """Whether this turn read imported text, if only of tasks that the message names."""
        return bool(self._imported)

    @cached_property
    def read_unnamed(self) -> bool:
        """Whether this turn read imported text of anything that the message does not name."""
        return not all(
            is_brief(each) and self._is_named(dict(each), self._asked) for each in self._imported
        )

    async def look_up(self) -> None:
        """Read the tasks that the calls point at and the conversation has not seen."""
        await self._look_up_reminders()
        pointed = [ref for call in self._calls for ref in self._refs(call)]
        refs = [ref for ref in pointed if not self._brief(ref)]
        await self._look_up_siblings()
        refs = refs[:_LOOKED_UP]
        found = await asyncio.gather(*(self._read("get_task", {"task": _key(r)}) for r in refs))
        for ref, task in zip(refs, found, strict=True):
            self._tasks.update((brief["id"], brief) for brief in briefs_in(task))
            if isinstance(task, dict) and str(task.get("code", "")).endswith("not_found"):
                self._absent.append(_key(ref))

    async def _look_up_siblings(self) -> None:
        """Learn what goes with the series that are to be deleted."""
        for call in self._calls:
            if call.name == "delete_tasks" and call.arguments.get("scope") == "series":
                for ref in refs_of(call)[:_LOOKED_UP]:
                    task = await self._read("get_task", {"task": _key(ref)})
                    told = task.get("siblings") if isinstance(task, dict) else None
                    self._siblings += [str(each) for each in told or ()]

    async def _look_up_reminders(self) -> None:
        """Learn of which tasks the reminders are that the calls point at."""
        wanted = {_id_in(call, "reminder_id") for call in self._calls} - {None}
        told = [run.result for run in self._known.runs if run.name.endswith(_REMINDERS)]
        self._reminders = {each["id"]: each for result in told for each in _entries(result)}
        if wanted - self._reminders.keys():
            listed = await self._read("list_reminders", {})
            self._reminders |= {each["id"]: each for each in _entries(listed)}

    def _refs(self, call: Call) -> list[Json]:
        """The tasks that a call is about, through a reminder of theirs too."""
        reminder = self._reminders.get(_id_in(call, "reminder_id"))
        return [{"id": reminder["task_id"]}] if reminder else refs_of(call)

    async def asks(self, call: Call) -> bool:
        """Whether this call needs the person's yes."""
        match call.name:
            case "delete_tasks":
                return self._deletes_too_much(call)
            case "update_tasks" | "set_tasks_completed":
                return self._changes_too_much(call)
            case "delete_tag":
                # Looked up in any case: the question names the tag.
                in_use = await self._tag_in_use(call)
                return in_use or self._is_one_of_many(call)
            case "delete_reminder":
                return self._is_one_of_many(call)
            case "add_tasks":
                return bool(await self._twins_of(call))
            case "undo":
                operation = _id_in(call, "operation_id")
                elsewhere = operation is not None and operation not in self._known.operations
                return elsewhere or self._is_one_of_many(call)
        return False

    def _is_one_of_many(self, call: Call) -> bool:
        """Whether this output makes such a call more than once, or the turn made one before."""
        again = sum(each.name == call.name for each in self._calls) > 1
        return again or any(run.name == call.name and run.ok for run in self._runs)

    def said(self, call: Call) -> bool:
        """Whether the message itself asks for this call, in its own words."""
        asked = [each for each in self._asked if each.intent in _ASKS.get(call.name, ())]
        if call.name == "set_tasks_completed":
            wanted = Intent.COMPLETE if call.arguments.get("completed", True) else Intent.UNCOMPLETE
            asked = [each for each in asked if each.intent is wanted]
        named = all(self._named(ref, asked) for ref in self._refs(call))
        return bool(asked) and named and all(map(self._is_said, _texts_of(call.arguments)))

    def _is_said(self, text: str) -> bool:
        """Whether the message says all the words: a date or a tag may have stood among them."""
        return set(_words(text)) <= self._words

    async def _twins_of(self, call: Call) -> list[dict[str, Json]]:
        new = _dicts(call.arguments.get("tasks"))
        self._twins = await twins(new, self._message, self._read)
        return self._twins

    def phrase(self, call: Call) -> str:
        """What a call would do, and what speaks against it."""
        told = wording.intent(call, self.titles(call))
        if call.name == "delete_tasks" and self._siblings:
            return f"{told}, and with it {', '.join(dict.fromkeys(self._siblings))}"
        if call.name != "add_tasks" or not self._twins:
            return told
        there = [self._named_twin(each) for each in self._twins]
        are = "is" if len(there) == 1 else "are"
        return f"{' and '.join(there)} {are} open already. {told} all the same"

    def _named_twin(self, brief: Mapping[str, Json]) -> str:
        told = ", ".join(filter(None, [f"#{brief['number']}", self._details(brief)]))
        return f"{wording.quote(str(brief['title']))} ({told})"

    def detail(self, call: Call) -> str:
        """When the one task of a call is due, and its tags."""
        refs = self._refs(call)
        brief = self._brief(refs[0]) if len(refs) == 1 else None
        return self._details(brief) if brief else ""

    def _details(self, brief: Mapping[str, Json]) -> str:
        due = brief.get("due")
        tags = [f"#{tag}" for tag in brief.get("tags") or ()]
        done = ["done"] if brief.get("completed") else []
        return ", ".join([*done, *([f"due {self._said(str(due))}"] if due else []), *tags])

    def _said(self, due: str) -> str:
        moment, all_day = datetime.fromisoformat(due), "T" not in due
        return say_time(moment, all_day=all_day, now=self._now)

    def titles(self, call: Call) -> list[str]:
        """The titles of the tasks, or the name of the tag, that a call is about."""
        match call.name:
            case "add_tasks":
                return [str(each.get("title")) for each in _dicts(call.arguments.get("tasks"))]
            case "add_tag" | "update_tag" | "delete_tag":
                tag = call.arguments.get("tag")
                given = tag.get("name") if isinstance(tag, dict) else None
                name = self._tag_names.get(_id_in(call, "tag_id")) or given
                return [str(name)] if name else []
            case "undo":
                return self._operation_titles(_id_in(call, "operation_id"))
            case "update_reminder" | "delete_reminder":
                return self._reminder_titles(_id_in(call, "reminder_id"))
        return [self._title(ref) for ref in refs_of(call) if _key(ref)]

    def _reminder_titles(self, reminder_id: Json) -> list[str]:
        """The task of a reminder with its moment: a task may have several."""
        reminder = self._reminders.get(reminder_id)
        if reminder is None:
            return []
        moment = datetime.fromisoformat(reminder["remind_at"]).astimezone(self._zone)
        title = self._title({"id": reminder["task_id"]})
        return [f"{title} ({say_fully(moment, all_day=False)})"]

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
        return self._is_named(brief, asked)

    def _is_named(self, brief: Json, asked: Sequence[Request]) -> bool:
        known = {**self._tasks, brief["id"]: brief}
        pool = {key: candidate_of(each) for key, each in known.items()}
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
            match = self._resolved(request.target, meant)
            if match.sure and len(match.candidates) <= _counted(request.target):
                found |= {each.id for each in match.candidates}
        return found

    def _resolved(self, target: Reference, meant: Sequence[Candidate]) -> Match:
        """What a reference points at; “the other” is not what this turn itself has dealt with."""
        changed = self._ids_from(_CHANGING)
        if target.kind is ReferenceKind.OTHER and changed:
            return resolve(target, meant, shown=self._past.shown, recent=tuple(changed))
        return self._past.resolve(target, meant)

    def _brief(self, ref: Json) -> Json | None:
        if isinstance(ref.get("id"), int):
            return self._tasks.get(ref["id"])
        number = ref.get("number")
        return next((each for each in self._tasks.values() if each.get("number") == number), None)

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
        case ReferenceKind.TITLE | ReferenceKind.DEED:
            return 1 + len(_AND.findall(reference.words))
        case ReferenceKind.PRONOUN | ReferenceKind.LAST | ReferenceKind.OTHER:
            return 1
    return 0


_REMINDERS = ("_reminder", "_reminders")
_UPDATES = frozenset({Intent.UPDATE, Intent.RESCHEDULE, Intent.TAG, Intent.UNTAG, Intent.REMIND})
_ASKS: Mapping[str, frozenset[Intent]] = {
    "add_tasks": frozenset({Intent.ADD, Intent.REMIND}),
    "update_tasks": _UPDATES,
    "set_tasks_completed": frozenset({Intent.COMPLETE, Intent.UNCOMPLETE}),
    "delete_tasks": frozenset({Intent.DELETE, Intent.SKIP}),
    "add_tag": frozenset({Intent.TAG}),
    "update_tag": frozenset({Intent.RENAME_TAG}),
    "add_reminder": frozenset({Intent.REMIND}),
    "update_reminder": frozenset({Intent.SNOOZE}),
    "delete_reminder": frozenset({Intent.CANCEL_REMINDER}),
    "undo": frozenset({Intent.UNDO}),
}
"""What a message that asks for a call in its own words is read as."""
_WISHES = frozenset[Intent]().union(*_ASKS.values())
"""What a message that asks for any change is read as."""
_TEXTS = frozenset({"title", "description", "name", "tags", "add_tags", "remove_tags"})
"""The arguments whose text could carry more than the person said."""


def _with_news(requests: Sequence[Request]) -> tuple[Request, ...]:
    """What a message asks for, and what it tells of tasks that are the person's."""
    return tuple(each for one in requests for each in (one, one.instead) if each is not None)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _texts_of(value: Json) -> Iterator[str]:
    """Every free text in a call's arguments."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in _TEXTS:
                texts = inner if isinstance(inner, list) else [inner]
                yield from (str(each) for each in texts if each is not None)
            else:
                yield from _texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_of(inner)


def _entries(result: Json) -> list[Json]:
    """The reminders of a result."""
    found = (result.get("items") or result.get("results")) if isinstance(result, Mapping) else []
    return [each for each in _dicts(found) if "task_id" in each]


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


def _id_in(call: Call, name: str) -> int | None:
    """The id that a call names; one that is no number its tool refuses."""
    given = call.arguments.get(name)
    return given if isinstance(given, int) else None


def _changed_by(call: Call) -> list[Json]:
    return refs_of(call) if call.name in _CHANGING else []


def _key(ref: Json) -> Json:
    known = {"id", "number"}
    return {key: value for key, value in ref.items() if key in known and value is not None}


def _dicts(value: Json) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
