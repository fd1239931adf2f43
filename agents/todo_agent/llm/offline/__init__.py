"""The offline planner: a model that plans turns by reading English itself.

A message goes one way: `asked.reading` makes requests of it with the conversation before it,
`finishing` leaves out what another model has done of them already, `acting` carries each out as
calls of the same tools, or asks first, and `telling` says what they confirmed. `planner` is that
way, one move at a time; it keeps nothing between moves, so a turn that was cut off is planned anew
from what it has done.
"""

from todo_agent.llm.offline.model import OfflineModel

__all__ = ["OfflineModel"]
