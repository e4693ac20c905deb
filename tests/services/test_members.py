"""People come, change roles and go; the last admin stays."""

import pytest

from journeys.models import Event, Journey, Member, Role
from journeys.queries.history import describe
from journeys.services.errors import Conflict, Refusal
from journeys.services.members import add_contact, add_member, change_member, change_role, remove_member
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


def test_a_contact_has_no_account(journey, lead):
    contact = add_contact(
        journey=journey, name=" Uma  Lind ", email="uma@example.net", organisation="Carrier", title="NOC", by=lead
    )
    assert (contact.name, contact.user, contact.role, contact.title) == ("Uma Lind", None, Role.CONTACT, "NOC")
    assert describe(Event.objects.get(verb="member.added")) == "added Uma Lind as contact"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 151}, "Name: at most 150"),
        ({"title": "x" * 151}, "Job title: at most 150"),
        ({"email": "nowhere"}, "is not an e-mail address"),
        ({"email": "OWNER@example.com"}, "Owner is already here, as admin"),
        ({"name": "Uma"}, "Uma is already here, as contact"),
    ],
)
def test_a_contact_that_cannot_be_added_says_why(journey, lead, facts, words):
    add_contact(journey=journey, name="Uma", by=lead)
    with pytest.raises(Refusal, match=words):
        add_contact(journey=journey, by=lead, **{"name": "Zoe", **facts})
    assert journey.members.count() == 2


def test_facts_of_a_contact_change_once(journey, lead):
    contact = add_contact(journey=journey, name="Uma", by=lead)
    for _ in range(2):
        contact = change_member(member=contact, name="Uma Lind", email="uma@example.net", title="NOC", by=lead)
    assert (contact.name, contact.email, contact.title, contact.organisation) == (
        "Uma Lind", "uma@example.net", "NOC", ""
    )  # fmt: skip
    words, _, facts = describe(Event.objects.get(verb="member.changed")).partition(": ")
    assert words == "changed what is known of Uma Lind"
    assert set(facts.split(", ")) == {
        "name from Uma to Uma Lind", "e-mail address from none to uma@example.net", "title from none to NOC"
    }  # fmt: skip
    with pytest.raises(Refusal, match="Owner has this address already"):
        change_member(member=contact, email="owner@example.com", by=lead)
    with pytest.raises(ValueError):
        change_member(member=contact, role="admin", by=lead)


def test_name_and_address_are_those_of_the_account(journey, lead):
    only = journey.members.get()
    with pytest.raises(Refusal, match="Owner has an account"):
        change_member(member=only, name="King", by=lead)
    member = change_member(member=only, name="Owner", organisation="Acme", title="Lead", by=lead)
    assert (member.organisation, member.title) == ("Acme", "Lead")


def test_two_people_change_one_member_and_nothing_is_lost(journey, lead):
    contact = add_contact(journey=journey, name="Uma", by=lead)
    base = Journey.objects.get(pk=journey.pk).revision
    change_member(member=contact, name="Uma", title="NOC", by=lead, base_revision=base)
    member = change_member(member=contact, name="Uma Lind", title="", by=lead, base_revision=base)
    assert (member.name, member.title) == ("Uma Lind", "NOC")
    with pytest.raises(Conflict):
        change_member(member=contact, title="Boss", by=lead, base_revision=base)
