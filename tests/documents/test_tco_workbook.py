from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.documents.rendering import render
from journeys.documents.tco_cells import label
from journeys.documents.tco_content import FIGURES, NOTHING, WHAT_TO_DO
from journeys.queries.costing import Case, Category, Costs, Driver, Period, Side, compute
from tests.documents.costs import COSTS, LINES, PLAN, changed, make_line, random_costs
from tests.documents.libreoffice import all_recalculated, needs_libreoffice, opened, table_of
from tests.documents.snapshots import make_snapshot

D = Decimal
SHEETS = ["Summary", "Assumptions", "Lines", "By year", "By category", "Scenarios", "Payback", "References"]
NASTY = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\U0001f680 עברית", "x" * 40_000]


def book_of(costs=COSTS, **options):
    return opened(render("tco", "xlsx", make_snapshot(costs=costs)), **options)


def figures_in(book, heading: str) -> dict:
    """The summary of one scenario, by the keys of the engine's results."""
    rows = {row["Figure"]: row[heading] for row in table_of(book["Summary"])}
    return {figure.key: exact(rows[figure.label]) for figure in FIGURES}


def exact(value):
    return D(repr(value)).quantize(D("0.0001")) if isinstance(value, int | float) else value


def figures_of(results) -> dict:
    values = {figure.key: figure.of(results) for figure in FIGURES}
    return {key: NOTHING if value is None else exact(float(value)) for key, value in values.items()}


def years_in(book) -> list:
    rows = [row for row in table_of(book["By year"]) if isinstance(row["Calendar year"], int)]
    return [
        [exact(row[name]) for name in ("Calendar year", "Today", "Target", "Saving", "Cumulative saving")]
        for row in rows
    ]


def years_of(results) -> list:
    return [
        [exact(float(value)) for value in (year.year, year.today, year.target, year.saving, year.cumulative)]
        for year in results.years
    ]


def categories_in(book) -> dict:
    rows = {row["Category"]: (exact(row["Today"]), exact(row["Target"])) for row in table_of(book["By category"])[:-1]}
    return {name: costs for name, costs in rows.items() if any(costs)}


def categories_of(results) -> dict:
    found = {label(each.category): (each.today, each.target) for each in results.categories}
    return {name: tuple(exact(float(cost)) for cost in costs) for name, costs in found.items() if any(costs)}


def assert_shows(book, costs: Costs, chosen: Case = Case.EXPECTED) -> None:
    """Every figure of the book is that of the engine, to the cent."""
    for case in Case:
        assert figures_in(book, label(case)) == figures_of(compute(costs, case))
    results = compute(costs, chosen)
    assert figures_in(book, "Chosen scenario") == figures_of(results)
    assert years_in(book) == years_of(results)
    assert categories_in(book) == categories_of(results)
    assert table_of(book["Summary"])[-1]["Chosen scenario"] == "Yes"


def set_to(book, assumption: str, value, column: int = 2) -> None:
    row = next(row for row in book["Assumptions"].iter_rows(min_row=5) if row[0].value == assumption)
    book["Assumptions"].cell(row[0].row, column, value)


def test_the_figures_come_along():
    assert_shows(book_of(values=True), COSTS)


def test_the_sheets_and_what_people_fill_in():
    book = book_of()
    assert book.sheetnames == SHEETS
    first, *_ = table_of(book["Lines"])
    assert list(first.items())[:12] == [
        ("Side", "Today"), ("Category", "Licences"), ("Line", "Agent licences"), ("Unit", "agent"), ("Quantity", 1),
        ("Multiplied by", "Agents"), ("Paid", "A month"), ("Unit price", 129), ("Growth a year", 0.035),
        ("First year", 1), ("Last year", None), ("Source and note", "Contract of 2024, page 7"),
    ]  # fmt: skip
    assumed = {row["Assumption"]: row for row in table_of(book["Assumptions"])}
    assert [assumed[name]["Value"] for name in ("Currency", "First year", "Years", "Discount rate", "Agents")] == [
        "EUR", 2027, 3, 0.08, 240
    ]  # fmt: skip
    assert [assumed["Factor of volumes"][label(case)] for case in Case] == [0.9, 1, 1.125]


def test_only_inputs_are_open_and_they_offer_choices():
    book = book_of()
    for sheet, open_cells, guarded in (("Assumptions", ["B6", "C13"], "F12"), ("Lines", ["A5", "L38"], "R5")):
        assert book[sheet].protection.sheet
        assert not any(book[sheet][cell].protection.locked for cell in open_cells)
        assert book[sheet][guarded].protection.locked
    offered = {rule.formula1 for rule in book["Lines"].data_validations.dataValidation}
    assert {'"Today,Target"', '"Once,A year,A month,A day"'} <= offered
    assert '"Low,Expected,High"' in {rule.formula1 for rule in book["Assumptions"].data_validations.dataValidation}


@pytest.mark.parametrize("text", NASTY)
def test_text_from_people_is_never_a_formula(text):
    line = replace(LINES[0], name=text, unit=text, note=text)
    sheet = book_of(Costs(PLAN, (line,)))["Lines"]
    assert [(sheet[at].value, sheet[at].data_type) for at in ("C5", "D5", "L5")] == [(text[:32_767], "s")] * 3


