"""The whole tree of a journey as rows, filtered, with the figures above them. The same few queries at any size."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from journeys.models import RESOLVED, Attachment, ChecklistItem, Journey, Member, Module, Phase, Task
from journeys.queries.dependencies import open_count
from journeys.queries.filtering import Filters, let_through
from journeys.queries.progress import Figures, figures_by_module

Status = Task.Status
# One more than a database's largest number has.
DIGITS_OF_AN_ID = 19
ALL = Q()
# From how many tasks on an outline is folded, and how many hits of a filter unfold it.
LARGE = 1500
FEW = 500
# Phases and modules by id and title.
Choices = list[tuple[int, str, list[tuple[int, str]]]]
LABELS = {status.value: str(status.label) for status in Status}


@dataclass(slots=True)
class TaskRow:
    """One task or subtask as the outline shows it."""

    id: int
    title: str
    parent_id: int | None
    module_id: int
    status: str
    reason: str
    owner_id: int | None
    owner: str | None
    due_on: date | None
    in_scope: bool
    is_overdue: bool
    waits_for: int = 0  # open tasks
    items: int = 0
    resolved: int = 0
    missing_files: int = 0
    files: int = 0
    kinds: set[str] = field(default_factory=set)
    is_shown: bool = True
    is_context: bool = False
    subtasks: list["TaskRow"] = field(default_factory=list)

    @property
    def state(self) -> str:
        return "overdue" if self.is_overdue else self.status

    @property
    def state_label(self) -> str:
        return "Overdue" if self.is_overdue else LABELS[self.status]

    @property
    def look(self) -> "Look":
        return Look(
            self.id,
            self.title,
            self.status,
            self.state,
            self.state_label,
            self.reason,
            self.owner,
            self.due_on,
            self.in_scope,
            self.waits_for,
            self.items,
            self.resolved,
            self.missing_files,
            self.files,
        )


class Look(NamedTuple):
    """All that a row shows: rows with equal looks look the same."""

    id: int
    title: str
    status: str
    state: str
    state_label: str
    reason: str
    owner: str | None
    due_on: date | None
    in_scope: bool
    waits_for: int
    items: int
    resolved: int
    missing_files: int
    files: int


@dataclass(slots=True)
class ModuleRow:
    id: int
    title: str
    in_scope: bool
    reason: str
    size: int = 0
    figures: Figures = field(default_factory=Figures)
    tasks: list[TaskRow] = field(default_factory=list)
    folded: int = 0  # tasks to show that are not fetched yet

    @property
    def rows(self) -> list[TaskRow]:
        """What is shown, a subtask right behind its task."""
        return [row for task in self.tasks for row in (task, *task.subtasks) if row.is_shown]


@dataclass(slots=True)
class PhaseRow:
    id: int
    title: str
    in_scope: bool
    reason: str
    modules: list[ModuleRow] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)

    @property
    def is_folded(self) -> bool:
        return any(module.folded for module in self.modules)

    def add_up(self) -> None:
        """The figures of a phase are those of its modules."""
        self.figures = sum((module.figures for module in self.modules), Figures())


@dataclass(slots=True)
class Outline:
    """The phases with what is shown of them; `choices` are all phases and modules."""

    phases: list[PhaseRow]
    choices: Choices
    figures: Figures
    shown: int


def outline(journey: Journey, filters: Filters, today: date, me: QuerySet[Member], folds: bool = False) -> Outline:
    """All phases and modules, with the tasks that `filters` let through. Five queries.

    One that `folds` keeps its speed at any size: of a journey with more than `LARGE` tasks, a module that nobody
    asked for only says how many it has to show, unless the filters let few through. Seven queries at most.
    """
    phases, modules = branches(journey)
    wanted = let_through(filters, today, me)
    if folds and sum(module.size for module in modules.values()) > LARGE:
        shown = fold(journey, wanted, today, modules, most=LARGE if filters.module else FEW)
    else:
        tasks = task_rows(journey, today, wanted)
        for row in tasks:
            modules[row.module_id].figures.count(row.status, row.in_scope, row.is_overdue)
        shown = sum(row.is_shown for row in tasks)
        hang(tasks, modules)
    for phase in phases.values():
        phase.add_up()
    choices = choices_of(phases.values())
    figures = sum((phase.figures for phase in phases.values()), Figures())
    kept = [phase for phase in phases.values() if not filters.are_set or narrow(phase, filters)]
    return Outline(kept, choices, figures, shown)


def fold(journey: Journey, wanted: Q, today: date, modules: dict[int, ModuleRow], most: int) -> int:
    """Hang the wanted tasks into their modules; when there are more than `most`, only how many. Says how many."""
    for module_id, figures in figures_by_module(journey, today).items():
        modules[module_id].figures = figures
    found = list(journey.tasks.filter(wanted).values_list("pk", "module_id", "parent_id"))
    if len(found) > most:
        for _, module_id, _ in found:
            modules[module_id].folded += 1
        return len(found)
    ids = {task_id for task_id, *_ in found}
    rows = task_rows(journey, today, pk__in=ids.union(parent_id for *_, parent_id in found if parent_id))
    for row in rows:
        row.is_shown = row.id in ids
    hang(rows, modules)
    return len(found)


def hang(tasks: list[TaskRow], modules: dict[int, ModuleRow]) -> None:
    """Put each task into its module, and each subtask below its task."""
    by_id = {row.id: row for row in tasks}
    for row in tasks:
        if row.parent_id is None:
            modules[row.module_id].tasks.append(row)
        else:
            by_id[row.parent_id].subtasks.append(row)
    for row in tasks:
        # A task that is left out itself is still shown, quietly, above a subtask of its that is not.
        if not row.is_shown and any(subtask.is_shown for subtask in row.subtasks):
            row.is_shown = row.is_context = True


def branches(journey: Journey) -> tuple[dict[int, PhaseRow], dict[int, ModuleRow]]:
    """The phases and modules of a journey, in order, the modules within their phases."""
    phases = {
        row[0]: PhaseRow(*row)
        for row in Phase.objects.filter(journey=journey).values_list("id", "title", "in_scope", "scope_reason")
    }
    modules: dict[int, ModuleRow] = {}
    for phase_id, *row in (
        Module.objects.filter(phase__journey=journey)
        .annotate(size=Count("tasks"))
        .order_by("position", "pk")
        .values_list("phase_id", "id", "title", "in_scope", "scope_reason", "size")
    ):
        module = ModuleRow(*row)  # type: ignore[arg-type]  # in the order of its fields
        modules[module.id] = module
        phases[phase_id].modules.append(module)
    return phases, modules


def choices_of(phases: Iterable[PhaseRow]) -> Choices:
    return [(phase.id, phase.title, [(module.id, module.title) for module in phase.modules]) for phase in phases]


def narrow(phase: PhaseRow, filters: Filters) -> bool:
    """Leave out the modules of `phase` in which nothing is shown; says whether any is left."""
    if filters.phase and phase.id != filters.phase:
        return False
    wanted = [module for module in phase.modules if not filters.module or module.id == filters.module]
    phase.modules = [module for module in wanted if module.folded or module.rows]
    return bool(phase.modules)


def task_rows(journey: Journey, today: date, shown: Q = ALL, **where) -> list[TaskRow]:
    """The rows of a journey's tasks, or of those `where` a filter holds, with counts of items and files.

    All are there, and say whether they are `shown`. In order of position. Three queries.
    """
    tasks = Task.objects.filter(journey=journey, **where).annotate(open_awaited=open_count())
    columns = [
        "id", "title", "parent_id", "module_id", "status", "status_reason", "owner_id", "owner__name", "due_on",
        "module__in_scope", "module__phase__in_scope", "parent__status", "open_awaited",
    ]  # fmt: skip
    if shown:
        tasks = tasks.annotate(is_shown=shown)
        columns.append("is_shown")
    rows = [row_of(values, today) for values in tasks.order_by("position", "pk").values_list(*columns)]
    of_them = {"task__journey": journey, **{f"task__{name}": value for name, value in where.items()}}
    count_items_and_files({row.id: row for row in rows}, of_them)
    return rows


def row_of(values: tuple, today: date) -> TaskRow:
    *plain, module_in_scope, phase_in_scope, parent_status, open_awaited = values[:13]
    status, due_on = plain[4], plain[8]
    in_scope = (
        module_in_scope and phase_in_scope and status != Status.OUT_OF_SCOPE and parent_status != Status.OUT_OF_SCOPE
    )
    is_overdue = in_scope and due_on is not None and due_on < today and status != Status.COMPLETED
    row = TaskRow(*plain, in_scope=in_scope, is_overdue=is_overdue)  # type: ignore[misc]  # plain has the first nine
    row.waits_for = open_awaited if in_scope and status != Status.COMPLETED else 0
    row.is_shown = bool(values[13]) if len(values) > 13 else True
    return row


def count_items_and_files(rows: dict[int, TaskRow], of_them: dict) -> None:
    for task_id, kind, items, resolved, asking in (
        ChecklistItem.objects.filter(**of_them).order_by().values_list("task_id", "kind").annotate(**ITEM_COUNTS)
    ):
        row = rows[task_id]
        row.kinds.add(kind)
        row.items += items
        row.resolved += resolved
        row.missing_files += asking
    proved = set()
    for task_id, item_id, needs_evidence in (
        Attachment.objects.current()
        .filter(**of_them)
        .order_by()
        .values_list("task_id", "item_id", "item__needs_evidence")
    ):
        rows[task_id].files += 1
        if needs_evidence and item_id not in proved:
            proved.add(item_id)
            rows[task_id].missing_files -= 1


ITEM_COUNTS = {
    "total": Count("pk"),
    "resolved": Count("pk", filter=Q(outcome__in=RESOLVED)),
    "asking": Count("pk", filter=Q(needs_evidence=True)),
}


def ids_of(values: Iterable[str], most: int = 200) -> list[int]:
    """The ids among comma-separated `values`, the first `most`; what can't be one is passed over."""
    words = [word for value in values for word in value.split(",")]
    return [int(word) for word in words if word.isdecimal() and len(word) < DIGITS_OF_AN_ID][:most]
