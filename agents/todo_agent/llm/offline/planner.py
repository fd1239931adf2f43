"""A message's requests, and the next thing to do about them: calls, a question or the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import groupby
from typing import TYPE_CHECKING

from evolution_todo.language.phrases.reading import is_order
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.request_rules.adding import A_SUBTASK
from evolution_todo.language.request_rules.talking import A_WAIT
from evolution_todo.language.requests.request import Intent, Placing, Request
from evolution_todo.language.text.spans import TooLong
from evolution_todo.language.times.reading import TimeError
from todo_agent.llm.offline.acting import (
    adding,
    changing,
    looking,
    moving,
    reminding,
    renaming,
    replies,
    series,
    undoing,
    weekdays,
)
from todo_agent.llm.offline.acting.again import again
from todo_agent.llm.offline.acting.corrections import correct
from todo_agent.llm.offline.acting.deeds import SURE, finish
from todo_agent.llm.offline.acting.effects import effects_of, together, told
from todo_agent.llm.offline.acting.explaining import explain
from todo_agent.llm.offline.acting.plan import (
    NOTHING,
    Job,
    Move,
    Part,
    Pending,
    asked,
    before,
    is_agreed,
    is_ours,
    look_of,
    prefix_of,
    unfold,
)
from todo_agent.llm.offline.acting.repeating import all_repeat, tells_a_routine
from todo_agent.llm.offline.acting.targets import Desk, Looking, Targets, find_targets
from todo_agent.llm.offline.acting.usual import ask_what_to_add
from todo_agent.llm.offline.asked.apart import LOOK, as_parted, is_to_be_parted, parted
from todo_agent.llm.offline.asked.dates_mended import with_dates_mended
from todo_agent.llm.offline.asked.in_full import written_in_full
from todo_agent.llm.offline.asked.reading import asked_for
from todo_agent.llm.offline.asked.told_by import is_told_by_another, told_out
from todo_agent.llm.offline.finishing.left_over import left_over
from todo_agent.llm.offline.finishing.matching import Standing, Verdict
from todo_agent.llm.offline.finishing.settled import Settled, settle
from todo_agent.llm.offline.finishing.wanted import task_of
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.reports import report
from todo_agent.questions import requests_in
from todo_agent.recall import ASK, Memory
from todo_agent.turn import Call, ToolRun

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.text.spans import Span
    from todo_agent.llm.offline.acting.plan import Steps


def _update(request: Request, desk: Desk) -> Steps:
    if request.clear == ("time",):
        return (yield from moving.to_whole_days(request, desk))
    if request.rule in renaming.UNPARTED:
        request = (yield from renaming.parted(request, desk.now)) or request
    if request.intent is Intent.RESCHEDULE:
        return (yield from _reschedule(request, desk))
    if request.in_place_of or request.placing is not Placing.WHOLE:
        request = yield from renaming.reworded(request, desk)
    return (yield from series.change(request, desk))


def _reschedule(request: Request, desk: Desk) -> Steps:
    how = weekdays.change_days if request.weekdays else moving.reschedule
    return (yield from how(request, desk))


_TALK: dict[Intent, Callable[[Request, Desk], str]] = {
    Intent.HELP: replies.helped,
    Intent.GREET: lambda request, desk: answers.greeting(desk.now, request.text),
    Intent.GOODBYE: lambda *_: answers.GOODBYE,
    Intent.THANKS: replies.thanks,
    Intent.CONFIRM: lambda *_: answers.NOTHING_WAITS,
    Intent.CANCEL: lambda request, _: (
        answers.WAITING if request.rule == A_WAIT else answers.NOTHING_CHANGED
    ),
    Intent.NONE: replies.lost,
}
_DEEDS: dict[Intent, Callable[[Request, Desk], Steps]] = {
    Intent.LIST: looking.list_tasks,
    Intent.AGENDA: looking.agenda,
    Intent.CHOOSE: looking.show,
    Intent.COMPLETE: lambda request, desk: changing.complete(request, desk, completed=True),
    Intent.UNCOMPLETE: lambda request, desk: changing.complete(request, desk, completed=False),
    Intent.UPDATE: series.of_all(_update),
    Intent.RESCHEDULE: series.of_all(_reschedule),
    Intent.SWAP: moving.swap,
    Intent.DELETE: series.delete,
    Intent.SKIP: series.skip,
    Intent.TAG: changing.tag,
    Intent.UNTAG: changing.untag,
    Intent.RENAME_TAG: changing.rename_tag,
    Intent.REMIND: reminding.remind,
    Intent.SNOOZE: reminding.snooze,
    Intent.MOVE_REMINDER: reminding.move_reminder,
    Intent.CANCEL_REMINDER: reminding.cancel_reminder,
    Intent.EXPLAIN: lambda _, desk: explain(desk),
    Intent.REFUSE: lambda _, desk: undoing.refuse(desk),
    Intent.UNDO: undoing.undo,
    Intent.REDO: lambda _, desk: undoing.redo(desk),
    Intent.AGAIN: lambda request, desk: _again(request, desk, otherwise=None),
}


def next_move(memory: Memory, now: datetime) -> Move:
    """What to do next in the turn of the last exchange; the same each time it is asked."""
    memory = with_dates_mended(written_in_full(memory), now)
    present = memory.present
    if put := asked(memory):
        return Move(str(put.arguments.get("question") or ""))
    prefix = prefix_of(memory, now)
    if is_to_be_parted(memory, now) or is_told_by_another(memory):
        look = next((run for run in present.runs if run.id == look_of(prefix)), None)
        if look is None:
            return Move(calls=(Pending(look_of(prefix), LOOK),))
        memory = parted(told_out(memory, look, now), look, now)
    try:
        return _planned(memory, now, prefix=prefix)
    except TimeError as error:
        told_already = told(effects_of(_others(memory)), now, memory.known)
        refusal = f"{error.message} {error.next_step}"
        return Move(_joined([*_agreed(memory, now), told_already, refusal]))
    except TooLong as error:
        return Move(f"{error.message} {error.next_step}")


def _planned(memory: Memory, now: datetime, *, prefix: str) -> Move:
    """What the requests of a message call for next.

    Raises:
        TimeError: One names a time that cannot be.
        TooLong: It holds more than is read at once.
    """
    done = _agreed(memory, now)
    requests = asked_for(memory, now, answered=bool(done))
    if done:
        last = as_parted(memory.past, now)
        requests = [*left_over(requests_in(last.present.message, now), memory), *requests]
    settled = settle(requests, _others(memory), before(memory, ()))
    jobs = _jobs(settled, memory, now)
    unfolded = unfold(jobs, prefix=prefix, runs=memory.present.runs)
    if unfolded.pending:
        return Move(calls=unfolded.pending)
    done.append(told(settled.strays, now, memory.known))
    return _conclude(done, unfolded.parts, jobs, prefix=prefix)


def _agreed(memory: Memory, now: datetime) -> list[str]:
    """What the person's yes has done, in words."""
    agreed = (run for run in memory.present.writes if is_agreed(run.id))
    return [report(run, now, memory.known) for run in agreed]


