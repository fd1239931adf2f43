"""Prompts: ways to begin that a client offers its person."""

from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from pydantic import Field

from mcp_server.context import Entrance

Tag = Annotated[str, Field(description="Only tasks with this tag")]


def add_to(server: MCPServer[Entrance]) -> None:
    """Add the prompts."""
    server.add_prompt(Prompt.from_function(plan_my_day, title="Plan my day"))
    server.add_prompt(Prompt.from_function(weekly_review, title="Weekly review"))


def _only(tag: str) -> str:
    return f" Look only at tasks tagged #{tag}." if tag else ""


async def plan_my_day(tag: Tag = "") -> str:
    """Order today's tasks and settle what is overdue."""
    return (
        f"Plan my day with me.{_only(tag)} Read get_overview. Say in a few lines what is overdue "
        "and what is due today, and propose an order that puts critical and timed tasks first. "
        "For each overdue task ask whether to do it today, move it or drop it. "
        "Change nothing until I agree; then make the changes in one update_tasks call."
    )


async def weekly_review(tag: Tag = "") -> str:
    """Look back on the week and prepare the next."""
    return (
        f"Do my weekly review with me.{_only(tag)} Find the tasks completed in the last seven "
        "days and say what got done. Then find what is overdue, what has no due date, and what "
        "is due next week. Point out tasks that look alike or have waited long. "
        "Propose what to do, move or drop, and change nothing until I agree."
    )
