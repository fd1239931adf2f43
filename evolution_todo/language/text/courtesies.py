"""What people say around a request and not in it: calls, courtesies, afterthoughts.

Each row reads its example away from “add jam”: a call and a courtesy stand before it, an
afterthought behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from evolution_todo.language.text.words import TASK_VERBS


@dataclass(frozen=True, slots=True)
class Courtesy:
    """One way of saying something around a request; `example` is one of it with “add jam”."""

    name: str
    pattern: str
    example: str


_VERB = "|".join(sorted(TASK_VERBS))
_OURS = (
    r"(?:add|put|remind|remove|delete|show|tell|what'?s?|how|is|are|do|did|does|can|could|would"
    r"|will|please|pls|i|i'm|i've|set|make|create|check|mark|clear|read|list|give|let|start|open"
    r"|update|get|have|which|when|any|you|we|complete|cancel|send|make|go|take|erase)"
)

# “no yoga this tuesday”, but not “no make it tuesday”
_NONE_THAT_DAY = (
    r" (?!(?:i|it|it's|its|that|that's|this|the|my|we|they|he|she|not|on|at|for|in|to|by|until"
    rf"|{_VERB})\b)[\w' ]{{1,40}}?"
    r" (?:today|tonight|tomorrow|(?:this|next|on) (?:\w+day|week|weekend|morning|evening)"
    r"|on (?:the )?\d{1,2}(?:st|nd|rd|th)?(?: (?:of )?\w{3,9})?"
    r"|on \w{3,9} (?:the )?\d{1,2}(?:st|nd|rd|th)?"
    r"|on christmas(?: eve| day)?)(?=(?: (?:either|too|though|then|after all))*(?:\W*$|,))"
)

CALLS = (
    Courtesy(
        "a greeting",
        r"(?:hey|hi|hello|hiya|hullo|heya|yo|howdy|g'?day)(?: there| all| again)?",
        "hi there, add jam",
    ),
    Courtesy(
        "the time of day",
        r"good (?:morning|afternoon|evening)|(?:morning|afternoon|evening)(?=[,!])",
        "good morning, add jam",
    ),
    Courtesy(
        "an assistant by name",
        rf"(?:olly|siri|alexa|google|assistant|ai)(?=[,.!:]|\s+(?:{_OURS})\b)",
        "olly add jam",
    ),
    Courtesy(
        "whom one calls",
        r"(?:mate|pal|buddy|hun|love|dear|dude|man|guys|folks|bot|robot|computer)(?=,)"
        r"|(?:dear )?(?:sir|madam|ma'am|miss|boss)(?=,| (?:please|pls|kindly|can|could|would)\b)",
        "mate, add jam",
    ),
    Courtesy(
        "news to come",
        r"(?:(?:very )?(?:good|great|bad|sad|some|more) news|update|guess what"
        r"|(?:just )?(?:so you know|to let you know|letting you know))(?=[,:!-]| [ivw])"
        r"|(?:i(?:'m| am) )?(?:happy|glad|pleased) to (?:say|report|announce)(?: that)?(?= [ivw])"
        r"|you(?:'ll| will) be (?:happy|glad|pleased) to (?:hear|know)(?: that)?(?= [ivw])",
        "good news: add jam",
    ),
    Courtesy(
        "a filler",
        r"&|ok|okay|so|well|oh|ah|um+|uh+|er+|hm+|btw|anyway|now|then|and|also|but|plus|please|pls"
        r"|plz|kindly|just|quickly|actually|maybe|alright|right|righto|k|kk|abeg|oya|sorry|ooh|ugh"
        r"|omg|bruh|bro|fam|jeez|gosh|argh|och|ach|aye|eh|fyi|oops|whoops|wait|next(?=,)|finally"
        r"|completely|basically|essentially|honestly|yes|yeah|sure|great|thanks|thank you|perfect"
        r"|cool|(?:good|nice)(?=[,.!])"
        r"|at least(?= (?:add|mark|set|make|move|put|tag|flag|give|change|push|remind)\b)"
        r"|nah|like(?=,| (?:i|we|on|at|next|today|tomorrow)\b)",
        "um, add jam",
    ),
    Courtesy(
        "a wait",
        r"(?:hang|hold) on(?: (?:a|one) (?:sec(?:ond)?|min(?:ute)?|moment|tick))?(?=\s*[,.!–-])",
        "hang on a sec, add jam",
    ),
    Courtesy(
        "a no",
        r"no(?! (?:longer|need|more|reminder|deadline|due date|priority)\b"
        r"| [\w' ]{1,40}? (?:needed|required)\b"
        rf"|{_NONE_THAT_DAY})",
        "no, add jam",
    ),
    Courtesy(
        "one thing more",
        r"(?:a )?quick one(?=[ ,:])|(?:one more|another|last|one other) thing(?=,)"
        rf"|(?:first(?:ly)?(?: of all)?|lastly)(?=,? (?:{_VERB})\b)",
        "one more thing, add jam",
    ),
    Courtesy(
        "by the way",
        r"(?:before i forget|while i (?:think of|remember) it|(?:oh )?i (?:nearly |almost )?forgot"
        r"|listen|you know what)(?=[,:])|let(?:'s| me) (?:see|think)(?=[,:.])",
        "before i forget, add jam",
    ),
    Courtesy(
        "if it is no trouble",
        r"if (?:it|that)(?:'s| is| isn't| is not)(?: \w+){0,3}? (?:trouble|bother|possible|ok"
        r"|okay)(?=,)",
        "if it's not too much trouble, add jam",
    ),
    Courtesy("a favour", r"(?:can you )?do me a favou?r(?=[,:])", "do me a favour: add jam"),
    Courtesy("do", r"do(?= (?:add|remove|delete|show|remind|mark))", "do add jam"),
    Courtesy(
        "an apology",
        r"i'm (?:so |terribly |very |really )?sorry|i (?:do )?apologi[sz]e"
        r"|i (?:do )?beg your pardon|excuse me|(?:that's a |there's a )?typo(?=[,:!.])",
        "excuse me, add jam",
    ),
    Courtesy(
        "never mind",
        r"(?:nvm|never ?mind)(?=,? (?:add|delete|remove|mark|move|change|make|set|show|complete"
        r"|cancel|put|push|remind|undo|redo|i|we|it|actually|just)\b)",
        "never mind, add jam",
    ),
)  # fmt: skip

POLITE = (
    Courtesy(
        "one hopes",
        r"(?:i(?:'d| would| should|'ll)? (?:be )?(?:[\w']+ ){0,3}?(?:grateful|obliged|glad|happy"
        r"|thankful|delighted|pleased|appreciate(?: it)?|wonder(?:ing|ed)?|hop(?:e|ing))"
        r"|(?:it would|it'd|that would|would it) be(?: [\w']+){1,3}?|is there any (?:way|chance)"
        r"|(?:do you )?think|any chance)(?: that)? (?:if |whether )?"
        r"you (?:could|would|might|can|will|may)(?: (?:please|kindly|possibly|perhaps|just))*",
        "i should be most grateful if you could add jam",
    ),
    Courtesy(
        "one may ask",
        r"(?:may|might|can|could) i (?:ask|trouble|bother) you (?:to|for)|(?:can|could) i get you"
        r" to",
        "might i trouble you to add jam",
    ),
    Courtesy(
        "let us",
        r"let's(?: just)?|lets|let us|can we|could we",
        "let's just add jam",
    ),
    Courtesy(
        "go ahead",
        r"hurry up and|go ahead and|do me a favou?r and|(?:would you )?be an? \w+ and|feel free to",
        "go ahead and add jam",
    ),
    Courtesy(
        "would you be able to",
        r"would you be (?:willing|able|so (?:kind|good) as) to|are you able to|would you mind"
        r"|would it be possible to|is it possible(?: for you)? to",
        "would you be so kind as to add jam",
    ),
    Courtesy(
        "could you",
        r"(?:can|could|would|will) (?:you|u|ya|ye|someone|somebody|anyone)"
        r"(?: (?:please|kindly|just|also|possibly|perhaps|maybe|quickly|go ahead and|mind))*",
        "could you please add jam",
    ),
    Courtesy(
        "you should",
        r"you (?:can|could|should|may|must|better|gotta|need to|have to)"
        r"|i (?:want|need|need for|would like|'d like|'d love|would love) you to"
        r"|i'm going to need you to",
        "i need you to add jam",
    ),
    Courtesy(
        "I would like to",
        r"i'd (?:like|love) (?:you )?to(?! have \w+(?:ed|en|t|ne)\b)"
        r"|i (?:want|would like|wish|wanna) to|i wanna"
        r"|(?:i want|i'd like|want)(?= (?:add|put|create|make|set)\b)|to(?= add\b)",
        "i would like to add jam",
    ),
    Courtesy(
        "I need to, before what is ours to do",
        r"i (?:need to|should|must|ought to|have to|better|'d better|gotta|might)"
        r"(?= (?:add|put|include|remove|delete|set|create|make|mark|check off"
        r"|cross|take .* off|see|hear|know|be reminded|get reminded|update|change|rename|reschedule"
        r"|undo))",
        "i need to add jam",
    ),
    Courtesy(
        "may I",
        r"(?:can|could|may) i(?: please)?(?= (?:add|put|set|get|have|see|hear|check|make|create"
        r"|delete|remove|change))",
        "may i add jam",
    ),
    Courtesy(
        "be sure to",
        r"(?:please )?be sure to|make sure (?:to|you|that you)|remember to(?= (?:remind|add|set))"
        r"|help me(?= \w)|don'?t forget to(?= (?:add|set|remind|put|make))",
        "be sure to add jam",
    ),
    Courtesy("if you can", r"if you (?:can|could)(?: please)?", "if you can, add jam"),
)  # fmt: skip

AFTERTHOUGHTS = (
    Courtesy("please", r"now please|please|pls|plz", "add jam please"),
    Courtesy(
        "thanks",
        r"(?:many )?thanks?(?: (?:you|u))?(?: (?:(?:ever )?so much|very much|a lot|a bunch"
        r"|a million|in advance|again|kindly))?|thx|tnx|thnx|thanx|thankyou|tysm"
        r"|ta(?: very much| muchly)?|cheers|much appreciated",
        "add jam, thanks a lot",
    ),
    # “buy a present for my mate”, “call Olly” and “cancel the trial period” end in a thing's name
    Courtesy(
        "a name or an end, set off",
        r"(?:(?<=[,.!] )|(?<=please )|(?<=thanks )|(?<=cheers )|(?<=ta ))(?:ty|love|hen|hun|hon|pal"
        r"|bud|buddy|bro|dude|man|dear|darling|mate|olly|siri|alexa|google|period|full stop)",
        "add jam, mate",
    ),
    Courtesy("a laugh", r"lol|haha|lmao|xx+", "add jam lol"),
    Courtesy("yeah", r"yeah|innit|y'know|you know", "add jam yeah"),
    Courtesy("a smile", r"[:=]['-]?[()dp]+|<3", "add jam :)"),
    Courtesy(
        "joy or relief",
        r"phew|thank (?:god|goodness|heavens)|yay+|hoo?ray|hurrah|woo+(?:p|t|hoo+)*|wahey|whoop"
        r"|go me",
        "add jam, phew",
    ),
    Courtesy("by the way", r"btw|by the way|i guess|i think", "add jam by the way"),
    Courtesy(
        "if it is all right",
        r"if (?:(?:that|it)(?:'s| is| isn't| would be|'d be)? )?(?:not )?(?:ok|okay|alright"
        r"|all right|possible|too much trouble|no trouble)"
        r"|(?<!is )(?<!'s )(?<!are )(?<!'re )(?<!be )(?:ok|okay)",
        "add jam if that's ok",
    ),
    Courtesy(
        "if you please",
        r"if you(?:'d| would|'ll)(?: be)? (?:so |very )?(?:good|kind|sweet|mind|please)"
        r"|if you (?:can|could|would|don't mind|please)"
        r"|when(?:ever)? you (?:can|get a (?:chance|minute|min|sec|moment))"
        r"|will you|would you|can you",
        "add jam when you get a chance",
    ),
    Courtesy(
        "or I forget",
        r"(?:can't|mustn't|must not|don't want to) miss (?:it|this|that)"
        r"|(?:(?:(?<=[,.!;] )|(?<=[–-] ))(?:i|we)|(?:or(?: else)?|else|otherwise|before"
        r"|so(?: that)?"
        r"|in case|coz|cos) (?:i|we))(?:'ll| will|'d| would|'m going to| might| can'?t| cannot"
        r"| mustn'?t| must not| don'?t| won'?t| do| just| always| never| only| tend to| keep| stop"
        r"| (?:really )?(?:don't )?want to| will not| not)* (?:forget|forgetting|miss|remember)"
        r"(?: (?:about )?(?:it|that|this|again|otherwise|everything|things|stuff))*",
        "add jam, otherwise i forget",
    ),
    Courtesy(
        "that is all",
        r"(?:and )?(?:that'?s|that is|that will be|that'll be) (?:it|all|everything)(?: for now)?"
        r"|for (?:god|heaven|pete|goodness)'?s? ?'?s? sake|(?:you )?got (?:it|that)|would you",
        "add jam, that's all",
    ),
    Courtesy("for me", r"for me", "add jam for me"),
    Courtesy(
        "that would be good",
        r"(?:that|it)(?:'d| would| will) be (?:(?:really|so|very|just) )?(?:great|lovely|nice|good"
        r"|brill(?:iant)?|awesome|perfect|fab(?:ulous)?|amazing|helpful|(?:a )?(?:big |great )?help"
        r"|(?:much )?appreciated)",
        "add jam that'd be great",
    ),
    Courtesy("at once", r"right away|immediately|asap", "add jam right away"),
    Courtesy(
        "no date",
        r"(?:(?<=[,.;] )(?:with )?no (?:(?:due|particular|fixed|set) )?(?:date|deadline|day|time)"
        r"(?: (?:yet|needed|set|for (?:it|that|now)))?|whenever|some ?(?:time|day)|at some point)",
        "add jam, no date yet",
    ),
    Courtesy("too", r"too|as well|instead|(?<!and )then", "add jam as well"),
    Courtesy(
        "this once",
        r"(?:but )?(?:just|only) (?:for )?this (?:once|time)|(?:for )?this (?:once|time only)",
        "add jam just this once",
    ),
)  # fmt: skip


@cache
def leading() -> re.Pattern[str]:
    """What a call or a courtesy before a request is read by, with the mark behind it."""
    called, polite = _any_of(CALLS), _any_of(POLITE)
    return re.compile(rf"(?:(?:{called}(?=[\s,.!:])|{polite}(?=[\s,]))(?:\s+[–-]+\s+|[\s,.!:]+))")


@cache
def trailing() -> re.Pattern[str]:
    """What an afterthought is read by, with what stands before it."""
    return re.compile(rf"[\s,.!]+{_any_of(AFTERTHOUGHTS)}$")


def _any_of(courtesies: tuple[Courtesy, ...]) -> str:
    return f"(?:{'|'.join(each.pattern for each in courtesies)})"
