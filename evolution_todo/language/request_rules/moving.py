"""Moving tasks to another time, and what repeats."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.times.weekdays import DAYS, EACH_DAY

_TARGET = r"(?P<target>.{1,300}?)"
_WHEN = r"(?P<when>.{1,100})"

SERIES = (
    rule(
        "pause a series for a while",
        Intent.UPDATE,
        r"(?P<verb>pause|suspend|hold|rest) (?:repeating )?(?P<target>.{1,200}?) (?:until|till|til)"
        r" (?P<when>.{1,60})"
        r"|(?P<verb2>pause|suspend|hold|rest) (?:repeating )?(?P<target2>.{1,200}?) for"
        r" (?:the )?(?:next )?(?P<amount><LENGTH>)"
        r"|(?P<verb3>put) (?P<target3>.{1,200}?) on hold (?:until|till|til) (?P<when3>.{1,60})"
        r"|(?P<verb4>put) (?P<target4>.{1,200}?) on hold for (?:the )?(?:next )?"
        r"(?P<amount4><LENGTH>)",
        "pause gym until next friday",
        "pause",
        "while",
    ),
    rule(
        "pause or resume a series",
        Intent.UPDATE,
        r"(?P<verb>pause|suspend|resume|unpause|restart) (?:repeating )?(?P<target>.{1,200})"
        r"|(?P<verb2>put) (?P<target2>.{1,200}) on hold",
        "pause the standup series",
        "pause",
    ),
    rule(
        "skip an occurrence",
        Intent.SKIP,
        r"(?:skip|leave out) (?P<target>(?!.*\breminders?\b).{1,200})",
        "skip the next gym",
    ),
    rule(
        "end a series",
        Intent.UPDATE,
        r"(?:end|stop|quit|terminate) (?P<target>(?:.{1,150} )?series(?: (?:of|for) .{1,150})?)",
        "end the standup series",
        "norepeat",
    ),
)

DAYS_OF_A_RULE = (
    rule(
        "more days of the week",
        Intent.RESCHEDULE,
        rf"(?:add|put) (?P<days>{DAYS})(?: (?:too|as well|also))? (?:to|into) (?:the |my |our )?"
        r"(?!.*\b(?:calendar|diary|list|schedule|agenda)\b)(?P<target>.{1,100}?)"
        r"(?: (?:too|as well|also))?",
        "add wednesdays to the gym class",
    ),
    rule(
        "fewer days of the week",
        Intent.RESCHEDULE,
        rf"(?:drop|remove|take|leave|cut) (?:out )?(?P<days>{EACH_DAY})(?: out)?"
        r" (?:from|off|out of|of|for) (?P<target>.{1,100})",
        "drop wednesdays from the gym class",
        "off",
    ),
    rule(
        "no more on a day of the week",
        Intent.RESCHEDULE,
        r"(?:do not|don't|stop|no longer) (?:do|doing|having|scheduling|repeat|repeating)"
        rf" (?P<target>.{{1,100}}?) on (?P<days>{EACH_DAY})(?: (?:any ?more|any longer))?",
        "stop doing yoga on mondays",
        "off",
    ),
)

_PUT_OFF = r"(?:reschedule|move|postpone|push|shift|delay|defer|bump|bring|put)"

MOVING_ACROSS = (
    rule(
        "all of a time, then where to",
        Intent.RESCHEDULE,
        r"(?P<target>(?:everything|all|anything|whatever)\b[^,.;?]{2,100}?)[,;–-]+"
        rf" (?:(?:please|can you|could you|just) )*{_PUT_OFF}(?: back| forward)?"
        rf" (?:it|that|them|those)(?: all)?(?: back| over)? (?:to|until|till|for) {_WHEN}",
        "everything on monday morning, move it to tuesday",
    ),
)

MOVING = (
    *DAYS_OF_A_RULE,
    rule(
        "repeat",
        Intent.UPDATE,
        r"(?:(?:make|set|have) )?(?P<target><REF>) (?:(?:to|be|should) )*(?:repeat(?:ed|ing|s)?"
        r"|recur(?:ring|s)?)(?: (?P<when>.{1,100}))?"
        r"|(?:repeat|make|set) (?P<target2><REF>) (?P<when2>(?:to )?(?:daily|weekly|monthly|yearly"
        r"|every|each|biweekly).{0,100})",
        "make task 2 repeat every week",
        "recur",
    ),
    rule(
        "extend the deadline",
        Intent.RESCHEDULE,
        r"(?:extend|push|move|change|shift|set|delay|postpone|bring)(?: (?:back|forward|out))?"
        r"(?: (?:the|my))? (?:(?P<target>.{1,100}?)(?:'s)? )?(?:deadline|due date|date|time)"
        r"(?: (?:back|forward|out|on))?(?: by (?P<amount><LENGTH>)"
        rf"| (?:to|until|till|for) {_WHEN})",
        "extend the essay deadline to the 18th",
        "due",
        "its",
    ),
    rule(
        "make it repeat",
        Intent.UPDATE,
        r"(?:make|set|have|let|get) (?P<target>.{1,150}?) (?:(?:to|be|should) )*"
        r"(?:repeat(?:ed|ing|s)?|recur(?:ring|s)?) (?P<when>.{1,100})",
        "make yoga repeat every 2 days",
        "recur",
        "plain",
    ),
    rule(
        "repeat it so often",
        Intent.UPDATE,
        r"repeat (?P<target>.{1,150}?) (?P<when>(?:every|each|daily|weekly|monthly|yearly|biweekly"
        r"|once|twice)\b.{0,100})",
        "repeat yoga every day",
        "recur",
        "plain",
    ),
    rule(
        "set the due date of",
        Intent.RESCHEDULE,
        r"(?:set|change|make|update|move|push|give|add|extend|delay|shift) (?:(?:the|a) )?"
        r"(?:due date|due time|hour|day|deadline|date|time) "
        rf"(?:of|for|on|to) {_TARGET}(?: (?:to|as|for|of|by)|:) {_WHEN}",
        "set the due date of task 2 to friday",
        "due",
    ),
    rule(
        "set a due date for",
        Intent.RESCHEDULE,
        r"(?:set|give|add|put) (?:a|the) (?:due date|due time|deadline) (?:of|at|on|as) "
        r"(?P<when>.{1,60}?) (?:for|to|on) (?P<target>.{1,200})",
        "set a due date of friday for the alice task",
        "due",
    ),
    rule(
        "make it due",
        Intent.RESCHEDULE,
        r"(?!.* <DONE>$)(?:set|change|make|mark|update) (?P<target>[^,]{1,300}?)(?:'s)?"
        r" (?:due date (?:to|as)|deadline (?:to|as)|to be due|due)"
        rf"(?: (?:on|by|at|for))? {_WHEN}",
        "make task 2 due tomorrow",
        "due",
    ),
    rule(
        "is due",
        Intent.RESCHEDULE,
        rf"(?P<target><REF>) (?:is|should be) (?:now )?due {_WHEN}"
        r"|(?P<target2>(?:the|my) .{1,80}?) (?:is|should be) (?:now due (?P<when2>.{1,80})"
        r"|due (?P<when3>.{1,80}?) (?:now|instead))",
        "task 2 is now due tomorrow",
    ),
    rule(
        "give a deadline",
        Intent.RESCHEDULE,
        rf"give (?P<target><REF>) a (?:due date|deadline) of {_WHEN}",
        "give task 2 a deadline of friday",
    ),
    rule(
        "shift back",
        Intent.RESCHEDULE,
        r"(?:push|move|bring|put|bump) (?:back|forward|out|off|up) (?P<target>.{1,200}?) (?:by )?"
        r"(?P<amount><LENGTH>)",
        "push back the report by two days",
    ),
    rule(
        "shift",
        Intent.RESCHEDULE,
        r"(?:push|move|shift|bring|bump|put|postpone|delay|defer|reschedule|extend)"
        rf" {_TARGET}(?<! to) (?:back|forward|out|up|off"
        r"|ahead|earlier|later)?(?: ?by)? ?(?P<amount><LENGTH>)(?: (?:earlier|later|back|forward"
        r"|out|sooner|ahead))?",
        "push it back a day",
    ),
    rule(
        "give it so much longer",
        Intent.RESCHEDULE,
        r"give (?P<target>(?!(?:me|us|him|her|them|you)\b).{1,100}?)"
        r" (?:(?:another|an extra|a further) (?P<amount><LENGTH>)"
        r"|(?P<amount2>(?:one|two|three|four|five|six|ten|\d{1,2}) (?:more|extra)"
        r" (?:minute|hour|day|week|month)s?))",
        "give the essay another two days",
    ),
    rule(
        "move those of a day",
        Intent.RESCHEDULE,
        r"(?:reschedule|move|postpone|push|shift|delay|defer|bump)(?: back)?"
        r" (?P<target>(?:everything|all|every|anything|what(?:ever)?(?:'s| is)?)\b.{0,200}?"
        r" (?:on|due|from|for|of|at)"
        rf" .{{1,60}}?) (?:to|until|till) {_WHEN}",
        "move everything on monday to tuesday",
    ),
    rule(
        "reschedule to",
        Intent.RESCHEDULE,
        r"(?:reschedule|move|postpone|push|shift|delay|defer|extend|bump|bring|put off|change"
        r"|set(?! (?:up|an?|me)\b))(?: back| out| forward)? "
        rf"{_TARGET}(?: back| forward| out| off| ahead| over)?"
        r" (?:to|until|till|(?:for|on)(?! .* (?:to|until|till) ))"
        r" (?P<when>(?:(?!(?<!\d) (?:to|until|till) ).){1,100})",
        "move task 3 to friday",
    ),
    rule(
        "reschedule",
        Intent.RESCHEDULE,
        rf"(?:reschedule|postpone|push|delay|defer|move|make|do|have) (?P<target><REF>) {_WHEN}(?: "
        r"instead)?",
        "postpone task 3 next week",
    ),
    rule(
        "put it back to",
        Intent.RESCHEDULE,
        rf"(?:put|have|do) (?P<target><REF>)(?: back| down| in)? (?:to|until|till|for|on) {_WHEN}",
        "put it back to sunday at noon",
    ),
    rule(
        "make it another day instead",
        Intent.RESCHEDULE,
        rf"(?:make|have|do|put) (?P<target>(?:the|my) .{{1,100}}?)(?: on| at| for)? {_WHEN}",
        "make the dentist wednesday instead",
        "instead",
    ),
    rule(
        "reschedule, not saying what",
        Intent.RESCHEDULE,
        rf"{_PUT_OFF}(?: back| out| forward| over)? (?:to|until|till)"
        r" (?P<when>(?=<WHEN>).{1,60})",
        "move to tomorrow morning at 7",
        "its",
    ),
    rule(
        "reschedule, not saying when",
        Intent.RESCHEDULE,
        r"(?:reschedule|postpone) (?P<target>.{1,200})",
        "reschedule task 2",
    ),
)
