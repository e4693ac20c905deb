"""The sheets of the TCO workbook that show the chosen scenario: by year and by category."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from journeys.documents.declaring import FIRST_AT, Chart, Column, Formula, Shape, Sheet, Tone
from journeys.documents.tco_cells import TOTAL_AT, YEARS, case_of, label, ratio
from journeys.documents.tco_content import NOTHING, Content
from journeys.documents.tco_inputs import MONEY, SHARE
from journeys.queries.costing import EXACT, PERCENT, ZERO, Case, Category, Results, Side

SIDES = {"Today": Tone.QUIET, "Target": Tone.BUSY}
ALL_YEARS, ALL = "All years", "All categories"
# The contacts of a year in the chosen scenario.
CONTACTS = f"CHOOSE(Scenario_number,{','.join(case_of('Contacts', case) for case in Case)})"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by the headings of their columns."""

    cells: Mapping[str, Any]
    is_strong: bool = False
    is_folded: bool = False


def column(heading: str, width: int, *, right: bool = True, **more: Any) -> Column:
    return Column(heading, lambda row: row.cells.get(heading), width=width, right=right, **more)


def or_nothing(value: Decimal | int | None) -> Decimal | int | str:
    return NOTHING if value is None else value


def calendar(year: int, results: Results) -> Formula:
    """There is a row for each year that a plan can have: this one may lie behind its end."""
    text = f'=IF({year}>Years,"{NOTHING}",First_year+{year - 1})'
    return Formula(text, results.years[year - 1].year if year <= len(results.years) else NOTHING, "0")


def years(content: Content | None) -> Iterator[Row]:
    if content is not None:
        for year in YEARS:
            cells = year_cells(content.chosen, year)
            yield Row(cells, is_folded=year > content.plan.years)
        yield Row(all_years(content.chosen), is_strong=True)


def year_cells(results: Results, number: int) -> dict[str, Any]:
    at = FIRST_AT + number - 1
    is_beyond = number > len(results.years)
    year = results.years[-1 if is_beyond else number - 1]
    contacts = f"{CONTACTS}*({number}<=Years)"
    factor = 1 / EXACT.power(1 + results.plan.discount_rate * PERCENT, number)
    saving = ZERO if is_beyond else year.saving
    return {
        "Year": number,
        "Calendar year": calendar(number, results),
        "Today": Formula(cost_of(Side.TODAY, number), ZERO if is_beyond else year.today),
        "Target": Formula(cost_of(Side.TARGET, number), ZERO if is_beyond else year.target),
        "Saving": Formula(f"=ROUND(C{at}-D{at},2)", saving),
        "Cumulative saving": Formula(f"=ROUND(SUM(E${FIRST_AT}:E{at}),2)", year.cumulative),
        "Saving in percent": Formula(
            ratio(f"E{at}", f"C{at}", 4, NOTHING), or_nothing(None if is_beyond else year.share)
        ),
        "Contact today": Formula(
            ratio(f"C{at}", contacts, 2, NOTHING), or_nothing(None if is_beyond else year.today_per_contact)
        ),
        "Contact on the target": Formula(
            ratio(f"D{at}", contacts, 2, NOTHING), or_nothing(None if is_beyond else year.target_per_contact)
        ),
        "Discount factor": Formula(f"=1/(1+Discount_rate)^{number}", float(factor), "0.0000"),
        "Discounted saving": Formula(f"=E{at}*J{at}", float(saving * factor)),
    }


def cost_of(side: Side, year: int) -> str:
    return f'=ROUND(SUMIF(Line_side,"{label(side)}",Line_year_{year}),2)'


