"""Series: the templates of recurring tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chat_api.dependencies import IfMatch, Reading, Reply, Writing, etag
from chat_api.routes.described import reads, writes
from chat_api.schemas import RecurringListQuery
from evolution_todo.domain import recurring
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.recurring import RecurringPatch
from evolution_todo.domain.views import Page, RecurringTaskView

router = APIRouter(prefix="/recurring-tasks", tags=["recurring tasks"])


@router.get("", responses=reads())
async def list_recurring_tasks(
    query: Annotated[RecurringListQuery, Query()], uow: Reading
) -> Page[RecurringTaskView]:
    """List series, running and ended; a new one begins as a task with a `recurrence`."""
    return await recurring.find(uow, active=query.active, limit=query.limit, cursor=query.cursor)


@router.get("/{recurring_task_id}", responses=reads(one=True, versioned=True))
async def get_recurring_task(
    recurring_task_id: int, uow: Reading, response: Response
) -> RecurringTaskView:
    """Read one series."""
    series = await recurring.get(uow, recurring_task_id)
    response.headers["ETag"] = etag(series.version)
    return series


@router.patch(
    "/{recurring_task_id}", response_model=RecurringTaskView, responses=writes(matched=True)
)
async def update_recurring_task(
    recurring_task_id: int, patch: RecurringPatch, version: IfMatch, write: Writing
) -> Response:
    """Change a series: what its coming tasks look like, its rule, whether it is paused."""

    async def act(uow: UnitOfWork) -> Reply:
        series = await recurring.update(uow, recurring_task_id, patch, version=version)
        return Reply(body=series, version=series.version)

    return await write(act)


@router.delete("/{recurring_task_id}", status_code=204, responses=writes(204, matched=True))
async def end_recurring_task(recurring_task_id: int, version: IfMatch, write: Writing) -> Response:
    """End a series: its tasks stay, no more are made."""

    async def act(uow: UnitOfWork) -> Reply:
        await recurring.delete(uow, recurring_task_id, version=version)
        return Reply(status=204)

    return await write(act)
