"""What talk that asks for no task is about: a feeling, an apology, a question of how.

Tables of small named patterns, each with a sentence it reads; the planner has an answer to each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from evolution_todo.language.text.clauses import bare_clause, masked


class Topic(StrEnum):
    """What a question of how, or of what is possible, is about."""

    UNDO = "undo"
    SUBTASKS = "subtasks"
    REPEATING = "repeating"
    REMINDERS = "reminders"
    MAIL = "mail"
    TAGS = "tags"
    PRIORITIES = "priorities"
    DATES = "dates"
    DELETING = "deleting"
    COMPLETING = "completing"
    RENAMING = "renaming"
    LISTING = "listing"
    SHARING = "sharing"
    MOVING_DATA = "moving data"
    ADDING = "adding"


class Talk(StrEnum):
    """The kinds of talk that have an answer of their own."""

    SORRY = "sorry"
    LAST_DEED = "last deed"
    WHY_DONE = "why done"
    WHO_I_AM = "who i am"
    WHO_YOU_ARE = "who you are"
    CLOCK = "clock"
    LOW = "low"
    HAPPY = "happy"
    PRAISE = "praise"
    SCOLDING = "scolding"
    LAUGHTER = "laughter"
    WAITING = "waiting"
    PRIVACY = "privacy"
    LANGUAGES = "languages"
    FAVOUR = "favour"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of talk or topic; `example` is a sentence that it, and no line before it, reads."""

    kind: Talk | Topic
    pattern: str
    example: str


_VERY = (
    r"(?:(?:so|very|really|a bit|bit|just|absolutely|totally|pretty|quite|all|feeling|bloody) )*"
)
_I_FEEL = rf"(?:(?:i'?m|i am|i feel|i'?ve been|feeling|been|we'?re) {_VERY}|(?:so|just) {_VERY})"

_DONE_TO = (
    r"(?:delet(?:e|ed|ing)|remov(?:e|ed|ing)|mov(?:e|ed|ing)|chang(?:e|ed|ing)|renam(?:e|ed|ing)"
    r"|complet(?:e|ed|ing)|tick(?:ed)?|mark(?:ed)?|add(?:ed|ing)?|creat(?:e|ed)|tag(?:ged)?"
    r"|cancel(?:led|ed)?|put|set|skip(?:ped)?|make|made|gone)"
)
"""What is done to a task, in the forms in which one asks why."""

