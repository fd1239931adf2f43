"""Adding what is open already: noticed by code, whichever model asks for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from todo_agent.recall import briefs_in

if TYPE_CHECKING:
    from todo_agent.turn import Json

Read: TypeAlias = Callable[[str, "dict[str, Json]"], Awaitable["Json"]]
"""Calls a reading tool; gives its structured content or its error, None if out of reach."""

A_MOMENT = timedelta(minutes=1)
_LOOKED_UP = 5
"""Of how many new tasks a twin is looked for: a pasted list is meant as it stands."""
_ANYWAY = re.compile(r"\b(?:again|another|anyway|one more|second|extra|duplicate)\b", re.IGNORECASE)


async def twins(
    new: Sequence[Json], message: str, read: Read, *, now: datetime
) -> list[dict[str, Json]]:
    """The tasks that new ones would repeat: open ones, and any that was added this minute.

    None where the message says that it knows.

    Args:
        new: The tasks of an `add_tasks` call.
        message: What the person said.
        read: Calls a reading tool.
        now: When it was said.
    """
    if len(new) > _LOOKED_UP or _ANYWAY.search(message):
        return []
    found: list[dict[str, Json]] = []
    for each in new:
        wanted = {"text": " ".join(_plain(each.get("title")))}
        newest = {"filter": wanted, "sort": "-created", "limit": 20}
        page = await read("find_tasks", newest)
        same = [brief for brief in briefs_in(page) if _repeats(each, brief)]
        done = [brief for brief in same if brief.get("completed")]
        found += [brief for brief in same if not brief.get("completed")]
        found += [brief for brief in done[:1] if await _is_new(brief, read, now)]
    return found


async def _is_new(brief: Mapping[str, Json], read: Read, now: datetime) -> bool:
    """Whether a task was added within the minute: what is said twice then is a slip."""
    task = await read("get_task", {"task": {"id": brief["id"]}})
    added = task.get("created_at") if isinstance(task, dict) else None
    return added is not None and now - datetime.fromisoformat(added) <= A_MOMENT


def _repeats(new: Json, brief: Mapping[str, Json]) -> bool:
    """Whether two tasks are the same by their words; tags that differ keep them apart."""
    tags, there = (_tags(each) for each in (new, brief))
    apart = tags and there and not tags & there
    return _plain(new.get("title")) == _plain(brief["title"]) and not apart


def _tags(task: Json) -> set[str]:
    tags = task.get("tags")
    return {str(tag).lower() for tag in tags} if isinstance(tags, list) else set()


def _plain(title: Json) -> list[str]:
    return re.findall(r"\w+", str(title).casefold())
