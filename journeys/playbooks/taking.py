"""The journey as it is with the chosen changes of another version taken over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from journeys.playbooks.forests import Forest, Node, below, children_of
from journeys.playbooks.merging import ADDED, CHANGED, MOVED, REMOVED, Change, Merge


@dataclass(slots=True)
class Target:
    """What the journey becomes. All that is in none of its parts stays as it is."""

    forest: Forest
    leaves: list[str] = field(default_factory=list)  # the scope, since the version doesn't have them
    comes_back: list[str] = field(default_factory=list)  # into the scope


def taken(merge: Merge, chosen: Collection[str]) -> Target:
    """Take over the changes with these ids. Keys follow the new version whatever is chosen."""
    return _Taking(merge).take([change for change in merge.changes if change.id in chosen and change.is_choice])


class _Taking:
    def __init__(self, merge: Merge):
        self.merge = merge
        self.nodes = {
            ref: replace(node, key=merge.now[ref].key if ref in merge.now else node.key)
            for ref, node in merge.ours.items()
        }
        self.children = children_of(merge.ours)
        self.target = Target({})

    def take(self, changes: Iterable[Change]) -> Target:
        by_what: dict[str, list[Change]] = {what: [] for what in (CHANGED, MOVED, ADDED, REMOVED)}
        for change in changes:
            by_what[change.what].append(change)
        for change in by_what[CHANGED]:
            self.say(change)
        for change in by_what[MOVED]:
            if change.field == "order":
                self.arrange(change)
        # In the order of the new version: each is placed behind the one before it there, which is in place then.
        placing = {change.ref: change for change in (*by_what[ADDED], *by_what[MOVED]) if change.field != "order"}
        for ref in self.merge.now:
            if ref in placing:
                self.place(placing[ref])
        for change in by_what[REMOVED]:
            self.remove(change)
        self.target.forest = {ref: self.nodes[ref] for ref in below("", self.children) if ref}
        return self.target

    def say(self, change: Change) -> None:
        node = self.nodes[change.ref]
        said = {**node.fields, change.field: self.merge.now[change.ref].fields[change.field]}
        self.nodes[change.ref] = replace(node, fields=said)

    def arrange(self, change: Change) -> None:
        """Those that the version has too change places among themselves; the team's own stay where they are."""
        order = self.children[change.ref]
        there = {ref for ref in order if self.nodes[ref].noun == change.noun}
        known = [ref for ref in self.merge.below_now[change.ref] if ref in there]
        places = [at for at, ref in enumerate(order) if ref in known]
        for at, ref in zip(places, known, strict=True):
            order[at] = ref

    def place(self, change: Change) -> None:
        if change.comes_back:
            self.target.comes_back.append(change.ref)
        elif change.what == MOVED:
            self.put(self.merge.now[change.ref])
        else:
            for ref in self.merge.unit(change.ref):
                self.ensure(ref)

    def ensure(self, ref: str) -> None:
        """It is in the journey, and so is all above it."""
        if ref and ref not in self.nodes:
            node = self.merge.now[ref]
            self.nodes[ref], self.children[ref] = node, []
            self.put(node)

    def put(self, place: Node) -> None:
        """Behind the one that it is behind in the version, else in front."""
        self.ensure(place.parent)
        ref = place.ref
        if ref in self.children.get(self.nodes[ref].parent, ()):
            self.children[self.nodes[ref].parent].remove(ref)
        self.nodes[ref] = replace(self.nodes[ref], parent=place.parent, noun=place.noun)
        order, siblings = self.children[place.parent], self.merge.below_now[place.parent]
        before = [each for each in siblings[: siblings.index(ref)] if each in order]
        order.insert(order.index(before[-1]) + 1 if before else 0, ref)

    def remove(self, change: Change) -> None:
        """What still holds something of the new version stays as it is."""
        inside = list(below(change.ref, self.children))
        if any(ref in self.merge.now for ref in inside):
            return
        if change.stays:
            self.target.leaves.append(change.ref)
            return
        self.children[self.nodes[change.ref].parent].remove(change.ref)
