"""A document looked at before anyone makes it, in a browser: framed, lifeless, and with its buttons beside it."""

from playwright.sync_api import expect


def test_a_report_is_looked_at_and_then_made(journey, visit):
    page = visit("lead", journey.page("documents/"))
    page.get_by_role("link", name="Preview the status report").click()
    paper = page.frame_locator("iframe")
    expect(paper.get_by_role("heading", level=1)).to_have_text(f"Status report, draft: {journey.title}")
    page.get_by_role("link", name="Excel").click()
    expect(paper.get_by_role("heading", name="Progress by module")).to_be_visible()
    paper.get_by_role("link", name="Progress by module").click()
    expect(paper.get_by_role("heading", level=1)).not_to_be_in_viewport()
    page.get_by_role("button", name="Make a status report as Word").click()
    expect(page.get_by_role("heading", name="Status report 1 Word")).to_be_visible()


def test_paper_stays_paper_in_the_dark(journey, visit):
    page = visit("lead", journey.page("documents/preview/decision-log/"), color_scheme="dark")
    body = page.frame_locator("iframe").locator("body")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")


def test_links_open_beside_it(journey, visit):
    journey.say("decisions", title="Which carrier")
    page = visit("lead", journey.page("documents/preview/decision-log/?format=xlsx"))
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Which carrier").first.click()
    expect(opened.value.get_by_role("heading", name="Which carrier")).to_be_visible()
