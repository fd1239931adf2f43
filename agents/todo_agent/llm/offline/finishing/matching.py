"""What a model did of a message, matched piece by piece with what the message asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.references.reading import Candidate, Reference, ReferenceKind, resolve
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.words import content
from todo_agent.llm.offline.acting import arguments
from todo_agent.llm.offline.acting.effects import Effect
from todo_agent.llm.offline.finishing.wanted import (
    CHANGES,
    bears,
    in_filter,
    is_deed,
    is_wide,
    like_title,
    same_title,
    settles,
    tag_fits,
    task_of,
)
from todo_agent.recall import Exchange, Memory
from todo_agent.turn import Call

if TYPE_CHECKING:
    from todo_agent.turn import Json

_Same: TypeAlias = Callable[[str, Effect], bool]


class Verdict(Enum):
    """How far a request has come."""

    OPEN = auto()
    """Nothing of it is done."""
    REST = auto()
    """Some of it is done; `Standing.request` asks for what is left."""
    DONE = auto()
    LEFT = auto()
    """It cannot be told, so nothing more is done."""


@dataclass(slots=True)
class Standing:
    """A request with what was done of it.

    Attributes:
        request: What is asked, or what is left of it.
        effects: What was done of it.
        verdict: How far it has come.
        finish: The call that gives a task made for it what it lacks.
    """

    request: Request
    effects: list[Effect] = field(default_factory=list)
    verdict: Verdict = Verdict.OPEN
    finish: Call | None = None


class Matching:
    """Effects on their way to the requests that they settle."""

    def __init__(
        self,
        requests: Sequence[Request],
        effects: Sequence[Effect],
        *,
        past: Memory,
        pool: dict[int, Candidate],
    ) -> None:
        self.standings = [Standing(each) for each in requests]
        self._effects = effects
        self._past = past
        self._pool = pool
        self._left = [set(effect.fields) for effect in effects]
        """What of each effect no request has claimed yet."""

    def match(self) -> None:
        """Let every request claim what settles it, those that name it exactly first."""
        for standing in self.standings:
            self._claim_addition(standing, same_title)
        # The title with the most words first: “milk” is like every milk.
        for standing in sorted(self.standings, key=_words_of_title, reverse=True):
            self._claim_addition(standing, like_title)
        for wide in (False, True):
            for place, standing in enumerate(self.standings):
                if is_wide(standing.request) is wide:
                    self._claim_deed(standing, place)
        for standing in self.standings:
            self._claim_finish(standing)
            self._claim_correction(standing)

    def unclaimed(self) -> Iterator[Effect]:
        """The effects of which no request has claimed anything."""
        for effect, left in zip(self._effects, self._left, strict=True):
            if left == effect.fields:
                yield effect

    def _claim(self, standing: Standing, place: int, fields: Iterable[str]) -> None:
        standing.effects.append(self._effects[place])
        self._left[place] -= set(fields)

    def _claim_addition(self, standing: Standing, same: _Same) -> None:
        task = task_of(standing.request)
        if task is None or standing.effects:
            return
        for place, effect in enumerate(self._effects):
            if effect.name == "add_tasks" and self._left[place] and same(task.title, effect):
                self._claim(standing, place, effect.fields)
                standing.verdict = Verdict.DONE
                return

    def _claim_deed(self, standing: Standing, place: int) -> None:
        request = standing.request.instead or standing.request
        if standing.effects or (task_of(request) and request.intent is Intent.ADD):
            return
        wanted = settles(request)
        seen = self._seen_before(place)
        for at, effect in enumerate(self._effects):
            shared = self._left[at] & wanted
            if shared and is_deed(request, effect) and self._fits(request, effect, seen):
                self._claim(standing, at, shared)
                if request.intent is Intent.UNDO:
                    break
        if standing.effects:
            self._judge(standing, request, seen)

    def _claim_finish(self, standing: Standing) -> None:
        """What was done to a task that the turn itself made belongs to making it."""
        made = {each.task_id for each in standing.effects if each.name == "add_tasks"} - {None}
        for place, effect in enumerate(self._effects):
            if effect.task_id in made and self._left[place] == effect.fields:
                self._claim(standing, place, effect.fields)
        if made:
            standing.finish = _finish(standing, min(made))

    def _claim_correction(self, standing: Standing) -> None:
        """Setting right takes what it takes; what was taken back alone is no whole correction."""
        places = [at for at, each in enumerate(self._effects) if self._left[at] == each.fields]
        if not standing.request.corrects or not places:
            return
        for place in places:
            self._claim(standing, place, self._effects[place].fields)
        alone = all(each.name == "undo" for each in standing.effects)
        standing.verdict = Verdict.LEFT if alone else Verdict.DONE

    def _seen_before(self, place: int) -> Memory:
        """What “it” may point at in a request: the past, and what was done of those before it."""
        claimed = [each.run for standing in self.standings[:place] for each in standing.effects]
        present = self._past.present
        runs = (*present.runs, *claimed)
        return Memory((*self._past.exchanges[:-1], Exchange(present.message, runs)))

    def _fits(self, request: Request, effect: Effect, seen: Memory) -> bool:
        """Whether the effect is on what the request is about."""
        if effect.name == "undo":
            return True
        if effect.name.endswith("_tag"):
            return tag_fits(request, effect)
        found = self._task(effect)
        target = request.target
        if target is None and request.task is not None:
            return found is not None and bears(found, request.task.title)
        if target is None or target.kind is ReferenceKind.ALL:
            return in_filter(request, found)
        if target.kind is ReferenceKind.NUMBER:
            return (effect.number or (found and found.number)) in target.numbers
        if found is None:
            return False
        return found.id in {each.id for each in self._meant(target, seen)}

    def _task(self, effect: Effect) -> Candidate | None:
        known = self._pool.get(effect.task_id)
        numbered = (each for each in self._pool.values() if each.number == effect.number)
        return known or next(numbered, None)

    def _meant(self, target: Reference, seen: Memory) -> tuple[Candidate, ...]:
        pool = list(self._pool.values())
        if target.kind is ReferenceKind.TITLE:
            return resolve(target, pool).candidates
        return seen.resolve(target, pool).candidates

    def _judge(self, standing: Standing, request: Request, seen: Memory) -> None:
        """Say whether what was claimed is all of it, or what is left to ask for."""
        covered = self._covered(standing, request)
        target = request.target
        standing.verdict = Verdict.DONE
        if any(not each.given for each in standing.effects):
            return  # it may have been done: never again
        if request.new_title and not any(
            same_title(request.new_title, each) for each in standing.effects
        ):
            standing.verdict = Verdict.LEFT
            return
        if is_wide(request):
            standing.verdict = self._judge_wide(standing, request)
        elif target is not None and target.kind is not ReferenceKind.TITLE:
            numbers = self._numbers(target, seen)
            done = {each.number for each in covered}
            self._ask_for_rest(standing, target, [each for each in numbers if each not in done])
        elif target is not None and not covered:
            standing.verdict = Verdict.REST
        elif target is not None:
            self._ask_for_parts(standing, target, covered)

    def _judge_wide(self, standing: Standing, request: Request) -> Verdict:
        """Whether to select again: what is completed or deleted is left out then by itself.

        Not when the model went on to something else, which might be selected again by now; nor
        in a series, whose next one would be.
        """
        if standing.effects[-1] is not self._effects[-1]:
            return Verdict.DONE
        again = request.intent in {Intent.COMPLETE, Intent.UNCOMPLETE, Intent.DELETE}
        repeats = any(each.given.get("recurrence") for each in standing.effects)
        return Verdict.REST if again and not repeats else Verdict.LEFT

    def _covered(self, standing: Standing, request: Request) -> list[Candidate]:
        """The tasks to which all that was asked is done."""
        done: dict[int, set[str]] = {}
        for effect in standing.effects:
            if task := self._task(effect):
                done.setdefault(task.id, set()).update(effect.fields)
        whole = settles(request) if request.intent in CHANGES else frozenset()
        return [self._pool[key] for key, fields in done.items() if whole <= fields]

    def _numbers(self, target: Reference, seen: Memory) -> tuple[int, ...]:
        if target.kind is ReferenceKind.NUMBER:
            return target.numbers
        return tuple(each.number for each in self._meant(target, seen))

    def _ask_for_rest(self, standing: Standing, target: Reference, rest: Sequence[int]) -> None:
        if rest:
            numbers = tuple(rest)
            left = Reference(
                ReferenceKind.NUMBER, target.span, target.words, numbers, plural=len(numbers) > 1
            )
            standing.request = replace(standing.request, target=left)
            standing.verdict = Verdict.REST

    def _ask_for_parts(
        self, standing: Standing, target: Reference, covered: Sequence[Candidate]
    ) -> None:
        """Of several titles in one breath, those that none of the tasks done bears."""
        parts = [each for each in _AND.split(target.words) if each]
        if len(parts) < 2 or any(bears(each, target.words) for each in covered):
            return
        rest = [part for part in parts if not any(bears(each, part) for each in covered)]
        if rest and len(rest) < len(parts):
            words = replace(target, words=" and ".join(rest), plural=len(rest) > 1)
            standing.request = replace(standing.request, target=words)
            standing.verdict = Verdict.REST


def _words_of_title(standing: Standing) -> int:
    task = task_of(standing.request)
    return len(content(task.title)) if task else 0


def _finish(standing: Standing, task_id: int) -> Call | None:
    """The call that gives a task made by another model what was said of it and is not there."""
    task = task_of(standing.request)
    if task is None:
        return None
    brief: dict[str, Json] = {}
    asked: set[str] = set()
    for effect in standing.effects:
        brief |= effect.given if effect.name in {"add_tasks", "update_tasks"} else {}
        asked |= {name for name, value in effect.asked.items() if value}
        asked |= {"reminders"} if effect.name == "add_reminder" else set()
    wanted = arguments.new_task(task)
    missing = {
        name: value
        for name, value in wanted.items()
        if name in _FINISHED and name not in asked and not brief.get(name)
    }
    if "priority" in wanted and not {"priority"} & asked:
        missing["priority"] = wanted["priority"]
    there = {str(each).casefold() for each in brief.get("tags") or ()}
    if tags := [each for each in task.tags if each.casefold() not in there]:
        missing["add_tags"] = tags
    return (
        Call("update_tasks", {"updates": [{"task": {"id": task_id}, **missing}]})
        if missing
        else None
    )


_FINISHED = frozenset({"due", "description", "reminders", "recurrence"})
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
