"""Files: several at once, refused ones beside good ones, dropped on the page, new versions, removed."""

import re

import pytest
from playwright.sync_api import Page, expect

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# A file as a browser gets it from the system, dropped in the middle of `element`.
DROP = """(element, [name, text]) => {
    const files = new DataTransfer();
    files.items.add(new File([text], name, { type: "text/plain" }));
    for (const type of ["dragenter", "dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
    }
}"""


def a_file(name: str, content: bytes = b"some words\n") -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def page(journey, visit) -> Page:
    return visit("lead", journey.page("files/"))


def add(page: Page, *files: dict) -> None:
    page.locator("#upload-journey").set_input_files(files)


def test_several_files_at_once_a_refused_one_beside_the_good_ones(page, journey):
    add(page, a_file("plan.txt"), a_file("report.pdf", b"no PDF at all\n"), a_file("letter.pdf", PDF))
    results = page.locator(".upload-result")
    expect(results).to_have_count(3)
    expect(results.nth(0)).to_contain_text("“plan.txt” was added.")
    expect(results.nth(1)).to_have_class(re.compile("is-refused"))
    expect(results.nth(1)).to_contain_text("report.pdf")
    expect(results.nth(2)).to_contain_text("“letter.pdf” was added.")
    expect(page.locator("tr.file")).to_have_count(2)
    expect(page.locator("tr.file .hash:visible")).to_have_count(2)
    assert {row["name"] for row in journey.ask("attachments")["results"]} == {"plan.txt", "letter.pdf"}


def test_an_upload_shows_how_far_it_is_and_can_be_stopped(page, journey):
    page.route("**/files/add/", lambda route: None)  # the server never answers
    add(page, a_file("plan.txt", b"a line\n" * 1000))
    expect(page.get_by_role("progressbar", name="Upload of plan.txt")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".upload-result")).to_contain_text("you stopped it.")
    page.unroute("**/files/add/")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".upload-result")).to_contain_text("“plan.txt” was added.")


def test_a_file_dropped_anywhere_on_the_page_is_added(page):
    page.locator("h1").evaluate(DROP, ["dropped.txt", "some words"])
    expect(page.locator("tr.file")).to_contain_text("dropped.txt")


def test_a_file_dropped_on_an_item_is_its_evidence(journey, visit):
    page = visit("lead", journey.task_page("Record the numbers"))
    item = page.locator(f"#item-{journey.item('Upload')}")
    item.locator(".item-text").evaluate(DROP, ["signed.txt", "signed"])
    expect(item.get_by_role("link", name="signed.txt")).to_be_visible()
    expect(item.locator(".needs-file")).to_have_count(0)
    page.locator("h1").evaluate(DROP, ["minutes.txt", "minutes"])
    # A link, not only the name: that stands there from the start of the upload.
    expect(page.locator("#task-files .plain-list").get_by_role("link", name="minutes.txt")).to_be_visible()
    places = {row["name"]: row["item"] for row in journey.ask("attachments")["results"]}
    assert places == {"signed.txt": journey.item("Upload"), "minutes.txt": None}


def test_a_new_version_keeps_the_old_one(page):
    add(page, a_file("plan.txt", b"first\n"))
    page.locator("tr.file").get_by_text("More about plan.txt").click()
    page.get_by_label("Add a new version").set_input_files(a_file("plan-final.txt", b"second\n"))
    row = page.locator("tr.file")
    expect(row).to_contain_text("version 2")
    row.get_by_text("More about plan-final.txt").click()
    expect(row.get_by_role("link", name="plan.txt", exact=True)).to_be_visible()
    with page.expect_download() as download:
        row.get_by_role("link", name="plan.txt", exact=True).click()
    assert download.value.suggested_filename == "plan.txt"


def test_a_removed_file_leaves_its_trace_in_the_history(page, journey):
    add(page, a_file("plan.txt"))
    row = page.locator("tr.file")
    row.get_by_text("More about plan.txt").click()
    row.get_by_text("Remove…").click()
    row.get_by_role("button", name="Remove version 1").click()
    expect(page.locator("#notice")).to_contain_text("“plan.txt” was removed.")
    expect(page.get_by_text("No files yet.")).to_be_visible()
    page.goto(journey.page("history/"))
    expect(page.locator(".event").first).to_contain_text("plan.txt")


def test_files_are_found_by_name_and_as_evidence(page):
    add(page, a_file("plan.txt"), a_file("costs.csv", b"a,b\n1,2\n"))
    expect(page.locator("tr.file")).to_have_count(2)
    page.get_by_label("Filter by name").fill("cost")
    expect(page.locator("tr.file")).to_have_count(1)
    expect(page).to_have_url(re.compile("text=cost"))
    page.get_by_label("Filter by name").fill("")
    page.get_by_label("Evidence only").check()
    expect(page.get_by_text("No file fits the filter.")).to_be_visible()


def test_pictures_and_pdf_show_in_the_browser(page):
    add(page, a_file("letter.pdf", PDF))
    page.get_by_text("More about letter.pdf").click()
    shown = page.get_by_role("link", name="Show in the browser").get_attribute("href")
    answer = page.request.get(shown)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "sandbox" in answer.headers["content-security-policy"]
