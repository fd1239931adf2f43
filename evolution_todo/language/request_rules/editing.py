"""Changing what a task says: its title, note and priority."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_TARGET = r"(?P<target>.{1,300}?)"

DESCRIBING = (
    rule(
        "set the description",
        Intent.UPDATE,
        r"(?:set|change|update|make|edit) the (?:description|notes?|details?) (?:of|for|on) "
        rf"{_TARGET} "
        r"(?:to|as|:) ?(?P<desc>.{1,2000})",
        "set the description of task 2 to bring the blue folder",
    ),
    rule(
        "set its description",
        Intent.UPDATE,
        r"(?:set|change|update|edit) (?P<target><REF>)(?:'s)? (?:description|notes?|details?) "
        r"(?:to|as|:) ?(?P<desc>.{1,2000})",
        "update task 3 description to see the notes",
    ),
    rule(
        "add a note saying",
        Intent.UPDATE,
        r"(?:add|set|put) (?:(?:a|the|this) )?(?:description|notes?|details?|comment) (?:to|on"
        r"|for) "
        r"(?P<target><REF>)(?::| saying| that says|,| to) ?(?P<desc>.{1,2000})",
        "add a note to task 3: ask for the receipt",
    ),
    rule(
        "add a note to what is named",
        Intent.UPDATE,
        r"(?:add|set|put) (?:a|the|this) (?:description|notes?|comment) (?:to|on|for) "
        r"(?P<target>[^:]{1,100}?): ?(?P<desc>.{1,2000})",
        "add a note to the tax return: ask for the forms",
    ),
    rule(
        "add the note to",
        Intent.UPDATE,
        r"(?:add|put) (?:(?:a|the) )?(?:description|note|comment):? "
        r"(?:(?P<desc>.{1,1000}) (?:to|on) (?P<target><REF>)"
        r"|(?P<desc2>[\"'].{1,500}[\"']) (?:to|on|for) (?P<target2>.{1,100}))",
        "add the note 'bring cash' to task 3",
    ),
    rule(
        "clear a field",
        Intent.UPDATE,
        r"(?:<DELETE>|<CLEAR>|unset) (?:(?:the|its|any) )?(?P<field>due date|date|deadline|due time"
        r"|due"
        r"|description|notes?|priority|recurrence|repeat|repetition)(?: (?:from|of|on|for|off) "
        r"(?P<target>.{1,200}))?"
        r"|no (?P<field2>due date|deadline|priority) (?:for|on) (?P<target2>.{1,200})",
        "remove the due date from task 2",
    ),
    rule(
        "has no due date any more",
        Intent.UPDATE,
        r"(?!(?:which|what|show|list|find|tasks|any|is|are|do|does)\b)(?P<target>.{1,200}?) "
        r"(?:(?:has|have|needs?|should have|with) (?:no|not an?|no longer an?)"
        r"|(?:no longer (?:has|needs)|(?:doesn't|does not) (?:have|need)) (?:an?|any|the))"
        r" (?P<field>due date|deadline|due time|date|priority|description|notes?)"
        r"(?: any ?(?:more|longer)| now)?",
        "the report has no deadline any more",
    ),
    rule(
        "stop repeating",
        Intent.UPDATE,
        r"(?:stop|quit) (?:repeating|repeat|recurring) (?P<target>.{1,200})"
        r"|(?:don't|do not|never) (?:repeat|recur) (?P<target3>.{1,150}?)(?: any ?more| again)?"
        r"|(?P<target4>[^,]{1,150}?(?<! that)(?<! which))"
        r" (?:(?:should|must|need|do|does)(?:n't| not)|(?:should )?no longer)"
        r" (?:needs? to )?(?:repeats?|recurs?)(?: any ?more)?"
        r"|(?:turn|switch) off (?:the )?(?:repeat(?:s|ing)?|recurrence) (?:on|of|for)"
        r" (?P<target5>.{1,150})"
        r"|make (?P<target2>.{1,200}?) "
        r"(?:not (?:repeat|recur|recurring|repeating)|stop (?:repeating|recurring)|non-?recurring"
        r"|a one-?off)(?: any ?more| any longer)?",
        "stop repeating task 2",
        "norepeat",
    ),
    rule(
        "set the priority of",
        Intent.UPDATE,
        r"(?:set|change|make|update|raise|lower|bump|increase|decrease) (?:the )?(?:priority"
        r"|importance) "
        rf"(?:of|for|on) {_TARGET} (?:to|as) (?P<value><PRIORITY>)"
        r"|(?:put|set) (?:an? )?(?P<value2><PRIORITY>) (?:on|for) (?P<target2>.{1,200})",
        "set the priority of task 2 to high",
    ),
    rule(
        "make a priority",
        Intent.UPDATE,
        rf"(?:make|mark|set|flag|bump|change|raise|lower|give|move|prioriti[sz]e|update) {_TARGET}"
        r"(?:'s priority)? (?:(?:as|to|at|up|down|with|priority|a|be|is) )*(?P<value><PRIORITY>)",
        "make it high priority",
    ),
    rule(
        "raise or lower the priority",
        Intent.UPDATE,
        r"(?P<value>raise|lower|increase|decrease) (?:the )?(?:priority|importance) (?:of|for|on) "
        r"(?P<target>.{1,200})",
        "lower the priority of task 2",
    ),
    rule(
        "raise or lower its priority",
        Intent.UPDATE,
        r"(?P<value>raise|lower|increase|decrease|bump up|bump down) (?:its|the) "
        r"(?:priority|importance)|(?:set|change|make) its (?:priority|importance) (?:to )?"
        r"(?P<value2><PRIORITY>)",
        "lower its priority",
        "its",
    ),
    rule(
        "is a priority",
        Intent.UPDATE,
        r"(?P<target><REF>)(?::| (?:is|should be|has)(?: now)?) (?P<value><PRIORITY>)",
        "task 3 is urgent",
    ),
)

_MISTAKE = r"(?:typo|mistake|misprint|spelling (?:mistake|error)|spelling)"

_A_TASK = (
    r"(?P<target>(?:the|my|that) (?!(?:all|done|completed?|finished|open|overdue|pending)\b)"
    r"[\w'&-]+(?: [\w'&-]+){0,4}?) (?:task|to-?do|item|one)"
)
_PUT = r"(?:add|put|note|save|write|stick|pop|attach|keep)"

NOTING_ACROSS_TASKS = (
    rule(
        "told first, then put on a task",
        Intent.UPDATE,
        r"(?!(?:delete|remove|move|cancel|complete|mark|add|show|rename|list)\b)"
        r"(?P<desc>[^?;]{3,300}?)(?:[,;.]| -+|–) ?"
        rf"(?:(?:so|and|please|can you|could you|now) )*{_PUT} (?:that|it|this)(?: down)?"
        r" (?:to|on|onto|in|into|under|against|with) "
        r"(?:(?:the )?(?:notes?|description) (?:of|for|on) )?"
        rf"{_A_TASK}(?:'s (?:notes?|description))?(?: (?:please|too|for me|as a note))*[.!]*",
        "the code is 4711, add that to the gate task",
    ),
    rule(
        "put a number on a task",
        Intent.UPDATE,
        rf"{_PUT} (?P<desc>(?=[^,;?]*\d{{3}})[^,;?]{{3,200}}?) (?:to|on|onto|in|into|under|against)"
        rf" {_A_TASK}(?: (?:please|too|for me|as a note))*",
        "put 01632 960123 on the plumber task",
    ),
    rule(
        "add to a task, a colon and what",
        Intent.UPDATE,
        rf"{_PUT} (?:(?:this|a note) )?(?:to|on|onto|in|under) {_A_TASK}: ?(?P<desc>.{{2,1000}})",
        "add to the plumber task: the code is 4711",
    ),
)
"""What is told of a task that there is, as a note of it."""

RENAMING_ACROSS = (
    rule(
        "there is a typo in it",
        Intent.UPDATE,
        r"(?:oh,? |oops,? |sorry,? )?(?:there's|there is|theres|i (?:made|see|have)) an?"
        rf" {_MISTAKE}"
        r" in (?P<target>[^.;]{1,100}?)(?:[,.;:–-]+ ?(?:and )?(?:it|that|this|which))?[,.;:–-]*"
        r" ?should (?:be|say|read)(?: called| spelled| spelt)? (?P<title>[^?]{1,200}?)[.!]*",
        "there's a typo in the milk task, it should be buy oat milk",
        "like",
    ),
    rule(
        "what was misspelled",
        Intent.UPDATE,
        r"(?:oh,? |oops,? |sorry,? )?i (?:misspelled|misspelt|mistyped)"
        r" (?P<title>[\w' -]{1,40}?) in (?P<target>[^.,;]{1,100}?)"
        r"(?:[,.;] ?(?:can|could|please|would)\b[^.]{1,60})?[.?!]*",
        "i misspelled edinburgh in the hotel task",
        "like",
    ),
)

_THE_TITLE = r"(?:the |its )?(?:title|name|wording|text)"

MORE_OF_A_TITLE = (
    rule(
        "more words for a title",
        Intent.UPDATE,
        r"(?:add|put|write|append|prepend|stick) (?P<title>.{1,80}?) (?:(?P<before>in front of"
        r"|(?:at|to) the (?:start|beginning|front) of|before)|(?:at|to|on) the end of|behind|after"
        rf"|to) {_THE_TITLE} (?:of|for) {_TARGET}",
        "put draft: in front of the title of task 2",
        "more",
    ),
    rule(
        "it should read",
        Intent.UPDATE,
        r"(?P<target><REF>) (?:should|must|ought to|has to|needs to) (?:read|say|be called"
        r"|be named)(?::| -|,)? (?P<title>.{1,500})",
        "task 2 should read: pay the rent",
    ),
)

# “to read more poems” is a title, “to read: more milk” and “to read buy milk” lead to one
_TO_READ = r"to read(?::|(?= ['\"])|(?= <VERB>\b))"

_QUOTED = r"[\"'][^\"']{1,80}[\"']"

RENAMING = (
    *MORE_OF_A_TITLE,
    rule(
        "a word for a word in it",
        Intent.UPDATE,
        rf"(?:correct|change|replace|fix|swap) (?P<old>{_QUOTED}) (?:to|with|by|into|for)"
        rf" (?P<title>{_QUOTED}) in (?P<target>.{{1,100}})",
        "correct 'ghent' to 'bruges' in the parcel task",
    ),
    rule(
        "rename",
        Intent.UPDATE,
        r"(?:rename|retitle|relabel|reword|rephrase) (?P<target>.{1,300}?)"
        rf" (?:so (?:that )?it (?:says?|reads?)|to say|{_TO_READ}|to|as|into)"
        r" (?P<title>.{1,1000})",
        "rename buy milk to buy oat milk",
    ),
    rule(
        "change the title of",
        Intent.UPDATE,
        rf"(?:change|edit|update|set|make) the (?:title|name|text|wording) of {_TARGET}"
        r"(?: to| as| into|:) ?"
        r"(?P<title>.{1,1000})",
        "change the title of task 2 to pay the rent",
    ),
    rule(
        "change its title",
        Intent.UPDATE,
        r"(?:set|change|update|edit) (?P<target><REF>)(?:'s)? (?:title|name|text) (?:to|as|:) ?"
        r"(?P<title>.{1,1000})",
        "set task 2's title to pay the rent",
    ),
    rule(
        "change the title to",
        Intent.UPDATE,
        r"(?:change|edit|update|set) (?:the|its) (?:title|name|text|wording) (?:to|as|:) ?"
        r"(?P<title>.{1,1000})",
        "change the title to pay the rent",
        "its",
    ),
    rule(
        "change to",
        Intent.UPDATE,
        rf"(?:change|edit|update|modify|correct|reword|make|turn) (?!(?:me"
        rf"|us) an?\b){_TARGET}(?: so (?:that )?it says"
        rf"| to say| {_TO_READ}"
        r"|'s title to| title to| to| into| with) (?P<title>.{1,1000})",
        "change task 1 to call mom tonight",
    ),
    rule(
        "change:",
        Intent.UPDATE,
        r"(?:change|edit|update|rename) (?P<target><REF>)(?::| -| =>| ->) ?(?P<title>.{1,1000})",
        "update task 1: call mom tonight",
    ),
    rule(
        "replace with",
        Intent.UPDATE,
        rf"replace {_TARGET} (?:with|by) (?P<title>.{{1,500}})",
        "replace task 4 with buy oat milk",
    ),
    rule(
        "rename, the new name right behind the old",
        Intent.UPDATE,
        r"(?:rename|retitle) (?P<target>.{1,300})",
        "rename buy milk buy oat milk",
        "unparted",
    ),
)

UNSAID = (
    rule(
        "complete, not saying what",
        Intent.COMPLETE,
        r"(?:complete|finish|check off|tick off|mark(?: off)?)(?: (?:an?|one|some))?(?: <NOUNS>)?"
        r"(?: (?:as )?<DONE>)?",
        "complete a task",
    ),
    rule(
        "delete, not saying what",
        Intent.DELETE,
        r"(?:delete|remove|erase)(?: (?:an?|one|some))?(?: <NOUNS>)?(?: from <ALIST>)?",
        "delete a task",
    ),
    rule(
        "change, not saying what",
        Intent.UPDATE,
        r"(?:change|edit|update|rename|modify) (?:an?|one|some) <NOUNS>",
        "edit a task",
    ),
    rule(
        "change, not saying how",
        Intent.UPDATE,
        r"(?:change|edit|update|modify|rename) (?P<target>(?!.{1,200} to )<REF>)",
        "change task 1",
        "how",
    ),
)
