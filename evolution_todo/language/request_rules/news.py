"""What people tell of their tasks without asking for anything: done, moved, called off.

These rules are tried on what nothing else reads, and what they read is done only where a task
bears the name: to anybody without such a task, “called ann” is talk.
"""

from evolution_todo.language.request_rules.ending import ENDING
from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.callers import CALLED
from evolution_todo.language.text.contrasts import NOT

_SAID = r"[^?]{1,200}?"
_THING = (
    r"(?!(?:add|delete|remove|show|list|mark|move|change|find|what|which|who|how|is|are|do|does|did"
    r"|has|have|was|were|can|could|when|where|why|if|i|we|you)\b)[^?]{1,200}?"
)

_ANY_MORE = r"(?: (?:any ?more|any longer|after all|now|for now|this time|today))*"
_IS = r"(?:(?:,| is| are|'s| has been| have been| was| were| got| just| now| should be)*)"
_WHEN = r"(?P<when>.{1,80}?)"
_THEN = r"(?: (?:this|next|on|for) (?:week|weekend|month|time|\w+day)| tomorrow| tonight)*"

CHANGED = (
    rule(
        "it is only once",
        Intent.UPDATE,
        rf"(?P<target>{_THING}) (?:is|was|will be) (?:(?:just|only) )*(?:a one-?off"
        r"|(?:a )?one[- ]time(?: thing)?|not recurring)(?: (?:after all|now|only))*",
        "the gym is just a one-off",
        "norepeat",
    ),
    rule(
        "none that day",
        Intent.SKIP,
        r"(?:(?:there's |there is |there'll be |there will be )?no|(?:there|i|we) (?:isn't|won't be"
        r"|don't have|haven't got|won't have)(?: an?y?)?"
        r"|(?:(?:i'm|i am|we're|we are) not|(?:i|we) won't be) (?:doing|having|going to|attending)"
        r"(?: the| my)?) (?P<target>[\w' -]{1,60}? (?:today"
        r"|tonight|tomorrow|(?:this|next|on) \w+(?: [\w]+){0,3}?))"
        r"(?: (?:after all|though|then|either|too|as well))*",
        "no gym this friday",
        "timed",
    ),
    rule(
        "one is skipped",
        Intent.SKIP,
        r"(?:i'm |i am |we're |we are |i'll |i will |we'll |we will |i |we )"
        r"(?:(?:going to|gonna|want to|have to|need to|must|can) )?skip(?:ping)? "
        rf"(?P<target>{_SAID})",
        "i'll skip yoga this tuesday",
    ),
    rule(
        "so much earlier",
        Intent.RESCHEDULE,
        rf"(?:(?:do|have|start|make) )?(?P<target>{_THING}){_IS}(?: due| moved| pushed back"
        r"| delayed| put back| brought forward)?(?: by)? (?P<amount><LENGTH>)"
        r"(?: (?:earlier|later|sooner|back|forward|late))?",
        "pick up kids half an hour earlier",
        "apart",
    ),
    rule(
        "put it off until then",
        Intent.RESCHEDULE,
        rf"(?:put|hold|keep|leave) (?P<target>{_THING}) (?:off|back|on hold|over|aside)"
        rf"(?: until| till| til| to| for)? {_WHEN}",
        "put the candles off until thursday",
    ),
    rule(
        "it can wait until then",
        Intent.RESCHEDULE,
        rf"(?P<target>{_THING})(?: both| all)? (?:(?:can|could|ha(?:s|ve) to|must|should"
        r"|needs? to|ought to)(?: all| both)? (?:wait|keep"
        r"|go|move|be moved|be pushed(?: back)?|be|happen|slide)|will (?:wait|keep|happen))"
        rf"(?: until| till| til| to| for| on| at)? {_WHEN}(?: instead| now)?",
        "lime can wait til next month",
    ),
    rule(
        "it can wait so long",
        Intent.RESCHEDULE,
        rf"(?P<target>{_THING})(?: both| all)? (?:can|could|ha(?:s|ve) to|must|should|needs? to"
        r"|will have to) (?:wait|be put off)(?: for)? (?P<amount><LENGTH>)",
        "the fence has to wait a week",
    ),
    rule(
        "could it be moved",
        Intent.RESCHEDULE,
        rf"(?:can|could|may|might|would) (?P<target>{_THING}) (?:be|go|get)(?: (?:moved|put|changed"
        rf"|pushed|shifted|rescheduled|done|back))*(?: to| on| at| for| until)? {_WHEN}",
        "could the lunch be moved to wednesday",
        "asked",
    ),
    rule(
        "it is off",
        Intent.DELETE,
        rf"(?P<target>{_THING})(?: is| are|'s| has been| have been| got| was)"
        r"(?: (?:now|just|actually|all))*"
        r" (?:off|cancell?ed|called off|scrapped|not happening|no longer happening|not needed"
        rf"|no longer (?:needed|necessary)|unnecessary|irrelevant|obsolete){_ANY_MORE}{_THEN}",
        "book club is cancelled",
    ),
    rule(
        "it was moved",
        Intent.RESCHEDULE,
        rf"(?P<target>{_THING}){_IS} (?:moved|changed|pushed(?: back)?|rescheduled|shifted"
        r"|postponed|put (?:off|back)|brought forward|delayed|switched|booked(?: in)?|scheduled"
        r"|arranged|set|down|pencilled in)"
        r"(?: from (?!.* from ).{1,20}?(?= to ))?"
        rf"(?: to| until| till| for| at| on)? {_WHEN}(?:,? {NOT} .{{1,40}})?",
        "the viewing got moved to friday",
    ),
    rule(
        "it moves",
        Intent.RESCHEDULE,
        rf"(?P<target>{_THING})(?: is| are|'s|'re)? (?:moving|going|shifting|switching|moves?"
        rf"|goes|shifts|switches|changes)(?: back| forward| over)? to {_WHEN}"
        rf"(?: instead|,? now|,? from now on|,? {NOT} .{{1,40}})*",
        "the viewing moves to thursday",
    ),
    rule(
        "it is then now",
        Intent.RESCHEDULE,
        rf"(?P<target>{_THING})(?:(?: is| are|'s)(?: actually| really| coming)?(?: now (?:at|on|due"
        rf"|for)? ?{_WHEN}|(?: at| on| due| for)? (?P<when2>.{{1,60}}?),? now)"
        r"|(?: is| are|'s)(?: at| on| due| for)? (?P<when3>.{1,60}?),?(?: instead| (?:and )?not"
        r" .{1,40}| rather than .{1,40})|(?: is| are)(?: also| both| all)?"
        r" (?:for|due(?: on| at| by)?) (?P<when4>.{1,60}))",
        "piano is at 5 now",
    ),
    rule(
        "more time for it",
        Intent.RESCHEDULE,
        rf"(?:(?:i|we)(?:'ll| will)? )?(?:need|want) (?:some |a bit |a little )?(?:more|extra) time"
        rf" (?:for|on|with|to (?:do|finish)) (?P<target>{_THING})(?:,? (?:to|until|till) {_WHEN})?",
        "I need more time for the essay",
    ),
    rule(
        "a note on it",
        Intent.UPDATE,
        rf"(?:leave )?(?:(?:a|the|this) )?note (?:on|for) (?P<target>{_THING})"
        r"(?:: ?|,? (?:saying|that says|that) )(?P<desc>.{1,2000})",
        "note on the door that I need paint",
    ),
    rule(
        "it needs a reminder",
        Intent.REMIND,
        rf"(?P<target>{_THING}) (?:should (?:have|get)|needs?(?: to have)?|wants?|could do with"
        r"|must have) (?:an? |another )?(?:reminder|alert|nudge|heads-?up)"
        r"(?: (?:at|on|for))? (?P<when>.{2,60}?)(?: too| as well)?",
        "the water bill needs a reminder the day before at 6pm",
    ),
    rule(
        "let us do it then",
        Intent.RESCHEDULE,
        rf"(?P<lead>(?:i'll|i will|we'll|we will|i'm going to|i'm gonna|gonna) )?"
        rf"(?:(?:do|have|make|start|schedule) )?(?P<target>{_THING}) (?P<when>(?:on|at|for|this"
        r"|next|tomorrow|tonight|in|first thing|instead)\b.{0,60}?)(?: instead| then)?",
        "let's do meal plan on sunday",
        "lets",
    ),
    rule(
        "put it there",
        Intent.RESCHEDULE,
        r"(?:put|slot|pencil|shuffle|slide|prepone|advance|pull|nudge|switch|swap)"
        rf"(?: in| forward| back)? (?P<target>{_THING})(?: in| forward)? (?:to|for|on|until|till)"
        rf" {_WHEN}(?: instead)?",
        "put wash clothes for sunday",
    ),
    rule(
        "make something daily",
        Intent.UPDATE,
        r"(?:make|set|change|turn) (?P<target>.{1,150}?) (?:(?:to|into|be|a|an) )*"
        r"(?P<when>(?:every|each|daily|weekly|monthly|yearly|biweekly|fortnightly)\b.{0,60}?)"
        r"(?: (?:task|thing|job|chore|habit|event|routine)(?: (?P<clock>at .{1,20}?))?)?"
        rf"(?:,? {NOT} .{{1,40}}|,? instead|,? now)?",
        "make yoga daily",
        "recur",
        "plain",
    ),
    rule(
        "no longer so but so",
        Intent.UPDATE,
        rf"(?P<target>{_THING})(?: isn't| is not| is no longer|'s not| aren't) .{{1,30}}?"
        rf"(?:,|;| but)(?: (?:it's|it is|but|make it|now|rather))* (?P<value><PRIORITY>)(?: now)?",
        "pay florist isn't low priority anymore, it's high",
    ),
    rule(
        "it is pressing",
        Intent.UPDATE,
        rf"(?P<target>{_THING})(?: is| are|'s| has become| just became| got| became)"
        r"(?: (?:now|really|very|super|quite|so|suddenly|actually|pretty|just|a|getting))*"
        r" (?P<value><PRIORITY>)(?: now)?",
        "submit form is urgent",
    ),
    rule(
        "put it down as pressing",
        Intent.UPDATE,
        rf"(?:stick|put|mark|flag|have|set|get|note|call|treat|class|rate|make) (?P<target>{_SAID})"
        r"(?: down| in| up)?(?: as| to)?(?: the| a)? (?P<value>(?:most |very |really )?<PRIORITY>)"
        r"(?: (?:one|task|thing|of (?:all|them)))*",
        "stick van mot down as urgent",
    ),
    rule(
        "it should be called so",
        Intent.UPDATE,
        rf"(?P<target>{_THING})(?:(?: (?:is|'s)(?: now| really| actually)+| should be"
        r"| should have been| needs to be| has to be)"
        r"(?: now| really| actually)* (?:called|named|titled|renamed(?: to)?)| (?:should|needs to"
        r"|has to|must) (?:say|read|be|have been)| ?(?:->|=>|→)) (?P<title>[^?]{1,200})",
        "call nan should be visit nan",
        "called",
    ),
    rule(
        "make it something else",
        Intent.UPDATE,
        r"(?:make|turn|change) (?P<target>(?:the|my|that) (?:(?!(?:to|into|as|from|on|at|for|by)\b)"
        r"[\w'-]+ ?){2,12})",
        "make the milk oat milk",
        "unparted",
    ),
    rule(
        "swap their days",
        Intent.SWAP,
        r"(?:swap|switch|exchange|trade|flip)"
        r"(?: (?:the )?(?:dates?|days?|times?)(?: of| for| on)?)?"
        rf" (?P<target>{_SAID})(?: (?:around|round|over|about))?",
        "swap yoga and choir",
    ),
    rule(
        "so much on it",
        Intent.UPDATE,
        rf"(?P<value><PRIORITY>) (?:on|for) (?P<target>{_THING})",
        "p1 on the aws bill",
    ),
    rule(
        "it is not pressing",
        Intent.UPDATE,
        rf"(?P<target>{_THING})(?: isn't| aren't| is not| are not|'s not| is no longer)"
        r"(?: (?:really|that|so|very|actually|all that))* (?P<low>urgent|important|critical"
        rf"|pressing|a priority)(?: at all)?{_ANY_MORE}",
        "the gutters aren't that urgent",
    ),
    rule(
        "it may go",
        Intent.DELETE,
        rf"(?P<target>{_THING}) (?:can|could|may|should|has to|have to|needs? to)"
        r"(?: all| both| now)* (?:go(?: away)?|(?:come|be taken) off(?: <ALIST>)?|be (?:deleted"
        rf"|removed|erased|dropped|scrapped|binned|cancelled|thrown out|crossed out))"
        rf"{_ANY_MORE}",
        "the old invoices can go",
    ),
    rule(
        "no longer to be done",
        Intent.DELETE,
        r"(?:i (?:don't|do not|dont) think(?: that)? (?:i|we)(?:'ll| will)?(?: really)? (?:need"
        r"|want)"
        r"(?: to)?|(?:(?:i|we) )?(?:no longer|(?:don't|do not|dont)(?! think\b)|won't|will not"
        r"|needn't)(?: (?:actually|really))*(?: need| have| want| plan| be going| be)?(?: to)?"
        r"|(?:there's |there is )?no (?:longer any )?need (?:to|for)"
        r"|(?:(?:i'm|i am|we're|we are) )?(?:no longer|not) (?:going(?: to)?|doing|attending"
        r"|having|joining))"
        rf" (?P<target>{_SAID})(?P<more> (?:any ?more|any longer|after all|now))?",
        "i don't need to buy paint anymore",
        "no longer",
    ),
    rule(
        "none needed",
        Intent.DELETE,
        rf"no (?P<target>{_THING}) (?:needed|required|necessary|wanted)(?P<more>{_ANY_MORE})",
        "no dog food needed after all",
    ),
    rule(
        "forget about it",
        Intent.DELETE,
        r"(?:forget(?: about)?|never ?mind(?: about)?|nvm|don't (?:bother|worry)"
        rf"(?: (?:with|about))?|scrap|ditch) (?P<target>{_SAID}){_ANY_MORE}",
        "forget about the gutters",
    ),
    rule(
        "take it off",
        Intent.DELETE,
        rf"(?:take|knock|strike|scratch|get) (?P<target>{_THING}) off(?: (?:there|then|now))*",
        "knock the gutters off",
    ),
)

