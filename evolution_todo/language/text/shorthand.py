"""What is typed in a hurry, written out: “thats for friday n make it high pls”."""

from __future__ import annotations

import re

from evolution_todo.language.text.spans import Span, quoted

_NOT = (
    *("is", "are", "was", "were", "do", "does", "did", "has", "have", "had"),
    *("ca", "could", "should", "would", "must"),
)
_CONTRACTIONS = {
    **{f"{word}nt": f"{word}n't" for word in _NOT},
    **{f"{word}s": f"{word}'s" for word in ("that", "what", "where", "when", "how", "who")},
    **{f"{word}ve": f"{word}'ve" for word in ("i", "we", "you", "they")},
    "theres": "there's",
    "im": "i'm",
    "youre": "you're",
    "theyre": "they're",
    "wont": "won't",
}
_ABBREVIATIONS = {"pls": "please", "plz": "please", "plse": "please", "thx": "thanks"}
_DEED = (
    r"(?:add|make|remind|tag|mark|set|put|move|push|delete|remove|cancel|call it|also|then|due"
    r"|i|i'?m|it|its|it's|the|my)\b"
)
_SHORT = re.compile(
    rf"(?<![\w'’#@./-])(?:(?P<word>{'|'.join([*_CONTRACTIONS, *_ABBREVIATIONS])})"
    rf"|(?P<and>n(?=\s+{_DEED}))|(?P<asked>(?:can|could|will|would) )u)"
    r"(?![\w'’-])",
    re.IGNORECASE,
)


def written_out(text: str) -> str:
    """The text with shortened words in full; what is quoted, and names in capitals, stay.

    “u” is “you” behind “can” and the like, and “n” is “and” before what goes on.
    """
    if not _SHORT.search(text):
        return text
    quotes = quoted(text)

    def full(found: re.Match[str]) -> str:
        kept = any(Span(*found.span()).overlaps(each) for each in quotes)
        return found[0] if kept or found[0].isupper() else _in_full(found)

    return _SHORT.sub(full, text)


def _in_full(found: re.Match[str]) -> str:
    if found["word"] is None:
        return "and" if found["and"] else f"{found['asked']}you"
    short = found["word"].lower()
    full = _CONTRACTIONS.get(short) or _ABBREVIATIONS[short]
    return full.capitalize() if found["word"][0].isupper() else full
