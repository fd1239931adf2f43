"""What keeps a turn from its answer, apart from the store's own errors.

TurnUnavailable            the turn did not end; sent again, it goes on and repeats nothing
├── AssistantUnavailable   no model, or no tools, can be reached
└── ServerStopping         this process takes no more turns, or hands this one back
MessageWithdrawn           the person stopped the message before its turn began
"""

from __future__ import annotations


class TurnUnavailable(Exception):
    """An error with a code for programs and words for people; 503 in HTTP's terms.

    Attributes:
        code: a stable snake_case name of the case.
        message: what is wrong.
        next_step: what to do now.
    """

    code = "turn_unavailable"
    message = "The message could not be answered right now."
    next_step = "Send the message again in a moment; nothing is done twice."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


class AssistantUnavailable(TurnUnavailable):
    """No model, or no tools, can be reached; what the turn did stays in its journal."""

    code = "assistant_unavailable"
    message = "The assistant cannot be reached right now."


class ServerStopping(TurnUnavailable):
    """This process takes no more turns, or hands this one back."""

    code = "server_stopping"
    message = "The server is stopping."


class MessageWithdrawn(Exception):
    """The person stopped a message that waited in line; 409 in HTTP's terms.

    It is nobody's to send again by itself.
    """

    code = "message_withdrawn"
    message = "The message was stopped before its turn came; nothing was done."
    next_step = "Send it again if it is to be done after all."

    def __init__(self) -> None:
        super().__init__(self.message)
