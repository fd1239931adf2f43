"""Tools for tasks."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Elicit, Resolve
from pydantic import Field

from evolution_todo.domain.errors import NotFound
from mcp_server import consent, late
from mcp_server.consent import Consent
from mcp_server.context import Call, CurrentCall
from mcp_server.schemas import (
    Cursor,
    NewTask,
    Scope,
    TaskDetails,
    TaskFilter,
    TaskPage,
    TaskRef,
    TasksWritten,
    TaskUpdate,
)
from mcp_server.tools.registry import ADDS, CHANGES, DELETES, READS, SETS, tool
from mcp_server.views import (
    brief,
    details,
    draft_of,
    failures_of,
    patch_of,
    query_of,
    read_backs,
    ref_of,
)

if TYPE_CHECKING:
    from evolution_todo.domain.ports import UnitOfWork
    from evolution_todo.domain.views import Written

Item = TypeVar("Item")
Batch = Field(min_length=1, max_length=50)
Refs = Annotated[list[TaskRef], Batch]
Sort = Literal["due", "-due", "priority", "-priority", "created", "-created", "title", "-title"]
Limit = Annotated[int, Field(strict=True, ge=1, le=100)]


async def add_tasks(tasks: Annotated[list[NewTask], Batch], call: CurrentCall) -> TasksWritten:
    """Add tasks, each settled on its own; receipts say how dates and rules were read."""

    async def add(uow: "UnitOfWork", new: NewTask) -> "Written":
        return await late.tasks.add(uow, draft_of(new))

    return await _settle_each(call, tasks, add)


async def find_tasks(
    call: CurrentCall,
    filter: TaskFilter | None = None,  # noqa: A002  the argument's name is the contract's
    sort: Annotated[Sort | None, Field(description="“-” reverses")] = None,
    limit: Limit = 20,
    cursor: Cursor | None = None,
) -> TaskPage:
    """Find tasks by text, number, state, priority, tags or due time; without a filter, all."""
    query = query_of(filter, sort=sort, limit=limit, cursor=cursor.value if cursor else None)
    async with call.reading() as uow:
        page = await late.finding.find(uow, query)
        whole = cursor is None and page.next_cursor is None
        total = len(page.items) if whole else await late.finding.count(uow, query)
    return TaskPage(
        items=[brief(task) for task in page.items], total=total, next_cursor=page.next_cursor
    )


async def get_task(task: TaskRef, call: CurrentCall) -> TaskDetails:
    """Get everything about one task."""
    async with call.reading() as uow:
        found = await late.tasks.get(uow, ref_of(task))
        pending = await late.reminders.find(uow, task_id=found.id, statuses=["pending"])
        siblings = await late.tasks.siblings(uow, found.id) if found.is_recurring else ()
        return details(found, pending.items, siblings)


async def update_tasks(
    updates: Annotated[list[TaskUpdate], Batch], call: CurrentCall
) -> TasksWritten:
    """Change tasks, each settled on its own; what is not named stays, clear empties."""

    async def update(uow: "UnitOfWork", change: TaskUpdate) -> "Written":
        scope = change.scope or "this"
        return await late.tasks.update(uow, ref_of(change.task), patch_of(change), scope=scope)

    return await _settle_each(call, updates, update)


async def set_tasks_completed(
    tasks: Refs, completed: Annotated[bool, Field(strict=True)], call: CurrentCall
) -> TasksWritten:
    """Complete tasks, or reopen them; a completed recurring one is followed by its next."""

    async def settle(uow: "UnitOfWork", task: TaskRef) -> "Written":
        return await late.tasks.set_completed(uow, ref_of(task), completed=completed)

    return await _settle_each(call, tasks, settle)


async def ask_before_deleting(
    tasks: list[TaskRef], scope: Scope, call: CurrentCall
) -> Elicit[Consent] | Consent:
    """Ask about more than one task or a series, once for all of them."""
    if not call.can_ask or (len(tasks) < 2 and scope != "series"):
        return consent.UNASKED
    titles: list[str] = []
    also: list[str] = []
    async with call.reading() as uow:
        for task in tasks[: late.batches.LARGEST_BATCH]:
            try:
                found = await late.tasks.get(uow, ref_of(task))
            except NotFound:
                continue  # settled as a failure of its own
            titles.append(found.title)
            if scope == "series":
                also += await late.tasks.siblings(uow, found.id)
    if not titles:
        return consent.UNASKED
    noun = "the whole series" if scope == "series" else f"{len(titles)} tasks"
    return Elicit(consent.question(titles, noun=noun, also=also), Consent)


async def delete_tasks(
    tasks: Refs,
    call: CurrentCall,
    answer: Annotated[ElicitationResult[Consent], Resolve(ask_before_deleting)],
    scope: Scope = None,
) -> TasksWritten:
    """Delete tasks; undo brings them back. Of a recurring one this skips it: the next follows."""
    consent.require(answer)

    async def delete(uow: "UnitOfWork", task: TaskRef) -> "Written":
        return await late.tasks.delete(uow, ref_of(task), scope=scope or "this")

    return await _settle_each(call, tasks, delete)


async def _settle_each(
    call: Call,
    items: list[Item],
    write: Callable[["UnitOfWork", Item], Awaitable["Written"]],
) -> TasksWritten:
    """Write each item for itself, in one transaction and one operation."""

    async def work(uow: "UnitOfWork") -> TasksWritten:
        settled = await late.batches.settle_each(uow, items, lambda item: write(uow, item))
        operation = await late.operations.settle(uow)
        failed = {failure.item for failure in settled.failures}
        done = [index for index in range(len(items)) if index not in failed]
        return TasksWritten(
            operation_id=operation.id if operation else None,
            results=[brief(written.task) for written in settled.results],
            failures=failures_of(settled.failures),
            receipts=[
                read_back
                for item, written in zip(done, settled.results, strict=True)
                for read_back in read_backs(written.receipts, item=item)
            ],
            notes=[note for written in settled.results for note in written.notes],
        )

    return await call.writing(TasksWritten, work)


TOOLS = (
    tool(add_tasks, title="Add tasks", hints=ADDS),
    tool(find_tasks, title="Find tasks", hints=READS),
    tool(get_task, title="Get a task", hints=READS),
    tool(update_tasks, title="Update tasks", hints=CHANGES),
    tool(set_tasks_completed, title="Complete or reopen tasks", hints=SETS),
    tool(delete_tasks, title="Delete tasks", hints=DELETES),
)
