"""Which task is meant: references as people say them, and the tasks they match."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from evolution_todo.language.references.deeds import (
    Fit,
    fit,
    read_deed,
    read_deeds,
    without_what_is_not,
)
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import (
    COMMON_WORDS,
    NUMBER_WORDS,
    ORDINALS,
    TASK_NOUNS,
    TASK_VERBS,
    content,
    stem,
    vocabulary,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from evolution_todo.language.references.deeds import Deed

COMMON_STEMS = frozenset(stem(word) for word in COMMON_WORDS)
"""What tells no two tasks apart."""
GUESS = 72
"""The least WRatio (0 to 100) at which a title is offered as a guess."""
MARGIN = 8
"""How far the best guess must stand above the next one to be offered alone."""
_TYPO = 80
_SHORTEST = 3
"""A title of fewer characters is in too many words to be like them."""
_MOST_NUMBERS = 50


class ReferenceKind(StrEnum):
    """How a task was pointed at."""

    NUMBER = "number"
    POSITION = "position"
    TITLE = "title"
    PRONOUN = "pronoun"
    LAST = "last"
    BOTH = "both"
    OTHER = "other"
    ALL = "all"
    DEED = "deed"
    MENTIONED = "mentioned"
    """Somewhere in these words, as “it” in “not going to the gym today, move it”."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One way of pointing at tasks.

    Attributes:
        kind: How.
        span: Where in the message.
        words: What was said of the title, or the words themselves; the deed told of (DEED),
            which completes the task that asks for it; the sentence in which the title's words
            stand (MENTIONED).
        numbers: Task numbers (NUMBER).
        positions: Places in the list last shown, from 1; negative from its end (POSITION).
        plural: Several tasks are meant, so several matches are no doubt.
    """

    kind: ReferenceKind
    span: Span
    words: str = ""
    numbers: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that may be meant."""

    id: int
    number: int
    title: str
    completed: bool = False
    due: date | None = None
    tags: tuple[str, ...] = ()
    recurs: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The tasks a reference matches; unless `sure`, ask which.

    `guessed` says that the titles are only like what was said, or hold a part of it; `only`, that
    no other title holds any of it.
    """

    candidates: tuple[Candidate, ...] = ()
    sure: bool = False
    guessed: bool = False
    only: bool = False


_NOUN = r"(?:tasks?|to-?dos?|items?|reminders?|entr(?:y|ies)|chores?|ones?)"
NUMBER = rf"(?:\d{{1,6}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_JOIN = r"(?:, and |, ?| and | ?& ?| ?[-–] ?| or | to | through | plus )"
_HASH = rf"(?:{_NOUN} ?)?(?:numbers? |no\.? )?#?"
_ORDINAL = rf"(?:{'|'.join(ORDINALS)}|last|\d{{1,2}}(?:st|nd|rd|th))"
_OF_LIST = (
    r"(?:\s+(?:(?:on|in|from|of)\s+)?(?:my|the|that|our)?\s*(?:[\w-]+\s+){0,3}list"
    r"|\s+of\s+(?:them|those|these))?"
)


_LATELY = r"(?: (?:already|(?:just )?now|today|yesterday|earlier|this morning|last night))?"
_SEVERAL_OF = "three|four|five|six|seven|eight|nine|ten"
_KINDS = {
    ReferenceKind.NUMBER: (
        rf"(?:my |the |both |all )?{_HASH}\d{{1,6}}(?:{_JOIN}{_HASH}\d{{1,6}})*"
        rf"|(?:my |the )?(?:{_NOUN} (?:number )?|numbers? ){NUMBER}(?:{_JOIN}{_HASH}{NUMBER})*"
    ),
    ReferenceKind.BOTH: (
        r"both(?: of (?:them|those|these))?(?: (?:the )?tasks)?|(?:the )?two of them|all two"
    ),
    ReferenceKind.LAST: (
        rf"(?:the |my |that |this )?(?:very )?(?:last|latest|newest|most recent)(?: {_NOUN})?"
        rf"(?: (?:that )?(?:i|you)(?: just)? (?:added|made|created|did))?{_OF_LIST}"
    ),
    ReferenceKind.POSITION: (
        rf"(?:the |my )?{_ORDINAL}(?: {_NOUN})?"
        rf"(?:{_JOIN}(?:the )?{_ORDINAL}(?: {_NOUN})?)*{_OF_LIST}"
        rf"|(?:the |my )?(?:first|last|top) {NUMBER}(?: {_NOUN})?{_OF_LIST}"
    ),
    ReferenceKind.PRONOUN: (
        rf"(?:(?:just|only) )?(?:it|that|this|(?:['’]?em|them|those|these|they)(?: all| both| two)?"
        r"|(?:all|the (?:whole )?lot) of (?:them|those|these|it)"
        r"|(?:each|every(?: single)?(?: one)?) of (?:them|those|these)"
        rf"|(?:all|the|those|these) (?:{_SEVERAL_OF})(?: of (?:them|those|these))?)"
        rf"(?: (?:{_NOUN}|occurrence|instance))?{_LATELY}"
        r"|the (?:task|to-?\s?do|item|reminder|one)s?|my (?:task|item|reminder|one)"
        r"|(?:the )?same(?: (?:one|task))?|(?:it|that|this|them|those) again"
    ),
    ReferenceKind.OTHER: (
        rf"(?:the |my )?(?:other|remaining)(?: (?:{NUMBER}|few))?(?: {_NOUN})?"
        r"(?: of (?:them|those|these))?"
        r"|(?:all )?(?:the )?others|(?:all )?the rest(?: of (?:them|those|these|it))?"
    ),
    ReferenceKind.ALL: (
        r"(?:(?:it|them) all|all|everything|every (?:single )?(?:task|item|one|thing)|the whole lot"
        r"|absolutely everything|anything|the lot|(?:my|the) tasks|tasks)"
        rf"(?: (?:of )?(?:my |the )?(?:{_NOUN}|things|stuff))?{_OF_LIST}"
    ),
}


@cache
def _patterns() -> tuple[tuple[ReferenceKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS.items())


_TITLE_LEAD = re.compile(
    r"(?:(?:just|only)\s+(?=the\b|my\b|that\b|this\b))?(?:(?:the|my|that|this|a|an|our)\s+)*"
    rf"(?P<several>(?<=the )(?:two|{_SEVERAL_OF}) )?"
    r"(?:(?:(?:task|to-?\s?do|item|reminder|entry|chore|note)s?\b"
    r"|(?:occurrence|instance)\b(?=\s+of\b)|ones?\b(?=\s+(?:about|called"
    r"|named|for|due|on|(?:that|which)(?:['’]s|\s+(?:is|are)))\b))"
    r"[\s:,-]*"
    r"(?:(?:that\s+says|which\s+says|(?:that|which)(?:['’]s|\s+(?:is|are))|that|called|named|titled|saying|about|of|to|for)\s+)?)?"
    r"(?:(?:the|my)\s+)?",
    re.IGNORECASE,
)
_TITLE_TRAIL = re.compile(
    r"\s+(?:task|to-?\s?do|item|reminder|entry|chore|job|thing|one)(?P<plural>s)?$", re.IGNORECASE
)
_DAY_BEHIND = re.compile(
    r"\s+(?:(?:on|for|due|from|this|next|of)\s+){1,3}(?:(?:this|next|the)\s+)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|weekend|month|today|tomorrow)(?:['’]s)?$"
    r"|\s+(?:today|tonight|tomorrow)$",
    re.IGNORECASE,
)
"""“My meetings on Monday” are several for what stands before the day."""
_QUOTES = "\"'“”‘’«»`"


def read_reference(text: str, *, start: int = 0) -> Reference | None:
    """The reference a phrase makes, e.g. “the dentist one”; None when it says nothing.

    `start` is where the phrase begins in the message, for the span.
    """
    phrase = text.strip(" \t\n,.;:!?")
    if not phrase:
        return None
    begin = start + text.index(phrase)
    span = Span(begin, begin + len(phrase))
    lowered = " ".join(phrase.lower().split())
    for kind, pattern in _patterns():
        if pattern.fullmatch(lowered):
            return _simple(kind, phrase, lowered, span)
    return _title(phrase, span)


def _simple(kind: ReferenceKind, phrase: str, lowered: str, span: Span) -> Reference:
    if kind is ReferenceKind.NUMBER:
        numbers = _numbers(lowered)
        return Reference(kind, span, phrase, numbers=numbers, plural=len(numbers) > 1)
    if kind is ReferenceKind.POSITION:
        positions = _positions(lowered)
        return Reference(kind, span, phrase, positions=positions, plural=len(positions) > 1)
    plural = kind in {ReferenceKind.BOTH, ReferenceKind.ALL} or bool(_SEVERAL.match(lowered))
    return Reference(kind, span, phrase, plural=plural)


_SEVERAL = re.compile(
    rf"['’]?em\b|them|those|these|all|they|each|every|the (?:whole )?lot\b"
    rf"|the (?:{_SEVERAL_OF})\b|(?:the|my) (?:task|item)s"
    r"|(?:the )?(?:others|rest|remaining)"
    rf"|(?:the |my )?other (?:(?!one\b){NUMBER}|few|.*s\b)"
)


def _title(phrase: str, span: Span) -> Reference | None:
    lead = _TITLE_LEAD.match(phrase)
    words = phrase[lead.end() :] if lead and lead.end() < len(phrase) else phrase
    trail = _TITLE_TRAIL.search(words)
    if trail:
        words = words[: trail.start()]
    words = words.strip().strip(_QUOTES + " ,.").strip()
    if not words or (words == phrase and words.lower() in TASK_NOUNS):
        return None
    deed = words.split()[0].lower() in TASK_VERBS
    last = (words if deed else _DAY_BEHIND.sub("", words) or words).split()[-1].lower()
    several = len(last) > 3 and last.endswith("s") and last[-2] not in "sui'"
    counted = bool(lead and lead["several"])
    plural = counted or (bool(trail["plural"]) if trail else several)
    return Reference(ReferenceKind.TITLE, span, words, plural=plural)


def number_of(word: str) -> int:
    """The number that digits or a word say."""
    return int(word) if word.isdigit() else NUMBER_WORDS[word]


def count_of(reference: Reference) -> int | None:
    """How many tasks “both” or “all three” points at; None where it does not say."""
    if reference.kind is ReferenceKind.BOTH:
        return 2
    if reference.kind is not ReferenceKind.PRONOUN:
        return None
    said = re.search(rf"\b(?:two|{_SEVERAL_OF})\b", reference.words.lower())
    return number_of(said[0]) if said else None


def _numbers(text: str) -> tuple[int, ...]:
    """Every number said, ranges ("2 to 5") filled in, each once."""
    found: list[int] = []
    range_open = False
    for token in re.findall(r"\d+|[a-z]+|[-–]", text):
        if token in {"to", "through", "-", "–"}:
            range_open = True
        elif token.isdigit() or token in NUMBER_WORDS:
            value = number_of(token)
            if range_open and found and found[-1] < value <= found[-1] + _MOST_NUMBERS:
                found.extend(range(found[-1] + 1, value))
            found.append(value)
            range_open = False
    return tuple(dict.fromkeys(found))


def _positions(text: str) -> tuple[int, ...]:
    several = re.search(rf"(first|last|top) (?!ones?\b)({NUMBER})\b", text)
    if several:
        count = min(number_of(several[2]), _MOST_NUMBERS)
        first = -count if several[1] == "last" else 1
        return tuple(range(first, first + count))
    said = re.findall(_ORDINAL, text)
    return tuple(dict.fromkeys(_ordinal(word) for word in said))


def _ordinal(word: str) -> int:
    if word == "last":
        return -1
    return ORDINALS.get(word) or int(word[:-2])


def resolve(
    reference: Reference,
    candidates: Sequence[Candidate],
    *,
    shown: Sequence[int] = (),
    recent: Sequence[int] = (),
) -> Match:
    """The candidates a reference points at.

    Args:
        reference: What was said.
        candidates: The tasks that may be meant.
        shown: Ids of the list last shown, in its order.
        recent: Ids last touched or spoken of, newest first; of OTHER, those it is other than.
    """
    by_id = {candidate.id: candidate for candidate in candidates}
    listed = [by_id[key] for key in shown if key in by_id]
    touched = [by_id[key] for key in recent if key in by_id]
    match reference.kind:
        case ReferenceKind.NUMBER:
            return _all_of([_numbered(candidates, number) for number in reference.numbers])
        case ReferenceKind.POSITION:
            return _all_of([_placed(listed, place) for place in reference.positions])
        case ReferenceKind.LAST:
            return _all_of([*listed[-1:], *touched[:1]][:1])
        case ReferenceKind.PRONOUN:
            return _pronoun(listed, touched, plural=reference.plural)
        case ReferenceKind.BOTH:
            pair = listed if len(listed) == 2 else touched[:2]
            return Match(tuple(pair), sure=len(pair) == 2)
        case ReferenceKind.OTHER:
            others = [each for each in listed or candidates if each.id not in recent]
            return Match(
                tuple(others), sure=bool(others[:1]) and (reference.plural or len(others) < 2)
            )
        case ReferenceKind.ALL:
            return _all_of(candidates)
    return _by_what_is_said(reference, candidates)


def _by_what_is_said(reference: Reference, candidates: Sequence[Candidate]) -> Match:
    if reference.kind is ReferenceKind.DEED:
        return _done(reference.words, candidates)
    if reference.kind is ReferenceKind.MENTIONED:
        return _mentioned(reference.words, candidates)
    return _titled(reference, candidates)


def _numbered(candidates: Sequence[Candidate], number: int) -> Candidate | None:
    return next((each for each in candidates if each.number == number), None)


def _placed(listed: Sequence[Candidate], place: int) -> Candidate | None:
    index = place - 1 if place > 0 else place
    return listed[index] if -len(listed) <= index < len(listed) else None


def _all_of(found: Iterable[Candidate | None]) -> Match:
    """Sure only when every part of the reference was found."""
    every = list(found)
    hits = tuple(dict.fromkeys(each for each in every if each))
    return Match(hits, sure=bool(hits) and None not in every)


def _pronoun(listed: Sequence[Candidate], touched: Sequence[Candidate], *, plural: bool) -> Match:
    if plural:
        return _all_of(listed or touched)
    if touched:
        return Match((touched[0],), sure=True)
    return Match(tuple(listed), sure=len(listed) == 1)


def _titled(reference: Reference, candidates: Sequence[Candidate]) -> Match:
    whole = _by_words(reference.words, candidates, plural=reference.plural)
    parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", reference.words)
    if not whole.candidates and (event := _EVENT.search(reference.words)):
        named = reference.words[: event.start()]
        found = _by_words(named, candidates, plural=bool(event["several"]))
        return replace(found, sure=found.sure and bool(event["several"]), guessed=True)
    if whole.sure or len(parts) < 2:
        return whole
    each = [_by_words(part, candidates, plural=False) for part in parts if part]
    if each and all(found.sure for found in each):
        return _all_of(one for found in each for one in found.candidates)
    if each and all(len(found.candidates) == 1 for found in each):
        found = _all_of(one for found in each for one in found.candidates)
        return replace(found, sure=False, guessed=True)
    return whole


_EVENT = re.compile(
    r"\s+(?:appointment|meeting|session|visit|booking|event|errand|task|job|thing)(?P<several>s)?$",
    re.IGNORECASE,
)
"""What people call a task that is not called so: “the dentist appointment”."""


def _done(said: str, candidates: Sequence[Candidate]) -> Match:
    """The tasks that ask for what was done; of several deeds, those that one asks for."""
    deed, parts = read_deed(without_what_is_not(said)), read_deeds(said)
    whole = _by_deed(deed, candidates)
    if len(parts) < 2 or any(fit(deed, each.title) is Fit.SAME for each in whole.candidates):
        return whole
    found = [match for match in (_by_deed(each, candidates) for each in parts) if match.candidates]
    sure = [match for match in found if not match.guessed]
    if not sure:
        return whole
    every = tuple(dict.fromkeys(one for match in sure for one in match.candidates))
    return Match(every, sure=all(match.sure for match in sure))


def _mentioned(said: str, candidates: Sequence[Candidate]) -> Match:
    """The tasks of whose titles a sentence holds the most words, and not too few of them.

    One word is enough for a guess where it is of one task alone: “Jade wants to come at two”.
    """
    words = frozenset(content(said))
    whole = tuple(each for each in candidates if _says_whole(said, each.title))
    if len(whole) == 1:
        return Match(whole, sure=True)
    named = frozenset(content(" ".join(_NAMED.findall(said))))
    shares = {each: _share(_things(each.title, named), words) for each in candidates}
    best = max(shares.values(), default=(0, 0.0))
    top = tuple(each for each, share in shares.items() if share == best)
    alone = sum(said > 0 for said, _ in shares.values()) == 1
    if not best[0] or (best[1] < _LEAST_SHARE and not alone):
        return Match()
    guessed = best[1] < 1
    return Match(top, sure=len(top) == 1 and not guessed, guessed=guessed, only=alone)


def _says_whole(said: str, title: str) -> bool:
    """Whether a title stands word for word in a sentence, and is more than one word."""
    key = key_of(title)
    return len(key) > 1 and f" {' '.join(key)} " in f" {' '.join(key_of(said))} "


_NAMED = re.compile(r"\b(?:the|my|our|his|her|their|this|that) ([\w-]+)", re.IGNORECASE)
"""“The train”, which is a thing there and no deed."""


def _things(title: str, named: frozenset[str]) -> frozenset[str]:
    """The stems that tell a title from others: what is done there says less than to what.

    Args:
        title: The title of a task.
        named: What is spoken of as a thing, so that a title may begin with it.
    """
    words = words_of(title)
    deed = bool(words) and words[0] in TASK_VERBS and named.isdisjoint(content(words[0]))
    led = words[1:] if deed else words
    return (frozenset(content(" ".join(led))) - COMMON_STEMS) or frozenset(content(title))


def _share(title: frozenset[str], words: frozenset[str]) -> tuple[int, float]:
    """How many of a title's words are said, and what part of it they are."""
    said = len(title & words)
    return said, said / len(title) if title else 0.0


