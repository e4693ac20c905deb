"""The test plan: every test case with its steps and its result, a sheet for each section of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.documents.checklists import Entry, entries
from journeys.documents.declaring import Column, Kind, Sheet, Tone, Workbook
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

    @property
    def tester(self) -> str:
        """Who ran it; until then, who is to run it."""
        return self.entry.item.settled_by or (self.entry.owner.name if self.entry.owner else "")


def case_of(number: int, entry: Entry) -> Case:
    text = entry.item.text
    parts = WORDING.fullmatch(text)
    return Case(number, entry, *map(sentence, parts.groups())) if parts else Case(number, entry, text, "", "")


COLUMNS = (
    Column("No.", "number", width=5, right=True),
    Column("Phase", "entry.phase", width=12),
    Column("Case", "case", width=22),
    Column("Steps", "steps", width=34),
    Column("Expected", "expected", width=34),
    Column("Result", "result", width=13, choices=tuple(RESULTS.values()), tones=TONES, edit=True),
    Column("Tester", "tester", width=15, edit=True),
    Column("Date", "entry.settled_on", width=11, edit=True),
    Column("Comment", "entry.item.note", width=26, edit=True),
    Column("Task", lambda case: title_of(case.entry.task), width=18),
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
    return Sheet(name, lambda _: cases, COLUMNS)


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
