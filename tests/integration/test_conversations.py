"""Whole conversations through runner, planner, MCP server and database, judged by what is left."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from mcp import Client

from evolution_todo.adapters.database import Database
from evolution_todo.adapters.duereminders import DatabaseDueReminders
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.adapters.turnstore import DatabaseTurnStore
from evolution_todo.domain import finding
from evolution_todo.domain.ports import Actor
from evolution_todo.domain.views import TaskView
from evolution_todo.services.notification.sweeper import Sweeper
from mcp_server.app import TodoServer, build_server, connect
from mcp_server.context import Caller
from tests.conftest import BERLIN, Clock
from todo_agent.live import Turns
from todo_agent.llm.offline import OfflineModel
from todo_agent.turn import Answer, Person, Step, TurnRequest

pytestmark = pytest.mark.anyio

WEDNESDAY = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
"""Ten in the morning in Berlin."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message and what it must do.

    Attributes:
        message: What the person says.
        runs: The tools that must run, in order, parted by spaces.
        leaves: Tasks that are new or changed, by title, as `told` tells them.
        gone: Titles that are no longer there.
        asks: Whether the answer must be a question that waits.
        answer: Words that the answer must hold.
        elsewhere: It is said in a new conversation.
    """

    message: str
    runs: str = ""
    leaves: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    asks: bool = False
    answer: str = ""
    elsewhere: bool = False


def told(task: TaskView) -> str:
    """A task's state in a line: done, due in Berlin, rule, reminder, tags, priority."""
    parts = ["done"] if task.completed else []
    if task.due_date:
        day = f"{task.due_date:%a %d %b}"
        parts.append(day if task.due_all_day else _clock(task.due_date))
    parts += [task.recurrence.text] if task.recurrence else []
    parts += [f"remind {_clock(task.reminder_at)}"] if task.reminder_at else []
    parts += [f"#{tag}" for tag in task.tags]
    parts += [task.priority] if task.priority != "medium" else []
    return ", ".join(parts)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(BERLIN):%a %d %b %H:%M}"


LOOK = "find_tasks"
ADD = "add_tasks"
SET = "set_tasks_completed"
CHANGE = "update_tasks"
DELETE = "delete_tasks"

FRIDAY_MEETINGS = (
    Said("add standup tomorrow at 9am", ADD, {"Standup": "Thu 11 Jun 09:00"}),
    Said("add design meeting thursday at 10am", ADD, {"Design meeting": "Thu 11 Jun 10:00"}),
    Said("add budget meeting friday at 11am", ADD, {"Budget meeting": "Fri 12 Jun 11:00"}),
    Said(
        "add dinner with the team friday at 7pm", ADD, {"Dinner with the team": "Fri 12 Jun 19:00"}
    ),
)

