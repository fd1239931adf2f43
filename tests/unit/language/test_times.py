from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolution_todo.language.text.spans import MAX_CHARACTERS, TooLong
from evolution_todo.language.times import parse
from evolution_todo.language.times.amounts import TIMES
from evolution_todo.language.times.holidays import HOLIDAYS
from evolution_todo.language.times.localtime import settle
from evolution_todo.language.times.reading import (
    Grain,
    ImpossibleTime,
    Relation,
    Time,
    TimeError,
    UnreadableTime,
    find_offsets,
    find_times,
    read_offset,
    read_time,
    say_time,
)
from evolution_todo.language.times.tokens import tokenize

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 10, 10, 0, tzinfo=BERLIN)  # a Wednesday
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Asia/Beirut",
        "Pacific/Apia",
        "Asia/Kathmandu",
    )
)
EXAMPLES = sorted({(r.name, r.example.said, r.example.means) for r in TIMES.own if r.example})


def shown(text: str, now: datetime = NOW, *, day_first: bool = False) -> str:
    time = read_time(text, now, day_first=day_first)
    if time.all_day:
        return time.start.date().isoformat()
    return time.start.replace(tzinfo=None).isoformat(timespec="minutes")


@pytest.mark.parametrize(("name", "said", "means"), EXAMPLES)
def test_each_rule_reads_its_example(name: str, said: str, means: str):
    assert shown(said) == means


def test_every_rule_of_times_has_an_example_but_offsets_and_tables_of_names():
    bare = {r.category for r in TIMES.own if not r.example}
    assert bare == {"offset", "day_ahead", "holiday", "zone"}


@pytest.mark.parametrize(("name", "means"), [(names[0], means) for names, _, means in HOLIDAYS])
def test_holidays_fall_on_their_dates(name: str, means: str):
    said = " ".join(w.rstrip("?").split("|")[-1] for w in name.split() if not w.endswith("?"))
    assert shown(said) == means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("at 9", "2026-06-11T09:00"),
        ("at 11", "2026-06-10T11:00"),
        ("at 8am", "2026-06-11T08:00"),
        ("today at 9", "2026-06-10T21:00"),
        ("at 12", "2026-06-10T12:00"),
        ("Wednesday", "2026-06-17"),
        ("Wednesday at 3", "2026-06-10T15:00"),
        ("Wednesday at 8am", "2026-06-17T08:00"),
        ("next Friday", "2026-06-19"),
        ("this weekend", "2026-06-13"),
        ("9 tomorrow evening", "2026-06-11T21:00"),
        ("Friday evening at 8", "2026-06-12T20:00"),
        ("3/4/27", "2027-03-04"),
        ("13/6", "2026-06-13"),
        ("Feb 29", "2028-02-29"),
        ("Fri, Jun 12, 2026 07:00 PM", "2026-06-12T19:00"),
        ("in 3 days at 5pm", "2026-06-13T17:00"),
        ("2026-06-12T17:00:00Z", "2026-06-12T19:00"),
        ("2026-06-12 17:30", "2026-06-12T17:30"),
        ("10/31/84", "1984-10-31"),
        ("31/Oct/2026", "2026-10-31"),
        ("2026-7-3", "2026-07-03"),
        ("8am UTC", "2026-06-11T10:00"),
        ("Monday or so, not", None),
    ],
)
def test_what_english_leaves_open_is_settled_to_the_future(said: str, means: str | None):
    if means is None:
        with pytest.raises(UnreadableTime):
            read_time(said, NOW)
    else:
        assert shown(said) == means


