"""The agent as the SDK has it: who it is, what it reads, and when its turn ends."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from agents import (
    Agent,
    RunConfig,
    ToolExecutionConfig,
    ToolsToFinalOutputResult,
    set_trace_provider,
    set_tracing_disabled,
)
from agents.tracing.provider import DefaultTraceProvider

from todo_agent.history import within_budget
from todo_agent.questions import said
from todo_agent.tools import Toolbox, refusal

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from agents import FunctionToolResult, Model, RunContextWrapper, Tool
    from agents.items import TResponseInputItem
    from agents.run_config import ToolErrorFormatterArgs

    from todo_agent.turn import OpenTurn

# Nothing of a turn may leave this process but what the chosen model is sent: the SDK's own
# provider would open a client for OpenAI's traces, even to be told that there are none.
set_trace_provider(DefaultTraceProvider())
set_tracing_disabled(disabled=True)


def build_agent(*, model: Model, tools: list[Tool], instructions: str) -> Agent[Toolbox]:
    """The agent of one turn."""
    return Agent(
        name="Evolution Todo",
        instructions=instructions,
        model=model,
        tools=tools,
        tool_use_behavior=_end_on_question,
    )


def _end_on_question(
    context: RunContextWrapper[Toolbox], _results: list[FunctionToolResult]
) -> ToolsToFinalOutputResult:
    question = context.context.question
    if question is None:
        return ToolsToFinalOutputResult(is_final_output=False)
    return ToolsToFinalOutputResult(is_final_output=True, final_output=said(question))


@cache
def run_config() -> RunConfig:
    """How every run goes.

    Nothing is traced; calls run in the order in which they were asked for, so that a list
    after an addition holds it; an unknown tool is an error that the model reads.
    """
    return RunConfig(
        tracing_disabled=True,
        tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1),
        tool_not_found_behavior="return_error_to_model",
        tool_error_formatter=_tool_error,
    )


def _tool_error(error: ToolErrorFormatterArgs[Toolbox]) -> str | None:
    if error.kind != "tool_not_found":
        return None
    message = f"There is no tool called {error.tool_name}"
    return refusal("unknown_tool", message, "Use one of the tools you were given.")


@cache
def _template() -> str:
    return Path(__file__).with_name("instructions.md").read_text(encoding="utf-8")


def instructions(now: datetime, zone: ZoneInfo) -> str:
    """What the model is told, at a moment and in a person's zone."""
    said_now = f"{now.astimezone(zone):%A %d %B %Y, %H:%M}"
    return _template().replace("{now}", said_now).replace("{zone}", zone.key)


def model_input(turn: OpenTurn) -> list[TResponseInputItem]:
    """The conversation as the model reads it: what fits of its history, then the message."""
    return [*within_budget(turn.history), {"role": "user", "content": turn.request.asked}]
