"""compose.yaml is what the harness runs: the same processes, sidecars, versions and settings."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from evolution_todo.adapters.configuring import load_settings
from evolution_todo.adapters.settings import PREFIX, Settings, variable
from tests.stack.kafka import KAFKA
from tests.stack.topology import SERVICES

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in CONTAINERS.items() if each.get("image") == "evolution-todo"}
APPS = {name: each for name, each in OURS.items() if each["restart"] != "no"}
SIDECARS = {name: each for name, each in CONTAINERS.items() if name.endswith("-dapr")}


def default(value: object) -> str:
    """Return a variable's value where the person's environment gives none."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


def test_the_same_processes_run_as_on_the_harness() -> None:
    assert {name: tuple(each["command"]) for name, each in APPS.items()} == {
        name: service.arguments for name, service in SERVICES.items()
    }


def test_each_has_its_sidecar_on_its_own_loopback() -> None:
    with_sidecar = {name for name, service in SERVICES.items() if service.has_sidecar}
    assert SIDECARS.keys() == {f"{name}-dapr" for name in with_sidecar}
    for name in with_sidecar:
        sidecar = SIDECARS[f"{name}-dapr"]
        assert sidecar["network_mode"] == f"service:{name}"
        assert f"--app-id={name}" in sidecar["command"]
        assert name in sidecar["depends_on"]


def test_sidecars_read_folders_that_there_are() -> None:
    for sidecar in SIDECARS.values():
        assert sidecar["volumes"] == ["./dapr:/dapr:ro"]
        paths = [word.partition("=/")[2] for word in sidecar["command"] if "=/dapr/" in word]
        assert paths
        for path in paths:
            assert (ROOT / path).exists(), path


def test_sidecars_are_given_what_their_components_ask_for() -> None:
    text = "".join(path.read_text() for path in (ROOT / "dapr" / "local").iterdir())
    asked = set(re.findall(r"envRef: (\w+)|name: ([A-Z_]{5,})$", text, re.MULTILINE))
    names = {first or second for first, second in asked}
    assert names
    for sidecar in SIDECARS.values():
        assert sidecar["environment"].keys() >= names


@pytest.mark.parametrize("name", APPS)
def test_each_is_given_settings_that_stand(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("evolution_todo.adapters.configuring.SECRETS_DIR", tmp_path)
    (tmp_path / "evolution_todo_database_url").write_text("postgresql://todo:x@postgres/todo")
    (tmp_path / "evolution_todo_signing_key").write_text("k" * 48)
    dockerfile = (ROOT / "Dockerfile").read_text()
    image = dict(re.findall(rf"({PREFIX}\w+)=(\S+)", dockerfile))
    given = image | APPS[name]["environment"] | {variable("data_dir"): tmp_path}
    for each, value in given.items():
        monkeypatch.setenv(each, default(value))
    settings = load_settings()
    assert (settings.events, settings.state, settings.host) == ("dapr", "dapr", "0.0.0.0")  # noqa: S104 - inside a container


def test_the_secrets_it_makes_are_settings() -> None:
    made = re.findall(r'"(evolution_todo_\w+)":', CONTAINERS["secrets"]["command"][0])
    known = {variable(name).lower() for name in Settings.model_fields}
    assert set(made) == {"evolution_todo_database_url", "evolution_todo_signing_key"}
    assert set(made) <= known


def test_nothing_is_published_off_this_machine() -> None:
    published = [port for each in CONTAINERS.values() for port in each.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_ours_run_without_privileges() -> None:
    for name, each in {**APPS, **SIDECARS}.items():
        assert each["cap_drop"] == ["ALL"], name
        assert each["read_only"] is True, name
        assert "user" not in each, name
    assert re.search(r"^USER todo$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_servers_are_of_the_versions_that_are_tested() -> None:
    assert CONTAINERS["kafka"]["image"] == f"apache/kafka:{KAFKA}"
    dapr = re.search(
        r"github.com/dapr/dapr v(\S+)", (ROOT / "tests/stack/daprd/go.mod").read_text()
    )
    assert dapr is not None
    assert {each["image"] for each in SIDECARS.values()} == {f"daprio/daprd:{dapr[1]}"}
    assert CONTAINERS["scheduler"]["image"] == f"daprio/scheduler:{dapr[1]}"
