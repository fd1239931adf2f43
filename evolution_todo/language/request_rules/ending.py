"""What is over for good: a habit given up, a course taken to its end."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_SAID = r"(?!(?:it|that|this|by|at|in|off|on|to|for|with|up)\b)[^?,;]{1,100}?"
_THING = r"(?!(?:add|delete|remove|what|which|who|is|are|do|does|if|i|we|you)\b)[^?,;]{1,100}?"
_DOING = r"(?:(?:taking|doing|having|attending|going to|with) )?"
_WE = r"(?:i|we)(?:'ve| have|'m| am|'re| are)?(?: (?:just|finally|now|also|all))*"

COURSES = (
    rule(
        "a course is finished",
        Intent.DELETE,
        rf"{_WE} (?:finished|completed|done|through|come to the end of|at the end of)(?: with)?"
        r" (?:the|my|our|that) (?:whole |entire )?course of (?P<target>.{1,100})",
        "i've finished the course of antibiotics",
        "ended",
    ),
)

ENDING = (
    rule(
        "stop what repeats",
        Intent.UPDATE,
        rf"(?:stop|quit|end) {_DOING}(?P<target>(?!(?:it|that|this)\b)[^?]{{1,200}}?)"
        r"(?: now| please)?",
        "stop yoga",
        "norepeat",
    ),
    rule(
        "it is over for good",
        Intent.DELETE,
        rf"(?P<target>{_THING})(?: is| are|'s| has| have)?(?: (?:now|all|been))* (?:over|finished"
        r"|ended|done|stopped|closed) (?:for good|for ever|forever|permanently)",
        "yoga is over for good",
        "ended",
    ),
    rule(
        "given up",
        Intent.DELETE,
        rf"{_WE} (?:quit|quitting|given up|gave up|stopped) {_DOING}(?P<target>{_SAID})"
        r"(?: (?:now|for good|altogether|completely))*",
        "i've given up yoga",
        "ended",
    ),
)
