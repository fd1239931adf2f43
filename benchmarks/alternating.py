"""Several ways of doing the same, timed one after the other, so that all meet the same noise."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

REPEATS = 60
WARM_UP = 5

Turn: TypeAlias = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What each repeat took, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def taken_in_turn(turns: Mapping[str, Turn]) -> dict[str, Taken]:
    """Do each of them again and again; returns what each took once it was warm."""
    for _ in range(WARM_UP):
        for turn in turns.values():
            await turn()
    taken = {name: Taken() for name in turns}
    for _ in range(REPEATS):
        for name, turn in turns.items():
            await _time_into(taken[name], turn)
    return taken


async def _time_into(taken: Taken, turn: Turn) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    await turn()
    taken.cpu.append((time.process_time() - cpu) * 1000)
    taken.wall.append((time.perf_counter() - wall) * 1000)
