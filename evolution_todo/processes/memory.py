"""What a process does about memory once, at its start."""

import contextlib
import gc
import sys
from collections.abc import Iterator

M_ARENA_MAX = -8
"""How many heaps glibc may give to threads; what is freed in one is of no use to another."""


@contextlib.contextmanager
def assembling() -> Iterator[None]:
    """Import and build what a process is made of, soon and without what it does not need."""
    _tell_the_c_library("mallopt", M_ARENA_MAX, 1)
    # FastAPI asks of each route, at the first request too, whether its models are of Pydantic 1.
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]  # says "not there"
    # MCP's server sets a log up, and that is done already.
    with _collector_resting(), _without("rich.console"):
        yield


@contextlib.contextmanager
def _collector_resting() -> Iterator[None]:
    """Leave the collector out: it finds nothing there, in a fifth of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    """Let a module seem not to be there, unless it is imported already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # says so
    try:
        yield
    finally:
        del sys.modules[module]


def settle_memory() -> None:
    """Take what was imported out of the collector's way: its pauses are a request's worst times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    # What a start has freed, glibc keeps for itself by default.
    _tell_the_c_library("malloc_trim", 0)


def _tell_the_c_library(name: str, *numbers: int) -> None:
    """Call a function of glibc's; of another library's nothing is wanted."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):
        getattr(ctypes.CDLL(None), name)(*numbers)
