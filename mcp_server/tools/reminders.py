"""Tools for reminders."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from mcp_server import late
from mcp_server.context import CurrentCall
from mcp_server.schemas import (
    Cursor,
    NewReminder,
    ReminderChange,
    ReminderFilter,
    ReminderList,
    ReminderWritten,
    TaskRef,
)
from mcp_server.tools.registry import ADDS, CHANGES, DELETES, READS, tool
from mcp_server.views import read_backs, ref_of, reminder_brief

if TYPE_CHECKING:
    from evolution_todo.domain.ports import UnitOfWork
    from evolution_todo.domain.reminders import ReminderWritten as Written
    from evolution_todo.domain.views import ReminderView

ReminderId = Annotated[int, Field(strict=True, description="From list_reminders")]


async def list_reminders(
    call: CurrentCall,
    filter: ReminderFilter | None = None,  # noqa: A002  the argument's name is the contract's
    cursor: Cursor | None = None,
) -> ReminderList:
    """List reminders in the order they were set, 50 at a time."""
    wanted = filter or ReminderFilter()
    async with call.reading() as uow:
        task = await late.tasks.get(uow, ref_of(wanted.task)) if wanted.task else None
        page = await late.reminders.find(
            uow,
            task_id=task.id if task else None,
            statuses=wanted.status or ["pending"],
            cursor=cursor.value if cursor else None,
        )
    return ReminderList(
        items=[reminder_brief(each) for each in page.items], next_cursor=page.next_cursor
    )


async def add_reminder(task: TaskRef, reminder: NewReminder, call: CurrentCall) -> ReminderWritten:
    """Remind the person of a task."""

    async def work(uow: "UnitOfWork") -> ReminderWritten:
        draft = late.reminders.ReminderDraft(remind_at=reminder.when)
        written = await late.reminders.add(uow, ref_of(task), draft)
        return await _written(uow, written.reminder, written)

    return await call.writing(ReminderWritten, work)


async def update_reminder(
    reminder_id: ReminderId, change: ReminderChange, call: CurrentCall
) -> ReminderWritten:
    """Move or snooze a reminder."""

    async def work(uow: "UnitOfWork") -> ReminderWritten:
        patch = late.reminders.ReminderPatch(
            remind_at=change.when, snooze_minutes=change.snooze_minutes
        )
        written = await late.reminders.update(uow, reminder_id, patch)
        return await _written(uow, written.reminder, written)

    return await call.writing(ReminderWritten, work)


async def delete_reminder(reminder_id: ReminderId, call: CurrentCall) -> ReminderWritten:
    """Cancel a reminder."""

    async def work(uow: "UnitOfWork") -> ReminderWritten:
        return await _written(uow, await late.reminders.cancel(uow, reminder_id))

    return await call.writing(ReminderWritten, work)


async def _written(
    uow: "UnitOfWork", reminder: "ReminderView", written: "Written | None" = None
) -> ReminderWritten:
    operation = await late.operations.settle(uow)
    return ReminderWritten(
        operation_id=operation.id if operation else None,
        results=[reminder_brief(reminder)],
        receipts=read_backs(written.receipts if written else ()),
        notes=written.notes if written else None,
    )


TOOLS = (
    tool(list_reminders, title="List reminders", hints=READS),
    tool(add_reminder, title="Add a reminder", hints=ADDS),
    tool(update_reminder, title="Move or snooze a reminder", hints=CHANGES),
    tool(delete_reminder, title="Cancel a reminder", hints=DELETES),
)
