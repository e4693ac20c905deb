"""Page and API cannot disagree: the same entry of the access table, the same words when a rule says no."""

from html import unescape
from typing import Any, NamedTuple

import pytest
from django.urls import resolve, reverse

from journeys.services.journeys import lock_journey
from journeys.services.tasks import edit_text
from tests.files import upload as text_file

IN = "journeys/{journey}/"


class Write(NamedTuple):
    """One thing that people do, over the API and in a page."""

    method: str
    path: str
    body: dict[str, Any] | None
    page: str
    posted: dict[str, Any]
    noun: str = ""

    def address(self, ids) -> str:
        """Of the page, whose arguments are the same rows as those of the API's address; `noun` says what is posted."""
        names = [part.strip("{}") for part in self.path.split("/") if part.startswith("{")]
        journey, *rows = [ids[name] for name in names]
        return reverse(self.page, args=[journey, *([self.noun] if self.noun else []), *rows])


def status(status: str, **more) -> Write:
    said = {"status": status, **more}
    return Write("POST", IN + "tasks/{task}/status", said, "task_status", said)


def settling(outcome: str, **more) -> Write:
    said = {"outcome": outcome, **more}
    return Write("POST", IN + "items/{item}/settle", said, "item_settle", said)


def scope(noun: str, reason: str) -> Write:
    said = {"in_scope": False, "reason": reason}
    return Write("POST", f"{IN}{noun}s/{{{noun}}}/scope", said, f"{noun}_scope", {"in_scope": "no", "reason": reason})


def text(base_revision: int) -> Write:
    said = {"base_revision": base_revision}
    return Write(
        "PATCH", IN + "tasks/{task}", {"description": "Yours.", **said},
        "task_text", {"field": "description", "text": "Yours.", **said},
    )  # fmt: skip


def branch(noun: str) -> Write:
    said = {"title": "Other words", "base_revision": 99}
    posted = {"field": "title", "text": "Other words", "base_revision": 99}
    return Write("PATCH", f"{IN}{noun}s/{{{noun}}}", said, "row_text", posted, noun)


def moved(noun: str) -> Write:
    return Write("POST", f"{IN}{noun}s/{{{noun}}}/move", {}, "row_place", {"to": f"after:{{{noun}}}"}, noun)


def deleted(noun: str) -> Write:
    return Write("DELETE", f"{IN}{noun}s/{{{noun}}}", None, "row_delete", {"confirmed": "true"}, noun)


