"""Whole conversations with a model: `python -m benchmarks.conversations --model NAME --repeats N`.

`NAME` is `offline` or any model that docs/models.md names, with its key in the environment. The
conversations of `conversations.toml` run through the product as it is wired, each on a database
of its own, and are judged by the tasks that are left and the tools that ran: a model may say what
it likes. `--only WORDS` runs those whose name holds the words and tells what was said.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evolution_todo.adapters.backlog import DatabaseBacklog
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.settings import Settings
from evolution_todo.domain import finding, tasks
from evolution_todo.domain.drafts import TaskDraft
from evolution_todo.domain.ports import Actor, Origin
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.views import TaskView
from evolution_todo.processes.assistant import mcp_server_of, provider_of, tools_of, turns_of
from evolution_todo.services.relay import Relay
from todo_agent.live import Turns
from todo_agent.turn import Answer, Person, TurnRequest

SCENARIOS = Path(__file__).with_suffix(".toml")
USUAL_NOW = "2026-06-10T10:00"
USUAL_ZONE = "Europe/Berlin"
PERSON, STRANGER = "ada", "bob"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message, and what it may not do."""

    say: str
    unchanged: bool = False
    at: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One conversation with the world before and after it; the file says what each field means."""

    name: str
    turns: Sequence[Said]
    after: Sequence[str]
    before: Sequence[Mapping[str, Any]] = ()
    others: Sequence[Mapping[str, Any]] = ()
    now: str = USUAL_NOW
    zone: str = USUAL_ZONE
    never: Sequence[str] = ()
    lacks: str = ""


def read_scenarios(path: Path = SCENARIOS) -> list[Scenario]:
    """Read all scenarios of a file."""
    written = tomllib.loads(path.read_text("utf-8"))["scenario"]
    return [
        Scenario(**each | {"turns": [Said(**turn) for turn in each["turns"]]}) for each in written
    ]


class Clock:
    """The clock of a scenario, which moves only where it says so."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now


