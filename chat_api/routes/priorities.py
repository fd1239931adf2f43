"""Priorities."""

from __future__ import annotations

from fastapi import APIRouter

from chat_api.dependencies import Reading
from chat_api.routes.described import reads
from evolution_todo.domain import priorities
from evolution_todo.domain.views import Page, PriorityView

router = APIRouter(prefix="/priorities", tags=["priorities"])


@router.get("", responses=reads())
async def list_priorities(uow: Reading) -> Page[PriorityView]:
    """List the four priorities, the lowest first."""
    return Page(items=await priorities.list_all(uow))
