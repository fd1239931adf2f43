"""Requests that may be sent again: the first result is stored with its effect."""

import hashlib
import json
from typing import Any

from evolution_todo.domain.errors import IdempotencyKeyReused, Invalid
from evolution_todo.domain.ports import UnitOfWork
from models import IdempotencyKey

LONGEST_KEY = 255


async def replay(uow: UnitOfWork, *, scope: str, key: str, request: Any) -> dict[str, Any] | None:
    """Return what the first request of this key was answered, None if this is the first.

    The person's lock is held, so of two at once one waits and then finds the other's answer.

    Raises:
        Invalid: the key is empty, too long or not printable.
        IdempotencyKeyReused: the key came with another request before.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid(
            f"An idempotency key has 1-{LONGEST_KEY} printable characters",
            field="Idempotency-Key",
            code="invalid_idempotency_key",
            next_step="Use a fresh uuid for each new request.",
        )
    stored = await uow.session.get(IdempotencyKey, (uow.actor.user_id, scope, key))
    if stored is None:
        return None
    if stored.request_hash != _hash(request):
        raise IdempotencyKeyReused(
            "This idempotency key was used for another request",
            field="Idempotency-Key",
            next_step="Use a fresh key for a new request, or repeat the first one unchanged.",
        )
    return stored.response


async def remember(
    uow: UnitOfWork, *, scope: str, key: str, request: Any, response: dict[str, Any]
) -> None:
    """Store the answer of a key in the transaction of its effect."""
    uow.session.add(
        IdempotencyKey(
            user_id=uow.actor.user_id,
            scope=scope,
            key=key,
            request_hash=_hash(request),
            response=response,
            created_at=uow.now,
        )
    )
    await uow.session.flush()


def _hash(request: Any) -> str:
    text = json.dumps(request, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