def _others(memory: Memory) -> list[ToolRun]:
    """The runs that are neither of a yes nor of this planner."""
    runs = memory.present.runs
    return [run for run in runs if not is_agreed(run.id) and not is_ours(run.id)]


class _Kind(Enum):
    """How a request is carried out, as far as order and merging go."""

    ADD = auto()
    OFFER = auto()
    ADD_UNLESS_PRESENT = auto()
    NUMBERED = auto()
    TITLED = auto()
    TALK = auto()
    OTHER = auto()


_MERGED = frozenset({_Kind.ADD, _Kind.OFFER, _Kind.ADD_UNLESS_PRESENT})
_CLASHES = ({_Kind.ADD, _Kind.TITLED}, {_Kind.NUMBERED, _Kind.TITLED})
"""A title looked up while a task is added might be found, or not; it may be a number's task."""


def _kind(request: Request) -> _Kind:
    if request.instead:
        return _Kind.OTHER
    if request.intent in _TALK:
        return _Kind.TALK
    if task_of(request) is not None:
        return _adding(request)
    target = request.target
    if target is None or request.filter is not None or request.corrects:
        return _Kind.OTHER
    kinds = {ReferenceKind.NUMBER: _Kind.NUMBERED, ReferenceKind.TITLE: _Kind.TITLED}
    return kinds.get(target.kind, _Kind.OTHER)


def _adding(request: Request) -> _Kind:
    task = task_of(request)
    unasked = request.bare and not (task and task.marked)
    if unasked or request.confidence < SURE:
        return _Kind.OFFER
    return _Kind.ADD_UNLESS_PRESENT if request.unless_present else _Kind.ADD


