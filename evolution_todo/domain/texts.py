"""What a text from outside must be before it is stored."""

import unicodedata

from evolution_todo.domain.errors import Invalid


def checked_text(text: str, *, field: str, least: int, most: int, message: str, code: str) -> str:
    """Return the text as given if it has `least` to `most` characters, blanks alone not counting.

    Raises:
        Invalid: it is too short or too long, or has characters that no database can hold.
    """
    if len(_visible(text)) < least or len(text) > most:
        have = f"It has {len(text)}." if len(text) > most else "It is empty."
        raise Invalid(
            message, field=field, code=code, next_step=f"{have} Send {least} to {most} characters."
        )
    bad = next((c for c in text if _is_unfit(c)), None)
    if bad is not None:
        raise Invalid(
            message,
            field=field,
            code="invalid_characters",
            next_step=f"Remove the control character U+{ord(bad):04X}.",
        )
    return text


def _visible(text: str) -> str:
    """Return a text without what shows nothing: blanks, joiners and marks of direction."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


def fold(name: str) -> str:
    """Return what two names have in common that differ in case or in how letters are encoded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_unfit(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"


LONGEST_MESSAGE = 4000


def checked_message(text: str) -> str:
    """Return what somebody says to the assistant if it can be answered."""
    return checked_text(
        text,
        field="message",
        least=1,
        most=LONGEST_MESSAGE,
        message=f"Message must be 1-{LONGEST_MESSAGE} characters",
        code="invalid_message",
    )


def checked_title(text: str, *, field: str = "title") -> str:
    """Return a title as given if it can be one."""
    return checked_text(
        text,
        field=field,
        least=1,
        most=200,
        message="Title must be 1-200 characters",
        code="invalid_title",
    )


def checked_description(text: str | None, *, field: str = "description") -> str | None:
    """Return a description as given if it can be one; None and an empty one are none."""
    if not text:
        return None
    return checked_text(
        text,
        field=field,
        least=0,
        most=1000,
        message="Description must be under 1000 characters",
        code="invalid_description",
    )