def told(task: TaskView, zone: ZoneInfo) -> str:
    """A task in a line: title, then done, due, rule, reminder, tags and priority if there are."""
    parts = ["done"] if task.completed else []
    if task.due_date:
        day = f"{task.due_date:%a %d %b}"
        parts.append(day if task.due_all_day else _clock(task.due_date, zone))
    parts += [task.recurrence.text] if task.recurrence else []
    parts += [f"remind {_clock(task.reminder_at, zone)}"] if task.reminder_at else []
    parts += [f"#{tag}" for tag in sorted(task.tags)]
    parts += [task.priority] if task.priority != "medium" else []
    return f"{task.title} | {', '.join(parts)}" if parts else task.title


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the clocks of a zone, with its offset in an hour that comes twice."""
    local = moment.astimezone(zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%a %d %b %H:%M}" + (f" {local:%z}" if twice else "")


class World:
    """A database with the tasks of two people."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self._relay = Relay(
            backlog=DatabaseBacklog(database),
            unit_of_work=database.unit_of_work,
            changes=database,
            clock=database.clock,
            zone=zone,
            announce=_announce,
        )

    async def settle(self) -> None:
        """Let the services follow up what was done: a series goes on."""
        while await self._relay.dispatch():
            pass

    async def fill(self, owner: str, drafts: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add a person's tasks; their ids."""
        return [await self._add(owner, dict(each)) for each in drafts]

    async def _add(self, owner: str, task: dict[str, Any]) -> int:
        done, imported = task.pop("done", False), task.pop("imported", False)
        draft = TaskDraft(due_date=task.pop("due", None), **task)
        actor = self._actor(owner, "import" if imported else "person")
        async with self._database.unit_of_work(actor) as uow:
            written = await tasks.add(uow, draft)
            if done:
                await tasks.set_completed(uow, TaskRef(id=written.task.id), completed=True)
        return written.task.id

    async def tasks(self, owner: str) -> list[TaskView]:
        """A person's tasks."""
        async with self._database.unit_of_work(self._actor(owner), read_only=True) as uow:
            page = await finding.find(uow, finding.TaskQuery(limit=100))
        return page.items

    async def left(self, owner: str) -> list[str]:
        """A person's tasks, as `told` tells them."""
        return sorted(told(task, self._zone) for task in await self.tasks(owner))

    def _actor(self, owner: str, origin: Origin = "person") -> Actor:
        return Actor(
            user_id=owner, zone=self._zone, client="web", origin=origin, correlation_id="benchmark"
        )


class Chat:
    """One person's conversation, as the server would carry it on."""

    def __init__(self, turns: Turns, zone: ZoneInfo, *, person: str = PERSON) -> None:
        self._turns = turns
        self._person = Person(user_id=person, zone=zone, client="web")
        self._conversation: str | None = None
        self._count = count()

    async def say(self, message: str, *, elsewhere: bool = False) -> Answer:
        """Send a message, and wait for its answer."""
        request = TurnRequest(
            person=self._person,
            message=message,
            message_id=f"message-{next(self._count)}",
            conversation_id=None if elsewhere else self._conversation,
            correlation_id="benchmark",
        )
        answer = await (await self._turns.start(request)).answer()
        self._conversation = answer.conversation_id
        return answer


@dataclass(slots=True)
class Outcome:
    """What is wrong with how a conversation went, if anything, and what was said."""

    wrong: str
    transcript: list[str]


@asynccontextmanager
async def house(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Database, Turns]]:
    """A new database, and the turns on it as the server wires them."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = Database(f"sqlite:///{Path(folder) / 'todo.db'}", clock=clock)
        stack.push_async_callback(database.close)
        await database.migrate()
        model = await stack.enter_async_context(provider_of(settings))
        server = mcp_server_of(settings, database.unit_of_work)
        tools = await stack.enter_async_context(tools_of(settings, server))
        turns = turns_of(database, tools, model, announce=_announce)
        stack.push_async_callback(turns.aclose, grace_seconds=5)
        yield database, turns


async def run(scenario: Scenario, settings: Settings) -> Outcome:
    """Hold one conversation on a new database."""
    zone, clock = ZoneInfo(scenario.zone), Clock()
    clock.now = datetime.fromisoformat(scenario.now).replace(tzinfo=zone)
    async with house(settings, clock) as (database, turns):
        return await _talk(scenario, World(database, zone), Chat(turns, zone), clock)


async def _announce(step: StrEnum, turn_id: str) -> None:
    del step, turn_id


async def _talk(scenario: Scenario, world: World, chat: Chat, clock: Clock) -> Outcome:
    await world.fill(PERSON, scenario.before)
    other = (await world.fill(STRANGER, scenario.others) or [0])[0]
    theirs = await world.left(STRANGER)
    transcript: list[str] = []
    for turn in scenario.turns:
        if turn.at:
            clock.now = datetime.fromisoformat(turn.at).replace(tzinfo=clock.now.tzinfo)
        kept = await world.left(PERSON)
        said = turn.say.replace("{other}", str(other))
        answer = await chat.say(said, elsewhere=turn.elsewhere)
        await world.settle()
        ran = [each.name for each in answer.tool_calls]
        transcript += [f"> {said}", f"  {answer.response}", f"  [{' '.join(ran)}]"]
        if forbidden := set(ran) & set(scenario.never):
            return Outcome(f"“{said}” ran {', '.join(sorted(forbidden))}", transcript)
        if turn.unchanged and await world.left(PERSON) != kept:
            return Outcome(f"“{said}” changed something", transcript)
    if await world.left(STRANGER) != theirs:
        return Outcome("somebody else's tasks have changed", transcript)
    return Outcome(_difference(scenario.after, await world.left(PERSON)), transcript)


def _difference(wanted: Sequence[str], left: Sequence[str]) -> str:
    """How what is left differs from what was wanted; titles may differ in their capitals."""
    wanted_low = sorted(each.casefold() for each in wanted)
    left_low = sorted(each.casefold() for each in left)
    return "" if wanted_low == left_low else f"left {sorted(left)}, not {sorted(wanted)}"


async def measure(scenarios: Sequence[Scenario], settings: Settings, *, repeats: int) -> int:
    """Run them all and tell; how many failed at least once."""
    failed = 0
    for scenario in scenarios:
        outcomes = [await run(scenario, settings) for _ in range(repeats)]
        wrong = [each for each in outcomes if each.wrong]
        mark = "ok  " if not wrong else "lacks" if scenario.lacks else "FAIL"
        print(f"{mark} {repeats - len(wrong)}/{repeats}  {scenario.name}", flush=True)
        for each in dict.fromkeys(outcome.wrong for outcome in wrong):
            print(f"       {each}" + (f" (lacks {scenario.lacks})" if scenario.lacks else ""))
        if len(scenarios) == 1:
            print("\n".join(outcomes[0].transcript))
        failed += bool(wrong)
    return failed


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Hold conversations with a model and judge them.")
    parser.add_argument("--model", required=True, help="offline, gemini/<name>, openai/<name>, …")
    parser.add_argument("--repeats", type=int, default=1, help="how often each is held")
    parser.add_argument("--only", default="", help="words of the name of those to hold")
    given = parser.parse_args()
    scenarios = [each for each in read_scenarios() if given.only in each.name]
    settings = Settings(model=given.model)
    logging.disable(logging.INFO)
    failed = asyncio.run(measure(scenarios, settings, repeats=given.repeats))
    print(f"{len(scenarios) - failed} of {len(scenarios)} conversations ended as they should")
    sys.exit(not scenarios)


if __name__ == "__main__":
    main()
