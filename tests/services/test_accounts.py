import pytest
from allauth.account.models import EmailAddress

from journeys.models import User
from journeys.services.accounts import make_account, trust_address
from journeys.services.errors import Refusal
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def addresses(user: User) -> list[tuple]:
    return [*EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified")]


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_account_comes_with_its_address(is_verified):
    eve = make_account(email=" Eve@Example.com", name="Eve", password="correct horse", is_verified=is_verified)
    assert (eve.email, eve.check_password("correct horse"), eve.is_superuser) == ("eve@example.com", True, False)
    assert addresses(eve) == [("eve@example.com", True, is_verified)]


def test_an_account_without_a_password_is_not_signed_in_to_with_one():
    assert not make_account(email="eve@example.com", name="Eve", is_verified=True).has_usable_password()


def test_one_address_is_one_account():
    make_user("Eve")
    with pytest.raises(Refusal, match="an account with this address already"):
        make_account(email="EVE@example.com", name="Other", is_verified=True)
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_the_address_that_an_operator_gives_takes_the_place_of_the_old_one():
    eve = make_user("Eve")
    eve.email = "eva@example.com"
    eve.save(update_fields=["email"])
    for _ in range(2):
        trust_address(eve)
        assert addresses(eve) == [("eva@example.com", True, True)]
