"""Putting something down in passing: a label and a colon, a day it is put in for, a list's name."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_NOT_ME = (
    r"(?!(?:it|that|this|these|those|me|my name|you|your|us|what|how|who|why|where|when|if|not"
    r"|i(?! (?:need|have) to)|anything|something|nothing|to)\b)"
)
_A = r"(?:(?:an?|the|my) )?"
_PUT = r"(?:put|pop|pencil|stick|slot|squeeze|pen|chuck|bung|get|enter|schedule|book|add)"

ADD_AGAIN = "add again"
"""The rule of tasks to be added once more that the conversation has spoken of."""

NOTING_ACROSS = (
    rule(
        ADD_AGAIN,
        Intent.ADD,
        r"<ADD> (?:all (?:of )?)?(?P<target>them|those|these|it|that|this|both|everything"
        r"|the same(?: (?:ones?|things?|tasks?|items?))?)(?: (?:all|both|ones?))?"
        r" (?:(?:back )?in |back )?(?:(?:over )?again|once more|anew)"
        r"(?: <ON> <LIST>)?(?P<after>,? (?:for|on|due|by|at|in|next|tomorrow|today) ?.{0,80})?",
        "add them all again for next week",
    ),
    rule(
        "a deed, then what to do it to",
        Intent.ADD,
        r"(?:(?:to|i need to|need to|must|please) )?"
        r"(?P<verb>(?!(?:note|address|design|draft|file|message|plan|email|text|type|list|update"
        r"|remember|remind|test|do|review|report)\b)<VERB>): ?"
        r"(?P<items>(?:[^,:?;.!]|\.(?=\d)){2,60}(?:[,;](?:[^,:?;.!]|\.(?=\d)|(?<=\d):(?=\d))"
        r"{2,60}){1,20})",
        "buy: tinsel; lights; baubles",
        "each",
        "perhaps",
    ),
)
"""What is tried on a whole message: semicolons may part the things that one verb is said of."""

NOTING = (
    rule(
        "a label, then what",
        Intent.ADD,
        r"(?:(?:new|another|one more|next|quick|my|an?) )*(?:new|note|memo|track|action(?: item)?"
        r"|chore|diary|calendar|errand|job|log|nb|task|thing(?: to do)?|one|save this|one more"
        r"|put down"
        r"|something(?: else)?"
        r" to add|to add|next(?: (?:thing|up))?|one other thing)"
        r"(?: (?:for|on|to) (?:my|the) list)?(?::| -+| –)"
        r"(?! ?you\b) ?(?P<task>.{2,1000})",
        "note: water the ferns",
    ),
    rule(
        "keep in mind",
        Intent.ADD,
        r"(?:(?:keep|bear|have) in mind|remember(?: me| for me)?"
        r"|(?:(?:i|we) )?(?:need|have|got|ought) to remember(?= that)|mind(?= and| to)"
        r"|(?:don'?t|do not|never)(?: let me)? (?:(?:for|4)get|miss))"
        rf"(?::| that| about| to| and)*,? (?:the )?(?P<task>{_NOT_ME}.{{2,1000}})",
        "bear in mind the mot is due on the 12th",
        "ours",
    ),
    rule(
        "in the diary, a colon and what",
        Intent.ADD,
        r"(?:<ADD> )?(?:it |this )?(?:down )?(?:in|on|to|for) <CALENDAR>(?:[:,]| -+| that(?= \w)) ?"
        r"(?P<task>.{2,400})",
        "put in the diary: choir, friday at 6pm",
    ),
    rule(
        "put in for a day",
        Intent.ADD,
        rf"{_PUT} (?:(?:in|down) {_A}(?P<task>.{{1,200}}?)|{_A}(?P<task2>.{{1,200}}?) (?:in|down)"
        r"|(?P<task3>[\"'][^\"']{1,200}[\"']"
        r"|(?<=(?:chuck|stick) )(?!(?:the|my|our)\b)[\w'-]+(?: [\w'-]+){0,2}?) on(?= for))"
        r" (?P<after>(?=<WHEN>).{1,80})",
        "put dentist in for friday at 3",
        "timed",
        "ours",
    ),
    rule(
        "put a thing and its day in",
        Intent.ADD,
        rf"{_PUT} {_A}(?P<task>.{{3,200}}?) in(?: (?:please|for me|too|as well|there))*",
        "put choir thursday 7pm in",
        "timed",
        "ours",
    ),
    rule(
        "put it down",
        Intent.ADD,
        r"(?:put|note|jot|write|pop|stick|get) (?:(?:this|it|one) )?down(?: for me)?(?:[:,-]"
        r"| that)?"
        r" (?P<task>(?!(?:the|my|your) (?:phone|book|gun)\b|to\b|on (?!<WHEN>)).{2,400})",
        "put down call the plumber",
    ),
    rule(
        "scheduled at a time",
        Intent.ADD,
        rf"(?:schedule|diari[sz]e|(?:pencil|book|slot|put) (?:me )?in(?: for)?) {_A}"
        r"(?P<task>(?!for\b|on\b|at\b).{1,300})",
        "schedule a call with Priya for thursday at 11",
        "clocked",
    ),
    rule(
        "calendar for a day",
        Intent.ADD,
        rf"(?:calendar|diar(?:y|i[sz]e)|pencil|note|log(?=.* for )) {_A}(?P<task>.{{1,200}}?)"
        r" (?P<after>(?:for|on|at) .{1,120})",
        "calendar the deposition for december 15",
        "timed",
    ),
    rule(
        "something so that I do it",
        Intent.ADD,
        r"(?:set(?: up)?|make|create|put|add|arrange|i need|i want) something(?: in| up"
        r"| on my list)?"
        r" (?:so(?: that)? (?:i|we)|to (?:remind|tell|get) me to|to make sure (?:i|we))"
        r"(?: (?:can|will|do|always|remember to))? (?P<task>(?!(?:don'?t|never|can'?t)\b).{2,300})",
        "set up something so I read with Noah every night at 7.30pm",
        "timed",
    ),
    rule(
        "put me down for",
        Intent.ADD,
        rf"(?:put|mark|pencil|sign) me (?:down|in|up) for {_A}(?P<task>.{{1,200}})",
        "put me down for choir on friday",
        "timed",
    ),
    rule(
        "a list's name, then what",
        Intent.ADD,
        r"(?:add )?(?:to |on |for )?(?P<list>(?:my |the )?(?:[\w'-]+ )?list|shopping|groceries"
        r"|errands|chores)(?::| -+) ?(?P<items>.{1,1000})",
        "shopping: jam, tea",
    ),
    rule(
        "a day, a colon and a deed",
        Intent.ADD,
        r"(?P<before>[^:;?]{3,40}):(?!\d) ?(?P<items>(?=<VERB> ).{3,300})",
        "friday evening: print the form",
        "timed",
    ),
    rule(
        "on an occasion",
        Intent.ADD,
        r"(?P<occasion>(?:(?:when|once|after|before|as soon as|if) (?:i|we|he|she|they|it|it's"
        r"|the)\b"
        r"|on (?:my|the) way)[^,;?]{2,40}?)(?<! to)(?<! from)(?<! at)(?<! for)(?<! of)(?<! with),? "
        r"(?:then )?(?:(?:i|we)(?:(?:'ve)? (?:need to|have to|got to|must|should|will|can|could)"
        r"|'ll) )?"
        r"(?P<task>(?=<VERB> )(?!(?:tell|show|give|play|ask) )"
        r"(?!\w+ (?:me|us)\b)[^?]{3,200})",
        "when I get home call Ann",
        "perhaps",
    ),
    rule(
        "a heading, then things",
        Intent.ADD,
        r"[a-z][\w']{2,20}: ?(?P<items>[^,:?]{2,60}(?:,[^,:?]{2,60}){2,20})",
        "backlog: dark mode, exports, audit log",
        "each",
        "perhaps",
    ),
    rule(
        "add to do it",
        Intent.ADD,
        r"add to (?P<task>(?=<VERB> (?!lists?\b)).{1,1000})",
        "add to buy jam",
    ),
)
