"""The main job from the very beginning, by the pages alone: what MigOps is for."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.utils.timezone import localdate
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.migops.processes import Installation

LEAD = ("Lea Lead", "lea@example.com", "a long walk at dawn")
GUEST = ("Gus Guest", "gus@example.com", "nine lives of a cat")
TITLE = "Acme to Amazon Connect"


def test_from_the_welcome_link_to_the_status_report(fresh, open_context):
    lead = open_context(address_of(fresh)).new_page()
    make_first_account(lead, fresh)
    start_journey(lead)
    outline = tick_off(lead)
    plan_task(lead)
    make_account(lead)
    add_stakeholder(lead, outline)
    guest = open_context(address_of(fresh)).new_page()
    upload_evidence(guest, outline)
    report = ask_for_report(lead, outline)
    words = text_of(report)
    assert TITLE in words
    for figure in figures_on(lead):
        assert figure in words


def address_of(installation: Installation) -> str:
    return f"http://127.0.0.1:{installation.port}"


def make_first_account(page: Page, installation: Installation) -> None:
    name, email, password = LEAD
    link = re.search(r"http://\S+/welcome/\S+", installation.log.read_text())
    page.goto(link[0])
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def start_journey(page: Page) -> None:
    page.get_by_role("link", name="Start a journey").click()
    page.get_by_role("radio", name="Amazon Connect migration").check()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Start the journey").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def tick_off(page: Page) -> str:
    """Settle a criterion and complete a task. The address of the outline."""
    page.get_by_role("navigation", name="Journey").get_by_role("link", name="Outline").click()
    row = page.locator("#" + page.locator(".row:has(.row-count)").first.get_attribute("id"))
    count = row.locator(".row-count")
    count.click()
    box = page.locator(".item .box").first
    box.click()
    page.get_by_role("button", name="Yes, do it").click()  # it asks for a file and has none
    expect(box).to_have_attribute("aria-pressed", "true")
    expect(count).to_have_text(re.compile(r"^1/"))
    meter = page.locator(".phase > summary .meter").first
    expect(meter).to_contain_text("0 of ")
    row.get_by_role("button", name="Completed: ").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(row).to_have_class(re.compile("is-completed"))
    expect(meter).to_contain_text("1 of ")
    expect(page.locator("#figures a").first).to_have_attribute("title", "1 of 111 tasks in scope")
    return page.url


def plan_task(page: Page) -> None:
    page.locator(".row-title").nth(1).click()
    page.get_by_role("combobox", name="Owner").select_option(label=LEAD[0])
    expect(page.locator("#notice")).to_contain_text("Saved")
    page.get_by_label("Due").fill(str(localdate() + timedelta(days=3)))
    page.get_by_label("Due").blur()
    page.get_by_role("textbox", name="Add a comment").fill("The carrier was **asked**.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment .prose strong")).to_have_text("asked")
    page.reload()
    expect(page.get_by_role("combobox", name="Owner").locator("option:checked")).to_have_text(LEAD[0])
    expect(page.get_by_label("Due")).to_have_value(str(localdate() + timedelta(days=3)))


def make_account(page: Page) -> None:
    """As an operator does: in the admin."""
    name, email, password = GUEST
    page.goto("/admin/journeys/user/add/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Name:").fill(name)
    page.get_by_label("Password:", exact=True).fill(password)
    page.get_by_label("Password confirmation:").fill(password)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")


def add_stakeholder(page: Page, outline: str) -> None:
    page.goto(outline)
    page.get_by_role("link", name="People").click()
    page.get_by_label("E-mail address").fill(GUEST[1])
    page.get_by_label("Role", exact=True).select_option("Stakeholder")
    page.get_by_role("button", name="Add or invite").click()
    expect(page.locator("#notice")).to_contain_text(f"{GUEST[0]} is here now, as stakeholder.")


def upload_evidence(page: Page, outline: str) -> None:
    sign_in(page, *GUEST[1:])
    page.goto(outline)  # with the row open that the lead opened
    item = page.locator(".item:has(.needs-file)").first
    item_id = item.get_attribute("id")
    item.locator("input[type=file]").set_input_files(
        {"name": "numbers.csv", "mimeType": "text/csv", "buffer": b"number,rings\n+49 30 1,Berlin\n"}
    )
    item = page.locator(f"#{item_id}")
    expect(item.get_by_role("link", name="numbers.csv")).to_be_visible()
    expect(item.locator(".hash")).to_have_text(re.compile("^[0-9a-f]{8}$"))
    expect(item.locator(".needs-file")).to_have_count(0)


def ask_for_report(page: Page, outline: str):
    page.goto(outline)
    page.get_by_role("link", name="Documents").click()
    page.get_by_role("button", name="Make a status report as Word").click()
    page.evaluate("window.isTheSamePage = true")
    link = page.get_by_role("link", name=re.compile("Download"))
    expect(link).to_be_visible()
    assert page.evaluate("window.isTheSamePage")
    with page.expect_download() as download:
        link.click()
    return Document(BytesIO(Path(download.value.path()).read_bytes()))


def text_of(document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def figures_on(page: Page) -> list[str]:
    """What the header of the journey says of its progress."""
    titles = page.locator("#figures a").evaluate_all("links => links.map(link => link.title)")
    return [re.match(r"\d+ of \d+", title)[0] for title in titles]
