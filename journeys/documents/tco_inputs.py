"""The sheets of the TCO workbook that people fill in: the assumptions, and a row for every line of cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from journeys.documents.declaring import FIRST_AT, Column, Formula, Input, Sheet
from journeys.documents.tco_cells import (
    MOST_YEARS,
    YEARS,
    amount,
    base,
    case_of,
    ends,
    in_force,
    label,
    line_total,
    starts,
)
from journeys.documents.tco_content import CHOSEN, Content
from journeys.documents.text import sentence
from journeys.queries.costing import (
    MONTHS,
    PERCENT,
    Case,
    Category,
    Driver,
    Line,
    LineCost,
    Period,
    Plan,
    Scenario,
    Side,
    before_growth,
)

MONEY = '#,##0.00;-#,##0.00;"–"'
PRICE = "#,##0.00####"
SHARE = "0.00 %"
WHOLE = "#,##0"
COUNT = "#,##0.####;-#,##0.####"
YEAR = "0"
EMPTY = {MONEY: "#,##0.00;-#,##0.00;", YEAR: "0;;"}  # the same, with nothing in the place of 0
SPARE_ROWS = 20
Cell = Any


@dataclass(frozen=True, slots=True)
class Assumption:
    """A row: what one fills in, and what holds in each scenario."""

    label: str
    note: str = ""
    value: Cell = None
    cases: tuple[Cell, ...] = ()
    chosen: Cell = None
    at: int = 0

    @property
    def is_head(self) -> bool:
        return not (self.value or self.cases)

    def case(self, at: int) -> Cell:
        return self.cases[at] if self.cases else None

    @property
    def in_force(self) -> Cell:
        if not self.cases:
            return self.chosen
        cell = self.cases[CASES.index(CHOSEN)]
        return Formula(in_force(self.at), result_of(cell), "0" if isinstance(cell, int) else cell.format)


CASES = list(Case)
# Each factor of a scenario: its name in formulas, its label, and what it does.
FACTORS = {
    "volume": ("Volume", "Factor of volumes", "Multiplies contacts, minutes and messages."),
    "today": ("Today", "Factor of costs today", "Multiplies every amount of this side, what is paid once too."),
    "target": ("Target", "Factor of costs of the target", "Multiplies every amount of this side, one-offs too."),
}


def result_of(cell: Input | Formula | Decimal | int) -> Any:
    return cell.result if isinstance(cell, Formula) else cell.value if isinstance(cell, Input) else cell


def assumptions(content: Content | None) -> list[Assumption]:
    if content is None:
        return []
    plan = content.plan
    rows = (*of_plan(plan), *of_scenarios(plan), *of_volumes(plan))
    return [replace(row, at=at) for at, row in enumerate(rows, start=FIRST_AT)]


def of_plan(plan: Plan) -> Iterator[Assumption]:
    yield Assumption("Plan")
    yield Assumption("Currency", "A label only: nothing is converted.", Input(plan.currency, name="Currency"))
    yield Assumption("First year", "Of the calendar.", Input(plan.first_year, format="0", name="First_year"))
    choices = tuple(map(str, YEARS))
    yield Assumption("Years", f"1 to {MOST_YEARS}.", Input(plan.years, format="0", choices=choices, name="Years"))
    rate = Input(plan.discount_rate * PERCENT, format=SHARE, name="Discount_rate")
    yield Assumption("Discount rate", "A year. Savings count at the end of their year.", rate)


def of_scenarios(plan: Plan) -> Iterator[Assumption]:
    yield Assumption("Scenarios")
    names = tuple(map(label, Case))
    number = Formula("=MATCH(Scenario,$C$4:$E$4,0)", CASES.index(CHOSEN) + 1, "0", "Scenario_number")
    yield Assumption(
        "Scenario", "Choose it here. In force is then its column, counted from 1.",
        Input(label(CHOSEN), choices=names, name="Scenario"), chosen=number,
    )  # fmt: skip
    for field, (name, title, note) in FACTORS.items():
        values = (getattr(plan.scenario(case), field) * PERCENT for case in Case)
        cells = (Input(value, SHARE, name=case_of(name, case)) for case, value in zip(Case, values, strict=True))
        yield Assumption(title, note, cases=tuple(cells))


def of_volumes(plan: Plan) -> Iterator[Assumption]:
    """What lines are multiplied by, under the names that the drop-down of the lines offers."""
    yield Assumption("What lines are multiplied by")
    for driver in Driver:
        yield of_driver(driver, plan)
    contacts = "Voice_contacts+Chat_contacts+Email_contacts+Task_contacts"
    yield Assumption(
        "Contacts of all channels", "A year: twelve months of the contacts above.",
        cases=tuple(
            Formula(
                f"={MONTHS}*({contacts})*{case_of('Volume', case)}",
                plan.contacts * MONTHS * plan.scenario(case).volume * PERCENT, WHOLE, case_of("Contacts", case),
            )
            for case in Case
        ),
    )  # fmt: skip


def of_driver(driver: Driver, plan: Plan) -> Assumption:
    if driver == Driver.FIXED:
        return Assumption(label(driver), "Lines that stand for themselves.", 1, cases=(1,) * len(Case))
    name = sentence(driver.value)
    factors = ("", "", "") if driver == Driver.AGENTS else tuple(f"*{case_of('Volume', case)}" for case in Case)
    return Assumption(
        label(driver),
        "Scenarios leave them as they are." if driver == Driver.AGENTS else "A month.",
        Input(getattr(plan, driver), WHOLE, name=name),
        tuple(
            Formula(f"={name}{factor}", plan.driven_by(driver, plan.scenario(case)), COUNT)
            for case, factor in zip(Case, factors, strict=True)
        ),
    )


ASSUMPTIONS = Sheet(
    "Assumptions",
    assumptions,
    (
        Column("Assumption", "label", width=32, name="Assumption"),
        Column("Value", "value", width=16, right=True),
        *(
            Column(
                label(case), partial(Assumption.case, at=at), width=14, right=True, name=case_of("At", case)
            )
            for at, case in enumerate(Case)
        ),
        Column("In force", "in_force", width=14, right=True, note="What holds in the scenario that is chosen."),
        Column("What it is", "note", width=52),
    ),
    strong=lambda row: row.is_head,
    note="Change what is blue on yellow; all other sheets follow. The rest is guarded against slips, without password.",
    is_filtered=False,
    is_guarded=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line of cost, or room for a new one."""

    at: int
    plan: Plan
    cost: LineCost | None = None

    @property
    def line(self) -> Line | None:
        return self.cost.line if self.cost else None

    def written(self, read: Callable[[Line], Any], format: str = "") -> Input:
        return Input(read(self.line) if self.line else None, format)

    def computed(self, text: str, result: Decimal | int, format: str) -> Formula:
        """In an empty row no zeros are shown."""
        return Formula(text, result, format if self.line else EMPTY[format])

    @property
    def starts(self) -> Formula:
        return self.computed(starts(self.at), self.line.first_year if self.line else 0, YEAR)

    @property
    def ends(self) -> Formula:
        if self.line is None:
            return self.computed(ends(self.at), 0, YEAR)
        last = self.line.first_year if self.line.period == Period.ONCE else self.line.last_year or self.plan.years
        return self.computed(ends(self.at), min(last, self.plan.years), YEAR)

    def base(self, case: Case) -> Formula:
        scenario: Scenario = self.plan.scenario(case)
        cost = before_growth(self.line, self.plan, scenario) if self.line else 0
        return self.computed(base(self.at, case), cost, MONEY)

    def amount(self, year: int) -> Formula:
        amounts = self.cost.amounts if self.cost else ()
        return self.computed(amount(self.at, year), amounts[year - 1] if year <= len(amounts) else 0, MONEY)

    @property
    def total(self) -> Formula:
        return self.computed(line_total(self.at), self.cost.total if self.cost else 0, MONEY)


