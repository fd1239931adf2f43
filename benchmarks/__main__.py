"""Run every benchmark, each in a process of its own, and print one table."""

import json
import subprocess
import sys

from benchmarks.figures import AS_JSON, Figure, table

ALL = (
    "agent_turn",
    "remote_tools",
    "chats",
    "delivered",
    "first_token",
    "handled",
    "lists",
    "long_messages",
    "live_events",
    "live_streams",
    "on_screen",
    "publishing",
    "reminders",
    "state_store",
    "writes",
    "tool_tokens",
    "mcp_start",
    "idle_memory",
)


def main() -> None:
    """Print the table; a benchmark that breaks ends the run with its error."""
    figures: list[Figure] = []
    for name in ALL:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += _measured(name)
    print(table(figures))


def _measured(name: str) -> list[Figure]:
    command = [sys.executable, "-m", f"benchmarks.{name}", AS_JSON]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603  our own
    return [Figure(**each) for each in json.loads(done.stdout)]


if __name__ == "__main__":
    main()
