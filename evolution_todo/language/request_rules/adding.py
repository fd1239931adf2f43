"""Adding tasks: what is said first and then added, to a list, as a task, in a note."""

from evolution_todo.language.request_rules.being_reminded import BEING_REMINDED
from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_SO = r"(?:(?:so|and|please|can|could|will|would|you|just|need|go|ahead) )*"
_PLEASE = r"(?:(?:please|pls|kindly|(?:can|could|will|would) (?:you|u)) )*"
_NOT = r"(?!(?:you|don'?t|do not|never|stop|no need to|quit)\b)"
_MANY = (
    r"(?:(?:an?|one|the|my|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|few|couple(?: of)?"
    r"|bunch of|several|some|another|these|following|new|more|other|extra) )"
)
_KINDS = r"(?:more|others?|(?:<NOUNS>|things|bits|jobs|ones|reminders|appointments)(?: more)?)"
_MUST = r"(?:i (?:need to|have to|must|should|gotta|want to|need) )?"
_DAY = (
    r"(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:this )?week(?:end)?)"
)
_FEW_WORDS = r"[\w'-]{1,40}(?: [\w'-]{1,40}){0,2}"
_NEED = r"(?:need|have|must|should|want)(?: to)?(?: (?:get|buy|pack|bring|take|do|sort|order))?"

