"""What a newer or older version of its playbook would change in a journey: then, now and the journey, node by node."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from journeys.playbooks.forests import (
    Forest,
    Node,
    Said,
    below,
    children_of,
    forest_of,
    newer_forest,
    renamed,
    titles_above,
)
from journeys.playbooks.tree import Tree

ADDED, CHANGED, MOVED, REMOVED = WHATS = ("added", "changed", "moved", "removed")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the other version does to the journey, and that a person takes over or not.

    `before` is what the playbook said when the journey followed it, `ours` what the journey says, `after` what it
    would say. In a conflict the team changed the same.
    """

    what: str
    ref: str
    noun: str
    title: str
    place: tuple[str, ...] = ()  # the titles above it
    field: str = ""  # that is changed; "order" and "parent" of what is moved
    before: str = ""
    ours: str = ""
    after: str = ""
    is_conflict: bool = False
    stays: bool = False  # of what is removed: work was done on it, so that it leaves the scope and is not deleted
    comes_back: bool = False  # of what is added: an earlier upgrade moved it out of scope
    inside: int = 0  # how many nodes are added or removed with it

    @property
    def id(self) -> str:
        """By which a person chooses it."""
        digest = sha256(f"{self.what}\n{self.noun}\n{self.field}\n{self.ref}".encode()).hexdigest()
        return digest[:16]

    @property
    def is_choice(self) -> bool:
        """An item that someone worked on stays, whatever is chosen: items have no scope to leave."""
        return not (self.noun == "item" and self.what == REMOVED and self.stays)


@dataclass(frozen=True, slots=True)
class Journey:
    """The journey's side. The refs of what came from a playbook are its keys; those of the team's own begin with #."""

    forest: Forest
    worked_on: AbstractSet[str] = frozenset()
    left: AbstractSet[str] = frozenset()  # moved out of scope by an earlier upgrade


@dataclass(frozen=True)
class Merge:
    """The three sides, with one ref for each node on all of them, and what the new version changes."""

    then: Forest
    now: Forest
    journey: Journey
    adopted: Mapping[str, str]  # refs that the journey's side had before, to those that it has here

    @property
    def ours(self) -> Forest:
        return self.journey.forest

    @cached_property
    def below_now(self) -> dict[str, list[str]]:
        return children_of(self.now)

    @cached_property
    def below_ours(self) -> dict[str, list[str]]:
        return children_of(self.ours)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return tuple(_Comparison(self).changes())

    @property
    def stamp(self) -> str:
        """The same for the same changes: what a person saw is what is applied."""
        return sha256(repr(self.changes).encode()).hexdigest()[:32]

    def unit(self, ref: str) -> list[str]:
        """What comes with a node that is added, itself first; without what the team deleted elsewhere."""
        is_deleted = ref in self.then
        return [
            each
            for each in below(ref, self.below_now)
            if each not in self.ours and (is_deleted or each not in self.then)
        ]

    def leaving(self, ref: str) -> Iterator[str]:
        """What goes with a node that is removed, itself first; without what the new version has elsewhere."""
        yield ref
        for child in self.below_ours[ref]:
            if child not in self.now:
                yield from self.leaving(child)


def merge(then: Tree, now: Tree, journey: Journey) -> Merge:
    """Compare two versions of a playbook with a journey that follows the first."""
    before = forest_of(then)
    after = newer_forest(then, now, known=journey.forest.keys() - before.keys())
    refs = adopted(before, after, journey.forest)
    return Merge(before, after, replace(journey, forest=renamed(journey.forest, refs)), refs)


def adopted(then: Forest, now: Forest, ours: Forest) -> dict[str, str]:
    """What the team added is the same as what the new version has under its title in its place: the refs of both."""
    known = then.keys() | ours.keys()
    offered = {(node.parent, node.name): ref for ref, node in now.items() if ref not in known}
    refs: dict[str, str] = {}
    for ref, node in ours.items():
        place = refs.get(node.parent, node.parent), node.name
        if not node.key and place in offered:
            refs[ref] = offered.pop(place)
    return refs


