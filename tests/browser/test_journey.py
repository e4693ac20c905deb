"""What is done with a journey as a whole: its people, history, documents and settings."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect


def said(page: Page, words: str) -> None:
    expect(page.locator("#notice")).to_contain_text(words)


def test_a_journey_starts_from_a_playbook_that_can_be_looked_into(visit):
    page = visit("lead", "/playbooks/")
    page.get_by_role("link", name="Start a journey from Small move").click()
    expect(page.get_by_role("radio", name="Small move")).to_be_checked()
    chosen = page.locator(".option", has=page.get_by_role("radio", name="Small move"))
    chosen.get_by_text("What is in it").click()
    expect(chosen.get_by_text("Readiness")).to_be_visible()
    page.get_by_label("Title").fill("A small one")
    page.get_by_label("Start", exact=False).last.fill("2027-03-14")
    page.get_by_label("Target date").fill("2027-03-01")
    page.get_by_role("button", name="Start the journey").click()
    expect(page.get_by_text("The target date is before the start.")).to_be_visible()
    page.get_by_label("Target date").fill("2027-06-01")
    page.get_by_role("button", name="Start the journey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A small one")
    expect(page.locator("#figures")).to_contain_text("1 Jun 2027")


def test_figures_of_the_overview_lead_to_the_lists_behind_them(journey, visit):
    journey.set_status("Choose the region", status="completed")
    page = visit("lead", journey.page())
    page.get_by_role("link", name="1 completed").first.click()
    expect(page.locator(".row-title")).to_have_text(["Choose the region"])
    page.go_back()
    page.get_by_role("link", name=re.compile("^Assess")).click()
    expect(page.get_by_role("combobox", name="Phase").locator("option:checked")).to_have_text("Assess")


def test_my_work_lists_what_someone_owns(make_journey, visit):
    journey = make_journey("Work for Max", mate="contributor")
    journey.api.patch(
        f"journeys/{journey.id}/tasks/{journey.task('Choose the region')}", owner=journey.members["Max Mate"]
    )
    page = visit("mate", "/")
    line = page.locator(".line", has=page.get_by_role("link", name="Work for Max"))
    line.get_by_role("link", name="Choose the region").click()
    expect(page.get_by_label("Title")).to_have_value("Choose the region")


def test_people_are_added_get_another_role_and_are_removed(journey, visit):
    page = visit("lead", journey.page("people/"))
    page.get_by_label("E-mail address").fill("lead@example.com")
    page.get_by_role("button", name="Add or invite").click()
    expect(page.locator(".field.is-wrong")).to_contain_text("Lea Lead is already here, as admin.")
    page.get_by_label("E-mail address").fill("mate@example.com")
    page.get_by_role("region", name="Add someone").get_by_label("Role").select_option("Viewer")
    page.get_by_role("button", name="Add or invite").click()
    said(page, "Max Mate is here now, as viewer.")
    row = page.locator("tr", has_text="Max Mate")
    row.get_by_text("Change").click()
    row.get_by_label("Role of Max Mate").select_option("Contributor")
    row.get_by_role("button", name="Save").click()
    expect(row.locator(".role > summary")).to_contain_text("Contributor")
    row.get_by_text("Change").click()
    row.get_by_role("button", name="Remove from the journey").click()
    said(page, "Remove Max Mate from this journey?")
    page.get_by_role("button", name="Yes, do it").click()
    said(page, "Max Mate is no longer part of this journey.")
    expect(page.get_by_role("row")).to_have_count(2)


def test_the_last_admin_stays_one(journey, visit):
    page = visit("lead", journey.page("people/"))
    row = page.locator("tr", has_text="Lea Lead")
    row.get_by_text("Change").click()
    row.get_by_label("Role of Lea Lead").select_option("Viewer")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("alert")).to_be_visible()


def test_the_history_is_filtered_and_checked(journey, visit):
    journey.set_status("Choose the region", status="completed")
    page = visit("lead", journey.page("history/"))
    expect(page.locator(".event")).to_have_count(2)
    page.get_by_text("Everything").click()
    page.get_by_label("Tasks", exact=True).check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".event")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.endswith("-history.csv")
    assert "task.completed" in Path(download.value.path()).read_text()
    page.get_by_role("link", name="Show everything").click()
    page.get_by_role("button", name="Check that it is whole").click()
    expect(page.locator("#verified")).to_contain_text("Whole: 2 entries since")


def test_what_differs_in_a_text_is_seen_and_leads_to_its_task(journey, visit):
    comment = journey.say("comments", task=journey.task("Choose the region"), text="Frankfurt is near.")
    journey.api.patch(f"journeys/{journey.id}/comments/{comment['id']}", text="Dublin is near.")
    page = visit("lead", journey.page("history/"))
    page.get_by_role("searchbox", name="Task").press_sequentially("region")
    page.locator("#tasks-found").get_by_role("link", name="Choose the region").click()
    expect(page.locator(".event del")).to_have_text("Frankfurt ")
    expect(page.locator(".event ins")).to_have_text("Dublin ")
    page.get_by_role("link", name="edited a comment").click()
    expect(page).to_have_url(re.compile(r"/tasks/\d+/#comment-\d+$"))


def test_a_document_gets_ready_by_itself_and_is_deleted_after_a_question(journey, visit):
    page = visit("lead", journey.page("documents/"))
    page.get_by_role("link", name="Roadmap").click()
    page.get_by_role("button", name="Make a roadmap as CSV").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download roadmap 1, CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    page.get_by_role("button", name="Delete roadmap 1, CSV").click()
    said(page, "Delete Roadmap 1 (CSV) for good?")
    page.get_by_role("button", name="Yes, do it").click()
    said(page, "Roadmap 1 (CSV) is deleted.")


def test_settings_are_saved(journey, visit):
    page = visit("lead", journey.page("settings/"))
    page.get_by_label("Title", exact=True).fill("Acme moves")
    page.get_by_label("Completing a task with open items").select_option("refuse")
    page.get_by_role("button", name="Save").click()
    said(page, "The settings are saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme moves")
    page.goto(journey.page("outline/"))
    page.get_by_role("button", name="Completed: Record the numbers").click()
    said(page, "Settle them first.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#notice")).to_be_empty()


def test_a_locked_journey_says_why_nothing_changes(journey, visit):
    outline = visit("lead", journey.page("outline/"))
    page = visit("lead", journey.page("settings/"))
    page.get_by_label("Reason").fill("Frozen for the audit until 1 May.")
    page.get_by_role("button", name="Lock the journey").click()
    said(page, "The journey is locked.")
    outline.get_by_role("button", name="Completed: Choose the region").click()
    said(outline, "Frozen for the audit until 1 May.")
    expect(outline.locator(".row.is-completed")).to_have_count(0)
    page.get_by_role("button", name="Unlock the journey").click()
    said(page, "The journey is unlocked.")
    outline.get_by_role("button", name="Completed: Choose the region").click()
    expect(outline.locator(".row.is-completed")).to_have_count(1)


def test_an_archived_journey_leaves_the_list_and_comes_back(make_journey, visit):
    journey = make_journey("Old times")
    page = visit("lead", journey.page("settings/"))
    page.get_by_role("button", name="Archive the journey").click()
    said(page, "The journey is archived.")
    page.goto("/journeys/?text=Old+times")
    expect(page.get_by_text("No journey fits these filters.")).to_be_visible()
    page.get_by_label("Show").select_option("Archived")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Old times", exact=True).click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Take it out of the archive").click()
    said(page, "The journey is out of the archive.")


def test_deleting_asks_for_the_title_and_can_be_undone(make_journey, visit):
    journey = make_journey("Started by mistake")
    page = visit("lead", journey.page("settings/"))
    page.get_by_label("Title of the journey").fill("Another one")
    page.get_by_role("button", name="Delete the journey").click()
    expect(page.get_by_text("This is not the title of the journey. It was not deleted.")).to_be_visible()
    page.get_by_label("Title of the journey").fill("Started by mistake")
    page.get_by_role("button", name="Delete the journey").click()
    said(page, "Started by mistake is deleted.")
    page.get_by_label("Show").select_option("Deleted")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Bring back Started by mistake").click()
    expect(page.locator("#notice, h1").filter(has_text="Started by mistake").first).to_be_visible()
    page.goto(journey.page())
    expect(page.get_by_role("heading", level=1)).to_have_text("Started by mistake")