TALKS = (
    Line(
        Talk.SORRY,
        r"(?:i'?m |oh |so |very |i (?:do )?)*(?:sorry|apologi[sz]e|apologies|pardon(?: me)?"
        r"|excuse me|my (?:bad|mistake|fault)|forgive me|oops|whoops)\b.{0,60}",
        "sorry about that",
    ),
    Line(
        Talk.LAST_DEED,
        r"what (?:did|have) (?:i|we) just (?:do|done|changed?|say|said|deleted?)"
        r"|what (?:did|have) you (?:just )?(?:do|done|changed?|deleted?)"
        r"|what (?:just )?happened(?: there| just now)?"
        r"|what was (?:that|the last (?:thing|change))(?: i did| you did)?"
        r"|(?:repeat|say|read) that(?: back)?(?: to me)?(?: again)?",
        "what did i just do",
    ),
    Line(
        Talk.WHY_DONE,
        r"(?:(?:but|and|so|hey|wait) )*(?:why|how come|what made you|what for)"
        r" (?:(?:did|have|had|would|do|were|are) )?(?:you )(?:just |also |then |even )*"
        rf"(?P<verb>{_DONE_TO}|do|done)\b(?P<thing>.{{0,80}})"
        r"|(?:(?:but|and|so|hey|wait) )*(?:why|how come) (?:(?:is|was|were|did|has|have|are) )?"
        r"(?P<thing2>(?!you\b|i\b|we\b).{1,60}?) (?:(?:been|get|got|now|just|being) )*"
        rf"(?P<verb2>{_DONE_TO})\b(?: off| up| back| to .{{1,30}})?",
        "why did you delete the school one",
    ),
    Line(
        Talk.WHO_I_AM,
        r"who am i|what(?:'s| is) my name|do you (?:even )?(?:know|remember) (?:me|my name"
        r"|who i am)"
        r"|what do you know about me",
        "who am i",
    ),
    Line(
        Talk.WHO_YOU_ARE,
        r"(?:who|what) (?:are|made|built|created) you|are you (?:an? )?(?:\w+ )?(?:bot|robot|human"
        r"|real|person|ai|llm|chatgpt|gpt|machine|there|alive|awake|listening)\b.{0,30}"
        r"|what(?:'s| is) your name|am i talking to .{1,40}",
        "are you a human being",
    ),
    Line(
        Talk.CLOCK,
        r"(?:do you (?:know|have) )?(?:what )?(?:time is it|what(?:'s| is) the time|the time)"
        r"(?: now| please| there)?"
        r"|what(?:'s| is) (?:the date|today'?s date|the day)(?: today)?|what (?:day|date)"
        r"(?: of the week)? is (?:it|today)(?: today)?",
        "what time is it",
    ),
    Line(
        Talk.LOW,
        rf"(?:oh |ugh |god |well |today )*{_I_FEEL}(?:tired|stress(?:ed|y)?(?: out)?|sad|ill|sick"
        r"|overwhelmed|exhausted|anxious|worried|bored|lonely|down|depressed|awful|terrible|swamped"
        r"|knackered|shattered|drained|fed up|drowning|burnt out|burned out|upset|cross|angry|busy"
        r"|behind|unwell|poorly|hung ?over|nervous|lost|hungry|cold|late)\b.{0,80}"
        r"|(?:i(?:'ve)? )?(?:had|have|having|it'?s been|what) an? (?:\w+ )?(?:terrible|awful|bad"
        r"|long"
        r"|rough|hard|horrible|stressful|crap|tough|hell of a)\b.{0,60}"
        r"|(?:everything|it|this) is too much.{0,30}|i (?:can'?t|cannot) (?:cope|keep up).{0,40}"
        r"|i hate .{1,60}|ugh+",
        "i'm so stressed",
    ),
    Line(
        Talk.HAPPY,
        rf"(?:oh |well )*{_I_FEEL}(?:happy|great|good|excited|proud|fine|wonderful|fantastic|glad"
        r"|pleased|relieved|well|ok|okay|alright)\b.{0,60}|(?:good|great) (?:news|day"
        r"|stuff)\b.{0,60}"
        r"|i (?:passed|won|did it|made it)\b.{0,40}|(?:yay|woo ?hoo|hooray|hurray|wow|yes{2,})\W*"
        r"|it'?s (?:my birthday|a (?:lovely|beautiful|great|nice) day)\b.{0,40}",
        "i'm so happy today",
    ),
    Line(
        Talk.PRAISE,
        r"(?:i (?:really )?(?:love|like|adore) (?:you|this|it)\b.{0,40}|you(?:'re| are|r|'ve been"
        r"| were) (?:so |very |really |a |an |such a |the |my )*(?:great|good|helpful|amazing"
        r"|awesome"
        r"|brilliant|best|star|genius|legend|lifesaver|kind|nice|sweet|wonderful|clever|smart|fast"
        r"|quick|funny)\b.{0,40}|that(?:'s| is| was) (?:really |so |very )?(?:great|helpful|perfect"
        r"|brilliant|useful|nice|lovely|kind|all|everything)\b.{0,30})",
        "i love you",
    ),
    Line(
        Talk.SCOLDING,
        r"(?:you(?:'re| are|r) (?:so |very |really |a |an |just |being )*(?:useless|stupid|dumb"
        r"|rubbish"
        r"|wrong|annoying|slow|bad|terrible|hopeless|idiot|thick|broken|no help|not \w+)\b.{0,40}"
        r"|(?:this|that|it)(?:'s| is) (?:so |really )?(?:useless|rubbish|stupid|terrible"
        r"|annoying|crap"
        r"|not (?:what|right|helpful)|wrong|no good)\b.{0,60}|not what i (?:asked|meant|wanted"
        r"|said)\b"
        r".{0,40}|you (?:got|did|understood) (?:it|that|me) wrong|that(?:'s| is) not it"
        r"|(?:i )?(?:don'?t|do not) (?:like|trust) (?:you|this)|shut up|go away|wtf|ffs)",
        "you're useless",
    ),
    Line(
        Talk.LAUGHTER,
        r"(?:l+o+l+|(?:ha){2,}h?|he he|hehe|lmao|rofl|😂+|🤣+|🙂|😊|😀|👍+|❤️|xx+|x)(?: .{0,20})?",
        "lol",
    ),
    Line(
        Talk.WAITING,
        r"(?:h+m+|um+|uh+|er+m*|let me (?:think|see|check)|hold on|hang on|wait|one (?:sec|second"
        r"|moment|minute)|just a (?:sec|second|moment|minute)|give me a (?:sec|second|moment"
        r"|minute)"
        r"|thinking|brb|not sure|i don'?t know|dunno|idk)(?:[,. ]+(?:a (?:sec|moment|minute)|please"
        r"|then|yet))*",
        "hmm",
    ),
    Line(
        Talk.PRIVACY,
        r".{0,40}\b(?:my (?:data|tasks|list|information|info)|this|it)\b.{0,20}\b(?:safe|secure"
        r"|private"
        r"|stored|kept|saved|encrypted|backed up)\b.{0,30}|who (?:can|else can) (?:see"
        r"|read) .{1,40}"
        r"|do you (?:sell|share|keep|store) my .{1,40}",
        "where are my tasks stored",
    ),
    Line(
        Talk.LANGUAGES,
        r"(?:(?:can|do|could) (?:you|i) )(?:also )?(?:speak|talk|understand|write|use)(?: in"
        r"| to you in)?"
        r" (?:spanish|french|german|italian|urdu|hindi|chinese|arabic|portuguese|polish|dutch"
        r"|turkish"
        r"|another language|other languages|any other language)s?\b.{0,30}",
        "can you speak spanish",
    ),
    Line(
        Talk.FAVOUR,
        r"(?:(?:can|could|will|would) you (?:please |just |also )?|please )(?P<favour>(?:e-?mail"
        r"|call"
        r"|text|phone|ring|message|buy|order|book|pay|post|send|write|cancel|renew|fetch|cook|clean"
        r"|drive|pick up|print|contact|reply to|invite|reserve|whatsapp) (?!me\b|it\b"
        r"|that\b).{2,80}?)"
        r"(?: for me)?(?: please)?",
        "can you email my landlord for me",
    ),
    Line(
        Talk.QUESTION,
        r"(?:what|who|whose|where|when|why|how|which|will|is|are|was|were|does|did|can|could|should"
        r"|would|has|have|do)(?:'s|'re|'ll)?\b.{3,200}",
        "will it rain tomorrow",
    ),
)

