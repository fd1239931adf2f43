"""Every kind of rule around a clock change of every zone, against days counted one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest

from evolution_todo.language.recurrence.occurrences import occurrences
from tests.unit.language.test_recurrence import enumerated

KINDS = (
    {"FREQ": "DAILY"},
    {"FREQ": "DAILY", "INTERVAL": "3"},
    {"FREQ": "DAILY", "BYDAY": "MO,TU,WE,TH,FR"},
    {"FREQ": "WEEKLY"},
    {"FREQ": "WEEKLY", "INTERVAL": "2", "BYDAY": "SA,SU"},
    {"FREQ": "MONTHLY", "BYMONTHDAY": "-1,15"},
    {"FREQ": "MONTHLY", "BYDAY": "-1SU"},
    {"FREQ": "YEARLY"},
)
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The instants within two years at which the clocks of a zone change, to the half hour."""
    for day in range(730):
        first = BEGIN + timedelta(days=day)
        if first.astimezone(zone).utcoffset() == (
            (first + timedelta(days=1)).astimezone(zone).utcoffset()
        ):
            continue
        for step in range(48):
            moment = first + timedelta(minutes=30 * step)
            later = moment + timedelta(minutes=30)
            if moment.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
                yield later


@pytest.mark.parametrize("half", [0, 1], ids=["one", "other"])
def test_each_kind_of_rule_keeps_its_wall_clock_time_across_the_changes_of_every_zone(
    half: int,
) -> None:
    tried = 0
    for zone in map(ZoneInfo, ZONES[half::2]):
        change = next(changes(zone), BEGIN + timedelta(days=90))
        # In a gap, doubled, or just behind: the half hour of the change a week before it.
        wall = (change + timedelta(minutes=30)).astimezone(zone).replace(tzinfo=None)
        start = (wall - timedelta(days=7)).replace(tzinfo=zone, fold=0)
        start = start.astimezone(UTC).astimezone(zone)
        for parts in KINDS:
            rrule = ";".join(f"{name}={value}" for name, value in parts.items())
            found = occurrences(
                rrule=rrule, cron=None, zone=zone, start=start, after=start - timedelta(seconds=1)
            )
            expected = list(islice(enumerated(parts, start, zone), 9))
            assert (zone.key, rrule, list(islice(found, 9))) == (zone.key, rrule, expected)
            tried += 1
    assert tried == len(ZONES[half::2]) * len(KINDS)
