import pytest
from django.urls import reverse

from journeys.documents.registry import KINDS
from journeys.services.tasks import set_status
from tests.cast import members_read
from tests.makers import make_journey

VIEWS = [(kind.kind, format) for kind in KINDS.values() for format in kind.formats]


def page(client, journey, kind="status-report", **query):
    return client.get(reverse("document_preview", args=[journey.pk, kind]), query)


def paper(client, journey, kind="status-report", format="docx"):
    return client.get(reverse("document_paper", args=[journey.pk, kind, format]))


@members_read
def test_members_look(client_of, journey, who, status):
    client = client_of(who)
    assert page(client, journey).status_code == status
    assert paper(client, journey).status_code == status


@pytest.mark.parametrize(("kind", "format"), VIEWS)
def test_every_document_can_be_looked_at(client_of, journey, kind, format):
    answer = paper(client_of("viewer"), journey, kind, format)
    assert f"{KINDS[kind].title}, draft: Acme to Amazon Connect" in answer.text


@pytest.mark.parametrize("tasks", [1, 12])
def test_it_costs_the_same_however_long_the_journey(client_of, tasks, cast, django_assert_max_num_queries):
    journey = make_journey(tasks=tasks, by=cast["admin"])
    client = client_of("admin")
    with django_assert_max_num_queries(19):  # user, journey, savepoint and its end, at most 15 of the snapshot
        paper(client, journey)


def test_it_shows_the_journey_as_it_is_now(client_of, journey):
    client = client_of("viewer")
    set_status(task=journey.tasks.first(), status="blocked", reason="The carrier <b>waits</b>.", by=journey.created_by)
    assert "The carrier &lt;b&gt;waits&lt;/b&gt;." in paper(client, journey).text


def test_the_paper_runs_and_loads_nothing_and_stays_in_our_frames(client_of, journey):
    answer = paper(client_of("viewer"), journey)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_page_frames_it_and_switches_between_what_differs(client_of, journey):
    text = page(client_of("viewer"), journey).text
    assert f'src="{reverse("document_paper", args=[journey.pk, "status-report", "docx"])}"' in text
    assert "Word and Markdown" in text
    assert '?format=xlsx"' in text
    assert "/xlsx/" in page(client_of("viewer"), journey, format="xlsx").text
    assert "Show as" not in page(client_of("viewer"), journey, "test-plan").text


def test_only_workers_are_offered_to_make_one(client_of, journey):
    assert "Make one as" in page(client_of("contributor"), journey).text
    assert "Make one as" not in page(client_of("stakeholder"), journey).text


@pytest.mark.parametrize(("kind", "format"), [("moon", "docx"), ("roadmap", "docx"), ("roadmap", "exe")])
def test_what_there_is_not_is_not_found(client_of, journey, kind, format):
    client = client_of("viewer")
    assert paper(client, journey, kind, format).status_code == 404
    assert page(client, journey, kind, format=format).status_code == 404


def test_the_list_of_documents_leads_to_it(client_of, journey):
    listed = client_of("viewer").get(reverse("documents", args=[journey.pk]), {"kind": "roadmap"}).text
    assert reverse("document_preview", args=[journey.pk, "roadmap"]) in listed
