"""Words, numbers and compact forms ("3:30", "2026-06-12", "15th") with what each may mean."""

import re
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from evolution_todo.language.text.spans import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_NONE: "Mapping[str, Any]" = MappingProxyType({})


class Token(NamedTuple):
    """One word, number, compact form or sign; `kinds` maps what it may be to its value."""

    text: str
    start: int
    end: int
    glued: bool
    kinds: "Mapping[str, Any]" = _NONE

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()


# Every alternative is bounded or a single class, so a scan never looks back.
_TOKEN = re.compile(
    r"""
      (?P<iso> \d{4,5}-\d\d?-\d\d? (?: [Tt\ ] \d\d:\d\d (?: :\d\d (?:\.\d{1,6})? )?
               (?: [Zz] | [+-]\d\d:?\d\d )? )? (?![\w-]) )
    | (?P<isomonth> \d{4}[-/](?:0[1-9]|1[0-2]) (?![\w/-]) )
    | (?P<isoslash> \d{4}/\d{1,2}/\d{1,2} (?![\w/]) )
    | (?P<yearmonth> \d{1,2}/\d{4} (?![\d/]) )
    | (?P<slash> \d{1,2}/\d{1,2}(?:/\d{2,5})? (?![\d/]) | \d{1,2}-\d{1,2}-\d\d(?:\d\d)? (?![\w-]) )
    | (?P<dots> \d{1,2}\.\d{1,2}\.\d{4} (?!\w) )
    | (?P<clock> \d{1,2}:\d\d(?::\d\d)? (?![\d:]) | \d{1,2}h(?:\d\d)? (?!\w) )
    | (?P<quarter> (?:\d\d|\d{4})?q[1-4] (?!\w) )
    | (?P<nth> \d{1,3}(?:st|nd|rd|th) (?!\w) )
    | (?P<chat> (?:2(?:moro|morow|morrow|moz|mrw|nite|night|day)|b4) (?!\w) )
    | (?P<short> \d{1,4}[smdw] (?!\w) )
    | (?P<decimal> \d{1,4}\.\d{1,4} (?![\d.]) )
    | (?P<blob> https?://\S+ | \w{1,64}@\w
              | \d+(?:[-.:]\d+){2,} | \d{3,}[-.:]\d+ | \d+-\d{3,} | [^\W\d_]+\d\w* )
    | (?P<int> \d+ )
    | (?P<word> [^\W\d_]+ (?: ['’] [^\W\d_]+ )? )
    | (?P<sign> \S )
    """,
    re.VERBOSE | re.IGNORECASE,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY_SHORT = (
    *("mon", "tue tues tuseday", "wed weds wednsday wensday wendsday wednesdsay"),
    *("thu thur thurs thrs thrusday thurday", "fri", "sat saterday", "sun"),
)
# "Tues" and "weds" are one day; "thus" is a word.
_WEEKDAYS_SHORT = ("mons", "", "", "", "fris", "sats", "suns")
_MONTH_SHORT = (
    *("jan", "feb febuary", "mar", "apr", "", "jun", "jul", "aug", "sep sept", "oct", "nov"),
    "dec",
)
_UNITS = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks wk wks",
    "fortnight": "fortnight fortnights",
    "month": "month months mth mths",
    "quarter": "quarter quarters qtr qtrs",
    "year": "year years yr yrs",
    "weekday": "workday workdays",
    "weekend": "weekend weekends",
}
# What chat and haste make of words of time, and the words they are read as.
_CHAT = {
    written: word
    for word, spelled in {
        "tomorrow": "2moro 2morow 2morrow 2moz 2mrw tomoz tomo tmoro tmoz tmrw tmr tmw tmro tomoro "
        "tommorow tommorrow tomorow tomorrrow tomorro tommorro",
        "tonight": "2nite 2night tonite tonigt",
        "today": "2day tday",
        "before": "b4",
        "next": "nxt",
        "weekend": "wkend wknd",
        "morning": "morn mornin",
        "afternoon": "arvo aft",
        "every": "evry",
    }.items()
    for written in spelled.split()
}  # fmt: skip
_MISSPELT = (
    *WEEKDAYS,
    *("tomorrow", "morning", "afternoon", "evening", "tonight", "weekend"),
)
_OTHER_WORDS = frozenset({"mourning"})


