"""What a model did of a message before it failed: its effects matched with what is asked.

A request is settled by effects of its own kind on its own task: an add of the same title, a
completion, a change of the same fields, an undo. What is settled is told and never done again.
An effect that matches no request might be some model's way to what another request asks, so
those that it may have been for are left to the person and not acted on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.references import Candidate, Reference, ReferenceKind, resolve
from evolution_todo.language.requests import Intent, Request
from evolution_todo.language.spans import Span
from evolution_todo.language.words import content
from todo_agent.llm.offline import arguments
from todo_agent.llm.offline.effects import Effect, changed_by, effects_of
from todo_agent.llm.offline.reminding import remembered
from todo_agent.recall import READING, Exchange, Memory, briefs_of, candidate_of
from todo_agent.turn import Call

if TYPE_CHECKING:
    from evolution_todo.language.quickadd import QuickAdd
    from todo_agent.turn import Json, ToolRun

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


@dataclass(frozen=True, slots=True)
class Settled:
    """Every request of a message as it stands, and the effects that match none of them."""

    standings: tuple[Standing, ...]
    strays: tuple[Effect, ...] = ()


def settle(requests: Sequence[Request], runs: Sequence[ToolRun], past: Memory) -> Settled:
    """Match what is asked with what these runs of another model did.

    Args:
        requests: What the message asks, in its order.
        runs: The other model's runs for this message.
        past: What was known before they ran.
    """
    effects = effects_of(runs)
    if not effects:
        return Settled(tuple(Standing(each) for each in requests))
    matching = _Matching(requests, effects, past=past, pool=_pool(runs, past))
    matching.match()
    strays = tuple(matching.unclaimed())
    for place, standing in enumerate(matching.standings):
        if standing.verdict is Verdict.OPEN and _may_be_for(standing.request, strays):
            standing.verdict = Verdict.LEFT
        if standing.request.intent is Intent.UNDO:
            _settle_undo(standing, matching.standings[:place], effects)
    return Settled(tuple(matching.standings), strays)


def _pool(runs: Iterable[ToolRun], past: Memory) -> dict[int, Candidate]:
    """The tasks that may be meant, under the titles they had before they were changed."""
    pool = dict(past.known)
    written: set[int] = set()
    for run in runs:
        for brief in briefs_of(run):
            if run.name in READING and brief["id"] not in written:
                pool[brief["id"]] = candidate_of(brief)
            elif run.name not in READING:
                pool.setdefault(brief["id"], candidate_of(brief))
                written.add(brief["id"])
    return pool


def task_of(request: Request) -> QuickAdd | None:
    """The task that a request asks to add, a reminder to do something among them."""
    if request.intent is Intent.REMIND and request.target is None and request.task:
        return remembered(request.task, request.reminder)
    return request.task if request.intent is Intent.ADD else None


class _Matching:
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
            self._claim_addition(standing, _same_title)
        # The title with the most words first: “milk” is like every milk.
        for standing in sorted(self.standings, key=_words_of_title, reverse=True):
            self._claim_addition(standing, _like_title)
        for wide in (False, True):
            for place, standing in enumerate(self.standings):
                if _is_wide(standing.request) is wide:
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
        wanted = _wanted(request)
        seen = self._seen_before(place)
        for at, effect in enumerate(self._effects):
            shared = self._left[at] & wanted
            if shared and _is_deed(request, effect) and self._fits(request, effect, seen):
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
        present = self._past.exchanges[-1]
        runs = (*present.runs, *claimed)
        return Memory((*self._past.exchanges[:-1], Exchange(present.message, runs)))

    def _fits(self, request: Request, effect: Effect, seen: Memory) -> bool:
        """Whether the effect is on what the request is about."""
        if effect.name == "undo":
            return True
        if effect.name.endswith("_tag"):
            return _tag_fits(request, effect)
        found = self._task(effect)
        target = request.target
        if target is None and request.task is not None:
            return found is not None and _bears(found, request.task.title)
        if target is None or target.kind is ReferenceKind.ALL:
            return _in_filter(request, found)
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
            _same_title(request.new_title, each) for each in standing.effects
        ):
            standing.verdict = Verdict.LEFT
            return
        if _is_wide(request):
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
        whole = _wanted(request) if request.intent in _CHANGES else frozenset()
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
        if len(parts) < 2 or any(_bears(each, target.words) for each in covered):
            return
        rest = [part for part in parts if not any(_bears(each, part) for each in covered)]
        if rest and len(rest) < len(parts):
            words = replace(target, words=" and ".join(rest), plural=len(rest) > 1)
            standing.request = replace(standing.request, target=words)
            standing.verdict = Verdict.REST


def _bears(task: Candidate, words: str) -> bool:
    return bool(resolve(Reference(ReferenceKind.TITLE, _NOWHERE, words), [task]).sure)


def _same_title(title: str, effect: Effect) -> bool:
    return _plain(title) == _plain(_title(effect))


def _like_title(title: str, effect: Effect) -> bool:
    """Whether all the telling words of one title are in the other."""
    one, other = frozenset(content(title)), frozenset(content(_title(effect)))
    return bool(one and other) and (one <= other or other <= one)


def _title(effect: Effect) -> str:
    return str(effect.given.get("title") or effect.asked.get("title") or "")


def _plain(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .!?")


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
_CHANGES = frozenset({Intent.UPDATE, Intent.RESCHEDULE, Intent.TAG, Intent.UNTAG})
_ANY_CHANGE = frozenset({"title", "when", "series", "tags", "priority", "description", "reminders"})
_DEEDS: Mapping[Intent, frozenset[str]] = {
    Intent.COMPLETE: frozenset({"set_tasks_completed"}),
    Intent.UNCOMPLETE: frozenset({"set_tasks_completed"}),
    Intent.DELETE: frozenset({"delete_tasks"}),
    Intent.SKIP: frozenset({"delete_tasks"}),
    Intent.RENAME_TAG: frozenset({"update_tag"}),
    Intent.REMIND: frozenset({"add_reminder", "reminders"}),
    Intent.SNOOZE: frozenset({"update_reminder", "reminders"}),
    Intent.CANCEL_REMINDER: frozenset({"delete_reminder", "reminders"}),
    Intent.UNDO: frozenset({"undo"}),
}


def _wanted(request: Request) -> frozenset[str]:
    """What settles a request, as `Effect.fields` names it."""
    if request.intent in {Intent.TAG, Intent.UNTAG}:
        if _of_tags(request):
            return frozenset({"add_tag" if request.intent is Intent.TAG else "delete_tag"})
        return frozenset({"tags"})
    if request.intent not in _CHANGES:
        return _DEEDS.get(request.intent, frozenset())
    if request.shift_minutes is not None or request.shift_months is not None:
        return frozenset({"when"})
    return changed_by(arguments.task_update(request)) or _ANY_CHANGE


def _of_tags(request: Request) -> bool:
    """Whether a tag itself is meant, and not what bears it."""
    tagging = request.intent in {Intent.TAG, Intent.UNTAG}
    whole = request.intent is Intent.RENAME_TAG
    return whole or (tagging and request.target is None and request.filter is None)


def _is_deed(request: Request, effect: Effect) -> bool:
    """Whether an effect goes the way that was asked: done and not reopened, on and not off."""
    asked = effect.asked
    match request.intent:
        case Intent.COMPLETE | Intent.UNCOMPLETE:
            done = effect.run.arguments.get("completed", True)
            return done is (request.intent is Intent.COMPLETE)
        case Intent.TAG if effect.name == "update_tasks":
            return bool(asked.get("add_tags") or asked.get("tags"))
        case Intent.UNTAG if effect.name == "update_tasks":
            return not asked.get("add_tags")
        case Intent.REMIND | Intent.SNOOZE if effect.name == "update_tasks":
            return bool(asked.get("reminders"))
        case Intent.CANCEL_REMINDER if effect.name == "update_tasks":
            return not asked.get("reminders")
    return True


def _is_wide(request: Request) -> bool:
    """Whether a request is about all that fits, and not about tasks that it names."""
    if request.target is not None:
        return request.target.kind is ReferenceKind.ALL
    return request.filter is not None


def _in_filter(request: Request, task: Candidate | None) -> bool:
    asked = request.filter
    if asked is None or task is None:
        return True
    tags = {each.casefold() for each in task.tags}
    words = frozenset(content(asked.search or ""))
    tagged = {each.casefold() for each in asked.tags} <= tags
    return tagged and words <= frozenset(content(task.title))


def _tag_fits(request: Request, effect: Effect) -> bool:
    made = effect.asked.get("tag")
    name = effect.given.get("name") or (made.get("name") if isinstance(made, Mapping) else None)
    said = list(request.changes.tags) if request.changes else []
    meant = [request.new_title or ""] if request.intent is Intent.RENAME_TAG else said
    return str(name).casefold() in {each.casefold() for each in meant}


_READS = frozenset({Intent.LIST, Intent.AGENDA, Intent.CHOOSE})


def _may_be_for(request: Request, strays: Sequence[Effect]) -> bool:
    """Whether one of these effects may have been another model's way to what is asked."""
    request = request.instead or request
    if request.intent in _READS or request.intent is Intent.UNDO:
        return False
    if task_of(request) is not None and not request.bare:
        return any(each.name == "add_tasks" for each in strays)
    if _of_tags(request):
        return any(each.name.endswith("_tag") for each in strays)
    return any(not _on_another_task(request, each) for each in strays)


def _on_another_task(request: Request, effect: Effect) -> bool:
    """Whether an effect is surely not on what the request is about."""
    if request.intent not in _ON_TASKS:
        return False
    if effect.name in {"add_tasks", "undo"} or effect.name.endswith("_tag"):
        return True
    target = request.target
    numbered = target is not None and target.kind is ReferenceKind.NUMBER and effect.number
    return bool(numbered) and target is not None and effect.number not in target.numbers


_ON_TASKS = _CHANGES | {
    Intent.COMPLETE,
    Intent.UNCOMPLETE,
    Intent.DELETE,
    Intent.SKIP,
    Intent.REMIND,
    Intent.SNOOZE,
    Intent.CANCEL_REMINDER,
}


def _settle_undo(
    standing: Standing, earlier: Sequence[Standing], effects: Sequence[Effect]
) -> None:
    """Take nothing back twice in a turn, nor what the message asks for after it."""
    if standing.effects:
        return
    before = {id(effect) for each in earlier for effect in each.effects}
    again = any(effect.name == "undo" for effect in effects)
    if again or any(id(effect) not in before for effect in effects):
        standing.verdict = Verdict.LEFT


_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
_NOWHERE = Span(0, 0)
