"""The test plan: every test case with its steps and its result, a sheet for each section of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.documents.checklists import Entry, entries
from journeys.documents.declaring import Column, Kind, ReadBack, Sheet, Tone, Workbook
from journeys.documents.fields import Choice, Person, Text
from journeys.documents.snapshot import Snapshot
from journeys.documents.status import title_of
from journeys.documents.tallies import Tally
from journeys.documents.text import clean, sentence
from journeys.models import ChecklistItem, Outcome

RESULTS = {
    Outcome.PASSED: "Pass",
    Outcome.FAILED: "Fail",
    Outcome.BLOCKED: "Blocked",
    Outcome.OPEN: "Not run",
    Outcome.NOT_APPLICABLE: "Not applicable",
}
TONES = {
    "Pass": Tone.GOOD,
    "Fail": Tone.BAD,
    "Blocked": Tone.WARN,
    "Not run": Tone.QUIET,
    "Not applicable": Tone.QUIET,
}
OUTCOME = Choice("outcome", {label: outcome.value for outcome, label in RESULTS.items()})
TALLY = Tally(all="Cases", counted="Case", result="Result", results=tuple(RESULTS.values()), waiting="Not run")
SUMMARY = "Summary"
WITHOUT_SECTION = "Test cases"
# As the shipped playbook words a case. Any other wording is a case as it is.
WORDING = re.compile(r"(.+?): (.+?) Expected: (.+)", re.DOTALL)
LONGEST_NAME = 31  # of a sheet, by Excel's rules
TAKEN_BY_EXCEL = "history"
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\s]+")


@dataclass(frozen=True, slots=True)
class Case:
    number: int
    entry: Entry
    case: str
    steps: str
    expected: str

    @property
    def result(self) -> str:
        return RESULTS[self.entry.item.outcome]


def case_of(number: int, entry: Entry) -> Case:
    text = entry.item.text
    parts = WORDING.fullmatch(text)
    return Case(number, entry, *map(sentence, parts.groups())) if parts else Case(number, entry, text, "", "")


COLUMNS = (
    Column("No.", "number", width=5, right=True),
    Column("Phase", "entry.phase", width=12, adds="phase"),
    Column("Case", "case", width=22, adds="case"),
    Column("Steps", "steps", width=34, adds="steps"),
    Column("Expected", "expected", width=34, adds="expected"),
    Column("Result", "result", width=13, choices=tuple(RESULTS.values()), tones=TONES, edit=OUTCOME),
    Column("Tester", "entry.owner.name", width=15, edit=Person("owner")),
    Column("Recorded by", "entry.item.settled_by", width=15),
    Column("Date", "entry.settled_on", width=11),
    Column("Comment", "entry.item.note", width=26, edit=Text("note")),
    Column("Task", lambda case: title_of(case.entry.task), width=18, adds="task"),
)


def sheets(snapshot: Snapshot) -> list[Sheet]:
    sections: dict[str, list[Entry]] = {}
    for entry in entries(snapshot, ChecklistItem.Kind.TEST):
        sections.setdefault(entry.item.section.strip() or WITHOUT_SECTION, []).append(entry)
    made = [
        section_sheet(name, [case_of(number, entry) for number, entry in enumerate(found, start=1)])
        for name, found in zip(sheet_names(list(sections)), sections.values(), strict=True)
    ]
    return [summary(made, snapshot), *made]


def section_sheet(name: str, cases: list[Case]) -> Sheet:
    section = cases[0].entry.item.section
    return Sheet(
        name, lambda _: cases, COLUMNS,
        back=ReadBack(
            key=lambda case: f"item:{case.entry.item.id}",
            label="Case",
            identity=(("Case", "Steps", "Expected", "Task"), ("Case", "Steps", "Expected"), ("Case",)),
            complete=lambda values: completed(section, values),
        ),
    )  # fmt: skip


def completed(section: str, values: dict[str, str | None]) -> dict[str, str | None]:
    """A new row as a test case, worded so that it comes apart into the same cells."""
    case, steps, expected = (values.pop(name, None) for name in ("case", "steps", "expected"))
    text = (
        f"{case}: {steps} Expected: {expected}"
        if steps and expected
        else " ".join(filter(None, (case, steps, expected)))
    )
    return {"kind": ChecklistItem.Kind.TEST.value, "section": section, "text": text, **values}


def sheet_names(sections: Sequence[str]) -> list[str]:
    """Names that Excel takes, one for each section: short, without its special characters, and no two alike."""
    taken, names = {SUMMARY.lower(), TAKEN_BY_EXCEL}, []
    for section in sections:
        name = wanted = shortened(NOT_IN_NAMES.sub(" ", clean(section)), LONGEST_NAME) or WITHOUT_SECTION
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{shortened(wanted, LONGEST_NAME - len(f' {number}'))} {number}"
        taken.add(name.lower())
        names.append(name)
    return names


def shortened(name: str, length: int) -> str:
    """Excel counts a character beyond the first 65,536 as two, and takes no apostrophe at either end."""
    cut = name.encode("utf-16-le")[: length * 2].decode("utf-16-le", "ignore")
    return cut.strip("' ")


def summary(sections: list[Sheet], snapshot: Snapshot) -> Sheet:
    lines = TALLY.of_sheets([(sheet, sheet.rows(snapshot)) for sheet in sections], whole="All sections")
    return Sheet(
        SUMMARY,
        lambda _: lines,
        (
            Column("Section", "label", width=34),
            Column("Cases", "total", width=10, right=True),
            *(result_column(result) for result in TALLY.results),
            Column("Passed", lambda line: line.share("Pass", without="Not applicable"), width=11, right=True),
        ),
        empty="The journey has no test cases in scope yet.",
        strong=lambda line: line.is_whole,
        note="Counted from the sheets as they are. Cases that do not apply are left out of the share that passed.",
        is_filtered=False,
    )


def result_column(result: str) -> Column:
    return Column(result, lambda line: line.count(result), width=11, right=True)


TEST_PLAN = Kind(
    kind="test-plan",
    title="Test plan",
    purpose="Gives testers every test case with its steps, what to expect and room for the result, section by section.",
    formats={"xlsx": Workbook(kind="test-plan", title="Test plan", sheets=sheets)},
)
