"""Pieces put together: a day, a time of day and a part of the day in any order make one time.

An expression is found where enough speaks for it. A preposition, a second piece or the end of
the clause speaks for a weak piece ("at 9", "May 3rd at 5", "call mom Friday"); a determiner
before and a noun behind speak against any ("the 3 pm call", "Sunday roast recipe").
"""

from evolution_todo.language.text.spans import DETERMINERS
from evolution_todo.language.times import anchored
from evolution_todo.language.times.calendar_words import Day
from evolution_todo.language.times.clock import Part
from evolution_todo.language.times.moments import Grain, TimeError
from evolution_todo.language.times.parse import Found, Parse
from evolution_todo.language.times.pieces import RELATIONS, Ahead, Moment, Pieces
from evolution_todo.language.times.tokens import words

VOCABULARIES = (anchored,)

# --- words around an expression

_LEADS = frozenset(
    {*RELATIONS, "at", "@", "on", "in", "for", "from", "during", "around", "about", "to"}
    | {"approximately", "approx", "circa", "due", "starting", "beginning", "exactly"}
    | {"later", "sometime", "over"}
)
_HOUR_LEADS = frozenset({"at", "@", "by", "until", "till", "til", "before", "after", "around"})
_HOUR_LEADS |= {"approximately", "approx", "circa"}
_DAY_LEADS = frozenset({*RELATIONS, "on", "due", "from", "for", "starting", "during", "around"})
_STRETCH_LEADS = _DAY_LEADS | {"in", "over"}
_ROUGHLY = frozenset({"about", "around", "approximately", "approx", "circa", "exactly", "later"})
_NEVER_BEFORE = frozenset({"in", "on", "to", "about", "around", "during"})
_PLACE_LEADS = frozenset({"on", "in", "at", "about", "around"})
_ADVERBIAL = frozenset({"today", "tomorrow", "yesterday", "tonight"})
_OWNERS = frozenset(
    words("the my our your his her their its a an this that these those every each any some no")
)
_POINTERS = frozenset({"this", "that", "these", "those", "every", "each", "any", "some", "no"})
# With these alone a noun behind still makes a description of it.
_LOOSE_LEADS = frozenset({"to", "for", "about"})
# At the start of a line these are verbs as well: "wed", "sat", "sun", "mon ami".
_VERBS_TOO = frozenset({"wed", "sat", "sun", "mon"})
_CLOSERS = frozenset(
    words(
        "and or but then to for with at by on in from until till before after about because so if "
        "when while that which who please pls plz thanks the a an my our your his her their i we "
        "you he she they it is are was will be remind not also as via of off out up unless every "
        "each both all this next last per re due per someone somebody everyone me him them us"
    )
)
_NUMBERED = frozenset(
    words(
        "episode chapter room page pages level part season task number version bug gate track step "
        "phase act book line unit week day lesson module exercise question item no option round"
    )
)
_LETTERED = frozenset(
    words(
        "form plan group class team part section unit set block grade list paper type vitamin"
        " option level module exam chapter building room hall gate bay appendix schedule"
    )
)
"""Things that are told apart by letters: the “A” of “form A Monday” is its name."""
_STARTERS = frozenset(
    words(
        "call buy pay get go pick send email write finish clean make book meet do take visit mail "
        "submit order wash water walk feed cook fix check review prepare read return renew text "
        "schedule start ask bring study practice plan update cancel see drop watch have ring "
        "phone post collect"
    )
)


def beginnings(parse: Parse) -> list[int]:
    """The tokens an expression may begin at: most words need no closer look."""
    return [index for index in parse.places(*_SLOTS, words=_LEADS) if _may_begin(parse, index)]


def _may_begin(parse: Parse, at: int) -> bool:
    """Whether a piece may stand there, or behind the prepositions there."""
    if parse.possible(_SLOTS, at):
        return True
    behind = _leads(parse, at)
    return behind > at and bool(parse.possible(_SLOTS, behind))


