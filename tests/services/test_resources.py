"""Resources for go-live: added, changed by several people at once, moved and removed."""

import pytest
from django.db import IntegrityError, transaction

from journeys.models import Event, Journey, Member, Resource, Role
from journeys.queries.history import describe
from journeys.services.errors import Conflict, Refusal
from journeys.services.journeys import lock_journey
from journeys.services.members import remove_member
from journeys.services.resources import add_resource, change_resource, move_resource, remove_resource
from tests.makers import make_journey, make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def member(journey):
    return journey.members.get()


@pytest.fixture
def resource(journey, lead):
    return add_resource(journey=journey, function="  Network ", name="Uma Lind", phone="+49 30 1", by=lead)


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def told():
    return [describe(event) for event in Event.objects.filter(verb__startswith="resource.").order_by("sequence")]


def functions(journey):
    return [resource.function for resource in journey.resources.all()]


def test_rows_come_one_behind_the_other(journey, lead, resource, member):
    add_resource(journey=journey, function="Decides", member=member, by=lead)
    assert functions(journey) == ["Network", "Decides"]
    assert [row.who for row in journey.resources.all()] == ["Uma Lind", "Owner"]
    assert told() == [f"added “{function}” to the go-live resources" for function in ("Network", "Decides")]


def test_a_row_says_whose_side_it_is_on(journey, lead, member):
    Member.objects.filter(pk=member.pk).update(organisation="Acme")
    member.refresh_from_db()
    row = add_resource(journey=journey, function="Decides", member=member, by=lead)
    assert row.side == "Acme"
    assert change_resource(resource=row, organisation="Partner", by=lead).side == "Partner"


def test_a_change_tells_what_it_changed(resource, lead, member):
    for _ in range(2):
        change_resource(resource=resource, phone="+49 30 2", hours="From 22:00", member=member, by=lead)
    resource.refresh_from_db()
    assert (resource.member, resource.name, resource.function) == (member, "", "Network")
    (line,) = told()[1:]
    words, _, facts = line.partition(": ")
    assert words == "changed who is there for “Network” at go-live"
    assert set(facts.split(", ")) == {
        "when they are there from none to From 22:00",
        "phone from +49 30 1 to +49 30 2",
        "who it is from Uma Lind to Owner",
    }


def test_a_name_takes_the_place_of_a_member(resource, lead, member):
    change_resource(resource=resource, member=member, by=lead)
    row = change_resource(resource=resource, name="Zoe", by=lead)
    assert (row.member, row.who) == (None, "Zoe")
    assert change_resource(resource=row, name="", by=lead).who == ""


def test_a_name_that_one_member_has_is_that_member(journey, resource, lead, member):
    assert change_resource(resource=resource, name="Owner", by=lead).member == member
    Member.objects.create(journey=journey, name="Owner", role=Role.CONTACT)
    assert change_resource(resource=resource, name="Owner", phone="1", by=lead).member == member
    row = add_resource(journey=journey, function="Decides", name="Owner", by=lead)
    assert (row.member, row.who) == (None, "Owner")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"function": " "}, "what they do"),
        ({"function": "x" * 201}, "Function: at most 200"),
        ({"escalation": "x" * 2001}, "Escalation: at most 2000"),
        ({"organisation": "x" * 151}, "Side or organisation: at most 150"),
    ],
)
def test_what_does_not_fit_is_refused(journey, resource, lead, facts, words):
    with pytest.raises(Refusal, match=words):
        change_resource(resource=resource, by=lead, **facts)
    with pytest.raises(Refusal, match=words):
        add_resource(journey=journey, by=lead, **{"function": "F", **facts})
    assert len(told()) == 1


def test_a_row_is_a_member_of_the_journey_or_a_name(journey, resource, lead, member):
    with pytest.raises(Refusal, match="not both"):
        change_resource(resource=resource, member=member, name="Zoe", by=lead)
    with pytest.raises(Refusal, match="not a member of this journey"):
        change_resource(resource=resource, member=make_journey(title="Other").members.get(), by=lead)
    with pytest.raises(IntegrityError, match="resource_is_a_member_or_a_name"), transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(member=member)
    with pytest.raises(ValueError):
        change_resource(resource=resource, position=3, by=lead)


def test_two_people_change_one_row_and_nothing_is_lost(journey, resource, lead):
    base = revision_of(journey)
    whole = {"function": "Network", "name": "Uma Lind", "phone": "+49 30 1"}
    change_resource(resource=resource, by=lead, base_revision=base, **{**whole, "phone": "+49 30 2"})
    row = change_resource(resource=resource, by=lead, base_revision=base, **{**whole, "function": "Network and WAN"})
    assert (row.function, row.phone) == ("Network and WAN", "+49 30 2")
    with pytest.raises(Conflict) as conflict:
        change_resource(resource=resource, by=lead, base_revision=base, **{**whole, "phone": "+49 30 3"})
    assert (conflict.value.theirs, conflict.value.yours) == ("+49 30 2", "+49 30 3")


def test_rows_move(journey, lead):
    one, two, three = (add_resource(journey=journey, function=name, by=lead) for name in ("One", "Two", "Three"))
    move_resource(resource=three, before=one, by=lead)
    assert functions(journey) == ["Three", "One", "Two"]
    move_resource(resource=three, before=None, by=lead)
    move_resource(resource=three, before=None, by=lead)
    move_resource(resource=two, before=two, by=lead)
    assert functions(journey) == ["One", "Two", "Three"]
    assert [line for line in told() if "moved" in line] == ["moved “Three” among the go-live resources"] * 2
    other = add_resource(journey=make_journey(title="Other"), function="Elsewhere", by=lead)
    with pytest.raises(Refusal, match="not in the list any more"):
        move_resource(resource=one, before=other, by=lead)


def test_a_row_is_removed_once(journey, resource, lead):
    for _ in range(2):
        remove_resource(resource=resource, by=lead)
    assert not journey.resources.exists()
    assert told()[1:] == ["removed “Network” from the go-live resources"]
    assert Event.objects.get(verb="resource.removed").data["phone"] == "+49 30 1"


def test_who_leaves_leaves_the_row(journey, resource, lead):
    ben = Member.objects.create(journey=journey, user=make_user("Ben"), name="Ben", role=Role.VIEWER)
    change_resource(resource=resource, member=ben, by=lead)
    remove_member(member=ben, by=lead)
    assert journey.resources.get().who == ""


def test_nothing_changes_in_a_locked_journey(journey, resource, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    for change in (
        lambda: add_resource(journey=journey, function="F", by=lead),
        lambda: change_resource(resource=resource, phone="1", by=lead),
        lambda: move_resource(resource=resource, before=None, by=lead),
        lambda: remove_resource(resource=resource, by=lead),
    ):
        with pytest.raises(Refusal, match="locked"):
            change()
