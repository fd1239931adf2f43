"""Wall-clock time in a zone: a time in a gap moves forward, a doubled one is the first."""

from datetime import UTC, date, datetime, time, tzinfo


def at(day: date, clock: time, zone: tzinfo | None) -> datetime:
    """The moment the clocks on the wall show this, by the rule above."""
    return settle(datetime.combine(day, clock, zone))


def settle(moment: datetime) -> datetime:
    """A wall-clock time made one that exists: forward out of a gap, the first of a doubled."""
    first = moment.replace(fold=0)
    return first.astimezone(UTC).astimezone(first.tzinfo).replace(fold=0)
