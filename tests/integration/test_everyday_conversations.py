"""Everyday conversations held with the offline planner, judged by the tasks they leave."""

from pathlib import Path

import pytest

from benchmarks.everyday import FOLDER, measure
from evolution_todo.adapters.settings import Settings

pytestmark = pytest.mark.anyio

SHARE = 0.94
"""Of a set that are to end right: 95 in a hundred are the aim, and a set is a sample."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
async def test_most_everyday_conversations_end_as_they_should(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, of = await measure(path, Settings(model="offline"), told=False)
    assert right / of >= SHARE, capsys.readouterr().out
