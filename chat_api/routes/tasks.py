"""Tasks, whether they are done, and their reminders."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chat_api.dependencies import IfMatch, Reading, Reply, Writing, etag
from chat_api.routes.described import reads, writes
from chat_api.routes.reminders import reply_of_reminder
from chat_api.schemas import PageQuery, ReminderWritten, ScopeQuery, TaskListQuery, TaskWritten
from evolution_todo.domain import finding, reminders, tasks
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.reminders import ReminderDraft
from evolution_todo.domain.views import Page, ReminderView, TaskView, Written

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get("", responses=reads())
async def list_tasks(query: Annotated[TaskListQuery, Query()], uow: Reading) -> Page[TaskView]:
    """List tasks: open and done unless filtered, a page at a time."""
    return await finding.find(uow, query)


@router.post("", status_code=201, response_model=TaskWritten, responses=writes(201, one=False))
async def add_task(draft: TaskDraft, write: Writing) -> Response:
    """Add a task; dates and rules may be English, and `receipt` says how they were read."""

    async def act(uow: UnitOfWork) -> Reply:
        return _reply(await tasks.add(uow, draft), created=True)

    return await write(act)


@router.get("/{task_id}", responses=reads(one=True, versioned=True))
async def get_task(task_id: int, uow: Reading, response: Response) -> TaskView:
    """Read one task."""
    task = await tasks.get(uow, TaskRef(id=task_id))
    response.headers["ETag"] = etag(task.version)
    return task


@router.patch("/{task_id}", response_model=TaskWritten, responses=writes(matched=True))
async def update_task(
    task_id: int,
    patch: TaskPatch,
    scope: Annotated[ScopeQuery, Query()],
    version: IfMatch,
    write: Writing,
) -> Response:
    """Change what is named; null clears a field, what is left out stays."""

    async def act(uow: UnitOfWork) -> Reply:
        ref = TaskRef(id=task_id, version=version)
        return _reply(await tasks.update(uow, ref, patch, scope=scope.scope))

    return await write(act)


@router.delete("/{task_id}", status_code=204, responses=writes(204, matched=True))
async def delete_task(
    task_id: int, scope: Annotated[ScopeQuery, Query()], version: IfMatch, write: Writing
) -> Response:
    """Delete a task: of a recurring one this occurrence, which the next then follows.

    With `scope=series` all that is open of it, and the series ends.
    """

    async def act(uow: UnitOfWork) -> Reply:
        await tasks.delete(uow, TaskRef(id=task_id, version=version), scope=scope.scope)
        return Reply(status=204)

    return await write(act)


@router.post("/{task_id}/complete", response_model=TaskWritten, responses=writes(matched=True))
async def complete_task(task_id: int, version: IfMatch, write: Writing) -> Response:
    """Mark a task as done; one that is done already stays as it is."""
    return await _set_completed(task_id, version, write, completed=True)


@router.delete("/{task_id}/complete", response_model=TaskWritten, responses=writes(matched=True))
async def reopen_task(task_id: int, version: IfMatch, write: Writing) -> Response:
    """Take back that a task is done; `notes` say what became of the one that followed it."""
    return await _set_completed(task_id, version, write, completed=False)


@router.get("/{task_id}/reminders", responses=reads(one=True))
async def list_task_reminders(
    task_id: int, query: Annotated[PageQuery, Query()], uow: Reading
) -> Page[ReminderView]:
    """List a task's reminders, whatever became of them."""
    return await reminders.find(uow, task_id=task_id, limit=query.limit, cursor=query.cursor)


@router.post(
    "/{task_id}/reminders", status_code=201, response_model=ReminderWritten, responses=writes(201)
)
async def add_reminder(task_id: int, draft: ReminderDraft, write: Writing) -> Response:
    """Add a reminder: a moment, or how long before the due time, in English or ISO 8601."""

    async def act(uow: UnitOfWork) -> Reply:
        written = await reminders.add(uow, TaskRef(id=task_id), draft)
        return reply_of_reminder(written, created=True)

    return await write(act)


async def _set_completed(
    task_id: int, version: int | None, write: Writing, *, completed: bool
) -> Response:
    async def act(uow: UnitOfWork) -> Reply:
        ref = TaskRef(id=task_id, version=version)
        return _reply(await tasks.set_completed(uow, ref, completed=completed))

    return await write(act)


def _reply(written: Written, *, created: bool = False) -> Reply:
    task = written.task
    return Reply(
        body=TaskWritten(**task.model_dump(), receipt=written.receipts, notes=written.notes),
        status=201 if created else 200,
        version=task.version,
        location=f"/api/tasks/{task.id}" if created else None,
    )
