"""What can go wrong, by whom it concerns.

::

    DomainError
    ├── Unauthenticated      it is not known who asks
    ├── Invalid              the caller sent a value that cannot be: change it
    ├── NotFound             no such thing, or somebody else's
    ├── Conflict             the request is sound, but not now
    │   ├── AlreadyExists        a name is taken
    │   ├── LimitReached         the person has as many as one may have
    │   ├── StaleVersion         it changed since the caller read it
    │   ├── ConversationBusy     another message is being answered
    │   ├── MessageIdReused      the id belongs to another text
    │   └── IdempotencyKeyReused the key belongs to another request
    ├── TooManyAtOnce        the caller has as many of these open as one may have at once
    └── Unavailable          the operator's: a server is out of reach, try again

Each carries a stable `code`. HTTP, MCP and the terminal translate them in one place each.
"""


class DomainError(Exception):
    """An error with a code for programs and words for people.

    Attributes:
        message: what is wrong, in the seeds' words where they give them.
        code: a stable snake_case name of the case.
        field: the offending part of the request, None when it is the whole.
        next_step: what the caller can do now.
    """

    default_code = "error"

    def __init__(
        self, message: str, *, next_step: str, code: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.field = field
        self.next_step = next_step


class Unauthenticated(DomainError):
    """It is not known who asks."""

    default_code = "unauthenticated"


class Invalid(DomainError):
    """A value that cannot be accepted."""

    default_code = "invalid"


class NotFound(DomainError):
    """There is no such thing for this person; somebody else's looks the same."""

    default_code = "not_found"


class Conflict(DomainError):
    """The request is sound, but the present state does not allow it."""

    default_code = "conflict"


class AlreadyExists(Conflict):
    """The name is taken."""

    default_code = "already_exists"


class LimitReached(Conflict):
    """The person has as many of these as one may have."""

    default_code = "limit_reached"


class StaleVersion(Conflict):
    """It changed since the caller read it."""

    default_code = "stale_version"


class ConversationBusy(Conflict):
    """Another message of this conversation is being answered."""

    default_code = "conversation_busy"


class MessageIdReused(Conflict):
    """The message id belongs to another text."""

    default_code = "message_id_reused"


class IdempotencyKeyReused(Conflict):
    """The idempotency key belongs to another request."""

    default_code = "idempotency_key_reused"


class TooManyAtOnce(DomainError):
    """The caller has as many of these open as one may have at once."""

    default_code = "too_many_at_once"


class Unavailable(DomainError):
    """A server that is needed is out of reach; nothing was changed."""

    default_code = "unavailable"
