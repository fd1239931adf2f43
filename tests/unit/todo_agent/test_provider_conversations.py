"""What each provider is given of a conversation that others took part in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.genai import types
from openai.types.responses import ResponseFunctionToolCall

from todo_agent.history import RESULT_TOKENS, SHORTENED, tokens
from todo_agent.llm.conversation import MADE_BY, given, marked, plain
from todo_agent.llm.gemini import UNSIGNED, contents
from todo_agent.llm.openai import accepted

FLASH = "gemini/gemini-3.8-flash"
GPT = "openai/gpt-5.6-luna"


def user(text: str) -> Any:
    return {"role": "user", "content": text}


def call(call_id: str, *, by: str = "", **data: Any) -> Any:
    item = {"type": "function_call", "call_id": call_id, "name": "undo", "arguments": "{}"}
    return item | ({"id": f"fc_{call_id}", "provider_data": {MADE_BY: by, **data}} if by else {})


def result(call_id: str, output: str = "{}") -> Any:
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def thought(by: str, **more: Any) -> Any:
    item = {"type": "reasoning", "id": "rs_1", "summary": [], "provider_data": {MADE_BY: by}}
    return item | more


def signatures(found: Any) -> list[bytes | None]:
    parts: list[types.Part] = [part for content in found for part in content.parts or ()]
    return [part.thought_signature for part in parts if part.function_call]


@pytest.mark.parametrize(
    ("calls", "signed"),
    [
        ([call("1", by=FLASH, thought_signature="c2ln")], [b"sig"]),
        # Another model's signature is as good as none, even another Gemini's.
        ([call("1", by="gemini/gemini-3-pro", thought_signature="c2ln")], [UNSIGNED]),
        ([call("1", by=FLASH, thought_signature="not base64!")], [UNSIGNED]),
        ([call("1", by=FLASH)], [UNSIGNED]),
        ([call("1"), call("2")], [UNSIGNED, None]),
        ([call("1", by=FLASH, thought_signature="c2ln"), call("2", by=FLASH)], [b"sig", None]),
    ],
)
def test_gemini_gets_its_own_signatures_and_the_documented_one_for_the_first_of_others(
    calls: list[Any], signed: list[bytes | None]
) -> None:
    items = [user("undo"), *calls, *(result(each["call_id"]) for each in calls)]
    assert signatures(contents(given(items), FLASH)) == signed


def test_each_step_of_calls_that_gemini_did_not_make_is_signed() -> None:
    items = [user("undo"), call("1"), result("1"), call("2"), result("2"), user("thanks")]
    found = list(contents(given(items), FLASH))
    assert signatures(found) == [UNSIGNED, UNSIGNED]
    assert [content.role for content in found] == ["user", "model", "user", "model", "user"]


def test_openai_gets_its_own_items_whole_within_the_turn_and_plain_before() -> None:
    before = [user("undo"), thought(GPT, encrypted_content="e"), call("1", by=GPT), result("1")]
    now = [user("again"), thought(GPT, encrypted_content="e"), call("2", by=GPT), result("2")]
    assert accepted([*before, *now], GPT) == [
        user("undo"),
        call("1"),
        result("1"),
        user("again"),
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "e"},
        call("2") | {"id": "fc_2"},
        result("2"),
    ]


@pytest.mark.parametrize(
    "items",
    [
        # Kept by nobody, so that its id alone would be looked for in vain.
        [thought(GPT), call("1", by=GPT), result("1")],
        # Its call was held back by the gate.
        [call("1", by=GPT), result("1"), thought(GPT, encrypted_content="e")],
        [thought(FLASH, encrypted_content="e"), call("1", by=GPT), result("1")],
    ],
)
def test_reasoning_that_openai_would_refuse_stays_away(items: list[Any]) -> None:
    found = accepted([user("undo"), *items], GPT)
    assert [item.get("type") for item in found] == [None, "function_call", "function_call_output"]


def test_calls_and_results_without_each_other_go() -> None:
    items = [user("undo"), call("1"), result("2"), call("3"), result("3")]
    assert [item.get("call_id") for item in given(items)] == [None, "3", "3"]
    assert given("hello") == [user("hello")]


def test_an_item_without_a_form_that_all_take_has_none() -> None:
    assert plain({"type": "item_reference", "id": "x"}) is None
    assert plain(thought(GPT)) is None
    named = call("1") | {"name": "drop table; --" + "x" * 80}
    assert (plain(named) or {})["name"] == ("drop_table__--" + "x" * 80)[:64]


def test_a_huge_result_of_this_turn_is_shortened_with_a_mark() -> None:
    huge = json.dumps({"items": [{"id": at, "title": "x" * 500} for at in range(1_000)]})
    (_, _, shorter) = accepted([user("list"), call("1"), result("1", huge)], GPT)
    assert SHORTENED in json.loads(shorter["output"])
    assert tokens(shorter["output"]) <= RESULT_TOKENS + 50


def test_a_mark_survives_the_way_through_json_with_what_the_library_left() -> None:
    made = ResponseFunctionToolCall.model_validate(
        {**call("1"), "provider_data": {"model": "qwen3"}}
    )
    stored = marked(made, "openai-compatible/qwen3", more=1).model_dump(
        mode="json", exclude_unset=True
    )
    assert stored["provider_data"] == {
        "model": "qwen3",
        MADE_BY: "openai-compatible/qwen3",
        "more": 1,
    }
