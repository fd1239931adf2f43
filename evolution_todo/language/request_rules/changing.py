"""Every rule that changes tasks, in the order they are tried."""

from evolution_todo.language.request_rules.editing import DESCRIBING, RENAMING, UNSAID
from evolution_todo.language.request_rules.ending import COURSES
from evolution_todo.language.request_rules.moving import MOVING, SERIES
from evolution_todo.language.request_rules.reminders import REMINDERS
from evolution_todo.language.request_rules.settling import COMPLETING, DELETING
from evolution_todo.language.request_rules.tagging import TAGGING
from evolution_todo.language.request_rules.undoing import UNDOING

CHANGING = (
    *UNDOING,
    *UNSAID,
    *SERIES,
    *COURSES,
    *DESCRIBING,
    *TAGGING,
    *REMINDERS,
    *MOVING,
    *COMPLETING,
    *RENAMING,
    *DELETING,
)
