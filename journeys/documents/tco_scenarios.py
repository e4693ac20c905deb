"""The sheets of the TCO workbook that compute all three scenarios: year by year, and month by month to the payback."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from journeys.documents.declaring import FIRST_AT, Chart, Formula, Shape, Sheet, Tone
from journeys.documents.tco_cells import (
    MOST_YEARS,
    YEARS,
    balance,
    cost_of_year,
    label,
    of_side,
    paid_once,
    scenario_row,
)
from journeys.documents.tco_content import Content, balances
from journeys.documents.tco_inputs import MONEY
from journeys.documents.tco_years import FOLDED, Row, calendar, column
from journeys.queries.costing import MONTHS, ZERO, Case, Results, Side

CASES = {Case.LOW: Tone.WARN, Case.EXPECTED: Tone.BUSY, Case.HIGH: Tone.GOOD}


def scenarios(content: Content | None) -> Iterator[Row]:
    for case, results in content.by_case.items() if content else ():
        for year in YEARS:
            yield Row(scenario_cells(case, results, year), is_folded=year > len(results.years))


def scenario_cells(case: Case, results: Results, number: int) -> dict[str, Any]:
    at = scenario_row(case, number)
    is_beyond = number > len(results.years)
    year = results.years[-1 if is_beyond else number - 1]
    before = f"+H{at - 1}" if number > 1 else ""
    return {
        "Scenario": label(case),
        "Year": number,
        "Calendar year": calendar(number, results),
        "Today": Formula(cost_of_year(case, of_side(Side.TODAY), number), ZERO if is_beyond else year.today),
        "Target": Formula(cost_of_year(case, of_side(Side.TARGET), number), ZERO if is_beyond else year.target),
        "Saving": Formula(f"=ROUND(D{at}-E{at},2)", ZERO if is_beyond else year.saving),
        "Of which paid once": Formula(cost_of_year(case, paid_once(), number), ZERO if is_beyond else year.once),
        "Cumulative saving": Formula(f"=ROUND(F{at}{before},2)", year.cumulative),
    }


SCENARIOS = Sheet(
    "Scenarios",
    scenarios,
    (
        column("Scenario", 14, right=False),
        column("Year", 7),
        column("Calendar year", 10),
        column("Today", 18, format=MONEY),
        column("Target", 18, format=MONEY),
        column("Saving", 18, format=MONEY),
        column(
            "Of which paid once", 18, format=MONEY,
            note="What lines that are paid once add to the saving: less than 0 where they cost on the target.",
        ),
        column("Cumulative saving", 18, format=MONEY),
    ),
    note=FOLDED,
    is_filtered=False,
    folded=lambda row: row.is_folded,
)  # fmt: skip


BY_MONTH = Chart(
    "Cumulative saving by month", label="Month", shape=Shape.LINE, sheet="Payback",
    series={label(case): tone for case, tone in CASES.items()},
)  # fmt: skip


def months(content: Content | None) -> Iterator[Row]:
    if content is not None:
        balanced = {case: balances(results) for case, results in content.by_case.items()}
        for month in range(1, MOST_YEARS * MONTHS + 1):
            cells = month_cells(month, content.plan.first_year)
            for case, found in balanced.items():
                cells |= balance_cells(case, month, found)
            yield Row(cells, is_folded=month > content.plan.years * MONTHS)


def month_cells(month: int, first_year: int) -> dict[str, Any]:
    years, months = divmod(month - 1, MONTHS)
    begins = date(first_year + years, months + 1, 1)
    return {
        "Month": month,
        "Year": years + 1,
        "Calendar": Formula(f"=DATE(First_year,{month},1)", begins, "mmm yyyy"),
    }


def below(case: Case) -> str:
    return f"Below 0, {label(case).lower()}"


def balance_cells(case: Case, month: int, found: list) -> dict[str, Formula]:
    at, text = FIRST_AT + month - 1, balance(case, month)
    now = found[min(month, len(found)) - 1]
    return {
        label(case): Formula(f"=ROUND(({text})/{MONTHS},2)", now),
        below(case): Formula(
            f"=IF(AND($B{at}<=Years,ROUND({text},2)<0),$A{at},0)", month if month <= len(found) and now < 0 else 0
        ),
    }


PAYBACK = Sheet(
    "Payback",
    months,
    (
        column("Month", 9, right=False),
        column("Year", 7),
        column("Calendar", 11),
        *(column(label(case), 18, format=MONEY, note="Cumulative saving at the end of the month.") for case in CASES),
        *(
            column(
                below(case), 11, format='0;-0;"–"',
                note="The month, where it ends below 0. The month after the last one of these is the payback.",
            )
            for case in CASES
        ),
    ),
    charts=(BY_MONTH,),
    note="What is paid once counts in the first month of its year, all else evenly in twelve months.",
    is_filtered=False,
    folded=lambda row: row.is_folded,
)  # fmt: skip