def collect(parse: Parse, start: int) -> Pieces | None:
    """The pieces of the expression at token `start`, however weak; None when there is none."""
    leads_end = _leads(parse, start)
    leads = tuple(parse.word(index) for index in range(start, leads_end))
    plain = _gather(parse, Pieces(start))
    led = _gather(parse, Pieces(leads_end, leads)) if _may_lead(parse, leads, leads_end) else None
    return led if led and (plain is None or led.end > plain.end) else plain


def _may_lead(parse: Parse, leads: tuple[str, ...], at: int) -> bool:
    """Whether they lead to it: in "turn the light on tomorrow" the "on" does not."""
    if not leads:
        return False
    return leads[-1] not in _PLACE_LEADS or parse.word(at) not in _ADVERBIAL


def _gather(parse: Parse, pieces: Pieces) -> Pieces | None:
    while pieces.count < 5 and _take(parse, pieces):
        pieces.count += 1
    return pieces if pieces.count else None


def _leads(parse: Parse, at: int) -> int:
    """The end of the prepositions at a token: "by about" lead together, "in on" do not.

    “Take money out of the till by 5” and “get it looked at next week” have none of theirs.
    """
    end = at
    if (parse.word(at) == "till" and parse.word(at - 1) in DETERMINERS) or (
        parse.word(at) == "at" and parse.word(at - 1) == "looked"
    ):
        return at
    while end < at + 3 and parse.word(end) in _LEADS:
        if end > at and parse.word(end - 1) in _NEVER_BEFORE and parse.word(end) not in _ROUGHLY:
            return at
        end += 1
    return end


def _take(parse: Parse, pieces: Pieces) -> bool:
    """Take the next piece, after a connecting word where one stands."""
    for skip, word in _gaps(parse, pieces):
        found = _piece(parse, pieces, skip, word)
        if found:
            pieces.tied |= word in {"on", "at", "@"}
            _put(pieces, found)
            return True
    return False


def _gaps(parse: Parse, pieces: Pieces) -> list[tuple[int, str]]:
    """Where the next piece may begin, and the connecting word before it."""
    last_lead = pieces.leads[-1] if pieces.leads else ""
    gaps = [(pieces.end, "" if pieces.count else last_lead)]
    if pieces.count:
        index = pieces.end
        while index < pieces.end + 2 and parse.word(index) in {
            ",",
            "at",
            "@",
            "on",
            "for",
            "around",
            "about",
            "by",
            "from",
            *(("of",) if pieces.part else ()),
        }:
            index += 1
            gaps.append((index, parse.word(index - 1)))
    return gaps


_SLOTS = (
    *("instant", "ahead", "anchored", "days", "day", "stretch"),
    *("clock_range", "zoned", "clock", "part", "bare"),
)


def _piece(parse: Parse, pieces: Pieces, at: int, before: str) -> Found | None:
    best: Found | None = None
    for category in parse.possible(_SLOTS, at):
        found = parse.match(category, at)
        if found and _fits(parse, pieces, found, before) and (not best or found.end > best.end):
            best = found
    return best


def _fits(parse: Parse, pieces: Pieces, found: Found, before: str) -> bool:
    value = found.value
    if isinstance(value, TimeError):
        return pieces.error is None
    if isinstance(value, Moment):
        return not pieces.count
    if isinstance(value, Day):
        return (
            pieces.day is None
            and pieces.ahead is None
            and not (before in {"at", "@"} and (value.moves or value.weak))
        )
    if isinstance(value, Ahead):
        return pieces.ahead is None and pieces.count < 2 and not (value.weak and pieces.count)
    if isinstance(value, Part):
        return pieces.part is None and (bool(pieces.count) or not value.weak)
    if parse.word(found.end - 1) == "lunch" and _is_clock(parse, found.end):
        return False  # “Sunday lunch 1pm” is at one
    if pieces.clock is not None or (pieces.ahead is not None and pieces.ahead.weak):
        return False  # “the time is now 4 pm” says when it is to be, and not that it is now
    return not value.bare or _bare_fits(parse, pieces, found, before)


