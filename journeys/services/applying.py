"""What a workbook asks for is done to the journey, row by row, all of it in one transaction; and undone again."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from journeys.services.edits import Edit, GoneRow, NewRow, Plan
from journeys.services.errors import Refusal
from journeys.services.history import Batch
from journeys.services.workbook_gone_rows import Removed, leaving, put_back, remove
from journeys.services.workbook_new_rows import add_row, take_back
from journeys.services.workbook_rows import Hand, Values, all_fields, set_columns, values_of, write_row

# What a person may choose: a conflict, or a row that is missing in the file.
Choice = str


class Part(StrEnum):
    """What becomes of what a file asks for, in the order in which people look at it."""

    CONFLICTS = "conflicts"
    REFUSED = "refused"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done to one row: all of it, or nothing."""

    key: str  # "" as long as the row is not there
    sheet: str
    cell: str  # where the row is in the file; "" for one that is gone
    label: str
    edits: tuple[Edit, ...] = ()
    new: NewRow | None = None
    gone: GoneRow | None = None

    @property
    def part(self) -> "Part":
        if self.new:
            return Part.NEW
        if self.gone:
            return Part.GONE
        return Part.CONFLICTS if all(edit.is_conflict for edit in self.edits) else Part.CHANGED

    @property
    def wanted(self) -> Values:
        return {field_of(edit): edit.value for edit in self.edits}


@dataclass(slots=True)
class Done:
    """A step that was done, and all that undoing it takes."""

    part: Part
    key: str
    sheet: str
    cell: str
    label: str
    before: dict[str, str | None] = field(default_factory=dict)
    after: dict[str, str | None] = field(default_factory=dict)
    removed: Removed | None = None


@dataclass(slots=True)
class Refused:
    """A step that was not done, and why."""

    part: Part
    key: str
    sheet: str
    cell: str
    label: str
    reason: str


@dataclass(slots=True)
class Report:
    """`remarks` are the questions that were answered by applying, by the key of the row, or its place in the file."""

    done: list[Done] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def row_of(edit: Edit) -> str:
    """The key of the row that an edit is in: the cells of one row of the matrix have keys of their own."""
    return edit.key.rpartition(":")[0] if edit.key.startswith("raci:") else edit.key


def field_of(edit: Edit) -> str:
    return edit.key.rpartition(":")[2] if edit.key.startswith("raci:") else edit.field


def choice_of(asked: Edit | GoneRow) -> Choice:
    """By which a person says that the file wins here."""
    return f"{asked.key}/{asked.field}" if isinstance(asked, Edit) else asked.key


def steps_of(plan: Plan, chosen: Iterable[Choice]) -> Iterator[Step]:
    """Changed rows, then new ones, then those that are gone. Conflicts and gone rows only where they are chosen."""
    chosen = set(chosen)
    yield from changes_in(edit for edit in plan.edits if not edit.is_conflict or choice_of(edit) in chosen)
    for new in plan.new_rows:
        yield Step("", new.sheet, f"A{new.row}", new.label, new=new)
    for gone in plan.gone_rows:
        if choice_of(gone) in chosen:
            yield Step(gone.key, gone.sheet, "", gone.label, gone=gone)


def trial_steps_of(plan: Plan) -> Iterator[Step]:
    """As `steps_of`, with all that could be chosen; conflicts by themselves, since most of them are not."""
    yield from changes_in(edit for edit in plan.edits if not edit.is_conflict)
    yield from changes_in(edit for edit in plan.edits if edit.is_conflict)
    for step in steps_of(plan, [choice_of(gone) for gone in plan.gone_rows]):
        if step.new or step.gone:
            yield step


def changes_in(edits: Iterable[Edit]) -> Iterator[Step]:
    rows: dict[str, list[Edit]] = {}
    for edit in edits:
        rows.setdefault(row_of(edit), []).append(edit)
    for key, (first, *more) in rows.items():
        yield Step(key, first.sheet, first.cell, first.label, edits=(first, *more))


def run(batch: Batch, hand: Hand, plan: Plan, steps: Iterable[Step], source: str) -> Report:
    """Do the steps, each all or not at all; `source` is the name of the file."""
    report = Report()
    for step in steps:
        hand.remarks = []
        try:
            with batch.attempt():
                report.done.append(do(hand, plan.kind, step, source))
        except Refusal as refusal:
            report.refused.append(Refused(step.part, step.key, step.sheet, step.cell, step.label, str(refusal)))
        else:
            if hand.remarks:
                report.remarks[step.key or f"{step.sheet}!{step.cell}"] = hand.remarks
    return report


def do(hand: Hand, kind: str, step: Step, source: str) -> Done:
    done = Done(step.part, step.key, step.sheet, step.cell, step.label)
    if step.new:
        done.key = add_row(hand, kind, step.new)
        done.after = values_of(hand, done.key, all_fields(done.key))
        return done
    wanted = step.wanted
    if step.gone:
        away = leaving(hand, kind, step.key, f"Not in {source} any more.")
        if away is None:
            done.removed = remove(hand, step.key)
            return done
        wanted = away
    done.before = values_of(hand, step.key, set(wanted))
    write_row(hand, step.key, wanted)
    done.after = values_of(hand, step.key, set(wanted))
    return done


def undo(batch: Batch, hand: Hand, report: dict[str, Any]) -> list[Refused]:
    """Take every step back, the last one first. What is in the way comes back; the caller then lets nothing stand."""
    hand.is_undoing = True
    in_the_way = []
    for done in (Done(**facts) for facts in reversed(report["done"])):
        try:
            with batch.attempt():
                take_step_back(hand, done)
        except Refusal as refusal:
            in_the_way.append(Refused(Part(done.part), done.key, done.sheet, done.cell, done.label, str(refusal)))
    return in_the_way


def take_step_back(hand: Hand, done: Done) -> None:
    if done.removed:
        put_back(hand, done.key, done.removed)
        return
    if values_of(hand, done.key, set(done.after)) != done.after:
        raise Refusal("This row was changed since.")
    if done.part == Part.NEW:
        take_back(hand, done.key)
    else:
        write_row(hand, done.key, done.before)
        # What verbs set by themselves: who settled it, and when.
        set_columns(hand.journey, done.key, done.before)
