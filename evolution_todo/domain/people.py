"""The person: what they may change of themselves."""

from pydantic import BaseModel, ConfigDict

from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.texts import checked_text
from evolution_todo.domain.views import PersonView
from evolution_todo.domain.when import zone_of


class PersonPatch(BaseModel):
    """What to change of oneself; a null goes back to the default."""

    model_config = ConfigDict(extra="forbid")

    timezone: str | None = None
    locale: str | None = None


async def me(uow: UnitOfWork) -> PersonView:
    """Return the person who acts."""
    return PersonView.model_validate(uow.user, from_attributes=True)


async def update_me(uow: UnitOfWork, patch: PersonPatch) -> PersonView:
    """Set one's time zone or locale.

    Raises:
        Invalid: there is no such zone, or the locale is no language tag.
    """
    if "timezone" in patch.model_fields_set:
        if patch.timezone is not None:
            zone_of(patch.timezone, field="timezone")
        uow.user.timezone = patch.timezone
    if "locale" in patch.model_fields_set:
        if patch.locale is not None:
            checked_text(
                patch.locale,
                field="locale",
                least=2,
                most=35,
                message="A locale is a language tag such as en-GB",
                code="invalid_locale",
            )
        uow.user.locale = patch.locale
    await uow.session.flush()
    return await me(uow)
