"""Sign-in and passwords: allauth's pages in our words and look."""

import re

import pytest
from django.urls import reverse

from tests.makers import make_user

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
    assert "not correct" in pages[0]
    assert "Too many failed login attempts" in pages[-1]
    assert sign_in(client).status_code == 200


def test_a_closed_account_is_told_so(client, ana):
    ana.is_active = False
    ana.save(update_fields=["is_active"])
    answer = client.post(SIGN_IN, {"login": "ana@example.com", "password": "correct horse"}, follow=True)
    assert "my_work" not in answer.request["PATH_INFO"]
    assert not answer.wsgi_request.user.is_authenticated


def test_nobody_signs_up_by_themselves(client, db):
    page = client.get(reverse("account_signup")).content.decode()
    assert "Accounts are made for you" in page


def test_a_forgotten_password_is_reset_by_mail(client, ana, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "ana@example.com"})
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
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"],
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
