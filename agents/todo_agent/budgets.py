"""What one turn may use, and whether it has used that up or goes round in circles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from todo_agent.calls import written_items
from todo_agent.journal import PLANNER
from todo_agent.recall import READING
from todo_agent.tidying import would_run
from todo_agent.turn import Call

if TYPE_CHECKING:
    from openai.types.responses import ResponseFunctionToolCall

    from todo_agent.journal import Author, Journal, Output

_SAME_CALLS = 3
"""How often a turn may make the same call; the next time it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one turn may use before it ends with what it has done."""

    tool_calls: int = 20
    written_items: int = 50
    model_calls: int = 12
    planned_calls: int = 48
    """How many outputs the offline planner may take, each a step of a request at no cost."""
    writing_outputs: int = 6
    """How many outputs of a model may write, unless the message asks for more things."""
    tokens: int = 150_000
    seconds: float = 120.0
    """How long a model may take for all of its outputs."""
    finishing_seconds: float = 30.0
    """How long the planner may take that finishes for it."""
    tool_seconds: float = 30.0
    """How long one tool call may take."""
    argument_characters: int = 100_000
    """How long the arguments of one tool call may be."""


class Budget:
    """Weighs a turn's outputs against its limits.

    Args:
        journal: What the turn has done.
        limits: What it may use.
        tools: The names that a call may have.
    """

    def __init__(self, journal: Journal, limits: Limits, tools: frozenset[str]) -> None:
        self._journal = journal
        self._limits = limits
        self._tools = tools

    def is_spent(self, author: Author) -> bool:
        """Whether an author may make no more outputs.

        What the model spent is not held against the planner that finishes for it.
        """
        asked = [each for each in self._journal.outputs if each.author == author]
        tokens = sum(output.usage.total_tokens for output in asked)
        planned = sum(output.model == PLANNER for output in asked)
        return (
            len(asked) - planned >= self._limits.model_calls
            or planned >= self._limits.planned_calls
            or tokens >= self._limits.tokens
        )

    def is_exceeded(self, output: Output, wishes: int) -> bool:
        """Whether the turn would make or write too much with this output.

        Args:
            output: The next output.
            wishes: How many changes the message asks for.
        """
        runs = self._journal.runs()
        written = sum(written_items(Call(run.name, run.arguments)) for run in runs if run.ok)
        written += sum(map(written_items, self._calls(output)))
        outputs = (*self._journal.outputs, output)
        writing = [each for each in outputs if self._writes(each)]
        return (
            sum(map(self._counted, outputs)) > self._limits.tool_calls
            or written > self._limits.written_items
            or len(writing) > max(self._limits.writing_outputs, 2 * wishes)
        )

    def is_in_circles(self, output: Output) -> bool:
        """Whether a model does again what went well, or calls the same over and over."""
        if output.author != "model":
            return False
        written = [
            Call(run.name, run.arguments)
            for run in self._journal.runs()
            # An undo made again goes further back: the gate asks about that.
            if run.ok and run.name not in READING and run.name != "undo"
        ]
        return any(
            would_run(call, self._tools) in written or self._often_made(call) >= _SAME_CALLS
            for call in output.calls
        )

    def _calls(self, output: Output) -> list[Call]:
        return [kept for call in output.calls if (kept := would_run(call, self._tools))]

    def _counted(self, output: Output) -> int:
        """How many calls of an output count: what the planner looks up is bounded by its steps."""
        if output.model != PLANNER:
            return len(output.calls)
        return sum(call.name not in READING for call in self._calls(output))

    def _writes(self, output: Output) -> bool:
        return any(map(written_items, self._calls(output)))

    def _often_made(self, call: ResponseFunctionToolCall) -> int:
        """In how many outputs a call was made already; a lookup anew after what was written."""
        outputs = list(self._journal.outputs)
        if call.name in READING:
            wrote = [at for at, each in enumerate(outputs, 1) if self._writes(each)]
            outputs = outputs[max(wrote, default=0) :]
        same = (call.name, call.arguments)
        return sum(any((one.name, one.arguments) == same for one in each.calls) for each in outputs)
