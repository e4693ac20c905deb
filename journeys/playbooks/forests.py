"""A playbook or a journey node by node, each under the name that it has in all versions."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from journeys.playbooks.comparing import FIELDS, nodes_of, partners
from journeys.playbooks.slugs import slug_of
from journeys.playbooks.tree import Tool, Tree

Said = str | int | None | tuple[Tool, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A node without those below it. `ref` says which one it is in all versions; `parent` is the ref above it, or "".

    `key` is the one that it has in its own tree: "" when a team added it. `fields` are those of `comparing.FIELDS`.
    """

    ref: str
    noun: str
    parent: str
    fields: Mapping[str, Said]
    key: str = ""
    kind: str = ""  # of an item

    @property
    def title(self) -> str:
        """What people know it by; of an item, its text."""
        return str(self.fields["text" if self.noun == "item" else "title"])

    @property
    def name(self) -> tuple[str, str, str]:
        """By which it is known among its siblings."""
        slug = self.key.rsplit("/", 1)[-1] if self.key else slug_of(self.title)
        return self.noun, self.kind, slug


# By ref, in the order of the tree: parents before what is below them, siblings in their order.
Forest = dict[str, Node]


def forest_of(tree: Tree) -> Forest:
    """The nodes of a playbook. Their refs are their keys."""
    return {
        node.key: Node(
            ref=node.key,
            noun=node.noun,
            parent=node.parent.key if node.parent else "",
            fields=said(node.noun, node.value),
            key=node.key,
            kind=getattr(node.value, "kind", ""),
        )
        for node in nodes_of(tree)
        if node.noun != "playbook"
    }


def said(noun: str, value: object) -> dict[str, Said]:
    """What a node says by itself: `value` is its part of a playbook, or its row."""
    return {name: getattr(value, name) for name in FIELDS[noun]}


def newer_forest(then: Tree, now: Tree, known: AbstractSet[str]) -> Forest:
    """`now`, under the refs that its nodes have in `then`. Those whose keys are `known` are themselves."""
    same = partners(list(nodes_of(then)), list(nodes_of(now)))
    refs = {new.key: old.key for new, old in same.items() if new.key not in known}
    return renamed(forest_of(now), refs)


def renamed(forest: Forest, refs: Mapping[str, str]) -> Forest:
    """The same nodes under other refs; those that `refs` doesn't have keep theirs."""
    return {
        refs.get(ref, ref): replace(node, ref=refs.get(ref, ref), parent=refs.get(node.parent, node.parent))
        for ref, node in forest.items()
    }


def children_of(forest: Forest) -> dict[str, list[str]]:
    """By ref, in order; "" has the phases."""
    children: dict[str, list[str]] = {"": [], **{ref: [] for ref in forest}}
    for ref, node in forest.items():
        children[node.parent].append(ref)
    return children


def below(ref: str, children: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """`ref` and all below it, in order."""
    yield ref
    for child in children.get(ref, ()):
        yield from below(child, children)


def titles_above(forest: Forest, node: Node) -> tuple[str, ...]:
    """Of all that it is in, from the phase down."""
    titles: list[str] = []
    while above := forest.get(node.parent):
        node = above
        titles.insert(0, node.title)
    return tuple(titles)
