"""What a short message says of the task dealt with just before it: “actually 6”, “p1”, “#home”.

None of these means anything as a first message, so a caller asks for this reading only where a
task was written or shown alone just before. What is left of a message without its apologies
must be a value and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.changing import NO_CHANGES, read_length
from evolution_todo.language.building.heard import moved
from evolution_todo.language.clauses import masked
from evolution_todo.language.corrections import read_time_alone
from evolution_todo.language.filters import read_priority
from evolution_todo.language.quickadd import capitalised, read_task
from evolution_todo.language.references import Reference, ReferenceKind, read_reference
from evolution_todo.language.request_rules.fragments import compiled
from evolution_todo.language.requests import Intent, Request
from evolution_todo.language.spans import Span
from evolution_todo.language.times import read_offset

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_LEAD = re.compile(
    r"(?:oh|ah|ach|sorry|so sorry|no|nope|wait|actually|hm+|well|oops|whoops|ok|okay|yes|and|but"
    r"|so|ugh|please|pls|rather|better|i (?:do )?(?:apologi[sz]e|beg your pardon)|pardon(?: me)?"
    r"|excuse me|my (?:mistake|bad|fault)|on second thoughts?|come to think of it"
    r"|(?:scratch|strike|scrap) that|never ?mind|not that(?: one)?|correction"
    r"|wrong (?:day|time|date|one)|i (?:mean|meant|said|should have said)|let's (?:say|make it)|say"
    r"|(?:can|could|would|will|might|may) (?:you|we|i)(?: please)?"
    r"|(?:make|set|put|change|move|switch|do|have|turn|push) (?:it|that|this)(?: to| for| on| at)?"
    r"|(?:make|put|change|set)(?: it)?(?: to)?"
    r"|(?:it|that|this)(?:'s| is| was|'d be| will be| should be| should have been| has to be"
    r"| needs to be)(?: actually| due| now)?|its|should be|for|on|at|by|to)"
    r"(?=[\s,.!:;-]|$)[\s,.!:;-]*"
)
_TAIL = re.compile(
    r"[\s,.!:;-]+(?:actually|instead|please|pls|then|rather|sorry|thanks|thank you|if possible"
    r"|i (?:mean|meant)|my (?:mistake|bad)|is (?:fine|better|good|ok|okay|enough)|works(?: better)?"
    r"|would be (?:fine|better|good)|will do|than (?:it was|that|before|planned)|though|too"
    r"|,? (?:and )?(?:not|instead of|rather than) .{1,30})$"
    r"|,\s*(?:because |as |since |cos )?(?:i|i'll|i'm|i've|we|he|she|they|it|it's|my \w+"
    r"|the \w+)\b.*$"
)
_ASKING = re.compile(r"\s*(?:can|could|would|will|might|may) you\b", re.IGNORECASE)
_MOST = 120
"""Characters of a message that says a value and nothing else."""
_PARTS = 6
"""How many words of apology and the like are taken off at either end."""


def read_follow_up(text: str, now: datetime) -> Request | None:
    """The change that a message asks of the task last dealt with; None when it is none.

    Raises:
        TimeError: It names a time that cannot be.
    """
    if len(text) > _MOST or ("?" in text and not _ASKING.match(text)):
        return None
    low = masked(text)
    for core in _cores(low):
        for reader in _READERS:
            if found := reader(text, low, core, now):
                return replace(found, span=core, text=core.of(text), rule="a value alone")
    return None


def _cores(low: str) -> list[Span]:
    """What may be the value, the most words first."""
    begins, ends = [len(low) - len(low.lstrip())], [len(low.rstrip(" .!,?"))]
    while len(begins) < _PARTS and (lead := _LEAD.match(low, begins[-1], ends[0])):
        begins.append(lead.end())
    while len(ends) < _PARTS and (tail := _TAIL.search(low, begins[0], ends[-1])):
        ends.append(tail.start())
    cores = [Span(begin, end) for begin in begins for end in ends if begin < end]
    return sorted(cores, key=lambda core: core.start - core.end)


def _shift(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“An hour earlier”, “one more day”."""
    del text, now
    said = compiled(_SHIFTED).fullmatch(core.of(low))
    if said is None:
        return None
    unit, length = read_length((said["more"] or said["amount"]).replace(" more", ""))
    amount = round(-length if said["way"] in {"earlier", "sooner"} else length)
    request = _about(core, Intent.RESCHEDULE)
    if unit == "months":
        return replace(request, shift_months=amount)
    return replace(request, shift_minutes=amount)


_SHIFTED = (
    r"(?:by )?(?:(?P<amount><LENGTH>) (?P<way>earlier|sooner|later|on|further|back)"
    r"|(?P<more>(?:one|two|three|\d{1,2}|an?|a few) more (?:minute|hour|day|week|month)s?))"
)


