"""The person: what they may change of themselves."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.views import PersonView
from evolution_todo.domain.when import zone_of

MOST_CHANNELS = 10
LONGEST_CHANNEL = 500
LONGEST_LOCALE = 35
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

CheckChannels: TypeAlias = Callable[[Sequence[str]], Awaitable[None]]
"""Raises Invalid for a URL that is no channel, or leads where a stranger's may not.

It asks for names, so it is called before a transaction and not in one.
"""


class PersonPatch(BaseModel):
    """What to change of oneself; a null goes back to the default."""

    model_config = ConfigDict(extra="forbid")

    timezone: str | None = None
    locale: str | None = None
    notification_channels: list[str] | None = None
    """Apprise URLs; an empty list is the log and the live stream alone."""


async def me(uow: UnitOfWork) -> PersonView:
    """Return the person who acts."""
    return PersonView.model_validate(uow.user, from_attributes=True)


async def update_me(uow: UnitOfWork, patch: PersonPatch) -> PersonView:
    """Set one's time zone, locale or notification channels.

    Raises:
        Invalid: there is no such zone, the locale is no language tag, or there are too many
            channels.
    """
    if "timezone" in patch.model_fields_set:
        if patch.timezone is not None:
            zone_of(patch.timezone, field="timezone")
        uow.user.timezone = patch.timezone
    if "locale" in patch.model_fields_set:
        if patch.locale is not None:
            _check_locale(patch.locale)
        uow.user.locale = patch.locale
    if "notification_channels" in patch.model_fields_set:
        uow.user.notification_channels = checked_channels(patch.notification_channels)
    await uow.session.flush()
    return await me(uow)


def checked_channels(urls: Sequence[str] | None) -> list[str] | None:
    """Return the URLs, each once, if there are not too many and none is too long."""
    if urls is None:
        return None
    if len(urls) > MOST_CHANNELS:
        raise _invalid(
            f"At most {MOST_CHANNELS} notification channels",
            "too_many_channels",
            f"Send {MOST_CHANNELS} or fewer.",
        )
    if any(not url.isprintable() or not 1 <= len(url) <= LONGEST_CHANNEL for url in urls):
        raise _invalid(
            f"A notification channel is a URL of 1-{LONGEST_CHANNEL} characters",
            "invalid_channel",
            "Send Apprise URLs such as mailto://ann@example.org or ntfy://my-topic.",
        )
    return list(dict.fromkeys(urls))


def _check_locale(tag: str) -> None:
    if len(tag) > LONGEST_LOCALE or not _LANGUAGE_TAG.fullmatch(tag):
        raise Invalid(
            "A locale is a language tag such as en-GB",
            field="locale",
            code="invalid_locale",
            next_step="Send letters and digits with hyphens between, language first.",
        )


def _invalid(message: str, code: str, next_step: str) -> Invalid:
    return Invalid(message, field="notification_channels", code=code, next_step=next_step)