FRESH = {"base_revision": 99}
RED = {"light": "red", "reason": "The carrier withdrew."}
WRITES = [
    status("in_progress"),
    settling("met"),
    text(base_revision=1),
    Write("PATCH", IN + "tasks/{task}", {"due_on": "2030-01-31"}, "task_dates", {"due_on": "2030-01-31"}),
    Write("PATCH", IN + "tasks/{task}", {"length": 3}, "task_plan", {"length": "3"}),
    Write("POST", IN + "tasks/{task}/dates", None, "task_dates_by_plan", {}),
    Write("POST", IN + "dates", {"seen": "x"}, "journey_dates", {"seen": "x"}),
    Write("PATCH", IN + "tasks/{task}", {"spent_hours": "2"}, "task_effort", {"spent_hours": "2"}),
    Write("PATCH", IN + "tasks/{task}", {"owner": "{member}"}, "task_owner", {"owner": "{member}"}),
    Write("POST", IN + "items/{item}/owner", {"owner": "{member}"}, "item_owner", {"owner": "{member}"}),
    Write("POST", IN + "items/{check}/priority", {"priority": "high"}, "item_priority", {"priority": "high"}),
    Write("POST", IN + "light", RED, "light_override", RED),
    Write("DELETE", IN + "light", None, "light_restore", {}),
    Write(
        "POST",
        IN + "tasks/{task}/waits",
        {"other": "{other}", "waits": True},
        "task_waits",
        {"other": "{other}", "waits": "yes"},
    ),
    Write("PATCH", IN + "comments/{comment}", {"text": "Other words."}, "comment_edit", {"text": "Other words."}),
    Write("DELETE", IN + "comments/{comment}", None, "comment_delete", {}),
    Write("DELETE", IN + "attachments/{attachment}", None, "file_remove", {}),
    Write("POST", IN + "approvals/{approval}/withdraw", None, "approval_withdraw", {}),
    Write("PATCH", IN + "decisions/{decision}", {"owner": "{member}"}, "decision_people", {"owner": "{member}"}),
    Write(
        "POST",
        IN + "decisions/{decision}/waiting",
        {"task": "{task}", "waits": True},
        "decision_waiting",
        {"task": "{task}", "waits": "yes"},
    ),
    Write("POST", IN + "decisions/{decision}/approve", {}, "decision_approve", {}),
    Write("POST", IN + "decisions/{decision}/reject", {"words": "No."}, "decision_reject", {"words": "No."}),
    Write(
        "POST",
        IN + "decisions/{decision}/supersede",
        {"successor": "{successor}"},
        "decision_supersede",
        {"successor": "{successor}"},
    ),
    Write("PATCH", IN + "costs/{cost}", {"unit_price": "31"}, "cost_line_amount", {"unit_price": "31"}),
    Write("POST", IN + "costs/{cost}/move", {"up": True}, "cost_line_move", {"to": "up"}),
    Write("DELETE", IN + "costs/{cost}", None, "cost_line_remove", {}),
    Write("POST", IN + "notes/{note}/move", {"up": True}, "note_move", {"up": "yes"}),
    Write("DELETE", IN + "notes/{note}", None, "note_remove", {"confirmed": "on"}),
    Write(
        "PATCH",
        IN + "risks/{risk}",
        {"title": "Later", "base_revision": 99},
        "risk_text",
        {"field": "title", "text": "Later", "base_revision": 99},
    ),
    Write("PATCH", IN + "risks/{risk}", {"owner": "{member}"}, "risk_owner", {"owner": "{member}"}),
    Write("PATCH", IN + "risks/{risk}", {"strategy": "avoid"}, "risk_strategy", {"strategy": "avoid"}),
    Write(
        "PATCH",
        IN + "risks/{risk}",
        {"probability": 1, "impact": 1},
        "risk_rating",
        {"probability": 1, "impact": 1},
    ),
    Write("POST", IN + "risks/{risk}/status", {"status": "closed"}, "risk_status", {"status": "closed"}),
    Write(
        "PATCH",
        IN + "raci/roles/{raci}",
        {"name": "Chief", "base_revision": 99},
        "raci_role_change",
        {"name": "Chief", "side": "customer", "base_revision": 99},
    ),
    Write("PATCH", IN + "raci/roles/{raci}", {"members": []}, "raci_role_members", {}),
    Write("PATCH", IN + "raci/roles/{raci}", {"before": None}, "raci_role_place", {}),
    Write("DELETE", IN + "raci/roles/{raci}", None, "raci_role_remove", {}),
    Write("POST", IN + "raci/roles", {"name": "COO", "side": "aws"}, "raci_role_add", {"name": "COO", "side": "aws"}),
    Write("PATCH", IN + "members/{member}", {"title": "CIO"}, "member_change", {"title": "CIO"}),
    Write("POST", IN + "members/contacts", {"name": "Uma Lind"}, "contact_add", {"name": "Uma Lind"}),
    Write("PATCH", IN + "members/{member}", {"role": "viewer"}, "member_role", {"role": "viewer"}),
    Write("POST", IN + "invitations/{invitation}/resend", {}, "journey_invitation_resend", {}),
    Write("POST", IN + "transfer", {"email": "a@example.com"}, "journey_offer", {"email": "a@example.com"}),
    Write("DELETE", IN + "members/{member}", None, "member_remove", {"confirmed": "on"}),
    Write("POST", IN + "upload-links/{upload-link}/revoke", None, "upload_link_revoke", {"confirmed": "on"}),
    Write("POST", IN + "upload-links/{upload-link}/renew", {}, "upload_link_renew", {"days": "30"}),
    Write("POST", IN + "upload-links/{upload-link}/ask", None, "upload_link_ask", {}),
    Write("POST", IN + "imports/{import}/apply", {}, "import_apply", {}),
    Write("POST", IN + "imports/{applied_import}/undo", None, "import_undo", {}),
    Write("DELETE", IN + "documents/{document}", None, "document_delete", {"confirmed": "on"}),
    Write("DELETE", IN + "schedules/{schedule}", None, "schedule_remove", {"confirmed": "on"}),
    scope("phase", "Later"),
    scope("module", "Later"),
    *(branch(noun) for noun in ("phase", "module")),
    *(moved(noun) for noun in ("phase", "module", "task")),
    *(deleted(noun) for noun in ("phase", "module", "task")),
    Write("POST", IN + "phases", {"title": "New"}, "row_add", {"noun": "phase", "title": "New"}),
    Write("PATCH", IN + "items/{item}", {"text": "x", **FRESH}, "item_text", {"text": "x", **FRESH}),
    Write("PATCH", IN + "items/{item}", {"section": "x"}, "item_facts", {"kind": "criterion", "section": "x"}),
    Write("POST", IN + "items/{item}/move", {"task": "{other}"}, "item_place", {"to": "task:{other}"}),
    Write("DELETE", IN + "items/{item}", None, "item_delete", {"confirmed": "true"}),
    Write(
        "POST", IN + "tasks/bulk", {"tasks": ["{task}"], "status": "in_progress"},
        "tasks_change", {"change": "status", "task": "{task}", "status": "in_progress"},
    ),
]  # fmt: skip
RIGHTS = [
    *WRITES,
    Write("POST", IN + "approvals/{approval}/approve", None, "approval_approve", {}),
    Write("POST", IN + "approvals/{approval}/send-back", None, "approval_send_back", {}),
    Write("POST", IN + "documents/{document}/retry", None, "document_retry", {}),
    Write("POST", IN + "documents", None, "document_ask", {}),
    Write("POST", IN + "imports", None, "import_new", {}),
    Write("POST", IN + "imports/{import}/read", None, "import_read", {}),
    Write("POST", IN + "attachments", None, "file_add", {}),
    Write("POST", IN + "decisions", None, "decision_new", {}),
    Write("POST", IN + "costs", None, "cost_line_new", {}),
    Write("PATCH", IN + "costs/assumptions", None, "costs_assumptions", {}),
    Write("PATCH", IN + "costs/scenarios", None, "costs_scenarios", {}),
    Write("POST", IN + "costs/start", None, "costs_start", {}),
    Write("POST", IN + "copies", None, "journey_copy", {}),
    Write("POST", IN + "saved-playbooks", None, "journey_save", {}),
    Write("POST", IN + "notes", None, "note_new", {}),
    Write("PATCH", IN + "notes/{note}", None, "note_text", {}),
    Write("POST", IN + "resources", None, "resource_add", {}),
    Write("POST", IN + "risks", None, "risk_new", {}),
    Write("POST", IN + "members", None, "member_add", {}),
    Write("POST", IN + "invitations", None, "member_add", {}),
    Write("POST", IN + "invitations/{invitation}/revoke", None, "journey_invitation_revoke", {}),
    Write("DELETE", IN + "transfer", None, "journey_offer_withdraw", {}),
    Write("POST", IN + "upload-links", None, "upload_link_make", {}),
    Write("POST", IN + "members/teams", None, "member_team_add", {}),
    Write("POST", IN + "schedules", None, "schedule_new", {}),
    Write("PATCH", IN + "schedules/{schedule}", None, "schedule", {}),
    Write("POST", IN + "schedules/{schedule}/pause", None, "schedule_pause", {}),
    Write("POST", IN + "mails/{mail}/retry", None, "mail_retry", {}),
]


