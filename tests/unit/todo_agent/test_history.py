"""How much of a conversation a model is given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todo_agent.history import (
    HISTORY_TOKENS,
    SHORTENED,
    TURN_TOKENS,
    shortened,
    size,
    tokens,
    within_budget,
)

BRIEFS = [
    {
        "id": 100 + at,
        "number": at,
        "title": f"Call the dentist about tooth {at}",
        "completed": False,
        "priority": "medium",
        "due": "2026-06-10T09:00:00+02:00",
        "tags": ["home"],
        "version": 1,
    }
    for at in range(100)
]


def user(text: str) -> Any:
    return {"role": "user", "content": text}


def said(text: str, signature: str = "") -> Any:
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [part]}
    return message | ({"provider_data": {"thought_signature": signature}} if signature else {})


def called(call_id: str, arguments: Any, result: str, signature: str = "") -> list[Any]:
    call = {
        "type": "function_call",
        "call_id": call_id,
        "name": "find_tasks",
        "arguments": json.dumps(arguments),
        "provider_data": {"thought_signature": signature},
    }
    return [call, {"type": "function_call_output", "call_id": call_id, "output": result}]


@pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"items": BRIEFS, "total": 100, "next_cursor": None}),
        "I have moved “Call mom” to Friday at 9 am; undo takes it back. ",
        "Ich habe die Aufgabe „Zahnarzt anrufen“ für Donnerstag um drei Uhr eingetragen. ",
        "牛乳と卵を買うタスクを追加しました。金曜日の午後五時までです。",
        "أضف مهمة لشراء الحليب والبيض غدا في الخامسة مساء. ",
    ],
)
def test_the_estimate_is_no_less_than_what_a_tokenizer_counts(text: str) -> None:
    import bpe_openai

    assert tokens(text) >= len(bpe_openai.get_encoding("o200k_base").encode(text))


def test_a_conversation_that_fits_is_given_as_it_was() -> None:
    history = [user("hi"), said("Hello."), user("list"), *called("a", {}, "{}", "sig"), said("No.")]
    assert within_budget(history) == history


def test_old_turns_go_whole_and_what_no_message_of_the_person_leads_goes_too() -> None:
    turn = [user("list"), *called("a", {}, "x" * 5_000), said("Here.")]
    given = within_budget([said("cut off by the store"), *turn * 20])
    assert given == turn * (HISTORY_TOKENS // size(turn))
    assert within_budget([said("cut off by the store"), user("hi")]) == [user("hi")]


def test_one_huge_turn_is_shortened_and_leaves_the_others_in() -> None:
    listed = json.dumps({"items": BRIEFS * 5, "total": 500})
    huge = [user("list all"), *called("a", {}, listed, "sig"), said("Here they are.")]
    before = [user("add milk"), *called("b", {"q": "milk"}, '{"results": []}'), said("Added.")]
    given = within_budget([*before, *huge])
    assert given[:4] == before
    assert [item.get("type", "user") for item in given[4:]] == [
        "user",
        "function_call",
        "function_call_output",
        "message",
    ]
    result = json.loads(given[6]["output"])
    assert result["items"] == BRIEFS[: len(result["items"])]
    assert result["items"]
    assert result[SHORTENED] == f"{500 - len(result['items'])} more entries are left out here"
    assert (given[5]["arguments"], given[7]["content"]) == ("{}", "Here they are.")
    assert size(given[4:]) <= TURN_TOKENS


def test_signatures_go_before_words_do() -> None:
    heavy = [user("list"), *called("a", {"filter": {}}, '{"items": []}', "s" * 20_000), said("No.")]
    given = within_budget(heavy)
    assert given[1]["arguments"] == '{"filter": {}}'
    assert given[2]["output"] == '{"items": []}'
    assert "provider_data" not in given[1]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("word " * 1000, str),
        ('{"description": "' + "long " * 1000 + '"}', dict),
        (json.dumps([1] * 3000), dict),
        ("[" * 100_000, str),
    ],
)
def test_what_is_cut_bears_the_mark_and_json_stays_json(text: str, kept: type) -> None:
    cut = shortened(text, 200)
    assert SHORTENED in cut
    assert tokens(cut) < 300
    assert kept is str or isinstance(json.loads(cut), kept)
    assert shortened(text, tokens(text)) == text


texts = st.builds(lambda text, times: text * times, st.text(max_size=20), st.integers(0, 3_000))
results = st.builds(
    lambda size, text: json.dumps({"items": BRIEFS[:size], "note": text}),
    st.integers(0, 100),
    texts,
)
calls = st.lists(
    st.tuples(st.fixed_dictionaries({"text": texts}), st.one_of(results, texts), texts), max_size=8
)
turns = st.lists(st.tuples(texts, calls, texts), max_size=6)


@given(turns)
def test_whatever_was_said_what_is_given_is_whole_in_pairs_and_within_the_budget(
    spoken: list[Any],
) -> None:
    history = []
    for at, (message, made, answer) in enumerate(spoken):
        history += [user(message), said(answer)]
        for number, (arguments, result, signature) in enumerate(made):
            history += called(f"{at}-{number}", arguments, result, signature)
    given = within_budget(history)
    asked = [item["call_id"] for item in given if item.get("type") == "function_call"]
    answered = [item["call_id"] for item in given if item.get("type") == "function_call_output"]
    assert asked == answered
    assert all(
        isinstance(json.loads(item["arguments"]), dict)
        for item in given
        if item.get("type") == "function_call"
    )
    assert not given or given[0]["role"] == "user"
    if spoken:
        assert given[-1].get("type", "user") == history[-1].get("type", "user")
    # Quoting what was quoted may cost a little more than was measured.
    assert size(given) <= HISTORY_TOKENS * 1.5
