"""Which kind of tool each intent of the corpora asks for, and what may be written at all."""

import re

READS = frozenset({"find_tasks", "get_task", "get_overview", "list_tags", "list_reminders"})
ADDS = frozenset({"add_tasks", "add_tag", "add_reminder"})
LOOSES = frozenset({"delete_tasks", "delete_tag", "delete_reminder", "set_tasks_completed"})
CHANGES = frozenset({"update_tasks", "update_tag", "update_reminder", "undo"}) | LOOSES
WRITES = ADDS | CHANGES

SKILL = {
    "AddToDo": ADDS | {"update_tasks"},
    "ShowToDo": READS,
    "DeleteToDo": frozenset({"delete_tasks", "delete_tag", "delete_reminder"}),
    "MarkToDo": frozenset({"set_tasks_completed"}),
    "ShowNextPage": READS,
    "ShowPreviousPage": READS,
}
"""The intents of the ToDo skill."""

PAGES = frozenset({"ShowNextPage", "ShowPreviousPage"})
"""What can be no first message: it is said of a list that was shown."""

ADDING = frozenset({"AddToDo", "lists_createoradd"})
"""What can only be an addition."""

TOOLS = {
    "clinc": {
        "todo_list": READS,
        "todo_list_update": WRITES,
        "reminder": READS,
        "reminder_update": WRITES,
        "shopping_list": READS,
        "shopping_list_update": WRITES,
    },
    "slurp": {
        "lists_query": READS,
        "lists_createoradd": ADDS | {"update_tasks"},
        "lists_remove": LOOSES | {"update_tasks"},
    },
}
"""The intents that are ours, with the tools that are right for each."""

_FREE = re.compile(
    r"clinc: (?:calendar|calendar_update|meeting_schedule|schedule_meeting|schedule_maintenance"
    r"|alarm|timer|restaurant_reservation|cancel_reservation|book_flight|book_hotel|car_rental"
    r"|make_call|text|pay_bill|order|order_checks|uber)"
    r"|slurp: (?:calendar|alarm|email|takeaway|transport|social)_.+"
)
_REMINDING = re.compile(r"remind|don['’]?t let me forget", re.IGNORECASE)


def is_free(corpus: str, intent: str, text: str) -> bool:
    """Whether adding or offering is as good as doing nothing."""
    return bool(_FREE.fullmatch(f"{corpus}: {intent}") or _REMINDING.search(text))
