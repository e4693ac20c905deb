"""The stakeholders: the people of the journey and what each of them owns.

RACI roles, which such a list has too, are not among what is read of a journey.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journeys.documents.declaring import Column, Kind, ReadBack, Sheet, Tone, Workbook
from journeys.documents.fields import Choice, Text
from journeys.documents.progress import is_overdue
from journeys.documents.raci import roles_held
from journeys.documents.snapshot import Item, Member, Snapshot, Task
from journeys.documents.status import title_of
from journeys.documents.text import count
from journeys.models import ChecklistItem, Outcome, Role
from journeys.models import Task as TaskRow

Status = TaskRow.Status
ROLE = Choice("role", {role.label: role.value for role in Role})
STATE_TONES = {
    Status.COMPLETED.label: Tone.GOOD,
    Status.IN_PROGRESS.label: Tone.BUSY,
    Status.BLOCKED.label: Tone.WARN,
    Status.PLANNED.label: Tone.QUIET,
    Outcome.OPEN.label: Tone.QUIET,
    Outcome.NO_GO.label: Tone.BAD,
    Outcome.FAILED.label: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class Owned:
    """A task in scope, or an item of one, that somebody owns."""

    owner: Member
    task: Task
    item: Item | None
    is_late: bool

    @property
    def what(self) -> str:
        if self.item:
            return ChecklistItem.Kind(self.item.kind).label
        return "Subtask" if self.task.parent else "Task"

    @property
    def title(self) -> str:
        return self.item.text if self.item else title_of(self.task)

    @property
    def is_open(self) -> bool:
        return not self.item.is_resolved if self.item else self.task.is_open

    @property
    def state(self) -> str:
        return self.item.outcome.label if self.item else self.task.status.label

    @property
    def lateness(self) -> str:
        return "Overdue" if self.is_late else ""


@dataclass(frozen=True, slots=True)
class Person:
    member: Member
    tasks: tuple[Owned, ...]
    items: tuple[Owned, ...]
    raci_roles: str

    @property
    def tasks_open(self) -> int:
        return sum(owned.is_open for owned in self.tasks)

    @property
    def tasks_late(self) -> int:
        return sum(owned.is_late for owned in self.tasks)

    @property
    def items_open(self) -> int:
        return sum(owned.is_open for owned in self.items)

    @property
    def earliest_due(self) -> date | None:
        return min((owned.task.due_on for owned in self.tasks if owned.is_open and owned.task.due_on), default=None)

    @property
    def phases(self) -> str:
        """Those in which their work lies."""
        return ", ".join(dict.fromkeys(owned.task.module.phase.title for owned in (*self.tasks, *self.items)))


@dataclass(frozen=True, slots=True)
class Content:
    people: tuple[Person, ...]
    ownerless: str


def prepare(snapshot: Snapshot) -> Content:
    owned: dict[int, list[Owned]] = {id(member): [] for member in snapshot.members}
    for each in everything_owned(snapshot):
        owned[id(each.owner)].append(each)
    people = (
        Person(
            member,
            tuple(each for each in owned[id(member)] if not each.item),
            tuple(each for each in owned[id(member)] if each.item),
            roles_held(snapshot, member),
        )
        for member in snapshot.members
    )
    return Content(tuple(people), ownerless(snapshot))


def everything_owned(snapshot: Snapshot) -> Iterator[Owned]:
    """In the outline's order."""
    for task in snapshot.tasks:
        if task.in_scope:
            is_late = is_overdue(task, snapshot.today)
            if task.owner:
                yield Owned(task.owner, task, None, is_late)
            for item in task.items:
                if item.owner:
                    yield Owned(item.owner, task, item, is_late and not item.is_resolved)


def ownerless(snapshot: Snapshot) -> str:
    open_tasks = [task for task in snapshot.tasks if task.is_open]
    number = sum(task.owner is None for task in open_tasks)
    return f"Of {count(len(open_tasks), 'open task')} in scope, {number} {'has' if number == 1 else 'have'} no owner."


WORKBOOK = Workbook(
    kind="stakeholders",
    title="Stakeholders",
    prepare=prepare,
    sheets=(
        Sheet(
            "People",
            lambda content: content.people,
            (
                Column("Name", "member.name", width=22, edit=Text("name", longest=150, is_required=True)),
                Column("Title", "member.title", width=22, edit=Text("title", longest=150)),
                Column("Organisation", "member.organisation", width=24, edit=Text("organisation", longest=150)),
                Column("Role", "member.role.label", width=13, choices=tuple(Role.labels), edit=ROLE),
                Column("E-mail", "member.email", width=30, edit=Text("email", longest=254)),
                Column("Tasks open", "tasks_open", width=8, right=True),
                Column("Tasks", lambda person: len(person.tasks), width=8, right=True),
                Column("Tasks overdue", "tasks_late", width=9, right=True),
                Column("Earliest due", "earliest_due", width=13),
                Column("Items open", "items_open", width=8, right=True),
                Column("Items", lambda person: len(person.items), width=8, right=True),
                Column("Phases", "phases", width=40),
                Column("RACI roles", "raci_roles", width=30),
            ),
            empty="The journey has no people yet.",
            note=lambda content: content.ownerless,
            back=ReadBack(
                key=lambda person: f"member:{person.member.id}",
                label="Name",
                identity=(("E-mail",), ("Name", "Organisation"), ("Name",)),
            ),
        ),
        Sheet(
            "What they own",
            lambda content: [each for person in content.people for each in (*person.tasks, *person.items)],
            (
                Column("Name", "owner.name", width=20),
                Column("What", "what", width=18),
                Column("Title", "title", width=54),
                Column("State", "state", width=14, tones=STATE_TONES),
                Column("Due", "task.due_on", width=12),
                Column("Overdue", "lateness", width=10, tones={"Overdue": Tone.BAD}),
                Column("Phase", "task.module.phase.title", width=16),
                Column("Module", "task.module.title", width=32),
            ),
            empty="Nobody owns a task or an item yet.",
        ),
    ),
)

STAKEHOLDERS = Kind(
    kind="stakeholders",
    title="Stakeholders",
    purpose="Lists the people of the journey, how to reach them, and what each of them owns and still has to do.",
    formats={"xlsx": WORKBOOK},
)
