"""The running migration playbook: all of the journey as one text, from its figures down to each task."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from journeys.documents import raci
from journeys.documents.checklists import entries
from journeys.documents.decision_log import DECIDED, EMPTY, NUMBER, TONES
from journeys.documents.declaring import (
    Block,
    Bullets,
    Callout,
    Column,
    Figures,
    Kind,
    Markdown,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Tone,
)
from journeys.documents.progress import target
from journeys.documents.risks import OPEN_RISKS
from journeys.documents.snapshot import Decision, Item, Member, Module, Phase, Task
from journeys.documents.status import Content, bars, headline, prepare, title_of
from journeys.documents.status_report import PROGRESS_IN_TEXT, STATUS_TONES
from journeys.documents.tco_report import in_playbook
from journeys.documents.text import count, on
from journeys.models import ChecklistItem, Outcome
from journeys.models import Decision as DecisionRow
from journeys.models import Task as TaskRow

Status = TaskRow.Status
ItemKind = ChecklistItem.Kind
Decided = DecisionRow.Status
OUTCOME_TONES = {
    Outcome.MET.label: Tone.GOOD,
    Outcome.GO.label: Tone.GOOD,
    Outcome.PASSED.label: Tone.GOOD,
    Outcome.ANSWERED.label: Tone.GOOD,
    Outcome.NO_GO.label: Tone.BAD,
    Outcome.FAILED.label: Tone.BAD,
    Outcome.BLOCKED.label: Tone.WARN,
    Outcome.OPEN.label: Tone.QUIET,
    Outcome.NOT_APPLICABLE.label: Tone.QUIET,
}


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is out of scope."""

    noun: str
    title: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a member has to do."""

    member: Member
    open: int
    completed: int


@dataclass(frozen=True, slots=True)
class Row:
    """A checklist item, or the heading of a section of them."""

    text: str
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How the items of one section stand."""

    section: str
    outcomes: Counter[Outcome]

    @property
    def total(self) -> int:
        return self.outcomes.total()


def sections(content: Content) -> list[Section]:
    return [
        OVERVIEW,
        SCOPE,
        PEOPLE,
        *decisions(content),
        *architecture(content),
        *in_playbook(content.snapshot),
        *plan(content),
        Section("RACI", tuple(raci.blocks(raci.prepare(content.snapshot)))),
        TESTS,
        GO_LIVE,
        OPEN_RISKS,
    ]


def journey_facts(content: Content) -> Iterator[str]:
    journey = content.snapshot.journey
    yield f"Start: {on(journey.starts_on)}" if journey.starts_on else "No start date is set."
    yield f"Target date: {target(content.snapshot)}" if journey.due_on else target(content.snapshot)
    if journey.playbook:
        yield f"Made from the playbook {journey.playbook}"


def left_scope(content: Content) -> Iterator[Left]:
    """What left on its own; what is inside of it went along."""
    snapshot = content.snapshot
    for phase in snapshot.phases:
        if not phase.in_scope:
            yield Left("Phase", phase.title, "", phase.scope_reason)
    for module in snapshot.modules:
        if not module.in_scope and module.phase.in_scope:
            yield Left("Module", module.title, module.phase.title, module.scope_reason)
    for task in snapshot.tasks:
        if task.status == Status.OUT_OF_SCOPE and task.module.in_scope:
            yield Left("Subtask" if task.parent else "Task", title_of(task), task.module.title, task.status_reason)


def loads(content: Content) -> list[Load]:
    """Every member, by organisation and name."""
    tasks = [task for task in content.snapshot.tasks if task.in_scope]
    open_tasks = Counter(task.owner for task in tasks if task.is_open)
    completed = Counter(task.owner for task in tasks if not task.is_open)
    members = sorted(content.snapshot.members, key=lambda member: (member.organisation.casefold(), member.name))
    return [Load(member, open_tasks[member], completed[member]) for member in members]


def decisions(content: Content) -> Iterator[Section]:
    """All of them in a table, then those that hold, or are waited for, in full."""
    yield DECISIONS
    for decision in content.snapshot.decisions:
        if decision.status in (Decided.PROPOSED, Decided.APPROVED):
            yield Section(f"No. {decision.number}: {decision.title}", tuple(said_of(decision)), level=2)


