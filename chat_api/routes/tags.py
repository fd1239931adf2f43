"""Tags."""

from __future__ import annotations

from fastapi import APIRouter, Response

from chat_api.dependencies import IfMatch, Reading, Reply, Writing, etag
from chat_api.routes.described import reads, writes
from evolution_todo.domain import tags
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.tags import TagDraft, TagPatch
from evolution_todo.domain.views import Page, TagView

router = APIRouter(prefix="/tags", tags=["tags"])


@router.get("", responses=reads())
async def list_tags(uow: Reading) -> Page[TagView]:
    """List all tags (there are at most 100) by name."""
    return Page(items=await tags.list_all(uow))


@router.post("", status_code=201, response_model=TagView, responses=writes(201, one=False))
async def add_tag(draft: TagDraft, write: Writing) -> Response:
    """Add a tag."""

    async def act(uow: UnitOfWork) -> Reply:
        tag = await tags.add(uow, draft)
        return Reply(body=tag, status=201, version=tag.version, location=f"/api/tags/{tag.id}")

    return await write(act)


@router.get("/{tag_id}", responses=reads(one=True, versioned=True))
async def get_tag(tag_id: int, uow: Reading, response: Response) -> TagView:
    """Read one tag."""
    tag = await tags.get(uow, tag_id)
    response.headers["ETag"] = etag(tag.version)
    return tag


@router.patch("/{tag_id}", response_model=TagView, responses=writes(matched=True))
async def update_tag(tag_id: int, patch: TagPatch, version: IfMatch, write: Writing) -> Response:
    """Rename or recolour a tag, on all the tasks that bear it."""

    async def act(uow: UnitOfWork) -> Reply:
        tag = await tags.update(uow, tag_id, patch, version=version)
        return Reply(body=tag, version=tag.version)

    return await write(act)


@router.delete("/{tag_id}", status_code=204, responses=writes(204, matched=True))
async def delete_tag(tag_id: int, version: IfMatch, write: Writing) -> Response:
    """Delete a tag and take it off the tasks that bear it."""

    async def act(uow: UnitOfWork) -> Reply:
        await tags.delete(uow, tag_id, version=version)
        return Reply(status=204)

    return await write(act)
