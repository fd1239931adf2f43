"""Settings as an operator gives them, and what is said of those that cannot be."""

import re
from pathlib import Path

import pytest

from evolution_todo.adapters.configuring import load_settings
from evolution_todo.adapters.database import Database
from evolution_todo.adapters.errors import SettingsError
from evolution_todo.processes.addresses import hosts_of

README = Path(__file__).parents[3] / "README.md"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is to be refused


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, with no setting of the machine's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVOLUTION_TODO_DATA_DIR", str(tmp_path / "data"))


def test_defaults_serve_one_person_on_this_machine(tmp_path: Path) -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.model_choice.label == "offline"
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/todo.db"
    assert settings.database_file == tmp_path / "data" / "todo.db"
    assert (settings.allowed_hosts, settings.step_socket) == ([], None)


def test_environment_wins_over_the_file_and_the_command_over_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "EVOLUTION_TODO_PORT=8001\nEVOLUTION_TODO_LOG_FORMAT=JSON\nOPENAI_API_KEY=x\n"
    )
    assert (load_settings().port, load_settings().log_format) == (8001, "json")
    monkeypatch.setenv("EVOLUTION_TODO_PORT", "8002")
    assert load_settings(host=None).port == 8002
    assert load_settings(port=8003).port == 8003


def test_secret_in_a_file_stands_behind_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("evolution_todo.adapters.configuring.SECRETS_DIR", tmp_path)
    (tmp_path / "evolution_todo_database_url").write_text("postgresql://todo@db/in-the-file\n")
    (tmp_path / "openai_api_key").write_text("sk-in-the-file\n")
    settings = load_settings()
    assert settings.database_url == "postgresql://todo@db/in-the-file"
    assert settings.model_choice.api_key == "sk-in-the-file"
    monkeypatch.setenv("EVOLUTION_TODO_DATABASE_URL", "postgresql://todo@db/named")
    assert load_settings().database_url == "postgresql://todo@db/named"


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVOLUTION_TODO_ALLOWED_HOSTS", "todo.test, localhost:9000")
    monkeypatch.setenv("EVOLUTION_TODO_ALLOWED_ORIGINS", "https://todo.test")
    settings = load_settings()
    assert settings.allowed_hosts == ["todo.test", "localhost:9000"]
    assert settings.allowed_origins == ["https://todo.test"]


def test_what_stands_behind_the_path_of_a_database_is_no_part_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "todo.db"
    url = f"sqlite:///{file}?timeout=5"
    assert load_settings(database_url=url).database_file == file
    assert Database(url).path == file


def test_data_folder_whose_name_would_end_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(data_dir=tmp_path / "what?now")
    assert "“?”" in str(refused.value)


def test_port_of_the_web_answers_under_names_without_it() -> None:
    hosts = hosts_of(load_settings(port=80))
    assert {"127.0.0.1", "localhost", "127.0.0.1:80"} <= set(hosts)
    assert "127.0.0.1" not in hosts_of(load_settings(port=8000))


def test_own_zone_is_the_settings_and_else_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(timezone="Asia/Tokyo").zone.key == "Asia/Tokyo"
    for machine, zone in (("America/Lima", "America/Lima"), ("Nowhere", "UTC"), (None, "UTC")):
        monkeypatch.setattr("tzlocal.get_localzone_name", lambda machine=machine: machine)
        assert load_settings().zone.key == zone


@pytest.mark.parametrize("place", ["environment", "file"])
def test_unknown_name_stops_the_start_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    if place == "environment":
        monkeypatch.setenv("EVOLUTION_TODO_PROT", "8001")
    else:
        (tmp_path / ".env").write_text("EVOLUTION_TODO_PROT=8001\n")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.message == "EVOLUTION_TODO_PROT is not a setting."
    assert refused.value.next_step == "Did you mean EVOLUTION_TODO_PORT?"


