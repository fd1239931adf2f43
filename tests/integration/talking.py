"""A conversation as a person has it: the planner, its tools, the database and the services."""

from __future__ import annotations

from dataclasses import dataclass

from evolution_todo.adapters.database import Database
from evolution_todo.domain import finding, recurring
from evolution_todo.domain.ports import Actor
from tests.conftest import BERLIN
from tests.deliveries import Courier
from todo_agent.live import Turns
from todo_agent.turn import Person, TurnRequest

ADA = Person(user_id="ada", zone=BERLIN, client="web")


@dataclass
class Chat:
    """One conversation, with every event brought after each answer."""

    turns: Turns
    courier: Courier
    database: Database
    actor: Actor
    conversation_id: str | None = None
    said: int = 0

    async def say(self, message: str) -> str:
        self.said += 1
        live = await self.turns.start(
            TurnRequest(
                person=ADA,
                message=message,
                message_id=str(self.said),
                conversation_id=self.conversation_id,
                correlation_id="test",
            )
        )
        self.conversation_id = live.conversation_id
        response = (await live.answer()).response
        await self.courier.settle()
        return response

    async def open(self) -> list[str]:
        """What is open: each task's number, title and due time, in UTC."""
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            page = await finding.find(uow, finding.TaskQuery(completed=False, sort="due_date"))
        return [f"{task.number} {task.title} {task.due_date:%a %d %H:%M}" for task in page.items]

    async def active(self) -> list[bool]:
        async with self.database.unit_of_work(self.actor, read_only=True) as uow:
            return [series.is_active for series in (await recurring.find(uow)).items]
