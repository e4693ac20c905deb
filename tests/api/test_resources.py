import pytest

from journeys.models import Journey
from journeys.services.resources import add_resource
from tests.makers import make_journey, make_user


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/resources"


@pytest.fixture
def resource(journey, cast):
    return add_resource(journey=journey, function="Network", name="Uma Lind", by=cast["admin"])


def test_a_row_comes_changes_moves_and_goes(api, journey, cast, at, resource):
    member = journey.members.get(user=cast["stakeholder"])
    asked = {"function": "Decides", "member": member.pk, "phone": "+49 30 1", "hours": "All night"}
    added = api("contributor", "POST", at, asked)
    said = added.json()
    assert (added.status_code, said["who"], said["name"], said["hours"]) == (201, "stakeholder", "", "All night")
    here = f"{at}/{said['id']}"
    changed = api("contributor", "PATCH", here, {"name": "Zoe", "escalation": "Call Ana."}).json()
    assert (changed["member"], changed["who"], changed["phone"], changed["escalation"]) == (
        None, "Zoe", "+49 30 1", "Call Ana."
    )  # fmt: skip
    api("contributor", "POST", f"{here}/move", {"before": resource.pk})
    assert [row["function"] for row in api("viewer", "GET", at).json()["results"]] == ["Decides", "Network"]
    assert api("contributor", "DELETE", here).status_code == 204
    assert api("viewer", "GET", here).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400), ({"function": "x" * 201}, 400), ({"function": "F", "member": 999999}, 400),
        ({"function": "F", "position": 1}, 400), ({"function": "F", "member": "{member}", "name": "Zoe"}, 409),
    ],
)  # fmt: skip
def test_what_cannot_be_added(api, journey, cast, at, fields, status):
    fields = {name: journey.members.first().pk if value == "{member}" else value for name, value in fields.items()}
    assert api("admin", "POST", at, fields).status_code == status
    assert not journey.resources.exists()


def test_what_others_changed_stays_or_is_a_conflict(api, journey, cast, at, resource):
    seen = Journey.objects.get(pk=journey.pk).revision
    here = f"{at}/{resource.pk}"
    api("contributor", "PATCH", here, {"phone": "1"})
    answer = api("admin", "PATCH", here, {"phone": "2", "base_revision": seen})
    assert (answer.status_code, answer.json()["theirs"], answer.json()["yours"]) == (409, "1", "2")


def test_rows_of_other_journeys_are_not_here(api, cast, at, resource):
    other = make_journey(by=make_user("Someone"), title="Other")
    elsewhere = add_resource(journey=other, function="Elsewhere", by=other.created_by)
    assert api("admin", "GET", f"{at}/{elsewhere.pk}").status_code == 404
    assert api("admin", "POST", f"{at}/{resource.pk}/move", {"before": elsewhere.pk}).status_code == 400


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, count, django_assert_num_queries):
    for number in range(count):
        add_resource(journey=journey, function=f"F{number}", member=journey.members.first(), by=cast["admin"])
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, resources
        assert len(api("viewer", "GET", at).json()["results"]) == count
