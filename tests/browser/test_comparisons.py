"""Two numbers of a report side by side, in a browser."""

from playwright.sync_api import expect

from tests.browser.test_barriers import barriers


def test_what_changed_between_two_reports_is_marked(journey, visit, complaints):
    page = visit("lead", journey.page("documents/"))
    page.get_by_role("button", name="Make a status report as Markdown").click()
    expect(page.get_by_role("link", name="Download status report 1")).to_be_visible()
    journey.set_status("Choose the region", status="completed", confirmed=True)
    page.reload()
    page.get_by_role("button", name="Make a status report as Markdown").click()
    page.get_by_role("link", name="Compare status report 2, Markdown").click()
    expect(page.get_by_role("heading", name="Status report 1 and 2, Markdown")).to_be_visible()
    expect(page.locator("ins", has_text="1 task was completed.")).to_be_visible()
    expect(page.locator("tr.is-fold").first).to_contain_text("the same")
    complaints.expect("Content Security Policy")  # axe writes styles into the page
    page.emulate_media(reduced_motion="reduce", color_scheme="light")  # no colour is on its way to another
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, runOnly=["color-contrast"]) == []
