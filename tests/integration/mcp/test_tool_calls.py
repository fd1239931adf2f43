"""What the tools do, by a client's eyes."""

from typing import Any

import pytest

from tests.integration.mcp.conftest import Tools

pytestmark = pytest.mark.anyio


async def test_added_task_has_its_parts_and_says_how_words_were_read(tools: Tools) -> None:
    given = await tools(
        "add_tasks",
        {
            "tasks": [
                {
                    "title": "pay rent",
                    "description": "to the landlord",
                    "priority": "high",
                    "due": "tomorrow 5pm",
                    "tags": ["home"],
                    "reminders": ["15 minutes before"],
                    "recurrence": {"rule": "FREQ=MONTHLY;BYDAY=-1FR"},
                }
            ]
        },
    )
    (task,) = given["results"]
    assert given["operation_id"] > 0
    assert given["failures"] == []
    assert task["title"] == "pay rent"  # kept as given
    assert (task["number"], task["priority"], task["tags"]) == (1, "high", ["home"])
    assert task["due"] == "2026-06-11T15:00:00Z"
    assert task["reminders"] == ["2026-06-11T14:45:00Z"]
    assert "last Friday" in task["recurrence"]
    readings = {receipt["field"]: receipt for receipt in given["receipts"]}
    assert "11 June 2026 at 17:00" in readings["due"]["reading"]
    said = readings["due"]["text"]
    assert readings["due"]["span"] == [0, len(said)]
    assert 0.9 < readings["due"]["confidence"] <= 1
    assert len(readings["recurrence"]["next"]) == 3

    details = await tools("get_task", {"task": {"number": 1}})
    assert details["description"] == "to the landlord"
    assert details["rrule"] == "FREQ=MONTHLY;BYDAY=-1FR"
    assert details["timezone"] == "Europe/Berlin"
    assert len(details["reminder_ids"]) == 1


async def test_due_date_without_a_time_comes_back_as_a_date(tools: Tools) -> None:
    (task,) = await tools.add("Dentist", due="2026-06-12")
    assert task["due"] == "2026-06-12"


async def test_batch_settles_item_by_item_and_receipts_name_their_item(tools: Tools) -> None:
    given = await tools(
        "add_tasks",
        {
            "tasks": [
                {"title": ""},
                {"title": "Milk", "due": "tomorrow"},
                {"title": "Bread", "priority": "urgent"},
                {"title": "Eggs", "due": "31 February"},
                {"title": "Tea", "recurrence": {"mode": "schedule"}},
            ]
        },
    )
    assert [task["title"] for task in given["results"]] == ["Milk"]
    assert [(each["item"], each["field"], each["message"]) for each in given["failures"]] == [
        (0, "title", "Title must be 1-200 characters"),
        (2, "priority", "Priority must be critical, high, medium, or low"),
        (3, "due", "Invalid due date format"),
        (4, "recurrence.rule", "A recurrence needs its rule"),
    ]
    assert all(each["code"] and each["next_step"] for each in given["failures"])
    assert [receipt["item"] for receipt in given["receipts"]] == [1]
    assert await tools.titles() == ["Milk"]


async def test_update_changes_what_is_named_clears_what_is_asked_and_nothing_else(
    tools: Tools,
) -> None:
    await tools.add("Report", due="tomorrow 5pm", tags=["work"], priority="high", description="x")
    given = await tools(
        "update_tasks",
        {
            "updates": [
                {
                    "task": {"number": 1, "version": 1},
                    "title": "Reports",
                    "due_time": "09:30",
                    "add_tags": ["q2"],
                    "description": None,
                    "clear": ["priority"],
                }
            ]
        },
    )
    (task,) = given["results"]
    assert task["title"] == "Reports"
    assert task["due"] == "2026-06-11T07:30:00Z"
    assert sorted(task["tags"]) == ["q2", "work"]
    assert task["priority"] == "medium"
    assert (await tools("get_task", {"task": {"id": task["id"]}}))["description"] == "x"


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ({"due": "tomorrow", "clear": ["due"]}, "set_and_cleared"),
        ({"task": {"number": 1, "version": 7}, "title": "Stale"}, "stale_version"),
        ({"due": "on the 31st of February"}, "invalid_due_date"),
        ({"title": "x" * 201}, "invalid_title"),
        ({"task": {"number": 99}, "title": "Whose"}, "task_not_found"),
    ],
)
async def test_update_that_cannot_be_fails_alone(
    tools: Tools, update: dict[str, Any], code: str
) -> None:
    await tools.add("Report", "Slides")
    updates = [{"task": {"number": 1}} | update, {"task": {"number": 2}, "title": "Deck"}]
    given = await tools("update_tasks", {"updates": updates})
    assert [(each["item"], each["code"]) for each in given["failures"]] == [(0, code)]
    assert await tools.titles() == ["Report", "Deck"]


