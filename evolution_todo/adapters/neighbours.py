"""Whether another process of ours answers, and can work."""

import httpx2

from evolution_todo.domain.errors import Unavailable

REACH_SECONDS = 2.0


async def check_neighbour(what: str, url: str) -> None:
    """Ask the process at an address whether it is ready.

    Args:
        what: What we need it for, such as “The tools”.
        url: An address of the process, with whatever path.

    Raises:
        Unavailable: it is not, or does not answer in two seconds.
    """
    try:
        async with httpx2.AsyncClient(timeout=REACH_SECONDS, trust_env=False) as client:
            answer = await client.get(httpx2.URL(url).join("/ready"))
    except httpx2.HTTPError as error:
        raise _gone(f"{what} are out of reach") from error
    if not answer.is_success:
        raise _gone(f"{what} are not ready")


def _gone(message: str) -> Unavailable:
    return Unavailable(message, next_step="See the log of the process that serves them.")
