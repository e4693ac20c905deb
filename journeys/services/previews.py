"""What an import would do, or did, line by line, as people look at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from journeys.models import Import
from journeys.services.applying import Choice, Part, Refused, choice_of, row_of
from journeys.services.edits import Edit, GoneRow, NewRow, Plan
from journeys.services.plans import from_json, refused_from_json


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that changes, or one row. With a `choice` a person says whether the file wins."""

    part: Part
    sheet: str
    cell: str
    label: str
    heading: str = ""
    before: str = ""
    after: str = ""
    choice: Choice = ""
    is_taken: bool = False
    reason: str = ""  # why it is refused, or would be
    remarks: tuple[str, ...] = ()  # questions that applying answers with yes
    texts: Mapping[str, str] = field(default_factory=dict)  # of a new row, by heading


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one part in one sheet. `name` is unique in its preview."""

    name: str
    part: Part
    sheet: str
    lines: tuple[Line, ...]


def groups_of(row: Import) -> list[Group]:
    """By part, then by sheet, both in the order in which people look at them."""
    by_place: dict[tuple[Part, str], list[Line]] = {}
    for line in lines_of(row):
        by_place.setdefault((line.part, line.sheet), []).append(line)
    order = list(Part)
    places = sorted(by_place, key=lambda place: order.index(place[0]))
    return [
        Group(f"{part}-{number}", part, sheet, tuple(by_place[part, sheet]))
        for number, (part, sheet) in enumerate(places, start=1)
    ]


def lines_of(row: Import) -> Iterator[Line]:
    """In the order of the file. Of an import that is over, what was done in place of what would be."""
    if row.plan is None:
        return
    plan = from_json(row.plan)
    said = row.report or row.trial
    preview = Preview(row, plan, refused_from_json(said.get("refused", [])), said.get("remarks", {}))
    yield from preview.refusals()
    yield from map(preview.of_edit, preview.edits_shown())
    yield from map(preview.of_new, preview.new_shown())
    yield from map(preview.of_gone, preview.gone_shown())


class Preview:
    def __init__(self, row: Import, plan: Plan, refused: list[Refused], remarks: Mapping[str, list[str]]):
        self.plan, self.refused, self.remarks = plan, refused, dict(remarks)
        self.is_over = row.report is not None
        self.taken = set(row.choices)
        self.reasons = {(each.part, each.key or f"{each.sheet}!{each.cell}"): each.reason for each in refused}

    def refusals(self) -> Iterator[Line]:
        """What can't be chosen either. Before it is applied, a refused choice is told where it is chosen."""
        for problem in self.plan.problems:
            yield Line(Part.REFUSED, problem.sheet, problem.cell, "", reason=problem.text)
        for each in self.refused:
            if self.is_over or each.part not in (Part.CONFLICTS, Part.GONE):
                yield Line(Part.REFUSED, each.sheet, each.cell, each.label, reason=each.reason)

    def edits_shown(self) -> Iterator[Edit]:
        for edit in self.plan.edits:
            is_refused = (Part.CHANGED, row_of(edit)) in self.reasons
            if self.is_over and self.is_wanted(edit):
                is_refused |= (Part.CONFLICTS, row_of(edit)) in self.reasons
            if not is_refused or not self.is_wanted(edit):
                yield edit

    def is_wanted(self, edit: Edit) -> bool:
        """Once it is over; until then a conflict is one, whatever was chosen."""
        return not edit.is_conflict or (self.is_over and choice_of(edit) in self.taken)

    def of_edit(self, edit: Edit) -> Line:
        choice = choice_of(edit) if edit.is_conflict else ""
        return Line(
            part=Part.CHANGED if self.is_wanted(edit) else Part.CONFLICTS,
            sheet=edit.sheet,
            cell=edit.cell,
            label=edit.label,
            heading=edit.heading,
            before=edit.before,
            after=edit.after,
            choice="" if self.is_over else choice,
            is_taken=choice in self.taken,
            reason=self.reasons.get((Part.CONFLICTS, row_of(edit)), "") if edit.is_conflict else "",
            remarks=tuple(self.remarks.pop(row_of(edit), ())),  # once, at the first cell of the row
        )

    def new_shown(self) -> Iterator[NewRow]:
        for new in self.plan.new_rows:
            if (Part.NEW, f"{new.sheet}!A{new.row}") not in self.reasons:
                yield new

    def of_new(self, new: NewRow) -> Line:
        place = f"A{new.row}"
        remarks = self.remarks.get(f"{new.sheet}!{place}", ())
        return Line(Part.NEW, new.sheet, place, new.label, texts=new.texts, remarks=tuple(remarks))

    def gone_shown(self) -> Iterator[GoneRow]:
        for gone in self.plan.gone_rows:
            was_done = gone.key in self.taken and (Part.GONE, gone.key) not in self.reasons
            if not self.is_over or was_done:
                yield gone

    def of_gone(self, gone: GoneRow) -> Line:
        return Line(
            Part.GONE, gone.sheet, "", gone.label,
            choice="" if self.is_over else gone.key,
            is_taken=gone.key in self.taken,
            reason=self.reasons.get((Part.GONE, gone.key), ""),
        )  # fmt: skip
