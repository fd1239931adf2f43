"""Moments as tools write them, on the person's clocks."""

from datetime import datetime


def local(moment: str, now: datetime) -> datetime:
    """An RFC 3339 moment in the zone of `now`."""
    return datetime.fromisoformat(moment).astimezone(now.tzinfo)
