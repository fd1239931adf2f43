import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_api.limits import deeper_than

LEAVES = st.none() | st.booleans() | st.integers() | st.text('[]{}"\\ab')
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text('[]{}"\\'), inner)
)


def depth_of(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return 0
    return 1 + max(map(depth_of, value), default=0)


@given(JSON, st.integers(0, 5))
def test_json_is_too_deep_exactly_beyond_the_limit(value: Any, limit: int) -> None:
    assert deeper_than(limit, json.dumps(value).encode()) == (depth_of(value) > limit)


@pytest.mark.parametrize(
    "body",
    [b"[" * 5000 + b"]" * 5000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" * 1_000_000],
)
def test_thousands_of_levels_are_too_deep(body: bytes) -> None:
    assert deeper_than(64, body)


@pytest.mark.parametrize("body", [b'"' + b"[" * 5000, b'{"a": "' + b'\\"[' * 5000, b'"[' + b"\\"])
def test_brackets_in_a_text_left_open_do_not_count(body: bytes) -> None:
    assert not deeper_than(64, body)


@given(st.binary(max_size=300))
def test_no_bytes_are_judged_deeper_than_they_are_long(body: bytes) -> None:
    assert not deeper_than(len(body), body)
    if deeper_than(3, body):
        assert body.count(b"[") + body.count(b"{") > 3
