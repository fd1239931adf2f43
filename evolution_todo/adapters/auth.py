"""Tokens that this program signs with its own key, and the reading of them.

A token is a JWT for one kind of process. Those that our processes send each other last a minute and
are made anew for each request; a person's own token is never passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jwt

from models import utc_now

ISSUER = "evolution-todo"
ALGORITHM = "HS256"
BETWEEN_PROCESSES = timedelta(minutes=1)
LEEWAY = timedelta(seconds=30)
"""How far the clocks of two machines may differ."""

AGENT = "evolution-todo-agent"
"""Who acts for the person where the assistant calls a tool (RFC 8693's `act`)."""

_CLAIMS = ("iss", "sub", "aud", "iat", "exp", "jti")


class Audience(StrEnum):
    """The kinds of processes that a token may be for."""

    API = "evolution-todo/api"
    MCP = "evolution-todo/mcp"
    SYNC = "evolution-todo/sync"


class NotOurs(Exception):
    """A token that this process does not take; its text says why, for logs alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whom a token speaks for.

    Attributes:
        user_id: The person.
        token_id: Names the token where its bearer is to be told from others.
        expires_at: Seconds since 1970.
        email: The person's, where the token has it.
        client: The entrance used; only the agent's tokens name it.
        zone: The person's zone; only the agent's tokens name it.
        is_agent: Whether our own agent bears it, whose word about a turn is taken.
    """

    user_id: str
    token_id: str
    expires_at: int
    email: str | None = None
    client: str | None = None
    zone: ZoneInfo | None = None
    is_agent: bool = False

    @property
    def refused_from(self) -> float:
        """When the token is not taken any more, in seconds since 1970."""
        return self.expires_at + LEEWAY.total_seconds()


class Signer:
    """Makes tokens and reads them, with one key that all processes share."""

    def __init__(self, key: str) -> None:
        self._key = key

    def for_agent(self, user_id: str, *, client: str, zone: ZoneInfo) -> str:
        """Return a token for the MCP server, with which our agent acts for a person."""
        said = {"act": {"sub": AGENT}, "client": client, "zoneinfo": zone.key}
        return self._signed(user_id, Audience.MCP, lasting=BETWEEN_PROCESSES, **said)

    def for_process(self, user_id: str, audience: Audience) -> str:
        """Return a token with which one of our processes asks another for a person's data."""
        return self._signed(user_id, audience, lasting=BETWEEN_PROCESSES)

    def for_person(self, user_id: str, *, email: str | None, lasting: timedelta) -> str:
        """Return a token that a person gives to a page or to an assistant."""
        said = {"email": email} if email else {}
        return self._signed(user_id, Audience.API, Audience.MCP, lasting=lasting, **said)

    def read(self, token: str, audience: Audience) -> Bearer:
        """Return whom a token speaks for.

        Raises:
            NotOurs: it is signed otherwise, for others or by others, or its time is over.
        """
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": list(_CLAIMS)},
            )
            return _bearer(claims)
        except (jwt.InvalidTokenError, ZoneInfoNotFoundError, ValueError) as error:
            raise NotOurs(f"{type(error).__name__}: {error}") from error

    def _signed(self, user_id: str, *audiences: Audience, lasting: timedelta, **said: Any) -> str:
        now = utc_now()
        claims = {
            "iss": ISSUER,
            "sub": user_id,
            "aud": [str(each) for each in audiences],
            "iat": now,
            "exp": now + lasting,
            "jti": str(uuid4()),
        }
        return jwt.encode(claims | said, self._key, algorithm=ALGORITHM)


def _bearer(claims: Mapping[str, Any]) -> Bearer:
    acting = claims.get("act")
    zone = claims.get("zoneinfo")
    return Bearer(
        user_id=claims["sub"],
        token_id=claims["jti"],
        expires_at=int(claims["exp"]),
        email=claims.get("email"),
        client=claims.get("client"),
        zone=ZoneInfo(zone) if zone else None,
        is_agent=isinstance(acting, dict) and acting.get("sub") == AGENT,
    )
