"""The RACI that the demo tells: roles of all three sides, and letters for some of its modules."""

from journeys.models import Journey, Member, Module, Side, Task, User
from journeys.services.raci import Cell, add_role, set_letters, set_members

# Side, name, and the names of the demo's people who hold it.
ROLES = (
    (Side.CUSTOMER, "Executive sponsor", ()),
    (Side.CUSTOMER, "Project lead", ("Ana Ruiz",)),
    (Side.CUSTOMER, "Telephony and network", ("Ben Tanaka",)),
    (Side.CUSTOMER, "Contact center operations", ()),
    (Side.CUSTOMER, "Finance", ("Cy Okafor",)),
    (Side.AWS, "Solutions architect", ()),
    (Side.AWS, "Account manager", ()),
    (Side.PARTNER, "Project manager", ()),
    (Side.PARTNER, "Contact flow developer", ()),
)
# The letters of a module and of its tasks, role by role; "." is an empty cell.
MODULES = {
    "Initial kickoff and high-level discovery for migration to Amazon Connect": "I A/R C C I C I . .",
    "Contact Center MRA": "I A R C . C . C .",
    "Estimate TCO": "I C C . A/R C I . .",
    "Get to know Amazon Connect": ". A R R . C . R C",
    "Mobilize phase readiness": "A R C C I C I R .",
    "Kick off and preplan the migration": "I A R C . C I R C",
    "Populate backlogs": ". A R C . . . R R",
    "Modify and expand test plan": "I A R R . . . C R",
}
# Tasks that differ from their module: what is still to be settled in the matrix, among them.
TASKS = {
    "Create future-state architecture": "I A R C . C . I R",
    "Understand all decision makers": "A A R . I I I . .",
    "Create a directional TCO report": "I I . . R C . . .",
    "Load and failover testing": ". A . C . C . . .",
    "AWS and carrier validation": ". A R . . R . . .",
}


def tell_raci(journey: Journey, by: User) -> None:
    """Fill the matrix of a demo journey, by hand as it were: some of its rows still break a rule."""
    members = {member.name: member for member in Member.objects.filter(journey=journey)}
    roles = []
    for side, name, holders in ROLES:
        role = add_role(journey=journey, name=name, side=side, by=by)
        set_members(role=role, members=[members[holder] for holder in holders], by=by)
        roles.append(role)
    for module in Module.objects.select_related("phase").filter(phase__journey=journey, title__in=MODULES):
        rows: list[Module | Task] = [module, *module.tasks.filter(parent=None)]
        letters = [TASKS.get(row.title, MODULES[module.title]).split() for row in rows]
        cells = [
            Cell(role, row, letter)
            for row, in_row in zip(rows, letters, strict=True)
            for role, letter in zip(roles, in_row, strict=True)
            if letter != "."
        ]
        set_letters(journey=journey, cells=cells, by=by)
