"""One message that adds, in the ways people say it, judged by what the database holds."""

from __future__ import annotations

import pytest

from tests.integration import test_conversations as conversations

pytestmark = pytest.mark.anyio

# It is Wednesday 10 June, ten in the morning in Berlin.
server, chat = conversations.server, conversations.chat

OPENED = (
    "add {}",
    "please add a task to {}",
    "I have to {}",
    "gotta {}",
    "remember to {}",
    "todo: {}",
    "new: {}",
    "note to self: {}",
    "make sure i {}",
    "can you note that I need to {}",
    "don't forget to {}",
    "can you put {} on my list",
)
"""What a task is asked for with."""

TIMED = {
    "friday at 4pm": "Fri 12 Jun 16:00",
    "on 19 June": "Fri 19 Jun",
    "every Monday": "Mon 15 Jun, every Monday",
}
"""When it is due, and how that is kept."""


@pytest.mark.parametrize("when", TIMED)
@pytest.mark.parametrize("opened", OPENED)
async def test_a_task_is_due_wherever_its_day_is_said(
    opened: str, when: str, chat: conversations.Chat
) -> None:
    await chat.say(opened.format(f"water the orchid {when}"))
    assert await chat.left() == {"Water the orchid": TIMED[when]}
    await chat.say(f"{when}, {opened.format('air the cellar')}", elsewhere=True)
    assert (await chat.left())["Air the cellar"] == TIMED[when]


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        (", write it down please", ""),
        (", otherwise I forget", ""),
        (", can you add that to my list?", ""),
        (". That's all, thanks", ""),
        (", my sister is asking", ""),
        (", medium priority is fine", ""),
        (", can be low priority", ", low"),
        (" as a high priority task", ", high"),
        (" and make it high priority, I can't miss it", ", high"),
        (" (tag: plants)", ", #plants"),
        (", label plants, no rush", ", #plants, low"),
        (" and remind me an hour before", ", remind Fri 12 Jun 15:00"),
        (", I want a reminder 30 minutes before", ", remind Fri 12 Jun 15:30"),
        (" plus a reminder a day before, tag it plants", ", remind Thu 11 Jun 16:00, #plants"),
        (", don't let me forget", ", remind Fri 12 Jun 16:00"),
        (" with a note: use rain water", ""),
    ],
)
async def test_what_is_said_behind_a_task_is_no_part_of_its_title(
    tail: str, kept: str, chat: conversations.Chat
) -> None:
    await chat.say(f"I need to water the orchid friday at 4pm{tail}")
    assert await chat.left() == {"Water the orchid": f"Fri 12 Jun 16:00{kept}"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("urgent: water the orchid", {"Water the orchid": "critical"}),
        (
            "low priority: I need to water the orchid friday",
            {"Water the orchid": "Fri 12 Jun, low"},
        ),
        ("On the 19th choir concert", {"Choir concert": "Fri 19 Jun"}),
        (
            "send the book to Aunt May at 6 tonight",
            {"Send the book to Aunt May": "Wed 10 Jun 18:00"},
        ),
        ("visit both cousins friday", {"Visit both cousins": "Fri 12 Jun"}),
    ],
)
async def test_a_head_and_a_name(said: str, left: dict[str, str], chat: conversations.Chat) -> None:
    await chat.say(said)
    assert await chat.left() == left


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("remember to air the cellar, sweep the yard and oil the gate on friday", "Fri 12 Jun"),
        ("Friday's list: air the cellar, sweep the yard, oil the gate", "Fri 12 Jun"),
        ("three for friday: air the cellar, sweep the yard and oil the gate", "Fri 12 Jun"),
        ("tasks: air the cellar; sweep the yard; oil the gate", ""),
        ("add air the cellar, sweep the yard and oil the gate, all low priority", "low"),
        ("I have to air the cellar, sweep the yard and oil the gate, put them on my list", ""),
        ("please add air the cellar, sweep the yard and oil the gate. Keep them separate", ""),
    ],
)
async def test_several_deeds_are_a_task_each(
    said: str, kept: str, chat: conversations.Chat
) -> None:
    await chat.say(said)
    titles = ("Air the cellar", "Sweep the yard", "Oil the gate")
    assert await chat.left() == dict.fromkeys(titles, kept)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("rember to air the cellar fri", {"Air the cellar": "Fri 12 Jun"}),
        ("need too air the cellar fri pls low priority", {"Air the cellar": "Fri 12 Jun, low"}),
        ("air the cellar fri yeah", {"Air the cellar": "Fri 12 Jun"}),
        ("add air the cellar please friday #house", {"Air the cellar": "Fri 12 Jun, #house"}),
        (
            "optician fri 4pm remind 30 mins b4 #eyes",
            {"Optician": "Fri 12 Jun 16:00, remind Fri 12 Jun 15:30, #eyes"},
        ),
        ("put choir friday 4pm in", {"Choir": "Fri 12 Jun 16:00"}),
        ("new playlist #choir", {"New playlist": "#choir"}),
        (
            "I've got choir practice every monday at 7pm",
            {"Choir practice": "Mon 15 Jun 19:00, every Monday at 7 pm"},
        ),
        (
            "Mon and Fri rowing at 7am every week",
            {"Rowing": "Fri 12 Jun 07:00, every Monday and Friday at 7 am"},
        ),
        (
            "Otto's birthday is on 19 June, put it in for every year",
            {"Otto's birthday": "Fri 19 Jun, every year on 19 June"},
        ),
        (
            "remind me every Monday about the bins",
            {"Bins": "Mon 15 Jun, every Monday, remind Mon 15 Jun 09:00"},
        ),
        (
            "every Monday is choir, add it with the tag singing",
            {"Choir": "Mon 15 Jun, every Monday, #singing"},
        ),
        (
            "for the fair we need: bunting, two urns, a float",
            {"Bunting": "", "Two urns": "", "Float": ""},
        ),
        (
            "on Friday I have choir and on Monday I need to oil the gate",
            {"Choir": "Fri 12 Jun", "Oil the gate": "Mon 15 Jun"},
        ),
        (
            "rent and water both need paying by friday",
            {"Pay rent": "Fri 12 Jun", "Pay water": "Fri 12 Jun"},
        ),
        ("rock n roll is no problem", {}),
        ("remind me before", {}),
        ("my back needs stretching", {}),
        ("put the money in", {}),
    ],
)
async def test_what_is_typed_or_spoken_in_passing(
    said: str, left: dict[str, str], chat: conversations.Chat
) -> None:
    await chat.say(said)
    assert await chat.left() == left


