"""A schedule from being added to being paused, and the look of documents, in a browser."""

import re

from playwright.sync_api import expect

from tests.houses import make_logo, make_template


def test_a_report_is_scheduled_changed_paused_and_removed(journey, visit):
    page = visit("lead", journey.page("documents/"))
    page.get_by_role("link", name="Schedules").click()
    page.get_by_role("link", name="Add a schedule").click()
    page.get_by_label("At").fill("07:30")
    page.get_by_role("button", name="Add the schedule").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.get_by_label("Lea Lead").check()
    expect(page.get_by_label("At")).to_have_value("07:30")
    page.get_by_role("button", name="Add the schedule").click()
    expect(page.get_by_role("heading", name="Status report, Word: every Monday at 07:30")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Every", exact=True).select_option("Friday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="every Friday at 07:30")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".schedule .state")).to_have_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".schedule dd").first).to_have_text(re.compile("^Friday"))
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Here a document goes out by mail every week")).to_be_visible()


def test_the_time_zone_of_the_journey_is_chosen_in_its_settings(journey, visit):
    page = visit("lead", journey.page("settings/"))
    page.get_by_label("Time zone").select_option("America/New_York")
    page.get_by_role("button", name="Save").click()
    page.goto(journey.page("documents/schedules/new/"))
    expect(page.get_by_text("By the clocks of America/New_York")).to_be_visible()


def test_a_space_takes_a_template_a_logo_and_colours(site, visit):
    page = visit("lead", "/journeys/")
    page.get_by_role("link", name="Migrations", exact=True).click()
    page.get_by_label("Word document (.docx)").set_input_files(
        {"name": "house.docx", "mimeType": "application/octet-stream", "buffer": b"no document"}
    )
    page.get_by_role("button", name="Use this template").click()
    expect(page.get_by_text("“house.docx” is no Word document")).to_be_visible()
    page.get_by_label("Word document (.docx)").set_input_files(
        {"name": "house.docx", "mimeType": "application/octet-stream", "buffer": make_template()}
    )
    page.get_by_role("button", name="Use this template").click()
    expect(page.get_by_text("Documents are made with this template from now on.")).to_be_visible()
    page.get_by_label("Picture (PNG or JPEG)").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": make_logo()}
    )
    page.get_by_role("button", name="Use this logo").click()
    page.get_by_label("Titles").fill("#FDE68A")
    page.get_by_role("button", name="Use these colours").click()
    expect(page.get_by_text("too light for titles")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download a sample for Word").click()
    assert download.value.suggested_filename == "sample.docx"
    page.get_by_role("button", name="Back to the built-in look").click()
    expect(page.get_by_role("heading", name="Built in", exact=True)).to_be_visible()
