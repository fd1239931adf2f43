"""Ways of framing a thing to do: “I'm supposed to …”, “let's …”, “we're out of …”.

A frame is no part of the title. What follows it must fit (`framing`): a verb after a duty or a
wish, a thing after a need, an event after “I have”. What is said of a thing ("the car needs
washing") is a title as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from evolution_todo.language.text.words import TASK_VERBS


class Kind(Enum):
    """What a frame says of the words that follow it."""

    DUTY = auto()
    WISH = auto()
    NEED = auto()
    EVENT = auto()
    STATE = auto()
    HAPPENING = auto()
    PLAN = auto()
    ENTRY = auto()


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of framing a task; `example` is a sentence that it reads."""

    name: str
    kind: Kind
    pattern: str
    example: str


_BE = r"(?:'?m|'?re| am| are| was| were)"
_I = r"(?:i|we|(?:me|you) and [\w']+|[\w']+ and (?:i|me))"
_ADVERB = (
    r"(?:(?:really|also|still|just|probably|definitely|actually|totally|absolutely|honestly|rly|prob|probs|defo|def"
    r"|seriously|desperately|kinda|kind of|sorta|maybe|perhaps|possibly|urgently|quickly|finally"
    r"|then|both|all|so|badly|like|um+|uh+|erm*|do(?= (?:need|have|want)\b)),? )*"
)
_THINK = (
    r"(?:i (?:really )?(?:think|guess|suppose|reckon|figure|feel like|know|believe|'?spose)"
    r"(?: that)? |i(?:'?ve| have)? (?:only )?(?:just )?(?:remembered|realised|realized|noticed)"
    r"(?: that)? (?=(?:i|we)\b)"
    r"|(?:(?:my|the) )?[\w']+ (?:says|said|thinks|reckons)(?: that)? (?=(?:i|we)\b))?"
)
_VERB = "|".join(sorted(TASK_VERBS))
_TO = rf"(?:to|tae|2(?= (?:{_VERB})\b))"
_NOBODY = (
    r"(?!(?:i|we|you|he|she|it|they|that|this|what|which|who|do|does|did|there|when|how|why|where"
    r"|if|is|are|was|were|am|can|could|should|will|would|me|us)\b)"
)
_THING = rf"(?:{_NOBODY}[\w'-]+ ){{1,6}}?"
_QUANTITY = r"(?:(?:some more|some|any|an|a|another|more)(?= ))? ?"

_HAPPENS = (
    r"(?<! to )(?<! can )(?<! could )(?<! would )"
    r"(?:(?:(?:is|are) )?(?:coming|arriving|visiting|leaving|starting|landing|flying|moving in"
    r"|staying|being [a-z]+(?:ed|en|t))"
    r"|comes?|arrives?|visits?|leaves?|starts?|begins?|ends|expires?|lands|departs"
    r"|(?:kicks?|takes?) off|takes? place|happens|runs? out)\b"
)
_ON = (
    r"(?:is|are|'s|will be)(?: (?:now|set|booked|scheduled|planned|confirmed))?"
    r" (?:(?:on|at|for|from|this|next|tomorrow|today|tonight|in|every)\b|\d"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b)"
)

