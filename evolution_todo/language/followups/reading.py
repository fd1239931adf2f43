"""What a short message says of the task dealt with just before it: “actually 6”, “p1”, “#home”.

None of these means anything as a first message, so a caller asks for this reading only where a
task was written or shown alone just before. What is left of a message without its apologies
must be a value and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.changes.reading import about_it, read_change
from evolution_todo.language.followups.wrong_ones import read_other_task, read_word_for_word
from evolution_todo.language.references.reading import (
    NUMBER,
    Reference,
    ReferenceKind,
    number_of,
)
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.tasks.quickadd import capitalised
from evolution_todo.language.text.clauses import masked
from evolution_todo.language.text.contrasts import NOT, is_set_right
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.reasons import TOLD
from evolution_todo.language.text.spans import LONG_CLAUSE, Span
from evolution_todo.language.times.reading import find_offsets, read_offset

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_LEAD = re.compile(
    r"(?:oh|ah|ach|sorry|so sorry|no|nope|wait|actually|hm+|well|oops|whoops|ok|okay|yes|and|but"
    r"|so|ugh|please|pls|rather|better|i (?:do )?(?:apologi[sz]e|beg your pardon)|pardon(?: me)?"
    r"|excuse me|my (?:mistake|bad|fault)|on second thoughts?|come to think of it"
    r"|(?:scratch|strike|scrap) that|never ?mind|not that(?: one)?|correction"
    r"|(?:an?|one|two|three|\d{1,2}) (?:minute|hour|day|week)s? (?:is|are)(?:n't| not)"
    r" (?:long |early )?enough"
    r"|wrong (?:day|time|date|one)|i (?:mean|meant|said|should have said)|let's (?:say|make it)|say"
    r"|(?:can|could|would|will|might|may) (?:you|we|i)(?: please)?"
    r"|(?:make|set|put|change|move|switch|do|have|turn|push) (?:it|that|this)(?: to| for| on| at)?"
    r"|(?:make|put|change|set)(?: it)?(?: to)?"
    r"|(?:it|that|this)(?:'s| is| was|'d be| will be| should be| should have been| has to be"
    r"| needs to be)(?: actually| due| now)?|its|should be|for|on|at|by|to)"
    r"(?=[\s,.!:;-]|$)[\s,.!:;-]*"
)
_TAIL = re.compile(
    r"[\s,.!:;-]+(?:actually|btw|by the way|instead|please|pls|then|rather|sorry|thanks"
    r"|thank you|if possible"
    r"|i (?:mean|meant)|my (?:mistake|bad)|is (?:fine|better|good|ok|okay|enough)|works(?: better)?"
    r"|would be (?:fine|better|good)|will do|than (?:it was|that|before|planned)|though|too"
    rf"|,? {NOT} .{{1,30}})$"
    rf"|,\s*(?:because |as |since |cos )?{TOLD}.*$"
)
_ASKING = re.compile(r"\s*(?:can|could|would|will|might|may) you\b", re.IGNORECASE)
_PARTS = 6
"""How many words of apology and the like are taken off at either end."""


def read_follow_up(text: str, now: datetime) -> Request | None:
    """What a message asks of the task last dealt with; None when it is nothing of that.

    Raises:
        TimeError: It names a time that cannot be.
    """
    if len(text) > LONG_CLAUSE or ("?" in text and not _ASKING.match(text)):
        return None
    low = masked(text)
    cores = _cores(low)
    plain = read_word_for_word(text, low, now) or read_other_task(text, low, plainly=True)
    if plain := plain or _first((_lead_at,), text, low, cores):
        return plain
    change = read_change(text, low, Span(0, len(text)), now)
    said = about_it(change) if change else None
    titled = said and said.target and said.target.kind is ReferenceKind.TITLE
    if said and not titled:
        return said
    if last := _said_last(text, low, now):
        return last
    return (
        _first(_SAYINGS, text, low, cores)
        or said
        or _first((_lead,), text, low, cores)
        or read_other_task(text, low)
    )


def _said_last(text: str, low: str, now: datetime) -> Request | None:
    """The change behind talk: “I won't make it then, friday instead”."""
    if _LABEL.match(low):
        return None
    for joint in list(_JOINT.finditer(low, 0, len(low.rstrip(" .!"))))[-_JOINTS:]:
        change = read_change(text, low, Span(joint.end(), len(text)), now)
        if change and (change.request.target is None or _is_it(change.request.target)):
            return replace(about_it(change), rule=SAID_LAST)
    return None


