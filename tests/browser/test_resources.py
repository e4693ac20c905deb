"""The list for the night of the go-live, in a browser: filled, corrected in place, called from a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE


@pytest.fixture
def listed(journey) -> str:
    """The address of the list, with two rows."""
    journey.say("resources", function="Network", name="Uma Lind", phone="+49 30 5550-117")
    journey.say("resources", function="Carrier")
    return journey.page("resources/")


def functions(page):
    return page.locator("tbody th")


def test_a_row_is_added_and_corrected_in_place(journey, visit):
    page = visit("lead", journey.page("resources/"))
    page.get_by_label("Function on the day").fill("Decides")
    page.get_by_label("Who").fill("Lea Lead")
    page.get_by_role("button", name="Add to the list").click()
    expect(functions(page)).to_have_text(["Decides"])
    page.get_by_role("link", name="Change Decides").click()
    row = page.get_by_role("form", name="Change Decides")
    row.get_by_label("Phone").fill("112")
    row.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Call Lea Lead: 112")).to_have_attribute("href", "tel:112")
    assert journey.ask("resources")["results"][0]["member"]["name"] == "Lea Lead"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_rows_move_and_go(listed, visit, script):
    page = visit("lead", listed, java_script_enabled=script)
    page.get_by_role("button", name="Down Network").click()
    expect(functions(page)).to_have_text(["Carrier", "Network"])
    page.get_by_role("button", name="Remove Carrier").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(functions(page)).to_have_text(["Network"])


def test_without_script_a_row_is_a_page_with_its_form(listed, visit):
    page = visit("lead", listed, java_script_enabled=False)
    page.get_by_role("link", name="Change Carrier").click()
    row = page.get_by_role("form", name="Change Carrier")
    row.get_by_label("Who").fill("Teo Marsh")
    row.get_by_role("button", name="Save").click()
    expect(page.locator("tbody")).to_contain_text("Teo Marsh")


def test_at_night_a_finger_finds_the_number(listed, visit):
    page = visit("lead", listed, **PHONE)
    box = page.get_by_role("link", name="Call Uma Lind").bounding_box()
    assert min(box["width"], box["height"]) >= 44