REOPENED = (
    rule(
        "put it back",
        Intent.UNCOMPLETE,
        rf"(?:put|bring|add|get) (?P<target>{_THING}) back(?: (?:on|in|there|open))?"
        rf"|(?:bring|put) back (?P<target2>{_THING})",
        "put the tent back",
        "perhaps",
    ),
    rule(
        "it is back",
        Intent.UNCOMPLETE,
        rf"(?P<target>{_THING}) (?:is|are|'s) back (?:on|open|again)(?: (?:again|now|<ALIST>))*"
        rf"|(?P<target2>{_THING}) (?:is|are) (?:not done|open) (?:after all|again)"
        rf"|(?P<target3>{_THING}) (?:should|must|needs to|has to) be (?:re-?opened|open|undone"
        r"|unticked|unchecked)(?: again)?",
        "the raffle is back on",
    ),
    rule(
        "open it again",
        Intent.UNCOMPLETE,
        rf"open (?:again (?P<target>{_THING})|(?P<target2>{_THING}) again)"
        rf"|reset (?P<target3>{_THING})",
        "open the raffle again",
    ),
    rule(
        "it needs doing again",
        Intent.UNCOMPLETE,
        rf"(?P<target>{_THING}) (?:needs?|has|have|wants?) (?:doing|to be (?:done|re-?done)"
        r"|redoing|sorting) again|<WE> (?:do )?(?:need|have|want|got) to (?P<verb>do|redo)"
        rf" (?P<target2>{_SAID}) again",
        "the raffle needs doing again",
    ),
    rule(
        "said to be not done",
        Intent.UNCOMPLETE,
        rf"(?P<target>(?![^?]*, ){_THING})(?::| -| –|,)? not (?:actually |really )*(?:done|finished"
        r"|completed?)(?: (?:yet|after all|though))*",
        "raffle not done",
    ),
)

