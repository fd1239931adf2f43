"""What was done, taken back: the last of it, all but a part, and done once more after that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from todo_agent.llm.offline.acting.deeds import do_all
from todo_agent.llm.offline.acting.plan import Ask, Part
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.reports import report
from todo_agent.recall import briefs_of
from todo_agent.turn import Call, Option

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Request
    from todo_agent.llm.offline.acting.plan import Steps
    from todo_agent.llm.offline.acting.targets import Desk
    from todo_agent.recall import Exchange, Memory


def undo(request: Request, desk: Desk) -> Steps:
    """Take back the last turn; where nothing was written, ask about the newest change.

    Of several tasks deleted, those that the request names are to stay: the others go again.
    """
    run = yield Call("undo", {})
    candidate = run.result.get("candidate")
    if not candidate:
        rest = _to_go_again(request, desk.memory) if run.ok else []
        again = yield from do_all(rest, desk)
        return Part("\n".join([report(run, desk.now), *again]))
    when = answers.say_due(candidate["at"], desk.now)
    question = (
        f"This conversation has changed nothing. Take back the latest change, "
        f"{answers.quote(candidate['summary'])} ({when})?"
    )
    call = Call("undo", {"operation_id": candidate["operation_id"]})
    return Part(ask=Ask(question, (Option("Yes", (call,)),)))


def _to_go_again(request: Request, memory: Memory) -> list[Call]:
    """The deletion of the tasks that were deleted beside those that are named."""
    before = memory.before
    if request.target is None or before is None:
        return []
    runs = (run for run in before.done if run.name == "delete_tasks")
    deleted = [brief for run in runs for brief in briefs_of(run)]
    others = [each for each in deleted if each.get("number") not in request.target.numbers]
    return [Call("delete_tasks", {"tasks": [{"id": each["id"]} for each in others]})]


def redo(desk: Desk) -> Steps:
    """Do once more what the last undo took back."""
    taken_back = _taken_back(desk.memory)
    if taken_back is None:
        return Part(answers.NOTHING_TO_REDO)
    calls = [Call(run.name, run.arguments) for run in taken_back.done]
    return Part("\n".join((yield from do_all(calls, desk))))


def _taken_back(memory: Memory) -> Exchange | None:
    """What was done in the exchange that an undo took back last, if nothing was done since."""
    standing: list[Exchange] = []
    undone: list[Exchange] = []
    for exchange in memory.past.exchanges:
        if not exchange.done:
            continue
        if exchange.done[-1].name == "undo":
            undone += standing[-1:]
            standing = standing[:-1]
        else:
            standing, undone = [*standing, exchange], []
    return undone[-1] if undone else None