@pytest.mark.parametrize(
    "text",
    [
        "fix bug 1203",
        "call May",
        "Sunday roast recipe",
        "paprika",
        "version 3.4",
        "12 eggs and a 5 kg bag",
        'read "call mom tomorrow"',
        "watch 'the day after tomorrow' again",
        "cook for 30 minutes",
        "call 650-650-6500",
        "party at 10 Downing Street",
        "the 3pm call notes",
        "my Friday meeting notes",
        "tickets for the 8pm show",
        "ask Bob about Friday",
        "march in the parade",
        "on the third floor",
        "plan Christmas dinner",
        "read 1984",
        "second hand books",
        "half a kilo of flour",
        "room 12",
        "sun cream",
        "A4 paper",
        "read pages 10 to 20",
        "buy 3 to 5 apples",
        "email Sam the Q3 report",
        "open 9-5",
        "the score was 3-1",
        "25",
        "3 30",
        "open https://example.com/2026-06-12",
    ],
)
def test_what_is_no_time_is_not_read_as_one(text: str):
    assert find_times(text, NOW) == ()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("dentist thursday 3pm", "thursday 3pm"),
        ("submit the report by Friday 5pm please", "by Friday 5pm"),
        ("turn the light on tomorrow", "tomorrow"),
        ("lunch on the 15th with Sam", "on the 15th"),
        ("email Bob in 2 hours about it", "in 2 hours"),
        ("meet Ann at 5 to discuss", "at 5"),
        ("take the trash out tonight at 9", "tonight at 9"),
        ("log in by 5", "by 5"),
        ("check in on Saturday", "on Saturday"),
        ("vacation July 13-15", "July 13-15"),
    ],
)
def test_the_span_holds_the_expression_with_its_preposition(text: str, span: str):
    (time,) = find_times(text, NOW)
    assert time.span.of(text) == time.text == span


@pytest.mark.parametrize(
    ("said", "relation", "grain"),
    [
        ("by Friday", Relation.BY, Grain.DAY),
        ("until June", Relation.UNTIL, Grain.MONTH),
        ("before noon", Relation.BEFORE, Grain.HOUR),
        ("after 5:30pm", Relation.AFTER, Grain.MINUTE),
        ("since 2024", Relation.SINCE, Grain.YEAR),
        ("within 2 hours", Relation.BY, Grain.MINUTE),
        ("in 2 hours", Relation.AT, Grain.MINUTE),
        ("next week", Relation.AT, Grain.WEEK),
        ("third quarter", Relation.AT, Grain.QUARTER),
    ],
)
def test_relation_and_grain_are_kept(said: str, relation: Relation, grain: Grain):
    time = read_time(said, NOW)
    assert (time.relation, time.grain) == (relation, grain)


def test_a_stretch_has_an_exclusive_end():
    time = read_time("next week", NOW)
    assert time.end is not None
    assert (time.start.date(), time.end.date()) == (date(2026, 6, 15), date(2026, 6, 22))
    assert time.reading == "the week of Monday 15 June 2026"


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("between 3 and 5pm tomorrow", "2026-06-11T15:00", "2026-06-11T17:00"),
        ("Friday 9:30-11", "2026-06-12T09:30", "2026-06-12T11:00"),
        ("July 13-15", "2026-07-13T00:00", "2026-07-16T00:00"),
        ("from Friday to Monday", "2026-06-12T00:00", "2026-06-16T00:00"),
        ("from September to November", "2026-09-01T00:00", "2026-12-01T00:00"),
    ],
)
def test_a_range_has_a_start_and_an_exclusive_end(said: str, start: str, end: str):
    time = read_time(said, NOW)
    assert time.end is not None
    moments = [m.replace(tzinfo=None).isoformat(timespec="minutes") for m in (time.start, time.end)]
    assert moments == [start, end]


