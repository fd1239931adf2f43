"""Errors as HTTP tells them: one table, and one body (RFC 9457) for all of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Match

from chat_api.validation import described
from evolution_todo.domain.errors import (
    AlreadyExists,
    Conflict,
    ConversationBusy,
    DomainError,
    IdempotencyKeyReused,
    Invalid,
    LimitReached,
    MessageIdReused,
    NotFound,
    StaleVersion,
    TooManyAtOnce,
    Unauthenticated,
    Unavailable,
)
from todo_agent.errors import MessageWithdrawn, TurnUnavailable

PROBLEM_TYPE = "urn:evolution-todo:problem:"
"""What a problem's `type` begins with; its code follows."""

MEDIA_TYPE = "application/problem+json"

STATUSES: dict[type[DomainError], HTTPStatus] = {
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    AlreadyExists: HTTPStatus.CONFLICT,
    LimitReached: HTTPStatus.CONFLICT,
    StaleVersion: HTTPStatus.PRECONDITION_FAILED,
    ConversationBusy: HTTPStatus.CONFLICT,
    MessageIdReused: HTTPStatus.CONFLICT,
    IdempotencyKeyReused: HTTPStatus.CONFLICT,
    TooManyAtOnce: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Each class of the domain's errors and its status."""

_RETRY_AFTER_SECONDS: dict[type[Exception], int] = {
    ConversationBusy: 2,
    TooManyAtOnce: 5,
    Unavailable: 5,
    TurnUnavailable: 5,
}

_log = logging.getLogger(__name__)


class ProblemItem(BaseModel):
    """One thing that is wrong."""

    field: str | None = Field(
        description="The part of the request it is about, None for the whole."
    )
    code: str = Field(description="A stable name of the case.", examples=["invalid_title"])
    message: str = Field(examples=["Title must be 1-200 characters"])
    next_step: str = Field(
        description="What to do now.", examples=["Give a title of at most 200 characters."]
    )


class OpenAIError(BaseModel):
    """An error as OpenAI's API has it."""

    message: str
    type: str
    param: str | None
    code: str


class Problem(BaseModel):
    """An error body of RFC 9457."""

    type: str = Field(examples=["urn:evolution-todo:problem:invalid_title"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(ge=400, le=599, examples=[422])
    detail: str = Field(examples=["Title must be 1-200 characters"])
    code: str = Field(
        description="The first error's code, for programs.", examples=["invalid_title"]
    )
    errors: list[ProblemItem]
    correlation_id: str = Field(description="Name it when you report the error.")
    error: OpenAIError | None = Field(
        default=None, description="The same as OpenAI's clients read it; under `/v1/` alone."
    )

    def body(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        absent = {"error"} if self.error is None else None
        return self.model_dump(mode="json", exclude=absent)


def problem(
    status: int, *items: ProblemItem, connection: HTTPConnection, detail: str | None = None
) -> Problem:
    """Return a problem body; without a `detail` the first item's message stands for it."""
    detail = detail or items[0].message
    return Problem(
        type=PROBLEM_TYPE + items[0].code,
        title=title_of(status),
        status=status,
        detail=detail,
        code=items[0].code,
        errors=list(items),
        correlation_id=correlation_id_of(connection),
        error=_as_openai_says(status, detail, items[0], connection),
    )


def _as_openai_says(
    status: int, detail: str, item: ProblemItem, connection: HTTPConnection
) -> OpenAIError | None:
    if not connection.url.path.startswith("/v1/"):
        return None
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    message = f"{detail}. {item.next_step}".replace("..", ".")
    return OpenAIError(message=message, type=kind, param=item.field, code=item.code)


def title_of(status: int) -> str:
    """Return the name of a status, the same on every version of Python."""
    return _TITLES.get(status) or HTTPStatus(status).phrase


_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


def correlation_id_of(connection: HTTPConnection) -> str:
    """Return the id under which this request appears in logs and events."""
    correlation_id: str = connection.state.correlation_id
    return correlation_id


def refusal(
    connection: HTTPConnection,
    status: int,
    item: ProblemItem,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response to a request that goes no further."""
    return rendered(problem(status, item, connection=connection), headers)


def rendered(body: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as a response."""
    # Words of the request may stand in it: a half surrogate pair must not break the answer.
    text = json.dumps(body.body(), ensure_ascii=False, separators=(",", ":"))
    return Response(
        text.encode(errors="replace"),
        status_code=body.status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def item_of(error: DomainError) -> ProblemItem:
    """Return a domain error as one item of a problem."""
    # HTTP names a version by this header, the domain by its argument.
    field = "If-Match" if isinstance(error, StaleVersion) else error.field
    return ProblemItem(
        field=field, code=error.code, message=error.message, next_step=error.next_step
    )


def problem_of(error: Exception, *, connection: HTTPConnection) -> Problem:
    """Return any exception as a problem; what was not foreseen is logged and not told."""
    if isinstance(error, DomainError):
        return problem(status_of(error), item_of(error), connection=connection)
    if isinstance(error, TurnUnavailable):
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, _item_of_turn(error), connection=connection)
    if isinstance(error, MessageWithdrawn):
        return problem(HTTPStatus.CONFLICT, _item_of_turn(error), connection=connection)
    _log.error(
        "Unexpected error in %s, correlation id %s",
        connection.url.path,
        correlation_id_of(connection),
        exc_info=error,
        extra={"correlation_id": correlation_id_of(connection)},
    )
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED, connection=connection)


def status_of(error: DomainError) -> HTTPStatus:
    """Return the status of the nearest class in the table."""
    return next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)


def _item_of_turn(error: TurnUnavailable | MessageWithdrawn) -> ProblemItem:
    return ProblemItem(
        field=None, code=error.code, message=error.message, next_step=error.next_step
    )


UNEXPECTED = ProblemItem(
    field=None,
    code="internal_error",
    message="Something went wrong on the server",
    next_step="Try again; if it happens again, report the correlation id.",
)


async def answer_known_error(request: Request, error: Exception) -> Response:
    """Answer an error of the domain, or a turn that cannot be run now."""
    return rendered(problem_of(error, connection=request), headers_of(error))


def headers_of(error: Exception) -> dict[str, str]:
    """Return what the headers of an error's response tell: when to come back, or with what."""
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    seconds = next((s for cls, s in _RETRY_AFTER_SECONDS.items() if isinstance(error, cls)), None)
    return {"Retry-After": str(seconds)} if seconds else {}


async def answer_validation_error(request: Request, error: Exception) -> Response:
    """Answer a request whose shape is wrong, each field with its own words."""
    if not isinstance(error, RequestValidationError):
        raise error
    items = [ProblemItem(**item) for item in described(error.errors(), request.scope["endpoint"])]
    malformed = items[0].code == "malformed_json"
    status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNPROCESSABLE_ENTITY
    return rendered(problem(status, *items, connection=request, detail=_joined(items)))


async def answer_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: an unknown path, a wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    item = _FRAMEWORK.get(HTTPStatus(error.status_code), UNEXPECTED)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods_at(request))
    return refusal(request, error.status_code, item, headers)


def _methods_at(request: Request) -> list[str]:
    """Return all methods of a path; the framework names those of the first route alone."""
    app: FastAPI = request.app
    return [
        method
        for method in ("GET", "HEAD", "POST", "PATCH", "DELETE")
        for scope in [{**request.scope, "method": method}]
        if any(route.matches(scope)[0] is Match.FULL for route in app.routes)
    ]


_FRAMEWORK = {
    HTTPStatus.BAD_REQUEST: ProblemItem(
        field=None,
        code="malformed_json",
        message="The body is not JSON",
        next_step="Send one JSON object, encoded as UTF-8.",
    ),
    HTTPStatus.NOT_FOUND: ProblemItem(
        field=None,
        code="route_not_found",
        message="There is nothing at this path",
        next_step="The paths there are stand in /openapi.json.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ProblemItem(
        field=None,
        code="method_not_allowed",
        message="This path does not take this method",
        next_step="Use a method that the Allow header names.",
    ),
}


def _joined(items: Sequence[ProblemItem]) -> str:
    return "; ".join(dict.fromkeys(item.message for item in items))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe these statuses' problem bodies for OpenAPI."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        int(status): {
            "description": title_of(status),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }
