"""What the command says of itself."""

import pytest
from typer.testing import CliRunner

from evolution_todo.cli import app


@pytest.mark.parametrize(
    ("command", "option"), [([], "--version"), (["mcp"], "--http"), (["chat"], "--new")]
)
def test_help_asks_for_no_value_where_an_option_takes_none(command: list[str], option: str) -> None:
    helped = CliRunner().invoke(app, [*command, "--help"])
    (line,) = [line for line in helped.output.splitlines() if f" {option} " in line]
    assert "<" not in line
