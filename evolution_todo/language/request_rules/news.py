"""What people tell of their tasks without asking for anything: done, not done.

These rules are tried on what nothing else reads, and what they read is done only where a task
bears the name: to anybody without such a task, “called ann” is talk.
"""

from evolution_todo.language.request_rules.fragments import rule
from evolution_todo.language.requests import Intent

_SAID = r"[^?]{1,200}?"
_THING = (
    r"(?!(?:add|delete|remove|show|list|mark|move|change|find|what|which|who|how|is|are|do|does|did"
    r"|can|could|when|where|why|if|i|we|you)\b)[^?]{1,200}?"
)

NEWS = (
    rule(
        "a deed not done",
        Intent.UNCOMPLETE,
        r"<WE> (?:(?:still|actually|just) )*(?:have not|haven't|havent|did not|didn't|didnt|never"
        r"|forgot to|couldn't|could not|failed to|did not manage to|didn't manage to|didn't get"
        r" (?:round|around) to)(?: (?:actually|really|yet|even|manage to))* (?P<verb>[a-z]+)"
        rf" (?P<target>{_SAID})<LATELY>(?: (?:after all|in the end))?",
        "i haven't actually submitted the timesheet",
        "deed",
        "base",
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
        r"(?P<who><WE> )?<JUST>(?:managed to|remembered to|got (?:round|around) to)"
        rf" (?P<verb>[a-z]+) (?P<target>{_SAID})<LATELY><TICKED>",
        "finally managed to book the ferry",
        "deed",
        "base",
    ),
    rule(
        "a deed",
        Intent.COMPLETE,
        rf"(?P<who><WE> )?<JUST>(?P<verb>[a-z]+) (?P<target>{_SAID})<LATELY><TICKED>",
        "watered the plants",
        "deed",
    ),
    rule(
        "it is done, by the way",
        Intent.COMPLETE,
        rf"(?P<target>{_THING}),?(?: is| are|'s| has been| have been| -| –|:)?"
        r"(?: (?:all|already|now|finally|both))* ?<SETTLED><LATELY><TICKED>",
        "tidy desk done btw",
    ),
    rule(
        "it got washed",
        Intent.COMPLETE,
        rf"(?P<target>{_THING})(?: is| are| was| were|'s| has been| have been| got| all| both"
        r"| already| now| finally)* (?P<verb>[a-z]+)(?: (?:off|up|out|in|back|away|over))?"
        r"<LATELY><TICKED>",
        "dishes washed",
        "deed",
    ),
)
"""Tried in this order, behind every other rule."""