def _jobs(settled: Settled, memory: Memory, now: datetime) -> list[Job]:
    """A job for each request in order; tasks added or offered one after the other are one."""
    jobs: list[Job] = []
    earlier: list[Request] = []
    places: dict[Span, int] = {}
    groups = list(_groups(settled.standings))
    for group in groups[:_MOST_JOBS]:
        requests = [each.request for each in group]
        desk = Desk(now, before(memory, jobs))
        effects = [effect for each in group for effect in each.effects]
        about = requests[0].antecedent
        places |= {each.span: len(jobs) for each in requests}
        jobs.append(
            Job(
                _steps(group, desk),
                "; ".join(each.text for each in requests),
                waits=not all(_apart(one, other) for one in requests for other in earlier),
                follows=_place_of(about, places) if about and not effects else None,
                done=tuple(together(effects)),
                told=told(effects, now, memory.known),
                left=group[0].verdict is Verdict.LEFT,
            )
        )
        earlier.extend(requests)
    if len(groups) > _MOST_JOBS:
        rest = groups[_MOST_JOBS][0].request.text
        jobs.append(Job(adding.say(answers.say_too_much(_MOST_JOBS, rest)), rest))
    return jobs


_MOST_JOBS = 12
"""How many different requests of one message are carried out."""


def _place_of(about: Request, places: dict[Span, int]) -> int:
    return places.get(about.span, NOTHING)


def _groups(standings: Sequence[Standing]) -> Iterator[list[Standing]]:
    for (kind, verdict), group in groupby(standings, key=_group_of):
        if (kind in _MERGED and verdict is Verdict.OPEN) or verdict is Verdict.DONE:
            yield list(group)
        else:
            yield from ([each] for each in group)


def _group_of(standing: Standing) -> tuple[_Kind | None, Verdict]:
    """What may be carried out with its neighbours: additions, and what is done already."""
    if standing.finish:
        return None, Verdict.REST
    done = standing.verdict is Verdict.DONE
    return None if done else _kind(standing.request), standing.verdict


def _apart(one: Request, other: Request) -> bool:
    """Whether two requests can run side by side."""
    kinds = {_kind(one), _kind(other)}
    if _Kind.OTHER in kinds or kinds in _CLASHES:
        return False
    return not (_named(one) & _named(other))


def _named(request: Request) -> frozenset[str]:
    target = request.target
    if target is None:
        return frozenset()
    return frozenset(map(str, target.numbers) if target.numbers else target.words.lower().split())


def _steps(group: Sequence[Standing], desk: Desk) -> Steps:
    """How what is left of these requests unfolds."""
    if group[0].finish:
        return finish(group[0].finish, desk)
    if group[0].verdict in {Verdict.DONE, Verdict.LEFT}:
        return adding.say("")
    return _begun([each.request for each in group], desk)


def _begun(group: Sequence[Request], desk: Desk) -> Steps:
    first = group[0]
    if first.instead:
        return _perhaps(first, first.instead, desk)
    tasks = [task for each in group if (task := task_of(each))]
    match _kind(first):
        case _Kind.ADD:
            return adding.add(tasks, desk)
        case _Kind.OFFER:
            told = answers.NO_SUBTASKS if first.rule == A_SUBTASK else ""
            return adding.offer(tasks, told)
        case _Kind.ADD_UNLESS_PRESENT:
            return adding.add_unless_present(tasks, desk)
        case _Kind.TALK:
            return adding.say(_TALK[first.intent](first, desk), aside=first.intent is Intent.NONE)
    if first.corrects:
        return _corrected(first, desk)
    if first.intent is Intent.ADD:
        return ask_what_to_add(first, desk)
    return _DEEDS[first.intent](first, desk)


def _perhaps(request: Request, instead: Request, desk: Desk) -> Steps:
    """Do to a task what is asked if it plainly bears the name said; else what is said alone."""
    if instead.intent is Intent.UNDO:
        return (yield from undoing.undo(instead, desk))
    if instead.intent is Intent.AGAIN:
        rest = _rest(request, instead, desk)
        return (yield from _again(instead, desk, otherwise=rest))
    if instead.rule in renaming.UNPARTED:
        parted = yield from renaming.parted(instead, desk.now)
        instead = parted or replace(instead, target=None)
    found = yield from _found(instead, desk)
    kind = instead.target.kind if instead.target else None
    if found.refs and tells_a_routine(request) and not (yield from all_repeat(found)):
        return (yield from _begun([replace(request, instead=None)], desk))
    if instead.corrects:
        if found.sure and found.refs and not found.guessed:
            return (yield from _corrected(instead, desk))
    elif found.refs and (kind in _TOLD or not found.guessed):
        return (yield from _DEEDS[instead.intent](instead, desk))
    if instead.instead is not None:
        return (yield from _perhaps(request, instead.instead, desk))
    if kind in _OF_DEEDS and request.intent is Intent.NONE:
        return Part(replies.untold(request, desk), aside=True)
    return (yield from _begun([replace(request, instead=None)], desk))


