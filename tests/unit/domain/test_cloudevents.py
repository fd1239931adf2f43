"""Events in the envelope in which they travel."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evolution_todo.domain.cloudevents import TOPICS, envelope, unwrapped
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.events import Event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.text(min_size=1, max_size=36)

BOUGHT = Event(
    id="0b9f2d0e-6f0c-4a51-9a5e-2f8a36f6a3c4",
    topic="task-events",
    type="com.evolution-todo.task.completed",
    user_id="ada",
    data={"event_type": "completed", "task_id": 1, "user_id": "ada", "correlation_id": "turn-1"},
    correlation_id="turn-1",
    time=datetime(2026, 6, 10, 9, 0, tzinfo=UTC),
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    user_id, correlation_id = draw(NAMES), draw(NAMES)
    data = draw(st.dictionaries(st.text(), JSON, max_size=4))
    return Event(
        id=draw(st.uuids().map(str)),
        topic=draw(st.sampled_from(TOPICS)),
        type=f"com.evolution-todo.{draw(st.sampled_from(['task.created', 'tag.deleted']))}",
        user_id=user_id,
        data=data | {"user_id": user_id, "correlation_id": correlation_id},
        correlation_id=correlation_id,
        time=draw(
            st.datetimes(
                min_value=datetime(1970, 1, 2),  # noqa: DTZ001  hypothesis adds the zone
                max_value=datetime(9999, 12, 30),  # noqa: DTZ001  likewise
                timezones=st.integers(-14, 14).map(lambda h: timezone(timedelta(hours=h))),
            )
        ),
    )


@given(event=events(), added=st.dictionaries(st.from_regex(r"[a-z]{1,20}x", fullmatch=True), JSON))
def test_an_event_comes_out_of_its_envelope_as_it_went_in(
    event: Event, added: dict[str, Any]
) -> None:
    delivered = added | json.loads(json.dumps(envelope(event)))
    assert unwrapped(delivered) == event


def test_the_envelope_is_the_seeds() -> None:
    assert envelope(BOUGHT) == {
        "specversion": "1.0",
        "type": "com.evolution-todo.task.completed",
        "source": "/backend",
        "id": BOUGHT.id,
        "time": "2026-06-10T09:00:00Z",
        "datacontenttype": "application/json",
        "topic": "task-events",
        "data": BOUGHT.data,
    }


def test_what_dapr_adds_on_the_way_is_no_matter() -> None:
    added = {
        "pubsubname": "kafka-pubsub",
        "topic": "task-events",
        "traceid": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate": "",
    }
    assert unwrapped(envelope(BOUGHT) | added) == BOUGHT


def test_fields_of_a_later_version_are_kept() -> None:
    later = envelope(BOUGHT) | {"data": BOUGHT.data | {"mood": {"good": True}}}
    assert unwrapped(later).data["mood"] == {"good": True}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"source": "/elsewhere"}, "source"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": "x" * 37}, "id"),
        ({"topic": "task-events.dead.audit"}, "topic"),
        ({"topic": ["task-events"]}, "topic"),
        ({"type": "com.example.task.created"}, "type"),
        ({"type": "com.evolution-todo." + "x" * 100}, "type"),
        ({"time": None}, "time"),
        ({"time": "yesterday"}, "time"),
        ({"time": "2026-06-10T09:00:00"}, "time"),
        ({"data": None}, "data"),
        ({"data": "{}"}, "data"),
        ({"data": {"correlation_id": "turn-1"}}, "user_id"),
        ({"data": {"user_id": "ada"}}, "correlation_id"),
    ],
)
def test_what_lacks_a_part_is_no_event(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        unwrapped(envelope(BOUGHT) | change)
    assert (caught.value.code, caught.value.field) == ("not_an_event", field)


@pytest.mark.parametrize("body", [None, [], "text", 7, {}, [envelope(BOUGHT)]])
def test_what_is_no_cloud_event_is_none_of_ours(body: object) -> None:
    with pytest.raises(Invalid):
        unwrapped(body)


def test_an_event_wrapped_twice_is_refused() -> None:
    twice = envelope(BOUGHT) | {"data": envelope(BOUGHT)}
    with pytest.raises(Invalid):
        unwrapped(twice)