_LABEL = re.compile(r"\W*(?!(?:no|sorry|actually|correction)\b)[\w' -]{1,60}:\s")
"""“Essay: draft done, tag it uni” is of the essay."""
SAID_LAST = "said last"
"""The rule of a change behind other words, which may be requests of their own."""
_JOINTS = 3
"""Behind how many joints a change is looked for: “they rang, it's the 4th, same time”."""
_JOINT = re.compile(r"[,;.!]\s+(?:(?:so|but|and|then)\b\s*)?|\s(?:so|but)\s")


def _is_it(target: Reference) -> bool:
    return target.kind is ReferenceKind.PRONOUN


def _first(
    readers: tuple[Callable[[str, str, Span], Request | None], ...],
    text: str,
    low: str,
    cores: list[Span],
) -> Request | None:
    for core in cores:
        for reader in readers:
            if found := reader(text, low, core):
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


def _lead(text: str, low: str, core: Span) -> Request | None:
    """“Make it 2 hours”, “the evening before is better”, of a reminder."""
    del text
    alone = core.start and compiled("<LENGTH>").fullmatch(core.of(low))
    if not (alone or find_offsets(core.of(low))):
        return None
    offset = read_offset(core.of(low))
    said = Request(Intent.REMIND, core, "", reminder=offset, corrects=True)
    return said if offset else None


def _lead_at(text: str, low: str, core: Span) -> Request | None:
    """“The evening before at 7 is better”: no other day for the task, which would have no clock."""
    offset = read_offset(core.of(low))
    if offset is None or offset.clock is None or not is_set_right(low):
        return None
    return _lead(text, low, core)


def read_number_alone(text: str) -> int | None:
    """The number that a message is and nothing else, as “make it 20”; None for any other."""
    low = masked(text)
    said = (_NUMBER.fullmatch(core.of(low)) for core in _cores(low))
    found = next(filter(None, said), None)
    return number_of(found[0]) if found else None


_NUMBER = re.compile(NUMBER)


def _name(text: str, low: str, core: Span) -> Request | None:
    """“Call it …”, “rename to …”."""
    said = _CALLED.fullmatch(core.of(low))
    if said is None:
        return None
    title = text[core.start + said.start("title") : core.start + said.end("title")]
    bare = title.strip().strip("\"'“”‘’").strip()
    named = bare if bare != title.strip() else capitalised(bare)
    renamed = replace(_about(core, Intent.UPDATE), new_title=named)
    part = _NOT_SO.fullmatch(named) if bare == title.strip() else None
    return replace(renamed, new_title=part["new"], in_place_of=part["old"]) if part else renamed


_NOT_SO = re.compile(rf"(?P<new>.{{1,60}}?),? {NOT} (?P<old>.{{1,60}})", re.IGNORECASE)
_CALLED = re.compile(
    r"(?:[^,;]{1,60}[,;] (?:and |so |please )*)?"
    r"(?:(?:rename|retitle)(?: (?:it|that|this))? (?:to|as)"
    r"|(?:re)?(?:call|name|title) (?:it|that|this)"
    r"|(?:it|that|this) (?:should|ought to|has to|needs to)"
    r" (?:say|read|be (?:called|named)|have (?:said|read|been called))"
    r"|make (?:it|that|this) (?:say|read)"
    r"|change (?:the|its) (?:name|title|wording) to) (?P<title>.{1,100}?)"
    r"(?: (?:instead|please|rather|then|now))*"
)


