"""A playbook's tree becomes the rows of a journey."""

from collections.abc import Iterable
from datetime import date

from journeys.models import ChecklistItem, Journey, Module, Phase, Task, Tool
from journeys.playbooks import tree as playbook
from journeys.playbooks.working_days import dates_from

# Room between siblings, so that moving one seldom moves others.
GAP = 1024


def grow(journey: Journey, tree: playbook.Tree) -> None:
    """Give an empty journey its own copy of `tree`. A fixed number of statements for each kind of row."""
    phases = placed(tree.phases, lambda node, at: Phase(journey=journey, **branch(node, at)))
    Phase.objects.bulk_create(row for _, row in phases)
    modules = [
        pair
        for node, phase in phases
        for pair in placed(node.modules, lambda n, at, phase=phase: Module(phase=phase, **branch(n, at)))
    ]
    Module.objects.bulk_create(row for _, row in modules)
    tasks = [
        pair
        for node, module in modules
        for pair in placed(
            node.tasks,
            lambda n, at, module=module: Task(journey=journey, module=module, **work(n, at, journey.starts_on)),
        )
    ]
    Task.objects.bulk_create(row for _, row in tasks)
    subtasks = [
        pair
        for node, task in tasks
        for pair in placed(
            node.subtasks,
            lambda n, at, task=task: Task(
                journey=journey, module_id=task.module_id, parent=task, **work(n, at, journey.starts_on)
            ),
        )
    ]
    Task.objects.bulk_create(row for _, row in subtasks)
    furnish(tasks + subtasks)


def furnish(tasks: Iterable[tuple[playbook.Task, Task]]) -> None:
    """Tools and checklist items of the tasks."""
    Tool.objects.bulk_create(
        Tool(task=row, name=tool.name, url=tool.url, position=at)
        for node, row in tasks
        for at, tool in enumerate(node.tools)
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            task=row,
            key=item.key,
            kind=item.kind,
            section=item.section,
            text=item.text,
            needs_evidence=item.needs_evidence,
            position=at * GAP,
        )
        for node, row in tasks
        for at, item in enumerate(node.items)
    )


def placed(nodes, make) -> list:
    """Pairs of node and row, the rows made with their positions."""
    return [(node, make(node, at * GAP)) for at, node in enumerate(nodes)]


def branch(node, position: int) -> dict:
    return {"key": node.key, "title": node.title, "description": node.description, "position": position}


def work(node: playbook.Task, position: int, start: date | None) -> dict:
    """What a task has that other nodes have not: its plan, and its dates when the journey has a start."""
    starts_on, due_on = dates_from(start, node.starts_after, node.length)
    plan = {"starts_after": node.starts_after, "length": node.length, "starts_on": starts_on, "due_on": due_on}
    return branch(node, position) | plan
