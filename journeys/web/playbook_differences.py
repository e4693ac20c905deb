"""What differs between two playbooks, as lines to read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from journeys.playbooks.comparing import Difference, Node, Pair, compare
from journeys.playbooks.tree import Tree
from journeys.web.comparing import Side, sides

MOST_LINES = 300  # of each part
PLURALS = {"phase": "phases", "module": "modules", "task": "tasks", "subtask": "subtasks", "item": "checklist items"}
NOUNS = {**{noun: noun for noun in PLURALS}, "item": "checklist item", "playbook": "playbook"}
FIELDS = {"starts_after": "start", "section": "group", "text": "words"}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing of a node that is not what it was."""

    name: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Line:
    """One node: what it is, where, what is with it, what changed about it."""

    noun: str
    title: str
    above: str
    more: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """All that was added, removed, changed or moved: in figures, and the first lines of it."""

    name: str
    counts: str
    lines: tuple[Line, ...]
    left_out: int = 0


def parts_of(old: Tree, new: Tree) -> list[Part]:
    """The parts that have any lines."""
    difference = compare(old, new)
    parts = (
        part("added", difference.added, whole_branches(difference.added)),
        part("removed", difference.removed, whole_branches(difference.removed)),
        part("changed", [pair.new for pair in difference.changed], map(changed, difference.changed)),
        part("moved", [pair.new for pair in difference.moved], moves(difference)),
    )
    return [each for each in parts if each.lines]


def part(name: str, nodes: Iterable[Node], lines: Iterable[Line]) -> Part:
    lines = tuple(lines)
    return Part(name, counted(nodes), lines[:MOST_LINES], max(len(lines) - MOST_LINES, 0))


def counted(nodes: Iterable[Node]) -> str:
    """“1 module, 10 tasks”"""
    counts = Counter(node.noun for node in nodes)
    return ", ".join(
        f"{counts[noun]:,} {NOUNS[noun] if counts[noun] == 1 else PLURALS[noun]}" for noun in PLURALS if counts[noun]
    )


def whole_branches(nodes: Iterable[Node]) -> list[Line]:
    """A line for each branch that came or went, which says how much is in it."""
    nodes = list(nodes)
    gone = set(nodes)
    inside: dict[Node, list[Node]] = {}
    for node in nodes:
        top = top_in(node, gone)
        inside.setdefault(top, []).append(node)
    return [
        Line(NOUNS[top.noun], top.title, place_of(top), counted(each for each in below if each is not top))
        for top, below in inside.items()
    ]


def top_in(node: Node, nodes: set[Node]) -> Node:
    while node.parent in nodes:
        node = node.parent
    return node


def place_of(node: Node) -> str:
    return " / ".join(each.title for each in node.above)


def changed(pair: Pair) -> Line:
    fields = tuple(field(name, pair) for name in pair.fields)
    return Line(NOUNS[pair.new.noun], pair.new.title, place_of(pair.new), fields=fields)


def field(name: str, pair: Pair) -> Field:
    before, after = sides(said(name, getattr(pair.old.value, name)), said(name, getattr(pair.new.value, name)))
    return Field(FIELDS.get(name, name).capitalize(), before, after)


def said(name: str, value) -> str:
    """A field as text; nothing for one that is not set."""
    if name == "tools":
        return "\n".join(f"{tool.name} ({tool.url})" if tool.url else tool.name for tool in value)
    if value is None:
        return ""
    return {"starts_after": "+{}d", "length": "{}d"}.get(name, "{}").format(value)


def moves(difference: Difference) -> list[Line]:
    return [
        Line(
            NOUNS[pair.new.noun], pair.new.title, place_of(pair.new),
            f"from {place_of(pair.old)}" if pair.is_elsewhere else "to another place in the order",
        )
        for pair in difference.moved
    ]  # fmt: skip
