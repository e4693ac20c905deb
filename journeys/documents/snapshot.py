"""What a document is made from: a journey at one revision, as plain values. No Django rows in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from journeys.models import RESOLVED, ChecklistItem, Impact, Level, Outcome, Priority, Probability, Role, Side, level_of
from journeys.models import Approval as ApprovalRow
from journeys.models import Decision as DecisionRow
from journeys.models import Risk as RiskRow
from journeys.models import Task as TaskRow
from journeys.queries.costing import Costs


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    email: str
    organisation: str
    role: Role
    id: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    id: int
    title: str
    in_scope: bool
    scope_reason: str


@dataclass(frozen=True, slots=True)
class Module:
    id: int
    phase: Phase
    title: str
    in_scope: bool  # and so is its phase
    scope_reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A checklist item."""

    id: int
    kind: ChecklistItem.Kind
    section: str
    text: str
    needs_evidence: bool
    outcome: Outcome
    note: str
    owner: Member | None
    settled_by: str
    settled_at: datetime | None
    priority: Priority = Priority.MEDIUM

    @property
    def is_resolved(self) -> bool:
        return self.outcome in RESOLVED


@dataclass(frozen=True, slots=True)
class Task:
    """A task or subtask. `in_scope` also looks at what is above it."""

    id: int
    module: Module
    parent: "Task | None"
    title: str
    description: str
    status: TaskRow.Status
    status_reason: str
    in_scope: bool
    owner: Member | None
    starts_on: date | None
    due_on: date | None
    estimate_hours: Decimal | None
    spent_hours: Decimal | None
    completed_at: datetime | None
    items: tuple[Item, ...]
    waits_for: tuple[str, ...] = ()  # titles of other tasks

    @property
    def full_title(self) -> str:
        """A subtask says whose it is."""
        return f"{self.parent.title} / {self.title}" if self.parent else self.title

    @property
    def is_open(self) -> bool:
        """It counts, and is not done."""
        return self.in_scope and self.status != TaskRow.Status.COMPLETED

    @property
    def items_resolved(self) -> int:
        return sum(item.is_resolved for item in self.items)


@dataclass(frozen=True, slots=True)
class Decision:
    number: int
    title: str
    context: str
    options: str
    outcome: str
    status: DecisionRow.Status
    owner: Member | None
    approver: Member | None
    raised_on: date
    decided_at: datetime | None
    superseded_by: int | None  # the number of its successor
    blocks: tuple[str, ...]  # titles of tasks and texts of items that wait for it, in the outline's order
    url: str  # of its page
    id: int = 0


@dataclass(frozen=True, slots=True)
class Risk:
    number: int
    title: str
    description: str
    probability: Probability
    impact: Impact
    owner: Member | None
    strategy: RiskRow.Strategy | None
    response: str
    status: RiskRow.Status
    raised_on: date
    closed_at: datetime | None

    @property
    def score(self) -> int:
        return self.probability * self.impact

    @property
    def level(self) -> Level:
        return level_of(self.probability, self.impact)


@dataclass(frozen=True, slots=True)
class Resource:
    """Who is there on the day of the go-live: a member, or just a name."""

    id: int
    function: str
    organisation: str
    member: Member | None
    name: str
    phone: str
    escalation: str
    hours: str

    @property
    def who(self) -> str:
        """Empty while nobody is named."""
        return self.member.name if self.member else self.name

    @property
    def side(self) -> str:
        """The organisation, else that of the member."""
        return self.organisation or (self.member.organisation if self.member else "")


@dataclass(frozen=True, slots=True)
class Note:
    """On the architecture, in Markdown. Its pictures are attachments, by name."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Someone was asked to sign off an item, a task or a phase, and what they said."""

    phase: Phase
    task: Task | None  # None: the phase is to be signed off
    item: Item | None  # None: all of the task
    asked: str  # their name as it was then
    asked_by: str
    asked_at: datetime
    words: str
    status: ApprovalRow.Status
    answered_by: str  # empty while it waits; else who answered, or took it back
    answered_at: datetime | None
    answer: str
    revision: int | None  # of the journey, when it was answered
    changes: int | None  # to it, since the answer

    @property
    def noun(self) -> str:
        return "item" if self.item else "task" if self.task else "phase"

    @property
    def text(self) -> str:
        """What is to be signed off."""
        return self.item.text if self.item else self.task.full_title if self.task else self.phase.title


@dataclass(frozen=True, slots=True)
class Attachment:
    """The newest version of a file that is still there."""

    id: int
    name: str
    task: Task | None
    item: Item | None
    size: int  # in bytes
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    approvals: tuple[Approval, ...] = ()  # of its item, where the document shows them


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    sequence: int
    revision: int
    verb: str
    actor: str
    task_id: int | None
    data: dict


@dataclass(frozen=True, slots=True)
class Former:
    """The document of the same kind before this one."""

    number: int
    revision: int
    as_of: datetime
    changed_at: datetime  # what happened until then is in it, what happened later is not


@dataclass(frozen=True, slots=True)
class House:
    """How the space wants its documents to look. What is empty looks as built in."""

    template: bytes = b""  # of Word
    logo: bytes = b""  # a PNG
    accent: str = ""  # of titles; colours are hexadecimal RGB
    header_fill: str = ""  # behind the headings of tables


@dataclass(frozen=True, slots=True)
class Override:
    """The status that a person set in place of the one by the rule."""

    light: Level
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    id: int
    title: str
    space: str
    playbook: str
    starts_on: date | None
    due_on: date | None
    revision: int
    house: House = House()
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class RaciRole:
    id: int
    name: str
    side: Side
    members: tuple[Member, ...]  # who hold it


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A journey at one revision. Times are in the installation's time zone; tasks are in the outline's order."""

    journey: Journey
    as_of: datetime
    number: int | None  # None: a draft, which nobody keeps
    former: Former | None
    members: tuple[Member, ...]
    phases: tuple[Phase, ...]
    modules: tuple[Module, ...]
    tasks: tuple[Task, ...]
    attachments: tuple[Attachment, ...]
    events: tuple[Event, ...]  # since the former document, oldest first
    decisions: tuple[Decision, ...] = ()
    costs: Costs | None = None  # None: nobody has made a plan of them
    notes: tuple[Note, ...] = ()
    is_packed: bool = False  # its number is that of the pack, not the document's own
    risks: tuple[Risk, ...] = ()  # the highest score first, the closed ones last
    resources: tuple[Resource, ...] = ()
    approvals: tuple[Approval, ...] = ()  # the oldest first; of kinds that show none, none are read
    raci_roles: tuple[RaciRole, ...] = ()  # in the order of the columns
    raci_letters: Mapping[str, Mapping[int, str]] = field(default_factory=dict)  # by row ("task:12"), by role

    @property
    def today(self) -> date:
        return self.as_of.date()

    @property
    def live_risks(self) -> list[Risk]:
        """Those that are not closed, red first."""
        return [risk for risk in self.risks if risk.status != RiskRow.Status.CLOSED]

    def is_in_period(self, at: datetime | None) -> bool:
        """It happened since the former document; without one, since the start."""
        return at is not None and (self.former is None or at > self.former.changed_at)
