"""What is said of a tag right after it was made: “put it on the fence”, “tag both with it”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from todo_agent.recall import Memory

if TYPE_CHECKING:
    from todo_agent.turn import Json

_PUT_ON = re.compile(
    r"\b(?:put|add|use|stick|apply|attach|give) (?:it|that|this)(?: tag)? (?:on|onto|to|for)"
    r" (?P<what>.{1,120})",
    re.IGNORECASE,
)
_PUT_UNDER = re.compile(
    r"\b(?:put|add|move|file) (?P<what>.{1,120}?) (?:on|onto|to|in|into|under)"
    r" (?:it|that|there|that (?:one|list|tag))(?=\W*$)",
    re.IGNORECASE,
)
_TAG_WITH = re.compile(
    r"\b(?:tag|label) (?P<what>.{1,120}?) (?:with|as) (?:it|that)(?=\W*$)", re.IGNORECASE
)


def told_of_the_tag(memory: Memory) -> Memory:
    """The conversation, its last message naming the tag that was made just before it."""
    name = _made(memory)
    if not name:
        return memory
    said = memory.present.message
    for pattern in (_PUT_ON, _PUT_UNDER, _TAG_WITH):
        said = pattern.sub(rf"tag \g<what> as {name}", said)
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=said)))


def _made(memory: Memory) -> Json:
    """The name of the one tag that the message before made, and nothing else."""
    done = memory.before.done if memory.before else ()
    if [run.name for run in done] != ["add_tag"]:
        return None
    return next((each["name"] for each in done[0].result.get("results") or ()), None)
