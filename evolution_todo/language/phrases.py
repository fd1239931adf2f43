"""Phrases without a verb of ours: a task to offer, a word to look for, or just talk."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.building import moved
from evolution_todo.language.building.listing import gapped, items, joined, shared
from evolution_todo.language.clauses import bare_clause
from evolution_todo.language.frames import Kind
from evolution_todo.language.framing import Framed, fits, is_duty, is_own_plan, read_frame
from evolution_todo.language.nudges import NUDGE
from evolution_todo.language.quickadd import read_task
from evolution_todo.language.references import ReferenceKind, read_reference
from evolution_todo.language.requests import Filter, Intent, Request
from evolution_todo.language.spans import Span
from evolution_todo.language.verbs import bases
from evolution_todo.language.words import FOREIGN, PLANNED, TASK_NOUNS, TASK_VERBS, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.quickadd import QuickAdd
    from evolution_todo.language.references import Reference

_ASKING = vocabulary(
    "what which who whom whose when where why how is are was were am do does did can could will "
    "would should shall may might has have had isn't aren't don't doesn't didn't won't can't whats "
    "wheres hows what're who're what's who's where's how's when's if any"
)
_STATED = re.compile(
    r"[,;] (?:is|are|was|how|what|when|who|will|show|do|does|did)\b"
    r"|^\d+ (?:divided|times|plus|minus|multiplied|percent|x)\b"
    r"|^\d+(?:\W*$|[\s,&]+(?:and|or|please|thanks|\d+\b(?! ?(?:[ap]m|:))))"
    r"|^(?!(?:the )?\w+ (?:is|are) due)\w+(?: \w+)? (?:is|are|was|were|says|got|am|has)\b"
)
# What opens a remark, or an order no task list carries out.
_TALK_OPENERS = vocabulary(
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
# Said to an assistant, it is an order to do the thing itself, not to note it down.
_TO_YOU = r"\b(?:can|could|would|will) (?:you|u)\b|\byou (?:can|could|should|to)\b"
_ORDERED = re.compile(_TO_YOU)
_ADDRESSED = re.compile(
    rf"{_TO_YOU}"
    r"|\b(?:can|could|may) (?:i|we)\b|\bwanna\b|\bi(?:'d| would)? (?:want|need|like|love|wish)\b"
)
# “Tomorrow will be better” tells of a day.
_FINITE = vocabulary("will would is was are were has had can could may might shall does did")
_MOST_WORDS = 25
_FEW_NOUNS = 3


def read_phrase(text: str, low: str, clause: Span, now: datetime) -> tuple[Request, ...]:
    """The offer a bare phrase is (several when it lists things), a lookup of one word, or NONE."""
    whole = _whole_phrase(text, low, clause, now)
    span = whole.span
    if whole.intent is not Intent.ADD or whole.task is None or not _JOINT.search(span.of(low)):
        return (whole,)
    if len(apart := joined(low, span)) > 1:
        return _each(whole, text, apart, now)
    parts = items(text, low, span, now)
    told = [moved(read_task(part.of(text), now), part.start) for part in parts]
    tasks = _on_its_day(whole, shared(gapped(told, [part.of(text) for part in parts])))
    if len(parts) < _LISTED_FROM and not (len(parts) > 1 and all(each.due for each in told)):
        return (whole,)
    return tuple(replace(whole, task=task) for task in tasks)


def _each(whole: Request, text: str, parts: list[Span], now: datetime) -> tuple[Request, ...]:
    """“I need to call Ann, and also pay the rent by Friday”: meant together, each with its own."""
    tasks = [moved(read_task(part.of(text), now), part.start) for part in parts]
    sure = whole.task is not None and whole.task.marked
    return tuple(
        replace(whole, task=replace(task, marked=sure), span=part, text=part.of(text))
        for part, task in zip(parts, _on_its_day(whole, tasks), strict=True)
        if task.title
    )


def _on_its_day(whole: Request, tasks: list[QuickAdd]) -> list[QuickAdd]:
    """“On Monday I need to call Ann, feed the cat and pay rent”: the day is that of all."""
    day = whole.task.due if whole.task else None
    if day is None or day.span.end > whole.span.start or any(each.marked for each in tasks):
        return tasks
    return [replace(each, due=day, marked=True) for each in tasks]


_JOINT = re.compile(r",|\band\b")
_LISTED_FROM = 3
"""How many things make a phrase a list of tasks; two do when each has a day of its own."""


def _whole_phrase(text: str, low: str, clause: Span, now: datetime) -> Request:
    core = _with_duty(low, clause)
    pointed = _choice(low, core)
    if pointed:
        return Request(Intent.CHOOSE, core, core.of(text), target=pointed, rule="a task pointed at")
    frame = read_frame(low, clause, core, now)
    task = _unframed(text, low, core, frame, now)
    words = re.findall(r"[\w'-]+", task.title.lower()) if task else []
    if frame and words and task and fits(frame.kind, task, words, now):
        return _framed(text, low, clause, frame, task, now)
    if frame and task and _is_hollow(frame, task):
        return Request(Intent.NONE, core, core.of(text))
    return _unled(text, low, clause, now)


_DUTY = re.compile(
    r"\b(?:i|we)(?:'ve|'d| have| had)? (?:(?:really|also|still) )?(?:need to|should|must|ought to"
    r"|have to|better|gotta|got to|want to|might)"
    r" (?=(?:make|set|create|change|update|mark|take|remove|delete|cross|cancel|rename)\b)"
)


def _with_duty(low: str, clause: Span) -> Span:
    """The clause without its courtesies, of which “I need to” before “make …” is none."""
    core = bare_clause(clause.of(low), clause.start)
    duty = _DUTY.search(low, clause.start, core.end)
    return Span(duty.start(), core.end) if duty and duty.end() == core.start else core


def _is_hollow(frame: Framed, task: QuickAdd) -> bool:
    """Whether a frame that nothing fits is just talk ("i have to say")."""
    said = frame.span.end > frame.span.start
    return said and (not task.marked or frame.kind is Kind.WISH)


def _unframed(
    text: str, low: str, core: Span, frame: Framed | None, now: datetime
) -> QuickAdd | None:
    """The task behind a frame, with the date before it; None where there is none or it is asked."""
    if frame is None or is_asked(low, core):
        return None
    before = text[core.start : frame.span.start]
    blank = ("," if before else "").ljust(frame.span.end - frame.span.start)
    return moved(read_task(f"{before}{blank}{text[frame.span.end : core.end]}", now), core.start)


def _framed(
    text: str, low: str, clause: Span, frame: Framed, task: QuickAdd, now: datetime
) -> Request:
    """The task that someone says is theirs to do: added with a date, else offered."""
    core = _with_duty(low, clause)
    words = re.findall(r"[\w'-]+", task.title.lower())
    wished = frame.kind is Kind.WISH
    led = frame.span.start == frame.span.end
    talk = wished and led and not task.marked and words[0] in _TALK_OPENERS
    if len(words) > _MOST_WORDS or talk:
        return Request(Intent.NONE, core, core.of(text))
    ordered = led and _ORDERED.search(low[clause.start : core.start])
    theirs = _foreign(words, planned=_has_day(task, now))
    if (
        theirs
        or ordered
        or _is_over(task, now)
        or (wished and not is_own_plan(words, dated=_has_day(task, now)))
    ):
        task = replace(task, marked=False)
    own = Span(max(core.start, frame.span.end), core.end)
    if task.marked or not wished:
        sure = 0.8 if task.marked else 0.4
        said = own.of(text)
        return Request(Intent.ADD, own, said, sure, task=task, bare=True, rule=OF_ONESELF)
    return _offer(task, own, text, words)


OF_ONESELF = "said of oneself"
"""The rule of what one has to do, needs or has on."""


def _is_over(task: QuickAdd, now: datetime) -> bool:
    return bool(task.due and task.due.start.date() < now.date())


def _has_day(task: QuickAdd, now: datetime) -> bool:
    """Whether it has a day that is not over, or days."""
    return bool(
        task.recurrence or (task.due and task.due.dated and task.due.start.date() >= now.date())
    )


def _unled(text: str, low: str, clause: Span, now: datetime) -> Request:
    """What a clause without a frame is."""
    core = bare_clause(clause.of(low), clause.start)
    said = core.of(low)
    nothing = Request(Intent.NONE, core, core.of(text))
    if not said or _is_question(low, clause, said):
        return nothing
    task = moved(read_task(core.of(text), now), core.start)
    words = re.findall(r"[\w'-]+", task.title.lower())
    if not words or len(words) > _MOST_WORDS or words[1:2] in (["me"], ["us"]):
        return nothing
    if words[0] in _FINITE:
        return nothing
    behind = low[_behind_times(task, core) : core.end].strip(" ,:;-")
    if (
        behind
        and _is_talk(behind)
        and not (_listed(said) or _is_planned(task, words) or _is_named(task, words, now))
    ):
        return _errand(task, core, text, words)
    if _is_remark(task, words, now):
        return nothing
    if _TOLD & set(words[1:]) and words[0] not in TASK_VERBS:
        task = replace(task, marked=False)
    addressed = _ADDRESSED.search(low[clause.start : core.start])
    theirs = not task.recurrence and _foreign(words, planned=_has_day(task, now))
    if theirs or addressed:
        task = replace(task, marked=False)
    return _offer(task, core, text, words)


def _is_remark(task: QuickAdd, words: list[str], now: datetime) -> bool:
    """Whether a dated phrase tells what someone is or did: “mum rang this morning”."""
    if words[0] in TASK_VERBS or not task.due:
        return False
    past = task.due.start.date() <= now.date() and any(
        bases(word) and word not in TASK_VERBS for word in words[1:]
    )
    return past or words[0] in _TOLD or bool(_SOMEONE_IS & set(words))


_SOMEONE_IS = vocabulary("it's he's she's they're that's you're hurts aches")


def _behind_times(task: QuickAdd, core: Span) -> int:
    """Where a clause goes on behind the times it opens with: “next Tuesday | haircut”."""
    start = core.start
    for span in task.spans:
        if span.start <= start + 2:
            start = max(start, span.end)
    return start


def _is_talk(said: str) -> bool:
    """Whether a clause opens like a remark, or like an order to an assistant."""
    return said.split()[0].strip(",.!") in _TALK_OPENERS or bool(_TALK.match(said))


def _is_planned(task: QuickAdd, words: list[str]) -> bool:
    """Whether what opens like an order has a day, and so is one's own plan ("make dinner at 7")."""
    told = task.due or task.recurrence
    dated = task.recurrence or (task.due and task.due.dated)
    if words[0] in _SERVED and not dated:
        return False
    foreign = FOREIGN - PLANNED if dated else FOREIGN
    served = foreign | {"me", "us", "you"} if words[0] in _DOABLE else set(words)
    return bool(told) and len(words) > 1 and not served & set(words)


