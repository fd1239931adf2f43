"""Lengths of time as people say them: “half an hour”, “a couple of weeks”."""

from evolution_todo.language.text.words import NUMBER_WORDS

_MINUTES = {
    "minute": 1,
    "min": 1,
    "hour": 60,
    "hr": 60,
    "day": 1440,
    "week": 10080,
    "fortnight": 20160,
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def read_length(said: str) -> tuple[str, float]:
    """A length of time in "minutes" or in "months" ("half an hour", "a couple of weeks")."""
    words = said.removesuffix("s").split()
    table = ("months", _MONTHS) if words[-1] in _MONTHS else ("minutes", _MINUTES)
    unit = table[1][words[-1]]
    if words[0] == "half":
        return table[0], unit / 2
    counts = {"a": 1, "an": 1} | NUMBER_WORDS
    count = 2 if "couple" in words else 3 if "few" in words else counts.get(words[0])
    return table[0], unit * (count or int(words[0]))
