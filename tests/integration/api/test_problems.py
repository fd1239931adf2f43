"""Every refusal is a problem with a code, a field and a next step, and nothing is half written."""

import asyncio
import json
import logging
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

import pytest

from chat_api.limits import BodyLimits
from chat_api.validation import MOST_ITEMS
from evolution_todo.domain import errors as domain_errors
from evolution_todo.domain.errors import DomainError, StaleVersion
from tests.integration.api.conftest import Client, MakeApp, client_of

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}


def assert_problem(response: Any, status: int, code: str, field: str | None = None) -> None:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body.keys() == {
        "type",
        "title",
        "status",
        "detail",
        "code",
        "errors",
        "correlation_id",
    }
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"urn:evolution-todo:problem:{code}"
    assert body["correlation_id"] == response.headers["X-Correlation-Id"]
    first = body["errors"][0]
    assert first.keys() == {"field", "code", "message", "next_step"}
    assert (first["field"], first["code"]) == (field, code)
    assert first["message"]
    assert first["next_step"]


@pytest.mark.parametrize(
    ("body", "code", "field", "message"),
    [
        ({}, "invalid_title", "title", "Title must be 1-200 characters"),
        ({"title": " "}, "invalid_title", "title", "Title must be 1-200 characters"),
        ({"title": 5}, "invalid_title", "title", "Title must be 1-200 characters"),
        ({"title": "x" * 201}, "invalid_title", "title", "Title must be 1-200 characters"),
        (
            {"title": "T", "description": "x" * 1001},
            "invalid_description",
            "description",
            "Description must be under 1000 characters",
        ),
        (
            {"title": "T", "priority": "urgent"},
            "invalid_priority",
            "priority",
            "Priority must be critical, high, medium, or low",
        ),
        (
            {"title": "T", "priority": 3},
            "invalid_priority",
            "priority",
            "Priority must be critical, high, medium, or low",
        ),
        (
            {"title": "T", "due_date": "31 February"},
            "invalid_due_date",
            "due_date",
            "Invalid due date format",
        ),
        (
            {"title": "T", "due_date": 20260101},
            "invalid_due_date",
            "due_date",
            "Invalid due date format",
        ),
        (
            {"title": "T", "recurrence": "every 0 days"},
            "invalid_recurrence",
            "recurrence",
            "Pattern must be daily, weekly, monthly, or custom",
        ),
        (
            {"title": "T", "tags": ["x" * 51]},
            "invalid_tag_name",
            "tags",
            "Tag name must be 1-50 characters",
        ),
        (
            {"title": "T", "titel": "U"},
            "unknown_field",
            "titel",
            "There is no field “titel”",
        ),
        (
            {"title": "T", "user_id": "bob"},
            "unknown_field",
            "user_id",
            "There is no field “user_id”",
        ),
        (
            {"title": "T", "recurrence": {"ruel": "daily"}},
            "unknown_field",
            "recurrence.ruel",
            "There is no field “ruel”",
        ),
    ],
)
async def test_a_task_that_cannot_be_is_refused_in_the_seeds_words(
    client: Client, body: dict[str, Any], code: str, field: str, message: str
) -> None:
    response = await client.post("/api/tasks", json=body)
    assert_problem(response, 422, code, field)
    assert response.json()["errors"][0]["message"] == message
    assert (await client.get("/api/tasks")).json()["items"] == []
    assert (await client.get("/api/tags")).json()["items"] == []


async def test_a_misspelt_field_is_told_its_nearest_name(client: Client) -> None:
    response = await client.post("/api/tasks", json={"title": "T", "prioritty": "high"})
    assert response.json()["errors"][0]["next_step"] == "Did you mean “priority”?"


async def test_all_that_is_wrong_is_told_at_once(client: Client) -> None:
    response = await client.post("/api/tasks", json={"title": 1, "due_date": 2, "colour": 3})
    fields = [item["field"] for item in response.json()["errors"]]
    assert fields == ["title", "due_date", "colour"]


