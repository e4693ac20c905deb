"""A file that came back becomes a plan: what people changed in it, added and left out. Nothing is written here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

from journeys.documents import keys
from journeys.documents.csv_reading import read_csv
from journeys.documents.declaring import Column, Sheet, Workbook, parts_of
from journeys.documents.fields import Text, Unfit, loosely
from journeys.documents.matching import Found, Held, Matched, Rows, find_sheets, match, rows_of
from journeys.documents.nesting import Head, heads_of
from journeys.documents.registry import KINDS
from journeys.documents.snapshot import Snapshot
from journeys.documents.text import LONGEST_IN_CELL, clean, count, cut_for_cell
from journeys.documents.unpacking import BadWorkbook
from journeys.documents.workbook_reading import Book, Line, Merged, read_workbook
from journeys.services.edits import Edit, GoneRow, NewRow, Plan, Problem

MOST_PROBLEMS = 500
MOST_CELLS_NAMED = 3


def plan_import(file: BinaryIO, name: str, kind: str, snapshot: Snapshot) -> Plan:
    """What the file asks to change in the journey of the snapshot. Raises BadWorkbook where none of it is usable.

    `name` is that of the file: one that ends in .csv is read as such, where the kind is written as such.
    """
    book, sheets, content = read(file, name, kind, snapshot)
    refuse_another(book, kind, snapshot)
    found, rest = find_sheets(book, sheets)
    if not found:
        raise BadWorkbook(no_sheet(kind, sheets))
    return Planner(book, snapshot, sheets, found, rows_of(sheets, content)).plan(kind, [grid.title for grid in rest])


def read(file: BinaryIO, name: str, kind: str, snapshot: Snapshot) -> tuple[Book, Sequence[Sheet], Any]:
    """The file, the sheets that it may have, and what these take their rows from."""
    formats = KINDS[kind].formats
    table, workbook = formats.get("csv"), formats.get("xlsx")
    if name.lower().endswith(".csv") and isinstance(table, Sheet):
        return read_csv(file, table.title), [table], snapshot
    if not isinstance(workbook, Workbook):
        raise BadWorkbook(f"{KINDS[kind].title}: this document is not read back.")
    content = workbook.prepare(snapshot)
    sheets = parts_of(workbook.sheets, content)
    if not any(sheet.back for sheet in sheets):
        raise BadWorkbook(f"{KINDS[kind].title}: this document has nothing that could be read back.")
    return read_workbook(file), sheets, content


def refuse_another(book: Book, kind: str, snapshot: Snapshot) -> None:
    """A workbook that says what it is must be of this kind, journey and schema."""
    said = book.about
    if not said:
        return
    if said.get("schema") != keys.SCHEMA:
        raise BadWorkbook(
            "Another version of MigOps made this workbook. Export it again, and carry your changes over to the new one."
        )
    if said.get("kind") != kind:
        other = KINDS.get(said.get("kind", ""))
        raise BadWorkbook(f"This is another document: {other.title if other else 'an unknown one'}. Choose that kind.")
    if said.get("journey") != str(snapshot.journey.id):
        raise BadWorkbook("This workbook was exported from another journey. Send it there.")


def no_sheet(kind: str, sheets: Sequence[Sheet]) -> str:
    wanted = next(sheet for sheet in sheets if sheet.back)
    headings = ", ".join(column.heading for column in wanted.columns)
    return (
        f"No sheet of this file has the headings of the document “{KINDS[kind].title}”. "
        f"Name the columns as in the export: {headings}."
    )


@dataclass
class Planner:
    book: Book
    snapshot: Snapshot
    sheets: Sequence[Sheet]
    found: Sequence[Found]
    rows: Rows
    edits: list[Edit] = field(default_factory=list)
    new_rows: list[NewRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fixed: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # changed cells by sheet and heading

    def plan(self, kind: str, rest: Sequence[str]) -> Plan:
        matched = match(self.found, self.rows)
        heads = heads_of(matched, self.rows)
        self.refuse_merged()
        for number, each in enumerate(matched):
            self.take(each, heads.get(number))
        revision = self.book.about.get("revision", "")
        return Plan(
            kind=kind,
            journey_revision=int(revision) if revision.isdecimal() else None,
            edits=tuple(self.edits),
            new_rows=tuple(self.new_rows),
            gone_rows=tuple(self.gone(matched)),
            problems=tuple(at_most(self.problems)),
            notes=tuple(self.notes(rest)),
        )

    def take(self, each: Matched, head: Head | None) -> None:
        found, line = each.found, each.line
        if each.problem:
            if each.kept is None or each.held or self.is_changed(each):
                self.refuse(found, f"A{line.number}", each.problem)
        elif each.held is None:
            self.add(each, head)
        else:
            self.compare(each, each.held)

    def refuse(self, found: Found, cell: str, text: str) -> None:
        self.problems.append(Problem(found.grid.title, cell, text))

    def is_changed(self, each: Matched) -> bool:
        """Of a row that the journey does not have any more: whether somebody changed it in the file."""
        for at, column in each.found.columns.items():
            if column.edit and each.kept and column.heading in each.kept.digests:
                try:
                    plain = column.edit.plain(each.line.at(at))
                except Unfit:
                    return True
                if keys.digest(plain) != each.kept.digests[column.heading]:
                    return True
        return False

    # Rows that are there

    def compare(self, each: Matched, held: Held) -> None:
        home = {column.heading: column for column in held.sheet.columns}
        for at, column in each.found.columns.items():
            if self.merge_over(each.found, each.line.number, at):
                continue
            if column.edit and column.heading in home and column.heading not in each.known_by:
                self.compare_cell(each, held, at, home[column.heading])
        self.notice_fixed(each, held, home)

    def compare_cell(self, each: Matched, held: Held, at: int, column: Column) -> None:
        if column.edit is None:
            return
        cell, now = each.found.cell(each.line, at), keys.plain_of(column, column.read(held.row))
        exported = each.kept.digests.get(column.heading) if each.kept else None
        try:
            plain = column.edit.plain(each.line.at(at))
            if self.is_same(plain, now) or keys.digest(plain) == exported:
                return
            refuse_cut(column, held.row)
            value = column.edit.exact(plain, self.snapshot.members)
            if value == self.exact_now(column, now):
                return
        except Unfit as unfit:
            self.refuse(each.found, cell, f"{column.heading}: {unfit}")
            return
        self.edits.append(
            Edit(
                sheet=each.found.grid.title,
                cell=cell,
                key=column.key(held.row) if column.key else held.key,
                field=column.edit.name,
                heading=column.heading,
                label=held.label,
                before=column.edit.shown(now) if now else "",
                after=column.edit.shown(plain),
                value=value,
                is_conflict=exported is not None and keys.digest(now) != exported,
            )
        )

    def is_same(self, plain: str, now: str) -> bool:
        """Also where the file could not hold every character."""
        encoding = self.book.encoding
        return plain == now or (bool(encoding) and plain == now.encode(encoding, "replace").decode(encoding))

    def exact_now(self, column: Column, now: str) -> str | None:
        try:
            return column.edit.exact(now, self.snapshot.members) if column.edit else None
        except Unfit:
            return ""  # which is no exact value

    def notice_fixed(self, each: Matched, held: Held, home: dict[str, Column]) -> None:
        """Remember the cells that somebody changed although they can't be changed."""
        shown = {column.heading: at for at, column in each.found.columns.items()}
        fixed = [column for column in held.sheet.columns if not column.edit]
        if all(column.heading in shown for column in fixed) and each.kept and each.kept.others:
            said = [each.line.at(shown[column.heading]) for column in fixed]
            if keys.digest_of_others(said) == each.kept.others:
                return
        for column in fixed:
            at = shown.get(column.heading)
            if at is None or column.heading in (each.found.back.id_heading, *each.known_by):
                continue
            if not self.is_same(loosely(each.line.at(at)), loosely(column.read(held.row))):
                cells = self.fixed.setdefault((each.found.grid.title, column.heading), [])
                cells.append(each.found.cell(each.line, at))

    # Rows that are not

    def add(self, each: Matched, head: Head | None) -> None:
        found, line = each.found, each.line
        if any(self.merge_over(found, line.number, at) for at in found.columns):
            return
        label = loosely(found.value(line, found.back.label))
        if not label:
            at = next(at for at in found.columns if loosely(line.at(at)))
            self.refuse(
                found, found.cell(line, at), f"This row has no “{found.back.label}”: fill it in, or clear the row."
            )
            return
        values: dict[str, str | None] = {}
        refused = len(self.problems)
        for at, column in found.columns.items():
            if name := column.adds or (column.edit.name if column.edit and not column.key else ""):
                values[name] = self.value_to_add(found, line, at, column)
        if len(self.problems) > refused:
            return
        complete = found.back.complete
        texts = {column.heading: shown_of(column, line.at(at)) for at, column in found.columns.items()}
        if head and found.back.nesting and not values.get("parent"):
            values["parent"], texts[found.back.nesting.label] = head.parent, head.title
        self.new_rows.append(
            NewRow(
                sheet=found.grid.title,
                row=line.number,
                label=label,
                values=complete(values) if complete else values,
                texts={heading: text for heading, text in texts.items() if text},
            )
        )

    def value_to_add(self, found: Found, line: Line, at: int, column: Column) -> str | None:
        field = column.edit or Text(column.adds)
        try:
            plain = field.plain(line.at(at))
            return field.exact(plain, self.snapshot.members) if plain else None
        except Unfit as unfit:
            self.refuse(found, found.cell(line, at), f"{column.heading}: {unfit} The row is not added.")
            return None

    def gone(self, matched: Sequence[Matched]) -> Iterator[GoneRow]:
        """Of the sheets that are in the file, the rows that its export had."""
        there = {each.held.key for each in matched if each.held}
        sheets = {each.sheet.title for each in self.found if not each.merged_rows}
        for key, held in self.rows.by_key.items():
            if key in self.book.keys and key not in there and held.sheet.title in sheets:
                yield GoneRow(held.sheet.title, key, held.label)

    # What is wrong with the file, and what is worth knowing

    @cached_property
    def merges(self) -> dict[str, list[Merged]]:
        return {found.grid.title: list(found.grid.merged) for found in self.found if found.grid.merged}

    def merge_over(self, found: Found, row: int, at: int) -> bool:
        return any(row in each.rows and at in each.columns for each in self.merges.get(found.grid.title, ()))

    def refuse_merged(self) -> None:
        for found in self.found:
            headings = found.grid.lines[found.headings_at].number
            for merged in found.grid.merged:
                if merged.rows[-1] > headings and any(at in merged.columns for at in found.columns):
                    text = "These cells are merged, so it is not clear what the single ones hold. Unmerge them."
                    self.refuse(found, merged.text, text)

    def notes(self, rest: Sequence[str]) -> Iterator[str]:
        declared = {sheet.title for sheet in self.sheets}
        for title in rest:
            why = "its headings are not those of the export" if title in declared else "it is no part of this document"
            yield f"Sheet “{title}” was not read: {why}."
        yield from self.notes_on_matching()
        for found in self.found:
            if found.unknown:
                yield f"{found.grid.title}: unknown columns were not read: {', '.join(found.unknown)}."
        for (sheet, heading), cells in self.fixed.items():
            named = ", ".join(cells[:MOST_CELLS_NAMED]) + ("" if len(cells) <= MOST_CELLS_NAMED else ", …")
            yield f"{sheet}: “{heading}” can't be changed here; {count(len(cells), 'cell')} left as before ({named})."

    def notes_on_matching(self) -> Iterator[str]:
        if self.book.about:
            sheets = {found.sheet.title for found in self.found}
            for missing in (sheet.title for sheet in self.sheets if sheet.back and sheet.title not in sheets):
                yield f"Sheet “{missing}” is not in the file: its rows stay as they are."
        keyless = [found.grid.title for found in self.found if found.key_at is None]
        if keyless:
            how = self.found[0].back.id_heading or "headings and what stands in the rows"
            yield (
                f"{', '.join(keyless)}: without the hidden keys of an export, rows are matched by {how}, and all that "
                "differs from now counts as changed, also what changed here in the meantime."
            )
        if self.book.encoding:
            yield "The file can't hold every character; where it has a “?” in place of one, nothing counts as changed."


def refuse_cut(column: Column, row: Any) -> None:
    """A text that no cell holds whole would lose its end."""
    text = column.read(row)
    if isinstance(text, str) and cut_for_cell(clean(text)) != clean(text):
        raise Unfit(f"This text is longer than the {LONGEST_IN_CELL:,} characters of a cell. Change it in MigOps.")


def shown_of(column: Column, value: Any) -> str:
    if column.edit is None or value is None:
        return loosely(value)
    try:
        return column.edit.shown(column.edit.plain(value))
    except Unfit:
        return loosely(value)


def at_most(problems: Sequence[Problem]) -> Iterator[Problem]:
    yield from problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        yield Problem("", "", f"{len(problems) - MOST_PROBLEMS:,} more cells were refused.")