FRAMES = (
    Frame(
        "I have to",
        Kind.DUTY,
        rf"{_THINK}{_ADVERB}(?:(?:i|we)'?ve (?=to )|{_I}(?:{_BE}|'?ve|'?ll| will| have| do)? )?"
        rf"{_ADVERB}"
        rf"(?:(?:gonna|going to|been|be) {_ADVERB})*"
        rf"(?:(?<=ve )(?=to )|(?:need|have|hav|have got|got|ought|supposed|meant|expected|obliged"
        rf"|required|told|asked|reminded|due) ){_ADVERB}{_TO}[,:]? {_ADVERB}",
        "i'm supposed to call the school",
    ),
    Frame(
        "I need do",
        Kind.DUTY,
        rf"(?:{_I} )?{_ADVERB}need (?!(?:help|look|talk|speak|sleep|change)\b)"
        rf"(?=(?:{_VERB}) [a-z])",
        "i need buy medicine",
    ),
    Frame(
        "I must",
        Kind.DUTY,
        rf"{_THINK}{_ADVERB}(?:{_I}(?:'?ve|'?d)?(?: {_ADVERB}|(?='(?:m|re) )))?"
        r"(?:must|should|shld|shud|gotta|hafta|shall|(?:had )?better|(?:'m|am|'re|are) to(?= )) "
        rf"{_ADVERB}(?:to )?",
        "i should really call the school",
    ),
    Frame(
        "I promised",
        Kind.DUTY,
        rf"{_I}(?:'?ve)? {_ADVERB}(?:promised|told|said|agreed|offered|swore)"
        rf"(?: (?!(?:to|you)\b)[\w']+){{0,3}}? "
        rf"(?:(?:that )?(?:i|we)(?:'?d|'ll| would| will)|to) {_ADVERB}",
        "i promised lena i'd call the school",
    ),
    Frame(
        "someone asked me to",
        Kind.DUTY,
        r"(?!(?:i|you|we|it|that|what|who|nobody)\b)(?:(?:my|the|our) )?[\w']+(?: [\w']+)? "
        rf"{_ADVERB}(?:has |have )?(?:asked|told|wants|wanted|needs|expects|reminded) (?:me|us) to "
        rf"{_ADVERB}",
        "my boss wants me to call the school",
    ),
    Frame(
        "it is time to",
        Kind.DUTY,
        rf"(?:(?:it's|its|it is) )?(?:high |about |now )?(?:time (?:(?:for )?(?:me|us) )?|(?:my"
        rf"|our) turn )to {_ADVERB}",
        "it's time to call the school",
    ),
    Frame(
        "what I need to do is",
        Kind.DUTY,
        rf"(?:what|all|the (?:first|next|other) thing) (?:i|we) {_ADVERB}(?:need|have|want|got)"
        r"(?: to do)? (?:\w+ )?is (?:to )?",
        "what i need to do is call the school",
    ),
    Frame("to do it", Kind.DUTY, rf"{_TO} (?=(?:{_VERB})\b)", "to call the school"),
    Frame(
        "make sure I",
        Kind.DUTY,
        rf"(?:make (?:sure|certain)|ensure|see to it)(?: that)? (?:i|we) {_ADVERB}"
        r"(?:remember to |(?:do not|don'?t) (?:forget|miss) (?:to )?(?:the )?)?",
        "make sure i call the school",
    ),
    Frame(
        "I keep forgetting to",
        Kind.DUTY,
        rf"{_I} {_ADVERB}(?:keep (?:on )?(?:forgetting|meaning)|forgot|always forget) to {_ADVERB}",
        "i keep forgetting to call the school",
    ),
    Frame(
        "I need",
        Kind.NEED,
        rf"(?:{_I}(?:{_BE}|'?ll)? {_ADVERB})?(?:will |gonna |going to )?"
        rf"(?:need(?:ing)?|could do with|could use|wouldn't mind|(?:it's |its )?time for) "
        rf"{_ADVERB}{_QUANTITY}",
        "i need more milk",
    ),
    Frame(
        "we are out of",
        Kind.NEED,
        rf"(?:{_I}(?:{_BE}|'?ve| have)? {_ADVERB})?(?:(?:nearly|almost|completely|running"
        r"|getting|just) )*(?:out of|(?:ran|run) out of|low on|short (?:of|on)|no more) ",
        "we're running low on milk",
    ),
    Frame(
        "I am signed up for",
        Kind.EVENT,
        rf"{_I}(?:'?ve|{_BE}| have) {_ADVERB}(?:(?:been|got|have) )*(?:signed up|registered"
        rf"|booked(?: in)?"
        r"|down|enrolled) (?:for|on|in) (?:(?:an?|my|our|the) )?",
        "i'm signed up for a race on friday",
    ),
    Frame(
        "I have",
        Kind.EVENT,
        rf"(?:{_I}(?:'?ve| have)(?: got)?|{_I} got|got) {_ADVERB}(?:(?:an?|my|our|the) )?",
        "i've got a meeting on friday",
    ),
    Frame(
        "it is",
        Kind.EVENT,
        r"it(?:'?s| is) (?:(?:my|our|the) )?(?=[\w' ]{2,30}\b(?:birthday|anniversary|wedding|party"
        r"|exam|test|appointment|concert|match|game|fair|trip|day)\b)",
        "it's Leo's birthday on the 20th",
    ),
    Frame(
        "there is",
        Kind.EVENT,
        r"there(?:'?s| is) (?:also )?(?:(?:an?|the|my|our) )?",
        "there's a meeting on friday",
    ),
    Frame(
        "I am doing it",
        Kind.PLAN,
        rf"{_I}{_BE} {_ADVERB}(?=(?:(?!going to|trying|hoping|planning|thinking)[a-z]+ing"
        r"|on call|on duty|out|away)\b)",
        "i'm meeting jo at 7",
    ),
    Frame(
        "I do it then",
        Kind.PLAN,
        rf"(?:i|we) {_ADVERB}(?=(?:{_VERB}|travel|move)\b)",
        "on tuesday i meet my landlord",
    ),
    Frame(
        "it happens",
        Kind.HAPPENING,
        rf"(?:(?:my|our|the) )?(?={_THING}(?:{_HAPPENS}))",
        "the plumber is coming on monday",
    ),
    Frame(
        "it is then",
        Kind.HAPPENING,
        rf"(?:(?:my|our|the|your) )?(?={_THING}(?:{_ON}))",
        "my driving test is on friday",
    ),
    Frame(
        "I would like to",
        Kind.WISH,
        rf"{_THINK}(?:{_I}(?:'?d| would)|would) {_ADVERB}(?:like|love) to {_ADVERB}",
        "i'd really like to read dune",
    ),
    Frame(
        "it would be good to",
        Kind.WISH,
        r"(?:(?:it|that)(?:'?d| would| might)|might|would) (?:also )?be (?:an? )?(?:really |very )?"
        r"(?:good|nice|great|wise|best|better|helpful|sensible)(?: idea)? "
        rf"(?:for (?:me|us) )?to {_ADVERB}",
        "it would be good to call the school",
    ),
    Frame(
        "I plan to",
        Kind.WISH,
        rf"(?:{_I}(?:{_BE}|'?ve)? {_ADVERB})?(?:been )?(?:want|wish|hope|plan|intend|aim|planning"
        rf"|hoping|intending|aiming|going|trying|wanting|meaning) (?:on (?=\w+ing)|to ){_ADVERB}",
        "planning to read dune",
    ),
    Frame(
        "I'm gonna", Kind.WISH, rf"(?:{_I}{_BE}? {_ADVERB})?(?:gonna|wanna) {_ADVERB}",
        "i'm gonna read dune",
    ),
    Frame("I will", Kind.WISH, rf"(?:i|we)(?:'ll| will) {_ADVERB}", "i'll read dune"),
    Frame(
        "it needs doing",
        Kind.STATE,
        rf"(?={_THING}(?:still |really |urgently )?"
        r"(?:(?:needs?|could do with) (?:a good )?(?:[\w-]+ing|to (?:be|go|come|get) \w+|an? \w+)"
        r"|wants? (?:a good )?[\w-]+ing)\b)",
        "the car needs washing",
    ),
    Frame(
        "put it on a day",
        Kind.ENTRY,
        r"(?:put|stick|pop|slot|pencil|bung|chuck|whack)(?: (?:me|us))? (?!(?:it|that|this|them)\b)"
        r"(?:(?:an?|the) )?",
        "stick a haircut on friday",
    ),
    Frame(
        "it is due",
        Kind.STATE,
        rf"(?={_THING}(?:is|are) due (?!for\b)\w)",
        "my essay is due friday",
    ),
)  # fmt: skip
