"""How a function becomes a tool: its schemas made lean and closed, its hints complete."""

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations

from mcp_server.lean import lean

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
ADDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)
SETS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
CHANGES = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False
)
DELETES = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False
)


def tool(fn: Callable[..., Any], *, title: str, hints: ToolAnnotations) -> Tool:
    """Make a tool of a function: its docstring is the description, its parameters the arguments."""
    made = Tool.from_function(
        fn, title=title, description=" ".join((fn.__doc__ or "").split()), annotations=hints
    )
    made.parameters = lean(made.parameters) | {"additionalProperties": False}
    output = lean(made.fn_metadata.output_schema or {})
    # An error is structured content too, and the TypeScript SDK holds it against this schema.
    output.pop("required", None)
    made.fn_metadata.output_schema = output
    return made
