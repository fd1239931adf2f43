"""Completing, reopening and deleting tasks."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_TARGET = r"(?P<target>.{1,300}?)"

_CLAUSE = r"[^,;.]{1,150}?"
_OFF = (
    r"[,;. ]+(?:(?:so|and|please|(?:you )?(?:can|may|could|might)(?: you)?|now|just) )*"
    r"(?:cross|check|tick|take|mark) "
    r"(?:it|that|them|those)(?: one| task)?(?: off| as done| done)*(?: (?:of|from|on)? ?<LIST>)?"
)

COMPLETE = "complete"
"""The rule of a plain order to complete, which may as well be one's own to mark something."""

SETTLING_ACROSS = (
    rule(
        "no longer needed, so remove it",
        Intent.DELETE,
        r"(?:i|we) (?:no longer|don't|do not) (?:need|want)(?: to)? (?P<target>[\w' -]{1,150}?)"
        r"(?: any ?more)?[,;. ]+(?:(?:so|and|please) )*(?:forget (?:that|it)"
        r"|(?:take|delete|remove|cross) (?:it|that|them)(?: (?:off of|off|of|from) <LIST>)?)",
        "i no longer need to wash dishes; take it off my list",
    ),
    rule(
        "no longer needed on a list",
        Intent.DELETE,
        r"(?:i|we) (?:no longer|don't|do not) (?:need|want) (?P<target>[\w' -]{1,150}?)(?: any "
        r"?more)? on <LIST>",
        "we no longer need fries on the shopping list",
    ),
    rule(
        "so take it off a list",
        Intent.DELETE,
        r"(?:we|i)[^,;.]{1,100}?,? (?:so|and) (?:please )?(?:take|remove|delete) (?P<target>(?!it\b"
        r"|that\b).{1,100}?) "
        r"(?:off of|off|from) <LIST>",
        "we sold the boat so take hull painting off the list",
    ),
    rule(
        "no use for the list",
        Intent.DELETE,
        r"i (?:don't want|no longer (?:want|need)) this list(?: any ?more)?",
        "i no longer want this list",
        "clearlist",
    ),
    rule(
        "got everything on a list",
        Intent.COMPLETE,
        r"(?:(?:i|we|i've|we've|i have|we have) )?(?:(?:just|already|finally) )*(?:got|bought|done"
        r"|did|finished|completed) (?P<target>(?:everything|all(?: of it)?|it all|the lot)"
        r" (?:on|from|off|in) <ALIST>)",
        "got everything on the shopping list",
    ),
    rule(
        "just did it, so cross it off",
        Intent.COMPLETE,
        r"i(?:'ve| have)? (?:just )?(?:finished|completed|done|did)"
        rf" (?P<target>{_CLAUSE})<LATELY>{_OFF}",
        "i just finished bleeding the radiators, so cross that off my to do list",
    ),
    rule(
        "it is as it should be, so cross it off",
        Intent.COMPLETE,
        r"(?P<target>(?:the|my|our|his|her|their) [\w'-]+(?: [\w'-]+){0,4}?)"
        r" (?:has|have|is|are|was|were)(?: (?:been|now|all|just|already|both|finally))*"
        rf" (?!not\b|still\b|n't)[a-z]+(?: [\w'-]+){{0,3}}?{_OFF}",
        "the ladders have gone back so you may cross that off",
    ),
)

