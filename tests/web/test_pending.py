"""What waits for one's answer: invitations, and journeys that are handed over."""

import pytest
from django.urls import reverse

from journeys.models import Invitation, Space, SpaceMember, Transfer
from journeys.services.invitations import invite
from journeys.services.journeys import lock_journey
from journeys.services.transfers import offer
from tests.cast import each_gets
from tests.makers import make_journey, make_user

only_the_stranger = each_gets(404, 404, 404, 404, 302, 302)


@pytest.fixture
def invitation(journey, cast) -> Invitation:
    return invite(place=journey, email="stranger@example.com", role="viewer", by=cast["admin"])


@pytest.fixture
def transfer(journey, cast) -> Transfer:
    root = make_user("Root", is_superuser=True)
    return offer(journey=journey, email="stranger@example.com", by=root)


@pytest.fixture
def elsewhere(cast) -> Space:
    return Space.objects.get(name="Elsewhere")


def pending(client):
    return client.get(reverse("pending"))


def answer(client, row, said="accept", **more):
    name = "invitation_answer" if isinstance(row, Invitation) else "transfer_answer"
    return client.post(reverse(name, args=[row.pk]), {"answer": said, **more})


def test_it_is_empty_at_first_and_needs_an_account(client_of):
    assert "Nothing waits for your answer." in pending(client_of("viewer")).text
    assert pending(client_of("nobody")).status_code == 302


@pytest.mark.parametrize("times", [1, 20])
def test_costs_the_same_however_much_waits(client, cast, times, django_assert_num_queries):
    ana, lead = make_user("Ana"), make_user("Root", is_superuser=True)
    for number in range(times):
        invite(place=make_journey(by=lead, title=f"J{number}", tasks=1), email=ana.email, role="viewer", by=lead)
        offer(journey=make_journey(by=lead, title=f"O{number}", tasks=1), email=ana.email, by=lead)
        offer(journey=make_journey(by=ana, title=f"M{number}", tasks=1), email="owner@example.com", by=ana)
    client.force_login(ana)
    with django_assert_num_queries(7):  # user, five sections, spaces
        page = pending(client)
    assert page.text.count('<li class="line">') == 3 * times
    with django_assert_num_queries(3):  # user, the figure in the rail, unread
        figures = client.get(reverse("figures"))
    assert f'<span class="rail-count">{2 * times}<' in figures.text


@only_the_stranger
def test_only_whom_it_is_for_accepts(client_of, journey, cast, invitation, who, status):
    assert answer(client_of(who), invitation).status_code == status
    assert journey.members.filter(user=cast["stranger"]).exists() == (who == "stranger")


@only_the_stranger
def test_only_whom_it_is_offered_to_takes_it(client_of, journey, transfer, elsewhere, who, status):
    assert answer(client_of(who), transfer, space=elsewhere.pk).status_code == status
    journey.refresh_from_db()
    assert (journey.space == elsewhere) == (who == "stranger")


@pytest.mark.parametrize("what", ["invitation", "transfer"])
def test_who_declines_is_asked_no_more(client_of, request, what):
    row, client = request.getfixturevalue(what), client_of("stranger")
    assert answer(client, row, "decline").url == reverse("pending")
    assert "Nothing waits for your answer." in pending(client).text
    assert answer(client, row).status_code == 404


def test_only_into_a_space_where_they_may_create_journeys(client_of, journey, transfer):
    refused = answer(client_of("stranger"), transfer, space=journey.space_id)
    assert refused.status_code == 409
    journey.refresh_from_db()
    assert journey.space.name == "Space"


def test_without_such_a_space_it_says_whom_to_ask(client_of, transfer):
    SpaceMember.objects.all().delete()
    page = pending(client_of("stranger")).text
    assert "You may create journeys in no space yet" in page
    assert "Take it over" not in page


def test_a_locked_journey_says_why(client_of, journey, cast, invitation, transfer, elsewhere):
    lock_journey(journey=journey, reason="Cutover.", by=cast["admin"])
    for row in (invitation, transfer):
        refused = answer(client_of("stranger"), row, space=elsewhere.pk)
        assert (refused.status_code, "Cutover." in refused.text) == (409, True)


def test_who_offered_it_sees_it_and_withdraws(client, client_of, transfer):
    client.force_login(transfer.asked_by)
    assert "You offered it to stranger." in pending(client).text
    assert answer(client, transfer, "withdraw").url == reverse("pending")
    transfer.refresh_from_db()
    assert transfer.status == Transfer.Status.WITHDRAWN