def _undone(text: str, low: str, core: Span) -> Request | None:
    """“I haven't done it yet”, “not done”."""
    del text
    return _about(core, Intent.UNCOMPLETE) if _NOT_DONE.fullmatch(core.of(low)) else None


_NOT_DONE = re.compile(
    r"(?:(?:i|we) )?(?:haven'?t|have not|didn'?t|did not|never)(?: (?:actually|really|even|quite))*"
    r"(?: (?:done?|finish(?:ed)?|completed?)(?: (?:it|that|them|'?em|those))?)?(?: yet| after all)?"
    r"|(?:(?:it|that)(?:'s| is)|they(?:'re| are)|it|they) ?(?:not|isn'?t|aren'?t)"
    r"(?: (?:actually|really|quite))*(?: (?:done|finished|complete))?(?: yet)?|not (?:done )?yet"
)


def _taken_back(text: str, low: str, core: Span) -> Request | None:
    """“Bring it back”, “never mind”, “I still need that”."""
    del text
    back = _BACK.fullmatch(core.of(low))
    more = back and _SORRY_ALONE.match(back[0]) and core.end < len(low.rstrip(" .!,"))
    return replace(_about(core, Intent.UNDO), target=None) if back and not more else None


_SORRY_ALONE = re.compile(r"oops|whoops|wrong|my mistake|not that")
"""What takes nothing back by itself where more is said: “oops, not the ironing, the hoovering”."""


_THAT = r"(?:it|that|this|them|those|that one|'?em)"
_BACK = re.compile(
    r"(?:no,? )?(?:(?:put|move|leave|set) (?:it|that) )?back (?:to )?(?:where|how|what|as)"
    r" (?:it|they) (?:was|were)"
    r"|(?:keep|leave) (?:the|my) [\w-]+ (?:as|how|where|what) (?:it|they) (?:was|were)"
    r"|(?:keep|leave) (?:it|that|them|the old (?:date|time|name|title|one))"
    r"(?: (?:as|how|where) (?:it|they) (?:was|were))?|(?:oops|whoops|wrong (?:one|task)|my mistake)"
    rf"|(?:put|bring|get|add) {_THAT} back (?:on|to|in)(?:to)? (?:the|my) list|restore {_THAT}"
    r"|i (?:didn't|did not|never) (?:mean|want)(?:ed)? (?:to|you to) .{1,40}"
    r"|(?:can|could) you undo (?:that|it|the \w+)|(?:bring|get) back .{1,60}|undelete .{1,60}|"
    rf"(?:(?:change|put|bring|take|move|turn|switch|get) {_THAT} back|bring back {_THAT})"
    r"(?: (?:to )?(?:how|what|where|as|the way) (?:it|they|that) (?:was|were))?(?: again)?"
    rf"|(?:undo|revert|restore)(?: (?:{_THAT}|undo))*"
    rf"|(?:i|we) (?:do |did )?(?:still |really )*(?:need|want|wanted|meant to keep) {_THAT}"
    r"(?: after all)?|(?:scratch|scrap|strike|cancel|forget|drop|ignore)(?: about)? "
    rf"{_THAT}|never ?mind(?: {_THAT})?"
    r"|nvm|not that(?: one)?|don'?t|wait,? no|no,? wait(?:,? (?:no|don'?t))?"
    r"|(?:don't|do not) (?:add|delete|remove|complete|rename|move|tag) (?:it|that|them)"
    r"|keep (?:it|that|them)|i (?:didn'?t|did not) mean (?:that|to)"
    r"(?: do that)?|that(?:'s| was) (?:a mistake|wrong|not what i (?:meant|said|wanted))"
)


def _about(core: Span, intent: Intent) -> Request:
    it = Reference(ReferenceKind.PRONOUN, core, "it")
    return Request(intent, core, "", target=it)


_SAYINGS = (_taken_back, _undone, _name)
