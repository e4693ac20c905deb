import json

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from tests.makers import make_user


@pytest.fixture
def lead(db):
    return make_user("Lead")


def ask(email="lead@example.com", password="correct horse"):
    body = json.dumps({"email": email, "password": password})
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
