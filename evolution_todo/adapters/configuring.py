"""Reading the settings, and refusing what cannot be followed with what to give instead."""

from __future__ import annotations

import difflib
import os
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import (
    ValidationError,
)

from evolution_todo.adapters.errors import SettingsError
from evolution_todo.adapters.settings import ENV_FILE, PREFIX, Settings, variable
from todo_agent.llm.choice import NotUsable

SECRETS_DIR = Path("/run/secrets")
"""Where containers are given secrets: a file for each, named as its variable in lower case."""

OTHER_ISSUERS = ("auth_issuer", "auth_audience", "auth_jwks_url")
"""What is not there yet, and says so where it is set."""

UNTOLD = frozenset({*OTHER_ISSUERS, "step_socket"})
"""What nobody is told to set; the socket is for fault tests."""

SECRET = frozenset(
    {
        "database_url",
        "mcp_url",
        "model_base_url",
        "notify",
        "signing_key",
        "smtp_url",
        "sync_url",
        "token",
    }
)
"""What may hold a password, and is not shown when it is wrong."""


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment, `.env` and secrets; overrides not None win.

    Raises:
        SettingsError: a name is unknown, a value is impossible, or two do not go together.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    _refuse_unknown_names()
    try:
        # The library warns of a folder that is not there.
        settings = Settings(_secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None, **given)
    except ValidationError as error:
        raise _impossible(error, given) from error
    _refuse_to_listen_abroad(settings)
    _refuse_unusable_model(settings)
    _refuse_unusable_auth(settings)
    _refuse_mail_without_a_server(settings)
    _refuse_what_does_not_go_together(settings)
    return settings


def _refuse_unknown_names() -> None:
    fields = Settings.model_fields.items()
    known = {variable(name) for name, field in fields if field.validation_alias is None}
    for name in map(str.upper, (*os.environ, *_names_in_file())):
        if name.startswith(PREFIX) and name not in known:
            told = sorted(known - {variable(each) for each in UNTOLD})
            bare = [each.removeprefix(PREFIX) for each in told]
            near = difflib.get_close_matches(name.removeprefix(PREFIX), bare, n=1)
            hint = f"Did you mean {PREFIX}{near[0]}?" if near else f"All are {', '.join(told)}."
            raise SettingsError(
                f"{name} is not a setting.",
                next_step=hint,
            )


def _names_in_file() -> list[str]:
    try:
        return list(dotenv_values(ENV_FILE))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The file {ENV_FILE} in this folder cannot be read as text.",
            next_step="Save it as UTF-8 with lines such as EVOLUTION_TODO_PORT=8010, or move it.",
        ) from error


def _impossible(error: ValidationError, given: dict[str, Any]) -> SettingsError:
    wrong = error.errors()[0]
    field = str(wrong["loc"][0])
    name = f"--{field}" if field in given else variable(field)
    value = "used as it is written" if field in SECRET else f"“{wrong['input']}”"
    if field == "notify":
        value += f": {wrong['ctx']['error']}"
    return SettingsError(
        f"{name} cannot be {value}.", next_step=f"Give {Settings.model_fields[field].description}."
    )


def _refuse_to_listen_abroad(settings: Settings) -> None:
    if settings.auth == "jwt":
        return
    if settings.local_bind == "container" and settings.host == "0.0.0.0":  # noqa: S104 - asked for
        return
    if not _is_loopback(settings.host):
        raise SettingsError(
            f"{variable('host')} is {settings.host}, but in local mode, where nobody signs in, "
            "the server answers this machine alone.",
            next_step=f"Use 127.0.0.1, or ask for tokens with {variable('auth')}=jwt; inside a "
            "container whose port is published on loopback, 0.0.0.0 with "
            f"{variable('local_bind')}=container.",
        )


def _refuse_unusable_auth(settings: Settings) -> None:
    for name in OTHER_ISSUERS:
        if getattr(settings, name) is not None:
            raise SettingsError(
                f"{variable(name)} is set, but tokens of other issuers are not taken yet.",
                next_step="Leave it out; `evolution-todo token create` makes tokens for people.",
            )
    if settings.auth == "local":
        return
    if settings.signing_key is None:
        raise SettingsError(
            f"{variable('auth')} is jwt, but there is no {variable('signing_key')} that people's "
            "tokens are signed with.",
            next_step=f"Give {Settings.model_fields['signing_key'].description}.",
        )
    if settings.notify:
        raise SettingsError(
            f"{variable('notify')} is for the one person of {variable('auth')}=local.",
            next_step="Leave it out: with tokens each person has channels of their own, "
            "in PATCH /api/me.",
        )


def _refuse_unusable_model(settings: Settings) -> None:
    try:
        _ = settings.model_choice
    except NotUsable as error:
        raise SettingsError(
            f"{variable('model')} {error.problem}", next_step=error.next_step
        ) from None


def _refuse_mail_without_a_server(settings: Settings) -> None:
    if settings.smtp_url or not settings.notify:
        return
    from evolution_todo.adapters.notify import is_own_mail

    if any(map(is_own_mail, settings.notify)):
        raise SettingsError(
            f"{variable('notify')} holds an e-mail address, and there is no mail server.",
            next_step=f"Name the server in {variable('smtp_url')}, or in the address itself as "
            "github.com/caronc/apprise/wiki has it.",
        )


def _refuse_what_does_not_go_together(settings: Settings) -> None:
    if settings.events == "dapr" and settings.database_file is not None:
        raise SettingsError(
            f"{variable('events')} is dapr, but the database is a SQLite file, "
            "which its processes cannot share across machines.",
            next_step=f"Give {variable('database_url')} as "
            "postgresql://user:password@host:5432/database.",
        )
    calling = [name for name in ("mcp_url", "sync_url") if getattr(settings, name) is not None]
    if calling and settings.signing_key is None:
        raise SettingsError(
            f"{variable(calling[0])} needs {variable('signing_key')}, with which the process there "
            "is told who calls.",
            next_step="Give both processes the same one, such as `openssl rand -hex 32` prints.",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
