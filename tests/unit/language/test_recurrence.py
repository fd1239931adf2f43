from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolution_todo.language.recurrence.occurrences import CODES, occurrences, rule_parts
from evolution_todo.language.recurrence.reading import (
    RecurrenceError,
    find_recurrence,
    next_occurrence,
    pattern_of,
    read_recurrence,
    say_rule,
)
from evolution_todo.language.recurrence.rules import RECURRENCES
from evolution_todo.language.times.reading import ImpossibleTime, TimeError, UnreadableTime

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 10, 10, 0, tzinfo=BERLIN)  # a Wednesday
ZONES = tuple(
    ZoneInfo(name)
    for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "UTC")
)
EXAMPLES = sorted({(r.name, r.example.said, r.example.means) for r in RECURRENCES.own if r.example})


@pytest.mark.parametrize(("name", "said", "means"), EXAMPLES)
def test_each_rule_reads_its_example(name: str, said: str, means: str):
    assert read_recurrence(said, NOW).rrule == means


@pytest.mark.parametrize(
    ("said", "rrule", "first", "reading"),
    [
        (
            "every last Friday at 9am",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "2026-06-26T09:00",
            "every last Friday at 9 am",
        ),
        (
            "every other Tuesday at 9",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            "2026-06-16T09:00",
            "every other Tuesday at 9 am",
        ),
        ("every day at 9", "FREQ=DAILY", "2026-06-11T09:00", "every day at 9 am"),
        (
            "at 7am every weekday",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "2026-06-11T07:00",
            "every weekday at 7 am",
        ),
        ("every Wednesday", "FREQ=WEEKLY;BYDAY=WE", "2026-06-10T00:00", "every Wednesday"),
        ("every hour", "FREQ=HOURLY", "2026-06-10T10:00", "every hour"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3", "2026-06-10T00:00", "every 3 months"),
        (
            "every second Saturday of the month",
            "FREQ=MONTHLY;BYDAY=2SA",
            "2026-06-13T00:00",
            "on the second Saturday of every month",
        ),
        (
            "last weekday of every month",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-06-30T00:00",
            "on the last weekday of every month",
        ),
        (
            "every day at 8am, 2pm and 8:30pm",
            "FREQ=DAILY;BYHOUR=8,14,20;BYMINUTE=0,30;BYSETPOS=1,3,6",
            "2026-06-10T14:00",
            "every day at 8 am, 2 pm and 8:30 pm",
        ),
        (
            "every Monday at 7am except in August",
            "FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,7,9,10,11,12;BYDAY=MO",
            "2026-06-15T07:00",
            "every Monday at 7 am except in August",
        ),
        (
            "every Thanksgiving",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            "2026-11-26T00:00",
            "every year on the fourth Thursday in November",
        ),
        (
            "every 2 weeks starting next Monday",
            "FREQ=WEEKLY;INTERVAL=2",
            "2026-06-15T00:00",
            "every other week",
        ),
        (
            "every Friday until July 3rd at 5pm",
            "FREQ=WEEKLY;UNTIL=20260703T215959Z;BYDAY=FR",
            "2026-06-12T17:00",
            "every Friday at 5 pm until 3 July 2026",
        ),
    ],
)
def test_recurrences_begin_with_the_next_time_they_name(
    said: str, rrule: str, first: str, reading: str
):
    read = read_recurrence(said, NOW)
    assert (read.rrule, read.reading) == (rrule, reading)
    assert read.start.replace(tzinfo=None).isoformat(timespec="minutes") == first
    assert read.next_three[0] == read.start
    assert read.all_day == (read.start.time() == time())


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("water plants every 3 days after completion", "every 3 days after completion"),
        ("every! 3 days", "every! 3 days"),
        ("mow the lawn 10 days after I finish", "10 days after I finish"),
    ],
)
def test_after_completion_counts_from_when_it_is_done(text: str, span: str):
    read = find_recurrence(text, NOW)
    assert read is not None
    assert (read.text, read.mode) == (span, "after_completion")
    assert read.reading.endswith("counted from when it is done")


def test_excluded_dates_are_exceptions_and_are_skipped():
    read = read_recurrence("every weekday except 11 June and 24 Dec", NOW)
    assert read.exceptions == (date(2026, 6, 11), date(2026, 12, 24))
    assert [day.day for day in read.next_three] == [10, 12, 15]
    assert read.reading == "every weekday except 11 June 2026, 24 December 2026"


@pytest.mark.parametrize(
    "text",
    ["write weekly report", "the daily standup", "every time I go", "call everyone", "second try"],
)
def test_what_is_no_recurrence_is_not_read_as_one(text: str):
    assert find_recurrence(text, NOW) is None


