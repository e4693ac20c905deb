"""What a status report says, worked out from a snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from journeys.documents.changes import changes
from journeys.documents.checklists import Entry, entries
from journeys.documents.declaring import Bar, Share
from journeys.documents.progress import (
    Measures,
    Verdict,
    due_within,
    is_overdue,
    rule_text,
    set_by,
    tally,
    target,
    verdict_of,
)
from journeys.documents.snapshot import Attachment, Decision, Snapshot, Task
from journeys.documents.text import count, on, share, words
from journeys.models import ChecklistItem, Outcome, Priority
from journeys.models import Decision as DecisionRow
from journeys.models import Task as TaskRow
from journeys.queries.progress import Figures

DUE_NEXT_DAYS = 14
Status = TaskRow.Status


@dataclass(frozen=True, slots=True)
class Line:
    """Progress of a phase, or of a module in it."""

    phase: str
    module: str
    figures: Figures
    is_in_scope: bool

    @property
    def name(self) -> str:
        title = self.module or self.phase
        return title if self.is_in_scope else f"{title} (out of scope)"

    @property
    def in_scope(self) -> Share | None:
        return share(self.figures.completed_in_scope, self.figures.in_scope)

    @property
    def whole(self) -> Share | None:
        return share(self.figures.completed, self.figures.total)


@dataclass(frozen=True, slots=True)
class Late:
    task: Task
    days: int


@dataclass(frozen=True, slots=True)
class Move:
    """Something left the scope or came back into it."""

    at: datetime
    noun: str
    title: str
    direction: str
    reason: str
    actor: str


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: object
    note: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What the report says, from a snapshot."""

    snapshot: Snapshot
    measures: Measures
    verdict: Verdict
    phases: tuple[Line, ...]
    lines: tuple[Line, ...]  # each phase, then its modules
    changes: tuple[str, ...]
    done: tuple[Task, ...]
    due: tuple[Task, ...]
    overdue: tuple[Late, ...]
    blocked: tuple[Task, ...]
    checks: tuple[Entry, ...]
    decisions: tuple[Decision, ...]  # not taken yet
    moves: tuple[Move, ...]
    evidence: tuple[Attachment, ...]

    @property
    def figures(self) -> Figures:
        return self.measures.figures

    @property
    def since(self) -> str:
        """The start of the period, in words."""
        former = self.snapshot.former
        return f"since report {former.number}" if former else "since the start"


def prepare(snapshot: Snapshot) -> Content:
    lines = tuple(progress_lines(snapshot))
    measures = Measures.of(snapshot)
    done = (t for t in snapshot.tasks if t.status == Status.COMPLETED and snapshot.is_in_period(t.completed_at))
    return Content(
        snapshot=snapshot,
        measures=measures,
        verdict=verdict_of(snapshot),
        phases=tuple(line for line in lines if not line.module),
        lines=lines,
        changes=tuple(changes(snapshot.events)),
        done=tuple(sorted(done, key=lambda task: task.completed_at or snapshot.as_of)),
        due=tuple(due_within(snapshot, DUE_NEXT_DAYS)),
        overdue=tuple(late_tasks(snapshot)),
        blocked=tuple(task for task in snapshot.tasks if task.in_scope and task.status == Status.BLOCKED),
        checks=tuple(open_checks(snapshot)),
        decisions=tuple(d for d in snapshot.decisions if d.status == DecisionRow.Status.PROPOSED),
        moves=tuple(scope_moves(snapshot)),
        evidence=tuple(f for f in snapshot.attachments if f.item and snapshot.is_in_period(f.uploaded_at)),
    )


def late_tasks(snapshot: Snapshot) -> list[Late]:
    """The longest overdue first."""
    late = [
        Late(task, (snapshot.today - task.due_on).days)
        for task in snapshot.tasks
        if task.due_on and is_overdue(task, snapshot.today)
    ]
    return sorted(late, key=lambda late: -late.days)


