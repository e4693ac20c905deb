import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
WRONG = {"login": "someone@example.com", "password": "wrong"}


def test_wrong_passwords_are_slowed_down(client):
    answers = [client.post(reverse("account_login"), WRONG).content for _ in range(6)]
    assert [b"Too many failed" in answer for answer in answers] == [False] * 5 + [True]


def test_the_admin_has_no_door_of_its_own(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_pages_forbid_inline_script_and_style(client):
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
