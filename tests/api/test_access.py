"""The cast against every write, and every address of the API against the access table."""

import pytest
from django.urls import URLPattern

from journeys.access import ALLOWED, ANYBODY, SIGNED_IN, SPACE_ALLOWED
from journeys.api.urls import urlpatterns
from tests.files import upload as text_file
from tests.makers import CAST

STRONGEST_FIRST = list(CAST)
IN = "journeys/{journey}/"
# Method, address, body, the answer, and the weakest role that may.
WRITES = [
    ("PATCH", IN + "tasks/{task}", {"due_on": "2030-01-31"}, 200, "contributor"),
    ("POST", IN + "tasks/{task}/status", {"status": "in_progress"}, 200, "contributor"),
    ("POST", IN + "tasks/{task}/waits", {"other": "{other}", "waits": True}, 200, "contributor"),
    ("POST", IN + "tasks/{task}/dates", None, 409, "contributor"),  # the journey has no start
    ("POST", IN + "dates", {"seen": "x"}, 409, "admin"),
    ("POST", IN + "tasks", {"title": "Port numbers", "module": "{module}"}, 201, "contributor"),
    ("POST", IN + "tasks/{task}/move", {"after": "{other}"}, 200, "contributor"),
    ("DELETE", IN + "tasks/{task}", None, 204, "admin"),
    ("POST", IN + "tasks/bulk", {"tasks": []}, 400, "contributor"),
    ("POST", IN + "tasks/bulk/delete", {"tasks": []}, 409, "admin"),
    ("POST", IN + "tools", {"task": "{task}", "name": "Planner"}, 201, "contributor"),
    ("PATCH", IN + "tools/{tool}", {"name": "Planner"}, 200, "contributor"),
    ("DELETE", IN + "tools/{tool}", None, 204, "contributor"),
    ("POST", IN + "items", {"task": "{task}", "kind": "test", "text": "Call"}, 201, "contributor"),
    ("POST", IN + "items/from_list", {"task": "{task}", "kind": "test", "base_revision": 99}, 409, "contributor"),
    ("PATCH", IN + "items/{item}", {"section": "Later"}, 200, "contributor"),
    ("POST", IN + "items/{item}/move", {}, 200, "contributor"),
    ("DELETE", IN + "items/{item}", None, 204, "admin"),
    ("POST", IN + "undo", {"change": "{undo}"}, 409, "contributor"),  # it is someone else's
    ("POST", IN + "items/{item}/settle", {"outcome": "met"}, 200, "contributor"),
    ("POST", IN + "items/{item}/owner", {"owner": None}, 200, "contributor"),
    ("POST", IN + "items/{check}/priority", {"priority": "high"}, 200, "contributor"),
    ("POST", IN + "light", {"light": "red", "reason": "Late."}, 200, "contributor"),
    ("DELETE", IN + "light", None, 200, "contributor"),
    ("POST", IN + "comments", {"task": "{task}", "text": "Done soon."}, 201, "stakeholder"),
    ("DELETE", IN + "attachments/{attachment}", None, 204, "admin"),
    ("POST", IN + "costs", {"side": "today", "category": "staff", "name": "Team"}, 201, "contributor"),
    ("PATCH", IN + "costs/{cost}", {"unit_price": "31.5"}, 200, "contributor"),
    ("DELETE", IN + "costs/{cost}", None, 204, "contributor"),
    ("POST", IN + "costs/{cost}/move", {"up": True}, 200, "contributor"),
    ("PATCH", IN + "costs/assumptions", {"agents": 250}, 200, "contributor"),
    ("PATCH", IN + "costs/scenarios", {"low_volume": "80"}, 200, "contributor"),
    ("POST", IN + "costs/start", None, 409, "contributor"),  # the journey has no playbook
    (
        "POST",
        IN + "approvals",
        {"task": "{task}", "of": "{member}"},
        409,
        "contributor",
    ),  # of a viewer
    ("POST", IN + "approvals/{approval}/withdraw", None, 200, "admin"),
    ("POST", IN + "decisions", {"title": "When to move"}, 201, "contributor"),
    ("PATCH", IN + "decisions/{decision}", {"owner": "{member}"}, 200, "contributor"),
    ("POST", IN + "decisions/{decision}/waiting", {"task": "{task}", "waits": True}, 200, "contributor"),
    ("POST", IN + "decisions/{decision}/approve", {}, 200, "admin"),
    ("POST", IN + "decisions/{decision}/reject", {"words": "Too dear."}, 200, "admin"),
    ("POST", IN + "decisions/{decision}/supersede", {"successor": "{successor}"}, 200, "admin"),
    ("POST", IN + "notes", {"title": "Network"}, 201, "contributor"),
    ("PATCH", IN + "notes/{note}", {"text": "Two lines.", "base_revision": 99}, 200, "contributor"),
    ("POST", IN + "notes/{note}/move", {"up": True}, 200, "contributor"),
    ("DELETE", IN + "notes/{note}", None, 204, "contributor"),
    ("POST", IN + "resources", {"function": "Carrier"}, 201, "contributor"),
    ("PATCH", IN + "resources/{resource}", {"phone": "+49 30 1"}, 200, "contributor"),
    ("DELETE", IN + "resources/{resource}", None, 204, "contributor"),
    ("POST", IN + "resources/{resource}/move", {"before": None}, 200, "contributor"),
    ("POST", IN + "risks", {"title": "Too late", "probability": 1, "impact": 2}, 201, "contributor"),
    ("PATCH", IN + "risks/{risk}", {"impact": 5}, 200, "contributor"),
    ("POST", IN + "risks/{risk}/status", {"status": "closed"}, 200, "contributor"),
    ("POST", IN + "raci/letters", {"letters": []}, 400, "contributor"),
    ("POST", IN + "raci/roles", {"name": "Sponsor", "side": "customer"}, 201, "contributor"),
    ("PATCH", IN + "raci/roles/{raci}", {"before": None, "members": []}, 200, "contributor"),
    ("DELETE", IN + "raci/roles/{raci}", None, 204, "contributor"),
    ("POST", IN + "imports/{import}/read", None, 202, "contributor"),
    ("POST", IN + "imports/{import}/apply", {}, 202, "contributor"),
    ("POST", IN + "imports/{applied_import}/undo", None, 202, "contributor"),
    ("POST", IN + "documents", {"kind": "roadmap", "format": "csv"}, 202, "contributor"),
    ("POST", IN + "documents/{document}/retry", None, 202, "contributor"),
    ("DELETE", IN + "documents/{document}", None, 204, "admin"),
    ("POST", IN + "schedules", {}, 400, "contributor"),
    ("PATCH", IN + "schedules/{schedule}", {"weekday": 4}, 200, "contributor"),
    ("DELETE", IN + "schedules/{schedule}", None, 204, "contributor"),
    ("POST", IN + "schedules/{schedule}/pause", None, 200, "contributor"),
    ("POST", IN + "schedules/{schedule}/resume", None, 200, "contributor"),
    ("POST", IN + "mails/{mail}/retry", None, 200, "contributor"),
    ("POST", IN + "members", {"email": "stranger@example.com", "role": "viewer"}, 202, "admin"),
    ("POST", IN + "invitations", {"email": "stranger@example.com", "role": "viewer"}, 201, "admin"),
    ("POST", IN + "invitations/{invitation}/resend", {}, 409, "admin"),  # a mail went out a moment ago
    ("POST", IN + "invitations/{invitation}/revoke", None, 200, "admin"),
    ("POST", IN + "transfer", {"email": "viewer@example.com"}, 409, "admin"),  # it is offered already
    ("DELETE", IN + "transfer", None, 204, "admin"),
    ("POST", IN + "members/contacts", {"name": "Uma Lind"}, 201, "admin"),
    ("POST", IN + "members/teams", {"team": "{team}", "role": "viewer"}, 201, "admin"),
    ("PATCH", IN + "members/{member}", {"role": "stakeholder"}, 200, "admin"),
    ("DELETE", IN + "members/{member}", None, 204, "admin"),
    ("POST", IN + "upload-links", {"member": "{contact}", "days": 7}, 201, "admin"),
    ("POST", IN + "upload-links/{upload-link}/renew", {}, 200, "admin"),
    ("POST", IN + "upload-links/{upload-link}/revoke", None, 200, "admin"),
    ("POST", IN + "upload-links/{upload-link}/ask", None, 200, "admin"),
    ("POST", IN + "phases", {"title": "Build"}, 201, "contributor"),
    ("PATCH", IN + "phases/{phase}", {"title": "Look", "base_revision": 99}, 200, "contributor"),
    ("POST", IN + "phases/{phase}/move", {}, 200, "contributor"),
    ("DELETE", IN + "phases/{phase}", None, 204, "admin"),
    ("POST", IN + "modules", {"phase": "{phase}", "title": "Voice"}, 201, "contributor"),
    ("PATCH", IN + "modules/{module}", {"title": "Look", "base_revision": 99}, 200, "contributor"),
    ("POST", IN + "modules/{module}/move", {"into": "{phase}"}, 200, "contributor"),
    ("DELETE", IN + "modules/{module}", None, 204, "admin"),
    ("POST", IN + "copies", {"title": "Again", "space": 999}, 400, "admin"),
    ("POST", IN + "saved-playbooks", {"title": "Ours", "version": "1", "space": 999}, 400, "admin"),
    ("POST", IN + "upgrades", {"playbook": 1, "stamp": "x", "take": []}, 400, "admin"),  # the journey has no playbook
    ("POST", IN + "phases/{phase}/scope", {"in_scope": False, "reason": "Later"}, 200, "contributor"),
    ("POST", IN + "modules/{module}/scope", {"in_scope": False, "reason": "Later"}, 200, "contributor"),
]
# Those whose right depends on whose the thing is have their own tests below.
BY_OWNER = {
    ("PATCH", IN + "comments/{comment}"),
    ("DELETE", IN + "comments/{comment}"),
    ("POST", IN + "attachments"),
    ("POST", IN + "approvals/{approval}/approve"),
    ("POST", IN + "approvals/{approval}/send-back"),
    ("POST", IN + "imports"),
}


