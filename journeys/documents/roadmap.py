"""The roadmap: every task and subtask with its people, dates and effort, for a plan or for an import into Jira."""

from decimal import Decimal

from django.utils.text import slugify

from journeys.documents.declaring import Column, Kind, Nesting, ReadBack, Sheet, Tone, Workbook
from journeys.documents.fields import Choice, Day, Number, Person, Text
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


def head_of(task: Task) -> tuple[int, str]:
    """The task that a subtask below this row would be of."""
    head = task.parent or task
    return head.id, head.title


def nesting(heading: str, *place: str) -> Nesting:
    return Nesting(heading, lambda said: said.startswith("sub"), head_of, place, "Subtask of")


def key(task: Task) -> str:
    return f"task:{task.id}"


TITLE = Text("title", longest=300, is_required=True)
STATUS = Choice("status", {status.label: status.value for status in Status})

WORKBOOK = Workbook(
    kind="roadmap",
    title="Roadmap",
    sheets=(
        Sheet(
            "Roadmap",
            lambda snapshot: snapshot.tasks,
            (
                Column("Phase", "module.phase.title", width=16, adds="phase"),
                Column("Module", "module.title", width=26, adds="module"),
                Column("Type", what_is_it, width=9, tones={"Subtask": Tone.QUIET}, adds="type"),
                Column("Task", indented, width=46, edit=TITLE),
                Column("Owner", "owner.name", width=17, edit=Person("owner")),
                Column("Team", "owner.organisation", width=17),
                Column("Start", "starts_on", width=12, edit=Day("starts_on")),
                Column("Due", "due_on", width=12, edit=Day("due_on")),
                Column(
                    "Estimate, hours", "estimate_hours", width=9, right=True, format="0.##",
                    edit=Number("estimate_hours"),
                ),
                Column("Spent, hours", "spent_hours", width=9, right=True, format="0.##", edit=Number("spent_hours")),
                Column(
                    "Status", "status.label", width=14, edit=STATUS,
                    choices=tuple(Status.labels),
                    tones={
                        Status.COMPLETED.label: Tone.GOOD,
                        Status.IN_PROGRESS.label: Tone.BUSY,
                        Status.BLOCKED.label: Tone.WARN,
                        Status.OUT_OF_SCOPE.label: Tone.QUIET,
                    },
                ),
                Column("Reason", "status_reason", width=26, edit=Text("status_reason", longest=500)),
                Column("In scope", lambda task: "Yes" if task.in_scope else "No", width=8, tones={"No": Tone.QUIET}),
                Column("Waits for", lambda task: "\n".join(task.waits_for), width=26),
                Column("Items resolved", "items_resolved", width=9, right=True),
                Column("Items", lambda task: len(task.items), width=7, right=True),
            ),
            empty="The journey has no tasks yet.",
            back=ReadBack(
                key=key,
                label="Task",
                identity=(("Phase", "Module", "Type", "Task"), ("Module", "Task"), ("Task",)),
                nesting=nesting("Type", "Phase", "Module"),
            ),
        ),
    ),
)  # fmt: skip

# As the CSV import of Jira reads it. Issue Type and Parent Id make subtasks; times are in seconds, dates yyyy-MM-dd.
JIRA = Sheet(
    "Roadmap",
    lambda snapshot: snapshot.tasks,
    (
        Column("Summary", "title", edit=TITLE),
        Column("Issue Type", lambda task: "Sub-task" if task.parent else "Task", adds="type"),
        Column("Issue Id", "id"),
        Column("Parent Id", "parent.id", adds="parent"),
        Column("Status", "status.label", edit=STATUS),
        Column("Assignee", lambda task: task.owner and (task.owner.email or task.owner.name), edit=Person("owner")),
        Column("Start Date", "starts_on", edit=Day("starts_on")),
        Column("Due Date", "due_on", edit=Day("due_on")),
        Column(
            "Original Estimate", lambda task: effort_in_seconds(task.estimate_hours),
            edit=Number("estimate_hours", unit=3600),
        ),
        Column(
            "Time Spent", lambda task: effort_in_seconds(task.spent_hours), edit=Number("spent_hours", unit=3600)
        ),
        Column("Component", "module.title", adds="module"),
        # A label of Jira has no spaces.
        Column("Labels", lambda task: slugify(task.module.phase.title, allow_unicode=True)),
        Column("Description", described),
    ),
    back=ReadBack(
        key=key, label="Summary", identity=(), id_heading="Issue Id", nesting=nesting("Issue Type", "Component")
    ),
)  # fmt: skip

ROADMAP = Kind(
    kind="roadmap",
    title="Roadmap",
    purpose="Lists every task and subtask with owner, dates, effort and status, for a plan or an import into Jira.",
    formats={"xlsx": WORKBOOK, "csv": JIRA},
)
