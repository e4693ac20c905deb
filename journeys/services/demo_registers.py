"""What may go wrong in the demo's journey, and who is there on the night of its go-live."""

from typing import Any

from journeys.models import ChecklistItem, Journey, Member, Priority, Risk, User
from journeys.services.items import set_priority
from journeys.services.members import add_contact
from journeys.services.resources import add_resource
from journeys.services.risks import raise_risk, set_risk_status

ANA, BEN, CY = "Ana Ruiz", "Ben Tanaka", "Cy Okafor"
Strategy, Status = Risk.Strategy, Risk.Status
# Title, probability, impact, owner, strategy, what may happen, what is done about it.
RISKS = (
    (
        "The carrier can't port all numbers in one night", 4, 5, BEN, Strategy.REDUCE,
        "Its last answer names a limit of 40 numbers a night. Two thirds of the calls would stay on the old system.",
        "Ask for a second window. Until it is confirmed, forward the other numbers from the old system.",
    ),
    (
        "Agents' headsets drop audio over the VPN", 3, 5, BEN, Strategy.AVOID,
        "60 % of the agents work from home, and the VPN has no priority for voice.",
        "Take voice out of the VPN for the pilot group; measure for two weeks before the rest follows.",
    ),
    (
        "Quotas of the account are not raised before the load test", 4, 3, ANA, Strategy.REDUCE,
        "The test needs 300 concurrent calls; the account allows 100.",
        "Ask four weeks ahead, with the figures of the storm season.",
    ),
    (
        "Quality managers leave the project in the summer", 2, 4, ANA, Strategy.ACCEPT, "", "",
    ),
    (
        "A storm on the night of the cutover", 1, 5, ANA, Strategy.AVOID,
        "Claims come in four times as often.", "Two dates are booked; the weather decides three days before.",
    ),
    (
        "Prices of telephony rise before the contract is signed", 2, 2, CY, Strategy.TRANSFER, "",
        "The offer holds until the end of the quarter.",
    ),
    (
        "Reports of the first weeks can't be compared with the old ones", 3, 2, CY, "", "", "",
    ),
    (
        "The old recordings can't be exported", 3, 4, BEN, Strategy.REDUCE,
        "The vendor has no export in bulk.", "A sample of 500 was exported and checked.",
    ),
)  # fmt: skip
CLOSED = "The old recordings can't be exported", "The vendor's tool exports them."
OCCURRED = "Quotas of the account are not raised before the load test", "The request was refused once, and sent again."
CONTACTS = (
    {"name": "Uma Lind", "email": "uma.lind@carrier.example", "organisation": "Carrier", "title": "Head of porting"},
    {"name": "Teo Marsh", "email": "teo.marsh@aws.example", "organisation": "AWS", "title": "Account manager"},
)
# What they do, their side, who, phone, when, whom to call next.
RESOURCES = (
    ("Decides go or no-go", "Acme", ANA, "+49 30 5550 101", "All night, in the office", "Cy Okafor, then the CIO"),
    ("Network and telephony", "Acme", BEN, "+49 30 5550 117", "From 20:00, in the office",
     "Network desk: +49 30 5550 200"),
    ("Ports the numbers", "Carrier", "Uma Lind", "+49 89 5550 340", "From 22:00 until the last number moved",
     "Porting desk, day and night: +49 89 5550 300, case number first"),
    ("Support of Amazon Connect", "AWS", "Teo Marsh", "+1 555 0142", "On call",
     "Open a case with severity “production system down”, then call Teo"),
    ("Floor support of the early shift", "Acme", "Liv Berg", "+351 21 5550 88", "From 06:00, in Lisbon", BEN),
    ("Watches the dashboards", "Partner", "", "", "From 22:00", ""),
)  # fmt: skip
HEAVY_SECTIONS = ("Rollback criteria", "Security")


def tell_registers(journey: Journey, by: User) -> None:
    """Fill the risks and go-live resources of a demo journey, and say which of its checks weigh most."""
    for facts in CONTACTS:
        add_contact(journey=journey, by=by, **facts)
    members = {member.name: member for member in Member.objects.filter(journey=journey)}
    tell_risks(journey, by, members)
    tell_resources(journey, by)
    checks = ChecklistItem.objects.filter(task__journey=journey, kind=ChecklistItem.Kind.CHECK)
    for check in checks.filter(section__in=HEAVY_SECTIONS).select_related("task"):
        set_priority(item=check, priority=Priority.HIGH, by=by)


def tell_risks(journey: Journey, by: User, members: dict[str, Member]) -> None:
    risks = {}
    for title, probability, impact, owner, strategy, description, response in RISKS:
        risks[title] = raise_risk(
            journey=journey, title=title, probability=probability, impact=impact, owner=members[owner],
            strategy=strategy, description=description, response=response, by=by,
        )  # fmt: skip
    for (title, note), status in ((CLOSED, Status.CLOSED), (OCCURRED, Status.OCCURRED)):
        set_risk_status(risk=risks[title], status=status, note=note, by=by)


def tell_resources(journey: Journey, by: User) -> None:
    """A name that a member has is that member."""
    for row in RESOURCES:
        facts: dict[str, Any] = dict(
            zip(("function", "organisation", "name", "phone", "hours", "escalation"), row, strict=True)
        )
        add_resource(journey=journey, by=by, **facts)
