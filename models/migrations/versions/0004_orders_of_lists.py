"""Lists by due date and by title find their page by an index, on PostgreSQL.

SQLite keeps to sorting: an index by its `lower`, which each connection of ours brings along, would
bar every other program from writing to the file.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ORDERS = {
    "idx_tasks_user_due_order": "coalesce(due_date, '9999-12-31 00:00:00+00'::timestamptz)",
    "idx_tasks_user_title": "lower(title::text)",
}


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for name, order in ORDERS.items():
            op.execute(f"CREATE INDEX {name} ON tasks (user_id, ({order}), id)")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for name in ORDERS:
            op.drop_index(name, "tasks")
