"""The decision log: what was decided, by whom and why, what is still to be decided, and what waits for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from journeys.documents.declaring import Column, Figures, Kind, ReadBack, Report, Section, Sheet, Table, Tone, Workbook
from journeys.documents.fields import Choice, Person, Text
from journeys.documents.snapshot import Decision, Snapshot
from journeys.models import Decision as DecisionRow

Status = DecisionRow.Status
TONES = {
    Status.PROPOSED.label: Tone.WARN,
    Status.APPROVED.label: Tone.GOOD,
    Status.REJECTED.label: Tone.BAD,
    Status.SUPERSEDED.label: Tone.QUIET,
}
EMPTY = "No decision was raised yet."


def blocked_by(decision: Decision) -> str:
    return "\n".join(decision.blocks)


def url(decision: Decision) -> str:
    return decision.url


NUMBER = Column("No.", "number", width=6, right=True)
TITLE = Column("Title", "title", width=28, edit=Text("title", longest=300, is_required=True), link=url)
STATUS = Column(
    "Status", "status.label", width=13, tones=TONES,
    choices=tuple(Status.labels), edit=Choice("status", {status.label: status.value for status in Status}),
)  # fmt: skip
OWNER = Column("Owner", "owner.name", width=15, edit=Person("owner"))
APPROVER = Column("Approver", "approver.name", width=15, edit=Person("approver"))
RAISED = Column("Raised", "raised_on", width=12)
DECIDED = Column("Decided", lambda decision: decision.decided_at and decision.decided_at.date(), width=12)

WORKBOOK = Workbook(
    kind="decision-log",
    title="Decision log",
    sheets=(
        Sheet(
            "Decisions",
            lambda snapshot: snapshot.decisions,
            (
                NUMBER,
                TITLE,
                Column("Context", "context", width=28, edit=Text("context")),
                Column("Options", "options", width=28, edit=Text("options")),
                Column("Decision", "outcome", width=28, edit=Text("outcome")),
                STATUS,
                Column("Superseded by", "superseded_by", width=11, right=True),
                OWNER,
                APPROVER,
                RAISED,
                DECIDED,
                Column("What it blocks", blocked_by, width=26),
                Column("Link", "url", width=26, link=url),
            ),
            empty=EMPTY,
            back=ReadBack(
                key=lambda decision: f"decision:{decision.id}",
                label="Title",
                identity=(("No.", "Title"), ("No.",), ("Title",)),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact about a decision, or the title above them."""

    label: str
    text: str
    is_head: bool = False


def in_full(snapshot: Snapshot) -> Iterator[Line]:
    for decision in snapshot.decisions:
        yield Line(f"No. {decision.number}", decision.title, is_head=True)
        facts = {
            "Context": decision.context,
            "Options": decision.options,
            "Decision": decision.outcome,
            "Superseded by": decision.superseded_by and f"No. {decision.superseded_by}",
            "What it blocks": blocked_by(decision),
            "Link": decision.url,
        }
        yield from (Line(label, text) for label, text in facts.items() if text)


def counts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """How many there are of each status."""
    statuses = [decision.status for decision in snapshot.decisions]
    return [(str(statuses.count(status)), status.label.lower()) for status in Status]


REPORT = Report(
    kind="decision-log",
    title="Decision log",
    sections=(
        Section(
            "At a glance",
            (
                Figures(counts),
                Table(
                    lambda snapshot: snapshot.decisions,
                    (NUMBER, TITLE, STATUS, OWNER, APPROVER, replace(RAISED, width=14), replace(DECIDED, width=14)),
                    empty=EMPTY,
                ),
            ),
        ),
        Section(
            "In full",
            (
                Table(
                    in_full,
                    (Column("Decision", "label", width=16), Column("What and why", "text", width=90)),
                    empty=EMPTY,
                    strong=lambda line: line.is_head,
                ),
            ),
        ),
    ),
)

DECISION_LOG = Kind(
    kind="decision-log",
    title="Decision log",
    purpose="Records what was decided, by whom and why, what is still to be decided, and what waits for it.",
    formats={"docx": REPORT, "xlsx": WORKBOOK},
)
