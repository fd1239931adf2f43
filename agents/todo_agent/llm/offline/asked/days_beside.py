"""“And the week after?”, right behind a list of some days: what there is next to those."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Filter, Intent, Request
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from todo_agent.recall import Memory
    from todo_agent.turn import Json

_BESIDE = re.compile(
    r"\W*(?:(?:and|so|ok|okay|then)\W+)*(?:(?:what|how) about )?(?:what(?:['’]?s| is) on )?"
    r"(?:for |on |in )?(?:"
    r"the (?P<unit>day|week|weekend|month) (?P<way>after|before)(?: (?:that|then|this|it))?"
    r"|the (?:next|following) (?P<unit2>day|week|weekend|month))\W*",
    re.IGNORECASE,
)


def beside_those_days(memory: Memory, now: datetime) -> list[Request]:
    """The list of the days next to those just listed; empty for any other message."""
    said = memory.present.message
    found = _BESIDE.fullmatch(said)
    shown = _days_shown(memory, now) if found else None
    if found is None or shown is None:
        return []
    unit = (found["unit"] or found["unit2"]).lower()
    back = (found["way"] or "").lower() == "before"
    after, before = _beside(*shown, unit=unit, back=back)
    chosen = Filter(completed=False, due_after=after, due_before=before)
    span = Span(0, len(said))
    return [Request(Intent.LIST, span, said, filter=chosen, rule="days beside")]


def _days_shown(memory: Memory, now: datetime) -> tuple[datetime, datetime] | None:
    """From which day to which the list last shown reaches; today, of the day at a glance."""
    last = memory.before.runs[-1] if memory.before and memory.before.runs else None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if last is None:
        return None
    if last.name == "get_overview":
        return today, today + timedelta(days=1)
    asked: Json = last.arguments.get("filter") or {}
    if last.name != "find_tasks" or not (asked.get("due_after") and asked.get("due_before")):
        return None
    bounds = (datetime.fromisoformat(asked[f"due_{each}"]) for each in ("after", "before"))
    after, before = (each.astimezone(now.tzinfo).replace(hour=0, minute=0) for each in bounds)
    return after, max(before, after + timedelta(days=1))


def _beside(
    after: datetime, before: datetime, *, unit: str, back: bool
) -> tuple[datetime, datetime]:
    step = -1 if back else 1
    if unit == "month":
        first = (after.replace(day=1) + timedelta(days=-1 if back else 32)).replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    if unit == "day":
        start = after - timedelta(days=1) if back else before
        return start, start + timedelta(days=1)
    monday = after - timedelta(days=after.weekday()) + timedelta(weeks=step)
    if unit == "week":
        return monday, monday + timedelta(weeks=1)
    return monday + timedelta(days=5), monday + timedelta(weeks=1)
