"""Why something is to be done, said first: what “it” is then, and by when.

“The car insurance runs out on 14 January, add a task to renew it” asks for “Renew the car
insurance” by that day. The thing is what the reason is about; the day is the reason's own where
the task has none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.tasks.quickadd import capitalised, read_task
from evolution_todo.language.times.reading import Offset

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd

_IS_SO = (
    r"is|are|was|were|has|have|had|isn't|aren't|won't|doesn't|don't|hasn't|will|must|should|can't"
    r"|needs?|wants?|runs? out|ran out|expires?|expired|ends?|ended|finishes|starts?|begins?|comes?"
    r"|came|arrives?|arrived|broke|breaks?|stopped|died|rang|called|texted|emailed|messaged|wrote"
    r"|asked|closes?|leaves?|went|goes|got|keeps?|kept|looks?|seems?|smells?|feels?|leaks?|sounds?"
    r"|fell|just|still|finally|only|never|always|made|makes|cracked|failed|fails|burst|snapped"
    r"|jammed|crashed|turned|gave|gives|changed|said|says|sent"
)
_SO = (
    r"(?:due|not|got|been|broken|an?|at|in|on|about|almost|nearly|gone|run|out|low|overdue|expired"
    r"|ready|arrived|here|back|too|so|very)\b"
)
_ENDS = (
    r"(?=[,.;:!]|$| (?:at|in|on|from|for|to|by|with|that|which|who|waiting|due|booked|coming|left"
    r"|ready|next|this|tomorrow|today|tonight|last|yesterday|and|back|off|out|so|but)\b)"
)
_NOUNS = r"(?:[\w'&-]+ ){0,3}?[\w'&-]+?"
_A = r"(?:(?:an?|the|my|our|his|her|their|some|this|that) )"
_A_LED = re.compile(_A, re.IGNORECASE)
_MET = r"(?:calls?|messages?|e-?mails?|texts?|letters?|words?|visits?|voicemails?) from "
_SOMEONE = frozenset({"him", "her", "them"})

_WORD = rf"(?:\w+(?='s {_SO})|(?!(?:{_IS_SO})\b|\w+'s {_SO})[\w'&-]+)"
_OF_SOMEONE = re.compile(rf"\b{_MET}(?P<thing>{_A}?{_NOUNS}){_ENDS}", re.IGNORECASE)
# “the kids have a school trip”
_HAS = (
    rf"(?!(?:i|we) ){_A}?(?:[\w'-]+ ){{1,3}}?(?:needs?|has|have|wants?) "
    rf"(?P<thing>{_A}{_NOUNS}){_ENDS}"
)
# “the car insurance runs out”, “the car's making a noise”
_IS = (
    rf"(?!(?:i|we|you|there|it|that|this)\b)(?P<thing>{_A}?{_WORD}(?: {_WORD}){{0,4}}?)"
    rf"(?: (?:{_IS_SO})\b|'s (?=\w+ing\b|{_SO}))"
)
# “I've got a parcel at the post office”, “I lent Tom my drill”, “buy a new phone”
_MENTIONS = rf"(?:[\w']+ ){{1,4}}?(?P<thing>{_A}{_NOUNS}){_ENDS}"
_THINGS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (_HAS, _IS, _MENTIONS))
_LED_IN = re.compile(r"[\s,.;:]*(?:(?:so|well|oh|also|and|because|since|as)\b[\s,]*)*")
_PRONOUN = re.compile(
    r"\b(?P<it>it|them|him|her|that|this)(?P<particle> (?:up|off|out|in|down)(?=$|[ ,.]))?"
    r"(?=$|[,.!]| (?:back|away|over|on|at|for|to|with|about|by|from|before|after|again)\b)",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"\b(?:an?|some|this|that) (?=\w)", re.IGNORECASE)


def with_reason(task: QuickAdd, reason: str, now: datetime) -> QuickAdd:
    """A task with why it is asked for: what its pronoun stands for, and the words as its note."""
    told = grounded(task, reason, now) or task
    note = _LEADS_ON.sub("", reason).strip(" ,.")
    return replace(told, description=told.description or note)


_LEADS_ON = re.compile(r"[\s,]+(?:so|and)[\s,]*$", re.IGNORECASE)


def points(task: QuickAdd) -> bool:
    """Whether a task leaves it to other words to say of what: “renew it”."""
    return _PRONOUN.search(task.title) is not None


def grounded(task: QuickAdd, reason: str, now: datetime, *, about: str = "") -> QuickAdd | None:
    """The task with what its pronoun stands for, due when the reason says if it is not itself.

    None where it has no pronoun that the reason explains, and no reminder that counts from it.

    Args:
        task: What is asked for.
        reason: What is said before it.
        now: The present moment, in the person's zone.
        about: The task that the reason is known to be about, if it is.
    """
    told = read_task(reason.rstrip(" .,;"), now)
    named = _with_thing(task.title, reason, about)
    ahead = any(isinstance(each, Offset) and each.minutes for each in task.reminders)
    if named is None and not (ahead and told.due):
        return None
    own = task.due or task.recurrence
    to_come = told.due if told.due and told.due.start.date() >= now.date() else None
    due = task.due if own else to_come
    return replace(task, title=named or task.title, due=due, marked=task.marked or due is not None)


def _with_thing(title: str, reason: str, about: str) -> str | None:
    pronoun = _PRONOUN.search(title)
    if pronoun is None or " and " in title[: pronoun.start()]:
        return None
    said = pronoun["it"].lower()
    met = _OF_SOMEONE.search(reason) if said in _SOMEONE else None
    whose = _WITH_SOMEONE.fullmatch(about or reason) if said in {"him", "her"} else None
    known = whose["who"] if whose else about
    thing = known if known and not met else _thing(reason, said)
    if thing is None:
        return None
    said = f"{(pronoun['particle'] or '').strip()} {thing}".strip()
    return capitalised(f"{title[: pronoun.start()]}{said}{title[pronoun.end() :]}")


_WITH_SOMEONE = re.compile(
    r"(?!.*\b(?:man|woman|guy|lady|bloke|girl|boy|lad|person|people|one)\b)"
    r"[\w'’ -]*\b(?:for|with|to|from) (?P<who>(?:(?!\b(?:is|are|was|were|has|in|on|at)\b)[\w'’. -])"
    r"{2,40}?)(?: (?:is|are|was|were|has|in|on|at)\b.*)?[\s,.]*",
    re.IGNORECASE,
)
"""“The quote for Mrs Doyle”, “the parcel from Ana”: who “her” is."""


def _thing(reason: str, pronoun: str) -> str | None:
    """What a reason is about: its subject, or the thing that someone has or gave."""
    led = _LED_IN.match(reason)
    start = led.end() if led else 0
    met = _OF_SOMEONE.search(reason, start) if pronoun in _SOMEONE else None
    found = met or next(
        (each for pattern in _THINGS if (each := pattern.match(reason, start))), None
    )
    if found is None:
        return None
    thing = _INDEFINITE.sub("the ", found["thing"].strip(), count=1)
    first = found.start("thing") == start
    named = not _A_LED.match(thing) and (pronoun in _SOMEONE or _is_name(thing))
    return f"{thing[:1].lower()}{thing[1:]}" if first and not named else thing


def _is_name(thing: str) -> bool:
    """Whether a capital at the start of a sentence is a name's: “Mum's coat”, “MOT”."""
    first = thing.split()[0]
    return first.endswith("'s") or not first[1:].islower()
