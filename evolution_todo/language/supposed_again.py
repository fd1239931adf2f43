"""What is said of the deed just done: that it is taken back, or done to another task.

“Skirting likewise”, “oops, not the ironing, the hoovering”, “I still need that after all”: what to
do is what was done, so only the task is to be read, and that is never the one just dealt with.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references import Reference, ReferenceKind
from evolution_todo.language.request_rules.fragments import compiled
from evolution_todo.language.requests import Intent, Request

if TYPE_CHECKING:
    from datetime import datetime


def taken_back(request: Request, now: datetime) -> Request:
    """What was done is undone."""
    del now
    return replace(request, instead=Request(Intent.UNDO, request.span, request.text))


def done_too(request: Request, now: datetime) -> Request:
    """What was done is done to the task that is mentioned as well."""
    del now
    target = Reference(ReferenceKind.MENTIONED, request.span, request.text)
    asked = Request(Intent.AGAIN, request.span, request.text, target=target)
    return replace(request, instead=asked)


def done_instead(request: Request, now: datetime) -> Request:
    """What was done is taken back and done to the task that is mentioned and not ruled out."""
    del now
    target = Reference(ReferenceKind.MENTIONED, request.span, without_ruled_out(request.text))
    asked = Request(Intent.AGAIN, request.span, request.text, target=target, corrects=True)
    return replace(request, instead=asked)


def without_ruled_out(text: str) -> str:
    """The words without those that say which task was not meant."""
    said = text
    for pattern, _ in _RULED_OUT:
        said = compiled(f"(?i){pattern}").sub(" , ", said)
    return said if re.search(r"\w", said) else text


_RULED_OUT = (
    (r"\b(?:not|instead of|rather than) [^,.;!?]{1,40}?(?= but\b|[,.;!?]|$)", "not the ironing"),
    (
        r"(?:^|[,.;!] ?|\bbut )[^,.;!?]{1,40} (?:stays?|can stay|is fine|are fine|is still|are still"
        r"|still needs?|only comes|hasn't|haven't|isn't|aren't|is as it was)\b[^,.;!?]*",
        "hens are still waiting",
    ),
)
"""What names a task that is left as it is, each with an example."""


def named_too(text: str) -> str:
    """The thing that is to have the same as the last: “bark chippings likewise”; else empty."""
    said = _LEAD.sub("", text.strip(" .!"))
    for pattern, _ in _NAMED:
        if found := compiled(f"(?i){pattern}").fullmatch(said):
            thing = _ARTICLE.sub("", found["thing"])
            return "" if _TELLING.search(thing) else thing
    return ""


_LEAD = re.compile(r"^(?:and|also|plus|oh|yes|then|ok|okay)[\s,]+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|my|our) (?=\w)", re.IGNORECASE)
_TELLING = re.compile(r"\b(?:is|are|was|were|it|that|this|them|he|she|they|we|i)\b", re.IGNORECASE)
_THING = r"(?P<thing>\w[\w' -]{1,50}?)"
_TOO = r"(?:too|as well|also|likewise|ditto|(?:the |exact |exactly the )?same(?: again)?)"
_PLEASE = r"(?:,? (?:please|plese|pls|then|obvs|thanks))*"
_NAMED = (
    (rf"{_THING},? {_TOO}{_PLEASE}(?:, .*)?", "bark chippings likewise"),
    (rf"(?:the )?(?:same|ditto)(?: (?:again|thing))?(?: (?:for|with|w/|goes for))? {_THING}{_PLEASE}",
     "same for the photo booth"),
    (rf"(?:do|put|give|need|want)(?: down)? (?:the )?same (?:for|with|on|to) {_THING}{_PLEASE}",
     "need the same for the school run"),
    (rf"(?:do|put|have)(?: down)? {_THING}(?: down)?(?: in)? (?:the )?(?:same|likewise)(?: way)?{_PLEASE}",
     "put the cucumbers down in the same way"),
    (rf"{_THING} (?:needs?|wants?|gets?|goes|has) (?:one|it|to|in|on|that)?(?: \w+){{0,3}} {_TOO}{_PLEASE}",
     "the groomer needs one too"),
    (rf"likewise {_THING}{_PLEASE}", "likewise the jacket"),
)  # fmt: skip
"""How another thing is said to have the same, each with an example."""
