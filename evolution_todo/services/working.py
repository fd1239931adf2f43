"""Work that goes on for as long as its process does."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from evolution_todo.domain.errors import Unavailable

AGAIN_SECONDS = 1.0

_log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""Goes on until it is cancelled."""


async def keep(work: Work) -> None:
    """Do `work`, and begin it again whenever it ends with an error, until cancelled."""
    while True:
        try:
            await work()
        except Unavailable as error:
            _log.warning("Work of this process waits: %s", error.message)
        except Exception:
            _log.exception("Work of this process ended, and begins again")
        await asyncio.sleep(AGAIN_SECONDS)
