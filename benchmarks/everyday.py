"""Everyday conversations: `python -m benchmarks.everyday [--model NAME] [--set NAME] [--told]`.

1,080 conversations, 120 from each of nine writers who knew only what the product is to do (a table
of nine requests and some rules) and had not talked to it; a second reader took each end anew
before the assistant was run on it. They are judged by the tasks that are left. Each file's head
says what came of it before anyone who builds the assistant had read it: a set that has been read is
a test, and says nothing more of conversations that nobody has seen.

A question that a conversation leaves open is answered with yes. `--told` tells what was said where
the end is not as it should be.
"""

import argparse
import asyncio
import logging
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.conversations import Chat, Clock, World, house
from benchmarks.ends import Wanted, difference
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain.views import TaskView
from todo_agent.turn import Answer

FOLDER = Path(__file__).with_suffix("")
ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 27, 10, 15, tzinfo=ZONE)  # a Friday


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message.

    Attributes:
        say: Its words.
        if_asked: It is said only where the answer before it asks.
        writes_nothing: It may ask or tell, and no more.
    """

    say: str
    if_asked: bool = False
    writes_nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation with the tasks before it and after, in the lines of `benchmarks.ends`.

    Attributes:
        name: What it is about.
        say: Its messages.
        after: The tasks that are to be left.
        or_after: Another end that is as right.
        before: The tasks that are there.
        must_write: Something has to be done on the way, though it is taken back.
    """

    name: str
    say: Sequence[Said]
    after: Sequence[str]
    or_after: Sequence[str] | None = None
    before: Sequence[str] = ()
    must_write: bool = False


def read(path: Path) -> list[Conversation]:
    """The conversations of a set."""
    return [
        Conversation(
            **each
            | {
                "say": [
                    Said(say=one) if isinstance(one, str) else Said(**one) for one in each["say"]
                ]
            }
        )
        for each in tomllib.loads(path.read_text("utf-8"))["conversation"]
    ]


def draft(line: str) -> dict[str, Any]:
    """What is sent to add a task that a line tells of."""
    task = Wanted.of(line)
    (priority,) = task.priorities
    return {
        "title": task.titles[0],
        "due": task.due[0].replace(" ", "T") if task.due else None,
        "priority": priority,
        "tags": sorted(task.tags or ()),
        "reminders": [f"{-each} minutes before" for each in task.reminders or ()],
        "recurrence": task.rules[0] if task.rules else None,
        "done": task.done,
    }


class Held:
    """A conversation as it is held: what was said, and what is wrong with it."""

    def __init__(self, conversation: Conversation, world: World, chat: Chat, person: str) -> None:
        self._conversation = conversation
        self._world = world
        self._chat = chat
        self._person = person
        self.transcript: list[str] = []

    async def hold(self) -> str:
        """What is wrong with how it went or ended; empty where nothing is."""
        await self._world.fill(self._person, [draft(each) for each in self._conversation.before])
        wrote, answer = False, None
        for said in self._conversation.say:
            if said.if_asked and not _asks(answer):
                continue
            kept = await self._left()
            answer = await self._say(said.say)
            changed = await self._left() != kept
            if changed and said.writes_nothing:
                return f"“{said.say}” changed something"
            wrote |= changed
        if self._conversation.must_write and not wrote:
            return "nothing was done that could be taken back"
        wrong = await self._wrong()
        if wrong and answer and answer.question and not said.writes_nothing:
            await self._say("yes")
            wrong = await self._wrong()
        return wrong

    async def _say(self, message: str) -> Answer:
        answer = await self._chat.say(message)
        await self._world.settle()
        self.transcript += [f"> {message}", *(f"  {line}" for line in answer.response.split("\n"))]
        return answer

    async def _left(self) -> list[TaskView]:
        return await self._world.tasks(self._person)

    async def _wrong(self) -> str:
        left = await self._left()
        wrong = difference(self._conversation.after, left, ZONE)
        other = self._conversation.or_after
        return wrong if other is None else wrong and difference(other, left, ZONE) and wrong


def _asks(answer: Answer | None) -> bool:
    if answer is None:
        return False
    asked = answer.question or answer.response.rstrip().endswith("?")
    return bool(asked or _ASKED.search(answer.response))


_ASKED = re.compile(r"^Which |which task you mean|^What should change")


async def measure(path: Path, settings: Settings, *, told: bool) -> tuple[int, int]:
    """How many conversations of a set end as they should, and of how many."""
    clock = Clock()
    clock.now = NOW
    conversations = read(path)
    right = 0
    async with house(settings, clock) as (database, turns):
        for number, conversation in enumerate(conversations, 1):
            person = f"person-{number}"
            world, chat = World(database, ZONE), Chat(turns, ZONE, person=person)
            held = Held(conversation, world, chat, person)
            wrong = await held.hold()
            right += not wrong
            if wrong:
                print(f"{path.stem} {number} {conversation.name}: {wrong}", flush=True)
            if wrong and told:
                print("\n".join(held.transcript), end="\n\n")
    return right, len(conversations)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description="Hold everyday conversations and judge their ends."
    )
    parser.add_argument(
        "--model", default="offline", help="offline, gemini/<name>, openai/<name>, …"
    )
    parser.add_argument("--set", default="*", help="the name of one set")
    parser.add_argument(
        "--told", action="store_true", help="tell what was said where it went wrong"
    )
    given = parser.parse_args()
    logging.disable(logging.INFO)
    paths = sorted(FOLDER.glob(f"{given.set}.toml"))
    settings = Settings(model=given.model)
    scores = [asyncio.run(measure(path, settings, told=given.told)) for path in paths]
    for path, (right, of) in zip(paths, scores, strict=True):
        print(f"{path.stem}: {right} of {of} end as they should")
    right, of = (sum(each) for each in zip(*scores, strict=True))
    print(f"all: {right} of {of}, {right / of:.1%} (bar 95%)")


if __name__ == "__main__":
    main()
