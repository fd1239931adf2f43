"""Every row of the tables of what is supposed reads its own example, and no row before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evolution_todo.language.supposing import again, changes, names, tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from evolution_todo.language.text.sayings import Saying


def first_level(said: str) -> Saying | None:
    low = changes._NOT_THAT.sub(" ", said.lower())
    return next((row for row in changes._LEVELS if row.search(low)), None)


def first_wording(said: str) -> Saying | None:
    bare = names._without_talk(said)
    for row in names._SAYINGS:
        found = row.search(bare)
        if found and names._read(bare, found, added=row.means == "behind"):
            return row
    return None


def first_tagging(said: str) -> Saying | None:
    bare = tags._TAIL.sub("", tags._LEAD.sub("", said.lower().strip(" .!?"))).strip(" ,.!?")
    for row in tags._SAYINGS:
        found = row.search(bare)
        if found and tags._read(bare, found):
            return row
    return None


def first_ruled_out(said: str) -> Saying | None:
    return next((row for row in again._RULED_OUT if row.search(said)), None)


def first_named(said: str) -> Saying | None:
    bare = again._LEAD.sub("", said.strip(" .!"))
    return next((row for row in again._NAMED if row.expression.fullmatch(bare)), None)


READERS = (
    (changes._LEVELS, first_level),
    (names._SAYINGS, first_wording),
    (tags._SAYINGS, first_tagging),
    (again._RULED_OUT, first_ruled_out),
    (again._NAMED, first_named),
)


ROWS = [pytest.param(row, first, id=row.example) for table, first in READERS for row in table]


@pytest.mark.parametrize(("row", "first"), ROWS)
def test_a_row_is_the_first_to_read_its_example(
    row: Saying, first: Callable[[str], Saying | None]
) -> None:
    assert first(row.example) is row


@pytest.mark.parametrize("row", changes._SAYINGS, ids=lambda row: row.example)
def test_a_way_of_saying_a_rule_is_left_to_its_row_by_those_before(row: Saying) -> None:
    low = row.example.lower()
    for each in changes._SAYINGS[: changes._SAYINGS.index(row)]:
        low = each.expression.sub(each.means, low)
    assert row.search(low)
