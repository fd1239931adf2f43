"""Pages of conversations, whatever becomes of them between one page and the next."""

from datetime import UTC, datetime

import pytest

from tests.integration.api.conftest import Client
from todo_agent.llm.offline import OfflineModel

pytestmark = pytest.mark.anyio


@pytest.fixture
def model() -> OfflineModel:
    """The planner."""
    return OfflineModel(now=datetime(2026, 6, 10, 9, tzinfo=UTC))


async def test_a_page_of_conversations_goes_on_where_its_last_one_was_deleted(
    client: Client,
) -> None:
    begun = [
        (await client.post("/api/chat", json={"message": "help"})).json()["conversation_id"]
        for _ in range(3)
    ]
    page = (await client.get("/api/conversations?limit=1")).json()
    await client.delete(f"/api/conversations/{page['items'][0]['id']}")
    rest = await client.get(f"/api/conversations?cursor={page['next_cursor']}")
    assert rest.status_code == 200, rest.text
    there = [each["id"] for each in (*page["items"], *rest.json()["items"])]
    assert sorted(there) == sorted(begun)
