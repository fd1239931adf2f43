"""Text as PostgreSQL can hold it: it knows neither NUL nor a lone half of a surrogate pair."""

from __future__ import annotations

import json
import re
from typing import Any

STAND_IN = "\N{REPLACEMENT CHARACTER}"

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_MAYBE_UNFIT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON writes such characters, and halves that make a whole one."""


def storable(value: Any) -> Any:
    """Return text, or JSON with its keys, in which U+FFFD stands for what cannot be stored."""
    if isinstance(value, str):
        return _UNFIT.sub(STAND_IN, value)
    if isinstance(value, list | tuple):
        return type(value)(map(storable, value))
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return value


def to_json(value: Any) -> str:
    """Write JSON for PostgreSQL; what is sound, as nearly everything is, is written once."""
    written = json.dumps(value)
    return json.dumps(storable(value)) if _MAYBE_UNFIT.search(written) else written
