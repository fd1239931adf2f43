"""The importance and the rule that a message is supposed to give a task."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.recurrence.reading import find_recurrence
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.filters import read_priority
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import NO_CHANGES, Priority, read_task
from evolution_todo.language.text.sayings import Saying

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.recurrence.laying_out import Recurrence


def change_of_mentioned(
    request: Request, intent: Intent, *, about: str | None = None, **values: object
) -> Request:
    """The request with a change of the task that it mentions, in these words of it if any."""
    words = request.text if about is None else about
    target = Reference(ReferenceKind.MENTIONED, request.span, words)
    asked = Request(intent, request.span, request.text, target=target)
    return replace(request, instead=replace(asked, **values))  # type: ignore[arg-type] # they are fields of Request


def valued(request: Request, now: datetime) -> Request | None:
    """The importance that is said."""
    del now
    level = importance(request.text)
    if level is None:
        return None
    return change_of_mentioned(request, Intent.UPDATE, changes=replace(NO_CHANGES, priority=level))


def importance(text: str) -> Priority | None:
    """How important something is, by a message that is known to say so."""
    low = _NOT_THAT.sub(" ", text.lower())
    for each in _LEVELS:
        if each.search(low):
            return Priority(each.means)
    return read_priority(low)


_NOT_THAT = re.compile(r"\b(?:not|rather than|instead of) (?:low|medium|high|highest|critical)\b")
"""“Highest, not high”."""
_LEVELS = (
    Saying(r"\bp ?0\b|\bprio(?:rity)? ?0\b", "make it P0", Priority.CRITICAL),
    Saying(r"\bp ?1\b", "p1", Priority.CRITICAL),
    Saying(r"\bp ?2\b", "p2 then", Priority.HIGH),
    Saying(r"\bp ?3\b", "set p3", Priority.MEDIUM),
    Saying(r"\bp ?4\b", "p4", Priority.LOW),
    Saying(
        r"\b(?:any higher|even (?:higher|more))\b|\bhighest\b"
        r"|\bemergency\b"
        r"|\bdrop everything\b|\bmake or break\b|\bnon[- ]negotiable\b|\bas high as\b"
        r"|\bcrit(?:ical)?\b",
        "can it go any higher than that?",
        Priority.CRITICAL,
    ),
    Saying(
        r"\b(?:no (?:big )?(?:rush|hurry|urgency)|bottom of|at the bottom|(?:right "
        r"|very )?lowest"
        r"|last thing on|nice to have|some ?day|whenever|(?:can|could|will) wait|back ?burner"
        r"|when (?:someone|i|we|there)(?:'s| has| have|'ve| is) time|not that deep"
        r"|least important|nothing (?:urgent|pressing|important)"
        r"|matters? (?:way |much |a lot )?less|less important|not (?:a )?(?:priority|important"
        r"|urgent|pressing)|isn't (?:important|urgent|pressing|a priority)|demote|low(?:er)?"
        r"|play it down|trivial|unimportant|doesn't matter)\b",
        "no rush on that one",
        Priority.LOW,
    ),
    Saying(
        r"\b(?:not (?:so|that|quite that|quite so|as) (?:high|urgent|important|pressing)"
        r"|medium|normal"
        r"|middle|middling|(?:down|drop|bring \w+ down) a (?:notch|peg|bit|level)|less urgent"
        r"|needn't be top|mid)\b",
        "not so high, have till the 30th",
        Priority.MEDIUM,
    ),
    Saying(
        r"\b(?:urgent(?:ly)?|important|pressing|top|high(?:er)?|number one|first|flag"
        r"|star|bump|rais(?:e|ed)|lift|crank|upgrade|up a (?:notch|peg|bit|level)"
        r"|blocking|blocker"
        r"|asap|crucial|vital|essential|before (?:anything|everything)|ahead of every\w+"
        r"|above every\w+"
        r"|matters most|most|big(?:gest)? (?:one|deal)|what matters|can't wait|cannot wait"
        r"|don't let (?:it|this|that)(?: one)? slide|rush|keep (?:it"
        r"|that) visible)\b",
        "this is blocking the release",
        Priority.HIGH,
    ),
)
"""How it is said, the level it is, and an example; the first that fits wins."""


_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


def repeated(request: Request, now: datetime) -> Request | None:
    """The rule that is said, or that it ends."""
    low = request.text.lower()
    if _ENDED.search(low):
        return change_of_mentioned(request, Intent.UPDATE, clear=("recurrence",))
    rule = meant_rule(request.text, now)
    if rule is None:
        return None
    return change_of_mentioned(request, Intent.UPDATE, changes=replace(NO_CHANGES, recurrence=rule))


def meant_rule(text: str, now: datetime) -> Recurrence | None:
    """The rule that a message comes to: the last that it says and does not rule out."""
    low = _WAS.sub(" ", text.lower())
    for each in _SAYINGS:
        low = each.expression.sub(each.means, low)
    parts = [part for part in _JOINT.split(low) if part.strip()]
    for said in (low, *reversed(parts)):
        found = read_task(said.strip(" .!?"), now).recurrence or find_recurrence(said, now)
        if found is not None:
            return None if _says_more(low, found.text) else found
    return None


def _says_more(said: str, rule: str) -> bool:
    """Whether which one of a month is meant is said, and the rule that was read is without it."""
    placed = _PLACED.search(said)
    return placed is not None and placed[0] not in rule


_PLACED = re.compile(
    rf"\b(?:first|second|third|fourth|fifth|last|(?:and|&) \w+) (?:{_WEEKDAY})s?\b"
)
_JOINT = re.compile(r"[.;!?]+\s|,\s|\s[-–—]\s|→|\b(?:so|but|because)\b")
_WAS = re.compile(
    r"\b(?:rather than|instead of|not(?: just| once)?(?! at)|never)"
    r" [^,.;!?]{1,40}?(?=,|[.;!?]|$|\bbut\b|\bit's\b)"
)
"""The rule that it no longer is: “every year rather than every month”."""
_SAYINGS = (
    Saying(r"\balternate (\w+?)s?\b", "alternate saturdays", r"every other \1"),
    Saying(
        r"\b(?:skip|no|not|except(?: for)?|leave out)(?: at| on)?(?: the)?"
        r" weekends?\b",
        "skip weekends, my brother's got those",
        "every weekday",
    ),
    Saying(
        rf"\b(?:on )?(?:the )?(first|second|third|fourth|last) ({_WEEKDAY}) (?:of|in) (?:the"
        rf"|each|every) month\b",
        "first tuesday of the month",
        r"on the \1 \2 of every month",
    ),
    Saying(
        r"(?:^|[.?!,] )(?:it's|its|it is) (\d+|two|three|four|five|six|eight|ten) (days|weeks"
        r"|months|years)$",
        "it's six months",
        r" every \1 \2",
    ),
    Saying(
        r"\b(?:it's |its )?an? (mon|tues|wednes|thurs|fri|satur|sun)day (?:thing|job|task)\b",
        "it's a wednesday thing",
        r"every \1day",
    ),
    Saying(
        r"\ban? (daily|weekly|monthly|yearly|nightly|quarterly|annual) (?:job|thing|task|one"
        r"|affair)\b",
        "that's a daily job",
        r"\1",
    ),
    Saying(r"\bannual(?:ly)?\b", "annual", "yearly"),
    Saying(r"\bweekdays only\b", "weekdays only", "every weekday"),
    Saying(r"\b(daily|weekly|monthly|yearly|quarterly)(?:'s| is)\b", "monthly's plenty", r"\1 ,"),
    Saying(r"\b(?:bi-?weekly|fortnightly)\b", "biweekly", "every two weeks"),
    Saying(r"^(?:it's |its |on )?(mon|tue|wed|thu|fri|sat|sun)s? only$", "sun only", r"every \1"),
    Saying(
        r"\bschool nights\b",
        "School nights",
        "every sunday, monday, tuesday, wednesday and thursday",
    ),
    Saying(
        r"\bthat happens\b|\bpop up\b|\bcome (?:round|up|back|around)\b"
        r"|\brecurs?\b",
        "recur every weekday",
        "",
    ),
)
"""How rules are said in news, how the reader of rules knows them, and an example."""
_ENDED = re.compile(
    r"\b(?:stop|end|quit|cancel|no longer|no more|don't|doesn't|shouldn't|not|never"
    r"|without|no need)\b"
    r".*\b(?:repeat\w*|recur\w*|come (?:round|back|up)|rotate|keep coming)"
    r"|\b(?:repeat|recur)\w* .*\b(?:any ?more|any longer|off)\b|\bone[- ]off\b|\bno recurrence\b"
    r"|\bjust (?:the |this )?once\b|\bjust the one time\b|\bonly (?:the )?(?:once|the one time)\b"
    r"|\b(?:won't|doesn't|not) (?:be )?(?:need(?:ed)?|happen(?:ing)?) (?:every|each|it every)\b"
    r"|\bevery \w+\?.*\bstop that\b|\b(?:turn|shut|switch) (?:it|that) off\b"
    r"|\b(?:isn't|is not|not) (?:daily|weekly|monthly|yearly|recurring|a regular)\b"
)
