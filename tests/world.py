"""One of each thing that a journey and its space hold: what every address of the project is tried with."""

from journeys.models import ChecklistItem, Journey, User
from journeys.services.approvals import ask
from journeys.services.attachments import attach
from journeys.services.comments import add_comment
from journeys.services.costs import add_line
from journeys.services.decisions import raise_decision
from journeys.services.documents import request_document
from journeys.services.invitations import invite
from journeys.services.members import add_contact
from journeys.services.notes import add_note
from journeys.services.raci import add_role
from journeys.services.resources import add_resource
from journeys.services.risks import raise_risk
from journeys.services.teams import create_team
from journeys.services.transfers import offer
from tests.files import upload as text_file
from tests.makers import make_import, make_mail, make_schedule, make_visitor


def things_in(journey: Journey, cast: dict[str, User]) -> dict[str, object]:
    """By the name that the addresses of the API have for each."""
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
        "upload-link": link_to_ask(journey),
        "contact": add_contact(journey=journey, name="Ben Ek", by=admin),
        "undo": journey.undos.create(by=journey.created_by, sequence=1, label="deleted the task “A slip”"),
        "invitation": invite(place=journey, email="guest@example.net", role="viewer", by=admin),
        "transfer": offer(journey=journey, email="stakeholder@example.com", by=admin),
        "member": journey.members.get(user=cast["viewer"]),
        "team": create_team(space=journey.space, name="Network", by=admin),
        "approval": ask(thing=task, of=journey.members.get(user=cast["stakeholder"]), by=admin),
    }


def link_to_ask(journey):
    """Through which its contact can be asked for a checklist item."""
    link = make_visitor(journey, "Ida Berg", "ida@carrier.example").link
    ChecklistItem.objects.filter(pk=journey.tasks.in_order().last().items.last().pk).update(owner=link.member)
    journey.upload_links.update(asked_at=None)
    return link
