"""Every page: no barrier that axe knows, no scrolling sideways on a phone, ticks that a finger hits, paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.archives import PUBLISHED, zipped
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.site import PLAYBOOK, Journey
from tests.browser.test_invitations import link_to
from tests.browser.test_main_job import address_of, make_first_account
from tests.browser.test_playbooks import send as send_playbooks

# The name of a page, and its address; those in braces are filled in from the journey.
PAGES = {
    "my work": "/",
    "following": "/following/",
    "pending": "/pending/",
    "notifications": "/notifications/",
    "notifications that fit no filter": "/notifications/?kind=overdue",
    "search": "/search/?q=the",
    "search that finds nothing": "/search/?q=zeppelin",
    "journeys": "/journeys/",
    "journeys that fit no filter": "/journeys/?text=no+such+journey",
    "new journey": "/journeys/new/",
    "playbooks": "/playbooks/",
    "playbooks that fit no filter": "/playbooks/?text=no+such+playbook",
    "playbook": "/playbooks/1/",
    "a playbook without other versions": "/playbooks/1/compare/",
    "playbooks to upload": "/playbooks/upload/",
    "account": "/account/",
    "mails about what": "/account/notifications/",
    "two-factor sign-in": "/accounts/2fa/",
    "a password asked for again": "/accounts/2fa/totp/activate/",
    "where I am signed in": "/account/sessions/",
    "outbox": "/operator/mails/",
    "mails in the folder": "/operator/mails/folder/",
    "a mail in the folder": "/operator/mails/folder/{mail}/0/",
    "spaces": "/spaces/",
    "new space": "/spaces/new/",
    "space": "/spaces/1/",
    "new team": "/spaces/1/teams/new/",
    "team": "/teams/{team}/",
    "look of documents": "/spaces/1/look/",
    "overview": "/journeys/{journey}/",
    "outline": "/journeys/{journey}/outline/?open={task},{review}",
    "outline being edited": "/journeys/{journey}/outline/?edit=1&open={task}",
    "a module being changed": "/journeys/{journey}/outline/module/{module}/",
    "a task being moved": "/journeys/{journey}/outline/task/{task}/",
    "an item being changed": "/journeys/{journey}/items/{item}/",
    "board": "/journeys/{journey}/board/",
    "board that fits no filter": "/journeys/{journey}/board/?text=no+such+task",
    "list": "/journeys/{journey}/list/?sort=-due_on",
    "list that fits no filter": "/journeys/{journey}/list/?text=no+such+task",
    "scope": "/journeys/{journey}/modules/{module}/scope/",
    "task": "/journeys/{journey}/tasks/{task}/",
    "comments on an item": "/journeys/{journey}/items/{item}/comments/",
    "a comment as it was before": "/journeys/{journey}/comments/{comment}/versions/",
    "an approval to ask for": "/journeys/{journey}/approvals/ask/task/{task}/",
    "gate": "/journeys/{journey}/phases/{phase}/gate/",
    "files": "/journeys/{journey}/files/",
    "decisions": "/journeys/{journey}/decisions/",
    "decisions that fit no filter": "/journeys/{journey}/decisions/?text=no+such+decision",
    "decision": "/journeys/{journey}/decisions/{decision}/?find=the",
    "new decision": "/journeys/{journey}/decisions/new/",
    "architecture": "/journeys/{journey}/architecture/",
    "new note": "/journeys/{journey}/architecture/new/",
    "costs": "/journeys/{journey}/costs/",
    "cost": "/journeys/{journey}/costs/{cost}/",
    "new cost": "/journeys/{journey}/costs/new/",
    "risks": "/journeys/{journey}/risks/",
    "risks that fit no filter": "/journeys/{journey}/risks/?text=no+such+risk",
    "risk": "/journeys/{journey}/risks/{risk}/",
    "new risk": "/journeys/{journey}/risks/new/",
    "go-live resources": "/journeys/{journey}/resources/",
    "a go-live resource being changed": "/journeys/{journey}/resources/{resource}/",
    "a contact being corrected": "/journeys/{journey}/people/{contact}/",
    "raci": "/journeys/{journey}/raci/",
    "raci that fits no filter": "/journeys/{journey}/raci/?broken=two-a",
    "raci row": "/journeys/{journey}/raci/rows/task/{task}/",
    "raci roles": "/journeys/{journey}/raci/roles/",
    "raci offers": "/journeys/{journey}/raci/roles/offers/",
    "raci suggestions": "/journeys/{journey}/raci/suggestions/?role={raci}",
    "documents": "/journeys/{journey}/documents/",
    "workbooks read in": "/journeys/{journey}/imports/",
    "new import": "/journeys/{journey}/imports/new/",
    "preview": "/journeys/{journey}/documents/preview/status-report/",
    "schedules": "/journeys/{journey}/documents/schedules/",
    "new schedule": "/journeys/{journey}/documents/schedules/new/",
    "people": "/journeys/{journey}/people/",
    "upload links": "/journeys/{journey}/people/links/",
    "history": "/journeys/{journey}/history/",
    "an entry of the history": "/journeys/{journey}/history/{entry}/",
    "playbook of a journey": "/journeys/{journey}/playbook/",
    "copy of a journey": "/journeys/{journey}/playbook/copy/",
    "journey as a playbook": "/journeys/{journey}/playbook/save/",
    "settings": "/journeys/{journey}/settings/",
    "dates from the playbook": "/journeys/{journey}/settings/dates/",
    "upload page": "{upload}",
    "invitation": "{invitation}",
    "an invitation that is over": "/invitations/none/",
    "an upload link that is over": "/u/none/",
    "not found": "/journeys/999999/",
}
# Who opens a page, where it is not the lead. A link without an account is opened by nobody in particular.
VISITORS = {
    "pending": "mate", "notifications": "mate", "upload page": "", "invitation": "", "an invitation that is over": "",
    "an upload link that is over": "",
}  # fmt: skip
LETTERS = {"Record the numbers": "R", "Choose the region": "A/R", "Review the network": "C", "Watch the first day": "I"}
NOT_FOUND = "the server responded with a status of 404"
OPEN = """all => Promise.all(all.map((details) => new Promise((done) => {
    details.addEventListener("toggle", done, { once: true });
    details.open = true;
})))"""
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture(scope="module")
def told(api) -> Journey:
    """A journey in which something happened: what a page can show, it shows."""
    journey = Journey(api, "Acme to Amazon Connect", mate="contributor", guest="viewer")
    journey.settle("The list", outcome="met")
    journey.settle("The owner", outcome="not_applicable", note="There is no owner.")
    journey.settle("Who pays", outcome="answered", note="The shops do.")
    journey.settle("The second line", outcome="no_go")
    journey.set_status("Choose the region", status="completed")
    journey.set_status("Watch the first day", status="blocked", reason="There is no rota yet.")
    journey.set_status("Ask the shops", status="out_of_scope", reason="They were asked last year.")
    owner = journey.members["Lea Lead"]
    journey.change("Record the numbers", owner=owner, starts_on="2026-01-05", due_on="2026-02-05")
    journey.say("comments", task=journey.task("Record the numbers"), text="The carrier sends *its* list on Monday.")
    journey.upload("signed-list-of-all-numbers-of-the-headquarters.txt", item=journey.item("Upload"))
    journey.upload("plan.txt")
    decided = journey.say("decisions", title="Which carrier", context="The contract ends.", outcome="The old one.")
    journey.say(f"decisions/{decided['id']}/waiting", item=journey.item("Upload"), waits=True)
    refused = journey.say("decisions", title="Keep the recorder", owner=owner, approver=owner)
    journey.say(f"decisions/{refused['id']}/reject", words="It is too old.")
    for rating in ((4, 5), (2, 3), (1, 1)):
        journey.say("risks", title="The carrier is late", probability=rating[0], impact=rating[1], owner=owner)
    journey.say("resources", function="Network", member=owner, phone="+49 30 5550 117", escalation="Call the desk.")
    journey.say("resources", function="Watches the dashboards")
    journey.say("members/contacts", name="Uma Lind", email="uma@carrier.example", organisation="Carrier", title="NOC")
    journey.say("notes", title="Call flow", text="How calls *come in*.\n\n| From | To |\n|---|---|\n| Carrier | Us |")
    journey.say("notes", title="Network")
    seats = {"side": "today", "category": "licences", "driver": "agents", "period": "month", "unit_price": "30"}
    api.patch(f"journeys/{journey.id}/costs/assumptions", agents=240, voice_contacts=90_000, years=10)
    journey.say("costs", name="Seats", note="The contract.", **seats)
    journey.say("costs", name="Move", side="target", category="migration", period="once", unit_price="90000")
    role = journey.say("raci/roles", name="Project lead", side="customer")["id"]
    journey.say("raci/roles", name="Architect", side="aws")
    cells = [
        {"row": f"task:{journey.task(title)}", "role": role, "letter": letter} for title, letter in LETTERS.items()
    ]
    journey.say("raci/letters", letters=cells)
    journey.say("documents", kind="status-report", format="docx")
    weekly = {"kind": "status-report", "format": "docx", "weekday": 0, "at": "07:00", "recipients": [owner]}
    journey.say("schedules", **weekly)
    journey.say(f"schedules/{journey.say('schedules', **weekly | {'weekday': 4})['id']}/pause")
    return journey


@pytest.fixture(scope="module")
def others(told, api, site) -> dict:
    """What a contact, a team and invited people are shown, as addresses and ids for PAGES."""
    uma = next(row["id"] for row in told.ask("members")["results"] if row["role"] == "contact")
    told.change("Watch the first day", owner=uma)
    for item in ("Who pays", "Upload"):
        told.say(f"items/{told.item(item)}/owner", owner=uma)
    told.change("Review the network", owner=told.members["Max Mate"])
    space = f"spaces/{api.get('spaces')['results'][0]['id']}"
    team = api.post(f"{space}/teams", name="Field team")["id"]
    api.post(f"teams/{team}/members", email="mate@example.com")
    told.say("members/teams", team=team, role="viewer")
    api.post(f"{space}/invitations", email="mate@example.com", role="contributor")
    told.say("invitations", email="ines@example.net", role="viewer")
    comment = told.say("comments", task=told.task("Record the numbers"), item=told.item("Upload"), text="When?")["id"]
    api.patch(f"journeys/{told.id}/comments/{comment}", text="On which day?")
    upload = "/u/" + told.say("upload-links", member=uma)["url"].partition("/u/")[2]
    entry = told.ask("history")["results"][0]["sequence"]
    told.say("approvals", task=told.task("Record the numbers"), of=told.members["Max Mate"], words="All are listed.")
    invitation = link_to(site, "ines@example.net")
    return {
        "contact": uma, "team": team, "comment": comment, "entry": entry, "upload": upload, "invitation": invitation,
        "mail": next((site.data / "mail").glob("*")).name,
    }  # fmt: skip


@pytest.fixture
def open_page(told, others, visit):
    def open_page(name: str, **options) -> Page:
        tree = told.ask("tree")
        address = PAGES[name].format(
            journey=told.id,
            task=told.task("Record the numbers"),
            decision=told.ask("decisions")["results"][0]["id"],
            cost=told.ask("costs")["results"][0]["id"],
            risk=told.ask("risks")["results"][0]["id"],
            resource=told.ask("resources")["results"][0]["id"],
            review=told.task("Review the network"),
            raci=told.ask("raci/roles")["results"][0]["id"],
            item=told.item("Who pays"),
            phase=tree["phases"][0]["id"],
            module=tree["phases"][0]["modules"][0]["id"],
            **others,
        )
        return visit(VISITORS.get(name, "lead"), address, **options)

    return open_page


def barriers(page: Page, **options) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False, **options})
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth")


@pytest.fixture
def inspect(complaints):
    """Looks at both themes of a page as it is now, with everything unfolded."""
    complaints.expect(NOT_FOUND)

    def look(page: Page) -> None:
        unfold(page)
        assert not scrolls_sideways(page)
        complaints.expect("Content Security Policy")  # from here on: axe writes styles into the page
        page.emulate_media(reduced_motion="reduce", color_scheme="light")
        assert barriers(page, rules={"target-size": {"enabled": True}}) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page, runOnly=["color-contrast"]) == []  # nothing else differs

    return look


def unfold(page: Page) -> None:
    """Opens all that can be, and waits for what is loaded on opening."""
    page.locator("details:not([open])").evaluate_all(OPEN)
    expect(page.locator(".htmx-request")).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barriers(open_page, inspect, name, size):
    inspect(open_page(name, **SIZES[size]))


@pytest.mark.parametrize("size", SIZES)
def test_the_first_pages_of_a_new_installation_have_no_barriers(fresh, open_context, inspect, size):
    page = open_context(address_of(fresh), **SIZES[size]).new_page()
    page.goto("/")
    inspect(page)  # sign-in
    make_first_account(page, fresh)
    for address in ("/", "/journeys/"):
        page.goto(address)
        inspect(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_preview_of_playbooks_has_no_barriers(visit, api, inspect, size):
    page = visit("lead", "/playbooks/upload/", **SIZES[size])
    send_playbooks(page, "moves.zip", zipped(PUBLISHED | {"Other/v1.0/Other/A/B/tasks.md": b"## Task 1:\n"}))
    inspect(page)
    text = PLAYBOOK.read_text().replace("Small move", f"Move on a {size}")
    file = {"name": "move.md", "mimeType": "text/markdown", "buffer": text.encode()}
    api.upload("playbooks/import", space=str(api.get("spaces")["results"][0]["id"]), file=file)
    page.goto("/playbooks/upload/")
    send_playbooks(page, "move.md", text.replace("every** number", "each** number").encode())
    inspect(page)


@pytest.mark.parametrize("size", SIZES)
def test_notices_and_help_have_no_barriers(open_page, inspect, size):
    page = open_page("outline", **SIZES[size])
    page.get_by_role("button", name="Completed: Record the numbers").click()
    expect(page.get_by_role("alert")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Keys").click()
    inspect(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_question_about_dates_has_no_barriers(journey, visit, inspect, size):
    journey.change("Choose the region", starts_after=0, length=5)
    page = visit("lead", journey.page("settings/"), **SIZES[size])
    page.get_by_label("Start (optional)").fill("2027-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Which tasks").click()
    inspect(page)


def test_ticks_are_large_enough_for_a_finger(open_page):
    page = open_page("outline", **PHONE)
    ticks = page.locator("button.tick:visible, .box:visible, .choice:visible, .row-count:visible")
    sizes = ticks.evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])")
    assert len(sizes) > 8
    assert all(height >= 44 for _, height in sizes), sizes
    assert all(width >= 44 for width, _ in sizes), sizes


@pytest.mark.parametrize("name", ["outline", "overview"])
def test_paper_has_no_rail_no_filters_and_no_buttons(open_page, name):
    page = open_page(name)
    expect(page.locator(".rail")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for what in (".rail", ".tabs", ".filters", ".button", "input[type=file]", ".scope"):
        expect(page.locator(what).locator("visible=true")).to_have_count(0)
    assert page.pdf().startswith(b"%PDF")
