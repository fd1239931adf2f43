"""The grammar of requests: tables of small named rules, each with a sentence it reads.

A rule's pattern is matched against one whole clause, in lower case, quotations masked and
courtesies ("could you please …") taken off. Its named groups say what the parts are:
`task` to add, `items` to add one by one, `list` a list's name, `target` the task meant,
`what` words that filter, `title`, `when`, `amount`, `desc`, `value`, `tag`.
"""

from evolution_todo.language.request_rules.adding import ADDING, ADDING_ACROSS
from evolution_todo.language.request_rules.changing import CHANGING
from evolution_todo.language.request_rules.editing import RENAMING_ACROSS
from evolution_todo.language.request_rules.looking import LOOKING
from evolution_todo.language.request_rules.news import NEWS
from evolution_todo.language.request_rules.noting import NOTING
from evolution_todo.language.request_rules.settling import SETTLING_ACROSS
from evolution_todo.language.request_rules.talking import TALKING

__all__ = ["ACROSS", "CHANGING", "NEWS", "RULES", "TALKING"]

ACROSS = (*ADDING_ACROSS, *RENAMING_ACROSS, *SETTLING_ACROSS)
"""The rules that span what would else be cut into clauses; tried on the message first."""

RULES = (*TALKING, *ACROSS, *CHANGING, *LOOKING, *ADDING, *NOTING)
"""Every rule in the order they are tried; the first that reads the clause wins."""
