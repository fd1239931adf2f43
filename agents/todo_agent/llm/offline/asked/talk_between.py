"""“Thanks” and the like between a task and what is said of it next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.requests.request import Intent
from evolution_todo.language.supposing.classifier import Kind, opinion_of
from evolution_todo.language.text.small_talk import read_talk
from todo_agent.llm.offline.acting.replies import is_lost
from todo_agent.llm.offline.asked.situations import setting_of
from todo_agent.llm.offline.telling import answers
from todo_agent.questions import requests_in
from todo_agent.recall import Memory

if TYPE_CHECKING:
    from datetime import datetime

    from todo_agent.recall import Exchange

_SAID = frozenset({Intent.THANKS, Intent.GREET, Intent.CONFIRM, Intent.HELP})
_IDLE = frozenset({Kind.NONE, Kind.TALK})
_MOST = 3


def without_talk(memory: Memory, now: datetime) -> Memory:
    """The conversation without the talk just before its last message.

    What may have been asked and was not understood stays, since it may name another task, and so
    does talk behind a question of ours, which it leaves unanswered.
    """
    earlier = memory.past
    for _ in range(_MOST):
        if not earlier.exchanges or not _ends_in_talk(earlier, now):
            break
        earlier = earlier.past
    last = earlier.exchanges[-1] if earlier.exchanges else None
    asks = last is None or last.question or answers.open_question(last.reply)
    return memory if asks else Memory((*earlier.exchanges, memory.present))


def _ends_in_talk(conversation: Memory, now: datetime) -> bool:
    """Whether its last message asked for nothing, and was asked nothing."""
    last = conversation.present
    if last.writes or last.question or answers.open_question(last.reply):
        return False
    if is_lost(last.reply):
        return opinion_of(last.message, now, after=setting_of(conversation)).kind in _IDLE
    said = requests_in(last.message, now)
    return not last.runs and all(_is_talk(each.intent, last) for each in said)


def _is_talk(intent: Intent, exchange: Exchange) -> bool:
    return intent in _SAID or (intent is Intent.NONE and read_talk(exchange.message) is not None)