_ASKED = (
    r"(?:(?:tell|show) me )?(?:how (?:do|can|would|should|could|to|does|about)\b|what can (?:you"
    r"|i) do"
    r" (?:with|about)|is (?:it possible|there (?:a|any|some) way) to|(?:can|could|do|does|will"
    r"|would)"
    r" (?:you|u|i|we|it|this|the app)\b|are (?:you able to|there (?:any )?)|what about|do you)"
)

TOPICS = (
    Line(
        Topic.UNDO,
        r"\b(?:undo(?:ing)?|take (?:it|things|something|that) back|revert)\b",
        "how do i undo",
    ),
    Line(
        Topic.SUBTASKS, r"\b(?:sub-?tasks?|sub-?lists?|steps|checklists?)\b", "can i have subtasks"
    ),
    Line(
        Topic.REPEATING,
        r"\b(?:repeat(?:s|ing|ed)?|recur(?:ring|s|rence)?|every (?:day|week|month)|series"
        r"|habits?)\b",
        "how do i repeat a task",
    ),
    Line(
        Topic.MAIL,
        r"\b(?:e-?mails?|sms|texts?|push|notifications?|slack|telegram|whatsapp)\b",
        "can you remind me by email",
    ),
    Line(
        Topic.REMINDERS,
        r"\b(?:remind(?:ers?|ed|ing)?|alarms?|alerts?|snooz(?:e|ing))\b",
        "can you set reminders",
    ),
    Line(
        Topic.TAGS,
        r"\b(?:tags?|tagging|labels?|categor(?:y|ies)|projects?|folders?|groups?)\b",
        "how do tags work",
    ),
    Line(
        Topic.PRIORITIES,
        r"\b(?:priorit(?:y|ies|i[sz]e)|important|urgent)\b",
        "do you support priorities",
    ),
    Line(
        Topic.SHARING,
        r"\b(?:shar(?:e|ed|ing)|collaborat\w+|other people|someone else|team|family"
        r"|partner|wife|husband)\b",
        "can i share my list",
    ),
    Line(
        Topic.MOVING_DATA,
        r"\b(?:export(?:ing)?|import(?:ing)?|back ?up|calendars?|csv|ical)\b",
        "how do i export my tasks",
    ),
    Line(
        Topic.DATES,
        r"\b(?:(?:due )?dates?|deadlines?|reschedul(?:e|ing)|move|moving|postpone|times?)\b",
        "how do i change the date of a task",
    ),
    Line(
        Topic.RENAMING,
        r"\b(?:renam(?:e|ing)|edit(?:ing)?|chang(?:e|ing)|titles?|correct)\b",
        "how do i rename a task",
    ),
    Line(
        Topic.DELETING,
        r"\b(?:delet(?:e|ing)|remov(?:e|ing)|get rid of|clear(?:ing)?)\b",
        "how do i delete a task",
    ),
    Line(
        Topic.COMPLETING,
        r"\b(?:complet(?:e|ing|ed)|tick(?:ing)?|check(?:ing)? off|finish(?:ed|ing)?|done"
        r"|mark(?:ing)?)\b",
        "how do i mark a task as done",
    ),
    Line(Topic.LISTING, r"\b(?:see|list|show|view|find|search|look)\b", "how do i see my tasks"),
    Line(
        Topic.ADDING, r"\b(?:add(?:ing)?|creat(?:e|ing)|make|new|tasks?)\b", "how do i add a task"
    ),
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read_talk(text: str) -> tuple[Talk, re.Match[str]] | None:
    """What a message that asks for no task says, with its words; None where it is none of these."""
    said = _plain(text)
    for line in TALKS:
        found = _compiled(line.pattern).fullmatch(said)
        if found and isinstance(line.kind, Talk):
            return line.kind, found
    return None


def read_topic(text: str) -> Topic | None:
    """What a question of how, or of what is possible, is about; None for any other message."""
    said = _whole(masked(text))
    asked = _compiled(_ASKED).match(said)
    if asked is None:
        return None
    about = said[asked.end() :]
    found = (line.kind for line in TOPICS if _compiled(line.pattern).search(about))
    return next((kind for kind in found if isinstance(kind, Topic)), None)


def _plain(text: str) -> str:
    """A message in lower case without the marks and courtesies around it."""
    low = masked(text)
    whole = _whole(low)
    return whole if _OF_ITSELF.match(whole) else _whole(bare_clause(low, 0).of(low)) or whole


def _whole(low: str) -> str:
    return " ".join(low.replace(",", " ").split()).strip(" .;:!?")


_OF_ITSELF = re.compile(
    r"(?:sorry|oh|oops|whoops|can|could|will|would|ugh|hm+|um+|er+|wait|excuse)\b"
)