def said_of(decision: Decision) -> Iterator[Block]:
    yield Paragraph(" · ".join(standing(decision)), is_note=True)
    texts = {"Context": decision.context, "Options": decision.options, "Decision": decision.outcome}
    for label, text in texts.items():
        if text:
            yield Markdown(f"### {label}\n\n{text}", level=2)
    if decision.blocks:
        yield Markdown("### What waits for it", level=2)
        yield Bullets(always(list(decision.blocks)), empty="")


def architecture(content: Content) -> Iterator[Section]:
    notes = content.snapshot.notes
    yield Section("Architecture", () if notes else (Paragraph("No architecture note was written yet."),))
    for note in notes:
        yield Section(note.title, (Markdown(note.text, level=2),), level=2)


def standing(decision: Decision) -> Iterator[str]:
    yield decision.status.label
    yield f"raised {on(decision.raised_on)}"
    if decision.decided_at:
        yield f"decided {on(decision.decided_at.date())}"
    yield f"owner {decision.owner.name}" if decision.owner else "no owner"
    if decision.approver:
        yield f"approver {decision.approver.name}"


def plan(content: Content) -> Iterator[Section]:
    """A section for each phase, module, task and subtask in scope."""
    snapshot = content.snapshot
    phases = [phase for phase in snapshot.phases if phase.in_scope]
    yield Section("Plan", () if phases else (Paragraph("Nothing is planned yet."),))
    tasks: dict[int, list[Task]] = {module.id: [] for module in snapshot.modules}
    for task in snapshot.tasks:
        if task.in_scope:
            tasks[task.module.id].append(task)
    for phase in phases:
        yield from phase_sections(phase, [each for each in snapshot.modules if each.phase.id == phase.id], tasks)


def phase_sections(phase: Phase, modules: list[Module], tasks: dict[int, list[Task]]) -> Iterator[Section]:
    yield Section(phase.title, (), level=2)
    for module in modules:
        if module.in_scope:
            inside = tasks[module.id]
            table = Table(always(inside), TASKS, empty="No task is in scope.", strong=lambda task: not task.parent)
            yield Section(module.title, (table,), level=3)
            yield from map(task_section, inside)


def task_section(task: Task) -> Section:
    level = 5 if task.parent else 4
    blocks: list[Block] = [Paragraph(" · ".join(facts_of(task)), is_note=True)]
    if task.status_reason:
        blocks.append(Paragraph(f"{task.status.label}: {task.status_reason}"))
    if task.description:
        blocks.append(Markdown(task.description, level))
    for kind in ItemKind:
        if items := [item for item in task.items if item.kind == kind]:
            rows = list(rows_of(items))
            blocks.append(Table(always(rows), item_columns(kind, items), strong=lambda row: row.item is None))
    return Section(task.title, tuple(blocks), level)


def facts_of(task: Task) -> Iterator[str]:
    yield task.status.label
    yield task.owner.name if task.owner else "no owner"
    if task.starts_on:
        yield f"from {on(task.starts_on)}"
    if task.due_on:
        yield f"due {on(task.due_on)}"
    if task.completed_at:
        yield f"completed {on(task.completed_at.date())}"
    if task.items:
        yield f"{task.items_resolved} of {count(len(task.items), 'item')} resolved"


def always(rows: list) -> Callable[[Any], list]:
    return lambda _: rows


def rows_of(items: list[Item]) -> Iterator[Row]:
    """Each item, the first of a section below its heading."""
    section = ""
    for item in items:
        if item.section and item.section != section:
            yield Row(item.section)
        section = item.section
        yield Row(item.text, item)


def item_columns(kind: ItemKind, items: list[Item]) -> tuple[Column, ...]:
    """Notes are rare, and have no column without one."""
    notes: tuple[Column, ...] = ()
    if kind == ItemKind.QUESTION:
        notes = (Column("Answer", "item.note", width=40),)
    elif any(item.note for item in items):
        notes = (Column("Note", "item.note", width=30),)
    return (
        Column(kind.label, "text", width=60),
        *notes,
        Column("State", "item.outcome.label", width=17, tones=OUTCOME_TONES),
    )


