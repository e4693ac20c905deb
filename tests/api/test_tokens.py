import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from rest_framework.authtoken.models import Token

from journeys.models import Space, User
from tests.makers import give_second_factor, make_journey, make_user
from tests.totp import code_of, wrong_code_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def lead(db):
    return make_user("Lead")


def ask(email="lead@example.com", password="correct horse", **code):
    body = json.dumps({"email": email, "password": password, **code})
    return Client().post("/api/v1/token", body, content_type="application/json")


def test_a_password_gives_a_token_that_signs_in(lead):
    token = ask().json()["token"]
    assert ask("Lead@Example.com").json()["token"] == token
    headers = {"authorization": f"Token {token}"}
    assert Client().get("/api/v1/journeys", headers=headers).status_code == 200
    # Without a cookie there is nothing that another site could misuse.
    answer = Client(enforce_csrf_checks=True).delete("/api/v1/token", headers=headers)
    assert (answer.status_code, Token.objects.count()) == (204, 0)
    assert Client().get("/api/v1/journeys", headers=headers).status_code == 401


@pytest.mark.parametrize(("email", "password"), [("lead@example.com", "wrong"), ("who@example.com", "correct horse")])
def test_a_wrong_password_says_nothing_about_the_account(lead, email, password):
    answer = ask(email, password)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "", "message": "The e-mail address or the password is not right."}]
    assert not Token.objects.exists()


def test_a_person_who_left_gets_none(lead):
    token = ask().json()["token"]
    lead.is_active = False
    lead.save(update_fields=["is_active"])
    assert ask().status_code == 400
    assert Client().get("/api/v1/journeys", headers={"authorization": f"Token {token}"}).status_code == 401


def test_wrong_passwords_are_slowed_down_also_for_the_right_one(lead):
    answers = [ask(password="wrong").status_code for _ in range(6)]
    assert (answers[0], answers[-1]) == (400, 429)
    answer = ask()
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")


def test_wrong_passwords_count_together_with_those_of_the_sign_in_page(lead):
    for _ in range(5):
        Client().post("/accounts/login/", {"login": "lead@example.com", "password": "wrong"})
    assert ask().status_code == 429


def test_an_address_that_is_not_proved_gives_no_token(db):
    User.objects.create_user("eve@example.com", "Eve", "correct horse", is_verified=False)
    answer = ask("eve@example.com")
    assert (answer.status_code, "Confirm your address" in answer.text) == (400, True)
    assert not Token.objects.exists()


@pytest.mark.parametrize("code", [{}, {"code": "wrong"}])
def test_a_password_alone_is_not_enough_where_a_second_factor_is(lead, code):
    give_second_factor(lead, SECRET)
    answer = ask(**code)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["code"]
    assert not Token.objects.exists()


def test_a_code_gives_the_token_once(lead):
    give_second_factor(lead, SECRET)
    code = code_of(SECRET)
    assert [ask(code=code).status_code for _ in range(2)] == [200, 400]


def test_a_recovery_code_gives_the_token(lead):
    give_second_factor(lead, SECRET)
    [codes] = Authenticator.objects.filter(type="recovery_codes")
    assert ask(code=codes.wrap().get_unused_codes()[0]).status_code == 200


def test_wrong_codes_are_slowed_down_together_with_those_of_the_sign_in_page(lead):
    give_second_factor(lead, SECRET)
    assert [ask(code=wrong_code_of(SECRET)).status_code for _ in range(6)] == [400] * 5 + [429]
    assert ask(code=code_of(SECRET)).status_code == 429
    browser = Client()
    browser.post("/accounts/login/", {"login": "lead@example.com", "password": "correct horse"})
    page = browser.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})
    assert "Try again in five minutes" in page.text


def test_a_space_that_demands_a_second_factor_is_closed_to_scripts_too(lead):
    journey = make_journey(by=lead)
    Space.objects.update(requires_two_factor=True)
    headers = {"authorization": f"Token {ask().json()['token']}"}
    answer = Client().get(f"/api/v1/journeys/{journey.pk}", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "asks for two-factor sign-in" in answer.json()["detail"]
    assert Client().get("/api/v1/journeys", headers=headers).json()["results"] == []
    give_second_factor(lead)
    assert Client().get(f"/api/v1/journeys/{journey.pk}", headers=headers).status_code == 200
