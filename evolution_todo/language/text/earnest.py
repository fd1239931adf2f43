"""Whether words are meant: “if it rains …”, “Tom will …”, “I dreamt that …” give no order.

A table of what tells so, each row of the words up to the order or the deed that it is of. What is
taken back behind (“…, actually no”) is a table of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from evolution_todo.language.text.contrasts import is_set_right
from evolution_todo.language.text.sayings import Saying
from evolution_todo.language.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class Earnest(Enum):
    """How far words are not meant."""

    ASKED = auto()
    """Perhaps they are: it is asked first."""
    NOTHING = auto()
    """They are to do nothing."""


@dataclass(frozen=True, slots=True)
class Unmeant:
    """Words that are not meant, and what they reach: every request that has a word of them."""

    span: Span
    how: Earnest


_VERB = (
    r"(?:delete|remove|erase|drop|cancel|scrap|bin|ditch|clear|move|reschedule|postpone|push"
    r"|shift"
    r"|put|complete|finish|mark|tick|check off|cross off|close|rename|change|update|undo|reopen"
    r"|snooze|skip|make|set|add)"
)
_ORDER = rf"(?={_VERB}\b(?! (?:to|for|from|on|by|until|till|back|forward|is|was)\b))"
"""An order, and not how something is: “the dentist has to move to Friday”."""
_MINE = r"(?:i|we)"
_ANOTHER = (
    r"(?<![\w'’])(?:(?:my|the|our) )?(?!(?:i|we|you|it|this|that|to|please|now|just|then|so|and"
    r"|me|us)\b)(?!(?:i|we|you)['’])\w[\w']*"
)
_JOINT = r"(?:[:,]? (?:that )?(?:please )?[\"“]?)"
_CLAUSE = r"[^.;!?\n]{1,80}?"
_DEED = (
    r"(?=(?:(?:i|we)(?:'ve| have)?(?: (?:just|already|finally))* \w+(?:ed|ne|id|nt|ght|ade|ook"
    r"|ang)\b|(?:(?:the|my|our) )?[\w ]{1,30}? (?:is|are|was|were|has been|got) (?:\w+ed|done"
    r"|sorted)\b))"
)
"""A deed told: “I finished the report”, “the report is done”."""

_NEVER, _PERHAPS = "nothing", "asked"

UNMEANT = (
    Saying(rf"\b(?:don't|do not|never) (?:you )?(?:dare|ever|even think)\b{_CLAUSE}{_ORDER}",
           "don't you dare delete milk", _NEVER),
    Saying(rf"\b{_MINE} (?:don't|do not|didn't|never) (?:want|ask(?:ed)?|told?"
           rf"|need) you to {_ORDER}",
           "I don't want you to delete the milk", _NEVER),
    Saying(rf"\b{_MINE}(?:'d| would| will)? (?:refuse|never|am not going|'m not going|won't"
           rf"|will not"
           rf"|don't (?:want|intend|plan)|can't|cannot|can not|couldn't)(?: to)? {_ORDER}",
           "I won't delete the report", _NEVER),
    Saying(rf"^\W*{_VERB} [^,;:.!?\n]{{2,60}} (?:is|was|would be|sounds"
           rf"|seems)(?: like)? (?:only |just )?an?"
           r" (?:(?:\w+ )?(?:idea|joke|mistake|lie|plan)|test)\W*$",
           "move the report to friday is a stupid idea", _NEVER),
    Saying(rf"^\W*(?:spell|define|translate|pronounce|say|explain|type"
           rf"|what does)[:,]? [\"“]?{_ORDER}",
           "translate move the report to friday", _NEVER),
    Saying(rf"^\s*(?://|--|;|<!--|\$) *{_ORDER}", "// delete the milk", _NEVER),
    Saying(r"^\W*+(?:yes|yeah|ok|okay|sure|fine|no)?\W*+(?:but |and )?only if\b[^,.;!?]*$"
           r"|^\W*+(?:yes|yeah|ok|okay|sure|fine|no)\W++(?:but |and )?if\b[^,.;!?]*$",
           "yes if it's tomorrow", _NEVER),
    Saying(rf"\b(?:can't|cannot|don't think {_MINE} (?:can|should|will)) {_ORDER}",
           "I don't think I can delete it", _PERHAPS),
    Saying(rf"\b{_ANOTHER} (?:will|would|should|can|could|must|may|might|has to|have to|needs? to"
           rf"|wants? to|wanted to|is going to|are going to|has|tries to|'ll) {_ORDER}",
           "Tom will delete the report", _PERHAPS),
    Saying(rf"\b(?:let|have|make|get|ask|tell) (?!(?:me|us|you|to|sure|certain)\b)[\w']+"
           rf"(?: to)? {_ORDER}",
           "have Tom delete the report", _PERHAPS),
    Saying(rf"\b(?:says?|said|saying|wrote|writes|texted|replied|told \w+|yelled|typed){_JOINT}"
           rf"{_ORDER}",
           "mum wrote: please delete the milk", _PERHAPS),
    Saying(r"\b(?:for (?:example|instance)|e\.?g\.?|imagine|suppose|supposing|let's say|pretend"
           r"|hypothetically"
           rf"|in theory|what happens if)\b{_CLAUSE}(?:{_ORDER}|{_DEED})",
           "for example, delete the report", _PERHAPS),
    Saying(r"\b(?:if|unless|once|until|as soon as|in case|provided|only when"
           rf"|when (?:{_MINE} say|you (?:hear|see)|(?!{_MINE}\b|you\b)[\w']+ (?:\w+s|is"
           rf"|are)\b))\b"
           r"(?! (?:you (?:can|could|don't mind|please|have|haven't|get)|(?:that |it )?(?:is "
           r"|it's |that's )?"
           r"(?:possible|ok(?:ay)?|needed|necessary|poss|not|so|fine|still|all right|alright)\b"
           r"|i (?:may|can|could)|you'd|you would|not|so|it'?s|it is|that'?s|that is|and for all"
           rf"|more|again|upon)\b){_CLAUSE}(?:{_ORDER}|{_DEED})",
           "if it rains delete the milk", _PERHAPS),
    Saying(rf"\bif (?:it|that)(?:'s| is) (?!(?:not |too |no |ok|okay|possible|fine|alright"
           rf"|all right"
           rf"|still |there|any |a |your |on )){_CLAUSE}{_ORDER}",
           "if it's raining delete the milk", _PERHAPS),
    Saying(rf"\b(?:do|did|does) (?:you|i|we|{_ANOTHER}) (?:want|need|have|plan|dare) to {_ORDER}",
           "do you want to delete the milk?", _PERHAPS),
    Saying(rf"\b(?:before|after) (?:you|i|we) {_ORDER}",
           "before you delete the report, tell me", _PERHAPS),
    Saying(rf"\b(?:(?:it(?:'s| is| was)|is it|was it|would it be) (?:too |so |very "
           rf"|not )?\w+(?<!time)(?<!better)"
           rf"(?<!best)(?<!good)(?<!nice)(?<!ok)(?<!okay)(?<!great)|afraid|scared|reluctant|how"
           rf"|too \w+|hesitate)"
           rf" to {_ORDER}",
           "would it be wise to delete the report?", _PERHAPS),
    Saying(rf"\b{_MINE} (?:(?:was|were)(?: just| nearly| almost)? (?:going|about|thinking of)"
           rf"|(?:nearly|almost) had"
           rf"|wanted|meant|tried|used) to {_ORDER}",
           "I was going to delete the report", _PERHAPS),
    Saying(rf"\b(?:later|not now|not yet|someday|one day|some day),? {_ORDER}",
           "later complete the report", _PERHAPS),
    Saying(rf"\b{_VERB} [^.;!?\n]{{2,60}},? or not\b", "delete the report or not?", _PERHAPS,
           holds="or not"),
    Saying(r"\b(?:(?:maybe|perhaps|possibly) (?:i|we) should|should (?:i|we)|(?:i|we) might"
           r"|thinking (?:of|about) \w+ing|not sure(?! (?:if|whether)))\b.*",
           "maybe I should delete the sofa", _PERHAPS),
    Saying(r"\b(?:hope|hoping|hopefully|doubt|wish|wished|pretend(?:ed|ing)?|dream(?:t|ed|ing)?"
           r"|lied|lying"
           r"|nobody|no one|false|untrue|not true|a lie|maybe|perhaps"
           r"|possibly|allegedly"
           r"|(?<!\bi )(?<!\bwe )(?:thinks?|believes?|claims?|reckons?)|assum(?:e|ing))\b"
           rf"(?:(?! mean)[^,.;!?\n]){{0,40}}? {_DEED}",
           "I lied and said the report is done", _PERHAPS),
    Saying(r"^[\s\S]+\b(?:in (?:my|your|his|her|our) (?:dreams?|head|mind|imagination)|in theory"
           r"|theoretically"
           r"|not really)\W*$",
           "I called mom in my dreams", _PERHAPS),
)  # fmt: skip
"""What tells that an order or a deed is not meant, and what comes of it."""

_BEFORE = (
    r"(?:(?:oh|hm+|wait|hang on|hold on|no|nah|actually|sorry|ok|okay|but|and|or"
    r"|on second thoughts?|well|ah|please)\b[\s,.!–—-]*)"
)
_HOW = (
    r"(?:never ?mind(?: that)?|nvm|(?:just |only |i'm |i am |i was )*(?:kidding|joking)|jk|jks"
    r"|psych"
    r"|i (?:take (?:it|that) back|(?:have )?changed my mind|lied|was lying)|as if|yeah right)"
)
_NOT_THEN = r"(?:no(?:pe)?|nah|never|not?|(?:don'?t|do not)(?: do (?:it|that))?)"
TAKEN_BACK = (
    Saying(rf"(?:[\s,.;:!?(–—-]+|^){_BEFORE}*(?<!to )(?<!called )(?<!the )(?<!of )\b{_HOW}\W*$",
           "add tea never mind"),
    Saying(rf"[,.;:!?(–—-]+\s*{_BEFORE}*{_NOT_THEN}\W*$", "complete the report. No, don't."),
    Saying(rf"\s(?:oh|wait|actually|but|hm+)\W+{_BEFORE}*{_NOT_THEN}\W*$",
           "rename the report to essay no wait don't"),
    Saying(rf"[,.;:!?(–—-]+\s*{_BEFORE}+(?:forget|leave|cancel|ignore|scratch|drop) (?:it|that"
           rf"|about it)\W*$",
           "add tea, no wait, forget it"),
)  # fmt: skip
"""How what was said in the same breath is taken back at its end."""

_SAID = re.compile(
    rf"\W*(?:(?:please|pls|ok|okay|hey|hi|can you|could you|i want to|let's|so|and|also) )*"
    rf"(?:{_VERB}|remind|put|create|schedule|tag|i|we|i've|(?:the|my) [\w ]+ (?:is|are))\b"
)
"""How begins what can be taken back: an order, or a deed told."""


def is_taken_back(low: str) -> bool:
    """Whether a message takes back at its end all that it says before.

    Args:
        low: The message as the grammar reads it.
    """
    if not _SAID.match(low):
        return False
    end = low[-_AT_THE_END:]
    found = [row.search(end) for row in TAKEN_BACK]
    return any(each and (each.start() > 0 or len(end) < len(low)) for each in found)


_AT_THE_END = 200
"""Characters of a message, its last, in which it may be taken back."""


def find_unmeant(low: str) -> Iterator[Unmeant]:
    """Where the words of a message are not meant.

    Args:
        low: The message as the grammar reads it.
    """
    for row in UNMEANT:
        for found in row.finditer(low):
            how = Earnest.NOTHING if row.means == _NEVER else Earnest.ASKED
            yield Unmeant(Span(found.start(), found.end() + 1), how)


def is_of_something_else(low: str) -> bool:
    """Whether what a message says when something is to be may be no task of ours.

    “Her wedding is in September” tells of no change; “she can only do Friday” may be why there is
    one, and so may what points at a task.
    """
    told = _EXPLETIVE.sub(" ", low)
    return not (_POINTED.search(told) or _GROUND.search(told) or is_set_right(told))


def is_of_the_day(low: str) -> bool:
    """Whether a message says what day it is: “it's my day off tomorrow”."""
    return _EXPLETIVE.match(low) is not None


_EXPLETIVE = re.compile(
    r"\W*\bit(?:'s| is| was) (?:my|her|his|our|their|your|an?|so|still|only|half|nearly|almost"
    r"|already)\b"
)
_POINTED = re.compile(r"\b(?:it|its|it's|that|this|them|they|those|these|both|all|one|ones)\b")
_GROUND = re.compile(
    r"\b(?:can|can't|cannot|could|couldn't|won't|free|available|works?|fits?|suits?|shuts?|closed"
    r"|closes|full|busy|booked|opens?|away|prefers?|wants?|says?|said|rang|rung|called|texted"
    r"|emailed"
    r"|moved?|cancell?ed|postponed|delayed|pushed|brought|changed?|make|made|let's|try|do|should"
    r"|could|then|so|until|till|earlier|later|sooner|enough|fine|ok|okay|due|now|actually"
    r"|no (?:good|time|slots?|longer)|not|sick|ill)\b"
)
"""What tells why something is to be at another time, or that it is."""
