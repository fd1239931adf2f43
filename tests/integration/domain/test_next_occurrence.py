"""The next occurrence of a series: made once, where the rule says, and taken back."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.domain import finding, operations, people, recurring, reminders, tags, tasks
from evolution_todo.domain.drafts import TaskDraft, TaskPatch
from evolution_todo.domain.errors import Conflict, Invalid
from evolution_todo.domain.ports import Actor, OpenUnitOfWork
from evolution_todo.domain.recurring import RecurrenceInput, RecurringPatch
from evolution_todo.domain.refs import TaskRef
from evolution_todo.domain.views import RecurringTaskView, TaskView
from tests.conftest import Clock
from tests.deliveries import Courier
from tests.factories import Do

pytestmark = pytest.mark.anyio

GYM = TaskDraft(
    title="Gym",
    description="Legs",
    recurrence="every Friday at 6pm",
    priority="high",
    tags=["health"],
    reminders=["1 hour before"],
)


@pytest.fixture
def courier(unit_of_work: OpenUnitOfWork, actor: Actor) -> Courier:
    return Courier(unit_of_work, actor)


async def every(do: Do) -> list[TaskView]:
    found = await do(finding.find, finding.TaskQuery(sort="created_at", limit=200))
    return list(found.items)


async def open_ones(do: Do) -> list[TaskView]:
    return [task for task in await every(do) if not task.completed]


async def the_series(do: Do) -> RecurringTaskView:
    (series,) = (await do(recurring.find)).items
    assert isinstance(series, RecurringTaskView)
    return series


async def added(do: Do, recurrence: str | RecurrenceInput, **rest: Any) -> TaskView:
    written = await do(tasks.add, TaskDraft(title="Gym", recurrence=recurrence, **rest))
    task: TaskView = written.task
    return task


async def complete(do: Do, task: TaskView, *, completed: bool = True) -> list[str]:
    written = await do(tasks.set_completed, TaskRef(id=task.id), completed=completed)
    return list(written.notes)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def dues(do: Do, courier: Courier, *, times: int) -> list[datetime | None]:
    """Complete the open task again and again, at its due time; return when each was due."""
    found = []
    for _ in range(times):
        opened = await open_ones(do)
        if not opened:
            break
        found.append(opened[0].due_date)
        await complete(do, opened[0])
        await courier.settle()
    return found


async def test_the_next_one_has_all_that_the_series_says(do: Do, courier: Courier) -> None:
    first = (await do(tasks.add, GYM)).task
    await complete(do, first)
    await courier.settle()
    (second,) = await open_ones(do)
    assert (second.title, second.description, second.priority, second.tags) == (
        "Gym", "Legs", "high", ["health"],
    )  # fmt: skip
    assert second.number == 2
    assert second.due_date == utc("2026-06-19T16:00")
    assert second.reminder_at == utc("2026-06-19T15:00")
    assert (second.recurring_pattern, second.next_occurrence) == ("weekly", utc("2026-06-26T16:00"))
    assert (await the_series(do)).next_occurrence == second.next_occurrence


async def test_what_a_service_did_is_an_effect_that_nobody_undoes_by_itself(
    do: Do, courier: Courier
) -> None:
    await complete(do, (await do(tasks.add, GYM)).task)
    await courier.settle()
    newest = (await do(operations.find)).items[0]
    assert (newest.kind, newest.client, newest.summary) == ("effect", "recurring", "Added “Gym”")
    with pytest.raises(Conflict) as refused:
        await do(operations.undo, newest.id)
    assert refused.value.code == "is_effect"
    assert (await do(operations.undo)).undone[0] == "Reopened “Gym”"


@pytest.mark.parametrize("act", ["complete", "delete"])
async def test_each_event_delivered_three_times_and_shuffled_has_one_effect(
    do: Do, courier: Courier, act: str
) -> None:
    first = (await do(tasks.add, GYM)).task
    if act == "complete":
        await complete(do, first)
    else:
        await do(tasks.delete, TaskRef(id=first.id))
    await courier.settle(times=3, shuffled=Random(4))  # noqa: S311  # an order, no secret
    assert [task.due_date for task in await open_ones(do)] == [utc("2026-06-19T16:00")]


async def test_brought_twice_at_once_it_is_made_once(
    do: Do, courier: Courier, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    await complete(do, (await do(tasks.add, GYM)).task)
    events = await courier.collect()
    others = [Courier(unit_of_work, actor) for _ in range(4)]
    await asyncio.gather(*(each.bring(events) for each in others))
    assert len(await open_ones(do)) == 1


@pytest.mark.parametrize(
    ("rule", "done_after", "following"),
    [
        ("every day at 9am", timedelta(hours=3), "2026-06-12T07:00"),
        ("every day at 9am", timedelta(days=9, hours=3), "2026-06-21T07:00"),
        ("every day at 9am", timedelta(days=-1), "2026-06-12T07:00"),
        ("every 3 days after completion at 9am", timedelta(days=2, hours=5), "2026-06-16T07:00"),
        ("every day after completion at 9am", timedelta(days=-1), "2026-06-12T07:00"),
        ("0 9 * * *", timedelta(days=4), "2026-06-16T07:00"),
    ],
)
async def test_the_next_one_is_counted_from_the_due_time_or_from_completion(
    do: Do, courier: Courier, clock: Clock, rule: str, done_after: timedelta, following: str
) -> None:
    task = await added(do, rule)
    assert task.due_date == utc("2026-06-11T07:00")
    clock.now = max(clock.now, task.due_date + done_after)
    await complete(do, task)
    clock.now += timedelta(days=30)  # however late the event is brought
    await courier.settle()
    assert [each.due_date for each in await open_ones(do)] == [utc(following)]


async def test_a_date_without_a_time_stays_one(do: Do, courier: Courier, clock: Clock) -> None:
    task = await added(do, "every day")
    assert task.due_all_day
    clock.now = utc("2026-06-14T23:30")  # already the 15th in Berlin
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    assert following.due_all_day
    assert following.due_date == utc("2026-06-16T00:00")


@pytest.mark.parametrize(
    ("now", "rule", "expected"),
    [
        ("2026-03-27T12:00", "every day at 2:30am", ["03-28T01:30", "03-29T01:30", "03-30T00:30"]),
        ("2026-10-23T12:00", "every day at 2:30am", ["10-24T00:30", "10-25T00:30", "10-26T01:30"]),
        (
            "2026-03-27T12:00",
            "every day after completion at 2:30am",
            ["03-28T01:30", "03-29T01:30", "03-30T00:30"],
        ),
    ],
)
async def test_the_clock_time_is_kept_when_clocks_change(
    do: Do, courier: Courier, clock: Clock, now: str, rule: str, expected: list[str]
) -> None:
    clock.now = utc(now)
    await added(do, rule)
    found = []
    for _ in expected:
        (task,) = await open_ones(do)
        assert task.due_date is not None
        found.append(task.due_date)
        clock.now = task.due_date
        await complete(do, task)
        await courier.settle()
    assert found == [utc(f"2026-{each}") for each in expected]


async def test_the_zone_is_the_series_own_whoever_reads_where(
    do: Do, courier: Courier, actor: Actor
) -> None:
    task = await added(do, "every day at 9am")
    tokyo = replace(actor, zone=ZoneInfo("Asia/Tokyo"))
    await do(people.update_me, people.PersonPatch(timezone="Asia/Tokyo"))
    await do(tasks.set_completed, TaskRef(id=task.id), completed=True, by=tokyo)
    await courier.settle()
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-06-12T07:00")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("every day at 9am for 3 times", ["11", "12", "13"]),
        ("every day at 9am after completion for 3 times", ["11", "12", "13"]),
        ("every day at 9am until 13 June", ["11", "12", "13"]),
        ("every day at 9am until 14 June except 12 June", ["11", "13", "14"]),
        ("FREQ=DAILY;COUNT=2;BYHOUR=9;BYMINUTE=0", ["11", "12"]),
    ],
)
async def test_a_series_ends_with_its_last_occurrence(
    do: Do, courier: Courier, rule: str, expected: list[str]
) -> None:
    await added(do, rule)
    assert await dues(do, courier, times=6) == [utc(f"2026-06-{day}T07:00") for day in expected]
    series = await the_series(do)
    assert not series.is_active
    assert series.next_occurrence == utc(f"2026-06-{expected[-1]}T07:00")


async def test_the_undo_of_its_last_completion_lets_a_series_go_on(
    do: Do, courier: Courier
) -> None:
    await added(do, "every day at 9am for 2 times")
    await dues(do, courier, times=2)
    assert not (await the_series(do)).is_active
    await do(operations.undo)
    assert (await the_series(do)).is_active
    await courier.settle()
    (last,) = await open_ones(do)
    await complete(do, last)
    await courier.settle()
    assert not (await the_series(do)).is_active


async def test_after_the_31st_comes_the_last_day_of_a_shorter_month(
    do: Do, courier: Courier, clock: Clock
) -> None:
    task = await added(do, "every month after completion", due_date="2026-06-20")
    clock.now = utc("2026-08-31T10:00")
    await complete(do, task)
    await courier.settle()
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-09-30T00:00")]


MODES = ["every Friday at 6pm", "every 3 days after completion at 6pm"]


@pytest.mark.parametrize("rule", MODES)
@pytest.mark.parametrize("back", ["undo", "reopen", "patch"])
@pytest.mark.parametrize("handled", [True, False], ids=["handled", "late"])
async def test_complete_take_back_and_complete_again_leaves_exactly_one(
    do: Do, courier: Courier, rule: str, back: str, handled: bool
) -> None:
    task = await added(do, rule, tags=["health"], reminders=["1 hour before"])
    before = await the_series(do)
    await complete(do, task)
    if handled:
        await courier.settle()
    if back == "undo":
        told = (await do(operations.undo)).undone[1:]
    elif back == "reopen":
        told = await complete(do, task, completed=False)
    else:
        patch = TaskPatch(completed=False)
        told = list((await do(tasks.update, TaskRef(id=task.id), patch)).notes)
    assert [each.startswith("Removed the next one, “Gym” (") for each in told] == [True] * handled
    assert [each.id for each in await open_ones(do)] == [task.id]
    counters = {"version", "updated_at"}
    assert (await the_series(do)).model_dump(exclude=counters) == before.model_dump(
        exclude=counters
    )
    await complete(do, task)
    await courier.settle(times=2)
    assert len(await open_ones(do)) == 1
    assert len(await every(do)) == 2


@pytest.mark.parametrize("rule", MODES)
@pytest.mark.parametrize("touch", ["title", "reminder", "completed"])
@pytest.mark.parametrize("back", ["undo", "reopen"])
async def test_a_follower_that_was_touched_stays_and_is_told_of(
    do: Do, courier: Courier, rule: str, touch: str, back: str
) -> None:
    task = await added(do, rule)
    await complete(do, task)
    completion = (await do(operations.find)).items[0].id
    await courier.settle()
    (following,) = await open_ones(do)
    ref = TaskRef(id=following.id)
    if touch == "title":
        await do(tasks.update, ref, TaskPatch(title="Gym with Ann"))
    elif touch == "reminder":
        await do(reminders.add, ref, reminders.ReminderDraft(remind_at="tomorrow 8am"))
    else:
        await complete(do, following)
    if back == "undo":
        outcome = await do(operations.undo, completion)
        assert outcome.undone == ["Reopened “Gym”"]
        (told,) = [conflict.message for conflict in outcome.conflicts]
    else:
        (told,) = await complete(do, task, completed=False)
    assert told.startswith("The next one, “Gym")
    assert told.endswith("has changed since and was left as it is")
    assert {task.id, following.id} <= {each.id for each in await every(do)}
    assert task.id in {each.id for each in await open_ones(do)}


async def test_what_was_changed_and_changed_back_is_untouched(do: Do, courier: Courier) -> None:
    task = await added(do, "every Friday at 6pm")
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    await do(tasks.update, TaskRef(id=following.id), TaskPatch(title="Swim"))
    await do(operations.undo)
    await do(operations.undo)
    assert [each.id for each in await open_ones(do)] == [task.id]


@pytest.mark.parametrize("rule", MODES)
async def test_deleting_the_open_one_skips_it_and_undo_brings_it_back_alone(
    do: Do, courier: Courier, rule: str
) -> None:
    task = await added(do, rule)
    before = await the_series(do)
    await do(tasks.delete, TaskRef(id=task.id))
    await courier.settle(times=2)
    (following,) = await open_ones(do)
    assert following.due_date == task.next_occurrence
    undone = (await do(operations.undo)).undone
    assert undone[0] == "Brought back “Gym”"
    assert undone[1].startswith("Removed the next one, “Gym” (")
    await courier.settle()
    assert [each.id for each in await open_ones(do)] == [task.id]
    counters = {"version", "updated_at"}
    assert (await the_series(do)).model_dump(exclude=counters) == before.model_dump(
        exclude=counters
    )


async def test_an_undone_deletion_whose_event_comes_late_makes_nothing(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm")
    await do(tasks.delete, TaskRef(id=task.id))
    await do(operations.undo)
    await courier.settle()
    assert [each.id for each in await open_ones(do)] == [task.id]


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "reversed"])
async def test_completed_and_deleted_before_either_is_known_makes_one(
    do: Do, courier: Courier, order: int
) -> None:
    task = await added(do, "every 3 days after completion at 6pm")
    await complete(do, task)
    await do(tasks.delete, TaskRef(id=task.id))
    await courier.bring((await courier.collect())[::order])
    (following,) = await open_ones(do)
    assert following.due_date == utc("2026-06-13T16:00")


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "reversed"])
async def test_a_done_one_and_its_follower_deleted_together_are_followed_once(
    do: Do, courier: Courier, order: int
) -> None:
    task = await added(do, "every day at 9am")
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    await do(tasks.delete, TaskRef(id=task.id))
    await do(tasks.delete, TaskRef(id=following.id))
    await courier.bring((await courier.collect())[::order])
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-06-13T07:00")]


async def test_deleting_a_done_one_that_was_followed_makes_nothing(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm")
    await complete(do, task)
    await courier.settle()
    await do(tasks.delete, TaskRef(id=task.id))
    await courier.settle()
    assert len(await every(do)) == 1


async def test_bringing_back_a_done_one_whose_completion_met_nothing_is_followed(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm")
    await complete(do, task)
    done = await courier.collect()
    await do(tasks.delete, TaskRef(id=task.id))
    await courier.bring(done)
    await do(operations.undo)
    await courier.settle()
    assert len(await open_ones(do)) == 1


async def test_deleting_the_series_makes_nothing_and_its_undo_brings_it_back(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm")
    await do(tasks.delete, TaskRef(id=task.id), scope="series")
    await courier.settle()
    assert await every(do) == []
    await do(operations.undo)
    await courier.settle()
    assert [each.id for each in await open_ones(do)] == [task.id]
    assert (await the_series(do)).is_active


async def test_deleting_a_series_through_a_done_one_names_the_open_one_that_goes_too(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm")
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    await do(tasks.update, TaskRef(id=following.id), TaskPatch(title="Pilates"))
    written = await do(tasks.delete, TaskRef(id=task.id), scope="series")
    assert written.notes == ["“Pilates” (#2) went with its series"]
    assert await every(do) == []


async def test_a_series_says_that_it_counts_from_completion_in_words_that_can_be_read(
    do: Do,
) -> None:
    await added(do, "every 3 days after completion at 8am")
    said = (await the_series(do)).text
    assert said == "every 3 days at 8 am after completion"
    await do(recurring.update, 1, RecurringPatch(recurrence=said))
    assert (await the_series(do)).mode == "after_completion"


async def test_a_rule_finer_than_a_minute_is_refused(do: Do) -> None:
    with pytest.raises(Invalid, match="Pattern must be") as refused:
        await added(do, "FREQ=SECONDLY")
    assert refused.value.code == "invalid_recurrence"


async def test_changing_several_series_at_once_is_summed_up_in_good_english(
    do: Do, unit_of_work: OpenUnitOfWork, actor: Actor
) -> None:
    for title in ("Gym", "Swim"):
        await do(tasks.add, TaskDraft(title=title, recurrence="daily"))
    async with unit_of_work(actor) as uow:
        for series_id in (1, 2):
            await recurring.update(uow, series_id, RecurringPatch(is_active=False))
    assert (await do(operations.find)).items[0].summary == "Changed 2 series"


async def test_a_paused_series_keeps_its_open_task_and_makes_none(do: Do, courier: Courier) -> None:
    task = await added(do, "every Friday at 6pm")
    series = await the_series(do)
    await do(recurring.update, series.id, RecurringPatch(is_active=False))
    assert [each.id for each in await open_ones(do)] == [task.id]
    await complete(do, task)
    await courier.settle()
    assert await open_ones(do) == []


@pytest.mark.parametrize("gone", [True, False], ids=["deleted", "completed"])
async def test_a_series_that_goes_on_has_its_next_one_at_once_and_only_once(
    do: Do, courier: Courier, clock: Clock, gone: bool
) -> None:
    task = await added(do, "every Friday at 6pm")
    series = await the_series(do)
    await do(recurring.update, series.id, RecurringPatch(is_active=False))
    if gone:
        await do(tasks.delete, TaskRef(id=task.id))
    else:
        await complete(do, task)
    clock.now += timedelta(days=30)
    await do(recurring.update, series.id, RecurringPatch(is_active=True))
    expected = [utc("2026-07-10T16:00")]
    assert [each.due_date for each in await open_ones(do)] == expected
    await courier.settle()
    assert [each.due_date for each in await open_ones(do)] == expected
    await do(operations.undo)
    assert await open_ones(do) == []
    assert not (await the_series(do)).is_active


async def test_a_series_that_is_over_does_not_go_on_without_a_new_rule(
    do: Do, courier: Courier
) -> None:
    await added(do, "every day at 9am for 1 times")
    await dues(do, courier, times=1)
    series = await the_series(do)
    with pytest.raises(Conflict) as refused:
        await do(recurring.update, series.id, RecurringPatch(is_active=True))
    assert refused.value.code == "series_over"
    await do(recurring.update, series.id, RecurringPatch(recurrence="every Monday at 8am"))
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-06-15T06:00")]


@pytest.mark.parametrize("by", ["series", "task", "deletion"])
async def test_an_ended_series_is_not_resumed_but_by_a_new_rule(do: Do, by: str) -> None:
    task = await added(do, "every 3 days after completion at 8am")
    series = await the_series(do)
    if by == "series":
        await do(recurring.delete, series.id)
    elif by == "task":
        await do(tasks.update, TaskRef(id=task.id), TaskPatch(recurrence=None))
    else:
        await do(tasks.delete, TaskRef(id=task.id), scope="series")
    ended = await the_series(do)
    assert (ended.state, ended.next_occurrence) == ("ended", series.next_occurrence)
    left = len(await open_ones(do))
    with pytest.raises(Conflict) as refused:
        await do(recurring.update, series.id, RecurringPatch(is_active=True))
    assert (refused.value.code, len(await open_ones(do))) == ("series_ended", left)
    await do(recurring.update, series.id, RecurringPatch(is_active=False))
    assert (await the_series(do)).state == "ended"
    await do(recurring.update, series.id, RecurringPatch(recurrence="every Monday at 8am"))
    assert (await the_series(do)).state == "active"


async def test_undoing_the_end_of_a_series_lets_it_go_on(do: Do, courier: Courier) -> None:
    task = await added(do, "every Friday at 6pm")
    await do(recurring.delete, (await the_series(do)).id)
    await do(operations.undo)
    assert (await the_series(do)).state == "active"
    await complete(do, task)
    await courier.settle()
    assert len(await open_ones(do)) == 1


async def test_pausing_a_series_that_is_over_leaves_it_finished(do: Do, courier: Courier) -> None:
    await added(do, "every day at 9am for 1 times")
    await dues(do, courier, times=1)
    await do(recurring.update, 1, RecurringPatch(is_active=False))
    assert (await the_series(do)).state == "finished"


async def test_an_ended_series_leaves_its_task_and_makes_none(do: Do, courier: Courier) -> None:
    task = await added(do, "every Friday at 6pm")
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(recurrence=None))
    await complete(do, task)
    await courier.settle()
    assert await open_ones(do) == []


async def test_the_template_is_the_truth_for_those_that_follow(do: Do, courier: Courier) -> None:
    task = (await do(tasks.add, GYM)).task
    ref = TaskRef(id=task.id)
    await do(tasks.update, ref, TaskPatch(title="Gym with Ann", tags=["fun"], priority="low"))
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    assert (following.title, following.tags, following.priority) == ("Gym", ["health"], "high")


async def test_a_change_of_the_series_holds_for_the_open_one_and_those_that_follow(
    do: Do, courier: Courier
) -> None:
    task = (await do(tasks.add, GYM)).task
    patch = TaskPatch(
        title="Swim",
        priority="low",
        add_tags=["water"],
        due_time="07:30",
        reminders=["30 minutes before"],
    )
    await do(tasks.update, TaskRef(id=task.id), patch, scope="series")
    for due in ("2026-06-12T05:30", "2026-06-19T05:30"):
        (opened,) = await open_ones(do)
        assert (opened.title, opened.priority, opened.tags) == ("Swim", "low", ["health", "water"])
        assert opened.due_date == utc(due)
        assert opened.reminder_at == utc(due) - timedelta(minutes=30)
        await complete(do, opened)
        await courier.settle()


async def test_a_change_of_the_series_through_a_done_one_holds_for_the_open_one(
    do: Do, courier: Courier
) -> None:
    task = (await do(tasks.add, GYM)).task
    await complete(do, task)
    await courier.settle()
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(title="Swim"), scope="series")
    assert [each.title for each in await open_ones(do)] == ["Swim"]


async def test_what_was_changed_of_one_alone_stays_when_the_series_changes(do: Do) -> None:
    task = (await do(tasks.add, GYM)).task
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(title="Gym with Ann"))
    series = await the_series(do)
    patch = RecurringPatch(template_title="Swim", priority_id=1)
    await do(recurring.update, series.id, patch)
    (opened,) = await open_ones(do)
    assert (opened.title, opened.priority) == ("Gym with Ann", "low")


async def test_a_series_moved_to_another_day_falls_there_from_then_on(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm for 3 times")
    patch = TaskPatch(due_date="2026-06-13T18:00")
    await do(tasks.update, TaskRef(id=task.id), patch, scope="series")
    expected = [utc(f"2026-06-{day}T16:00") for day in (13, 20, 27)]
    assert await dues(do, courier, times=5) == expected


async def test_a_rule_that_says_more_than_one_day_is_not_moved_by_a_date(do: Do) -> None:
    task = await added(do, "every Monday and Friday at 6pm")
    patch = TaskPatch(due_date="2026-06-13T18:00")
    with pytest.raises(Exception, match="does not fall there") as refused:
        await do(tasks.update, TaskRef(id=task.id), patch, scope="series")
    assert getattr(refused.value, "code", None) == "rule_falls_elsewhere"
    assert (await do(tasks.get, TaskRef(id=task.id))).due_date == task.due_date


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYHOUR=9;BYMINUTE=0;BYYEARDAY=" + ",".join(map(str, range(98, 213))),
        "0 9 * * " + "1,2,3,4,5,6,7," * 6 + "1,2,3,4",
    ],
    ids=["rrule", "cron"],
)
async def test_a_rule_that_moving_would_make_longer_than_is_kept_is_not_moved(
    do: Do, rule: str
) -> None:
    task = await added(do, rule)
    with pytest.raises(Invalid) as refused:
        await do(tasks.update, TaskRef(id=task.id), TaskPatch(due_time="17:30"), scope="series")
    assert (refused.value.code, refused.value.field) == ("rule_too_long", "recurrence")
    assert "alone" in refused.value.next_step
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(due_time="17:30"))


async def test_the_count_goes_on_when_the_series_changes_its_time(do: Do, courier: Courier) -> None:
    await added(do, "every day at 9am for 4 times")
    await dues(do, courier, times=2)
    (third,) = await open_ones(do)
    await do(tasks.update, TaskRef(id=third.id), TaskPatch(due_time="10:00"), scope="series")
    expected = [utc("2026-06-13T08:00"), utc("2026-06-14T08:00")]
    assert await dues(do, courier, times=5) == expected


async def test_moving_one_occurrence_leaves_the_rule_where_it_was(do: Do, courier: Courier) -> None:
    task = await added(do, "every Friday at 6pm")
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(due_date="2026-06-13T10:00"))
    await complete(do, task)
    await courier.settle()
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-06-19T16:00")]


async def test_a_rule_set_back_onto_a_done_day_does_not_break(do: Do, courier: Courier) -> None:
    task = await added(do, "every day at 11:30am")
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    patch = TaskPatch(recurrence="every day at 11:30am starting today")
    moved = (await do(tasks.update, TaskRef(id=following.id), patch)).task
    assert moved.due_date == task.due_date
    assert await dues(do, courier, times=2) == [utc("2026-06-10T09:30"), utc("2026-06-11T09:30")]


async def test_a_renamed_tag_is_on_those_that_follow_and_a_deleted_one_is_not(
    do: Do, courier: Courier
) -> None:
    task = (await do(tasks.add, GYM.model_copy(update={"tags": ["health", "sport"]}))).task
    ids = {tag.name: tag.id for tag in await do(tags.list_all)}
    await do(tags.update, ids["health"], tags.TagPatch(name="body"))
    await do(tags.delete, ids["sport"])
    assert (await the_series(do)).tags == ["body"]
    await complete(do, task)
    await courier.settle()
    assert [each.tags for each in await open_ones(do)] == [["body"]]
    assert [tag.name for tag in await do(tags.list_all)] == ["body"]


async def test_imported_text_stays_marked_in_those_that_follow(
    do: Do, courier: Courier, actor: Actor
) -> None:
    task = (await do(tasks.add, GYM, by=replace(actor, origin="import"))).task
    await do(tasks.delete, TaskRef(id=task.id))
    await courier.settle()
    (second,) = await open_ones(do)
    await complete(do, second)
    await courier.settle()
    assert {each.origin for each in await every(do)} == {"import"}


async def test_an_older_change_undone_leaves_what_the_series_did_since(
    do: Do, courier: Courier
) -> None:
    task = (await do(tasks.add, GYM)).task
    series = await the_series(do)
    await do(recurring.update, series.id, RecurringPatch(template_description="Arms"))
    change = (await do(operations.find)).items[0].id
    await do(tasks.delete, TaskRef(id=task.id))
    await courier.settle()
    await do(operations.undo, change)
    after = await the_series(do)
    assert after.next_occurrence == utc("2026-06-26T16:00")


async def test_a_reopening_undone_brings_the_follower_back_as_it_was(
    do: Do, courier: Courier
) -> None:
    task = (await do(tasks.add, GYM)).task
    await complete(do, task)
    await courier.settle()
    (following,) = await open_ones(do)
    await complete(do, task, completed=False)
    await do(operations.undo)
    await courier.settle()
    (again,) = await open_ones(do)
    counters = {"version", "updated_at"}
    assert again.model_dump(exclude=counters) == following.model_dump(exclude=counters)


async def test_a_repeat_given_to_a_done_task_has_its_next_one_at_once(
    do: Do, courier: Courier
) -> None:
    task = (await do(tasks.add, TaskDraft(title="Gym", due_date="2026-06-09T18:00"))).task
    await complete(do, task)
    await do(tasks.update, TaskRef(id=task.id), TaskPatch(recurrence="every Tuesday at 6pm"))
    await courier.settle()
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-06-16T16:00")]
    assert (await do(tasks.get, TaskRef(id=task.id))).due_date == task.due_date


SATURDAY = utc("2026-06-13T07:30")


@pytest.mark.parametrize("given", ["task", "series", "template", "plain task"])
async def test_a_new_rule_without_a_time_goes_on_from_where_the_task_stands(
    do: Do, courier: Courier, given: str
) -> None:
    recurrence = None if given == "plain task" else "daily"
    draft = TaskDraft(
        title="Gym",
        due_date="2026-06-13T09:30",
        recurrence=recurrence,
        reminders=["10 minutes before"],
    )
    task = (await do(tasks.add, draft)).task
    if given == "template":
        await do(recurring.update, 1, RecurringPatch(recurrence="every 2 days"))
    else:
        scope = "series" if given == "series" else "this"
        patch = TaskPatch(recurrence="every 2 days")
        written = await do(tasks.update, TaskRef(id=task.id), patch, scope=scope)
        (receipt,) = written.receipts
        assert receipt.reading == "every other day at 9:30 am"
        assert receipt.next == [SATURDAY + timedelta(days=days) for days in (0, 2, 4)]
    (opened,) = await open_ones(do)
    assert (opened.due_date, opened.due_all_day) == (SATURDAY, False)
    assert opened.reminder_at == SATURDAY - timedelta(minutes=10)
    assert await dues(do, courier, times=2) == [SATURDAY, SATURDAY + timedelta(days=2)]


@pytest.mark.parametrize(
    ("due", "rule", "starts"),
    [
        ("2026-06-13T09:30", "every week at 9:30 am", "2026-06-13T07:30"),
        ("2026-06-13T09:30", "every month", "2026-06-13T07:30"),
        ("2026-06-13T09:30", "every Monday", "2026-06-15T07:30"),
        ("2026-06-13T09:30", "every other Monday", "2026-06-15T07:30"),
        ("2026-06-13T09:30", "every day at 8am", "2026-06-13T06:00"),
        ("2026-06-13T09:30", "every day at 10am", "2026-06-13T08:00"),
        ("2026-06-13T09:30", "every day starting tomorrow", "2026-06-11T07:30"),
        ("2026-06-13T09:30", "every day except June 13", "2026-06-14T07:30"),
        ("2026-06-13T09:30", "every day until June 12", "2026-06-11T07:30"),
        ("2026-06-13T09:30", "0 9 * * *", "2026-06-14T07:00"),
        ("2026-06-13T09:30", "every 8 hours except tomorrow at 4 pm", "2026-06-13T07:30"),
        ("2026-06-13", "every 2 days", "2026-06-13T00:00"),
        ("2026-06-13", "every day at 8am", "2026-06-13T06:00"),
        ("2026-06-08T09:30", "every 2 days", "2026-06-08T07:30"),
        ("2026-06-08T09:30", "every Wednesday", "2026-06-17T07:30"),
        ("2026-06-08T09:30", "every day at 8am", "2026-06-11T06:00"),
        ("2026-06-08", "every Wednesday", "2026-06-10T00:00"),
    ],
)
async def test_a_rule_begins_on_the_tasks_date_or_at_the_first_one_after_it(
    do: Do, due: str, rule: str, starts: str
) -> None:
    task = (await do(tasks.add, TaskDraft(title="Gym", due_date=due))).task
    written = await do(tasks.update, TaskRef(id=task.id), TaskPatch(recurrence=rule))
    assert written.task.due_date == utc(starts)
    assert written.receipts[0].next[0] == utc(starts) - timedelta(
        hours=2 if written.task.due_all_day else 0
    )


async def test_the_receipt_of_a_rule_tells_of_the_date_that_was_given_beside_it(do: Do) -> None:
    draft = TaskDraft(title="Gym", due_date="2026-06-13T09:30", recurrence="daily until June 14")
    _, receipt = (await do(tasks.add, draft)).receipts
    assert receipt.reading == "every day at 9:30 am until 14 June 2026"
    assert receipt.next == [SATURDAY, SATURDAY + timedelta(days=1)]


async def test_a_new_rule_for_a_series_without_an_open_task_keeps_its_time_of_day(
    do: Do, courier: Courier
) -> None:
    task = await added(do, "every Friday at 6pm")
    await do(recurring.update, 1, RecurringPatch(is_active=False))
    await complete(do, task)
    await courier.settle()
    await do(recurring.update, 1, RecurringPatch(recurrence="daily"))
    assert [each.due_date for each in await open_ones(do)] == [utc("2026-06-10T16:00")]
