"""Tools for tags."""

from typing import TYPE_CHECKING, Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Elicit, Resolve
from pydantic import Field

from mcp_server import consent, late
from mcp_server.consent import Consent
from mcp_server.context import CurrentCall
from mcp_server.schemas import NewTag, TagChanges, Tags, TagWritten
from mcp_server.tools.registry import ADDS, CHANGES, DELETES, READS, tool
from mcp_server.views import tag_brief

if TYPE_CHECKING:
    from evolution_todo.domain.ports import UnitOfWork
    from evolution_todo.domain.views import TagView

TagId = Annotated[int, Field(strict=True, description="From list_tags")]


async def list_tags(call: CurrentCall) -> Tags:
    """List all tags with how many tasks bear each."""
    async with call.reading() as uow:
        return Tags(items=[tag_brief(tag) for tag in await late.tags.list_all(uow)])


async def add_tag(tag: NewTag, call: CurrentCall) -> TagWritten:
    """Add a tag; adding a task with a new tag's name does so by itself."""

    async def work(uow: "UnitOfWork") -> TagWritten:
        draft = late.tags.TagDraft(**tag.model_dump(exclude_none=True))
        return await _written(uow, await late.tags.add(uow, draft))

    return await call.writing(TagWritten, work)


async def update_tag(tag_id: TagId, changes: TagChanges, call: CurrentCall) -> TagWritten:
    """Rename or recolour a tag, for all its tasks."""

    async def work(uow: "UnitOfWork") -> TagWritten:
        patch = late.tags.TagPatch(**changes.model_dump(exclude_none=True))
        return await _written(uow, await late.tags.update(uow, tag_id, patch))

    return await call.writing(TagWritten, work)


async def ask_before_deleting(tag_id: int, call: CurrentCall) -> Elicit[Consent] | Consent:
    """Ask about a tag that tasks bear."""
    if not call.can_ask:
        return consent.UNASKED
    async with call.reading() as uow:
        tag = await late.tags.get(uow, tag_id)
    if not tag.task_count:
        return consent.UNASKED
    noun = f"a tag of {tag.task_count} task{'s' if tag.task_count > 1 else ''}"
    return Elicit(consent.question([f"#{tag.name}"], noun=noun), Consent)


async def delete_tag(
    tag_id: TagId,
    call: CurrentCall,
    answer: Annotated[ElicitationResult[Consent], Resolve(ask_before_deleting)],
) -> TagWritten:
    """Delete a tag from all its tasks; the tasks stay."""
    consent.require(answer)

    async def work(uow: "UnitOfWork") -> TagWritten:
        return await _written(uow, await late.tags.delete(uow, tag_id))

    return await call.writing(TagWritten, work)


async def _written(uow: "UnitOfWork", tag: "TagView") -> TagWritten:
    operation = await late.operations.settle(uow)
    return TagWritten(operation_id=operation.id if operation else None, results=[tag_brief(tag)])


TOOLS = (
    tool(list_tags, title="List tags", hints=READS),
    tool(add_tag, title="Add a tag", hints=ADDS),
    tool(update_tag, title="Update a tag", hints=CHANGES),
    tool(delete_tag, title="Delete a tag", hints=DELETES),
)
