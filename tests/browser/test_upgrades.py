"""A journey goes over to another version of its playbook, is copied, and becomes a playbook, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.site import PLAYBOOK, Journey
from tests.browser.test_barriers import barriers, scrolls_sideways

TITLE = "A move in two versions"


def newer(text: str) -> str:
    return (
        text.replace("version: 1.0", "version: 2.0")
        .replace("where it rings.", "where it rings, day and night.")
        .replace("- The list is complete.\n", "")
        .replace("## Task 2: Watch the first day", "## Task 2: Tell the shops\n#### Description\nBy mail.")
    )


@pytest.fixture(scope="module")
def versions(site, tmp_path_factory):
    """Imports a version of a playbook of this module's own."""

    def bring(number: int) -> None:
        text = PLAYBOOK.read_text().replace("title: Small move", f"title: {TITLE}")
        file = tmp_path_factory.mktemp("playbook") / "move.md"
        file.write_text(text if number == 1 else newer(text))
        site.manage("import_playbook", str(file))

    bring(1)
    return bring


@pytest.fixture
def make_old(api, versions):
    """Starts a journey from the first version, in which something happened; the second is there."""

    def make() -> Journey:
        versions(2)
        rows = [row for row in api.get("playbooks?page_size=100")["results"] if row["title"] == TITLE]
        first = next(row for row in rows if row["version"] == "1.0")
        journey = Journey(api, "Acme to Amazon Connect")
        journey.id = api.post(
            "journeys", title="Acme", space=api.get("spaces")["results"][0]["id"], playbook=first["id"]
        )["id"]
        journey.settle("The list is complete.", outcome="met")
        journey.set_status("Watch the first day", status="blocked", reason="There is no rota yet.")
        journey.change("Watch the first day", description="Our words.", base_revision=9999)
        return journey

    return make


@pytest.mark.parametrize("script", [True, False])
def test_a_journey_is_upgraded_and_the_upgrade_undone(make_old, visit, script):
    journey = make_old()
    page = visit("lead", journey.page(), java_script_enabled=script)
    page.get_by_role("navigation", name="Journey").get_by_role("link", name="Playbook").click()
    page.get_by_role("link", name="See what changes").click()
    expect(page.get_by_role("heading", name="From version 1.0 to 2.0")).to_be_visible()
    expect(page.locator("#staying")).to_contain_text("The list is complete.")
    expect(page.locator("#changed ins")).to_contain_text("rings, day and night.")
    conflict = page.locator("#conflicts").get_by_role("checkbox")
    expect(conflict).not_to_be_checked()
    page.locator("#added").get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Go over to version 2.0").click()
    expect(page.get_by_text("The journey follows version 2.0 now.")).to_be_visible()
    texts = {row["title"]: row["status"] for row in journey.ask("tasks")["results"]}
    assert "Tell the shops" not in texts
    assert texts["Watch the first day"] == "blocked"
    page.get_by_role("button", name="Undo the upgrade").click()
    expect(page.get_by_text("version 1.0", exact=False).first).to_be_visible()
    assert journey.item("The list is complete.")


def test_a_stale_list_is_shown_anew(make_old, visit):
    journey = make_old()
    page = visit("lead", journey.page("playbook/"))
    page.get_by_role("link", name="See what changes").click()
    journey.settle("Who pays", outcome="answered", note="We do.")
    journey.change("Record the numbers", description="Our words.", base_revision=9999)
    page.get_by_role("button", name="Go over to version 2.0").click()
    expect(page.get_by_role("alert")).to_contain_text("Look again; nothing was changed.")
    expect(page.locator("#conflicts")).to_contain_text("Our words.")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_the_list_has_no_barriers(make_old, visit, options, complaints):
    complaints.expect("Content Security Policy")  # axe writes styles into the page
    page = visit("lead", make_old().page("playbook/"), **options)
    page.get_by_role("link", name="See what changes").click()
    expect(page.locator("#added")).to_be_visible()
    assert not scrolls_sideways(page)
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert barriers(page, runOnly=["color-contrast"]) == []


def test_a_journey_is_copied(make_journey, visit):
    journey = make_journey("Acme, first")
    page = visit("lead", journey.page("playbook/"))
    page.get_by_role("link", name="Copy this journey").click()
    page.get_by_label("Title").fill("Acme, second")
    page.get_by_label("Owners").check()
    page.get_by_role("button", name="Copy the journey").click()
    expect(page.get_by_role("heading", level=1, name="Acme, second")).to_be_visible()


def test_a_journey_is_saved_as_a_playbook(make_journey, visit):
    journey = make_journey()
    page = visit("lead", journey.page("playbook/"))
    page.get_by_role("link", name="Save as playbook").click()
    page.get_by_label("Title").fill("What we learned")
    page.get_by_label("A playbook of its own").check()
    page.get_by_label("Version").fill("7.0")
    page.get_by_role("button", name="See what it would hold").click()
    expect(page.get_by_text("The playbook would hold 2 phases")).to_be_visible()
    page.get_by_role("button", name="Save the playbook").click()
    expect(page.get_by_role("heading", level=1, name="What we learned")).to_be_visible()
