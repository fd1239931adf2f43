"""What was done last, done to another task: as well, or instead of the one it was done to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.followups.continuing import read_continuation
from evolution_todo.language.references.reading import (
    Candidate,
    Match,
    Reference,
    ReferenceKind,
    resolve,
)
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.again import named_too
from evolution_todo.language.text.rewording import reworded
from todo_agent.llm.offline.acting.deeds import SURE, do_all
from todo_agent.llm.offline.acting.plan import Ask, Part
from todo_agent.llm.offline.acting.targets import find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.reports import report
from todo_agent.recall import Memory, briefs_of, candidate_of
from todo_agent.turn import Call, Json, Option, ToolRun

if TYPE_CHECKING:
    from todo_agent.llm.offline.acting.plan import Steps
    from todo_agent.llm.offline.acting.targets import Desk, Targets
    from todo_agent.recall import Exchange

Deeds: TypeAlias = "Callable[[Request], Callable[[Request, Desk], Steps] | None]"
"""How a request is carried out."""
Asked: TypeAlias = "Callable[[Memory], Sequence[Request]]"
"""What the last message of a conversation asked."""

_LOOKED_THROUGH = 100
_CHOICES = 6


@dataclass(frozen=True, slots=True)
class _Last:
    """The deed that is meant: what was done, the conversation up to it, whether it still holds."""

    exchange: Exchange
    memory: Memory
    holds: bool

    @property
    def run(self) -> ToolRun:
        """The call that did it, the last of several."""
        return self.exchange.done[-1]


def again(
    request: Request,
    desk: Desk,
    *,
    asked: Asked,
    deed_of: Deeds,
    otherwise: Callable[[], Steps] | None = None,
) -> Steps:
    """Do what was done last to the task that is meant.

    Args:
        request: Its target is the task; where it `corrects`, what was done is taken back.
        desk: What has been done.
        asked: Reads the message that asked for it: a day later is another day for each task.
        deed_of: Carries that out.
        otherwise: What is done where there is no such task.
    """
    last = _last_of(desk.memory)
    if last is None:
        return Part(answers.ASK_CORRECTION)
    match = yield from _meant(request, last, desk)
    calls = {task: _on(last.run, task) for task in match.candidates[:_CHOICES]}
    if not all(calls.values()) and last.run.name != "add_tasks":
        return Part(answers.ASK_CORRECTION)
    if not any(calls.values()):
        more = _another_like_it(request, last)
        if more is None and otherwise is not None:
            return (yield from otherwise())
        return (yield from _one_more(more, request, desk))
    takes_back = [Call("undo", {})] if request.corrects and last.holds else []
    if not match.sure or request.confidence < SURE:
        return Part(ask=_which({task: [*takes_back, *own] for task, own in calls.items()}))
    told = yield from _taken_back(takes_back, desk)
    whole = _whole(last, asked)
    deed = deed_of(whole) if whole else None
    if whole is None or deed is None:
        said = yield from do_all([one for own in calls.values() for one in own], desk)
        return Part("\n".join([*told, *said]))
    numbers = tuple(task.number for task in match.candidates)
    target = Reference(
        ReferenceKind.NUMBER, request.span, "", numbers=numbers, plural=len(numbers) > 1
    )
    part = yield from deed(replace(whole, target=target, filter=None, instead=None), desk)
    return Part("\n".join(filter(None, [*told, part.text])), part.ask)


def _last_of(memory: Memory) -> _Last | None:
    """What was done last; behind an undo, what that took back."""
    exchanges = memory.past.exchanges
    holds = True
    for place in range(len(exchanges) - 1, -1, -1):
        done = exchanges[place].done
        if done and done[-1].name != "undo":
            return _Last(exchanges[place], Memory(exchanges[: place + 1]), holds)
        holds = holds and not done
    return None


def _meant(request: Request, last: _Last, desk: Desk) -> Generator[Call, ToolRun, Match]:
    """The other task: never one that it was done to."""
    target = request.target
    if target is None or target.kind not in _LOOKED_FOR:
        found: Targets = yield from find_targets(request, desk, completed=_state(last.run))
        return Match(found.tasks, found.sure, found.guessed)
    match = Match()
    for chosen in _looks(last.run):
        page = yield Call("find_tasks", {**chosen, "limit": _LOOKED_THROUGH})
        others = [
            candidate_of(each)
            for each in briefs_of(page)
            if each["id"] not in last.exchange.touched
        ]
        match = resolve(target, others)
        if match.candidates:
            break
    return match


_LOOKED_FOR = frozenset({ReferenceKind.MENTIONED, ReferenceKind.NUMBER})


def _looks(run: ToolRun) -> Iterator[dict[str, Json]]:
    state = _state(run)
    if state is not None:
        yield {"filter": {"completed": state}}
    yield {}


def _state(run: ToolRun) -> bool | None:
    """In which state a task is that this may yet be done to."""
    if run.name == "set_tasks_completed":
        return not run.arguments.get("completed", True)
    return None if run.name == "delete_tasks" else False


def _on(run: ToolRun, task: Candidate) -> list[Call]:
    """The call that does to a task what the run did; none where it cannot be told."""
    ref: dict[str, Json] = {"id": task.id}
    if run.name in {"set_tasks_completed", "delete_tasks"}:
        return [Call(run.name, {**run.arguments, "tasks": [ref]})]
    if run.name == "add_reminder":
        return [Call(run.name, {**run.arguments, "task": ref})]
    change = _change(run)
    return [Call("update_tasks", {"updates": [{"task": ref, **change}]})] if change else []


def _change(run: ToolRun) -> dict[str, Json]:
    """What the run gave a task besides its words; nothing where it gave several different things.

    A task that was added has its values from there: “that date goes with the chimney job”.
    """
    items = _items(run)
    changes = [{name: each[name] for name in _VALUES if each.get(name)} for each in items]
    if run.name == "add_tasks":
        changes = [_as_update(each) for each in changes]
    return changes[0] if changes and all(each == changes[0] for each in changes) else {}


def _items(run: ToolRun) -> list[Mapping[str, Json]]:
    items = run.arguments.get({"update_tasks": "updates", "add_tasks": "tasks"}.get(run.name, ""))
    return [each for each in items or () if isinstance(each, Mapping)]


def _as_update(given: dict[str, Json]) -> dict[str, Json]:
    return {("add_tags" if name == "tags" else name): value for name, value in given.items()}


_VALUES = (
    "due",
    "due_time",
    "priority",
    "tags",
    "add_tags",
    "remove_tags",
    "reminders",
    "recurrence",
    "clear",
    "scope",
)


def _which(calls: Mapping[Candidate, Sequence[Call]]) -> Ask:
    options = [
        Option(f"{task.title} (#{task.number})"[:200], tuple(own)) for task, own in calls.items()
    ]
    if len(options) == 1:
        (task,) = calls
        return Ask(f"Do you mean {answers.quote(task.title)}?", (replace(options[0], label="Yes"),))
    return Ask("Which one do you mean?", tuple(options))


def _taken_back(calls: Sequence[Call], desk: Desk) -> Generator[Call, ToolRun, list[str]]:
    said: list[str] = []
    for call in calls:
        said += [report((yield call), desk.now)]
    return said


def _whole(last: _Last, asked: Asked) -> Request | None:
    """The request behind it, where what it comes to depends on the task: an hour later, Friday."""
    requests = [each.instead or each for each in asked(last.memory)]
    moved = len(requests) == 1 and requests[0].intent is Intent.RESCHEDULE
    return requests[0] if moved and last.run.name == "update_tasks" else None


def _another_like_it(request: Request, last: _Last) -> Call | None:
    """The call that adds one more like the task that was added: “bark chippings likewise”."""
    thing = _thing(request)
    items = _items(last.run)
    if request.corrects or last.run.name != "add_tasks" or not (thing and items):
        return None
    like = items[-1]
    kept = {name: value for name, value in like.items() if name in {"title", *_VALUES}}
    task = {**kept, "title": reworded(str(like["title"]), thing)}
    return Call("add_tasks", {"tasks": [task]})


def _one_more(more: Call | None, request: Request, desk: Desk) -> Steps:
    if more is None:
        return Part(f"{answers.say_not_found(_thing(request))} I changed nothing.")
    return Part("\n".join((yield from do_all([more], desk))))


def _thing(request: Request) -> str:
    """What is to have the same, where it is plainly said."""
    named = read_continuation(request.text)
    return named_too(request.text) or (named.words if named else "")
