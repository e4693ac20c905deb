"""The outline: ticking in place, filters in the URL, keys, and what others change."""

import re

import pytest
from playwright.sync_api import Page, expect

COMPLETED = re.compile("is-completed")


@pytest.fixture
def outline(journey, visit) -> Page:
    return visit("lead", journey.page("outline/"))


def row(page: Page, title: str):
    """The row of one task, found by its id: an answer that lands in the wrong place would make two of them."""
    inside = page.locator(".row").filter(has=page.get_by_role("link", name=title, exact=True))
    return page.locator("#" + inside.get_attribute("id"))


def titles(page: Page):
    return page.locator(".row-title:visible")


def test_a_task_without_open_items_is_completed_with_one_click_and_taken_back(outline):
    tick = row(outline, "Choose the region").get_by_role("button", name="Completed: Choose the region")
    tick.click()
    expect(row(outline, "Choose the region")).to_have_class(COMPLETED)
    expect(outline.locator(".phase > summary .meter").first).to_contain_text("1 of 5")
    expect(outline.locator(".module > summary .meter").first).to_contain_text("1 of 4")
    expect(outline.locator("#figures")).to_contain_text("14 % in scope")
    tick.click()
    expect(row(outline, "Choose the region")).not_to_have_class(COMPLETED)
    expect(outline.locator("#figures")).to_contain_text("0 % in scope")


def test_completing_a_task_with_open_items_asks_first(outline):
    task = row(outline, "Record the numbers")
    task.get_by_role("button", name="Completed: ").click()
    notice = outline.locator("#notice")
    expect(notice).to_contain_text("This task has 4 unresolved items and 2 open subtasks.")
    notice.get_by_role("button", name="Cancel").click()
    expect(notice).to_be_empty()
    expect(task).not_to_have_class(COMPLETED)
    task.get_by_role("button", name="Completed: ").click()
    notice.get_by_role("button", name="Yes, do it").click()
    expect(task).to_have_class(COMPLETED)
    expect(notice).to_be_empty()


def test_a_yes_that_is_refused_says_why(outline, journey):
    row(outline, "Record the numbers").get_by_role("button", name="Completed: ").click()
    expect(outline.get_by_role("button", name="Yes, do it")).to_be_visible()
    settings = outline.context.new_page()
    settings.goto(journey.page("settings/"))
    settings.get_by_label("Reason").fill("Frozen for the audit.")
    settings.get_by_role("button", name="Lock the journey").click()
    expect(settings.locator("#notice")).to_contain_text("The journey is locked.")
    outline.get_by_role("button", name="Yes, do it").click()
    expect(outline.get_by_role("alert")).to_contain_text("Frozen for the audit.")
    expect(outline.get_by_role("button", name="Yes, do it")).to_have_count(0)


def test_settling_in_an_open_row_moves_its_count(outline, journey):
    task = row(outline, "Record the numbers")
    task.locator(".row-count").click()
    box = outline.get_by_role("button", name="Met: The list is complete.")
    box.click()
    expect(box).to_have_attribute("aria-pressed", "true")
    expect(task.locator(".row-count")).to_have_text("1/4 needs 1 file")
    outline.get_by_role("button", name="Met: Upload the signed list.").click()
    outline.get_by_role("button", name="Yes, do it").click()
    expect(task.locator(".row-count")).to_have_text("2/4 needs 1 file")
    expect(outline.locator(f"#item-{journey.item('Upload')}")).to_have_class(re.compile("is-met"))
    assert {item["outcome"] for item in journey.ask("items")["results"]} == {"open", "met"}


def test_an_open_row_is_open_after_a_reload_and_closed_when_it_was_closed(outline):
    count = row(outline, "Record the numbers").locator(".row-count")
    item = outline.get_by_text("The list is complete.", exact=True)
    count.click()
    expect(item).to_be_visible()
    expect(outline).to_have_url(re.compile(r"\?open=\d+$"))
    outline.reload()
    expect(item).to_be_visible()
    count.click()
    expect(item).to_have_count(0)
    expect(outline).to_have_url(re.compile("/outline/$"))


def test_filters_change_the_list_and_its_address(outline):
    expect(titles(outline)).to_have_count(7)
    outline.get_by_role("searchbox", name="Text").fill("network")
    expect(titles(outline)).to_have_text(["Review the network"])
    expect(outline).to_have_url(re.compile("text=network"))
    expect(outline.locator(".outline-count")).to_contain_text("1 task of 7 shown")
    outline.reload()
    expect(outline.get_by_role("searchbox", name="Text")).to_have_value("network")
    expect(titles(outline)).to_have_text(["Review the network"])
    outline.get_by_role("link", name="Show all").click()
    expect(titles(outline)).to_have_count(7)


def test_status_and_open_only_filter_together(journey, visit):
    journey.set_status("Choose the region", status="completed")
    journey.set_status("Watch the first day", status="blocked", reason="No rota yet.")
    outline = visit("lead", journey.page("outline/"))
    outline.get_by_role("checkbox", name="Open only").check()
    expect(titles(outline)).to_have_count(6)
    outline.get_by_role("combobox", name="Status").select_option("Blocked")
    expect(titles(outline)).to_have_text(["Watch the first day"])
    expect(outline).to_have_url(re.compile("status=blocked&.*open_only=1"))
    outline.reload()
    expect(outline.get_by_role("checkbox", name="Open only")).to_be_checked()
    expect(titles(outline)).to_have_text(["Watch the first day"])
    outline.go_back()


