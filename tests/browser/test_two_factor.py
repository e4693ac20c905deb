"""Signing in with more than a password: a code from an app, and a passkey that the browser's own test device holds."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.site import PASSWORD
from tests.totp import code_of

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page_of(site, open_context):
    """Someone who is signed in, with a device for passkeys, at a host name: an address of numbers has no passkeys."""

    def page(name: str) -> Page:
        context = open_context(site.address.replace("127.0.0.1", "localhost"))
        page = context.new_page()
        cdp = context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        sign_in(page, f"{name}@example.com")
        return page

    return page


def set_up(page: Page, what: str) -> None:
    page.goto("/account/")
    page.get_by_role("link", name="Two-factor sign-in").click()
    page.get_by_role("link", name=what).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").last.click()
    page.goto("/accounts/login/")


def give_password(page: Page, name: str) -> None:
    page.get_by_label("Email").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()


def expect_my_work(page: Page) -> None:
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def test_an_app_is_set_up_and_its_codes_sign_in(page_of):
    page = page_of("tess")
    set_up(page, "Set up an app")
    secret = page.get_by_label("Or type this key into the app").input_value()
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    recovery_code = codes.first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them").click()
    assert recovery_code in download.value.path().read_text()
    for code in (code_of(secret, 1), recovery_code):
        sign_out(page)
        give_password(page, "tess")
        page.get_by_label("Code from your app").fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect_my_work(page)


def test_a_passkey_signs_in_alone_and_after_the_password(page_of):
    page = page_of("pia")
    set_up(page, "Add a passkey")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_my_work(page)
    sign_out(page)
    give_password(page, "pia")
    page.get_by_role("button", name="Use a passkey").click()
    expect_my_work(page)


def test_an_address_of_numbers_says_why_it_has_no_passkeys(visit):
    page = visit("", "/accounts/login/")
    expect(page.get_by_text("Passkeys need a host name")).to_contain_text(re.compile(r"http://localhost:\d+"))
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
