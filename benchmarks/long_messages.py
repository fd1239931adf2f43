"""The longest message that is read, 4,000 characters of anything: what reading it takes.

Signs and words said over and over, orders at random, pages of this project's documents, and lists:
read for all that they ask, or refused. Time on the processor, the least of `REPEATS`, so that other
work on the machine counts little; the worst of each kind is told.
"""

import contextlib
import random
import string
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure, report
from evolution_todo.language.intents import read_requests
from evolution_todo.language.text.spans import MAX_CHARACTERS
from evolution_todo.processes.memory import settle_memory

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
REPEATS = 5
BAR_MS = 40
VERBS = ("add", "move", "delete", "remind me", "tag", "mark", "what about", "I have to")
TIMES = ("every", "monday", "at 5", "tomorrow", "an hour", "next week")
WORDS = (
    *(
        "it to",
        "the milk",
        "my",
        "not",
        "before",
        "it's",
        "later",
        "no",
        "call Ann",
        "done",
        "with",
    ),
    *("from", "#home", "and then", "we", "is", "please", "list", "tasks", "because"),
)
TIMES_OF_A_SENTENCE = 2
LONG = 7
"""Characters of a word, about."""
ORDERS = 25
SHAPES = ((25, 160), (10, 400), (10, 160), (18, 80))
"""Sentences of a message and characters of each: more than is read, and as much as is read."""


def messages() -> Iterator[tuple[str, str]]:
    """The messages, each with its kind."""
    for kind, said in repeated():
        yield kind, (said * MAX_CHARACTERS)[:MAX_CHARACTERS]
    chance = random.Random(6)  # noqa: S311 - the same orders in every run
    for _ in range(ORDERS):
        for sentences, characters in SHAPES:
            said = ". ".join(_order(chance, characters) for _ in range(sentences))
            yield "orders at random", said[:MAX_CHARACTERS]


def repeated() -> Iterator[tuple[str, str]]:
    """What is said over and over, each with its kind."""
    for said in (*string.punctuation, *string.digits, *"\n\t é，", "a ", "x", ". ", "- ", "\n- "):
        yield "one sign repeated", said
    for said in VERBS + TIMES + WORDS:
        yield "one word repeated", f"{said} "
        yield "one word repeated", f"{said}, "
    for page in sorted(Path().glob("docs/*.md")):
        yield "pages of documents", page.read_text()
    for joint in ("\n", "\n- ", ", ", "; "):
        yield "lists", joint.join(f"water plant {number} on friday" for number in range(400))


def _order(chance: random.Random, characters: int) -> str:
    """A verb and what may stand behind it, of about so many characters."""
    said = [chance.choice(WORDS) for _ in range(characters // LONG)]
    for _ in range(TIMES_OF_A_SENTENCE):
        said.insert(chance.randrange(len(said)), chance.choice(TIMES))
    return " ".join([chance.choice(VERBS), *said])


def reading(message: str, repeat: int) -> float:
    """Seconds that it takes; at a moment of its own, so that nothing kept of another helps."""
    now = NOW + timedelta(seconds=repeat)
    begun = time.process_time()
    with contextlib.suppress(ValueError):
        read_requests(message, now)
    return time.process_time() - begun


def main() -> None:
    """Print the worst of each kind."""
    settle_memory()  # as `serve` does
    worst: dict[str, float] = {}
    for kind, message in messages():
        took = min(reading(message, repeat) for repeat in range(REPEATS))
        worst[kind] = max(worst.get(kind, 0), took * 1000)
    report(
        [
            Figure(name=f"4,000 characters: {kind}", unit="ms", ours=took, bar=BAR_MS)
            for kind, took in worst.items()
        ]
    )


if __name__ == "__main__":
    main()
