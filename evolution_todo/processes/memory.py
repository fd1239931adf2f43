"""What a process does about memory once, at its start."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_resting() -> Iterator[None]:
    """Import without the collector: it finds nothing there, in a fifth of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle_memory() -> None:
    """Take what was imported out of the collector's way: its pauses are a request's worst times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    _give_back_memory()


def _give_back_memory() -> None:
    """Return to the system what a start has freed, which glibc keeps for itself by default."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
