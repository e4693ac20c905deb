"""Contacts and priorities, in a browser."""

from playwright.sync_api import expect


def test_a_contact_is_added_and_corrected(journey, visit):
    page = visit("lead", journey.page("people/"))
    contact = page.get_by_role("region", name="Add a contact")
    contact.get_by_label("Name").fill("Uma Lind")
    contact.get_by_role("button", name="Add the contact").click()
    page.get_by_role("link", name="Edit Uma Lind").click()
    row = page.get_by_role("form", name="Change Uma Lind")
    row.get_by_label("Job title").fill("Head of porting")
    row.get_by_role("button", name="Save").click()
    expect(page.locator("tr", has_text="Uma Lind")).to_contain_text("Head of porting")


def test_a_check_gets_its_priority_on_choosing(journey, visit):
    item = journey.item("The second line")
    task = next(row["task"] for row in journey.ask("items")["results"] if row["id"] == item)
    page = visit("lead", journey.page(f"tasks/{task}/"))
    page.get_by_label("Priority: The second line").select_option("High priority")
    expect(page.locator(f"#item-{item} .priority")).to_have_text("High priority")
    page.reload()
    expect(page.locator(f"#item-{item} .priority")).to_have_text("High priority")
