"""Schemas in fewer tokens say the same."""

from typing import Annotated, Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types
from pydantic import BaseModel, Field

from mcp_server.lean import lean


class Inner(BaseModel):
    """For us."""

    title: str
    note: str | None


class Outer(BaseModel):
    """For us too."""

    first: Inner
    second: Annotated[Inner | None, Field(description="Another")] = None
    once: "Once"
    limit: int = 20
    anything: dict[str, Any] = {}


class Once(BaseModel):
    """And this."""

    names: list[str] | None = None


Outer.model_rebuild()


def test_titles_and_our_docstrings_go_but_a_field_called_title_stays() -> None:
    schema = lean(Inner.model_json_schema())
    assert schema["properties"]["title"] == {"type": "string"}
    assert "description" not in schema
    assert "title" not in schema


def test_null_is_said_of_required_fields_alone() -> None:
    schema = lean(Outer.model_json_schema())
    inner = schema["$defs"]["Inner"]
    assert inner["properties"]["note"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert schema["properties"]["second"] == {"$ref": "#/$defs/Inner", "description": "Another"}
    assert "second" not in schema["required"]


def test_model_used_once_is_put_in_its_place_and_one_used_twice_is_shared() -> None:
    schema = lean(Outer.model_json_schema())
    assert set(schema["$defs"]) == {"Inner"}
    assert schema["properties"]["once"]["properties"]["names"] == {
        "items": {"type": "string"},
        "type": "array",
    }


def test_default_that_is_a_value_stays() -> None:
    assert lean(Outer.model_json_schema())["properties"]["limit"]["default"] == 20


def test_lean_schema_takes_what_the_whole_one_takes_and_refuses_what_it_refuses() -> None:
    whole = Outer.model_json_schema()
    inner = {"title": "x", "note": None}
    good = {"first": inner, "second": inner, "once": {"names": ["a"]}, "anything": {"b": 1}}
    bad = [good | {"first": {"title": "x"}}, good | {"limit": "ten"}, {"first": inner}]
    for schema in (whole, lean(whole)):
        validator = Draft202012Validator(schema)
        assert validator.is_valid(good)
        assert not any(validator.is_valid(each) for each in bad)
