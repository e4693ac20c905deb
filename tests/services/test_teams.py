"""Teams in spaces and in journeys: who is in them has what they have, from the next request on."""

import pytest

from journeys.access import journeys_for, spaces_for
from journeys.models import Event, Member, Role, SpaceMember, Team
from journeys.queries.history import describe
from journeys.services.errors import Refusal
from journeys.services.journeys import lock_journey
from journeys.services.members import (
    add_member,
    add_team,
    bring_back_member,
    change_member,
    change_role,
    remove_member,
    remove_teams_of,
)
from journeys.services.spaces import remove_from_space
from journeys.services.tasks import assign
from journeys.services.teams import (
    add_to_team,
    create_team,
    delete_team,
    remove_from_team,
    rename_team,
    set_team_role,
)
from tests.makers import make_space, make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def ana(db):
    return make_user("Ana")


@pytest.fixture
def team(journey, lead, ana):
    team = create_team(space=journey.space, name="Network", by=lead)
    add_to_team(team=team, email=ana.email, by=lead)
    return team


def alone(journey, team, lead) -> Member:
    """The team as the only admin of the journey."""
    member = add_team(journey=journey, team=team, role=Role.ADMIN, by=lead)
    remove_member(member=journey.members.get(user=lead), by=lead)
    return member


def test_a_team_gives_its_role_to_its_people_at_once(journey, team, lead, ana):
    assert not journeys_for(ana).exists()
    member = add_team(journey=journey, team=team, role=Role.STAKEHOLDER, by=lead)
    assert journeys_for(ana).get().role == Role.STAKEHOLDER
    change_role(member=member, role=Role.CONTRIBUTOR, by=lead)
    assert journeys_for(ana).get().role == Role.CONTRIBUTOR
    remove_from_team(member=team.members.get(), by=lead)
    assert not journeys_for(ana).exists()
    assert describe(Event.objects.get(verb="member.added")) == "added Network as stakeholder"


def test_the_strongest_role_counts(journey, team, lead, ana):
    add_team(journey=journey, team=team, role=Role.CONTRIBUTOR, by=lead)
    add_member(journey=journey, email=ana.email, role=Role.VIEWER, by=lead)
    assert journeys_for(ana).get().role == Role.CONTRIBUTOR


@pytest.mark.parametrize("role", [Role.CONTACT, "king"])
def test_what_a_team_cannot_be(journey, team, lead, role):
    with pytest.raises(Refusal, match="is an admin, contributor"):
        add_team(journey=journey, team=team, role=role, by=lead)


def test_a_team_comes_once_and_from_the_same_space(journey, team, lead):
    add_team(journey=journey, team=team, role=Role.VIEWER, by=lead)
    with pytest.raises(Refusal, match="Network is already here, as viewer"):
        add_team(journey=journey, team=team, role=Role.VIEWER, by=lead)
    foreign = create_team(space=make_space("Elsewhere"), name="Network", by=lead)
    with pytest.raises(Refusal, match="of this journey's space"):
        add_team(journey=journey, team=foreign, role=Role.VIEWER, by=lead)


def test_a_team_that_leaves_leaves_its_tasks_to_nobody(journey, team, lead):
    member = add_team(journey=journey, team=team, role=Role.CONTRIBUTOR, by=lead)
    task = assign(task=journey.tasks.first(), owner=member, by=lead)
    remove_teams_of(journey=journey, by=lead)
    task.refresh_from_db()
    assert task.owner is None
    assert not journey.members.exclude(team=None).exists()


def test_a_team_with_someone_is_an_admin_of_a_journey(journey, team, lead, ana):
    member = alone(journey, team, lead)
    for change in (
        lambda: change_role(member=member, role=Role.VIEWER, by=lead),
        lambda: remove_member(member=member, by=lead),
        lambda: remove_from_team(member=team.members.get(), by=lead),
        lambda: delete_team(team=team, by=lead),
    ):
        with pytest.raises(Refusal, match=r"last admin|without an admin|member of"):
            change()
    assert team.members.filter(user=ana).exists()
    make_user("Ben")
    add_to_team(team=team, email="ben@example.com", by=lead)
    remove_from_team(member=team.members.get(user=ana), by=ana)


