"""What a turn may do unasked: the deleting rule, for every model alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from evolution_todo.language.intents import Intent
from evolution_todo.language.pieces import pieces_of
from evolution_todo.language.references.naming import names
from evolution_todo.language.references.reading import ReferenceKind, resolve
from todo_agent import wording
from todo_agent.calls import CHANGING, changed_by, id_in, key_of, refs_of, texts_of
from todo_agent.questions import requests_in
from todo_agent.recall import (
    READING,
    briefs_in,
    candidate_of,
    imported,
    imported_in,
    is_brief,
    read_memory,
)
from todo_agent.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evolution_todo.language.references.reading import Candidate, Match, Reference
    from evolution_todo.language.requests.request import Request
    from todo_agent.duplicates import Read
    from todo_agent.turn import Call, Json, OpenTurn, Option, ToolRun

_DELETING = frozenset({Intent.DELETE, Intent.CANCEL, Intent.UNDO, Intent.NONE})
"""Readings of a message under which a deletion may be what was asked."""


@dataclass(frozen=True, slots=True)
class Held:
    """Calls that must not run before the person says yes: by position, what each would do."""

    phrases: Mapping[int, str]
    details: Mapping[int, str] = field(default_factory=dict)
    """What tells the one task of a call from others like it, where there is such."""
    choice: tuple[str, tuple[Option, ...]] | None = None
    """What else may be meant, and the question which."""

    @property
    def text(self) -> str:
        """The question about all of them."""
        return f"{wording.joined(self.phrases.values())}?"


def wishes(message: str, now: datetime) -> int:
    """How many changes a message surely asks for; a question, or a thing merely named, is none."""
    asked = requests_in(message, now)
    return sum(each.intent in _WISHES and not each.bare for each in asked)


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
            review.move_or_add(calls[held[0]]) if len(calls) == 1 and review.only_named else None,
        )

    async def _asks(self, review: _Review, call: Call) -> bool:
        if review.read_unnamed or await review.asks(call):
            return True
        return (self._seen_before or review.read_named) and not review.said(call)


class _Review(Subjects):
    """One output under judgement."""

    def __init__(
        self,
        turn: OpenTurn,
        read: Read,
        *,
        calls: Sequence[Call],
        runs: Sequence[ToolRun],
    ) -> None:
        super().__init__(turn, read, calls=calls, runs=runs)
        self._words = frozenset(_words(self._message))
        self._asked = _with_news(_asked_in(self._message, self._now))

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

    @property
    def only_named(self) -> bool:
        """Whether the message names a thing and gives no order."""
        return bool(self._asked) and all(each.bare for each in self._asked)

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
                operation = id_in(call, "operation_id")
                elsewhere = operation is not None and operation not in self._known.operations
                return elsewhere or self._times(call) > max(1, sum(map(_undone_by, self._asked)))
        return False

    def _is_one_of_many(self, call: Call) -> bool:
        """Whether this output makes such a call more than once, or the turn made one before."""
        return self._times(call) > 1

    def _times(self, call: Call) -> int:
        """How often this output makes such a call and the turn has made one before."""
        made = [each for each in self._calls if each.name == call.name]
        return len(made) + sum(run.name == call.name and run.ok for run in self._runs)

    def said(self, call: Call) -> bool:
        """Whether the message itself asks for this call, in its own words."""
        asked = [each for each in self._asked if each.intent in _ASKS.get(call.name, ())]
        if call.name == "set_tasks_completed":
            wanted = Intent.COMPLETE if call.arguments.get("completed", True) else Intent.UNCOMPLETE
            asked = [each for each in asked if each.intent is wanted]
        named = all(self._named(ref, asked) for ref in self._refs(call))
        return bool(asked) and named and all(map(self._is_said, texts_of(call.arguments)))

    def _is_said(self, text: str) -> bool:
        """Whether the message says all the words: a date or a tag may have stood among them."""
        return set(_words(text)) <= self._words

    def _deletes_too_much(self, call: Call) -> bool:
        refs = [ref for each in self._calls if each.name == call.name for ref in refs_of(each)]
        before = any(run.name == call.name and run.ok for run in self._runs)
        if len(refs) != 1 or before or call.arguments.get("scope") == "series":
            return bool(refs)
        deleting = [each for each in self._asked if each.intent in {Intent.DELETE, Intent.SKIP}]
        open_to_it = [each for each in self._asked if each.intent in _DELETING]
        return not self._named(refs[0], deleting or open_to_it)

    def _changes_too_much(self, call: Call) -> bool:
        touched = {self._id(ref) for each in self._calls for ref in changed_by(each)}
        touched |= self._ids_from(CHANGING)
        touched -= self._ids_from(_MAKING)
        return len(touched) > 1 and any(not self._named(ref, self._asked) for ref in refs_of(call))

    def _ids_from(self, tools: frozenset[str]) -> set[Json]:
        """The tasks that these tools have written in this turn."""
        done = [run.result for run in self._runs if run.ok and run.name in tools]
        return {brief["id"] for result in done for brief in briefs_in(result)}

    def _named(self, ref: Json, asked: Sequence[Request]) -> bool:
        """Whether these requests name the task itself; one that does not exist harms nobody."""
        brief = self._brief(ref)
        if brief is None:
            return key_of(ref) in self._absent
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
        changed = self._ids_from(CHANGING)
        if target.kind is ReferenceKind.OTHER and changed:
            return resolve(target, meant, shown=self._past.shown, recent=tuple(changed))
        return self._past.resolve(target, meant)


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
        case (
            ReferenceKind.PRONOUN
            | ReferenceKind.LAST
            | ReferenceKind.OTHER
            | ReferenceKind.MENTIONED
        ):
            return 1
    return 0


def _undone_by(request: Request) -> int:
    """How many changes a request asks to be taken back, one after the other."""
    if request.intent is not Intent.UNDO:
        return 0
    return max(1, _counted(request.target)) if request.target else 1


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


def _asked_in(message: str, now: datetime) -> tuple[Request, ...]:
    """What a message asks for as it is read whole, and in pieces where it may be several."""
    pieces = pieces_of(message, now)
    return (
        *requests_in(message, now),
        *(each for piece in pieces for each in requests_in(piece, now)),
    )


def _with_news(requests: Sequence[Request]) -> tuple[Request, ...]:
    """What a message asks for, and what it tells of tasks that are the person's."""
    return tuple(each for one in requests for each in (one, one.instead) if each is not None)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


_MAKING = frozenset({"add_tasks"})
_AND = re.compile(r",\s*(?:and\b)?|&|\band\b", re.IGNORECASE)
