"""A playbook as JSON, for `import_playbook --json` and the API."""

from typing import Any

from journeys.playbooks.reader import Reading
from journeys.playbooks.tree import Item, Module, Phase, Problem, Task, Tree
from journeys.playbooks.writer import digest

FIELDS = ("slug", "title", "version", "summary", "digest", "counts", "phases")


def as_json(tree: Tree) -> dict[str, Any]:
    """What a playbook is and all that is in it."""
    return {
        "slug": tree.slug,
        "title": tree.title,
        "version": tree.version,
        "summary": tree.summary,
        "digest": digest(tree),
        "counts": tree.counts,
        "phases": [_phase(phase) for phase in tree.phases],
    }


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """The same for a file that was just read, with what was found in it; all None when it has errors."""
    tree = as_json(reading.tree) if reading.tree else dict.fromkeys(FIELDS)
    return tree | {
        "warnings": [_problem(problem) for problem in reading.warnings],
        "errors": [_problem(problem) for problem in reading.errors],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "text": problem.text}


def _phase(phase: Phase) -> dict[str, Any]:
    modules = [_module(module) for module in phase.modules]
    return {"title": phase.title, "description": phase.description, "modules": modules}


def _module(module: Module) -> dict[str, Any]:
    tasks = [_task(task) | {"subtasks": [_task(subtask) for subtask in task.subtasks]} for task in module.tasks]
    return {"title": module.title, "description": module.description, "tasks": tasks}


def _task(task: Task) -> dict[str, Any]:
    return {
        "title": task.title,
        "description": task.description,
        "starts_after": task.starts_after,
        "length": task.length,
        "tools": [{"name": tool.name, "url": tool.url} for tool in task.tools],
        "items": [_item(item) for item in task.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "section": item.section,
        "text": item.text,
        "needs_evidence": item.needs_evidence,
    }