def test_the_names_told_are_those_that_the_readme_explains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVOLUTION_TODO_NOTHING_LIKE_IT", "1")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    explained = set(re.findall(r"EVOLUTION_TODO_[A-Z_]+", README.read_text("utf-8")))
    told = set(re.findall(r"EVOLUTION_TODO_[A-Z_]+", refused.value.next_step))
    assert told == explained


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "70000", "a port from 1 to 65535"),
        ("PORT", "http", "a port from 1 to 65535"),
        ("MODEL", "gpt-5", "offline, gemini/<name>, openai/<name> or openai-compatible/<name>"),
        ("MODEL", "gpt-4", "Did you mean openai/gpt-4?"),
        ("MODEL", "gemini/", "gemini/<name>"),
        ("MODEL", "offline/planner", "offline"),
        ("MODEL", "gemini/gemini-3.8-flash", "Set GEMINI_API_KEY"),
        ("MODEL", "openai/gpt-5.6-luna", "Set OPENAI_API_KEY"),
        ("MODEL", "openai-compatible/qwen3", "Set EVOLUTION_TODO_MODEL_BASE_URL"),
        ("MODEL_BASE_URL", "127.0.0.1:11434/secret", "http://127.0.0.1:11434/v1"),
        ("AUTH", "oauth", "jwt for many"),
        ("EVENTS", "kafka", "local or dapr"),
        ("EVENTS", "dapr", "EVOLUTION_TODO_DATABASE_URL as postgresql://"),
        ("STATE", "redis", "database or dapr"),
        ("MCP_URL", "127.0.0.1:8001/secret", "http://127.0.0.1:8001/mcp"),
        ("MCP_URL", "http://127.0.0.1:8001/mcp", "openssl rand -hex 32"),
        ("SYNC_URL", "secret", "http://127.0.0.1:8002"),
        ("SIGNING_KEY", "secret-that-is-too-short", "at least 32 characters"),
        ("TIMEZONE", "Mars/Olympus", "Europe/Berlin"),
        ("TIMEZONE", "../etc/passwd", "Europe/Berlin"),
        ("DATABASE_URL", "mysql://me:secret@host/todo", "sqlite:////path/to/file.db"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:////path/to/file.db"),
        ("ALLOWED_HOSTS", "https://todo.test", "host names"),
        ("ALLOWED_ORIGINS", "todo.test", "https://todo.example.org"),
        ("PUBLIC_URL", "https://todo.test/path", "https://todo.example.org"),
        ("LOCAL_BIND", "yes", "container"),
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("LOG_FORMAT", "xml", "text or json"),
    ],
)
def test_impossible_value_is_told_with_its_name_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(f"EVOLUTION_TODO_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.message.startswith(f"EVOLUTION_TODO_{name} ")
    assert allowed in refused.value.next_step
    assert "secret" not in str(refused.value)


GATEWAY = {"OPENAI_BASE_URL": "http://127.0.0.1:4000/v1"}
GEMINI = {"GEMINI_API_KEY": "secret-g"}
OPENAI = {"OPENAI_API_KEY": "secret-o"}
OLLAMA = {"EVOLUTION_TODO_MODEL_BASE_URL": "http://127.0.0.1:11434/v1"}
OWN_KEY = {"EVOLUTION_TODO_MODEL_API_KEY": "secret-m"}


@pytest.mark.parametrize("place", ["environment", "file"])
@pytest.mark.parametrize(
    ("model", "given", "label", "key"),
    [
        (None, {}, "offline", ""),
        (None, GEMINI | OPENAI, "gemini/gemini-3.8-flash", "secret-g"),
        (None, {"GOOGLE_API_KEY": " secret-g\t"}, "gemini/gemini-3.8-flash", "secret-g"),
        (None, OPENAI | {"GEMINI_API_KEY": ""}, "openai/gpt-5.6-luna", "secret-o"),
        ("offline", GEMINI | OPENAI | OLLAMA, "offline", ""),
        ("gemini/gemini-2.5-flash", GEMINI, "gemini/gemini-2.5-flash", "secret-g"),
        ("openai/gpt-5", GEMINI | OPENAI, "openai/gpt-5", "secret-o"),
        ("openai/gpt-5", OPENAI | OWN_KEY, "openai/gpt-5", "secret-m"),
        # OpenAI's key is for OpenAI alone.
        ("openai-compatible/org/qwen3", OPENAI | OLLAMA, "openai-compatible/org/qwen3", ""),
        ("openai-compatible/qwen3", OWN_KEY | OLLAMA, "openai-compatible/qwen3", "secret-m"),
    ],
)
def test_the_model_is_the_one_named_and_else_goes_by_the_key(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    place: str,
    model: str | None,
    given: dict[str, str],
    label: str,
    key: str,
) -> None:
    values = given if model is None else given | {"EVOLUTION_TODO_MODEL": model}
    if place == "environment":
        for name, value in values.items():
            monkeypatch.setenv(name, value)
    else:
        lines = [f'{name}="{value}"\n' for name, value in values.items()]
        (tmp_path / ".env").write_text("".join(lines))
    settings = load_settings()
    assert (settings.model_choice.label, settings.model_choice.api_key) == (label, key)
    assert "secret" not in f"{settings!r} {settings} {settings.model_choice!r}"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (OPENAI, None),
        (OPENAI | GATEWAY, "http://127.0.0.1:4000/v1"),
        (GEMINI | OPENAI | GATEWAY, None),
        (
            OPENAI | GATEWAY | OLLAMA | {"EVOLUTION_TODO_MODEL": "openai/gpt-5"},
            "http://127.0.0.1:11434/v1",
        ),
    ],
)
def test_a_providers_own_variable_may_give_its_address(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], address: str | None
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert load_settings().model_choice.base_url == address