def progress_lines(snapshot: Snapshot) -> Iterator[Line]:
    tasks: dict[int, list[Task]] = {module.id: [] for module in snapshot.modules}
    for task in snapshot.tasks:
        tasks[task.module.id].append(task)
    for phase in snapshot.phases:
        modules = [module for module in snapshot.modules if module.phase is phase]
        figures = {module.id: tally(tasks[module.id], snapshot.today) for module in modules}
        yield Line(phase.title, "", sum(figures.values(), Figures()), phase.in_scope)
        for module in modules:
            yield Line(phase.title, module.title, figures[module.id], module.in_scope)


def open_checks(snapshot: Snapshot) -> Iterator[Entry]:
    """Go / no-go checks that are not go: those that said no first, then by priority."""
    heaviest_first = list(Priority)
    checks = [check for check in entries(snapshot, ChecklistItem.Kind.CHECK) if not check.item.is_resolved]
    return iter(
        sorted(
            checks,
            key=lambda check: (check.item.outcome != Outcome.NO_GO, heaviest_first.index(check.item.priority)),
        )
    )


def scope_moves(snapshot: Snapshot) -> Iterator[Move]:
    for event in snapshot.events:
        noun, _, verb = event.verb.partition(".")
        if verb in ("left_scope", "entered_scope"):
            direction = "Left" if verb == "left_scope" else "Came back"
            yield Move(event.at, noun, event.data["title"], direction, event.data.get("reason", ""), event.actor)


def title_of(task: Task) -> str:
    """A subtask says whose it is."""
    return f"{task.parent.title}: {task.title}" if task.parent else task.title


def changes_heading(content: Content) -> str:
    former = content.snapshot.former
    return f"Changed since report {former.number} ({on(former.as_of)})" if former else "What happened so far"


def facts(content: Content) -> Iterator[Fact]:
    """The headline, as rows of a workbook."""
    figures, former = content.figures, content.snapshot.former
    verdict = content.verdict
    yield Fact("Status", verdict.light.word, set_by(verdict.override) if verdict.override else verdict.because)
    if verdict.override:
        yield Fact("Status by the rule", verdict.by_rule.word, verdict.because)
    yield Fact("How the status is set", None, rule_text())
    yield Fact("Progress, in scope", share(figures.completed_in_scope, figures.in_scope), in_scope_words(figures))
    yield Fact("Progress, whole journey", share(figures.completed, figures.total), whole_words(figures))
    yield Fact("Target date", content.snapshot.journey.due_on, target(content.snapshot))
    yield Fact("Start", content.snapshot.journey.starts_on)
    yield Fact("Period from", former.as_of if former else None, content.since.capitalize())
    yield Fact("Period to", content.snapshot.as_of)
    yield Fact("Tasks planned", figures.planned)
    yield Fact("Tasks in progress", figures.in_progress)
    yield Fact("Tasks blocked", figures.blocked)
    yield Fact("Tasks completed", figures.completed_in_scope, "In scope")
    yield Fact("Tasks overdue", figures.overdue)
    yield Fact("Tasks out of scope", figures.total - figures.in_scope)


def in_scope_words(figures: Figures) -> str:
    return f"{figures.completed_in_scope} of {count(figures.in_scope, 'task')} in scope completed"


def whole_words(figures: Figures) -> str:
    return f"{figures.completed} of {count(figures.total, 'task')} in all completed"


def headline(content: Content) -> list[tuple[str, str]]:
    figures = content.figures
    return [
        (words(share(figures.completed_in_scope, figures.in_scope)) or "–", in_scope_words(figures)),
        (words(share(figures.completed, figures.total)) or "–", whole_words(figures)),
        (str(figures.overdue), "overdue"),
        (str(figures.blocked), "blocked"),
    ]


def bars(content: Content) -> Iterator[Bar]:
    for line in content.phases:
        f = line.figures
        note = f"{words(line.in_scope)}, {f.completed_in_scope} of {f.in_scope}" if f.in_scope else "nothing in scope"
        yield Bar(line.name, (f.completed_in_scope, f.in_progress, f.blocked, f.planned), note)
