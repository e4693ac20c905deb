"""The discovery: every question with its answer, and what is still unanswered."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from journeys.documents.checklists import Entry, entries
from journeys.documents.declaring import (
    FIRST_AT,
    Column,
    Figures,
    Kind,
    Paragraph,
    ReadBack,
    Report,
    Section,
    Sheet,
    Table,
    Tone,
    Workbook,
)
from journeys.documents.fields import Choice, Person, Text
from journeys.documents.snapshot import Snapshot
from journeys.documents.status import title_of
from journeys.documents.tallies import Line, Tally
from journeys.models import ChecklistItem, Outcome

ANSWERED, NOT_APPLICABLE, UNANSWERED = "Answered", "Not applicable", "Unanswered"
STATES = {Outcome.ANSWERED: ANSWERED, Outcome.NOT_APPLICABLE: NOT_APPLICABLE, Outcome.OPEN: UNANSWERED}
TONES = {ANSWERED: Tone.GOOD, NOT_APPLICABLE: Tone.QUIET, UNANSWERED: Tone.WARN}
OUTCOME = Choice("outcome", {label: outcome.value for outcome, label in STATES.items()})
TALLY = Tally(
    all="Questions", counted="Question", result="Status", results=tuple(STATES.values()), waiting=UNANSWERED
)  # fmt: skip
NO_QUESTIONS = "The journey has no questions in scope yet."
NOT_YET = "Not answered yet"


@dataclass(frozen=True, slots=True)
class Question:
    part: int
    entry: Entry

    @property
    def state(self) -> str:
        return STATES[self.entry.item.outcome]

    @property
    def answer(self) -> str:
        """In a text; in the workbook the place for it stays free."""
        return {UNANSWERED: NOT_YET, NOT_APPLICABLE: f"Not applicable: {self.entry.item.note}"}.get(
            self.state, self.entry.item.note
        )

    @property
    def settled_by(self) -> str:
        return self.entry.item.settled_by

    @property
    def section(self) -> str:
        return self.entry.item.section

    @property
    def task(self) -> str:
        return title_of(self.entry.task)


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one section of a task."""

    number: int
    questions: tuple[Question, ...]

    @property
    def first(self) -> Question:
        return self.questions[0]

    @property
    def task(self) -> str:
        return self.first.task

    @property
    def module(self) -> str:
        return self.first.entry.task.module.title

    @property
    def size(self) -> int:
        return len(self.questions)

    @property
    def label(self) -> str:
        return f"{self.number}. {self.first.section or self.first.task}"

    def with_state(self, state: str) -> int:
        return sum(question.state == state for question in self.questions)


def prepare(snapshot: Snapshot) -> list[Part]:
    """In the outline's order."""
    found = entries(snapshot, ChecklistItem.Kind.QUESTION)
    grouped = groupby(found, key=lambda entry: (entry.task.id, entry.item.section))
    return [
        Part(number, tuple(Question(number, entry) for entry in group))
        for number, (_, group) in enumerate(grouped, start=1)
    ]


def questions_of(parts: Iterable[Part]) -> list[Question]:
    return [question for part in parts for question in part.questions]


def unanswered(parts: Iterable[Part]) -> list[Question]:
    return [question for question in questions_of(parts) if question.state == UNANSWERED]


QUESTIONS = Sheet(
    "Questions",
    questions_of,
    (
        Column("Part", "part", width=6, right=True),
        Column("Section", "section", width=20, adds="section"),
        Column("Question", "entry.item.text", width=44, adds="text"),
        Column("Answer", "entry.item.note", width=48, edit=Text("note")),
        Column("Status", "state", width=15, choices=TALLY.results, tones=TONES, edit=OUTCOME),
        Column("Answered by", "settled_by", width=16),
        Column("Date", "entry.settled_on", width=12),
        Column("Owner", "entry.owner.name", width=16, edit=Person("owner")),
        Column("Due", "entry.task.due_on", width=12),
        Column("Module", "entry.task.module.title", width=32, adds="module"),
        Column("Task", "task", width=28, adds="task"),
    ),
    empty=NO_QUESTIONS,
    back=ReadBack(
        key=lambda question: f"item:{question.entry.item.id}",
        label="Question",
        identity=(("Question", "Section", "Task"), ("Question", "Task"), ("Question", "Section"), ("Question",)),
        complete=lambda values: {"kind": ChecklistItem.Kind.QUESTION.value, **values},
    ),
)


