"""What the last words of a message take out of it: “…, actually skip the dentist part”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.messages.tails import LONGEST
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.words import content

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.messages.tails import Read

_SORRY = (
    r"(?:(?:oh|hm+|ah|no|but|well|ok|okay|please)[\s,.!]+){0,3}"
    r"(?:actually|(?:no,? )?wait(?:,? no)?|sorry|on second thoughts?|scratch that|no)[\s,.!–—-]+"
    r"(?:(?:actually|no|please|just|let's|you can)[\s,]+){0,2}"
)
_OUT = (
    r"(?:(?:don't|do not)(?: (?:bother(?: with)?|do|add|move|delete|touch|worry about))?|not"
    r"|skip|leave(?: out)?|forget(?: about)?|drop|scrap|ignore|keep|never ?mind|without|lose)"
)
_TAKEN_OUT = re.compile(
    rf"[\s,.;!–—-]+{_SORRY}{_OUT}"
    r" (?:(?P<last>it|that|this)\b|(?P<which>(?!them\b)[\w' -]{2,40}?))"
    r"(?: (?:part|bit|one|thing|stuff|alone|out|there|as it is|where it is|then|after all|for now"
    r"|though|please))*\W*$"
)


def read_taken_out(text: str, low: str, now: datetime, read: Read) -> tuple[Request, ...]:
    """The requests of a message but for those that its last words take out again.

    Args:
        text: The message as typed.
        low: The same as the grammar reads it.
        now: The present moment, in the person's zone.
        read: What reads the words before.

    Returns:
        Nothing where there are no such words, or where what they name is not asked.
    """
    last = _TAKEN_OUT.search(low) if len(text) <= LONGEST else None
    if last is None:
        return ()
    found = read(text[: last.start()], now)
    told = found[-1].instead or found[-1]
    if not told.target and not told.task:
        return ()
    if last["last"]:
        none = Request(Intent.CANCEL, Span(0, len(text)), text)
        return found[:-1] or (none,)
    which = set(content(last["which"]))
    kept = tuple(each for each in found if not which <= _words(each))
    return kept if which and len(kept) < len(found) else ()


def _words(request: Request) -> set[str]:
    return set(content(request.task.title if request.task else request.text))
