"""What waits for a person's answer: the same few queries however much there is."""

import pytest

from journeys.models import Invitation
from journeys.queries.pending import sections_of, waiting_count
from journeys.services.invitations import invite
from journeys.services.journeys import delete_journey
from journeys.services.transfers import offer
from tests.makers import make_journey, make_user


@pytest.fixture
def ana(db):
    return make_user("Ana")


def ask(ana, number: int):
    """An invitation to a journey, and another one that is offered."""
    lead = make_user(f"Lead {number}", is_superuser=True)
    invite(place=make_journey(by=lead, title=f"Journey {number}"), email=ana.email, role="viewer", by=lead)
    offer(journey=make_journey(by=lead, title=f"Offered {number}"), email=ana.email, by=lead)


@pytest.mark.parametrize("times", [1, 5])
def test_costs_the_same_however_much_waits(ana, times, django_assert_num_queries):
    for number in range(times):
        ask(ana, number)
    with django_assert_num_queries(5):
        sections = sections_of(ana)
        for section in sections:
            for row in section.rows:
                assert str(row.place if section.name == "invitation" else row.journey.space)
    assert [(section.name, len(section.rows)) for section in sections] == [("invitation", times), ("offer", times)]
    with django_assert_num_queries(1):
        assert waiting_count(ana) == 2 * times


def test_what_one_offered_is_shown_and_does_not_count(ana):
    ask(ana, 1)
    lead = Invitation.objects.get().invited_by
    assert [(section.name, section.rows[0].to) for section in sections_of(lead)] == [("offered", ana)]
    assert waiting_count(lead) == 0


def test_a_deleted_journey_waits_for_nobody(ana):
    ask(ana, 1)
    lead = Invitation.objects.get().invited_by
    for membership in lead.memberships.all():
        delete_journey(journey=membership.journey, by=lead)
    assert (sections_of(ana), waiting_count(ana), sections_of(lead)) == ([], 0, [])
