"""Every rule that looks at tasks, reminders and lists, in the order they are tried."""

from evolution_todo.language.request_rules.asking import ASKING
from evolution_todo.language.request_rules.days import DAYS
from evolution_todo.language.request_rules.on_lists import ON_LISTS
from evolution_todo.language.request_rules.recalling import RECALLING
from evolution_todo.language.request_rules.remembered import REMEMBERED
from evolution_todo.language.request_rules.showing import SHOWING

LOOKING = (*RECALLING, *DAYS, *REMEMBERED, *ON_LISTS, *SHOWING, *ASKING)
