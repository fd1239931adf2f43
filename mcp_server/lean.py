"""JSON schemas without what costs tokens and tells nothing."""

import json
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

REF = "#/$defs/"


def lean(schema: Schema) -> Schema:
    """Return the schema with the same meaning in fewer tokens.

    Only a required field may be null: another is left out, in arguments and in results alike.
    """
    shared = {name: _part(part) for name, part in schema.get("$defs", {}).items()}
    root = _part({key: part for key, part in schema.items() if key != "$defs"})
    for part in (root, *shared.values()):
        part.pop("description", None)  # a model's docstring is for us
    return _inlined(root, shared)


def _part(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_part(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _part(value) for key, value in schema.items() if not _tells_nothing(key, value)}
    if "properties" in schema:
        required = schema.get("required", [])
        # These keys are names, not keywords: a field called `title` stays.
        kept["properties"] = {
            name: _part(part) if name in required else _never_null(_part(part))
            for name, part in schema["properties"].items()
        }
    return kept


def _tells_nothing(key: str, value: Any) -> bool:
    """Titles repeat the names; what is absent is null; anything may have other properties."""
    return key == "title" or (key, value) in [
        ("default", None),
        ("description", ""),
        ("additionalProperties", True),
    ]


def _never_null(schema: Schema) -> Schema:
    options = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    if len(options) != 1:
        return schema
    only: Schema = options[0]
    return only | {key: value for key, value in schema.items() if key != "anyOf"}


def _inlined(schema: Schema, shared: dict[str, Schema]) -> Schema:
    """Put a definition that is used once where it is used."""
    text = json.dumps([schema, shared])
    once = {name for name in shared if text.count(f'"{REF}{name}"') == 1}
    filled: Schema = _filled(schema, shared, once)
    kept = {name: _filled(part, shared, once) for name, part in shared.items() if name not in once}
    return ({"$defs": kept} if kept else {}) | filled


def _filled(part: Any, shared: dict[str, Schema], once: set[str]) -> Any:
    if isinstance(part, list):
        return [_filled(each, shared, once) for each in part]
    if not isinstance(part, dict):
        return part
    name = str(part.get("$ref", "")).removeprefix(REF)
    if name in once:
        rest = {key: value for key, value in part.items() if key != "$ref"}
        filled: Schema = _filled(shared[name], shared, once)
        return filled | rest
    return {key: _filled(value, shared, once) for key, value in part.items()}