def _errand(task: QuickAdd, core: Span, text: str, words: list[str]) -> Request:
    """“Change the bedding”: an order of ours to something that is no task may be a task itself."""
    own = words[0] in _ERRANDS and 1 < len(words) <= _MOST_ERRAND and not task.marked
    if own and not (FOREIGN | _PERSONS | TASK_NOUNS | _NO_OBJECTS) & set(words[1:]):
        return Request(
            Intent.ADD, core, core.of(text), 0.4, task=task, bare=True, rule="a bare phrase"
        )
    return Request(Intent.NONE, core, core.of(text))


_ERRANDS = vocabulary(
    "sort find list show move change update open read undo remove delete finish complete cancel"
    " close clear post request track report"
)
_NO_OBJECTS = vocabulary(
    "all everything anything that this these those there to up back except but"
)
_MOST_ERRAND = 6


def _is_named(task: QuickAdd, words: list[str], now: datetime) -> bool:
    """Whether a thing with its article has a day: “the fire drill, 2 December”."""
    named = words[0] in _ARTICLES and 1 < len(words) <= _FEW_NOUNS + 3
    return named and _has_day(task, now) and not (_TOLD | _PERSONS) & set(words)


_ARTICLES = vocabulary("the a an my our")
_TOLD = vocabulary("is are was were isn't aren't wasn't weren't seems feels looks")
_SERVED = vocabulary("play turn start stop set open")
"""Verbs that with no more than a time of day are said to a machine."""
_DOABLE = TASK_VERBS | vocabulary(
    "use let remind change create open remove move cancel set show list see"
)


