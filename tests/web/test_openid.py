"""Signing in by OpenID Connect, with a real provider on this machine."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from journeys.models import User
from tests.makers import give_second_factor, make_user
from tests.provider import Provider, running_provider

SIGN_IN = "/accounts/oidc/company/login/"


@pytest.fixture(scope="module")
def provider():
    with running_provider() as provider:
        yield provider


@pytest.fixture(autouse=True)
def trusted(db, settings, provider):
    app = {
        "provider_id": "company", "name": "Company", "client_id": "migops", "secret": "s3cret",
        "settings": {"server_url": provider.issuer},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.OPENID_NAME = "Sign in with Company"


def sign_in(client, provider: Provider, query: str = "", **claims):
    """What the browser does: to the provider, yes there, and back."""
    back = provider.approve(client.get(SIGN_IN + query).url, **claims)
    return client.get(back.removeprefix("http://testserver"))


def ana(provider: Provider, client, **claims):
    return sign_in(client, provider, **{"sub": "7", "email": "ana@example.com", "email_verified": True, **claims})


def is_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_the_sign_in_page_has_the_button_and_it_asks_with_a_challenge(client):
    page = client.get("/accounts/login/?next=/account/").text
    assert "Sign in with Company" in page
    [link] = re.findall(rf'href="({SIGN_IN}[^"]*)"', page)
    assert link == f"{SIGN_IN}?next=%2Faccount%2F"
    asked = client.get(link).url
    for word in ("code_challenge=", "code_challenge_method=S256", "state=", "openid"):
        assert word in asked


def test_a_verified_address_signs_in_to_the_account_that_has_it(client, provider):
    user = make_user("Ana")
    for _ in range(2):
        assert ana(provider, client, email="ANA@example.com").url == reverse("my_work")
        assert is_in(client)
        client.post(reverse("account_logout"))
    assert [*SocialAccount.objects.values_list("user", "uid")] == [(user.pk, "7")]
    user.refresh_from_db()
    assert user.check_password("correct horse")


def test_who_came_before_is_known_by_their_number_there(client, provider):
    make_user("Ana")
    ana(provider, client)
    other = Client()
    ana(provider, other, email="married@elsewhere.com", email_verified=False)
    assert is_in(other)
    assert User.objects.get().email == "ana@example.com"


@pytest.mark.parametrize("verified", [False, "false", "", None, 0])
def test_an_address_that_is_not_verified_lets_nobody_in(client, provider, verified):
    make_user("Ana")
    answer = ana(provider, client, email_verified=verified)
    assert (answer.status_code, "does not say that your e-mail address is verified" in answer.text) == (403, True)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_nobody_new_comes_in_where_nobody_signs_up(client, provider):
    answer = ana(provider, client)
    assert (answer.status_code, "Nobody has an account with the address ana@example.com" in answer.text) == (403, True)
    assert not User.objects.exists()


def test_someone_new_of_a_domain_that_signs_up_comes_in(client, provider, settings):
    settings.SIGN_UP_DOMAINS = ["example.com"]
    ana(provider, client, name="Ana Ruiz")
    assert is_in(client)
    user = User.objects.get()
    assert (user.name, user.email, user.has_usable_password()) == ("Ana Ruiz", "ana@example.com", False)
    assert [*user.emailaddress_set.values_list("email", "verified")] == [("ana@example.com", True)]


def test_who_took_the_address_of_another_without_proving_it_is_locked_out(client, provider, settings):
    settings.SIGN_UP_DOMAINS = ["example.com"]
    squatted = User.objects.create_user("ana@example.com", "Not Ana", "correct horse", is_verified=False)
    ana(provider, client)
    squatted.refresh_from_db()
    assert not squatted.has_usable_password()


def test_a_second_factor_is_asked_for_all_the_same(client, provider):
    give_second_factor(make_user("Ana"))
    assert ana(provider, client).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_closed_account_stays_closed(client, provider):
    make_user("Ana", is_active=False)
    assert ana(provider, client).url == reverse("account_inactive")
    assert not is_in(client)


def test_nobody_connects_their_own_identity_to_the_account_of_another(client, provider):
    victim = make_user("Victim")
    client.force_login(victim)
    answer = sign_in(client, provider, "?process=connect", sub="666", email="eve@example.com", email_verified=True)
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("query", ["", "?code=made-up", "?code=made-up&state=made-up", "?error=access_denied"])
def test_a_made_up_answer_lets_nobody_in(client, query):
    answer = client.get(f"{SIGN_IN}callback/{query}", follow=True)
    assert (answer.status_code in {200, 401}, is_in(client)) == (True, False)
    assert "Back to sign-in" in answer.text


def test_who_goes_back_is_told_so(client):
    [state] = parse_qs(urlsplit(client.get(SIGN_IN).url).query)["state"]
    answer = client.get(f"{SIGN_IN}callback/", {"error": "access_denied", "state": state}, follow=True)
    assert "You did not sign in there" in answer.text


def test_a_provider_that_is_down_is_said_so(client, settings, caplog):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"
    answer = client.get(SIGN_IN)
    assert "did not answer as it should" in answer.text
    assert "The OpenID provider can't be asked" in caplog.text


def test_without_a_provider_there_is_no_button(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS, settings.OPENID_NAME = {}, ""
    assert SIGN_IN not in client.get("/accounts/login/").text
    assert client.get(SIGN_IN).status_code == 404


def test_the_provider_is_a_real_one(provider):
    assert requests.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=5).json()["jwks_uri"]
