"""Whose tasks a call reaches, and what a client may say of itself."""

from collections.abc import AsyncIterator

import pytest
from mcp import Client
from mcp.types import Implementation
from sqlmodel import col

from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from mcp_server.app import TodoServer, build_server, connect
from mcp_server.context import Caller
from models import Operation, Task
from tests.integration.mcp.conftest import Json, Tools

pytestmark = pytest.mark.anyio

CLAIMS = {
    "client": "web",
    "conversation_id": "c0ffee",
    "turn_id": "f00d",
    "correlation_id": "mine",
    "user_id": "ada",
}


@pytest.fixture
async def own(server: TodoServer, ada: Caller) -> AsyncIterator[Tools]:
    async with connect(server, ada) as client:
        yield Tools(client)


async def last_operation(unit_of_work: OpenUnitOfWork, actor: Actor) -> Operation:
    async with unit_of_work(actor, read_only=True) as uow:
        rows = await uow.session.exec(owned(uow, Operation).order_by(col(Operation.id).desc()))
        return rows.first() or pytest.fail("there is no operation")


async def test_another_persons_things_are_not_found(tools: Tools, bobs_tools: Tools) -> None:
    (task,) = await tools.add("Secret", tags=["private"], due="tomorrow")
    (tag,) = (await tools("list_tags"))["items"]
    added = await tools(
        "add_reminder", {"task": {"number": 1}, "reminder": {"when": "tomorrow 8am"}}
    )
    operation = added["operation_id"]
    reminder = added["results"][0]["id"]
    ref = {"id": task["id"]}

    reads_and_single_writes: list[tuple[str, Json]] = [
        ("get_task", {"task": ref}),
        ("add_reminder", {"task": ref, "reminder": {"when": "noon"}}),
        ("list_reminders", {"filter": {"task": ref}}),
        ("update_tag", {"tag_id": tag["id"], "changes": {"name": "x"}}),
        ("delete_tag", {"tag_id": tag["id"]}),
        ("update_reminder", {"reminder_id": reminder, "change": {"snooze_minutes": 5}}),
        ("delete_reminder", {"reminder_id": reminder}),
        ("undo", {"operation_id": operation}),
    ]
    for name, arguments in reads_and_single_writes:
        theirs = await bobs_tools.refused(name, arguments)
        assert theirs["code"].endswith("_not_found"), (name, theirs)
    batches: list[tuple[str, Json]] = [
        ("update_tasks", {"updates": [{"task": ref, "title": "Mine"}]}),
        ("set_tasks_completed", {"tasks": [ref], "completed": True}),
        ("delete_tasks", {"tasks": [ref]}),
    ]
    for name, arguments in batches:
        given = await bobs_tools(name, arguments)
        assert [each["code"] for each in given["failures"]] == ["task_not_found"]
        assert given["results"] == []

    assert await bobs_tools.titles() == []
    assert (await bobs_tools("list_tags"))["items"] == []
    assert (await bobs_tools("changes_since", {"seq": 0}))["items"] == []
    assert (await bobs_tools.refused("undo"))["code"] == "nothing_to_undo"
    assert await tools.titles() == ["Secret"]


async def test_missing_task_and_another_persons_are_told_alike(
    tools: Tools, bobs_tools: Tools
) -> None:
    (task,) = await tools.add("Secret")
    theirs = await bobs_tools.refused("get_task", {"task": {"id": task["id"]}})
    missing = await bobs_tools.refused("get_task", {"task": {"id": 987_654}})
    assert theirs["message"] == missing["message"]
    assert theirs["code"] == missing["code"]


@pytest.mark.parametrize("claim", ["user_id", "owner", "user"])
async def test_user_id_is_refused_wherever_it_is_put(tools: Tools, claim: str) -> None:
    top = await tools.refused("find_tasks", {claim: "bob"})
    inside = await tools.refused("find_tasks", {"filter": {claim: "bob"}})
    item = await tools.refused("add_tasks", {"tasks": [{"title": "x", claim: "bob"}]})
    assert {top["code"], inside["code"], item["code"]} == {"unknown_argument"}
    assert await tools.titles() == []


