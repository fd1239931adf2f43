"""Cold start: `evolution-todo mcp` to its first list of tools, beside `import mcp.server` alone.

The wall clock is what a person waits; the time on the processor is what the noise of other
programs leaves alone.
"""

import json
import os
import sys
import tempfile

from benchmarks.figures import Figure, median, report
from benchmarks.processes import OUR_COMMAND, Spent, spent

RUNS = 7
BAR = 2.0
BARE = [sys.executable, "-c", "import mcp.server; print()"]
OURS = [OUR_COMMAND, "mcp"]
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}


def ours(environment: dict[str, str]) -> Spent:
    """Measure a server process until it has answered with its tools."""
    taken = spent(OURS, environment, request=json.dumps(REQUEST) + "\n")
    assert json.loads(taken.line)["result"]["tools"], taken.line
    return taken


def measure() -> list[Figure]:
    """Take turns with the two, so that both meet the same noise."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"EVOLUTION_TODO_DATA_DIR": folder}
        pairs = [(spent(BARE, environment), ours(environment)) for _ in range(RUNS + 1)]
    bare, our = zip(*pairs[1:], strict=True)  # the first of each only fills the caches
    return [
        Figure(
            name="mcp_start: evolution-todo mcp to its first tools/list",
            unit="s",
            limit=median(each.seconds for each in bare),
            ours=median(each.seconds for each in our),
            bar=BAR,
        ),
        Figure(
            name="mcp_start: the same, time on the processor",
            unit="s",
            limit=median(each.cpu_seconds for each in bare),
            ours=median(each.cpu_seconds for each in our),
        ),
    ]


if __name__ == "__main__":
    report(measure())
