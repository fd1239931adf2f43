"""Which task was meant in the message before: what was asked there is done to that one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evolution_todo.language.followups.meaning import read_meant
from evolution_todo.language.references.reading import ReferenceKind
from evolution_todo.language.requests.request import Intent, Request
from todo_agent.llm.offline.asked.continuing import DEEDS
from todo_agent.llm.offline.asked.pending import asked_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from todo_agent.recall import Memory


def of_the_one_meant(requests: Sequence[Request], memory: Memory, now: datetime) -> list[Request]:
    """“The skirting I mean”, “my mistake, task 2”; empty for any other message.

    What was done to another task is taken back; what led to nothing is asked for again.
    """
    before, message = memory.before, memory.present.message
    target = read_meant(message, now) if before and before.question is None else None
    if before is None or target is None:
        return []
    if before.touched or any(run.name == "undo" for run in before.done):
        read_so = requests[0].corrects and target.kind is not ReferenceKind.NUMBER
        corrected = Request(Intent.UPDATE, target.span, message, target=target, corrects=True)
        return [] if read_so else [corrected]
    asked = asked_in(before, now) or next((each for each in requests if _is_it(each)), None)
    if asked is None or asked.intent not in DEEDS:
        return []
    return [replace(asked, target=target, filter=None, instead=None, confidence=1.0, text=message)]


def _is_it(request: Request) -> bool:
    return request.target is not None and request.target.kind is ReferenceKind.PRONOUN
