"""A workbook from the download to undoing what it changed, in a browser."""

import io

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_barriers import barriers, scrolls_sideways

TASK = "Choose the region"
HEADINGS_AT = 4


def exported(page: Page, journey) -> openpyxl.Workbook:
    """The roadmap, as someone downloads it."""
    page.goto(f"{journey.page('documents/')}?kind=roadmap")
    page.get_by_role("button", name="Make a roadmap as Excel").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download roadmap 1, Excel").click()
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def write(book: openpyxl.Workbook, title: str, **values) -> None:
    """Into the row of a task, by heading."""
    sheet = book["Roadmap"]
    columns = {cell.value: cell.column for cell in sheet[HEADINGS_AT]}
    row = next(row for row in range(HEADINGS_AT + 1, sheet.max_row + 1)
               if str(sheet.cell(row, columns["Task"]).value).strip() == title)  # fmt: skip
    for heading, value in values.items():
        sheet.cell(row, columns[heading]).value = value


def workbook(book: openpyxl.Workbook, name: str = "filled-in.xlsx") -> dict:
    buffer = io.BytesIO()
    book.save(buffer)
    return {"name": name, "mimeType": "application/octet-stream", "buffer": buffer.getvalue()}


def send_in(page: Page, journey, file: dict) -> None:
    page.goto(f"{journey.page('documents/')}?kind=roadmap")
    page.get_by_role("link", name="Read a filled-in workbook").click()
    page.get_by_label("Filled-in file").set_input_files(file)
    page.get_by_role("button", name="Send it in").click()


@pytest.fixture
def book(journey, visit) -> openpyxl.Workbook:
    return exported(visit("lead", journey.page("documents/")), journey)


def test_a_workbook_is_looked_at_applied_and_undone(journey, book, visit):
    write(book, TASK, Task="Choose two regions", Owner="Lea Lead", Status="In progress")
    page = visit("lead", journey.page())
    send_in(page, journey, workbook(book))
    expect(page.get_by_role("heading", name="filled-in.xlsx")).to_contain_text("To be looked at")
    expect(page.locator("#changed ins")).to_have_text(["two regions", "Lea Lead", "In progress"])
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="filled-in.xlsx")).to_contain_text("Applied")
    assert journey.task("Choose two regions")
    page.get_by_text("Undo…").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_role("heading", name="filled-in.xlsx")).to_contain_text("Undone")
    assert journey.task(TASK)
    page.get_by_role("link", name="Workbooks read in").click()
    expect(page.locator(".imports tbody tr")).to_contain_text("3 changed")


def test_in_a_conflict_what_is_here_stays_unless_ticked(journey, book, visit, complaints):
    write(book, TASK, Task="Choose two regions")
    write(book, "Record the numbers", Task="Record all numbers")
    for title in (TASK, "Record the numbers"):
        revision = journey.api.get(f"journeys/{journey.id}")["revision"]
        facts = {"title": f"{title} now", "base_revision": revision}
        journey.api.patch(f"journeys/{journey.id}/tasks/{journey.task(title)}", **facts)
    page = visit("lead", journey.page())
    send_in(page, journey, workbook(book))
    expect(page.locator("#conflicts tbody tr")).to_have_count(2)
    assert not scrolls_sideways(page)
    with page.expect_response("**/choose/"):
        page.get_by_label("The file wins: Choose").check()
    page.reload()
    expect(page.get_by_label("The file wins: Choose")).to_be_checked()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="filled-in.xlsx")).to_contain_text("Applied")
    assert journey.task("Choose two regions")
    assert journey.task("Record the numbers now")
    page.get_by_text("Undo…").click()
    complaints.expect("Content Security Policy")  # axe writes styles into the page
    assert barriers(page) == []


def test_what_is_no_workbook_is_refused_with_the_reason(journey, visit):
    page = visit("lead", journey.page())
    send_in(page, journey, {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": b"no workbook"})
    expect(page.get_by_text("This file can't be read in.")).to_be_visible()
    send_in(page, journey, {"name": "plan.docx", "mimeType": "application/octet-stream", "buffer": b"no workbook"})
    expect(page.locator(".field.is-wrong")).to_contain_text("Choose a file that ends in .xlsx or .csv.")


def test_without_script_it_is_plain_forms(journey, book, visit):
    write(book, TASK, Task="Choose two regions")
    page = visit("lead", journey.page(), java_script_enabled=False)
    send_in(page, journey, workbook(book))
    apply = page.get_by_role("button", name="Apply")
    while not apply.count():
        page.get_by_role("link", name="Look again").click()
    apply.click()
    while not page.get_by_text("Undo…").count():
        page.get_by_role("link", name="Look again").click()
    assert journey.task("Choose two regions")
