"""The values of what a message is supposed to change: words, importance, tags, repeating."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.changing import NO_CHANGES
from evolution_todo.language.filters import read_priority
from evolution_todo.language.quickadd import read_task
from evolution_todo.language.references import Reference, ReferenceKind
from evolution_todo.language.requests import Intent, Request
from evolution_todo.language.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from datetime import datetime


def change_of_mentioned(request: Request, intent: Intent, **values: object) -> Request:
    """The request with a change of the task that it mentions."""
    target = Reference(ReferenceKind.MENTIONED, request.span, request.text)
    asked = Request(intent, request.span, request.text, target=target)
    return replace(request, instead=replace(asked, **values))  # type: ignore[arg-type] # they are fields of Request


def valued(request: Request, now: datetime) -> Request | None:
    """The importance that is said."""
    del now
    level = read_priority(request.text)
    if level is None:
        return None
    return change_of_mentioned(request, Intent.UPDATE, changes=replace(NO_CHANGES, priority=level))


def repeated(request: Request, now: datetime) -> Request | None:
    """The rule that is said, or that it ends."""
    if _ENDED.search(request.text.lower()):
        return change_of_mentioned(request, Intent.UPDATE, clear=("recurrence",))
    rule = read_task(request.text, now).recurrence
    if rule is None:
        return None
    return change_of_mentioned(request, Intent.UPDATE, changes=replace(NO_CHANGES, recurrence=rule))


_ENDED = re.compile(
    r"\b(?:stop|end|quit|cancel|no longer|no more|don't|not|never|without)\b.*\b(?:repeat|recur)"
    r"|\b(?:repeat|recur)\w* .*\b(?:any ?more|any longer|off)\b|\bone[- ]off\b"
    r"|\bjust (?:the )?once\b"
)


def tagged(request: Request, now: datetime) -> Request | None:
    """The tags to put on, or to take off."""
    found = read_task(request.text, now).tags
    if not found:
        said = _LABEL.search(request.text.lower())
        found = (said["name"],) if said and said["name"] not in FUNCTION_WORDS else ()
    if not found:
        return None
    off = _OFF.search(request.text.lower())
    intent = Intent.UNTAG if off else Intent.TAG
    return change_of_mentioned(request, intent, changes=replace(NO_CHANGES, tags=found))


_LABEL = re.compile(
    r"\b(?:the|as|with|under|in|into|to) (?:the )?(?P<name>[\w-]{2,40})"
    r"(?: (?:tag|label|category|list|group|tasks|stuff|section))?"
    r"(?: (?:too|as well|please|instead))?[.!]?$"
)
_OFF = re.compile(r"\b(?:untag|off|remove|take|drop|lose|without|no longer)\b")
