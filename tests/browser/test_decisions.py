"""A decision from being raised to being taken, in a browser: written in place, waited for, approved."""

import pytest
from playwright.sync_api import Page, expect

TASK = "Choose the region"


@pytest.fixture
def raised(journey) -> str:
    """The address of a decision that is proposed and written."""
    said = journey.say("decisions", title="Which region", outcome="Frankfurt.")
    return journey.page(f"decisions/{said['id']}/")


def saved(page: Page) -> None:
    expect(page.locator("#notice")).to_have_text("Saved")


def write_outcome(page: Page, words: str) -> None:
    page.locator("#decision-outcome summary").click()
    page.get_by_label("Decision, in Markdown").fill(words)
    page.locator("#decision-outcome").get_by_role("button", name="Save").click()


def test_a_task_waits_for_what_was_raised_on_its_page(journey, visit):
    page = visit("lead", journey.task_page(TASK))
    page.get_by_role("link", name="Raise a decision that this waits for").click()
    page.get_by_label("What has to be decided").fill("Which region")
    page.get_by_role("button", name="Raise the decision").click()
    expect(page.get_by_text("It can be approved once what is decided is written.")).to_be_visible()
    write_outcome(page, "Frankfurt, for the *latency*.")
    saved(page)
    expect(page.locator("#decision-outcome em")).to_have_text("latency")
    page.get_by_role("link", name=TASK).click()
    page.get_by_label("Change to").select_option("Completed")
    page.get_by_role("button", name="Save status").click()
    expect(page.get_by_role("alert")).to_contain_text("Decision 1, “Which region”, is not taken yet.")
    page.get_by_role("link", name="Which region").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#decision-take .state")).to_have_text("Approved")
    expect(page.get_by_label("Decision, in Markdown")).to_have_count(0)
    journey.set_status(TASK, status="completed")


def test_what_waits_is_found_while_typing(raised, visit):
    page = visit("lead", raised)
    page.get_by_role("searchbox", name="Find a task").fill("first day")
    page.get_by_role("button", name="Let it wait Watch the first day").click()
    saved(page)
    page.get_by_role("button", name="Waits no longer Watch the first day").click()
    expect(page.get_by_text("Nothing waits for it.")).to_be_visible()


def test_people_save_on_choosing(journey, raised, visit):
    page = visit("lead", raised)
    page.get_by_label("Approver").select_option("Lea Lead")
    saved(page)
    page.reload()
    expect(page.get_by_label("Approver").locator("option:checked")).to_have_text("Lea Lead")


def test_who_approves_read_what_it_says_now(journey, raised, visit):
    page = visit("lead", raised)
    said = journey.ask("decisions")["results"][0]
    revision = journey.api.get(f"journeys/{journey.id}")["revision"]
    journey.api.patch(f"journeys/{journey.id}/decisions/{said['id']}", outcome="Dublin.", base_revision=revision)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("Read it again first.")


def test_without_script_it_is_plain_forms(raised, visit):
    page = visit("lead", raised, java_script_enabled=False)
    write_outcome(page, "Dublin.")
    expect(page.locator("#decision-outcome .prose")).to_have_text("Dublin.")
    page.get_by_role("searchbox", name="Find a task").fill("first day")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Let it wait Watch the first day").click()
    page.get_by_text("Reject…").click()
    page.get_by_label("Why it is rejected").fill("Too far.")
    page.get_by_role("button", name="Reject the decision").click()
    expect(page.locator("#decision-take .state")).to_have_text("Rejected")
    expect(page.locator("#decision-outcome")).to_contain_text("Too far.")
