"""Weekdays that a rule gets beside its own, and such as are taken out of it.

“And Thursdays too” of what repeats every Monday keeps the Monday. Which rule it is that changes is
not known here, so a request only says which days come and go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.building.targets import pointed
from evolution_todo.language.requests.request import Weekdays
from evolution_todo.language.times.weekdays import weekdays

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard


def change_days(heard: Heard) -> Built:
    """Days put into the rule of what is named, or taken out of it."""
    days = weekdays(heard.said("days"))
    changed = Weekdays(off=days) if heard.has("off") else Weekdays(on=days)
    return pointed(heard, weekdays=changed)
