"""This machine's data folder: who serves it, and what the terminal remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile

from filelock import FileLock, Timeout

from evolution_todo.adapters.errors import AlreadyServing, SettingsError

PATIENCE_SECONDS = 1.0
"""How long a server waits for the lock: others hold it for an instant to see whether it is free."""


class DataFolder:
    """A folder of one person's, and the lock on the database that one server at a time holds.

    Args:
        path: The folder.
        database: The SQLite file to serve, `todo.db` in the folder when None.
    """

    def __init__(self, path: Path, *, database: Path | None = None) -> None:
        self.path = path
        self._database = database or path / "todo.db"
        # The lock is on the file, so that two folders cannot serve the same one.
        self._lock_file = self._database.with_name(f"{self._database.name}.serve.lock")
        self._address_file = self._database.with_name(f"{self._database.name}.serve")

    def create(self) -> None:
        """Make the folder, for its owner alone.

        Raises:
            SettingsError: it cannot be made or written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise SettingsError(
                f"The data folder {self.path} cannot be used: {error.strerror}.",
                next_step="Choose one that you may write with EVOLUTION_TODO_DATA_DIR.",
            ) from error

    @contextmanager
    def serving(self, address: str) -> Iterator[None]:
        """Be the one server of this folder; a server that was killed does not count.

        Raises:
            AlreadyServing: another one runs; its address is in the message.
        """
        try:
            lock = FileLock(self._lock_file, timeout=PATIENCE_SECONDS).acquire()
        except Timeout as error:
            raise self._already_serving() from error
        with lock:
            _write(self._address_file, address)
            try:
                yield
            finally:
                self._address_file.unlink(missing_ok=True)

    def server_address(self) -> str | None:
        """Return where this folder's server answers; None when none runs."""
        address = _read(self._address_file)
        return address if address and self._is_held() else None

    @property
    def last_conversation(self) -> str | None:
        """The conversation that the terminal was in last."""
        return _read(self.path / "last-conversation")

    @last_conversation.setter
    def last_conversation(self, conversation_id: str | None) -> None:
        if conversation_id is None:
            (self.path / "last-conversation").unlink(missing_ok=True)
        else:
            _write(self.path / "last-conversation", conversation_id)

    @property
    def history_file(self) -> Path:
        """What was typed in the terminal."""
        return self.path / "chat-history"

    def _is_held(self) -> bool:
        try:
            with FileLock(self._lock_file, timeout=0):
                return False
        except Timeout:
            return True

    def _already_serving(self) -> AlreadyServing:
        where = _read(self._address_file) or "another address"
        return AlreadyServing(
            f"Evolution Todo already serves {self._database} at {where}.",
            next_step="Use that one, stop it first, "
            "or serve another folder with EVOLUTION_TODO_DATA_DIR.",
        )


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, text: str) -> None:
    # Another process may write the same file now, so the fresh one's name is nobody else's.
    with NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}.", delete=False) as fresh:
        fresh.write(text)
    Path(fresh.name).replace(path)