def all_years(results: Results) -> dict[str, Any]:
    last, contacts = TOTAL_AT - 1, f"{CONTACTS}*Years"
    sums = {column: f"=ROUND(SUM({column}{FIRST_AT}:{column}{last}),2)" for column in "CDEK"}
    return {
        "Year": ALL_YEARS,
        "Today": Formula(sums["C"], results.today),
        "Target": Formula(sums["D"], results.target),
        "Saving": Formula(sums["E"], results.saving),
        "Saving in percent": Formula(ratio(f"E{TOTAL_AT}", f"C{TOTAL_AT}", 4, NOTHING), or_nothing(results.share)),
        "Contact today": Formula(ratio(f"C{TOTAL_AT}", contacts, 2, NOTHING), or_nothing(results.today_per_contact)),
        "Contact on the target": Formula(
            ratio(f"D{TOTAL_AT}", contacts, 2, NOTHING), or_nothing(results.target_per_contact)
        ),
        "Discounted saving": Formula(sums["K"], results.npv),
    }


COST_PER_YEAR = Chart("Cost per year", label="Calendar year", series=SIDES, shape=Shape.COLUMNS, sheet="By year")
CUMULATIVE = Chart(
    "Cumulative saving", label="Calendar year", series={"Cumulative saving": Tone.GOOD}, shape=Shape.LINE,
    sheet="By year",
)  # fmt: skip
PER_CATEGORY = Chart(
    "Cost by category, all years", label="Category", series=SIDES, shape=Shape.BARS, sheet="By category"
)
FOLDED = "Years after the plan's end are folded away: the + at the left edge opens them when the plan gets longer."
BY_YEAR = Sheet(
    "By year",
    years,
    (
        column("Year", 11, right=False),
        column("Calendar year", 10),
        column("Today", 16, format=MONEY),
        column("Target", 16, format=MONEY),
        column("Saving", 16, format=MONEY),
        column("Cumulative saving", 16, format=MONEY),
        column("Saving in percent", 11, format=SHARE),
        column("Contact today", 11, format=MONEY, note="Cost today, divided by the contacts of all channels."),
        column("Contact on the target", 11, format=MONEY, note="Cost of the target, divided by the same contacts."),
        column("Discount factor", 10, note="1 / (1 + discount rate) to the power of the year."),
        column("Discounted saving", 16, format=MONEY, note="Added up: the net present value."),
    ),
    strong=lambda row: row.is_strong,
    charts=(COST_PER_YEAR, CUMULATIVE),
    note=f"The scenario that is chosen. {FOLDED}",
    is_filtered=False,
    folded=lambda row: row.is_folded,
)


def categories(content: Content | None) -> Iterator[Row]:
    if content is not None:
        found = {cost.category: cost for cost in content.chosen.categories}
        for at, category in enumerate(Category, start=FIRST_AT):
            cost = found.get(category)
            yield category_row(label(category), at, [category_cost(side, at) for side in Side], cost)
        last = FIRST_AT + len(Category) - 1
        sums = [f"=ROUND(SUM({column}{FIRST_AT}:{column}{last}),2)" for column in "BC"]
        yield category_row(ALL, last + 1, sums, content.chosen, is_strong=True)


def category_cost(side: Side, at: int) -> str:
    return f'=ROUND(SUMIFS(Line_total,Line_side,"{label(side)}",Line_category,$A{at}),2)'


def category_row(title: str, at: int, texts: list[str], cost: Any, *, is_strong: bool = False) -> Row:
    """`cost` has what both sides cost; nothing when no line has this category."""
    results = (cost.today, cost.target, cost.saving) if cost else (ZERO, ZERO, ZERO)
    texts = [*texts, f"=ROUND(B{at}-C{at},2)"]
    cells = (Formula(text, result) for text, result in zip(texts, results, strict=True))
    return Row({"Category": title, **dict(zip(("Today", "Target", "Saving"), cells, strict=True))}, is_strong)


BY_CATEGORY = Sheet(
    "By category",
    categories,
    (
        column("Category", 24, right=False),
        column("Today", 18, format=MONEY),
        column("Target", 18, format=MONEY),
        column("Saving", 18, format=MONEY),
    ),
    strong=lambda row: row.is_strong,
    charts=(PER_CATEGORY,),
    note="The scenario that is chosen, over all years.",
    is_filtered=False,
)
