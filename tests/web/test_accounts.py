"""Sign-in and passwords: allauth's pages in our words and look."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from journeys.models import User
from tests.makers import make_user
from tests.postbox import deliver

SIGN_IN = "/accounts/login/"


@pytest.fixture
def ana(db):
    return make_user("Ana")


def sign_in(client, password: str = "correct horse"):
    return client.post(SIGN_IN, {"login": "ana@example.com", "password": password})


def test_signing_in_leads_to_my_work_without_a_word(client, ana):
    assert sign_in(client).url == reverse("my_work")
    assert 'class="notice is-success"' not in client.get(reverse("my_work")).content.decode()


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, ana):
    answer = client.get(reverse("account"))
    assert client.post(answer.url, {"login": "ana@example.com", "password": "correct horse"}).url == reverse("account")


def test_wrong_passwords_are_slowed_down(client, ana):
    pages = [sign_in(client, "wrong").content.decode() for _ in range(6)]
    assert "is not right" in pages[0]
    assert "Try again in five minutes" in pages[-1]
    assert sign_in(client).status_code == 200


def test_a_closed_account_is_told_so(client, ana):
    ana.is_active = False
    ana.save(update_fields=["is_active"])
    answer = client.post(SIGN_IN, {"login": "ana@example.com", "password": "correct horse"}, follow=True)
    assert "my_work" not in answer.request["PATH_INFO"]
    assert not answer.wsgi_request.user.is_authenticated


def test_an_address_that_is_not_proved_lets_nobody_in(client, db, mailoutbox):
    User.objects.create_user("eve@example.com", "Eve", "correct horse", is_verified=False)
    answer = client.post(SIGN_IN, {"login": "eve@example.com", "password": "correct horse"})
    assert answer.url == reverse("account_email_verification_sent")
    assert not answer.wsgi_request.user.is_authenticated
    deliver()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["eve@example.com"], "MigOps: confirm your address")
    link = re.search(r"http://testserver(\S+)", mail.body)[1]
    assert "eve@example.com is yours" in client.get(link).content.decode()
    assert "Your address is confirmed" in client.post(link, follow=True).content.decode()
    answer = client.post(SIGN_IN, {"login": "eve@example.com", "password": "correct horse"})
    assert answer.wsgi_request.user.is_authenticated
    assert "used already, or is too old" in Client().get(link.rstrip("/") + "x/").content.decode()


def test_nobody_signs_up_by_themselves(client, db):
    page = client.get(reverse("account_signup")).content.decode()
    assert "Accounts are made for you" in page


def test_a_forgotten_password_is_reset_by_mail(client, ana, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "ana@example.com"})
    deliver()
    [mail] = mailoutbox
    assert mail.subject == "MigOps: choose a new password"
    link = re.search(r"http://testserver(\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    new = {"password1": "another horse now", "password2": "another horse now"}
    assert "Your password is changed" in client.post(form.wsgi_request.path, new, follow=True).content.decode()
    assert sign_in(client, "another horse now").status_code == 302
    assert "used already" in client.get(link, follow=True).content.decode()


def test_nobody_learns_from_a_reset_whether_an_account_exists(client, db, mailoutbox):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"}, follow=True)
    assert "If there is an account" in answer.content.decode()


def test_people_do_not_take_another_address_by_themselves(client, ana):
    client.force_login(ana)
    assert client.get("/accounts/email/").url == reverse("account")
    assert client.post("/accounts/email/", {"action_add": "", "email": "boss@example.com"}).url == reverse("account")
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
        "account_email_verification_sent",
    ],
)
def test_the_pages_before_signing_in_load_nothing_from_elsewhere(client, db, name):
    page = client.get(reverse(name)).content.decode()
    assert "css/migops.css" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "style=" not in page


@pytest.mark.parametrize("name", ["account_change_password", "account_logout"])
def test_the_pages_behind_it_lead_back_to_the_account(client, ana, name):
    client.force_login(ana)
    assert reverse("account") in client.get(reverse(name)).content.decode()


def test_signing_out_ends_the_session(client, ana):
    client.force_login(ana)
    client.post(reverse("account_logout"))
    assert client.get(reverse("account")).status_code == 302


# What opens for nobody in particular, and what keeps it safe.
OPEN = {
    "account_login": "asks for the password",
    "account_logout": "ends what there is",
    "account_inactive": "says words only",
    "account_signup": "closed, or for the domains that the operator names",
    "account_reset_password": "mails a link to the address only",
    "account_reset_password_done": "says words only",
    "account_reset_password_from_key": "its link was mailed",
    "account_reset_password_from_key_done": "says words only",
    "account_email_verification_sent": "says words only",
    "account_confirm_email": "its link was mailed",
    "account_confirm_login_code": "only after a password, and not in use",
    "mfa_authenticate": "only after a password",
    "mfa_login_webauthn": "asks for a passkey",
    "openid_connect_login": "leads to the provider",
    "openid_connect_callback": "asks the provider",
    "socialaccount_login_cancelled": "says words only",
    "socialaccount_signup": "only after the provider vouched for someone",
}


def addresses(patterns, prefix: str = "") -> dict[str, str]:
    """Each name under /accounts/ with an address of it."""
    found = {}
    for pattern in patterns:
        path = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if hasattr(pattern, "url_patterns"):
            found |= addresses(pattern.url_patterns, path)
        else:
            found[pattern.name or path] = re.sub(r"<[^>]*>|\(\?P<\w+>[^)]*\)", "1", path)
    return found


ADDRESSES = addresses([pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "accounts/"])


def test_every_page_of_signing_in_is_known():
    assert {*OPEN} <= {*ADDRESSES}
    assert len(ADDRESSES) > 30


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_what_is_not_open_asks_to_sign_in(client, db, name):
    address = f"/{ADDRESSES[name].replace('(1)', '1')}"
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code < 500
        if name not in OPEN and "social/" not in address:
            assert (answer.status_code, "/accounts/login/" in answer.url) == (302, True)
        if name in OPEN:
            assert not answer.wsgi_request.user.is_authenticated