def _offer(task: QuickAdd, core: Span, text: str, words: list[str]) -> Request:
    """An unmarked phrase is a guess; a single word is looked for, as in a search box."""
    said = core.of(text)
    if task.marked:
        return Request(Intent.ADD, core, said, 0.8, task=task, bare=True, rule="a marked phrase")
    if not _plausible(words):
        return Request(Intent.NONE, core, said)
    if len(words) > 1:
        return Request(Intent.ADD, core, said, 0.4, task=task, bare=True, rule="a bare phrase")
    search = Filter(search=words[0])
    return Request(
        Intent.LIST, core, said, 0.4, task=task, bare=True, filter=search, rule="a single word"
    )


def is_task_like(said: str, now: datetime, *, asked: bool) -> bool:
    """Whether a line of a list reads as a task, and not as a question, a remark or an order.

    `asked` says that the person asked for the list to be added, so a plain noun will do.
    """
    first = said.split()[0].strip(",.!")
    if "?" in said or first in _ASKING or _ANSWERS.fullmatch(said):
        return False
    duty = is_duty(said, now)
    if read_reference(said) is None or duty:
        return duty
    if asked:
        return not (is_order(said) and _OUR_OBJECTS.search(said))
    words = re.findall(r"[\w'#!/-]+", said)
    openers = first in _TALK_OPENERS or bool(_TALK.match(said)) or bool(_STATED.search(said))
    led = first in TASK_VERBS
    own = not openers or (led and first not in _SERVED)
    return len(words) <= _MOST_WORDS and own and (led or not FOREIGN & set(words))


