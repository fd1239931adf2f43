"""The one history of the tables, for SQLite and PostgreSQL alike.

The revisions are named here too, so that a start on a current database need not import Alembic; a
test keeps them true.
"""

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision, oldest first."""

HEAD = REVISIONS[-1]
