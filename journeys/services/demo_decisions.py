"""The decisions of the demo: some taken, one replaced, two that work waits for."""

from journeys.models import Journey, User
from journeys.services.decisions import approve, raise_decision, reject, supersede

ANA, BEN, CY = "Ana Ruiz", "Ben Tanaka", "Cy Okafor"
# Title, owner, approver, context, options, outcome.
TAKEN = (
    (
        "Which AWS Region holds the instance", BEN, ANA,
        "Callers and agents are in Germany, Austria, Switzerland and Portugal. Recordings must stay in the EU.",
        "- **Frankfurt**: nearest to most callers\n- **London**: outside of the EU",
        "Frankfurt, with every bucket and key in the same Region.",
    ),
    (
        "How numbers are moved", BEN, CY,
        "The old carrier's contract ends in the spring; porting takes it up to four weeks.",
        "- Port all numbers in one night\n- Forward first, port later",
        "Port all numbers in one night.",
    ),
)  # fmt: skip
INSTEAD = (
    "How numbers are moved, now that one night takes 40 only", BEN, CY,
    "The carrier ports at most 40 numbers a night.",
    "- Two nights\n- Forward the rest from the old system",
    "The main numbers in the first night, all others a week later; until then they are forwarded.",
)  # fmt: skip
REJECTED = (
    "Keep the old recorder beside Amazon Connect", BEN, ANA,
    "Quality coaches know it well.", "", "",
)  # fmt: skip
WHY_NOT = "Two archives double the work of every request for information; coaches get a training instead."
# The last one of each is the task that waits.
WAITING = (
    (
        "Which workforce management stays", ANA, CY,
        "Forecasts of the storm season depend on it, and its licence ends in June.",
        "- Keep it and connect it\n- Move to the one of Amazon Connect", "",
        "Create future-state architecture",
    ),
    (
        "Who says go on the night", ANA, ANA,
        "The checklist needs one person who decides when checks contradict each other.",
        "", "The project lead, after hearing telephony and operations.",
        "Prepare the go-live checklist",
    ),
)  # fmt: skip


def tell_decisions(journey: Journey, by: User) -> None:
    members = {member.name: member for member in journey.members.all()}

    def raised(facts: tuple, blocks=()):
        title, owner, approver, context, options, outcome = facts
        return raise_decision(
            journey=journey, by=by, title=title, owner=members[owner], approver=members[approver],
            context=context, options=options, outcome=outcome, blocks=blocks,
        )  # fmt: skip

    taken = [approve(decision=raised(facts), by=by) for facts in TAKEN]
    successor = approve(decision=raised(INSTEAD), by=by)
    supersede(decision=taken[-1], successor=successor, by=by)
    reject(decision=raised(REJECTED), words=WHY_NOT, by=by)
    for *facts, task in WAITING:
        raised(tuple(facts), blocks=[journey.tasks.get(title=task)])
