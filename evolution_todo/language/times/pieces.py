"""What an expression of time is made of, and the moment that its pieces come to."""

from dataclasses import dataclass
from datetime import datetime

from evolution_todo.language.times.amounts import Length
from evolution_todo.language.times.calendar_words import Day
from evolution_todo.language.times.clock import Clock, Part
from evolution_todo.language.times.moments import Grain, Relation, TimeError

RELATIONS = {
    "by": Relation.BY,
    "until": Relation.UNTIL,
    "till": Relation.UNTIL,
    "til": Relation.UNTIL,
    "through": Relation.UNTIL,
    "thru": Relation.UNTIL,
    "before": Relation.BEFORE,
    "after": Relation.AFTER,
    "since": Relation.SINCE,
}


@dataclass(frozen=True, slots=True)
class Ahead:
    """So long from now; negative is ago."""

    length: Length
    weak: bool = False
    exact: bool = False
    relation: Relation = Relation.AT


@dataclass(frozen=True, slots=True)
class Moment:
    """What the pieces come to."""

    start: datetime
    end: datetime | None
    all_day: bool
    grain: Grain
    alternatives: tuple[datetime, ...] = ()
    doubt: float = 0.0


@dataclass(slots=True)
class Pieces:
    """What an expression is made of so far, and the token after it.

    `tied` says that a word such as "on" ties the pieces together.
    """

    end: int
    leads: tuple[str, ...] = ()
    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    ahead: Ahead | None = None
    moment: Moment | None = None
    error: TimeError | None = None
    count: int = 0
    tied: bool = False

    @property
    def dated(self) -> bool:
        """Whether they say a day, and not a time of day alone."""
        return any(piece is not None for piece in (self.day, self.ahead, self.moment))

    @property
    def relation(self) -> Relation:
        """What its prepositions say; "within" says it itself."""
        said = next((RELATIONS[word] for word in self.leads if word in RELATIONS), None)
        return said or (self.ahead.relation if self.ahead else Relation.AT)
