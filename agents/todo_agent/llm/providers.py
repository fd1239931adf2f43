"""Builds the model that a choice names; a provider's library is imported when it is first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from todo_agent.llm.choice import ModelChoice, Provider
from todo_agent.llm.retrying import RetryingModel

if TYPE_CHECKING:
    from agents import Model


def provider_model(choice: ModelChoice, **waiting: Any) -> RetryingModel:
    """The model that a choice names, asked again when it fails in passing.

    Args:
        choice: The model.
        waiting: How RetryingModel waits, where not by the clock.

    Raises:
        ValueError: the choice is the offline planner, which is nobody's.
    """
    if choice.provider is Provider.OFFLINE:
        raise ValueError("The offline planner has no provider")
    return RetryingModel(lambda: _model(choice), label=choice.label, **waiting)


def _model(choice: ModelChoice) -> Model:
    if choice.provider is Provider.GEMINI:
        from todo_agent.llm.gemini import GeminiModel

        return GeminiModel(choice)
    from todo_agent.llm import openai

    if choice.provider is Provider.OPENAI:
        return openai.responses_model(choice)
    return openai.chat_model(choice)
