"""What pydantic found wrong with a request, in the words of the domain."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi.params import Query
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from chat_api.schemas import MESSAGE_RULE

Item = dict[str, str | None]
Location = tuple[int | str, ...]

MESSAGES = {
    "title": "Title must be 1-200 characters",
    "description": "Description must be under 1000 characters",
    "priority": "Priority must be critical, high, medium, or low",
    "priority_id": "Priority must be critical, high, medium, or low",
    "due_date": "Invalid due date format",
    "name": "Tag name must be 1-50 characters",
    "color": "Color must be valid hex (#RRGGBB)",
    "reminder_at": "Invalid reminder time format",
    "reminders": "Invalid reminder time format",
    "when": "Invalid reminder time format",
    "message": MESSAGE_RULE,
}
"""The seeds' words for a field of which even the type is wrong."""

CODES = {
    "name": "invalid_tag_name",
    "priority_id": "invalid_priority",
    "reminder_at": "invalid_reminder",
    "reminders": "invalid_reminder",
    "when": "invalid_reminder",
}
"""The domain's codes of fields whose type is wrong, where they are not `invalid_<field>`."""

_NEXT_STEPS = {
    "missing": "Send “{field}”.",
    "literal_error": "Use {expected}.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than_equal": "Use {le} or less.",
    "string_too_long": "Shorten it to {max_length} characters.",
    "string_too_short": "Send at least {min_length} character(s).",
    "string_pattern_mismatch": "Use visible ASCII characters without spaces.",
    "string_type": "Send text.",
    "string_unicode": "Send text that is valid Unicode.",
    "bool_parsing": "Send true or false.",
    "bool_type": "Send true or false.",
    "int_parsing": "Send a whole number.",
    "int_type": "Send a whole number.",
    "int_from_float": "Send a whole number.",
    "list_type": "Send a list.",
    "model_attributes_type": "Send a JSON object.",
    "model_type": "Send a JSON object.",
}


MOST_ITEMS = 50
"""The most fields that one refusal names: a request may have any number of wrong ones."""


def described(errors: Sequence[Any], endpoint: Callable[..., Any]) -> list[Item]:
    """Return one item for each field that is wrong, the first finding of each."""
    items: dict[str, Item] = {}
    for error in errors:
        item = _item(error, endpoint)
        items.setdefault(item["field"] or "", item)
        if len(items) == MOST_ITEMS:
            break
    # Of a field that may be text or an object, what is wrong inside the object says more.
    return [item for field, item in items.items() if not _inside(field, items)]


def takes_query(endpoint: Callable[..., Any]) -> bool:
    """Say whether an endpoint reads the query."""
    return bool(_models(endpoint, query=True))


def _inside(field: str, others: Iterable[str]) -> bool:
    return bool(field) and any(other.startswith(f"{field}.") for other in others)


def _item(error: Mapping[str, Any], endpoint: Callable[..., Any]) -> Item:
    kind, location = str(error["type"]), tuple(error["loc"])
    if kind == "json_invalid":
        return _malformed(location)
    if kind == "extra_forbidden":
        return _unknown(location, endpoint)
    field = _field(location, endpoint)
    if kind == "missing" and field is None:
        return _missing_body()
    return _wrong(field, kind, error)


def _malformed(location: Location) -> Item:
    return _as_item(
        None,
        "malformed_json",
        f"The body is not JSON: it goes wrong at character {location[-1]}",
        "Send one JSON object, encoded as UTF-8.",
    )


def _missing_body() -> Item:
    return _as_item(None, "body_missing", "The request has no body", "Send a JSON object.")


def _wrong(field: str | None, kind: str, error: Mapping[str, Any]) -> Item:
    if kind == "value_error":  # a rule over several fields
        rule = _sentence(str(error["ctx"]["error"]))
        return _as_item(field, "invalid_combination", "The fields do not fit together", f"{rule}.")
    name = (field or "body").split(".")[0]
    if field is None:
        return _as_item(None, "invalid_body", "The body must be a JSON object", "Send one.")
    found = re.sub("^(Input|String)", field, str(error["msg"]), count=1)
    step = _NEXT_STEPS.get(kind, "Correct it and send it again.")
    return _as_item(
        field,
        CODES.get(name) or f"invalid_{name.lower().replace('-', '_')}",
        MESSAGES.get(name) or found,
        step.format(field=field, **(error.get("ctx") or {})),
    )


def _unknown(location: Location, endpoint: Callable[..., Any]) -> Item:
    name = str(location[-1])
    known = sorted(_names_at(location[:-1], endpoint))
    near = get_close_matches(name, known, n=1)
    step = f"Did you mean “{near[0]}”?" if near else f"The fields are {', '.join(known)}."
    parent = _field(location[:-1], endpoint)
    field = f"{parent}.{name}" if parent else name
    return _as_item(field, "unknown_field", f"There is no field “{name}”", step)


def _as_item(field: str | None, code: str, message: str, next_step: str) -> Item:
    return {"field": field, "code": code, "message": message, "next_step": next_step}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _field(location: Location, endpoint: Callable[..., Any]) -> str | None:
    """Return the field's path as the caller wrote it, without pydantic's names of alternatives."""
    if location[0] not in {"body", "query"}:
        return str(location[-1])  # a header or a part of the path
    known, models = [], _models(endpoint, query=location[0] == "query")
    for part in location[1:]:
        if isinstance(part, int):
            known += [str(part)] if location[0] == "body" else []
            continue
        fields = _fields(models)
        if part in fields:
            known.append(part)
            models = tuple(_models_in(fields[part].annotation))
        elif not models and location[0] == "query":
            known.append(part)
    return ".".join(known) or None


def _names_at(location: Location, endpoint: Callable[..., Any]) -> Iterator[str]:
    models: Iterable[type[BaseModel]] = _models(endpoint, query=location[0] == "query")
    for part in location[1:]:
        fields = _fields(models)
        if isinstance(part, str) and part in fields:
            models = tuple(_models_in(fields[part].annotation))
    yield from _fields(models)


def _fields(models: Iterable[type[BaseModel]]) -> dict[str, FieldInfo]:
    """Return the fields of these models by the names that a caller writes."""
    return {
        field.alias or name: field for model in models for name, field in model.model_fields.items()
    }


@cache
def _models(endpoint: Callable[..., Any], *, query: bool) -> tuple[type[BaseModel], ...]:
    """Return the models that an endpoint takes from the query or from the body."""
    hints = get_type_hints(inspect.unwrap(endpoint), include_extras=True)
    hints.pop("return", None)
    return tuple(
        model
        for hint in hints.values()
        if query == any(isinstance(extra, Query) for extra in getattr(hint, "__metadata__", ()))
        for model in _models_in(hint)
    )


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