ADDING_ACROSS = (
    rule(
        "a heading with a day",
        Intent.ADD,
        r"(?!.*[.!] [^.!]*:)"
        r"(?:(?:(?:(?:my|the|these|two|three|four|five|six|a few|some|several|\d{1,2}) )*(?:things"
        r"|tasks"
        r"|jobs|stuff|appointments|meetings|calls"
        r"|deadlines|bills|events|list|errands|chores|shopping|to[- ]?dos?(?: list)?)(?: to do)?"
        r"|to do) (?P<before>[^:;?]{2,40}?)"
        r"|(?:(?:add|and) )*(?:one|two|three|four|five|six|\d{1,2}|some|a few|add)(?: more)?"
        r" (?P<before2>for [^:;?]{2,40}?)"
        rf"|(?:my )?(?P<before3>{_DAY})'?s (?:list|tasks|to-?dos?|to do list|plan|jobs|errands"
        r"|chores)"
        rf"|(?P<before4>(?:(?:for|on|by) )?{_DAY}(?: (?:morning|afternoon|evening))?)"
        r"(?= ?:[^:.]+[;,][^:.]+$))"
        r" ?: ?(?P<items>.{2,1000})",
        "things to do tomorrow: ring ann, post the parcel",
        "timed",
        "each",
    ),
    rule(
        "occasions of one kind",
        Intent.ADD,
        r"(?:(?:add|put in|note(?: down)?|save|remember|here are|these are|please|and) )*"
        r"(?:(?:everyone's|everybody's|people's|the|these|all|my|our|the kids'|upcoming|some|family"
        r"|more|following) )*"
        r"(?P<kind>birthdays|b-?days|anniversaries|exams|tests|deadlines|lessons)"
        r"(?: (?:to add|to remember|coming up|this (?:year|term|month)))?"
        r" ?(?::| -+|–) ?(?P<items>.{4,1000})",
        "birthdays: kim 3 may, tom 8 june - yearly",
        "occasions",
    ),
    rule(
        "so many things",
        Intent.ADD,
        r"(?:(?:(?:i|we)(?:'ve)? )?(?:need|have|want|got) )?(?:(?:these|my|the|another) )?"
        r"(?:two|three|four|five|six|a few|some|several|\d{1,2})(?: more)?"
        r" (?:things|tasks|jobs|errands|chores|to-?dos)(?: (?:to (?:do|add|get|buy)|for me|please)"
        r"| from [^:]{2,40})*:"
        r" ?(?P<items>.{2,1000})",
        "two things: ring ann by friday, and post the parcel",
        "each",
    ),
    rule(
        "what an occasion needs",
        Intent.ADD,
        rf"(?:(?:for|before) [^:;,?]{{2,40}}?(?: (?P<before>{_DAY}))?,? (?:i|we)(?:'ll| will)?"
        rf" (?:also )?{_NEED}"
        rf"|(?:i|we)(?:'m|'re|'ve| have| are"
        rf"| am) [^:;?]{{4,50}}?(?: (?:on )?(?P<before3>{_DAY}))?,? so"
        rf"|(?:the )?(?:things|stuff|what|all) (?:i|we) {_NEED} for [^:;?]{{2,40}}?"
        rf"(?: (?P<before2>{_DAY}))?) ?: ?(?P<items>.{{2,1000}})",
        "for the barbecue we need: buns, coal and napkins",
        "each",
        "counted",
    ),
    rule(
        "reminders for a day",
        Intent.ADD,
        r"(?:(?:<MAKE>|put|(?:i|we) (?:need|want)|i'd like) )?"
        r"(?:(?:two|three|four|five|six|some|\d{1,2}|these|the following) )?reminders"
        r"(?: (?P<before>(?:for|on) [^:]{2,40}))?:(?!\d) ?(?P<items>.{2,1000})",
        "two reminders for tomorrow: vitamins at 8am, retainer at 10pm",
        "each",
        "counted",
        "remind",
    ),
    rule(
        "these for a day",
        Intent.ADD,
        r"<ADD> (?:these|the following|all of these)(?: (?:<NOUNS>|things|ones))?(?: (?:in|on"
        r"|down))?"
        r" (?P<before>(?:for|on|by|due) [^:]{2,40}): ?(?P<items>.{2,1000})",
        "add these for sunday: fold towels, empty bins",
        "timed",
        "each",
    ),
    rule(
        "add unless there",
        Intent.ADD,
        r"(?:do i (?:already )?have|is(?: there| the)?|are(?: there| the)?|have i got) "
        r"(?P<items>[\w' -]{1,80}?)(?: (?:already|listed|currently))*(?: on| in)? <LIST>,? "
        r"(?:(?:and )?if not|if (?:it|they)(?:'s|'re| is| are) not|please|can you|could you"
        r"|add)[\w', ]*",
        "do i have rice on my shopping list if not add it please",
        "unless",
    ),
    rule(
        "add unless there is one",
        Intent.ADD,
        r"do i (?:already )?have (?:anything|something|a task|one) (?:about|for|on|to do with)"
        r" [\w' -]{1,40}[?.,;]+ (?:and )?if (?:not|i don't),? (?:please )?(?:add|put)"
        r" (?P<items>.{2,200})",
        "do i have anything about the mot? if not add book mot for next week",
        "unless",
    ),
    rule(
        "unsure whether there, add",
        Intent.ADD,
        r"i'm not sure if (?P<items>[\w' -]{1,80}?) (?:is|are) on <LIST>,? (?:but )?if (?:it|they) "
        r"(?:isn't|aren't|is not|are not)[\w', ]*\b(?:add|put)\b[\w', ]*",
        "i'm not sure if jam is on my shopping list, but if it isn't can you put it on there",
        "unless",
    ),
    rule(
        "out of it, so add it",
        Intent.ADD,
        r"(?:i|we)(?:'m| am|'re| are)? (?:all |completely |running )?(?:out of|low on|ran out of"
        r"|have no"
        r"|don't have any(?: more)?|need(?: more)?(?! to\b)) (?P<items>[\w' -]{1,80}?)[,;. ]+"
        rf"{_SO}(?:add|put|remind me|them to be added)(?: (?:it|that|them|those|some))? ?<ON> "
        r"<LIST>",
        "i'm out of jam so will you put that on my shopping list",
    ),
    rule(
        "add to a day's list",
        Intent.ADD,
        rf"<ADD> (?P<items>.{{1,200}}?) (?:to|on|for|in) (?:my )?(?P<before>{_DAY})'s"
        r" (?:list|tasks|to-?dos?|to do list|plan|jobs)",
        "add rope to monday's list",
        "timed",
    ),
    rule(
        "get on a list",
        Intent.ADD,
        r"(?:get|have) (?P<items>(?!(?:me|us|i|we|what|my|the|everything|all|any|items?|things?"
        r"|somethings?)\b)[\w'\" -]{1,60}?) (?:added to|put on|on|onto|on to) <LIST>"
        r"(?P<after>,? (?:some ?time |(?=<WHEN>)).{1,80})?",
        "get tomatoes on the shopping list",
    ),
    rule(
        "said first, then add it",
        Intent.ADD,
        r"(?!(?:when|what|which|where|who|how|why|did|do|does|has)\b)"
        rf"{_MUST}(?P<task>[^,;.]{{2,200}}?)[,;. ]+{_SO}(?:add|put|<ADD>(?= \w+ <ON> ))"
        r" (?:it|that|this|them|this (?:<NOUN>|thing))(?: <ON> <LIST>| in| down| on there)?"
        r"(?:,? (?:and|n|&) (?:please )?(?P<after>(?:remind me|repeat|tag it) .{1,80}))?",
        "i need to bleed the radiators put it on my shed list",
    ),
    rule(
        "remind me, on a list",
        Intent.ADD,
        r"(?:help )?remind me (?:to |that i need to )(?:add )?"
        r"(?P<task>(?:(?! and (?:also )?(?:add|put)\b).){1,200}?),? "
        r"(?:by putting (?:it|that) on|put (?:it )?on|to) <LIST>(?P<after> today)?",
        "remind me to sweep the yard, put on list of things to do",
        "remind",
    ),
    rule(
        "when first, then be reminded",
        Intent.REMIND,
        rf"{_NOT}(?!(?:add|put|delete|remove|mark|move|when (?!it)|what|why|how|who|did|do|does"
        rf"|will|can"
        rf"|could)\b)(?P<before>(?:[^.;]|(?<=\d)\.(?=\d)){{1,100}}?)"
        rf"(?<! and)(?<! then)(?<! also)(?<! plus),? {_PLEASE}"
        r"(?:<NUDGE>|tell me(?= to)|(?:set|create|add|make|put)(?: me)? (?:an? )?(?:new )?"
        r"(?:reminder|alarm|alert)(?: for me)?(?= (?:to|about|for)\b)) (?P<said>.{1,1000})",
        "at 3 tomorrow afternoon, remind me to feed the ducks",
    ),
)

