"""Slash commands: short for what is said most, in every client and to every model."""

from __future__ import annotations

import re

_ALONE = {
    "help": "Help",
    "list": "Show me all my tasks",
    "pending": "What's pending?",
    "today": "What's due today?",
    "week": "What's due this week?",
    "overdue": "What's overdue?",
    "done": "What have I completed?",
    "tags": "Show my tags",
    "add": "Add",
    "delete": "Delete",
    "find": "Show me all my tasks",
    "undo": "Undo",
    **dict.fromkeys(("quit", "exit", "bye", "q"), "Goodbye"),
}
_OF_SOMETHING = {
    "add": "Add {}",
    "done": "Mark {} as complete",
    "delete": "Delete {}",
    "find": "Find {}",
}
NAMES = tuple(dict.fromkeys((*_OF_SOMETHING, *_ALONE)))
"""What may stand behind the slash."""
NO_COMMAND = "Help, there is no command /"
_COMMAND = re.compile(r"\s*/(?P<name>[a-z]+)(?:\s+(?P<rest>\S.*?))?\s*", re.IGNORECASE | re.DOTALL)
_NUMBERS = re.compile(r"\d[\d\s,]*")


def in_words(message: str) -> str:
    """Return the sentence that a slash command stands for; anything else as it is.

    A number is a task's: `/done 3` is “Mark task 3 as complete”. A command that there is not
    (`/lst`) asks for help in a way that says so.
    """
    command = _COMMAND.fullmatch(message)
    if command is None:
        return message
    name, rest = command["name"].lower(), command["rest"]
    if name not in _ALONE and name not in _OF_SOMETHING:
        return f"{NO_COMMAND}{name}"
    if rest is None:
        return _ALONE.get(name, message)
    sentence = _OF_SOMETHING.get(name)
    if sentence is None:
        return message
    is_number = name != "add" and _NUMBERS.fullmatch(rest)
    return sentence.format(f"task {rest}" if is_number else rest)
