"""The tags that a message puts on a task or takes off it, once it is known to do so.

Alone “finance” or “that's a mum thing” may be anything; here what is said is known to be of tags,
so that what is left to read is their names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.changes import change_of_mentioned
from evolution_todo.language.tasks.quickadd import NO_CHANGES
from evolution_todo.language.text.sayings import Saying
from evolution_todo.language.text.words import FUNCTION_WORDS, vocabulary

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tags to put on and to take off, and what else is said; `bare` takes off all."""

    on: str = ""
    off: str = ""
    about: str = ""
    bare: bool = False


def tagged(request: Request, now: datetime) -> Request | None:
    """The tags to put on, or to take off; None where their names are not plain."""
    del now
    said = tagging(request.text)
    if said is None:
        return None
    on, off = ((name,) if name else () for name in (said.on, said.off))
    if on:
        changes = replace(NO_CHANGES, tags=on)
        return change_of_mentioned(
            request, Intent.TAG, about=said.about, changes=changes, untagged=off
        )
    off_only = replace(NO_CHANGES, tags=off) if off else None
    return change_of_mentioned(request, Intent.UNTAG, about=said.about, changes=off_only)


def tagging(text: str) -> Tagging | None:
    """The names of tags that a message says."""
    said = _TAIL.sub("", _LEAD.sub("", text.lower().strip(" .!?"))).strip(" ,.!?")
    for each in _SAYINGS:
        found = each.search(said)
        if found and (read := _read(said, found)):
            return read
    return None


def _read(said: str, found: re.Match[str]) -> Tagging | None:
    groups = found.groupdict(default="")
    groups["on"] = groups.get("on") or groups.get("name", "")
    on, off = (_name(groups.get(name) or "") for name in ("on", "off"))
    if (groups.get("on") and not on) or (groups.get("off") and not off):
        return None
    named = (
        [found.span(name) for name in found.groupdict() if found[name]]
        if groups["on"] or off
        else []
    )
    about = said
    for start, end in sorted(named, reverse=True):
        about = f"{about[:start]} {about[end:]}"
    return Tagging(on, off, about, bare=not named)


def _name(said: str) -> str:
    """A tag's name of words that say one; empty where they say something else."""
    said = _OF_NAMES.sub("", _KINDS.sub("", said.strip(" .,!?'\"“”#"))).strip(" .,'\"“”#")
    words = re.findall(r"[^\W_][\w'’-]*", said)
    if not words or len(words) > _MOST_WORDS or words[0] in _NO_NAMES or words[-1] in _NO_NAMES:
        return ""
    if {*words} & _TELLING or all(word in FUNCTION_WORDS for word in words):
        return ""
    return "-".join(re.sub(r"['’](?:s$)?", "", word) for word in words)


_MOST_WORDS = 3
_KINDS = re.compile(
    r"\s+(?:stuff|things?|ones?|tasks?|jobs?|items?|tags?|labels?|list|pile|group|category|section"
    r"|heading|folder)$"
)
_OF_NAMES = re.compile(r"^(?:(?:the|a|an|my|our|all|just|more|really|actually) )+")
_NO_NAMES = FUNCTION_WORDS | vocabulary(
    "so well same tag tags label labels too instead like again wrong gone right one ones"
    " lot it's that's everything something nothing thing things"
)
_TELLING = vocabulary(
    "wrong is are was were it they he she i we you not should could can do does has"
)

_LEAD = re.compile(
    r"^\W*(?:(?:oh|no(?! (?:tags?|labels?)\b)|nah|yes|and|but|also|so|actually|sorry"
    r"|please|ok|okay|well|rather|now|do|then"
    r"|just|hmm+|nope|could you|can you|would you|can we)\b[\s,.!]*)+"
)
_TAIL = re.compile(
    r"[\s,.]*\b(?:please|pls|too|as well|also|instead|now|then|really|thanks|for me"
    r"|if you (?:would|can|could))(?=[\s,.!]*$)[\s,.!]*"
)

_IT = (
    r"(?:it|that|this|them|these|those|the lot(?: of (?:them|these))?|all of (?:it|them"
    r"|these)|all|em)"
)
_ON = r"(?P<on>#?\w[\w '’-]{1,40}?)"
_OFF = r"(?P<off>#?\w[\w '’-]{1,40}?)"
_END = (
    r"(?=\s*(?:[,.;!?]|$|\b(?:so|because|cos|since|and not|as well|on (?:the|that|my"
    r"|all)|for|there)\b))"
)
_NOT = r"(?:and )?(?:not|rather than|instead of|no longer|over)(?: the)?"
_TAG = r"(?:tags?|labels?|hashtags?|category)"
_PUT = (
    r"(?:put|stick|file|slot|keep|have|move|add|leave|filed|go(?:es)?|going|gone"
    r"|belongs?|comes?|is|be|are|stays?)"
)

