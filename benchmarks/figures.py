"""What a benchmark prints: the limit, ours, their ratio and the bar, all of one run."""

import json
import platform
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

AS_JSON = "--json"
"""Given to a benchmark by the table of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured.

    Attributes:
        name: what was measured.
        unit: of `ours` and of `limit`.
        ours: the median of the repeats.
        limit: what it is held against, measured in the same run; None where the bar is absolute.
        bar: what `ours` over `limit`, or `ours` alone, must not pass; None where nothing is asked.
        sense: on which side of the bar is good.
    """

    name: str
    unit: str
    ours: float
    limit: float | None = None
    bar: float | None = None
    sense: Literal["≤", "≥"] = "≤"

    @property
    def ratio(self) -> float | None:
        """Ours over the limit."""
        return None if self.limit is None else self.ours / self.limit

    @property
    def held(self) -> bool:
        """Whether the bar is met; True where there is none."""
        judged = self.ours if self.ratio is None else self.ratio
        if self.bar is None:
            return True
        return judged <= self.bar if self.sense == "≤" else judged >= self.bar


HEADINGS = ("", "limit", "ours", "unit", "ratio", "bar", "")


def table(figures: Iterable[Figure]) -> str:
    """Lay the figures out in columns."""
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        "" if figure.limit is None else _number(figure.limit),
        _number(figure.ours),
        figure.unit,
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.bar is None else f"{figure.sense} {figure.bar:g}",
        "" if figure.bar is None else ("held" if figure.held else "MISSED"),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *rest = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return "  ".join([f"{name.strip():<{widths[0]}}", *rest]).rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def report(figures: Sequence[Figure]) -> None:
    """Print a benchmark's figures, for a reader or for the table of all."""
    if AS_JSON in sys.argv:
        print(json.dumps([asdict(figure) for figure in figures]))
    else:
        print(f"Medians; Python {platform.python_version()}, {platform.machine()}")
        print(table(figures))


def median(values: Iterable[float]) -> float:
    """Return the middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that this many percent do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
