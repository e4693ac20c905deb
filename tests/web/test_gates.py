"""The gate of a phase: what is missing, whom to ask, and the sign-off."""

import pytest
from django.urls import reverse

from journeys.models import Event, Phase
from journeys.queries import gates
from journeys.services.approvals import approve, ask
from journeys.services.decisions import raise_decision
from journeys.services.items import assign_item
from tests.cast import each_gets, members_read
from tests.makers import make_cast, make_journey

HTMX = {"HX-Request": "true"}


@pytest.fixture
def phase(journey):
    return Phase.objects.get(journey=journey)


@pytest.fixture
def item(journey, cast):
    item = journey.tasks.first().items.select_related("task").first()
    return assign_item(item=item, owner=journey.members.get(user=cast["stakeholder"]), by=journey.created_by)


def show(client, phase):
    return client.get(reverse("gate", args=[phase.journey_id, phase.pk]))


def send(client, phase, item, headers=None, noun="item"):
    return client.post(reverse("gate_ask", args=[phase.journey_id, phase.pk, noun, item.pk]), headers=headers)


@members_read
def test_members_read(client_of, phase, who, status):
    assert show(client_of(who), phase).status_code == status


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_ask_owners(client_of, phase, item, who, status):
    assert send(client_of(who), phase, item).status_code == status
    assert Event.objects.filter(verb="item.asked").exists() == (who in ("admin", "contributor"))


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_ask_all(client_of, phase, item, who, status):
    assert client_of(who).post(reverse("gate_ask_all", args=[phase.journey_id, phase.pk])).status_code == status
    assert Event.objects.filter(verb="phase.asked").exists() == (who in ("admin", "contributor"))


def test_the_button_gives_way_to_who_asked(client_of, phase, item):
    assert "Ask stakeholder" in show(client_of("admin"), phase).text
    assert "Ask stakeholder" not in show(client_of("viewer"), phase).text
    answer = send(client_of("admin"), phase, item, headers=HTMX)
    assert "asked by admin" in answer.text
    assert "Ask stakeholder" not in show(client_of("admin"), phase).text
    assert send(client_of("admin"), phase, item, headers=HTMX).status_code == 409


def test_it_says_what_is_missing_and_is_signed_off_here(client_of, phase, cast, journey):
    page = show(client_of("viewer"), phase).text
    assert "6 things missing" in page
    journey.tasks.all().delete()
    assert "Nothing is missing" in show(client_of("viewer"), phase).text
    asked = ask(thing=phase, of=journey.members.get(user=cast["stakeholder"]), by=journey.created_by)
    assert "Send back" in show(client_of("stakeholder"), phase).text
    answer = client_of("stakeholder").get(reverse("approval", args=[journey.pk, asked.pk]))
    assert answer.url == f"{reverse('gate', args=[journey.pk, phase.pk])}#approval-{asked.pk}"
    approve(approval=asked, words="Go on.", by=cast["stakeholder"])
    assert "Go on." in show(client_of("viewer"), phase).text


@pytest.mark.parametrize(("noun", "number"), [("phase", 1), ("item", 10**6)])
def test_what_is_not_there_nobody_is_asked_for(client_of, journey, phase, noun, number):
    address = reverse("gate_ask", args=[journey.pk, phase.pk, noun, number])
    assert client_of("admin").post(address).status_code == 404


@pytest.mark.parametrize("tasks", [1, 4])
def test_it_costs_the_same_however_much_is_missing(db, client, tasks, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(gates, "SHOWN", 3)
    journey = make_journey(tasks=tasks, items=1)
    cast, lead = make_cast(journey), journey.created_by
    sam = journey.members.get(user=cast["stakeholder"])
    for task in journey.tasks.all():
        journey.tasks.filter(pk=task.pk).update(status="blocked", status_reason="No line")
        task.items.update(needs_evidence=True)
        raise_decision(journey=journey, title="Which", by=lead, blocks=[task])
        for thing in (task, task.items.select_related("task").get()):
            ask(thing=thing, of=sam, by=lead)
    phase = Phase.objects.get(journey=journey)
    ask(thing=phase, of=sam, by=lead)
    client.force_login(cast["admin"])
    with django_assert_num_queries(17):
        page = show(client, phase).text
    assert ("and 1 more" in page) == (tasks == 4)


def test_outline_and_overview_lead_to_it(client_of, journey, phase):
    for name in ("outline", "overview"):
        page = client_of("viewer").get(reverse(name, args=[journey.pk])).text
        assert reverse("gate", args=[journey.pk, phase.pk]) in page
