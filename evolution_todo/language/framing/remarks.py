"""What kind of words a phrase is: a question, a remark, an order to an assistant, or a thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evolution_todo.language.text.nudges import NUDGE
from evolution_todo.language.text.verbs import bases
from evolution_todo.language.text.words import (
    FOREIGN,
    FUNCTION_WORDS,
    PLANNED,
    TASK_VERBS,
    vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.tasks.quickadd import QuickAdd
    from evolution_todo.language.text.spans import Span

ASKING = vocabulary(
    "what which who whom whose when where why how is are was were am do does did can could will "
    "would should shall may might has have had isn't aren't don't doesn't didn't won't can't whats "
    "wheres hows what're who're what's who's where's how's when's if any"
)
STATED = re.compile(
    r"[,;] (?:is|are|was|how|what|when|who|will|show|do|does|did)\b"
    r"|^\d+ (?:divided|times|plus|minus|multiplied|percent|x)\b"
    r"|^\d+(?:\W*$|[\s,&]+(?:and|or|please|thanks|\d+\b(?! ?(?:[ap]m|:))))"
    r"|^(?!(?:the )?\w+ (?:is|are) due)\w+(?: \w+)? (?:is|are|was|were|says|got|am|has)\b"
)
# What opens a remark, or an order no task list carries out.
TALK_OPENERS = vocabulary(
    "know help have true my see i i'm i've i'd i'll im we we're you're he she it it's its they "
    "they're this that that's there there's these those your our his her the a an nobody everyone "
    "someone something nothing everything here not no yes never lol haha wow oops whoops dear hmm "
    "damn shut good great nice bad happy merry tired sick ill bored hungry exhausted brb sorry "
    "because since although so tell explain give show play resume turn switch set open start stop "
    "pause skip mute increase decrease raise lower dim search google translate calculate convert "
    "define spell say repeat roll flip another such list find locate let let's change update add "
    "remove delete cancel reset restart activate deactivate enable disable transfer freeze "
    "unfreeze report speak talk use tweet post make create complete mark move undo track request "
    "sing quit describe connect sync read compute put from to at in on go back next looking "
    "please of for with about and or but"
)
_TALK = re.compile(
    r"(?:call|walk|fill|send|get|bring) (?:me|you|myself)\b|share my|(?:look|pull) up"
)

MOST_WORDS = 25
_FEW_NOUNS = 3


def is_question(low: str, clause: Span, said: str) -> bool:
    """Whether a clause asks or states something, by its mark or by how it opens."""
    opened = said.split()[0] in ASKING and not (_HAVING.match(said) or _DOING.fullmatch(said))
    return is_asked(low, clause) or opened or bool(STATED.search(said))


_ASKED_TO_REMIND = re.compile(
    rf"[,.;-] *(?:and )?(?:can|could|will|would) you (?:please )?{NUDGE}\b"
)


_ASKED_TO_PUT = re.compile(
    r"\W*+(?:[\w']+,? ){0,2}?(?:can|could|will|would) (?:you|u) (?:(?:please|pls|just|kindly) )?"
    r"(?:put|stick|pop|slot|pencil|bung|chuck)\b"
    r"(?! (?:on|up|off|out|in|away|back|together|through)\b)"
)


def is_asked(low: str, clause: Span) -> bool:
    """Whether a clause ends in a question mark, and is no order put as one.

    Such orders are “…, could you remind me?” and “can you put choir on Friday?”.
    """
    if _ASKED_TO_REMIND.search(low, clause.start, clause.end):
        return False
    if _ASKED_TO_PUT.match(low, clause.start, clause.end):
        return False
    return bool(re.search(r"\?(?!\S)", low[clause.start : clause.end + 1]))


# "do the dishes tonight", and not "do the shops open tonight"
_DOING = re.compile(
    r"do (?:(?:the|my|our|some|an?|more) )?(?!(?:i|you|we|they|he|she|it|any|people)\b)"
    r"[\w'-]+(?: (?!(?:open|close|expire|work|cost|have|need|get|go|come|run|still)\b)[\w'-]+)?"
    r"(?: (?:with|for|at|before|after|and|on|by|in|today|tonight|tomorrow|this|next|every|once"
    r"|twice"
    r"|three times|daily|weekly|monthly)\b.*)?"
)
_HAVING = re.compile(
    r"have (?:(?!i\b|you\b|we\b|they\b|he\b|she\b|the\b|my\b|any)\w+ \w+"
    r"|(?:the|my|our) (?:[\w'-]+ ){1,3}\w+ed\b)"
)


def is_marked(said: str) -> bool:
    """Whether a tag or a priority is written in it."""
    words = re.findall(r"[\w'#!/-]+", said)
    return any(word.startswith(("#", "!")) and len(word) > 1 for word in words)


_INQUIRING = vocabulary(
    "get check confirm look find pull help fill bring track reserve see put add"
)


def is_foreign(words: list[str], *, planned: bool) -> bool:
    """Whether a phrase is about what another assistant keeps ("get the weather for friday")."""
    theirs = (FOREIGN - PLANNED if planned else FOREIGN) & set(words)
    if words[0] in TASK_VERBS:
        return bool(theirs) and words[0] in _INQUIRING
    return bool(theirs & set(_head(words)) if planned else theirs)


def _head(words: list[str]) -> list[str]:
    """A thing without where and with whom: of an appointment at the bank, the appointment."""
    return words[: next((at for at, word in enumerate(words) if word in _BESIDE), None)]


_BESIDE = vocabulary("at with")


def is_plausible(words: list[str]) -> bool:
    """Whether an unmarked phrase may be a thing to do: led by such a verb, or a few nouns."""
    if words[:1] and words[0] in TASK_VERBS:
        return len(words) <= MOST_WORDS // 2
    return _is_thing(words)


def _is_thing(words: Sequence[str]) -> bool:
    """Whether words are a thing with what it is for: “new curtains for the lounge”."""
    told = [word for word in words if word not in _OF_THINGS]
    parted = any(word in _OF_THINGS for word in words[1:-1])
    few = 0 < len(told) <= _FEW_NOUNS + parted and words[0] not in _ASKED_FOR
    theirs = FOREIGN if len(words) == 1 else FOREIGN - PLANNED
    words = _NUMBERED.sub("", " ".join(words)).split()
    return few and not (theirs | ASKING | PERSONS) & set(words)


_NUMBERED = re.compile(r"\bno (?=\d)")
_OF_THINGS = vocabulary("for of at with from and the a an my our some")
_ASKED_FOR = vocabulary("time date news luck definition meaning capital directions distance")
PERSONS = vocabulary("i you we they he she it me us them not no")


def is_remark(task: QuickAdd, words: list[str], now: datetime) -> bool:
    """Whether a dated phrase tells what someone is or did, or the weather: “mum rang today”."""
    if words[0] in TASK_VERBS or not task.due:
        return False
    if WEATHER & set(words) and set(words) <= WEATHER | _HOW_MUCH:
        return True
    past = task.due.start.date() <= now.date() and any(
        bases(word) and word not in TASK_VERBS for word in words[1:]
    )
    return past or words[0] in TOLD or bool(_SOMEONE_IS & set(words))


WEATHER = vocabulary(
    "rain snow sun sunshine sunny rainy storm storms stormy frost fog hail wind windy heatwave"
    " thunder thunderstorms drizzle sleet showers"
)
"""“Rain tomorrow” is nothing to do."""
_HOW_MUCH = vocabulary("more heavy light again and some bad forecast expected")
_SOMEONE_IS = vocabulary("it's he's she's they're that's you're hurts aches")


def has_day(task: QuickAdd, now: datetime) -> bool:
    """Whether it has a day that is not over, or days."""
    return bool(
        task.recurrence or (task.due and task.due.dated and task.due.start.date() >= now.date())
    )


def is_talk(said: str) -> bool:
    """Whether a clause opens like a remark, or like an order to an assistant."""
    return said.split()[0].strip(",.!") in TALK_OPENERS or bool(_TALK.match(said))


def is_planned(task: QuickAdd, words: list[str]) -> bool:
    """Whether what opens like an order has a day, and so is one's own plan ("make dinner at 7")."""
    told = task.due or task.recurrence
    dated = task.recurrence or (task.due and task.due.dated)
    if words[0] in SERVED and not dated:
        return False
    foreign = FOREIGN - PLANNED if dated else FOREIGN
    served = foreign | {"me", "us", "you"} if words[0] in _DOABLE else set(words)
    return bool(told) and len(words) > 1 and not served & set(words)


