"""The OpenAPI document: what FastAPI knows, and what it cannot."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from chat_api.errors import Problem, problems
from chat_api.schemas import Health, Readiness
from chat_api.security import CORRELATION_HEADER

_REF = "#/components/schemas/{model}"
_CORRELATION = {
    "description": "The id under which this request is logged.",
    "schema": {"type": "string", "format": "uuid"},
}


def _number(name: str, place: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[0-9]{1,18}$"}
    return {"name": name, "in": place, "description": description, "schema": schema}


_LIVE_EVENT: dict[str, Any] = {
    "description": "One event; `data` is JSON, `id` the number of the change.",
    "type": "object",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "integer"},
        "event": {"enum": ["ready", "reset", "task-update", "reminder"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_LIVE_EVENTS: dict[str, Any] = {
    "get": {
        "tags": ["events"],
        "summary": "Live Events",
        "operationId": "live_events",
        "description": "Follow every change of the caller's things, whoever makes it, in order and "
        "each once. First comes `ready {seq}`, or `reset {seq}` if the number sent was never given "
        "(the database is an older one: load everything again); then `task-update` and `reminder` "
        "events as they happen, and a comment in every long silence. After a break, connect again "
        "with the last `id`: what was missed comes first. A reader that lags too far behind is "
        "disconnected.",
        "parameters": [
            _number("Last-Event-ID", "header", "Begin after this number; without it, now."),
            _number("last_event_id", "query", "The same, for clients that cannot set a header."),
            _number("since", "query", "The same."),
        ],
        "responses": {
            "200": {
                "description": "Server-sent events.",
                "content": {"text/event-stream": {"schema": _LIVE_EVENT}},
            },
        },
    }
}
"""The service that sends the events brings their route."""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary="A task assistant one talks to.",
        description=(
            "Errors are `application/problem+json` (RFC 9457) with a stable `code`. "
            "A write with an `Idempotency-Key` happens once, however often it is sent."
        ),
        routes=app.routes,
    )
    served = {getattr(route, "path", None) for route in app.routes}
    document["paths"] |= {path: made() for path, made in _BESIDE.items() if path in served}
    # Where the server serves one person of its own machine, it asks for nothing.
    document["security"] = [{}, {"token": []}]
    document.setdefault("components", {})["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, Health, Readiness):
        schema = model.model_json_schema(ref_template=_REF)
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
            for response in operation["responses"].values():
                response.setdefault("headers", {})[CORRELATION_HEADER] = _CORRELATION
    return document


def _live_events() -> dict[str, Any]:
    described = deepcopy(_LIVE_EVENTS)
    refusals = problems(421, 422, 429, 500, 503)
    described["get"]["responses"] |= {str(status): each for status, each in refusals.items()}
    return described


def _health() -> dict[str, Any]:
    answers = {"200": _answer(Health, "It does")}
    return _probe("health", "Answer: the process lives.", answers)


def _ready() -> dict[str, Any]:
    told = "Tell of each thing the process needs whether it can be used now."
    answers = {
        "200": _answer(Readiness, "All of it can"),
        "503": _answer(Readiness, "Something it needs is out of reach"),
    }
    return _probe("ready", told, answers)


def _probe(name: str, description: str, answers: dict[str, Any]) -> dict[str, Any]:
    operation = {"tags": ["health"], "summary": name.title(), "operationId": name}
    return {"get": operation | {"description": description, "responses": answers}}


def _answer(model: type[BaseModel], description: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_BESIDE: dict[str, Callable[[], dict[str, Any]]] = {
    "/api/events": _live_events,
    "/health": _health,
    "/ready": _ready,
}
"""What is served and is no route of FastAPI's, by what describes it."""


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema as HTTP has it: it may be left out, but it is never null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **choices[0]}