def sheets(parts: list[Part]) -> list[Sheet]:
    return [summary(parts), QUESTIONS]


def summary(parts: list[Part]) -> Sheet:
    lines = TALLY.below_whole("All questions", [line_of(part) for part in parts])

    def of_part(line: Line, name: str) -> str:
        return "" if line.is_whole else getattr(parts[line.at - FIRST_AT - 1], name)

    return Sheet(
        "Summary",
        lambda _: lines,
        (
            Column("Part", "label", width=40),
            Column("Questions", "total", width=11, right=True),
            *(state_column(state) for state in TALLY.results),
            Column("Answered, share", lambda line: line.share(ANSWERED, without=NOT_APPLICABLE), width=11, right=True),
            Column("Module", lambda line: of_part(line, "module"), width=40),
            Column("Task", lambda line: of_part(line, "task"), width=40),
        ),
        empty=NO_QUESTIONS,
        strong=lambda line: line.is_whole,
        note="Counted from the sheet of questions as it is. What does not apply is left out of the share.",
        is_filtered=False,
    )


def line_of(part: Part) -> Line:
    results = [question.state for question in part.questions]
    return TALLY.of_part(QUESTIONS, "Part", part.number, part.label, results, at=FIRST_AT + part.number)


def state_column(state: str) -> Column:
    return Column(state, lambda line: line.count(state), width=12, right=True)


# In the text.
COUNTS = (
    Column("Section", "label", width=38),
    Column("Task", "task", width=38),
    Column("Questions", "size", width=15, right=True),
    Column("Answered", lambda part: part.with_state(ANSWERED), width=15, right=True),
    Column("Not applicable", lambda part: part.with_state(NOT_APPLICABLE), width=16, right=True),
    Column("Unanswered", lambda part: part.with_state(UNANSWERED), width=18, right=True),
)
WAITING = (
    Column("Question", "entry.item.text", width=56),
    Column("Section", lambda question: question.section or question.task, width=30),
    Column("Who is to answer", "entry.owner.name", width=20),
    Column("Due", "entry.task.due_on", width=15),
)
ANSWERS = (
    Column("Question", "entry.item.text", width=44),
    Column("Answer", "answer", width=52, tones={NOT_YET: Tone.WARN}),
    Column("Answered by", "settled_by", width=18),
    Column("Date", "entry.settled_on", width=16),
)


def sections(parts: list[Part]) -> list[Section]:
    return [
        Section("Overview", (Figures(figures), Table(lambda parts: parts, COUNTS, empty=NO_QUESTIONS))),
        Section("Still unanswered", (Table(unanswered, WAITING, empty="No question waits for an answer."),)),
        *(section for part in parts for section in sections_of(part, parts)),
    ]


def sections_of(part: Part, parts: list[Part]) -> list[Section]:
    """The first part of a module stands below the module's name."""
    module = part.first.entry.task.module
    before = parts[part.number - 2].first.entry.task.module if part.number > 1 else None
    heading = Section(module.title, (Paragraph(f"Phase: {module.phase.title}", is_note=True),))
    answers = Table(lambda _: part.questions, ANSWERS)
    own = Section(part.label, (Paragraph(f"Task: {part.task}", is_note=True), answers), level=2)
    return [own] if module is before else [heading, own]


def figures(parts: list[Part]) -> list[tuple[str, str]]:
    states = [question.state for question in questions_of(parts)]
    return [
        (str(len(states)), "question" if len(states) == 1 else "questions"),
        *((str(states.count(state)), state.lower()) for state in STATES.values()),
    ]


DISCOVERY = Kind(
    kind="discovery",
    title="Discovery",
    purpose="Holds every question of the discovery with its answer, who gave it and when, and what is unanswered.",
    formats={
        "docx": Report(kind="discovery", title="Discovery", prepare=prepare, sections=sections),
        "xlsx": Workbook(kind="discovery", title="Discovery", prepare=prepare, sheets=sheets),
    },
)