def _time(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“Tomorrow 11 am”, “every Sunday”, “6”."""
    del low
    said = core.of(text)
    found = read_time_alone(said, now) if said else None
    if found is None or found.changes is None:
        return None
    return replace(_about(core, Intent.RESCHEDULE), changes=moved(found.changes, core.start))


def _priority(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“P1”, “priority high”, “low please”."""
    del text, now
    said = compiled(_LEVEL).fullmatch(core.of(low))
    level = read_priority(said["level"]) if said else None
    changes = level and replace(NO_CHANGES, priority=level)
    return replace(_about(core, Intent.UPDATE), changes=changes) if changes else None


_LEVEL = (
    r"(?:(?:with|set|at|as|of|a|the) )*(?:priority:? (?:to |is )?)?(?P<level><PRIORITY>)"
    r"(?: priority)?"
)


def _tags(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“#home”, “tag: fun”."""
    del text, now
    said = _TAGGED.fullmatch(core.of(low))
    if said is None:
        return None
    names = re.findall(r"[\w-]+", said["marks"] or said["name"])
    changes = replace(NO_CHANGES, tags=tuple(dict.fromkeys(names)))
    return replace(_about(core, Intent.TAG), changes=changes)


_TAGGED = re.compile(
    r"(?:(?:tag|label)(?:ged)?(?: it| that)?(?: as| with)?:? )?"
    r"(?P<marks>#[a-z][\w-]*(?:,? #[a-z][\w-]*)*)"
    r"|(?:tag|label)(?:ged)?(?: it| that)?(?: as| with)?:? (?P<name>[\w-]{1,50})"
)


def _reminder(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“30 min reminder”, “remind me the day before”."""
    del text, now
    said = _RUNG.fullmatch(core.of(low))
    offset = read_offset((said["one"] or said["two"]).strip()) if said else None
    return replace(_about(core, Intent.REMIND), reminder=offset) if offset else None


_RUNG = re.compile(
    r"(?:with )?(?:an? )?(?P<one>.{1,40}?)(?: before)? (?:reminder|alert|heads-?up|notice)"
    r"|(?:(?:and )?(?:remind|alert|ping|nudge) me|(?:with )?(?:an? )?(?:reminder|alert)) "
    r"(?P<two>.{1,40})"
)


def _lead(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“Make it 2 hours”, of a reminder."""
    del text, now
    if core.start == 0 or compiled("<LENGTH>").fullmatch(core.of(low)) is None:
        return None
    offset = read_offset(core.of(low))
    said = Request(Intent.REMIND, core, "", reminder=offset, corrects=True)
    return said if offset else None


def _other_task(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“No, it was the form”, “the barn one, not the feed”."""
    said = _OTHER_TASK.fullmatch(core.of(low))
    if said is None:
        return None
    words = text[core.start + said.start("what") : core.start + said.end("what")]
    target = read_reference(words, start=core.start + said.start("what"))
    about = Request(Intent.UPDATE, core, "", corrects=True, target=target)
    return replace(about, task=read_task(words, now)) if target else None


_OTHER_TASK = re.compile(
    r"(?:it was |it's |that was )?(?P<what>(?:the|my) [\w'-]+(?: [\w'-]+){0,3}?)"
    r"(?:,? not .{1,40})?"
)


def _name(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“Call it …”, “rename to …”."""
    del now
    said = _CALLED.fullmatch(core.of(low))
    if said is None:
        return None
    title = text[core.start + said.start("title") : core.start + said.end("title")]
    bare = title.strip().strip("\"'“”‘’").strip()
    named = bare if bare != title.strip() else capitalised(bare)
    return replace(_about(core, Intent.UPDATE), new_title=named)


_CALLED = re.compile(
    r"(?:(?:rename|retitle)(?: it| that| this)? (?:to|as)|(?:call|name|title) (?:it|that|this)"
    r"|change (?:the|its) (?:name|title|wording) to) (?P<title>.{1,100})"
)


def _undone(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“I haven't done it yet”, “not done”."""
    del text, now
    return _about(core, Intent.UNCOMPLETE) if _NOT_DONE.fullmatch(core.of(low)) else None


_NOT_DONE = re.compile(
    r"(?:(?:i|we) )?(?:haven'?t|have not|didn'?t|did not|never)(?: (?:actually|really|even|quite))*"
    r"(?: (?:done?|finish(?:ed)?|completed?)(?: (?:it|that|them|'?em|those))?)?(?: yet| after all)?"
    r"|(?:(?:it|that)(?:'s| is)|they(?:'re| are)|it|they) ?(?:not|isn'?t|aren'?t)"
    r"(?: (?:actually|really|quite))*(?: (?:done|finished|complete))?(?: yet)?|not (?:done )?yet"
)


def _taken_back(text: str, low: str, core: Span, now: datetime) -> Request | None:
    """“Bring it back”, “never mind”, “I still need that”."""
    del text, now
    back = _BACK.fullmatch(core.of(low))
    return replace(_about(core, Intent.UNDO), target=None) if back else None


_THAT = r"(?:it|that|this|them|those|that one|'?em)"
_BACK = re.compile(
    rf"(?:(?:change|put|bring|take|move|turn|switch|get) {_THAT} back|bring back {_THAT})"
    r"(?: (?:to )?(?:how|what|where|as|the way) (?:it|they|that) (?:was|were))?(?: again)?"
    rf"|(?:undo|revert|restore)(?: (?:{_THAT}|undo|the lot|everything))*"
    rf"|(?:i|we) (?:do |did )?(?:still |really )*(?:need|want|wanted|meant to keep) {_THAT}"
    r"(?: after all)?|(?:scratch|scrap|strike|cancel|forget|drop|ignore)(?: about)? "
    rf"{_THAT}|never ?mind(?: {_THAT})?"
    r"|nvm|not that(?: one)?|don'?t|keep (?:it|that|them)|i (?:didn'?t|did not) mean (?:that|to)"
    r"(?: do that)?|that(?:'s| was) (?:a mistake|wrong|not what i (?:meant|said|wanted))"
)


def _about(core: Span, intent: Intent) -> Request:
    it = Reference(ReferenceKind.PRONOUN, core, "it")
    return Request(intent, core, "", target=it)


_READERS: tuple[Callable[[str, str, Span, datetime], Request | None], ...] = (
    _taken_back,
    _undone,
    _shift,
    _reminder,
    _priority,
    _tags,
    _name,
    _lead,
    _time,
    _other_task,
)
