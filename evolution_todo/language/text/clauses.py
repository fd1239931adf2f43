"""A message cut into clauses: courtesies off, quotations masked, requests apart."""

from __future__ import annotations

import re
from functools import cache

from evolution_todo.language.text.spans import Span, quoted
from evolution_todo.language.text.words import TASK_VERBS

_CURLY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": " "})


def lowered(text: str) -> str:
    """The text in lower case with straight quotes, every character in its old place."""
    plain = text.translate(_CURLY)
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


BULLET = re.compile(r"^[^\S\n]*(?:\d{1,2}[.)]|[-*•])(?=[^\S\n]+\S)", re.MULTILINE)


def masked(text: str) -> str:
    """`lowered`, with the words inside quotation marks made unreadable to the grammar."""
    low = list(lowered(text))
    for span in quoted(text):
        for place in range(span.start + 1, span.end - 1):
            if low[place].isalnum():
                low[place] = "x"
            elif not low[place].isspace():
                low[place] = "-"
    for bullet in BULLET.finditer(text):
        low[bullet.start() : bullet.end()] = " " * len(bullet[0])
    return "".join(char if _is_read(char) else " " for char in low)


def _is_read(char: str) -> bool:
    """Whether a character means something to the grammar: controls do not."""
    return char == "\n" or (char.isprintable() and not char.isspace()) or char == " "


