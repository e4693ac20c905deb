"""Signing up by oneself, where the operator opened it for some domains."""

import re

import pytest
from django.urls import reverse

from journeys.models import User
from tests.makers import make_user
from tests.postbox import deliver

PAGE = "/accounts/signup/"
EVE = {"name": "  Eve  Example ", "email": "Eve@Example.com", "password1": "another horse now"}


@pytest.fixture(autouse=True)
def domains(db, settings):
    settings.SIGN_UP_DOMAINS = ["example.com", "example.org"]


def sign_in(client):
    return client.post("/accounts/login/", {"login": "eve@example.com", "password": EVE["password1"]})


def test_an_account_counts_once_its_address_is_proved(client, mailoutbox):
    assert PAGE in client.get("/accounts/login/").text
    assert "example.com or example.org" in client.get(PAGE).text
    assert client.post(PAGE, EVE).url == reverse("account_email_verification_sent")
    eve = User.objects.get()
    assert (eve.name, eve.email, eve.is_staff, eve.is_superuser) == ("Eve Example", "eve@example.com", False, False)
    assert sign_in(client).url == reverse("account_email_verification_sent")
    assert client.get(reverse("my_work")).status_code == 302
    deliver()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["eve@example.com"], "MigOps: confirm your address")
    client.post(re.search(r"http://testserver(\S+)", mail.body)[1])
    assert sign_in(client).url == reverse("my_work")


@pytest.mark.parametrize(
    "email", ["eve@elsewhere.com", "eve@sub.example.com", "eve@notexample.com", "eve@example.com.evil.net"]
)
def test_other_domains_are_refused_with_words(client, email):
    page = client.post(PAGE, {**EVE, "email": email}).text
    assert "Only people with an address of example.com or example.org" in page
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("password1", "password1", "too common"), ("password1", "short", "too short"), ("name", " ", "required")],
)
def test_what_is_wrong_is_said(client, field, value, words):
    assert words in client.post(PAGE, {**EVE, field: value}).text
    assert not User.objects.exists()


def test_nobody_learns_whether_an_address_has_an_account(client, mailoutbox):
    make_user("Ana")
    answers = [client.post(PAGE, {**EVE, "email": email}) for email in ("ana@example.com", "eve@example.com")]
    assert {answer.url for answer in answers} == {reverse("account_email_verification_sent")}
    deliver()
    assert sorted((mail.to[0], mail.subject) for mail in mailoutbox) == [
        ("ana@example.com", "MigOps: you have an account already"), ("eve@example.com", "MigOps: confirm your address"),
    ]  # fmt: skip
    assert User.objects.get(name="Ana").check_password("correct horse")


def test_signing_up_is_slowed_down(client):
    answers = [client.post(PAGE, {**EVE, "password1": "short"}).status_code for _ in range(21)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert not User.objects.exists()


def test_what_people_type_is_shown_as_text(client, mailoutbox):
    client.post(PAGE, {**EVE, "name": "<b>Eve</b>\n: x"})
    deliver()
    assert "\n" not in mailoutbox[0].subject
    assert User.objects.get().name == "<b>Eve</b> : x"


def test_asking_for_new_passwords_is_slowed_down(client):
    make_user("Ana")
    answers = [client.post("/accounts/password/reset/", {"email": "ana@example.com"}) for _ in range(6)]
    assert (answers[0].status_code, answers[-1].status_code) == (302, 429)
    assert "Try again in a few minutes" in answers[-1].text
