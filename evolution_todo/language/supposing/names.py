"""The words that a message gives a task, once it is known to say what one is called.

Alone these words may be anything (“brunch”, “Daniel, not Darnell”, “it's hymn sheets”), so they
are read only where the classifier says that a title is set right. Whether they are the whole title
or take the place of what is like them shows when the title is there: `rewording`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evolution_todo.language.references.reading import Reference, ReferenceKind, read_reference
from evolution_todo.language.requests.request import Intent, Placing, Request
from evolution_todo.language.text.endings import is_unwanted
from evolution_todo.language.text.patterns import compiled
from evolution_todo.language.text.sayings import Saying
from evolution_todo.language.text.words import (
    FUNCTION_WORDS,
    NUMBER_WORDS,
    TASK_VERBS,
    vocabulary,
    words_of,
)

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of a title.

    Attributes:
        new: The words that it is to have; empty where some are only to go.
        old: The words that were wrong, if they are said.
        about: What else is said, in which the task may be mentioned.
        added: `new` goes behind the title as it is.
    """

    new: str
    old: str = ""
    about: str = ""
    added: bool = False


def renamed(request: Request, now: datetime) -> Request | None:
    """The words that a task is to be called by; None where they are not plain."""
    del now
    said = wording(request.text)
    if said is None:
        return None
    pointed = _pointed(said.old)
    target = pointed or Reference(ReferenceKind.MENTIONED, request.span, said.old or said.about)
    named = Request(
        Intent.UPDATE,
        request.span,
        request.text,
        target=target,
        new_title=said.new,
        in_place_of="" if pointed else said.old,
        placing=Placing.BEHIND if said.added else Placing.LIKE,
    )
    return replace(request, instead=named)


_OF_A_PERSON = re.compile(r"(?:he|she)(?:'s| is| was) (?:an?|the|so|very|my|our)\b", re.IGNORECASE)
"""“He's a good dentist” says what someone is like, and “he's Rob, not Ron” what he is called."""


def _pointed(old: str) -> Reference | None:
    """The task that is pointed at where its words would be: “the third one should say …”."""
    target = read_reference(old) if old else None
    if target is None or target.kind in _PLACED:
        return target
    one = _ONE.fullmatch(old)
    return replace(target, kind=ReferenceKind.MENTIONED, words=one["words"]) if one else None


_PLACED = frozenset({ReferenceKind.NUMBER, ReferenceKind.POSITION, ReferenceKind.LAST})
_ONE = re.compile(r"(?:the |that |my )?(?P<words>[\w' -]{2,40}?) one", re.IGNORECASE)


def wording(text: str) -> Wording | None:
    """The new words of a title that a message says, and those that they take the place of."""
    said = _without_talk(text)
    if (
        is_unwanted(text.lower())
        or _TOO.search(said)
        or _OF_A_PERSON.match(said)
        or _OF_LETTERS.search(compiled(_QUOTED).sub("", said))
    ):
        return None
    for each in _SAYINGS:
        found = each.search(said)
        if found and (read := _read(said, found, added=each.means == "behind")):
            return read
    return None


def _read(said: str, found: re.Match[str], *, added: bool) -> Wording | None:
    groups = found.groupdict()
    old = _plain(groups.get("old") or "")
    new = _in_figures(_plain(groups.get("new") or ""))
    about = f"{said[: found.start()]} {said[found.end() :]}".strip()
    if groups.get("new") is not None and not _is_name(new):
        return None
    if not (new or old) or len(words_of(old)) > _MOST_WORDS or new.lower() == old.lower():
        return None
    return Wording(new, old, about, added)


_MOST_WORDS = 9


def _is_name(said: str) -> bool:
    """Whether these words may be a title or part of one, and no sentence about it."""
    words = words_of(said)
    if not words or len(words) > _MOST_WORDS or words[0] in _OPENINGS:
        return False
    return not _TELLING & set(words) and any(word not in FUNCTION_WORDS for word in words)


_TOO = re.compile(r"\b(?:too|as well|also|likewise|ditto)$", re.IGNORECASE)
"""What is said of another task."""
_OPENINGS = vocabulary(
    "that this them those these one so was not no wrong fine right better me gone title name too"
    " how why what where who who's because cause called just only rename change fix second first"
    " yes yeah yep yup sure ok okay nah nope maybe alright thanks"
)
"""How a remark about it begins, or the name of no task."""
_TELLING = vocabulary(
    "i i'm i've we he she they you it it's that's there's is are were should would will can has"
    " she's he's don't doesn't says say said reminder reminders"
)
"""What makes a sentence of it."""


def _plain(said: str) -> str:
    """The words without quotation marks, what is spelt out letter by letter put together."""
    said = _ARTICLE.sub("", _EDGES.sub("", said.strip()))
    if _SPELT.fullmatch(said):
        return said.replace("-", "").replace(" ", "").capitalize()
    return _QUOTATION.sub("", said)


