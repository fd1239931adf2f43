"""Every error of the domain has its status."""

from collections.abc import Iterator

import pytest

from chat_api.errors import STATUSES, item_of, status_of
from evolution_todo.domain import errors
from evolution_todo.domain.errors import DomainError

EXPECTED = {
    "Unauthenticated": 401,
    "Invalid": 422,
    "NotFound": 404,
    "Conflict": 409,
    "AlreadyExists": 409,
    "LimitReached": 409,
    "StaleVersion": 412,
    "ConversationBusy": 409,
    "MessageIdReused": 409,
    "IdempotencyKeyReused": 409,
    "TooManyAtOnce": 429,
    "Unavailable": 503,
}


def classes(base: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for cls in base.__subclasses__():
        if cls.__module__ == errors.__name__:
            yield cls
        yield from classes(cls)


@pytest.mark.parametrize("cls", list(classes()), ids=lambda cls: cls.__name__)
def test_each_class_has_its_own_row_in_the_table(cls: type[DomainError]) -> None:
    error = cls("It is so", next_step="Do that.", field="f")
    assert cls in STATUSES
    assert status_of(error) == EXPECTED[cls.__name__]
    item = item_of(error)
    assert (item.code, item.message, item.next_step) == (cls.default_code, "It is so", "Do that.")


def test_a_class_made_elsewhere_is_answered_like_its_base() -> None:
    class TooMany(errors.LimitReached):
        pass

    assert status_of(TooMany("No", next_step="Stop.")) == 409
