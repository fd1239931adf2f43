"""Which language model answers: the one named by a setting, else the one whose key is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
class Access:
    """How a server may be reached: an API key, empty where there is none, and an address."""

    api_key: str = field(default="", repr=False)
    base_url: str | None = None


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


def choose(named: str | None, *, own: Access, gemini: Access, openai: Access) -> ModelChoice:
    """The model that a name asks for; without a name, the one whose key is there.

    Args:
        named: The model's name, in one of FORMS.
        own: Given for the named model; wins over what is given for its provider.
        gemini: What the variables of Google's library give.
        openai: What the variables of OpenAI's library give.

    Raises:
        NotUsable: the name is none of ours, or lacks its key or its server's address.
    """
    usual = {Provider.GEMINI: gemini, Provider.OPENAI: openai}
    if named is None:
        return _by_key(own, usual)
    kind, _, name = named.partition("/")
    provider = Provider(kind) if kind in set(Provider) else None
    if provider is None or bool(name) == (provider is Provider.OFFLINE):
        whole = _whole_name(named)
        hint = f"Did you mean {whole}? " if whole else ""
        raise NotUsable(f"cannot be “{named}”.", next_step=f"{hint}Give {FORMS}.")
    if provider is Provider.OFFLINE:
        return ModelChoice(provider=provider)
    there = usual.get(provider, Access())
    choice = ModelChoice(
        provider=provider,
        name=name,
        api_key=own.api_key or there.api_key,
        base_url=own.base_url or there.base_url,
    )
    _refuse_unreachable(choice)
    return choice


def _whole_name(named: str) -> str | None:
    """The form of a name that was given without its provider: “gpt-4” is OpenAI's."""
    low = named.strip("/").lower()
    makers = {Provider.OPENAI: ("gpt", "chatgpt", "o1", "o3", "o4"), Provider.GEMINI: ("gemini-",)}
    if "/" in low:
        return None
    found = (maker for maker, starts in makers.items() if low.startswith(starts))
    maker = next(found, None)
    return f"{maker.value}/{low}" if maker else None


def _refuse_unreachable(choice: ModelChoice) -> None:
    if choice.provider is Provider.COMPATIBLE:
        if choice.base_url is None:
            raise NotUsable(
                f"is {choice.label}, and its server's address is missing.",
                next_step="Set EVOLUTION_TODO_MODEL_BASE_URL, such as http://127.0.0.1:11434/v1.",
            )
    elif not choice.api_key:
        where = "GEMINI_API_KEY" if choice.provider is Provider.GEMINI else "OPENAI_API_KEY"
        raise NotUsable(
            f"is {choice.label}, which needs a key, and there is none.",
            next_step=f"Set {where}, or choose another model: {FORMS}.",
        )


_DEFAULTS = {Provider.GEMINI: DEFAULT_GEMINI, Provider.OPENAI: DEFAULT_OPENAI}


def _by_key(own: Access, usual: Mapping[Provider, Access]) -> ModelChoice:
    if own != Access():
        # A key must never reach a server that was meant for another model.
        raise NotUsable(
            "is needed beside an address or a key of its own.",
            next_step="Name the model of that server, such as openai-compatible/qwen3.",
        )
    for provider, name in _DEFAULTS.items():
        there = usual[provider]
        if there.api_key:
            return ModelChoice(
                provider=provider, name=name, api_key=there.api_key, base_url=there.base_url
            )
    return ModelChoice(provider=Provider.OFFLINE)
