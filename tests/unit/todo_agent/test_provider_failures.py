"""What is read in a provider's failure, and what a start loads of providers at all."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx2
import openai
import pytest
from google.genai import errors

from todo_agent.llm.failures import ReplyCut, is_passing, retry_after
from todo_agent.llm.web import ReplyTooLong

REQUEST = httpx2.Request("POST", "http://127.0.0.1/")


def refused(status: int, body: Any = None, **headers: str) -> list[Exception]:
    """The same failure as each library reports it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx2.Response(status, headers=named, request=REQUEST)
    return [
        openai.APIStatusError("no", response=response, body=body),
        errors.APIError(status, {"error": {"message": "no"}}, response),
    ]


@pytest.mark.parametrize("said", ["soon", "", "-5", "1e3", "9" * 30, "Mon, 32 Foo 2026"])
def test_a_wait_that_cannot_be_read_is_none(said: str) -> None:
    assert [retry_after(error, now=0) for error in refused(429, Retry_After=said)] == [None, None]


@pytest.mark.parametrize("details", [None, [], [7], [{"retryDelay": 7}], "x", [{"retryDelay": ""}]])
def test_odd_bodies_of_gemini_ask_for_no_wait(details: Any) -> None:
    error = errors.APIError(429, {"error": {"message": "no", "details": details}})
    assert retry_after(error, now=0) is None


@pytest.mark.parametrize(
    ("failures", "passing"),
    [
        (refused(429), True),
        (refused(500), True),
        (refused(529), True),
        (refused(400), False),
        (refused(401), False),
        ([httpx2.ReadTimeout("", request=REQUEST), httpx2.ConnectError("")], True),
        ([openai.APIConnectionError(request=REQUEST), ReplyCut(), ValueError()], True),
        ([ReplyTooLong(), RuntimeError(), OSError()], False),
    ],
)
def test_only_what_may_pass_is_worth_asking_again(failures: list[Exception], passing: bool) -> None:
    assert {is_passing(error) for error in failures} == {passing}


def test_a_start_loads_no_providers_library() -> None:
    code = (
        "import sys, evolution_todo.processes, todo_agent.live, todo_agent.llm.providers;"
        "sys.exit(bool({'google.genai', 'genai_prices'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603  # our own words
    assert done.returncode == 0
