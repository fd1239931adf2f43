"""Whether another process of ours answers, and can work."""

from dataclasses import dataclass

import httpx2

from evolution_todo.domain.errors import Unavailable

REACH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a process says of itself.

    Attributes:
        status: Of its answer, as HTTP has it; None if it is out of reach.
        lacking: What it needs and has not; nothing where it is no process of ours.
    """

    status: int | None = None
    lacking: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it has all that it needs."""
        return self.status == httpx2.codes.OK


async def ask_neighbour(url: str, *, seconds: float = REACH_SECONDS) -> Standing:
    """Ask the process at an address, with whatever path, how it is."""
    try:
        async with httpx2.AsyncClient(timeout=seconds, trust_env=False) as client:
            answer = await client.get(httpx2.URL(url).join("/ready"))
    except httpx2.HTTPError:
        return Standing()
    return Standing(answer.status_code, _lacking(answer))


def _lacking(answer: httpx2.Response) -> tuple[str, ...]:
    try:
        checks = answer.json()["checks"].items()
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()
    return tuple(f"{name} ({state})" for name, state in checks if state != "ok")


async def check_neighbour(what: str, url: str) -> None:
    """Ask the process at an address whether it is ready.

    Args:
        what: What we need it for, such as “The tools”.
        url: An address of the process, with whatever path.

    Raises:
        Unavailable: it is not, or does not answer in two seconds.
    """
    standing = await ask_neighbour(url)
    if standing.status is None:
        raise _gone(f"{what} are out of reach")
    if not standing.is_ready:
        raise _gone(f"{what} are not ready")


def _gone(message: str) -> Unavailable:
    return Unavailable(message, next_step="See the log of the process that serves them.")
