"""A journey as a playbook would hold it."""

from dataclasses import dataclass

from journeys.models import ChecklistItem, Journey, Module, Phase, Task, Tool
from journeys.playbooks import tree
from journeys.playbooks.canonical import canonical
from journeys.playbooks.working_days import plan_from


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a journey becomes part of the playbook. Titles and order always do."""

    in_scope_only: bool = True
    descriptions: bool = True
    tools: bool = True
    items: bool = True
    dates: bool = True


def tree_of_journey(journey: Journey, parts: Parts, *, title: str, version: str, summary: str = "") -> tree.Tree:
    """In canonical form, with keys made anew from its titles. Five queries at any size.

    Dates are relative to the start of the journey; a task without dates keeps its plan.
    """
    return canonical(tree.Tree(title, version, summary, _Reading(journey, parts).phases()))


class _Reading:
    def __init__(self, journey: Journey, parts: Parts):
        self.parts, self.start = parts, journey.starts_on
        of_tasks = {"task__journey": journey}
        self.phase_rows = list(Phase.objects.filter(journey=journey).order_by("position"))
        self.modules = grouped(Module.objects.filter(phase__journey=journey).order_by("position"), "phase_id")
        tasks = list(Task.objects.filter(journey=journey).order_by("position"))
        self.tasks = grouped([row for row in tasks if row.parent_id is None], "module_id")
        self.subtasks = grouped([row for row in tasks if row.parent_id is not None], "parent_id")
        self.tools = grouped(Tool.objects.filter(**of_tasks).order_by("position"), "task_id")
        self.items = grouped(ChecklistItem.objects.filter(**of_tasks).order_by("position"), "task_id")

    def kept(self, rows: list) -> list:
        return [row for row in rows if not self.parts.in_scope_only or is_in_scope(row)]

    def described(self, row) -> str:
        return row.description if self.parts.descriptions else ""

    def phases(self) -> tuple[tree.Phase, ...]:
        return tuple(
            tree.Phase(
                row.title,
                self.described(row),
                tuple(
                    tree.Module(each.title, self.described(each), self.works(self.tasks.get(each.pk, [])))
                    for each in self.kept(self.modules.get(row.pk, []))
                ),
            )
            for row in self.kept(self.phase_rows)
        )

    def works(self, rows: list[Task]) -> tuple[tree.Task, ...]:
        return tuple(self.work(row) for row in self.kept(rows))

    def work(self, row: Task) -> tree.Task:
        starts_after, length = self.plan_of(row) if self.parts.dates else (None, None)
        tools = self.tools.get(row.pk, []) if self.parts.tools else []
        items = self.items.get(row.pk, []) if self.parts.items else []
        return tree.Task(
            row.title,
            self.described(row),
            tuple(tree.Tool(each.name, each.url) for each in tools),
            tuple(tree.Item(each.kind, each.section, each.text) for each in items),
            self.works(self.subtasks.get(row.pk, [])),
            starts_after=starts_after,
            length=length,
        )

    def plan_of(self, row: Task) -> tuple[int | None, int | None]:
        if self.start and (row.starts_on or row.due_on):
            return plan_from(self.start, row.starts_on, row.due_on)
        return row.starts_after, row.length


def is_in_scope(row: Phase | Module | Task) -> bool:
    return row.status != Task.Status.OUT_OF_SCOPE if isinstance(row, Task) else row.in_scope


def grouped(rows, by: str) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row)
    return groups
