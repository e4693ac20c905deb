"""A real server and a real browser. What a page logs as an error fails the test that opened it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import PASSWORD, Api, Journey, Site
from tests.chromium import installed
from tests.migops.processes import Installation

QUIET = ("--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync")
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# The browser notes each answer that is an error, also those that pages expect and show in words.
EXPECTED = "the server responded with a status of 409"
expect.set_options(timeout=15_000)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # marked before some are picked, sorted after pytest has sorted them
def pytest_collection_modifyitems(items):
    """Browser tests come last: Playwright keeps an event loop, in which Django refuses to ask the database."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")
    result = yield
    items.sort(key=lambda item: item.path.is_relative_to(here))
    return result


@pytest.fixture(scope="session")
def base_url():
    """Each browser is told its server. (The plugin's own fixture warns of a coming pytest.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    sandbox = () if os.geteuid() else ("--no-sandbox",)  # root can't have one
    return browser_type_launch_args | {"executable_path": installed(), "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.end()


@pytest.fixture
def fresh(tmp_path):
    """An installation that nobody has opened yet."""
    installation = Installation(tmp_path)
    yield installation
    installation.end()


@pytest.fixture(scope="session")
def api(site, playwright):
    requests = playwright.request.new_context(
        base_url=f"{site.address}/api/v1/", extra_http_headers={"Authorization": f"Token {site.token}"}
    )
    yield Api(requests)
    requests.dispose()


@pytest.fixture
def make_journey(api):
    """Starts a journey that the lead administers; `mate="viewer"` adds someone to it."""

    def make(title: str = "Acme to Amazon Connect", **shape) -> Journey:
        return Journey(api, title, **shape)

    return make


@pytest.fixture
def journey(make_journey):
    return make_journey()


@pytest.fixture(scope="session")
def cookies_of(site, browser):
    """The cookies with which someone is signed in, got once by the sign-in page."""
    known = {}

    def cookies(name: str):
        if name not in known:
            with browser.new_context(base_url=site.address) as context:
                sign_in(context.new_page(), f"{name}@example.com")
                known[name] = context.storage_state()
        return known[name]

    return cookies


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


class Complaints(list):
    """What pages logged as an error or warning, and what their scripts threw, without what was expected."""

    def __init__(self):
        super().__init__()
        self.expected = [EXPECTED]

    def expect(self, *words: str) -> None:
        self.expected += words

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self.note)
        context.on("weberror", lambda error: self.append(str(error.error)))

    def note(self, message) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in self.expected):
            self.append(f"{message.text} ({message.location['url']})")


@pytest.fixture
def complaints():
    complaints = Complaints()
    yield complaints
    assert complaints == []


@pytest.fixture
def open_context(new_context, complaints):
    """A browser of its own at `address`, watched."""

    def open_it(address: str, **options) -> BrowserContext:
        context = new_context(base_url=address, **{**DESKTOP, **options})
        complaints.watch(context)
        return context

    return open_it


@pytest.fixture
def visit(site, cookies_of, open_context):
    """Opens a page as someone, in a browser of their own. Nobody is signed in without a name."""

    def visit(name: str, path: str, **options) -> Page:
        signed_in = {"storage_state": cookies_of(name)} if name else {}
        page = open_context(site.address, **signed_in, **options).new_page()
        page.goto(path)
        return page

    return visit
