"""Reminders, across tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chat_api.dependencies import IfMatch, Reading, Reply, Writing, etag
from chat_api.routes.described import reads, writes
from chat_api.schemas import ReminderListQuery, ReminderWritten
from evolution_todo.domain import reminders
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.reminders import ReminderPatch
from evolution_todo.domain.views import Page, ReminderView

router = APIRouter(prefix="/reminders", tags=["reminders"])


@router.get("", responses=reads(one=True))
async def list_reminders(
    query: Annotated[ReminderListQuery, Query()], uow: Reading
) -> Page[ReminderView]:
    """List reminders, a page at a time."""
    return await reminders.find(
        uow,
        task_id=query.task_id,
        statuses=query.status,
        since=query.since,
        limit=query.limit,
        cursor=query.cursor,
    )


@router.get("/{reminder_id}", responses=reads(one=True, versioned=True))
async def get_reminder(reminder_id: int, uow: Reading, response: Response) -> ReminderView:
    """Read one reminder."""
    reminder = await reminders.get(uow, reminder_id)
    response.headers["ETag"] = etag(reminder.version)
    return reminder


@router.patch("/{reminder_id}", response_model=ReminderWritten, responses=writes(matched=True))
async def update_reminder(
    reminder_id: int, patch: ReminderPatch, version: IfMatch, write: Writing
) -> Response:
    """Move a reminder to another time, or snooze it by some minutes."""

    async def act(uow: UnitOfWork) -> Reply:
        return reply_of_reminder(await reminders.update(uow, reminder_id, patch, version=version))

    return await write(act)


@router.delete("/{reminder_id}", status_code=204, responses=writes(204, matched=True))
async def delete_reminder(reminder_id: int, version: IfMatch, write: Writing) -> Response:
    """Cancel a pending reminder; it stays in the list as cancelled."""

    async def act(uow: UnitOfWork) -> Reply:
        await reminders.cancel(uow, reminder_id, version=version)
        return Reply(status=204)

    return await write(act)


def reply_of_reminder(written: reminders.ReminderWritten, *, created: bool = False) -> Reply:
    """Return the reply of a reminder set or moved."""
    reminder = written.reminder
    return Reply(
        body=ReminderWritten(
            **reminder.model_dump(), receipt=written.receipts, notes=written.notes
        ),
        status=201 if created else 200,
        version=reminder.version,
        location=f"/api/reminders/{reminder.id}" if created else None,
    )
