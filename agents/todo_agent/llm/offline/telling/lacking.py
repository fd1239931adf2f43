"""Tasks that lack something: a tag, a reminder, certain words. No tool selects by that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.text.words import content
from todo_agent.llm.offline.telling import answers

if TYPE_CHECKING:
    from evolution_todo.language.requests.request import Filter


def is_of_lack(asked: Filter) -> bool:
    """Whether a selection leaves out what no filter of a tool does."""
    return bool(asked.untagged or asked.unreminded or asked.without)


def lacks(brief: answers.Brief, asked: Filter) -> bool:
    """Whether a task lacks all that the selection leaves out."""
    tags = {str(tag).lower() for tag in brief.get("tags") or ()}
    words = {*tags, *content(str(brief["title"]))}
    barred = {each for word in asked.without for each in (word, *content(word))}
    marked = (asked.untagged and tags) or (asked.unreminded and brief.get("reminders"))
    return not marked and words.isdisjoint(barred)


def say_lack(asked: Filter) -> str:
    """What a selection leaves out, to follow a noun."""
    said = ["without a tag"] if asked.untagged else []
    said += ["without a reminder"] if asked.unreminded else []
    said += [f"without {answers.quote(word)}" for word in asked.without]
    return answers.join(said)
