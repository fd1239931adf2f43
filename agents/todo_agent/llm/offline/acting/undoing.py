"""What was done, taken back: the last of it, what is named of it, and done once more after that."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from evolution_todo.language.references.reading import ReferenceKind, resolve
from evolution_todo.language.requests.request import Intent
from todo_agent.llm.offline.acting.changing import complete
from todo_agent.llm.offline.acting.deeds import do_all
from todo_agent.llm.offline.acting.effects import changed_by, effects_of, together
from todo_agent.llm.offline.acting.plan import Ask, Part
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.reports import report
from todo_agent.recall import taken_back_by, touched_by
from todo_agent.turn import Call, Option
from todo_agent.wording import done_so_far

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evolution_todo.language.requests.request import Request
    from todo_agent.llm.offline.acting.plan import Steps
    from todo_agent.llm.offline.acting.targets import Desk
    from todo_agent.recall import Memory
    from todo_agent.turn import Json, ToolRun

T = TypeVar("T")


def undo(request: Request, desk: Desk) -> Steps:
    """Take back the last turn, or what is named; where nothing was written, ask about the newest.

    Of several tasks of one change, only what was done to those that the request names is undone.
    """
    turns = standing(desk.memory)
    request = _by_number(request, turns, desk.memory)
    meant = _meant(request, turns, desk.memory)
    if meant is None or (turns and meant == turns[-1] and not _names(request)):
        last = yield from _last_turn(desk)
        return replace(last, text="\n".join([last.text, *_fewer(request, meant or ())]).strip())
    if not meant:
        return (yield from _reopened(request, desk))
    calls = [call for run in reversed(meant) for call in _undoing(run, request, desk.memory)]
    if len(meant) > 1 and request.target and request.target.kind is ReferenceKind.ALL:
        question = f"Take back all {len(meant)} changes of this conversation?"
        return Part(ask=Ask(question, (Option("Yes", tuple(calls)),)))
    return Part("\n".join([*(yield from do_all(calls, desk)), *_fewer(request, meant)]))


def _fewer(request: Request, meant: Sequence[ToolRun]) -> list[str]:
    """That less was there to be taken back than was asked, if so it was."""
    target = request.target
    counted = target is not None and target.kind is ReferenceKind.POSITION
    if target is None or not counted or max(target.positions) > 0 or not meant:
        return []
    short = len(meant) < len(target.positions)
    return ["That is all I have done here that I can take back."] if short else []


def _reopened(request: Request, desk: Desk) -> Steps:
    """A task of which nothing was done here that is named: done before, it is open again."""
    if request.undoes is not None or not _names(request):
        return Part(answers.NOTHING_LIKE_IT_TO_UNDO)
    return (yield from complete(request, desk, completed=False))


def _names(request: Request) -> bool:
    """Whether a task is named, and not only how much is to be taken back."""
    return request.target is not None and request.target.kind in _NAMING


_NAMING = frozenset({ReferenceKind.TITLE, ReferenceKind.NUMBER})


def _last_turn(desk: Desk) -> Steps:
    run = yield Call("undo", {})
    candidate = run.result.get("candidate")
    if not candidate:
        return Part(report(run, desk.now))
    when = answers.say_due(candidate["at"], desk.now)
    question = (
        f"This conversation has changed nothing. Take back the latest change, "
        f"{answers.quote(candidate['summary'])} ({when})?"
    )
    call = Call("undo", {"operation_id": candidate["operation_id"]})
    return Part(ask=Ask(question, (Option("Yes", (call,)),)))


def standing(memory: Memory) -> list[tuple[ToolRun, ...]]:
    """What was done and not taken back since, turn by turn, the oldest first."""
    undone = {each for run in memory.runs for each in taken_back_by(run)}
    turns = (
        tuple(run for run in exchange.done if _operation(run) not in {None, *undone})
        for exchange in memory.exchanges
    )
    return [turn for turn in turns if turn]


def _operation(run: ToolRun) -> Json:
    return None if run.name == "undo" else run.result.get("operation_id")


def _meant(
    request: Request, turns: Sequence[tuple[ToolRun, ...]], memory: Memory
) -> tuple[ToolRun, ...] | None:
    """The runs that are to be taken back; None for the last turn, whatever it did."""
    runs = [run for turn in turns for run in turn]
    if request.undoes is not None and runs:
        runs = [run for run in runs if _is_kind(run, request.undoes)]
        return tuple(each for each in runs if _done_to(each, request, memory))[-1:]
    if _names(request):
        return tuple(each for each in runs if _done_to(each, request, memory))[-1:]
    if request.target is None or not turns:
        return None
    if request.target.kind is ReferenceKind.POSITION:
        places = request.target.positions
        lately = turns[-1] if len(turns[-1]) > 1 else runs[-max(*places, _FEWEST) :]
        return tuple(_at(places, lately if min(places) > 0 else runs))
    if len(_touched(turns[-1])) > 1:
        return None
    counted = {ReferenceKind.BOTH: 2, ReferenceKind.ALL: len(runs)}
    return tuple(runs[-counted.get(request.target.kind, 1) :])


_FEWEST = 2
"""Of how many changes at least “the first one” is the first."""


def _at(places: Sequence[int], those: Sequence[T]) -> list[T]:
    """Those at these places, counted from 1, or from the end."""
    found = range(len(those))
    return [those[at] for at in found if at + 1 in places or at - len(those) in places]


def _by_number(request: Request, turns: Sequence[tuple[ToolRun, ...]], memory: Memory) -> Request:
    """“Undo the second one”, of several tasks that one change was of, by that task's number."""
    target = request.target
    if not turns or len(turns[-1]) > 1 or target is None:
        return request
    tasks = [memory.known[key] for key in _touched(turns[-1]) if key in memory.known]
    if len(tasks) == 1 or target.kind is not ReferenceKind.POSITION:
        return request
    numbers = tuple(each.number for each in _at(target.positions, tasks))
    return replace(request, target=replace(target, kind=ReferenceKind.NUMBER, numbers=numbers))


