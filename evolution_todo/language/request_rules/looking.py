"""Looking at tasks, reminders and lists."""

from evolution_todo.language.request_rules.fragments import rule
from evolution_todo.language.requests import Intent

_NOUNS = (
    r"\b(?:tasks?|to-?dos?|to do'?s|to do(?= list)|chores|errands"
    r"|items?|lists?|notes?|overdue|deadlines?|pending"
    r"|unfinished|incomplete|undone|(?:things|stuff) (?:i (?:have|need) )?to do|(?:my|all|overdue"
    r"|open|pending|work|home) (?:things|stuff))\b"
)
_DAY = (
    r"(?:the )?(?:today|tomorrow|tonight|day|week|this .{1,20}|next .{1,20}|on [a-z]+day"
    r"|[a-z]+day|rest of .{1,20}|remainder of .{1,20})"
)
_WANTED = (
    r"(?:i|you)(?: (?:had|was|asked|told|want(?:ed)?|trying|you|need(?:ed)?|ask(?:ed)?|not|to|help"
    r"|me|be))* "
    r"(?:remember|recall|forget|bear in mind|keep in mind|reminded)"
)

LOOKING = (
    rule(
        "next page",
        Intent.LIST,
        r"(?:(?:show|displays?|see|give|go to|tell|read|list|what'?s|what is)(?: me)? )?(?:on )?"
        r"(?:the )?(?:next|more)"
        r"(?: (?:page|ones?|tasks?|items?|results?))?(?: on (?:my|the) list)?(?: please)?",
        "show next page",
        "next",
    ),
    rule(
        "previous page",
        Intent.LIST,
        r"(?:(?:shows?|displays?|see|give|go|tell|read|list)(?: me| back| to)* )?(?:everth?y?thing "
        r"on )?(?:the )?"
        r"(?:previous(?:ly)?|prior|earlier|last time|back)(?: (?:page|ones?|tasks?|items?"
        r"|results?))?(?: for me)?",
        "show the previous page",
        "previous",
    ),
    rule(
        "plan my day",
        Intent.AGENDA,
        r"(?:plan|organi[sz]e|review|start|outline) (?:my|the|our) (?P<what>day|week|tomorrow"
        r"|morning|afternoon"
        r"|evening|today|weekend)|daily (?:briefing|summary|review)"
        r"|(?:give me )?(?:an? )?(?:overview|summary|briefing)(?: of my (?:day|week|tasks))?",
        "plan my day",
    ),
    rule(
        "agenda",
        Intent.AGENDA,
        r"(?:(?:what(?:'s| is)(?: on)?|show(?: me)?|tell me|give me|read(?: me)?) )?(?:my |the )?"
        r"(?:agenda"
        r"|day|plans?"
        r"|schedule|overview|briefing)(?: look(?:ing|s)? like)?(?: (?:for |on |of )?"
        rf"(?P<what>{_DAY}))?",
        "show my agenda for tomorrow",
    ),
    rule(
        "what's on",
        Intent.AGENDA,
        r"what(?:'s| is| do i have)(?: still| left| else)?(?: going)? (?:on|up|happening|planned"
        r"|lined up|coming up)(?: for| on| in| my plate)*"
        rf" ?(?P<what>{_DAY})|what(?:'s| is| do i have)(?: still| left| else)? (?:on my plate"
        r"|lined up|coming up|up next)",
        "what's on today",
    ),
    rule(
        "a day, said alone",
        Intent.AGENDA,
        r"(?:(?:what|how) about )?(?:on )?(?P<what>today|tomorrow|tonight|this week|next week"
        r"|this weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        "what about tomorrow",
    ),
    rule(
        "do I still need to",
        Intent.LIST,
        r"do i (?:(?:still|also) )?(?:need|have) to (?P<search>(?:buy|get|pick up) .{1,60})",
        "do i still need to buy milk",
        "search",
    ),
    rule(
        "how my day looks",
        Intent.AGENDA,
        r"(?:what|how)(?:'s| does| is| do)? (?:my (?P<what>day|week|morning|afternoon|evening"
        r"|weekend|today|tomorrow)|<ALIST>) "
        r"(?:look(?:ing)?|going|coming along)(?: like)?(?: (?:today|tomorrow))?",
        "what does my day look like",
    ),
    rule(
        "what should I do",
        Intent.AGENDA,
        r"what (?:should|can|shall) i (?:do|work on|start with|tackle|focus on)(?: (?:first|next"
        r"|now|today))?"
        r"|what am i (?:going|supposed) to do(?: next| today| now)?",
        "what should i do next",
    ),
    rule(
        "my lists",
        Intent.LIST,
        r"(?:(?:<SHOW>|what|which|do i have any|can i) )?(?:(?:are|all|of|my|the|available"
        r"|existing) )*(?:lists|tags|labels|categories)"
        r"(?: (?:are|do|have|did|that|were|can|i|there|currently|available|right now|got|made?"
        r"|created|you|exist|set up|now"
        r"|uploaded|of mine|with))*|list (?:the )?(?:availables|tags)|what were the last .{1,10} "
        r"lists .{0,30}",
        "show me my lists",
        "tags",
    ),
    rule(
        "what I wanted to remember",
        Intent.LIST,
        r"(?>(?:(?:show|tell|read|list|recall|remind|me|us|to|can|you|know|need|want|hear|i|what"
        r"|what's|are|was|were|is|did|do|the|those|it|that|all|some|things?|of|had|had) )*?(?=i "
        rf"|you )){_WANTED}"
        r"(?: (?:some ?things?|again|what|before|earlier|for later|about|of|was|were))*(?:,? what "
        r"(?:was|were) (?:it|they))?",
        "what did i want to remember again",
        "reminders",
    ),
    rule(
        "is it among my reminders",
        Intent.LIST,
        r"(?:is|are|do i have|check|did i (?:add|put|include|set)|confirm that|look to see if"
        r"|check to see if)(?: if)? (?P<search>[\w' -]{1,80}?)(?: (?:is|are|already|to))* "
        r"(?:in|on|among|to) (?:my|the) (?:reminders?(?: lists?)?|lists? of reminders?)(?: "
        r"(?:currently|already|now))?",
        "is mop the floor already in my reminders",
        "search",
        "reminders",
    ),
    rule(
        "do I have a reminder for",
        Intent.LIST,
        r"(?:do i have|is there|did i (?:request|set(?: up)?|make|create|add)|are there|have i "
        r"(?:got|set)|check my) (?:(?:an?|any|the|my) )?reminders?"
        r"(?: (?:set|already))* (?:for|to|about|of) (?P<search>(?!today|tomorrow|this|next"
        r"|tonight).{1,80}?)(?: on (?:my|the) list)?|check my reminders for (?P<search2>.{1,80})",
        "do i have a reminder for our neighbor's anniversary",
        "search",
        "reminders",
    ),
    rule(
        "reminders",
        Intent.LIST,
        r"(?P<what>(?:<SHOW>|<QUESTION>|can you|on|in|i had|let's|what) (?!(?:an?|some) )"
        r"(?:.{0,100} )?reminders?\b.{0,100})"
        r"|(?:(?:my|the|all|all my|current|pending) )*reminders?(?: list)?(?: of my list)?(?: (?:is"
        r"|are) what)?",
        "what reminders do i have",
        "reminders",
    ),
    rule(
        "when is it due",
        Intent.LIST,
        r"(?:when|at what time|what time|what day) (?:is|are|do i|does|did|was) (?:(?:the|my) )?"
        r"(?P<search>.{1,100}?) "
        r"(?:due|on <LIST>|scheduled)",
        "when is the report due",
        "search",
    ),
    rule(
        "anything about it on the list",
        Intent.LIST,
        r"(?:is there|are there|do i have|have i got|did i (?:have|make|create|put|add)|do i "
        r"already have)(?: already)? "
        r"(?:an?y?|any|anything|something)? ?(?:item|task|note|entry|thing)?s?(?: (?:on|in) "
        r"<ALIST>)? "
        r"(?:about|for|to|related to|regarding|saying)(?: do)? (?P<search>.{1,100}?)(?: (?:on|in) "
        r"<LIST>)?",
        "do i have anything on my todo list about shoveling snow",
        "search",
        "tasky",
    ),
    rule(
        "anything on the list",
        Intent.LIST,
        r"(?:(?:tell|let) me (?:know )?(?:if|whether) )?(?:do i|is|are|have i|did i|there|any"
        r"|anything|what|list|what's|whats|everything) ?"
        r"(?:(?:do|is|are|have|has|did|there|i|any|anything|something|things?|items?|tasks?|chores?"
        r"|stuff|got|added|add|put|else|left|what|all|everything) )*"
        r"(?:to|on|in) <LIST>(?P<what>.{0,40})",
        "do i have anything on my to do list",
    ),
    rule(
        "check whether it is on the list",
        Intent.LIST,
        r"(?:check|confirm|see|look|tell me|let me know|i need to know|look to see|check to see)"
        r"(?: (?:to see )?(?:if|whether|that))? "
        r"(?:(?:i've|i have|did i|i|is|are|added|add|put|an? item|the|to) )*(?P<search>.{1,100}?)"
        r"(?: (?:is|are|being|listed|currently|included))* "
        r"(?:on|in|to) <LIST>(?: (?:today|tomorrow|yet|already|right now|currently))?",
        "check if feeding the fish is on my list",
        "search",
        "tasky",
    ),
    rule(
        "did I put it on the list",
        Intent.LIST,
        r"(?:did i|have i|do i|has|had i|do i have|have i got)(?: (?:already|currently|also))*"
        r"(?: (?:have|set aside|add(?:ed)?|put|included?|remember(?:ed)? to (?:add|put)|forget to "
        r"(?:add|put)|jot(?:ted)? down|write|set(?: up)?|note|request"
        r"|create|make|list))?(?: (?:an?|the|any|some)(?: (?:item|task|note|time))?(?: to| for)?)? "
        r"(?P<search>.{1,100}?)"
        r"(?: (?:scheduled|coming up|already|listed|saved))* (?:on|in|to|at) <LIST>(?: (?:today"
        r"|tomorrow|yet|already|right now|currently))?",
        "did i put bread on my shopping list",
        "search",
    ),
    rule(
        "is it on the list",
        Intent.LIST,
        r"(?:is|are|was|were|will)(?: there)? (?:(?:an?|the|any) )?(?P<search>.{1,100}?)(?: (?:be"
        r"|being|coming up|listed|currently|already|scheduled|included))* "
        r"(?:on|in|at) <LIST>(?: (?:today|tomorrow|yet|already|right now|currently))?",
        "is vacuuming on my todo list",
        "search",
    ),
    rule(
        "does the list have it",
        Intent.LIST,
        r"(?:do|does|has|did|is|check (?:if|whether|to see if)|check) <LIST> (?:have|has|includes?"
        r"|contains?|consists? of|say|got"
        r"|for|to see if|and)(?: any| the)? (?P<search>(?!what).{1,100}?)(?: (?:on|in|written on) "
        r"(?:it|them)| right now| (?:is|are) (?:on it|listed))*"
        r"|(?:on|in) <ALIST> (?:did i (?:put|add)|do i have|is there) (?P<search2>.{1,60})",
        "does my shopping list have tomato written on it",
        "search",
    ),
    rule(
        "need to buy",
        Intent.LIST,
        r"what (?:(?:all|items?|things|stuff) )?(?:do|should|did) i (?:need|have|want)(?: to (?:buy"
        r"|get|purchase|pick up|go shopping for))?"
        r"(?: when i go shopping| (?:at|from) the (?:(?:grocery )?stores?|shops?|supermarket"
        r"|market)| for shopping){1,2}"
        r"|what (?:all )?(?:do|should) i (?:need|have) to (?:buy|purchase|go shopping for)|do i "
        r"need (?:to (?:get|buy) )?(?P<search>[\w' -]{1,40})(?: (?:at|from) the (?:grocery "
        r")?store| when i go shopping)",
        "what do i need to buy",
        "shopping",
    ),
    rule(
        "my list contains what",
        Intent.LIST,
        r"(?:(?:on|in) )?<LIST> (?:is|are|contains?|has|have|consists? of|includes?|looks like)(?: "
        r"again)? ?what(?: again| on it)?",
        "my shopping list contains what",
    ),
    rule(
        "show one task",
        Intent.LIST,
        r"(?:<SHOW>|what(?:'s| is)|details? (?:of|for|on)|open|describe)(?: about)? "
        r"(?P<target>(?:the )?(?:task|to-?do|item|number|#) ?(?:number )?#?\d{1,6}|(?:the )?"
        r"(?:first|second|third|fourth|fifth|last) (?:one|task|item))",
        "show me task 3",
        "one",
    ),
    rule(
        "sort them",
        Intent.LIST,
        r"(?:sort|filter|arrange|group|order) (?P<what>(?:my|the|all|them|it)\b.{0,120})",
        "sort my tasks by priority",
    ),
    rule(
        "the top few",
        Intent.LIST,
        r"(?P<what>(?:the |my )?(?:top|next) (?:\d{1,3}|two|three|four|five|six|seven|eight|nine"
        r"|ten) (?:tasks|todos|to-?dos|items|things)(?: .{1,60})?)",
        "my next 5 tasks",
    ),
    rule("a tag, said alone", Intent.LIST, r"(?P<what>#[a-z][\w-]*(?: #[a-z][\w-]*)*)", "#work"),
    rule(
        "show a list",
        Intent.LIST,
        r"(?:<SHOW>|repeat|iterate|name|describe|read) (?P<what>(?:.{0,120} )?(?:<ALIST>"
        r"|<TODO>s?)\b(?:'s? contents?)?.{0,80})",
        "read me my shopping list",
        "own",
    ),
    rule(
        "show tasks",
        Intent.LIST,
        rf"<SHOW> (?P<what>(?:.{{0,120}} )?{_NOUNS}.{{0,120}}|(?:all|everything(?: (?:due|that|on"
        rf"|for|in|tagged) .{{0,60}})?|them all|what'?s "
        rf"left|what is left|what's due.{{0,40}}|what i (?:have|need) to do.{{0,40}}))",
        "show high priority tasks tagged home",
        "own",
    ),
    rule(
        "what is left",
        Intent.LIST,
        r"what(?:'s| is|s|'s still| is still) (?:left|open|remaining|pending|outstanding|not done)"
        r"(?: to do)?(?P<what>(?: (?:for|on|this|next|today|tomorrow).{0,40})?)",
        "what's left",
        "open",
    ),
    rule(
        "what is due",
        Intent.LIST,
        r"(?P<what>(?:what(?:'s|s| is| are| tasks are| things are)?|which(?: tasks)?(?: are)?|is "
        r"anything|anything|do i have anything|show me what's|list what's|how many(?: tasks)?(?: "
        r"are)?) "
        r"(?:(?:is|else|still|currently|already) )*(?:due|overdue|late)\b.{0,100})",
        "what's due this week by priority",
    ),
    rule(
        "what is most urgent",
        Intent.LIST,
        r"(?:what(?:'s| is)?|which is|show(?: me)?) (?:my |the )?(?:most (?:urgent|important"
        r"|pressing)|top[- ]priority|highest[- ]priority|biggest) (?:thing|task|one|item|to-?do)?"
        r"(?: (?:on my list|to do|today|right now|now))?",
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
        "is it done",
        Intent.LIST,
        r"(?:is|are|was|were) (?P<target>[\w' -]{1,80}?) (?:(?:already|still|now) )?(?:done"
        r"|completed?|finished|ticked off|open|pending)(?: (?:yet|already|now))?"
        r"|(?:did|have) i (?:already )?(?:finish(?:ed)?|completed?|done) (?P<target2>(?!(?:today"
        r"|this"
        r"|yesterday|anything|something|everything)\b)[\w' -]{1,80}?)(?: (?:yet|already))?",
        "is the dentist done",
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
        "when is it",
        Intent.LIST,
        r"(?:when(?:'s| is| are| was)|when do i have|(?:tell me )?when (?:will|does)(?= .{1,80} "
        r"due\b)"
        r"|what time(?: is|'s| do i have)) "
        r"(?P<target>(?!it\b|the (?:next|last) (?!one|task))[^,;]{1,80}?)(?: (?:due|planned"
        r"|scheduled|set|happening))*"
        r"(?: (?:on|for))?",
        "when is dinner",
        "one",
    ),
    rule(
        "what is done",
        Intent.LIST,
        r"what (?:(?:tasks|things|all|else) )*(?:have|did|has) i (?:(?:already|just) )*"
        r"(?:completed?|finish(?:ed)?|done|do|get done|gotten done|accomplish(?:ed)?"
        r"|tick(?:ed)? off)(?: (?P<when>.{1,60}))?|what(?:'s| is) (?:already )?(?:done|completed"
        r"|finished)",
        "what have i completed",
        "done",
    ),
    rule(
        "ask for tasks",
        Intent.LIST,
        r"(?P<what>(?:<QUESTION>|i (?:need|want|have|would like)|i'd like|let's|can i|could i|"
        rf"(?:the|my) (?=.{{0,80}}what\b))\b(?:.{{0,120}}(?:\b|\W))?{_NOUNS}.{{0,120}})",
        "how many tasks do i have",
        "own",
    ),
    rule(
        "what I have to do",
        Intent.LIST,
        r"(?:instruct me|tell me|let me know|i (?:want|need) to know)? ?what (?:(?:all|things|else"
        r"|stuff|are the things that|items?) )*(?:(?:do|should|must|did) )?i (?:have|need|got"
        r"|gotta|want)"
        r"(?: left)?(?: to (?:do|get done|accomplish|finish|complete))?(?P<what>(?: (?:for|on|by"
        r"|before|today|tomorrow|tonight|this|next|at|in|left|due|[a-z]+day)\b.{0,80})?)",
        "what do i have to do today",
        "then",
    ),
    rule(
        "do I have anything then",
        Intent.LIST,
        r"(?:do i have|have i got|is there)(?: to do)? (?:anything|something|stuff|things|much"
        r"|a lot)(?: else)?(?: to do| due| on| planned| scheduled| going on| left| coming up)*"
        r"(?P<what>(?: .{1,80})?)|instruct me what to do",
        "do i have anything tomorrow",
        "then",
    ),
    rule(
        "find tasks",
        Intent.LIST,
        r"(?:find|search(?: for)?|look (?:up|for)|where(?:'s| is)|get|open|which)(?: me)? "
        rf"(?P<what>(?:.{{1,100}} )?{_NOUNS}(?: .{{1,100}})?)",
        "find the dentist task",
    ),
    rule(
        "search for",
        Intent.LIST,
        r"search (?:(?:my )?tasks )?for (?P<search>.{1,100})|find (?P<search2>.{1,100})",
        "search for dentist",
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
        r"|unfinished|incomplete|finished"
        r"|high|low|medium|critical|urgent|important|undone|remaining|late|everything) ?){1,4}"
        r"(?:.{0,60} )?(?:tasks?|to-?dos?|items?|stuff|things|ones"
        r"|chores|errands|overdue|pending|due|completed)(?: (?:for|due|tagged|about|with|without|by"
        r"|on|this|next|today"
        r"|tomorrow|that|from|in|sorted|of|to do|before|after|until|#).{0,60})?)",
        "overdue work stuff",
    ),
    rule(
        "a state, said alone",
        Intent.LIST,
        r"(?P<what>(?:overdue|pending|completed|unfinished|undone|(?:all |my |all my )?(?:tasks"
        r"|todos|to-?dos|to do)|due)"
        r"(?: (?:today|tomorrow|tonight|this week|next week))?|(?:tasks|todos) (?:due|for|tagged"
        r"|about|with) .{1,60})",
        "overdue",
    ),
    rule(
        "a list, said alone",
        Intent.LIST,
        r"(?!(?:add|create|make|put|new|set|start|open|remove|delete|begin|clear|wipe|empty|erase"
        r"|move|mark)\b)<LIST>"
        r"(?P<what>(?: (?:today|tomorrow|for .{1,30}))?)",
        "shopping list",
    ),
)
