"""Who may ask a process, where its callers bear tokens."""

import logging
from typing import TYPE_CHECKING

from evolution_todo.adapters.errors import SettingsError
from evolution_todo.adapters.settings import Settings, variable
from evolution_todo.processes.addresses import site_of
from evolution_todo.processes.opening import LOCAL_USER

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from chat_api.dependencies import Authenticate
    from evolution_todo.adapters.auth import Audience, Bearer, Signer
    from evolution_todo.services.sync.live import Identify
    from mcp_server.app import Tokens
    from mcp_server.context import Visitor

LONGEST_USER_ID = 36

_log = logging.getLogger(__name__)


def signer_of(settings: Settings) -> "Signer":
    """Return what signs and reads tokens with the key that is set."""
    from evolution_todo.adapters.auth import Signer

    assert settings.signing_key is not None  # noqa: S101  # `load_settings` asks for it
    return Signer(settings.signing_key.get_secret_value())


def mcp_tokens_of(settings: Settings) -> "Tokens | None":
    """Return how the MCP process knows its callers; None lets in this machine's own person."""
    if settings.signing_key is None:
        return None
    from evolution_todo.adapters.auth import Audience, NotOurs
    from mcp_server.app import Tokens

    signer = signer_of(settings)

    def read(token: str) -> "Visitor | None":
        try:
            return _visitor(signer.read(token, Audience.MCP), token, settings)
        except NotOurs as error:
            _log.info("A token was refused: %s", error)
            return None

    return Tokens(read=read, site=site_of(settings))


def authenticate_of(settings: Settings) -> "Authenticate":
    """Return how the API knows who asks: by a token, or as the one person of this machine."""
    from chat_api.dependencies import Identity

    async def local(connection: "HTTPConnection") -> Identity:
        del connection
        return Identity(user_id=LOCAL_USER)

    if settings.auth == "local":
        return local
    from evolution_todo.adapters.auth import Audience

    signer = signer_of(settings)

    async def bearer(connection: "HTTPConnection") -> Identity:
        told = _bearer(connection, signer, Audience.API)
        return Identity(user_id=told.user_id, email=told.email, valid_until=told.refused_from)

    return bearer


def sync_identify_of(settings: Settings) -> "Identify":
    """Return how the sync process knows whose events are asked for."""
    from evolution_todo.services.sync import Admission

    async def local(connection: "HTTPConnection") -> Admission:
        del connection
        return Admission(LOCAL_USER)

    if settings.signing_key is None:
        return local
    from evolution_todo.adapters.auth import Audience

    signer = signer_of(settings)

    async def bearer(connection: "HTTPConnection") -> Admission:
        # The token is the other process's, for this request; that one ends the stream in time.
        return Admission(_bearer(connection, signer, Audience.SYNC).user_id)

    return bearer


def _bearer(connection: "HTTPConnection", signer: "Signer", audience: "Audience") -> "Bearer":
    """Return whom a request's token speaks for; raises Unauthenticated."""
    from evolution_todo.adapters.auth import NotOurs
    from evolution_todo.domain.errors import Unauthenticated

    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    try:
        return signer.read(token if scheme.lower() == "bearer" else "", audience)
    except NotOurs as error:
        _log.info("A token was refused: %s", error)
        raise Unauthenticated(
            "It is not known who asks",
            field="Authorization",
            next_step="Send a bearer token of this server that is still valid.",
        ) from error


def _visitor(bearer: "Bearer", token: str, settings: Settings) -> "Visitor":
    from mcp_server.context import Caller, Visitor

    caller = Caller(
        user_id=bearer.user_id,
        email=bearer.email,
        zone=bearer.zone or settings.zone,
        client=bearer.client or bearer.token_id,
    )
    return Visitor(
        token=token,
        client_id=caller.client,
        scopes=[],
        expires_at=bearer.expires_at,
        subject=bearer.user_id,
        caller=caller,
        is_agent=bearer.is_agent,
    )


def token_for_person(settings: Settings, user_id: str, *, email: str | None, days: int) -> str:
    """Make a token for a person's pages and assistants.

    Raises:
        SettingsError: there is no key to sign it with, or no such person can be.
    """
    from datetime import timedelta

    if settings.signing_key is None:
        field = Settings.model_fields["signing_key"]
        raise SettingsError(
            f"There is no {variable('signing_key')} to sign a token with.",
            next_step=f"Give {field.description}, to this command and to the server.",
        )
    if not 0 < len(user_id) <= LONGEST_USER_ID:
        raise SettingsError(
            f"A person's id has 1 to {LONGEST_USER_ID} characters.",
            next_step="Give the id under which your accounts know them.",
        )
    return signer_of(settings).for_person(user_id, email=email, lasting=timedelta(days=days))
