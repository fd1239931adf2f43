"""The offline planner: a model that plans turns by reading English itself."""

from todo_agent.llm.offline.model import OfflineModel

__all__ = ["OfflineModel"]
