"""A turn's plan, derived anew each time: requests become calls in rounds, results become words."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

from todo_agent.llm.offline.telling.reports import say_refusal
from todo_agent.recall import AGREED, LOOKED, READING, Exchange, Memory, touched_by

if TYPE_CHECKING:
    from datetime import datetime

    from todo_agent.turn import Call, Option, ToolRun


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the person, with the calls that each answer stands for."""

    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one request adds to the answer."""

    text: str = ""
    ask: Ask | None = None
    unsettled: bool = False
    """Nothing was begun, since what it is about is not settled."""
    aside: bool = False
    """Nothing was asked that could be done: said only where there is nothing else to say."""


class Refused(Exception):
    """A tool answered with an error; `run.result` says which and what to do."""

    def __init__(self, run: ToolRun) -> None:
        super().__init__(run.name)
        self.run = run


Steps: TypeAlias = "Generator[Call, ToolRun, Part]"
"""One request as it unfolds: it yields calls, is sent their runs, and returns its part."""


@dataclass(frozen=True, slots=True)
class Job:
    """One request on its way.

    Attributes:
        steps: How it unfolds; begun only when the jobs it waits for have ended.
        said: The person's words for it.
        waits: It needs what the jobs before it did.
        follows: The place of the job that settles what "it" is here, or NOTHING.
        done: What another model did of it before it failed.
        told: That in words.
        left: It cannot be told whether more of it is to be done, so nothing is.
    """

    steps: Steps
    said: str
    waits: bool = False
    follows: int | None = None
    done: tuple[ToolRun, ...] = ()
    told: str = ""
    left: bool = False


NOTHING = -1
"""What a job follows when the request before it was not understood."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A call to make now."""

    id: str
    call: Call


def prefix_of(memory: Memory, now: datetime) -> str:
    """What this turn's call ids begin with: no other turn of the conversation has it.

    The moment tells turns apart where the conversation handed in is cut at its beginning, what
    was said where the clock stands still.
    """
    *earlier, present = memory.exchanges
    told = "\n".join(f"{each.message}\n{each.reply}" for each in earlier)
    check = crc32(f"{len(earlier)}\n{told}\n{present.message}".encode())
    return f"plan_{int(now.timestamp() * 1_000_000):x}_{check:x}"


def look_of(prefix: str) -> str:
    """The id of the look at the tasks that tells how many requests a message is."""
    return f"{prefix}_{LOOKED}_0"


def is_ours(call_id: str) -> bool:
    """Whether a call id was made here."""
    return _OURS.fullmatch(call_id) is not None


def is_agreed(call_id: str) -> bool:
    """Whether a call is one that a yes let through; no model's call bears such an id."""
    return call_id.startswith(f"{AGREED}_")


_OURS = re.compile(rf"plan_[0-9a-f]+_[0-9a-f]+_(?P<job>\d+|ask|{LOOKED})_\d+")


def before(memory: Memory, jobs: Sequence[Job]) -> Memory:
    """What was known before the job after these began: its own runs never change its mind."""
    present = memory.present
    seen = [run for run in present.runs if is_agreed(run.id)]
    own = [(str(_job_of(run)), run) for run in present.runs]
    for place, job in enumerate(jobs):
        seen += [*job.done, *(run for at, run in own if at == str(place))]
    return Memory((*memory.exchanges[:-1], Exchange(present.message, tuple(seen))))


def _job_of(run: ToolRun) -> str | None:
    """The place of the job that made a run, if one of these did."""
    ours = _OURS.fullmatch(run.id)
    return ours["job"] if ours else None


def _is_of(run: ToolRun, place: int) -> bool:
    return _job_of(run) == str(place)


@dataclass(frozen=True, slots=True)
class Unfolded:
    """How far the jobs have come: the calls to make next, else what each came to."""

    pending: tuple[Pending, ...]
    parts: tuple[Part, ...]


def unfold(jobs: Sequence[Job], *, prefix: str, runs: Sequence[ToolRun]) -> Unfolded:
    """Bring every job as far as the runs of this turn carry it."""
    by_id = {run.id: run for run in runs}
    parts: list[Part] = []
    pending: list[Pending] = []
    for place, job in enumerate(jobs):
        if pending and job.waits:
            break
        if job.follows is not None and not _settled(job.follows, jobs, parts, runs):
            parts.append(Part(unsettled=True))
            continue
        outcome = _advance(job.steps, prefix=f"{prefix}_{place}", by_id=by_id)
        if isinstance(outcome, Part):
            own = [run for run in runs if _is_of(run, place)]
            parts.append(_with_what_was_done(job, outcome, own))
            continue
        pending.append(outcome)
    return Unfolded(tuple(pending), tuple(parts))


def _with_what_was_done(job: Job, part: Part, own: Sequence[ToolRun]) -> Part:
    """A job's part after what another model did of it; that there is no rest is no news."""
    if not job.told:
        return part
    rest = part.ask or any(run.name not in READING for run in own)
    return replace(part, text="\n".join(filter(None, [job.told, part.text if rest else ""])))


def _settled(
    place: int, jobs: Sequence[Job], parts: Sequence[Part], runs: Sequence[ToolRun]
) -> bool:
    """Whether a job has ended with a task in hand."""
    if place == NOTHING or parts[place].ask:
        return False
    own = [*jobs[place].done, *(run for run in runs if _is_of(run, place))]
    return any(run.ok and touched_by(run) for run in own)


def _advance(steps: Steps, *, prefix: str, by_id: dict[str, ToolRun]) -> Pending | Part:
    """Send a request the runs it already had; the call it then wants, or what it came to.

    What it looks up again before it has written anything is looked up once.
    """
    seen: list[tuple[Call, ToolRun]] = []
    step = 0
    try:
        call = next(steps)
        while True:
            run = next((run for made, run in seen if made == call), None)
            if run is None:
                run = by_id.get(f"{prefix}_{step}")
                if run is None:
                    return Pending(f"{prefix}_{step}", call)
                seen = [*seen, (call, run)] if call.name in READING and run.ok else []
                step += 1
            call = steps.send(run) if run.ok else steps.throw(Refused(run))
    except StopIteration as ended:
        part: Part = ended.value
        return part
    except Refused as refused:
        return Part(say_refusal(refused.run))


def asked(memory: Memory) -> ToolRun | None:
    """The question that this turn has already put."""
    return memory.present.question


@dataclass(frozen=True, slots=True)
class Move:
    """The next output: words, calls, or a question with what there is to say before it."""

    text: str = ""
    calls: tuple[Pending, ...] = ()
