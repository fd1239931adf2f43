"""Resources, prompts and completions."""

import json

import pytest
from mcp import Client, MCPError
from mcp.types import PromptReference, ResourceTemplateReference

from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio


async def told(client: Client, uri: str) -> dict[str, object]:
    (content,) = (await client.read_resource(uri)).contents
    assert content.mime_type == "application/json"
    parsed: dict[str, object] = json.loads(content.text)  # type: ignore[union-attr]  # it is text
    return parsed


async def test_resources_are_listed(tools: Tools) -> None:
    resources = (await tools.client.list_resources()).resources
    templates = (await tools.client.list_resource_templates()).resource_templates
    assert [each.uri for each in resources] == ["todo://today"]
    assert [each.uri_template for each in templates] == [
        "todo://tasks/{number}",
        "todo://tags/{name}",
    ]


async def test_today_task_and_tag_are_read(tools: Tools) -> None:
    await tools.add("Report", tags=["work"], due="2026-06-10T18:00", description="Q2")
    await tools.add("Slides", tags=["work"])
    await tools("set_tasks_completed", {"tasks": [{"number": 2}], "completed": True})
    today = await told(tools.client, "todo://today")
    assert [task["title"] for task in today["today"]] == ["Report"]  # type: ignore[attr-defined]  # it is a list
    assert (await told(tools.client, "todo://tasks/1"))["description"] == "Q2"
    tagged = await told(tools.client, "todo://tags/work")
    assert [task["title"] for task in tagged["items"]] == ["Report"]  # type: ignore[attr-defined]  # it is a list


@pytest.mark.parametrize(
    "uri",
    [
        "todo://tasks/9",
        "todo://tasks/one",
        "todo://tasks/99999999999999999999",
        "todo://tasks/..%2F1",
        "todo://users/ada",
    ],
)
async def test_resource_that_is_not_there_is_told_as_invalid_params(tools: Tools, uri: str) -> None:
    with pytest.raises(MCPError) as refused:
        await tools.client.read_resource(uri)
    assert refused.value.code == -32602


async def test_another_persons_task_is_no_resource(tools: Tools, bobs_tools: Tools) -> None:
    await tools.add("Secret", tags=["private"])
    with pytest.raises(MCPError, match="Task not found"):
        await bobs_tools.client.read_resource("todo://tasks/1")
    assert (await told(bobs_tools.client, "todo://tags/private"))["items"] == []


@pytest.mark.parametrize("name", ["plan_my_day", "weekly_review"])
async def test_prompt_is_about_all_tasks_or_those_of_a_tag(tools: Tools, name: str) -> None:
    prompts = (await tools.client.list_prompts()).prompts
    (prompt,) = [each for each in prompts if each.name == name]
    assert prompt.title
    assert prompt.description
    (argument,) = prompt.arguments or []
    assert (argument.name, argument.required) == ("tag", False)
    assert argument.description
    for arguments, narrowed in [({}, False), ({"tag": "work"}, True)]:
        (message,) = (await tools.client.get_prompt(name, arguments)).messages
        assert ("#work" in message.content.text) is narrowed  # type: ignore[union-attr]  # it is text


@pytest.mark.parametrize(
    ("ref", "argument"),
    [
        (PromptReference(name="plan_my_day"), "tag"),
        (PromptReference(name="weekly_review"), "tag"),
        (ResourceTemplateReference(uri="todo://tags/{name}"), "name"),
    ],
)
async def test_tag_names_are_completed_with_the_persons_own(
    tools: Tools,
    bobs_tools: Tools,
    ref: PromptReference | ResourceTemplateReference,
    argument: str,
) -> None:
    await tools.add("Report", tags=["Work", "workshop", "home"])
    for typed, offered in [("wo", ["Work", "workshop"]), ("#H", ["home"]), ("x", [])]:
        given = await tools.client.complete(ref, {"name": argument, "value": typed})
        assert given.completion.values == offered
    theirs = await bobs_tools.client.complete(ref, {"name": argument, "value": ""})
    assert theirs.completion.values == []


async def test_other_arguments_have_no_completions(tools: Tools) -> None:
    ref = ResourceTemplateReference(uri="todo://tasks/{number}")
    given = await tools.client.complete(ref, {"name": "number", "value": "1"})
    assert given.completion.values == []