def _slips(word: str) -> "Iterator[str]":
    """A word with two letters swapped, one left out or one typed twice; its ends are kept."""
    for at in range(1, len(word)):
        yield f"{word[:at]}{word[at]}{word[at:]}"
        yield f"{word[: at - 1]}{word[at]}{word[at - 1]}{word[at + 1 :]}" if at > 1 else word
        yield f"{word[:at]}{word[at + 1 :]}" if at < len(word) - 1 else word


_CHAT |= {
    slip: word
    for word in _MISSPELT
    for slip in _slips(word)
    if slip not in {*_CHAT, *_MISSPELT, *_OTHER_WORDS}
}
_LETTERS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}
_FRACTION = re.compile(r"\d/[1-9]")


def words(spelled: str) -> tuple[str, ...]:
    """The words of a line."""
    return tuple(spelled.split())


_ONES = words("one two three four five six seven eight nine")
_TEENS = words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_RELATIVE = {
    0: "this current",
    1: "next following coming upcoming",
    -1: "last previous past prev",
}
_PARTS = ("morning", "afternoon", "evening", "night")


def _rows() -> "Iterator[tuple[str, object, str]]":
    """Each meaning: its kind, its value, and the words for it."""
    shortened = zip(WEEKDAYS, _WEEKDAY_SHORT, _WEEKDAYS_SHORT, strict=True)
    for index, (name, short, several) in enumerate(shortened):
        yield "weekday", index, f"{name} {short}"
        yield "weekdays", index, f"{name}s {several}"
    for index, (name, short) in enumerate(zip(MONTHS, _MONTH_SHORT, strict=True), start=1):
        yield "month", index, f"{name} {short}"
    yield from (("unit", unit, spelled) for unit, spelled in _UNITS.items())
    yield from (("part_word", part, f"{part} {part}s") for part in _PARTS)
    yield "part_word", "evening", "eve"
    yield from (("rel", ahead, spelled) for ahead, spelled in _RELATIVE.items())
    yield from (("letter", unit, letter) for letter, unit in _LETTERS.items())
    yield from _number_rows()


def _number_rows() -> "Iterator[tuple[str, object, str]]":
    yield from (("ones", number, word) for number, word in enumerate(_ONES, start=1))
    yield from (("teens", number, word) for number, word in enumerate(_TEENS, start=10))
    yield from (("tens", number * 10, word) for number, word in enumerate(_TENS, start=2))
    yield from (("nthword", number, word) for number, word in enumerate(_ORDINALS, start=1))
    yield "nthword", 30, "thirtieth"


def _lexicon() -> dict[str, dict[str, Any]]:
    lexicon: dict[str, dict[str, Any]] = {}
    for kind, value, spelled in _rows():
        for word in spelled.split():
            lexicon.setdefault(word, {})[kind] = value
    return lexicon


_LEXICON = _lexicon()


