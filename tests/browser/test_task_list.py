"""The list of tasks in a browser: sorted, with chosen columns, taken along; and an outline too long to show at once."""

import csv
import io

import pytest
from playwright.sync_api import Page, expect

LARGE = 1501


@pytest.fixture
def listed(journey, visit) -> Page:
    page = visit("lead", journey.page("outline/?text=the"))
    page.get_by_role("link", name="List", exact=True).click()
    return page


def titles(page: Page):
    return page.locator(".list-title")


def test_filters_come_along_and_a_heading_sorts(listed):
    expect(titles(listed)).to_have_count(7)
    heading = listed.get_by_role("columnheader", name="Task")
    heading.get_by_role("link").click()
    expect(titles(listed).first).to_have_text("Ask the carrier")
    heading.get_by_role("link").click()
    expect(titles(listed).first).to_have_text("Watch the first day")
    expect(listed.get_by_role("columnheader", name="Task")).to_have_attribute("aria-sort", "descending")


def test_each_person_chooses_columns(listed):
    listed.get_by_text("Columns", exact=True).click()
    listed.get_by_role("checkbox", name="Estimate").check()
    listed.get_by_role("button", name="Show these").click()
    expect(listed.get_by_role("columnheader", name="Estimate")).to_be_visible()
    listed.reload()
    expect(listed.get_by_role("columnheader", name="Estimate")).to_be_visible()


def test_what_is_shown_is_taken_along(listed):
    with listed.expect_download() as download:
        listed.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"), newline="")))
    assert len(rows) == 8
    assert "Ask the carrier" in {cell for row in rows for cell in row}


def test_the_keyboard_sorts(listed):
    listed.get_by_role("columnheader", name="Task").get_by_role("link").focus()
    listed.keyboard.press("Enter")
    expect(titles(listed).first).to_have_text("Ask the carrier")


def test_without_script_it_sorts_and_chooses(journey, visit):
    page = visit("lead", journey.page("list/"), java_script_enabled=False)
    page.get_by_role("columnheader", name="Task").get_by_role("link").click()
    expect(titles(page).first).to_have_text("Ask the carrier")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Estimate").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Estimate")).to_be_visible()


@pytest.fixture(scope="module")
def long_journey(site, api, tmp_path_factory) -> str:
    """The address of an outline with more tasks than are shown at once."""
    modules = "".join(
        f"# Module: Wave {wave}\n"
        + "".join(f"## Task {n}: Move server {wave}.{n}\n" for n in range(1, LARGE // 19 + 2))
        for wave in range(1, 20)
    )
    file = tmp_path_factory.mktemp("long") / "long.md"
    file.write_text(f"---\ntitle: Long move\n---\n# Phase: Migrate\n{modules}")
    site.manage("import_playbook", str(file))
    playbook = next(row["id"] for row in api.get("playbooks")["results"] if row["title"] == "Long move")
    space = api.get("spaces")["results"][0]["id"]
    journey = api.post("journeys", title="Long move", space=space, playbook=playbook)["id"]
    return f"/journeys/{journey}/outline/"


def test_a_folded_module_shows_its_tasks_when_it_is_opened(long_journey, visit):
    page = visit("lead", long_journey)
    expect(page.locator(".row")).to_have_count(0)
    page.locator("details.phase > summary").click()
    page.locator("details.module > summary").nth(1).click()
    expect(page.get_by_role("link", name="Move server 2.1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Completed: Move server 2.1", exact=True).click()
    expect(page.locator("details.module").nth(1)).to_contain_text("1 of")


def test_without_script_a_folded_module_opens_by_its_link(long_journey, visit):
    page = visit("lead", long_journey, java_script_enabled=False)
    page.locator("details.phase > summary").click()
    page.locator("details.module > summary").nth(1).click()
    page.locator("details.module").nth(1).get_by_role("link", name="Show 80 tasks").click()
    expect(page.get_by_role("link", name="Move server 2.1", exact=True)).to_be_visible()
