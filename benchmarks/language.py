"""How well English is understood: `python -m benchmarks.language FOLDER [--json]`.

The folder holds corpora as `corpora` reads them; none of their sentences is in the project. Times
and rules are read by the language alone; intents, contents and tools are what the offline planner
does with each message as the first of a conversation, once on an empty list and once on a list
that holds what the message speaks of. How each figure is counted stands at its function.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from benchmarks.corpora import Message, SaidRule, SaidTime, as_date, read_corpora
from benchmarks.figures import AS_JSON, Figure, percentile, table
from benchmarks.kinds import ADDING, CHANGES, PAGES, SKILL, TOOLS, WRITES, is_free
from benchmarks.planning import Planned, matching, plan, turned
from evolution_todo.language.intents import read_requests
from evolution_todo.language.recurrence.occurrences import occurrences
from evolution_todo.language.recurrence.reading import Recurrence, find_recurrence
from evolution_todo.language.text.spans import TooLong
from evolution_todo.language.times.reading import TimeError, find_times
from evolution_todo.processes.memory import settle_memory

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
"""When messages are said: a Wednesday."""
DUCKLINGS_ZONE = timezone(timedelta(hours=-2))
"""Where the phrases of Duckling's corpus are said; its moments are on the clocks there."""
COMPARED = 50
"""How many occurrences of two rules must agree."""
WORST = 50


@dataclass(slots=True)
class Score:
    """Right and wrong answers, and what was missed."""

    right: int = 0
    wrong: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, *, right: bool, miss: str) -> None:
        """Count one more."""
        self.total += 1
        self.right += right
        if not right:
            self.misses.append(miss)

    @property
    def share(self) -> float:
        """How many were right, from 0 to 1."""
        return self.right / self.total if self.total else 0.0


# --- times


def at_grain(moment: datetime, grain: str) -> object:
    """What of a moment counts at a grain."""
    wall = moment.replace(tzinfo=None)
    if grain == "Week":
        return wall.date() - timedelta(days=wall.weekday())
    parts = ("Year", "Month", "Day", "Hour", "Minute", "Second")
    if grain == "Quarter":
        return wall.year, (wall.month - 1) // 3
    return wall.timetuple()[: parts.index(grain) + 1]


def read_moment(said: SaidTime) -> datetime | None:
    """The start of the longest time in a phrase."""
    now = said.now.replace(tzinfo=DUCKLINGS_ZONE)
    try:
        found = find_times(said.text, now)
    except (TimeError, TooLong):
        return None
    return max(found, key=lambda time: len(time.text)).start if found else None


def score_times(phrases: Iterable[SaidTime]) -> Score:
    """Count moments: right by the share of phrases that mean one, wrong by that of all phrases.

    A time read where there is none is wrong; one that is there and not read is neither.
    """
    score = Score()
    for said in phrases:
        read = read_moment(said)
        same = bool(
            read
            and said.expected
            and at_grain(read, said.grain) == at_grain(said.expected, said.grain)
        )
        score.wrong += read is not None and not same
        if said.expected or read:
            wanted = said.expected or "no time"
            score.count(right=same, miss=f"{said.text!r}: {read or 'nothing'}, not {wanted}")
    return score


# --- recurrences


def expected_occurrences(said: SaidRule) -> list[datetime]:
    """The first occurrences of the rule that a corpus expects."""
    parts = dict(said.parts)
    start = parts.pop("dtstart", None)
    first = datetime.fromisoformat(start) if start else said.now
    without = parts.pop("exdate", ())
    excluded = parts.pop("exrule", None)
    text = ";".join(f"{name.upper()}={str(value).upper()}" for name, value in parts.items())
    rules = rruleset()
    rules.rrule(_rule(text, first))
    if excluded:
        rules.exrule(_rule(excluded, first))
    kept = (moment for moment in rules if not any(_left_out(moment, each) for each in without))
    return list(islice(kept, COMPARED))


def _rule(text: str, first: datetime) -> rrule:
    found = rrulestr(text, dtstart=first)
    assert isinstance(found, rrule)
    return found


def _left_out(moment: datetime, item: Any) -> bool:
    if isinstance(item, list):
        return [moment.month, moment.year] == item
    if len(item) == len("2010-01-01"):
        return moment.date() == as_date(item)
    return moment == datetime.fromisoformat(item)


