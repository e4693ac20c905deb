"""Letting a task wait for another, in a browser, and what follows when it is started early."""

from playwright.sync_api import expect

EARLY, LATE = "Choose the region", "Watch the first day"


def test_a_task_waits_until_the_other_is_done(journey, visit):
    page = visit("lead", journey.task_page(LATE))
    part = page.locator("#task-dependencies")
    part.get_by_role("searchbox").fill("region")
    part.get_by_role("button", name=f"Wait for it {EARLY}").click()
    expect(part.get_by_role("button", name=f"Wait no longer {EARLY}")).to_be_visible()
    page.get_by_label("Change to").select_option("In progress")
    page.get_by_role("button", name="Save status").click()
    expect(page.get_by_role("alert")).to_contain_text(f"This task waits for “{EARLY}”. Go on all the same?")
    page.goto(journey.page("outline/"))
    expect(page.locator(".row", has_text=LATE)).to_contain_text("waits for 1 task")
    journey.set_status(EARLY, status="completed")
    page.goto(journey.page("outline/"))
    expect(page.locator(".row", has_text=LATE)).not_to_contain_text("waits for")


def test_without_script_it_is_plain_forms(journey, visit):
    page = visit("lead", journey.task_page(LATE), java_script_enabled=False)
    part = page.locator("#task-dependencies")
    part.get_by_role("searchbox").fill("region")
    part.get_by_role("button", name="Find").click()
    part.get_by_role("button", name=f"Wait for it {EARLY}").click()
    expect(part.get_by_role("link", name=EARLY)).to_be_visible()