DONE = (
    rule(
        "still needed",
        Intent.UNCOMPLETE,
        rf"(?:<WE> (?:do )?)?still (?:need|have|want|got|gotta)(?: to)?(?: do)?"
        rf" (?P<target>{_SAID}){_ANY_MORE}"
        rf"|(?P<target2>{_THING})(?: is| are|'s) still to do"
        rf"|(?P<target3>{_THING}) still (?:needs?|has|have|wants?) (?:doing|to be done|sorting)",
        "we still need wipes",
    ),
    rule(
        "it still needs washing",
        Intent.UNCOMPLETE,
        rf"(?P<target>{_THING}) still (?:needs?|wants?) (?P<verb>[a-z]+ing)(?: though)?",
        "the sheets still need washing",
        "deed",
        "gerund",
    ),
    rule(
        "a deed not done",
        Intent.UNCOMPLETE,
        r"<WE> (?:(?:still|actually|just) )*(?:have not|haven't|havent|did not|didn't|didnt|never"
        r"|forgot to|couldn't|could not|failed to|did not manage to|didn't manage to|didn't get"
        r" (?:round|around) to)(?: (?:actually|really|yet|even|manage to"
        r"|managed to|been able to|(?:had|got|found) (?:the )?(?:time|chance|a chance) to"
        r"|(?:got|gotten) (?:round|around) to))* (?P<verb>[a-z]+)"
        rf" (?P<target>{_SAID})<LATELY>(?: (?:after all|in the end))?",
        "i haven't actually submitted the timesheet",
        "deed",
        "base",
    ),
    rule(
        "not yet",
        Intent.UNCOMPLETE,
        rf"(?P<target>(?![^?]*, ){_THING}),?(?: is| are)? not (?:(?:just )?yet|so far)",
        "florist not yet",
    ),
    rule(
        "it is not finished",
        Intent.UNCOMPLETE,
        rf"(?P<target>{_THING})(?: still)?(?: is not| are not|'s not| isn't| aren't| wasn't"
        r"| weren't)(?: (?:actually|really|quite))* (?:done|finished|completed?)<LATELY>",
        "fix bike isn't finished",
    ),
    rule(
        "it is not washed",
        Intent.UNCOMPLETE,
        rf"(?P<target>{_THING})(?: still)?(?: is not| are not|'s not| isn't| aren't| wasn't"
        r"| weren't| has not been| hasn't been| haven't been)(?: (?:actually|really|quite))*"
        r" (?P<verb>[a-z]+)<LATELY>",
        "the car isn't washed yet",
        "deed",
    ),
    rule(
        "a deed managed",
        Intent.COMPLETE,
        r"(?P<who><WE> )?<JUST>(?:managed to|remembered to|got (?:round|around) to"
        r"|(?:been|went|gone) (?:to|and)(?= (?:see|visit|collect|get|pick|buy|fetch|meet|post"
        r"|return)\b))"
        rf" (?P<verb>[a-z]+) (?P<target>{_SAID})<LATELY><TICKED>",
        "finally managed to book the ferry",
        "deed",
        "base",
    ),
    rule(
        "a deed",
        Intent.COMPLETE,
        r"(?!(?:i|we)(?:'ve| have) got\b)"
        r"(?P<who><WE> )?<JUST>(?P<verb>(?!(?:got|had|used|need|needed|supposed) to\b"
        r"|(?:run|ran) (?:out|low)\b|been [a-z]+ing (?!today\b|this\b|already\b)[a-z])[a-z]+)"
        rf" (?P<target>{_SAID})<LATELY><TICKED>",
        "watered the plants",
        "deed",
    ),
    rule(
        "it may be ticked off",
        Intent.COMPLETE,
        rf"(?P<target>{_THING}) (?:can|could|may|should) (?:now )?(?:be|get) (?:ticked|checked"
        r"|crossed|marked|closed)(?: (?:off|as|done|complete|completed|finished|now|too))*",
        "the mulch can be ticked off",
    ),
    rule(
        "it is done, by the way",
        Intent.COMPLETE,
        rf"(?:that(?:'s|s| is) )?(?P<target>{_THING}),?(?: is| are|'s| has been| have been| -"
        r"| –|:)?(?: (?:all|already|now|finally|both))* ?(?:(?<!\w)|(?!\w))<SETTLED><LATELY>"
        r"<TICKED>",
        "tidy desk done btw",
    ),
    rule(
        "it is where it should be",
        Intent.COMPLETE,
        rf"(?P<target>{_THING})(?:(?: is| are|'s)(?: (?:all|already|now|finally|both|safely))*"
        r" (?:in|back|out|gone|away)|,?(?: is| are|'s)?(?: all)? (?:out the door|in the post"
        r"|on (?:its|their) way))<LATELY>(?:[, ]+(?:done|finished|sorted))*<TICKED>",
        "essay's in",
        "placed",
    ),
    rule(
        "it got washed",
        Intent.COMPLETE,
        rf"(?!{CALLED})"
        rf"(?P<target>{_THING})(?: is| are| was| were|'s been|'s| has been| have been| got| all"
        r"| both| already| now| finally)* (?P<verb>[a-z]+)(?: (?:off|up|out|in|back|away|over|for"
        r"|to|with))?(?P<more> (?:for|to|with|from|at) [\w' -]{1,40}?)?"
        r"<LATELY><TICKED>",
        "dishes washed",
        "deed",
    ),
)

NEWS = (*ENDING, *CHANGED, *REOPENED, *DONE)
"""Tried in this order, behind every other rule."""