CONVERSATIONS: dict[str, tuple[Said, ...]] = {
    "what is said, row by row": (
        Said("Add a task to buy groceries", ADD, {"Buy groceries": ""}),
        Said("I need to remember to pay bills", ADD, {"Pay bills": ""}),
        Said("Add water the plants", ADD, {"Water the plants": ""}),
        Said("Show me all my tasks", LOOK, answer="Pay bills"),
        Said("What's pending?", LOOK, answer="Buy groceries"),
        Said("Mark task 3 as complete", SET, {"Water the plants": "done"}),
        Said("What have I completed?", LOOK, answer="Water the plants"),
        Said(
            "Change task 1 to 'Call mom tonight'",
            f"{LOOK} {CHANGE}",
            {"Call mom tonight": ""},
            gone=("Buy groceries",),
        ),
        Said("Delete the bills task", f"{LOOK} {DELETE}", gone=("Pay bills",)),
        Said("undo", "undo", {"Pay bills": ""}),
    ),
    "one line holds everything": (
        Said(
            "Pay rent every last Friday at 9am, remind me 15 minutes before #home high priority",
            ADD,
            {
                "Pay rent": "Fri 26 Jun 09:00, every last Friday at 9 am, "
                "remind Fri 26 Jun 08:45, #home, high"
            },
        ),
        Said("undo", "undo", gone=("Pay rent",)),
    ),
    "slash commands": (
        Said("/help", answer="/done 3"),
        Said("/add dentist thursday 3pm #health", ADD, {"Dentist": "Thu 11 Jun 15:00, #health"}),
        Said("/done 1", SET, {"Dentist": "done, Thu 11 Jun 15:00, #health"}),
        Said("/undo", "undo", {"Dentist": "Thu 11 Jun 15:00, #health"}),
        Said("/week", f"{LOOK} {LOOK}", answer="Dentist"),
        Said("/delete dentist", f"{LOOK} {DELETE}", gone=("Dentist",)),
        Said("/list", LOOK, answer="empty"),
    ),
    "bare phrases": (
        Said("dentist thursday 3pm", ADD, {"Dentist": "Thu 11 Jun 15:00"}),
        Said("call mom", asks=True),
        Said("yes", ADD, {"Call mom": ""}),
        Said("buy stamps", asks=True),
        Said("no", answer="nothing changed"),
        Said("feed the cat", asks=True),
        Said("what's pending?", LOOK),
        Said("yes", answer="Nothing is waiting"),
    ),
    "several at once": (
        Said("add milk and eggs", ADD, {"Milk": "", "Eggs": ""}),
        Said("tag them #shop", asks=True),
        Said("yes", CHANGE, {"Milk": "#shop", "Eggs": "#shop"}),
        Said("set task 2 to high priority", CHANGE, {"Eggs": "#shop, high"}),
        Said("complete 1 and 2", SET, {"Milk": "done, #shop", "Eggs": "done, #shop, high"}),
        Said("reopen task 1. add bread", f"{SET} {ADD}", {"Milk": "#shop", "Bread": ""}),
        Said("add butter and show my list", f"{ADD} {LOOK}", {"Butter": ""}, answer="Butter"),
        Said("undo", "undo", gone=("Butter",)),
    ),
    "a name with a day is a new task behind another": (
        Said("gym every friday at 6pm", ADD, {"Gym": "Fri 12 Jun 18:00, every Friday at 6 pm"}),
        Said("dentist thursday 3pm", ADD, {"Dentist": "Thu 11 Jun 15:00"}),
        Said("swimming tomorrow", ADD, {"Swimming": "Thu 11 Jun"}),
    ),
    "a remark completes nothing, and an hour stays in its half of the day": (
        Said("add call the bank on monday", ADD, {"Call the bank": "Mon 15 Jun"}),
        Said("add take pills at 9pm tomorrow", ADD, {"Take pills": "Thu 11 Jun 21:00"}),
        Said("make it half past 8", f"{LOOK} {CHANGE}", {"Take pills": "Thu 11 Jun 20:30"}),
        Said("also ring Frank friday at noon", ADD, {"Ring Frank": "Fri 12 Jun 12:00"}),
        Said("the bank was closed"),
    ),
    "a task by what it is, and a bare both": (
        Said("add a task: order candles, low priority", ADD, {"Order candles": "low"}),
        Said("add pay the phone, tag home", ADD, {"Pay the phone": "#home"}),
        Said("add pay the rent, tag home", ADD, {"Pay the rent": "#home"}),
        Said("delete the low priority task", f"{LOOK} {LOOK}", asks=True),
        Said("yes", DELETE, gone=("Order candles",)),
        Said("complete all home tasks", LOOK, asks=True),
        Said("both", SET, {"Pay the phone": "done, #home", "Pay the rent": "done, #home"}),
    ),
    "a task by its day, and one that was told of before the order": (
        Said("add varnish the oars tomorrow", ADD, {"Varnish the oars": "Thu 11 Jun"}),
        Said("add hem the curtains on friday", ADD, {"Hem the curtains": "Fri 12 Jun"}),
        Said("add patch the tent on friday", ADD, {"Patch the tent": "Fri 12 Jun"}),
        Said(
            "finish the one that's due tomorrow",
            f"{LOOK} {LOOK} {SET}",
            {"Varnish the oars": "done, Thu 11 Jun"},
        ),
        Said("complete the one for friday", f"{LOOK} {LOOK}", asks=True, answer="Which one"),
        Said("the tent", SET, {"Patch the tent": "done, Fri 12 Jun"}),
        Said("I'll never do the one on friday, just remove it", f"{LOOK} {LOOK}", asks=True),
        Said("the curtains", DELETE, gone=("Hem the curtains",)),
    ),
    "thanks, however warm": (
        Said("I need to grease the chain", asks=True),
        Said("cheers", asks=True, answer="welcome"),
        Said("no", answer="nothing changed"),
        Said("ta", answer="welcome"),
        Said("thanks bud", answer="pleasure"),
        Said("lovely, ta", answer="welcome"),
    ),
    "less than was asked about, and a list gone through by its places": (
        Said("add prune roses #yard", ADD, {"Prune roses": "#yard"}),
        Said("add rake leaves #yard", ADD, {"Rake leaves": "#yard"}),
        Said("add oil hinges #yard", ADD, {"Oil hinges": "#yard"}),
        Said("delete all the yard tasks", LOOK, asks=True),
        Said("yes, but not the roses", asks=True, answer="Delete 2 tasks"),
        Said("no", answer="nothing changed"),
        Said("show my tasks", LOOK),
        Said("the second of those can go", DELETE, gone=("Rake leaves",)),
        Said("everything tagged yard is done, phew", LOOK, asks=True),
        Said("yes", SET, {"Prune roses": "done, #yard", "Oil hinges": "done, #yard"}),
        Said("bin everything I've finished apart from the hinges", LOOK, asks=True),
        Said("yes, I'm sure", DELETE, gone=("Prune roses",)),
    ),
    "what was ticked off too early is opened in one step": (
        Said("add wax the skis", ADD, {"Wax the skis": ""}),
        Said("done with the skis", f"{LOOK} {SET}", {"Wax the skis": "done"}),
        Said("sorry, I haven't done that yet, undo it please", "undo", {"Wax the skis": ""}),
    ),
    "what is listed since is spoken of, and not what was done before it": (
        Said("add gild the frame", ADD, {"Gild the frame": ""}),
        Said("add hang the mirror", ADD, {"Hang the mirror": ""}),
        Said("add stain the shelf", ADD, {"Stain the shelf": ""}),
        Said("done with the frame", f"{LOOK} {SET}", {"Gild the frame": "done"}),
        Said("what's left?", LOOK, answer="Hang the mirror"),
        Said("that one can be deleted", asks=True, answer="Which one"),
        Said("the shelf", DELETE, gone=("Stain the shelf",)),
    ),
    "pointing into a list": (
        Said("add bread, milk and eggs", ADD, {"Bread": "", "Milk": "", "Eggs": ""}),
        Said("show all my tasks", LOOK),
        Said("mark the second one as done", SET, {"Milk": "done"}),
        Said("delete the last one", DELETE, gone=("Eggs",)),
        Said("undo", "undo", {"Eggs": ""}),
        Said("complete the seventh one"),
    ),
    "pointing into the overview": (
        Said("add bread today", ADD, {"Bread": "Wed 10 Jun"}),
        Said("add milk today", ADD, {"Milk": "Wed 10 Jun"}),
        Said("give me an overview", "get_overview", answer="Milk"),
        Said("delete the second one", DELETE, gone=("Milk",)),
    ),
    "two match": (
        *FRIDAY_MEETINGS,
        Said("delete the meeting task", LOOK, asks=True),
        Said("the second one", DELETE, gone=("Budget meeting",)),
        Said("undo", "undo", {"Budget meeting": "Fri 12 Jun 11:00"}),
        Said("delete the meeting task", LOOK, asks=True),
        Said("never mind", answer="nothing changed"),
    ),
    "bulk asks first": (
        *FRIDAY_MEETINGS,
        Said("Reschedule my morning meetings to 2 PM", LOOK, asks=True),
        Said(
            "yes",
            CHANGE,
            {"Design meeting": "Thu 11 Jun 14:00", "Budget meeting": "Fri 12 Jun 14:00"},
        ),
        Said(
            "undo",
            "undo",
            {"Design meeting": "Thu 11 Jun 10:00", "Budget meeting": "Fri 12 Jun 11:00"},
        ),
        Said("delete all my tasks", LOOK, asks=True),
        Said("no", answer="nothing changed"),
        Said("delete everything", LOOK, asks=True),
        Said("what's pending?", LOOK),
        Said("yes", answer="Nothing is waiting"),
        Said("complete all my tasks", LOOK, asks=True),
        Said("no, leave them", answer="nothing changed"),
    ),
    "moving": (
        Said("dentist thursday 3pm", ADD, {"Dentist": "Thu 11 Jun 15:00"}),
        Said(
            "reschedule the dentist to 4:30pm", f"{LOOK} {CHANGE}", {"Dentist": "Thu 11 Jun 16:30"}
        ),
        Said("push it back a day", f"{LOOK} {CHANGE}", {"Dentist": "Fri 12 Jun 16:30"}),
        Said("move it to monday at 8am", CHANGE, {"Dentist": "Mon 15 Jun 08:00"}),
        Said("undo", "undo", {"Dentist": "Fri 12 Jun 16:30"}),
    ),
    "reminders": (
        Said(
            "remind me to call Bob tomorrow at 5pm",
            ADD,
            {"Call Bob": "Thu 11 Jun 17:00, remind Thu 11 Jun 17:00"},
        ),
        Said("show my reminders", "list_reminders", answer="Call Bob"),
        Said(
            "cancel the reminder for call bob",
            f"{LOOK} delete_reminder",
            {"Call Bob": "Thu 11 Jun 17:00"},
        ),
        Said("undo", "undo", {"Call Bob": "Thu 11 Jun 17:00, remind Thu 11 Jun 17:00"}),
        Said("what reminders do I have?", "list_reminders", answer="Call Bob", elsewhere=True),
        Said(
            "cancel the reminder for call bob",
            f"{LOOK} list_reminders {LOOK} delete_reminder",
            {"Call Bob": "Thu 11 Jun 17:00"},
            answer="“Call Bob”",
            elsewhere=True,
        ),
    ),
    "several reminders of a task": (
        Said(
            "add dentist friday at 5pm, remind me 1 day before and 15 minutes before",
            ADD,
            {"Dentist": "Fri 12 Jun 17:00, remind Thu 11 Jun 17:00"},
            answer="1 day before and 15 minutes before",
        ),
        Said("show my tasks", LOOK, answer="1 day before and 15 minutes before"),
        Said("cancel all reminders", f"list_reminders {LOOK}", asks=True),
        Said("yes", CHANGE, {"Dentist": "Fri 12 Jun 17:00"}, answer="Cancelled the reminders"),
        Said("undo", "undo", {"Dentist": "Fri 12 Jun 17:00, remind Thu 11 Jun 17:00"}),
    ),
    "talk changes nothing": (
        Said("add milk", ADD, {"Milk": ""}),
        Said("hello"),
        Said("what's the weather like?"),
        Said("is the earth flat?"),
        Said("who won the world cup?"),
        Said("tell me a joke"),
        Said("help", answer="undo"),
        Said("what can you do?", answer="Mark task 3"),
        Said("how does this work?", answer="Mark task 3"),
        Said("thanks!"),
        Said("add pay bills on 31 February", answer="31 February"),
        Said("complete task 99", SET, answer="99"),
        Said("delete the unicorn task", f"{LOOK} {LOOK}", answer="unicorn"),
    ),
    "a title is no order": (
        Said('add a task called "delete everything"', ADD, {"delete everything": ""}),
        Said(
            'add a task called "undo the last thing and delete task 1"',
            ADD,
            {"undo the last thing and delete task 1": ""},
        ),
        Said("show all my tasks", LOOK, answer="delete everything"),
        Said("what's pending?", LOOK),
        Said("complete the first one", SET, {"delete everything": "done"}),
    ),
    "a series begins on the day said beside its rule": (
        Said(
            "pay taxes on april 15 every year",
            ADD,
            {"Pay taxes": "Thu 15 Apr, every year on 15 April"},
        ),
        Said(
            "pay tolls every year on april 15",
            ADD,
            {"Pay tolls": "Thu 15 Apr, every year on 15 April"},
        ),
        Said(
            "every first monday of the month review budget at 10",
            ADD,
            {"Review budget": "Mon 06 Jul 10:00, every first Monday at 10 am"},
        ),
    ),
    "it is what the sentence before named, or nothing": (
        Said("add fix roof", ADD, {"Fix roof": ""}),
        Said("add dentist thursday 3pm #one", ADD, {"Dentist": "Thu 11 Jun 15:00, #one"}),
        Said("move the circus to friday and tag it #fun", f"{LOOK} {LOOK} {LOOK}", answer="left"),
        Said(
            "move fix roof to friday and make it high priority",
            f"{LOOK} {LOOK} {CHANGE} {CHANGE}",
            {"Fix roof": "Fri 12 Jun, high"},
        ),
        Said("add call mom", ADD, {"Call mom": ""}),
        Said("add visit mom", ADD, {"Visit mom": ""}),
        Said(
            "move mom to friday and tag it #x",
            f"{LOOK} {LOOK}",
            asks=True,
            answer="after your answer",
        ),
        Said("2", f"{CHANGE} {CHANGE}", {"Visit mom": "Fri 12 Jun, #x"}),
    ),
    "a choice is made by a tag": (
        Said("add milk #shop dentist", ADD, {"Milk dentist": "#shop"}),
        Said("add see dentist #home", ADD, {"See dentist": "#home"}),
        Said("complete the dentist task", LOOK, asks=True),
        Said("2", SET, {"See dentist": "done, #home"}),
        Said(
            "move milk dentist to tomorrow all day",
            f"{LOOK} {CHANGE}",
            {"Milk dentist": "Thu 11 Jun, #shop"},
        ),
        Said(
            "complete tax forms by dec 1",
            f"{LOOK} {LOOK} {LOOK} {ADD}",
            {"Complete tax forms": "Tue 01 Dec"},
        ),
    ),
    "everyday words name tasks": (
        Said("add vacation", ADD, {"Vacation": ""}),
        Said("add book the flight", ADD, {"Book the flight": ""}),
        Said(
            "move the vacation to june 20 and make it high priority",
            f"{LOOK} {LOOK} {CHANGE} {CHANGE}",
            {"Vacation": "Sat 20 Jun, high"},
        ),
        Said("complete the flight", f"{LOOK} {SET}", {"Book the flight": "done"}),
        Said("delete the vacation", f"{LOOK} {DELETE}", gone=("Vacation",)),
        Said("delete the podcast", f"{LOOK} {LOOK}", answer="outside what I can do"),
        Said("cancel my reservation", f"{LOOK} {LOOK}", answer="find a task in that"),
    ),
    "marking as something is no completion": (
        Said("add milk", ADD, {"Milk": ""}),
        Said("mark milk as important", f"{LOOK} {CHANGE}", {"Milk": "high"}),
        Said("mark milk as not important", f"{LOOK} {CHANGE}", {"Milk": "low"}),
        Said("mark milk as urgent", f"{LOOK} {CHANGE}", {"Milk": "critical"}),
        Said("mark milk as purple", answer="What should change?"),
        Said("mark milk as don", f"{LOOK} {SET}", {"Milk": "done, critical"}),
    ),
    "a tag is renamed and deleted": (
        Said("add fix roof tag home #work", ADD, {"Fix roof tag home": "#work"}),
        Said("rename the tag work to job", "list_tags update_tag", {"Fix roof tag home": "#job"}),
        Said("rename the tag fun to sports", "list_tags", answer="no tag #fun"),
        Said("delete the tag job", "list_tags", asks=True),
        Said("yes", "delete_tag", {"Fix roof tag home": ""}),
        Said("delete the tag job", "list_tags", answer="no tag #job"),
    ),
    "undo goes further back, and elsewhere it asks": (
        Said("add milk", ADD, {"Milk": ""}),
        Said("rename it to Oat milk", CHANGE, {"Oat milk": ""}, gone=("Milk",)),
        Said("undo", "undo", {"Milk": ""}, gone=("Oat milk",)),
        Said("undo", "undo", gone=("Milk",)),
        Said("undo", "undo", answer="nothing"),
        Said("add bread", ADD, {"Bread": ""}),
        Said("undo", "undo", asks=True, elsewhere=True),
        Said("yes", "undo", gone=("Bread",)),
    ),
    "a correction does again what was meant": (
        Said("call the plumber tomorrow", ADD, {"Call the plumber": "Thu 11 Jun"}),
        Said("no, Friday", f"{LOOK} {CHANGE}", {"Call the plumber": "Fri 12 Jun"}),
        Said("add buy bread", ADD, {"Buy bread": ""}),
        Said(
            "I meant milk", f"{LOOK} {LOOK} {LOOK} {CHANGE}", {"Buy milk": ""}, gone=("Buy bread",)
        ),
        Said("add buy eggs", ADD, {"Buy eggs": ""}),
        Said("complete the milk", f"{LOOK} {SET}", {"Buy milk": "done"}),
        Said(
            "sorry, I meant the eggs",
            f"{LOOK} undo {SET}",
            {"Buy milk": "", "Buy eggs": "done"},
        ),
        Said("what's pending?", LOOK),
        Said("no, Friday", answer="not sure"),
    ),
    "a day keeps the time of day": (
        Said("add call the bank thursday at 4pm", ADD, {"Call the bank": "Thu 11 Jun 16:00"}),
        Said(
            "move the bank one to monday",
            f"{LOOK} {LOOK} {CHANGE}",
            {"Call the bank": "Mon 15 Jun 16:00"},
        ),
        Said("push it back a month", f"{LOOK} {CHANGE}", {"Call the bank": "Wed 15 Jul 16:00"}),
        Said("move it to the afternoon", CHANGE, {"Call the bank": "Wed 15 Jul 15:00"}),
        Said("when is the bank one?", f"{LOOK} get_task", answer="Wed 15 July at 3 pm"),
        Said("when is christmas?", LOOK),
        Said("done with the bank", f"{LOOK} {SET}", {"Call the bank": "done, Wed 15 Jul 15:00"}),
        Said("what did I finish today?", LOOK, answer="Call the bank"),
        Said("what did I finish yesterday?", LOOK, answer="Nothing was completed yesterday"),
    ),
    "series": (
        Said(
            "team sync every monday at 10",
            ADD,
            {"Team sync": "Mon 15 Jun 10:00, every Monday at 10 am"},
        ),
        Said("pause the team sync", f"{LOOK} {CHANGE}", answer="Paused"),
        Said("resume the team sync", f"{LOOK} {CHANGE}", answer="Resumed"),
        Said(
            "move the whole team sync series to tuesday",
            f"{LOOK} {LOOK} {LOOK} {CHANGE}",
            {"Team sync": "Tue 16 Jun 10:00, every Tuesday at 10 am"},
        ),
        Said(
            "change the team sync to every friday",
            f"{LOOK} {LOOK} {LOOK} {CHANGE}",
            {"Team sync": "Fri 19 Jun 10:00, every Friday at 10 am"},
        ),
        Said("delete the team sync series", LOOK, asks=True, answer="whole series"),
        Said("neither", answer="nothing changed"),
        Said("stop repeating the team sync", f"{LOOK} {CHANGE}", {"Team sync": "Fri 19 Jun 10:00"}),
    ),
    "lists are split, and what is spared stays": (
        Said(
            "milk, bread and eggs tomorrow",
            ADD,
            {"Milk": "Thu 11 Jun", "Bread": "Thu 11 Jun", "Eggs": "Thu 11 Jun"},
        ),
        Said("add tea; sugar", ADD, {"Tea": "", "Sugar": ""}),
        Said("rice\nsalt", asks=True),
        Said("yes", ADD, {"Rice": "", "Salt": ""}),
        Said("delete everything except the milk and the tea", LOOK, asks=True),
        Said("yes", DELETE, gone=("Bread", "Eggs", "Sugar", "Rice", "Salt")),
        Said("complete everything except the unicorn", LOOK, answer="left all as it is"),
    ),
    "one task, spoken of in many ways": (
        Said("dinner with Ann friday at eight", ADD, {"Dinner with Ann": "Fri 12 Jun 20:00"}),
        Said(
            "make dinner urgent",
            f"{LOOK} {CHANGE}",
            {"Dinner with Ann": "Fri 12 Jun 20:00, critical"},
        ),
        Said("lower its priority", CHANGE, {"Dinner with Ann": "Fri 12 Jun 20:00, low"}),
        Said(
            "tag the dinner #fun",
            f"{LOOK} {CHANGE}",
            {"Dinner with Ann": "Fri 12 Jun 20:00, #fun, low"},
        ),
        Said("what's tagged fun?", LOOK, answer="Dinner with Ann"),
        Said(
            "add a reminder an hour before",
            "add_reminder",
            {"Dinner with Ann": "Fri 12 Jun 20:00, remind Fri 12 Jun 19:00, #fun, low"},
        ),
        Said(
            "snooze it 10 minutes",
            "list_reminders update_reminder",
            {"Dinner with Ann": "Fri 12 Jun 20:00, remind Fri 12 Jun 19:10, #fun, low"},
        ),
        Said(
            "cancel all my reminders",
            f"list_reminders {LOOK} delete_reminder",
            {"Dinner with Ann": "Fri 12 Jun 20:00, #fun, low"},
        ),
        Said("add a note to the dinner: bring wine", f"{LOOK} {CHANGE}", answer="bring wine"),
        Said("what's on my agenda today?", "get_overview"),
        Said("tag it", answer="Which tag?"),
        Said("is the dinner done?", f"{LOOK} get_task", answer="Dinner with Ann"),
        Said("cancel the dinner", f"{LOOK} {DELETE}", gone=("Dinner with Ann",)),
    ),
    "a yes to a choice leaves it open": (
        Said("add foo chore on friday", ADD, {"Foo chore": "Fri 12 Jun"}),
        Said("add foo errand", ADD, {"Foo errand": ""}),
        Said("complete foo errand", f"{LOOK} {SET}", {"Foo errand": "done"}),
        Said("delete foo", LOOK, asks=True, answer="due Friday"),
        Said("yes", asks=True, answer="Delete “Foo errand”, done"),
        Said("1", DELETE, gone=("Foo chore",)),
        Said("delete foo", f"{LOOK} {DELETE}", gone=("Foo errand",)),
        Said("both", LOOK, answer="not on your list any more"),
    ),
    "what repeats is told from what does not": (
        Said("gym every monday", ADD, {"Gym": "Mon 15 Jun, every Monday"}),
        Said("add milk", ADD, {"Milk": ""}),
        Said("what repeats?", LOOK, answer="Gym"),
        Said("which series are paused?", LOOK, answer="No series is paused."),
        Said("pause all series", f"{LOOK} {CHANGE}", answer="Paused “Gym”"),
        Said("which series are paused?", f"{LOOK} {LOOK}", answer="Gym"),
        Said("stop repeating everything", f"{LOOK} {CHANGE}", {"Gym": "Mon 15 Jun"}),
        Said("make milk daily", f"{LOOK} {CHANGE}", {"Milk": "Wed 10 Jun, every day"}),
        Said("don't delete milk"),
    ),
}

