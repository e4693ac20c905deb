import pytest

from journeys.models import Member


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/members"


def test_people_come_change_and_go(api, cast, at):
    answer = api("admin", "POST", at, {"email": "Stranger@Example.com", "role": "viewer", "organisation": "Carrier"})
    said = answer.json()
    assert (answer.status_code, said["name"], said["organisation"]) == (201, "stranger", "Carrier")
    assert api("stranger", "GET", at).status_code == 200
    assert api("admin", "PATCH", f"{at}/{said['id']}", {"role": "contributor"}).json()["role"] == "contributor"
    assert api("admin", "DELETE", f"{at}/{said['id']}").status_code == 204
    assert api("stranger", "GET", at).status_code == 404


def test_rules_of_the_service_are_409s(api, cast, journey, at):
    answer = api("admin", "POST", at, {"email": "who@example.com", "role": "viewer"})
    assert (answer.status_code, "No account has the address" in answer.json()["detail"]) == (409, True)
    journey.members.filter(user=journey.created_by).delete()
    last = journey.members.get(user=cast["admin"])
    answer = api("admin", "DELETE", f"{at}/{last.pk}")
    assert (answer.status_code, "the last admin" in answer.json()["detail"]) == (409, True)
    assert api("admin", "POST", at, {"email": "stranger@example.com", "role": "boss"}).status_code == 400


@pytest.mark.parametrize("more", [0, 4])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, more, django_assert_num_queries):
    Member.objects.bulk_create(Member(journey=journey, name=f"Contact {n}", role="contact") for n in range(more))
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, members
        assert api("viewer", "GET", at).json()["count"] == 5 + more
