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
    ("said", "left"),
    [
        (
            "it's our turn to host the quiz friday, keep track of that",
            {"Host the quiz": "Fri 12 Jun"},
        ),
        ("I should write to Otto. Stick that on for friday", {"Write to Otto": "Fri 12 Jun"}),
        ("ugh, oil the gate. Let's say friday", {"Oil the gate": "Fri 12 Jun"}),
        (
            "Ma'am, would you be so good as to add a task for friday to oil the gate?",
            {"Oil the gate": "Fri 12 Jun"},
        ),
        ("oil the gate friday, not urgent and no rush", {"Oil the gate": "Fri 12 Jun, low"}),
        ("oil the gate - friday - high - tag yard", {"Oil the gate": "Fri 12 Jun, #yard, high"}),
        (
            "air the cellar and wash the dog, both by friday",
            {"Air the cellar": "Fri 12 Jun", "Wash the dog": "Fri 12 Jun"},
        ),
        ("add a task to oil the gate; it must be done by friday", {"Oil the gate": "Fri 12 Jun"}),
        (
            "add a task to oil the gate and another to air the cellar",
            {"Oil the gate": "", "Air the cellar": ""},
        ),
        (
            "Create a task for friday: oil the gate. Another for monday: air the cellar.",
            {"Oil the gate": "Fri 12 Jun", "Air the cellar": "Mon 15 Jun"},
        ),
        (
            "add these for friday: oil the gate at 9am, air the cellar at 4pm",
            {"Oil the gate": "Fri 12 Jun 09:00", "Air the cellar": "Fri 12 Jun 16:00"},
        ),
        (
            "two reminders for friday: oil the gate at 9am, air the cellar at 4pm",
            {
                "Oil the gate": "Fri 12 Jun 09:00, remind Fri 12 Jun 09:00",
                "Air the cellar": "Fri 12 Jun 16:00, remind Fri 12 Jun 16:00",
            },
        ),
        (
            "collect the suit at noon friday then drop it off at Ann's by 2pm",
            {"Collect the suit": "Fri 12 Jun 12:00", "Drop it off at Ann's": "Fri 12 Jun 14:00"},
        ),
        (
            "thaw the fish tonight, bone it tomorrow at 9am and fry it tomorrow at noon",
            {
                "Thaw the fish": "Wed 10 Jun 20:00",
                "Bone it": "Thu 11 Jun 09:00",
                "Fry it": "Thu 11 Jun 12:00",
            },
        ),
        ("record the gas reading on friday", {"Record the gas reading": "Fri 12 Jun"}),
        ("get the roof looked at next week", {"Get the roof looked at": "Mon 15 Jun"}),
        ("put 'drop the case' on for friday, all day", {"drop the case": "Fri 12 Jun"}),
        (
            "add oil the gate for the 19th and make sure I'm reminded the day before",
            {"Oil the gate": "Fri 19 Jun, remind Thu 18 Jun 09:00"},
        ),
        (
            "remind me 2 days before the 19th to order a cake for Otto",
            {"Order a cake for Otto": "Wed 17 Jun, remind Wed 17 Jun 09:00"},
        ),
        (
            "rowing twice a week on Tue and Fri at 7am",
            {"Rowing": "Fri 12 Jun 07:00, every Tuesday and Friday at 7 am"},
        ),
        ("read with Otto every school day", {"Read with Otto": "Wed 10 Jun, every weekday"}),
        (
            "feed the ducks every day this week",
            {"Feed the ducks": "Wed 10 Jun, every day until 14 June 2026"},
        ),
        (
            "every 3 months descale the kettle, first one on 19 June",
            {"Descale the kettle": "Fri 19 Jun, every 3 months"},
        ),
        (
            "add a recurring task for the 19th: pay the gym",
            {"Pay the gym": "Fri 19 Jun, every month on the 19th"},
        ),
        (
            "can I get a weekly nudge on fridays to oil the gate?",
            {"Oil the gate": "Fri 12 Jun, every Friday, remind Fri 12 Jun 09:00"},
        ),
        (
            "rope, jam and tea on the shopping list please",
            {"Rope": "#shopping", "Jam": "#shopping", "Tea": "#shopping"},
        ),
        ("Monday rowing 7am", {"Rowing": "Mon 15 Jun 07:00"}),
        ("Sunday lunch 1pm", {"Lunch": "Sun 14 Jun 13:00"}),
        (
            "can I add a few things? rope, jam, tea",
            {"Rope": "", "Jam": "", "Tea": ""},
        ),
        (
            "Add a new task. Title: Oil the gate. Due: friday. Importance: high",
            {"Oil the gate": "Fri 12 Jun, high"},
        ),
        ("Oil the gate friday. 4pm.", {"Oil the gate": "Fri 12 Jun 16:00"}),
        ("oil the gate sometime, no date yet", {}),
        ("oil the gate by friday or I'm in trouble", {"Oil the gate": "Fri 12 Jun"}),
        ("make me a task to oil the gate", {"Oil the gate": ""}),
        (
            "oil the gate by friday, take it to Otto on monday",
            {"Oil the gate": "Fri 12 Jun", "Take it to Otto": "Mon 15 Jun"},
        ),
        (
            "choir on friday, doors at 7pm, add it",
            {"Choir": "Fri 12 Jun 19:00"},
        ),
        (
            "I have choir on friday at 4pm, so put that in with a ten-minute reminder",
            {"Choir": "Fri 12 Jun 16:00, remind Fri 12 Jun 15:50"},
        ),
        (
            "I must oil the gate friday, so add that and mark it as urgent",
            {"Oil the gate": "Fri 12 Jun, critical"},
        ),
        (
            "Every weekday at 5.30pm, remind me to oil the gate",
            {"Oil the gate": "Wed 10 Jun 17:30, every weekday at 5:30 pm, remind Wed 10 Jun 17:30"},
        ),
        ("put 'oil the gate' under yard for friday", {"oil the gate": "Fri 12 Jun, #yard"}),
        ('"Oil the gate" can go on the list, low priority', {"Oil the gate": "low"}),
        ("need to remember that friday is choir", {"Choir": "Fri 12 Jun"}),
        (
            "water the moss every morning and the fern every other Sunday",
            {
                "Water the moss": "Thu 11 Jun 09:00, every day at 9 am",
                "Water the fern": "Sun 14 Jun, every other Sunday",
            },
        ),
        ("on the way home on friday I must grab rope", {"Grab rope on the way home": "Fri 12 Jun"}),
        (
            "oil the gate every weekday for 20 minutes",
            {"Oil the gate for 20 minutes": "Wed 10 Jun, every weekday"},
        ),
        (
            "oil the gate friday, and then every two weeks",
            {"Oil the gate": "Fri 12 Jun, every other week"},
        ),
        ("put in my calendar that the plumber comes on friday", {"Plumber comes": "Fri 12 Jun"}),
        ("add 'oil the gate' please, it's squeaking", {"oil the gate": ""}),
        (
            "add walk the dog, do the dishes and take out the bins",
            {"Walk the dog": "", "Do the dishes": "", "Take out the bins": ""},
        ),
        (
            "friday - drop the case at the bank - high priority",
            {"Drop the case at the bank": "Fri 12 Jun, high"},
        ),
        ("add rope to friday's list", {"Rope": "Fri 12 Jun"}),
        ("dinner with Otto on friday at half seven", {"Dinner with Otto": "Fri 12 Jun 19:30"}),
        (
            "could you add a task for friday at 3:45 to oil the gate?",
            {"Oil the gate": "Fri 12 Jun 15:45"},
        ),
        (
            "I need to oil the gate on the 19th, can you remind me this evening?",
            {"Oil the gate": "Fri 19 Jun, remind Wed 10 Jun 19:00"},
        ),
    ],
)
async def test_what_people_add_in_words_of_their_own(
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


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "optician monday 9am remind me an hour before",
            "Mon 15 Jun 09:00, remind Mon 15 Jun 08:00",
        ),
        ("optician yesterday at 5pm", "Tue 09 Jun 17:00"),
    ],
)
async def test_a_whole_task_is_no_answer_to_when_to_remind(
    said: str, left: str, chat: conversations.Chat
) -> None:
    await chat.say("remind me of the vet the evening before")
    await chat.say(said)
    assert await chat.left() == {"Optician": left}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "set a reminder in 30 minutes to air the loft",
            "Wed 10 Jun 10:30, remind Wed 10 Jun 10:30",
        ),
        ("put a reminder in for 5pm to air the loft", "Wed 10 Jun 17:00, remind Wed 10 Jun 17:00"),
        ("set a 30 minute reminder to air the loft", "Wed 10 Jun 10:30, remind Wed 10 Jun 10:30"),
    ],
)
async def test_a_reminder_set_rings_in_so_long(
    said: str, left: str, chat: conversations.Chat
) -> None:
    await chat.say(said)
    assert await chat.left() == {"Air the loft": left}