def _rest(request: Request, instead: Request, desk: Desk) -> Callable[[], Steps] | None:
    """What is said besides, if it is anything."""
    if other := instead.instead:
        return lambda: _perhaps(request, other, desk)
    alone = replace(request, instead=None)
    return None if alone.intent is Intent.NONE else lambda: _begun([alone], desk)


_OF_DEEDS = frozenset({ReferenceKind.DEED, ReferenceKind.BOTH})
_TOLD = frozenset({ReferenceKind.DEED, ReferenceKind.MENTIONED})
"""The ways of pointing at a task after which it is asked about where it is a guess."""


def _corrected(request: Request, desk: Desk) -> Steps:
    return (yield from correct(request, desk, lambda each: _again(each, desk)))


def _again(request: Request, desk: Desk, *, otherwise: Callable[[], Steps] | None = None) -> Steps:
    return (
        yield from again(
            request,
            desk,
            asked=lambda memory: asked_for(memory, desk.now, answered=False),
            deed_of=lambda each: _DEEDS.get(each.intent),
            otherwise=otherwise,
        )
    )


def _found(instead: Request, desk: Desk) -> Looking:
    if instead.target is None:
        return Targets()
    found = yield from find_targets(instead, desk, completed=_STATES.get(instead.intent))
    if found.refs or instead.intent is not Intent.SKIP:
        return found
    return (yield from series.falls_then(instead, desk))


_STATES = {
    Intent.COMPLETE: False,
    Intent.UNCOMPLETE: True,
    Intent.RESCHEDULE: False,
    Intent.SWAP: False,
    Intent.UPDATE: False,
}
"""The state in which a task of which something is told is looked for first."""


def _conclude(
    done: Sequence[str], parts: Sequence[Part], jobs: Sequence[Job], *, prefix: str
) -> Move:
    """The answer from all parts; with a question among them, the call that puts it."""
    doubted = [answers.in_doubt(job.said) for job in jobs if job.left]
    heard = [part for part in parts if not part.aside] or parts
    said = _joined([*done, *(part.text for part in heard), *doubted])
    if not any(part.ask for part in parts):
        said = _joined([said, *_left_out(parts, jobs), *_passed_over(parts, jobs)])
    asks = [(part.ask, job.said) for part, job in zip(parts, jobs, strict=True) if part.ask]
    if not asks:
        return Move(said or answers.UNCLEAR)
    ask, _ = asks[0]
    later = [f"Ask me again about {answers.quote(other)} after this." for _, other in asks[1:]]
    said = _joined([said, *_kept_waiting(parts, jobs)])
    options = [
        {
            "label": option.label,
            "calls": [
                {"name": call.name, "arguments": dict(call.arguments)} for call in option.calls
            ],
        }
        for option in ask.options
    ]
    put = Call(ASK, {"question": ask.question, "options": options})
    return Move(_joined([said, *later]), (Pending(f"{prefix}_ask_0", put),))


def _left_out(parts: Sequence[Part], jobs: Sequence[Job]) -> list[str]:
    """What was not done because nothing was found that it could be about."""
    return [
        f"I left out {answers.quote(job.said)} too."
        for part, job in zip(parts, jobs, strict=True)
        if part.unsettled
    ]


def _passed_over(parts: Sequence[Part], jobs: Sequence[Job]) -> list[str]:
    """The orders beside what was done of which nothing was understood."""
    if all(part.aside for part in parts):
        return []
    return [
        f"I did not understand {answers.quote(job.said)}: say it another way."
        for part, job in zip(parts, jobs, strict=True)
        if part.aside and is_order(job.said.lower())
    ]


def _kept_waiting(parts: Sequence[Part], jobs: Sequence[Job]) -> list[str]:
    """What follows once the question is answered, or must be said again then."""
    waiting = [job.said for part, job in zip(parts, jobs, strict=True) if part.unsettled]
    carried = len(waiting) == len(jobs) - 1
    kept = "I do {} after your answer." if carried else "I left out {}: say it again after this."
    return [kept.format(answers.quote(said)) for said in waiting]


def _joined(texts: Sequence[str]) -> str:
    """Sentences one under the other; lists set apart."""
    texts = [text for text in texts if text]
    return ("\n\n" if any("\n" in text for text in texts) else "\n").join(texts)
