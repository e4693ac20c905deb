"""Spaces come, are renamed and go when they are empty; the last admin stays, also one by a team."""

import logging

import pytest

from journeys.access import spaces_for
from journeys.models import Playbook, Space, SpaceMember, Team
from journeys.services.errors import Refusal
from journeys.services.journeys import archive_journey, delete_journey
from journeys.services.playbooks import import_playbook
from journeys.services.spaces import (
    add_to_space,
    change_space_role,
    create_space,
    delete_space,
    demand_two_factor,
    remove_from_space,
    rename_space,
    space_called,
)
from journeys.services.teams import add_to_team, create_team, set_team_role
from tests.makers import give_second_factor, make_journey, make_space, make_tree, make_user

Role = SpaceMember.Role


@pytest.fixture
def ana(db):
    return make_user("Ana")


@pytest.fixture
def space(ana):
    return create_space(name="Europe", by=ana)


def test_who_creates_a_space_runs_it(ana):
    space = create_space(name="  Northern   Europe ", by=ana)
    assert space.name == "Northern Europe"
    assert list(spaces_for(ana, "space.change")) == [space]


@pytest.mark.parametrize(
    ("name", "words"),
    [("  ", "needs a name"), ("x" * 151, "at most 150"), ("europe", "There is a space called europe already")],
)
def test_a_name_that_does_not_do(space, ana, name, words):
    other = create_space(name="Asia", by=ana)
    with pytest.raises(Refusal, match=words):
        create_space(name=name, by=ana)
    with pytest.raises(Refusal, match=words):
        rename_space(space=other, name=name, by=ana)
    assert Space.objects.count() == 2


def test_a_space_is_renamed_and_may_be_written_otherwise(space, ana):
    assert rename_space(space=space, name="EUROPE", by=ana).name == "EUROPE"
    assert space_called("EUROPE", by=ana) == space


def test_what_is_in_the_way_is_named(space, ana):
    for title in ("Going on", "Kept", "Gone"):
        make_journey(title=title, by=ana)
    space = Space.objects.get(name="Space")
    kept, gone = (space.journeys.get(title=title) for title in ("Kept", "Gone"))
    archive_journey(journey=kept, by=ana)
    delete_journey(journey=gone, by=ana)
    import_playbook(tree=make_tree(), space=space, by=ana)
    said = (
        "3 journeys (Going on; Gone, deleted, can still be brought back; Kept, archived) "
        "and 1 playbook of its own (Small playbook 1.0)"
    )
    with pytest.raises(Refusal) as refused:
        delete_space(space=space, by=ana)
    assert said in str(refused.value)


def test_an_empty_space_goes_with_its_people_and_teams(space, ana, caplog, django_capture_on_commit_callbacks):
    team = create_team(space=space, name="Network", by=ana)
    add_to_team(team=team, email=ana.email, by=ana)
    number = space.pk
    with caplog.at_level(logging.INFO, "journeys.spaces"), django_capture_on_commit_callbacks(execute=True):
        delete_space(space=space, by=ana)
    assert not Space.objects.exists()
    assert not Team.objects.exists()
    assert f"Space {number} ('Europe') was deleted by {ana.pk}" in caplog.messages
    with pytest.raises(Refusal, match="deleted this space"):
        rename_space(space=space, name="Asia", by=ana)


def test_a_shipped_playbook_is_in_nobodys_way(space, ana):
    import_playbook(tree=make_tree())
    delete_space(space=space, by=ana)
    assert Playbook.objects.count() == 1


def test_people_are_added_by_the_address_of_their_account(space, ana):
    ben = make_user("Ben")
    member = add_to_space(space=space, email=" BEN@example.com", role=Role.CONTRIBUTOR, by=ana)
    assert (member.user, member.role) == (ben, "contributor")
    assert list(spaces_for(ben)) == [space]


@pytest.mark.parametrize(
    ("email", "role", "words"),
    [
        ("nobody@example.com", Role.ADMIN, "No account has the address"),
        ("ana@example.com", Role.ADMIN, "Ana is already here, as admin"),
        ("ben@example.com", "viewer", "admins or contributors"),
    ],
)
def test_who_cannot_be_added_to_a_space(space, ana, email, role, words):
    make_user("Ben")
    with pytest.raises(Refusal, match=words):
        add_to_space(space=space, email=email, role=role, by=ana)


def test_the_last_admin_of_a_space_stays(space, ana):
    only = space.members.get()
    for change in (lambda by: change_space_role(member=only, role=Role.CONTRIBUTOR, by=by),
                   lambda by: remove_from_space(member=only, by=by)):  # fmt: skip
        with pytest.raises(Refusal, match="without an admin"):
            change(ana)
    only.refresh_from_db()
    assert only.role == Role.ADMIN
    remove_from_space(member=only, by=make_user("Root", is_superuser=True))
    assert not space.members.exists()


def test_a_team_with_someone_counts_as_an_admin(space, ana):
    team = create_team(space=space, name="Network", by=ana)
    set_team_role(team=team, role=Role.ADMIN, by=ana)
    with pytest.raises(Refusal, match="without an admin"):
        remove_from_space(member=space.members.get(user=ana), by=ana)
    make_user("Ben")
    add_to_team(team=team, email="ben@example.com", by=ana)
    remove_from_space(member=space.members.get(user=ana), by=ana)
    assert list(spaces_for(ana)) == []


def test_a_space_that_never_had_an_admin_lets_people_go(ana):
    space = make_space()
    member = SpaceMember.objects.create(space=space, user=ana, role=Role.CONTRIBUTOR)
    remove_from_space(member=member, by=ana)
    with pytest.raises(Refusal, match="taken away meanwhile"):
        remove_from_space(member=SpaceMember(pk=999, space=space, user=ana), by=ana)


def test_a_role_in_a_space_changes_once(space, ana, caplog, django_capture_on_commit_callbacks):
    make_user("Ben")
    member = add_to_space(space=space, email="ben@example.com", role=Role.CONTRIBUTOR, by=ana)
    with caplog.at_level(logging.INFO, "journeys.spaces"), django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            change_space_role(member=member, role=Role.ADMIN, by=ana)
    assert len(caplog.messages) == 1
    with pytest.raises(Refusal, match="admins or contributors"):
        change_space_role(member=member, role="king", by=ana)


def test_who_has_a_second_factor_may_demand_it_of_all(space, ana, caplog):
    with pytest.raises(Refusal, match="lock yourself out"):
        demand_two_factor(space=space, demanded=True, by=ana)
    give_second_factor(ana)
    with caplog.at_level(logging.INFO, "journeys.spaces"):
        for demanded in (True, True, False):
            demand_two_factor(space=space, demanded=demanded, by=ana)
            space.refresh_from_db()
            assert space.requires_two_factor == demanded
    assert sum("two-factor sign-in demanded" in line for line in caplog.messages) == 2


def test_the_demand_is_lifted_without_a_second_factor(space, ana):
    Space.objects.update(requires_two_factor=True)
    assert not demand_two_factor(space=space, demanded=False, by=ana).requires_two_factor