def test_quoted_recurrences_are_not_read():
    assert find_recurrence('read "every Friday at 9" tomorrow', NOW) is None


@pytest.mark.parametrize(
    ("said", "error", "message"),
    [
        ("every 0 days", RecurrenceError, "A recurrence needs at least one day between its times."),
        ("every 31 February", ImpossibleTime, "There is no 31 February."),
        (
            "every June 1 and December 15",
            RecurrenceError,
            "One rule can fall in several months, but on the same day of each.",
        ),
        (
            "every weekday except public holidays",
            RecurrenceError,
            "I do not know which days your holidays are.",
        ),
        ("every 40th of the month", RecurrenceError, "No month has a day 40."),
        ("every Monday at 25:00", ImpossibleTime, "There is no 25:00 on the clock."),
        (
            "every Monday until July 1 for 3 times",
            RecurrenceError,
            "A recurrence ends at a date or after a count, not both.",
        ),
        ("every Monday until yesterday", RecurrenceError, "That recurrence never happens."),
        ("every day except weekends and weekdays", RecurrenceError, "Every day of it is left out."),
        ("every Easter", RecurrenceError, "That day has no fixed place in the year."),
        (
            "every Monday at 9:30 and 17:00",
            RecurrenceError,
            "Times with different minutes can recur only every day.",
        ),
        ("0 0 31 2 *", RecurrenceError, "That recurrence never happens."),
        ("61 * * * *", RecurrenceError, "“61 * * * *” is not a cron expression of five fields."),
        (
            "FREQ=DAILY;COUNT=3;UNTIL=20260701",
            RecurrenceError,
            "A recurrence ends at a date or after a count, not both.",
        ),
        ("FREQ=SOMETIMES", RecurrenceError, "“FREQ=SOMETIMES” is not a part of a recurrence rule."),
        (
            "FREQ=DAILY;INTERVAL=0",
            RecurrenceError,
            "“INTERVAL=0” is not a part of a recurrence rule.",
        ),
        (
            "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31",
            RecurrenceError,
            "That recurrence never happens.",
        ),
        ("FREQ=SECONDLY;BYMONTH=2", RecurrenceError, "A rule that fine takes no such conditions."),
        ("whenever", UnreadableTime, "I can't read “whenever” as a recurrence."),
    ],
)
def test_what_cannot_recur_is_refused_with_its_reason(
    said: str, error: type[TimeError], message: str
):
    with pytest.raises(error) as refused:
        read_recurrence(said, NOW)
    assert refused.value.message == message
    assert refused.value.next_step


def test_a_cron_expression_is_kept_as_typed():
    read = read_recurrence("0 9 * * MON", NOW)
    assert (read.rrule, read.cron, read.all_day) == (None, "0 9 * * MON", False)
    assert read.next_three[0].isoformat() == "2026-06-15T09:00:00+02:00"
    found = find_recurrence("back up the disk 30 2 * * 1-5", NOW)
    assert found is not None
    assert found.cron == "30 2 * * 1-5"


def test_a_rule_is_read_as_given():
    read = read_recurrence("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", NOW)
    assert (read.rrule, read.all_day) == ("FREQ=MONTHLY;BYMONTHDAY=-1", True)
    assert [day.date().isoformat() for day in read.next_three] == [
        "2026-06-30",
        "2026-07-31",
        "2026-08-31",
    ]


@pytest.mark.parametrize(
    ("rrule", "cron", "pattern"),
    [
        ("FREQ=DAILY", None, "daily"),
        ("FREQ=WEEKLY;BYDAY=TU", None, "weekly"),
        ("FREQ=WEEKLY;COUNT=3", None, "weekly"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", None, "monthly"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", None, "custom"),
        ("FREQ=DAILY;INTERVAL=2", None, "custom"),
        ("FREQ=MONTHLY;BYDAY=-1FR", None, "custom"),
        ("FREQ=YEARLY", None, "custom"),
        (None, "0 9 * * *", "custom"),
    ],
)
def test_only_plain_rules_have_a_plain_pattern(rrule: str | None, cron: str | None, pattern: str):
    assert pattern_of(rrule, cron) == pattern


# --- against a day-by-day enumerator that knows nothing of dateutil


