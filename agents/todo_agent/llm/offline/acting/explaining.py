"""Why a date is what it is: what the tool's receipt said of the words that were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from todo_agent.llm.offline.acting.plan import Part, Steps
from todo_agent.llm.offline.telling import answers
from todo_agent.llm.offline.telling.local import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from todo_agent.llm.offline.acting.targets import Desk
    from todo_agent.turn import Json

_READ = {"due": "When it is due", "reminders": "The reminder", "recurrence": "How it repeats"}


def explain(desk: Desk) -> Steps:
    """Say how the dates of the last change were read."""
    for exchange in reversed(desk.memory.exchanges):
        receipts = [each for run in exchange.runs for each in run.result.get("receipts") or ()]
        if receipts:
            return Part("\n".join(_told(each, desk) for each in receipts))
    return Part("I have read no date in this conversation yet.")
    yield  # makes it steps like any other


def _told(receipt: Mapping[str, Json], desk: Desk) -> str:
    """One reading with its reason, what else it could be, and what follows."""
    field = _READ.get(str(receipt["field"]), "That")
    told = f"{field} I read as {receipt['reading']}"
    because = f": {receipt['because']}" if receipt.get("because") else ""
    sentences = [f"{told}{because}."]
    if others := receipt.get("alternatives"):
        sentences.append(f"It could also be {' or '.join(map(str, others))}.")
    if following := receipt.get("next"):
        moments = [answers.say_due(_moment(each, desk), desk.now) for each in following]
        sentences.append(f"Next: {answers.join(moments)}.")
    return " ".join(sentences)


def _moment(said: str, desk: Desk) -> str:
    """An occurrence; midnight on the clocks of the person is a date without a time."""
    moment = local(said, desk.now)
    return said if moment.hour or moment.minute else moment.date().isoformat()