async def test_outside_client_is_named_as_it_declares_and_its_claims_are_ignored(
    server: TodoServer, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    client = Client(server, client_info=Implementation(name="Some Assistant", version="9"))
    async with client:
        await Tools(client)("add_tasks", {"tasks": [{"title": "Milk"}]}, **CLAIMS)
    operation = await last_operation(unit_of_work, actor)
    assert operation.client == "Some Assistant"
    assert operation.conversation_id is None
    assert operation.turn_id is None
    assert operation.correlation_id != "mine"


async def test_outside_client_cannot_take_the_name_of_our_own(
    server: TodoServer, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    async with Client(server, client_info=Implementation(name="web", version="9")) as client:
        await Tools(client).add("Milk")
    assert (await last_operation(unit_of_work, actor)).client == "mcp:web"


async def test_our_own_agent_says_which_turn_of_which_conversation_it_acts_for(
    own: Tools, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    await own("add_tasks", {"tasks": [{"title": "Milk"}]}, **CLAIMS)
    operation = await last_operation(unit_of_work, actor)
    assert (operation.client, operation.correlation_id) == ("web", "mine")
    assert (operation.conversation_id, operation.turn_id) == ("c0ffee", "f00d")


async def test_origin_tells_the_person_from_the_assistant(
    tools: Tools, own: Tools, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    await own.add("Said in chat")
    await tools.add("Sent by an assistant")
    async with unit_of_work(actor, read_only=True) as uow:
        rows = await uow.session.exec(owned(uow, Task).order_by(col(Task.id)))
        assert [(task.title, task.origin) for task in rows] == [
            ("Said in chat", "person"),
            ("Sent by an assistant", "assistant"),
        ]


async def test_connections_of_two_people_at_once_do_not_mix(
    server: TodoServer, ada: Caller, bob: Caller
) -> None:
    async with connect(server, ada) as hers, connect(server, bob) as his:
        await Tools(hers).add("Hers")
        await Tools(his).add("His")
        assert await Tools(hers).titles() == ["Hers"]
        assert await Tools(his).titles() == ["His"]


async def test_our_own_agent_is_spared_the_output_schemas(own: Tools, tools: Tools) -> None:
    told = (await own.client.list_tools()).tools
    assert [tool.name for tool in told] == [t.name for t in (await tools.client.list_tools()).tools]
    assert all(tool.output_schema is None for tool in told)


async def test_error_of_our_own_agent_leaves_its_connection_as_it_was_raised(
    server: TodoServer, ada: Caller
) -> None:
    with pytest.raises(LookupError, match="lost"):
        async with connect(server, ada) as client:
            await Tools(client).add("Milk")
            raise LookupError("lost")


async def test_undo_takes_back_this_clients_own_writes_alone(server: TodoServer) -> None:
    one = Client(server, client_info=Implementation(name="one", version="1"))
    two = Client(server, client_info=Implementation(name="two", version="1"))
    async with one, two:
        await Tools(one).add("From one")
        await Tools(two).add("From two")
        await Tools(one)("undo")
        assert await Tools(two).titles() == ["From two"]


async def test_conversation_that_wrote_nothing_names_the_newest_operation_and_waits(
    tools: Tools, own: Tools
) -> None:
    await tools.add("Milk")
    offered = await own("undo", {}, conversation_id="fresh")
    assert offered["operation_ids"] == []
    assert "Milk" in offered["candidate"]["summary"]
    assert await own.titles() == ["Milk"]
    named = {"operation_id": offered["candidate"]["operation_id"]}
    assert (await own("undo", named, conversation_id="fresh"))["undone"]
    assert await own.titles() == []


async def test_server_without_a_local_person_answers_nobody(unit_of_work: OpenUnitOfWork) -> None:
    server = build_server(unit_of_work=unit_of_work, local_person=None, version="1")
    async with Client(server) as client:
        assert (await Tools(client).refused("find_tasks"))["code"] == "unauthenticated"
