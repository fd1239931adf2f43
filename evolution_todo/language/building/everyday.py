"""Questions about one's own tasks in any words: “am I free on Friday”, “what did I finish”.

What a question narrows to is read as any filter is; of the words left over, those in which people
ask say nothing, and one or two others are what is looked for. Where neither oneself nor what is to
be done is spoken of, or a thing that is another assistant's, it is no question about tasks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building.ranking import (
    in_order,
    ranked,
    without_idle_words,
    without_those,
)
from evolution_todo.language.references.reading import Reference, ReferenceKind
from evolution_todo.language.requests.filters import AREAS, read_filter
from evolution_todo.language.requests.request import Filter, Intent, Request
from evolution_todo.language.text.verbs import bases, is_known, named
from evolution_todo.language.text.words import FOREIGN, vocabulary, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.building.heard import Built, Heard

_OF_A_DAY = re.compile(r"\bmy (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)")
_OWN = re.compile(
    r"\b(?:i|i've|i'm|i'd|my|me|we|we're|on|left|open|due|tasks?|jobs?|appointments?|to do|still"
    r"|there|calendar|diary|anything|search|find|got|busy|free|urgent|important|priority|next"
    r"|overdue|remains?|need(?:s|ed)? doing|done|ones)\b"
)
_OWN_DAYS = frozenset({"calendar", "schedule", "agenda", "plan", "plans", "event", "events"})
_DONE = re.compile(
    r"\b(?:did (?:i|we) (?!(?:miss|forget|need|have|plan)\b)"
    r"|have (?:i|we) (?:already |just )?(?:done|got done|finished|completed|accomplished|managed"
    r"|ticked)"
    r"|i(?:'ve)? (?:did|done|finished|completed|accomplished|ticked)|finished|completed"
    r"|accomplished"
    r"|ticked off|got(?:ten)? done|done)\b"
)
_NOT_DONE = re.compile(
    r"\b(?:not|isn't|aren't|wasn't|hasn't)\b.*\b(?:done|finished"
    r"|completed?)\b|\bhaven't\b|\bneeds? (?:doing|to be done)\b|\bstill\b"
)
_LATE = re.compile(r"\b(?:miss(?:ed|ing)?|late|behind|slipp(?:ed|ing)|forgot(?:ten)?|forget)\b")
_MOST_WORDS = 3
_UNNARROWED = (Filter(completed=False), Filter(completed=True))
_OPEN = re.compile(
    r"\b(?:left|open|due|pending|outstanding|remain(?:s|ing)|still|needs? doing|done|finish(?:ed)?"
    r"|complete[d]?|next|soonest|first|coming up|to do|deadlines?|appointments?|upcoming"
    r"|on my (?:list|plate))\b"
)
_SEEKING = re.compile(
    r"^(?:search|find|when|any|anything else|which|is my|(?:do|did|have|must|who (?:do|am|was"
    r"|must|have)"
    r"|what (?:did|do|have|was)) i)\b"
    r"|^(?:is there )?anything (?:for|at|with|from|to do with)\b"
    r"|\b(?:about|of)\b|^my\b|^(?:the )?.*\bones$"
)
_OF_AN_AREA = re.compile(
    r"^(?:(?:is|are) there )?(?:anything|something|much|any)(?: else)?(?: to do| due| on| left)*"
    rf" (?:for|at|in|under) (?P<area>{'|'.join(sorted(AREAS))})$"
)
"""“Anything for work”, which else says nothing of what is looked for."""
_ASKED_IN = vocabulary(
    "what what's whats what've wot wots which when when's whens who who's where where's why "
    "anything any how how's hows tell me show give have i've i'd i do does did is there are am "
    "was were be been being search find for on in at to of the my our a an all that this these "
    "those coming it it's i'm got get getting gets going doing done happening seeing meeting "
    "planned plan plans lined up left open due still today's jobs job things thing stuff task "
    "tasks to-do to-dos appointment appointments ones one events event calendar diary schedule "
    "agenda look looking like finished completed already just so far else with after before "
    "during by from around we us we're not much many busy free need needs must should supposed "
    "anything's something soonest first next pending outstanding overdue late ticked off pick "
    "know about can could will would has remains remaining miss missed forget forgotten forgot "
    "behind as yet planning day days time date which's anywhere nowhere somewhere everything "
    "people person finish accomplish complete manage managed scheduled set really actually "
    "exactly currently now right please then and or long until till run talk through list lists "
    "see hear let there's needed work working"
)


def in_everyday_words(heard: Heard) -> Built:
    """The tasks that a question is about; None where it is about none of them."""
    asked = _OF_A_DAY.sub("on ", heard.said("asked"))
    plain = without_idle_words(asked)
    said, those = without_those(plain)
    rest, order, limit = ranked(said)
    if set(re.findall(r"[a-z]+", said)) & FOREIGN - _OWN_DAYS or not (_OWN.search(said) or limit):
        return None
    chosen = replace(_narrowed(rest, heard.now), those=those)
    area = _OF_AN_AREA.search(said)
    words = [word for word in (chosen.search or "").split() if word not in _ASKED_IN]
    words = [word for word in words if not word.endswith("ing")] or words
    words = [area["area"]] if area else words
    chosen = replace(chosen, search=" ".join(words) or None)
    narrowed = plain != asked or replace(chosen, search=None) not in _UNNARROWED
    narrowed = narrowed or _OPEN.search(said) is not None
    if len(words) > _MOST_WORDS or not (narrowed or (words and _SEEKING.search(said))):
        return None
    chosen = in_order(chosen, order, limit)
    return (heard.request(filter=chosen),)


def _narrowed(said: str, now: datetime) -> Filter:
    """What a question narrows to; of what is not said to be done, what is open."""
    chosen = read_filter(said, now)
    after = chosen.due_after or chosen.completed_after
    before = chosen.due_before or chosen.completed_before
    if _DONE.search(said) and not _NOT_DONE.search(said):
        return replace(
            chosen,
            completed=True,
            due_after=None,
            due_before=None,
            completed_after=after,
            completed_before=before,
        )
    late = bool(_LATE.search(said)) and not (after or before)
    return replace(
        chosen,
        due_after=after,
        due_before=before,
        completed_after=None,
        completed_before=None,
        completed=False,
        overdue=chosen.overdue or late,
        time_of_day=None,
    )


def whether_done(heard: Heard) -> Built:
    """“Did I pay the rent”, “is the rent paid”: the task that asks for the deed."""
    verb, span = heard.said("verb"), heard.part("thing")
    done = bases(verb) or (named(verb) if heard.said("who") else frozenset[str]())
    if span is None or not is_known(done):
        return None
    deed = Reference(ReferenceKind.DEED, span, f"{verb} {span.of(heard.text).strip()}")
    asked = heard.request(target=deed)
    if FOREIGN.isdisjoint(words_of(span.of(heard.low))):
        return (asked,)
    return (Request(Intent.NONE, asked.span, asked.text, instead=asked),)
