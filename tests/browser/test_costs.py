"""Costs in a browser: figures that move while one types, a line from being added to being removed, formulas."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def page(journey, visit) -> Page:
    """The costs of a journey with a line on each side."""
    journey.api.patch(f"journeys/{journey.id}/costs/assumptions", currency="EUR", first_year=2027, agents=100)
    seats = {"side": "today", "category": "licences", "driver": "agents", "period": "month"}
    journey.say("costs", name="Seats", unit_price="30", **seats)
    journey.say("costs", name="Usage", side="target", category="usage", period="month", unit_price="1000")
    return visit("lead", journey.page("costs/"))


def tile(page: Page, name: str):
    return page.locator(".tile", has_text=name).locator("b")


def test_figures_follow_an_assumption_and_the_focus_stays(page):
    expect(tile(page, "Saving in percent")).to_have_text("66.67 %")
    page.get_by_label("Agents", exact=True).fill("200")
    page.keyboard.press("Tab")
    expect(tile(page, "Saving in percent")).to_have_text("83.33 %")
    expect(page.locator("#notice")).to_have_text("Saved")
    expect(page.get_by_label("Voice contacts")).to_be_focused()
    page.keyboard.type("5000")
    page.keyboard.press("Tab")
    expect(tile(page, "Cost of a contact")).to_have_text("1.20 → 0.20")


def test_a_price_changes_in_its_row(page):
    price = page.get_by_label("Unit price of Seats")
    price.fill("60")
    price.press("Tab")
    expect(page.get_by_role("row", name="Seats").get_by_title("The formula")).to_have_text("216,000.00")
    expect(tile(page, "Saving in percent")).to_have_text("83.33 %")
    price.fill("-1e999")
    price.press("Tab")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(price).not_to_have_value("60")


def test_what_is_wrong_is_told_below_its_field(page):
    years = page.get_by_label("Years", exact=True)
    years.fill("11")
    years.press("Tab")
    expect(page.get_by_role("alert")).to_have_text("Ensure this value is less than or equal to 10.")
    years.fill("5")
    years.press("Tab")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("heading", name="5 years from 2027")).to_be_visible()


def test_a_scenario_is_set_and_shown(page):
    page.get_by_text("Scenarios", exact=True).click()
    today = page.get_by_label("Low: costs today, in percent")
    today.fill("50")
    today.press("Tab")
    expect(page.locator("#notice")).to_have_text("Saved")
    page.get_by_role("link", name="Low", exact=True).click()
    expect(page.get_by_role("heading", name="Results: low scenario")).to_be_visible()
    expect(page.locator(".cost-years tbody tr").first).to_contain_text("54,000.00")


def test_a_figure_leads_to_its_formula(page):
    page.locator(".tile", has_text="Return on investment").click()
    formula = page.locator("#formula-roi")
    expect(formula).to_be_in_viewport()
    expect(formula).to_contain_text("(108,000.00 − 36,000.00) ÷ 36,000.00 = 200.00 %")


def test_a_line_from_being_added_to_being_removed(page):
    page.get_by_role("link", name="Add a cost (target)").click()
    page.get_by_label("Name").fill("Move")
    page.get_by_label("Category").select_option("One-off migration")
    page.get_by_label("Paid").select_option("Once")
    page.get_by_label("Unit price").fill("24000")
    page.get_by_role("button", name="Add the cost").click()
    expect(page.locator(".tile", has_text="Payback").locator("b")).to_have_text("Month 12")
    page.get_by_role("link", name="Move", exact=True).click()
    expect(page.locator("#formula")).to_contain_text("2027: 1 × 24,000 = 24,000.00")
    page.get_by_role("button", name="Move up").click()
    rows = page.get_by_role("region", name="Costs of the target").locator("tbody tr")
    expect(rows.first).to_contain_text("Move")
    page.get_by_role("link", name="Move", exact=True).click()
    page.get_by_role("button", name="Remove this cost").click()
    expect(page.locator("#notice")).to_contain_text("“Move” was removed.")
    expect(rows).to_have_count(1)


@pytest.mark.parametrize("name", ["Agents", "Unit price of Seats"])
def test_without_scripts_a_button_saves(journey, page, visit, name):
    page = visit("lead", journey.page("costs/"), java_script_enabled=False)
    page.get_by_label(name, exact=True).fill("70")
    page.get_by_role("button", name="Save the assumptions" if name == "Agents" else "Save", exact=True).first.click()
    expect(page.get_by_label(name, exact=True)).to_have_value("70")
    expect(tile(page, "Saving in percent")).not_to_have_text("66.67 %")
