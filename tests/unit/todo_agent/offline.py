"""A conversation with the offline planner, its tools' results given by the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agents import ModelSettings, ModelTracing
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
)

from todo_agent.llm.offline import OfflineModel

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Wednesday."""

Result = dict[str, Any]
Tool = Callable[[dict[str, Any]], Result] | Result


def brief(number: int, title: str, **more: Any) -> Result:
    """A task as tools give it; its id differs from its number on purpose."""
    return {
        "id": 100 + number,
        "number": number,
        "title": title,
        "completed": False,
        "priority": "medium",
        "due": None,
        "tags": [],
        "version": 1,
    } | more


def page(*briefs: Result, total: int | None = None, next_cursor: str | None = None) -> Result:
    return {"items": list(briefs), "total": total or len(briefs), "next_cursor": next_cursor}


def written(*briefs: Result, failures: tuple[Result, ...] = (), **more: Any) -> Result:
    return {"operation_id": 1, "results": list(briefs), "failures": list(failures)} | more


def asked(items: list[Any]) -> dict[str, Any]:
    """What the SDK passes to a model whose conversation is `items`."""
    return {
        "system_instructions": None,
        "input": items,
        "model_settings": ModelSettings(),
        "tools": [],
        "output_schema": None,
        "handoffs": [],
        "tracing": ModelTracing.DISABLED,
        "previous_response_id": None,
        "conversation_id": None,
        "prompt": None,
    }


async def outputs(model: OfflineModel, items: list[Any]) -> list[Any]:
    return (await model.get_response(**asked(items))).output


class Talk:
    """Messages in, calls and answers out; `tools` gives each tool's result, or makes it."""

    def __init__(self, now: datetime = NOW, **tools: Tool) -> None:
        self.now = now
        self.tools = tools
        self.items: list[Any] = []
        self.rounds: list[list[tuple[str, Any]]] = []
        self.ids: list[str] = []

    @property
    def calls(self) -> list[tuple[str, Any]]:
        """The calls of the last message, in order."""
        return [call for calls in self.rounds for call in calls]

    async def say(self, message: str, *answered: tuple[str, Any, Result]) -> str:
        """Send a message; `answered` are the calls that a yes to a question let through."""
        self.items.append({"role": "user", "content": message})
        self.rounds = []
        for at, (name, arguments, result) in enumerate(answered):
            self._ran(f"yes_{len(self.items)}_{at}", name, json.dumps(arguments), result)
        for _ in range(12):
            # A new instance each time: nothing may be kept in it.
            output = await outputs(OfflineModel(now=self.now), self.items)
            calls = [item for item in output if isinstance(item, ResponseFunctionToolCall)]
            text = "".join(
                part.text
                for item in output
                if isinstance(item, ResponseOutputMessage)
                for part in item.content
                if isinstance(part, ResponseOutputText)
            )
            if text:
                self.items.append({"role": "assistant", "content": text})
            if not calls:
                return text
            self.rounds.append([(call.name, json.loads(call.arguments)) for call in calls])
            for call in calls:
                self.ids.append(call.call_id)
                self._ran(call.call_id, call.name, call.arguments, self._result(call))
            if calls[-1].name == "ask_person":
                question: str = json.loads(calls[-1].arguments)["question"]
                return f"{text}\n{question}".strip()
        raise AssertionError(f"the planner goes round in circles: {self.calls}")

    def _result(self, call: ResponseFunctionToolCall) -> Result:
        if call.name == "ask_person":
            return {"asked": True}
        tool = self.tools[call.name]
        return tool(json.loads(call.arguments)) if callable(tool) else tool

    def _ran(self, call_id: str, name: str, arguments: str, result: Result) -> None:
        self.items += [
            {"type": "function_call", "call_id": call_id, "name": name, "arguments": arguments},
            {"type": "function_call_output", "call_id": call_id, "output": json.dumps(result)},
        ]


def finds(*briefs: Result) -> Callable[[dict[str, Any]], Result]:
    """A `find_tasks` over these tasks that knows text, numbers and state."""

    def find(arguments: dict[str, Any]) -> Result:
        wanted = arguments.get("filter", {})
        kept = [
            each
            for each in briefs
            if wanted.get("text", "").lower() in each["title"].lower()
            and each["number"] in wanted.get("numbers", [each["number"]])
            and each["completed"] == wanted.get("completed", each["completed"])
        ]
        return page(*kept)

    return find
