"""Two versions of a playbook side by side: which node of the one is which of the other, and how they differ.

Nodes are the same by key. One that lost its key to a new title or place is known again by its words: a reworded item
only within its task, since many tasks end with the same line.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from journeys.playbooks.tree import Item, Module, Phase, Task, Tree

Value = Tree | Phase | Module | Task | Item
_TASK = ("title", "description", "tools", "starts_after", "length")
# What is compared of each, from the top of the tree to its leaves: the version of a playbook differs anyway.
FIELDS = {
    "playbook": ("title", "summary"),
    "phase": ("title", "description"),
    "module": ("title", "description"),
    "task": _TASK,
    "subtask": _TASK,
    "item": ("text", "section"),
}
ALIKE = 0.5  # the share of words at which two nodes are one that changed
_SEARCHED = 40  # among how many a node is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of a tree, where it stands. Two nodes are equal only when they are the same one."""

    noun: str
    value: Value
    parent: "Node | None" = None
    place: int = 0  # among those of its noun in the same parent

    @property
    def key(self) -> str:
        return getattr(self.value, "key", "")

    @property
    def title(self) -> str:
        """What it is called; of an item, its text."""
        return self.value.text if isinstance(self.value, Item) else self.value.title

    @property
    def above(self) -> tuple["Node", ...]:
        """Its parent and theirs, from the phase down."""
        return (*self.parent.above, self.parent) if self.parent and self.parent.noun != "playbook" else ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A node that both trees have."""

    old: Node
    new: Node
    fields: tuple[str, ...] = ()  # that differ
    is_elsewhere: bool = False  # in another parent
    is_reordered: bool = False  # at another place in the same parent

    @property
    def is_moved(self) -> bool:
        return self.is_elsewhere or self.is_reordered


@dataclass(frozen=True, slots=True)
class Difference:
    """All nodes of two trees; pairs and added nodes in the order of the new tree, removed ones in that of the old."""

    pairs: tuple[Pair, ...]
    added: tuple[Node, ...]
    removed: tuple[Node, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.fields)

    @property
    def moved(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_moved)

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed or self.moved)


def compare(old: Tree, new: Tree) -> Difference:
    """What became of `old` in `new`. Keys are taken as they stand; a node without one is never the same by key."""
    before, after = list(nodes_of(old)), list(nodes_of(new))
    same = partners(before, after)
    known, reordered = set(same.values()), reordered_in(after, same)
    return Difference(
        tuple(paired(same[node], node, same, reordered) for node in after if node in same),
        tuple(node for node in after if node not in same),
        tuple(node for node in before if node not in known),
    )


def paired(old: Node, new: Node, same: dict[Node, Node], reordered: set[Node]) -> Pair:
    fields = tuple(name for name in FIELDS[new.noun] if getattr(old.value, name) != getattr(new.value, name))
    is_elsewhere = new.parent is not None and same.get(new.parent) is not old.parent
    return Pair(old, new, fields, is_elsewhere, new in reordered)


def nodes_of(tree: Tree) -> Iterator[Node]:
    """The playbook itself, then all that is in it, as it is read."""
    yield from _below(Node("playbook", tree))


def _below(node: Node) -> Iterator[Node]:
    yield node
    for noun, values in children_of(node.value):
        for place, value in enumerate(values):
            yield from _below(Node(noun, value, node, place))


def children_of(value: Value) -> tuple[tuple[str, Sequence[Value]], ...]:
    """What is right below a node, by noun."""
    if isinstance(value, Tree):
        return (("phase", value.phases),)
    if isinstance(value, Phase):
        return (("module", value.modules),)
    if isinstance(value, Module):
        return (("task", value.tasks),)
    if isinstance(value, Task):
        return ("item", value.items), ("subtask", value.subtasks)
    return ()


def partners(before: Iterable[Node], after: Iterable[Node]) -> dict[Node, Node]:
    """The node of the old tree that each of the new one is, for those that were there before."""
    same: dict[Node, Node] = {}
    old_by_noun, new_by_noun = _by(before, lambda node: node.noun), _by(after, lambda node: node.noun)
    for noun in FIELDS:  # parents before children
        old, new = old_by_noun.get(noun, []), new_by_noun.get(noun, [])
        if noun == "playbook":
            same[new[0]] = old[0]
            continue
        _pair_up(same, old, new, lambda node, parent: node.key or None)
        _pair_up(same, old, new, lambda node, parent: (parent, _name(node)) if parent and node.key else None)
        _pair_alike(same, old, new)
    return same


def _by(nodes: Iterable[Node], what: Callable[[Node], Hashable]) -> dict[Hashable, list[Node]]:
    found: dict[Hashable, list[Node]] = {}
    for node in nodes:
        found.setdefault(what(node), []).append(node)
    return found


def _name(node: Node) -> str:
    """What the key adds to that of the parent."""
    return node.key.removeprefix(f"{node.parent.key}/" if node.parent else "")


def _pair_up(
    same: dict[Node, Node], old: list[Node], new: list[Node], sign: Callable[[Node, Node | None], Hashable]
) -> None:
    """Those with the same sign are the same, where each tree has one such. Parents are told by the old tree."""
    known = set(same.values())
    before = _by((node for node in old if node not in known), lambda node: sign(node, node.parent))
    after = _by((node for node in new if node not in same), lambda node: sign(node, _was(node.parent, same)))
    for each, found in after.items():
        if each is not None and len(found) == len(before.get(each, ())) == 1:
            same[found[0]] = before[each][0]


def _was(node: Node | None, same: dict[Node, Node]) -> Node | None:
    return same.get(node) if node else None


def _pair_alike(same: dict[Node, Node], old: list[Node], new: list[Node]) -> None:
    """A node with a new title in the same parent, or with the same one elsewhere."""
    known = set(same.values())
    left = [node for node in old if node not in known]
    in_parent, by_name = _by(left, lambda node: node.parent), _by(left, _name)
    words = {node: _words(node) for node in left}
    for node in new:
        if node in same:
            continue
        mine = _words(node)
        near = in_parent.get(_was(node.parent, same), [])
        far = [] if node.noun == "item" else by_name.get(_name(node), [])
        free = islice((each for each in [*far, *near] if each not in known), _SEARCHED)
        best = max(free, key=lambda each: _likeness(mine, words[each]), default=None)
        if best and _likeness(mine, words[best]) >= ALIKE:
            same[node] = best
            known.add(best)


def _words(node: Node) -> frozenset[str]:
    """Of what it says itself, and of all titles below it."""
    below = (each.title for each in _below(node))
    return frozenset(" ".join((getattr(node.value, "description", ""), *below)).casefold().split())


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), len(other), 1)


def reordered_in(after: Iterable[Node], same: dict[Node, Node]) -> set[Node]:
    """The fewest nodes by whose moving within their parents the old order becomes the new one."""
    stayed = (node for node in after if node in same and _was(node.parent, same) is same[node].parent)
    found: set[Node] = set()
    for siblings in _by(stayed, lambda node: (node.parent, node.noun)).values():
        kept = _ascending([same[node].place for node in siblings])
        found.update(node for at, node in enumerate(siblings) if at not in kept)
    return found


def _ascending(places: Sequence[int]) -> set[int]:
    """At which indices the longest ascending run of `places` stands."""
    ends: list[int] = []  # the smallest last place of a run, by its length
    last: list[int] = []  # the index of that place
    before: list[int | None] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length : length + 1], last[length : length + 1] = [place], [at]
        before.append(last[length - 1] if length else None)
    kept: set[int] = set()
    step = last[-1] if last else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return kept