@pytest.mark.parametrize(
    ("there", "title"), [("clean the oven", "Clean the oven"), ("oven gloves", None)]
)
async def test_what_needs_doing_is_the_task_of_that_deed(
    there: str, title: str | None, chat: conversations.Chat
) -> None:
    await chat.say(f"add {there}")
    await chat.say("the oven needs cleaning by friday", elsewhere=True)
    left = await chat.left()
    assert left["Clean the oven"] == "Fri 12 Jun"
    assert (len(left) == 1) is (title is not None)


async def test_no_worries_is_no_refusal(chat: conversations.Chat) -> None:
    await chat.say("rope and candles")
    await chat.say("no worries, go ahead")
    assert await chat.left() == {"Rope and candles": ""}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "optician friday 3pm remind me an hour before",
            "Fri 12 Jun 15:00, remind Fri 12 Jun 14:00",
        ),
        ("optician friday 3pm, remind me at 2", "Fri 12 Jun 15:00, remind Fri 12 Jun 14:00"),
        (
            "there's the optician on friday at 3pm, reminder one day before",
            "Fri 12 Jun 15:00, remind Thu 11 Jun 15:00",
        ),
        (
            "optician every friday at 3pm until july",
            "Fri 12 Jun 15:00, every Friday at 3 pm until 1 July 2026",
        ),
    ],
)
async def test_a_task_with_all_that_it_has_is_one_of_its_own_behind_another(
    said: str, left: str, chat: conversations.Chat
) -> None:
    await chat.say("call the plumber tomorrow at 9am")
    await chat.say(said)
    assert await chat.left() == {"Call the plumber": "Thu 11 Jun 09:00", "Optician": left}


@pytest.mark.parametrize("opened", ["", "add "])
async def test_what_one_rule_joins_is_one_task(opened: str, chat: conversations.Chat) -> None:
    await chat.say(f"{opened}drill every monday and thursday at 18:00 until 1 september")
    rule = "every Monday and Thursday at 6 pm until 1 September 2026"
    assert await chat.left() == {"Drill": f"Thu 11 Jun 18:00, {rule}"}
    await chat.say("row every monday at 7 and lift every friday at 8", elsewhere=True)
    left = await chat.left()
    assert left["Row"].endswith("every Monday at 7 am")
    assert left["Lift"].endswith("every Friday at 8 am")
