"""The settings: environment variables with one prefix, or a `.env` file."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from todo_agent.llm.choice import FORMS, Access, ModelChoice, choose

PREFIX = "EVOLUTION_TODO_"
ENV_FILE = ".env"
DATABASE_NAME = "todo.db"


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("evolution-todo", appauthor=False)


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _split_addresses(value: Any) -> Any:
    """Split at blanks, and at commas before a scheme: a URL may have others within."""
    if not isinstance(value, str):
        return value
    return [part for part in re.split(r"[\s,]+(?=[a-z][a-z0-9+.-]*:)", value.strip()) if part]


Names = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Addresses = Annotated[list[str], NoDecode, BeforeValidator(_split_addresses)]

SHORTEST_KEY = 32
"""Characters of a signing key: fewer than its hash has could be guessed."""


_NOT_YET = "nothing: tokens of other issuers are not taken yet"


class Settings(BaseSettings):
    """What can be set. Each description completes the sentence "Give …"."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",  # unknown names are told by `load_settings`, with the nearest known one
        frozen=True,
    )

    host: str = Field("127.0.0.1", description="an address of this machine, such as 127.0.0.1")
    port: int = Field(8000, ge=1, le=65535, description="a port from 1 to 65535")
    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="the path of a folder that you may write, without “?”",
    )
    database_url: str = Field(
        "",
        repr=False,
        description="a SQLite file as sqlite:////path/to/file.db, a PostgreSQL database as "
        "postgresql://user:password@host:5432/database, or leave it out",
    )
    model: str | None = Field(
        None, description=f"{FORMS}, or leave it out to go by the key that is set"
    )
    model_base_url: str | None = Field(
        None, description="an http or https address, such as http://127.0.0.1:11434/v1"
    )
    model_api_key: SecretStr | None = Field(None, description="the key of the model's server")
    # The names that the providers' own tools read.
    gemini_api_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("GEMINI_API_KEY", "GOOGLE_API_KEY")
    )
    gemini_base_url: str | None = Field(None, validation_alias="GOOGLE_GEMINI_BASE_URL")
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    timezone: str | None = Field(None, description="an IANA time zone, such as Europe/Berlin")
    public_url: str | None = Field(
        None,
        description="the address under which others find the server, without a path, "
        "such as https://todo.example.org",
    )
    allowed_hosts: Names = Field([], description="host names separated by commas")
    allowed_origins: Names = Field(
        [], description="origins separated by commas, such as https://todo.example.org"
    )
    notify: Addresses = Field(
        [],
        repr=False,
        description="Apprise URLs separated by blanks, such as ntfy://my-topic",
    )
    smtp_url: str = Field(
        "",
        repr=False,
        description="a mail server as smtp://user:password@host:587?from=todo@example.org, "
        "with starttls=no for one without TLS, or smtps://",
    )
    notify_allow_networks: Names = Field(
        [], description="networks separated by commas, such as 192.168.1.0/24"
    )
    local_bind: Literal["container"] | None = Field(
        None, description="container, inside one whose port is published on loopback, or leave it"
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = (
        Field("info", description="debug, info, warning or error")
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field(
        "text", description="text or json"
    )
    auth: Annotated[Literal["local", "jwt"], BeforeValidator(_lower)] = Field(
        "local", description="local for one person on this machine, jwt for many with tokens"
    )
    auth_issuer: str | None = Field(None, description=_NOT_YET)
    auth_audience: str | None = Field(None, description=_NOT_YET)
    auth_jwks_url: str | None = Field(None, description=_NOT_YET)
    events: Annotated[Literal["local", "dapr"], BeforeValidator(_lower)] = Field(
        "local", description="local or dapr"
    )
    state: Annotated[Literal["database", "dapr"], BeforeValidator(_lower)] = Field(
        "database", description="database or dapr"
    )
    mcp_url: str | None = Field(
        None,
        description="the http or https address of `evolution-todo mcp --http`, "
        "such as http://127.0.0.1:8001/mcp",
    )
    sync_url: str | None = Field(
        None,
        description="the http or https address of `evolution-todo sync`, "
        "such as http://127.0.0.1:8002",
    )
    signing_key: SecretStr | None = Field(
        None,
        min_length=SHORTEST_KEY,
        description=f"at least {SHORTEST_KEY} characters that nobody can guess, "
        "such as `openssl rand -hex 32` prints",
    )
    token: SecretStr | None = Field(
        None,
        description="a token for the chat in the terminal, as `evolution-todo token create` "
        "prints it",
    )
    # Dapr's own name for what its sidecar shows with each call.
    app_api_token: SecretStr | None = Field(None, validation_alias="APP_API_TOKEN")
    step_socket: Path | None = Field(
        None, description="for fault tests: the path of a Unix socket that answers each step"
    )

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        address, _, _ = self.database_url.partition("?")
        path = address.removeprefix("sqlite:///")
        return Path(path) if path != address else None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of a person who has named none: the setting's, else this machine's."""
        return ZoneInfo(self.timezone) if self.timezone else _system_zone()

    @property
    def model_choice(self) -> ModelChoice:
        """The language model that answers, and how it is reached.

        Raises:
            NotUsable: it lacks its key or its address; `load_settings` has told so already.
        """
        return choose(
            self.model,
            own=_access(self.model_api_key, self.model_base_url),
            gemini=_access(self.gemini_api_key, self.gemini_base_url),
            openai=_access(self.openai_api_key, self.openai_base_url),
        )

    def model_post_init(self, context: Any, /) -> None:
        """Place the database in the data folder unless an address was given."""
        del context
        if not self.database_url:
            # Frozen for everybody else.
            object.__setattr__(self, "database_url", f"sqlite:///{self.data_dir / DATABASE_NAME}")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        path = path.expanduser().absolute()
        if "?" in str(path):
            raise ValueError("its path has a “?”, which ends the path of a database's address")
        return path

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, url: str) -> str:
        if url.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
            return _checked_server(url)
        path = url.removeprefix("sqlite:///")
        if url and (path == url or path in {"", ":memory:"}):
            raise ValueError("not a SQLite file")
        return f"sqlite:///{Path(path).expanduser().absolute()}" if url else url

    @field_validator("model_base_url", "mcp_url", "sync_url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "http://nothing.given")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("not an address")
        return url

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            return ZoneInfo(name).key if name else None
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError("no such zone") from error

    @field_validator("allowed_hosts")
    @classmethod
    def _bare_hosts(cls, hosts: list[str]) -> list[str]:
        if any("/" in host for host in hosts):
            raise ValueError("a host has no scheme and no path")
        return hosts

    @field_validator("notify")
    @classmethod
    def _urls(cls, urls: list[str]) -> list[str]:
        for number, url in enumerate(urls, 1):
            if not re.match(r"[a-z][a-z0-9+.-]*://[^/]", url):
                raise ValueError(f"number {number} of {len(urls)} is no URL")
        return urls

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, url: str) -> str:
        if url:
            from evolution_todo.adapters import smtp

            smtp.read_url(url)
        return url

    @field_validator("notify_allow_networks")
    @classmethod
    def _networks(cls, networks: list[str]) -> list[str]:
        for network in networks:
            ip_network(network)
        return networks

    @field_validator("allowed_origins")
    @classmethod
    def _bare_origins(cls, origins: list[str]) -> list[str]:
        return [_checked_origin(origin) for origin in origins]

    @field_validator("token")
    @classmethod
    def _a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        bare = token.get_secret_value().strip()
        if not re.fullmatch(r"[\w.~+/=-]+", bare, re.ASCII):
            raise ValueError("not what a header may bear")
        return SecretStr(bare)

    @field_validator("public_url")
    @classmethod
    def _a_site(cls, url: str | None) -> str | None:
        return None if url is None else _checked_origin(url.rstrip("/"))


def _checked_origin(origin: str) -> str:
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise ValueError("not an origin")
    return origin


def _checked_server(url: str) -> str:
    parts = urlsplit(url)
    _ = parts.port  # refuses one that is none
    if not parts.path.strip("/"):
        raise ValueError("no database is named")
    return url


def variable(field: str) -> str:
    """Return the environment variable of a field."""
    return PREFIX + field.upper()


def _access(key: SecretStr | None, base_url: str | None) -> Access:
    revealed = "" if key is None else key.get_secret_value().strip()
    return Access(api_key=revealed, base_url=base_url)


def _system_zone() -> ZoneInfo:
    import tzlocal

    try:
        return ZoneInfo(tzlocal.get_localzone_name())
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return ZoneInfo("UTC")  # the machine does not know where it is
