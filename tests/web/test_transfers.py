"""Handing a journey over, on the page of its settings."""

import pytest
from django.urls import reverse

from journeys.models import SpaceMember, Transfer
from journeys.services.journeys import lock_journey
from journeys.services.transfers import offer
from tests.cast import each_gets
from tests.makers import make_user

only_admins = each_gets(302, 403, 403, 403, 404, 302)


def hand_over(client, journey, email="viewer@example.com", **more):
    return client.post(reverse("journey_offer", args=[journey.pk]), {"email": email, **more})


def settings(client, journey):
    return client.get(reverse("settings", args=[journey.pk])).text


@only_admins
def test_only_admins_offer(client_of, journey, who, status):
    assert hand_over(client_of(who), journey, confirmed="true").status_code == status
    assert Transfer.objects.exists() == (who == "admin")


@only_admins
def test_only_admins_withdraw(client_of, cast, journey, who, status):
    transfer = offer(journey=journey, email="viewer@example.com", by=cast["admin"])
    client = client_of(who)
    assert client.post(reverse("journey_offer_withdraw", args=[journey.pk])).status_code == status
    transfer.refresh_from_db()
    assert (transfer.status == "withdrawn") == (who == "admin")


def test_it_asks_first_and_says_what_becomes_of_whom(client_of, journey):
    asked = hand_over(client_of("admin"), journey)
    assert asked.status_code == 409
    for words in (
        "Hand this journey over to viewer?",
        "teams of Space leave it",
        "You stay here as admin.",
        "Yes, do it",
    ):
        assert words in asked.text
    assert not Transfer.objects.exists()


def test_who_only_runs_the_space_is_told_that_they_go(client, journey, cast):
    boss = make_user("Boss")
    SpaceMember.objects.create(space=journey.space, user=boss, role="admin")
    client.force_login(boss)
    assert "You are not one of its people" in hand_over(client, journey).text


def test_an_offer_that_waits_is_shown_instead(client_of, cast, journey):
    assert "Hand it over" in settings(client_of("admin"), journey)
    offer(journey=journey, email="viewer@example.com", by=cast["admin"])
    page = settings(client_of("admin"), journey)
    assert "admin offered it to viewer" in page
    assert "Hand it over" not in page


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("nonsense", "Email: Enter a valid email address."),
        ("stranger@example.com", "Nobody here has the address stranger@example.com."),
        ("who@example.com", "Nobody here has the address who@example.com."),
        ("admin@example.com", "This is your own address."),
    ],
)
def test_whom_it_is_not_offered_to(client_of, journey, email, words):
    answer = hand_over(client_of("admin"), journey, email)
    assert (answer.status_code, words in answer.text) == (409, True)


def test_a_locked_journey_is_not_handed_over(client_of, cast, journey):
    lock_journey(journey=journey, reason="Cutover.", by=cast["admin"])
    answer = hand_over(client_of("admin"), journey)
    assert (answer.status_code, "Cutover." in answer.text, "Yes, do it" in answer.text) == (409, True, False)


def test_nothing_to_withdraw(client_of, journey):
    assert client_of("admin").post(reverse("journey_offer_withdraw", args=[journey.pk])).status_code == 404
