"""Spaces and teams over the API: the same services, and the same rights, as in the pages."""

import json

import pytest

from journeys.models import Member, Role, Space, Team
from tests.makers import make_user
from tests.spaces import WHO, client_of, each_gets, email, journey_in, make_europe, user


def test_your_spaces(api, cast):
    listed = api("stranger", "GET", "spaces").json()["results"]
    assert [space["name"] for space in listed] == ["Elsewhere"]
    assert api("viewer", "GET", "spaces").json()["results"] == []
    assert api("nobody", "GET", "spaces").status_code == 401


@pytest.fixture
def root(db):
    return make_user("Root", is_superuser=True)


@pytest.fixture
def space(root):
    return make_europe(root)


def send(who, method: str, path: str, body=None):
    data = "" if body is None else json.dumps(body)
    return client_of(who).generic(method, f"/api/v1/{path}", data, content_type="application/json")


WRITES = [
    ("PATCH", "spaces/{space}", {"name": "Asia"}, 200),
    ("DELETE", "spaces/{space}", None, 204),
    ("POST", "spaces/{space}/members", {"email": email("stranger"), "role": "admin"}, 202),
    ("PATCH", "spaces/{space}/members/{member}", {"role": "admin"}, 200),
    ("DELETE", "spaces/{space}/members/{member}", None, 204),
    ("POST", "spaces/{space}/teams", {"name": "Voice", "role": "contributor"}, 201),
]
TEAM_WRITES = [
    ("PATCH", "teams/{team}", {"name": "Voice", "role": "admin"}, 200),
    ("DELETE", "teams/{team}", None, 204),
    ("POST", "teams/{team}/members", {"email": email("stranger")}, 202),
    ("DELETE", "teams/{team}/members/{user}", None, 204),
]


def ids_of(space) -> dict[str, int]:
    team = space.teams.get()
    return {
        "space": space.pk,
        "member": space.members.get(role="contributor").pk,
        "team": team.pk,
        "user": team.members.get().user_id,
    }


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("method", "path", "body", "ok"), WRITES + TEAM_WRITES)
def test_only_admins_of_the_space_write(space, who, method, path, body, ok):
    of_team = {"team member": 403} if path.startswith("teams") else {}
    expected = {"space admin": ok, "space contributor": 403, "nobody": 401} | of_team
    answer = send(who, method, path.format(**ids_of(space)), body)
    assert answer.status_code == expected.get(who, 404), answer.content


@pytest.mark.parametrize("path", ["spaces/{space}", "spaces/{space}/members", "spaces/{space}/teams"])
@each_gets(200, 200, 404, 404, 404, 401)
def test_people_of_the_space_read(space, path, who, status):
    assert send(who, "GET", path.format(**ids_of(space))).status_code == status


@pytest.mark.parametrize("path", ["teams/{team}", "teams/{team}/members"])
@each_gets(200, 200, 200, 404, 404, 401)
def test_people_of_the_team_read_too(space, path, who, status):
    assert send(who, "GET", path.format(**ids_of(space))).status_code == status


@each_gets(201, 403, 403, 403, 403, 401)
def test_who_runs_a_space_creates_another(space, who, status):
    assert send(who, "POST", "spaces", {"name": "Asia"}).status_code == status
    assert Space.objects.filter(name="Asia").exists() == (status == 201)


def test_what_is_written_is_said(space):
    ids = ids_of(space)
    made = send("space admin", "POST", f"spaces/{space.pk}/teams", {"name": "Voice", "role": "admin"}).json()
    assert (made["name"], made["role"], made["space"]) == ("Voice", "admin", space.pk)
    changed = send("space admin", "PATCH", f"teams/{made['id']}", {"name": "Data", "role": ""}).json()
    assert (changed["name"], changed["role"]) == ("Data", "")
    people = send("space admin", "GET", f"teams/{ids['team']}/members").json()["results"]
    assert [row["user"]["name"] for row in people] == ["team member"]
    named = send("space admin", "GET", f"spaces/{space.pk}/members").json()["results"]
    assert {row["name"]: row["role"] for row in named} == {"space admin": "admin", "space contributor": "contributor"}


def test_someone_whom_the_space_does_not_know_is_invited_whether_they_have_an_account_or_not(space):
    answers = []
    for address in (email("stranger"), "nobody.here@example.net"):
        answer = send("space admin", "POST", f"spaces/{space.pk}/members", {"email": address, "role": "admin"})
        answers.append((answer.status_code, set(answer.json())))
    assert answers[0] == answers[1]
    assert space.members.count() == 2
    team = space.teams.get()
    known = send("space admin", "POST", f"teams/{team.pk}/members", {"email": email("space contributor")})
    assert (known.status_code, team.members.count()) == (201, 2)


def test_rules_say_no_in_words(space, root):
    ids = ids_of(space)
    own = space.members.get(user=user("space admin"))
    last = send("space admin", "PATCH", f"spaces/{space.pk}/members/{own.pk}", {"role": "contributor"})
    assert (last.status_code, "without an admin" in last.json()["detail"]) == (409, True)
    journey = journey_in(space, by=root)
    path = f"journeys/{journey.pk}/members/teams"
    assert send(root, "POST", path, {"team": ids["team"], "role": "viewer"}).json()["team"] == ids["team"]
    assert send(root, "POST", path, {"team": 9999, "role": "viewer"}).status_code == 400
    for address in (f"teams/{ids['team']}", f"spaces/{space.pk}"):
        assert send("space admin", "DELETE", address).status_code == 409
    assert Team.objects.exists()
    assert send("space admin", "DELETE", f"teams/{ids['team']}/members/9999").status_code == 404
    assert Member.objects.get(team=ids["team"]).role == Role.VIEWER