A_SUBTASK = "a subtask"
MAKE_A_TAG = "make a tag"

ADDING = (
    rule(
        A_SUBTASK,
        Intent.ADD,
        rf"<MAKE> {_MANY}{{0,3}}sub-?(?:tasks?|items?|lists?)"
        r"(?: (?:to|for|under|in|of) [^:,]{2,60}?(?:[:,]| called| named) ?"
        r"|:? (?:to |for |called )?)(?P<items>.{2,400}?)"
        r"(?: (?:under|to|in) (?:the |my )?[\w'-]+(?: [\w'-]+){0,3})?",
        "add a subtask to the party task: order the cake",
        "each",
        "perhaps",
    ),
    rule(
        "list first, then what to add",
        Intent.ADD,
        r"(?:<ADD> )?(?:<ON>|for) <LIST>(?:,|:)? (?:that (?=i\b))?"
        r"(?:(?:please )?(?:(?:add|put)(?:: ?| )|i need(?! to) ))?(?:(?:the following|these)(?::"
        r"| -+) ?)?"
        r"(?P<items>.{1,400}?)(?: added| on it| as well)?",
        "to grocery list add leeks",
    ),
    rule(
        "list, add",
        Intent.ADD,
        r"<LIST>,? (?:add|plus) (?P<items>.{1,400})",
        "shopping list add jam",
    ),
    rule(
        "add these",
        Intent.ADD,
        r"<ADD> (?:this|these|the following|(?:it|that)(?= <ON> <ALIST>:)"
        r"|(?:something|one thing)(?: else| new)?(?: for me)?(?=:))(?: down| for me)*"
        r"(?: (?:<NOUNS>|things|ones))?(?: <ON> <LIST>)? ?[:,-] ?(?P<items>.{1,1000})",
        "add this to my list: water the ferns",
        "each",
    ),
    rule(
        "add so many more",
        Intent.ADD,
        r"<ADD> (?!(?:an?|one|another|this|my|the)(?: (?:new|other|quick))?"
        r" (?:task|to-?do|item|thing|reminder|note|entry)\b)"
        rf"(?:{_MANY}{{1,5}}{_KINDS}(?: to do| for me| please)*(?: <ON> <LIST>)?"
        r"(?P<before> (?:for|on|by|due|today|tomorrow)\b[^:]{0,40})? ?[:,–-]"
        rf"|{_MANY}{{0,4}}(?:<ON> <ALIST>|two|three|four|five|six|\d{{1,2}}) ?:)"
        r" ?(?P<items>.{2,1000})",
        "add 2 more: coffee and tea",
        "each",
        "counted",
    ),
    rule(
        "add one more",
        Intent.ADD,
        r"(?:(?:<ADD>|make(?: it)?) )?(?:(?:another|one)(?: more)?(?: (?:one|thing|task|to-?do))?)"
        r"(?:(?: for me| please)*(?: ?[:–]| -+) ?"
        r"|,? (?:to (?!(?:the|my|our|an?|it|that|this|me|you|us)\b)"
        r"|(?:which is|that is) (?=<VERB> ))"
        r"|, (?=<VERB> ))(?P<task>.{2,1000})",
        "add another one: check the oil",
    ),
    rule(
        "add something to a list",
        Intent.ADD,
        r"add|<ADD> (?:(?:(?:a|an|another|one|some|a few|few|this|that|new|more|these) )*"
        r"(?:something"
        r"|this|that|it"
        r"|things?|<NOUNS>) ?)?(?:<ON> (?:note )?<LIST>)?",
        "add something to our list",
        "nothing",
    ),
    rule(
        "add a task on a list",
        Intent.ADD,
        r"<MAKE> (?:(?:a|an|another|one|my|the|this|new) )*<NOUN>(?! #?\d+\b| list)(?: for me| "
        r"called| named| titled| that says"
        r"| saying| of)?(?: to|:| -|,| that i (?:need|have) to| which is)? (?:(?:for|about) )?"
        r"(?P<task>.{1,400}?) <ON> <LIST>",
        "add action item for ann to pack my school supplies in my list",
    ),
    rule(
        "add to a list",
        Intent.ADD,
        r"<ADD> (?:(?:(?:a|an|the|some|any|another|new|grocery|shopping) )*(?:items?|things?"
        r"|groceries) "
        r"(?:called |named |like )?)?(?P<items>.{1,400}?) (?:<ON>|for) <LIST>"
        r"(?:(?P<after>,? (?:(?:(?:it|that)(?:'s| is) )?(?=<WHEN>).{1,80}|(?:with|tag"
        r"|tagged) .{1,80}|#\S.{0,80}"
        r"|(?:high|low|urgent|p[1-4])\b.{0,20}))"
        r"|,? (?:as|and make it|it's) (?:an? )?(?P<value><PRIORITY>)"
        r"|<WHY>)",
        "put milk on my shopping list",
    ),
    rule(
        "add a quotation to a list",
        Intent.ADD,
        r"<ADD> (?P<task>[\"'][^\"']{1,200}[\"'])"
        r" (?:(?:to|on|onto|in|under) (?:my |the |our )?"
        r"(?:(?P<list>(?!it\b|that\b)[\w'-]+(?: [\w'-]+)?) )?(?:tasks|list|to-?dos|things|items)"
        r"|under (?P<list2>(?!it\b|that\b)[\w'-]+))(?P<after> (?=<WHEN>).{1,80})?",
        "add 'ring ann' to club tasks",
    ),
    rule(
        "add to the same list",
        Intent.ADD,
        r"<ADD> (?P<items>.{1,200}?) (?:to|on|onto) (?:it|that|there|that list|the same list"
        r"|that one)(?: too| as well)?(?P<after> (?:for|on|at|by) .{1,80})?",
        "add flour to it",
    ),
    rule(
        "add to a list, without to",
        Intent.ADD,
        r"add (?P<items>[\w'-]{1,40}) <LIST>",
        "add spinach my groceries list",
    ),
    rule(
        "should be on a list",
        Intent.ADD,
        r"(?:i (?:need|want)|i'd like|make sure|get)(?: to (?:get|add|put))?(?: that)? "
        r"(?P<items>.{1,200}?) "
        r"(?:is |are |to be |gets? |needs? to (?:be|go) )?(?:put |added |included )?<ON> <LIST>",
        "make sure lentils is on my shopping list",
    ),
    rule(
        "needs to be on a list",
        Intent.ADD,
        r"(?P<items>[\w'\" -]{1,100}?) (?:needs?|has|have|ought|must|should|can"
        r"|could) (?:to )?(?:be|go) "
        r"(?:put |added )?<ON> <LIST>",
        "descaling needs to be on my to do list",
    ),
    rule(
        "a list should have",
        Intent.ADD,
        r"<LIST> (?:should|needs to|must) (?:have|include|contain|say) (?P<items>[\w' -]{1,100}?)"
        r"(?: (?:on|in) it)?",
        "my shopping list should have lentils on it",
    ),
    rule(
        "a list needs",
        Intent.ADD,
        r"<LIST> (?:(?:also|still) )?(?:needs?|wants?|lacks?|could use|is missing|are missing) "
        r"(?P<items>(?!to\b).{1,200}?)(?: too| as well)?",
        "my camping list needs matches too",
    ),
    rule(
        "put down as a task",
        Intent.ADD,
        r"(?:put|note|write|log|jot|mark|enter|record)(?: down)? (?P<task>.{1,300}?)(?: down)?"
        r" as an? (?:new )?<NOUN>",
        "put 'fix the tap' down as a task",
    ),
    rule(
        "item on the list",
        Intent.ADD,
        rf"(?P<items>(?:{_FEW_WORDS}, ){{0,20}}{_FEW_WORDS}(?:,? (?:and|&) {_FEW_WORDS})?)"
        r" (?:on|to|onto) <LIST>",
        "jam, tea and rice on the shopping list",
        "noverb",
    ),
    rule(
        "a task for a day, a colon and what",
        Intent.ADD,
        r"(?:(?:(?:<MAKE>|put|(?:i|we) (?:need|want)|i'd like) )?"
        r"(?:(?:an?|another|new|one|quick|(?P<again>recurring|repeating)) )*(?:<NOUN>|note)"
        r"(?: (?:in|on|down))?|(?:and )?another(?: one)?)"
        r" (?P<before>(?:for|on|every|each|by|due) (?:[^:]|:(?=\d\d)){2,40}?)"
        r"(?::(?!\d)| (?:called|named|titled|saying)) ?(?P<task>.{2,400})",
        "a task for every monday: send the rota",
        "timed",
    ),
    rule(
        "add a task",
        Intent.ADD,
        r"(?:<MAKE>|(?:put|have|(?:i|we) (?:need|want)|i'd like)(?= (?:an?|another|one)\b))"
        r" (?:please )?(?:(?:a|an|another|one|my|the|this|new|(?P<again>recurring|repeating)) )*"
        r"(?:(?P<value><PRIORITY>) |(?P<every><EVERY>) )?"
        r"(?:<NOUN>|(?<=ly )(?:habit|routine|job))(?! #?\d+\b"
        r"| list)(?: in(?= for))?(?: for me|,? (?:please|thanks)(?=[:,]| -| (?:to|called)\b))*(?: "
        r"called| named| titled| that says"
        r"| saying| of| out of (?:this|that|it))?(?: to|(?::| -|,)(?: please(?= <VERB> ))?"
        r"| that i (?:need|have) to"
        r"| which is)? (?:(?:for|about) )?"
        r"(?P<task>.{1,1000})",
        "add a task to buy groceries",
    ),
    rule(
        "add tasks",
        Intent.ADD,
        r"<MAKE> (?:(?:the|these|some|a few|following|new|two|three|four|five|\d{1,2}) )*"
        r"(?:an? <NOUN> (?=for (?:each|every) [\w' ]{2,30}:)(?:for [^:]*)|tasks"
        r"|to-?dos|items|things)(?: to do)?(?: for (?:each|all|every one) of (?:these|them"
        r"|those))?[: ]+"
        r"(?:to )?(?P<items>.{1,1000})",
        "add tasks: call mom, pay rent and buy milk",
    ),
    rule(
        "tasks:",
        Intent.ADD,
        r"(?:(?:new|my|some|the|these|more|today'?s|tomorrow'?s) )*(?:tasks|to-?dos|to do(?: list)?"
        r"|(?:things )?to (?:buy|get|pack|bring|sort|order)|things(?: to do)?|jobs|errands|chores"
        r"|schedule|agenda|appointments|plans?"
        r"|diary)(?: for me)?"
        r"(?::| -+) ?(?P<items>.{2,1000})",
        "my to-dos: call mom and pay rent",
    ),
    rule(
        "task:",
        Intent.ADD,
        r"(?:new )?(?:(?:task|to-?do|to do|todo item)s?(?:(?::| -) ?| (?=<VERB>\b))"
        r"|to-?do (?!lists?\b|items?\b|apps?\b))"
        r"(?P<task>.{1,1000})",
        "todo: renew the passport",
    ),
    *BEING_REMINDED,
    rule(
        "note down",
        Intent.ADD,
        r"(?:(?:make|take|add) a note|note to self"
        r"|(?:jot(?:ting)?|not(?:e|ing)|writ(?:e|ing))(?: (?:this|it))? down"
        r"(?: for me)?"
        r"|(?:note|record|save|log)(?= that| to)|write(?= that)|note(?= (?:the|an?|my)\b)"
        r"|put(?: me)?(?= that (?:i|we)\b)|(?:(?:note|write|record|save|put) for me|write|record"
        r"|enter|put)(?=:))"
        r"(?: please)?(?:(?:,|:)| that i (?:need|have) to| to| that| of)? (?P<task>.{1,1000})",
        "make a note to call the vet",
    ),
    rule(
        "put on the calendar",
        Intent.ADD,
        r"(?:<ADD>|schedule) (?P<task>.{1,400}?) (?:<ON>|for) <CALENDAR>(?P<after> .{1,100})?",
        "add dentist to my calendar for friday",
    ),
    rule(
        MAKE_A_TAG,
        Intent.TAG,
        r"(?:add|create|make|set up|new|start) (?:(?:a|an|another|the|new|my) )*(?:tag|label)"
        r"(?::| called| named)? #?(?P<tag>(?!(?:to|on|for|of|from)\b)[\w-]+(?: [\w-]+)?)",
        "create a tag garden",
        "newlist",
    ),
    rule(
        "make a list",
        Intent.TAG,
        r"(?:add|create|make(?: me)?|set up|new|open(?: up)?|start|begin) (?:(?:a|another|my|the"
        r"|new) )*"
        r"(?P<tag>(?:(?!(?:to|on|in|from|of|this|that)\b)[\w'-]+ ){1,4})?(?:list|tag|label"
        r"|category)"
        r"(?: (?:for|of|called|named|titled|about)(?: (?:my |the )?(?P<tag2>.{1,50}?))?)?(?: to be "
        r"bought)?",
        "create a new list for camping gear",
        "newlist",
    ),
    rule(
        "add",
        Intent.ADD,
        r"(?:add(?:ing)?|ad(?= <VERB>\b)|(?:schedule|create|log|track)(?= [\"']))(?:,? (?:like|um+"
        r"|uh+|er+|maybe|perhaps|please"
        r"|pls|for me)\b,?)*:? "
        r"(?P<items>(?!(?:up|onto|to)\b|(?:on|in) (?!<WHEN>|the morning|two|three|an?\b))"
        r".{1,1000})",
        "add milk and eggs",
    ),
)