FOLLOWED: dict[str, tuple[Said, ...]] = {
    "a part of a title takes the place of what it is like": (
        Said("add wrap raffle prizes", leaves={"Wrap raffle prizes": ""}),
        Said(
            "make that tombola prizes",
            leaves={"Wrap tombola prizes": ""},
            gone=("Wrap raffle prizes",),
        ),
        Said("add call the water board", leaves={"Call the water board": ""}),
        Said(
            "sorry, electric board",
            leaves={"Call the electric board": ""},
            gone=("Call the water board",),
        ),
    ),
    "news beside an order is done too, and a list that is a task's name is that task": (
        Said("add fix the gate", leaves={"Fix the gate": ""}),
        Said("add 'fetch the groceries'", leaves={"fetch the groceries": ""}),
        Said("add answer the letters", leaves={"Answer the letters": ""}),
        Said("add renew gym pass", leaves={"Renew gym pass": ""}),
        Said(
            "The gate is fixed, and you can delete the gym pass one",
            leaves={"Fix the gate": "done"},
            gone=("Renew gym pass",),
        ),
        Said(
            "add a task to wax the skis, mark the groceries as done and delete the letters one",
            leaves={"Wax the skis": "", "fetch the groceries": "done"},
            gone=("Answer the letters",),
        ),
        Said("just so you know, the dog is at the vet's. add buy leash", leaves={"Buy leash": ""}),
        Said("the leash can go, delete it", gone=("Buy leash",)),
    ),
    "a tally of what is done and what is not": (
        Said("add bedroom, stairs and hall", ADD, {"Bedroom": "", "Stairs": "", "Hall": ""}),
        Said(
            "hall done, stairs done, bedroom not yet",
            leaves={"Hall": "done", "Stairs": "done"},
        ),
        Said("add polish the brass", leaves={"Polish the brass": ""}),
        Said("add sand the door", leaves={"Sand the door": ""}),
        Said(
            "polished the brass, did the bedroom, still gotta sand the door",
            leaves={"Polish the brass": "done", "Bedroom": "done"},
        ),
        Said("thats the door done", leaves={"Sand the door": "done"}),
    ),
    "a task with its values stays what it is beside an order about it": (
        Said(
            "Clean the oven every Saturday at 10am, remind me 20 minutes before, tag it kitchen",
            leaves={
                "Clean the oven": (
                    "Sat 13 Jun 10:00, every Saturday at 10 am, remind Sat 13 Jun 09:40, #kitchen"
                )
            },
        ),
    ),
    "what is put on a list just made is tagged where it is there, else added": (
        Said("add string fairy lights", leaves={"String fairy lights": ""}),
        Said("create a tag called party", answer="#party"),
        Said(
            "put the lights, napkins and a cake on it",
            leaves={"String fairy lights": "#party", "Napkins": "#party", "Cake": "#party"},
        ),
        Said("put paper straws on it too", leaves={"Paper straws": "#party"}),
    ),
    "of those asked about, some are meant by when they are due or left out": (
        Said("add haircut for Kim on friday", leaves={"Haircut for Kim": "Fri 12 Jun"}),
        Said("add haircut for Lou on sunday", leaves={"Haircut for Lou": "Sun 14 Jun"}),
        Said("tick off the haircut", answer="Which one"),
        Said("the later one", leaves={"Haircut for Lou": "done, Sun 14 Jun"}),
        Said(
            "wait, I haven't done that yet, please undo", leaves={"Haircut for Lou": "Sun 14 Jun"}
        ),
        Said("add pack tent #trip", leaves={"Pack tent": "#trip"}),
        Said("add book ferry #trip", leaves={"Book ferry": "#trip"}),
        Said("add buy maps #trip", leaves={"Buy maps": "#trip"}),
        Said("delete everything tagged trip", answer="Delete 3 tasks"),
        Said("yes, but keep the ferry one", answer="“Pack tent”, “Buy maps”"),
        Said("yes", gone=("Pack tent", "Buy maps")),
    ),
    "what was done is done to another task, or to that instead": (
        Said("add do the ironing", leaves={"Do the ironing": ""}),
        Said("add hoovering", leaves={"Hoovering": ""}),
        Said("i did the ironing", leaves={"Do the ironing": "done"}),
        Said(
            "oops, not the ironing, the hoovering",
            leaves={"Do the ironing": "", "Hoovering": "done"},
        ),
        Said("add clear gutters", leaves={"Clear gutters": ""}),
        Said("add mow verge", leaves={"Mow verge": ""}),
        Said(
            "move clear gutters to friday",
            leaves={"Clear gutters": "Fri 12 Jun"},
        ),
        Said("verge likewise", leaves={"Mow verge": "Fri 12 Jun"}),
    ),
    "one more like the task that was added": (
        Said("add buy compost friday", leaves={"Buy compost": "Fri 12 Jun"}),
        Said("bark chippings likewise", leaves={"Buy bark chippings": "Fri 12 Jun"}),
        Said("cancel what you just did", gone=("Buy bark chippings",)),
    ),
    "a deed on another day is another day for each task": (
        Said("add physio thursday 3pm", leaves={"Physio": "Thu 11 Jun 15:00"}),
        Said("add dentist tuesday 10am", leaves={"Dentist": "Tue 16 Jun 10:00"}),
        Said("add vet monday 9am", leaves={"Vet": "Mon 15 Jun 09:00"}),
        Said("push physio back a day", leaves={"Physio": "Fri 12 Jun 15:00"}),
        Said("dentist too", leaves={"Dentist": "Wed 17 Jun 10:00"}),
        Said(
            "no not the dentist, the vet",
            leaves={"Dentist": "Tue 16 Jun 10:00", "Vet": "Tue 16 Jun 09:00"},
        ),
        Said("no, I meant the bakery", answer="not sure what to set right"),
    ),
    "values of a task in one's own words": (
        Said("add chase deposit", leaves={"Chase deposit": ""}),
        Said("put it with the rental stuff", leaves={"Chase deposit": "#rental"}),
        Said("legal, not rental", leaves={"Chase deposit": "#legal"}),
        Said("no rush on that", leaves={"Chase deposit": "#legal, low"}),
    ),
}
"""Conversations of which only what they leave is told: how often it is looked, the weights say."""


