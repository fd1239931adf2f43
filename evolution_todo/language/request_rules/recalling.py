"""What was done, and when and why: asked of what has been changed, and not of what is to do."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_WHEN = (
    r"(?:today|yesterday|tonight|this (?:morning|afternoon|evening|week|month)|last (?:night|week"
    r"|month)|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|since .{1,30})"
)

RECALLING = (
    rule(
        "what changed then",
        Intent.LIST,
        r"(?:(?:show|tell|give)(?: me)? |list )?(?:(?:what|which)(?: of my)?|the|all(?: the)?)"
        r"(?: (?:tasks|things|ones|all|else))*(?:'s|'ve| has| have| did| was| were| that)*"
        r"(?: (?:i|we|you|been|got))*(?: (?:already|just))*"
        r" (?P<verb>chang(?:ed?|es)|add(?:ed)?|created?|delet(?:ed?)|removed?|moved?|edit(?:ed)?"
        r"|renamed?|put (?:on|in|down))(?: (?:i made|made))?"
        r"(?: (?:to|on|in|from|of) (?:my|the) list| on it| here)*"
        rf" (?:so far )?(?P<when>{_WHEN})(?: so far)?",
        "what did i change today",
        "changes",
    ),
)
