"""Make the weights of the classifier: `python -m training.classifier [--check]`.

With `--check` it first prints, for each writer, how many of theirs are told right by weights made
from the others' alone. Needs scikit-learn beside the development
environment; nothing else of the project does. The same sentences give the same weights while the
reader of times, which marks the times in them, is the same.
"""

import json
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evolution_todo.language.supposing import classifier
from evolution_todo.language.supposing.classifier import (
    BIAS,
    SCALE,
    Kind,
    Setting,
    Situation,
    features,
    tokens,
)

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SENTENCES = Path(__file__).parent / "sentences"
FOLLOW_UPS = Path(__file__).parent / "follow_ups"
WEIGHTS = Path(classifier.__file__).with_suffix(".json")
KNOWN_FROM, COUNTED_FROM = 3, 3
"""How many sentences a word must be in to be known, and a feature to be weighed."""
LEVELS = (0.6, 0.85)
_MOST = 127


@dataclass(frozen=True, slots=True)
class Example:
    """A message with what is meant by it; `of_it` is None where it is about no task."""

    kind: Kind
    said: str
    after: Setting | None = None
    of_it: bool | None = None


def fingerprint() -> str:
    """What the weights were made from."""
    return sha256(b"".join(path.read_bytes() for path in files())).hexdigest()


def files() -> list[Path]:
    """The writers' files, the messages that follow nothing first."""
    return [*sorted(SENTENCES.glob("*.tsv")), *sorted(FOLLOW_UPS.glob("*.tsv"))]


def read(path: Path) -> list[Example]:
    """The messages of one writer."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return [_following(*row) if len(row) > 2 else Example(Kind(row[0]), row[1]) for row in rows]


def _following(situation: str, title: str, kind: str, whose: str, said: str) -> Example:
    of_it = None if whose == "-" else whose == "it"
    return Example(Kind(kind), said, Setting(Situation(situation), title), of_it)


class Trained:
    """What was learnt from some messages."""

    def __init__(self, examples: Sequence[Example]) -> None:
        words = Counter(word for each in examples for word in set(tokens(each.said, NOW)))
        self.known = frozenset(
            word for word, count in words.items() if count >= KNOWN_FROM and word[0] != "<"
        )
        rows = [self._features(each) for each in examples]
        counts = Counter(feature for row in rows for feature in row)
        kept = [{each: 1 for each in row if counts[each] >= COUNTED_FROM} for row in rows]
        self._vectors = DictVectorizer()
        found = self._vectors.fit_transform(kept)
        self.model = LogisticRegression(max_iter=2000)
        self.model.fit(found, [each.kind.value for each in examples])
        told = [place for place, each in enumerate(examples) if each.of_it is not None]
        self._whose = LogisticRegression(max_iter=2000)
        self._whose.fit(found[told], [examples[place].of_it for place in told])

    def _features(self, example: Example) -> dict[str, int]:
        found = features(example.said, NOW, known=self.known, after=example.after)
        return dict.fromkeys(sorted(found), 1)

    def tell(self, examples: Iterable[Example]) -> list[tuple[str, float, float]]:
        """The likeliest kind of each, its probability, and that it is about the last task."""
        rows = self._vectors.transform([self._features(each) for each in examples])
        chances = self.model.predict_proba(rows)
        whose = self._whose.predict_proba(rows)[:, 1]
        return [
            (self.model.classes_[row.argmax()], float(row.max()), float(of_it))
            for row, of_it in zip(chances, whose, strict=True)
        ]

    def stored(self) -> dict[str, Any]:
        """What the product reads."""
        names = [BIAS, *map(str, self._vectors.get_feature_names_out())]
        biases = [*self.model.intercept_, *self._whose.intercept_]
        rows = [biases, *zip(*self.model.coef_, *self._whose.coef_, strict=True)]
        weights = [[max(-_MOST, min(_MOST, round(float(w) * SCALE))) for w in row] for row in rows]
        told = [(name, row) for name, row in zip(names, weights, strict=True) if any(row)]
        return {
            "sentences": fingerprint(),
            "kinds": list(self.model.classes_),
            "known": sorted(self.known),
            "features": [name for name, _ in told],
            "weights": b64encode(bytes(w % 256 for _, row in told for w in row)).decode(),
        }


def check(writers: Sequence[Sequence[Example]]) -> None:
    """Print how the messages of each writer are told by weights made from all the others'."""
    for place, held in enumerate(writers):
        others = [each for other in writers if other is not held for each in other]
        told = Trained(others).tell(held)
        line = [f"{files()[place].stem}: {len(held)} messages"]
        for level in (0.0, *LEVELS):
            sure = [
                kind == own.kind.value
                for own, (kind, chance, _) in zip(held, told, strict=True)
                if chance >= level
            ]
            line.append(f"≥ {level:.2f}: {len(sure) / len(held):.2f}, right {_share(sure):.3f}")
        whose = [
            (of_it >= 0.5) == own.of_it
            for own, (_, _, of_it) in zip(held, told, strict=True)
            if own.of_it is not None
        ]
        if whose:
            line.append(f"whose: right {_share(whose):.3f}")
        print("; ".join(line))


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def remarked(writer: Sequence[Example], settings: Sequence[Setting]) -> list[Example]:
    """Remarks that follow nothing, each once more behind a task: they say as little of that.

    Only those that hold a time, which behind a task is easily taken for a new one of it; people
    write few of these when they are asked what they would say next.
    """
    idle = [each for each in writer if each.after is None and each.kind in _IDLE]
    timed = [each for each in idle if not _TIMED.isdisjoint(tokens(each.said, NOW))]
    return [
        replace(each, after=settings[place * _STEP % len(settings)])
        for place, each in enumerate(timed)
    ]


_IDLE = frozenset({Kind.NONE, Kind.TALK})
_TIMED = frozenset({"<time>", "<rule>"})
_STEP = 37


def with_remarks(writers: Sequence[Sequence[Example]]) -> list[list[Example]]:
    """The messages of each writer, and their remarks behind tasks."""
    settings = [each.after for one in writers for each in one if each.after and each.of_it]
    return [[*one, *remarked(one, settings)] for one in writers]


def main() -> None:
    """Make and write the weights."""
    writers = with_remarks([read(path) for path in files()])
    if "--check" in sys.argv:
        check(writers)
    stored = Trained([each for writer in writers for each in writer]).stored()
    WEIGHTS.write_text(json.dumps(stored, ensure_ascii=False, indent=0), "utf-8")


if __name__ == "__main__":
    main()
