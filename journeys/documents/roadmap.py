"""The roadmap: every task and subtask with its people, dates and effort, for a plan or for an import into Jira."""

from decimal import Decimal

from django.utils.text import slugify

from journeys.documents.declaring import Column, Kind, Sheet, Tone, Workbook
from journeys.documents.snapshot import Task
from journeys.models import Task as TaskRow

Status = TaskRow.Status


def indented(task: Task) -> str:
    """Subtasks stand in, so that the tree shows in a flat list."""
    return f"    {task.title}" if task.parent else task.title


def effort_in_seconds(hours: Decimal | None) -> int | None:
    return None if hours is None else int(hours * 3600)


def what_is_it(task: Task) -> str:
    return "Subtask" if task.parent else "Task"


def described(task: Task) -> str:
    """Where the task stands comes first: Jira has no phases and modules, and a text never starts like a formula."""
    place = f"Phase: {task.module.phase.title}\nModule: {task.module.title}"
    scope = "" if task.in_scope else f"\nOut of scope: {out_of_scope_because(task)}"
    return f"{place}{scope}\n\n{task.description}".rstrip()


def out_of_scope_because(task: Task) -> str:
    """The reason nearest to the task."""
    if task.status == Status.OUT_OF_SCOPE:
        return task.status_reason
    if task.parent and task.parent.status == Status.OUT_OF_SCOPE:
        return task.parent.status_reason
    phase = task.module.phase
    return task.module.scope_reason if phase.in_scope else phase.scope_reason


WORKBOOK = Workbook(
    kind="roadmap",
    title="Roadmap",
    sheets=(
        Sheet(
            "Roadmap",
            lambda snapshot: snapshot.tasks,
            (
                Column("Phase", "module.phase.title", width=16),
                Column("Module", "module.title", width=26),
                Column("Type", what_is_it, width=9, tones={"Subtask": Tone.QUIET}),
                Column("Task", indented, width=46, edit=True),
                Column("Owner", "owner.name", width=17, edit=True),
                Column("Team", "owner.organisation", width=17),
                Column("Start", "starts_on", width=12, edit=True),
                Column("Due", "due_on", width=12, edit=True),
                Column("Estimate, hours", "estimate_hours", width=9, right=True, format="0.##", edit=True),
                Column("Spent, hours", "spent_hours", width=9, right=True, format="0.##", edit=True),
                Column(
                    "Status", "status.label", width=14, edit=True,
                    choices=tuple(Status.labels),
                    tones={
                        Status.COMPLETED.label: Tone.GOOD,
                        Status.IN_PROGRESS.label: Tone.BUSY,
                        Status.BLOCKED.label: Tone.WARN,
                        Status.OUT_OF_SCOPE.label: Tone.QUIET,
                    },
                ),
                Column("Reason", "status_reason", width=26, edit=True),
                Column("In scope", lambda task: "Yes" if task.in_scope else "No", width=8, tones={"No": Tone.QUIET}),
                Column("Items resolved", "items_resolved", width=9, right=True),
                Column("Items", lambda task: len(task.items), width=7, right=True),
            ),
            empty="The journey has no tasks yet.",
        ),
    ),
)  # fmt: skip

# As the CSV import of Jira reads it. Issue Type and Parent Id make subtasks; times are in seconds, dates yyyy-MM-dd.
JIRA = Sheet(
    "Roadmap",
    lambda snapshot: snapshot.tasks,
    (
        Column("Summary", "title"),
        Column("Issue Type", lambda task: "Sub-task" if task.parent else "Task"),
        Column("Issue Id", "id"),
        Column("Parent Id", "parent.id"),
        Column("Status", "status.label"),
        Column("Assignee", lambda task: task.owner and (task.owner.email or task.owner.name)),
        Column("Start Date", "starts_on"),
        Column("Due Date", "due_on"),
        Column("Original Estimate", lambda task: effort_in_seconds(task.estimate_hours)),
        Column("Time Spent", lambda task: effort_in_seconds(task.spent_hours)),
        Column("Component", "module.title"),
        # A label of Jira has no spaces.
        Column("Labels", lambda task: slugify(task.module.phase.title, allow_unicode=True)),
        Column("Description", described),
    ),
)

ROADMAP = Kind(
    kind="roadmap",
    title="Roadmap",
    purpose="Lists every task and subtask with owner, dates, effort and status, for a plan or an import into Jira.",
    formats={"xlsx": WORKBOOK, "csv": JIRA},
)
