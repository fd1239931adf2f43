"""Which language model answers: the one named by a setting, else the one whose key is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

DEFAULT_GEMINI = "gemini-3.8-flash"
DEFAULT_OPENAI = "gpt-5.6-luna"

FORMS = "offline, gemini/<name>, openai/<name> or openai-compatible/<name>"
"""The names a model may have."""


class Provider(StrEnum):
    """Whose wire format a model speaks."""

    OFFLINE = "offline"
    GEMINI = "gemini"
    OPENAI = "openai"
    COMPATIBLE = "openai-compatible"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A model, and how it is reached.

    Attributes:
        provider: Whose wire format it speaks.
        name: Its name there; empty for the offline planner.
        api_key: Never shown: not in logs, errors or this object's own text.
        base_url: Where its server is, unless that is the provider's own.
    """

    provider: Provider
    name: str = ""
    api_key: str = field(default="", repr=False)
    base_url: str | None = None

    @property
    def label(self) -> str:
        """The model as the setting names it: gemini/gemini-3.8-flash."""
        return f"{self.provider}/{self.name}" if self.name else str(self.provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The API keys at hand; empty where there is none."""

    own: str = field(default="", repr=False)
    """Given for whichever model is chosen; it wins over the provider's."""
    gemini: str = field(default="", repr=False)
    openai: str = field(default="", repr=False)


class NotUsable(ValueError):
    """A choice that cannot be followed.

    Attributes:
        problem: what is wrong, to follow the setting's name.
        next_step: what to do about it.
    """

    def __init__(self, problem: str, *, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.problem = problem
        self.next_step = next_step


def choose(named: str | None, *, keys: Keys, base_url: str | None) -> ModelChoice:
    """The model that a name asks for; without a name, the one whose key is there.

    Raises:
        NotUsable: the name is none of ours, or lacks its key or its server's address.
    """
    if named is None:
        return _by_key(keys, base_url)
    kind, _, name = named.partition("/")
    provider = Provider(kind) if kind in set(Provider) else None
    if provider is None or bool(name) == (provider is Provider.OFFLINE):
        raise NotUsable(f"cannot be “{named}”.", next_step=f"Give {FORMS}.")
    if provider is Provider.OFFLINE:
        return ModelChoice(provider=provider)
    if provider is Provider.COMPATIBLE:
        return _compatible(named, name, keys, base_url)
    key = keys.own or (keys.gemini if provider is Provider.GEMINI else keys.openai)
    if not key:
        where = _KEY_NAMES[provider]
        raise NotUsable(
            f"is {named}, which needs a key, and there is none.",
            next_step=f"Set {where}, or choose another model: {FORMS}.",
        )
    return ModelChoice(provider=provider, name=name, api_key=key, base_url=base_url)


_KEY_NAMES = {
    Provider.GEMINI: "GEMINI_API_KEY",
    Provider.OPENAI: "OPENAI_API_KEY",
}


def _by_key(keys: Keys, base_url: str | None) -> ModelChoice:
    if base_url is not None or keys.own:
        # A key must never reach a server that was meant for another model.
        raise NotUsable(
            "is needed beside an address or a key of its own.",
            next_step="Name the model of that server, such as openai-compatible/qwen3.",
        )
    if keys.gemini:
        return ModelChoice(provider=Provider.GEMINI, name=DEFAULT_GEMINI, api_key=keys.gemini)
    if keys.openai:
        return ModelChoice(provider=Provider.OPENAI, name=DEFAULT_OPENAI, api_key=keys.openai)
    return ModelChoice(provider=Provider.OFFLINE)


def _compatible(named: str, name: str, keys: Keys, base_url: str | None) -> ModelChoice:
    if base_url is None:
        raise NotUsable(
            f"is {named}, and its server's address is missing.",
            next_step="Set EVOLUTION_TODO_MODEL_BASE_URL, such as http://127.0.0.1:11434/v1.",
        )
    return ModelChoice(provider=Provider.COMPATIBLE, name=name, api_key=keys.own, base_url=base_url)