def rows(content: Content | None) -> list[Row]:
    """The lines, and below them empty rows that the formulas of all sheets already look at."""
    if content is None:
        return []
    costs = [*content.chosen.lines, *[None] * SPARE_ROWS]
    return [Row(at, content.plan, cost) for at, cost in enumerate(costs, start=FIRST_AT)]


def quantity(row: Row) -> Input:
    cell = row.written(lambda line: line.quantity)
    is_whole = cell.value is not None and cell.value == cell.value.to_integral_value()
    return replace(cell, format=WHOLE if is_whole else "#,##0.00##")


def choice(heading: str, read: Callable[[Line], Any], choices: tuple[str, ...], width: int, **more: Any) -> Column:
    return Column(heading, lambda row: row.written(read), width=width, choices=choices, **more)


NUMBERS = tuple(map(str, YEARS))
LINES = Sheet(
    "Lines",
    rows,
    (
        choice("Side", lambda line: label(line.side), tuple(map(label, Side)), 9, name="Line_side"),
        choice(
            "Category", lambda line: label(line.category), tuple(map(label, Category)), 17, name="Line_category"
        ),
        Column("Line", lambda row: row.written(lambda line: line.name), width=32),
        Column("Unit", lambda row: row.written(lambda line: line.unit), width=14),
        Column("Quantity", quantity, width=11, right=True, note="Units, or units for each of what multiplies it."),
        choice(
            "Multiplied by", lambda line: label(line.driver), tuple(map(label, Driver)), 16,
            note="An agent or volume of the sheet Assumptions. Nothing: the quantity stands for itself.",
        ),
        choice(
            "Paid", lambda line: label(line.period), tuple(map(label, Period)), 9, name="Line_paid",
            note="A month counts 12 times, a day 365 times a year; once counts in the first year only.",
        ),
        Column("Unit price", lambda row: row.written(lambda line: line.unit_price, PRICE), width=13, right=True),
        Column(
            "Growth a year", lambda row: row.written(lambda line: line.growth * PERCENT, SHARE), width=9, right=True,
            name="Line_growth", note="From its first year on, compounded.",
        ),
        choice("First year", lambda line: line.first_year, NUMBERS, 7, right=True, note="Of the plan, counted from 1."),
        choice("Last year", lambda line: line.last_year, NUMBERS, 7, right=True, note="Empty: to the end of the plan."),
        Column("Source and note", lambda row: row.written(lambda line: line.note), width=60),
        Column("From", "starts", width=6, right=True, name="Line_from", note="The first year in which it counts."),
        Column("To", "ends", width=6, right=True, name="Line_to", note="The last year of the plan in which it counts."),
        *(
            Column(
                f"At its start, {label(case).lower()}", partial(Row.base, case=case), width=14, right=True,
                format=MONEY, name=case_of("Line", case),
                note="Quantity x driver x times a year x price x factor of the scenario.",
            )
            for case in Case
        ),
        *(
            Column(
                f"Year {year}", partial(Row.amount, year=year), width=13, right=True,
                name=f"Line_year_{year}", note="In the chosen scenario: the first year's amount, grown, to the cent.",
            )
            for year in YEARS
        ),
        Column("All years", "total", width=14, right=True, format=MONEY, name="Line_total"),
    ),
    note="A row for each cost; choose today or target first. The empty rows below count as soon as they are filled in.",
    is_guarded=True,
    kept=3,
    pages=3,
)  # fmt: skip
