"""Every table of the first release, and the four priorities."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
NOW = sa.func.now()

TABLES = (
    "users",
    "priorities",
    "recurring_tasks",
    "tasks",
    "tags",
    "task_tags",
    "reminders",
    "operations",
    "changes",
    "idempotency_keys",
    "outbox",
    "inbox",
    "audit_logs",
    "conversations",
    "messages",
    "turns",
    "turn_entries",
)


def upgrade() -> None:
    _create_users()
    _create_priorities()
    _create_recurring_tasks()
    _create_tasks()
    _create_tags()
    _create_task_tags()
    _create_reminders()
    _create_operations()
    _create_changes()
    _create_idempotency_keys()
    _create_outbox()
    _create_inbox()
    _create_audit_logs()
    _create_conversations()
    _create_messages()
    _create_turns()
    _create_turn_entries()
    _fill_priorities()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _owner(**options: Any) -> sa.Column[str]:
    owner = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.String(36), owner, nullable=False, **options)


def _where(condition: str) -> dict[str, Any]:
    return {f"{dialect}_where": sa.text(condition) for dialect in ("sqlite", "postgresql")}


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("email", sa.String(320)),
        sa.Column("timezone", sa.String(64)),
        sa.Column("locale", sa.String(35)),
        sa.Column("last_seq", BIG, nullable=False, server_default="0"),
        sa.Column("last_task_number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )


def _create_priorities() -> None:
    op.create_table(
        "priorities",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, unique=True),
        sa.Column("level", sa.Integer(), nullable=False, unique=True),
        sa.Column("color", sa.String(7), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )


def _create_recurring_tasks() -> None:
    op.create_table(
        "recurring_tasks",
        sa.Column("id", sa.Integer(), primary_key=True),
        _owner(),
        sa.Column("template_title", sa.String(200), nullable=False),
        sa.Column("template_description", sa.String(1000)),
        sa.Column("recurrence_pattern", sa.String(50), nullable=False),
        sa.Column("rrule", sa.String(500)),
        sa.Column("cron_expression", sa.String(100)),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False, server_default="schedule"),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("exceptions", JSON, nullable=False, server_default="[]"),
        sa.Column("tags", JSON, nullable=False, server_default="[]"),
        sa.Column("reminder_offsets", JSON, nullable=False, server_default="[]"),
        sa.Column("next_occurrence", INSTANT, nullable=False),
        sa.Column(
            "priority_id",
            sa.Integer(),
            sa.ForeignKey("priorities.id"),
            nullable=False,
            server_default="2",
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sa.Column("updated_at", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "idx_recurring_tasks_next_occurrence",
        "recurring_tasks",
        ["next_occurrence"],
        **_where("is_active"),
    )
    op.create_index("idx_recurring_tasks_user_id", "recurring_tasks", ["user_id", "id"])


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), primary_key=True),
        _owner(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(1000)),
        sa.Column("completed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("completed_at", INSTANT),
        sa.Column(
            "priority_id",
            sa.Integer(),
            sa.ForeignKey("priorities.id"),
            nullable=False,
            server_default="2",
        ),
        sa.Column("due_date", INSTANT),
        sa.Column("due_all_day", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reminder_at", INSTANT),
        sa.Column(
            "recurring_task_id",
            sa.Integer(),
            sa.ForeignKey("recurring_tasks.id", ondelete="SET NULL"),
        ),
        sa.Column("recurring_pattern", sa.String(20)),
        sa.Column("next_occurrence", INSTANT),
        sa.Column("occurs_at", INSTANT),
        sa.Column("previous_task_id", sa.Integer()),
        sa.Column("origin", sa.String(9), nullable=False, server_default="person"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sa.Column("updated_at", INSTANT, nullable=False, server_default=NOW),
        sa.UniqueConstraint("previous_task_id", name="uq_tasks_previous_task_id"),
        sa.UniqueConstraint("recurring_task_id", "occurs_at", name="uq_tasks_series_occurs_at"),
        sa.UniqueConstraint("user_id", "number", name="uq_tasks_user_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_tasks_priority_id", "tasks", ["priority_id"])
    op.create_index(
        "idx_tasks_recurring_task_id",
        "tasks",
        ["recurring_task_id"],
        **_where("recurring_task_id IS NOT NULL"),
    )
    op.create_index("idx_tasks_user_completed", "tasks", ["user_id", "completed", "id"])
    op.create_index("idx_tasks_user_due_date", "tasks", ["user_id", "due_date", "id"])
    op.create_index("idx_tasks_user_id", "tasks", ["user_id", "id"])
    op.create_index("idx_tasks_user_priority", "tasks", ["user_id", "priority_id", "id"])


def _create_tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), primary_key=True),
        _owner(),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("folded", sa.String(150), nullable=False),
        sa.Column("color", sa.String(7), nullable=False, server_default="#6B7280"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_tags_user_id", "tags", ["user_id", "id"])
    op.create_index("idx_tags_user_name", "tags", ["user_id", "name"], unique=True)
    op.create_index("uq_tags_user_folded", "tags", ["user_id", "folded"], unique=True)


def _create_task_tags() -> None:
    op.create_table(
        "task_tags",
        sa.Column(
            "task_id", sa.Integer(), sa.ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "tag_id", sa.Integer(), sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )
    op.create_index("idx_task_tags_tag_id", "task_tags", ["tag_id", "task_id"])
    op.create_index("idx_task_tags_task_id", "task_tags", ["task_id"])


def _create_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "task_id", sa.Integer(), sa.ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False
        ),
        _owner(),
        sa.Column("remind_at", INSTANT, nullable=False),
        sa.Column("offset_minutes", sa.Integer()),
        sa.Column("status", sa.String(9), nullable=False, server_default="pending"),
        sa.Column("sent_at", INSTANT),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_attempt_at", INSTANT),
        sa.Column("dapr_job_name", sa.String(100)),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "idx_reminders_remind_at", "reminders", ["remind_at"], **_where("status = 'pending'")
    )
    op.create_index("idx_reminders_status", "reminders", ["status"])
    op.create_index("idx_reminders_task_id", "reminders", ["task_id"])
    op.create_index("idx_reminders_user_id", "reminders", ["user_id", "id"])


def _create_operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", BIG, primary_key=True),
        _owner(),
        sa.Column("kind", sa.String(6), nullable=False, server_default="change"),
        sa.Column("client", sa.String(100), nullable=False),
        sa.Column("conversation_id", sa.String(36)),
        sa.Column("turn_id", sa.String(36)),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("correlation_id", sa.String(36), nullable=False),
        sa.Column("undone_by_id", BIG, sa.ForeignKey("operations.id", ondelete="SET NULL")),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_operations_client", "operations", ["user_id", "client", "id"])
    op.create_index(
        "idx_operations_conversation", "operations", ["user_id", "conversation_id", "id"]
    )
    op.create_index("idx_operations_user_id", "operations", ["user_id", "id"])


def _create_changes() -> None:
    op.create_table(
        "changes",
        _owner(primary_key=True),
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column(
            "operation_id", BIG, sa.ForeignKey("operations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("entity_type", sa.String(20), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer()),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("before", JSON),
        sa.Column("after", JSON),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )
    op.create_index("idx_changes_operation_id", "changes", ["operation_id"])


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        _owner(primary_key=True),
        sa.Column("scope", sa.String(10), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("response", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )
    op.create_index("idx_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", BIG, primary_key=True),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        _owner(),
        sa.Column("data", JSON, nullable=False),
        sa.Column("correlation_id", sa.String(36), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_outbox_user_id", "outbox", ["user_id", "position"])


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.String(50), primary_key=True),
        sa.Column("event_id", sa.String(36), primary_key=True),
        sa.Column("handled_at", INSTANT, nullable=False, server_default=NOW),
    )
    op.create_index("idx_inbox_handled_at", "inbox", ["handled_at"])


def _create_audit_logs() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("id", BIG, primary_key=True),
        _owner(),
        sa.Column("entity_type", sa.String(50), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("old_values", JSON),
        sa.Column("new_values", JSON),
        sa.Column("correlation_id", sa.String(36)),
        sa.Column("timestamp", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_audit_logs_correlation", "audit_logs", ["correlation_id"])
    op.create_index("idx_audit_logs_entity", "audit_logs", ["entity_type", "entity_id"])
    op.create_index("idx_audit_logs_timestamp", "audit_logs", ["timestamp", "id"])
    op.create_index("idx_audit_logs_user_id", "audit_logs", ["user_id", "id"])


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), primary_key=True),
        _owner(),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("client", sa.String(100), nullable=False),
        sa.Column("question", JSON),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sa.Column("updated_at", INSTANT, nullable=False, server_default=NOW),
    )
    op.create_index(
        "idx_conversations_user_updated", "conversations", ["user_id", "updated_at", "id"]
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", BIG, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        _owner(),
        sa.Column("turn_id", sa.String(36), nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("items", JSON, nullable=False, server_default="[]"),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sqlite_autoincrement=True,
    )
    op.create_index("idx_messages_conversation_id", "messages", ["conversation_id", "id"])


def _create_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("id", sa.String(36), primary_key=True),
        _owner(),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("client", sa.String(100), nullable=False),
        sa.Column("correlation_id", sa.String(36), nullable=False),
        sa.Column("holder", sa.String(100)),
        sa.Column("fence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_until", INSTANT),
        sa.Column("stop_requested", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("answer", JSON),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
        sa.Column("closed_at", INSTANT),
        sa.UniqueConstraint("user_id", "message_id", name="uq_turns_user_message"),
    )
    op.create_index("idx_turns_conversation_id", "turns", ["conversation_id", "created_at"])


def _create_turn_entries() -> None:
    op.create_table(
        "turn_entries",
        sa.Column(
            "turn_id",
            sa.String(36),
            sa.ForeignKey("turns.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("kind", sa.String(6), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=NOW),
    )


def _fill_priorities() -> None:
    priorities = sa.table(
        "priorities",
        sa.column("id", sa.Integer()),
        sa.column("name", sa.String()),
        sa.column("level", sa.Integer()),
        sa.column("color", sa.String()),
    )
    rows = (
        ("Low", "#6B7280"),
        ("Medium", "#3B82F6"),
        ("High", "#F59E0B"),
        ("Critical", "#EF4444"),
    )
    op.bulk_insert(
        priorities,
        [
            {"id": level, "name": name, "level": level, "color": color}
            for level, (name, color) in enumerate(rows, start=1)
        ],
    )
