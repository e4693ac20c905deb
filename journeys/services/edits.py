"""What a workbook that came back asks for: the words that reading it, showing it and applying it share."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that a person changed in a row that is there already."""

    sheet: str
    cell: str  # where it stands in the file: "F12"
    key: str  # of the row: "task:12", "item:33", "decision:4", "member:5"; by primary keys
    field: str  # as services know it: "title", "owner", "due_on", "outcome"
    heading: str  # as the person knows it
    label: str  # what the row is, for the person
    before: str  # what the journey holds now, as the workbook writes it
    after: str  # what the file holds, as the workbook writes it
    value: str | None  # `after` made exact: an ISO date, a decimal, the value of a choice, a member's id; None: emptied
    is_conflict: bool  # changed here since the export, to something else


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that the export did not have."""

    sheet: str
    row: int
    label: str
    values: Mapping[str, str | None]  # by field, exact as in an edit
    texts: Mapping[str, str]  # by heading, as they stand in the file


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A row of the export that is still in the journey, but not in the file."""

    sheet: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused, and what to do about it. `sheet` and `cell` are empty where it is about the whole file."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a file asks for. `journey_revision` is that of the export; None: it carries none."""

    kind: str
    journey_revision: int | None
    edits: tuple[Edit, ...] = ()
    new_rows: tuple[NewRow, ...] = ()
    gone_rows: tuple[GoneRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
