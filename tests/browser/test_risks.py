"""A risk from being added to being closed, in a browser: rated in place, found by its cell in the matrix."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE


@pytest.fixture
def risk(journey) -> str:
    """The address of an open risk."""
    said = journey.say("risks", title="The carrier is late", probability=2, impact=2)
    return journey.page(f"risks/{said['id']}/")


def saved(page: Page) -> None:
    expect(page.locator("#notice")).to_have_text("Saved")


def test_a_risk_is_added_rated_and_closed(journey, visit):
    page = visit("lead", journey.page("risks/"))
    page.get_by_role("link", name="Add a risk").click()
    page.get_by_label("What may go wrong").fill("The carrier is late")
    page.get_by_role("button", name="Add the risk").click()
    expect(page.locator("#risk-rating .state")).to_have_text("Amber 9")
    page.get_by_label("Probability").select_option("5 – Almost certain")
    saved(page)
    expect(page.locator("#risk-rating .state")).to_have_text("Red 15")
    page.get_by_label("Strategy").select_option("Transfer")
    saved(page)
    page.get_by_label("Owner").select_option("Lea Lead")
    saved(page)
    page.get_by_label("Why").fill("They came.")
    page.get_by_role("button", name="Close the risk").click()
    expect(page.locator("#risk-status .state")).to_have_text("Closed")
    expect(page.locator("#risk-owner")).to_contain_text("Lea Lead")
    expect(page.get_by_label("Strategy")).to_have_count(0)


def test_words_are_written_in_place(risk, visit):
    page = visit("lead", risk)
    page.locator("#risk-response summary").click()
    page.get_by_label("Response, in Markdown").fill("Ask *early*.")
    page.locator("#risk-response").get_by_role("button", name="Save").click()
    saved(page)
    expect(page.locator("#risk-response em")).to_have_text("early")


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
def test_a_cell_of_the_matrix_leads_to_its_risks(journey, risk, visit, size):
    journey.say("risks", title="A storm", probability=1, impact=5)
    page = visit("lead", journey.page("risks/"), **size)
    page.get_by_role("link", name="1 risk, amber 5").click()
    expect(page.locator("tr.risk")).to_have_count(1)
    expect(page.locator("tr.risk")).to_contain_text("A storm")
    page.get_by_role("link", name="1 green").click()
    expect(page.locator("tr.risk")).to_contain_text("The carrier is late")


def test_without_script_it_is_plain_forms(risk, visit):
    page = visit("lead", risk, java_script_enabled=False)
    page.get_by_label("Impact").select_option("5 – Severe")
    page.locator("#risk-rating").get_by_role("button", name="Save").click()
    expect(page.locator("#risk-rating .state")).to_have_text("Amber 10")
    page.get_by_role("button", name="It occurred").click()
    expect(page.locator("#risk-status .state")).to_have_text("Occurred")