@pytest.mark.parametrize("given", [OLLAMA | OPENAI, OWN_KEY])
def test_an_address_or_key_without_its_model_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.message.startswith("EVOLUTION_TODO_MODEL is needed")
    assert "openai-compatible/" in refused.value.next_step
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_local_mode_listens_on_loopback(host: str) -> None:
    assert load_settings(host=host).host == host


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.5", "todo.test", ""])
def test_local_mode_refuses_to_listen_anywhere_else(host: str) -> None:
    with pytest.raises(SettingsError, match="this machine alone"):
        load_settings(host=host)


def test_container_may_bind_every_address_and_no_other() -> None:
    assert load_settings(host=EVERYWHERE, local_bind="container").host == EVERYWHERE
    with pytest.raises(SettingsError, match="this machine alone"):
        load_settings(host="192.168.1.5", local_bind="container")


def test_file_that_is_not_text_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.message == "The file .env in this folder cannot be read as text."


def test_the_operators_channels_are_separated_by_blanks_or_commas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    urls = ["mailto://u:p@example.org?to=ann@example.org,bob@example.org", "ntfy://topic"]
    for separator in (" ", ",", ", "):
        monkeypatch.setenv("EVOLUTION_TODO_NOTIFY", separator.join(urls))
        assert load_settings().notify == urls


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("NOTIFY", "a-secret-without-a-scheme", ": number 1 of 1 is no URL"),
        ("SMTP_URL", "http://ann:a-secret@example.org", ""),
        ("SMTP_URL", "smtp://ann:a-secret@example.org", ""),
    ],
)
def test_what_may_hold_a_password_is_not_shown_when_it_is_wrong(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    monkeypatch.setenv(f"EVOLUTION_TODO_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.message == f"EVOLUTION_TODO_{name} cannot be used as it is written{why}."
    assert "secret" not in str(refused.value)


def test_an_operators_address_without_a_mail_server_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVOLUTION_TODO_NOTIFY", "ntfy://topic mailto://ann@example.org")
    with pytest.raises(SettingsError, match="no mail server") as refused:
        load_settings()
    assert "EVOLUTION_TODO_SMTP_URL" in refused.value.next_step
    monkeypatch.setenv("EVOLUTION_TODO_SMTP_URL", "smtp://example.org?from=todo@example.org")
    assert load_settings().notify[1] == "mailto://ann@example.org"


def test_a_network_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVOLUTION_TODO_NOTIFY_ALLOW_NETWORKS", "10.0.0.0/8, 10.0.0.1/8")
    with pytest.raises(SettingsError, match="NOTIFY_ALLOW_NETWORKS cannot be"):
        load_settings()


def test_a_deployment_apart_is_events_and_state_by_dapr(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "EVENTS": "Dapr",
        "STATE": "dapr",
        "DATABASE_URL": "postgresql://todo@127.0.0.1:5432/todo",
        "MCP_URL": "http://mcp:8000/mcp",
        "SYNC_URL": "http://sync:8000",
        "SIGNING_KEY": "k" * 32,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"EVOLUTION_TODO_{name}", value)
    settings = load_settings()
    assert (settings.events, settings.state) == ("dapr", "dapr")
    assert (settings.mcp_url, settings.sync_url) == ("http://mcp:8000/mcp", "http://sync:8000")


def test_secrets_are_not_in_the_settings_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVOLUTION_TODO_SIGNING_KEY", "hush" * 8)
    monkeypatch.setenv("APP_API_TOKEN", "hush")
    monkeypatch.setenv("EVOLUTION_TODO_SMTP_URL", "smtp://ann:hush@example.org?from=a@example.org")
    monkeypatch.setenv("EVOLUTION_TODO_NOTIFY", "json://ann:hush@example.org")
    assert "hush" not in repr(load_settings())


LONG_KEY = "a key of the tests, long enough to sign with"


def test_tokens_let_other_machines_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVOLUTION_TODO_AUTH", "JWT")
    monkeypatch.setenv("EVOLUTION_TODO_SIGNING_KEY", LONG_KEY)
    assert load_settings(host=EVERYWHERE).host == EVERYWHERE


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"AUTH": "jwt"}, "SIGNING_KEY"),
        ({"AUTH": "jwt", "SIGNING_KEY": "short"}, "SIGNING_KEY"),
        ({"AUTH": "jwt", "SIGNING_KEY": LONG_KEY, "AUTH_ISSUER": "https://id.test"}, "not taken"),
        ({"AUTH_JWKS_URL": "https://id.test/keys"}, "not taken"),
        ({"AUTH": "jwt", "SIGNING_KEY": LONG_KEY, "NOTIFY": "ntfy://topic"}, "NOTIFY"),
        ({"MCP_URL": "http://127.0.0.1:1/mcp"}, "SIGNING_KEY"),
        ({"SYNC_URL": "http://127.0.0.1:1"}, "SIGNING_KEY"),
    ],
)
def test_ways_to_know_people_that_do_not_go_together_are_told(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"EVOLUTION_TODO_{name}", value)
    with pytest.raises(SettingsError, match=told) as refused:
        load_settings()
    assert LONG_KEY not in str(refused.value)
    assert "short" not in str(refused.value)