def name_of(write: Write) -> str:
    return f"{write.page} {write.body or ''}"


@pytest.mark.parametrize("write", RIGHTS, ids=name_of)
def test_both_ask_for_the_same_right(write, ids):
    page = resolve(write.address(ids)).func
    view = resolve(f"/api/v1/{write.path.format(**ids)}").func
    assert view.cls.needs[view.actions[write.method.lower()]] == page.action


def filled(values: dict[str, Any] | None, ids: dict[str, int]):
    return values and {name: with_ids(value, ids) for name, value in values.items()}


def with_ids(value: Any, ids: dict[str, int]):
    if isinstance(value, list):
        return [with_ids(each, ids) for each in value]
    if isinstance(value, str) and "{" in value:
        return ids[value.strip("{}")] if value.startswith("{") else value.format(**ids)
    return value


def assert_both_say_the_same(api, client_of, ids, write: Write, who: str = "admin") -> str:
    """Both refuse; returns the words."""
    said = api(who, write.method, write.path.format(**ids), filled(write.body, ids))
    page = client_of(who).post(write.address(ids), filled(write.posted, ids))
    assert (said.status_code, page.status_code) == (409, 409), said.content
    words = said.json()["detail"]
    assert words in unescape(page.content.decode())
    return words


# What takes a right away is never kept from its admins.
EVEN_LOCKED = {"upload_link_revoke", "journey_invitation_revoke"}


