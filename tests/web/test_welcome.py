import pytest
from django.urls import reverse

from journeys.models import SpaceMember, User
from journeys.services.welcome import make_link, make_token

FILLED = {"name": "Ana Ruiz", "email": "Ana@Example.com", "password": "a horse that is correct"}


def address(token: str | None = None) -> str:
    return reverse("welcome", args=[token or make_token()])


def test_the_first_account_is_made_and_signed_in(db, client):
    assert client.get(address()).status_code == 200
    assert client.post(address(), FILLED).url == reverse("my_work")
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.check_password(FILLED["password"])) == ("ana@example.com", True, True)
    assert SpaceMember.objects.get().user == user
    assert user.usersession_set.exists()
    assert reverse("journey_new") in client.get(reverse("my_work")).content.decode()


def test_the_link_works_once(db, client):
    token = make_token()
    client.post(address(token), FILLED)
    client.logout()
    for answer in (client.get(address(token)), client.post(address(token), {**FILLED, "email": "eve@example.com"})):
        assert answer.status_code == 404
        assert "it prints a new link" in answer.content.decode()
    assert User.objects.count() == 1


def test_a_made_up_link_makes_nothing(db, client):
    assert client.get(address("made-up")).status_code == 404
    assert client.post(address("made-up"), FILLED).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("password", "short", "too short"),
        ("password", "password1", "too common"),
        ("password", "ana@example.com", "too similar"),
        ("password", "", "required"),
        ("email", "not an address", "valid email"),
        ("name", " ", "required"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(db, client, field, value, words):
    page = client.post(address(), {**FILLED, field: value}).content.decode()
    assert words in page.split(f'id="id_{field}_error"')[1].split("</ul>")[0]
    assert FILLED["password"] not in page
    assert not User.objects.exists()


def test_an_address_that_has_an_account_is_refused(db, client):
    User.objects.create_user("ana@example.com", "Other", "correct horse")
    assert "an account with this address already" in client.post(address(), FILLED).content.decode()


def test_the_link_is_made_while_there_is_no_admin(db, client):
    link = make_link("http://example.com:8000/")
    assert link.startswith("http://example.com:8000/welcome/")
    assert client.get(link.removeprefix("http://example.com:8000")).status_code == 200
    client.post(address(), FILLED)
    assert make_link("http://example.com:8000") is None
