"""Resources: what a client may lay before its model without a tool call."""

from collections.abc import Awaitable

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from pydantic import BaseModel

from evolution_todo.domain.errors import DomainError, NotFound
from mcp_server.context import Entrance, current_call
from mcp_server.schemas import TaskFilter, TaskRef
from mcp_server.tools.across import get_overview
from mcp_server.tools.tasks import find_tasks, get_task

JSON = "application/json"
TAG = "todo://tags/{name}"
MOST_TASKS_OF_A_TAG = 100


def add_to(server: MCPServer[Entrance]) -> None:
    """Add the resources: today, a task, a tag."""
    server.resource("todo://today", title="Today", mime_type=JSON)(today)
    server.resource("todo://tasks/{number}", title="Task", mime_type=JSON)(task)
    server.resource(TAG, title="Tag", mime_type=JSON)(tag)


async def today() -> str:
    """What is overdue, due today and coming up."""
    return await _told(get_overview(await current_call()))


async def task(number: str) -> str:
    """Everything about one task, by its number."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise ResourceNotFoundError("A task's resource is named by its number: todo://tasks/3")
    return await _told(get_task(TaskRef(number=int(number)), await current_call()))


async def tag(name: str) -> str:
    """The open tasks with one tag, the soonest due first."""
    wanted = TaskFilter(tags=[name], completed=False)
    call = await current_call()
    return await _told(find_tasks(call, wanted, sort="due", limit=MOST_TASKS_OF_A_TAG))


async def _told(answer: Awaitable[BaseModel]) -> str:
    try:
        return (await answer).model_dump_json()
    except NotFound as error:
        raise ResourceNotFoundError(f"{error.message}. {error.next_step}") from error
    except DomainError as error:
        raise ResourceError(f"{error.message}. {error.next_step}") from error