async def test_of_very_much_that_is_wrong_some_is_told(client: Client) -> None:
    wrong = {f"colour{number}": number for number in range(5_000)}
    response = await client.post("/api/tasks", json={"title": "T"} | wrong)
    assert len(response.json()["errors"]) == MOST_ITEMS


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("priority=urgent", "invalid_priority", "priority"),
        ("sort=colour", "invalid_sort", "sort"),
        ("limit=0", "invalid_limit", "limit"),
        ("limit=201", "invalid_limit", "limit"),
        ("limit=many", "invalid_limit", "limit"),
        ("cursor=abc", "invalid_cursor", "cursor"),
        ("completed=perhaps", "invalid_completed", "completed"),
        ("complted=true", "unknown_field", "complted"),
        ("due_before=31+February", "invalid_due_date", "due_before"),
    ],
)
async def test_a_filter_that_cannot_be_is_refused(
    client: Client, query: str, code: str, field: str
) -> None:
    assert_problem(await client.get(f"/api/tasks?{query}"), 422, code, field)


@pytest.mark.parametrize(
    ("headers", "code", "field"),
    [
        ({"X-Timezone": "Mars/Phobos"}, "invalid_timezone", "X-Timezone"),
        ({"X-Timezone": "../../etc/passwd"}, "invalid_timezone", "X-Timezone"),
        ({"X-Timezone": "Europe"}, "invalid_timezone", "X-Timezone"),
        ({"X-Client": "fridge"}, "invalid_x_client", "X-Client"),
    ],
)
async def test_a_header_that_cannot_be_is_refused_by_its_name(
    client: Client, headers: dict[str, str], code: str, field: str
) -> None:
    assert_problem(await client.get("/api/tasks", headers=headers), 422, code, field)


async def test_an_etag_that_is_none_is_refused(client: Client) -> None:
    response = await client.delete("/api/tasks/1", headers={"If-Match": "newest"})
    assert_problem(response, 422, "invalid_if_match", "If-Match")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b'{"title": "x"} extra', 400, "malformed_json"),
        (b"\xff\xfe\xfa", 400, "malformed_json"),
        (b'{"title": ' + b"9" * 5000 + b"}", 400, "malformed_json"),
        (b'{"title": "\\ud800"}', 400, "invalid_unicode"),
        (b"[" * 5000 + b"]" * 5000, 400, "json_too_deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400, "json_too_deep"),
        (b"[" * 5000, 400, "json_too_deep"),
        (b'{"title": "' + b"x" * 1_048_576 + b'"}', 413, "body_too_large"),
        (b"[]", 422, "invalid_body"),
        (b"null", 422, "invalid_body"),
        (b"", 422, "body_missing"),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else None,
)
async def test_a_body_that_cannot_be_read_is_refused(
    client: Client, content: bytes, status: int, code: str
) -> None:
    assert_problem(await client.post("/api/tasks", content=content, headers=JSON), status, code)


async def test_a_body_that_announces_too_much_is_refused_unread(make_app: MakeApp) -> None:
    sent: list[dict[str, Any]] = []

    async def unread() -> Any:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"testserver"), (b"content-length", b"9999999999")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/tasks",
        "raw_path": b"/api/tasks",
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "server": ("testserver", 80),
        "headers": headers,
        "asgi": {"version": "3.0"},
    }
    await make_app()(scope, unread, send)
    assert sent[0]["status"] == 413


async def test_a_body_without_end_is_refused_at_the_limit(client: Client) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    # The transport in process reads a stream to its end, so the stream ends a little later.
    async def bounded() -> Any:
        async for chunk in endless():
            yield chunk
            if read > 2_000_000:
                return

    response = await client.post("/api/tasks", content=bounded(), headers=JSON)
    assert_problem(response, 413, "body_too_large")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", None])
async def test_a_body_of_another_type_is_refused(client: Client, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    response = await client.post("/api/tasks", content=b'{"title": "x"}', headers=headers)
    assert_problem(response, 415, "unsupported_media_type", "Content-Type")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "route_not_found"),
        ("GET", "/nothing", 404, "route_not_found"),
        ("GET", "/static/nothing.js", 404, "route_not_found"),
        ("GET", "/static/../app.py", 404, "route_not_found"),
        ("GET", "/api/tasks/", 404, "route_not_found"),
        ("PUT", "/api/tasks", 405, "method_not_allowed"),
        ("DELETE", "/api/priorities", 405, "method_not_allowed"),
    ],
)
async def test_a_wrong_path_and_a_wrong_method_are_problems_too(
    client: Client, method: str, path: str, status: int, code: str
) -> None:
    response = await client.request(method, path)
    assert_problem(response, status, code)
    assert ("Allow" in response.headers) == (status == 405)


