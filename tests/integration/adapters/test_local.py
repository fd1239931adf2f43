"""The data folder: one server at a time, by real processes, and the terminal's memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evolution_todo.adapters.errors import AlreadyServing, SettingsError
from evolution_todo.adapters.local import DataFolder

SERVE = """
import sys
from pathlib import Path
from evolution_todo.adapters.local import DataFolder

with DataFolder(Path(sys.argv[1])).serving("http://127.0.0.1:8123"):
    print("serving", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    return folder


@pytest.fixture
def server(folder: DataFolder) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", SERVE, folder.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "serving\n"
    with process:
        yield process
        process.kill()


def test_folder_is_made_for_its_owner_alone(folder: DataFolder) -> None:
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.create()


def test_folder_that_cannot_be_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as refused:
        DataFolder(tmp_path / "file").create()
    assert "EVOLUTION_TODO_DATA_DIR" in refused.value.next_step


def test_folder_is_made_by_many_at_once(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")

    def use(name: str) -> None:
        for _ in range(50):
            folder.create()
            folder.last_conversation = name

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, map(str, range(8))))
    assert folder.last_conversation in set("01234567")
    assert {path.name for path in folder.path.iterdir()} == {"last-conversation"}


def test_second_server_is_refused_with_the_first_ones_address(
    folder: DataFolder, server: subprocess.Popen[str]
) -> None:
    assert folder.server_address() == "http://127.0.0.1:8123"
    with (
        pytest.raises(AlreadyServing, match=r"http://127\.0\.0\.1:8123"),
        folder.serving("http://127.0.0.1:9000"),
    ):
        pytest.fail("two servers on one file")
    assert folder.server_address() == "http://127.0.0.1:8123"


def test_second_folder_on_the_same_file_is_refused_too(
    folder: DataFolder, server: subprocess.Popen[str], tmp_path: Path
) -> None:
    other = DataFolder(tmp_path / "other", database=folder.path / "todo.db")
    with pytest.raises(AlreadyServing), other.serving("http://127.0.0.1:9000"):
        pytest.fail("two servers on one file")


def test_lock_of_a_killed_server_is_taken(
    folder: DataFolder, server: subprocess.Popen[str]
) -> None:
    server.kill()
    server.wait()
    assert folder.server_address() is None
    with folder.serving("http://127.0.0.1:9000"):
        assert folder.server_address() == "http://127.0.0.1:9000"


def test_stopped_server_is_no_longer_named(folder: DataFolder) -> None:
    with folder.serving("http://127.0.0.1:9000"):
        pass
    assert folder.server_address() is None
    assert not list(folder.path.glob("*.serve"))


def test_last_conversation_is_remembered_until_it_is_forgotten(folder: DataFolder) -> None:
    assert folder.last_conversation is None
    folder.last_conversation = "c-1"
    folder.last_conversation = "c-2"
    assert DataFolder(folder.path).last_conversation == "c-2"
    folder.last_conversation = None
    folder.last_conversation = None
    assert folder.last_conversation is None


def test_damaged_memory_is_as_good_as_none(folder: DataFolder) -> None:
    (folder.path / "last-conversation").write_bytes(os.urandom(40) + b"\xff")
    assert folder.last_conversation is None


def test_folder_that_is_a_file_has_no_server(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert DataFolder(tmp_path / "data").server_address() is None