def read_occurrences(said: SaidRule) -> list[datetime]:
    """The first occurrences of the rule that is read, on the clocks of its zone."""
    zone = ZoneInfo("UTC")
    try:
        found = find_recurrence(said.text, said.now.replace(tzinfo=zone))
    except (TimeError, TooLong):
        return []
    return [] if found is None else _walls(found, zone)


def _walls(found: Recurrence, zone: ZoneInfo) -> list[datetime]:
    times = occurrences(
        rrule=found.rrule,
        cron=found.cron,
        zone=zone,
        start=found.start,
        after=found.start - timedelta(seconds=1),
        exceptions=found.exceptions,
    )
    return [moment.replace(tzinfo=None) for moment in islice(times, COMPARED)]


def score_rules(phrases: Iterable[SaidRule]) -> Score:
    """Count a rule as right when its first fifty occurrences are those expected."""
    score = Score()
    for said in phrases:
        read = read_occurrences(said)
        told = f"{said.text!r}: {[f'{each:%F %H:%M}' for each in read[:3]] or 'nothing'}"
        right = read == expected_occurrences(said)
        score.count(right=right, miss=f"{told}, not {dict(said.parts)}")
    return score


# --- messages


@dataclass(slots=True)
class Planner:
    """All messages planned on both lists, with what each took."""

    milliseconds: list[float] = field(default_factory=list)

    def both(self, message: Message) -> tuple[Planned, Planned]:
        """Plan a message on an empty list, and on one that holds what it speaks of."""
        empty = plan(message.text, NOW, ())
        held = plan(message.text, NOW, matching(message.text, NOW))
        self.milliseconds += [1000 * empty.seconds, 1000 * held.seconds]
        return empty, held


def is_right(intent: str, allowed: frozenset[str], empty: Planned, held: Planned) -> bool:
    """Whether both lists got a tool of the right kind, and no write that is not.

    A lookup will do where the list is empty. What is added there is judged there alone: on the
    other list it stands already.
    """
    if not empty.tools or empty.tools & WRITES - allowed:
        return False
    if intent in ADDING or "add_tasks" in empty.tools:
        return True
    return bool(held.tools & allowed) and not (held.tools & WRITES - allowed)


def did(planned: Planned) -> str:
    """What was done, for the table of confusions."""
    tools = sorted(planned.tools & WRITES) or sorted(planned.tools)
    if tools:
        return "+".join(tools)
    return "offer" if planned.offered else "nothing"


@dataclass(slots=True)
class Messages:
    """The scores of everything that was said to the planner."""

    intents: Score = field(default_factory=Score)
    contents: Score = field(default_factory=Score)
    tools: Score = field(default_factory=Score)
    others: Score = field(default_factory=Score)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)


def score_messages(messages: Iterable[Message], planner: Planner) -> Messages:
    """Plan every message and count it under its figures."""
    scores = Messages()
    for message in messages:
        empty, held = planner.both(message)
        if message.corpus == "todo_skill":
            _score_skill(message, empty, held, scores)
        elif allowed := TOOLS[message.corpus].get(message.intent):
            right = is_right(message.intent, allowed, empty, held)
            scores.tools.count(right=right, miss=_miss(message, empty, held))
            scores.confusion[message.intent, did(held)] += 1
        else:
            _score_other(message, empty, held, scores)
    return scores


def _score_skill(message: Message, empty: Planned, held: Planned, scores: Messages) -> None:
    right = is_right(message.intent, SKILL[message.intent], empty, held)
    if message.intent in PAGES:
        right = turned(message.text, NOW) == message.intent.removeprefix("Show")[:-4].lower()
    scores.intents.count(right=right, miss=_miss(message, empty, held))
    scores.confusion[message.intent, did(held)] += 1
    if message.contents:
        read = _contents(message, empty)
        wanted = {_plain(_undated(each, empty)) for each in message.contents}
        told = f"{message.text!r}: {sorted(read)}, not {sorted(wanted)}"
        scores.contents.count(right=wanted == {_plain(each) for each in read}, miss=told)


def _score_other(message: Message, empty: Planned, held: Planned, scores: Messages) -> None:
    """Count as right what writes nothing, or where it is free, what at most adds."""
    forbidden = CHANGES if is_free(message.corpus, message.intent, message.text) else WRITES
    quiet = not (forbidden & (empty.tools | held.tools))
    scores.others.count(right=quiet, miss=_miss(message, empty, held))


def _miss(message: Message, empty: Planned, held: Planned) -> str:
    return f"{message.intent}: {message.text!r}: {did(empty)} | {did(held)}"


