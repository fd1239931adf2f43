"""The shape of the house, as it is written in the decision records."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import agents
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("evolution_todo", "chat_api", "mcp_server", "models", "agents/todo_agent")


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def test_the_agents_sdk_is_not_hidden_by_our_folder() -> None:
    assert hasattr(agents, "Agent")
    assert list((ROOT / "agents").glob("*.py")) == []


def test_dapr_holds_no_python() -> None:
    assert list((ROOT / "dapr").rglob("*.py")) == []


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(  # noqa: S603  # the command is our own tool's
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def calls(path: Path) -> Iterator[ast.Attribute]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


def test_only_the_unit_of_work_commits() -> None:
    committing = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for call in calls(path)
        if call.attr == "commit"
    }
    assert committing == {"evolution_todo/adapters/database.py"}


def test_only_the_queues_of_services_reach_across_people() -> None:
    reaching = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for call in calls(path)
        if call.attr == "across_people"
    }
    assert reaching <= {
        "evolution_todo/adapters/backlog.py",
        "evolution_todo/adapters/claims.py",
        "evolution_todo/adapters/leases.py",
        "evolution_todo/adapters/duereminders.py",
        "evolution_todo/adapters/pruning.py",
    }


@pytest.mark.parametrize("path", sorted(sources()), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_in_one_line(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", "?", "!"))