async def test_completing_and_reopening_name_the_tasks_and_undo_reverses(tools: Tools) -> None:
    await tools.add("Milk", "Bread", "Eggs")
    done = await tools(
        "set_tasks_completed", {"tasks": [{"number": 1}, {"number": 2}], "completed": True}
    )
    assert all(task["completed"] for task in done["results"])
    assert await tools.titles(completed=False) == ["Eggs"]
    taken_back = await tools("undo")
    assert taken_back["operation_ids"] == [done["operation_id"]]
    assert len(taken_back["undone"]) == 2
    assert await tools.titles(completed=False) == ["Milk", "Bread", "Eggs"]


async def test_nothing_changed_gives_no_operation(tools: Tools) -> None:
    await tools.add("Milk")
    given = await tools("set_tasks_completed", {"tasks": [{"number": 1}], "completed": False})
    assert given["operation_id"] is None
    assert given["results"][0]["version"] == 1


async def test_deleted_tasks_come_back_under_their_ids_by_undo(tools: Tools) -> None:
    (task,) = await tools.add("Milk", tags=["shop"])
    deleted = await tools("delete_tasks", {"tasks": [{"id": task["id"]}]})
    assert deleted["results"] == [task]
    assert await tools.titles() == []
    await tools("undo", {"operation_id": deleted["operation_id"]})
    page = await tools("find_tasks")
    assert [(each["id"], each["tags"]) for each in page["items"]] == [(task["id"], ["shop"])]


async def test_undo_said_again_goes_further_back_until_nothing_is_left(tools: Tools) -> None:
    await tools.add("Milk")
    await tools.add("Bread")
    await tools("undo")
    assert await tools.titles() == ["Milk"]
    await tools("undo")
    assert await tools.titles() == []
    assert (await tools.refused("undo"))["code"] == "nothing_to_undo"


async def test_found_tasks_are_paged_by_an_opaque_cursor_and_counted(tools: Tools) -> None:
    await tools.add(*(f"Task {index:02}" for index in range(45)))
    first = await tools("find_tasks", {"sort": "-title"})
    assert len(first["items"]) == 20  # unless asked
    assert first["total"] == 45
    seen = [task["title"] for task in first["items"]]
    cursor = first["next_cursor"]
    while cursor:
        page = await tools("find_tasks", {"sort": "-title", "cursor": {"value": cursor}})
        seen += [task["title"] for task in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"Task {index:02}" for index in reversed(range(45))]
    assert (await tools.refused("find_tasks", {"cursor": {"value": "of another list"}}))[
        "code"
    ] == "invalid_cursor"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"text": "milk"}, ["Buy milk"]),
        ({"priority": ["high", "critical"]}, ["Report"]),
        ({"tags": ["work"]}, ["Report", "Standup"]),
        ({"numbers": [1, 3]}, ["Buy milk", "Standup"]),
        ({"no_due": True}, ["Buy milk"]),
        ({"overdue": True}, ["Report"]),
        ({"due_after": "today", "due_before": "next week"}, ["Standup"]),
        ({"time_from": "06:00", "time_to": "12:00"}, ["Standup"]),
    ],
)
async def test_filters_narrow_what_is_found(
    tools: Tools, where: dict[str, Any], found: list[str]
) -> None:
    await tools.add("Buy milk")
    await tools.add("Report", priority="high", tags=["work"], due="2026-06-09T18:00")
    await tools.add("Standup", tags=["work"], due="2026-06-11T09:00")
    assert await tools.titles(**where) == found