_SAYINGS = (
    Saying(rf"\bfrom {_OFF} to {_ON}{_END}", "from home to rental"),
    Saying(rf"\btake {_OFF} off,? (?:and )?(?:put )?{_ON} on\b", "take money off, bank on"),
    Saying(
        rf"^(?:{_TAG} {_IT} )?(?:(?:{_IT} )?(?:as|under|with) )?(?:(?:it's|that's|thats"
        rf"|they're)(?: an?| the)? )?"
        rf"(?:{_TAG} (?:as )?)?(?!not\b){_ON},? {_NOT} {_OFF}{_END}",
        "legal, not hr",
    ),
    Saying(rf"^not (?:the )?{_OFF}(?:,| but|, but) (?:it's )?{_ON}{_END}", "not house, rentals"),
    Saying(
        rf"^(?:remove|take off|take|drop|lose|delete|rm|untag|strip)(?: off)? (?:the )?"
        rf"(?!{_IT}\b){_OFF}"
        rf"(?: {_TAG})?(?: (?:off|from|out)\b.*)?$",
        "remove #club",
    ),
    Saying(
        rf"\b(?:no|without|untag|remove all|clear (?:all|the)|don't (?:want|need)(?: any| a)?)"
        rf" (?:{_TAG}\b|{_IT}\b)",
        "no labels on this, keep it simple",
    ),
    Saying(r"(?<!\w)(?P<on>#[\w-]+)", "#ops"),
    Saying(
        rf"\b{_TAG} (?:should(?:'ve| have)? (?:be|been)|ought to be|is|has to be|needs to be"
        rf"|make it) {_ON}{_END}",
        "label should be nights",
    ),
    Saying(rf"^(?:the )?{_TAG},? (?:make it|is|should be) {_ON}{_END}", "the label, make it infra"),
    Saying(
        rf"\b(?:tag|label|file|flag|mark|categori[sz]e)(?: {_IT})? (?:as|under|with|in)"
        rf" {_ON}{_END}",
        "file under church",
    ),
    Saying(
        rf"\b(?:tag|label|mark|file) .{{1,40}}? (?:as|under|with)"
        rf" {_ON}{_END}",
        "label taxes as money",
    ),
    Saying(rf"\b(?:tag|label|mark) (?:{_IT}|the [\w ]{{1,30}} one) {_ON}{_END}", "tag it O'Connor"),
    Saying(
        rf"\b(?:put|stick|throw|slap|pop) the (?:{_TAG} {_ON}|(?P<name>\w+) {_TAG})"
        rf" on\b",
        "put the label school on the slip",
    ),
    Saying(
        rf"^(?:put|add|stick|give {_IT}|with|use|want|needs?)? ?(?:the |an? )?(?P<on>[\w'’-]+"
        rf"(?: [\w'’-]+)?)"
        rf" {_TAG}(?: on(?: {_IT}| all| there)?)?$",
        "people-mgmt tag",
    ),
    Saying(rf"^(?:hash ?tag|tag|label)(?: with| as)? {_ON}$", "hashtag fishing"),
    Saying(
        rf"\b{_PUT}(?: {_IT})? (?:under|in with|in|with|into|among|beneath)"
        rf" {_ON}{_END}",
        "put it with the rental stuff",
    ),
    Saying(rf"\b(?:belongs?|belong) (?:to|with|under|in) {_ON}{_END}", "that belongs to garden"),
    Saying(rf"^(?:under|with|in with|in) {_ON}{_END}", "under finance"),
    Saying(rf"\b(?:put|stick|pop|have|want|slap) {_ON} (?:on|there)\b", "put baby on it"),
    Saying(
        rf"^(?:it's|that's|thats|this is|this one's|that one's|they're(?: all)?|these"
        rf" are(?: all)?)"
        rf" (?:for )?(?:under )?(?:an? |the |my )?(?P<on>\w[\w'’ -]{{1,40}}?)(?: (?:thing"
        rf"|things|stuff|task|job|one|business)s?)?{_END}",
        "that's a mum thing",
    ),
    Saying(rf"\b(?:it's|is|are|be) under {_ON}{_END}", "isn't that church? it's under home"),
    Saying(rf"^(?:all|add|both|put) {_ON}$", "all mum"),
    Saying(rf"^{_ON}(?:$|, (?:he|she|it|they|i|we|that|yes|for)\b)", "finance"),
)
"""How tags are said, each with an example; the first that reads the message wins."""
