"""What a process counts, under the names that Prometheus shows."""

from prometheus_client import Counter, Gauge

PUBLISHED = Counter("evolution_todo_events_published", "Events that the broker has taken.")
HANDLED = Counter("evolution_todo_events_handled", "Events with an effect kept.", ["consumer"])
FAILED = Counter("evolution_todo_events_failed", "Tries that a consumer gave up.", ["consumer"])
WAITING = Gauge("evolution_todo_outbox_events", "Events that wait to be published.")
LAG = Gauge("evolution_todo_outbox_lag_seconds", "Age of the oldest event that waits.")
REMINDERS = Counter("evolution_todo_reminders_sent", "Reminders that went out or were given up.")
TURNS = Counter("evolution_todo_turns", "Turns that were answered.")
