"""What the tool runs of another model did, one thing at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from todo_agent.llm.offline.telling.answers import join, quote
from todo_agent.llm.offline.telling.reports import report
from todo_agent.recall import ASK, READING

if TYPE_CHECKING:
    from datetime import datetime

    from todo_agent.llm.offline.telling.reports import Known
    from todo_agent.turn import Json, ToolRun

_BATCHES = {
    "add_tasks": "tasks",
    "update_tasks": "updates",
    "set_tasks_completed": "tasks",
    "delete_tasks": "tasks",
}
"""The tools that settle several items, and the argument that holds them."""
_FIELDS = {
    "due": "when",
    "due_time": "when",
    "tags": "tags",
    "add_tags": "tags",
    "remove_tags": "tags",
    "task": None,
    "scope": None,
    "clear": None,
}
"""What the arguments of an update change, where their name does not say it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a run did, or may have done.

    Attributes:
        run: The run cut down to this one thing, as if it had been called for it alone.
        source: The id of the run as it was.
        asked: The item of the call.
        given: What the tool gave back for it; empty when that is not known.
    """

    run: ToolRun
    source: str
    asked: Mapping[str, Json]
    given: Mapping[str, Json]

    @property
    def name(self) -> str:
        """The tool's name."""
        return self.run.name

    @property
    def task_id(self) -> Json:
        """The id of the task that it is about, None for a tag or an undo."""
        if self.name.endswith("_reminder"):
            return self.given.get("task_id") or self._ref.get("id")
        return (self.given.get("id") if self.name in _BATCHES else None) or self._ref.get("id")

    @property
    def number(self) -> Json:
        """The number of the task, as far as the run itself tells it."""
        return self.given.get("number") or self._ref.get("number")

    @property
    def _ref(self) -> Mapping[str, Json]:
        if self.name in {"set_tasks_completed", "delete_tasks"}:
            return self.asked
        ref = self.asked.get("task")
        return ref if isinstance(ref, Mapping) else {}

    @property
    def fields(self) -> frozenset[str]:
        """What it changes of its task: the names of an update's fields, else the deed itself."""
        return changed_by(self.asked) if self.name == "update_tasks" else frozenset({self.name})


def changed_by(update: Mapping[str, Json]) -> frozenset[str]:
    """What an `update_tasks` entry changes: `when` is its moment, `series` that it repeats."""
    cleared = [str(each) for each in update.get("clear") or ()]
    named = {_FIELDS.get(name, name) for name in (*update, *cleared)} - {None}
    rule = update.get("recurrence")
    paused = isinstance(rule, Mapping) and rule.get("rule") is None
    repeats = "series" if paused or "recurrence" in cleared else "when"
    return frozenset(repeats if name == "recurrence" else str(name) for name in named)


def effects_of(runs: Iterable[ToolRun]) -> list[Effect]:
    """Everything that these runs did or may have done, in its order."""
    writes = [run for run in runs if run.name not in READING and run.name != ASK]
    return [effect for run in writes for effect in _effects(run)]


def _effects(run: ToolRun) -> Iterator[Effect]:
    items = _items(run)
    if not run.ok:
        if run.result.get("code") == "tool_unavailable":
            yield from (_effect(run, place, item, {}) for place, item in enumerate(items))
        return
    if run.name == "undo":
        if run.result.get("undone") or run.result.get("conflicts"):
            yield Effect(run, run.id, run.arguments, run.result)
        return
    failed = {each.get("item") for each in run.result.get("failures") or ()}
    done = [(place, item) for place, item in enumerate(items) if place not in failed]
    results = run.result.get("results") or ()
    # The server gives one result for each item that did not fail; another's may not.
    for (place, item), given in zip(done, results, strict=False):
        yield _effect(run, place, item, given)


def _items(run: ToolRun) -> Sequence[Mapping[str, Json]]:
    batch = run.arguments.get(_BATCHES.get(run.name, ""))
    if run.name not in _BATCHES:
        return [run.arguments]
    return [each for each in batch if isinstance(each, Mapping)] if isinstance(batch, list) else []


def _effect(
    run: ToolRun, place: int, item: Mapping[str, Json], given: Mapping[str, Json]
) -> Effect:
    if run.name not in _BATCHES:
        return Effect(run, run.id, item, given)
    return Effect(_cut_down(run, [(place, item, given)]), run.id, item, given)


def _cut_down(
    run: ToolRun, parts: Sequence[tuple[int, Mapping[str, Json], Mapping[str, Json]]]
) -> ToolRun:
    """A batch as if it had been called for these items alone."""
    arguments = {**run.arguments, _BATCHES[run.name]: [item for _, item, _ in parts]}
    if not run.ok:
        return replace(run, arguments=arguments)
    places = {place: at for at, (place, _, _) in enumerate(parts)}
    receipts = [
        {**each, "item": places[each["item"]]}
        for each in run.result.get("receipts") or ()
        if each.get("item") in places
    ]
    results = [given for _, _, given in parts]
    result = {**run.result, "results": results, "failures": [], "receipts": receipts}
    return replace(run, arguments=arguments, result=result)


def together(effects: Iterable[Effect]) -> list[ToolRun]:
    """The runs of these effects: those of one batch are one run again."""
    merged: dict[str, ToolRun] = {}
    for effect in effects:
        first = merged.get(effect.source)
        merged[effect.source] = effect.run if first is None else _joined(first, effect.run)
    return list(merged.values())


def _joined(one: ToolRun, other: ToolRun) -> ToolRun:
    batch = _BATCHES[one.name]
    arguments = {**one.arguments, batch: [*one.arguments[batch], *other.arguments[batch]]}
    if not one.ok:
        return replace(one, arguments=arguments)
    first = len(one.result["results"])
    receipts = [{**each, "item": each["item"] + first} for each in other.result["receipts"]]
    result = {
        **one.result,
        "results": [*one.result["results"], *other.result["results"]],
        "receipts": [*one.result["receipts"], *receipts],
    }
    return replace(one, arguments=arguments, result=result)


def told(effects: Iterable[Effect], now: datetime, known: Known) -> str:
    """What was done, in words; what may have been done is said to be unknown."""
    return "\n".join(_told(run, now, known) for run in together(effects))


def _told(run: ToolRun, now: datetime, known: Known) -> str:
    if run.ok:
        return report(run, now, known)
    titles = [quote(str(each["title"])) for each in _items(run) if "title" in each]
    about = f" ({join(titles)})" if titles else ""
    return (
        f"{_UNKNOWN.get(run.name, 'A change')}{about} got no answer from the task tools, so I do "
        "not know whether it was done. Look before you say it again."
    )


_UNKNOWN = {
    "add_tasks": "Adding",
    "set_tasks_completed": "Completing",
    "delete_tasks": "Deleting",
    "undo": "Taking back the last change",
}
