"""What was meant in the place of what was understood: “not oat, soy”, “no, it was the form”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent, Request
from evolution_todo.language.text.contrasts import NOT
from evolution_todo.language.text.endings import is_unwanted
from evolution_todo.language.text.spans import Span
from evolution_todo.language.text.verbs import bases, is_known
from evolution_todo.language.times.reading import find_times

if TYPE_CHECKING:
    from datetime import datetime

_SORRY = (
    r"(?:no|nope|sorry|oops|whoops|wait|hang on|hold on|actually|rather|wrong one|ugh|ah|oh|hm+"
    r"|my (?:mistake|bad))"
)
_IT_IS = (
    r"(?:(?:it|that)(?: was(?: (?:meant|supposed) to be)?|'s| is| should(?:'ve| have) been)"
    r"|(?:i )?meant(?: to (?:say|write|type|put))?|i (?:mean|said))"
)
_MEANT = rf"(?:{_IT_IS}|it should (?:say|read|be)|make that)"
_PLACED = r"(?:with|for|to|from|at|by|of|on|in) "
_WORDS = r"(?:(?!(?:it|that|this|them)\b)[a-z][\w'’-]* ?){1,4}?(?<! )"
_THING_IS = r"(?:the|my|our) (?:[a-z][\w'’-]* ){1,4}?(?:is|was|are|were|should be)"
_NOT_SOAP = tuple(
    map(
        re.compile,
        (
            rf"(?:{_SORRY},? )*(?:{_MEANT}) (?P<new>{_WORDS}),? {NOT} (?P<old>{_WORDS})",
            rf"(?:{_SORRY},? )*not (?P<old>{_WORDS}), (?:(?:but|{_MEANT}) )?(?P<new>{_WORDS})",
            rf"(?:{_SORRY},? )+(?P<new>{_WORDS}),? {NOT} (?P<old>{_WORDS})",
            rf"(?:{_SORRY},? )*{_THING_IS} (?P<new>{_PLACED}{_WORDS}),? {NOT} (?P<old>{_WORDS})",
        ),
    )
)


def read_word_for_word(text: str, low: str, now: datetime) -> Request | None:
    """“I meant soup, not soap”, “not oat, soy”: a word of the title is to be another.

    Raises:
        TimeError: It names a time that cannot be.
    """
    said = low.strip(" .!")
    found = next((match for each in _NOT_SOAP if (match := each.fullmatch(said))), None)
    if found is None:
        return None
    start = low.index(said)
    new, old = (
        text[start + found.start(name) : start + found.end(name)] for name in ("new", "old")
    )
    if led := _PREPOSITION.match(new):
        new = new if _PREPOSITION.match(old) else new[led.end() :]
    if find_times(new, now) or find_times(old, now):
        return None
    span = Span(0, len(text))
    target = Reference(ReferenceKind.TITLE, span, old)
    renamed = Request(Intent.UPDATE, span, text, target=target, rule="a word for a word")
    return replace(renamed, new_title=new, in_place_of=old)


_PREPOSITION = re.compile(_PLACED, re.IGNORECASE)
"""What the title has before the old word, where the old is said without it."""


def read_other_task(text: str, low: str, *, plainly: bool = False) -> Request | None:
    """“No, it was the form”, “the barn one, not the feed”.

    Args:
        text: The message.
        low: The message as the grammar reads it.
        plainly: Only where it is said that it was another one, and that one is named as one there.
    """
    said = _OTHER_TASK.fullmatch(low.strip(" .!"))
    if said is None or not (said["sorry"] or said["it"] or said["not"]) or is_unwanted(low):
        return None
    if not said["it"] and is_known(bases(said["what"].split()[0])):
        return None  # “washed the car but not the dog” tells what is done
    core = Span(low.index(low.strip(" .!")), len(low))
    words = text[core.start + said.start("what") : core.start + said.end("what")]
    target = read_reference(words, start=core.start + said.start("what"))
    definite = words.startswith(("the ", "my ")) or words[0].isupper()
    if plainly and not (definite and (said["it"] or said["one"] or said["ruled_out"])):
        return None
    return Request(Intent.UPDATE, core, text, corrects=True, target=target) if target else None


_OTHER_TASK = re.compile(
    rf"(?P<sorry>(?:(?:{_SORRY}|(?P<one>wrong one|not that(?: one)?)|(?:i )?meant|i mean"
    r"|(?P<ruled_out>not (?:the |my )?[\w' -]{1,40}(?=, )))[\s,.!;:-]+)+)?"
    rf"(?P<it>{_IT_IS} )?"
    r"(?P<what>(?!(?:not|that|this|it|that's|thats|it's|its)\b)[\w'’-]+(?: [\w'’-]+){0,4}?)"
    r"(?: (?:(?:that|who|which|i|we|they|he|she) [\w' ]{2,20}))?(?P<not>,? not .{1,40})?"
)
