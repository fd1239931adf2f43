"""Asking for tasks in one's own words, or naming a list alone."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.request_rules.showing import NOUNS
from evolution_todo.language.requests.request import Intent

_TELL = (
    r"(?:(?:tell|show) me|let me know|(?:run|talk|walk|take) me through|brief me(?: on)?"
    r"|catch me up(?: on)?|(?:i'd like|i want|i need) to (?:know|see))"
)
_ASKING = (
    r"(?:w(?:ha|a|o)t(?:'s|'ve|s|ve)?|which|who(?:'s|m)?|where(?:'s)?|any(?:thing|where)?"
    r"|how(?:'s|s)?|when(?:'s|s| (?=(?:is|am|are|was|were|do|does|did|will|should|must|have)\b))"
    r"|(?:have|had|did|am|was) i"
    r"|do i have"
    r"|(?:do|must) i (?:still |also )?(?:have|need) to|(?:is|are|was) there|are my"
    r"|got (?:any|much|anything|something|plans)|busy|free|is (?:my|anything|it (?=on|at|due"
    r"|this)))"
)
_DAYS = r"(?:today|tomorrow|tonight|this|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"

ASKING = (
    rule(
        "ask for tasks",
        Intent.LIST,
        r"(?!(?:i (?:need|want|would like)|i'd like) (?!to (?:see|know|hear|check|view|look"
        r"|read)\b)"
        r".* (?:on|onto|to) (?:my|the|our) )(?P<what>(?:<QUESTION>|i (?:need|want|have"
        r"|would like)|i'd like|let's|can i|could i|"
        rf"(?:the|my) (?=.{{0,80}}what\b))\b(?:.{{0,120}}(?:\b|\W))?{NOUNS}.{{0,120}})",
        "how many tasks do i have",
        "own",
    ),
    rule(
        "what I have to do",
        Intent.LIST,
        r"(?:tell me|let me know|i (?:want|need) to know)? ?what (?:(?:all|things|else"
        r"|stuff|are the things that|items?) )*(?:(?:do|should|must|did) )?i (?:have|need|got"
        r"|gotta|want)"
        r"(?: left)?(?: to (?:do|get done|accomplish|finish|complete))?(?P<what>(?: (?:for|on|by"
        r"|before|today|tomorrow|tonight|this|next|at|in|left|due|[a-z]+day)\b.{0,80})?)",
        "what do i have to do on saturday",
        "then",
    ),
    rule(
        "do I have anything then",
        Intent.LIST,
        r"(?:do i have|have i got|is there)(?: to do)? (?:anything|something|stuff|things|much"
        r"|a lot)(?: else)?(?: to do| due| on| planned| scheduled| going on| left| coming up)*"
        r"(?P<what>(?: .{1,80})?)",
        "do i have anything tomorrow",
        "then",
    ),
    rule(
        "find tasks",
        Intent.LIST,
        r"(?:find|search(?: for)?|look (?:up|for)|where(?:'s| is)|get|open(?! <NOUNS>\b| things\b)"
        r"|which)(?: me)? "
        rf"(?P<what>(?:.{{1,100}} )?{NOUNS}(?: .{{1,100}})?)",
        "find the dentist task",
    ),
    rule(
        "search for",
        Intent.LIST,
        r"search (?:(?:my )?tasks )?for (?P<search>.{1,100})|find (?P<search2>.{1,100})",
        "search for dentist",
        "errand",
    ),
    rule(
        "all about it",
        Intent.LIST,
        r"(?:<SHOW> )?(?:everything|all|stuff|anything)(?: i have| there is)?"
        r" (?:about|to do with|regarding) (?P<search>[^?]{2,80})",
        "show me everything about the party",
    ),
    rule(
        "a state, shown",
        Intent.LIST,
        r"(?:(?:show|list|see|display|give|find|read)(?: me)? )?(?P<what>(?:(?:my|the|all) )*"
        r"(?:(?:low|medium|high|highest|top|critical|urgent)(?: priority)?|(?<=[a-z] )(?:overdue"
        r"|late|pending|completed|unfinished))(?: (?:tasks?|items?|ones|stuff|things))?)",
        "show high priority",
    ),
    rule(
        "tasks, said alone",
        Intent.LIST,
        r"(?P<what>(?:(?:my|all|the|any|only|just|tasks?|items?|overdue|completed|done|pending|open"
        r"|unfinished|incomplete|finished|untagged|unprioriti[sz]ed|undated|unscheduled|repeating"
        r"|recurring|non-?(?:urgent|recurring|repeating|important)|one-?off"
        r"|high|low|medium|critical|urgent|important|undone|remaining|late|everything) ?){1,4}"
        r"(?:(?!.{0,60}\b(?:is|are) due\b).{0,60} )?(?:tasks?|to-?dos?|items?|stuff|things|ones"
        r"|chores|errands|overdue|pending|due|completed)(?: (?:for|due|tagged|about|with|without|by"
        r"|on|this|next|today"
        r"|tomorrow|that|from|in|sorted|of|to do|before|after|until|#).{0,60})?)",
        "overdue work stuff",
    ),
    rule(
        "some stuff, said alone",
        Intent.LIST,
        r"(?P<what>[\w'-]+ (?:stuff|tasks|to-?dos|jobs|errands) (?:(?:due|left|to do|open)\b.{0,60}"
        r"|(?:for )?(?:today|tomorrow|tonight|this \w+|next \w+)))",
        "uni stuff due tomorrow",
    ),
    rule(
        "a month's tasks, said alone",
        Intent.LIST,
        r"(?P<what>(?:january|february|march|april|may|june|july|august|september|october|november"
        r"|december)(?:'s)? (?:tasks|to-?dos|jobs|deadlines))",
        "october's deadlines",
    ),
    rule(
        "a day's tasks, said alone",
        Intent.LIST,
        r"(?P<what>(?:(?:today|tonight|tomorrow|(?:this|next) (?:week|month|weekend)"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)'?s?|the weekend'?s?)"
        r" (?:tasks|to-?dos|jobs|chores|things|stuff|list))",
        "tomorrow's jobs",
    ),
    rule(
        "a state, said alone",
        Intent.LIST,
        r"(?P<what>(?:overdue|pending|completed|unfinished|undone|(?:all |my |all my )?(?:tasks"
        r"|todos|to-?dos|to do)|due)"
        r"(?: (?:today|tomorrow|tonight|this week|next week))?|(?:tasks|todos) (?:due|for|tagged"
        r"|about|with) .{1,60}|nothing tagged|untagged|undated|unscheduled)",
        "overdue",
    ),
    rule(
        "a list, said alone",
        Intent.LIST,
        r"(?!(?:add|create|make|put|new|set|start|open|remove|delete|begin|clear|wipe|empty|erase"
        r"|move|mark|wrong|right|same|other|another|bad|no|not|what)\b)<LIST>"
        r"(?P<what>(?: (?:today|tomorrow|for .{1,30}))?)",
        "shopping list",
    ),
    rule(
        "what there is then",
        Intent.LIST,
        rf"(?:{_TELL}|remind me) (?P<asked>{_ASKING}\b.{{1,120}})"
        rf"|(?P<asked2>(?!what (?:i|we)\b)(?:{_ASKING}|search|find)\b.{{1,120}})"
        rf"|(?:(?:show|give|read|list)(?: me| us)|show|{_TELL})(?: just)? (?P<asked3>(?:the|my"
        rf"|only|all|everything|anything|on|for"
        rf"|{_DAYS})\b.{{0,120}})"
        r"|(?P<asked4>(?:upcoming|tasks|stuff|things|next (?:deadline|task|thing|up))\b.{0,60})",
        "what jobs have i got monday",
        "daily",
    ),
)
