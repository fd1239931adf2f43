"""Showing tasks: one, those due, those done."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

NOUNS = (
    r"\b(?:tasks?|to-?dos?|to do'?s|to do(?= list)|chores|errands"
    r"|items?|lists?|notes?|overdue|deadlines?|pending"
    r"|unfinished|incomplete|undone|(?:things|stuff) (?:i (?:have|need) )?to do|(?:my|all|overdue"
    r"|open|pending|work|home) things|(?!(?:the|some|any|other|your|this|that|good"
    r"|cool)\b)[\w'-]+ stuff)\b"
)

# not “I want oranges on my list”, nor “send the squad list to Ann”
_NO_ADDING = (
    r"(?!(?:send|walk|get) (?!me\b|us\b|my\b|the (?:list|tasks)\b))"
    r"(?!(?:i (?:need|want|would like)|i'd like) (?!to (?:see|know|hear|check|view|look|read)\b)"
    r".* (?:on|onto|to) (?:my|the|our) )"
)

_IS_IT_DONE, _DID_I_DO_IT = "is it done", "did I do it"
WHETHER_DONE = frozenset({_IS_IT_DONE, _DID_I_DO_IT})
"""The rules of questions whether a task is done."""

SORTED = "sort them"

_WHEN_PUT = (
    r"(?:(?:for |on |at )?(?:which|what) (?:day|date|week|weekend|month|year|time|hour)|when)"
    r" (?:did|have|do) (?:you|i|we) (?:just )?(?:put|set|add|added|schedule|scheduled|book|booked"
    r"|move|moved|make|made|plan|planned|note|noted)"
)
NOTED_ON = "the note on it"

SHOWING = (
    rule(
        NOTED_ON,
        Intent.LIST,
        r"(?:what(?:'s|s| is| are| was| were| does| do| did)"
        r"|(?:show|read|give|tell)(?: me)?(?: out)?|see|open|is there|are there|do i have"
        r"|have i got|any) (?:(?:the|my|an?|any) )?"
        r"(?:notes?|description|comments?)(?: (?:i (?:made|wrote|added|left|have|put)|say))?"
        r" (?:on|of|for|about|in|to|with|under)"
        r" (?P<target>(?!(?:today|tomorrow|tonight|this|next)\b|(?:my|the|an?) .{0,40}\blists?\b)"
        r"[^?]{1,80}?)(?: (?:say|saying|again))*"
        r"|what did i (?:write|note|jot)(?: down)? (?:on|about|for|under|in)"
        r" (?P<target2>(?!(?:my|the|an?) .{0,40}\blists?\b)[^?]{1,80}?)",
        "what's the note on the report",
        "one",
    ),
    rule(
        "what repeats",
        Intent.LIST,
        r"(?:what(?:'s)?|which (?:tasks|ones|of my tasks|series)|what (?:tasks|series))(?:"
        r" (?:is|are|do"
        r"|do i have that|that))* (?:repeats?|recurs?|repeating|recurring"
        r"|active)(?: every .{1,30})?"
        r"|(?:(?:<SHOW>|what|which)(?: (?:my|the|all|all my))?) (?:series|repeats)"
        r"(?: (?:do i have|are there))?",
        "what repeats",
        "recurring",
    ),
    rule(
        "what is paused",
        Intent.LIST,
        r"(?:(?:what|which)(?:'s)?(?: (?:series|tasks|ones|of my series))?(?: (?:is|are|have i))?"
        r"|(?:<SHOW>)(?: (?:my|the|all|all my))*) (?:paused|on hold|suspended)"
        r"(?: (?:series|tasks|ones|right now|now))*",
        "which series are paused",
        "paused",
    ),
    rule(
        "show one task",
        Intent.LIST,
        r"(?:<SHOW>|what(?:'s| is)|details? (?:of|for|on)|open|describe)(?: about)? "
        r"(?P<target>(?:the )?(?:task|to-?do|item|number|#) ?(?:number )?#?\d{1,6}|(?:the )?"
        r"(?:first|second|third|fourth|fifth|last) (?:one|task|item)"
        r"|(?:it|that|this)(?: one| task)?)"
        r"|what (?:does|did) (?P<target2>(?:the )?(?:task|to-?do|item|number|#) ?(?:number )?"
        r"#?\d{1,6}|it|that|this) (?:say|mean|involve|need)",
        "show me task 3",
        "one",
    ),
    rule(
        SORTED,
        Intent.LIST,
        r"(?:sort|filter|arrange|group|order) "
        r"(?P<what>(?:my|the|all|them|it|by (?:due|date|priority|title|name))\b"
        r"(?!.*\b(?:every|each) ).{0,120})",
        "sort my tasks by priority",
        "errand",
    ),
    rule(
        "the top few",
        Intent.LIST,
        r"(?:<SHOW> )?(?P<what>(?:the |my )?(?:top|next) (?:\d{1,3}|two|three|four|five|six|seven"
        r"|eight|nine|ten)(?: (?:tasks|todos|to-?dos|items|things|priorities))?"
        r"(?: (?:for|on|due|today|tomorrow|this|next|by|in)\b.{0,60})?)",
        "my next 5 tasks",
    ),
    rule(
        "a tag, shown or said alone",
        Intent.LIST,
        r"(?:<SHOW> )?(?P<what>#[a-z][\w-]*(?: #[a-z][\w-]*)*)",
        "show #work",
    ),
    rule(
        "show a list",
        Intent.LIST,
        rf"{_NO_ADDING}(?:<SHOW>|repeat|name|describe|read)"
        r" (?P<what>(?:.{0,120} )?(?:<ALIST>"
        r"|<TODO>s?)\b(?:'s? contents?)?.{0,80})",
        "read me my camping list",
        "own",
    ),
    rule(
        "show tasks",
        Intent.LIST,
        rf"{_NO_ADDING}<SHOW> (?P<what>(?:.{{0,120}} )?{NOUNS}.{{0,120}}|(?:all"
        rf"|everything(?: (?:due|that|on"
        rf"|for|in|tagged) .{{0,60}})?|them all|what'?s "
        rf"left|what is left|what's due.{{0,40}}|what i (?:have|need) to do.{{0,40}}))",
        "show high priority tasks tagged home",
        "own",
    ),
    rule(
        "what is left",
        Intent.LIST,
        r"(?:all|everything)(?: that)? i (?:still )?(?:need|have|must|ought)(?: to)? do"
        r"(?P<what2>(?: (?:for|on|this|next|today|tomorrow).{0,40})?)"
        r"|what (?:does|do) (?:that|this) leave(?: me)?(?: with| to do)*"
        r"|what(?:'s| is|s|'s still| is still) (?:left|open|remaining|pending|outstanding|not done)"
        r"(?: to do)?(?P<what>(?: (?:for|on|this|next|today|tomorrow).{0,40})?)",
        "what's left",
        "open",
    ),
    rule(
        "what is due first",
        Intent.LIST,
        r"(?:what(?:'s|s| is)|which(?: one| task)?(?: is)?)(?: due)?(?: the)?"
        r" (?:soonest|first|earliest|next up|up next)(?: (?:due|up|one|task))?",
        "what's due soonest",
        "first",
    ),
    rule(
        "what is due last",
        Intent.LIST,
        r"(?:(?:what(?:'s|s| is)|which(?: one| task| of (?:them|these|those))?(?: is)?"
        r"|show(?: me)?) )?(?:due )?(?:the )?(?:(?:furthest|farthest)(?: (?:away|off|out|ahead))?"
        r"|due last|latest due|last (?:due|deadline))(?: (?:one|task|deadline|away))?",
        "which is furthest away",
        "last",
    ),
    rule(
        "what is oldest",
        Intent.LIST,
        r"(?:(?:what(?:'s|s| is)|which(?: one| task| of (?:them|these|those))?(?: is)?"
        r"|show(?: me)?) )?(?:my |the )?oldest(?: (?:one|task|item|thing))(?: on my list)?"
        r"|what(?:'s| is| has) been (?:on (?:here|my list|the list)|waiting|open) (?:the )?longest",
        "what's my oldest task",
        "oldest",
    ),
    rule(
        "what should be done by now",
        Intent.LIST,
        r"what should (?:have been|be|i have) (?:done|finished|completed)"
        r"(?: (?:already|by now|before today))+",
        "what should have been done already",
        "overdue",
    ),
    rule(
        "what is due",
        Intent.LIST,
        r"(?P<what>(?:w(?:ha|a|o)t(?:'s|s| is| are| tasks are| things are)?"
        r"|which(?: ones| tasks| of them| of those)?(?: are)?|is anything|anything"
        r"|do i have anything|show me what's|list what's|how many(?: tasks)?(?: are)?) "
        r"(?:(?:is|else|still|currently|already) )*(?:due|overdue|late)\b.{0,100})",
        "what's due this week by priority",
    ),
    rule(
        "what is so pressing",
        Intent.LIST,
        r"(?:what|which)(?:'s| is| are|(?: ones| tasks| of (?:them|these|mine))(?: are)?)"
        r" (?P<what>(?:critical|low priority|medium priority)(?: now| right now)?)",
        "what's critical",
    ),
    rule(
        "what lacks something",
        Intent.LIST,
        r"(?:what|which)(?: (?:ones|tasks|things))?(?:'s| is| has| have)?"
        r" (?P<what>(?:got )?(?:no|without(?: an?)?)"
        r" (?:due date|date|deadline|day|tags?|reminders?))"
        r"(?: yet| at all)?",
        "what has no date",
    ),
    rule(
        "what is most urgent",
        Intent.LIST,
        r"(?:(?:what(?:'s| is)?|which is|show(?: me)?) )?(?:my |the )?(?:(?:most"
        r" (?:urgent|important|pressing)|top[- ]priority|highest[- ]priority|biggest)"
        r" (?:thing|task|one|item|to-?do)"
        r"|top priorities)(?: (?:on (?:my list|the list|there|here|it)|to do|today|right now|now"
        r"|i have"
        r"|i've got))*"
        r"|(?:what(?:'s| is)|which(?: one| task| of (?:them|these|those|my tasks))? is)"
        r" (?:the )?most (?:urgent|important|pressing)(?: (?:one|task|of (?:them|these|those)))?",
        "what's the most urgent thing",
        "urgent",
    ),
    rule(
        "what was added last",
        Intent.LIST,
        r"(?:what(?:'s| is| was)?|show(?: me)?) (?:the )?(?:last|latest|newest|most recent) "
        r"(?:thing|task|one|item)?(?: (?:that )?(?:i|you) (?:just )?(?:added|made|created|wrote))?"
        r"|what did i (?:just )?(?:add|write)(?: last| just now)?",
        "what's the last thing i added",
        "newest",
    ),
    rule(
        "how much is left",
        Intent.LIST,
        r"how (?:many|much)(?: (?:more|things?|stuff|work|tasks?|items?|of them))?(?: (?:is|are|do "
        r"i"
        r" have|have i got|there|still))* ?(?:left|open|remaining|pending|to do|outstanding)"
        r"(?: (?:to do|to finish|for me|now|still))*",
        "how many things are left to do",
        "left",
    ),
    rule(
        "is so much left",
        Intent.LIST,
        r"(?:(?:so|only|just|that's|that is|i have|i've got|there's|there is|there are) )*"
        r"(?:\d{1,3}|no|one|two|three|four|five|six|seven|eight|nine|ten)(?: more)?"
        r" (?:tasks?|things?|to-?dos?|items?|jobs?|chores?)(?: (?:is|are))?"
        r" (?:left|remaining|to go|(?:still )?open)(?: (?:to do|for me|now|on (?:it|there"
        r"|my list)))*(?:,? (?:right|yes|no|correct|is that right|am i right|is it|isn't it))?",
        "2 tasks left, right",
        "left",
    ),
    rule(
        "how much there is to do then",
        Intent.LIST,
        r"how (?:many|much) (?:things|stuff|work|chores) do i (?:have|need) to do"
        r"(?P<what> .{1,40})?",
        "how many things do i have to do today",
        "open",
    ),
    rule(
        "show what is done",
        Intent.LIST,
        r"(?:show|list|see|display)(?: me)? (?:(?:the|my|all|what(?:'s| is)) )*(?:done|completed"
        r"|finished)(?: ones)?",
        "show done",
        "done",
    ),
    rule(
        _IS_IT_DONE,
        Intent.LIST,
        r"(?:is|are|was|were) (?P<target>[\w' -]{1,80}?) (?:(?:already|still|now) )?(?:done"
        r"|completed?|finished|ticked off|open|pending)(?: (?:yet|already|now))?"
        r"|(?:tell me|let me know|check|see|i (?:want|need) to (?:know|see)) (?:if|whether)"
        r" (?P<target3>[\w' -]{1,80}?) (?:is|are|was|were|has been|have been)(?: already| still)?"
        r" (?:done|completed?|finished|ticked off|open|pending)"
        r"|(?:did|have) i (?:already )?(?:finish(?:ed)?|completed?|done) (?P<target2>(?!(?:today"
        r"|this"
        r"|yesterday|anything|something|everything)\b)[\w' -]{1,80}?)(?: (?:yet|already))?",
        "is the dentist done",
        "one",
    ),
    rule(
        _DID_I_DO_IT,
        Intent.LIST,
        r"(?:did|have|had) (?P<who>i|we|you)(?: (?:already|ever|just|even|actually|remember to))*"
        r" (?P<verb>[a-z]+) (?P<thing>(?!(?:(?:any|some|every)thing|much|a lot|it|that|this|today"
        r"|yesterday|on|this|last|any more|anymore)\b)[^?]{1,80}?)(?: (?:yet|already))*"
        r"|(?:is|are|was|were|has|have) (?P<thing2>(?!an? )[\w' -]{1,60}?)(?: (?:been|already"
        r"|now))*"
        r" (?P<verb2>[a-z]+(?:ed|en|t|id|ld|ne|de))(?: (?:yet|already|now))*",
        "did i pay the rent",
        "deed",
    ),
    rule(
        "what is under it",
        Intent.LIST,
        r"what(?:'s| is) (?:in|under|for) (?P<search>(?!the |a |my )[\w'-]{2,30})"
        r"|show(?: me)?(?: just)? (?P<search2>[\w'-]{2,30})|look up (?:the "
        r"|my )?(?P<search3>.{2,40})",
        "what's under garden",
    ),
    rule(
        "is that all",
        Intent.LIST,
        r"(?:is|was) that (?:all|everything|it|the lot)(?: i have| there is| on my list)?"
        r"(?: for)?(?P<what>(?: .{1,30})?)|w(?:ha|a|o)t(?:'s)? else"
        r"(?: is (?:there|left)| do i have| (?:have )?i(?:'ve)? got| have i got)?(?: to do)?",
        "is that all for today",
        "open",
    ),
    rule(
        "about it",
        Intent.LIST,
        r"(?:(?:so|and) )?(?:when(?:'s| is| was) (?P<target>it|that|this)(?: one| task)?"
        r"(?: (?:due|again|next|now|on|for|scheduled))*|(?:what time|what day|where)(?:'s| is| was)"
        r" (?P<target2>it|that|this)(?: (?:due|again|now|on|for|scheduled))+)"
        rf"|{_WHEN_PUT} (?P<target4>it|that|this)(?: (?:on|for|at|in|to|down|due|there))*"
        r"|is (?P<target3>it|that|this)(?: one| task)? (?:(?:still|a|very) )*(?:<PRIORITY>|due|done"
        r"|open|recurring|repeating|finished|completed)(?: .{1,30})?",
        "when is it due",
        "one",
    ),
    rule(
        "what is tagged",
        Intent.LIST,
        r"(?P<what>(?:(?:what|which|anything|everything)(?:'s| is| are| do i have)? )?"
        r"(?:tagged|labell?ed) .{1,60})",
        "what's tagged work",
    ),
    rule(
        "remind me when it is",
        Intent.LIST,
        r"remind me(?: again)? (?:when|where|(?:on )?(?:what|which) (?:time|day|date))"
        r" (?P<target>(?!(?:i|i'm|it|we|they|you|he|she|there)\b)[\w' -]{1,60}?)"
        r" (?:is|are|was)(?: (?:due|on|at|again))?",
        "remind me when dinner is",
        "one",
    ),
    rule(
        "when is it",
        Intent.LIST,
        r"(?:when(?:'s| is| are| was)|when do i have(?! to)|when (?:do|must|should) i(?:"
        r" (?:need|have|want)"
        r" to)?(?= <VERB>\b)|(?:tell me )?when (?:will|does)(?= .{1,80} "
        r"due\b)"
        r"|(?:what|which) (?:time|day|date)(?: is|'s| do i have)"
        r"|how (?:long|many (?:days|hours|weeks|sleeps))(?: is it| left| have i got)? (?:until"
        r"|till|to"
        r"|before)|where(?: is|'s)) "
        r"(?P<target>(?!it\b|the (?:next|last) (?!one|task))[^,;]{1,80}?)(?: (?:due|planned"
        r"|scheduled|set|happening))*"
        r"(?: (?:on|for))?",
        "when is dinner",
        "one",
    ),
    rule(
        "what about it",
        Intent.LIST,
        r"(?:(?:and|so) )?what about (?P<target>(?:the|my) [\w' -]{1,60})",
        "what about the dentist",
        "one",
    ),
    rule(
        "what is done",
        Intent.LIST,
        r"what (?:(?:tasks|things|all|else) )*(?:have|did|has) i (?:(?:already|just) )*"
        r"(?:completed?|finish(?:ed)?|done|do|get done|gotten done|accomplish(?:ed)?"
        r"|tick(?:ed)? off)(?: (?P<when>.{1,60}))?|what(?:'s| is| has)(?: been)? (?:already )?"
        r"(?:done|completed|finished)",
        "what have i completed",
        "done",
    ),
)