def _in_figures(said: str) -> str:
    return str(NUMBER_WORDS.get(said.lower(), said))


_ARTICLE = re.compile(r"^an? (?=\w)", re.IGNORECASE)
_EDGES = re.compile(r"^[\s\"'“”‘’*«»,.:;-]+|[\s\"“”’‘*«»,.:;!-]+$")
_QUOTATION = re.compile(r"[\"“”«»]")
_SPELT = re.compile(r"(?:[A-Z][- ]){2,}[A-Z]")

_SORRY = (
    r"(?:oh|ah|ach|ha|no|nope|nah|yes|ok|okay|sorry|so sorry|i'm sorry|my mistake|my bad|oops"
    r"|whoops|wait|hang on|hold on|hmm+|actually|well|now|and|but|so|also|please"
    r"|while (?:you're )?(?:there|at it)|dang|ugh|pardon(?: me)?|forgive me|i beg your pardon"
    r"|beg pardon|correction|silly me|on there)\b"
)
_LEAD = re.compile(rf"^\W*(?:{_SORRY}[\s,.!:;…-]*)+", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,.;–—-]*(?:\b(?:please|pls|thanks|thank you|sorry|instead|rather|lol|haha"
    r"|now|then|i (?:mean|meant)"
    r"|actually|officially|specifically|for clarity|by the way|btw|ha|you know|in full|properly"
    r"|w[ih]+t?h? an? [a-z](?: and an? [a-z])?|on there|there's an? [a-z] in it)\b[\s,.!;]*)+$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s*(?:sorry|i mean|actually|my mistake|please|rather)\s*(?=,|$)", re.IGNORECASE
)


def _without_talk(text: str) -> str:
    said = _ASIDE.sub("", text.strip())
    said = _LEAD.sub("", said)
    return _TAIL.sub("", said.strip(" .!?")).strip()


_OF_LETTERS = re.compile(
    r"\b(?:capitals?|lower ?case|upper ?case|letters|hyphen|apostrophe|accent|typo|spelling"
    r"|punctuation|plural|one [a-z]|two [a-z]'?s?|double [a-z]|spell out)\b",
    re.IGNORECASE,
)
"""How it is written is said, which is more than other words."""

_QUOTED = r"[\"“«][^\"“”«»]{1,100}[\"”»]"
_END = (
    r"(?=\s*(?:[.!?;](?:\s|$)|\s[-–—]\s|,|$|\b(?:because|cos|since|as|so|if|when|now|instead|rather"
    r"|by the way|who|which|that|that's|i|he|she|they|we|though|according|(?:on|in) th(?:e|at) \w+"
    r" one|on (?:that|there))\b))"
)
"""Where the words end and a reason begins."""
_TO_BE = (
    r"(?:shou?ld|ought to|has to|needs to|must|had better|is to|was (?:meant|supposed) to|would)"
)
_SAY = r"(?:(?:have )?(?:said|say|read)|(?:be|have been)(?: called| named| titled)?)"
_IT = r"(?:it|that|this|them|the (?:title|name|wording|task)|title|name)"
_PART = (
    r"(?:(?:just|only|fix|change|correct) )*(?:the )?(?:\w+ )?"
    r"(?:title|name|number|year|date|word|amount)(?:'s wrong)?[,:] (?:it is |it's )?"
)
_NEW = rf"(?P<new>{_QUOTED}|\S.{{0,99}}?)"
_OLD = r"(?P<old>\S.{0,60}?)"
_NOT = r"(?:and )?(?:not|instead of|rather than|no longer|never)(?: just)?(?: the| an?)?"
_EACH_ONE = r"(?:i|we|they|he|she|everybody|everyone|people)(?: all)?"

_ORDER = rf"(?:{'|'.join(sorted(TASK_VERBS))}) \w"
"""How a new task begins, which renames nothing by itself: “call mom”."""

_SAYINGS = (
    Saying(
        rf"\b(?:add|put|say|write) {_NEW} (?:(?:at|on|to|onto) the end|after it|behind it"
        r"|(?:to|in|on|into) (?:it|the (?:title|name)))(?=[,.;]|$)",
        "add “with Jonno” at the end",
        "behind",
    ),
    Saying(
        r"^(?:(?:add|put|include) )?the [\w ]{1,20}?(?: in(?: there| it| the (?:name|title))?)?[,:]"
        r" (?P<new>[\w ]{1,30})$",
        "put the amount in there, sixty bucks",
        "behind",
    ),
    Saying(
        rf"\b(?:change|swap|replace|turn|correct) (?:.{{0,30}} )?(?P<old>{_QUOTED})"
        rf" (?:to|for|with|into|by) {_NEW}{_END}",
        "change “patio weeds” to “path weeds” then",
    ),
    Saying(
        rf"\b(?:change|swap|replace|turn|correct) {_IT} from {_OLD} (?:to|into) {_NEW}{_END}",
        "change it from AGM to social",
    ),
    Saying(
        rf"\b(?:change|swap|replace|correct|take) (?!{_IT}\b)(?:the words? )?{_OLD}"
        rf" (?:to|for|with|into|(?:out )?and put) {_NEW}{_END}",
        "change Sue to Sam",
    ),
    Saying(
        rf"\b(?:it |that |you )?(?:says|said|has|reads|wrote) {_OLD}[,;.]?(?: but| and)?"
        rf" (?:i meant|(?:when )?{_IT} {_TO_BE} {_SAY}|it's|should be) {_NEW}{_END}",
        "Number two says Whit Sunday, it should say Trinity",
    ),
    Saying(
        rf"^(?:{_PART})?(?:(?:{_IT}(?:'s| is| was)?|its|he's|she's|call it|call that|make it"
        rf"|make that|say|put|read|i (?:meant|mean|said)) )?(?:(?:{_TO_BE}) {_SAY} )?"
        rf"(?!not\b){_NEW},? {_NOT} {_OLD}{_END}",
        "it's hymn sheets, not programmes",
    ),
    Saying(
        rf"(?:^|\b(?:it's|that's|its) )not (?:the )?{_OLD}(?:,| but|, but|[.;])"
        rf" (?:it's |its |that's |the )?{_NEW}{_END}",
        "not Inez, Ines",
    ),
    Saying(
        r"^(?:drop|lose|remove|omit|scrap|cut|delete|take out|leave out) (?:the )?"
        r"(?:words? |bit about )?(?P<old>\S.{0,40}?)$",
        "drop the II",
    ),
    Saying(
        r"^(?:take|leave|cut|keep) (?:the )?(?P<old>\S.{0,40}?)"
        r" (?:out|off)(?: of)?(?: it| the (?:title|name))?$",
        "leave cannas out of it",
    ),
    Saying(r"^without (?:the )?(?P<old>\S.{0,40}?)$", "without the “re:”"),
    Saying(
        rf"\b(?:re)?(?:call|name|title|label) (?:{_IT}|both|all of them)(?: as)? {_NEW}{_END}",
        "ha, call it squirrel proofing",
    ),
    Saying(
        rf"\b(?:rename|change|retitle) {_IT}(?: to| as| into) {_NEW}{_END}",
        "change that to Meet Sheila",
    ),
    Saying(
        rf"^(?!{_IT} )(?!what\b|where\b){_OLD} {_TO_BE} {_SAY} {_NEW}{_END}",
        "roses should be wisteria",
    ),
    Saying(
        rf"\b{_TO_BE} (?:like it to )?{_SAY} {_NEW}{_END}",
        "I'm sorry, it should be called the prayer chain",
    ),
    Saying(rf"^{_NEW},? (?:is what )?it {_TO_BE} {_SAY}$", "winter recital it should say"),
    Saying(
        rf"(?:^(?:just )?|[,.;] (?:so |just |better )*)(?:say|put|write|make (?:it|that))"
        rf" {_NEW}{_END}",
        "make that tombola prizes",
    ),
    Saying(
        rf"^{_NEW} is what {_EACH_ONE} calls? (?:it|him|her|them)\b",
        "evacuation test is what we call it",
    ),
    Saying(
        rf"\b(?:(?:it|he|she)(?:'s| is)|its) (?:really |now )?(?:called|named|spelled"
        rf"|spelt)(?: like)?"
        rf" {_NEW}{_END}",
        "it's called the mews now",
    ),
    Saying(rf"\bspell it {_NEW}{_END}", "Spell it alumnae, it was a women's college"),
    Saying(
        rf"^(?:he's|she's) {_NEW}(?=\s*(?:and|$|[,.]))",
        "She's Anne and she'll notice",
    ),
    Saying(
        rf"(?:^|[,;.:] |\b(?:so|because) )(?:it's|its|it is|that's|i (?:meant|mean))"
        rf" (?:really )?(?:the |an? )?{_NEW}{_END}",
        "it's sprint review officially",
    ),
    Saying(rf"(?P<new>{_QUOTED})", "now, “letter to parents” is the title I was after"),
    Saying(rf"^{_PART}(?P<new>[\w.]+)$", "number's wrong, 2270"),
    Saying(rf"^{_NEW}(?=[.!;,]\s.*\bcall it (?:that|so)$)", "supper at that hour, so call it that"),
    Saying(rf"^(?!{_ORDER})(?:the )?{_NEW}{_END}", "80 chairs, they've invited half the town"),
)
"""The ways of saying it; the first that reads the message wins, the plainest first."""
