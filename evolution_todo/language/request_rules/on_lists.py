"""Whether something is on a list, and what is."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

WHEN_DUE = "when is it due"

ON_LISTS = (
    rule(
        "what I was to do",
        Intent.LIST,
        r"what (?:was|were|am|are) (?:i|we) (?:supposed|meant|going|due|planning) to (?:do|get done"
        r"|finish)(?P<what> (?!next|now).{1,40})?",
        "what was i supposed to do this morning",
        "open",
    ),
    rule(
        "what I was to buy",
        Intent.LIST,
        r"what (?:was|were|am|are) (?:i|we) (?:supposed|meant|going|due|planning) to"
        r" (?P<search><VERB>)(?: (?:again|then|next|today))*",
        "what was i supposed to buy again",
        "open",
        "any deed",
    ),
    rule(
        "what stuff there is",
        Intent.LIST,
        r"(?:what|which|any|how (?:much|many)) (?P<what>(?:[\w'-]+ ){1,3}?(?:stuff|things|tasks"
        r"|to-?dos|items|errands|chores|jobs))(?: (?:do i have|have i got|is there|are there"
        r"|do i need to do|is left|are left|is open|are open|i have|i've got))"
        r"(?: (?:to do|left|open|pending|on))*",
        "what uni stuff do i have",
        "open",
    ),
    rule(
        WHEN_DUE,
        Intent.LIST,
        r"(?:(?:when|at what time|what time|what day) (?:is|are|do i|does|did|was)|when'?s)"
        r" (?:(?:the|my) )?(?!(?:it|that|this)\b)"
        r"(?P<search>.{1,100}?) "
        r"(?:due|on <LIST>|scheduled)",
        "when is the report due",
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
        "do i have anything on my todo list about pruning roses",
    ),
    rule(
        "anything on the list",
        Intent.LIST,
        r"(?:(?:tell|let) me (?:know )?(?:if|whether) )?(?:do i|is|are|have i|did i|there|any"
        r"|anything|what|list|what's|whats|everything) ?"
        r"(?:(?:do|is|are|have|has|did|there|i|any|anything|something|things?|items?|tasks?|chores?"
        r"|stuff|got|added|add|put|else|left|what|all|everything) )*"
        r"(?:to|on|in) <LIST>(?P<what>.{0,40})",
        "do i have anything on my errands list",
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
    ),
    rule(
        "did I put it on the list",
        Intent.LIST,
        r"(?:did i|have i got|have i|do i have|do i|has|had i)(?: (?:already|currently|also))*"
        r"(?: (?:have|set aside|add(?:ed)?|put|included?|remember(?:ed)? to (?:add|put)|forget to "
        r"(?:add|put)|jot(?:ted)? down|write|set(?: up)?|note|request"
        r"|create|make|list))?(?: (?:an?|the|any|some)(?: (?:item|task|note|time))?(?: to| for)?)? "
        r"(?P<search>.{1,100}?)"
        r"(?: (?:scheduled|coming up|already|listed|saved))* (?:on|in|to|at) <LIST>(?: (?:today"
        r"|tomorrow|yet|already|right now|currently))?",
        "did i put leeks on my shopping list",
    ),
    rule(
        "is it on the list",
        Intent.LIST,
        r"(?:is|are|was|were|will)(?: there)? (?:(?:an?|the|any) )?(?P<search>.{1,100}?)(?: (?:be"
        r"|being|coming up|listed|currently|already|scheduled|included))* "
        r"(?:on|in|at) <LIST>(?: (?:today|tomorrow|yet|already|right now|currently))?",
        "is descaling on my todo list",
    ),
    rule(
        "does the list have it",
        Intent.LIST,
        r"(?:do|does|has|did|is|check (?:if|whether|to see if)|check) <LIST> (?:have|has|includes?"
        r"|contains?|consists? of|say|got"
        r"|for|to see if|and)(?: any| the)? (?P<search>(?!what).{1,100}?)(?: (?:on|in|written on) "
        r"(?:it|them)| right now| (?:is|are) (?:on it|listed))*"
        r"|(?:on|in) <ALIST> (?:did i (?:put|add)|do i have|is there) (?P<search2>.{1,60})",
        "does my shopping list have lentils written on it",
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
        "what all do i need to purchase",
        "shopping",
    ),
    rule(
        "my list contains what",
        Intent.LIST,
        r"(?:(?:on|in) )?<LIST> (?:is|are|contains?|has|have|consists? of|includes?|looks like)(?: "
        r"again)? ?what(?: again| on it)?",
        "my camping list contains what",
    ),
    rule(
        "did I add it",
        Intent.LIST,
        r"(?:did i|have i) (?:(?:already|ever) )?(?:add(?:ed)?|put|note(?:d)?|writ(?:e|ten)"
        r"|include[d]?"
        r"|list(?:ed)?)(?: down| in)?"
        r" (?:(?:anything|something|an? (?:task|note)) (?:about|for|on) )?"
        r"(?P<search>(?!(?:anything|something|everything)\b)[\w' -]{1,60}?)"
        r"(?: (?:already|yet|down|in|on there|there))*",
        "did i add milk already",
    ),
)
