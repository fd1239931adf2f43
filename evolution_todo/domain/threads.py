"""Conversations as other programs' clients know them: by names of their own, or by what was said.

Clients of AG-UI name a thread. Clients of OpenAI's protocols name nothing: they send the whole
conversation each time, so what was said is the name of a turn, and the turn rows are where it is
looked up: every replica finds the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from sqlmodel import col

from evolution_todo.domain.conversations import title_of
from evolution_todo.domain.owned import owned
from evolution_todo.domain.ports import UnitOfWork
from models import Conversation, Turn

REPEAT_SECONDS = 60
"""For so long after a turn was asked or ended, the same list of messages is that turn again."""

_NAMESPACE = UUID("5d1a3a52-5f57-4c5e-9d0e-6f2f8a0c7b11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A list of messages that ends with the person's.

    Attributes:
        texts: What the person said, in order; what is to be answered comes last.
        replies: What was answered, as the client remembers it.
        chat: The client's name of the chat, empty if it has none.
    """

    texts: Sequence[str]
    replies: Sequence[str] = ()
    chat: str = ""

    @property
    def place(self) -> str:
        """Begins the message ids of all turns that stand here, whatever was replied before."""
        return f"said-{digest([self.chat, *self.texts])}-"

    @property
    def stem(self) -> str:
        """Begins the message ids of this very list, said once or again."""
        return f"{self.place}{digest(self.replies)}-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a list of messages goes on.

    Attributes:
        message_id: The id of what is to be answered.
        conversation_id: None if nothing of it is known: it begins a conversation.
    """

    message_id: str
    conversation_id: str | None


async def called(uow: UnitOfWork, name: str) -> str | None:
    """Return the id of the person's conversation that a client calls by a name, or by its id."""
    ids = [name, _id_of(uow, name)]
    found = (
        await uow.session.exec(owned(uow, Conversation).where(col(Conversation.id).in_(ids)))
    ).all()
    return found[0].id if found else None


async def begun(uow: UnitOfWork, name: str, *, message: str) -> str:
    """Return the id of the conversation of that name; it begins with `message` if there is none."""
    found = await called(uow, name)
    if found is not None:
        return found
    row = Conversation(
        id=_id_of(uow, name),
        user_id=uow.actor.user_id,
        title=title_of(message),
        client=uow.actor.client,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    await uow.session.flush()
    return row.id


async def place_of(uow: UnitOfWork, said: Saying) -> Place:
    """Return where a list of messages goes on.

    It is the latest turn of the same list while that runs and for REPEAT_SECONDS after it was asked
    or ended, and then a new one. Two requests at once find the same.
    """
    same = await _latest(uow, said.stem)
    if same is None:
        return Place(message_id=f"{said.stem}1", conversation_id=await _conversation(uow, said))
    if uow.now < _settled_at(same) + timedelta(seconds=REPEAT_SECONDS):
        return Place(message_id=same.message_id, conversation_id=same.conversation_id)
    number = int(same.message_id.removeprefix(said.stem)) + 1
    return Place(message_id=f"{said.stem}{number}", conversation_id=await _conversation(uow, said))


async def _conversation(uow: UnitOfWork, said: Saying) -> str | None:
    if said.chat:
        return await called(uow, said.chat)
    before = Saying(texts=said.texts[:-1]) if len(said.texts) > 1 else None
    turn = await _latest(uow, before.place) if before else None
    return turn.conversation_id if turn else None


async def conversation_of_message(uow: UnitOfWork, message_id: str) -> str | None:
    """Return the conversation of one of the person's messages, None if there is no such."""
    rows = await uow.session.exec(owned(uow, Turn).where(Turn.message_id == message_id))
    turn = rows.one_or_none()
    return turn.conversation_id if turn else None


async def _latest(uow: UnitOfWork, start: str) -> Turn | None:
    turns = owned(uow, Turn).where(col(Turn.message_id).startswith(start, autoescape=True))
    newest_first = turns.order_by(col(Turn.created_at).desc(), col(Turn.id))
    return (await uow.session.exec(newest_first.limit(1))).one_or_none()


def _settled_at(turn: Turn) -> datetime:
    """Return when it ended; while it runs that is where its lease ends."""
    return max(turn.created_at, turn.closed_at or turn.lease_until or turn.created_at)


def _id_of(uow: UnitOfWork, name: str) -> str:
    return str(uuid5(_NAMESPACE, f"{uow.actor.user_id}\n{name}"))


def digest(texts: Sequence[str]) -> str:
    """Return a short name for a list of texts."""
    # Each text's length stands before it, so that no two lists run together to the same.
    joined = "".join(f"{len(text)}:{text}" for text in texts)
    return sha256(joined.encode(errors="replace")).hexdigest()[:32]