class Chat:
    """One person's chat with the product as it is wired, and a look at what it left."""

    def __init__(self, turns: Turns, database: Database, actor: Actor) -> None:
        self._turns = turns
        self._database = database
        self._actor = actor
        self._conversation: str | None = None
        self._count = itertools.count()

    async def say(self, message: str, *, elsewhere: bool = False) -> Answer:
        request = TurnRequest(
            person=Person(user_id=self._actor.user_id, zone=BERLIN, client="web"),
            message=message,
            message_id=f"message-{next(self._count)}",
            conversation_id=None if elsewhere else self._conversation,
            correlation_id="test",
        )
        answer = await (await self._turns.start(request)).answer()
        self._conversation = answer.conversation_id
        return answer

    async def left(self) -> dict[str, str]:
        async with self._database.unit_of_work(self._actor, read_only=True) as uow:
            page = await finding.find(uow, finding.TaskQuery(limit=100))
        return {task.title: told(task) for task in page.items}


@pytest.fixture
def server(database: Database) -> TodoServer:
    return build_server(unit_of_work=database.unit_of_work, local_person=None, version="test")


@pytest.fixture
async def chat(
    database: Database, server: TodoServer, clock: Clock, actor: Actor
) -> AsyncIterator[Chat]:
    clock.now = WEDNESDAY

    @asynccontextmanager
    async def tools(person: Person, *, conversation_id: str, turn_id: str) -> AsyncIterator[Client]:
        caller = Caller(user_id=person.user_id, zone=person.zone, client=person.client)
        async with connect(server, caller) as client:
            yield client

    async def announce(step: Step, turn_id: str) -> None:
        pass

    turns = Turns(
        store=DatabaseTurnStore(database.unit_of_work),
        connect_tools=tools,
        choose_model=lambda _, now: OfflineModel(now=now),
        announce=announce,
    )
    yield Chat(turns, database, actor)
    await turns.aclose(grace_seconds=5)


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_a_conversation_leaves_what_was_said(name: str, chat: Chat) -> None:
    expected: dict[str, str] = {}
    for said in CONVERSATIONS[name]:
        answer = await chat.say(said.message, elsewhere=said.elsewhere)
        expected |= said.leaves
        expected = {title: kept for title, kept in expected.items() if title not in said.gone}
        ran = " ".join(run.name for run in answer.tool_calls)
        assert (said.message, ran) == (said.message, said.runs)
        assert (said.message, await chat.left()) == (said.message, expected)
        assert (said.message, answer.question is not None) == (said.message, said.asks)
        assert said.answer in answer.response, said.message
        assert answer.response, said.message


