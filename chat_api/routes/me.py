"""The person."""

from __future__ import annotations

from fastapi import APIRouter, Response

from chat_api.dependencies import InPorts, Reading, Reply, Writing
from chat_api.routes.described import reads, writes
from evolution_todo.domain import people
from evolution_todo.domain.people import PersonPatch
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import PersonView

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", responses=reads())
async def get_me(uow: Reading) -> PersonView:
    """Read who you are here, in which zone, and where your reminders go."""
    return await people.me(uow)


@router.patch("", response_model=PersonView, responses=writes(one=False, versioned=False))
async def update_me(patch: PersonPatch, write: Writing, ports: InPorts) -> Response:
    """Set your time zone, locale and notification channels; null goes back to the server's.

    Channels are Apprise URLs: an empty list is the live stream alone. They lead to the public
    internet; private networks are refused unless the operator allows them.
    """
    channels = people.checked_channels(patch.notification_channels)
    if channels and not await write.is_repeated():
        await ports.check_channels(channels)

    async def act(uow: UnitOfWork) -> Reply:
        return Reply(body=await people.update_me(uow, patch))

    return await write(act)
