import json

import pytest

from journeys.models import ChecklistItem
from journeys.services.attachments import attach
from journeys.services.comments import add_comment
from journeys.services.costs import add_line
from journeys.services.decisions import raise_decision
from journeys.services.documents import request_document
from journeys.services.notes import add_note
from journeys.services.raci import add_role
from journeys.services.resources import add_resource
from journeys.services.risks import raise_risk
from tests.files import upload as text_file
from tests.makers import make_import, make_mail, make_schedule


@pytest.fixture
def api(client_of):
    """Sends JSON as one of the cast: `api("viewer", "GET", "spaces")`."""

    clients = {}

    def send(who: str, method: str, path: str, body=None, **extra):
        data = "" if body is None else json.dumps(body)
        if who not in clients:
            clients[who] = client_of(who)
        answer = clients[who].generic(method, f"/api/v1/{path}", data, content_type="application/json", **extra)
        if answer.streaming:  # a download: read it, or its file stays open
            answer.body = b"".join(answer.streaming_content)
            answer.close()
        return answer

    return send


@pytest.fixture
def inside(journey, cast) -> dict[str, object]:
    """One of each thing that a journey holds, and the values for the placeholders of its addresses."""
    task = journey.tasks.in_order().first()
    admin = cast["admin"]
    schedule = make_schedule(journey)
    return {
        "journey": journey,
        "phase": journey.phases.get(),
        "module": task.module,
        "task": task,
        "other": journey.tasks.in_order().last(),
        "item": task.items.first(),
        "check": ChecklistItem.objects.create(
            task=journey.tasks.in_order().last(), kind="check", text="The carrier is there", position=99
        ),
        "comment": add_comment(task=task, text="Looks fine.", by=cast["stakeholder"]),
        "attachment": attach(journey=journey, upload=text_file("plan.txt", b"The plan."), by=admin, task=task),
        "cost": add_line(journey=journey, name="Seats", side="today", category="licences", by=admin),
        "decision": raise_decision(journey=journey, title="Which carrier", outcome="The old one.", by=admin),
        "successor": raise_decision(journey=journey, title="Which carriers", by=admin),
        "note": add_note(journey=journey, title="Call flow", by=admin),
        "resource": add_resource(journey=journey, function="Network", name="Uma Lind", by=admin),
        "risk": raise_risk(journey=journey, title="The carrier is late", probability=3, impact=4, by=admin),
        "raci": add_role(journey=journey, name="CIO", side="customer", by=admin),
        "document": request_document(journey=journey, kind="status-report", format="md", by=admin),
        "schedule": schedule,
        "mail": make_mail(schedule, status="failed", reason="The mail server could not be reached."),
        "import": make_import(journey, status="ready"),
        "applied_import": make_import(
            journey, status="applied", report={"done": []}, applied_by=admin, applied_at=journey.created_at
        ),
        "tool": task.tools.get(),
        "undo": journey.undos.create(by=journey.created_by, sequence=1, label="deleted the task “A slip”"),
        "member": journey.members.get(user=cast["viewer"]),
    }


@pytest.fixture
def ids(inside) -> dict[str, int]:
    return {name: row.pk for name, row in inside.items()}
