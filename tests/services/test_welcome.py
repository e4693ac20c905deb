"""The first admin comes in by a link, once."""

import pytest
from django.core import signing

from journeys.models import SpaceMember, User
from journeys.services import welcome
from journeys.services.errors import Refusal

pytestmark = pytest.mark.django_db
ANA = {"name": "Ana", "email": "Ana@Example.com", "password": "a long enough one"}


def test_the_link_makes_one_admin_with_a_space():
    token = welcome.make_token()
    ana = welcome.create_first_admin(token=token, **ANA)
    assert (ana.email, ana.is_superuser, ana.check_password(ANA["password"])) == ("ana@example.com", True, True)
    assert SpaceMember.objects.get(user=ana).role == SpaceMember.Role.ADMIN
    with pytest.raises(Refusal, match="used already"):
        welcome.create_first_admin(token=token, name="Eve", email="eve@example.com", password="x")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "token",
    ["", "made-up", signing.TimestampSigner(salt="other").sign("first-admin")],
    ids=["none", "made up", "other"],
)
def test_a_made_up_token_counts_for_nothing(token):
    assert not welcome.is_valid(token)


def test_a_token_of_yesterday_counts_for_nothing(monkeypatch):
    token = welcome.make_token()
    monkeypatch.setattr(welcome, "VALID_SECONDS", -1)
    assert not welcome.is_valid(token)
