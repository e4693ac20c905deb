"""Every error is problem details, and nothing that is sent breaks the server."""

import json

import pytest
from django.test import Client

from journeys.api import problems
from tests.api.test_access import IN, WRITES, filled

NASTY = [None, [], {}, [{}], "", " ", "\x00", "\ud800", "x" * 120_000, 10**30, -(10**30), 0, -1, 1.5, 1e400, True, "٣"]


def assert_problem(answer, status: int):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    said = answer.json()
    assert said["status"] == status
    assert said["type"]
    assert said["title"]
    assert said["detail"]
    return said


@pytest.mark.parametrize(
    "path",
    ["nothing", "journeys/x", "journeys/-1/tasks", "journeys/1.5", "journeys/0", "journeys/" + "9" * 30, "tasks/1"],
)
def test_what_is_not_there_is_a_problem_too(api, path):
    assert_problem(api("admin", "GET", path), 404)


@pytest.mark.parametrize("number", ["0", "9223372036854775807", "9223372036854775808", "9" * 5000, "0" * 40 + "1"])
@pytest.mark.parametrize("noun", ["tasks", "items", "attachments", "documents"])
def test_numbers_of_any_size_are_looked_up(api, journey, number, noun):
    assert_problem(api("admin", "GET", f"journeys/{journey.pk}/{noun}/{number}"), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_there(api, journey, method):
    assert_problem(api("admin", method, f"journeys/{journey.pk}/tasks"), 405)


@pytest.mark.parametrize("who", ["admin", "nobody"])
def test_the_wrong_kind_of_body(client_of, journey, who):
    client = client_of(who)
    answer = client.post(f"/api/v1/journeys/{journey.pk}/comments", {"text": "Hello."})
    assert_problem(answer, 415 if who == "admin" else 401)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"7", 400),
        (b'{"text": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"task": ' + b"9" * 5000 + b"}", 400),
        (b'{"text": "' + b"x" * 6_000_000 + b'"}', 413),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else None,
)
def test_bodies_that_make_no_sense(client_of, journey, body, status):
    address = f"/api/v1/journeys/{journey.pk}/comments"
    assert_problem(client_of("admin").post(address, body, content_type="application/json"), status)


def test_an_unknown_charset(client_of, journey):
    address = f"/api/v1/journeys/{journey.pk}/comments"
    answer = client_of("admin").generic("POST", address, b"{}", content_type="application/json; charset=bz2")
    assert_problem(answer, 400)


def test_fields_are_named_with_their_paths(api, ids):
    answer = api("admin", "PATCH", "journeys/{journey}/tasks/{task}".format(**ids), {"due_on": "soon", "ownr": 1})
    assert assert_problem(answer, 400)["errors"] == [{"field": "ownr", "message": "There is no such field."}]
    answer = api("admin", "PATCH", "journeys/{journey}/tasks/{task}".format(**ids), {"due_on": "soon", "owner": "x"})
    assert {error["field"] for error in answer.json()["errors"]} == {"due_on", "owner"}


def test_paths_reach_into_lists():
    detail = {"items": {0: {"outcome": ["Not a choice."]}}, "non_field_errors": ["Nothing was sent."]}
    assert list(problems.errors_in(detail)) == [
        {"field": "items.0.outcome", "message": "Not a choice."},
        {"field": "", "message": "Nothing was sent."},
    ]
    assert list(problems.errors_in({"items": [{}, {"text": ["Required."]}]})) == [
        {"field": "items.1.text", "message": "Required."}
    ]


OPTIONAL = {
    IN + "tasks/{task}": ["title", "description", "base_revision", "owner", "estimate_hours", "spent_hours"],
    IN + "tasks/{task}/status": ["reason", "confirmed"],
    IN + "items/{item}/settle": ["note", "base_revision", "confirmed"],
    IN + "members": ["organisation"],
}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [(method, path, body) for method, path, body, *_ in WRITES if body],
    ids=[f"{method} {path}" for method, path, body, *_ in WRITES if body],
)
def test_no_value_in_a_body_breaks_a_write(api, ids, method, path, body):
    for name in [*body, *OPTIONAL.get(path, [])]:
        for value in NASTY:
            answer = api("admin", method, path.format(**ids), filled(body, ids) | {name: value})
            assert answer.status_code in {200, 201, 202, 400, 409}, (name, value, answer.content[:500])


FILTERS = {
    IN + "tree": ["text", "phase", "module", "owner", "status", "kind", "open_only", "mine", "overdue"],
    IN + "tasks": ["page", "page_size", "text", "owner", "status", "mine"],
    IN + "items": ["task", "kind", "outcome"],
    IN + "comments": ["task"],
    IN + "attachments": ["task", "item", "all"],
    IN + "documents": ["kind", "status", "format"],
    IN + "history": ["verb", "task", "since", "nonsense"],
    "journeys": ["space", "text", "state", "page"],
    "playbooks": ["slug", "text", "page_size"],
}
VALUES = ["%00", "%FF", "-1", "0", "1e400", "9" * 30, "9" * 5000, "x", "%F0%9F%98%80", "[]", "%0A"]


@pytest.mark.parametrize(("path", "names"), FILTERS.items())
def test_no_value_in_a_query_breaks_a_list(api, ids, path, names):
    for name in names:
        for value in VALUES:
            answer = api("admin", "GET", f"{path.format(**ids)}?{name}={value}")
            assert answer.status_code in {200, 400, 404}, (name, value, answer.content[:500])


def test_a_filter_that_does_not_exist_is_an_error(api, journey):
    said = assert_problem(api("admin", "GET", f"journeys/{journey.pk}/tasks?stat=planned"), 400)
    assert said["errors"] == [{"field": "stat", "message": "There is no such field."}]


def test_csrf_is_checked_for_sessions(cast, journey):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["admin"])
    address = f"/api/v1/journeys/{journey.pk}/comments"
    body = json.dumps({"task": journey.tasks.first().pk, "text": "Hello."})
    said = assert_problem(client.post(address, body, content_type="application/json"), 403)
    assert "CSRF" in said["detail"]
