"""Holidays by name: fixed dates, nth weekdays, and those counted from Easter."""

from collections.abc import Callable
from datetime import date, timedelta

from evolution_todo.language.times.amounts import TIMES
from evolution_todo.language.times.calendar_words import Holiday, nth_weekday
from evolution_todo.language.times.grammar import Context

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def _fixed(month: int, day: int) -> Holiday:
    return lambda year: date(year, month, day)


def _nth(place: int, weekday: int, month: int, plus: int = 0) -> Holiday:
    return lambda year: nth_weekday(date(year, month, 1), place, weekday) + timedelta(days=plus)


def _easter(plus: int = 0, *, orthodox: bool = False) -> Holiday:
    def falls(year: int) -> date:
        from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

        found: date = easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN)
        return found + timedelta(days=plus)

    return falls


def _advent(plus: int = 0) -> Holiday:
    def falls(year: int) -> date:
        eve = date(year, 12, 24)
        return eve - timedelta(days=(eve.weekday() + 1) % 7 + 21 - plus)

    return falls


# The rows: names as patterns, the rule, and the date in 2026 or, once passed on 10 June, 2027.
HOLIDAYS: tuple[tuple[tuple[str, ...], Holiday, str], ...] = (
    (("new years|year's", "new year 's?"), _fixed(1, 1), "2027-01-01"),
    (("new year|years|year's eve",), _fixed(12, 31), "2026-12-31"),
    (("epiphany", "three kings day?"), _fixed(1, 6), "2027-01-06"),
    (("martin luther king|king's jr? .?", "mlk"), _nth(3, MON, 1), "2027-01-18"),
    (("groundhog|groundhogs",), _fixed(2, 2), "2027-02-02"),
    (("valentine|valentines|valentine's day?",), _fixed(2, 14), "2027-02-14"),
    (
        ("president|presidents|president's day", "presidents ' day"),
        _nth(3, MON, 2),
        "2027-02-15",
    ),
    (("pi day",), _fixed(3, 14), "2027-03-14"),
    (("saint|st .? patrick|patricks|patrick's",), _fixed(3, 17), "2027-03-17"),
    (("april fool|fools|fool's",), _fixed(4, 1), "2027-04-01"),
    (("earth day",), _fixed(4, 22), "2027-04-22"),
    (("may day",), _fixed(5, 1), "2027-05-01"),
    (("star wars day",), _fixed(5, 4), "2027-05-04"),
    (("cinco de mayo",), _fixed(5, 5), "2027-05-05"),
    (("mother|mothers|mother's|moms day", "mothers ' day"), _nth(2, SUN, 5), "2027-05-09"),
    (("memorial day",), _nth(-1, MON, 5), "2027-05-31"),
    (("flag day",), _fixed(6, 14), "2026-06-14"),
    (("juneteenth",), _fixed(6, 19), "2026-06-19"),
    (("father|fathers|father's|dads day", "fathers ' day"), _nth(3, SUN, 6), "2026-06-21"),
    (("canada day",), _fixed(7, 1), "2026-07-01"),
    (("independence day", "4th|fourth of july"), _fixed(7, 4), "2026-07-04"),
    (("bastille day",), _fixed(7, 14), "2026-07-14"),
    (("parents day", "parent's day", "parents ' day"), _nth(4, SUN, 7), "2026-07-26"),
    (("labor|labour day",), _nth(1, MON, 9), "2026-09-07"),
    (("grandparents|grandparent's day",), _nth(1, MON, 9, 6), "2026-09-13"),
    (
        ("columbus day", "indigenous peoples day", "indigenous peoples ' day"),
        _nth(2, MON, 10),
        "2026-10-12",
    ),
    (("boss|bosses|boss's day",), _fixed(10, 16), "2026-10-16"),
    (("halloween", "hallowe'en"), _fixed(10, 31), "2026-10-31"),
    (
        (
            "all saints|saint's day?",
            "all saints ' day",
        ),
        _fixed(11, 1),
        "2026-11-01",
    ),
    (
        (
            "all souls|soul's day?",
            "all souls ' day",
        ),
        _fixed(11, 2),
        "2026-11-02",
    ),
    (("guy fawkes", "bonfire night"), _fixed(11, 5), "2026-11-05"),
    (("veteran|veterans|veteran's day", "remembrance day"), _fixed(11, 11), "2026-11-11"),
    (("thanksgiving",), _nth(4, THU, 11), "2026-11-26"),
    (("black friday",), _nth(4, THU, 11, 1), "2026-11-27"),
    (("small business saturday",), _nth(4, THU, 11, 2), "2026-11-28"),
    (("cyber monday",), _nth(4, THU, 11, 4), "2026-11-30"),
    (("giving tuesday",), _nth(4, THU, 11, 5), "2026-12-01"),
    (("advent", "advent sunday"), _advent(), "2026-11-29"),
    (("saint|st .? nicholas",), _fixed(12, 6), "2026-12-06"),
    (("xmas|christmas eve",), _fixed(12, 24), "2026-12-24"),
    (("xmas|christmas",), _fixed(12, 25), "2026-12-25"),
    (("boxing day", "saint|st .? stephen|stephens|stephen's day"), _fixed(12, 26), "2026-12-26"),
    (("mardi gras", "shrove|fat tuesday", "pancake day|tuesday"), _easter(-47), "2027-02-09"),
    (("ash wednesday",), _easter(-46), "2027-02-10"),
    (("palm sunday",), _easter(-7), "2027-03-21"),
    (("maundy|holy thursday",), _easter(-3), "2027-03-25"),
    (("good friday",), _easter(-2), "2027-03-26"),
    (("holy saturday",), _easter(-1), "2027-03-27"),
    (("easter sunday?",), _easter(), "2027-03-28"),
    (("easter monday",), _easter(1), "2027-03-29"),
    (("orthodox easter sunday?",), _easter(orthodox=True), "2027-05-02"),
    (("orthodox good friday",), _easter(-2, orthodox=True), "2027-04-30"),
    (("ascension",), _easter(39), "2027-05-06"),
    (("pentecost", "whit sunday", "whitsunday"), _easter(49), "2027-05-16"),
    (("whit monday", "pentecost monday"), _easter(50), "2027-05-17"),
    (("trinity sunday",), _easter(56), "2027-05-23"),
    (("corpus christi",), _easter(60), "2027-05-27"),
)


def _says(falls: Holiday) -> Callable[[Context], Holiday]:
    return lambda _: falls


for _names, _falls, _ in HOLIDAYS:
    for _name in _names:
        TIMES.add("holiday", _name, _says(_falls))
