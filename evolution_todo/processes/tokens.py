"""Who may ask a process, where its callers bear tokens."""

from typing import TYPE_CHECKING

from evolution_todo.adapters.settings import Settings
from evolution_todo.processes.addresses import address_of

if TYPE_CHECKING:
    from evolution_todo.adapters.auth import Bearer, Signer
    from mcp_server.app import Tokens
    from mcp_server.context import Visitor


def signer_of(settings: Settings) -> "Signer":
    """Return what signs and reads tokens with the key that is set."""
    from evolution_todo.adapters.auth import Signer

    assert settings.signing_key is not None  # noqa: S101  # `load_settings` asks for it
    return Signer(settings.signing_key.get_secret_value())


def mcp_tokens_of(settings: Settings) -> "Tokens | None":
    """Return how the MCP process knows its callers; None lets in this machine's own person."""
    if settings.signing_key is None:
        return None
    import logging

    from evolution_todo.adapters.auth import Audience, NotOurs
    from mcp_server.app import Tokens

    signer = signer_of(settings)
    log = logging.getLogger(__name__)

    def read(token: str) -> "Visitor | None":
        try:
            return _visitor(signer.read(token, Audience.MCP), token, settings)
        except NotOurs as error:
            log.info("A token was refused: %s", error)
            return None

    return Tokens(read=read, site=address_of(settings))


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