def expected(who: str, ok: int, weakest: str) -> int:
    if who in STRONGEST_FIRST:
        return ok if STRONGEST_FIRST.index(who) <= STRONGEST_FIRST.index(weakest) else 403
    return {"stranger": 404, "nobody": 401}[who]


def filled(body, ids):
    if not isinstance(body, dict):
        return body
    return {name: int(value.format(**ids)) if str(value).startswith("{") else value for name, value in body.items()}


@pytest.mark.parametrize("who", [*CAST, "stranger", "nobody"])
@pytest.mark.parametrize(
    ("method", "path", "body", "ok", "weakest"), WRITES, ids=[f"{method} {path}" for method, path, *_ in WRITES]
)
def test_every_write_asks_the_access_table(api, inside, ids, who, method, path, body, ok, weakest):
    journey = inside["journey"]
    before = journey.events.count()
    answer = api(who, method, path.format(**ids), filled(body, ids))
    assert answer.status_code == expected(who, ok, weakest), answer.content
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert journey.events.count() == before


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("admin", 201), ("contributor", 201), ("stakeholder", 201),
        ("viewer", 403), ("stranger", 404), ("nobody", 401),
    ],
)  # fmt: skip
def test_who_may_upload(client_of, journey, who, status):
    answer = client_of(who).post(f"/api/v1/journeys/{journey.pk}/attachments", {"file": text_file()})
    assert (answer.status_code, journey.attachments.count()) == (status, int(status == 201))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("admin", 202), ("contributor", 202), ("stakeholder", 403),
        ("viewer", 403), ("stranger", 404), ("nobody", 401),
    ],
)  # fmt: skip
def test_who_may_send_a_workbook_in(client_of, journey, disk, who, status):
    sent = {"kind": "roadmap", "file": text_file("plan.xlsx")}
    answer = client_of(who).post(f"/api/v1/journeys/{journey.pk}/imports", sent)
    assert (answer.status_code, journey.imports.count()) == (status, int(status == 202))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("stakeholder", 200), ("admin", 409), ("contributor", 409),
        ("viewer", 403), ("stranger", 404), ("nobody", 401),
    ],
)  # fmt: skip
def test_only_its_author_edits_a_comment(api, inside, ids, who, status):
    answer = api(who, "PATCH", "journeys/{journey}/comments/{comment}".format(**ids), {"text": "Other words."})
    inside["comment"].refresh_from_db()
    assert (answer.status_code, inside["comment"].text == "Other words.") == (status, status == 200)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("stakeholder", 204), ("admin", 204), ("contributor", 403),
        ("viewer", 403), ("stranger", 404), ("nobody", 401),
    ],
)  # fmt: skip
def test_its_author_and_admins_delete_a_comment(api, inside, ids, who, status):
    answer = api(who, "DELETE", "journeys/{journey}/comments/{comment}".format(**ids))
    inside["comment"].refresh_from_db()
    assert (answer.status_code, inside["comment"].text == "") == (status, status == 204)


