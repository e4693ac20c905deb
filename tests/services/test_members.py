"""People come, change roles and go; the last admin stays."""

import pytest

from journeys.models import Event, Member, Role
from journeys.services.errors import Refusal
from journeys.services.members import add_member, change_role, remove_member
from journeys.services.tasks import assign
from tests.makers import make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


def test_adding_by_the_address_of_an_account(journey, lead):
    ana = make_user("Ana")
    member = add_member(journey=journey, email=" ANA@example.com ", role=Role.STAKEHOLDER, by=lead, organisation="Acme")
    assert (member.user, member.name, member.role, member.organisation) == (ana, "Ana", "stakeholder", "Acme")
    assert Event.objects.get(verb="member.added").data["name"] == "Ana"


@pytest.mark.parametrize(
    ("email", "role", "words"),
    [
        ("nobody@example.com", Role.VIEWER, "No account has the address"),
        ("owner@example.com", Role.VIEWER, "already here, as admin"),
        ("ana@example.com", Role.CONTACT, "is an admin, contributor"),
        ("ana@example.com", "king", "is an admin, contributor"),
    ],
)
def test_what_cannot_be_added_says_why(journey, lead, email, role, words):
    make_user("Ana")
    with pytest.raises(Refusal, match=words):
        add_member(journey=journey, email=email, role=role, by=lead)
    assert journey.members.count() == 1


def test_the_last_admin_stays(journey, lead):
    only = journey.members.get()
    with pytest.raises(Refusal, match="last admin"):
        change_role(member=only, role=Role.VIEWER, by=lead)
    with pytest.raises(Refusal, match="last admin"):
        remove_member(member=only, by=lead)


def test_an_admin_whose_account_is_closed_does_not_count(journey, lead):
    make_user("Ana", is_active=True)
    ana = add_member(journey=journey, email="ana@example.com", role=Role.ADMIN, by=lead)
    ana.user.is_active = False
    ana.user.save()
    with pytest.raises(Refusal, match="last admin"):
        remove_member(member=journey.members.get(user=lead), by=lead)


def test_a_role_changes_once(journey, lead):
    make_user("Ana")
    ana = add_member(journey=journey, email="ana@example.com", role=Role.VIEWER, by=lead)
    change_role(member=ana, role=Role.ADMIN, by=lead)
    change_role(member=ana, role=Role.ADMIN, by=lead)
    assert Event.objects.filter(verb="member.role_changed").count() == 1


def test_who_leaves_leaves_their_tasks_to_nobody(journey, lead):
    make_user("Ana")
    ana = add_member(journey=journey, email="ana@example.com", role=Role.CONTRIBUTOR, by=lead)
    task = assign(task=journey.tasks.first(), owner=ana, by=lead)
    remove_member(member=ana, by=lead)
    task.refresh_from_db()
    assert task.owner is None
    assert not Member.objects.filter(name="Ana").exists()