def is_order(said: str) -> bool:
    """Whether a line begins with a verb of ours, and so may be an order instead of a task."""
    return said.split()[0].strip(",.!:") in _OUR_VERBS


_OUR_OBJECTS = re.compile(r"#?\b\d{1,6}\b|\b(?:it|tasks?|all|everything|lists?|them|me|done)\b")
_OUR_VERBS = vocabulary(
    "add delete remove show list mark complete undo reschedule rename tag untag snooze cancel what"
    " remind move change update"
)
_ANSWERS = re.compile(r"(?:yes|no|ok|okay|thanks|thank you|hello|hi|hey|sure|undo|help)\b.*")
_POINTING = re.compile(r"(?:the|my|that) (?:#?[\w'-]+ ){1,4}(?:one|task|item|reminder)s?")


def _choice(low: str, core: Span) -> Reference | None:
    """A task pointed at and nothing said of it: “task 3”, “the dentist one”, “both”."""
    said = core.of(low)
    reference = read_reference(said, start=core.start)
    if reference is None or reference.kind is ReferenceKind.PRONOUN:
        return None
    titled = reference.kind is ReferenceKind.TITLE
    return reference if not titled or _POINTING.fullmatch(said) else None


def _is_question(low: str, clause: Span, said: str) -> bool:
    opened = said.split()[0] in _ASKING and not (_HAVING.match(said) or _DOING.fullmatch(said))
    return is_asked(low, clause) or opened or bool(_STATED.search(said))


_ASKED_TO_REMIND = re.compile(
    rf"[,.;-] *(?:and )?(?:can|could|will|would) you (?:please )?{NUDGE}\b"
)


def is_asked(low: str, clause: Span) -> bool:
    """Whether a clause ends in a question mark, and not only in “, could you remind me?”."""
    if _ASKED_TO_REMIND.search(low, clause.start, clause.end):
        return False
    return bool(re.search(r"\?(?!\S)", low[clause.start : clause.end + 1]))


# "do the dishes tonight", and not "do the shops open tonight"
_DOING = re.compile(
    r"do (?:(?:the|my|our|some|an?|more) )?(?!(?:i|you|we|they|he|she|it|any|people)\b)"
    r"[\w'-]+(?: (?!(?:open|close|expire|work|cost|have|need|get|go|come|run|still)\b)[\w'-]+)?"
    r"(?: (?:with|for|at|before|after|and|on|by|in|today|tonight|tomorrow|this|next|every)\b.*)?"
)
_HAVING = re.compile(
    r"have (?:(?!i\b|you\b|we\b|they\b|he\b|she\b|the\b|my\b|any)\w+ \w+"
    r"|(?:the|my|our) (?:[\w'-]+ ){1,3}\w+ed\b)"
)


def _listed(said: str) -> bool:
    words = re.findall(r"[\w'#!/-]+", said)
    return any(word.startswith(("#", "!")) and len(word) > 1 for word in words)


_INQUIRING = vocabulary(
    "get check confirm look find pull help fill bring track reserve see put add"
)


def _foreign(words: list[str], *, planned: bool) -> bool:
    """Whether a phrase is about what another assistant keeps ("get the weather for friday")."""
    theirs = (FOREIGN - PLANNED if planned else FOREIGN) & set(words)
    if words[0] in TASK_VERBS:
        return bool(theirs) and words[0] in _INQUIRING
    return bool(theirs & set(_head(words)) if planned else theirs)


def _head(words: list[str]) -> list[str]:
    """A thing without where and with whom: of an appointment at the bank, the appointment."""
    return words[: next((at for at, word in enumerate(words) if word in _BESIDE), None)]


_BESIDE = vocabulary("at with")


def _plausible(words: list[str]) -> bool:
    """Whether an unmarked phrase may be a thing to do: led by such a verb, or a few nouns."""
    if words[:1] and words[0] in TASK_VERBS:
        return len(words) <= _MOST_WORDS // 2
    return _is_thing(words)


def _is_thing(words: Sequence[str]) -> bool:
    """Whether words are a thing with what it is for: “new curtains for the lounge”."""
    told = [word for word in words if word not in _OF_THINGS]
    parted = any(word in _OF_THINGS for word in words[1:-1])
    few = 0 < len(told) <= _FEW_NOUNS + parted and words[0] not in _ASKED_FOR
    theirs = FOREIGN if len(words) == 1 else FOREIGN - PLANNED
    words = _NUMBERED.sub("", " ".join(words)).split()
    return few and not (theirs | _ASKING | _PERSONS) & set(words)


_NUMBERED = re.compile(r"\bno (?=\d)")
_OF_THINGS = vocabulary("for of at with from and the a an my our some")
_ASKED_FOR = vocabulary("time date news luck definition meaning capital directions distance")
_PERSONS = vocabulary("i you we they he she it me us them not no")