READS = [
    IN + "approvals", IN + "approvals/{approval}",
    IN + "tree", IN + "tasks", IN + "tasks/{task}", IN + "items", IN + "items/{item}", IN + "comments",
    IN + "attachments", IN + "attachments/{attachment}", IN + "attachments/{attachment}/download", IN + "decisions",
    IN + "decisions/{decision}", IN + "documents", IN + "documents/kinds", IN + "schedules",
    IN + "schedules/{schedule}", IN + "mails", IN + "documents/{document}",
    IN + "decisions/{decision}", IN + "documents", IN + "documents/kinds", IN + "documents/{document}",
    IN + "imports", IN + "imports/{import}", IN + "imports/{import}/lines", IN + "imports/{import}/download",
    IN + "costs", IN + "costs/{cost}", IN + "costs/results", IN + "costs/assumptions", IN + "costs/scenarios",
    IN + "notes", IN + "notes/{note}", IN + "dates", IN + "members", IN + "phases", IN + "modules", IN + "history",
    "journeys/{journey}",
    IN + "risks", IN + "risks/{risk}", IN + "resources", IN + "resources/{resource}",
]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("viewer", 200), ("stakeholder", 200), ("stranger", 404), ("nobody", 401)])
@pytest.mark.parametrize("path", READS)
def test_every_role_reads_everything_and_a_stranger_nothing(api, ids, path, who, status):
    assert api(who, "GET", path.format(**ids)).status_code == status