def _contents(message: Message, empty: Planned) -> set[str]:
    """The titles added, or else the words that say which task is meant."""
    if empty.added:
        return {str(task["title"]) for task in empty.added}
    targets = (each.target for each in read_requests(message.text, NOW))
    return {target.words for target in targets if target}


def _undated(expected: str, empty: Planned) -> str:
    """What a corpus expects, without the words that the receipt names as date, rule or reminder."""
    for task in empty.added:
        rule = (task.get("recurrence") or {}).get("rule")
        for said in (task.get("due"), rule, *task.get("reminders", ())):
            if said:
                expected = re.sub(re.escape(said), " ", expected, flags=re.IGNORECASE)
    return expected


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


# --- the report


def figures(folder: Path) -> tuple[list[Figure], dict[str, float], Iterator[str]]:
    """Score a folder: the figures with their bars, the same by key, and what to tell beside."""
    corpora = read_corpora(folder)
    planner = Planner()
    times, rules = score_times(corpora.times), score_rules(corpora.rules)
    messages = score_messages(corpora.messages, planner)
    instants = sum(1 for said in corpora.times if said.expected)
    values = {
        "duckling_right": times.right / max(1, instants),
        "duckling_wrong": times.wrong / max(1, len(corpora.times)),
        "recurrence_right": rules.share,
        "todo_intent": messages.intents.share,
        "todo_content": messages.contents.share,
        "right_tool": messages.tools.share,
        "others_write_nothing": messages.others.share,
        "p50_ms": percentile(planner.milliseconds or [0.0], 50),
        "p99_ms": percentile(planner.milliseconds or [0.0], 99),
    }
    told = [_figure(name, value) for name, value in values.items()]
    scores = {
        "times": times,
        "recurrences": rules,
        "intents": messages.intents,
        "contents": messages.contents,
        "tools": messages.tools,
        "writes": messages.others,
    }
    return told, values, _told(scores, messages.confusion)


_BARS = {
    "duckling_right": 0.85,
    "duckling_wrong": 0.05,
    "recurrence_right": 0.95,
    "todo_intent": 0.95,
    "todo_content": 0.85,
    "right_tool": 0.90,
    "others_write_nothing": 0.985,
    "p50_ms": 2.0,
    "p99_ms": 10.0,
}


def _figure(name: str, value: float) -> Figure:
    timed = name.endswith("_ms")
    return Figure(
        name=name.removesuffix("_ms").replace("_", " "),
        unit="µs" if timed else "",
        ours=1000 * value if timed else value,
        bar=1000 * _BARS[name] if timed else _BARS[name],
        sense="≤" if timed or name == "duckling_wrong" else "≥",
    )


def _told(scores: dict[str, Score], confusion: Counter[tuple[str, str]]) -> Iterator[str]:
    """The confusion of intents, and the worst misses: of each figure a fair share."""
    yield "\nWhat the planner did, by the intent of the corpus:"
    for intent in dict.fromkeys(intent for intent, _ in sorted(confusion)):
        did_it = Counter({done: n for (each, done), n in confusion.items() if each == intent})
        yield f"  {intent}: " + ", ".join(f"{done} {n}" for done, n in did_it.most_common())
    yield f"\nThe {WORST} worst misses:"
    for name, misses in _worst(scores):
        yield from (f"  {name}: {miss}" for miss in misses)


def _worst(scores: dict[str, Score]) -> Iterator[tuple[str, Sequence[str]]]:
    """Shares of the fifty by how far each figure is from perfect."""
    lost = {name: 1 - score.share for name, score in scores.items() if score.total}
    for name, share in lost.items():
        most = round(WORST * share / (sum(lost.values()) or 1))
        yield name, _spread(scores[name].misses, most)


def _spread(misses: Sequence[str], most: int) -> Sequence[str]:
    """So many of them, from beginning to end."""
    return misses if len(misses) <= most else [misses[i * len(misses) // most] for i in range(most)]


def main() -> None:
    """Score the folder that the command line names."""
    folders = [each for each in sys.argv[1:] if each != AS_JSON]
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        sys.exit("Say which folder: python -m benchmarks.language FOLDER [--json]")
    settle_memory()  # as `serve` does
    told, values, beside = figures(Path(folders[0]))
    if AS_JSON in sys.argv:
        print(json.dumps({name: round(value, 4) for name, value in values.items()}))
        return
    print(table(told))
    for line in beside:
        print(line)


if __name__ == "__main__":
    main()
