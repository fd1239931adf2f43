"""What the domain is given: who acts, one transaction, one clock reading."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from evolution_todo.domain.ledger import Ledger
from models import Operation, User

Origin = Literal["person", "assistant", "import"]

Clock = Callable[[], datetime]
"""Gives the current instant as an aware datetime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something and through which entrance; made from verified identity alone."""

    user_id: str
    zone: ZoneInfo
    """The person's time zone for this request."""
    client: str
    """`web`, `terminal`, `api`, or for MCP the token's id or the client's declared name."""
    origin: Origin = "person"
    service: bool = False
    """Whether a service of ours follows up what the person did; `client` is then its name."""
    correlation_id: str
    conversation_id: str | None = None
    turn_id: str | None = None
    email: str | None = None


@dataclass(slots=True, kw_only=True)
class UnitOfWork:
    """One transaction of one person, begun and committed by the adapter at the edge."""

    session: AsyncSession
    actor: Actor
    now: datetime
    """The one reading of the clock that everything in this transaction agrees on, in UTC."""
    user: User
    """The person's row; in a writing unit it is locked until the end."""
    ledger: Ledger = field(default_factory=Ledger)
    """What has been changed so far, not yet numbered."""
    operation: Operation | None = None
    """What this transaction is to undo and audit, once `operations.settle` has made it."""
    has_news: bool = False
    """Whether it has written events, for which services and live streams wait."""

    @property
    def local_now(self) -> datetime:
        """The clock reading in the person's zone."""
        return self.now.astimezone(self.actor.zone)

    @asynccontextmanager
    async def item(self) -> AsyncIterator[None]:
        """One item of a batch: if it fails, nothing of it remains and the others go on."""
        mark = self.ledger.copy()
        numbers = self.user.last_task_number
        try:
            async with self.session.begin_nested():
                yield
        except Exception:
            self.ledger = mark
            await self.session.refresh(self.user)  # the rollback has expired it
            self.user.last_task_number = numbers
            raise


class Changes(Protocol):
    """Says when events were committed, by this process or by another on the same database."""

    @property
    def change_mark(self) -> int:
        """Moves with every commit of events; take it before reading what you will wait on."""
        ...

    async def wait_for_change(self, *, since: int, seconds: float) -> int:
        """Return `change_mark` once it is past `since`, or as it is after `seconds`.

        A wake-up may be spurious, but a commit after `since` was taken is never missed.
        """
        ...


class OpenUnitOfWork(Protocol):
    """Opens a transaction for an actor: writing by default, and then under the person's lock."""

    def __call__(
        self, actor: Actor, *, read_only: bool = False
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        """Commit at the end of the block; roll back when it raises."""
        ...