@lru_cache(maxsize=32)
def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of `text`; each quoted stretch is one token that means nothing."""
    tokens: list[Token] = []
    position = 0
    for span in quoted(text):
        tokens += _scan(text, position, span.start)
        tokens.append(Token('"', span.start, span.end, glued=False))
        position = span.end
    return (*tokens, *_scan(text, position, len(text)))


def _scan(text: str, start: int, end: int) -> "Iterator[Token]":
    for chunk in _CHUNK.finditer(text, start, end):
        at = chunk.start()
        read = _known_tokens_of if len(chunk[0]) <= _KEPT else _tokens_of
        for written, begin, stop, glued, kinds in read(chunk[0]):
            yield Token(written, at + begin, at + stop, glued, kinds)


# No token but a date with its time goes on behind a space.
_CHUNK = re.compile(r"\d{4,5}-\d\d?-\d\d?[ ]\d\S*|\S+")


def _tokens_of(chunk: str) -> tuple[Token, ...]:
    """The tokens of what stands between spaces."""
    tokens: list[Token] = []
    before = -1
    for match in _TOKEN.finditer(chunk):
        begin, stop = match.span()
        written, kinds = _meaning(match.lastgroup or "sign", match[0].lower())
        tokens.append(Token(written, begin, stop, begin == before, kinds))
        before = stop
    return tuple(tokens)


_known_tokens_of = lru_cache(maxsize=2048)(_tokens_of)
"""The same words come over and over."""
_KEPT = 30
"""Characters of the longest word whose tokens are kept."""


def _meaning(kind: str, low: str) -> "tuple[str, Mapping[str, Any]]":
    """A token's word, as the rules spell it, and what it may be."""
    if kind in _SPELLED:
        low = low.replace("’", "'")
        low = _CHAT.get(low, low)
        return low, _LEXICON.get(low, _NONE)
    return low, _kinds(kind, low)


_SPELLED = frozenset({"word", "sign", "chat"})


def _kinds(kind: str, written: str) -> "Mapping[str, Any]":
    read = _COMPACT.get(kind)
    return read(written) if read else _NONE


def _numbers(written: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", written)]


def _int(written: str) -> dict[str, Any]:
    kinds: dict[str, Any] = {}
    if len(written) <= 9:
        kinds["int"] = int(written)
    if len(written) in (3, 4) and int(written[:-2]) < 24 and int(written[-2:]) < 60:
        kinds["padded" if written[0] == "0" else "military"] = (
            int(written[:-2]),
            int(written[-2:]),
        )
    if len(written) == 4 and 1900 <= int(written) < 2200:
        kinds["year"] = int(written)
    return kinds


def _clock(written: str) -> dict[str, Any]:
    hour, *rest = _numbers(written)
    minute, second, *_ = [*rest, 0, 0]
    padded = written.startswith("0") or "h" in written
    kinds: dict[str, Any] = {"hhmm": (hour, minute, second, padded)}
    return kinds | {"hours": (hour, minute)} if "h" in written else kinds


def _slash(written: str) -> dict[str, Any]:
    kinds: dict[str, Any] = {"slash": tuple(_numbers(written))}
    return kinds | {"fraction": Fraction(written)} if _FRACTION.fullmatch(written) else kinds


def _short(written: str) -> dict[str, Any]:
    return {"short": (int(written[:-1]), _LETTERS[written[-1]])}


def _quarter(written: str) -> dict[str, Any]:
    year, _, number = written.partition("q")
    full = int(year) + (2000 if len(year) == 2 else 0) if year else None
    return {"quarter": (int(number), full)}


def _decimal(written: str) -> dict[str, Any]:
    whole, _, part = written.partition(".")
    kinds: dict[str, Any] = {"decimal": float(written)}
    if len(part) == 2 and int(whole) < 24 and int(part) < 60:
        kinds["dotclock"] = (int(whole), int(part))
    return kinds


_COMPACT = {
    "iso": lambda w: {"iso" if len(w) < 12 else "instant_sign": w.upper()},
    "isoslash": lambda w: {"iso": w.replace("/", "-")},
    "isomonth": lambda w: {"isomonth": tuple(_numbers(w))},
    "slash": _slash,
    "dots": lambda w: {"dots": tuple(_numbers(w))},
    "yearmonth": lambda w: {"isomonth": tuple(_numbers(w))[::-1]},
    "clock": _clock,
    "quarter": _quarter,
    "nth": lambda w: {"nth": _numbers(w)[0]},
    "decimal": _decimal,
    "int": _int,
    "short": _short,
}