def test_an_open_reading_names_the_other_one():
    assert read_time("3/4", NOW).alternatives == ("Saturday 3 April 2027",)
    assert read_time("3/4", NOW, day_first=True).alternatives == ("Thursday 4 March 2027",)
    assert read_time("Friday at 9", NOW).alternatives == ("Friday 12 June 2026 at 21:00",)
    assert read_time("Friday at 9am", NOW).alternatives == ()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("31 February", "There is no 31 February."),
        ("February 29 2027", "There is no 29 February in 2027."),
        ("2026-13-01", "There is no month 13."),
        ("0000-01-01", "There is no year 0 in the calendar."),
        ("10000-01-01", "There is no year 10000 in the calendar."),
        ("25:99", "There is no 25:99 on the clock."),
        ("at 10:75", "There is no 10:75 on the clock."),
        ("Friday 13 June 2026", "13 June 2026 is a Saturday, not a Friday."),
        ("fifth Monday of June 2027", "June 2027 has only 4 Mondays."),
        ("in 99999999 years", "99,999,999 years is further than the calendar goes."),
        ("in 90000 years", "That is further away than the calendar goes."),
    ],
)
def test_an_impossible_value_is_refused_with_its_reason(said: str, message: str):
    with pytest.raises(ImpossibleTime) as refused:
        read_time(said, NOW)
    assert (refused.value.message, refused.value.code) == (message, "time_impossible")
    assert refused.value.next_step
    assert refused.value.span is not None


def test_an_impossible_date_in_a_sentence_is_refused_and_a_ratio_is_left_alone():
    with pytest.raises(ImpossibleTime):
        find_times("pay the rent on 31 February", NOW)
    assert find_times("mix at a ratio of 25:99", NOW) == ()


def test_what_is_no_time_at_all_is_unreadable():
    with pytest.raises(UnreadableTime) as refused:
        read_time("whenever", NOW)
    assert refused.value.code == "time_unreadable"


def test_a_text_too_long_is_refused_unread():
    find_times("a" * MAX_CHARACTERS, NOW)
    with pytest.raises(TooLong):
        find_times("a" * (MAX_CHARACTERS + 1), NOW)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("remind me 15 minutes before", [15]),
        ("a day before and 1 hour before", [1440, 60]),
        ("half an hour beforehand", [30]),
        ("two days in advance", [2880]),
        ("the day before", [1440]),
        ("at the time", [0]),
        ("15 minutes before 5 pm", []),
        ("2 days before Christmas", []),
        ("cook for 15 minutes", []),
    ],
)
def test_offsets_are_found_where_no_time_follows(text: str, minutes: list[int]):
    assert [offset.minutes for offset in find_offsets(text)] == minutes


@pytest.mark.parametrize(
    ("text", "days", "clock"),
    [
        ("remind me the evening before at 7", 1, time(19)),
        ("at 9 the night before", 1, time(21)),
        ("the night before", 1, time(20)),
        ("the day before at noon", 1, time(12)),
        ("two days before at 6 pm", 2, time(18)),
        ("8am on the day", 0, time(8)),
        ("on the day itself at 8", 0, time(8)),
        ("the morning of", 0, time(9)),
        ("first thing that morning", 0, time(9)),
    ],
)
def test_an_offset_may_be_a_time_of_a_day_before_or_of_the_day(text: str, days: int, clock: time):
    (offset,) = find_offsets(text)
    assert (offset.minutes, offset.clock) == (days * 1440, clock)


def test_a_whole_text_may_be_an_offset():
    assert [read_offset(t) and read_offset(t).minutes for t in ("15 minutes before", "1 hour")] == [
        15,
        60,
    ]
    assert read_offset("tomorrow") is None


@pytest.mark.parametrize(
    ("ahead", "all_day", "said"),
    [
        (timedelta(hours=7), False, "today at 5 pm"),
        (timedelta(hours=2), False, "today at noon"),
        (timedelta(days=1), True, "tomorrow"),
        (timedelta(days=-1, minutes=30), False, "yesterday at 10:30 am"),
        (timedelta(days=2, hours=-1), False, "Friday at 9 am"),
        (timedelta(days=9, hours=-1), False, "Fri 19 June at 9 am"),
        (timedelta(days=300), True, "Tue 6 April 2027"),
    ],
)
def test_times_are_said_as_people_say_them(ahead: timedelta, all_day: bool, said: str):
    assert say_time(NOW + ahead, all_day=all_day, now=NOW) == said


