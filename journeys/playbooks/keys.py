"""The keys of a tree's nodes: the same title path gives the same key in every version."""

from collections.abc import Iterable
from dataclasses import replace

from journeys.playbooks.slugs import slug_of
from journeys.playbooks.tree import Item, Module, Phase, Task, Tree

# The deepest key is phase, module, task, subtask, kind and item: 5 slugs of 80 stay under this.
KEY_LIMIT = 500


class _Siblings:
    """Hands out keys below one node, with a counter for doubles."""

    def __init__(self, path: str):
        self.prefix = f"{path}/" if path else ""
        self.used: set[str] = set()
        self.counters: dict[str, int] = {}

    def key(self, name: str) -> str:
        key, counter = name, self.counters.get(name, 1)
        while key in self.used:
            counter += 1
            key = f"{name}-{counter}"
        self.counters[name] = counter
        self.used.add(key)
        return self.prefix + key


def assign(tree: Tree) -> Tree:
    """The same tree with a key on each node, unique within the tree and under 500 characters."""
    siblings = _Siblings("")
    return replace(tree, phases=tuple(_phase(phase, siblings) for phase in tree.phases))


def _phase(phase: Phase, siblings: _Siblings) -> Phase:
    key = siblings.key(slug_of(phase.title))
    below = _Siblings(key)
    return replace(phase, key=key, modules=tuple(_module(module, below) for module in phase.modules))


def _module(module: Module, siblings: _Siblings) -> Module:
    key = siblings.key(slug_of(module.title))
    return replace(module, key=key, tasks=_tasks(module.tasks, key))


def _tasks(tasks: Iterable[Task], path: str) -> tuple[Task, ...]:
    siblings = _Siblings(path)
    return tuple(_task(task, siblings) for task in tasks)


def _task(task: Task, siblings: _Siblings) -> Task:
    key = siblings.key(slug_of(task.title))
    below = _Siblings(key)
    # The items come first, so that a subtask called "Check" cannot take the key of one.
    items = tuple(_item(item, below) for item in task.items)
    subtasks = tuple(_task(subtask, below) for subtask in task.subtasks)
    return replace(task, key=key, items=items, subtasks=subtasks)


def _item(item: Item, siblings: _Siblings) -> Item:
    return replace(item, key=siblings.key(f"{item.kind}/{slug_of(item.text)}"))
