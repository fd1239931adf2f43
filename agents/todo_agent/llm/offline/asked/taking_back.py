"""What is said of what was just done to several tasks, or just taken back.

“Keep the flyers”, when four tasks were deleted; “and the one before”, after an undo.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups.reading import read_follow_up
from evolution_todo.language.intents import read_requests
from evolution_todo.language.references.reading import (
    Reference,
    ReferenceKind,
    read_reference,
    resolve,
)
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.clauses import lowered
from evolution_todo.language.text.sayings import Saying
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import content
from todo_agent.recall import briefs_of, candidate_of

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.references.reading import Candidate
    from todo_agent.recall import Exchange, Memory
    from todo_agent.turn import ToolRun


def of_what_was_done(memory: Memory, now: datetime) -> list[Request]:
    """What a message asks of the last deed as a whole or in part; nothing for any other."""
    before = memory.before
    if before is None or not before.done:
        return []
    said = memory.present.message
    core = _SORRY.sub("", said.strip(" .!,")).lower()
    if before.done[-1].name != "undo":
        return _back_otherwise(said, core, before, now) or _in_part(said, core, before)
    told = (intent for saying, intent in _AFTER_UNDO if saying.expression.fullmatch(core))
    return [Request(intent, Span(0, len(said)), said) for intent in told]


_SORRY = re.compile(
    r"^(?:(?:oh|ah|oops|ugh|argh|no|wait|sorry|actually|but|and|hm+|please|ok|okay)\b[\s,.!]*)+",
    re.IGNORECASE,
)
_AFTER_UNDO = (
    (
        Saying(
            r"(?:once more|again|one more(?: time)?|further(?: back)?|keep going|(?:undo )?the"
            r" (?:one|change|thing) before(?: (?:that|it))?(?: too| as well)?)(?:,? please)?",
            "the one before",
        ),
        Intent.UNDO,
    ),
    (
        Saying(
            r"(?:(?:let's )?do (?:it|that|them) (?:after all|again|anyway)|i (?:did )?meant? it)"
            r"(?:,? please)?",
            "do it after all",
        ),
        Intent.REDO,
    ),
)
"""What is said after an undo, each with an example."""


def _back_otherwise(said: str, core: str, before: Exchange, now: datetime) -> list[Request]:
    """“Put it back for Thursday”, “undo. It's urgent though”: as it was, and with a value."""
    gone = before.done[-1].name == "delete_tasks"
    found = _UNDO_AND.fullmatch(core) or (_BACK_AND.fullmatch(core) if gone else None)
    change = read_follow_up(found["more"], now) if found else None
    if change is None or change.target is None or change.intent not in _VALUED:
        return []
    if change.target.kind is not ReferenceKind.PRONOUN:
        return []
    span = Span(0, len(said))
    return [Request(Intent.UNDO, span, said), replace(change, span=span, text=said)]


_UNDO_AND = re.compile(r"undo(?: (?:it|that|this))?(?: please)?[.!;,]+ (?P<more>.{2,60})")
_BACK_AND = re.compile(
    r"(?:(?:(?:bring|put|add|get) (?:it|that|them) back|restore (?:it|that|them))"
    r"(?: (?:on|in)(?:to)? (?:the|my) list)?"
    r"|(?:i|we) (?:do |did |still |really |actually )*(?:need|want|wanted) (?:it|that|them)"
    r"(?: after all| back| still)?|keep (?:it|that|them))"
    r"[,.;]*(?: (?:but|and|just|only|though|please|as))* (?P<more>.{2,60})"
)
_VALUED = frozenset({Intent.RESCHEDULE, Intent.UPDATE, Intent.TAG, Intent.REMIND})


def done_otherwise(memory: Memory, now: datetime) -> list[Request]:
    """“Don't delete it, move it to Friday”, of what was: taken back, and that done to it."""
    before, said = memory.before, memory.present.message
    refused = _REFUSED.match(lowered(said))
    verb = next(name for name, told in refused.groupdict().items() if told) if refused else ""
    if before is None or refused is None or not before.done or before.done[-1].name != verb:
        return []
    rest = read_requests(f"{' ' * refused.end()}{said[refused.end() :]}", now)
    if any(each.target is None or each.target.kind is not ReferenceKind.PRONOUN for each in rest):
        return []
    return [Request(Intent.UNDO, Span(0, refused.end()), said[: refused.end()]), *rest]


_REFUSED = re.compile(
    r"\W*(?:(?:oh|no|wait|sorry|actually|please|hm+|and|but)\b[\s,.!]*)*"
    r"(?:instead of|rather than|don't|do not|i (?:don't|didn't) (?:want|mean)(?: you)? to|not)"
    r" (?:(?P<delete_tasks>delet(?:e|ing)|remov(?:e|ing)|cancel(?:l?ing)?|dropp?(?:ing)?)"
    r"|(?P<set_tasks_completed>complet(?:e|ing)|tick(?:ing)?|check(?:ing)?|finish(?:ing)?))"
    r" [\w' -]{2,60}?(?:,|;|\.|\bbut\b| -)[\s,]*"
    r"(?:(?:but|and|just|rather|please|instead|can you|could you)\b[\s,]*)*(?=[a-z])"
)


def _in_part(said: str, core: str, before: Exchange) -> list[Request]:
    """Some of several tasks that are not to be deleted, done or there after all."""
    last = before.done[-1]
    intent = _reverse_of(last)
    ways = (_UNWANTED, _KEPT) if intent is Intent.DELETE else (_BROUGHT, _KEPT)
    named = next((found for way in ways if (found := way.fullmatch(core))), None)
    target = read_reference(named["task"]) if named else None
    if intent is None or target is None or target.kind is not ReferenceKind.TITLE:
        return []
    tasks = [candidate_of(each) for run in before.done for each in briefs_of(run)]
    meant = [each for each in resolve(target, tasks).candidates if _is_named(each, target)]
    span = Span(0, len(said))
    if len(meant) == len(tasks):
        return [Request(intent, span, said)] if intent is Intent.UNDO else []
    numbers = tuple(each.number for each in meant)
    these = Reference(ReferenceKind.NUMBER, span, "", numbers=numbers, plural=len(numbers) > 1)
    return [Request(intent, span, said, target=these)] if meant else []


def _is_named(task: Candidate, target: Reference) -> bool:
    """Whether all that is said is of its title: “I need the glue to dry” is of more."""
    return set(content(target.words)) <= set(content(task.title))


def _reverse_of(run: ToolRun) -> Intent | None:
    ticked = run.name == "set_tasks_completed" and run.arguments.get("completed", True)
    return Intent.UNCOMPLETE if ticked else _REVERSE.get(run.name)


_REVERSE = {"delete_tasks": Intent.UNDO, "add_tasks": Intent.DELETE}
_KEPT = re.compile(
    r"(?:not|except|but not|all but|(?:just )?not|leave|keep|restore|recover|undelete|reopen"
    r"|un(?:tick|check)|(?:bring|get|put|want|need) back|(?:i|we) (?:do |still )*(?:need|want))"
    r" (?P<task>(?!(?:it|that|this|an?|some|to)\b).{2,60}?)(?: back| after all| though| please)*"
)
_BROUGHT = re.compile(
    r"(?:bring|get|put) (?P<task>.{2,60}?) back(?: on(?:to)? (?:my|the) list)?(?: please)?"
)
_UNWANTED = re.compile(
    r"(?:no|without|(?:don't|do not|didn't want to) add|take) (?P<task>.{2,60}?)"
    r"(?: (?:off|out|after all|though|please))*"
)
