"""A message cut into clauses: courtesies off, quotations masked, requests apart."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from evolution_todo.language.text.courtesies import leading, trailing
from evolution_todo.language.text.spans import MOST_CLAUSES, Span, quoted
from evolution_todo.language.text.verbs import bases
from evolution_todo.language.text.words import TASK_VERBS

_CURLY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": " "})


def lowered(text: str) -> str:
    """The text in lower case with straight quotes, every character in its old place."""
    plain = text.translate(_CURLY)
    low = plain.lower()
    if len(low) == len(plain):
        return low
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
    return "\n".join(map(_printable, "".join(low).split("\n")))


def _printable(line: str) -> str:
    """The line without what means nothing to the grammar: controls, and spaces of other kinds."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else " " for char in line)


# "!high" is a priority
_EDGE = re.compile(r"[\s,.;:?*•-]|!(?!\w)")
_ABBREVIATED = ("a.m.", "p.m.")


_LEADS_UP = re.compile(
    r"(?:(?:since|as|because) [^.;?!]{3,80}?,? (?:so,? )?(?=(?:please |pls |can you |could you )*"
    r"(?:remind me|add|put|note)\b(?! (?:it|that|this|them|some|then)\b))"
    r"|(?:i|i'm|im|we|we're|he|she|they|it|it's|there|my|our|the|since|as"
    r"|because)\b[^.;?!]{3,80}?,? "
    r"so,? (?=(?:(?:please|pls|can you|could you) )*(?:remind me|add|put|set (?:a|me)"
    r"|note)\b(?! (?:it|that|this|them|some|then)\b|.* (?:it|them|him|her)\b)))"
    r"|(?:please )?let me know (?=(?:wh(?:at|en|ich|ere)|how (?:many|much|long))(?:'?s)?\b"
    r"(?! it\b))"
)
"""Why something is asked for, said first: “I'm on nights next week so remind me to …”.

“Let me know what's left” asks what is left.
"""


def bare_clause(clause: str, start: int) -> Span:
    """Where the request itself stands in a clause that begins at `start`."""
    bare = _bare(clause)
    return Span(start + bare.start, start + bare.end)


@lru_cache(maxsize=256)
def _bare(clause: str) -> Span:
    lead, tail = leading(), trailing()
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
            return Span(begin, end)
        end -= found.end() - found.start()


