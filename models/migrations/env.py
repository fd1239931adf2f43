"""Runs the migrations on the connection handed over, or writes them out as SQL.

`evolution_todo.adapters.migrations` hands over a connection whose transaction it began itself:
foreign keys are off and one commit ends it all.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from models import metadata

OPTIONS: dict[str, Any] = {"target_metadata": metadata, "render_as_batch": True}


def _write_sql() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    context.configure(url=url, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def _run(connection: Connection) -> None:
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _write_sql()
else:
    _run(context.config.attributes["connection"])