def _is_clock(parse: Parse, at: int) -> bool:
    """Whether a time of day stands there, or behind “at”."""
    found = parse.match("clock", at + (parse.word(at) in {"at", "@"}))
    return found is not None


def _bare_fits(parse: Parse, pieces: Pieces, found: Found, before: str) -> bool:
    """A number alone is an hour after "at", behind a day, or before a part of the day."""
    if before in _HOUR_LEADS or pieces.part or (before == "from" and pieces.day):
        return True
    if pieces.day is not None and pieces.day.grain is Grain.DAY:
        return boundary(parse, found.end)
    if found.value.until and parse.match("day", found.end):
        return not pieces.count
    return not pieces.count and _part_follows(parse, found, first=found.end == 1)


def _part_follows(parse: Parse, found: Found, *, first: bool) -> bool:
    """Whether it reads "8 tonight" or "9 tomorrow evening", and not "episode 3 tonight"."""
    if not first and (parse.word(found.end - 2) in _NUMBERED or not 6 <= found.value.hour <= 12):
        return False
    part = parse.match("part", found.end)
    if part and not part.value.weak:
        return True
    day = parse.match("day", found.end)
    return bool(day and (first or parse.match("part", day.end)))


def _put(pieces: Pieces, found: Found) -> None:
    value = found.value
    pieces.end = found.end
    if isinstance(value, TimeError):
        pieces.error = value
    elif isinstance(value, Moment):
        pieces.moment = value
    elif isinstance(value, Day):
        pieces.day = value
    elif isinstance(value, Ahead):
        pieces.ahead = value
    elif isinstance(value, Part):
        pieces.part = value
    else:
        pieces.clock = value


def boundary(parse: Parse, at: int) -> bool:
    """Whether a clause ends before token `at`, so that no noun of it follows."""
    if at >= len(parse.tokens):
        return True
    token = parse.tokens[at]
    if not token.text[0].isalnum():
        return (
            token.text not in {"-", "'", "%", "$", "€", "£", "/", "&", "+", "="} or not token.glued
        )
    if token.text in _CLOSERS:
        return True
    return any(parse.match(category, at) for category in ("day", "clock", "ahead"))


def counts(parse: Parse, start: int, pieces: Pieces, *, whole: bool) -> bool:
    """Whether enough speaks for the pieces being a time here."""
    if not pieces.leads and parse.word(start) == "lunch" and pieces.count > 1:
        return False  # "lunch friday at 1": what is planned, and then when
    if parse.word(start - 1) in _CALLED and parse.word(start) in _NAMES:
        return False
    if whole:
        return not (pieces.count == 1 and pieces.clock and pieces.clock.bare and not pieces.leads)
    if pieces.error is not None:
        return bool(pieces.leads) or _has_word(parse, start, pieces.end)
    closed = boundary(parse, pieces.end)
    if not set(pieces.leads) - _LOOSE_LEADS and _is_about(parse, start, pieces, closed=closed):
        return False
    if pieces.count > 1:
        return _not_all_weak(pieces) and (closed or not _name_only(pieces))
    return _single_counts(parse, start, pieces, closed=closed)


_CALLED = frozenset(
    words("aunt auntie aunty uncle miss mrs ms mr dr nurse sister cousin granny nana baby little")
)
_NAMES = frozenset(words("april may june august sunday wednesday friday summer autumn"))
"""Words for a time that people bear as names: “Aunt May at 6” is at 6."""


def _is_about(parse: Parse, start: int, pieces: Pieces, *, closed: bool) -> bool:
    """Whether it describes a thing: "the 3 pm call", "for the 8 pm show", "about Friday"."""
    before, first = parse.word(start - 1), parse.word(start)
    day = pieces.day is not None and pieces.clock is None
    if "about" in (before, *pieces.leads):
        return day or not closed
    lettered = before == "a" and parse.word(start - 2) in _LETTERED
    owner = "" if lettered else before
    owned = owner in _OWNERS or before.endswith("'s") or "for" in (before, *pieces.leads)
    if day and pieces.day is not None and pieces.day.moves and owner in _OWNERS - _POINTERS:
        return True
    return not closed and (owned or first == "the")


