"""Codes from an app, recovery codes and passkeys: allauth's pages in our words and look."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from journeys.services.sealing import unseal
from tests.makers import give_second_factor, make_user
from tests.postbox import deliver
from tests.totp import code_of, wrong_code_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "correct horse"


@pytest.fixture
def ana(db):
    return make_user("Ana")


@pytest.fixture
def guarded(ana):
    """Ana, whose account asks for a second factor."""
    return give_second_factor(ana, SECRET)


def sign_in(client, code: str = "", **more):
    answer = client.post("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD, **more})
    return client.post(reverse("mfa_authenticate"), {"code": code}) if code else answer


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def reauthenticate(client, code: str = ""):
    name, fields = (
        ("mfa_reauthenticate", {"code": code}) if code else ("account_reauthenticate", {"password": PASSWORD})
    )
    return client.post(reverse(name), fields)


def recovery_codes(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


@pytest.mark.django_db(transaction=True)  # what follows a commit asks for the request
def test_an_app_is_set_up_after_the_password_was_asked_for_again(client, ana, mailoutbox):
    client.force_login(ana)
    page = reverse("mfa_activate_totp")
    assert client.get(page).url.startswith(reverse("account_reauthenticate"))
    reauthenticate(client)
    secret = re.search(r'id="secret"[^>]* value="(\w+)"', client.get(page).content.decode())[1]
    assert "is not right" in client.post(page, {"code": wrong_code_of(secret)}).content.decode()
    assert client.post(page, {"code": code_of(secret)}).url == reverse("mfa_view_recovery_codes")
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert all(code in shown for code in recovery_codes(ana))
    deliver()
    assert [mail.subject for mail in mailoutbox] == ["MigOps: an authenticator app was set up"]
    assert secret not in mailoutbox[0].body


def test_what_codes_come_from_is_stored_encrypted(guarded):
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert SECRET not in str(stored)
    assert unseal(stored["totp"]["secret"]) == SECRET
    assert len(unseal(stored["recovery_codes"]["seed"])) == 80


def test_the_password_alone_signs_nobody_in(client, guarded):
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert not signed_in(client)
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Code from your app, or a recovery code" in page
    assert client.get(reverse("my_work")).status_code == 302
    assert "is not right" in sign_in(client, wrong_code_of(SECRET)).content.decode()
    assert not signed_in(client)


def test_a_code_leads_to_the_page_that_was_asked_for(client, guarded):
    assert sign_in(client, code_of(SECRET), next=reverse("account")).url == reverse("account")
    assert signed_in(client)
    assert "On" in client.get(reverse("account")).content.decode().split('id="sign-in"')[1]


@pytest.mark.parametrize("steps", [-1, 1])
def test_clocks_may_differ_by_half_a_minute(client, guarded, steps):
    sign_in(client, code_of(SECRET, steps))
    assert signed_in(client)


def test_a_code_counts_once(client, guarded):
    code = code_of(SECRET, 1)
    sign_in(client, code)
    other = Client()
    for same in (code, f"{code[:3]} {code[3:]}"):
        assert "was used already" in sign_in(other, same).content.decode()
    assert not signed_in(other)


def test_a_recovery_code_signs_in_once(client, guarded):
    code = recovery_codes(guarded)[0]
    sign_in(client, code)
    assert signed_in(client)
    other = Client()
    sign_in(other, code)
    assert not signed_in(other)
    assert len(recovery_codes(guarded)) == 9


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_wrong_codes_are_slowed_down_also_for_the_right_one(client, guarded, kind, caplog):
    right = code_of(SECRET, 1) if kind == "code" else recovery_codes(guarded)[0]
    pages = [sign_in(client, wrong_code_of(SECRET)).content.decode() for _ in range(6)]
    assert "is not right" in pages[0]
    assert "Try again in five minutes" in pages[-1]
    sign_in(client, right)
    assert not signed_in(client)
    assert "A code of ana@example.com did not fit" in caplog.text
    assert "Locked out for a while" in caplog.text


def test_a_person_with_a_second_factor_is_asked_for_it_again(client, guarded):
    client.force_login(guarded)
    reauthenticate(client, recovery_codes(guarded)[0])
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_recovery_codes_are_shown_after_asking_again_and_download(client, guarded):
    client.force_login(guarded)
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))
    reauthenticate(client)
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in file["Content-Disposition"]
    assert file.content.decode().split()[-10:] == recovery_codes(guarded)


def test_new_recovery_codes_take_the_place_of_the_old(client, guarded):
    client.force_login(guarded)
    old = recovery_codes(guarded)
    reauthenticate(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not {*old} & {*recovery_codes(guarded)}


def test_without_its_last_factor_an_account_asks_for_none(client, guarded, mailoutbox, caplog):
    caplog.set_level("INFO")
    client.force_login(guarded)
    reauthenticate(client)
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.exists()
    deliver()
    assert [mail.subject for mail in mailoutbox] == ["MigOps: the authenticator app was removed"]
    assert "Sign-in of ana@example.com: totp deactivated, from 127.0.0.1" in caplog.text
    other = Client()
    sign_in(other)
    assert signed_in(other)


def make_passkey(user, name: str = "Passkey 1", alone: bool = True) -> Authenticator:
    """A row as if a browser had made it, good enough to be listed."""
    credential = {"clientExtensionResults": {"credProps": {"rk": alone}}}
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": credential})


def test_passkeys_are_listed_renamed_and_removed(client, ana, mailoutbox):
    passkey = make_passkey(ana, "<b>Phone</b>")
    client.force_login(ana)
    reauthenticate(client)
    page = client.get(reverse("mfa_index")).content.decode()
    assert "&lt;b&gt;Phone&lt;/b&gt;" in page
    assert "Signs in alone" in page
    rename = reverse("mfa_edit_webauthn", args=[passkey.pk])
    assert "100" in client.post(rename, {"name": "x" * 101}).content.decode()
    answer = client.post(rename, {"name": "Laptop"}, follow=True)
    assert (answer.request["PATH_INFO"], "Laptop" in answer.content.decode()) == (reverse("mfa_index"), True)
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert not ana.second_factors.exists()
    deliver()
    assert [mail.subject for mail in mailoutbox] == ["MigOps: a passkey was removed"]


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_touches_the_passkeys_of_others(client, ana, name):
    passkey = make_passkey(make_user("Ben"))
    client.force_login(ana)
    reauthenticate(client)
    assert client.post(reverse(name, args=[passkey.pk]), {"name": "mine"}).status_code == 404


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": "x", "response": {"userHandle": "eA"}}', '"x"'])
def test_a_made_up_passkey_signs_nobody_in(client, ana, credential):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential}, follow=True)
    assert (answer.status_code, signed_in(client)) == (200, False)


def test_a_made_up_passkey_is_not_added(client, ana):
    client.force_login(ana)
    reauthenticate(client)
    for credential in ("", "{}", '{"id": "x"}'):
        answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})
        assert answer.status_code == 200
    assert not Authenticator.objects.exists()


PAGES = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "account_reauthenticate"]


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_run_no_script_of_their_own(client, ana, name):
    client.force_login(ana)
    reauthenticate(client)
    page = client.get(reverse(name)).content.decode()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert "style=" not in page
    assert "css/migops.css" in page


def test_the_admin_is_behind_the_same_door(client, db):
    give_second_factor(make_user("Ana", is_staff=True, is_superuser=True), SECRET)
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"
    assert sign_in(client, next=reverse("admin:index")).url == reverse("mfa_authenticate")
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)}).url == reverse("admin:index")
