"""Watches that every statement on somebody's rows names the owner."""

import re
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, event
from sqlmodel import SQLModel

import models  # noqa: F401  # its tables are in the metadata once it is imported
from evolution_todo.adapters.database import ACROSS_PEOPLE

OWNED = sorted(
    table.name for table in SQLModel.metadata.tables.values() if "user_id" in table.columns
)
TOUCHES = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO)\s+({'|'.join(OWNED)})\b", re.IGNORECASE)
NAMES_THE_OWNER = re.compile(r"\buser_id (?:=|IN) ")
BY_PRIMARY_KEY = re.compile(
    r"^(?:UPDATE (\w+) SET .* WHERE \1|DELETE FROM (\w+) WHERE \2)\.id = (?:\?|\$\d+::\w+)$",
    re.DOTALL,
)
"""What the unit of work writes for a row that it has read before, by a statement of its own."""


def is_scoped(statement: str) -> bool:
    """Say whether a statement can reach only one owner's rows."""
    if not TOUCHES.search(statement) or statement.startswith("INSERT"):
        return True
    if BY_PRIMARY_KEY.match(statement):
        return True
    _, _, condition = statement.partition("WHERE")
    return NAMES_THE_OWNER.search(condition) is not None


def watch(engines: Iterable[Engine]) -> list[str]:
    """Collect the statements of these engines that are not scoped to an owner."""
    loose: list[str] = []

    def check(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        across = connection.get_execution_options().get(ACROSS_PEOPLE, False)
        if not across and not is_scoped(statement):
            loose.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", check)
    return loose
