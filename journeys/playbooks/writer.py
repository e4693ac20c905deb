"""A tree to its canonical text."""

from collections.abc import Iterator
from hashlib import sha256

from journeys.playbooks.canonical import canonical
from journeys.playbooks.front_matter import front_matter_text
from journeys.playbooks.grammar import SECTION_NAMES, protect, task_title
from journeys.playbooks.lists import tool_line
from journeys.playbooks.tree import Item, Module, Task, Tree


def write(tree: Tree) -> str:
    """The text of a playbook: the same for equal trees, and read back it gives `canonical(tree)`."""
    return "\n".join(_lines(canonical(tree))) + "\n"


def digest(tree: Tree) -> str:
    """SHA-256 of the canonical text, in hex."""
    return sha256(write(tree).encode()).hexdigest()


def _lines(tree: Tree) -> Iterator[str]:
    yield from front_matter_text(tree)
    for phase in tree.phases:
        yield f"# Phase: {phase.title}"
        yield from _text(phase.description)
        for module in phase.modules:
            yield from _module(module)


def _module(module: Module) -> Iterator[str]:
    yield f"# Module: {module.title}"
    yield from _text(module.description)
    for number, task in enumerate(module.tasks, start=1):
        yield f"## Task {number}: {task_title(task.title)}"
        yield from _task(task)
        for place, subtask in enumerate(task.subtasks, start=1):
            yield f"## Task {number}: Subtask {place}: {task_title(subtask.title)}"
            yield from _task(subtask)


def _task(task: Task) -> Iterator[str]:
    if task.starts_after is not None:
        yield f"Start: +{task.starts_after}d"
    if task.length is not None:
        yield f"Length: {task.length}d"
    if task.description:
        yield "#### Description"
        yield from _text(task.description)
    if task.tools:
        yield "#### Tools"
        yield from map(tool_line, task.tools)
    kind, section = "", ""
    for item in task.items:
        if item.kind != kind or (section and not item.section):
            yield f"#### {SECTION_NAMES[item.kind]}"
            kind, section = item.kind, ""
        if item.section != section:
            yield f"##### {item.section}"
            section = item.section
        yield from _item(item)


def _text(text: str) -> Iterator[str]:
    return protect(text.split("\n")) if text else iter(())


def _item(item: Item) -> Iterator[str]:
    first, *others = item.text.split("\n")
    indented = [f"  {line}" if line else "" for line in others]
    return protect([f"- {first}", *indented], in_checklist=True)