async def test_a_wrong_method_is_told_all_right_ones(client: Client) -> None:
    response = await client.put("/api/tasks/1", json={})
    assert response.headers["Allow"] == "GET, PATCH, DELETE"
    assert (await client.put("/")).headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("absent", ["export", "import"])
async def test_what_comes_later_is_not_here(client: Client, absent: str) -> None:
    assert_problem(await client.get(f"/api/{absent}"), 404, "route_not_found")


@pytest.mark.parametrize("id_", ["99", "-1", "9" * 30])
async def test_an_unknown_id_is_not_found(client: Client, id_: str) -> None:
    assert_problem(await client.get(f"/api/tasks/{id_}"), 404, "task_not_found", "id")


def every_class(base: type[DomainError] = DomainError) -> list[type[DomainError]]:
    found = [cls for cls in base.__subclasses__() if cls.__module__ == domain_errors.__name__]
    return found + [inner for cls in found for inner in every_class(cls)]


@pytest.mark.parametrize("cls", every_class(), ids=lambda cls: cls.__name__)
async def test_each_error_of_the_domain_reaches_the_caller_whole(
    make_app: MakeApp, cls: type[DomainError]
) -> None:
    async def refuse(_: Any) -> Any:
        raise cls("It is so", next_step="Do that.", field="thing")

    async with client_of(make_app(authenticate=refuse)) as client:
        response = await client.get("/api/tasks")
    field = "If-Match" if cls is StaleVersion else "thing"
    assert_problem(response, response.status_code, cls.default_code, field)
    assert response.json()["detail"] == "It is so"
    assert response.json()["errors"][0]["next_step"] == "Do that."


async def test_what_was_not_foreseen_is_logged_and_not_told(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: Any) -> Any:
        raise RuntimeError("secret address")

    mine = "0b9d8a1e-4c43-4fb3-8a3b-5f4a4a4b4c4d"
    with caplog.at_level(logging.ERROR):
        async with client_of(make_app(authenticate=fail)) as client:
            response = await client.get("/api/tasks", headers={"X-Correlation-Id": mine})
    assert_problem(response, 500, "internal_error")
    assert "secret" not in response.text
    assert mine in caplog.text
    assert response.json()["correlation_id"] == mine


@pytest.mark.parametrize("given", ["", "abc", "<script>"])
async def test_a_correlation_id_that_is_none_gives_way_to_a_new_one(
    client: Client, given: str
) -> None:
    response = await client.get("/health", headers={"X-Correlation-Id": given})
    assert UUID(response.headers["X-Correlation-Id"])


async def test_the_correlation_id_of_the_request_is_answered(client: Client) -> None:
    mine = "0b9d8a1e-4c43-4fb3-8a3b-5f4a4a4b4c4d"
    response = await client.get("/health", headers={"X-Correlation-Id": mine})
    assert response.headers["X-Correlation-Id"] == mine


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"title": "shown", "title": "stored"}', "title"),
        (b'{"title": "T", "recurrence": {"rule": "daily", "rule": "weekly"}}', "rule"),
    ],
)
async def test_a_field_given_twice_is_refused(client: Client, body: bytes, field: str) -> None:
    response = await client.post("/api/tasks", content=body, headers=JSON)
    assert_problem(response, 400, "repeated_field", field)
    assert (await client.get("/api/tasks")).json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/tags"), ("GET", "/api/me"), ("GET", "/api/tasks/1"), ("POST", "/api/tasks")],
)
async def test_a_query_where_none_is_read_is_refused(
    client: Client, method: str, path: str
) -> None:
    body = {"title": "T"} if method == "POST" else None
    response = await client.request(method, path, params={"dry_run": "1"}, json=body)
    assert_problem(response, 422, "unknown_field", "dry_run")


@pytest.mark.parametrize("title", ["\u200b", " \u2060\ufeff ", "\u202e"])
async def test_a_title_that_shows_nothing_is_empty(client: Client, title: str) -> None:
    assert_problem(
        await client.post("/api/tasks", json={"title": title}), 422, "invalid_title", "title"
    )