COMPLETING = (
    rule(
        "mark as not done",
        Intent.UNCOMPLETE,
        rf"(?:mark|set|flag|make|put|change|turn|switch) {_TARGET} "
        r"(?:(?:as|to|is|are|be|back|down) )*"
        r"(?:not |un|in)(?:done|completed?|finished)(?: again)?",
        "mark task 2 as not done",
    ),
    rule(
        "mark as open",
        Intent.UNCOMPLETE,
        rf"(?:mark|set|flag|make|put|change|turn|switch) {_TARGET} (?:as|to|back to) (?:open"
        r"|pending|active|undone|to-?do)(?: again)?",
        "mark task 2 as open",
    ),
    rule(
        "return to not done",
        Intent.UNCOMPLETE,
        r"(?:return|reset|move|bring|set|put|switch|turn) (?P<target>.{1,100}?) (?:back )?to "
        r"(?:being )?(?:(?:not (?:yet )?|un|in)(?:done|completed?|finished)|open|pending|active"
        r"|undone|to-?do)|make (?P<target2>.{1,100}?) (?:active|open|pending|undone) again",
        "return the minutes to not completed",
    ),
    rule(
        "reopen",
        Intent.UNCOMPLETE,
        r"(?:re-?open|un-?(?:check|tick|complete|mark|finish)|restore|reactivate|revive) "
        r"(?P<target>.{1,300})",
        "reopen task 2",
    ),
    rule(
        "put back",
        Intent.UNCOMPLETE,
        r"put (?P<target><REF>) back (?:on|in)(?:to)? .{1,60}"
        r"|(?:put|bring|move|get) (?P<target2>.{1,100}?) back (?:on|in|to)(?:to)? <ALIST>",
        "put task 3 back on the list",
    ),
    rule(
        "not done yet",
        Intent.UNCOMPLETE,
        r"i (?:haven't|didn't|did not|have not)(?: actually)? (?:finish(?:ed)?|completed?|done?) "
        r"(?P<target>.{1,200}?)(?: yet)?"
        r"|(?P<target2><REF>)(?: isn't| is not| wasn't|'s not) (?:actually )?"
        r"(?:done|finished|completed?)(?: yet)?",
        "i didn't finish task 2 yet",
    ),
    rule(
        "mark as done",
        Intent.COMPLETE,
        r"(?:mark|set|flag|make|check|tick|call|consider|move|turn|put|get(?! rid)) (?P<target>"
        r"(?!down\b).{1,300}?),? "
        r"(?:(?:as|to|is|are|be|being|off) )*<DONE>",
        "mark task 3 as complete",
    ),
    rule(
        "check something off",
        Intent.COMPLETE,
        r"(?:check|tick|cross|mark|strike) (?P<target>(?!off\b).{1,300}?) off"
        r"(?: (?:(?:of|from|on|in) )?<LIST>)?",
        "check the laundry off",
    ),
    rule(
        "check off",
        Intent.COMPLETE,
        r"(?:let me )?(?:check|tick|cross|strike) off (?P<target>.{1,300})",
        "check off bananas",
    ),
    rule(
        "done with",
        Intent.COMPLETE,
        r"(?:(?:i'm|i am|we're|all) )*(?:done|finished|through) with"
        r" (?P<target>(?:(?!, #?\d+ [a-z]).){1,300})",
        "done with the report",
        "news",
    ),
    rule(
        "is done",
        Intent.COMPLETE,
        r"(?P<target><REF>|[\w' -]{1,100}?) (?:is|are|(?:was|were)(?! closed\b)|has been|have been)"
        r" (?:(?:all|already|now|finally|been) )*<DONE>"
        r"(?: (?:in|on) <LIST>)?<LATELY>|(?P<target2>(?:my |the )?(?:[\w'-]+ ){0,3}list)"
        r" (?:completed|done"
        r"|finished)",
        "the report is done",
    ),
    rule(
        "I finished",
        Intent.COMPLETE,
        r"(?:i|i've|i have|we|we've|already|just|finally) (?:(?:just|already|finally|now|have) )*"
        r"(?:finished|completed?|accomplished"
        r"|got done with|took care of|taken care of|dealt with|sorted out) (?:with"
        r" )?(?P<target>.{1,300})|(?:finished|completed|done|took care of|dealt with):? "
        r"(?P<target2>(?!(?:tasks|items|ones|todos|to-dos|things)$)"
        r"(?:(?!, (?:done|finished|still)\b).){1,300}?)<LATELY>"
        r"|(?:i|we)(?:'ve| have)? (?:(?:just|already|finally|now) )*(?:done|did)"
        r" (?P<target3>(?:everything|every|all|(?:it|them) all|the lot)\b.{0,300})",
        "i've finished the quarterly report",
        "news",
    ),
    rule(
        "mark as, misspelt",
        Intent.COMPLETE,
        r"(?:mark|tick|flag) (?P<target>.{1,300}?),? as (?P<done>[a-z]{3,10})",
        "mark task 3 as compelte",
        "misspelt",
    ),
    rule(
        "mark as washed",
        Intent.COMPLETE,
        r"(?:mark|tick|flag|set) (?P<target>.{1,200}?) as (?P<past>[a-z]+)",
        "mark the orchids as watered",
        "past",
    ),
    rule(
        "mark as something else",
        Intent.UPDATE,
        r"(?:mark|tick|flag) (?P<target>.{1,200}?) as .{1,200}",
        "mark task 3 as purple",
        "how",
    ),
    rule(
        COMPLETE,
        Intent.COMPLETE,
        r"(?:complete|finish|close(?: (?:out|off))?|finalize|mark(?! down)|tick|wrap up) "
        r"(?P<target>.{1,300})",
        "finish 2 and 4",
    ),
    rule(
        "it is washed",
        Intent.COMPLETE,
        r"(?P<target>(?:the|my|our) [\w' -]{1,80}?) (?:is|are|was|were|has been|have been|got)"
        r"(?: (?:all|already|now|finally))? (?P<past>[a-z]+)",
        "the car is washed",
        "past",
    ),
    rule(
        "I got it done",
        Intent.COMPLETE,
        r"(?:(?:(?:i|we)(?:'ve| have)? )(?:(?:just|already|finally|now) )*(?:got|gotten|had)|got)"
        r" (?P<target>(?!an? )[\w' -]{1,100}?) (?:all )?<SETTLED><LATELY>",
        "i got the curtains done",
        "news",
    ),
    rule(
        "I got it washed",
        Intent.COMPLETE,
        r"(?:i|we)(?:'ve| have)? (?:(?:just|already|finally|now) )*(?:got|gotten|had)"
        r" (?P<target>(?:the|my|our) [\w' -]{1,80}?) (?P<past>[a-z]+(?:ed|en|id|nt|pt|ne))<LATELY>",
        "i got the car washed",
        "past",
    ),
    rule(
        "I am done doing it",
        Intent.COMPLETE,
        r"(?:(?:i|we)(?:'m|'ve|'re| am| are| have)? )?(?:(?:just|already|finally|all|now) )*"
        r"(?:done|finished|through|finish) (?P<target>(?!(?:bring|build|evening|morning"
        r"|meeting)\b)[a-z]+ing [\w' -]{1,100}?)<LATELY>",
        "i'm done bleeding the radiators",
        "news",
    ),
    rule(
        "I did it",
        Intent.COMPLETE,
        r"(?!(?:i|we)(?:'ve| have) got an? |.* (?:wrong|mixed up|muddled)\b)"
        r"(?:i|we)(?:'ve| have)? (?:(?:just|already|finally|now) )*"
        r"(?P<past>(?!(?:told|promised|said|agreed|offered|quit|stopped|given up"
        r"|gave up)\b)[a-z]+) (?P<target>"
        r"(?!(?:not|into)\b|(?<!talked )(?<!spoken )(?<!spoke )to\b)[\w' -]{1,100}?)<LATELY>",
        "i paid the bills",
        "past",
    ),
)

