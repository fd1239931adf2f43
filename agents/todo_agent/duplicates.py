"""Adding what is open already: noticed by code, whichever model asks for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from todo_agent.recall import briefs_in

if TYPE_CHECKING:
    from todo_agent.turn import Json

Read: TypeAlias = Callable[[str, "dict[str, Json]"], Awaitable["Json"]]

_LOOKED_UP = 5
"""Of how many new tasks a twin is looked for: a pasted list is meant as it stands."""
_ANYWAY = re.compile(r"\b(?:again|another|anyway|one more|second|extra|duplicate)\b", re.IGNORECASE)


async def twins(new: Sequence[Json], message: str, read: Read) -> list[dict[str, Json]]:
    """The open tasks that new ones would repeat; none where the message says that it knows.

    Args:
        new: The tasks of an `add_tasks` call.
        message: What the person said.
        read: Calls a reading tool.
    """
    if len(new) > _LOOKED_UP or _ANYWAY.search(message):
        return []
    found: list[dict[str, Json]] = []
    for each in new:
        wanted = {"text": " ".join(_plain(each.get("title"))), "completed": False}
        page = await read("find_tasks", {"filter": wanted, "limit": 20})
        found += [brief for brief in briefs_in(page) if _repeats(each, brief)]
    return found


def _repeats(new: Json, brief: Mapping[str, Json]) -> bool:
    """Whether two tasks are the same by their words; tags that differ keep them apart."""
    tags, there = (_tags(each) for each in (new, brief))
    apart = tags and there and not tags & there
    same = _plain(new.get("title")) == _plain(brief["title"])
    return same and not apart and not brief.get("completed")


def _tags(task: Json) -> set[str]:
    tags = task.get("tags")
    return {str(tag).lower() for tag in tags} if isinstance(tags, list) else set()


def _plain(title: Json) -> list[str]:
    return re.findall(r"\w+", str(title).casefold())
