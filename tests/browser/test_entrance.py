"""Coming in and going out: sign-in, account, theme, demo data, addresses that lead nowhere."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.site import PASSWORD
from tests.browser.test_main_job import address_of, make_first_account

NOT_FOUND = "the server responded with a status of 404"


def test_a_page_asks_to_sign_in_first_and_then_opens(journey, visit):
    page = visit("", journey.page("outline/"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email").fill("lead@example.com")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The e-mail address or the password is not right.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(journey.page("outline/"))))


def test_signing_out_ends_it(visit):
    page = visit("", "/accounts/login/")
    sign_in(page, "guest@example.com")
    page.get_by_role("link", name="Account", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/journeys/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def theme(page: Page) -> str:
    """What the page looks like, whatever it was told."""
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return "dark" if max(map(int, re.findall(r"\d+", background)[:3])) < 128 else "light"


def test_the_theme_is_the_systems_until_another_is_chosen(visit):
    page = visit("lead", "/account/", color_scheme="dark")
    assert theme(page) == "dark"
    expect(page.get_by_role("radio", name="As the system says")).to_be_checked()
    page.get_by_role("radio", name="Light").check()
    assert theme(page) == "light"
    page.goto("/journeys/")
    assert theme(page) == "light"
    page.goto("/account/")
    expect(page.get_by_role("radio", name="Light")).to_be_checked()
    page.get_by_role("radio", name="As the system says").check()
    assert theme(page) == "dark"


def test_the_token_is_shown_when_asked_for_and_revoked(visit):
    page = visit("mate", "/account/")
    page.get_by_role("button", name="Show my token").click()
    expect(page.get_by_label("Your token")).to_have_value(re.compile("^[0-9a-f]{40}$"))
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator("#notice")).to_contain_text("Your token is revoked")


def test_an_address_that_leads_nowhere_says_what_to_do(visit, complaints):
    complaints.expect(NOT_FOUND)
    page = visit("lead", "/journeys/999999/")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.get_by_role("link", name="Go to My work").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def test_a_stranger_does_not_learn_of_a_journey(journey, visit, complaints):
    complaints.expect(NOT_FOUND)
    page = visit("guest", journey.page("outline/"))
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_a_welcome_link_works_once_and_the_demo_comes_and_goes(fresh, open_context, complaints):
    complaints.expect(NOT_FOUND)
    page = open_context(address_of(fresh)).new_page()
    make_first_account(page, fresh)
    page.get_by_role("button", name="Load demo data").click()
    expect(page.locator("#notice")).to_contain_text("The demo data is in the space")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="My work").click()
    page.get_by_role("button", name="Remove demo data").click()
    expect(page.locator("#notice")).to_contain_text("The demo data is gone.")
    expect(page.get_by_role("button", name="Load demo data")).to_be_visible()
    page.goto(re.search(r"http://\S+/welcome/\S+", fresh.log.read_text())[0])
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_the_documentation_of_the_api_needs_no_other_site(visit):
    page = visit("lead", "/api/v1/docs/")
    expect(page.get_by_text("/api/v1/journeys", exact=False).first).to_be_visible()
