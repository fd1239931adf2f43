"""The resources of `dapr/`, with the addresses of the servers that were started here."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).parents[2] / "dapr"
MINIMAL = Path(__file__).with_name("daprd") / "resources"

Document = dict[str, Any]


def write(target: Path, addresses: Mapping[str, str], *, source: Path | None = None) -> Path:
    """Write all resources with the addresses of servers filled in, and return their configuration.

    Args:
        target: The folder to write to.
        addresses: The value of each field of a component that is an address, such as `brokers`.
        source: What to read, if not the repository's own.
    """
    config = None
    for number, document in enumerate(
        documents(source or (SOURCE if SOURCE.exists() else MINIMAL))
    ):
        _fill_in(document, addresses)
        if document["kind"] == "Configuration":
            config = target.parent / "config.yaml"
            config.write_text(yaml.safe_dump(document))
        else:
            (target / f"{number}.yaml").write_text(yaml.safe_dump(document))
    assert config is not None
    return config


def documents(source: Path) -> Iterator[Document]:
    """Give each document of each file."""
    for path in sorted(source.rglob("*.yaml")):
        yield from filter(None, yaml.safe_load_all(path.read_text()))


def _fill_in(document: Document, addresses: Mapping[str, str]) -> None:
    if document["kind"] != "Component":
        return
    for field in document["spec"]["metadata"]:
        if field["name"] in addresses:
            field.pop("secretKeyRef", None)
            field["value"] = addresses[field["name"]]