def is_named(task: QuickAdd, words: list[str], now: datetime) -> bool:
    """Whether a thing with its article has a day or an hour: “the fire drill, 2 December”."""
    named = words[0] in _ARTICLES and 1 < len(words) <= _FEW_NOUNS + 3
    timed = has_day(task, now) or (task.due is not None and not task.due.all_day)
    return named and timed and not (TOLD | PERSONS) & set(words)


_ARTICLES = vocabulary("the a an my our")


def is_statement(low: str, words: list[str]) -> bool:
    """Whether a dated phrase tells what someone does: “Jade wants to come at 2”.

    Args:
        low: The clause as the grammar reads it.
        words: Those of the title that it would have.
    """
    if words[0] in TASK_VERBS:
        return False
    return bool(_STATING & set(words[1:]) or _STATED.search(low))


_STATING = vocabulary(
    "wants asks says said told gave ends closes opens finishes can can't cannot could would won't "
    "wouldn't will hasn't haven't has have had stays moved isn't aren't doesn't don't didn't"
)
_STATED = re.compile(
    r"^(?:[\w'-]+ ){0,3}[\w-]+'s (?!(?:coming|arriving|visiting|starting|leaving|flying|staying)\b)"
    r"(?:\w+ing|\w+ed|been|gone|too|so|not) "
    r"|\b(?:needs?|wants?) (?:it|them|that|me|us)\b"
    r"|\bso (?:stop|give|put|move|make|push|let|drop|skip|change) "
)


def is_passive(said: str) -> bool:
    """Whether a phrase tells what has been done to something: “the dough's been fed”."""
    return bool(_PASSIVE.search(said))


_PASSIVE = re.compile(r"(?:['’]s|\bhas|\bhave) been [a-z]+(?:ed|en|d|t|ne)\b")


def is_hollow(words: list[str]) -> bool:
    """Whether a title would name nothing: “obviously”, “moving it”, “put it under”."""
    return set(words) <= FUNCTION_WORDS | _HOLLOW


_HOLLOW = vocabulary(
    "then obviously clearly yep yeah yup nope hopefully maybe perhaps probably actually though tho"
    " instead anyway again same there here now later soon please sorry rather moving move make"
    " making put putting set setting change changing do doing say saying under time day hour"
    " definitely really still only just even ever also i'd i'm i'll let's ugh lol btw"
)
TOLD = vocabulary("is are was were isn't aren't wasn't weren't seems feels looks")
SERVED = vocabulary("play turn start stop set open")
"""Verbs that with no more than a time of day are said to a machine."""
_DOABLE = TASK_VERBS | vocabulary(
    "use let remind change create open remove move cancel set show list see"
)
