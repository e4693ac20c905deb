"""The one form of a tree that writing and reading agree on."""

import re
from collections.abc import Iterable
from dataclasses import replace

from journeys.playbooks import keys
from journeys.playbooks.lists import is_url
from journeys.playbooks.prose import block, one_line, tame
from journeys.playbooks.tree import DEFAULT_VERSION, LONGEST_DAYS, TITLE_LIMIT, Item, Module, Phase, Task, Tool, Tree

_ASKS_FOR_A_FILE = re.compile(r"\b(?:upload|attach)", re.IGNORECASE)


def canonical(tree: Tree) -> Tree:
    """The same tree as a file would give it back.

    Titles are one line of at most 300 characters, and never empty. Texts have no blank lines around them, at most the
    two spaces of a hard break at a line's end, and hyphens for round bullets. Empty items and tools are dropped, and so
    are items that a task has already. What needs evidence, and each key, follows from the texts.
    """
    return keys.assign(
        replace(
            tree,
            title=title(tree.title),
            version=tree.version or DEFAULT_VERSION,
            summary=one_line(tree.summary),
            phases=tuple(_phase(phase) for phase in tree.phases),
        )
    )


def title(text: str) -> str:
    """`text` as the title of a node."""
    line = one_line(text)
    if len(line) > TITLE_LIMIT:
        line = line[: TITLE_LIMIT - 1].rstrip() + "…"
    return line or "Untitled"


def item_text(text: str) -> str:
    """`text` as an item keeps it: like a description, and not indented."""
    return block(tame(text).strip())


def asks_for_a_file(text: str) -> bool:
    """Whether the words of an item ask for evidence."""
    return _ASKS_FOR_A_FILE.search(text) is not None


def _phase(phase: Phase) -> Phase:
    modules = tuple(_module(module) for module in phase.modules)
    return replace(phase, title=title(phase.title), description=block(phase.description), modules=modules)


def _module(module: Module) -> Module:
    tasks = tuple(_task(task) for task in module.tasks)
    return replace(module, title=title(module.title), description=block(module.description), tasks=tasks)


def _task(task: Task) -> Task:
    return Task(
        title=title(task.title),
        description=block(task.description),
        tools=tuple(tool for tool in map(_tool, task.tools) if tool.name),
        items=_items(task.items),
        subtasks=tuple(_task(subtask) for subtask in task.subtasks),
        starts_after=_days(task.starts_after, 0),
        length=_days(task.length, 1),
    )


def _days(days: int | None, least: int) -> int | None:
    return None if days is None else min(max(days, least), LONGEST_DAYS)


def _tool(tool: Tool) -> Tool:
    name, url = one_line(tool.name), one_line(tool.url)
    if url and not is_url(url):
        name, url = f"{name} {url}".strip(), ""
    return Tool(title(name or url) if name or url else "", url)


def _items(items: Iterable[Item]) -> tuple[Item, ...]:
    # A dict keeps the first of each, in order.
    unique: dict[tuple[str, str, str], Item] = {}
    for item in items:
        section = title(item.section) if item.section.strip() else ""
        text = item_text(item.text)
        if text:
            unique.setdefault((item.kind, section, text), Item(item.kind, section, text, asks_for_a_file(text)))
    return tuple(unique.values())
