"""The main actions as plain forms, in a browser that runs no JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


@pytest.fixture
def plain(journey, visit):
    """Opens a page of the journey without JavaScript."""
    return lambda path: visit("lead", path, java_script_enabled=False)


def test_signing_in_and_starting_a_journey(visit):
    page = visit("", "/accounts/login/", java_script_enabled=False)
    sign_in(page, "lead@example.com")
    page.goto("/journeys/new/")
    page.get_by_role("radio", name="Small move").check()
    page.get_by_label("Title").fill("Plain and simple")
    page.get_by_role("button", name="Start the journey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plain and simple")


def test_ticking_asks_on_a_page_of_its_own(plain, journey):
    page = plain(journey.page("outline/"))
    page.get_by_role("button", name="Completed: Choose the region").click()
    expect(page.get_by_label("Change to").locator("option[selected]")).to_have_text("Completed")
    page.goto(journey.page("outline/"))
    page.get_by_role("button", name="Completed: Record the numbers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before this is done")
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator("#task-status .state")).to_have_text("Completed")


def test_filtering_and_opening_a_row(plain, journey):
    page = plain(journey.page("outline/"))
    page.get_by_role("searchbox", name="Text").fill("numbers")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".row-title")).to_have_text(["Record the numbers"])
    page.locator(".row-count").click()
    expect(page.get_by_text("The list is complete.", exact=True)).to_be_visible()


def on_task(plain, journey) -> Page:
    return plain(journey.task_page("Record the numbers"))


def test_settling_and_answering(plain, journey):
    page = on_task(plain, journey)
    page.get_by_role("button", name="Met: The list is complete.").click()
    expect(page.get_by_role("button", name="Met: The list is complete.")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Answer: ").fill("The shops do.")
    page.get_by_role("button", name="Save answer").click()
    expect(page.locator(".item.is-answered")).to_have_count(1)
    expect(page.locator("#checklist-title")).to_contain_text("2/4")


def test_uploading_evidence(plain, journey):
    page = on_task(plain, journey)
    item = page.locator(f"#item-{journey.item('Upload')}")
    item.locator("input[type=file]").set_input_files(
        {"name": "signed.txt", "mimeType": "text/plain", "buffer": b"signed\n"}
    )
    item.get_by_role("button", name="Upload", exact=True).click()
    expect(item.get_by_role("link", name="signed.txt")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text("“signed.txt” was added.")


def test_commenting_and_changing_status_title_and_owner(plain, journey):
    page = on_task(plain, journey)
    page.get_by_label("Add a comment").fill("Said without a script.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment .prose")).to_have_text("Said without a script.")
    page.get_by_label("Change to").select_option("In progress")
    page.get_by_role("button", name="Save status").click()
    expect(page.locator("#task-status .state")).to_have_text("In progress")
    page.get_by_label("Title").fill("Record all numbers")
    page.locator("#task-title").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Title")).to_have_value("Record all numbers")
    page.get_by_role("combobox", name="Owner").select_option("Lea Lead")
    page.locator("#task-owner").get_by_role("button", name="Save").click()
    expect(page.locator("#task-owner option[selected]")).to_have_text("Lea Lead")


def test_a_refusal_is_a_page_that_leads_back(plain, journey):
    page = on_task(plain, journey)
    page.get_by_label("Change to").select_option("Blocked")
    page.get_by_role("button", name="Save status").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was not done")
    expect(page.get_by_text("Say what blocks this task.")).to_be_visible()
    page.get_by_role("link", name="Go back").click()
    expect(page.get_by_label("Change to")).to_be_visible()


def test_moving_a_module_out_of_scope(plain, journey):
    page = plain(journey.page("outline/"))
    page.get_by_role("link", name="Scope of Readiness").click()
    page.get_by_role("textbox", name="Why Readiness moves").fill("The network stays.")
    page.get_by_role("button", name="Move this module out of scope").click()
    expect(page.get_by_text("Out of scope: The network stays.")).to_be_visible()


def test_asking_for_a_status_report(plain, journey):
    page = plain(journey.page("documents/"))
    page.get_by_role("button", name=re.compile("Make a status report as Markdown")).click()
    expect(page.locator(".document")).to_have_count(1)
