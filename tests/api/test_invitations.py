import pytest

from journeys.models import Invitation, SpaceMember, Team
from journeys.services.invitations import invite
from tests.makers import make_user


@pytest.fixture
def places(journey, cast) -> dict[str, str]:
    """The addresses of the invitations to each kind of place; the cast's admin runs the space."""
    SpaceMember.objects.create(space=journey.space, user=cast["admin"], role="admin")
    SpaceMember.objects.create(space=journey.space, user=cast["contributor"], role="contributor")
    team = Team.objects.create(space=journey.space, name="Network")
    return {
        "journey": f"journeys/{journey.pk}/invitations",
        "space": f"spaces/{journey.space_id}/invitations",
        "team": f"teams/{team.pk}/invitations",
    }


def body(kind: str, **more) -> dict:
    return {"email": "ana@example.com", **({} if kind == "team" else {"role": "contributor"}), **more}


@pytest.mark.parametrize("kind", ["journey", "space", "team"])
def test_an_invitation_comes_and_goes(api, places, kind):
    at = places[kind]
    made = api("admin", "POST", at, body(kind, days=3))
    assert (made.status_code, made.json()["email"]) == (201, "ana@example.com")
    assert [row["id"] for row in api("admin", "GET", at).json()["results"]] == [made.json()["id"]]
    here = f"{at}/{made.json()['id']}"
    assert api("admin", "POST", f"{here}/resend", {}).status_code == 409  # a mail went out a moment ago
    assert api("admin", "POST", f"{here}/revoke").status_code == 200
    assert api("admin", "GET", at).json()["count"] == 0


@pytest.mark.parametrize("kind", ["journey", "space", "team"])
@pytest.mark.parametrize(
    ("who", "status"), [("admin", 201), ("contributor", 403), ("stranger", 404), ("nobody", 401)]
)  # fmt: skip
def test_only_admins_of_the_place_invite(api, places, kind, who, status):
    assert api(who, "POST", places[kind], body(kind)).status_code == status
    assert Invitation.objects.count() == (who == "admin")
    assert api(who, "GET", places[kind]).status_code == (200 if status == 201 else status)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("journey", {"role": "contact"}),
        ("space", {"role": "viewer"}),
        ("team", {"role": "admin"}),
        ("team", {"days": 0}),
        ("space", {"days": 91}),
        ("journey", {"email": "nonsense"}),
    ],
)
def test_what_cannot_be(api, places, kind, wrong):
    assert api("admin", "POST", places[kind], body(kind, **wrong)).status_code == 400


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_however_many(api, journey, places, count, django_assert_num_queries):
    for number in range(count):
        invite(place=journey, email=f"guest{number}@example.com", role="viewer", by=journey.created_by)
    api("admin", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, invitations
        assert api("admin", "GET", places["journey"]).json()["count"] == count


@pytest.mark.parametrize(("said", "status", "is_here"), [("accept", 200, True), ("decline", 204, False)])
def test_mine_are_answered(api, journey, cast, said, status, is_here):
    invite(place=journey, email="stranger@example.com", role="viewer", by=journey.created_by)
    [mine] = api("stranger", "GET", "invitations").json()["results"]
    assert mine["place"] == {"kind": "journey", "id": journey.pk, "name": journey.title}
    for who in ("admin", "viewer"):
        assert api(who, "GET", "invitations").json()["count"] == 0
        assert api(who, "POST", f"invitations/{mine['id']}/{said}").status_code == 404
    assert api("stranger", "POST", f"invitations/{mine['id']}/{said}").status_code == status
    assert journey.members.filter(user=cast["stranger"]).exists() == is_here
    assert api("stranger", "POST", f"invitations/{mine['id']}/{said}").status_code == 404


def test_one_of_another_place_is_not_here(api, journey, places):
    other = Team.objects.create(space=journey.space, name="Other")
    theirs = invite(place=other, email="ana@example.com", by=make_user("Someone"))
    for kind in places:
        for act in ("resend", "revoke"):
            assert (
                api("admin", "POST", f"{places[kind]}/{theirs.pk}/{act}", {} if act == "resend" else None).status_code
                == 404
            )
