"""Answers to talk: warm, short, with something that works to say, and not the same twice."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from evolution_todo.language.framing.asides import is_said_aside
from evolution_todo.language.references.reading import Reference, ReferenceKind, resolve
from evolution_todo.language.text.small_talk import Talk, Topic, read_talk, read_topic
from evolution_todo.language.text.spans import Span
from todo_agent.commands import NAMES, NO_COMMAND
from todo_agent.llm.offline.acting.whys import say_why
from todo_agent.llm.offline.telling import answers

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence
    from datetime import datetime

    from evolution_todo.language.references.reading import Candidate
    from evolution_todo.language.requests.request import Request
    from todo_agent.llm.offline.acting.targets import Desk
    from todo_agent.recall import Memory

_TOPICS = {
    Topic.UNDO: (
        "Say “undo” and I take back the last thing we did; say it again for the one before. "
        "After a delete it brings the task back."
    ),
    Topic.SUBTASKS: (
        "I keep no subtasks. A tag holds things together as well: "
        "“add call the venue #wedding”, then “show #wedding”."
    ),
    Topic.REPEATING: (
        "Say how often: “water the plants every Tuesday at 9”, or of a task that is there "
        "“make the gym weekly”. “Skip the gym this week” and “stop repeating the gym” work too."
    ),
    Topic.MAIL: (
        "Messages of your own I cannot send. Reminders do go out, here and by e-mail, push or "
        "chat where a channel is set up: try “remind me at 5 to call mom”."
    ),
    Topic.REMINDERS: (
        "Say when: “remind me at 5 to call mom”, or of a task that is there “remind me of the "
        "dentist an hour before”. “Snooze it for 10 minutes” and “cancel the reminder” work too."
    ),
    Topic.TAGS: (
        "Write #home anywhere in a task, or say “tag the dentist as health”. “Show #home” lists "
        "what has it, “show my tags” lists them all."
    ),
    Topic.PRIORITIES: (
        "There are low, medium, high and critical: “add pay rent, high priority”, “make the "
        "dentist critical”, and “show high priority tasks”."
    ),
    Topic.SHARING: (
        "The list is yours alone, I cannot share it. You can put a name in a task, for example "
        "“ask Tom to book the hall by Friday”."
    ),
    Topic.MOVING_DATA: (
        "That is done outside the chat: the API at /api/export and /api/import reads and writes "
        "JSON, CSV and calendar files. Here, “show all my tasks” lists everything."
    ),
    Topic.DATES: (
        "Name the task and the day: “move the dentist to Friday at 3”, “push the report back a "
        "week”, or “remove the date of the report”."
    ),
    Topic.RENAMING: (
        "Say “rename the dentist to Dentist with Ava”, or “change task 3 to 'Call mom'”. Dates, "
        "priority and tags change the same way: “make it high priority”."
    ),
    Topic.DELETING: ("Name it: “delete the dentist”, or “delete task 3”. “Undo” brings it back."),
    Topic.COMPLETING: (
        "Say “done with the dentist”, “mark task 3 as complete”, or just “paid the rent”."
    ),
    Topic.LISTING: (
        "Ask as you like: “show my tasks”, “what's due this week?”, “what's overdue?”, "
        "“high priority tasks”, “find dentist”."
    ),
    Topic.ADDING: (
        f"Just say it: “{answers.EXAMPLE}”, or several at once: “add milk, eggs and bread”."
    ),
}
"""What to say for each thing one may ask how to do."""

_TALKS: dict[Talk, tuple[str, ...]] = {
    Talk.SORRY: (
        "No harm done! What shall I do with your list?",
        "That's quite all right. Tell me what you need, or say “undo” to take something back.",
    ),
    Talk.WHO_I_AM: (
        (
            "You're the one whose list I keep; more I don't know, and needn't. "
            "Shall I show what's pending?"
        ),
    ),
    Talk.WHO_YOU_ARE: (
        (
            "I'm your to-do assistant, a program: I add, find, move and tick off tasks, and remind "
            f"you of them. Try “{answers.EXAMPLE}”."
        ),
    ),
    Talk.LOW: (
        (
            "I'm sorry to hear that. Shall we make the day lighter? “What's due today?” shows what "
            "there is, and “move the gym to tomorrow” makes room."
        ),
        (
            "That sounds hard. Nothing on the list runs away: say “show today”, and we'll see what "
            "can wait."
        ),
    ),
    Talk.HAPPY: (
        "That's lovely to hear! Is there something to tick off, or to put on your list?",
        "Wonderful! Say “what have I completed?” if you'd like to enjoy it a little more.",
    ),
    Talk.PRAISE: (
        "That's kind of you! What shall we do next?",
        "Thank you, I'm glad it helps. Anything else for your list?",
    ),
    Talk.SCOLDING: (
        (
            "Sorry, I got that wrong. “Undo” takes back the last thing I did; then say it in other "
            "words, for example “move the dentist to Friday”."
        ),
        "I'm sorry. Tell me the task and what should happen to it, and I'll try again.",
    ),
    Talk.LAUGHTER: (
        "😊 What shall we put on your list?",
        "Glad to amuse! Anything to add or tick off?",
    ),
    Talk.WAITING: (
        "Take your time.",
        "No hurry. I'm here when you need the list.",
    ),
    Talk.PRIVACY: (
        (
            "Your tasks stay in the database of whoever runs this server, and only you see yours. "
            "What I know of you is your list."
        ),
    ),
    Talk.LANGUAGES: (
        "I understand English only. Titles may be in any language: “add Brot kaufen tomorrow”.",
    ),
    Talk.QUESTION: (
        (
            "That is outside what I can do: I know your to-do list and nothing else. Ask me "
            "“what's due this week?”, or let me note it: “find out about it tomorrow”."
        ),
        "I'm no good at that question, I'm afraid. About your list I know all: “what's pending?”",
    ),
}
_LOST = (
    answers.UNRELATED,
    (
        "I didn't find a task in that. Tell me what to put down, for example "
        "“call mom on Friday at 3”, or ask “what's due this week?”."
    ),
    (
        "Sorry, that one is beyond me. “Help” shows what I can do; “remind me at 5 to call mom” is "
        "a good start."
    ),
)
"""What is answered where nothing of a message is understood."""
_NOTED = (
    (
        "Noted, nothing to change on your list. If there is, name the task and what should "
        "happen to it, for example “move the dentist to Friday”."
    ),
    "All right, I left your list as it is. “Show my tasks” shows it.",
)
"""What is answered to a remark: it is heard, and nothing is done."""
_THANKS = (
    answers.THANKS,
    "My pleasure! Just say when there is more.",
)


def is_lost(reply: str) -> bool:
    """Whether a reply says that the message before it was not understood."""
    questions = _TALKS[Talk.QUESTION]
    return reply.startswith((*_LOST, *_NOTED, *questions, _BESIDE))


def thanks(request: Request, desk: Desk) -> str:
    """An answer to thanks."""
    del request
    return _fresh(_THANKS, desk.memory)


def helped(request: Request, desk: Desk) -> str:
    """What to say to have something done, or all that can be done."""
    if (said := desk.memory.present.message).startswith(NO_COMMAND):
        return _no_command(said.removeprefix(NO_COMMAND))
    topic = read_topic(request.text) or read_topic(desk.memory.present.message)
    if topic is not None:
        return _TOPICS[topic]
    read = _read(request, desk)
    if read is None or read[0] is Talk.QUESTION:  # it is asked of us, and not of the world
        return answers.HELP
    return _said_to(read, request, desk)


def _no_command(name: str) -> str:
    """That there is no such command, with the one that is spelt much the same, and all of them."""
    near = difflib.get_close_matches(name, NAMES, n=1)
    hint = f" Did you mean /{near[0]}?" if near else ""
    return f"There is no command /{name}.{hint} {answers.COMMANDS}"


def lost(request: Request, desk: Desk) -> str:
    """An answer to what asks for nothing of ours."""
    if read := _read(request, desk):
        return _said_to(read, request, desk)
    ways = _NOTED if is_said_aside(desk.memory.present.message) else _LOST
    return _of_a_task_named(request, desk) or _fresh(ways, desk.memory)


def untold(request: Request, desk: Desk) -> str:
    """An answer to what tells of something done that no task is about."""
    read = _read(request, desk)
    plain = read is None or read[0] is Talk.QUESTION
    return answers.NO_TASK_FOR_IT if plain else lost(request, desk)


def _read(request: Request, desk: Desk) -> tuple[Talk, re.Match[str]] | None:
    return read_talk(request.text) or read_talk(desk.memory.present.message)


def _said_to(read: tuple[Talk, re.Match[str]], request: Request, desk: Desk) -> str:
    kind, said = read
    match kind:
        case Talk.LAST_DEED:
            return _last_deed(desk.memory)
        case Talk.WHY_DONE:
            verb, thing = said["verb"] or said["verb2"], said["thing"] or said["thing2"]
            return say_why(verb, thing or "", desk.memory)
        case Talk.CLOCK:
            return _clock(desk.now)
        case Talk.FAVOUR:
            return _favour(said["favour"])
        case Talk.QUESTION:
            named = _of_a_task_named(request, desk)
            return named or _fresh(_TALKS[kind], desk.memory)
    return _fresh(_TALKS[kind], desk.memory)


def _last_deed(memory: Memory) -> str:
    """What was done last in this conversation, in the words it was told in."""
    last = next((each for each in reversed(memory.past.exchanges) if each.done), None)
    if last is None:
        return "We have changed nothing here yet. “Show my tasks” shows how things stand."
    return f"You said {answers.quote(last.message)}, and I answered:\n{last.reply}"


def _clock(now: datetime) -> str:
    return f"It is {now:%A}, {now.day} {now:%B}, {now:%H:%M} where you are."


def _favour(asked: str) -> str:
    """“Email my landlord” is not done, but may be put on the list."""
    return (
        "That I can't do myself, but I can keep it from being forgotten: "
        f"say {answers.quote(f'I need to {asked}')}, with a day if you like."
    )


_BESIDE = "I see "


def _of_a_task_named(request: Request, desk: Desk) -> str | None:
    """Two things that could be done with the one task whose name is in the words."""
    task = _named(request.text, desk.memory)
    if task is None:
        return None
    title = answers.quote(task.title)
    return (
        f"{_BESIDE}{title} (#{task.number}) in that, but not what to do with it. "
        f"Say “task {task.number} is done”, or “move task {task.number} to Friday”."
    )


def _named(said: str, memory: Memory) -> Candidate | None:
    known: Sequence[Candidate] = [each for each in memory.known.values() if not each.completed]
    mention = Reference(ReferenceKind.MENTIONED, Span(0, len(said)), said)
    match = resolve(mention, known)
    return match.candidates[0] if match.sure and len(match.candidates) == 1 else None


def _fresh(ways: Sequence[str], memory: Memory) -> str:
    """The first way of saying it that is not in the last reply; the next after the one that is."""
    said = memory.before.reply if memory.before else ""
    last = next((at for at, way in enumerate(ways) if way in said), -1)
    return ways[(last + 1) % len(ways)]
