"""Log lines as an operator reads them, and steps as a fault test hears them."""

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from evolution_todo.adapters.steps import announcer
from evolution_todo.adapters.telemetry import configure_logging
from evolution_todo.domain.correlation import correlation_id
from todo_agent.turn import Step


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture(autouse=True)
def request_id() -> Iterator[None]:
    token = correlation_id.set("request-7")
    yield
    correlation_id.reset(token)


def test_text_line_names_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "text")
    logging.getLogger("evolution_todo").warning("The disk is %s.", "full")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(" WARNING evolution_todo: The disk is full. [request-7]\n")


def test_json_line_holds_the_request_and_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    error = LookupError("a title that somebody wrote")
    logging.getLogger("evolution_todo").error("It failed.", exc_info=error)
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["message"]) == ("error", "It failed.")
    assert line["correlation_id"] == "request-7"
    assert line["error"] == "builtins.LookupError"


def test_lower_levels_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("warning", "text")
    logging.getLogger("evolution_todo").info("quiet")
    assert capsys.readouterr().err == ""


def test_statements_with_what_people_wrote_are_not_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("debug", "text")
    logging.getLogger("aiosqlite").debug("executing INSERT … 'secret plan'")
    assert capsys.readouterr().err == ""


@pytest.mark.anyio
async def test_turn_waits_at_a_step_until_the_listener_answers(tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []
    arrived, let_go = asyncio.Event(), asyncio.Event()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(json.loads(await reader.readline()))
        arrived.set()
        await let_go.wait()
        writer.write(b"go\n")
        writer.close()

    async with await asyncio.start_unix_server(hear, tmp_path / "steps"):
        tell = announcer(tmp_path / "steps")
        telling = asyncio.ensure_future(tell(Step.TOOL_CALLED, "turn-1"))
        await arrived.wait()
        assert not telling.done()
        let_go.set()
        await telling
    assert heard == [{"step": "tool_called", "turn": "turn-1"}]


@pytest.mark.anyio
async def test_step_that_nobody_answers_is_an_error(tmp_path: Path) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    async with await asyncio.start_unix_server(hang_up, tmp_path / "steps"):
        with pytest.raises(ConnectionError):
            await announcer(tmp_path / "steps")(Step.OPENED, "turn-1")


@pytest.mark.anyio
async def test_without_a_socket_steps_go_by() -> None:
    async with asyncio.timeout(5):  # it would wait for an answer that nobody gives
        await announcer(None)(Step.OPENED, "turn-1")


def test_error_tells_where_it_arose_and_nothing_that_somebody_wrote(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("info", "text")
    error = ValueError("call the doctor about my knee")
    error.__cause__ = OSError(28, "No space left on device", "diary.txt")
    named = {"correlation_id": "request-8"}
    logging.getLogger("evolution_todo").error("It failed.", exc_info=error, extra=named)
    err = capsys.readouterr().err
    assert "builtins.ValueError" in err
    assert "builtins.OSError: No space left on device" in err
    assert "[request-8]" in err
    assert "knee" not in err
    assert "diary" not in err
