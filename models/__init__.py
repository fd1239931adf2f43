"""The tables."""

from models.audit import AuditLog
from models.base import metadata, utc_now
from models.conversation import Conversation, Message, Turn, TurnEntry
from models.delivery import Claim, Delivery, DeliveryStatus, DueNotice
from models.inbox import InboxEvent, ParkedEvent
from models.lease import Lease
from models.operation import Change, IdempotencyKey, Operation
from models.outbox import OutboxEvent
from models.recurring import RecurringTask
from models.reminder import Reminder, ReminderStatus
from models.tag import DEFAULT_TAG_COLOR, Tag, TaskTag
from models.task import DEFAULT_PRIORITY_ID, DueOrder, Priority, Task
from models.user import User

__all__ = [
    "DEFAULT_PRIORITY_ID",
    "DEFAULT_TAG_COLOR",
    "AuditLog",
    "Change",
    "Claim",
    "Conversation",
    "Delivery",
    "DeliveryStatus",
    "DueNotice",
    "DueOrder",
    "IdempotencyKey",
    "InboxEvent",
    "Lease",
    "Message",
    "Operation",
    "OutboxEvent",
    "ParkedEvent",
    "Priority",
    "RecurringTask",
    "Reminder",
    "ReminderStatus",
    "Tag",
    "Task",
    "TaskTag",
    "Turn",
    "TurnEntry",
    "User",
    "metadata",
    "utc_now",
]
