"""Where entries lead: each address is one that the person can open."""

import pytest
from django.urls import resolve

from journeys.models import Event
from journeys.queries.subjects import ROWS, Subject
from journeys.services.comments import add_comment
from journeys.services.decisions import raise_decision
from journeys.services.deleting import delete_task
from journeys.services.items import settle
from journeys.services.notes import add_note
from journeys.services.resources import add_resource
from journeys.services.risks import raise_risk
from journeys.services.scope import set_module_scope
from journeys.services.tasks import set_status
from journeys.web.history_links import address_of, links_of
from tests.makers import make_mail, make_schedule
from tests.web.test_history import history


@pytest.mark.parametrize("noun", [*ROWS, "task"])
def test_every_kind_of_row_has_an_address(journey, noun):
    address = address_of(journey, Subject(noun, 5, "6"))
    assert resolve(address.partition("#")[0].partition("?")[0])
    assert "5" in address.partition(f"/journeys/{journey.pk}/")[2] or noun == "mail"


@pytest.fixture
def lived(cast, journey):
    by, task = cast["admin"], journey.tasks.first()
    settle(item=task.items.first(), outcome="met", by=by)
    add_comment(task=task, text="Hello.", by=by)
    raise_decision(journey=journey, title="Which region", by=by)
    raise_risk(journey=journey, title="The carrier is late", probability=4, impact=5, by=by)
    add_note(journey=journey, title="Network", by=by)
    add_resource(journey=journey, function="Watches the dashboards", by=by)
    set_module_scope(module=task.module, in_scope=False, reason="Later.", by=by)
    make_mail(make_schedule(journey, by=by))
    return journey


def test_every_link_leads_to_what_is_there(client_of, lived):
    client, events = client_of("viewer"), list(lived.events.select_related("task"))
    links = links_of(lived, events)
    assert len(links) == len(events) - 1, "all but the start"
    for event in events:
        if event.sequence in links:
            address, _, anchor = links[event.sequence].partition("#")
            page = client.get(address)
            assert page.status_code == 200, event.verb
            assert not anchor or f'id="{anchor}"' in page.text, event.verb


def test_what_is_gone_says_so_once(client_of, journey):
    task = journey.tasks.first()
    set_status(task=task, status="in_progress", by=journey.created_by)
    delete_task(task=task, by=journey.created_by)
    page = history(client_of("viewer"), journey).text
    assert 'started “Task 1” <span class="quiet">(deleted since)</span>' in page
    assert page.count("deleted since") == 1, "deleting it says it itself"


def test_what_leads_nowhere_is_plain(journey):
    events = [Event(sequence=1, verb="journey.locked", data={}), Event(sequence=2, verb="moon.landed", data={})]
    assert links_of(journey, events) == {}
    whole = links_of(journey, [Event(sequence=3, verb="costs.planned", data={})])
    assert whole == {3: f"/journeys/{journey.pk}/costs/"}