def test_a_filter_that_fits_nothing_says_so(outline):
    outline.get_by_role("searchbox", name="Text").fill("no such words")
    expect(outline.get_by_text("No task fits these filters.")).to_be_visible()


def test_the_keyboard_moves_ticks_opens_and_searches(outline):
    outline.keyboard.press("j")
    expect(row(outline, "Record the numbers")).to_be_focused()
    outline.keyboard.press("o")
    expect(outline.get_by_text("The list is complete.", exact=True)).to_be_visible()
    outline.keyboard.press("o")
    expect(outline.get_by_text("The list is complete.", exact=True)).to_have_count(0)
    outline.keyboard.press("j")
    expect(row(outline, "Ask the carrier")).to_be_focused()
    outline.keyboard.press("x")
    expect(row(outline, "Ask the carrier")).to_have_class(COMPLETED)
    expect(row(outline, "Ask the carrier")).to_be_focused()
    outline.keyboard.press("k")
    expect(row(outline, "Record the numbers")).to_be_focused()
    outline.keyboard.press("/")
    expect(outline.get_by_role("searchbox", name="Text")).to_be_focused()
    outline.keyboard.type("jx")
    expect(outline.get_by_role("searchbox", name="Text")).to_have_value("jx")


def test_the_keyboard_shows_its_help_and_opens_the_page_of_a_task(outline):
    outline.keyboard.press("?")
    expect(outline.get_by_role("dialog", name="Keys")).to_be_visible()
    outline.keyboard.press("Escape")
    expect(outline.get_by_role("dialog")).to_have_count(0)
    outline.get_by_role("button", name="Keys").click()
    outline.get_by_role("dialog").get_by_role("button", name="Close").click()
    outline.keyboard.press("k")
    expect(row(outline, "Watch the first day")).to_be_focused()
    outline.keyboard.press("e")
    expect(outline.get_by_role("textbox", name="Title")).to_have_value("Watch the first day")


def test_what_someone_else_ticks_appears_without_reloading(make_journey, visit):
    journey = make_journey(mate="contributor")
    mine, theirs = (visit(name, journey.page("outline/")) for name in ("lead", "mate"))
    mine.evaluate("window.isTheSamePage = true")
    row(theirs, "Choose the region").get_by_role("button", name="Completed: ").click()
    expect(row(mine, "Choose the region")).to_have_class(COMPLETED)
    expect(mine.locator("#figures")).to_contain_text("14 % in scope")
    assert mine.evaluate("window.isTheSamePage")


def test_what_someone_else_settles_appears_in_an_open_row(make_journey, visit):
    journey = make_journey(mate="contributor")
    mine = visit("lead", journey.page("outline/"))
    row(mine, "Record the numbers").locator(".row-count").click()
    box = mine.get_by_role("button", name="Met: The list is complete.")
    expect(box).to_have_attribute("aria-pressed", "false")
    theirs = visit("mate", journey.task_page("Record the numbers"))
    theirs.get_by_role("button", name="Met: The list is complete.").click()
    expect(box).to_have_attribute("aria-pressed", "true")
    expect(mine.locator(".item", has=box)).to_contain_text("Max Mate")


def test_a_phase_folds_and_a_module_too(outline):
    outline.get_by_role("heading", name="Discovery").click()
    expect(titles(outline)).to_have_text(["Review the network", "Forward the main number", "Watch the first day"])
    outline.get_by_role("heading", name="Assess").click()
    expect(titles(outline)).to_have_text(["Forward the main number", "Watch the first day"])


def test_a_module_moves_out_of_scope_with_a_reason_and_back(outline):
    module = outline.locator(".module").filter(has=outline.get_by_role("heading", name="Readiness"))
    module.get_by_role("link", name="Scope of Readiness").click()
    module.get_by_role("textbox").fill("The network stays.")
    module.get_by_role("button", name="Move this module out of scope").click()
    expect(module).to_contain_text("Out of scope: The network stays.")
    expect(module.locator("button.tick")).to_have_count(0)
    module.get_by_role("link", name="Scope of Readiness").click()
    module.get_by_role("textbox").fill("It moves after all.")
    module.get_by_role("button", name="Move this module back into scope").click()
    expect(module.locator("button.tick")).to_have_count(1)


def test_a_viewer_reads_and_has_nothing_to_press(make_journey, visit):
    outline = visit("guest", make_journey(guest="viewer").page("outline/"))
    expect(titles(outline)).to_have_count(7)
    expect(outline.locator("button.tick")).to_have_count(0)
    row(outline, "Record the numbers").locator(".row-count").click()
    expect(outline.get_by_text("The list is complete.", exact=True)).to_be_visible()
    expect(outline.locator(".box, .item form")).to_have_count(0)


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in_page_and_back(outline):
    outline.context.clear_cookies(name="migops_session")
    row(outline, "Choose the region").get_by_role("button", name="Completed: Choose the region").click()
    expect(outline).to_have_url(re.compile(r"/accounts/login/\?next=/journeys/\d+/outline/"))
