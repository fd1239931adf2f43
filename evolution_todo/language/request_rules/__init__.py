"""The grammar of requests: tables of small named rules, each with a sentence it reads.

A rule's pattern is matched against one whole clause, in lower case, quotations masked and
courtesies ("could you please …") taken off. Its named groups say what the parts are:
`task` to add, `items` to add one by one, `list` a list's name, `target` the task meant,
`what` words that filter, `title`, `when`, `amount`, `desc`, `value`, `tag`.
"""

from evolution_todo.language.request_rules import changing, news, talking
from evolution_todo.language.request_rules.adding import ADDING, ADDING_ACROSS
from evolution_todo.language.request_rules.editing import RENAMING_ACROSS
from evolution_todo.language.request_rules.looking import LOOKING
from evolution_todo.language.request_rules.moving import MOVING_ACROSS
from evolution_todo.language.request_rules.noting import LISTING_ACROSS, NOTING
from evolution_todo.language.request_rules.rule import Table
from evolution_todo.language.request_rules.settling import SETTLING_ACROSS
from evolution_todo.language.request_rules.tagging import TAGGING_ACROSS

__all__ = ["ASKED_NEWS", "CHANGING", "NEWS", "RULES", "TALKING", "WHOLE"]

_ACROSS = (
    *ADDING_ACROSS,
    *RENAMING_ACROSS,
    *SETTLING_ACROSS,
    *MOVING_ACROSS,
    *TAGGING_ACROSS,
    *LISTING_ACROSS,
)

TALKING = Table(*talking.TALKING)
"""Small talk and what is out of scope."""

WHOLE = Table(*TALKING, *_ACROSS)
"""The rules that are tried on a message first: some span what would else be cut into clauses."""

CHANGING = Table(*changing.CHANGING)
"""What changes a task that is there."""

RULES = Table(*WHOLE, *CHANGING, *LOOKING, *ADDING, *NOTING)
"""Every rule in the order they are tried; the first that reads the clause wins."""

NEWS = Table(*news.NEWS)
"""What tells of a task that is there, without asking for anything."""

ASKED_NEWS = Table(*(each for each in NEWS if "asked" in each.flags))
"""News that may be put as a question."""
