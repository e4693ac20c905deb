"""The page of a task: everything about it changed in place, and nothing that was typed lost."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

TASK = "Record the numbers"


@pytest.fixture
def page(journey, visit) -> Page:
    return visit("lead", journey.task_page(TASK))


def saved(page: Page) -> None:
    expect(page.locator("#notice")).to_have_text("Saved")


def state(page: Page):
    return page.locator("#task-status .state")


def item(page: Page, text: str):
    """The checklist item that says `text`, found by its id."""
    inside = page.locator(".item").filter(has=page.get_by_text(text, exact=True))
    return page.locator("#" + inside.get_attribute("id"))


def outcome(journey, text: str) -> tuple[str, str]:
    found = journey.ask(f"items/{journey.item(text)}")
    return found["outcome"], found["note"]


def test_the_title_saves_on_leaving_the_field(page):
    page.get_by_label("Title").fill("Record all numbers")
    page.get_by_label("Title").blur()
    saved(page)
    page.get_by_label("Title").fill("Record each number")
    page.get_by_label("Title").press("Enter")
    expect(page.locator("#task-title textarea", has_text="Record each number")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Record each number")


def edit_description(page: Page, text: str) -> None:
    page.get_by_text("Edit the description").click()
    page.get_by_label("Description, in Markdown").fill(text)
    page.get_by_role("button", name="Save description").click()


def test_the_description_is_markdown(page):
    edit_description(page, "Ask *each* shop.\n\n- by phone")
    saved(page)
    expect(page.locator("#task-description .prose em")).to_have_text("each")
    expect(page.locator("#task-description .prose li")).to_have_text("by phone")
    expect(page.get_by_label("Description, in Markdown")).to_be_hidden()


def test_two_who_edit_one_text_lose_nothing(make_journey, visit):
    journey = make_journey(mate="contributor")
    first, second = (visit(name, journey.task_page(TASK)) for name in ("lead", "mate"))
    edit_description(first, "Written by Lea.")
    saved(first)
    edit_description(second, "Written by Max.")
    notice = second.get_by_role("alert")
    expect(notice.get_by_label("What it says now")).to_have_value("Written by Lea.")
    expect(notice.get_by_label("What you wrote")).to_have_value("Written by Max.")
    expect(second.get_by_label("Description, in Markdown")).to_have_value("Written by Max.")
    second.reload()
    expect(second.get_by_text("This is your unsaved draft.")).to_be_visible()
    expect(second.get_by_label("Description, in Markdown")).to_have_value("Written by Max.")
    second.get_by_role("button", name="Save description").click()
    saved(second)
    second.reload()
    expect(second.locator("#task-description .prose")).to_have_text("Written by Max.")
    expect(second.get_by_text("This is your unsaved draft.")).to_have_count(0)


def test_what_could_not_be_sent_is_offered_again(page, complaints):
    complaints.expect("ERR_INTERNET_DISCONNECTED", "htmx:")
    page.context.set_offline(True)
    page.get_by_label("Add a comment").fill("The line is dead.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("The server can't be reached.")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Add a comment")).to_have_value("The line is dead.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment")).to_contain_text("The line is dead.")
    page.reload()
    expect(page.get_by_label("Add a comment")).to_have_value("")


def test_blocked_asks_for_a_reason_and_shows_it(page):
    page.get_by_label("Change to").select_option("Blocked")
    page.get_by_role("button", name="Save status").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what blocks this task.")
    expect(page.get_by_label("Change to")).to_have_value("blocked")
    page.get_by_label("Reason").fill("The carrier does not answer.")
    page.get_by_role("button", name="Save status").click()
    saved(page)
    expect(state(page)).to_have_text("Blocked")
    expect(page.locator("#task-status")).to_contain_text("The carrier does not answer.")


def test_completing_with_open_items_asks_first(page):
    page.get_by_label("Change to").select_option("Completed")
    page.get_by_role("button", name="Save status").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(state(page)).to_have_text("Completed")
    expect(page.locator("#task-status")).to_have_count(1)
    expect(page.locator("#figures")).to_contain_text("14 % in scope")


def test_dates_effort_and_owner_save_by_themselves(page):
    today = localdate()
    page.get_by_label("Due").fill(str(today - timedelta(days=2)))
    page.get_by_label("Due").blur()
    saved(page)
    expect(state(page)).to_have_text(re.compile("Overdue"))
    page.get_by_label("Estimate, hours").fill("7.5")
    page.get_by_label("Estimate, hours").blur()
    page.get_by_role("combobox", name="Owner").select_option("Lea Lead")
    expect(page.locator("#task-owner option[selected]")).to_have_text("Lea Lead")
    expect(page.locator("#task-effort input[value='7.50']")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Due")).to_have_value(str(today - timedelta(days=2)))
    expect(page.get_by_label("Estimate, hours")).to_have_value("7.50")
    page.get_by_label("Start", exact=True).fill(str(today))
    page.get_by_label("Start", exact=True).blur()
    expect(page.get_by_role("alert")).to_contain_text("The due date is before the start.")


def test_a_question_is_answered_and_reopened(page, journey):
    question = item(page, "Who pays for the numbers?")
    question.get_by_role("button", name="Save answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the answer first.")
    question.get_by_label("Answer: ").fill("The shops do.")
    question.get_by_role("button", name="Save answer").click()
    expect(question).to_have_class(re.compile("is-answered"))
    expect(question).to_contain_text("Answered")
    assert outcome(journey, "Who pays") == ("answered", "The shops do.")
    question.get_by_role("button", name="Reopen").click()
    expect(question).to_have_class(re.compile("is-open"))


def test_a_check_is_go_or_no_go_and_a_test_passes_or_fails(journey, visit):
    page = visit("lead", journey.task_page("Review the network"))
    check = item(page, "The second line is booked.")
    check.get_by_role("button", name="No-go").click()
    expect(check.get_by_role("button", name="No-go")).to_have_attribute("aria-pressed", "true")
    check.get_by_role("button", name="Go", exact=True).click()
    expect(check.get_by_role("button", name="Go", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(check.get_by_role("button", name="No-go")).to_have_attribute("aria-pressed", "false")
    test = item(page, "Hold and resume: the caller hears music, then the agent again.")
    test.get_by_role("button", name="Fail").click()
    expect(test).to_have_class(re.compile("is-failed"))
    test.get_by_role("button", name="Pass").click()
    expect(test).to_have_class(re.compile("is-passed"))
    expect(page.locator("#checklist-title")).to_contain_text("2/2")


def test_what_does_not_apply_needs_a_reason(page, journey):
    criterion = item(page, "The owner has seen the list.")
    criterion.get_by_text("Note, file, or does not apply").click()
    criterion.get_by_role("button", name="Does not apply").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it does not apply.")
    criterion.get_by_label("Note: ").fill("There is no owner.")
    criterion.get_by_role("button", name="Does not apply").click()
    expect(criterion).to_have_class(re.compile("is-not_applicable"))
    expect(criterion.locator(".item-note")).to_have_text("There is no owner.")
    assert outcome(journey, "The owner") == ("not_applicable", "There is no owner.")


def test_an_item_gets_an_owner_in_its_place(page):
    criterion = item(page, "The list is complete.")
    criterion.get_by_role("link", name="Give it an owner").click()
    criterion.get_by_role("combobox").select_option("Lea Lead")
    criterion.get_by_role("button", name="Save owner").click()
    expect(criterion.locator(".item-facts")).to_contain_text("Lea Lead")


def test_comments_are_added_edited_and_deleted(page):
    page.get_by_label("Add a comment").fill("Two numbers ring **nowhere**.")
    page.get_by_role("button", name="Comment", exact=True).click()
    comment = page.locator(".comment")
    expect(comment.locator("strong")).to_have_text("nowhere")
    expect(page.get_by_label("Add a comment")).to_have_value("")
    comment.get_by_text("Edit", exact=True).click()
    comment.get_by_label("Your comment").fill("Three numbers.")
    comment.get_by_role("button", name="Save comment").click()
    expect(comment.locator(".prose")).to_have_text("Three numbers.")
    expect(comment).to_contain_text("edited")
    comment.get_by_text("Delete", exact=True).click()
    comment.get_by_role("button", name="Delete this comment").click()
    expect(comment).to_contain_text("This comment was deleted.")


def test_whom_a_comment_names_is_told_and_led_to_it(make_journey, visit):
    journey = make_journey(mate="contributor")
    page = visit("lead", journey.task_page(TASK))
    field = page.get_by_label("Add a comment", exact=True)
    field.press_sequentially("Please, @ma")
    expect(page.locator(".mention-list").get_by_role("option", name="Max Mate")).to_have_attribute(
        "aria-selected", "true"
    )
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field.press_sequentially(" @ma")
    expect(page.get_by_role("listbox", name="People")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Please, @ma @Max Mate ")
    field.press_sequentially("look.")
    field.press("Control+Enter")
    expect(page.locator(".comment .mention")).to_have_text("@Max Mate")
    mate = visit("mate", "/notifications/")
    mate.get_by_role("link", name="mentions you on").first.click()
    expect(mate).to_have_url(re.compile(r"/tasks/\d+/#comment-\d+$"))
    expect(mate.locator(".comment:target")).to_contain_text("look.")


def test_previous_and_next_follow_the_outline(page):
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_label("Title")).to_have_value("Ask the carrier")
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_label("Title")).to_have_value("Choose the region")
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_label("Title")).to_have_value("Ask the shops")
    page.get_by_role("link", name=TASK).click()
    expect(page.get_by_role("link", name="Previous")).to_have_count(0)


def test_a_subtask_is_ticked_on_the_page_of_its_task(page, journey):
    page.get_by_role("button", name="Completed: Ask the carrier").click()
    expect(page.locator(f"#row-{journey.task('Ask the carrier')}")).to_have_class(re.compile("is-completed"))
    expect(page.locator("#figures")).to_contain_text("14 % in scope")


def test_a_stakeholder_settles_only_what_waits_for_them(make_journey, visit):
    journey = make_journey(guest="stakeholder")
    journey.say(f"items/{journey.item('The list')}/owner", owner=journey.members["Gus Guest"])
    page = visit("guest", journey.task_page(TASK))
    expect(page.locator(".box")).to_have_count(1)
    page.get_by_role("button", name="Met: The list is complete.").click()
    expect(item(page, "The list is complete.")).to_have_class(re.compile("is-met"))
    expect(page.get_by_label("Change to")).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_count(0)