def _touched(turn: Sequence[ToolRun]) -> list[int]:
    return list(dict.fromkeys(key for run in turn for key in touched_by(run)))


def _is_kind(run: ToolRun, kind: Intent) -> bool:
    fields = {name for each in run.arguments.get("updates") or () for name in changed_by(each)}
    return not _FIELDS[kind].isdisjoint({run.name, *fields})


_FIELDS = {
    Intent.DELETE: frozenset({"delete_tasks"}),
    Intent.ADD: frozenset({"add_tasks"}),
    Intent.COMPLETE: frozenset({"set_tasks_completed"}),
    Intent.RESCHEDULE: frozenset({"when"}),
    Intent.UPDATE: frozenset({"title"}),
    Intent.TAG: frozenset({"tags"}),
    Intent.REMIND: frozenset({"reminders", "add_reminder", "update_reminder"}),
}
"""What a run of each kind is called, or changes."""


def _done_to(run: ToolRun, request: Request, memory: Memory) -> set[int]:
    """Ids of the tasks of a run that a request names; all of them where it names none."""
    tasks = [memory.known[key] for key in touched_by(run) if key in memory.known]
    if not _names(request) or request.target is None:
        return {each.id for each in tasks}
    match = resolve(request.target, tasks)
    return set() if match.guessed else {each.id for each in match.candidates}


def _undoing(run: ToolRun, request: Request, memory: Memory) -> Iterator[Call]:
    """The calls that take back what a run did to the tasks that a request names."""
    named = _done_to(run, request, memory)
    effects = effects_of([run])
    refs = [{"id": each.task_id} for each in effects if each.task_id in named]
    rest = [each for each in effects if each.task_id not in named]
    if rest and run.name == "add_tasks":
        yield Call("delete_tasks", {"tasks": refs})
    elif rest and run.name == "set_tasks_completed":
        completed = run.arguments.get("completed", True)
        yield Call("set_tasks_completed", {"tasks": refs, "completed": not completed})
    else:
        yield Call("undo", {"operation_id": _operation(run)})
        yield from (Call(again.name, again.arguments) for again in together(rest))


def refuse(desk: Desk) -> Steps:
    """A no: right behind something that was done, whether that is to be taken back."""
    before, said = desk.memory.before, desk.memory.present.message
    done = before.done if before is not None and before.question is None else ()
    known = [run for run in done if _operation(run) is not None]
    if not known or not _NO.fullmatch(said):
        return Part(answers.NOTHING_CHANGED)
    yield from ()
    told = done_so_far(known).rstrip(".")
    question = f"Do you want that taken back ({told[:1].lower()}{told[1:]})?"
    calls = tuple(Call("undo", {"operation_id": _operation(run)}) for run in reversed(known))
    return Part(ask=Ask(question, (Option("Yes", calls),)))


_NO = re.compile(r"\W*(?:(?:oh|no+|nope|nah|wait|hey|stop)\b\W*)+", re.IGNORECASE)
"""A no that says nothing besides, and is no thanks."""


def redo(desk: Desk) -> Steps:
    """Do once more what the last undo took back."""
    calls = [Call(run.name, run.arguments) for run in _taken_back_last(desk.memory.past)]
    if not calls:
        return Part(answers.NOTHING_TO_REDO)
    if len(calls) > 1 and any(call.name == "delete_tasks" for call in calls):
        return Part(ask=Ask(_DO_AGAIN, (Option("Yes", tuple(calls)),)))
    return Part("\n".join((yield from do_all(calls, desk))))


_DO_AGAIN = "Do all that once more?"


def _taken_back_last(memory: Memory) -> list[ToolRun]:
    """What the newest of the undos took back, if nothing else was done since."""
    undone: list[Json] = []
    for exchange in memory.exchanges:
        if exchange.done and exchange.done[-1].name != "undo":
            undone = []
        here = [each for run in exchange.done for each in taken_back_by(run)]
        undone = here or undone
    return [run for run in memory.runs if run.ok and _operation(run) in undone]