@pytest.mark.parametrize("body", [b"null", b"[]", b"1", b'"x"'])
async def test_a_body_that_is_no_object_is_refused_in_plain_words(
    client: Client, body: bytes
) -> None:
    response = await client.post("/api/tasks", content=body, headers=JSON)
    assert_problem(response, 422, "invalid_body")
    assert response.json()["detail"] == "The body must be a JSON object"


async def test_a_tag_whose_letters_are_encoded_otherwise_is_the_same_tag(client: Client) -> None:
    await client.post("/api/tags", json={"name": "caf\u00e9"})
    response = await client.post("/api/tags", json={"name": "CAFE\u0301"})
    assert_problem(response, 409, "tag_exists", "name")


@pytest.mark.parametrize("number", [2**31, 10**20, -1])
async def test_no_task_has_a_number_beyond_every_number(client: Client, number: int) -> None:
    await client.post("/api/tasks", json={"title": "T"})
    response = await client.get("/api/tasks", params={"numbers": f"{number}"})
    assert response.json()["items"] == []


async def test_a_body_that_does_not_arrive_is_not_waited_for() -> None:
    async def silent() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("a request without its body went on")

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/tasks",
        "headers": [],
        "query_string": b"",
        "state": {"correlation_id": "test"},
    }
    await BodyLimits(app, body_seconds=0.01)(scope, silent, send)
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "body_too_slow"


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/api/tasks?sort=title", ["title", "a\x00b", 1]),
        ("/api/tasks?sort=title", ["title", "a", 2**31]),
        ("/api/tasks?sort=title", ["title", "a", True]),
        ("/api/tasks?sort=priority", ["priority", 2**40, 1]),
        ("/api/tasks?sort=due_date", ["due_date", "2026-06-10T09:00:00", 1]),
        ("/api/tasks?sort=due_date", ["due_date", "0001-01-01T00:00:00+14:00", 1]),
        ("/api/tasks?sort=due_date", ["due_date", 5, 1]),
        ("/api/tasks?sort=created_at", ["created_at", 0, -(2**31) - 1]),
        ("/api/reminders?", ["reminders", 2**31]),
        ("/api/recurring-tasks?", ["recurring", 2**31]),
        ("/api/operations?", ["operations", 2**63]),
        ("/api/conversations?", ["conversations", "2026-06-10T09:00:00Z", "\x00"]),
        ("/api/audit?", ["audit", "2026-06-10T09:00:00Z", 2**63]),
        ("/api/audit?", ["audit", "9999-12-31T23:59:59-14:00", 1]),
    ],
)
async def test_a_cursor_with_what_no_database_can_compare_is_refused(
    client: Client, path: str, values: list[Any]
) -> None:
    cursor = urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    assert_problem(await client.get(f"{path}&cursor={cursor}"), 422, "invalid_cursor", "cursor")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/agui", '{"threadId":"\\ud800","runId":"r","messages":[]}'),
        ("/v1/responses", '{"input":"hi","previous_response_id":"\\ud800"}'),
        ("/v1/chat/completions", '{"messages":[{"role":"user","content":"\\ud800"}]}'),
        ("/ui-messages", '{"id":"\\ud800","messages":[]}'),
    ],
)
async def test_half_a_letter_is_refused_at_every_entrance(
    client: Client, path: str, body: str
) -> None:
    answer = await client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_unicode")


@pytest.mark.parametrize("locale", ["!! not a tag", "e", "en_GB", "en-", "de-" + "x" * 40, "дe"])
async def test_a_locale_is_a_language_tag(client: Client, locale: str) -> None:
    answer = await client.patch("/api/me", json={"locale": locale})
    assert_problem(answer, 422, "invalid_locale", "locale")


@pytest.mark.parametrize("locale", ["en", "en-GB", "zh-Hans-CN", None])
async def test_a_language_tag_is_kept(client: Client, locale: str | None) -> None:
    answer = await client.patch("/api/me", json={"locale": locale})
    assert answer.json()["locale"] == locale


async def test_a_rule_longer_than_is_kept_is_refused(client: Client) -> None:
    days = ",".join(map(str, range(1, 200)))
    answer = await client.post(
        "/api/tasks", json={"title": "r", "recurrence": f"RRULE:FREQ=YEARLY;BYYEARDAY={days}"}
    )
    assert_problem(answer, 422, "invalid_recurrence", "recurrence")
