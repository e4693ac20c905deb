"""The status report: where a journey stands, and what changed since the report before."""

from journeys.documents import risks
from journeys.documents.decision_log import NUMBER, blocked_by, url
from journeys.documents.declaring import (
    Bullets,
    Callout,
    Chart,
    Column,
    Figures,
    Kind,
    Paragraph,
    Picture,
    Report,
    Section,
    Sheet,
    Table,
    Tone,
    Workbook,
)
from journeys.documents.progress import Light, rule_text, target
from journeys.documents.status import DUE_NEXT_DAYS, Status, bars, changes_heading, facts, headline, prepare, title_of

STATUS_TONES = {
    Status.COMPLETED.label: Tone.GOOD,
    Status.IN_PROGRESS.label: Tone.BUSY,
    Status.BLOCKED.label: Tone.WARN,
    Status.PLANNED.label: Tone.QUIET,
}
LIGHT_TONES = {light.word: light.tone for light in Light}

TASK = Column("Task", title_of, width=46)
MODULE = Column("Module", "module.title", width=30)
OWNER = Column("Owner", "owner.name", width=18)
DUE = Column("Due", "due_on", width=18)
COUNTS = (
    Column("Completed", "figures.completed_in_scope", width=15, right=True),
    Column("In progress", "figures.in_progress", width=16, right=True),
    Column("Blocked", "figures.blocked", width=12, right=True),
    Column("Planned", "figures.planned", width=12, right=True),
    Column("In scope", "figures.in_scope", width=12, right=True),
    Column("Progress", "in_scope", width=13, right=True),
)
WHOLE = (
    Column("Completed, whole", "figures.completed", width=13, right=True),
    Column("Tasks, whole", "figures.total", width=13, right=True),
    Column("Progress, whole", "whole", width=13, right=True),
)
PROGRESS_IN_TEXT = (
    Column("Phase and module", "name", width=38),
    *COUNTS,
    Column("Whole", "whole", width=11, right=True),
)
CHANGES = (Column("Change", str, width=110),)
DONE = (TASK, MODULE, OWNER, Column("Completed", lambda task: task.completed_at.date(), width=15))
DUE_NEXT = (TASK, MODULE, OWNER, DUE, Column("Status", "status.label", width=14, tones=STATUS_TONES))
OVERDUE = (
    Column("Task", lambda late: title_of(late.task), width=46),
    Column("Module", "task.module.title", width=30),
    Column("Owner", "task.owner.name", width=18),
    Column("Due", "task.due_on", width=18),
    Column("Days late", "days", width=13, right=True),
    Column("Status", "task.status.label", width=14, tones=STATUS_TONES),
)
BLOCKED = (TASK, MODULE, OWNER, DUE, Column("What blocks it", "status_reason", width=46))
CHECKS = (
    Column("Check", "item.text", width=50),
    Column("Task", lambda check: title_of(check.task), width=34),
    Column("Owner", "owner.name", width=18),
    Column("Priority", "item.priority.label", width=17, tones={"High": Tone.BAD}),
    Column("Outcome", "item.outcome.label", width=19, tones={"No-go": Tone.BAD, "Open": Tone.QUIET}),
    Column("Note", "item.note", width=26),
)
DECISIONS = (
    NUMBER,
    Column("Decision", "title", width=46, link=url),
    OWNER,
    Column("Approver", "approver.name", width=18),
    Column("Raised", "raised_on", width=18),
    Column("What waits for it", blocked_by, width=40),
)
MOVES = (
    Column("Date", lambda move: move.at.date(), width=15),
    Column("What", lambda move: move.noun.capitalize(), width=10),
    Column("Title", "title", width=42),
    Column("Move", "direction", width=13, tones={"Left": Tone.QUIET, "Came back": Tone.BUSY}),
    Column("Reason", "reason", width=42),
    Column("By", "actor", width=18),
)
EVIDENCE = (
    Column("File", "name", width=34),
    Column("Proves", "item.text", width=44),
    Column("Task", lambda file: title_of(file.task) if file.task else "", width=34),
    Column("Added by", "uploaded_by", width=18),
    Column("Added", lambda file: file.uploaded_at.date(), width=15),
)

