"""Taking back what was done here: so many changes, those of a kind, those to a task."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_BACK = r"(?:undo|revert|reverse|roll back|take back)"

UNDOING = (
    rule(
        "undo it, and why",
        Intent.UNDO,
        rf"{_BACK}(?: (?:it|that|this)| please)*"
        r"(?:[,;–—-]* (?:because|since|cos|coz|cuz|as|i|im|i'm|we|he|she|they|it's|the wrong|wrong"
        r"|my (?:bad|mistake|fault))\b.{0,120})?",
        "undo that please i only did the cake",
    ),
    rule(
        "undo what is named",
        Intent.UNDO,
        rf"{_BACK} (?:(?:just|only) )?(?P<target>.{{1,120}}?)(?:,? (?:again|please))*",
        "undo the last two changes",
        "named",
    ),
)
