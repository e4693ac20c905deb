"""The bell, and a digest: chosen, read from the mail folder, followed, and ended without signing in."""

import re

from playwright.sync_api import Page, expect

from tests.browser.site import text_of

TASK = "Record the numbers"


def assign(journey, title: str) -> None:
    journey.change(title, owner=journey.members["Gus Guest"])


def bell(page: Page):
    return page.get_by_role("banner").get_by_role("link", name=re.compile("^Notifications"))


def chosen(page: Page, how: str):
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="assigned"))
    return row.get_by_role("radio", name=how)


def choose(page: Page, how: str) -> None:
    page.goto("/account/notifications/")
    chosen(page, how).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice")).to_contain_text("Saved.")
    expect(chosen(page, how)).to_be_checked()


def link_in(mail, before: str) -> str:
    """The link that follows the words in the text of a mail."""
    return re.search(re.escape(before) + r"\s+(http\S+)", text_of(mail))[1]


def height_of(tool) -> float:
    """Where the icon of one of the tools at the top stands."""
    return tool.locator(".icon").bounding_box()["y"]


def test_the_bell_counts_what_was_assigned_and_leads_to_it(make_journey, visit):
    journey = make_journey(guest="contributor")
    assign(journey, "Choose the region")
    page = visit("guest", "/notifications/")
    page.get_by_role("button", name="Mark all as read").click()
    expect(bell(page)).to_have_accessible_name("Notifications")
    assign(journey, TASK)
    page.goto("/")
    expect(bell(page)).to_have_accessible_name(re.compile("1 unread"))
    expect(bell(page).locator(".bell-count")).to_have_text("1")
    assert height_of(bell(page)) == height_of(page.locator(".top-me"))
    bell(page).click()
    page.get_by_role("link", name=f"Unread: Lea Lead assigned you the task “{TASK}”.").click()
    expect(page).to_have_url(re.compile(re.escape(journey.task_page(TASK))))
    expect(bell(page)).to_have_accessible_name("Notifications")


def test_a_daily_digest_leads_to_what_it_tells_of_and_is_ended_by_its_link(site, make_journey, visit):
    journey = make_journey("Digest of numbers", guest="contributor")
    page = visit("guest", "/")
    choose(page, "Daily")
    assign(journey, TASK)
    site.manage("send_digests")

    mail = site.mail_to("guest@example.com", f"== {journey.title} ==")
    sentence = f"Lea Lead assigned you the task “{TASK}”."
    assert "What is new for you" in text_of(mail)
    assert "Assigned to you" in text_of(mail)
    assert sentence in text_of(mail, "html")
    page.goto(link_in(mail, sentence))
    expect(page.get_by_label("Title")).to_have_value(TASK)
    expect(page).to_have_url(re.compile(re.escape(journey.task_page(TASK))))

    nobody = visit("", link_in(mail, "No more of these:"))
    expect(nobody.get_by_text("These mails come for “Daily and weekly digests”.")).to_be_visible()
    nobody.get_by_role("button", name="No more of these mails").click()
    expect(nobody.get_by_role("heading", name="Done")).to_be_visible()
    page.goto("/account/notifications/")
    expect(chosen(page, "Never")).to_be_checked()