def _name_only(pieces: Pieces) -> bool:
    day = pieces.day
    return day is not None and day.name and not pieces.clock and not pieces.leads


def _single_counts(parse: Parse, start: int, pieces: Pieces, *, closed: bool) -> bool:
    leads = set(pieces.leads)
    if pieces.moment:
        return True
    if pieces.ahead:
        return not pieces.ahead.weak
    if pieces.part:
        return not pieces.part.weak
    if pieces.clock:
        return not pieces.clock.weak or (closed and bool(leads & _HOUR_LEADS))
    return pieces.day is not None and _day_counts(parse, start, pieces.day, leads, closed=closed)


def _day_counts(parse: Parse, start: int, day: Day, leads: set[str], *, closed: bool) -> bool:
    if _is_slashed(parse, start) and closed:
        return True
    if day.weak:
        wanted = _DAY_LEADS if day.grain is Grain.DAY else _STRETCH_LEADS
        begun = _begins(parse, start) and _thing_follows(parse, start)
        return (closed or begun) and bool(leads & wanted)
    if not day.name or leads:
        return True
    if start == 0 and parse.word(0) in _VERBS_TOO:
        return False
    begun = day.moves and _begins(parse, start) and _hour_follows(parse, start)
    return closed or begun or parse.word(start + 1) in _STARTERS


def _hour_follows(parse: Parse, start: int) -> bool:
    """“Monday gym 7am”: an hour without a day of its own, behind the thing, is of the day first.

    “Monday minutes by 5pm today” are due today.
    """
    for at in range(start + 2, min(start + _FEW_TOKENS, len(parse.tokens))):
        if parse.match("day", at) or parse.match("ahead", at) or parse.word(at) in {",", ";"}:
            return False
        led = parse.word(at - 1) in _HOUR_LEADS
        clock = parse.match("clock", at) or (parse.match("bare", at) if led else None)
        if clock and (led or not clock.value.weak):
            return not (parse.match("day", clock.end) or parse.match("ahead", clock.end))
    return False


_FEW_TOKENS = 9
"""How far behind a day the hour of its line stands at most."""


def _begins(parse: Parse, start: int) -> bool:
    """Whether a line begins here, or what a label names: “todo: on the 3rd …”."""
    return start == 0 or parse.word(start - 1) == ":"


def _thing_follows(parse: Parse, start: int) -> bool:
    """“On the 3rd dress rehearsal”: behind the day its task begins; “on the 3rd floor” is none."""
    pieces = collect(parse, start)
    return pieces is not None and parse.word(pieces.end) not in _RANKED


_RANKED = frozenset(
    words(
        "floor storey story hole page row street avenue attempt try round place grade birthday"
        " anniversary edition chapter century lap lane tee tier quarter draft day week month year"
        " night date time one of and or to"
    )
)
"""Things that are counted off: “the 3rd floor” is no day."""


def _is_slashed(parse: Parse, start: int) -> bool:
    """“Essay 8/12”: two numbers with a stroke that are no fraction, no 24/7 and follow a word."""
    token, before = parse.tokens[start], parse.tokens[start - 1] if start else None
    plain = "slash" in token.kinds and "fraction" not in token.kinds and token.text != "24/7"
    return plain and before is not None and before.is_word


def _not_all_weak(pieces: Pieces) -> bool:
    strong_day = pieces.day is not None and not pieces.day.weak
    strong_clock = pieces.clock is not None and not pieces.clock.weak
    strong_part = pieces.part is not None and not pieces.part.weak
    strong = strong_day or strong_clock or strong_part or pieces.ahead is not None
    return strong or bool(pieces.leads) or pieces.tied


def _has_word(parse: Parse, start: int, end: int) -> bool:
    return any(token.is_word and len(token.text) > 2 for token in parse.tokens[start:end])
