"""From the field on every page to the thing that was looked for, in a browser."""

from playwright.sync_api import expect


def test_type_enter_and_open_a_result(journey, visit):
    page = visit("lead", journey.page())
    page.keyboard.press("/")
    page.keyboard.type("first da")
    page.keyboard.press("Enter")
    expect(page).to_have_title("first da – Search · MigOps")
    expect(page.locator("mark").first).to_have_text("first", ignore_case=True)
    page.get_by_role("main").get_by_role("link", name="Watch the first day", exact=True).first.click()
    expect(page.get_by_role("heading", name="Watch the first day")).to_be_visible()


def test_results_come_while_typing(journey, visit):
    page = visit("lead", "/search/")
    page.get_by_role("searchbox").press_sequentially("first da")
    expect(page.get_by_role("main").get_by_role("link", name="Watch the first day", exact=True).first).to_be_visible()
    expect(page).to_have_title("first da – Search · MigOps")
