"""Completions: the person's tag names, where a prompt or a resource takes one."""

from mcp.server import MCPServer
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from mcp_server import late, resources
from mcp_server.context import Entrance, current_call

MOST_VALUES = 100
"""As many as the protocol allows; a person has no more tags than that."""


def add_to(server: MCPServer[Entrance]) -> None:
    """Answer completion requests."""
    server.completion()(complete)  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


async def complete(
    ref: PromptReference | ResourceTemplateReference,
    argument: CompletionArgument,
    _context: CompletionContext | None,
) -> Completion | None:
    """Return the tags whose names begin so; None where no tag is asked for."""
    if not _wants_tag(ref, argument.name):
        return None
    start = argument.value.removeprefix("#").casefold()
    async with (await current_call()).reading() as uow:
        names = [tag.name for tag in await late.tags.list_all(uow)]
    found = [name for name in names if name.casefold().startswith(start)]
    return Completion(values=found[:MOST_VALUES], total=len(found), has_more=False)


def _wants_tag(ref: PromptReference | ResourceTemplateReference, name: str) -> bool:
    if isinstance(ref, PromptReference):
        return name == "tag"
    return ref.uri == resources.TAG and name == "name"
