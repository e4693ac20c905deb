"""The rows of a journey become what taking over another version of its playbook makes of them."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from django.db.models import Model

from journeys.models import ChecklistItem, Journey, Module, Phase, Playbook, Task, Tool
from journeys.playbooks.canonical import asks_for_a_file
from journeys.playbooks.forests import Node, children_of
from journeys.playbooks.merging import Merge
from journeys.playbooks.taking import Target
from journeys.playbooks.working_days import dates_from
from journeys.queries.upgrades import LEFT, Standing
from journeys.services.columns import read_column
from journeys.services.growing import GAP
from journeys.services.traces import Trace

ROWS: dict[str, type[Model]] = {
    "phase": Phase, "module": Module, "task": Task, "subtask": Task, "item": ChecklistItem,
}  # fmt: skip
Status = Task.Status
Moves = dict[str, dict[str, list]]  # by id and column: what was and what is


class Writing:
    """`standing` is the journey as it was compared in `merge`, `target` what was taken over of it.

    `before` says, by the ids of tasks that come back, how they stood when they left the scope.
    """

    def __init__(
        self, journey: Journey, playbook: Playbook, merge: Merge, standing: Standing, target: Target, before: Moves
    ):
        self.journey, self.merge, self.target = journey, merge, target
        self.rows: dict[str, Any] = {merge.adopted.get(ref, ref): row for ref, row in standing.rows.items()}
        self.reason = LEFT.format(version=playbook.version)
        self.tools, self.before = standing.tools, before
        self.positions = self.new_positions()
        self.trace = Trace()

    def write(self) -> Trace:
        """Each kind of row in a fixed number of statements for hundreds of them. What it takes to go back is kept."""
        old = dict(self.rows)
        for noun in ROWS:
            self.make([node for node in self.target.forest.values() if node.noun == noun and node.ref not in old])
        for model in (Phase, Module, Task, ChecklistItem):
            self.trace.change(model, list(self.changes(model, old)))
        self.write_tools(old)
        gone = [row for ref, row in old.items() if ref not in self.target.forest]
        self.trace.remove(Tool, [tool for row in gone if isinstance(row, Task) for tool in self.tools.get(row.pk, ())])
        for noun in reversed(ROWS):
            self.trace.remove(ROWS[noun], [row for row in gone if self.is_noun(row, noun)])
        return self.trace

    @staticmethod
    def is_noun(row: Model, noun: str) -> bool:
        is_subtask = isinstance(row, Task) and row.parent_id is not None
        return isinstance(row, ROWS[noun]) and is_subtask == (noun == "subtask")

    def make(self, nodes: list[Node]) -> None:
        for model in {ROWS[node.noun] for node in nodes}:
            made = {node.ref: model(**self.values(node), **self.beginnings(node)) for node in nodes}
            self.trace.make(model, list(made.values()))
            self.rows |= made

    def beginnings(self, node: Node) -> dict[str, Any]:
        """What only a new row gets."""
        match node.noun:
            case "phase":
                return {"journey": self.journey}
            case "task" | "subtask":
                plan: Any = node.fields["starts_after"], node.fields["length"]
                starts_on, due_on = dates_from(self.journey.starts_on, *plan)
                return {"journey": self.journey, "starts_on": starts_on, "due_on": due_on}
            case "item":
                return {"kind": node.kind}
        return {}

    def changes(self, model: type[Model], old: dict[str, Any]) -> Iterator[tuple[Model, dict[str, Any]]]:
        leaves, comes_back = set(self.target.leaves), set(self.target.comes_back)
        for ref, node in self.target.forest.items():
            row = old.get(ref)
            if not isinstance(row, model):
                continue
            values = self.values(node)
            if ref in leaves:
                values |= self.out_of_scope(row)
            elif ref in comes_back:
                values |= into_scope(row, self.before.get(str(row.pk), {}))
            yield row, values

    def values(self, node: Node) -> dict[str, Any]:
        """By column, what the row says and where it is."""
        values = {name: value for name, value in node.fields.items() if name != "tools"}
        values |= {"key": node.key} | self.place(node)
        if node.ref in self.positions:
            values["position"] = self.positions[node.ref]
        before = self.merge.ours.get(node.ref)
        if node.noun == "item" and (before is None or before.fields["text"] != values["text"]):
            values["needs_evidence"] = asks_for_a_file(str(values["text"]))
        return values

    def place(self, node: Node) -> dict[str, Any]:
        match node.noun:
            case "phase":
                return {}
            case "module":
                return {"phase_id": self.rows[node.parent].pk}
            case "task":
                return {"module_id": self.rows[node.parent].pk, "parent_id": None}
            case "subtask":
                module = self.rows[self.target.forest[node.parent].parent]
                return {"module_id": module.pk, "parent_id": self.rows[node.parent].pk}
        return {"task_id": self.rows[node.parent].pk}

    def out_of_scope(self, row: Model) -> dict[str, Any]:
        """What left the scope before stays there for the reason that the team gave."""
        if isinstance(row, Task):
            out = {"status": Status.OUT_OF_SCOPE, "status_reason": self.reason, "completed_at": None}
            return {} if row.status == Status.OUT_OF_SCOPE else out
        assert isinstance(row, Phase | Module)
        return {"in_scope": False, "scope_reason": self.reason} if row.in_scope else {}

    def new_positions(self) -> dict[str, int]:
        """Of all from the first on that is new, or behind another than before: behind those that were there."""
        positions: dict[str, int] = {}
        now, then = children_of(self.target.forest), children_of(self.merge.ours)
        for parent, refs in now.items():
            for model in {ROWS[self.target.forest[ref].noun] for ref in refs}:
                order = [ref for ref in refs if ROWS[self.target.forest[ref].noun] is model]
                here = [ref for ref in then.get(parent, ()) if isinstance(self.rows[ref], model)]
                stayed = [ref for ref in here if ref in set(order)]
                same = takewhile(lambda pair: pair[0] == pair[1], zip(order, stayed, strict=False))
                kept = sum(1 for _ in same)
                behind = max((self.rows[ref].position for ref in here), default=-GAP)
                positions |= {ref: behind + GAP * at for at, ref in enumerate(order[kept:], start=1)}
        return positions

    def write_tools(self, old: dict[str, Any]) -> None:
        """Those of a task are replaced as a whole, by rows behind the old ones: undoing puts these back first."""
        new: list[Tool] = []
        gone: list[Tool] = []
        for ref, node in self.target.forest.items():
            before = self.merge.ours.get(ref)
            tools = node.fields.get("tools", ())
            if not isinstance(tools, tuple) or tools == (before.fields.get("tools", ()) if before else ()):
                continue
            replaced = self.tools.get(old[ref].pk, []) if ref in old else []
            first = replaced[-1].position + 1 if replaced else 0
            new += [
                Tool(task=self.rows[ref], name=tool.name, url=tool.url, position=at)
                for at, tool in enumerate(tools, start=first)
            ]
            gone += replaced
        self.trace.remove(Tool, gone)
        self.trace.make(Tool, new)


def into_scope(row: Model, before: dict[str, list]) -> dict[str, Any]:
    """As it was when an upgrade moved it out."""
    if not isinstance(row, Task):
        return {"in_scope": True, "scope_reason": ""}
    facts = {"status": Status.PLANNED, "status_reason": "", "completed_at": None}
    return facts | {name: read_column(Task, name, before[name][0]) for name in facts if name in before}
