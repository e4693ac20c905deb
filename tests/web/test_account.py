from django.urls import reverse
from rest_framework.authtoken.models import Token

from tests.makers import make_user


def test_the_account_says_who_i_am(db, client):
    client.force_login(make_user("Ana"))
    page = client.get(reverse("account")).content.decode()
    assert "ana@example.com" in page
    assert page.count("data-theme-switch") == 3
    assert reverse("admin:index") not in page


def test_the_token_shows_when_asked_for_and_can_be_revoked(db, client):
    user = make_user("Ana")
    client.force_login(user)
    answer = client.post(reverse("account_token"))
    token = Token.objects.get(user=user)
    assert token.key in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert token.key not in client.get(reverse("account")).content.decode()
    client.post(reverse("account_token_revoke"))
    assert not Token.objects.exists()
