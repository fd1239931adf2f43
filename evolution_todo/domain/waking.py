"""A mark that moves when something has come, and those who wait for it to."""

import asyncio
import contextlib


class Waker:
    """The `ports.Changes` of whatever moves it.

    Take `change_mark` before reading, then wait for it to move: what comes between the two is
    never missed. A wake-up may be spurious, so read again and decide by what is there.
    """

    def __init__(self) -> None:
        self.change_mark = 0
        self._moved = asyncio.Event()

    def move(self) -> None:
        """Wake everybody who waits."""
        self.change_mark += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_for_change(self, *, since: int, seconds: float) -> int:
        """Return the mark as soon as it is past `since`, or after `seconds` as it is."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.change_mark == since:
                    await self._moved.wait()
        return self.change_mark