_FILLERS = (
    r"ok|okay|yo|olly|siri|alexa|google|assistant|ai|so|well|oh|ah|um+|uh+|er+|hm+|btw|anyway|now"
    r"|then|and|also|but|plus|please|pls|plz|kindly|just|quickly|actually|maybe|alright|right"
    r"|righto|k|kk|abeg|oya|sorry|hullo|heya|ooh|ugh|omg|bruh|bro|fam|jeez|gosh|argh|och|ach|aye|eh|fyi"
)
# “before i forget,”
_BY_THE_WAY = (
    r"(?:before i forget|while i (?:think of|remember) it|(?:oh )?i (?:nearly |almost )?forgot"
    r"|listen)"
)
_VOCATIVE = (
    rf"(?:(?:hey|hi|hello|hiya)(?: there| all| again)?|{_FILLERS}"
    r"|like(?=,| (?:i|we|on|at|next|today|tomorrow)\b)"
    r"|good (?:morning|afternoon|evening)|(?:morning|afternoon|evening)(?=[,!])"
    r"|(?:mate|pal|buddy|hun|love|dear|dude|man|guys|folks|bot|robot|computer)(?=,)"
    rf"|(?:a )?quick one(?=[ ,:])|(?:one more|another|last|one other) thing(?=,)"
    rf"|{_BY_THE_WAY}(?=[,:])"
    r"|if (?:it|that)(?:'s| is| isn't| is not)(?: \w+){0,3}? (?:trouble|bother|possible|ok"
    r"|okay)(?=,)"
    r"|oops|whoops|wait|next(?=,)|finally|do(?= (?:add|remove|delete|show|remind|mark))"
    r"|nah|i'm (?:so |terribly |very |really )?sorry|i (?:do )?apologi[sz]e"
    r"|i (?:do )?beg your pardon|excuse me"
    r"|(?:nvm|never ?mind)(?=,? (?:add|delete|remove|mark|move|change|make|set|show|complete"
    r"|cancel|put|push|remind|i|we|it|actually|just)\b)"
    rf"|(?:first(?:ly)?(?: of all)?|lastly)(?=,? (?:{'|'.join(sorted(TASK_VERBS))})\b)"
    r"|no(?! (?:longer|need|more|reminder)\b| [\w' ]{1,40}? (?:needed|required)\b)"
    r"|completely|yes|yeah|sure|great|thanks"
    r"|thank you|perfect|cool|(?:good|nice)(?=[,.!]))"
)
# “I should be most grateful if you could”, “it would be lovely if you would”
_HOPING = (
    r"(?:i(?:'d| would| should|'ll)? (?:be )?(?:[\w']+ ){0,3}?(?:grateful|obliged|glad|happy"
    r"|thankful"
    r"|delighted|pleased|appreciate(?: it)?|wonder(?:ing|ed)?|hop(?:e|ing))"
    r"|(?:it would|it'd|that would|would it) be(?: [\w']+){1,3}?|is there any (?:way|chance)"
    r"|(?:do you )?think|any chance)(?: that)? (?:if |whether )?"
    r"you (?:could|would|might|can|will|may)(?: (?:please|kindly|possibly|perhaps|just))*"
)
_POLITE = (
    rf"(?:{_HOPING}|(?:may|might|can|could) i (?:ask|trouble|bother) you (?:to|for)"
    r"|hurry up and|go ahead and|do me a favou?r and|let's(?: just)?|lets|let us"
    r"|would you be (?:willing|able|so kind as) to|(?:can|could"
    r"|would|will)"
    r" (?:you|u|ya|ye|someone|somebody|anyone)"
    r"(?: (?:please|kindly|just|also|possibly|perhaps|maybe|quickly|go ahead and|mind))*"
    r"|you (?:can|could|should|may|must|better|gotta|need to"
    r"|have to)"
    r"|(?:can|could) i get you to|(?:would you )?be an? \w+ and|would it be possible to"
    r"|would you mind"
    r"|is it possible(?: for you)? to"
    r"|are you able to|i (?:want|need|need for|would like|'d like|'d love|would love) you to|i'd "
    r"(?:like|love) (?:you )?to"
    r"|i (?:want|would like|wish|wanna) to|i wanna"
    r"|(?:i want|i'd like|want)(?= (?:add|put|create|make|set)\b)|to(?= add\b)"
    r"|i (?:need to|should|must|ought to|have to|better|'d better|gotta|might)"
    r"(?= (?:add|put|include|remove|delete|set|create|make|mark|check off"
    r"|cross|take .* off|see|hear|know|be reminded|get reminded|update|change|rename|reschedule"
    r"|undo))"
    r"|be sure to|make sure (?:to|you|that you)|remember to(?= (?:remind|add|set))|help me(?= \w)"
    r"|may i suggest we"
    r"|maybe we can|can we|could we|(?:can|could|may) i(?: please)?(?= (?:add|put|set|get|have|see"
    r"|hear|check|make|create|delete|remove|change))"
    r"|don'?t forget to(?= (?:add|set|remind|put|make))"
    r"|if you (?:can|could)(?: please)?"
    r"|i'm going to need you to|feel free to|please be sure to|there are ways to|are there ways to)"
)
_AFTERTHOUGHT = (
    r"(?:please|pls|plz|(?:many )?thanks?(?: (?:you|u))?(?: (?:(?:ever )?so much|very much|a lot"
    r"|a bunch|a million|in advance|again|kindly))?|thx|tnx|thnx|thanx|thankyou|tysm"
    r"|ta(?: very much| muchly)?"
    r"|cheers|much appreciated|mate|btw|by the way|lol|haha|lmao|xx+|i guess|i think"
    r"|(?:(?<=[,.!] )|(?<=please ))(?:ty|love|hen|hun|pal|buddy|bro|dude|man|dear|darling)"
    r"|period|full stop|if (?:(?:that|it)(?:'s| is| isn't| would be|'d be)? )?(?:not )?(?:ok|okay"
    r"|alright|all right|possible|too much trouble|no trouble)"
    r"|if you(?:'d| would|'ll)(?: be)? (?:so |very )?(?:good|kind|sweet|mind|please)"
    r"|when(?:ever)? you (?:can|get a (?:chance|minute|min|sec|moment))"
    r"|for me|olly|siri|alexa|ok|okay|will you|would you|can "
    r"you"
    r"|if you (?:can|could|would|don't mind|please)|right away|immediately|asap|now please|too|as "
    r"well|instead|just to be sure we got it all"
    r"|(?:but )?(?:just|only) (?:for )?this (?:once|time)|(?:for )?this (?:once|time only))"
)


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"(?:(?:{_VOCATIVE}(?=[\s,.!:])|{_POLITE}(?=[\s,]))(?:\s+[–-]+\s+|[\s,.!:]+))"),
        re.compile(rf"[\s,.!]+{_AFTERTHOUGHT}$"),
    )


