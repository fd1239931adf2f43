"""The audit trail: every change of a task, a tag or a series, and who made it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from chat_api.dependencies import Reading
from chat_api.routes.described import reads
from chat_api.schemas import AuditListQuery
from evolution_todo.domain import auditing
from evolution_todo.domain.views import AuditView, Page

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("", responses=reads())
async def list_audit(query: Annotated[AuditListQuery, Query()], uow: Reading) -> Page[AuditView]:
    """List what was changed, the newest first, with the values before and after."""
    return await auditing.find(uow, query)
