"""Tools across all things: the overview, undo, and what changed."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from mcp_server import late
from mcp_server.context import CurrentCall
from mcp_server.schemas import Changes, Overview, Undone
from mcp_server.tools.registry import CHANGES, READS, tool
from mcp_server.views import change_of, overview_of, undone

if TYPE_CHECKING:
    from evolution_todo.domain.ports import UnitOfWork


async def get_overview(call: CurrentCall) -> Overview:
    """Get what is overdue, due today and in the week after, up to 20 each, with counts."""
    async with call.reading() as uow:
        return overview_of(await late.finding.overview(uow))


async def undo(
    call: CurrentCall,
    operation_id: Annotated[int | None, Field(strict=True, description="From a write")] = None,
) -> Undone:
    """Take back the last write made from here, or the one named; again goes further back."""

    async def work(uow: "UnitOfWork") -> Undone:
        return undone(await late.operations.undo(uow, operation_id))

    return await call.writing(Undone, work)


async def changes_since(
    seq: Annotated[int, Field(strict=True, description="0 for everything kept")],
    call: CurrentCall,
    limit: Annotated[int, Field(strict=True, ge=1, le=200)] = 50,
) -> Changes:
    """List what changed after a sequence number, in order; go on from the highest seq."""
    async with call.reading() as uow:
        found = await late.operations.changes_since(uow, seq, limit=limit)
        tags = await late.tags.list_all(uow)
    imported = {tag.name for tag in tags if tag.origin == "import"}
    return Changes(items=[change_of(each, imported) for each in found])


TOOLS = (
    tool(get_overview, title="Get the overview", hints=READS),
    tool(undo, title="Undo", hints=CHANGES),
    tool(changes_since, title="List changes", hints=READS),
)
