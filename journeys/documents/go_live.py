"""The go-live workbook: who is there, and every go / no-go check, sorted into the sheets of the night."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.documents.approvals import ANSWERS
from journeys.documents.checklists import Entry, entries
from journeys.documents.declaring import Column, Formula, Kind, ReadBack, Sheet, Tone, Workbook
from journeys.documents.fields import Choice, Person, Text
from journeys.documents.snapshot import Approval, Snapshot
from journeys.documents.status import title_of
from journeys.documents.tallies import Line, Tally, filled_in, whole_column
from journeys.documents.text import sentence
from journeys.models import ChecklistItem, Outcome, Priority

GO, NO_GO, PENDING, NOT_APPLICABLE = "Go", "No-go", "Pending", "Not applicable"
DECISIONS = {Outcome.GO: GO, Outcome.NO_GO: NO_GO, Outcome.OPEN: PENDING, Outcome.NOT_APPLICABLE: NOT_APPLICABLE}
TONES = {GO: Tone.GOOD, NO_GO: Tone.BAD, PENDING: Tone.WARN, NOT_APPLICABLE: Tone.QUIET}
OUTCOME = Choice("outcome", {label: outcome.value for outcome, label in DECISIONS.items()})
PRIORITY = Choice("priority", {priority.label: priority.value for priority in Priority})
NOTHING = "–"
OWNER = "Single-threaded owner"
TALLY = Tally(all="Checks", counted="Check", result="Decision", results=tuple(DECISIONS.values()), waiting=PENDING)
WHOLE = "Go-live as a whole"
CHECKLIST = "Checklist"
# Which sections of checks go to which sheet. The checklist takes all others.
PARTS = {
    CHECKLIST: None,
    "Launch steps": re.compile(r"launch steps?\b[\s:–-]*", re.IGNORECASE),
    "Rollback": re.compile(r"rollback\b[\s:–-]*", re.IGNORECASE),
    "Dashboards": re.compile(r"dashboards?\b", re.IGNORECASE),
    "Security": re.compile(r"security\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Check:
    number: int
    entry: Entry
    section: str

    @property
    def decision(self) -> str:
        return DECISIONS[self.entry.item.outcome]

    @property
    def is_heavy(self) -> bool:
        """Of high priority, and not go yet."""
        return self.entry.item.priority == Priority.HIGH and self.decision in (NO_GO, PENDING)


NUMBER = Column("No.", "number", width=5, right=True)
CHECK = Column("Check", "entry.item.text", width=54, adds="text")
RUN = (
    Column(OWNER, "entry.owner.name", width=18, edit=Person("owner")),
    Column("Decision", "decision", width=14, choices=TALLY.results, tones=TONES, edit=OUTCOME),
    Column(
        "Priority", "entry.item.priority.label", width=11, choices=tuple(Priority.labels), edit=PRIORITY,
        tones={Priority.HIGH.label: Tone.BAD, Priority.LOW.label: Tone.QUIET},
    ),
    Column("Notes", "entry.item.note", width=34, edit=Text("note")),
    Column("Decided by", "entry.item.settled_by", width=16),
    Column("Decided on", "entry.settled_on", width=12),
    Column("Phase", "entry.phase", width=14, adds="phase"),
    Column("Task", lambda check: title_of(check.entry.task), width=28, adds="task"),
)  # fmt: skip
IDENTITY = (
    ("Check", "Section", "Task"), ("Check", "Stage", "Task"), ("Check", "Part", "Task"), ("Check", "Task"),
    ("Check", "Section"), ("Check",),
)  # fmt: skip
COLUMNS = {
    CHECKLIST: (NUMBER, Column("Section", "section", width=20, adds="section"), CHECK, *RUN),
    "Launch steps": (NUMBER, Column("Stage", "section", width=20, adds="section"), CHECK, *RUN),
    "Rollback": (NUMBER, Column("Part", "section", width=12, adds="section"), CHECK, *RUN),
    "Dashboards": (NUMBER, CHECK, *RUN),
    "Security": (NUMBER, CHECK, *RUN),
}


FUNCTION = "Function on the day"
RESOURCES = Sheet(
    "Resources",
    lambda snapshot: snapshot.resources,
    (
        Column(FUNCTION, "function", width=26, edit=Text("function", longest=200, is_required=True)),
        Column("Side or organisation", "side", width=20, edit=Text("organisation", longest=150)),
        Column("Who", "who", width=20, edit=Text("name", longest=150)),
        Column("Phone", "phone", width=19, edit=Text("phone", longest=60)),
        Column("When they are there", "hours", width=22, edit=Text("hours", longest=200)),
        Column("Escalation: whom to call next, and how", "escalation", width=40, edit=Text("escalation", longest=2000)),
        Column("E-mail", "member.email", width=26),
    ),
    empty="Nobody is listed for the day yet.",
    note="Who is there on the day. Call the person first, then whom the escalation names.",
    back=ReadBack(
        key=lambda resource: f"resource:{resource.id}", label=FUNCTION, identity=((FUNCTION, "Who"), (FUNCTION,))
    ),
)


SIGN_OFFS = Sheet(
    "Sign-off of phases",
    lambda snapshot: phases_signed(snapshot),
    (Column("Phase", "phase.title", width=30), *ANSWERS),
    note="Who was asked to sign a phase off, and what they said; the oldest request first.",
)


def sheets(snapshot: Snapshot) -> list[Sheet]:
    made = [part_sheet(part, checks) for part, checks in sorted_into_parts(latest(snapshot)).items()]
    signed = [SIGN_OFFS] if phases_signed(snapshot) else []
    return [summary(made, snapshot), RESOURCES, *made, *signed]


def phases_signed(snapshot: Snapshot) -> list[Approval]:
    """Those of whole phases that are in scope."""
    return [each for each in snapshot.approvals if each.noun == "phase" and each.phase.in_scope]


def latest(snapshot: Snapshot) -> list[Entry]:
    """The checks, each that stands in more than one phase as it is in the later one."""
    last: dict[tuple[str, str], int] = {}
    found = list(entries(snapshot, ChecklistItem.Kind.CHECK))
    for entry in found:
        last[same(entry)] = entry.task.module.phase.id
    return [entry for entry in found if last[same(entry)] == entry.task.module.phase.id]


def same(entry: Entry) -> tuple[str, str]:
    """Equal for checks that ask the same under the same heading."""
    return entry.item.section.strip().lower(), " ".join(entry.item.text.lower().split())


def sorted_into_parts(found: Sequence[Entry]) -> dict[str, list[Check]]:
    parts: dict[str, list[Check]] = {part: [] for part in PARTS}
    for entry in found:
        part, section = part_of(entry.item.section.strip())
        parts[part].append(Check(len(parts[part]) + 1, entry, section))
    return parts


def part_of(section: str) -> tuple[str, str]:
    """The sheet for a section, and what its name says beyond that of the sheet."""
    for part, pattern in PARTS.items():
        if pattern and (match := pattern.match(section)):
            rest = section[match.end() :].strip()
            return part, sentence(rest)
    return CHECKLIST, section


def part_sheet(part: str, checks: list[Check]) -> Sheet:
    return Sheet(
        part, lambda _: checks, COLUMNS[part],
        empty=f"The journey has no checks for this sheet: {part}.",
        back=ReadBack(
            key=lambda check: f"item:{check.entry.item.id}",
            label="Check",
            identity=IDENTITY,
            complete=lambda values: completed(part, checks, values),
        ),
    )  # fmt: skip


def completed(part: str, checks: list[Check], values: dict[str, str | None]) -> dict[str, str | None]:
    """A new row as a check. The sheet is a part of its section, which may be one that there is already."""
    resource, section = values.pop("resource", None), sentence(values.get("section") or "")
    if resource:
        values["text"] = f"{resource}: {values['text']}"
    if part != CHECKLIST:
        same = (check.entry.item.section for check in checks if check.section == section)
        values["section"] = next(same, f"{part}: {section}" if section else part)
    return {"kind": ChecklistItem.Kind.CHECK.value, **values}


def summary(parts: list[Sheet], snapshot: Snapshot) -> Sheet:
    lines = TALLY.of_sheets([(part, part.rows(snapshot)) for part in parts], whole=WHOLE)
    owned, heavy = owners(parts, snapshot), heavy_ones(parts, snapshot)
    return Sheet(
        "Summary",
        lambda _: lines,
        (
            Column("Part", "label", width=30),
            Column("Checks", "total", width=11, right=True),
            *(decision_column(decision) for decision in TALLY.results),
            Column("Verdict", verdict, width=14, tones=TONES),
            Column("High, not go", lambda line: heavy[line.label], width=12, right=True),
            Column("Without owner", lambda line: owned[line.label], width=12, right=True),
        ),
        strong=lambda line: line.is_whole,
        note="No-go as soon as one check is no-go; else pending while one is pending; else go.",
        is_filtered=False,
    )


def decision_column(decision: str) -> Column:
    return Column(decision, lambda line: line.count(decision), width=11, right=True)


def verdict(line: Line) -> Formula:
    checks, no_go, pending = line.cell(TALLY.all), line.cell(NO_GO), line.cell(PENDING)
    text = f'=IF({checks}=0,"{NOTHING}",IF({no_go}>0,"{NO_GO}",IF({pending}>0,"{PENDING}","{GO}")))'
    if not line.counts.total():
        return Formula(text, NOTHING)
    return Formula(text, next((bad for bad in (NO_GO, PENDING) if line.counts[bad]), GO))


def owners(parts: list[Sheet], snapshot: Snapshot) -> dict[str, Formula]:
    """By the label of the line, how many checks have no single-threaded owner."""
    texts = {part.title: f"{filled_in(part, TALLY.counted)}-({filled_in(part, OWNER)})" for part in parts}
    found = {part.title: sum(check.entry.owner is None for check in part.rows(snapshot)) for part in parts}
    return with_whole(texts, found)


def heavy_ones(parts: list[Sheet], snapshot: Snapshot) -> dict[str, Formula]:
    """By the label of the line, how many checks of high priority are not go yet."""
    texts, found = {}, {}
    for part in parts:
        priorities, decisions = whole_column(part, "Priority"), whole_column(part, "Decision")
        high = f'{priorities},"{Priority.HIGH.label}",{decisions}'
        texts[part.title] = f'COUNTIFS({high},"<>{GO}",{decisions},"<>{NOT_APPLICABLE}")'
        found[part.title] = sum(check.is_heavy for check in part.rows(snapshot))
    return with_whole(texts, found)


def with_whole(texts: dict[str, str], found: dict[str, int]) -> dict[str, Formula]:
    """A formula for each part and one for all of them, with what they come to now."""
    return {
        WHOLE: Formula(f"={'+'.join(texts.values())}", sum(found.values())),
        **{part: Formula(f"={text}", found[part]) for part, text in texts.items()},
    }


GO_LIVE = Kind(
    kind="go-live",
    title="Go-live checklist",
    purpose="Holds what must be go before the cutover, with owners, launch and rollback steps, and the verdict.",
    formats={"xlsx": Workbook(kind="go-live", title="Go-live checklist", sheets=sheets)},
    has_approvals=True,
)