DELETING = (
    rule(
        "clear a list",
        Intent.DELETE,
        r"(?:<CLEAR>|delete|remove|erase|trash|discard|nix|get rid (?:of|off)|cancel|scrap)"
        r"(?: (?:everything|anything|(?:all|every|the|of|my|todo) ?){0,4}"
        r"(?:items?|contents?|tasks|everything)?)?(?: (?:off of|off|on|from|in|of))? <LIST>"
        r"(?: for (?P<when>today|tomorrow|tonight|this week|next week))?",
        "clear my shopping list",
        "clearlist",
    ),
    rule(
        "clear a day",
        Intent.DELETE,
        r"<CLEAR> (?:(?:out|everything|all|of|on|for|my) )*(?P<when>today|tomorrow|tonight"
        r"|(?:this|next) week|(?:this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        "clear my friday",
        "clearlist",
    ),
    rule(
        "take everything off a list",
        Intent.DELETE,
        r"<DELETE> (?:off )?(?:everything|all(?: (?:of )?(?:the |my )?(?:items|tasks|things))?) "
        r"(?:off of|off|from|on) <LIST>",
        "take everything off my chores list",
        "clearlist",
    ),
    rule(
        "make a list empty",
        Intent.DELETE,
        r"make (?:sure )?<LIST> (?:is )?(?:completely )?(?:blank|empty|clean|clear)",
        "make my errands list blank",
        "clearlist",
    ),
    rule(
        "delete from a list",
        Intent.DELETE,
        r"(?!(?:cross|tick|check) .* off )(?:<DELETE>|strike) (?:(?:the|an?|all) )?"
        r"(?P<target>(?!(?:me|us)\b).{1,300}?),? <OFF> <LIST>",
        "take leeks off my groceries list",
    ),
    rule(
        "from a list, delete",
        Intent.DELETE,
        r"(?:(?:on|from|update|in|find|open) )?<LIST>,? (?:and )?<DELETE> (?P<target>.{1,200})",
        "shopping list delete bird seed",
    ),
    rule(
        "delete",
        Intent.DELETE,
        r"(?P<verb><DELETE>|<CLEAR>|forget(?: about)?) (?P<target>.{1,300}?)(?: off| out)?"
        r"(?P<ever>(?:,? (?:for good|forever|for ever|permanently|once and for all|completely"
        r"|entirely|altogether|(?:and )?the (?:whole|entire) series))+)?",
        "delete the meeting task",
        "delete",
    ),
)
