"""Which lists there are, and what one wanted to be reminded of."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_WANTED = (
    r"(?:i|you)(?: (?:had|was|asked|told|want(?:ed)?|trying|you|need(?:ed)?|ask(?:ed)?|not|to|help"
    r"|me|be))* "
    r"(?:remember|recall|forget|bear in mind|keep in mind|reminded)"
)

REMEMBERED = (
    rule(
        "my lists",
        Intent.LIST,
        r"(?:(?:<SHOW>|what|which|do i have any|can i) )?(?:(?:are|were|all|of|my|the|available"
        r"|existing|last|latest|newest|few|two|three|five|ten|\d{1,2}) )*"
        r"(?:lists|tags|labels|categories)"
        r"(?: (?:are|do|have|did|that|were|can|i|there|currently|available|right now|got|made?"
        r"|created|you|exist|set up|now"
        r"|uploaded|of mine|with))*",
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
        "what did i want to be reminded of again",
        "reminders",
    ),
    rule(
        "is it among my reminders",
        Intent.LIST,
        r"(?:is|are|do i have|check|did i (?:add|put|include|set)|confirm that|look to see if"
        r"|check to see if)(?: if)? (?P<search>[\w' -]{1,80}?)(?: (?:is|are|already|to))* "
        r"(?:in|on|among|to) (?:my|the) (?:reminders?(?: lists?)?|lists? of reminders?)(?: "
        r"(?:currently|already|now))?",
        "is bleed the radiators already in my reminders",
        "reminders",
    ),
    rule(
        "do I have a reminder for",
        Intent.LIST,
        r"(?:do i have|is there|did i (?:request|set(?: up)?|make|create|add)|are there|have i "
        r"(?:got|set)|check my) (?:(?:an?|any|the|my) )?reminders?"
        r"(?: (?:set|already))* (?:for|to|about|of) (?P<search>(?!today|tomorrow|this|next"
        r"|tonight).{1,80}?)(?: on (?:my|the) list)?|check my reminders for (?P<search2>.{1,80})",
        "do i have a reminder for the school fair",
        "reminders",
    ),
    rule(
        "when I am reminded",
        Intent.LIST,
        r"when (?:(?:will|do|are|am|did) )+(?:you|i) (?:(?:going to|be|get) )*remind(?:ed|ing)?"
        r"(?: me)?"
        r"(?: (?:about|of|to) (?P<search>.{1,80}))?",
        "when will you remind me about the vet",
        "reminders",
    ),
    rule(
        "reminders that went out",
        Intent.LIST,
        r"(?:<SHOW>|(?:what|which)(?: of my)?|have any|did any)(?: the| my)? reminders?"
        r"(?: (?:that|which|have|has|had|were|was|already|just|you|i|did))*"
        r" (?:go out|gone out|went out|(?:been )?(?:sent|fired|delivered)|fire|send|got|get"
        r"|gone off|went off|rang|rung)(?: (?:out|already|yet|so far|to me|today|by now))*",
        "which reminders have gone out",
        "reminders",
        "sent",
    ),
    rule(
        "reminders",
        Intent.LIST,
        r"(?P<what>(?:<SHOW>|<QUESTION>|can you|on|in|i had|let's|what) (?!(?:an?|some) )"
        r"(?:.{0,100} )?reminders?\b.{0,100})"
        r"|(?:(?:my|the|all|all my|current|pending) )*reminders?(?: list)?(?: of my list)?(?: (?:is"
        r"|are) what)?",
        "what reminders do we have",
        "reminders",
    ),
)
