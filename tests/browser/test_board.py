"""The board: cards moved by mouse and by keys, reasons asked for, refusals, and what others move."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE


@pytest.fixture
def board(journey, visit) -> Page:
    return visit("lead", journey.page("board/"))


def card(page: Page, title: str):
    return page.locator(".board-card").filter(has=page.get_by_role("link", name=title, exact=True))


def in_column(page: Page, status: str):
    return page.locator(f"#column-{status} .board-title")


def drag(page: Page, title: str, status: str) -> None:
    card(page, title).drag_to(page.locator(f"#column-{status} h2"))


def test_dragging_a_card_changes_its_status_and_every_figure(board):
    drag(board, "Choose the region", "completed")
    expect(in_column(board, "completed")).to_have_text(["Choose the region"])
    expect(board.locator("#column-completed .count")).to_have_text("1 task")
    expect(board.locator("#figures")).to_contain_text("14 % in scope")
    expect(board.locator("#board-said")).to_have_text("“Choose the region” is in Completed now.")


def test_blocked_asks_what_blocks(board):
    drag(board, "Choose the region", "blocked")
    board.get_by_label("What blocks it?").fill("The contract is not signed.")
    board.get_by_role("button", name="Move it").click()
    expect(card(board, "Choose the region")).to_contain_text("The contract is not signed.")
    expect(in_column(board, "blocked")).to_have_text(["Choose the region"])


def test_a_card_goes_back_when_the_reason_is_not_given(board):
    drag(board, "Choose the region", "out_of_scope")
    expect(board.get_by_label("Why does it leave the scope?")).to_be_focused()
    board.keyboard.press("Escape")
    expect(in_column(board, "out_of_scope")).to_have_count(0)
    expect(in_column(board, "planned")).to_contain_text(["Choose the region"])


def test_completing_with_open_items_asks_and_the_card_goes_back_until_it_is_answered(board):
    drag(board, "Record the numbers", "completed")
    notice = board.locator("#notice")
    expect(notice).to_contain_text("This task has 4 unresolved items and 2 open subtasks.")
    expect(in_column(board, "completed")).to_have_count(0)
    notice.get_by_role("button", name="Yes, do it").click()
    expect(in_column(board, "completed")).to_have_text(["Record the numbers"])
    expect(notice).to_be_empty()


def test_moving_by_keys(board):
    title = board.get_by_role("link", name="Choose the region", exact=True)
    title.focus()
    board.keyboard.press("Shift+ArrowRight")
    expect(in_column(board, "in_progress")).to_have_text(["Choose the region"])
    expect(title).to_be_focused()
    board.keyboard.press("3")
    board.keyboard.type("No contract.")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    expect(in_column(board, "blocked")).to_have_text(["Choose the region"])
    expect(title).to_be_focused()
    expect(board.locator("#board-said")).to_have_text("“Choose the region” is in Blocked now.")
    board.keyboard.press("ArrowLeft")
    expect(board.locator("#column-planned .board-title").first).to_be_focused()


def test_a_card_has_a_form_too_which_serves_a_finger(journey, visit):
    page = visit("lead", journey.page("board/?text=region"), **PHONE)
    page.get_by_label("Move Choose the region").tap()
    page.get_by_label("Column for Choose the region").select_option("In progress")
    card(page, "Choose the region").get_by_role("button", name="Move", exact=True).tap()
    expect(in_column(page, "in_progress")).to_have_text(["Choose the region"])


def test_filters_narrow_the_board_and_go_along_to_the_outline(board):
    board.get_by_role("searchbox", name="Text").fill("region")
    expect(board.locator(".board-title")).to_have_text(["Choose the region"])
    drag(board, "Choose the region", "in_progress")
    expect(in_column(board, "in_progress")).to_have_text(["Choose the region"])
    expect(board.locator(".board-title")).to_have_count(1)
    board.get_by_role("navigation", name="View").get_by_role("link", name="Outline").click()
    expect(board.locator(".row-title")).to_have_text(["Choose the region"])


def test_what_someone_else_moves_appears(board, journey):
    journey.set_status("Choose the region", status="in_progress")
    expect(in_column(board, "in_progress")).to_have_text(["Choose the region"])


def test_nobody_loses_what_they_write_when_someone_else_moves_a_card(board, journey):
    board.get_by_label("Move Choose the region").click()
    card(board, "Choose the region").get_by_label("Reason").fill("Half a rea")
    with board.expect_response(lambda answer: "pulse" in answer.url and answer.status == 200):
        journey.set_status("Watch the first day", status="in_progress")
    expect(card(board, "Choose the region").get_by_label("Reason")).to_have_value("Half a rea")
    board.get_by_role("link", name="Choose the region", exact=True).focus()
    expect(in_column(board, "in_progress")).to_have_text(["Watch the first day"])


def test_a_locked_journey_refuses_and_the_card_goes_back(board, journey):
    settings = board.context.new_page()
    settings.goto(journey.page("settings/"))
    settings.get_by_label("Reason").fill("Frozen for the audit.")
    settings.get_by_role("button", name="Lock the journey").click()
    expect(settings.locator("#notice")).to_contain_text("The journey is locked.")
    drag(board, "Choose the region", "in_progress")
    expect(board.get_by_role("alert")).to_contain_text("locked")
    expect(in_column(board, "in_progress")).to_have_count(0)


def test_without_javascript_a_card_is_moved_by_its_form(journey, visit):
    page = visit("lead", journey.page("board/?text=region"), java_script_enabled=False)
    page.get_by_label("Move Choose the region").click()
    page.get_by_label("Column for Choose the region").select_option("Blocked")
    card(page, "Choose the region").get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("Say what blocks this task.")).to_be_visible()
    page.get_by_role("link", name="Go back").click()
    page.get_by_label("Move Choose the region").click()
    page.get_by_label("Column for Choose the region").select_option("Blocked")
    card(page, "Choose the region").get_by_label("Reason").fill("No contract.")
    card(page, "Choose the region").get_by_role("button", name="Move", exact=True).click()
    expect(in_column(page, "blocked")).to_have_text(["Choose the region"])
    expect(page.locator("#notice")).to_contain_text("“Choose the region” is in Blocked now.")