def routes() -> list[URLPattern]:
    return [route for route in urlpatterns if route.name != "nothing"]


def actions_of(view) -> set[str]:
    return set(view.actions.values()) if getattr(view, "actions", None) else {"get"}


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_every_address_declares_what_it_needs(route):
    view = route.callback
    for action in actions_of(view):
        assert view.cls.needs[action] in {*ALLOWED, *SPACE_ALLOWED, SIGNED_IN, ANYBODY}, f"{view.cls.__name__}.{action}"


def test_only_the_token_is_open_to_anybody():
    open_to_all = {
        (route.name, action)
        for route in routes()
        for action in actions_of(route.callback)
        if route.callback.cls.needs[action] == ANYBODY
    }
    assert open_to_all == {("token", "create")}


def test_every_write_in_a_journey_is_tried_with_the_cast():
    nouns = {"history": "event", "tree": "tree"}
    written = {
        (method.upper(), *address_of(route, nouns))
        for route in routes()
        if "journey_id" in str(route.pattern)
        for method in (getattr(route.callback, "actions", None) or {})
        if method in {"post", "put", "patch", "delete"}
    }
    tried = {
        (method, path.replace("{check}", "{item}").replace("{applied_import}", "{import}"))
        for method, path, *_ in WRITES
    } | BY_OWNER
    assert written == tried


def address_of(route, nouns) -> tuple[str]:
    path = str(route.pattern).removeprefix("^").removesuffix("/?\\Z").removesuffix("/?$")
    noun = path.split("/")[2].removesuffix("s")
    return (path.replace("(?P<journey_id>[0-9]+)", "{journey}").replace("(?P<pk>[0-9]+)", f"{{{noun}}}"),)


def test_what_is_not_declared_nobody_may(api, journey, monkeypatch):
    from journeys.api.tasks import TaskViewSet

    monkeypatch.setattr(TaskViewSet, "needs", {})
    assert api("admin", "GET", f"journeys/{journey.pk}/tasks").status_code == 403
