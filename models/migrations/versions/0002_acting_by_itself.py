"""What services need to act by themselves: leases, claims, deliveries and parked events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOW = sa.func.now()

NEWEST_OCCURRENCES = """
UPDATE recurring_tasks SET last_task_id =
    (SELECT max(id) FROM tasks WHERE tasks.recurring_task_id = recurring_tasks.id)
"""

ORIGINS = """
UPDATE recurring_tasks SET origin = coalesce(
    (SELECT origin FROM tasks WHERE tasks.id = recurring_tasks.last_task_id), 'person')
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("notification_channels", JSON))
    op.add_column(
        "recurring_tasks", sa.Column("made", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("recurring_tasks", sa.Column("last_task_id", sa.Integer()))
    op.add_column(
        "recurring_tasks",
        sa.Column("exhausted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "recurring_tasks",
        sa.Column("origin", sa.String(9), nullable=False, server_default="person"),
    )
    op.execute(NEWEST_OCCURRENCES)
    op.execute(ORIGINS)
    op.add_column("audit_logs", sa.Column("client", sa.String(100)))
    _index_audit_logs(
        user_id=["user_id", "timestamp", "id"],
        entity=["user_id", "entity_type", "entity_id", "timestamp", "id"],
        correlation=["user_id", "correlation_id", "timestamp", "id"],
    )
    op.create_index(
        "idx_tasks_open_due_date",
        "tasks",
        ["due_date"],
        sqlite_where=sa.text("NOT completed"),
        postgresql_where=sa.text("NOT completed"),
    )
    _create_leases()
    _create_claims()
    _create_deliveries()
    _create_due_notices()
    _create_parked_events()


def downgrade() -> None:
    for table in ("parked_events", "due_notices", "deliveries", "claims", "leases"):
        op.drop_table(table)
    op.drop_index("idx_tasks_open_due_date", "tasks")
    _index_audit_logs(
        user_id=["user_id", "id"],
        entity=["entity_type", "entity_id"],
        correlation=["correlation_id"],
    )
    op.drop_column("audit_logs", "client")
    op.drop_column("recurring_tasks", "origin")
    op.drop_column("recurring_tasks", "exhausted")
    op.drop_column("recurring_tasks", "last_task_id")
    op.drop_column("recurring_tasks", "made")
    op.drop_column("users", "notification_channels")


def _index_audit_logs(**indexes: list[str]) -> None:
    for name, columns in indexes.items():
        op.drop_index(f"idx_audit_logs_{name}", "audit_logs")
        op.create_index(f"idx_audit_logs_{name}", "audit_logs", columns)


def _owner() -> sa.Column[str]:
    return sa.Column(
        "user_id",
        sa.String(36),
        sa.ForeignKey("users.id", ondelete="CASCADE"),
        nullable=False,
    )


def _create_leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(50), primary_key=True),
        sa.Column("holder", sa.String(36)),
        sa.Column("fence", BIG, nullable=False, server_default="0"),
        sa.Column("beat", BIG, nullable=False, server_default="0"),
        sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.bulk_insert(
        sa.table("leases", sa.column("name", sa.String())), [{"name": "relay and sweep"}]
    )


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column(
            "reminder_id",
            sa.Integer(),
            sa.ForeignKey("reminders.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _owner(),
        sa.Column("holder", sa.String(36), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
    )
    op.create_index("idx_claims_user_id", "claims", ["user_id"])


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("remind_at", INSTANT, nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        _owner(),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("status", sa.String(7), nullable=False, server_default="pending"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error", sa.String(300)),
        sa.Column("settled_at", INSTANT),
        sa.UniqueConstraint(
            "reminder_id", "remind_at", "channel", name="uq_deliveries_reminder_time_channel"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_deliveries_user_id", "deliveries", ["user_id"])
    op.create_index("idx_deliveries_settled_at", "deliveries", ["settled_at"])


def _create_due_notices() -> None:
    op.create_table(
        "due_notices",
        sa.Column("task_id", BIG, primary_key=True, autoincrement=False),
        sa.Column("due_date", INSTANT, primary_key=True),
        _owner(),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )
    op.create_index("idx_due_notices_user_id", "due_notices", ["user_id"])


def _create_parked_events() -> None:
    op.create_table(
        "parked_events",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("consumer", sa.String(50), nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        _owner(),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("correlation_id", sa.String(36), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("error", sa.String(300), nullable=False),
        sa.Column("retry_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sa.UniqueConstraint("consumer", "event_id", name="uq_parked_events_consumer_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_parked_events_user_id", "parked_events", ["user_id", "id"])
    op.create_index("idx_parked_events_retry_at", "parked_events", ["retry_at"])
