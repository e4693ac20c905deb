"""The RACI: who does, answers for, is asked about and is told of each module and task; and what is unsettled in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from string import ascii_uppercase
from typing import Any

from journeys.documents.declaring import (
    FIRST_AT,
    Block,
    Column,
    Figures,
    Formula,
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
from journeys.documents.fields import Choice
from journeys.documents.snapshot import Member, Module, RaciRole, Snapshot, Task
from journeys.models import Letter
from journeys.queries.raci import ANSWERS, WORKS, Rule, broken_rules, row_key

FIT = "OK"
EMPTY = "The RACI has no roles yet."
RULE = "Each row has exactly one A and at least one R. A/R counts as both."
TONES = {
    Letter.RESPONSIBLE.value: Tone.BUSY,
    Letter.ACCOUNTABLE.value: Tone.WARN,
    Letter.BOTH.value: Tone.WARN,
    Letter.CONSULTED.value: Tone.GOOD,
    Letter.INFORMED.value: Tone.QUIET,
}
LETTER = Choice("letter", {letter: letter for letter in Letter.values}, is_required=False)
MOST_IN_TEXT = 10  # roles beside each other on a page
LETTER_SHARE = 6  # of the width of a page, in which A/R fits on one line
USES = {
    Letter.RESPONSIBLE: "Does the work. Every row has at least one.",
    Letter.ACCOUNTABLE: "Answers for the result. Every row has exactly one.",
    Letter.CONSULTED: "Is asked before it is done.",
    Letter.INFORMED: "Is told once it is done.",
    Letter.BOTH: "Answers for it and does the work.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A module or task in scope; `at` is its row in the sheet."""

    key: str
    what: str
    title: str
    module: Module
    letters: Mapping[int, str]
    at: int

    @property
    def broken(self) -> tuple[Rule, ...]:
        return broken_rules(self.letters.values())

    @property
    def verdict(self) -> str:
        return verdict(self.broken)


def verdict(broken: tuple[Rule, ...]) -> str:
    return ", ".join(str(rule.label) for rule in broken) or FIT


NO_A, TWO_A, NO_R = Rule
VERDICTS = [verdict(rules) for rules in ((NO_A,), (TWO_A,), (NO_R,), (NO_A, NO_R), (TWO_A, NO_R))]
VERDICT_TONES = {FIT: Tone.GOOD, **dict.fromkeys(VERDICTS, Tone.BAD)}


@dataclass(frozen=True, slots=True)
class Broken:
    """A row and one of the rules that it breaks."""

    row: Row
    rule: Rule
    roles: tuple[RaciRole, ...]

    def with_letters(self, letters: tuple[Letter, ...]) -> str:
        return ", ".join(role.name for role in self.roles if self.row.letters.get(role.id) in letters)


@dataclass(frozen=True, slots=True)
class Matrix:
    roles: tuple[RaciRole, ...]
    rows: tuple[Row, ...]

    @property
    def broken(self) -> list[Broken]:
        return [Broken(row, rule, self.roles) for row in self.rows for rule in row.broken]

    def heading_of(self, role: RaciRole) -> str:
        """Its name, with its side where another side has a role of that name."""
        namesakes = [each for each in self.roles if each.name.casefold() == role.name.casefold()]
        return role.name if len(namesakes) == 1 else f"{role.name} ({role.side.label})"


def prepare(snapshot: Snapshot) -> Matrix:
    """Without roles there is nothing to say of any row."""
    if not snapshot.raci_roles:
        return Matrix((), ())
    rows = (
        Row(key, what, title, module, snapshot.raci_letters.get(key, {}), at)
        for at, (key, what, title, module) in enumerate(places(snapshot), start=FIRST_AT)
    )
    return Matrix(snapshot.raci_roles, tuple(rows))


def places(snapshot: Snapshot) -> Iterator[tuple[str, str, str, Module]]:
    """What is in scope, in the outline's order, a module above its tasks."""
    tasks: dict[int, list[Task]] = {module.id: [] for module in snapshot.modules}
    for task in snapshot.tasks:
        if task.in_scope and task.parent is None:
            tasks[task.module.id].append(task)
    for module in snapshot.modules:
        if module.in_scope:
            yield row_key(module.id, None), "Module", module.title, module
            for task in tasks[module.id]:
                yield row_key(None, task.id), "Task", task.title, module


def letter_in(row: Row, role: RaciRole) -> str | None:
    return row.letters.get(role.id)


def cell_key(row: Row, role: RaciRole) -> str:
    return f"raci:{row.key}:{role.id}"


def role_column(matrix: Matrix, role: RaciRole) -> Column:
    return Column(
        matrix.heading_of(role), partial(letter_in, role=role), width=4, choices=tuple(Letter.values), tones=TONES,
        edit=LETTER, key=partial(cell_key, role=role), group=str(role.side.label), is_turned=True,
    )  # fmt: skip


def text_column(matrix: Matrix, role: RaciRole) -> Column:
    """In a text the side stands in the heading."""
    return replace(role_column(matrix, role), heading=f"{role.side.label}: {role.name}", group="", width=LETTER_SHARE)


def is_module(row: Row) -> bool:
    return row.what == "Module"


PLACE = (
    Column("Phase", "module.phase.title", width=16),
    Column("Module", "module.title", width=28),
    Column("What", "what", width=9),
    Column("Module or task", "title", width=40),
)