@pytest.mark.parametrize("name", FOLLOWED)
async def test_what_follows_is_of_what_was_done(name: str, chat: Chat) -> None:
    expected: dict[str, str] = {}
    for said in FOLLOWED[name]:
        answer = await chat.say(said.message)
        expected |= said.leaves
        expected = {title: kept for title, kept in expected.items() if title not in said.gone}
        assert (said.message, await chat.left()) == (said.message, expected)
        assert said.answer in answer.response, said.message


async def test_more_than_one_call_deletes_says_how_many_remain(chat: Chat) -> None:
    for batch in range(4):
        await chat.say("add " + "; ".join(f"errand {batch}{each:02}" for each in range(15)))
    asked = await chat.say("delete all my tasks")
    assert asked.question is not None
    assert "60 tasks fit" in asked.response
    assert "10 remain" in asked.response
    await chat.say("yes")
    assert len(await chat.left()) == 10


async def test_snoozing_puts_off_the_reminder_that_has_just_gone_out(
    chat: Chat, database: Database, clock: Clock
) -> None:
    for said in ("mom at 3pm", "dad at 4pm", "ann at 5pm"):
        await chat.say(f"remind me to call {said}")
    sweeper = Sweeper(
        due=DatabaseDueReminders(database),
        unit_of_work=database.unit_of_work,
        changes=database,
        channels=NotifyChannels(),
        zone=BERLIN,
        holder="test",
        clock=clock,
        still_leading=lambda: True,
        announce=unheard,
    )
    for hour in (13, 14):
        clock.now = clock.now.replace(hour=hour)
        assert await sweeper.sweep() == 1
    await chat.say("snooze 10 minutes", elsewhere=True)
    left = await chat.left()
    assert "remind" not in left["Call mom"]
    assert left["Call dad"] == "Wed 10 Jun 16:00, remind Wed 10 Jun 16:10"
    assert left["Call ann"] == "Wed 10 Jun 17:00, remind Wed 10 Jun 17:00"


async def unheard(step: StrEnum, about: str) -> None:
    """Let a service go on at each step."""


async def test_what_was_added_this_minute_is_asked_about_though_it_is_done(
    chat: Chat, clock: Clock
) -> None:
    await chat.say("add eggs")
    await chat.say("complete eggs")
    clock.now += timedelta(seconds=59)
    again = await chat.say("add eggs")
    assert again.response == "“Eggs” (#1, done) is there already. Add “Eggs” all the same?"
    clock.now += timedelta(seconds=2)
    assert (await chat.say("add eggs")).response == "Added “Eggs” (#2)."
