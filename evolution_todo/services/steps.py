"""The points of a service's work between which its process may die."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeAlias


class ServiceStep(StrEnum):
    """Where a service is; each is announced exactly where its words say."""

    EVENTS_READ = "events_read"
    """The relay has read events; nothing of them has been handled or published."""
    EVENTS_HANDLED = "events_handled"
    """Their consumers have acted; nothing of it is committed."""
    EVENTS_PUBLISHED = "events_published"
    """The broker has taken them; they are in the outbox still."""
    EVENTS_SETTLED = "events_settled"
    """What became of them is committed, and they are gone from the outbox."""
    EVENT_HANDLED = "event_handled"
    """A consumer has acted on a single event, or parked it; nothing of it is committed."""
    REMINDERS_CLAIMED = "reminders_claimed"
    """Due reminders are this sweeper's; nothing was sent."""
    REMINDER_SENDING = "reminder_sending"
    """A reminder is about to leave through a channel."""
    REMINDER_SENT = "reminder_sent"
    """The channel has taken it; nothing is marked."""
    REMINDERS_SETTLED = "reminders_settled"
    """What was sent is marked and committed."""


Announce: TypeAlias = Callable[[StrEnum, str], Awaitable[None]]
"""Told of each step with what it is about; a fault test answers it, nobody else does."""
