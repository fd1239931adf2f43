"""What an operator is told when one of our processes refuses another."""

import logging

import httpx2

_log = logging.getLogger(__name__)

_MISTAKES: dict[int, str] = {
    httpx2.codes.UNAUTHORIZED: "refuses our token: EVOLUTION_TODO_SIGNING_KEY must be the same in "
    "both processes, and their clocks must agree",
    httpx2.codes.MISDIRECTED_REQUEST: "does not answer under this name: add it to "
    "EVOLUTION_TODO_ALLOWED_HOSTS there",
}


def is_operators(response: httpx2.Response) -> bool:
    """Say whether a refusal is the operator's to mend, who is told of it in the log."""
    mistake = _MISTAKES.get(response.status_code)
    if mistake is None:
        return False
    _log.error("The process at %s %s.", response.request.url.host, mistake)
    return True
