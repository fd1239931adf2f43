"""Series under whatever people and brokers do, in whatever order."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlmodel import col, select

from evolution_todo.adapters.database import Database
from evolution_todo.domain import operations, recurring, tasks
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.errors import Conflict, Invalid, NotFound
from evolution_todo.domain.events import Event
from evolution_todo.domain.ports import Actor, UnitOfWork
from evolution_todo.domain.recurring import RecurringPatch
from evolution_todo.domain.refs import TaskRef
from evolution_todo.services.handlers import CONSUMERS
from evolution_todo.services.subscriber import take
from models import Change, OutboxEvent, RecurringTask, Task
from tests.conftest import Clock
from tests.deliveries import Courier

T = TypeVar("T")

ADA = Actor(user_id="ada", zone=ZoneInfo("Europe/Berlin"), client="web", correlation_id="machine")
RULES = (
    "every day at 9am",
    "every day at 9am for 3 times",
    "every 2 days after completion at 9am",
    "every day at 9am until 13 June",
)
WHICH = st.integers(min_value=0, max_value=99)


class Dropped(Exception):
    """The connection is lost after the effect and before its commit."""


class SeriesMachine(RuleBasedStateMachine):
    """People act, a broker brings events late, again or not at first, and the clock moves."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        path = Path(shutil.copy(self.template, self._folder.name))
        self._runner = asyncio.Runner()
        self._clock = Clock()
        self._database = Database(f"sqlite:///{path}", clock=self._clock)
        self._courier = Courier(self._database.unit_of_work, ADA)
        self._waiting: list[Event] = []
        self._brought: list[Event] = []
        self._opened: set[int] = set()
        """Tasks that a person opened again or brought back."""

    def teardown(self) -> None:
        self._settle()
        self._runner.run(self._database.close())
        self._runner.close()
        self._folder.cleanup()

    # --- what people do

    @rule(said=st.sampled_from(RULES))
    def add(self, said: str) -> None:
        if len(self._rows(RecurringTask)) < 2:
            with suppress(Invalid):  # its end has passed
                self._do(
                    tasks.add, TaskDraft(title="Gym", recurrence=said, reminders=["1 hour before"])
                )

    @rule(which=WHICH)
    def complete(self, which: int) -> None:
        if task := self._pick(which, completed=False):
            self._do(tasks.set_completed, TaskRef(id=task.id), completed=True)

    @rule(which=WHICH)
    def reopen(self, which: int) -> None:
        if task := self._pick(which, completed=True):
            written = self._do(tasks.set_completed, TaskRef(id=task.id), completed=False)
            self._note_opened(told=bool(written.notes))

    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        if task := self._pick(which, completed=None):
            self._do(tasks.delete, TaskRef(id=task.id))

    @rule()
    def undo(self) -> None:
        try:
            done = self._do(operations.undo)
        except NotFound:
            return
        self._note_opened(told=bool(done.conflicts))

    @rule(which=WHICH, title=st.sampled_from(["Gym", "Swim"]))
    def edit(self, which: int, title: str) -> None:
        if task := self._pick(which, completed=False):
            self._do(tasks.update, TaskRef(id=task.id), TaskPatch(title=title))

    @rule(which=WHICH, active=st.booleans())
    def pause_or_resume(self, which: int, active: bool) -> None:
        series = self._rows(RecurringTask)
        if series:
            chosen = series[which % len(series)]
            try:
                self._do(recurring.update, chosen.id, RecurringPatch(is_active=active))
            except Conflict:
                assert active  # its rule names no more

    @rule(hours=st.integers(min_value=1, max_value=50))
    def wait(self, hours: int) -> None:
        self._clock.now += timedelta(hours=hours)

    # --- what a broker does

    @precondition(lambda self: self._waiting)
    @rule(which=WHICH)
    def bring(self, which: int) -> None:
        event = self._waiting.pop(which % len(self._waiting))
        self._brought.append(event)
        self._runner.run(self._courier.bring([event]))

    @precondition(lambda self: self._brought)
    @rule(which=WHICH)
    def bring_again(self, which: int) -> None:
        self._runner.run(self._courier.bring([self._brought[which % len(self._brought)]]))

    @precondition(lambda self: self._waiting)
    @rule(which=WHICH)
    def drop_before_the_commit(self, which: int) -> None:
        self._runner.run(self._bring_and_fail(self._waiting[which % len(self._waiting)]))

    @rule(backwards=st.booleans())
    def bring_all(self, backwards: bool) -> None:
        self._settle(backwards=backwards)

    # --- what holds whenever all is delivered

    def _no_two_tasks_have_one_place(self) -> None:
        rows = self._rows(Task)
        followed = [row.previous_task_id for row in rows if row.previous_task_id is not None]
        places = [
            (row.recurring_task_id, row.occurs_at) for row in rows if row.occurs_at is not None
        ]
        assert max(Counter(followed).values(), default=1) == 1
        assert max(Counter(places).values(), default=1) == 1

    def _every_change_has_its_events_and_a_newer_version(self) -> None:
        changes = sorted(self._rows(Change), key=lambda row: row.seq)
        events = self._rows(OutboxEvent)
        updates = [e.data["seq"] for e in events if e.topic == "task-updates"]
        told = [e.data["seq"] for e in events if e.topic == "task-events"]
        assert sorted(updates) == [row.seq for row in changes]
        assert sorted(told) == [row.seq for row in changes if row.entity_type != "reminder"]
        newest: dict[tuple[str, int], int] = {}
        for row in changes:
            place = (row.entity_type, row.entity_id)
            if row.after is not None:
                assert row.after["version"] > newest.get(place, 0)
                newest[place] = row.after["version"]

    # --- how

    def _settle(self, *, backwards: bool = False) -> None:
        self._collect()
        while self._waiting:
            events = self._waiting[:: -1 if backwards else 1]
            self._brought += events
            self._waiting = []
            self._runner.run(self._courier.bring(events))
            self._collect()
        self._no_two_tasks_have_one_place()
        self._every_change_has_its_events_and_a_newer_version()
        self._each_active_series_has_one_head()

    def _each_active_series_has_one_head(self) -> None:
        """All is delivered: the newest task is open, and else only what people opened again."""
        rows = {row.id: row for row in self._rows(Task)}
        for series in self._rows(RecurringTask):
            opened = {
                row.id
                for row in rows.values()
                if row.recurring_task_id == series.id and not row.completed
            }
            if series.is_active:
                assert series.last_task_id in opened
            assert opened - {series.last_task_id} <= self._opened

    def _note_opened(self, *, told: bool) -> None:
        """Remember what a person opened; a task in front of it stays only if they are told."""
        last = {row.id: row.last_task_id for row in self._rows(RecurringTask)}
        rows = self._rows(Task)
        followed = {row.previous_task_id for row in rows}
        for row in rows:
            if row.completed or row.recurring_task_id is None or row.id in self._opened:
                continue
            if row.id != last[row.recurring_task_id]:
                assert told or row.id not in followed
                self._opened.add(row.id or 0)

    def _collect(self) -> None:
        self._waiting += self._runner.run(self._courier.collect())

    def _pick(self, which: int, *, completed: bool | None) -> Task | None:
        rows = [row for row in self._rows(Task) if completed in {None, row.completed}]
        return rows[which % len(rows)] if rows else None

    def _rows(self, model: Any) -> list[Any]:
        async def read() -> list[Any]:
            async with self._database.unit_of_work(ADA, read_only=True) as uow:
                owned = select(model).where(col(model.user_id) == ADA.user_id)
                return list(await uow.session.exec(owned))

        return self._runner.run(read())

    def _do(self, function: Callable[..., Awaitable[T]], *args: Any, **options: Any) -> T:
        async def act() -> T:
            async with self._database.unit_of_work(ADA) as uow:
                return await function(uow, *args, **options)

        return self._runner.run(act())

    async def _bring_and_fail(self, event: Event) -> None:
        async def all_of_it(uow: UnitOfWork) -> None:
            for consumer in CONSUMERS:
                if consumer.takes(event):
                    await take(uow, [consumer], [event])
            raise Dropped

        with pytest.raises(Dropped):
            async with self._database.unit_of_work(ADA) as uow:
                await all_of_it(uow)


def test_series_hold_under_any_order_of_acts_and_deliveries(migrated_file: Path) -> None:
    machine: Any = type("Machine", (SeriesMachine,), {"template": migrated_file})
    test = machine.TestCase
    test.settings = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    test().runTest()