# "!high" is a priority
_EDGE = re.compile(r"[\s,.;:?*•-]|!(?!\w)")
_ABBREVIATED = ("a.m.", "p.m.")


_LEADS_UP = re.compile(
    r"(?:i|i'm|im|we|we're|he|she|they|it|it's|there|my|our|the|since|as"
    r"|because)\b[^.;?!]{3,80}?,? "
    r"so,? (?=(?:(?:please|pls|can you|could you) )*(?:remind me|add|put|set (?:a|me)"
    r"|note)\b(?! (?:it|that|this|them|some|then)\b|.* (?:it|them|him|her)\b))"
)
"""Why something is asked for, said first: “I'm on nights next week so remind me to …”."""


def bare_clause(clause: str, start: int) -> Span:
    """Where the request itself stands in a clause that begins at `start`."""
    lead, tail = _edges()
    begin, end = 0, len(clause)
    while begin < end and _EDGE.match(clause, begin):
        begin += 1
    if why := _LEADS_UP.match(clause, begin):
        begin = why.end()
    while (found := lead.match(clause, begin)) and found.end() < end:
        begin = found.end()
    while True:
        while (
            end > begin
            and clause[end - 1] in " \t\n,.;:!?"
            and clause[max(begin, end - 4) : end] not in _ABBREVIATED
        ):
            end -= 1
        found = tail.search(clause[max(begin, end - 60) : end])
        if not found:
            return Span(start + begin, start + end)
        end -= found.end() - found.start()


# In “call the vet. due: friday. priority: high” the labels go on with the task.
_LABELLED = r"(?:due|when|date|priority|prio|tags?|reminder|deadline) ?[:=]"
_STOP = re.compile(
    rf"(?![.;\n]+\s*{_LABELLED})(?![.!?]+\s+(?:urgent|critical|important|high priority|asap)\W*$)"
    r"(?<![.!?])[.!?]+(?=\s)|[\n;]+"
)
_SHORT = re.compile(
    r"(?:\b(?<!')(?:mr|mrs|ms|dr|prof|rev|fr|sr|jr|vs|approx|[ap]\.m|[a-hj-z])\.\s"
    r"|\b\d{1,2}\.\d{1,2}\.\s|\b(?:no|nos|vol|pp?|ch|ext|apt|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.\s+\d"
    r"|\b(?:st|rd|ave|blvd|ltd|co|inc|etc|mon|tues?|wed|thurs?|fri|sat|sun)\.\s+(?:\d|at|on|by|for|in"
    r"|to|and|with|today|tonight|tomorrow|next|this|every|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b)"
)
"""A full stop that ends no sentence: of a title, a number, a shortened word that goes on."""
_STRONG = (
    r"(?:(?<=so )(?:i|we)(?:'ve| have)? (?:need|have|got|must|should|better)\b"
    r"|add (?!up\b)|remind me (?:to|about|of|that)\b|don't let me forget|undo\b|show (?:me|my|all"
    r"|the)|list (?:my|all|the)"
    r"|tell me what|read (?:me|my)|what(?:'s| is| do| are| have)|how many"
    r"|(?:mark|set|flag|make) .{1,80}?\b(?:done|complete|completed|finished|high|low|urgent"
    r"|critical)\b"
    r"|(?:complete|finish|close|check|tick|mark|delete|remove|erase|drop|move|reschedule|postpone"
    r"|snooze|rename|change|reopen|tag|push) "
    r"(?:off )?(?:the )?(?:tasks?|#|number|todo|item|reminder)s? ?#?\d"
    r"|(?:bin|scrap|ditch|drop|delete|remove|cancel|kill|move|push|shift|bump|make|tag"
    r"|change|put|reschedule|postpone|bring) (?:it|that|them|this)\b"
    r"|(?:put|include|write) .{1,60}? (?:on|to|onto|in) .{0,40}\b(?:list|it|there)\b"
    r"|(?:take|cross|check|tick|remove|delete|scratch|erase) .{1,60}?\b(?:off|from) .{0,40}\b"
    r"(?:list|it|there)\b)"
)
_WEAK = (
    r"(?:add|put|complete|finish|close|mark|check off|tick off|cross|check|delete|remove|erase|take"
    r"|clear"
    r"|drop|get rid of|move|reschedule|postpone|push|rename|change|update|set|make|tag|untag|snooze"
    r"|cancel|skip"
    r"|reopen|show|list|find|read|create|help|tell me|what|which|how many)\b"
)
_ADDISH = re.compile(
    r"(?:add|(?:put|create|make|set)(?! (?:it|that|this|them|these|those|both|tasks?|#|number|the"
    r"|everything|all)\b)|new|remind|remember|don'?t|dont|i need|i have|i must|todo|to-do|task"
    r"|jot"
    r"|note|at|on|in|tomorrow|today|schedule)\b"
)
_TITLED = re.compile(
    r"remind|remember|.{0,30}\b(?:task|todo|to do|item|reminder) to\b|i (?:need|have) to|don'?t"
    r"|todo:|task:"
)


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    joint = (
        r"(?:(?:\s*,\s*|\s+[–—-]{1,2}\s+)(?:(?:and|then|and then|and also|also|but|plus|so|and so)"
        r"\s+)?|\s+(?:and then"
        r"|and also|and so|and|then|but|also|plus|so)\s+)"
        r"(?:(?:please|also|then|can you|could you|you (?:can|could|may)|just)\s+)*"
    )
    removal = r"(?:delete|remove|erase)\b"
    return (
        re.compile(rf"{joint}(?={_STRONG})"),
        re.compile(rf"{joint}(?={_STRONG}|{removal})"),
        re.compile(rf"{joint}(?={_STRONG}|{_WEAK})"),
    )


