"""Make the weights of the classifier: `python -m training.classifier [--check]`.

With `--check` it first prints, for each writer of `training/sentences`, how many of theirs are told
right by weights made from the others' alone. Needs scikit-learn beside the development
environment; nothing else of the project does. The same sentences give the same weights while the
reader of times, which marks the times in them, is the same.
"""

import json
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evolution_todo.language import classifier
from evolution_todo.language.classifier import BIAS, SCALE, Kind, features, tokens

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SENTENCES = Path(__file__).parent / "sentences"
WEIGHTS = Path(classifier.__file__).with_suffix(".json")
KNOWN_FROM, COUNTED_FROM = 3, 3
"""How many sentences a word must be in to be known, and a feature to be weighed."""
LEVELS = (0.6, 0.85)
_MOST = 127

Sentence = tuple[Kind, str]


def fingerprint() -> str:
    """What the weights were made from."""
    return sha256(b"".join(path.read_bytes() for path in _files())).hexdigest()


def _files() -> list[Path]:
    return sorted(SENTENCES.glob("*.tsv"))


def read(path: Path) -> list[Sentence]:
    """The sentences of one writer."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return [(Kind(kind), said) for kind, said in rows]


class Trained:
    """What was learnt from some sentences."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        words = Counter(word for _, said in sentences for word in set(tokens(said, NOW)))
        self.known = frozenset(
            word for word, count in words.items() if count >= KNOWN_FROM and word[0] != "<"
        )
        rows = [self._features(said) for _, said in sentences]
        counts = Counter(feature for row in rows for feature in row)
        kept = [{each: 1 for each in row if counts[each] >= COUNTED_FROM} for row in rows]
        self._vectors = DictVectorizer()
        self.model = LogisticRegression(max_iter=2000)
        self.model.fit(self._vectors.fit_transform(kept), [kind.value for kind, _ in sentences])

    def _features(self, said: str) -> dict[str, int]:
        return dict.fromkeys(sorted(features(said, NOW, known=self.known)), 1)

    def tell(self, sentences: Iterable[Sentence]) -> list[tuple[str, float]]:
        """The likeliest kind of each, and its probability."""
        rows = self._vectors.transform([self._features(said) for _, said in sentences])
        chances = self.model.predict_proba(rows)
        return [(self.model.classes_[row.argmax()], float(row.max())) for row in chances]

    def stored(self) -> dict[str, Any]:
        """What the product reads."""
        names = [BIAS, *map(str, self._vectors.get_feature_names_out())]
        rows = [self.model.intercept_, *self.model.coef_.T]
        weights = [[max(-_MOST, min(_MOST, round(float(w) * SCALE))) for w in row] for row in rows]
        told = [(name, row) for name, row in zip(names, weights, strict=True) if any(row)]
        return {
            "sentences": fingerprint(),
            "kinds": list(self.model.classes_),
            "known": sorted(self.known),
            "features": [name for name, _ in told],
            "weights": b64encode(bytes(w % 256 for _, row in told for w in row)).decode(),
        }


def check(writers: Sequence[Sequence[Sentence]]) -> None:
    """Print how the sentences of each writer are told by weights made from all the others'."""
    for place, held in enumerate(writers):
        others = [each for other in writers if other is not held for each in other]
        told = Trained(others).tell(held)
        line = [f"{_files()[place].stem}: {len(held)} sentences"]
        for level in (0.0, *LEVELS):
            sure = [
                kind == own.value
                for (own, _), (kind, chance) in zip(held, told, strict=True)
                if chance >= level
            ]
            line.append(f"≥ {level:.2f}: {len(sure) / len(held):.2f}, right {_share(sure):.3f}")
        print("; ".join(line))


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def main() -> None:
    """Make and write the weights."""
    writers = [read(path) for path in _files()]
    if "--check" in sys.argv:
        check(writers)
    stored = Trained([each for writer in writers for each in writer]).stored()
    WEIGHTS.write_text(json.dumps(stored, ensure_ascii=False, indent=0), "utf-8")


if __name__ == "__main__":
    main()