def holds(parts: dict[str, str], day: date, first: date) -> bool:
    """Whether a date rule falls on this day, asked of the day alone."""
    interval = int(parts.get("INTERVAL", 1))
    month_days = [int(n) for n in parts.get("BYMONTHDAY", "").split(",") if n]
    following = day + timedelta(days=1)
    month_length = (
        day.day
        if following.day == 1
        else ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    )
    in_step = {
        "DAILY": (day - first).days % interval == 0,
        "WEEKLY": ((day - first).days + first.weekday()) // 7 % interval == 0,
        "MONTHLY": ((day.year - first.year) * 12 + day.month - first.month) % interval == 0,
        "YEARLY": (day.year - first.year) % interval == 0,
    }[parts["FREQ"]]
    months = [int(n) for n in parts.get("BYMONTH", "").split(",") if n]
    if not in_step or (months and day.month not in months):
        return False
    if month_days and not {day.day, day.day - month_length - 1} & set(month_days):
        return False
    if "BYDAY" in parts:
        return any(weekday_holds(code, day, month_length) for code in parts["BYDAY"].split(","))
    implied = {
        "DAILY": True,
        "WEEKLY": day.weekday() == first.weekday(),
        "MONTHLY": day.day == first.day,
        "YEARLY": (day.month, day.day) == (first.month, first.day),
    }[parts["FREQ"]]
    return bool(month_days) or implied


def weekday_holds(code: str, day: date, month_length: int) -> bool:
    place = int(code[:-2] or 0)
    from_start, from_end = (day.day - 1) // 7 + 1, -((month_length - day.day) // 7 + 1)
    return CODES[day.weekday()] == code[-2:] and place in (0, from_start, from_end)