def test_a_moment_is_said_in_the_zone_of_the_person():
    assert say_time(datetime(2026, 6, 10, 20, tzinfo=UTC), all_day=False, now=NOW) == (
        "today at 10 pm"
    )


def test_a_time_in_a_gap_moves_forward_and_a_doubled_one_is_the_first():
    before_gap = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert read_time("tomorrow at 2:30am", before_gap).start.isoformat() == (
        "2026-03-29T03:30:00+02:00"
    )
    before_double = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert read_time("tomorrow at 2:30am", before_double).start.isoformat() == (
        "2026-10-25T02:30:00+02:00"
    )


def test_hours_from_now_are_elapsed_hours_across_a_clock_change():
    late = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert read_time("in 2 hours", late).start.isoformat() == "2026-03-29T04:30:00+02:00"


# Hypothesis takes wall-clock bounds.
walls = st.datetimes(
    datetime(2011, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
    datetime(2031, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
)


@given(walls, st.sampled_from(ZONES))
@settings(max_examples=150, deadline=None)
def test_every_wall_clock_time_becomes_one_that_exists_and_is_never_earlier(
    wall: datetime, zone: ZoneInfo
):
    moment = settle(wall.replace(tzinfo=zone))
    there_and_back = moment.astimezone(UTC).astimezone(zone)
    assert there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None) >= wall
    assert moment.fold == 0


WORDS = sorted({word for rule in TIMES.own for element in rule.elements for word in element.words})
texts = st.lists(
    st.sampled_from(
        [*WORDS, "friday", "june", "3", "15", "3rd", "2:30", "3/4", "week", "hour", "x"]
    ),
    max_size=12,
).map(" ".join)


@given(texts | st.text(max_size=60), st.sampled_from(ZONES))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_spans_or_a_time_error(text: str, zone: ZoneInfo):
    now = NOW.astimezone(zone)
    times: tuple[Time, ...] = ()
    error: TimeError | None = None
    try:
        times = find_times(text, now)
    except TimeError as refused:
        error = refused
    assert error is None or error.span is not None
    end = 0
    for each in times:
        assert end <= each.span.start < each.span.end <= len(text)
        assert each.start.tzinfo is zone
        assert 0 <= each.confidence <= 1
        end = each.span.end


def test_the_work_for_a_text_is_bounded(monkeypatch: pytest.MonkeyPatch):
    tried = 0
    apply = parse.Parse._apply

    def counted(self, rule, at):
        nonlocal tried
        tried += 1
        return apply(self, rule, at)

    monkeypatch.setattr(parse.Parse, "_apply", counted)
    for unit in ("1 day ", "half past ", "the first of ", "monday and ", "jan ", "3x ", "twenty "):
        tried = 0
        find_times((unit * 4000)[:4000], NOW)
        assert tried <= parse._MOST_EFFORT


def test_tokens_stand_in_order_and_cover_all_but_whitespace():
    text = "Mom's call at 3:30pm, 15th — “quoted text” #tag"
    tokens = tokenize(text)
    assert "".join(text[t.start : t.end] for t in tokens) == "".join(
        text.replace("quoted text", "quoted_text").split()
    ).replace("quoted_text", "quoted text")


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ("Friday", "a weekday alone is the next one to come"),
        ("3/4", "in numbers the month comes first"),
        ("tomorrow evening", "the evening is 7 pm"),
        (
            "tomorrow at 5",
            "without am or pm, 1 to 6 is in the afternoon and 7 to 11 in the morning",
        ),
        ("5 pm", "a time of day alone is the next one to come"),
        ("12 June 2026 at 17:00", ""),
    ],
)
def test_what_is_left_open_names_the_rule_that_settled_it(said: str, because: str):
    assert read_time(said, NOW).because == because


def test_a_rule_is_tried_only_where_two_words_may_begin_it():
    tokens = tokenize("the milk, the 3rd")
    looked = [TIMES.look(tokens, at).possible(("day",)) for at in range(len(tokens))]
    assert looked == [(), (), (), ("day",), ("day",)]