def counted(kind: ItemKind, content: Content) -> list[Counts]:
    """By section, in the outline's order; items without one go by their module."""
    found: dict[str, Counter[Outcome]] = {}
    for entry in entries(content.snapshot, kind):
        section = entry.item.section or entry.task.module.title
        found.setdefault(section, Counter())[entry.item.outcome] += 1
    return [Counts(section, outcomes) for section, outcomes in found.items()]


def counts_table(kind: ItemKind, noun: str, *, outcomes: tuple[Outcome, ...], empty: str) -> Table:
    columns = (
        Column("Section", "section", width=46),
        Column(noun, "total", width=12, right=True),
        *(
            Column(outcome.label, partial(outcome_count, outcome=outcome), width=13, right=True)
            for outcome in outcomes
        ),
    )  # fmt: skip
    return Table(partial(counted, kind), columns, empty=empty)


def outcome_count(counts: Counts, outcome: Outcome) -> int:
    return counts.outcomes[outcome]


TASKS = (
    Column("Task", lambda task: f"– {task.title}" if task.parent else task.title, width=46),
    Column("Owner", "owner.name", width=20),
    Column("Start", "starts_on", width=16),
    Column("Due", "due_on", width=16),
    Column("Status", "status.label", width=16, tones=STATUS_TONES),
)
OVERVIEW = Section(
    "Overview",
    (
        Callout(lambda c: c.verdict.light.word, lambda c: c.verdict.light.tone, lambda c: c.verdict.lines),
        Figures(headline),
        Paragraph(lambda c: "\n".join(journey_facts(c))),
        Picture(bars, legend=STATUS_TONES, caption="Progress by phase: tasks and subtasks in scope, by status"),
    ),
)
SCOPE = Section(
    "Scope",
    (
        Paragraph("What is in scope, and how far it is:"),
        Table(
            lambda c: [line for line in c.lines if line.is_in_scope], PROGRESS_IN_TEXT,
            strong=lambda line: not line.module, empty="Nothing is in scope yet.",
        ),
        Paragraph("What is out of scope, and why:"),
        Table(
            left_scope,
            (
                Column("What", "noun", width=12),
                Column("Title", "title", width=44),
                Column("In", "place", width=30),
                Column("Reason", "reason", width=44),
            ),
            empty="Nothing has left the scope.",
        ),
    ),
)  # fmt: skip
PEOPLE = Section(
    "People",
    (
        Table(
            loads,
            (
                Column("Name", "member.name", width=26),
                Column("Organisation", "member.organisation", width=26),
                Column("Role", "member.role.label", width=16),
                Column("E-mail", "member.email", width=36),
                Column("Open", "open", width=11, right=True),
                Column("Completed", "completed", width=14, right=True),
            ),
            empty="Nobody is a member yet.",
        ),
    ),
)
TESTS = Section(
    "Tests",
    (
        counts_table(
            ItemKind.TEST, "Cases", empty="The journey has no test cases in scope.",
            outcomes=(Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED, Outcome.OPEN, Outcome.NOT_APPLICABLE),
        ),
    ),
)  # fmt: skip
GO_LIVE = Section(
    "Go-live",
    (
        counts_table(
            ItemKind.CHECK, "Checks", empty="The journey has no go or no-go checks in scope.",
            outcomes=(Outcome.GO, Outcome.NO_GO, Outcome.OPEN, Outcome.NOT_APPLICABLE),
        ),
    ),
)  # fmt: skip
DECISIONS = Section(
    "Decisions",
    (
        Table(
            lambda c: c.snapshot.decisions,
            (
                NUMBER,
                Column("Decision", "title", width=40),
                Column("Status", "status.label", width=16, tones=TONES),
                Column("Owner", "owner.name", width=18),
                Column("Raised", "raised_on", width=14),
                Column("Decided", DECIDED.value, width=14),
            ),
            empty=EMPTY,
        ),
    ),
)
REPORT = Report("playbook", "Migration playbook", sections, prepare, is_long=True)

PLAYBOOK = Kind(
    kind="playbook",
    title="Migration playbook",
    purpose="Tells the migration in one text: scope, people, decisions, each task, and how tests and go-live stand.",
    formats={"docx": REPORT},
)
