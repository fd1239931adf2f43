import pytest

from tests.unit.todo_agent.offline import Talk, brief, page, written

pytestmark = pytest.mark.anyio

LEASE = brief(1, "Renew the lease")


@pytest.mark.parametrize(
    ("wrong", "right", "due"),
    [
        ("on 31 September", "oops, 30 September I mean", "on 30 September"),
        ("on the 31st of September", "I meant the 30th", "on the 30th of September"),
        ("at 10am on 31 September", "2 October then", "at 10am on 2 October"),
        ("on Friday at 25:00", "sorry, 15:00", "on Friday at 15:00"),
        ("by 31 September", "the 30th, my mistake", "by 30th September"),
    ],
)
async def test_a_right_date_takes_the_place_of_one_that_does_not_exist(
    wrong: str, right: str, due: str
) -> None:
    talk = Talk(add_tasks=written(LEASE), find_tasks=page())
    assert "Give a date and time that exist" in await talk.say(f"add renew the lease {wrong}")
    await talk.say(right)
    assert talk.calls == [("add_tasks", {"tasks": [{"title": "Renew the lease", "due": due}]})]


@pytest.mark.parametrize("said", ["forget it", "what's on 2 October?", "show my tasks"])
async def test_what_is_no_date_is_read_without_the_message_that_failed(said: str) -> None:
    talk = Talk(find_tasks=page())
    await talk.say("add renew the lease on 31 September")
    assert "31 September" not in await talk.say(said)
    assert all(name != "add_tasks" for name, _ in talk.calls)


async def test_a_second_date_that_does_not_exist_is_told_and_mended_too() -> None:
    talk = Talk(add_tasks=written(LEASE), find_tasks=page())
    await talk.say("add renew the lease on 31 September")
    assert "31 June" in await talk.say("31 June")
    await talk.say("30 June, sorry")
    assert talk.calls[-1][1]["tasks"][0]["due"] == "on 30 June"
