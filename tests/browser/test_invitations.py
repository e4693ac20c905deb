"""An outsider comes in by a mail, someone accepts under Pending, and a journey changes hands."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.site import text_of

OWN_PASSWORD = "seven seas of rye"


def link_to(site, address: str) -> str:
    mail = site.mail_to(address, "/invitations/")
    return re.search(r"/invitations/[0-9a-f]{64}/", text_of(mail))[0]


def make_account(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Make the account and accept").click()


def test_an_invited_outsider_makes_an_account_and_lands_in_the_journey(site, journey, visit):
    lead = visit("lead", journey.page("people/"))
    form = lead.get_by_role("region", name="Add someone")
    form.get_by_label("E-mail address").fill("olga@example.net")
    form.get_by_label("Role").select_option("Stakeholder")
    form.get_by_role("button", name="Add or invite").click()
    expect(lead.locator("#notice")).to_contain_text("An invitation is on its way to olga@example.net")
    expect(lead.get_by_role("region", name="Invited")).to_contain_text("olga@example.net")

    olga = visit("", link_to(site, "olga@example.net"), **PHONE)
    expect(olga.get_by_text("Lea Lead invites you to the journey")).to_be_visible()
    make_account(olga, "Olga Outside")
    olga.wait_for_url(f"**{journey.page()}")
    expect(olga.locator("#notice")).to_contain_text(f"Welcome to {journey.title}")

    lead.reload()
    expect(lead.locator("tr", has_text="Olga Outside")).to_contain_text("Stakeholder")
    expect(lead.get_by_role("region", name="Invited")).to_have_count(0)


def test_someone_with_an_account_accepts_under_pending(journey, visit):
    journey.say("invitations", email="guest@example.com", role="viewer")
    page = visit("guest", "/")
    page.get_by_role("link", name=re.compile("Pending 1")).click()
    page.get_by_role("button", name=f"Accept the invitation to {journey.title}").click()
    expect(page.get_by_role("heading", name=journey.title)).to_be_visible()
    expect(page.get_by_role("link", name="Pending", exact=True)).to_be_visible()


def test_a_journey_changes_hands(site, api, journey, visit):
    space = api.get("spaces")["results"][0]
    api.post(f"spaces/{space['id']}/invitations", email="otto@example.net", role="contributor")
    otto = visit("", link_to(site, "otto@example.net"))
    make_account(otto, "Otto Outside")
    expect(otto.locator("#notice")).to_contain_text(f"Welcome to {space['name']}")

    lead = visit("lead", journey.page("settings/"))
    lead.get_by_role("region", name="Hand this journey over").get_by_label("E-mail address").fill("otto@example.net")
    lead.get_by_role("button", name="Hand it over").click()
    lead.get_by_role("button", name="Yes, do it").click()
    expect(lead.get_by_text("Lea Lead offered it to Otto Outside")).to_be_visible()

    otto.goto("/pending/")
    otto.get_by_role("button", name="Take it over").click()
    expect(otto.locator("#notice")).to_contain_text(f"The journey is yours now, in {space['name']}.")
    otto.get_by_role("link", name="Settings").click()
    expect(otto.get_by_role("heading", name="Hand this journey over")).to_be_visible()
