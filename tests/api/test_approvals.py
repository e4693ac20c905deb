"""Approvals over the API."""

import pytest

from journeys.services.approvals import approve, ask


@pytest.fixture
def at(journey):
    return f"journeys/{journey.pk}/approvals"


@pytest.fixture
def sam(journey, cast):
    return journey.members.get(user=cast["stakeholder"])


@pytest.fixture
def approval(journey, sam, cast):
    return ask(thing=journey.tasks.first(), of=sam, by=cast["contributor"])


@pytest.mark.parametrize("noun", ["item", "task", "phase"])
def test_a_thing_is_asked_for_and_listed(api, journey, at, sam, noun):
    thing = {
        "item": journey.tasks.first().items.first(),
        "task": journey.tasks.first(),
        "phase": journey.phases.get(),
    }[noun]
    answer = api("contributor", "POST", at, {noun: thing.pk, "of": sam.pk, "words": "Look."})
    said = answer.json()
    assert (answer.status_code, said[noun], said["status"], said["asked"]["id"]) == (201, thing.pk, "waiting", sam.pk)
    assert api("viewer", "GET", f"{at}?{noun}={thing.pk}&status=waiting").json()["results"] == [said]


@pytest.mark.parametrize(
    "body", [{}, {"of": None, "task": 1}, {"of": "{sam}"}, {"of": "{sam}", "task": 1, "phase": 1}, {"of": 10**9}]
)
def test_what_is_no_request_is_said(api, at, sam, body):
    body = {name: sam.pk if value == "{sam}" else value for name, value in body.items()}
    assert api("admin", "POST", at, body).status_code == 400


@pytest.mark.parametrize("verb", ["approve", "send-back"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 403), ("contributor", 403), ("stakeholder", 200), ("viewer", 403), ("stranger", 404), ("nobody", 401)],
)
def test_only_who_is_asked_answers(api, at, approval, verb, who, status):
    answer = api(who, "POST", f"{at}/{approval.pk}/{verb}", {"words": "So it is."})
    approval.refresh_from_db()
    assert (answer.status_code, approval.is_waiting) == (status, who != "stakeholder")


def test_sending_back_needs_words(api, at, approval):
    assert api("stakeholder", "POST", f"{at}/{approval.pk}/send-back", {}).status_code == 400


def test_who_asked_withdraws(api, at, approval):
    assert api("contributor", "POST", f"{at}/{approval.pk}/withdraw").json()["status"] == "withdrawn"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, sam, count, django_assert_num_queries):
    for task in journey.tasks.all()[:count]:
        approve(approval=ask(thing=task, of=sam, by=cast["admin"]), by=cast["stakeholder"])
    api("viewer", "GET", at)
    with django_assert_num_queries(4):  # user, journey, count, approvals
        assert len(api("viewer", "GET", at).json()["results"]) == count
