"""Slash commands stand for what could be said instead."""

import pytest

from todo_agent.commands import in_words


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/help", "Help"),
        ("  /Undo ", "Undo"),
        ("/list", "Show me all my tasks"),
        ("/add call mom\ntomorrow", "Add call mom\ntomorrow"),
        ("/add 3 lemons", "Add 3 lemons"),
        ("/add 3", "Add 3"),
        ("/done", "What have I completed?"),
        ("/done 3", "Mark task 3 as complete"),
        ("/done the milk", "Mark the milk as complete"),
        ("/delete 1, 2", "Delete task 1, 2"),
        ("/find rent", "Find rent"),
        ("/quit", "Goodbye"),
        ("/lst", "Help, there is no command /lst"),
        ("/remind me at 5", "Help, there is no command /remind"),
        ("/add", "Add"),
        ("/delete ", "Delete"),
    ],
)
def test_a_command_is_a_sentence(command: str, sentence: str) -> None:
    assert in_words(command) == sentence


@pytest.mark.parametrize(
    "message",
    ["undo", "add milk and/or tea", "/", "/ add milk", "/today at 5", "/etc/hosts"],
)
def test_anything_else_is_left_as_it_is(message: str) -> None:
    assert in_words(message) == message