_LEAST_SHARE = 0.5


def _by_deed(deed: Deed, candidates: Sequence[Candidate]) -> Match:
    fits = {each: fit(deed, each.title) for each in candidates}
    best = max(fits.values(), default=Fit.NOT)
    if best is Fit.NOT:
        return Match()
    top = tuple(each for each, found in fits.items() if found is best)
    guessed = best is Fit.PARTLY
    return Match(top, sure=len(top) == 1 and not guessed, guessed=guessed)


_PARTS_OF_A_TASK = vocabulary("time date deadline priority tag tags note notes reminder title")
"""What every task has is like no title: “remove the time” is not of the meeting with Tim."""


def _by_words(said: str, candidates: Sequence[Candidate], *, plural: bool) -> Match:
    """Titles equal to what was said, else containing all its words, else alike."""
    key = key_of(said)
    exact = tuple(each for each in candidates if key_of(each.title) == key)
    if exact or said.lower() in _PARTS_OF_A_TASK:
        return Match(exact, sure=len(exact) == 1)
    wanted = frozenset(content(said) or key)
    inside = tuple(each for each in candidates if wanted <= frozenset(key_of(each.title)))
    if plural or not inside:
        inside = tuple(each for each in candidates if wanted <= _described(each))
    if inside:
        inside = inside if plural else _word_for_word(said, inside)
        return Match(inside, sure=plural or len(inside) == 1)
    telling = wanted - COMMON_STEMS
    if telling and telling != wanted:
        partly = (each for each in candidates if telling <= frozenset(key_of(each.title)))
        return Match(tuple(partly), guessed=True)
    return _alike(said, candidates)


