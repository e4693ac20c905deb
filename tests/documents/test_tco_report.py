import io
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from journeys.documents.tco_content import WHAT_TO_DO
from journeys.queries.cost_explanations import money, share
from journeys.queries.cost_references import NO_PROMISE, REFERENCES
from journeys.queries.costing import Case, Category, Costs, Side, compute
from journeys.services.costs import add_line
from tests.documents.costs import COSTS, LINES, PLAN, changed, make_line, random_costs
from tests.documents.libreoffice import opened, table_of
from tests.documents.snapshots import make_snapshot


def report_on(costs=COSTS):
    return docx.Document(io.BytesIO(render("tco", "docx", make_snapshot(costs=costs))))


def tables_of(document) -> dict[str, list[list[str]]]:
    """By the text of their first cell."""
    found = {table.cell(0, 0).text: table for table in document.tables}
    return {first: [[cell.text for cell in row.cells] for row in table.rows] for first, table in found.items()}


def headings(document) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]


def test_it_opens_with_what_a_sponsor_asks():
    document = report_on()
    assert headings(document) == [
        "In short", "Year by year", "By category", "Three scenarios", "Assumptions", "Lines of cost",
        "How each figure is computed", "What others published",
    ]  # fmt: skip
    callout, figures, *_ = document.tables
    assert callout.cell(0, 0).text == "Saves 61 %"
    assert (
        "3,202,075.29 EUR and the target 1,245,023.87 EUR: a difference of 1,957,051.42 EUR" in callout.cell(0, 1).text
    )
    assert "Payback: Month 7 (Jul 2027)" in callout.cell(0, 1).text
    assert [cell.text for cell in figures.rows[0].cells] == [
        "1.96 M\nEUR saved in all", "61 %\nof today's cost", "157 %\nreturn on investment",
        "1.66 M\nEUR net present value", "7\nmonth of the payback",
    ]  # fmt: skip


def test_a_target_that_costs_more_is_not_dressed_up():
    dear = Costs(PLAN, (make_line("Cheap", "10"), make_line("Dear", "12.5", Side.TARGET)))
    callout, figures, *_ = report_on(dear).tables
    assert callout.cell(0, 0).text == "Costs more"
    assert [cell.text.split("\n")[0] for cell in figures.rows[0].cells] == ["−7.5", "−25 %", "−20 %", "−6.44", "–"]
    assert "There is no such month" in callout.cell(0, 1).text


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ((make_line("Free", "0"),), "No difference"),
        ((make_line("Credit", "-10", Side.TARGET),), "Saves"),
        ((make_line("Only today", "5"),), "Saves 100 %"),
    ],
)
def test_ratios_of_nothing_are_left_out(lines, word):
    assert report_on(Costs(PLAN, lines)).tables[0].cell(0, 0).text == word


def test_lines_that_still_want_a_price_are_counted():
    blank = Costs(PLAN, (*LINES, make_line("Still open", "0")))
    assert "1 of 15 lines come to nothing so far" in report_on(blank).tables[0].cell(0, 1).text
    assert "come to nothing" not in report_on().tables[0].cell(0, 1).text


def test_every_year_and_category_with_their_sums():
    tables, results = tables_of(report_on()), compute(COSTS)
    assert [row[0] for row in tables["Year"]] == ["Year", "2027", "2028", "2029", "All years"]
    assert tables["Year"][1][1:] == ["1,060,300.00", "634,858.00", "425,442.00", "425,442.00", "40.12 %"]
    assert tables["Category"][-1] == ["All categories", *map(money, (results.today, results.target, results.saving))]
    assert len(tables["Category"]) == 1 + len(results.categories) + 1


def test_scenarios_stand_side_by_side():
    rows = {row[0]: row[1:] for row in tables_of(report_on())["Result"]}
    assert rows["Factor: volumes"] == ["90 %", "100 %", "112.5 %"]
    assert rows["Saving"] == [money(compute(COSTS, case).saving) for case in Case]
    assert rows["Payback, month"] == ["8", "7", "6"]


def test_lines_say_how_they_add_up_and_where_they_come_from():
    rows = tables_of(report_on())["Line"]
    assert rows[1][0] == "Today"
    assert rows[2] == [
        "Agent licences\nLicences · agent", "1 × 240 agents × 12 months × 129", "1 to 3\n3.5 % a year",
        "1,154,024.71", "1",
    ]  # fmt: skip
    assert tables_of(report_on())["No."][1:] == [
        ["1", "Contract of 2024, page 7"], ["2", "AWS public list price, US East, November 2026"]
    ]  # fmt: skip
    assert [row[2] for row in rows if row[0].startswith(("Servers", "Go-live"))] == ["1 to 2\n−2 % a year", "2"]
    assert len(rows) == 1 + 2 + len(LINES)


def test_references_are_called_references():
    document = report_on()
    rows = tables_of(document)["Published"]
    assert NO_PROMISE in [table.cell(0, 1).text for table in document.tables]
    assert [row[0] for row in rows[1:]] == [reference.figure for reference in REFERENCES]
    results = compute(COSTS)
    assert [row[2] for row in rows[1:] if row[2] != "–"] == [share(results.share), share(results.roi)]


def test_pictures_are_described():
    described = [shape._inline.docPr.get("descr") for shape in report_on().inline_shapes]
    assert described[0].startswith("2027: 1.06 M today, 635 k target; 2028: 1.08 M today")
    assert "2027: 425 k cumulative saving" in described[1]
    assert "One-off migration: 0 today, 440 k target" in described[2]


@pytest.mark.parametrize("costs", [None, Costs(PLAN, ())])
def test_without_a_line_it_says_what_to_do(costs):
    document = report_on(costs)
    assert headings(document) == ["What to do first"]
    assert WHAT_TO_DO in [each.text for each in document.paragraphs]


@pytest.mark.parametrize("text", ["=1+1", "<b>&amp;</b>", "bell\x07", "x" * 5_000, "\U0001f680 עברית", "]]>"])
def test_any_text_can_stand_in_it(text):
    line = replace(LINES[0], name=text, unit=text, note=text)
    tables = tables_of(report_on(Costs(PLAN, (line, line))))
    assert tables["No."][1:] == [["1", text.replace("\x07", "")]]
    assert [row[4] for row in tables["Line"]] == ["Note", "", "1", "1"]


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_plan_can_be_told(random):
    costs = random_costs(random)
    results, rows = compute(costs), tables_of(report_on(costs))["Year"]
    assert rows[-1][1:4] == [money(amount) for amount in (results.today, results.target, results.saving)]
    assert len(rows) == costs.plan.years + 2


def test_a_plan_of_one_year_is_told_in_the_singular():
    callout = report_on(changed(years=1)).tables[0].cell(0, 1).text
    assert callout.startswith("In 2027, today's way costs")


def test_a_journey_is_told_as_it_stands(journey):
    lead = journey.created_by
    for side, price in ((Side.TODAY, "100"), (Side.TARGET, "60")):
        facts = {"side": side, "category": Category.USAGE, "name": "Voice", "unit_price": Decimal(price)}
        add_line(journey=journey, by=lead, **facts)
    snapshot = take_snapshot(journey.pk, kind="tco")
    document = docx.Document(io.BytesIO(render("tco", "docx", snapshot)))
    assert document.tables[0].cell(0, 0).text == "Saves 40 %"
    summary = opened(render("tco", "xlsx", snapshot), values=True)["Summary"]
    assert {row["Figure"]: row["Chosen scenario"] for row in table_of(summary)}["Saving"] == 120
