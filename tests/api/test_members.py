import pytest

from journeys.models import Member, SpaceMember


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/members"


def test_people_come_change_and_go(api, cast, journey, at):
    SpaceMember.objects.create(space=journey.space, user=cast["stranger"])
    answer = api("admin", "POST", at, {"email": "Stranger@Example.com", "role": "viewer", "organisation": "Carrier"})
    said = answer.json()
    assert (answer.status_code, said["name"], said["organisation"]) == (201, "stranger", "Carrier")
    assert api("stranger", "GET", at).status_code == 200
    assert api("admin", "PATCH", f"{at}/{said['id']}", {"role": "contributor"}).json()["role"] == "contributor"
    assert api("admin", "DELETE", f"{at}/{said['id']}").status_code == 204
    assert api("stranger", "GET", at).status_code == 404


def test_rules_of_the_service_are_409s(api, cast, journey, at):
    answer = api("admin", "POST", at, {"email": "viewer@example.com", "role": "viewer"})
    assert (answer.status_code, "is already here" in answer.json()["detail"]) == (409, True)
    journey.members.filter(user=journey.created_by).delete()
    last = journey.members.get(user=cast["admin"])
    answer = api("admin", "DELETE", f"{at}/{last.pk}")
    assert (answer.status_code, "the last admin" in answer.json()["detail"]) == (409, True)
    assert api("admin", "POST", at, {"email": "stranger@example.com", "role": "boss"}).status_code == 400


@pytest.mark.parametrize("email", ["stranger@example.com", "who@example.com"])
def test_whom_the_space_does_not_know_is_invited_with_an_account_or_not(api, cast, at, email):
    answer = api("admin", "POST", at, {"email": email, "role": "viewer", "title": "NOC", "days": 3})
    said = answer.json()
    assert (answer.status_code, said["email"], said["role"], said["title"]) == (202, email, "viewer", "NOC")


@pytest.mark.parametrize("more", [0, 4])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, more, django_assert_num_queries):
    Member.objects.bulk_create(Member(journey=journey, name=f"Contact {n}", role="contact") for n in range(more))
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, members
        assert api("viewer", "GET", at).json()["count"] == 5 + more


def test_a_contact_comes_and_is_corrected(api, cast, journey, at):
    asked = {"name": "Uma Lind", "email": "uma@example.net", "organisation": "Carrier", "title": "NOC"}
    answer = api("admin", "POST", f"{at}/contacts", asked)
    said = answer.json()
    assert (answer.status_code, said["role"], said["user"], said["title"]) == (201, "contact", None, "NOC")
    here = f"{at}/{said['id']}"
    assert api("admin", "PATCH", here, {"name": "Uma", "title": ""}).json()["name"] == "Uma"
    assert api("admin", "POST", f"{at}/contacts", asked).status_code == 409
    assert api("admin", "PATCH", here, {"title": "Head", "role": "viewer"}).status_code == 409
    assert journey.members.get(pk=said["id"]).title == ""


@pytest.mark.parametrize(
    "fields", [{}, {"name": "x" * 151}, {"name": "Uma", "email": "no"}, {"name": "U", "role": "x"}]
)
def test_a_contact_that_cannot_be(api, cast, at, fields):
    assert api("admin", "POST", f"{at}/contacts", fields).status_code == 400


def test_what_is_known_of_an_account_is_not_changed_here(api, cast, journey, at):
    member = journey.members.get(user=cast["viewer"])
    changed = api("admin", "PATCH", f"{at}/{member.pk}", {"title": "CIO", "organisation": "Acme"}).json()
    assert (changed["title"], changed["organisation"], changed["role"]) == ("CIO", "Acme", "viewer")
    assert api("admin", "PATCH", f"{at}/{member.pk}", {"name": "King"}).status_code == 409