# In “call the vet. due: friday. priority: high” the labels go on with the task.
_LABELLED = r"(?:due|when|date|priority|prio|importance|urgency|tags?|reminder|deadline) ?[:=]"
_STOP = re.compile(
    r"(?:(?<![.!?])(?=[.!?])|(?=[\n;]))"  # nothing is looked at twice in a long row of them
    rf"(?![.;\n]++\s*+{_LABELLED})"
    r"(?:(?![.!?]++\s++(?:urgent|critical|important|high priority|asap)\W*$)"
    r"[.!?]++(?=\s)|[\n;]++)"
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
    r"(?:(?<=so )(?:there(?:'s| is| will be) )?no (?:need (?:to|for)|[\w' ]{2,40}? (?:today|tonight"
    r"|tomorrow|this|next|on))\b"
    r"|(?<=so )(?:i|we)(?:'ve| have)? (?:need|have|got|must|should|better)\b"
    r"|i (?:also |still )?(?:need to|have to|must|gotta|got to)\b"
    r"|add (?!up\b)|remind me (?:[^,;.?]{1,30}? )?(?:to|about|of|that)\b"
    r"|don't (?:let me )?forget to\b|don't let me forget|remember to\b|undo\b"
    r"|set (?:up )?(?:an?|another) (?:reminder|alarm)\b"
    r"|(?:(?:create|make|start) (?:an?|another) )?(?:(?:an?|another) )?new (?:task|to-?do|item)\b"
    r"|(?:what|which|when|where|how (?:many|much|does|do|is)|do i|have i|did i|(?:is|are) there"
    r"|anything|is anything)\b(?! about)[^.;?!]{0,80}\?"
    r"|show (?:me|my|all"
    r"|the)|list (?:my|all|the)"
    r"|tell me what|let me know (?:wh(?:at|en|ich|ere)|how)|read (?:me|my)"
    r"|what(?:'s| is| do| are| have)|how many"
    r"|(?:mark|set|flag|make) .{1,80}?\b(?:done|complete|completed|finished|high|low|urgent"
    r"|critical)\b"
    r"|(?:complete|finish|close|check|tick|mark|delete|remove|erase|drop|move|reschedule|postpone"
    r"|snooze|rename|change|reopen|tag|push) "
    r"(?:off )?(?:the )?(?:tasks?|#|number|todo|item|reminder)s? ?#?\d"
    r"|(?!(?:drop|bring|take) (?:it|that|them|this) (?:off|round|in|over|home|along|to)\b)"
    r"(?:bin|scrap|ditch|drop|delete|remove|cancel|kill|move|push|shift|bump|make|tag"
    r"|label|change|put|reschedule|postpone|bring|reopen) (?:it|that|them|this)\b"
    r"|give (?:it|that|them|this|both) (?:an? |the )?(?:top|high(?:est)?|low(?:est)?|medium|normal"
    r"|urgent|critical|tag|label|reminder|deadline|due date|note|priority)\b"
    r"|(?:put|include|write) .{1,60}? (?:on|to|onto|in) .{0,40}\b(?:list|it|there)\b"
    r"|(?:take|cross|check|tick|remove|delete|scratch|erase) .{1,60}?\b(?:off|from) .{0,40}\b"
    r"(?:list|it|there)\b)"
)
_WEAK = (
    r"(?:add|put|complete|finish|close|mark|check off|tick off"
    r"|tick(?! (?:it|that|this|them|those)\b)|cross|check|bin|scrap|ditch|delete|remove|erase"
    r"|take|clear"
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
def _joints() -> tuple[re.Pattern[str], ...]:
    joint = (
        r"(?:(?:\s*,\s*|\s+[–—-]{1,2}\s+)(?:(?:and|then|and then|and also|also|but|plus|so|and so)"
        r"\s+)?|\s+(?:and then"
        r"|and also|and so|and|then|but|also|plus|so|oh,? and|&),?\s+)"
        r"(?:(?:please|also|then|now|(?:can|could|would|will) you|you (?:can|could|may)|just"
        r"|while (?:you|we|i)(?:'re|'m| are| am) (?:there|at it|on it|here),?)\s+)*"
    )
    removal = r"(?:delete|remove|erase)\b"
    return (
        re.compile(joint),
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
    shed") stays with it unless it can only be a request. Beyond `MOST_CLAUSES` and one, which tells
    that it is too much, none is looked for.
    """
    spans: list[Span] = []
    position = sentence.start
    while position < sentence.end and len(spans) <= MOST_CLAUSES:
        core = bare_clause(text[position : sentence.end], position)
        joint = _joint(text, core, sentence.end)
        end = joint.start() if joint else sentence.end
        spans.append(Span(position, end))
        if not joint:
            break
        position = joint.end()
    return spans


def _joint(text: str, core: Span, end: int) -> re.Match[str] | None:
    """The first joint in a clause; what makes a question of the rest stands before `end`."""
    anything, firm, removing, loose = _joints()
    if undone := _UNDONE.match(text, core.start, end):
        return anything.match(text, undone.end(), end)
    if _is_list_of_deeds(core.of(text)):
        return firm.search(text, core.start, end)
    head = text[core.start : core.start + 80]
    if day := _DAY_FIRST.match(text, core.start, core.end):
        core = Span(day.end(), core.end)
    if _RETITLED.match(head):
        return _behind_quotation(loose, text, core) or firm.search(text, core.start, end)
    if _TITLED.match(head):
        return firm.search(text, core.start, end)
    pattern = removing if _ADDISH.match(head) else loose
    return pattern.search(text, core.start, end)


_UNDONE = re.compile(
    r"(?:un|re)do(?: (?:it|that|this))?(?: please)?(?=,? (?:and|then|but(?! (?:keep|leave|not))) )"
)
"""“Undo that and call mum”: whatever follows is another request."""


def _is_list_of_deeds(said: str) -> bool:
    """“Wax the skis, find the goggles, buy a pass”: “find” is a deed as the others are."""
    parts = [part.split() for part in _COMMA.split(said, maxsplit=_MOST_DEEDS)]
    deeds = [words[0] in TASK_VERBS and len(words) > 1 for words in parts if words]
    return len(deeds) >= _FEWEST_DEEDS and all(deeds) and not _strong().match(said)


def is_request(said: str) -> bool:
    """Whether words can only be a request, or tell what oneself has done."""
    told = _OF_ONESELF.match(said)
    return bool(_strong().match(said) or (told and bases(told[1])))


_OF_ONESELF = re.compile(r"(?:i|we)(?:'ve| have)? (?:just |already |also )*(\w+)\b(?! to\b)")


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(_STRONG)


_DAY_FIRST = re.compile(
    r"(?:(?:on|by|for|this|next|every|each) )*(?:today|tonight|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?<=every )(?:other |\w+ )?(?:day|week|month|year|weekday|weekend|morning|evening|night)s?)"
    r"(?: (?:morning|afternoon|evening|night))?"
    r"(?: (?:at|starting|beginning|from)(?: (?:on|from|at))? [\w:]{1,12}(?: [\w:]{1,12})?)?"
    r"\s*(?:[,:]|\s[–—-]+)\s+"
)
"""A day with which a clause begins, and no request that another follows: “Friday – drop …”."""
_COMMA = re.compile(r",(?: and\b)?")
_FEWEST_DEEDS, _MOST_DEEDS = 3, 12
_RETITLED = re.compile(r"(?:rename|retitle|change|set|update)\b.* (?:to|as|into) [\"']")


def _behind_quotation(joint: re.Pattern[str], text: str, core: Span) -> re.Match[str] | None:
    """A joint right behind a closing quotation mark: the new title ends there."""
    found = joint.finditer(text, core.start, core.end)
    return next((each for each in found if text[each.start() - 1] in "\"'"), None)
