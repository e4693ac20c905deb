"""Playbooks that come in: an archive is looked into, one of its playbooks imported, and a journey started from it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.archives import PUBLISHED, zipped
from tests.browser.site import PLAYBOOK


def archive(name: str) -> bytes:
    """Two versions of a playbook that no other test has."""
    return zipped({path.replace("Move-Things", name): content for path, content in PUBLISHED.items()})


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
    with page.expect_navigation():
        page.get_by_role("button", name="Look inside").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_archive_becomes_a_playbook_and_a_journey(visit, script):
    title = "Branch move" if script else "Depot move"
    page = visit("lead", "/playbooks/", java_script_enabled=script)
    page.get_by_role("link", name="Upload playbooks").click()
    send(page, "moves.zip", archive(title.replace(" ", "-")))
    expect(page.get_by_role("heading", name="2 playbooks in this file")).to_be_visible()
    page.get_by_role("checkbox", name=f"Import {title} 1.0").uncheck()
    page.get_by_role("link", name=f"{title} 2.0").click()
    expect(page.get_by_role("heading", name="Look around")).to_be_visible()
    page.go_back()
    page.get_by_role("checkbox", name=f"Import {title} 1.0").uncheck()
    page.get_by_role("button", name="Import into Migrations").click()
    expect(page.get_by_text(f"{title} 2.0: imported into Migrations.")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    card = page.get_by_role("article").filter(has_text=title)
    expect(card).to_contain_text("Version 2.0, Migrations")
    card.get_by_role("link", name="Start a journey").click()
    expect(page.get_by_role("radio", name=title)).to_be_checked()
    page.get_by_label("Title").fill(f"Our {title}")
    page.get_by_role("button", name="Start the journey").click()
    expect(page).to_have_url(re.compile(r"/journeys/\d+/$"))
    expect(page.get_by_role("heading", name=f"Our {title}")).to_be_visible()


def test_a_later_version_shows_what_changed(visit, api):
    text = PLAYBOOK.read_text().replace("Small move", "Growing move")
    space = api.get("spaces")["results"][0]["id"]
    file = {"name": "move.md", "mimeType": "text/markdown", "buffer": text.encode()}
    api.upload("playbooks/import", space=str(space), file=file)
    later = text.replace("version: 1.0", "version: 1.1").replace("every** number", "each** number")
    later = later.replace("## Task 2: Watch the first day\n", "")
    page = visit("lead", "/playbooks/upload/")
    send(page, "move.md", later.encode())
    expect(page.get_by_text("has an earlier version, 1.0")).to_be_visible()
    expect(page.get_by_role("heading", name="Removed 1 task")).to_be_visible()
    expect(page.locator("ins")).to_have_text("**each**")
    page.get_by_role("button", name="Import into Migrations").click()
    expect(page.get_by_role("heading", name="Growing move")).to_be_visible()
    page.get_by_role("link", name="What changed between them").click()
    expect(page.get_by_role("heading", name="Growing move 1.1, beside 1.0")).to_be_visible()
    expect(page.locator("del")).to_have_text("**every**")


def test_a_large_archive_is_read_by_the_worker(visit):
    padding = bytes(3 * 1024 * 1024)
    page = visit("lead", "/playbooks/upload/")
    send(page, "large.zip", zipped(PUBLISHED | {"Move-Things/v1.0/MoveThings/picture.png": padding}))
    expect(page.get_by_role("heading", name="2 playbooks in this file")).to_be_visible()


def test_a_damaged_file_is_refused_beside_the_field(visit):
    page = visit("lead", "/playbooks/upload/")
    send(page, "moves.zip", b"PK")
    expect(page.get_by_text("This archive is damaged, or none at all")).to_be_visible()
