"""Who signed what off, and when: the table of it, and the words beside evidence."""

from collections.abc import Iterable

from journeys.documents.declaring import Column, Tone
from journeys.documents.snapshot import Approval
from journeys.documents.text import count, words
from journeys.models import Approval as ApprovalRow

Status = ApprovalRow.Status
NOUNS = {"phase": "Phase", "task": "Task", "item": "Checklist item"}
STATES: dict[Status, str] = {status: str(status.label) for status in Status} | {Status.WAITING: "Waits for approval"}
TONES = {
    Status.WAITING: Tone.WARN,
    Status.APPROVED: Tone.GOOD,
    Status.SENT_BACK: Tone.BAD,
    Status.WITHDRAWN: Tone.QUIET,
}

WHAT = (
    Column("Of", lambda approval: NOUNS[approval.noun], width=13),
    Column("What is to be approved", "text", width=44),
    Column("Task", "task.full_title", width=30),
    Column("Phase", "phase.title", width=16),
)
ANSWERS = (
    Column(
        "Status", lambda approval: STATES[approval.status], width=19,
        tones={STATES[status]: tone for status, tone in TONES.items()},
    ),
    Column("Asked of", "asked", width=18),
    Column("Asked by", "asked_by", width=18),
    Column("Asked", "asked_at", width=17),
    Column("Asked for", "words", width=30),
    Column("Answered by", "answered_by", width=18, note="For a request that is withdrawn, who took it back."),
    Column("Answered", "answered_at", width=17),
    Column("Answer", "answer", width=30),
    Column("At revision", "revision", width=11, right=True),
    Column("Changes since", "changes", width=10, right=True, note="To what was approved, after the answer."),
)  # fmt: skip


def in_words(approvals: Iterable[Approval]) -> str:
    """A line for each that was not withdrawn: `Approved by Ben, 14 Mar 2027, 15:04, 2 changes since`."""
    return "\n".join(map(line_of, (each for each in approvals if each.status != Status.WITHDRAWN)))


def line_of(approval: Approval) -> str:
    if approval.status == Status.WAITING:
        return f"Waits for {approval.asked}, asked {words(approval.asked_at)}"
    stands_for = f" for {approval.asked}" if approval.asked != approval.answered_by else ""
    since = f", {count(approval.changes, 'change')} since" if approval.changes else ""
    return f"{STATES[approval.status]} by {approval.answered_by}{stands_for}, {words(approval.answered_at)}{since}"
