"""The page of a team: who sees and changes it."""

import pytest
from django.urls import reverse

from journeys.models import Member, Role, SpaceMember, Team
from journeys.services.members import add_team
from journeys.services.teams import add_to_team, create_team, set_team_role
from tests.makers import make_user
from tests.spaces import Roles, client_of, each_gets, email, journey_in, make_europe, post, user

HTMX = {"HX-Request": "true"}


@pytest.fixture
def root(db):
    return make_user("Root", is_superuser=True)


@pytest.fixture
def space(root):
    return make_europe(root)


@pytest.fixture
def team(space):
    return space.teams.get()


def page(who, team):
    return client_of(who).get(reverse("team", args=[team.pk]))


@each_gets(200, 200, 200, 404, 404, 302)
def test_people_of_the_space_and_of_the_team_see_it(team, who, status):
    assert page(who, team).status_code == status


@pytest.mark.parametrize("size", [2, 20])
def test_a_team_costs_the_same_however_many_are_in_it(team, root, django_assert_num_queries, size):
    for number in range(size):
        person = make_user(f"Person {number}")
        add_to_team(team=team, email=person.email, by=root)
    client = client_of("space admin")
    with django_assert_num_queries(6):  # user, team, its role, people, its journeys, invitations
        shown = client.get(reverse("team", args=[team.pk])).text
    assert shown.count('<span class="visually-hidden"> Person ') == size


def test_only_journeys_that_one_may_see_are_shown(team, root):
    journey = journey_in(team.space, "Secret move", by=root)
    add_team(journey=journey, team=team, role=Role.STAKEHOLDER, by=root)
    assert "Secret move" in page("team member", team).text
    assert "Secret move" in page("space admin", team).text
    shown = page("space contributor", team).text
    assert "Secret move" not in shown
    assert "in no journey that you may see" in shown


def test_a_team_without_a_role_shows_its_space_to_nobody(team, root):
    link = f'href="{reverse("space", args=[team.space_id])}"'
    assert link not in page("team member", team).text
    set_team_role(team=team, role=Roles.CONTRIBUTOR, by=root)
    assert link in page("team member", team).text


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_make_teams(space, who, status):
    assert post(who, "team_new", space.pk, name="Voice", role="contributor").status_code == status
    made = Team.objects.filter(name="Voice").first()
    assert bool(made) == (who == "space admin")
    assert not made or SpaceMember.objects.get(team=made).role == Roles.CONTRIBUTOR


def test_a_name_that_is_taken_stands_beside_the_field(team, root):
    create_team(space=team.space, name="Voice", by=root)
    for answer in (
        post("space admin", "team_new", team.space_id, name="voice"),
        post("space admin", "team_rename", team.pk, name="voice"),
    ):
        assert (answer.status_code, "Europe has a team called voice already" in answer.text) == (409, True)


CHANGES = {
    "team_rename": {"name": "Voice"},
    "team_role": {"role": "contributor"},
    "team_person_add": {"email": email("space contributor"), "days": 14},
    "team_delete": {"confirmed": "true"},
}


@pytest.mark.parametrize("name", CHANGES)
@each_gets(302, 403, 403, 404, 404, 302)
def test_only_admins_change_a_team(team, name, who, status):
    assert post(who, name, team.pk, **CHANGES[name]).status_code == status
    is_done = {
        "team_rename": Team.objects.filter(name="Voice").exists(),
        "team_role": SpaceMember.objects.filter(team=team.pk).exists(),
        "team_person_add": team.members.filter(user=user("space contributor")).exists(),
        "team_delete": not Team.objects.exists(),
    }[name]
    assert is_done == (who == "space admin")


@each_gets(302, 403, 403, 404, 404, 302)
def test_only_admins_remove_people(team, who, status):
    gone = post(who, "team_person_remove", team.pk, user("team member").pk, confirmed="true")
    assert gone.status_code == status
    assert team.members.exists() == (who != "space admin")


@each_gets(403, 403, 302, 404, 404, 302)
def test_only_its_own_people_leave(team, who, status):
    assert post(who, "team_leave", team.pk, confirmed="true").status_code == status
    assert team.members.exists() == (who != "team member")


def test_leaving_and_deleting_ask_first(team):
    assert "Leave Network?" in post("team member", "team_leave", team.pk).text
    assert "Remove team member from Network?" in post(
        "space admin", "team_person_remove", team.pk, user("team member").pk
    ).text  # fmt: skip
    assert "Delete the team Network?" in post("space admin", "team_delete", team.pk).text
    gone = post("space admin", "team_delete", team.pk, headers=HTMX, confirmed="true")
    assert gone["HX-Redirect"] == reverse("space", args=[team.space_id])


def test_a_team_in_a_journey_stays_and_says_where(team, root):
    add_team(journey=journey_in(team.space, by=root), team=team, role=Role.VIEWER, by=root)
    refused = post("space admin", "team_delete", team.pk)
    assert (refused.status_code, "while it is a member of Acme to Amazon Connect" in refused.text) == (409, True)
    assert "Yes, do it" not in refused.text


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ("nonsense", 200, "Enter a valid email address."),
        ("team.member@example.com", 409, "team member is in this team already."),
    ],
)
def test_what_is_wrong_with_an_address_stands_beside_it(team, asked, status, error):
    answer = post("space admin", "team_person_add", team.pk, email=asked, days=14)
    assert (answer.status_code, error in answer.text) == (status, True)


def test_what_the_team_may_its_people_may_at_once(team, root):
    journey = journey_in(team.space, by=root)
    client = client_of("space contributor")
    address = reverse("overview", args=[journey.pk])
    add_team(journey=journey, team=team, role=Role.VIEWER, by=root)
    assert client.get(address).status_code == 404
    post("space admin", "team_person_add", team.pk, email=email("space contributor"), days=14)
    assert client.get(address).status_code == 200
    post("space admin", "team_person_remove", team.pk, user("space contributor").pk, confirmed="true")
    assert client.get(address).status_code == 404
    assert Member.objects.filter(team=team).exists()