@pytest.mark.parametrize("costs", [None, Costs(PLAN, ())])
def test_without_a_line_it_says_what_to_do(costs):
    book = book_of(costs)
    assert (book.sheetnames, book["Summary"]["A5"].value) == (["Summary"], WHAT_TO_DO)


def test_charts_show_years_months_and_categories():
    book = book_of()
    drawn = {sheet: [chart.tagname for chart in book[sheet]._charts] for sheet in SHEETS}
    assert drawn["Summary"] == ["barChart", "lineChart", "barChart"]
    assert (drawn["By year"], drawn["By category"]) == (["barChart", "lineChart"], ["barChart"])
    assert drawn["Payback"] == ["lineChart"]
    assert book["By category"]._charts[0].series[0].val.numRef.f == "'By category'!$B$5:$B$12"  # without the sum


def test_years_after_the_plan_are_folded_away():
    rows = book_of()["By year"].row_dimensions
    assert [rows[at].hidden for at in range(5, 16)] == [False] * 3 + [True] * 7 + [False]


def test_lines_that_still_want_a_price_are_counted():
    rows = table_of(book_of(Costs(PLAN, (*LINES, make_line("Still open", "0"))), values=True)["Summary"])
    assert {row["Figure"]: row["Chosen scenario"] for row in rows}["Lines that come to nothing"] == 1


def test_references_stand_beside_our_figures():
    rows = table_of(book_of(values=True)["References"])
    results = compute(COSTS)
    assert [(row["Published"], row["This plan"]) for row in rows if row["This plan"]] == [
        ("30 to 80 %", float(results.share)), ("241 %", float(results.roi))
    ]  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_figures_of_any_plan_come_along(random):
    costs = random_costs(random)
    assert_shows(book_of(costs, values=True), costs)


def price(costs: Costs, at: int, value: str) -> Costs:
    lines = list(costs.lines)
    lines[at] = replace(lines[at], unit_price=D(value))
    return replace(costs, lines=tuple(lines))


def fill_in(book, cells: dict) -> None:
    headings = [cell.value for cell in book["Lines"][4]]
    for heading, value in cells.items():
        book["Lines"].cell(5 + len(LINES), headings.index(heading) + 1, value)


NEW = make_line("New", "99.99", Side.TARGET, Category.STAFF, quantity=D(3), driver=Driver.AGENTS, period=Period.MONTH)
# What a CFO does to the file, and the plan for which the engine must come to the same.
CHANGES = {
    "longer": (lambda book: set_to(book, "Years", 10), changed(years=10), Case.EXPECTED),
    "one-year": (lambda book: set_to(book, "Years", 1), changed(years=1), Case.EXPECTED),
    "scenario": (lambda book: set_to(book, "Scenario", "Low"), COSTS, Case.LOW),
    "price": (lambda book: book["Lines"].cell(5, 8, 151.25), price(COSTS, 0, "151.25"), Case.EXPECTED),
    "growth": (
        lambda book: book["Lines"].cell(5, 9, 0.125),
        Costs(PLAN, (replace(LINES[0], growth=D("12.5")), *LINES[1:])), Case.EXPECTED,
    ),
    "rate": (lambda book: set_to(book, "Discount rate", 0), changed(discount_rate=D(0)), Case.EXPECTED),
    "volumes": (lambda book: set_to(book, "Voice minutes", 700_001), changed(voice_minutes=700_001), Case.EXPECTED),
    "factor": (
        lambda book: set_to(book, "Factor of costs of the target", 3, column=5),
        changed(scenarios=(*PLAN.scenarios[:2], replace(PLAN.scenarios[2], target=D(300)))), Case.EXPECTED,
    ),
    "line": (
        lambda book: fill_in(book, {
            "Side": "Target", "Category": "Staff", "Line": "New", "Quantity": 3, "Multiplied by": "Agents",
            "Paid": "A month", "Unit price": 99.99,
        }),
        Costs(PLAN, (*LINES, NEW)), Case.EXPECTED,
    ),
}  # fmt: skip


@needs_libreoffice
def test_the_workbook_follows_what_a_cfo_changes(tmp_path):
    books = {name: book_of() for name in CHANGES}
    for name, (change, _, _) in CHANGES.items():
        change(books[name])
    computed = all_recalculated(books, tmp_path)
    for name, (_, costs, chosen) in CHANGES.items():
        assert_shows(computed[name], costs, chosen)


@needs_libreoffice
def test_every_formula_comes_to_the_result_that_it_brings_along(tmp_path):
    plans = {"given": COSTS, **{f"random-{seed}": random_costs(Random(seed)) for seed in range(2)}}
    computed = all_recalculated({name: book_of(costs) for name, costs in plans.items()}, tmp_path)
    for name, costs in plans.items():
        assert list(differences(book_of(costs), book_of(costs, values=True), computed[name])) == []


def differences(formulas, brought, computed):
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            values = [book[sheet.title][cell.coordinate].value for book in (brought, computed)]
            expected, found = (value.timestamp() if isinstance(value, datetime) else value for value in values)
            is_same = expected == (found if isinstance(found, str) else pytest.approx(found, rel=1e-12, abs=1e-4))
            if not is_same:
                yield sheet.title, cell.coordinate, cell.value, expected, found
