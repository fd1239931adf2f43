"""A title with other words in it, when only a part of it is said anew.

“Tombola prizes” makes “Wrap tombola prizes” of “Wrap raffle prizes”: what is said takes the place
of what it is like, and the rest of the title stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evolution_todo.language.text.words import FUNCTION_WORDS, TASK_VERBS, WORD, stem, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    typed: str

    @property
    def low(self) -> str:
        """As it is compared: in lower case, without a possessive ending."""
        return re.sub(r"['’]s?$", "", self.typed.lower())


def reworded(title: str, new: str, *, old: str = "") -> str:
    """The title with `new` in the place of `old`, or else of what it is like.

    Args:
        title: As it is now.
        new: What is said instead; empty where `old` is only to go.
        old: The words that were wrong, if they were said.

    Returns:
        The title unchanged where `old` alone was said and is no part of it.
    """
    if old and (place := _place_of(old, title)):
        return _with(title, *place, new) if new else _without(title, *place)
    if not new:
        return title
    there, said = _words(title), _words(new)
    if said and said[0].low in _PREPOSITIONS:
        return _phrased(title, there, new)
    if not there or not said or _is_whole(there, said):
        return _raised(new, title)
    for find in (_shared, _similar, _of_its_class, _object):
        if place := find(there, said):
            return _with(title, *place, new)
    return _raised(new, title)


def holds(title: str, words: str) -> bool:
    """Whether these words are a part of the title, and not all of it."""
    place = _place_of(words, title)
    return place is not None and place != (0, len(title))


def is_alike(title: str, said: str) -> bool:
    """Whether words stand beside those of a title: they share one, or both name a thing."""
    there, new = _words(title), _words(said)
    if not there or not new:
        return False
    articled = any(word.low in _ARTICLES for word in there[1:])
    things = new[0].low in _ARTICLES and articled
    return things or (len(new) > 1 and _shared(there, new) is not None)


def shares_a_word(title: str, said: str) -> bool:
    """Whether words hold one of a title that is no mere function word."""
    return _shared(_words(title), _words(said)) is not None


def _words(text: str) -> list[_Word]:
    return [_Word(*found.span(), found[0]) for found in WORD.finditer(text)]


def _place_of(old: str, title: str) -> tuple[int, int] | None:
    """Where these words stand in the title, in whatever form."""
    wanted = [stem(each.low) for each in _words(_ARTICLE.sub("", old))]
    there = _words(title)
    for at in range(len(there) - len(wanted) + 1):
        part = there[at : at + len(wanted)]
        if wanted and [stem(each.low) for each in part] == wanted:
            return part[0].start, part[-1].end
    return None


_ARTICLE = re.compile(r"^(?:the|an?|my|our)\s+", re.IGNORECASE)


def _with(title: str, start: int, end: int, new: str) -> str:
    """The title with a part of it replaced, in the case of what was there."""
    there = title[start:end]
    before = title[:start]
    if _ARTICLED.search(before):
        new = _ARTICLE.sub("", new)
    if there[:1].isupper():
        new = _capital(new) if start == 0 or len(new.split()) == len(there.split()) else new
    elif _SENTENCE.match(new):
        new = f"{new[:1].lower()}{new[1:]}"
    return re.sub(r"\s{2,}", " ", f"{before}{new}{title[end:]}").strip(" ,")


def _without(title: str, start: int, end: int) -> str:
    """The title without a part of it, and without what joined that to the rest."""
    before, behind = _JOINED.sub("", title[:start]), title[end:].strip()
    if not before.strip():
        return _raised(_JOINING.sub("", behind), title)
    return f"{before.strip()} {behind}".strip(" ,")


_JOINED = re.compile(r"(?:,|\band|\bor|\bwith|&|\+|\bthe|\ba)?\s*$", re.IGNORECASE)
_JOINING = re.compile(r"^(?:,|and|or|with|&|\+)\s*", re.IGNORECASE)
_ARTICLED = re.compile(r"\b(?:the|an?|my|our)\s+$", re.IGNORECASE)
_SENTENCE = re.compile(r"[A-Z][a-z]+ [a-z]")
"""A capital that the beginning of a sentence gave, and no name."""


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _raised(new: str, title: str) -> str:
    return _capital(new) if title[:1].isupper() else new


def _is_whole(there: Sequence[_Word], said: Sequence[_Word]) -> bool:
    """Whether what is said is a title by itself: it has a verb of its own, or all of the old."""
    return (len(said) > 1 and said[0].low in TASK_VERBS) or {each.low for each in there} <= {
        each.low for each in said
    }


def _phrased(title: str, there: Sequence[_Word], new: str) -> str:
    """The title with “to Cindy” in the place of “to Sandy”, or else behind it."""
    lead = new.split()[0].lower()
    found = [at for at, word in enumerate(there) if at and word.low == lead]
    if not found:
        return f"{title} {new}"
    return _with(title, there[found[-1]].start, there[_reach(there, found[-1], 1)].end, new)


_PREPOSITIONS = vocabulary("to for with at on in from by near behind under before after of")


def _shared(there: Sequence[_Word], said: Sequence[_Word]) -> tuple[int, int] | None:
    """Where a word of both stands: “flat 5” takes the place of “flat 3”."""
    return _around(there, said, lambda one, other: stem(one.low) == stem(other.low))


def _similar(there: Sequence[_Word], said: Sequence[_Word]) -> tuple[int, int] | None:
    """Where a word is spelt much the same: “dailey” takes the place of “Daley”."""
    return _around(there, said, _spelt_alike)


def _spelt_alike(one: _Word, other: _Word) -> bool:
    from rapidfuzz import fuzz

    shortest = min(len(one.low), len(other.low))
    if shortest < _SHORTEST or one.low.isdigit() or other.low.isdigit():
        return False
    alike = fuzz.ratio(one.low, other.low)
    return alike >= _ALIKE or (alike >= _ALIKE_AT_ALL and one.low[0] == other.low[0])


_SHORTEST, _ALIKE, _ALIKE_AT_ALL = 3, 72, 60
"""How long words are that are compared, and from which likeness (0 to 100) two are one misheard."""


def _around(
    there: Sequence[_Word], said: Sequence[_Word], same: Callable[[_Word, _Word], bool]
) -> tuple[int, int] | None:
    """The part of the title that stands where the words said stand around those in both."""
    pairs = [
        (at, place)
        for place, word in enumerate(said)
        for at, other in enumerate(there)
        if word.low not in FUNCTION_WORDS and same(other, word)
    ]
    if not pairs:
        return None
    (first, lead), (last, trail) = pairs[0], pairs[-1]
    while last + 1 < len(there) and trail + 1 < len(said) and _equal(there, last, said, trail):
        last, trail = last + 1, trail + 1
    begin = max(_reach(there, first, -1), first - lead)
    end = _reach(there, last, 1) if trail < len(said) - 1 else last
    return (there[begin].start, there[end].end) if begin <= end else None


def _equal(there: Sequence[_Word], at: int, said: Sequence[_Word], place: int) -> bool:
    """Whether the words behind these are the same."""
    return there[at + 1].low == said[place + 1].low


def _reach(there: Sequence[_Word], at: int, step: int) -> int:
    """How far words of one phrase go on from here: up to a verb, a preposition or an article."""
    while 0 <= at + step < len(there) and not _is_boundary(there, at + step):
        at += step
    return at


def _is_boundary(there: Sequence[_Word], at: int) -> bool:
    low = there[at].low
    return low in FUNCTION_WORDS or (at == 0 and low in TASK_VERBS)


def _of_its_class(there: Sequence[_Word], said: Sequence[_Word]) -> tuple[int, int] | None:
    """Where the one word of its kind stands: a number for a number, a colour for a colour."""
    if len(said) != 1:
        return None
    for is_of in _CLASSES:
        found = [each for each in there if is_of(each.typed)]
        if is_of(said[0].typed) and len(found) == 1:
            return found[0].start, found[0].end
    return None


def _object(there: Sequence[_Word], said: Sequence[_Word]) -> tuple[int, int] | None:
    """What the title's verb is done to: “bank” makes “Call the bank” of “Call the board”."""
    led = next((at for at, word in enumerate(there) if at and word.low in _ARTICLES), None)
    if led and said[0].low in _ARTICLES:
        return there[led].start, there[_reach(there, led, 1)].end
    if there[0].low not in TASK_VERBS or len(there) == 1:
        return None
    begin = 1
    while begin < len(there) - 1 and there[begin].low in _LEADS:
        begin += 1
    return there[begin].start, there[-1].end


_ARTICLES = vocabulary("the a an my our")
_LEADS = vocabulary("the a an my our up down out over off in on to for with at about back away")
_COLOURS = vocabulary(
    "red blue green yellow white black grey gray brown pink purple lilac ivory cream orange silver"
    " gold navy teal beige"
)
_ORDINAL = re.compile(r"\d+(?:[.:]\d+)*(?:st|nd|rd|th)?")
_CLASSES: tuple[Callable[[str], bool], ...] = (
    lambda word: _ORDINAL.fullmatch(word) is not None,
    lambda word: word.lower() in _COLOURS,
)
