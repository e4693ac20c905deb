"""How a journey stands against the versions of its playbook."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from journeys.models import (
    Attachment,
    ChecklistItem,
    Comment,
    Decision,
    Dependency,
    Journey,
    Module,
    Outcome,
    Phase,
    Playbook,
    Priority,
    RaciLetter,
    Task,
    Tool,
    User,
)
from journeys.playbooks import merging, tree
from journeys.playbooks.forests import Forest, Node, Said
from journeys.playbooks.working_days import dates_from
from journeys.queries.playbooks import tree_of

# Why something is out of scope that an upgrade moved there; by it a later version that has it again knows it.
LEFT = "Not in version {version} any more"
LEFT_BEGINS, LEFT_ENDS = LEFT.split("{version}")


def versions_for(journey: Journey, user: User) -> QuerySet[Playbook]:
    """The other versions of the journey's playbook, shipped or of its space, the newest first."""
    if (followed := journey.playbook) is None:
        return Playbook.objects.none()
    same = Playbook.objects.visible_to(user).filter(slug=followed.slug).exclude(pk=followed.pk)
    return same.filter(Q(space=None) | Q(space=journey.space_id)).select_related("space").order_by("-pk").defer("text")


@dataclass(frozen=True, slots=True)
class Standing:
    """A journey that follows a playbook: its rows by ref, and itself as one side of a merge."""

    rows: dict[str, Any]
    tools: dict[int, list[Tool]]
    side: merging.Journey


def compare_with(journey: Journey, playbook: Playbook) -> tuple[merging.Merge, Standing]:
    """What `playbook`, another version of the journey's, would change in it. The same few queries at any size."""
    assert journey.playbook is not None, "only a journey with a playbook has other versions of it"
    standing = standing_of(journey)
    return merging.merge(tree_of(journey.playbook), tree_of(playbook), standing.side), standing


def standing_of(journey: Journey) -> Standing:
    tools: dict[int, list[Tool]] = {}
    for tool in Tool.objects.filter(task__journey=journey).order_by("position"):
        tools.setdefault(tool.task_id, []).append(tool)
    rows: dict[str, Any] = dict(named(rows_in_order(journey)))
    refs = {(type(row), row.pk): ref for ref, row in rows.items()}
    forest: Forest = {}
    for ref, row in rows.items():
        above = above_of(row)
        forest[ref] = Node(
            ref, noun_of(row), refs[above] if above else "", said_by(row, tools.get(row.pk, ())),
            ref if ref == row.key else "", getattr(row, "kind", ""),
        )  # fmt: skip
    worked = {refs[each] for each in worked_on(journey, rows.values()) if each in refs}
    left = {ref for ref, row in rows.items() if has_left(row)}
    return Standing(rows, tools, merging.Journey(forest, worked - left, left))


def rows_in_order(journey: Journey) -> Iterator[Model]:
    """As the nodes of a playbook: what is in a row follows it, items before subtasks."""
    below: dict[tuple | None, list[Model]] = {}
    for rows in (
        Phase.objects.filter(journey=journey),
        Module.objects.filter(phase__journey=journey),
        ChecklistItem.objects.filter(task__journey=journey),
        Task.objects.filter(journey=journey),
    ):
        for row in rows.order_by("position", "pk"):
            below.setdefault(above_of(row), []).append(row)

    def walk(above: tuple | None) -> Iterator[Model]:
        for row in below.get(above, ()):
            yield row
            yield from walk((type(row), row.pk))

    return walk(None)


def above_of(row: Model) -> tuple[type[Model], int] | None:
    match row:
        case Module():
            return Phase, row.phase_id
        case Task():
            return (Task, row.parent_id) if row.parent_id else (Module, row.module_id)
        case ChecklistItem():
            return Task, row.task_id
    return None


def named(rows: Iterable[Model]) -> Iterator[tuple[str, Model]]:
    """Each with its ref: its key, once; the team's own rows have none."""
    known: set[str] = set()
    for row in rows:
        key = row.key  # type: ignore[attr-defined]  # all of them have one
        yield (f"#{noun_of(row)}-{row.pk}" if not key or key in known else key), row
        known.add(key)


def noun_of(row: Model) -> str:
    if isinstance(row, Task) and row.parent_id:
        return "subtask"
    return "item" if isinstance(row, ChecklistItem) else str(row._meta.model_name)


def said_by(row: Model, tools: Iterable[Tool]) -> dict[str, Said]:
    """As `forests.said` says it of the node that the row came from."""
    if isinstance(row, ChecklistItem):
        return {"text": row.text, "section": row.section}
    assert isinstance(row, Phase | Module | Task)
    facts: dict[str, Said] = {"title": row.title, "description": row.description}
    if isinstance(row, Task):
        facts["tools"] = tuple(tree.Tool(tool.name, tool.url) for tool in tools)
        facts |= {"starts_after": row.starts_after, "length": row.length}
    return facts


def has_left(row: Model) -> bool:
    """An upgrade moved it out of scope, and nobody gave another reason since."""
    match row:
        case Task(status=Task.Status.OUT_OF_SCOPE):
            reason = row.status_reason
        case Phase(in_scope=False) | Module(in_scope=False):
            reason = row.scope_reason
        case _:
            return False
    return reason.startswith(LEFT_BEGINS) and reason.endswith(LEFT_ENDS)


def worked_on(journey: Journey, rows: Iterable[Model]) -> Iterator[tuple[type[Model], int]]:
    """The rows that hold more than what they were started with, by type and id: none of it may be lost."""
    for row in rows:
        if is_worked_on(row, journey.starts_on):
            yield type(row), row.pk
    for model, ids in hanging_on(journey):
        for pk in ids:
            if pk is not None:
                yield model, pk


def is_worked_on(row: Model, start: date | None) -> bool:
    match row:
        case ChecklistItem():
            is_weighed = row.priority != Priority.MEDIUM
            return row.outcome != Outcome.OPEN or bool(row.note or row.owner_id) or is_weighed
        case Task():
            facts = (row.owner_id, row.estimate_hours, row.spent_hours)
            dates, plan = (row.starts_on, row.due_on), dates_from(start, row.starts_after, row.length)
            is_dated = dates not in ((None, None), plan)
            return is_dated or row.status != Task.Status.PLANNED or any(fact is not None for fact in facts)
        case Phase() | Module():
            return not row.in_scope
    return False


def hanging_on(journey: Journey) -> Iterator[tuple[type[Model], Iterable[int | None]]]:
    """The ids of tasks, items and modules that other rows of the journey name."""
    files = Attachment.objects.filter(journey=journey).values_list("task", "item")
    waits = Dependency.objects.filter(task__journey=journey).values_list("task", "waits_for")
    letters = RaciLetter.objects.filter(role__journey=journey).values_list("task", "module")
    tasks, items = Decision.tasks.through.objects, Decision.items.through.objects
    for rows, models in ((files, (Task, ChecklistItem)), (waits, (Task, Task)), (letters, (Task, Module))):
        for ids, model in zip(zip(*rows, strict=True), models, strict=False):
            yield model, ids
    yield Task, Comment.objects.filter(task__journey=journey).values_list("task", flat=True)
    yield Task, tasks.filter(decision__journey=journey).values_list("task", flat=True)
    yield ChecklistItem, items.filter(decision__journey=journey).values_list("checklistitem", flat=True)
