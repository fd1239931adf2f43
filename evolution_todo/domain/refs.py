"""How a request names a task: by id, or by the person's own number."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from sqlmodel import col

from evolution_todo.domain.changes import expect_version
from evolution_todo.domain.errors import Invalid, NotFound
from evolution_todo.domain.owned import LARGEST_ID, one, owned
from evolution_todo.domain.ports import UnitOfWork
from models import Task


class TaskRef(BaseModel):
    """One task, by exactly one of `id` and `number`; with `version`, only if it is still that."""

    model_config = ConfigDict(extra="forbid")

    id: int | None = None
    number: int | None = None
    version: int | None = None

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.id is None) == (self.number is None):
            raise ValueError("give exactly one of id and number")
        return self


async def task_of(uow: UnitOfWork, ref: TaskRef) -> Task:
    """Return the task that a reference names.

    Raises:
        NotFound: the person has no such task.
        StaleVersion: it has changed since the version named.
    """
    task = await (_by_number(uow, ref.number) if ref.number is not None else _by_id(uow, ref.id))
    expect_version(task, ref.version, noun="The task")
    return task


async def _by_id(uow: UnitOfWork, id_: int | None) -> Task:
    if id_ is None:
        raise Invalid(
            "A task is named by its id or its number",
            field="task",
            code="missing_task",
            next_step="Give the id of one of your tasks.",
        )
    return await one(uow, Task, id_, noun="Task", field="id")


async def _by_number(uow: UnitOfWork, number: int) -> Task:
    row = None
    if 0 < number <= LARGEST_ID:
        row = (await uow.session.exec(owned(uow, Task).where(col(Task.number) == number))).first()
    if row is None:
        raise NotFound(
            "Task not found",
            field="number",
            code="task_not_found",
            next_step=f"You have no task {number}. Search or list your tasks to find it.",
        )
    return row
