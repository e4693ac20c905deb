import pytest

from journeys.models import Space, SpaceMember
from journeys.services.transfers import offer


@pytest.fixture
def theirs(cast) -> Space:
    space = Space.objects.create(name="Theirs")
    SpaceMember.objects.create(space=space, user=cast["viewer"])
    return space


def test_a_journey_is_offered_and_taken_over(api, journey, cast, theirs):
    at = f"journeys/{journey.pk}/transfer"
    assert api("admin", "GET", at).status_code == 404
    made = api("admin", "POST", at, {"email": "viewer@example.com"})
    assert (made.status_code, made.json()["to"]["name"]) == (201, "viewer")
    assert api("admin", "GET", at).json() == made.json()
    for who in ("admin", "viewer"):
        assert api(who, "GET", "transfers").json()["count"] == 1
    mine = f"transfers/{made.json()['id']}"
    assert api("viewer", "POST", f"{mine}/accept", {"space": journey.space_id}).status_code == 400
    assert api("viewer", "POST", f"{mine}/accept", {"space": theirs.pk}).json()["title"] == journey.title
    journey.refresh_from_db()
    assert journey.space == theirs


@pytest.mark.parametrize(("who", "act"), [("viewer", "decline"), ("admin", "withdraw")])
def test_an_offer_ends(api, journey, cast, theirs, who, act):
    transfer = offer(journey=journey, email="viewer@example.com", by=cast["admin"])
    for other in {"admin", "viewer", "stranger"} - {who}:
        assert api(other, "POST", f"transfers/{transfer.pk}/{act}").status_code == 404
    assert api(who, "POST", f"transfers/{transfer.pk}/{act}").status_code == 204
    assert api("viewer", "POST", f"transfers/{transfer.pk}/accept", {"space": theirs.pk}).status_code == 404
    assert api("admin", "DELETE", f"journeys/{journey.pk}/transfer").status_code == 404


def test_a_stranger_learns_nothing_of_the_address_of_another(api, journey, cast):
    at = f"journeys/{journey.pk}/transfer"
    said = [api("admin", "POST", at, {"email": f"{name}@example.com"}) for name in ("stranger", "who")]
    assert [answer.status_code for answer in said] == [409, 409]
    assert len({answer.json()["detail"].replace("stranger", "who") for answer in said}) == 1
