"""The list of tools: what a model is told, and what it costs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from mcp_server.app import INSTRUCTIONS, TOOLS
from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio

SNAPSHOT = Path(__file__).with_name("tools.json")
MOST_TOKENS = 8_000
NAMES = [
    "add_tasks",
    "find_tasks",
    "get_task",
    "update_tasks",
    "set_tasks_completed",
    "delete_tasks",
    "list_tags",
    "add_tag",
    "update_tag",
    "delete_tag",
    "list_reminders",
    "add_reminder",
    "update_reminder",
    "delete_reminder",
    "get_overview",
    "undo",
    "changes_since",
]
READING = {"find_tasks", "get_task", "list_tags", "list_reminders", "get_overview", "changes_since"}
ERROR = {"code": "not_found", "field": None, "message": "No", "next_step": "Go"}


async def listed(tools: Tools) -> list[dict[str, Any]]:
    found = (await tools.client.list_tools()).tools
    return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in found]


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema of an object within a schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


async def test_tools_are_those_of_the_product_in_its_order(tools: Tools) -> None:
    assert [tool["name"] for tool in await listed(tools)] == NAMES


async def test_tool_list_stays_as_it_was_published(tools: Tools) -> None:
    assert await listed(tools) == json.loads(SNAPSHOT.read_text("utf-8")), (
        "the published tools changed: when that is meant, write them with "
        "`python -m tests.integration.mcp.test_tool_list` and tell of it in the changelog"
    )


@pytest.mark.filterwarnings("ignore:open_binary is deprecated")  # the tokenizer's own import
async def test_tool_list_and_instructions_cost_few_tokens(tools: Tools) -> None:
    import bpe_openai

    text = json.dumps(await listed(tools), ensure_ascii=False, separators=(",", ":"))
    tokens = bpe_openai.get_encoding("o200k_base").encode(text + INSTRUCTIONS)
    assert len(tokens) <= MOST_TOKENS


async def test_every_argument_schema_is_closed_and_titles_are_stripped(tools: Tools) -> None:
    for tool in await listed(tools):
        for schema in objects(tool["inputSchema"]):
            assert schema["additionalProperties"] is False, tool["name"]
            assert not isinstance(schema.get("title"), str), tool["name"]
        for schema in objects(tool["outputSchema"]):
            assert not isinstance(schema.get("title"), str), tool["name"]


async def test_no_tool_takes_a_user_id_or_an_idempotency_key(tools: Tools) -> None:
    text = json.dumps([tool["inputSchema"] for tool in await listed(tools)])
    assert "user" not in text
    assert "idempotency" not in text


async def test_every_tool_has_a_title_a_description_and_all_hints(tools: Tools) -> None:
    for tool in await listed(tools):
        assert tool["title"]
        assert tool["description"].endswith(".")
        assert set(tool["annotations"]) == {
            "readOnlyHint",
            "destructiveHint",
            "idempotentHint",
            "openWorldHint",
        }
        assert tool["annotations"]["readOnlyHint"] is (tool["name"] in READING)
        assert tool["annotations"]["openWorldHint"] is False


@pytest.mark.parametrize("name", NAMES)
async def test_schemas_are_sound_and_an_error_fits_the_results(tools: Tools, name: str) -> None:
    (tool,) = [each for each in await listed(tools) if each["name"] == name]
    Draft202012Validator.check_schema(tool["inputSchema"])
    Draft202012Validator.check_schema(tool["outputSchema"])
    # Clients of the TypeScript SDK hold errors against the output schema too.
    Draft202012Validator(tool["outputSchema"]).validate(ERROR)


def write_snapshot() -> None:
    found = [
        {
            "name": tool.name,
            "title": tool.title,
            "description": tool.description,
            "inputSchema": tool.parameters,
            "outputSchema": tool.output_schema,
            "annotations": tool.annotations.model_dump(by_alias=True, exclude_none=True)
            if tool.annotations
            else {},
        }
        for tool in TOOLS
    ]
    SNAPSHOT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write_snapshot()