def _word_for_word(said: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Of several those that have the very words: “the run” is no “Buy running socks”."""
    words = frozenset(word for word in words_of(said) if content(word))
    same = tuple(each for each in found if words <= frozenset(words_of(each.title)))
    return same or found


def _described(task: Candidate) -> frozenset[str]:
    """The stems that may be said of a task: its title's, its tags, the weekday it is due on."""
    day = [f"{task.due:%A}".lower()] if task.due else []
    return frozenset(key_of(" ".join([task.title, *task.tags, *day])))


def key_of(text: str) -> tuple[str, ...]:
    """The stems of a title, by which two titles are the same."""
    return tuple(stem(word) for word in words_of(text) if word not in {"the", "a", "an", "my"})


def _alike(said: str, candidates: Sequence[Candidate]) -> Match:
    from rapidfuzz import fuzz

    lowered = said.lower()
    scored = sorted(
        (
            (fuzz.WRatio(lowered, each.title.lower()), each)
            for each in candidates
            if len(each.title) >= _SHORTEST
        ),
        key=lambda pair: -pair[0],
    )
    near = [(score, each) for score, each in scored if score >= GUESS]
    if not near:
        return Match()
    best = near[0][0]
    top = tuple(each for score, each in near if score > best - MARGIN)
    sure = len(top) == 1 and _misspelt(said, top[0].title)
    return Match(top, sure=sure, guessed=not sure)


def _misspelt(said: str, title: str) -> bool:
    """Whether every word said is a word of the title, give or take a slip of the finger."""
    from rapidfuzz import fuzz, process

    there = words_of(title)
    return all(
        process.extractOne(word, there, scorer=fuzz.ratio, score_cutoff=_TYPO) is not None
        for word in words_of(said)
        if word not in {"the", "a", "an", "my"}
    )
