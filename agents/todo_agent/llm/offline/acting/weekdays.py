"""Series that get more days of the week, or fewer: the rest of their rule stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.times.tokens import WEEKDAYS
from evolution_todo.language.times.weekdays import weekdays
from todo_agent.llm.offline.acting.deeds import Deed, nothing_fits
from todo_agent.llm.offline.acting.moving import act_or_ask, briefs_now, reschedule
from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.acting.targets import Desk, Targets, find_targets
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import candidate_of
from todo_agent.turn import Call, Json

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Request, Weekdays


def change_days(request: Request, desk: Desk) -> Steps:
    """Put days into the rules of series or take them out; what has no such rule is asked about."""
    found = yield from find_targets(request, desk, completed=False)
    if not found.refs or request.weekdays is None:
        return nothing_fits(request, found, desk)
    briefs = yield from briefs_now(found)
    if request.changes is not None and not any(each.get("recurrence") for each in briefs):
        return (yield from reschedule(request, desk))
    rules: dict[Json, str] = {}
    for brief in briefs:
        rule = with_days(str(brief.get("recurrence") or ""), request.weekdays)
        if rule is None:
            return Part(_why_not(brief, request.weekdays))
        rules[brief["id"]] = rule
    return (yield from _with_rules(found, briefs, rules, desk))


def _with_rules(
    found: Targets, briefs: Sequence[answers.Brief], rules: dict[Json, str], desk: Desk
) -> Steps:
    def calls(refs: Sequence[dict[str, Json]]) -> tuple[Call, ...]:
        updates = [{"task": ref, "recurrence": {"rule": rules[ref["id"]]}} for ref in refs]
        return (Call("update_tasks", {"updates": updates}),)

    tasks = tuple(map(candidate_of, briefs))
    known = replace(found, tasks=tasks, refs=tuple({"id": each.id} for each in tasks))
    return (yield from act_or_ask(known, Deed("change", calls, of_series=True), desk))


def with_days(rule: str, days: Weekdays) -> str | None:
    """A rule in words on more or fewer days of the week; None where that is none or the same.

    Only of rules that name days of the week, or mean all of them: which day of a month is another
    matter.
    """
    said = _WEEKLY.match(rule)
    if said is None:
        return None
    whole = {"day": range(7), "weekday": range(5)}.get(said["days"])
    present = set(whole if whole is not None else weekdays(said["days"]))
    new = sorted((present | set(days.on)) - set(days.off))
    if not new or set(new) == present:
        return None
    names = answers.join([WEEKDAYS[day].capitalize() for day in new])
    return f"{said['every']}{names}{rule[said.end() :]}"


_WEEKLY = re.compile(
    r"(?P<every>every (?:other (?!week\b|day)|(?:other week|\d+ weeks) on )?)"
    r"(?P<days>day|weekday|weekend|[A-Z][a-z]+day(?:(?:, | and )[A-Z][a-z]+day)*)\b"
)


def _why_not(brief: answers.Brief, days: Weekdays) -> str:
    """Why a rule can neither get the days nor lose them."""
    rule = brief.get("recurrence")
    if not rule:
        return f"{answers.name(brief)} does not repeat. Say for example “repeat it every Monday”."
    if _WEEKLY.match(rule) and not days.off:
        return f"{answers.name(brief)} repeats {rule} already."
    return answers.ask_rule(brief)
