"""Every error as the caller reads it: `{code, field, message, next_step}`, and what is refused."""

import json
import logging
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypedDict

from mcp.types import CallToolResult, TextContent

from evolution_todo.domain.errors import DomainError, Invalid, NotFound

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

logger = logging.getLogger(__name__)

LARGEST_ARGUMENTS = 512 * 1024
"""Bytes of text in one call; a full batch of the longest tasks is well below."""
MOST_VALUES = 20_000
DEEPEST_ARGUMENTS = 20

FIELDS = {
    "due_date": "due",
    "reminder_at": "reminders",
    "remind_at": "when",
    "search": "text",
}
"""The contract's names, by the tools'."""


class Problem(TypedDict):
    """What is wrong, in words, and what can be done."""

    code: str
    field: str | None
    message: str
    next_step: str


def describe(error: DomainError) -> Problem:
    """Return a domain error as the caller reads it, with the tools' names of fields."""
    return {
        "code": error.code,
        "field": field_name(error.field),
        "message": error.message,
        "next_step": error.next_step,
    }


def field_name(field: str | None) -> str | None:
    """Return the tools' name of a field that the domain calls as the contract does."""
    return FIELDS.get(field, field) if field else None


def describe_unexpected(error: BaseException, *, correlation_id: str) -> Problem:
    """Log a crash under the correlation id and return what may be known of it outside."""
    logger.error(
        "a tool call failed, correlation_id=%s",
        correlation_id,
        exc_info=error,
        extra={"correlation_id": correlation_id},
    )
    return {
        "code": "internal",
        "field": None,
        "message": f"Something went wrong here, not with your request (reference {correlation_id})",
        "next_step": "Try again; if it happens again, tell the operator the reference.",
    }


def describe_arguments(error: "ValidationError", schema: Mapping[str, Any]) -> Problem:
    """Return what is wrong with the first argument that does not fit.

    A name that there is not comes before all else: it is what another one was meant by.

    Args:
        error: What the tool's arguments failed by.
        schema: Of its arguments.
    """
    found = error.errors(include_url=False, include_input=False, include_context=False)
    first, *others = sorted(found, key=lambda each: each["type"] != _UNKNOWN)
    more = f" ({len(others)} more)" if others else ""
    code, message, next_step = _explained(first, schema)
    return {
        "code": code,
        "field": ".".join(str(part) for part in first["loc"]) or None,
        "message": message + more,
        "next_step": next_step,
    }


_UNKNOWN = "extra_forbidden"


def _explained(detail: "ErrorDetails", schema: Mapping[str, Any]) -> tuple[str, str, str]:
    name = next((str(part) for part in reversed(detail["loc"]) if isinstance(part, str)), "value")
    match detail["type"]:
        case _ if detail["type"] == _UNKNOWN:
            known = _names_at(schema, detail["loc"][:-1])
            return "unknown_argument", f"There is no “{name}” here", _meant(name, known)
        case "missing":
            return "required", f"“{name}” is required", f"Give “{name}”."
        case "value_error":
            return "invalid", detail["msg"].removeprefix("Value error, "), f"Change “{name}” so."
        case "literal_error":
            return "not_allowed", f"“{name}”: {_lower(detail)}", f"Use one of these for “{name}”."
        case "greater_than_equal" | "less_than_equal" | "too_short" | "too_long":
            return "out_of_range", f"“{name}”: {_lower(detail)}", f"Keep “{name}” within that."
        case _:
            return (
                "wrong_type",
                f"“{name}”: {_lower(detail)}",
                f"Send “{name}” in the type that the schema gives.",
            )


def _names_at(schema: Mapping[str, Any], place: tuple[int | str, ...]) -> list[str]:
    """The names that an object inside the arguments may have."""
    for part in place:
        inner = schema.get("items") if isinstance(part, int) else schema["properties"].get(part)
        schema = inner or {}
        schema = next((each for each in schema.get("anyOf", ()) if "properties" in each), schema)
    return list(schema.get("properties", ()))


def _meant(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"Did you mean “{near[0]}”?"
    return f"Leave “{name}” out; there is {', '.join(known)}." if known else f"Leave “{name}” out."


def _lower(detail: "ErrorDetails") -> str:
    return detail["msg"][0].lower() + detail["msg"][1:]


def as_result(problem: Problem) -> CallToolResult:
    """Return the problem as a tool's result: structured, and the same as text."""
    text = json.dumps(problem, ensure_ascii=False)
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=dict(problem),
        is_error=True,
    )


def unknown_tool(name: str, known: list[str]) -> NotFound:
    """Return the refusal of a tool that there is not."""
    return NotFound(
        f"There is no tool “{name[:60]}”",
        code="unknown_tool",
        field="name",
        next_step=f"Use one of {', '.join(known)}.",
    )


def refuse_unknown(arguments: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """Refuse arguments that the tool does not have; the SDK would drop them in silence.

    Raises:
        Invalid: there is one.
    """
    for name in arguments:
        if name not in known:
            raise Invalid(
                f"There is no “{name[:60]}” here",
                code="unknown_argument",
                field=name[:60],
                next_step=_where(name, known) or _meant(name[:60], list(known)),
            )


def _where(name: str, known: Mapping[str, Any]) -> str | None:
    """Say inside which of a tool's arguments a name belongs, if inside any."""
    for outer, schema in known.items():
        if name in schema.get("properties", {}):
            return f'Send it as {{"{outer}": {{"{name}": …}}}}.'
        if name in schema.get("items", {}).get("properties", {}):
            return f'Send it as {{"{outer}": [{{"{name}": …}}]}}.'
    return None


def refuse_oversized(arguments: Mapping[str, Any]) -> None:
    """Refuse arguments that are too large, too deep or not text before anything reads them.

    Raises:
        Invalid: they are.
    """
    size = 0
    for count, (value, depth) in enumerate(_walk(arguments), start=1):
        if depth > DEEPEST_ARGUMENTS:
            raise _oversized("too_deep", f"Arguments are nested deeper than {DEEPEST_ARGUMENTS}")
        size += _size(value)
        if size > LARGEST_ARGUMENTS or count > MOST_VALUES:
            raise _oversized("too_large", "The arguments are too large")


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    """Give every value and its depth; without recursion, since the depth is the caller's."""
    waiting = [(value, 0)]
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if isinstance(value, Mapping):
            waiting.extend((key, depth + 1) for key in value)
            waiting.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list | tuple):
            waiting.extend((inner, depth + 1) for inner in value)


def _size(value: Any) -> int:
    if not isinstance(value, str):
        return 8
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise _not_text("a lone surrogate") from None
    if "\0" in value:
        raise _not_text("a NUL character")
    return size


def _oversized(code: str, message: str) -> Invalid:
    return Invalid(message, code=code, next_step="Send less in one call, for example fewer tasks.")


def _not_text(what: str) -> Invalid:
    return Invalid(
        f"The arguments hold {what}, which is not text",
        code="not_text",
        next_step="Remove it and send the rest.",
    )
