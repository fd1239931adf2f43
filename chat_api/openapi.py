"""The OpenAPI document: what FastAPI knows, and what it cannot."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chat_api.errors import Problem
from chat_api.security import CORRELATION_HEADER

_REF = "#/components/schemas/{model}"
_CORRELATION = {
    "description": "The id under which this request is logged.",
    "schema": {"type": "string", "format": "uuid"},
}


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
    problem = Problem.model_json_schema(ref_template=_REF)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
            for response in operation["responses"].values():
                response.setdefault("headers", {})[CORRELATION_HEADER] = _CORRELATION
    return document


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema as HTTP has it: it may be left out, but it is never null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **choices[0]}
