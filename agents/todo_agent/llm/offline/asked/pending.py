"""What a message says to the question before it, when it is neither its yes nor its no.

“No, the other one”, “only the draft”, “no, Friday”: what was asked for then is asked for again, of
another task or with another value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups.picking import pick_by_due
from evolution_todo.language.followups.reading import read_follow_up
from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.reading import (
    Candidate,
    Reference,
    ReferenceKind,
    read_reference,
    resolve,
)
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.answering import read_answer
from todo_agent.questions import requests_in
from todo_agent.recall import Memory, candidate_of, ids_in, numbers_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.text.answering import Answer
    from todo_agent.recall import Exchange

_NAMED = frozenset(
    {ReferenceKind.TITLE, ReferenceKind.OTHER, ReferenceKind.POSITION, ReferenceKind.NUMBER}
)


def about_the_question(memory: Memory, now: datetime) -> list[Request]:
    """The request that a question was about, as this message sets it right; else nothing."""
    before = memory.before
    if before is None or before.question is None:
        return []
    message = memory.present.message
    answer = read_answer(message)
    narrowed = _NO_ONLY.fullmatch(message)
    said = narrowed["only"] if narrowed else _SORRY.sub("", answer.rest.of(message))
    if not said or "?" in said:
        return []
    ruled_out = answer.agrees is False and _EXCEPTED.match(said)
    if not ruled_out and (some := _of_some(asked_in(before, now), said, memory, now)):
        return [some]
    if answer.agrees:
        return []
    requests = read_requests(said, now)
    only_refused = all(each.intent is Intent.REFUSE for each in read_requests(message, now))
    if only_refused or _EXCEPTED.match(said):
        return []
    if _offered(before):
        meant = _MEANT.fullmatch(said)
        if meant:
            requests = read_requests(meant["what"], now)
        return _added_instead(requests) if meant or answer.agrees is False else []
    asked = asked_in(before, now)
    loose = all(each.bare or each.intent in {Intent.NONE, Intent.CHOOSE} for each in requests)
    if asked is None or not loose:
        return []
    return _of_another_value(asked, said, answer, memory, now) or _of_another_task(
        asked, said, answer, memory
    )


def _of_some(asked: Request | None, said: str, memory: Memory, now: datetime) -> Request | None:
    """“All except the first”, “only the cat”, “the later one”, of those asked about."""
    subject = _subject(memory)
    if asked is None or len(subject) < _SEVERAL:
        return None
    meant = _named_in(said, subject, memory) or _by_due(said, subject, now)
    if not meant:
        return None
    return replace(asked, target=_numbered(asked, meant), filter=None, confidence=1.0)


def _named_in(said: str, subject: Sequence[Candidate], memory: Memory) -> list[Candidate]:
    """Those said alone, or all but those to be kept; none where it is not plain which these are."""
    kept, only = _KEPT.fullmatch(said), _ONLY.fullmatch(said)
    found = kept or only
    pointed = read_reference(found["which"]) if found else None
    by_name = pointed is not None and pointed.kind is not ReferenceKind.PRONOUN
    named = memory.resolve(pointed, list(subject)) if pointed and by_name else None
    if named is None or not named.sure or named.guessed:
        return []
    return [each for each in subject if (each in named.candidates) is (kept is None)]


def _by_due(said: str, subject: Sequence[Candidate], now: datetime) -> list[Candidate]:
    """The one that is meant by when it is due."""
    place = pick_by_due(said, [each.due for each in subject], now)
    return [] if place is None else [subject[place]]


_SEVERAL = 2
_SORRY = re.compile(
    r"^\W*(?:(?:oh|ah|hm+|well|sorry|actually|wait|hang on|hold on|oops|no|please|ok"
    r"|okay)\b[\s,.!]*)+",
    re.IGNORECASE,
)
"""What leads to another wish than the one asked about: “sorry, only the cat”."""
_KEPT = re.compile(
    r"(?:(?:all|everything|both|them|those|these)(?: of (?:them|those))?,? *)?"
    r"(?:(?:but )?(?:except(?:ing)?(?: for)?|not|apart from|other than|without|leave|keep)|but)"
    r" +(?P<which>[^,;]{1,80}?)(?: (?:alone|out|in|there|as it is))?\W*",
    re.IGNORECASE,
)
_ONLY = re.compile(r"(?:only|just) (?P<which>[^,;]{1,80}?)\W*", re.IGNORECASE)
_NO_ONLY = re.compile(
    r"\W*(?:(?:actually|no|nope|sorry|wait|oh|hm+|ok|well)\W+)+(?P<only>(?:only|just) .{1,80})",
    re.IGNORECASE,
)
"""“No, only the draft” is a yes for that one."""
_ALONE = re.compile(r"^(?:only|just) ", re.IGNORECASE)
_EXCEPTED = re.compile(r"(?:not|except|but|without|apart)\b", re.IGNORECASE)
"""“No, not the cat” says what is not meant, which is no other task to do it to."""


_MEANT = re.compile(
    r"(?:(?:no|nah|sorry|actually|wait)[,. ]+)*"
    r"(?:i (?:meant|mean)|(?:make|change) (?:it|that)(?: to| into)?|call it|say)"
    r" (?P<what>.{1,100})",
    re.IGNORECASE,
)
"""“Make it call the coach”, of an offer: what is to be added in its place."""


def _offered(before: Exchange) -> bool:
    put = before.question
    options = put.arguments.get("options") or () if put else ()
    names = {call["name"] for option in options for call in option.get("calls") or ()}
    return names == {"add_tasks"}


def _added_instead(requests: Sequence[Request]) -> list[Request]:
    """“No, buy envelopes”, of what was offered to be added."""
    if not all(each.bare and each.task and each.intent is Intent.ADD for each in requests):
        return []
    return [replace(each, bare=False, confidence=1.0, instead=None) for each in requests]


def asked_in(before: Exchange, now: datetime) -> Request | None:
    """The one request of a message that was answered with a question, or several deletions."""
    asked = [each.instead or each for each in requests_in(before.message, now)]
    if len(asked) != 1 and {each.intent for each in asked} != {Intent.DELETE}:
        return None
    first = asked[0]
    return None if (first.target is None and first.filter is None) else first


def _subject(memory: Memory) -> list[Candidate]:
    """The tasks that the question is about, as far as they were seen."""
    put = memory.before.question if memory.before else None
    if put is None:
        return []
    numbered = (memory.numbered(number) for number in numbers_in(put.arguments))
    ids = dict.fromkeys([*ids_in(put.arguments), *(each["id"] for each in numbered if each)])
    return [candidate_of(memory.tasks[key]) for key in ids if key in memory.tasks]


def _of_another_value(
    asked: Request, said: str, answer: Answer, memory: Memory, now: datetime
) -> list[Request]:
    """“No, Friday”, of a move that was asked about."""
    subject = _subject(memory)
    found = read_follow_up(said, now) if answer.agrees is False and len(subject) == 1 else None
    of_it = found and found.target and found.target.kind is ReferenceKind.PRONOUN
    if not found or not of_it or found.intent is not asked.intent:
        return []
    return [replace(found, target=_numbered(found, subject))]


def _of_another_task(asked: Request, said: str, answer: Answer, memory: Memory) -> list[Request]:
    """“No, the other one”, “only the draft”: of those asked about, or of all."""
    said = _ALONE.sub("", _OF_SOMEONE.sub("", said))
    target = read_reference(said)
    if target is None or target.kind not in _NAMED:
        return []
    subject = _subject(memory)
    match = resolve(target, subject) if target.kind is ReferenceKind.TITLE else None
    sure = match is not None and match.sure and not match.guessed
    if sure and match and len(match.candidates) < len(subject):
        return [
            replace(asked, target=_numbered(asked, match.candidates), filter=None, confidence=1.0)
        ]
    if answer.agrees is None and not said.lower().startswith(
        ("the ", "my ", "task ", "#", "number ")
    ):
        return []
    return [replace(asked, target=target, filter=None)]


_OF_SOMEONE = re.compile(r"(?<=['’]s) (?:own|one)s?\W*$")
"""“Bea's own” is the one of hers."""


def _numbered(request: Request, tasks: Sequence[Candidate]) -> Reference:
    numbers = tuple(each.number for each in tasks)
    words = " and ".join(each.title for each in tasks)
    kind = ReferenceKind.NUMBER
    return Reference(kind, request.span, words, numbers=numbers, plural=len(numbers) > 1)
