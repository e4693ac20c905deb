"""The page of a task reshaped: its items, subtasks and tools, lists turned into items, moving and deleting it."""

import pytest
from playwright.sync_api import Page, expect

LIST = "First of all:\n\n- Call the carrier\n- Write it down\n"


@pytest.fixture
def page(journey, visit) -> Page:
    return visit("lead", journey.task_page("Choose the region"))


def add_item(page: Page, text: str, kind: str = "Acceptance criterion") -> None:
    form = page.locator("#checklist details.add")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("What has to be true").fill(text)
    form.get_by_label("Kind").select_option(kind)
    form.get_by_role("button", name="Add the item").click()
    expect(page.locator(".item-text", has_text=text)).to_be_visible()


def test_items_are_added_reworded_moved_and_deleted_in_place(page):
    page.evaluate("window.isTheSamePage = true")
    add_item(page, "Prices are compared.")
    add_item(page, "The latency is measured.")
    page.get_by_role("link", name="Edit: Prices are compared.").click()
    page.get_by_label("Text", exact=True).fill("All prices are compared.")
    page.get_by_role("button", name="Save text").click()
    expect(page.locator(".item-text").first).to_have_text("All prices are compared.")
    page.get_by_role("link", name="Edit: All prices").click()
    page.get_by_label("Move to").select_option("Behind The latency is measured.")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".item-text")).to_have_text(["The latency is measured.", "All prices are compared."])
    page.get_by_role("link", name="Edit: All prices").click()
    page.get_by_role("button", name="Delete this item").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator(".item-text")).to_have_text(["The latency is measured."])
    assert page.evaluate("window.isTheSamePage")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.locator(".item-text")).to_have_count(2)


def test_a_list_of_the_description_becomes_items(journey, visit):
    journey.change("Choose the region", description=LIST, base_revision=99)
    page = visit("lead", journey.task_page("Choose the region"))
    page.get_by_text("Turn a list into checklist items").click()
    page.get_by_label("They become").select_option("Go / no-go check")
    page.get_by_role("button", name="Turn into items").click()
    expect(page.locator(".item-text")).to_have_text(["Call the carrier", "Write it down"])
    expect(page.locator("#task-description .prose")).to_have_text("First of all:")


def test_subtasks_and_tools(page):
    page.get_by_text("Add a subtask").click()
    page.get_by_label("New subtask").fill("Ask the lawyers")
    page.get_by_role("button", name="Add the subtask").click()
    expect(page.locator("#task-subtasks .row-title")).to_have_text(["Ask the lawyers"])
    tools = page.locator("#task-tools")
    tools.get_by_text("Add a tool").click()
    tools.get_by_label("Name").fill("Price list")
    tools.get_by_label("Address").fill("https://example.com/prices")
    tools.get_by_role("button", name="Add the tool").click()
    expect(tools.get_by_role("link", name="Price list")).to_be_visible()
    tools.locator(".tool-change summary").click()
    tools.get_by_role("button", name="Remove").click()
    expect(tools.get_by_role("link", name="Price list")).to_have_count(0)


@pytest.mark.parametrize("with_script", [True, False])
def test_a_task_is_moved_and_deleted_from_its_page(journey, visit, with_script):
    page = visit("lead", journey.task_page("Choose the region"), java_script_enabled=with_script)
    page.get_by_role("link", name="Move or delete this task").click()
    page.get_by_label("Move to").select_option("Readiness")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("“Choose the region” was moved.")
    page.get_by_role("link", name="Choose the region", exact=True).click()
    page.get_by_role("link", name="Move or delete this task").click()
    page.get_by_role("button", name="Delete this task").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator("#notice")).to_contain_text("“Choose the region” was deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Choose the region", exact=True)).to_be_visible()


def test_without_script_items_and_tools_are_plain_forms(journey, visit):
    page = visit("lead", journey.task_page("Choose the region"), java_script_enabled=False)
    add_item(page, "Prices are compared.")
    page.get_by_role("link", name="Edit: Prices").click()
    page.get_by_label("Section").fill("Money")
    page.get_by_role("button", name="Save kind and section").click()
    expect(page.get_by_role("heading", name="Acceptance criteria: Money")).to_be_visible()
    page.locator("#task-tools").get_by_text("Add a tool").click()
    page.locator("#task-tools").get_by_label("Name").fill("Price list")
    page.get_by_role("button", name="Add the tool").click()
    expect(page.locator("#task-tools")).to_contain_text("Price list")
    page.get_by_role("link", name="Edit: Prices").click()
    page.get_by_role("button", name="Delete this item").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".item-text")).to_have_text(["Prices are compared."])