def sentences(text: str) -> list[Span]:
    """The sentences of a masked text; an abbreviation or a decimal ends none."""
    shortened = [short.span() for short in _SHORT.finditer(text)]
    spans, position = [], 0
    for stop in _STOP.finditer(text):
        if any(start < stop.start() < end for start, end in shortened):
            continue
        spans.append(Span(position, stop.end()))
        position = stop.end()
    spans.append(Span(position, len(text)))
    return [span for span in spans if text[span.start : span.end].strip(" .,;!?\n")]


def clauses(text: str, sentence: Span) -> list[Span]:
    """A sentence cut where another request of ours begins.

    What follows "and" in a task's own words ("remind me to find the key and open the
    shed") stays with it unless it can only be a request.
    """
    spans, position = [], sentence.start
    while position < sentence.end:
        core = bare_clause(text[position : sentence.end], position)
        joint = _joint(text, core)
        end = joint.start() if joint else sentence.end
        spans.append(Span(position, end))
        if not joint:
            break
        position = joint.end()
    return spans


def _joint(text: str, core: Span) -> re.Match[str] | None:
    firm, removing, loose = _joints()
    if _is_list_of_deeds(core.of(text)):
        return firm.search(text, core.start, core.end)
    head = text[core.start : core.start + 80]
    if _RETITLED.match(head):
        return _behind_quotation(loose, text, core) or firm.search(text, core.start, core.end)
    if _TITLED.match(head):
        return firm.search(text, core.start, core.end)
    pattern = removing if _ADDISH.match(head) else loose
    return pattern.search(text, core.start, core.end)


def _is_list_of_deeds(said: str) -> bool:
    """“Wax the skis, find the goggles, buy a pass”: “find” is a deed as the others are."""
    parts = [part.split() for part in _COMMA.split(said, maxsplit=_MOST_DEEDS)]
    deeds = [words[0] in TASK_VERBS and len(words) > 1 for words in parts if words]
    return len(deeds) >= _FEWEST_DEEDS and all(deeds) and not _strong().match(said)


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(_STRONG)


_COMMA = re.compile(r",(?: and\b)?")
_FEWEST_DEEDS, _MOST_DEEDS = 3, 12
_RETITLED = re.compile(r"(?:rename|retitle|change|set|update)\b.* (?:to|as|into) [\"']")


def _behind_quotation(joint: re.Pattern[str], text: str, core: Span) -> re.Match[str] | None:
    """A joint right behind a closing quotation mark: the new title ends there."""
    found = joint.finditer(text, core.start, core.end)
    return next((each for each in found if text[each.start() - 1] in "\"'"), None)
