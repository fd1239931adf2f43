"""What is installed once for all checkouts of this machine's person, by its version."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

REQUIRED = os.environ.get("CI") == "true" or os.environ.get("STACK") == "1"
"""Whether nothing may be left out, however long it takes to have it."""


def leave_out(what: str, how: str, why: str) -> None:
    """Skip the tests that need `what`; fail where nothing may be left out."""
    told = f"{what} is missing: {how} ({why})"
    if REQUIRED:
        pytest.fail(told)
    pytest.skip(told)


def cached(key: str, make: Callable[[Path], None], *, told: str = "") -> Path:
    """Return a folder outside the checkout that `make` has filled, once for each key.

    It is filled under another name, so that one that is there is whole. `told` is printed first.
    """
    home = _home(key)
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{home}.lock"):
        if not home.exists():
            if told:
                print(told, file=sys.stderr, flush=True)
            draft = home.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(home)
    return home


def kept(key: str) -> Path | None:
    """Return a folder that has been filled before."""
    home = _home(key)
    return home if home.exists() else None


def _home(key: str) -> Path:
    return user_cache_path("evolution-todo") / key


def wheels(*requirements: str) -> Callable[[Path], None]:
    """Return what fills a folder with packages of the Python index."""

    def make(folder: Path) -> None:
        uv = Path(sys.executable).with_name("uv")
        subprocess.run(  # noqa: S603  a fixed command
            [uv, "pip", "install", "-q", "--target", folder, *requirements], check=True, timeout=600
        )

    return make
