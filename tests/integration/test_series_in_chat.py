"""A series as it is talked about: the planner, its tools, the database and the service behind."""

from __future__ import annotations

import pytest

from tests.integration.talking import Chat

pytestmark = pytest.mark.anyio


async def test_completing_says_what_comes_next_and_undo_takes_it_back(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    done = await chat.say("I finished the gym task")
    assert done == "Completed “Gym” (#1).\nThe next “Gym” is due Fri 19 June at 6 pm."
    assert await chat.open() == ["2 Gym Fri 19 16:00"]
    undone = await chat.say("undo")
    assert "Reopened “Gym”" in undone
    assert "Removed the next one, “Gym” (Fri 19 June at 6 pm)" in undone
    assert await chat.open() == ["1 Gym Fri 12 16:00"]


async def test_the_last_one_of_a_series_is_told_as_such(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm for 1 times")
    assert "That was the last “Gym” of its series." in await chat.say("complete gym")
    assert await chat.open() == []


@pytest.mark.parametrize(
    "said", ["skip the next gym", "skip gym on friday", "skip gym", "skip this week's gym"]
)
async def test_skipping_goes_on_with_the_next(chat: Chat, said: str) -> None:
    await chat.say("gym every Friday at 6pm")
    answer = await chat.say(said)
    assert answer.startswith("Skipped “Gym”")
    assert answer.endswith("The next “Gym” is due Fri 19 June at 6 pm.")
    assert await chat.open() == ["2 Gym Fri 19 16:00"]


async def test_skipping_is_of_the_open_one_however_often_it_was_done(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    await chat.say("complete gym")
    assert (await chat.say("skip gym")).startswith("Skipped “Gym”")
    assert await chat.open() == ["3 Gym Fri 26 16:00"]
    assert "Removed the next one" in await chat.say("undo")
    assert await chat.open() == ["2 Gym Fri 19 16:00"]


@pytest.mark.parametrize(
    ("began", "said", "rule"),
    [
        ("yoga every Monday at 7pm", "Saturdays too", "every Monday and Saturday at 7 pm"),
        ("yoga every other Monday", "plus Fridays", "every other week on Monday and Friday"),
        ("yoga every weekday", "no more Fridays", "every Monday, Tuesday, Wednesday and Thursday"),
        ("yoga every day at 7am", "not on weekends", "every weekday at 7 am"),
    ],
)
async def test_days_come_and_go_and_the_rest_of_the_rule_stays(
    chat: Chat, began: str, said: str, rule: str
) -> None:
    await chat.say(began)
    assert f"repeats {rule}." in await chat.say(said)


@pytest.mark.parametrize(
    ("began", "said", "rule"),
    [
        ("swimming every Monday at 6pm", "sorry, Tuesday", "every Tuesday at 6 pm"),
        ("swimming every Monday at 6pm", "make it 7", "every Monday at 7 pm"),
        ("pay rent on the 3rd of every month", "actually the 8th", "every month on the 8th"),
        ("swimming every Monday at 6pm", "move it to tomorrow", "every Monday at 6 pm"),
        ("swimming every Monday and Friday", "make it Sunday", "every Monday and Friday"),
    ],
)
async def test_a_day_or_an_hour_right_after_it_was_added_is_of_the_rule(
    chat: Chat, began: str, said: str, rule: str
) -> None:
    await chat.say(began)
    assert f"repeats {rule}." in await chat.say(said)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("move yoga to Wednesday from now on", "every Wednesday at 6 pm"),
        ("yoga is moving to Sundays at 10am", "every Sunday at 10 am"),
        ("make yoga every other week, not weekly", "every other week at 6 pm"),
        ("move yoga to Wednesday", "every Monday at 6 pm"),
    ],
)
async def test_a_rule_changes_where_it_is_said_to_be_for_good(
    chat: Chat, said: str, rule: str
) -> None:
    await chat.say("yoga every Monday at 6pm")
    await chat.say("show my tasks")
    assert f"repeats {rule}." in await chat.say(said)


async def test_what_moves_one_of_a_series_says_so(chat: Chat) -> None:
    await chat.say("yoga every Monday at 6pm")
    await chat.say("show my tasks")
    assert "Only this one is moved." in await chat.say("move yoga to Wednesday")
    assert "Only this one" not in await chat.say("move yoga to Wednesday from now on")


@pytest.mark.parametrize(
    "said", ["just this Monday, it won't repeat", "yoga is a one-off after all"]
)
async def test_a_series_is_told_to_be_none(chat: Chat, said: str) -> None:
    await chat.say("yoga every Monday at 6pm")
    assert (await chat.say(said)).endswith("no longer repeating.")


async def test_days_are_only_of_what_repeats_on_days_of_the_week(chat: Chat) -> None:
    await chat.say("pay rent on the 3rd of every month")
    assert "repeats every month on the 3rd. Say how" in await chat.say("also on Fridays")
    await chat.say("yoga every Monday")
    assert "repeats every Monday already" in await chat.say("Mondays too")
    assert "repeats every Monday. Say how" in await chat.say("not on Mondays any more")


@pytest.mark.parametrize(
    ("said", "left"), [("resume the plants", 1), ("stop repeating the plants", 0)]
)
async def test_a_series_of_which_all_is_done_is_still_one(chat: Chat, said: str, left: int) -> None:
    await chat.say("water the plants every day at 9am")
    await chat.say("done with the plants")
    await chat.say("pause the plants series")
    await chat.say("complete the plants")
    assert await chat.open() == []
    answer = await chat.say(said)
    if answer.endswith("?"):
        answer = await chat.say("yes")
    assert "2 tasks" not in answer
    assert len(await chat.open()) == left


async def test_what_does_not_fall_on_a_day_or_does_not_repeat_is_not_skipped(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    await chat.say("add dentist tomorrow 9am")
    before = await chat.open()
    answer = await chat.say("skip gym tomorrow")
    assert answer.startswith("The next “Gym” is Friday at 6 pm")
    assert "does not repeat" in await chat.say("skip task 2")
    assert "Delete “Dentist”?" in await chat.say("skip the dentist")
    assert await chat.open() == before


async def test_a_series_is_paused_and_goes_on(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    assert (await chat.say("pause the gym series")).startswith("Paused “Gym”")
    assert await chat.active() == [False]
    await chat.say("complete gym")
    assert await chat.open() == []
    answer = await chat.say("resume the gym series")
    assert answer.startswith("Resumed “Gym”")
    assert "The next “Gym” (#2) is due Fri 19 June at 6 pm" in answer
    assert await chat.open() == ["2 Gym Fri 19 16:00"]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("pause meds until june 20", "1 Meds Sun 21 06:00"),
        ("put meds on hold for a week", "1 Meds Wed 17 06:00"),
        ("skip the next 2 meds", "1 Meds Sat 13 06:00"),
    ],
)
async def test_a_series_rests_and_goes_on_by_its_rule(chat: Chat, said: str, left: str) -> None:
    await chat.say("meds every day at 8am except june 20")
    before = await chat.open()
    assert "None comes before then." in await chat.say(said)
    assert await chat.open() == [left]
    await chat.say("undo")
    assert await chat.open() == before


async def test_two_named_in_one_breath_are_skipped_together(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    await chat.say("yoga every Monday at 6pm")
    assert await chat.say("skip gym and yoga") == "Delete 2 tasks: “Gym”, “Yoga”?"
    assert (await chat.say("yes")).startswith("Skipped 2 tasks")
    assert await chat.open() == ["3 Gym Fri 19 16:00", "4 Yoga Mon 22 16:00"]


async def test_what_rests_must_repeat_and_be_due_before(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    await chat.say("add dentist tomorrow 9am")
    before = await chat.open()
    assert "nothing to pause" in await chat.say("pause gym until thursday")
    assert "does not repeat" in await chat.say("pause the dentist until monday")
    assert await chat.open() == before


async def test_an_undone_pause_is_told_and_the_next_undo_goes_further_back(chat: Chat) -> None:
    await chat.say("gym every Friday at 6pm")
    await chat.say("pause the gym series")
    assert "Resumed “Gym”" in await chat.say("undo")
    assert await chat.active() == [True]
    assert "Removed “Gym”" in await chat.say("undo")


async def test_a_rule_is_said_with_the_days_that_it_leaves_out_and_keeps_them_when_it_moves(
    chat: Chat,
) -> None:
    await chat.say("gym every Friday at 6pm except June 19")
    assert "except 19 June 2026" in await chat.say("show the gym task")
    await chat.say("move the whole gym series to 7pm")
    await chat.say("complete gym")
    assert await chat.open() == ["2 Gym Fri 26 17:00"]


async def test_a_deleted_series_is_told_with_all_that_went(chat: Chat) -> None:
    await chat.say("yoga every Friday at 6pm")
    await chat.say("complete yoga")
    await chat.say("rename task 2 to pilates")
    asked = await chat.say("delete the yoga series")
    assert asked == "Delete the whole series of “Yoga”, and with it “Pilates” (#2)?"
    answer = await chat.say("yes")
    assert answer.startswith("Deleted “Yoga” (#1)")
    assert "“Pilates” (#2) went with its series." in answer


@pytest.mark.parametrize(
    "said", ["end the gym series", "stop repeating gym", "don't repeat gym any more"]
)
async def test_a_series_ends_and_its_task_stays(chat: Chat, said: str) -> None:
    await chat.say("gym every Friday at 6pm")
    assert "no longer repeating" in await chat.say(said)
    assert await chat.open() == ["1 Gym Fri 12 16:00"]
    await chat.say("complete gym")
    assert await chat.open() == []


@pytest.mark.parametrize(
    ("said", "following"),
    [
        ("move the whole gym series to 7pm", "2 Gym Fri 19 17:00"),
        ("change every gym to 7pm", "2 Gym Fri 19 17:00"),
        ("move all future gym to 7pm", "2 Gym Fri 19 17:00"),
        ("move gym to 7pm just this once", "2 Gym Fri 19 16:00"),
        ("move just this gym to 7pm", "2 Gym Fri 19 16:00"),
        ("move gym to 7pm", "2 Gym Fri 19 16:00"),
    ],
)
async def test_one_occurrence_is_told_from_all_of_them(
    chat: Chat, said: str, following: str
) -> None:
    await chat.say("gym every Friday at 6pm")
    await chat.say(said)
    assert await chat.open() == ["1 Gym Fri 12 17:00"]
    await chat.say("complete gym")
    assert await chat.open() == [following]


async def test_all_tasks_go_with_their_series_and_those_of_a_day_without(chat: Chat) -> None:
    await chat.say("sweep the path every Friday at 6pm")
    await chat.say("oil the gate on Friday at 7pm")
    await chat.say("delete everything due on Friday")
    await chat.say("yes")
    assert await chat.open() == ["3 Sweep the path Fri 19 16:00"]
    await chat.say("rake the leaves on Saturday at noon")
    asked = await chat.say("delete all my tasks")
    assert asked.endswith(", with the whole series of those that repeat?")
    await chat.say("yes")
    assert await chat.open() == []
