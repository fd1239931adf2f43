"""A series that somebody ended is told from one that is paused."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LEFT_BY_THEIR_TASKS = """
UPDATE recurring_tasks SET ended = true
WHERE NOT is_active AND NOT exhausted AND EXISTS (
    SELECT 1 FROM tasks
    WHERE tasks.id = recurring_tasks.last_task_id AND tasks.recurring_task_id IS NULL
)
"""


def upgrade() -> None:
    op.add_column(
        "recurring_tasks",
        sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(LEFT_BY_THEIR_TASKS)


def downgrade() -> None:
    op.drop_column("recurring_tasks", "ended")