def enumerated(parts: dict[str, str], start: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The wall-clock time of `start` on every day that holds, made one that exists."""
    for ahead in range(366 * 9):
        day = start.date() + timedelta(days=ahead)
        if holds(parts, day, start.date()):
            wall = datetime.combine(day, start.time(), zone)
            yield wall.astimezone(UTC).astimezone(zone)


weekday_lists = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(",".join)
places = st.tuples(st.sampled_from([1, 2, 3, 4, -1, -2]), st.sampled_from(CODES)).map(
    lambda pair: f"{pair[0]}{pair[1]}"
)
month_days = st.lists(
    st.one_of(st.integers(1, 31), st.integers(-3, -1)), min_size=1, max_size=3, unique=True
).map(lambda days: ",".join(map(str, days)))
rules = st.one_of(
    st.fixed_dictionaries({"FREQ": st.just("DAILY")}),
    st.fixed_dictionaries({"FREQ": st.just("DAILY"), "BYDAY": weekday_lists}),
    st.fixed_dictionaries({"FREQ": st.just("WEEKLY"), "BYDAY": weekday_lists}),
    st.fixed_dictionaries({"FREQ": st.just("WEEKLY"), "BYMONTH": st.just("1,3,10")}),
    st.fixed_dictionaries({"FREQ": st.just("MONTHLY"), "BYDAY": places}),
    st.fixed_dictionaries({"FREQ": st.just("MONTHLY"), "BYMONTHDAY": month_days}),
    st.fixed_dictionaries(
        {"FREQ": st.just("YEARLY"), "BYMONTH": st.just("2"), "BYMONTHDAY": st.just("29")}
    ),
)
# Hypothesis takes wall-clock bounds.
starts = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001  # Hypothesis adds the zone
).map(lambda moment: moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0))


@given(rules, st.integers(1, 4), starts, st.sampled_from(ZONES), st.integers(0, 400))
@settings(max_examples=120, deadline=None)
def test_occurrences_are_those_of_a_day_by_day_enumerator(
    parts: dict[str, str], interval: int, wall: datetime, zone: ZoneInfo, days: int
):
    parts = parts | {"INTERVAL": str(interval)}
    rrule = ";".join(f"{name}={value}" for name, value in parts.items())
    start = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    after = start + timedelta(days=days)
    wanted = (
        moment
        for moment in enumerated(parts, start, zone)
        if moment.astimezone(UTC) > after.astimezone(UTC)
    )
    found = occurrences(rrule=rrule, cron=None, zone=zone, start=start, after=after)
    expected = list(islice(wanted, 4))
    assert list(islice(found, len(expected))) == expected


@given(
    st.sampled_from(["MINUTELY;INTERVAL=25", "HOURLY;INTERVAL=1", "HOURLY;INTERVAL=5"]),
    st.integers(0, 200),
)
@settings(max_examples=40, deadline=None)
def test_hours_and_minutes_stay_in_order_across_a_clock_change(frequency: str, minutes: int):
    start = datetime(2026, 3, 28, 23, 10, tzinfo=BERLIN)
    after = start + timedelta(minutes=minutes)
    found = list(
        islice(
            occurrences(
                rrule=f"FREQ={frequency}", cron=None, zone=BERLIN, start=start, after=after
            ),
            12,
        )
    )
    instants = [moment.astimezone(UTC) for moment in found]
    assert instants == sorted(set(instants))
    assert instants[0] > after.astimezone(UTC)


def test_the_wall_clock_time_is_kept_across_a_clock_change():
    start = datetime(2026, 3, 27, 2, 30, tzinfo=BERLIN)
    found = occurrences(rrule="FREQ=DAILY", cron=None, zone=BERLIN, start=start, after=start)
    assert [moment.isoformat() for moment in islice(found, 3)] == [
        "2026-03-28T02:30:00+01:00",
        "2026-03-29T03:30:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


def test_a_doubled_time_occurs_once_at_its_first():
    start = datetime(2026, 10, 24, 2, 30, tzinfo=BERLIN)
    found = occurrences(rrule="FREQ=DAILY", cron=None, zone=BERLIN, start=start, after=start)
    assert [moment.isoformat() for moment in islice(found, 2)] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-26T02:30:00+01:00",
    ]


def test_a_rule_ends_at_its_count_and_at_its_date():
    start = datetime(2026, 6, 10, 9, tzinfo=BERLIN)

    def following(rrule: str, after: datetime) -> datetime | None:
        return next_occurrence(rrule=rrule, cron=None, zone=BERLIN, start=start, after=after)

    assert following("FREQ=DAILY;COUNT=2", start) == start + timedelta(days=1)
    assert following("FREQ=DAILY;COUNT=2", start + timedelta(days=1)) is None
    assert following("FREQ=DAILY;UNTIL=20260611", start + timedelta(days=1)) is None
    assert following("FREQ=DAILY;UNTIL=20260611T070000Z", start) == start + timedelta(days=1)


def test_skipped_dates_are_passed_over():
    start = datetime(2026, 6, 10, 9, tzinfo=BERLIN)
    skipped = (date(2026, 6, 11), date(2026, 6, 12))
    assert next_occurrence(
        rrule="FREQ=DAILY", cron=None, zone=BERLIN, start=start, after=start, exceptions=skipped
    ) == datetime(2026, 6, 13, 9, tzinfo=BERLIN)


def test_a_rule_in_step_for_years_is_still_in_step():
    start = datetime(2001, 1, 1, 9, tzinfo=BERLIN)
    found = next_occurrence(
        rrule="FREQ=MINUTELY;INTERVAL=7", cron=None, zone=BERLIN, start=start, after=NOW
    )
    assert found is not None
    elapsed = found.replace(tzinfo=None) - start.replace(tzinfo=None)
    assert elapsed % timedelta(minutes=7) == timedelta(0)
    assert timedelta(0) < found - NOW <= timedelta(minutes=7)


@pytest.mark.parametrize("said", [said for _, said, _ in EXAMPLES])
def test_what_a_rule_is_said_to_be_is_read_as_that_rule_again(said: str):
    read = read_recurrence(said, NOW)
    assert read.rrule is not None
    spoken = say_rule(read.rrule, None, start=read.start, all_day=read.all_day)
    again = read_recurrence(spoken, NOW)
    just_before = read.start - timedelta(seconds=1)
    first, second = (
        occurrences(rrule=rule, cron=None, zone=BERLIN, start=read.start, after=just_before)
        for rule in (read.rrule, again.rrule)
    )
    assert list(islice(first, 8)) == list(islice(second, 8))


def test_the_parts_of_a_rule_are_checked_one_by_one():
    assert rule_parts("rrule:freq=weekly;byday=mo,-1fr") == {"FREQ": "WEEKLY", "BYDAY": "MO,-1FR"}
    for broken in (
        "FREQ",
        "FREQ=DAILY;FREQ=DAILY",
        "BYDAY=MO",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=24",
    ):
        with pytest.raises(RecurrenceError):
            rule_parts(broken)


def test_where_a_day_has_several_a_single_one_is_left_out() -> None:
    read = read_recurrence("every 8 hours except tomorrow at 6 pm", NOW)
    assert [f"{each:%d %H}" for each in read.exceptions] == ["11 18"]
    assert read.reading == "every 8 hours except 11 June 2026 at 6 pm"
    assert [f"{each:%d %H:%M}" for each in read.next_three] == ["10 10:00", "10 18:00", "11 02:00"]
    following = next_occurrence(
        rrule=read.rrule,
        cron=None,
        zone=BERLIN,
        start=read.start,
        after=read.start + timedelta(days=1),
        exceptions=read.exceptions,
    )
    assert f"{following:%d %H:%M}" == "12 02:00"


def test_a_time_said_behind_a_day_left_out_is_that_of_the_rule() -> None:
    read = read_recurrence("every weekday except 24 Dec at 9am", NOW)
    assert read.exceptions == (date(2026, 12, 24),)
    assert read.start == datetime(2026, 6, 11, 9, tzinfo=BERLIN)
