"""Operations: what was done, and taking it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chat_api.dependencies import Reading, Reply, Writing
from chat_api.routes.described import reads, writes
from chat_api.schemas import PageQuery
from evolution_todo.domain import operations
from evolution_todo.domain.operations import Undone
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import OperationView, Page

router = APIRouter(prefix="/operations", tags=["operations"])


@router.get("", responses=reads())
async def list_operations(
    query: Annotated[PageQuery, Query()], uow: Reading
) -> Page[OperationView]:
    """List what was done, the latest first."""
    return await operations.find(uow, limit=query.limit, cursor=query.cursor)


@router.post("/{operation_id}/undo", response_model=Undone, responses=writes(versioned=False))
async def undo_operation(operation_id: int, write: Writing) -> Response:
    """Take an operation back; what has changed since stays as it is and is told in `conflicts`."""

    async def act(uow: UnitOfWork) -> Reply:
        return Reply(body=await operations.undo(uow, operation_id))

    return await write(act)