class _Comparison:
    def __init__(self, merge: Merge):
        self.merge, self.journey = merge, merge.journey
        self.then, self.now, self.ours = merge.then, merge.now, merge.ours
        self.below_then = children_of(merge.then)

    def changes(self) -> Iterator[Change]:
        for ref, node in self.now.items():
            if ref in self.ours:
                yield from self.changed(ref)
            elif self.is_offered(ref):
                yield self.added(node)
            yield from self.reordered(ref)
        yield from self.reordered("")
        for ref, node in self.ours.items():
            if self.is_removed(ref) and not self.is_removed(node.parent):
                yield self.removed(node)

    def changed(self, ref: str) -> Iterator[Change]:
        """Field by field, and where it stands."""
        ours, now = self.ours[ref], self.now[ref]
        if ref in self.journey.left and ref not in self.then:
            yield self.change(ADDED, now, comes_back=True)
        then = self.then.get(ref)
        for field, after in now.fields.items():
            before, here = then.fields[field] if then else None, ours.fields[field]
            if after not in (before, here):
                yield self.change(
                    CHANGED, ours, field=field, before=as_text(before), ours=as_text(here), after=as_text(after),
                    is_conflict=here != before or self.is_answered(ref, field),
                )  # fmt: skip
        if then and now.parent not in (then.parent, ours.parent) and self.fits(ref):
            yield self.change(
                MOVED, ours, field="parent", is_conflict=ours.parent != then.parent,
                before=_path(self.then, then.parent), ours=_path(self.ours, ours.parent),
                after=_path(self.now, now.parent),
            )  # fmt: skip

    def is_answered(self, ref: str, field: str) -> bool:
        """What someone settled was about the words that it has."""
        return field == "text" and ref in self.journey.worked_on

    def is_offered(self, ref: str) -> bool:
        """It is new in this version, or the team deleted it and the version changes it; what is above it is there."""
        parent = self.now[ref].parent
        return (
            (not parent or parent in self.ours)
            and self.has_room(parent)
            and (ref not in self.then or self.is_touched(ref))
        )

    def has_room(self, parent: str) -> bool:
        """A task that the team made a subtask takes no subtasks."""
        return parent not in self.ours or self.ours[parent].noun == self.now[parent].noun

    def fits(self, ref: str) -> bool:
        """It can stand where the version has it."""
        ours, now = self.ours[ref], self.now[ref]
        has_subtasks = any(self.ours[each].noun == "subtask" for each in self.merge.below_ours[ref])
        return self.has_room(now.parent) and (ours.noun == now.noun or not has_subtasks)

    def is_touched(self, ref: str) -> bool:
        """Whether the new version says anything else in `ref` and below it than the old one."""
        before = {each: self.then[each] for each in below(ref, self.below_then)} if ref in self.then else {}
        after = {each: self.now[each] for each in below(ref, self.merge.below_now)}
        return [_said(node) for node in before.values()] != [_said(node) for node in after.values()]

    def added(self, node: Node) -> Change:
        is_deleted = node.ref in self.then
        return self.change(ADDED, node, inside=len(self.merge.unit(node.ref)) - 1, is_conflict=is_deleted)

    def reordered(self, ref: str) -> Iterator[Change]:
        """The order of those below `ref` that are there on all three sides; a task has items and subtasks."""
        sides = [each.get(ref, []) for each in (self.below_then, self.merge.below_now, self.merge.below_ours)]
        common = {*sides[0]} & {*sides[1]} & {*sides[2]}
        for noun in dict.fromkeys(self.ours[each].noun for each in sides[2] if each in common):
            before, after, here = (
                [each for each in side if each in common and self.ours[each].noun == noun] for side in sides
            )
            if after not in (before, here):
                yield self.order(ref, noun, before, here, after)

    def order(self, ref: str, noun: str, *orders: list[str]) -> Change:
        before, ours, after = (", ".join(self.ours[each].title for each in order) for order in orders)
        above = self.ours.get(ref)
        return Change(
            MOVED, ref, noun, above.title if above else "", place=titles_above(self.ours, above) if above else (),
            field="order", before=before, ours=ours, after=after, is_conflict=orders[1] != orders[0],
        )  # fmt: skip

    def is_removed(self, ref: str) -> bool:
        return ref in self.then and ref not in self.now and ref in self.ours and ref not in self.journey.left

    def removed(self, node: Node) -> Change:
        """With all that is in it, but for what the new version has elsewhere."""
        inside = list(self.merge.leaving(node.ref))
        has_work = any(each in self.journey.worked_on or each in self.journey.left for each in inside)
        is_edited = any(self.is_edited(each) for each in inside)
        return self.change(
            REMOVED, node, inside=len(inside) - 1, is_conflict=is_edited,
            stays=has_work or (is_edited and node.noun != "item"),
        )  # fmt: skip

    def is_edited(self, ref: str) -> bool:
        """The team wrote it, or changed what it says or where it stands."""
        if ref in self.journey.left:
            return False
        node, then = self.ours[ref], self.then.get(ref)
        return then is None or (node.fields, node.parent) != (then.fields, then.parent)

    def change(self, what: str, node: Node, **facts) -> Change:
        forest = self.ours if node.ref in self.ours else self.now
        return Change(what, node.ref, node.noun, node.title, place=titles_above(forest, node), **facts)


def _said(node: Node) -> tuple[str, str, dict[str, Said]]:
    return node.ref, node.parent, dict(node.fields)


def _path(forest: Forest, ref: str) -> str:
    """A place in words: Assess / Estimate TCO."""
    if not (node := forest.get(ref)):
        return ""
    return " / ".join([*titles_above(forest, node), node.title])


def as_text(value: Said) -> str:
    """What a field says, for people."""
    if isinstance(value, tuple):
        return "\n".join(f"{tool.name} ({tool.url})" if tool.url else tool.name for tool in value)
    return "" if value is None else str(value)
