"""Make the weights of `evolution_todo.language.classifier`: `python -m training.classifier`.

Needs scikit-learn beside the project's own environment. Prints how well each writer's sentences
are told by weights made from the other writers' alone, then writes the weights made from all.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evolution_todo.language import classifier
from evolution_todo.language.classifier import SCALE, Kind, features, tokens

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SENTENCES = Path(__file__).parent / "sentences"
WEIGHTS = Path(classifier.__file__).with_suffix(".json")
KNOWN_FROM, COUNTED_FROM = 3, 3
"""How many sentences a word is in to be known by itself, and a feature to be weighed."""
STRENGTH = 1.0

Sentence = tuple[Kind, str]


def read(path: Path) -> list[Sentence]:
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip())
    return [(Kind(kind), said) for kind, said in rows]


def known_words(sentences: list[Sentence]) -> frozenset[str]:
    counts = Counter(word for _, said in sentences for word in set(tokens(said, NOW)))
    return frozenset(w for w, n in counts.items() if n >= KNOWN_FROM and w[0] != "<")


def train(sentences: list[Sentence]):
    known = known_words(sentences)
    rows = [dict.fromkeys(features(said, NOW, known=known), 1) for _, said in sentences]
    counts = Counter(feature for row in rows for feature in row)
    rows = [{f: 1 for f in row if counts[f] >= COUNTED_FROM} for row in rows]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(matrix, [kind.value for kind, _ in sentences])
    return known, vectors, model


def store(known, vectors, model) -> None:
    names = vectors.get_feature_names_out()
    weights = {}
    for column, name in enumerate(names):
        given = [(place, round(float(w) * SCALE)) for place, w in enumerate(model.coef_[:, column])]
        if kept := [pair for pair in given if abs(pair[1]) >= 5]:
            weights[str(name)] = kept
    stored = {
        "kinds": list(model.classes_),
        "bias": [round(float(b) * SCALE) for b in model.intercept_],
        "known": sorted(known),
        "weights": weights,
    }
    WEIGHTS.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")), "utf-8")


def check(parts: list[list[Sentence]]) -> None:
    """How weights made from all other writers tell the sentences of each."""
    for held, sentences in enumerate(parts):
        others = [each for place, part in enumerate(parts) if place != held for each in part]
        known, vectors, model = train(others)
        rows = [dict.fromkeys(features(said, NOW, known=known), 1) for _, said in sentences]
        chances = model.predict_proba(vectors.transform(rows))
        right, sure, sure_right = 0, Counter(), Counter()
        confusion = Counter()
        for (kind, said), row in zip(sentences, chances, strict=True):
            best = row.argmax()
            told, chance = model.classes_[best], row[best]
            right += told == kind
            for level in (0.5, 0.7, 0.8, 0.9):
                if chance >= level:
                    sure[level] += 1
                    sure_right[level] += told == kind
            if told != kind and chance > 0.8:
                confusion[kind.value, told] += 1
        print(f"writer {held}: {right / len(sentences):.3f} right of {len(sentences)}")
        for level, count in sure.items():
            print(f"   p>={level}: {count / len(sentences):.2f} of them, {sure_right[level] / count:.3f} right")
        print("   ", confusion.most_common(12))


if __name__ == "__main__":
    parts = [read(path) for path in sorted(SENTENCES.glob("*.tsv"))]
    if len(parts) > 1 and "--quick" not in sys.argv:
        check(parts)
    store(*train([each for part in parts for each in part]))