def test_a_team_without_anyone_is_no_admin(journey, team, lead, ana):
    add_team(journey=journey, team=team, role=Role.ADMIN, by=lead)
    ana.is_active = False
    ana.save()
    with pytest.raises(Refusal, match="last admin"):
        remove_member(member=journey.members.get(user=lead), by=lead)


def test_a_team_is_renamed_wherever_it_is(journey, team, lead):
    member = add_team(journey=journey, team=team, role=Role.VIEWER, by=lead)
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    rename_team(team=team, name="Carrier  desk", by=lead)
    member.refresh_from_db()
    assert member.name == "Carrier desk"
    said = describe(Event.objects.get(verb="member.changed"))
    assert said == "changed what is known of Carrier desk: name from Network to Carrier desk"


@pytest.mark.parametrize(
    ("name", "words"), [(" ", "A team needs a name"), ("x" * 151, "at most 150"), ("NETWORK", "has a team called")]
)
def test_a_name_of_a_team_that_does_not_do(journey, team, lead, name, words):
    other = create_team(space=journey.space, name="Voice", by=lead)
    with pytest.raises(Refusal, match=words):
        create_team(space=journey.space, name=name, by=lead)
    with pytest.raises(Refusal, match=words):
        rename_team(team=other, name=name, by=lead)


def test_a_team_goes_when_it_is_in_no_journey(journey, team, lead):
    member = add_team(journey=journey, team=team, role=Role.VIEWER, by=lead)
    with pytest.raises(Refusal, match="Network can't be deleted while it is a member of Acme to Amazon Connect"):
        delete_team(team=team, by=lead)
    remove_member(member=member, by=lead)
    delete_team(team=team, by=lead)
    assert not Team.objects.exists()
    with pytest.raises(Refusal, match="deleted this team"):
        rename_team(team=team, name="Voice", by=lead)
    with pytest.raises(Refusal, match="no longer in the space"):
        bring_back_member(member=member, by=lead)


def test_the_role_of_a_team_in_its_space(journey, team, lead, ana):
    assert not spaces_for(ana).exists()
    for role in (SpaceMember.Role.CONTRIBUTOR, SpaceMember.Role.ADMIN, SpaceMember.Role.ADMIN):
        set_team_role(team=team, role=role, by=lead)
    assert spaces_for(ana, "space.change").exists()
    with pytest.raises(Refusal, match="admins or contributors"):
        set_team_role(team=team, role="king", by=lead)
    with pytest.raises(Refusal, match="Space would be left without an admin"):
        set_team_role(team=team, role="", by=ana)
    with pytest.raises(Refusal, match="Space would be left without an admin"):
        delete_team(team=team, by=ana)
    with pytest.raises(Refusal, match="Space would be left without an admin"):
        remove_from_team(member=team.members.get(), by=ana)
    with pytest.raises(Refusal, match="Space would be left without an admin"):
        remove_from_space(member=SpaceMember.objects.get(team=team), by=ana)
    set_team_role(team=team, role="", by=make_user("Root", is_superuser=True))
    assert not spaces_for(ana).exists()


def test_people_come_once_and_go_twice(team, lead, ana):
    with pytest.raises(Refusal, match="Ana is in this team already"):
        add_to_team(team=team, email=ana.email, by=lead)
    with pytest.raises(Refusal, match="No account"):
        add_to_team(team=team, email="who@example.com", by=lead)
    member = team.members.get()
    for _ in range(2):
        remove_from_team(member=member, by=ana)
    assert not team.members.exists()


def test_a_team_has_its_name_from_its_space(journey, team, lead):
    member = add_team(journey=journey, team=team, role=Role.VIEWER, by=lead)
    change_member(member=member, title="Second line", by=lead)
    with pytest.raises(Refusal, match="Network is a team"):
        change_member(member=member, name="Voice", by=lead)
