"""What each provider's failures come to: asked again, given up politely, or finished offline."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

import pytest

from tests.integration.providers.provider import Cut, Provider, Raw, Status, serving
from tests.integration.providers.talk import ADA, Talk
from tests.integration.providers.test_conversations import DONE, adding
from tests.integration.providers.wires import KEY, Call, GeminiWire, Reply
from todo_agent import wording
from todo_agent.budgets import Limits
from todo_agent.errors import AssistantUnavailable
from todo_agent.llm import web
from todo_agent.llm.retrying import LONGEST_WAIT_SECONDS, TRIES
from todo_agent.turn import Answer

pytestmark = pytest.mark.anyio

SEVEN_SECONDS_ON = "Thu, 28 May 2026 20:26:47 GMT"
"""Of the moment that the clock of these tests stands at."""
RETRY_INFO = {
    "error": {
        "code": 429,
        "message": "Resource exhausted",
        "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}],
    }
}


def fell_back(answer: Answer) -> bool:
    return any(said in answer.response for said in wording.FALLBACKS)


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "2"}, 2),
        ({"Retry-After": SEVEN_SECONDS_ON}, 7),
        ({"Retry-After": "Thu, 28 May 2026 20:26:30 GMT"}, 0),
        ({"Retry-After-Ms": "1500", "Retry-After": "2"}, 1.5),
        ({"Retry-After": "20"}, 20),
    ],
)
async def test_a_busy_provider_is_asked_again_when_it_said(
    talk: Talk, provider: Provider, headers: dict[str, str], waited: float
) -> None:
    provider.script = [Status(code=429, headers=headers), Reply(calls=adding("Milk")), DONE]
    answer = await talk.say("add milk")
    assert (answer.response, await talk.titles()) == ("All done.", ["Milk"])
    assert talk.waits == [waited]


async def test_gemini_says_how_long_to_wait_in_the_body(talk: Talk) -> None:
    wire = GeminiWire()
    async with serving(wire) as provider:
        talk.think_with(wire, provider.address)
        provider.script = [Status(code=429, body=RETRY_INFO), DONE]
        assert (await talk.say("hello")).response == "All done."
        assert talk.waits == [3.5]


async def test_a_wait_longer_than_anybody_has_ends_offline_at_once(
    talk: Talk, provider: Provider
) -> None:
    asked = str(int(LONGEST_WAIT_SECONDS) + 1)
    provider.script = [Status(code=429, headers={"Retry-After": asked}), DONE]
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (await talk.titles(), talk.waits, len(provider.bodies)) == (["Milk"], [], 1)


@pytest.mark.parametrize("code", [500, 503, 408])
async def test_a_failing_provider_is_asked_again_with_growing_pauses(
    talk: Talk, provider: Provider, code: int
) -> None:
    provider.script = [Status(code=code), Status(code=code), DONE]
    assert (await talk.say("hello")).response == "All done."
    first, second = talk.waits
    assert 0.25 <= first <= 0.5 <= second <= 1


async def test_a_provider_that_keeps_failing_is_replaced_for_the_message_and_asked_for_the_next(
    talk: Talk, provider: Provider
) -> None:
    provider.script = [Status(code=503)] * TRIES
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (answer.usage, await talk.titles(), len(talk.waits)) == (None, ["Milk"], TRIES - 1)
    provider.script = [DONE]
    assert (await talk.say("thanks")).response == "All done."


async def test_without_a_fallback_the_message_stays_open_for_a_retry(
    talk: Talk, provider: Provider
) -> None:
    talk.fallback = False
    provider.script = [Reply(calls=adding("Milk")), *[Status(code=503)] * TRIES]
    with pytest.raises(AssistantUnavailable):
        await talk.say("add milk", message_id="one")
    provider.script = [DONE]
    assert (await talk.say("add milk", message_id="one")).response == "All done."
    assert await talk.titles() == ["Milk"]


@pytest.mark.parametrize("code", [400, 401, 403, 404])
async def test_what_the_provider_refuses_is_not_asked_again_and_no_key_is_told(
    talk: Talk, provider: Provider, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.script = [Status(code=code)]
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (talk.waits, len(provider.bodies)) == ([], 1)
    said = f"{answer} {[record.getMessage() for record in caplog.records]} {caplog.text}"
    assert KEY not in said


@pytest.mark.parametrize("provider", ["openai", "compatible"], indirect=True)
async def test_an_account_without_money_is_not_waited_for(talk: Talk, provider: Provider) -> None:
    body = {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}
    provider.script = [Status(code=429, body=body)]
    assert fell_back(await talk.say("add milk"))
    assert talk.waits == []


async def test_nobody_listens_there(talk: Talk, provider: Provider) -> None:
    talk.think_with(provider.wire, "http://127.0.0.1:9")
    assert fell_back(await talk.say("add milk"))
    assert (await talk.titles(), len(talk.waits)) == (["Milk"], TRIES - 1)


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("frames", [0, 1])
async def test_a_stream_that_breaks_before_its_first_word_is_asked_for_again(
    talk: Talk, provider: Provider, frames: int, in_order: bool
) -> None:
    cut = Cut(reply=Reply(words=["Well"]), frames=frames, in_order=in_order)
    provider.script = [cut, DONE]
    assert (await talk.say("hello")).response == "All done."
    assert talk.spoken == ["All ", "done."]
    assert len(talk.waits) == 1


@pytest.mark.parametrize("in_order", [True, False])
async def test_calls_of_a_stream_that_breaks_are_not_made_but_asked_for_again(
    talk: Talk, provider: Provider, in_order: bool
) -> None:
    frames = len(list(provider.wire.frames(Reply(calls=adding("Milk", "Eggs")))))
    # All but the end: the usage and the last word of Chat Completions come after it.
    whole = frames - (3 if provider.wire.choice("").provider == "openai-compatible" else 1)
    cut = Cut(reply=Reply(calls=adding("Milk", "Eggs")), frames=whole, in_order=in_order)
    provider.script = [cut, Reply(calls=adding("Milk", "Eggs")), DONE]
    assert (await talk.say("add milk and eggs")).response == "All done."
    assert await talk.titles() == ["Milk", "Eggs"]


async def test_a_stream_that_breaks_after_its_first_word_is_finished_offline_and_repeats_nothing(
    talk: Talk, provider: Provider
) -> None:
    frames = [bytes(each) for each in provider.wire.frames(Reply(words=["Almost ", "there"]))]
    spoken = next(at for at, frame in enumerate(frames) if b"Almost" in frame)
    cut = Cut(reply=Reply(words=["Almost ", "there"]), frames=spoken + 1)
    provider.script = [Reply(calls=adding("Milk")), cut, DONE]
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (await talk.titles(), talk.waits, len(provider.bodies)) == (["Milk"], [], 2)
    assert "".join(talk.spoken).startswith("Almost …\n\n")


GARBAGE = [
    b"\x00\xff\xfe garbage \r\n\r\n",
    b"data: {not json\n\n",
    b'data: {"choices": 7, "candidates": "none", "type": "response.completed"}\n\n',
    b"<html><body>Bad gateway</body></html>",
    b"",
]


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_is_asked_for_again_and_then_given_up(
    talk: Talk, provider: Provider, garbage: bytes
) -> None:
    provider.script = [Raw(data=garbage)] * TRIES
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (await talk.titles(), len(provider.bodies)) == (["Milk"], TRIES)


@pytest.mark.parametrize("data", [b"data: \n", b"x" * 1000])
async def test_a_stream_without_an_end_is_cut_by_its_length(
    talk: Talk, provider: Provider, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(web, "REPLY_BYTES", 200_000)
    provider.script = [Raw(data=data, endless=True)]
    assert fell_back(await talk.say("add milk"))
    assert (await talk.titles(), len(provider.bodies)) == (["Milk"], 1)


async def test_words_without_an_end_are_cut_too(
    talk: Talk, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "REPLY_BYTES", 200_000)
    frames = list(provider.wire.frames(Reply(words=["on and on "])))
    at = next(at for at, frame in enumerate(frames) if b"on and on" in frame)
    begun = b"".join(frames[:at])
    provider.script = [Raw(data=begun + frames[at] * 2000, endless=True)]
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (await talk.titles(), len(provider.bodies)) == (["Milk"], 1)


async def test_a_loop_of_tool_calls_ends_in_a_polite_answer(talk: Talk, provider: Provider) -> None:
    talk.limits = Limits(tool_calls=4)
    provider.script = [Reply(calls=adding(f"Task {turn}")) for turn in range(10)]
    answer = await talk.say("add tasks")
    assert answer.response.startswith("That is more than one message may do")
    assert len(await talk.titles()) == 4
    assert answer.usage is not None
    assert answer.usage.output_tokens == 50 * len(provider.bodies)
    provider.script = [DONE]
    assert (await talk.say("thanks")).response == "All done."


async def test_a_tool_that_there_is_not_is_told_to_the_model(
    talk: Talk, provider: Provider
) -> None:
    made_up = Call(name="drop table tasks!", arguments={"all": True})
    provider.script = [Reply(calls=[made_up]), Reply(words=["I cannot do that."]), DONE]
    answer = await talk.say("drop everything")
    assert answer.response == f"I cannot do that.\n\n{wording.NOT_DONE}"
    assert answer.tool_calls == ()
    assert "unknown_tool" in next(each.result for each in provider.last if each.result)
    assert (await talk.say("thanks")).response == "All done."


REFUSALS: dict[str, Any] = {
    "gemini": ["SAFETY", "PROHIBITED_CONTENT", "blocked"],
    "openai": ["refusal"],
    "openai-compatible": ["refusal", "content_filter"],
}


async def test_a_refusal_is_told_in_words_and_nothing_is_done(
    talk: Talk, provider: Provider
) -> None:
    for end in REFUSALS[provider.wire.choice("").provider]:
        provider.script = [Reply(end=end, calls=adding("Bomb") if end == "SAFETY" else ())]
        answer = await talk.say("something bad")
        assert re.search("cannot|withheld", answer.response), end
        assert not fell_back(answer)
        assert answer.tool_calls == ()
    provider.script = [DONE]
    assert (await talk.say("thanks")).response == "All done."


LIMITS = {"gemini": "MAX_TOKENS", "openai": "max_output_tokens", "openai-compatible": "length"}


async def test_an_answer_that_reached_its_limit_is_kept_as_far_as_it_came(
    talk: Talk, provider: Provider
) -> None:
    end = LIMITS[provider.wire.choice("").provider]
    provider.script = [Reply(words=["You have ", "many"], end=end), DONE]
    answer = await talk.say("list all")
    assert answer.response == f"You have many{wording.CUT_SHORT}"
    assert "".join(talk.spoken) == answer.response
    assert (await talk.say("thanks")).response == "All done."


async def test_a_reply_cut_before_it_did_what_was_asked_is_finished_offline(
    talk: Talk, provider: Provider
) -> None:
    end = LIMITS[provider.wire.choice("").provider]
    provider.script = [Reply(words=["I have ", "not"], end=end)]
    answer = await talk.say("add rice friday")
    assert fell_back(answer)
    assert "I have not" not in answer.response
    assert await talk.titles() == ["Rice"]


@pytest.mark.parametrize("provider", ["gemini", "openai"], indirect=True)
async def test_a_limit_that_was_reached_before_any_word_is_not_paid_for_twice(
    talk: Talk, provider: Provider
) -> None:
    provider.script = [Reply(end=LIMITS[provider.wire.choice("").provider])]
    assert fell_back(await talk.say("add milk"))
    assert (await talk.titles(), talk.waits) == (["Milk"], [])


BROKEN = {"gemini": "MALFORMED_FUNCTION_CALL", "openai": "failed", "openai-compatible": "length"}


async def test_a_reply_that_the_provider_itself_calls_broken_is_asked_for_again(
    talk: Talk, provider: Provider
) -> None:
    end = BROKEN[provider.wire.choice("").provider]
    provider.script = [Reply(end=end), DONE]
    assert (await talk.say("hello")).response == "All done."
    assert len(talk.waits) == 1


async def test_a_stop_ends_the_wait_for_a_provider(talk: Talk, provider: Provider) -> None:
    waiting = asyncio.Event()

    async def wait_for_ever(_seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    talk.think_with(provider.wire, provider.address, sleep=wait_for_ever)
    provider.script = [Status(code=503)]
    saying = asyncio.create_task(talk.say("add milk", message_id="one"))
    await waiting.wait()
    assert talk.process is not None
    await talk.process.stop(person=ADA, message_id="one")
    assert (await saying).response == "Stopped. Nothing was changed."


async def test_the_turns_own_time_ends_the_wait_and_the_planner_answers(
    talk: Talk, provider: Provider
) -> None:
    talk.limits = Limits(seconds=2)
    talk.think_with(provider.wire, provider.address, sleep=asyncio.sleep)
    provider.script = [Status(code=429, headers={"Retry-After": "20"})]
    answer = await talk.say("add milk")
    assert fell_back(answer)
    assert (await talk.titles(), len(provider.bodies)) == (["Milk"], 1)


async def test_a_provider_that_said_nothing_at_all_is_asked_again_and_then_given_up(
    talk: Talk, provider: Provider
) -> None:
    provider.script = [Reply(), DONE]
    assert (await talk.say("hello")).response == "All done."
    assert len(talk.waits) == 1
    provider.script = [Reply()] * 3
    assert fell_back(await talk.say("add rice friday"))
    assert await talk.titles() == ["Rice"]


async def test_what_a_provider_refuses_is_not_said_to_be_out_of_reach(
    talk: Talk, provider: Provider
) -> None:
    for code in (400, 401, 404):
        provider.script = [Status(code=code)]
        assert (await talk.say("hello")).response.startswith(wording.REFUSED)
    provider.script = [Status(code=503)] * 3
    assert (await talk.say("hello")).response.startswith(wording.FALLEN_BACK)
