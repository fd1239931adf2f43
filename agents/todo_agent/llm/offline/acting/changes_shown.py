"""What was changed in a time: “what did I add today?”, told from the changes that are kept."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.local import local
from todo_agent.turn import Call, Json, ToolRun

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.requests.request import Filter
    from todo_agent.llm.offline.acting.targets import Desk

_PAGE = 200
_MOST_PAGES = 15
_MOST_SHOWN = 25
_TOO_MANY = (
    "More has been changed than I look through. “Show my newest tasks” has the latest first."
)


def list_changes(asked: Filter, desk: Desk) -> Steps:
    """Say what happened to which task in the time asked for, in order, each thing once."""
    found = yield from _kept()
    if found is None:
        return Part(_TOO_MANY)
    told = list(dict.fromkeys(_told(found, asked, desk.now)))
    when = answers.say_when_done(asked.completed_after, asked.completed_before, desk.now)
    if not told:
        return Part(f"Nothing was {asked.search or 'changed'} {when}.")
    headline = f"{(asked.search or 'changed').capitalize()} {when}"
    left = len(told) - _MOST_SHOWN
    more = f"… and {left} more before them.\n" if left > 0 else ""
    return Part(f"{headline}:\n{more}" + "\n".join(f"• {each}" for each in told[-_MOST_SHOWN:]))


def _kept() -> Generator[Call, ToolRun, list[Json] | None]:
    """All changes that are kept, unless there are too many."""
    found: list[Json] = []
    for _ in range(_MOST_PAGES):
        seq = found[-1]["seq"] if found else 0
        page = yield Call("changes_since", {"seq": seq, "limit": _PAGE})
        items = page.result.get("items") or []
        found += items
        if len(items) < _PAGE:
            return found
    return None


def _told(found: Sequence[Json], asked: Filter, now: datetime) -> Iterator[str]:
    for change in found:
        moment = local(str(change["created_at"]), now)
        late = asked.completed_before is not None and moment >= asked.completed_before
        early = asked.completed_after is not None and moment < asked.completed_after
        side = change.get("after") or change.get("before") or {}
        if change["entity_type"] != "task" or late or early or not side.get("title"):
            continue
        verb = _verb(change)
        if asked.search is None or verb.lower() == asked.search:
            yield f"{verb} {answers.quote(str(side['title']))}"


def _verb(change: Json) -> str:
    """What happened to a task, as its two states tell."""
    before, after = change.get("before"), change.get("after")
    if not before or not after:
        return "Added" if after else "Deleted"
    if bool(before.get("completed")) is not bool(after.get("completed")):
        return "Completed" if after.get("completed") else "Reopened"
    if before.get("title") != after.get("title"):
        return f"Renamed {answers.quote(str(before.get('title')))} to"
    moved = any(before.get(key) != after.get(key) for key in ("due_date", "due_all_day"))
    return "Moved" if moved else "Changed"
