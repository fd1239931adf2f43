"""What a process counts, for whoever asks it; `services.prometheus` writes it out."""

import math
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """Something that is counted; plain numbers, since every process counts and few are asked."""

    name: str
    meaning: str
    label: str | None = None
    """What it is counted by."""
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, amount: int = 1, *, by: str = "") -> None:
        """Count."""
        self.counts[by] += amount


@dataclass(slots=True)
class Reading:
    """Something that goes up and down; not a number while it is unknown."""

    name: str
    meaning: str
    value: float = math.nan


PUBLISHED = Tally("evolution_todo_events_published", "Events that the broker has taken.")
HANDLED = Tally("evolution_todo_events_handled", "Events whose effect is kept.", "consumer")
FAILED = Tally("evolution_todo_events_failed", "Tries that ended with an error.", "consumer")
DROPPED = Tally(
    "evolution_todo_events_dropped", "Deliveries that were no event of anybody here.", "consumer"
)
REMINDERS = Tally("evolution_todo_reminders_sent", "Reminders that went out.")
TURNS = Tally("evolution_todo_turns", "Turns that were answered.")
TALLIES = (PUBLISHED, HANDLED, FAILED, DROPPED, REMINDERS, TURNS)

WAITING = Reading("evolution_todo_outbox_events", "Events that wait to be published.")
LAG = Reading("evolution_todo_outbox_lag_seconds", "Age of the oldest event that waits.")
READINGS = (WAITING, LAG)