@pytest.mark.parametrize("write", [each for each in WRITES if each.page not in EVEN_LOCKED], ids=name_of)
def test_a_locked_journey_says_the_same_to_both(api, client_of, cast, inside, ids, write):
    who = "stakeholder" if write.page == "comment_edit" else "admin"
    lock_journey(journey=inside["journey"], reason="Cutover night.", by=cast["admin"])
    events = inside["journey"].events.count()
    assert "Cutover night." in assert_both_say_the_same(api, client_of, ids, write, who)
    assert inside["journey"].events.count() == events


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (status("blocked"), "Say what blocks this task."),
        (status("out_of_scope"), "Say why this task leaves the scope."),
        (status("completed"), "This task has 2 unresolved items. Complete it all the same?"),
        (settling("go"), "Acceptance criterion: the outcome can be met, not applicable."),
        (settling("not_applicable"), "Say why it does not apply."),
        (
            Write("POST", IN + "items/{item}/priority", {"priority": "low"}, "item_priority", {"priority": "low"}),
            "Only go / no-go checks have a priority.",
        ),
        (scope("phase", ""), "Say why this phase leaves the scope."),
        (
            Write(
                "PATCH", IN + "tasks/{task}", {"starts_on": "2030-02-01", "due_on": "2030-01-01"},
                "task_dates", {"starts_on": "2030-02-01", "due_on": "2030-01-01"},
            ),
            "The due date is before the start. Move one of them.",
        ),
        (
            Write("PATCH", IN + "comments/{comment}", {"text": "Mine."}, "comment_edit", {"text": "Mine."}),
            "Only its author can change a comment.",
        ),
        (
            Write(
                "POST", IN + "members", {"email": "viewer@example.com", "role": "viewer"},
                "member_add", {"email": "viewer@example.com", "role": "viewer", "days": 14},
            ),
            "viewer is already here, as viewer.",
        ),
    ],
    ids=lambda value: name_of(value) if isinstance(value, Write) else None,
)  # fmt: skip
def test_a_rule_says_the_same_to_both(api, client_of, ids, write, words):
    assert assert_both_say_the_same(api, client_of, ids, write) == words


def test_a_conflict_shows_both_texts_to_both(api, client_of, cast, inside, ids):
    revision = inside["journey"].revision
    edit_text(task=inside["task"], field="description", text="Theirs.", base_revision=revision, by=cast["contributor"])
    write = text(base_revision=revision)
    assert_both_say_the_same(api, client_of, ids, write)
    page = unescape(client_of("admin").post(write.address(ids), write.posted).content.decode())
    assert "Theirs." in page
    assert "Yours." in page


def test_a_refused_file_is_refused_in_the_same_words(client_of, journey):
    client = client_of("admin")
    said = client.post(f"/api/v1/journeys/{journey.pk}/attachments", {"file": text_file("a.txt", b"")})
    page = client.post(reverse("file_add", args=[journey.pk]), {"file": text_file("a.txt", b"")})
    assert (said.status_code, page.status_code) == (409, 409)
    assert said.json()["detail"] in unescape(page.content.decode())
