"""The workbook of the total cost of ownership: every figure by formula from the sheets that people fill in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from journeys.documents.declaring import FIRST_AT, Formula, Sheet, Tone, Workbook
from journeys.documents.tco_cells import MOST_YEARS, TOTAL_AT, case_of, in_force, label, ratio
from journeys.documents.tco_cells import scenario_cells as cells_of
from journeys.documents.tco_content import CHOSEN, FIGURES, NOTHING, WHAT_TO_DO, Content, Unit, prepare
from journeys.documents.tco_inputs import ASSUMPTIONS, COUNT, LINES, MONEY, SHARE
from journeys.documents.tco_scenarios import BY_MONTH, PAYBACK, SCENARIOS
from journeys.documents.tco_years import (
    BY_CATEGORY,
    BY_YEAR,
    COST_PER_YEAR,
    PER_CATEGORY,
    Row,
    column,
    or_nothing,
)
from journeys.documents.text import sentence
from journeys.queries.cost_explanations import explanations_of
from journeys.queries.cost_references import NO_PROMISE, REFERENCES
from journeys.queries.costing import MONTHS, Case, Results

FORMATS = {Unit.MONEY: MONEY, Unit.SHARE: SHARE, Unit.MONTH: "0", Unit.COUNT: COUNT}
FIGURE, CHOSEN_HEADING, HOW = "Figure", "Chosen scenario", "How it is computed"
THIS_PLAN = "This plan"
COLUMNS = dict(zip(Case, "CDE", strict=True))
LAST_MONTH = FIRST_AT + MOST_YEARS * MONTHS - 1
BELOW = {case: f"Payback!${column}${FIRST_AT}:${column}${LAST_MONTH}" for case, column in zip(Case, "GHI", strict=True)}
FACTS = ("Scenario", "Amounts in", "Years")  # above the figures
ROWS = {figure.key: at for at, figure in enumerate(FIGURES, start=FIRST_AT + len(FACTS))}
AGREE, DIFFER = "Yes", "No"
A_CENT = "0.011"  # and a little, for the last digits of a sum


def formula_of(key: str, case: Case) -> str:
    """Of a figure in one scenario."""
    at = {name: f"{COLUMNS[case]}{row}" for name, row in ROWS.items()}
    contacts, months = case_of("Contacts", case), f"MAX({BELOW[case]})"
    formulas = {
        "today": f"=ROUND(SUM({cells_of(case, 'D')}),2)",
        "target": f"=ROUND(SUM({cells_of(case, 'E')}),2)",
        "saving": f"=ROUND({at['today']}-{at['target']},2)",
        "share": ratio(at["saving"], at["today"], 4, NOTHING),
        "roi": ratio(at["saving"], at["target"], 4, NOTHING),
        "npv": f"=ROUND(NPV(Discount_rate,{cells_of(case, 'F')}),2)",
        "payback": f'=IF(AND({at["target"]}>0,{months}<{MONTHS}*Years),{months}+1,"{NOTHING}")',
        "contacts": f"={contacts}",
        "today_per_contact": ratio(at["today"], f"{contacts}*Years", 2, NOTHING),
        "target_per_contact": ratio(at["target"], f"{contacts}*Years", 2, NOTHING),
    }
    return formulas[key]


def summary(content: Content | None) -> Iterator[Row]:
    if content is None:
        return
    yield from facts(content)
    rules = {each.key: each.rule for each in explanations_of(content.chosen)}
    for figure in FIGURES:
        now = {case: or_nothing(figure.of(results)) for case, results in content.by_case.items()}
        texts = {case: formula_of(figure.key, case) for case in Case}
        yield figure_row(figure.label, ROWS[figure.key], texts, now, FORMATS[figure.unit], rules.get(figure.rule, ""))
    yield calendar_row(content)
    yield blanks(content)
    yield agreement()


def facts(content: Content) -> Iterator[Row]:
    cells = (
        Formula("=Scenario", label(CHOSEN)), Formula("=Currency", content.plan.currency),
        Formula("=Years", content.plan.years, "0"),
    )  # fmt: skip
    for title, cell in zip(FACTS, cells, strict=True):
        how = "Chosen in the sheet Assumptions." if title == FACTS[0] else ""
        yield Row({FIGURE: title, CHOSEN_HEADING: cell, HOW: how}, is_strong=True)


def figure_row(title: str, at: int, texts: dict, results: dict, format: str, how: str) -> Row:
    """`texts` are the formulas of each scenario, `results` what they come to."""
    cells = {label(case): Formula(texts[case], results[case], format) for case in Case}
    return Row({FIGURE: title, CHOSEN_HEADING: Formula(in_force(at), results[CHOSEN], format), **cells, HOW: how})


def calendar_row(content: Content) -> Row:
    """The month of the payback in the calendar."""
    paid = {case: f"{column}{ROWS['payback']}" for case, column in COLUMNS.items()}
    texts = {case: f'=IF(ISNUMBER({cell}),DATE(First_year,{cell},1),"{NOTHING}")' for case, cell in paid.items()}
    paid_in = {case: payback_month(results) for case, results in content.by_case.items()}
    at = max(ROWS.values()) + 1
    return figure_row(
        "Payback, calendar", at, texts, paid_in, "mmm yyyy", "Where the plan's first year begins in January."
    )


def payback_month(results: Results) -> date | str:
    if results.payback is None:
        return NOTHING
    years, months = divmod(results.payback - 1, MONTHS)
    return date(results.plan.first_year + years, months + 1, 1)


def blanks(content: Content) -> Row:
    cell = Formula('=SUMPRODUCT((Line_side<>"")*(Line_total=0))', content.blanks, "0")
    how = "A price, a quantity or a volume of these is still to be filled in, or they end before they start to count."
    return Row({FIGURE: "Lines that come to nothing", CHOSEN_HEADING: cell, HOW: how})


def agreement() -> Row:
    pairs = (("today", "C"), ("target", "D"), ("npv", "K"))
    same = ",".join(f"ABS(B{ROWS[key]}-'By year'!{column}{TOTAL_AT})<{A_CENT}" for key, column in pairs)
    how = "The sheets By year and Scenarios compute the chosen scenario in two ways, which must come to the same."
    return Row(
        {FIGURE: "Sheets agree", CHOSEN_HEADING: Formula(f'=IF(AND({same}),"{AGREE}","{DIFFER}")', AGREE), HOW: how}
    )


SUMMARY = Sheet(
    "Summary",
    summary,
    (
        column(FIGURE, 30, right=False),
        column(CHOSEN_HEADING, 18, tones={AGREE: Tone.GOOD, DIFFER: Tone.BAD}),
        *(column(label(case), 18) for case in Case),
        column(HOW, 80, right=False),
    ),
    strong=lambda row: row.is_strong,
    charts=(COST_PER_YEAR, BY_MONTH, PER_CATEGORY),
    note="Change the assumptions, the lines or the scenario in their sheets: all of this follows.",
    is_filtered=False,
)


def references(content: Content | None) -> Iterator[Row]:
    for reference in REFERENCES if content else ():
        key = reference.beside
        cells: dict[str, Any] = {
            "Published": reference.figure,
            "What": sentence(reference.claim),
            "Source": reference.source,
        }
        if key and content:
            text = f"=Summary!$B${ROWS[key]}"
            cells[THIS_PLAN] = Formula(text, or_nothing(getattr(content.chosen, key)), SHARE)
        yield Row(cells)


REFERENCE_SHEET = Sheet(
    "References",
    references,
    (
        column("Published", 16, right=False),
        column("What", 48, right=False),
        column(THIS_PLAN, 18),
        column("Source", 70, right=False),
    ),
    note=NO_PROMISE,
    is_filtered=False,
)


def sheets(content: Content | None) -> Sequence[Sheet]:
    """Without a line there is nothing to compute, but something to do."""
    if content is None:
        return [replace(SUMMARY, empty=WHAT_TO_DO, note="")]
    return [SUMMARY, ASSUMPTIONS, LINES, BY_YEAR, BY_CATEGORY, SCENARIOS, PAYBACK, REFERENCE_SHEET]


WORKBOOK = Workbook("tco", "Total cost of ownership", sheets, prepare)