def column_name(at: int) -> str:
    """As formulas call it: A, Z, AA."""
    return (ascii_uppercase[at // 26 - 1] if at >= 26 else "") + ascii_uppercase[at % 26]


def check_of(row: Row, roles: int) -> Formula:
    """Counts the letters of its own row anew, when someone changes one."""
    first, last = column_name(len(PLACE) + 1), column_name(len(PLACE) + roles)
    cells = f"${first}{row.at}:${last}{row.at}"
    answers, works = (
        "+".join(f'COUNTIF({cells},"{letter.value}")' for letter in letters) for letters in (ANSWERS, WORKS)
    )
    no_a, two_a, no_r, neither, two_and_none = VERDICTS
    text = (
        f'=IF({answers}=0,IF({works}=0,"{neither}","{no_a}"),'
        f'IF({answers}>1,IF({works}=0,"{two_and_none}","{two_a}"),IF({works}=0,"{no_r}","{FIT}")))'
    )
    return Formula(text, row.verdict)


def sheets(matrix: Matrix) -> list[Sheet]:
    check = Column("Check", partial(check_of, roles=len(matrix.roles)), width=15, tones=VERDICT_TONES)
    return [
        Sheet(
            "RACI",
            lambda matrix: matrix.rows,
            (*PLACE, check, *(role_column(matrix, role) for role in matrix.roles)),
            empty=EMPTY if not matrix.roles else "No module or task is in scope.",
            strong=is_module,
            note=RULE,
            back=ReadBack(
                key=lambda row: row.key,
                label="Module or task",
                identity=(("Phase", "Module", "What", "Module or task"), ("Module", "What", "Module or task")),
            ),
        ),
        BROKEN_SHEET,
        roles_sheet(matrix),
        LEGEND_SHEET,
    ]


BROKEN_COLUMNS = (
    Column("What is wrong", "rule.label", width=18, tones={rule.label: Tone.BAD for rule in Rule}),
    Column("What", "row.what", width=9),
    Column("Module or task", "row.title", width=44),
    Column("Phase", "row.module.phase.title", width=18),
    Column("Accountable", lambda broken: broken.with_letters(ANSWERS), width=30),
    Column("Responsible", lambda broken: broken.with_letters(WORKS), width=30),
)
BROKEN_SHEET = Sheet(
    "Broken rules", lambda matrix: matrix.broken, BROKEN_COLUMNS, empty="Every row keeps the rules.", note=RULE
)
ROLE_COLUMNS = (
    Column("Side", "side.label", width=12),
    Column("Role", "name", width=32),
    Column("Held by", lambda role: ", ".join(member.name for member in role.members), width=40),
)


def roles_sheet(matrix: Matrix) -> Sheet:
    counts = (
        Column(letter.value, partial(times, matrix=matrix, letter=letter), width=6, right=True) for letter in Letter
    )
    return Sheet("Roles", lambda matrix: matrix.roles, (*ROLE_COLUMNS, *counts), empty=EMPTY)


def times(role: RaciRole, matrix: Matrix, letter: Letter) -> int:
    return sum(row.letters.get(role.id) == letter for row in matrix.rows)


LEGEND_COLUMNS = (
    Column("Letter", "value", width=8, tones=TONES),
    Column("Meaning", "label", width=30),
    Column("What it says of a role", lambda letter: USES[letter], width=60),
)
LEGEND_SHEET = Sheet("Legend", lambda _: list(Letter), LEGEND_COLUMNS, note=RULE)

WORKBOOK = Workbook(kind="raci", title="RACI", sheets=sheets, prepare=prepare)


def figures(matrix: Matrix) -> list[tuple[str, str]]:
    broken = len({broken.row.key for broken in matrix.broken})
    return [
        (str(len(matrix.roles)), "roles"),
        (str(len(matrix.rows)), "modules and tasks in scope"),
        (str(broken), "of them break a rule"),
    ]


def matrix_tables(matrix: Matrix) -> Iterator[Table]:
    """The rows with as many roles as fit on a page beside each other, and again with the next ones."""
    for start in range(0, len(matrix.roles) or 1, MOST_IN_TEXT):
        columns = [text_column(matrix, role) for role in matrix.roles[start : start + MOST_IN_TEXT]]
        title = Column("Module or task", "title", width=LETTER_SHARE * (MOST_IN_TEXT + 8 - len(columns)))
        yield Table(always(matrix.rows), (title, *columns), empty=EMPTY, strong=is_module)


def always(rows: Any) -> Callable[[Any], Any]:
    return lambda _: rows


def blocks(matrix: Matrix) -> list[Block]:
    """The matrix in a text."""
    return [Paragraph(legend_line()), *matrix_tables(matrix)] if matrix.roles else [Paragraph(EMPTY)]


def legend_line() -> str:
    return " · ".join(f"{letter.value}: {str(letter.label).lower()}" for letter in Letter)


def sections(matrix: Matrix) -> list[Section]:
    return [
        Section("At a glance", (Figures(figures), Paragraph(RULE))),
        Section("Matrix", tuple(blocks(matrix))),
        Section(
            "What is unsettled",
            (Table(lambda matrix: matrix.broken, BROKEN_COLUMNS[:4], empty="Every row keeps the rules."),),
        ),
        Section("Roles", (Table(lambda matrix: matrix.roles, ROLE_COLUMNS, empty=EMPTY),)),
        Section("Legend", (Table(always(list(Letter)), LEGEND_COLUMNS),)),
    ]


REPORT = Report(kind="raci", title="RACI", sections=sections, prepare=prepare)

RACI = Kind(
    kind="raci",
    title="RACI",
    purpose="Says for each module and task who does it, answers for it, is asked and is told; and what is unsettled.",
    formats={"xlsx": WORKBOOK, "docx": REPORT},
)


def roles_held(snapshot: Snapshot, member: Member) -> str:
    return ", ".join(role.name for role in snapshot.raci_roles if any(each is member for each in role.members))
