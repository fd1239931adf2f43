"""Pieces put together: a day, a time of day and a part of the day in any order make one time.

An expression is found where enough speaks for it. A preposition, a second piece or the end of
the clause speaks for a weak piece ("at 9", "May 3rd at 5", "call mom Friday"); a determiner
before and a noun behind speak against any ("the 3 pm call", "Sunday roast recipe").
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone

from evolution_todo.language import day_words, holidays, stretch_words
from evolution_todo.language.amounts import TIMES, Length, length, moment_after
from evolution_todo.language.calendar_words import DAY, Day, coming, make, monday, next_weekday
from evolution_todo.language.clock import Clock, Part
from evolution_todo.language.grammar import Context, Found, Parse
from evolution_todo.language.localtime import at, settle
from evolution_todo.language.moments import Grain, ImpossibleTime, Relation, TimeError
from evolution_todo.language.tokens import words

rule = TIMES.rule
VOCABULARIES = (day_words, stretch_words, holidays)


@dataclass(frozen=True, slots=True)
class Ahead:
    """So long from now; negative is ago."""

    length: Length
    weak: bool = False
    exact: bool = False
    relation: Relation = Relation.AT


@dataclass(frozen=True, slots=True)
class Moment:
    """What the pieces come to."""

    start: datetime
    end: datetime | None
    all_day: bool
    grain: Grain
    alternatives: tuple[datetime, ...] = ()
    doubt: float = 0.0


@rule(
    "ahead",
    "in the? next? <length> '? time?",
    "in about|around|exactly|like <length>",
    "<length> from now|today",
    "<length> later",
    example=("in 2 hours", "2026-06-10T12:00"),
)
def _in(_: Context, length: Length) -> Ahead:
    return Ahead(length)


@rule("ahead", "within the? next? <length>", example=("within 2 hours", "2026-06-10T12:00"))
def _within(_: Context, length: Length) -> Ahead:
    return Ahead(length, relation=Relation.BY)


@rule("ahead", "<length> ago|back", example=("3 days ago", "2026-06-07T10:00"))
def _ago(_: Context, length: Length) -> Ahead:
    return Ahead(length.negative(), exact=length.unit in ("day", "fortnight"))


@rule("ahead", "<length> hence", example=("7 days hence", "2026-06-17T10:00"))
def _hence(_: Context, length: Length) -> Ahead:
    return Ahead(length, exact=length.unit in ("day", "fortnight"))


@rule("ahead", "in <int>", example=("in 15", "2026-06-10T10:15"))
def _in_minutes(_: Context, minutes: int) -> Ahead | None:
    return Ahead(Length("minute", seconds=60 * minutes), weak=True) if minutes < 1000 else None


@rule(
    "anchored", "<length> from|after|following <day>", example=("a week from Monday", "2026-06-22")
)
def _after_day(_: Context, length: Length, day: Day) -> Day | None:
    return None if length.timed else Day(length.added_to(day.start))


@rule("anchored", "<length> before <day>", example=("2 days before Christmas", "2026-12-23"))
def _before_day(_: Context, length: Length, day: Day) -> Day | None:
    return None if length.timed else Day(length.negative().added_to(day.start))


@rule("anchored", "the? day after <day>", example=("the day after Christmas", "2026-12-26"))
def _day_after(_: Context, day: Day) -> Day:
    return Day(day.start + DAY)


@rule("anchored", "the? day before <day>", example=("the day before Christmas", "2026-12-24"))
def _day_before(_: Context, day: Day) -> Day:
    return Day(day.start - DAY)


@rule("anchored", "the? week of the? <day>", example=("the week of July 15th", "2026-07-13"))
def _week_of(_: Context, day: Day) -> Day:
    first = monday(day.start)
    return Day(first, first + DAY * 7, Grain.WEEK)


@rule("ahead", "in|within the next <unit>", example=("in the next hour", "2026-06-10T11:00"))
def _in_the_next(_: Context, unit: str) -> Ahead | None:
    found = length(1, unit)
    return Ahead(found, relation=Relation.BY) if isinstance(found, Length) else None


@rule("ahead", "now", "right now", "just now", "immediately", example=("now", "2026-06-10T10:00"))
def _now(_: Context) -> Ahead:
    return Ahead(Length("minute"), weak=True)


@rule(
    "anchored",
    "the? <ordinal> <weekday> after <day>",
    example=("third Tuesday after Christmas", "2027-01-12"),
)
def _weekday_after(_: Context, place: int, weekday: int, day: Day) -> Day:
    return Day(next_weekday(day.start, weekday) + DAY * 7 * (place - 1))


@rule(
    "anchored",
    "the? closest|nearest <weekday> to <day>",
    example=("closest Monday to July 1", "2026-06-29"),
)
def _closest_weekday(_: Context, weekday: int, day: Day) -> Day:
    return Day(next_weekday(day.start - DAY * 4, weekday))


@rule("edge_day", "<day>", "<stretch>", example=("from July to September", "2026-07-01"))
def _edge_day(_: Context, day: Day) -> Day:
    return day


@rule(
    "days",
    "from|between <edge_day> -|–|to|until|till|through|thru|and <edge_day>",
    "<day> -|–|to|through|thru <day>",
    example=("from Monday to Wednesday", "2026-06-15"),
)
def _days(_: Context, first: Day, last: Day) -> Day | None:
    start, end = first.start, last.end or last.start + DAY
    if last.moves and end <= start:
        end += DAY * 7
    return Day(start, end, first.grain) if start < end else None


@rule("days", "<monthpart> <dom> -|–|to <dom>", example=("July 13-15", "2026-07-13"))
def _days_of_month(context: Context, month: int, first: int, last: int) -> Day | None:
    start = coming(context.today, month, first)
    end = make(start.year, month, last) + DAY
    return Day(start, end) if start < end else None


@rule(
    "days", "the? <dom> -|–|to the? <dom> of? <monthpart>", example=("13 to 15 July", "2026-07-13")
)
def _days_before_month(context: Context, first: int, last: int, month: int) -> Day | None:
    return _days_of_month(context, month, first, last)


@rule("instant", "<instant_sign>", example=("2026-06-12T17:00", "2026-06-12T17:00"))
def _instant(context: Context, written: str) -> Moment:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ImpossibleTime(f"There is no {written}.") from None
    local = moment if moment.tzinfo else settle(moment.replace(tzinfo=context.now.tzinfo))
    return Moment(local.astimezone(context.now.tzinfo), None, all_day=False, grain=Grain.MINUTE)


# --- words around an expression

_RELATIONS = {
    "by": Relation.BY,
    "until": Relation.UNTIL,
    "till": Relation.UNTIL,
    "til": Relation.UNTIL,
    "through": Relation.UNTIL,
    "thru": Relation.UNTIL,
    "before": Relation.BEFORE,
    "after": Relation.AFTER,
    "since": Relation.SINCE,
}
_LEADS = frozenset(
    {*_RELATIONS, "at", "@", "on", "in", "for", "from", "during", "around", "about", "to"}
    | {"approximately", "approx", "circa", "due", "starting", "beginning", "exactly"}
    | {"later", "sometime"}
)
_HOUR_LEADS = frozenset({"at", "@", "by", "until", "till", "til", "before", "after", "around"})
_HOUR_LEADS |= {"approximately", "approx", "circa"}
_DAY_LEADS = frozenset({*_RELATIONS, "on", "due", "from", "for", "starting", "during", "around"})
_STRETCH_LEADS = _DAY_LEADS | {"in"}
_ROUGHLY = frozenset({"about", "around", "approximately", "approx", "circa", "exactly", "later"})
_NEVER_BEFORE = frozenset({"in", "on", "to", "about", "around", "during"})
_PLACE_LEADS = frozenset({"on", "in", "at", "about", "around"})
_ADVERBIAL = frozenset({"today", "tomorrow", "tmrw", "yesterday", "tonight", "tonite", "tommorow"})
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
_STARTERS = frozenset(
    words(
        "call buy pay get go pick send email write finish clean make book meet do take visit mail "
        "submit order wash water walk feed cook fix check review prepare read return renew text "
        "schedule start ask bring study practice plan update cancel see drop watch have"
    )
)


@dataclass(slots=True)
class Pieces:
    """What an expression is made of so far, and the token after it."""

    end: int
    leads: tuple[str, ...] = ()
    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    ahead: Ahead | None = None
    moment: Moment | None = None
    error: TimeError | None = None
    count: int = 0

    @property
    def dated(self) -> bool:
        """Whether they say a day, and not a time of day alone."""
        return any(piece is not None for piece in (self.day, self.ahead, self.moment))

    @property
    def relation(self) -> Relation:
        """What its prepositions say; "within" says it itself."""
        said = next((_RELATIONS[word] for word in self.leads if word in _RELATIONS), None)
        return said or (self.ahead.relation if self.ahead else Relation.AT)


def beginnings(parse: Parse) -> list[int]:
    """The tokens an expression may begin at: most words need no closer look."""
    return parse.places(*_SLOTS, words=_LEADS)


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
    """The end of the prepositions at a token: "by about" lead together, "in on" do not."""
    end = at
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
    for category in _SLOTS:
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
    if pieces.clock is not None:
        return False
    return not value.bare or _bare_fits(parse, pieces, found, before)


def _bare_fits(parse: Parse, pieces: Pieces, found: Found, before: str) -> bool:
    """A number alone is an hour after "at", behind a day, or before a part of the day."""
    if before in _HOUR_LEADS or pieces.part:
        return True
    if pieces.day is not None and pieces.day.grain is Grain.DAY:
        return found.value.grain is Grain.HOUR and boundary(parse, found.end)
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


def _is_about(parse: Parse, start: int, pieces: Pieces, *, closed: bool) -> bool:
    """Whether it describes a thing: "the 3 pm call", "for the 8 pm show", "about Friday"."""
    before, first = parse.word(start - 1), parse.word(start)
    day = pieces.day is not None and pieces.clock is None
    if "about" in (before, *pieces.leads):
        return day or not closed
    owned = before in _OWNERS or before.endswith("'s") or "for" in (before, *pieces.leads)
    if day and pieces.day is not None and pieces.day.moves and before in _OWNERS - _POINTERS:
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
    if day.weak:
        wanted = _DAY_LEADS if day.grain is Grain.DAY else _STRETCH_LEADS
        return closed and bool(leads & wanted)
    if not day.name or leads:
        return True
    if start == 0 and parse.word(0) in _VERBS_TOO:
        return False
    return closed or parse.word(start + 1) in _STARTERS


def _not_all_weak(pieces: Pieces) -> bool:
    strong_day = pieces.day is not None and not pieces.day.weak
    strong_clock = pieces.clock is not None and not pieces.clock.weak
    strong_part = pieces.part is not None and not pieces.part.weak
    strong = strong_day or strong_clock or strong_part or pieces.ahead is not None
    return strong or bool(pieces.leads)


def _has_word(parse: Parse, start: int, end: int) -> bool:
    return any(token.is_word and len(token.text) > 2 for token in parse.tokens[start:end])


# --- from pieces to a moment


def resolve(pieces: Pieces, context: Context) -> Moment:
    """What the pieces come to.

    Raises:
        TimeError: they name what cannot be.
    """
    if pieces.error is not None:
        raise pieces.error
    try:
        return _resolve(pieces, context)
    except (OverflowError, ValueError) as error:
        if isinstance(error, TimeError):
            raise
        raise ImpossibleTime("That is further away than the calendar goes.") from error


def _resolve(pieces: Pieces, context: Context) -> Moment:
    if pieces.moment is not None:
        return pieces.moment
    if pieces.ahead is not None:
        return _ahead(pieces, pieces.ahead, context)
    if pieces.clock is not None:
        return _timed(pieces, pieces.clock, context)
    if pieces.part is not None:
        return _in_part_of_day(pieces, pieces.part, context)
    assert pieces.day is not None  # noqa: S101 - collect() leaves none of the four empty
    return _whole_days(pieces.day, context)


def _ahead(pieces: Pieces, ahead: Ahead, context: Context) -> Moment:
    length = ahead.length
    if length.timed or ahead.exact:
        moment = moment_after(context.now, length).replace(microsecond=0)
        return Moment(moment, None, all_day=False, grain=Grain.MINUTE)
    day = Day(length.added_to(context.today))
    return _resolve(replace(pieces, ahead=None, day=day), context)


def _whole_days(day: Day, context: Context) -> Moment:
    zone = context.now.tzinfo
    start = at(day.start, time(), zone)
    end = at(day.end, time(), zone) if day.end else None
    others = (at(day.other, time(), zone),) if day.other else ()
    doubt = 0.15 * bool(others) + 0.15 * day.weak
    return Moment(start, end, all_day=True, grain=day.grain, alternatives=others, doubt=doubt)


def _in_part_of_day(pieces: Pieces, part: Part, context: Context) -> Moment:
    clock = Clock(part.hour)
    day = pieces.day or (Day(context.today) if part.today else None)
    moment = _on(day, clock, context)
    if part.name == "night" and part.today and moment <= context.now:
        moment = at(context.today, time(23, 59), context.now.tzinfo)
    return Moment(moment, None, all_day=False, grain=Grain.HOUR, doubt=0.1)


def _timed(pieces: Pieces, said: Clock, context: Context) -> Moment:
    part, day = pieces.part, pieces.day
    if said.until is not None:
        return _range(_on(day, said, context), said.until, context)
    if said.zone is not None:
        return _zoned(day, said, said.zone, context)
    if part is not None:
        clock, day = part.settle(said), day or (Day(context.today) if part.today else None)
        moment = _on(day, clock, context)
        if part.today and moment <= context.now:
            moment = _on(Day(context.today + DAY), clock, context)
        return Moment(moment, None, all_day=False, grain=clock.grain)
    moment = _on(day, said.likely, context)
    if said.sure:
        others = _on(day, replace(said, days=0), context) if said.days else None
        shown = (others,) if others and others != moment else ()
        return Moment(moment, None, all_day=False, grain=said.grain, alternatives=shown)
    other = _on(day, said.likely.other, context)
    today_passed = day is not None and day.start == context.today and not day.moves
    if today_passed and moment <= context.now < other:
        moment, other = other, moment
    return Moment(moment, None, all_day=False, grain=said.grain, alternatives=(other,), doubt=0.1)


def _range(start: datetime, until: Clock, context: Context) -> Moment:
    """From one time of day to another, past midnight when that is earlier."""
    when = time(until.hour, until.minute, until.second)
    end = at(start.date() + timedelta(days=until.days), when, context.now.tzinfo)
    if end <= start:
        end = at(start.date() + DAY, when, context.now.tzinfo)
    return Moment(start, end, all_day=False, grain=Grain.MINUTE)


def _zoned(day: Day | None, said: Clock, hours: int, context: Context) -> Moment:
    """A time said with its zone, on the person's clock."""
    there = Context(context.now.astimezone(timezone(timedelta(hours=hours))))
    moment = _on(day, replace(said, zone=None), there).astimezone(context.now.tzinfo)
    return Moment(moment, None, all_day=False, grain=said.grain)


def _on(day: Day | None, clock: Clock, context: Context) -> datetime:
    """The moment of this clock time on this day; without a day the next one to come."""
    when = time(clock.hour, clock.minute, clock.second)
    zone, ahead = context.now.tzinfo, timedelta(days=clock.days)
    if day is None:
        moment = at(context.today + ahead, when, zone)
        return moment if moment > context.now else at(context.today + ahead + DAY, when, zone)
    if day.moves and day.start == context.today + DAY * 7:
        moment = at(context.today + ahead, when, zone)
        if moment > context.now:
            return moment
    return at(day.start + ahead, when, zone)
