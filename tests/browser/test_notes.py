"""Architecture notes in a browser: written, illustrated, put in order, removed."""

import pytest
from playwright.sync_api import expect

from tests.files import make_picture


@pytest.fixture
def page(journey, visit):
    return visit("lead", journey.page("architecture/"))


def test_a_note_is_written_illustrated_and_removed(page):
    page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Title").fill("Call flow")
    page.get_by_label("Text").fill("How calls come in.")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("Edit Call flow").click()
    page.get_by_label("Text of Call flow").fill("How calls *come* in.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article em")).to_have_text("come")
    page.get_by_text("Add a picture to Call flow").click()
    picture = {"name": "call flow.png", "mimeType": "image/png", "buffer": make_picture("PNG")}
    page.get_by_label("Picture for Call flow").set_input_files(picture)
    page.get_by_role("button", name="Upload").click()
    shown = page.get_by_role("img", name="call flow")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 4)
    page.get_by_role("button", name="Remove Call flow").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("No notes yet.")).to_be_visible()


def test_without_script_it_is_plain_forms(journey, visit):
    for title in ("Call flow", "Network"):
        journey.say("notes", title=title)
    page = visit("lead", journey.page("architecture/"), java_script_enabled=False)
    page.get_by_role("button", name="Move up Network").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(["Network", "Call flow"])
    page.get_by_text("Write it Network").click()
    page.get_by_label("Text of Network").fill("Two lines.")
    page.locator("article", has_text="Network").get_by_role("button", name="Save").click()
    expect(page.locator("article .prose")).to_have_text("Two lines.")
