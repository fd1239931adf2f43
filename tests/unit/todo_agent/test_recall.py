from typing import Any

from todo_agent.recall import read_memory


def call_items(name: str, result: str) -> list[dict[str, Any]]:
    return [
        {"type": "function_call", "call_id": name, "name": name, "arguments": "{}"},
        {"type": "function_call_output", "call_id": name, "output": result},
    ]


def test_the_list_last_shown_is_not_a_look_up_on_the_way_to_a_change() -> None:
    user = {"role": "user", "content": "…"}
    shown = '{"items": [{"id": 4, "title": "A"}, {"id": 2, "title": "B"}]}'
    looked_up = '{"items": [{"id": 7, "title": "C"}]}'
    changed = '{"operation_id": 9, "results": [{"id": 7, "title": "C"}]}'
    memory = read_memory(
        [
            user,
            *call_items("find_tasks", shown),
            user,
            *call_items("find_tasks", looked_up),
            *call_items("set_tasks_completed", changed),
        ]
    )
    assert memory.shown == (4, 2)
    assert memory.recent == (7,)
    assert memory.operations == {9}


def test_a_deleted_task_is_no_longer_known() -> None:
    gone = '{"operation_id": 3, "results": [{"id": 4, "title": "A"}]}'
    memory = read_memory(
        [
            {"role": "user", "content": "…"},
            *call_items("get_task", '{"id": 4, "title": "A"}'),
            *call_items("delete_tasks", gone),
        ]
    )
    assert memory.tasks == {}