async def test_tags_are_listed_renamed_and_deleted_with_their_tasks_kept(tools: Tools) -> None:
    await tools.add("Report", tags=["wrok"])
    (tag,) = (await tools("list_tags"))["items"]
    assert (tag["name"], tag["task_count"]) == ("wrok", 1)
    renamed = await tools("update_tag", {"tag_id": tag["id"], "changes": {"name": "work"}})
    assert renamed["results"][0]["name"] == "work"
    added = await tools("add_tag", {"tag": {"name": "home", "color": "#00FF00"}})
    assert added["results"][0]["color"] == "#00FF00"
    taken = await tools.refused("add_tag", {"tag": {"name": "Home"}})
    assert taken["code"] == "tag_exists"
    await tools("delete_tag", {"tag_id": tag["id"]})
    assert [each["name"] for each in (await tools("list_tags"))["items"]] == ["home"]
    assert (await tools("find_tasks"))["items"][0]["tags"] == []


async def test_reminders_are_set_moved_snoozed_and_cancelled(tools: Tools) -> None:
    await tools.add("Dentist", due="2026-06-12T15:00")
    added = await tools(
        "add_reminder", {"task": {"number": 1}, "reminder": {"when": "1 hour before"}}
    )
    (reminder,) = added["results"]
    assert (reminder["remind_at"], reminder["offset_minutes"]) == ("2026-06-12T12:00:00Z", 60)
    moved = await tools(
        "update_reminder", {"reminder_id": reminder["id"], "change": {"when": "tomorrow 8am"}}
    )
    assert moved["results"][0]["remind_at"] == "2026-06-11T06:00:00Z"
    snoozed = await tools(
        "update_reminder", {"reminder_id": reminder["id"], "change": {"snooze_minutes": 10}}
    )
    assert snoozed["results"][0]["remind_at"] == "2026-06-10T09:10:00Z"
    listed = await tools("list_reminders", {"filter": {"task": {"number": 1}}})
    assert [each["id"] for each in listed["items"]] == [reminder["id"]]
    await tools("delete_reminder", {"reminder_id": reminder["id"]})
    assert (await tools("list_reminders"))["items"] == []
    both = {"when": "noon", "snooze_minutes": 5}
    assert (
        await tools.refused("update_reminder", {"reminder_id": reminder["id"], "change": both})
    )["field"] == "change"


async def test_reminders_are_paged(tools: Tools) -> None:
    for index in range(3):
        times = [f"2026-07-{day:02}T09:00" for day in range(1, 21)]
        await tools.add(f"Task {index}", reminders=times)
    first = await tools("list_reminders")
    rest = await tools("list_reminders", {"cursor": {"value": first["next_cursor"]}})
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (50, 10, None)


async def test_overview_tells_what_is_late_due_today_and_coming(tools: Tools) -> None:
    await tools.add("Late", due="2026-06-09T18:00")
    await tools.add("Now", due="2026-06-10T18:00")
    await tools.add("Soon", due="2026-06-12")
    await tools.add("Some day")
    overview = await tools("get_overview")
    assert [task["title"] for task in overview["overdue"]] == ["Late"]
    assert [task["title"] for task in overview["today"]] == ["Now"]
    assert [task["title"] for task in overview["upcoming"]] == ["Soon"]
    assert (overview["open"], overview["completed"]) == (4, 0)


async def test_changes_are_followed_by_their_number(tools: Tools) -> None:
    await tools.add("Milk", "Bread")
    everything = (await tools("changes_since", {"seq": 0}))["items"]
    assert [change["action"] for change in everything] == ["created", "created"]
    await tools("set_tasks_completed", {"tasks": [{"number": 2}], "completed": True})
    (change,) = (await tools("changes_since", {"seq": everything[-1]["seq"]}))["items"]
    assert (change["action"], change["entity_type"]) == ("completed", "task")
    assert change["before"]["completed"] is False
    assert change["after"]["completed"] is True


async def test_local_times_are_those_of_the_zone_that_the_call_names(tools: Tools) -> None:
    given = await tools(
        "add_tasks", {"tasks": [{"title": "Call", "due": "tomorrow 9am"}]}, timezone="Asia/Tokyo"
    )
    assert given["results"][0]["due"] == "2026-06-11T00:00:00Z"
    refused = await tools.refused("get_overview", timezone="Mars/Olympus")
    assert refused["code"] == "invalid_timezone"
