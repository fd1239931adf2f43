"""The person."""

from __future__ import annotations

from fastapi import APIRouter, Response

from chat_api.dependencies import Reading, Reply, Writing
from chat_api.routes.described import reads, writes
from evolution_todo.domain import people
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import PersonView

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", responses=reads())
async def get_me(uow: Reading) -> PersonView:
    """Read who you are here, and in which zone."""
    return await people.me(uow)


@router.patch("", response_model=PersonView, responses=writes(one=False, versioned=False))
async def update_me(patch: PersonPatch, write: Writing) -> Response:
    """Set your time zone and locale; null goes back to the server's."""

    async def act(uow: UnitOfWork) -> Reply:
        return Reply(body=await people.update_me(uow, patch))

    return await write(act)
