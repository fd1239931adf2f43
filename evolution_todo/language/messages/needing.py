"""What needs doing by a day: “the oven needs cleaning by Friday”, “cake and bags both need …”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.listing import split
from evolution_todo.language.messages.tails import LONGEST, is_new
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.verbs import of_gerund

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.messages.tails import Read
    from evolution_todo.language.requests.request import Request

_NEEDED = re.compile(
    r"(?P<things>(?!(?:i|we|you|he|she|it|they|who|what|which|there|that|this)\b)[\w'’ ,&-]{2,80}?)"
    r"(?P<both> (?:both|all))? needs?"
    r" (?:(?P<done>doing|done|finishing|sorting(?: out)?|to be done)|(?P<deed>\w{2,12}ing))"
    r"(?P<when> [^?;]{2,60})"
)


def read_needs(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """The tasks of a message that tells what is to be done to something, and by when.

    Args:
        text: The message as typed.
        low: The same as the grammar reads it.
        now: The present moment, in the person's zone.
        read: What reads one of them.

    Returns:
        Nothing where it tells anything else, or not when. A task of the name that there is
        already becomes due then.
    """
    told = _NEEDED.fullmatch(low.rstrip(" .!")) if len(text) <= LONGEST else None
    verb = of_gerund(told["deed"]) if told and told["deed"] else None
    if told is None or not (verb or told["done"]):
        return ()
    whole = Span(*told.span("things"))
    parts = split(low, whole) if told["both"] else [whole]
    when = text[told.start("when") : told.end("when")]
    found = [read(f"{_the(part.of(text))} is due{when}", now) for part in parts]
    if not all(len(each) == 1 and _is_due(each[0]) for each in found):
        return ()
    return tuple(_to_do(each[0], verb, part, text) for each, part in zip(found, parts, strict=True))


def _the(thing: str) -> str:
    """A thing as one that is known, which a task there already may be."""
    thing = thing.strip()
    return thing if _OF_ONE.match(thing) else f"the {thing}"


_OF_ONE = re.compile(r"(?:the|my|our|his|her|their|all|both|this|that|\w+['’]s)\b", re.IGNORECASE)


def _is_due(request: Request) -> bool:
    task = request.task
    return is_new(replace(request, instead=None)) and bool(task and task.marked)


def _to_do(request: Request, verb: str | None, part: Span, text: str) -> Request:
    """The task with its deed for a name: what needs cleaning is cleaned."""
    thing = part.of(text).strip()
    if request.task is None or verb is None:
        return replace(request, intent=Intent.ADD, span=part)
    lowered = f"{thing[:1].lower()}{thing[1:]}" if _ITS.match(thing) else thing
    title = f"{verb.capitalize()} {lowered}"
    named = replace(request.task, title=title)
    instead = request.instead and _of_the_deed(request.instead, title)
    return replace(request, intent=Intent.ADD, task=named, span=part, instead=instead)


def _of_the_deed(change: Request, title: str) -> Request:
    """The change of a task to do this, and of no other that has the thing in its name."""
    return replace(change, target=change.target and replace(change.target, words=title))


_ITS = re.compile(r"(?:The|My|Our|His|Her|Their|All|Both)\b")
