"""What is said of the deed just done: that it is taken back, or done to another task.

“Skirting likewise”, “oops, not the ironing, the hoovering”, “I still need that after all”: what to
do is what was done, so only the task is to be read, and that is never the one just dealt with.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.supposing.changes import change_of_mentioned
from evolution_todo.language.text.sayings import Saying

if TYPE_CHECKING:
    from datetime import datetime


def taken_back(request: Request, now: datetime) -> Request:
    """What was done is undone."""
    del now
    return replace(request, instead=Request(Intent.UNDO, request.span, request.text))


def done_too(request: Request, now: datetime) -> Request:
    """What was done is done to the task that is mentioned as well."""
    del now
    return change_of_mentioned(request, Intent.AGAIN)


def done_instead(request: Request, now: datetime) -> Request:
    """What was done is taken back and done to the task that is mentioned and not ruled out."""
    del now
    about = without_ruled_out(request.text)
    return change_of_mentioned(request, Intent.AGAIN, about=about, corrects=True)


def without_ruled_out(text: str) -> str:
    """The words without those that say which task was not meant."""
    said = text
    for each in _RULED_OUT:
        said = each.expression.sub(" , ", said)
    return said if re.search(r"\w", said) else text


_RULED_OUT = (
    Saying(
        r"(?:^|[,.;!] ?|\bbut )[^,.;!?]{1,40} (?:stays?|can stay|is fine|are fine|is still"
        r"|are still|still needs?|only comes|hasn't|haven't|isn't|aren't|(?:is|are) not"
        r"|is as it was)\b[^,.;!?]*",
        "hens are still waiting",
    ),
    Saying(
        r"\b(?:not|instead of|rather than) [^,.;!?]{1,40}?(?= but\b|[,.;!?]|$)", "not the ironing"
    ),
)
"""What names a task that is left as it is, each with an example."""


def named_too(text: str) -> str:
    """The thing that is to have the same as the last: “bark chippings likewise”; else empty."""
    said = _LEAD.sub("", text.strip(" .!"))
    for each in _NAMED:
        if found := each.expression.fullmatch(said):
            thing = _ARTICLE.sub("", found["thing"])
            return "" if _TELLING.search(thing) else thing
    return ""


_LEAD = re.compile(r"^(?:and|also|plus|oh|yes|then|ok|okay)[\s,]+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|my|our) (?=\w)", re.IGNORECASE)
_TELLING = re.compile(r"\b(?:is|are|was|were|it|that|this|them|he|she|they|we|i)\b", re.IGNORECASE)
_THING = r"(?P<thing>\w[\w' -]{1,50}?)"
_TOO = r"(?:too|as well|also|likewise|ditto|(?:the |exact |exactly the )?same(?: again)?)"
_PLEASE = r"(?:,? (?:please|pls|then|obvs|thanks))*"
_NAMED = (
    Saying(
        rf"{_THING} (?:needs?|wants?|gets?|goes|has) (?:one|it|to|in|on|that)?(?: \w+){{0,3}}"
        rf" {_TOO}{_PLEASE}",
        "the groomer needs one too",
    ),
    Saying(rf"{_THING},? {_TOO}{_PLEASE}(?:, .*)?", "bark chippings likewise"),
    Saying(
        rf"(?:the )?(?:same|ditto)(?: (?:again|thing))?(?: (?:for|with|w/|goes for))?"
        rf" {_THING}{_PLEASE}",
        "same for the photo booth",
    ),
    Saying(
        rf"(?:do|put|give|need|want)(?: down)? (?:the )?same (?:for|with|on|to) {_THING}{_PLEASE}",
        "need the same for the school run",
    ),
    Saying(
        rf"(?:do|put|have)(?: down)? {_THING}(?: down)?(?: in)? (?:the )?(?:same|likewise)(?:"
        rf" way)?{_PLEASE}",
        "put the cucumbers down in the same way",
    ),
    Saying(rf"likewise {_THING}{_PLEASE}", "likewise the jacket"),
)
"""How another thing is said to have the same, each with an example."""