RISKS = "Risks, red first"
# What one has to know to read a list.
NOTES = {RISKS: risks.RULE}
# In both forms: heading, rows, columns, what an empty one says.
LISTS = (
    ("Done in the period", lambda c: c.done, DONE, "No task was completed in the period."),
    (
        f"Due in the next {DUE_NEXT_DAYS} days", lambda c: c.due, DUE_NEXT,
        f"No open task has a due date in the next {DUE_NEXT_DAYS} days.",
    ),
    ("Overdue", lambda c: c.overdue, OVERDUE, "Nothing is overdue."),
    ("Blocked", lambda c: c.blocked, BLOCKED, "Nothing is blocked."),
    ("Open go and no-go checks", lambda c: c.checks, CHECKS, "No go or no-go check is open."),
    ("Decisions waiting", lambda c: c.decisions, DECISIONS, "No decision is waiting to be taken."),
    (RISKS, lambda c: c.snapshot.live_risks, risks.COLUMNS, risks.EMPTY),
    ("Scope moves", lambda c: c.moves, MOVES, "Nothing left the scope or came back."),
    ("Evidence added", lambda c: c.evidence, EVIDENCE, "No evidence was added in the period."),
)  # fmt: skip


def notes_on(heading: str) -> list[Paragraph]:
    return [Paragraph(NOTES[heading], is_note=True)] if heading in NOTES else []


REPORT = Report(
    kind="status-report",
    title="Status report",
    prepare=prepare,
    sections=(
        Section(
            "Headline",
            (
                Callout(
                    word=lambda c: c.verdict.light.word,
                    tone=lambda c: c.verdict.light.tone,
                    lines=lambda c: [*c.verdict.lines, f"Target date: {target(c.snapshot)}"],
                ),
                Figures(headline),
                Paragraph(lambda c: f"How the status is set: {rule_text()}", is_note=True),
            ),
        ),
        Section(changes_heading, (Bullets(lambda c: c.changes, empty="Nothing changed."),)),
        Section(
            "Progress",
            (
                Picture(
                    bars,
                    legend={status: STATUS_TONES[status] for status in STATUS_TONES},
                    caption="Progress by phase: tasks and subtasks in scope, by status",
                ),
                Table(
                    lambda c: c.lines, PROGRESS_IN_TEXT, strong=lambda line: not line.module,
                    empty="The journey has no phases yet.",
                ),
            ),
        ),
        *(
            Section(heading, (Table(rows, columns, empty=empty), *notes_on(heading)))
            for heading, rows, columns, empty in LISTS
        ),
    ),
)  # fmt: skip

WORKBOOK = Workbook(
    kind="status-report",
    title="Status report",
    prepare=prepare,
    sheets=(
        Sheet(
            "Summary",
            facts,
            (
                Column("Figure", "label", width=26),
                Column("Value", "value", width=16, tones=LIGHT_TONES),
                Column("What it stands on", "note", width=80),
            ),
        ),
        Sheet("Changes", lambda c: c.changes, CHANGES, empty="Nothing changed."),
        Sheet(
            "Progress by phase",
            lambda c: c.phases,
            (Column("Phase", "name", width=34), *COUNTS, *WHOLE),
            empty="The journey has no phases yet.",
            charts=(Chart("Progress by phase: tasks in scope", label="Phase", series=STATUS_TONES),),
        ),
        Sheet(
            "Progress by module",
            lambda c: [line for line in c.lines if line.module],
            (Column("Phase", "phase", width=24), Column("Module", "name", width=46), *COUNTS, *WHOLE),
            empty="The journey has no modules yet.",
        ),
        *(
            Sheet(heading, rows, columns, empty=empty, note=NOTES.get(heading, ""))
            for heading, rows, columns, empty in LISTS
        ),
    ),
)

STATUS_REPORT = Kind(
    kind="status-report",
    title="Status report",
    purpose="Tells a sponsor where the journey stands, what changed since the last report, and what is in the way.",
    formats={"docx": REPORT, "xlsx": WORKBOOK, "md": REPORT},
)
