"""The envelope in which an event travels: a CloudEvent as seed A has it."""

from datetime import datetime
from typing import Any

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.events import REMINDERS, TASK_EVENTS, TASK_UPDATES, TYPE_PREFIX, Event
from evolution_todo.domain.ledger import rfc3339

CONTENT_TYPE = "application/cloudevents+json"
SPEC_VERSION = "1.0"
SOURCE = "/backend"
TOPICS = (TASK_EVENTS, REMINDERS, TASK_UPDATES)

_LONGEST_ID = 36
_LONGEST_TYPE = 100


def envelope(event: Event) -> dict[str, Any]:
    """Return the CloudEvent that is published.

    The person and the correlation id ride in its data, where the seeds have them; `topic` is the
    extension that Dapr would add itself, so that whatever delivers the event, it is whole.
    """
    return {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": SOURCE,
        "type": event.type,
        "time": rfc3339(event.time),
        "datacontenttype": "application/json",
        "topic": event.topic,
        "data": event.data,
    }


def unwrapped(body: object) -> Event:
    """Return the event in a CloudEvent, wherever it has been on its way.

    What carriers add to it (their traces, the name of a component) and what a later version adds
    to its data do not matter here.

    Args:
        body: What was delivered, read as JSON.

    Raises:
        Invalid: it is no event of ours; the same will never be one.
    """
    attributes = _object(body, "body")
    _one_of((SPEC_VERSION,), attributes, "specversion")
    _one_of((SOURCE,), attributes, "source")
    data = _object(attributes.get("data"), "data")
    return Event(
        id=_text(attributes, "id", most=_LONGEST_ID),
        topic=_one_of(TOPICS, attributes, "topic"),
        type=_type(attributes),
        user_id=_text(data, "user_id", most=_LONGEST_ID),
        data=data,
        correlation_id=_text(data, "correlation_id", most=_LONGEST_ID),
        time=_time(attributes),
    )


def _object(value: object, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _no_event(field, "is not a JSON object")
    return value


def _text(values: dict[str, Any], field: str, *, most: int) -> str:
    value = values.get(field)
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise _no_event(field, f"is not a text of 1 to {most} characters")
    return value


def _one_of(known: tuple[str, ...], attributes: dict[str, Any], field: str) -> str:
    value = attributes.get(field)
    if not isinstance(value, str) or value not in known:
        raise _no_event(field, f"is not {' or '.join(known)}")
    return value


def _type(attributes: dict[str, Any]) -> str:
    value = _text(attributes, "type", most=_LONGEST_TYPE)
    if not value.startswith(f"{TYPE_PREFIX}."):
        raise _no_event("type", f"does not begin with {TYPE_PREFIX}")
    return value


def _time(attributes: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(attributes.get("time", ""))
    except (TypeError, ValueError) as error:
        raise _no_event("time", "is not a time") from error
    if moment.tzinfo is None:
        raise _no_event("time", "has no offset from UTC")
    return moment


def _no_event(field: str, problem: str) -> Invalid:
    return Invalid(
        f"This is no event of ours: its {field} {problem}",
        code="not_an_event",
        field=field,
        next_step="Publish the CloudEvent as the contract has it, once wrapped.",
    )
