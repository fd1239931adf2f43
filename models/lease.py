"""Leases: which process does what only one may do."""

from sqlmodel import Field, SQLModel

from models.base import BigId


class Lease(SQLModel, table=True):
    """One piece of work and the process that does it.

    It holds no time of any clock: whoever wants the work watches `beat`, and takes over when it
    has stood still for long enough by the watcher's own steady clock.
    """

    __tablename__ = "leases"

    name: str = Field(primary_key=True, max_length=50)
    holder: str | None = Field(default=None, max_length=36)
    """The process that has the work; None once it has given it back."""
    fence: int = Field(default=0, sa_type=BigId)
    """Rises with each holder."""
    beat: int = Field(default=0, sa_type=BigId)
    """Rises with each renewal."""
    locked: bool = Field(default=False)
    """Whether the holder keeps a lock on a file beside, which the system frees at its death."""
