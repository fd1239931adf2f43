"""What is said of a tag right after it was made: “put it on the fence”, “tag both with it”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.reading import ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import NO_CHANGES
from evolution_todo.language.text.spans import substituted
from todo_agent.llm.offline.asked.seconding import ON_IT
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from datetime import datetime

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
        said = substituted(pattern, rf"tag \g<what> as {name}", said)
    return Memory((*memory.exchanges[:-1], replace(memory.present, message=said)))


def on_the_tag(memory: Memory, now: datetime) -> list[Request]:
    """“Add matches and a torch to it”: each is tagged where there is such a task, else added."""
    name = _made(memory)
    asked = read_requests(memory.present.message, now) if name else ()
    put = [_under(each, str(name)) for each in asked if each.rule == ON_IT]
    titled = all(each.instead and _is_titled(each.instead) for each in put)
    return put if titled and len(put) == len(asked) else []


def _under(request: Request, name: str) -> Request:
    task = request.task or NO_CHANGES
    tagged = replace(NO_CHANGES, tags=(name,))
    target = read_reference(task.title, start=request.span.start)
    instead = Request(Intent.TAG, request.span, request.text, target=target, changes=tagged)
    return replace(request, task=replace(task, tags=(*task.tags, name)), instead=instead)


def _is_titled(request: Request) -> bool:
    return request.target is not None and request.target.kind is ReferenceKind.TITLE


def _made(memory: Memory) -> Json:
    """The name of the one tag that the message before made, and nothing else."""
    done = memory.before.done if memory.before else ()
    if [run.name for run in done] != ["add_tag"]:
        return None
    return next((each["name"] for each in done[0].result.get("results") or ()), None)
