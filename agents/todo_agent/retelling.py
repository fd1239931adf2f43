"""A turn told to its listeners once, whoever runs it and however often it is begun anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from todo_agent.journal import Output, Voice
from todo_agent.turn import Finished, Token, ToolCalled, ToolReturned, ToolRun

if TYPE_CHECKING:
    from todo_agent.journal import Emit
    from todo_agent.turn import Answer, JournalEntry, TurnEvent


class Heard:
    """What the listeners of a turn have heard, of which nothing is said to them twice.

    A run that takes a turn over tells it from its first word, and so does its journal: what comes
    again is passed over. Words that differ from those heard, such as half a sentence of a holder
    that lost its lease, end the telling of words; the whole answer comes with the last event.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._before = ""
        self._at = 0
        self._is_astray = False
        self._called: set[str] = set()
        self._returned: set[str] = set()

    def begin_anew(self) -> None:
        """Let what comes next be the turn from its first word."""
        self._before = "".join(self._pieces)
        self._at = 0

    def news(self, event: TurnEvent) -> TurnEvent | None:
        """Return what of an event has not been heard yet."""
        match event:
            case Token(text):
                return self._rest_of(text)
            case ToolCalled(id):
                return _first_time(event, id, self._called)
            case ToolReturned(id):
                return _first_time(event, id, self._returned)
            case _:
                return event

    def _rest_of(self, text: str) -> Token | None:
        known = self._before[self._at : self._at + len(text)]
        self._at += len(text)
        self._is_astray = self._is_astray or not text.startswith(known)
        rest = text[len(known) :]
        if self._is_astray or not rest:
            return None
        self._pieces.append(rest)
        return Token(rest)


def _first_time(event: TurnEvent, key: str, known: set[str]) -> TurnEvent | None:
    if key in known:
        return None
    known.add(key)
    return event


class Retold:
    """Tells what a turn's journal gains, in the words and the order of the one who runs it."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._voice = Voice(emit)

    def entry(self, entry: JournalEntry) -> None:
        """Tell one thing that the turn has stored."""
        if entry.kind == "output":
            self._voice.passage(Output.from_json(entry.payload).text)
        else:
            self._run(ToolRun(id=entry.key, **entry.payload))

    def answer(self, answer: Answer) -> None:
        """Tell the whole answer, as far as it has not been told."""
        for run in answer.tool_calls:
            self._run(run)
        self._emit(Token(answer.response))
        self._emit(Finished(answer))

    def _run(self, run: ToolRun) -> None:
        self._emit(ToolCalled(run.id, run.name, run.arguments))
        self._emit(ToolReturned(run.id, run.ok, run.result))
