import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.timezone import now

from journeys.models import Document
from journeys.services import documents as service
from journeys.services.documents import request_document
from journeys.services.journeys import delete_journey, lock_journey
from journeys.services.tasks import set_status
from migops.health import note_worker
from tests.cast import members_read
from tests.makers import make_journey, make_user

pytestmark = pytest.mark.usefixtures("disk")

HTMX = {"HX-Request": "true"}
WORKERS = [
    ("admin", True, 302),
    ("contributor", True, 302),
    ("stakeholder", False, 403),
    ("viewer", False, 403),
    ("stranger", False, 404),
    ("nobody", False, 302),
]
ADMINS = [(who, done and who == "admin", 403 if who == "contributor" else status) for who, done, status in WORKERS]


@pytest.fixture
def ask_for(journey):
    def ask_for(format="md", kind="status-report", ready=b"") -> Document:
        """A document that waits, or one that is ready and holds `ready`."""
        asked = request_document(journey=journey, kind=kind, format=format, by=journey.created_by)
        if ready:
            claimed = service.QUEUE.claim(asked.pk)
            service.set_shown(claimed, revision=journey.revision, as_of=now())
            service.finish(claimed, ready)
            asked.refresh_from_db()
        return asked

    return ask_for


def change_something(journey, task=0):
    set_status(task=journey.tasks.all()[task], status="in_progress", by=journey.created_by)
    journey.refresh_from_db()


def documents(client, journey, **query):
    return client.get(reverse("documents", args=[journey.pk]), query)


def act(client, name, document, headers=None, **data):
    return client.post(reverse(name, args=[document.journey_id, document.pk]), data, headers=headers)


def row(client, document):
    return client.get(reverse("document_row", args=[document.journey_id, document.pk]), headers=HTMX)


@members_read
def test_members_read(client_of, journey, ask_for, who, status):
    asked = ask_for()
    client = client_of(who)
    assert documents(client, journey).status_code == status
    assert row(client, asked).status_code == status


@members_read
def test_members_download(client_of, ask_for, who, status):
    ready = ask_for(ready=b"# Status report")
    answer = client_of(who).get(reverse("document_download", args=[ready.journey_id, ready.pk]))
    assert answer.status_code == status
    if status == 200:
        assert answer.getvalue() == b"# Status report"
    answer.close()


@pytest.mark.parametrize(("who", "done", "status"), WORKERS)
def test_only_workers_ask(client_of, journey, who, done, status):
    url = reverse("document_ask", args=[journey.pk])
    assert client_of(who).post(url, {"kind": "status-report", "format": "docx"}).status_code == status
    assert journey.documents.exists() == done


@pytest.mark.parametrize(("who", "done", "status"), WORKERS)
def test_only_workers_try_again(client_of, ask_for, who, done, status):
    asked = ask_for()
    service.QUEUE.fail(service.QUEUE.claim(asked.pk), "The disk is full.")
    assert act(client_of(who), "document_retry", asked).status_code == status
    asked.refresh_from_db()
    assert (asked.status == "queued") == done


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_delete(client_of, ask_for, who, done, status):
    ready = ask_for(ready=b"text")
    assert act(client_of(who), "document_delete", ready, confirmed="true").status_code == status
    assert Document.objects.filter(pk=ready.pk).exists() != done


@pytest.mark.parametrize("count", [1, 3])
def test_costs_the_same_however_many_documents(client_of, journey, ask_for, count, django_assert_num_queries):
    for number in range(count):
        change_something(journey, number)
        ask_for(ready=b"text")
        ask_for("docx")
    client = client_of("viewer")
    with django_assert_num_queries(6):  # user, journey, figures, counts, documents, queue
        page = documents(client, journey)
    assert page.content.count(b'<li id="document-') == 2 * count


def test_kinds_say_what_they_are_for(client_of, journey, ask_for):
    ask_for(kind="roadmap", format="csv")
    page = documents(client_of("viewer"), journey).text
    assert re.search(r'href="\?kind=status-report" aria-current="page"', page)
    assert re.search(r"<b>Roadmap</b>\s*<span class=\"quiet\">1</span>", page)
    assert "No status report yet." in page
    assert "Roadmap 1" in documents(client_of("viewer"), journey, kind="roadmap").text
    assert documents(client_of("viewer"), journey, kind="moon").status_code == 404


def test_a_ready_one_shows_what_it_is(client_of, journey, ask_for):
    ready = ask_for(ready=b"text")
    page = documents(client_of("viewer"), journey).text
    assert "Status report 1" in page
    assert "nothing changed since" in page
    assert ready.sha256 in page
    assert "4 bytes" in page
    change_something(journey)
    page = documents(client_of("viewer"), journey).text
    assert f'history/?after={ready.revision}">1 change since</a>' in page


def test_the_newest_number_comes_first(client_of, journey, ask_for):
    ask_for()
    change_something(journey)
    ask_for()
    page = documents(client_of("viewer"), journey).text
    assert page.index("Status report 2") < page.index("Status report 1")


def test_only_an_unfinished_one_is_polled(client_of, ask_for):
    first, second = ask_for("docx"), ask_for("md")
    client = client_of("viewer")
    text = row(client, second).text
    assert 'hx-trigger="every 1s"' in text
    assert "data-quiet" in text
    assert "Number 2 in the queue" in text
    assert "Next in the queue" in row(client, first).text

    claimed = service.QUEUE.claim(second.pk)
    service.QUEUE.set_progress(claimed, 40)
    text = row(client, second).text
    assert '<progress max="100" value="40">' in text
    assert "hx-trigger" in text

    service.finish(claimed, b"text")
    text = row(client, second).text
    assert "hx-trigger" not in text
    assert "Download" in text
    assert 'role="status"' in text
    assert "Status report 1, Markdown, is ready." in text


def test_a_failed_one_says_why(client_of, ask_for):
    asked = ask_for()
    service.QUEUE.fail(service.QUEUE.claim(asked.pk), "The disk is full.")
    text = row(client_of("contributor"), asked).text
    assert "The disk is full." in text
    assert "Try again" in text
    assert "Markdown, failed." in text
    assert "Try again" not in row(client_of("viewer"), asked).text


def test_trying_again_by_htmx_gives_the_row(client_of, ask_for):
    asked = ask_for()
    service.QUEUE.fail(service.QUEUE.claim(asked.pk), "The disk is full.")
    answer = act(client_of("contributor"), "document_retry", asked, headers=HTMX)
    assert "Next in the queue" in answer.text


def test_whether_a_worker_is_alive(client_of, journey, ask_for):
    ask_for()
    client = client_of("contributor")
    assert "No worker is running" in documents(client, journey).text
    note_worker()
    page = documents(client, journey).text
    assert "A worker is running." in page
    assert "No worker is running" not in page


def test_asking_by_htmx_gives_the_list(client_of, journey):
    url = reverse("document_ask", args=[journey.pk])
    answer = client_of("contributor").post(url, {"kind": "status-report", "format": "docx"}, headers=HTMX)
    assert "<html" not in answer.text
    assert 'hx-trigger="every 1s"' in answer.text


def test_asking_again_with_nothing_changed_says_so(client_of, journey, ask_for):
    ask_for(ready=b"text")
    url = reverse("document_ask", args=[journey.pk])
    answer = client_of("contributor").post(url, {"kind": "status-report", "format": "md"}, headers=HTMX)
    assert "Nothing changed since status report 1, Markdown: here it is." in answer.text
    assert journey.documents.count() == 1


@pytest.mark.parametrize(
    ("kind", "format"), [("moon", "docx"), ("roadmap", "docx"), ("status-report", "exe"), ("", "")]
)
def test_what_does_not_exist_is_refused(client_of, journey, kind, format):
    url = reverse("document_ask", args=[journey.pk])
    answer = client_of("contributor").post(url, {"kind": kind, "format": format})
    assert answer.status_code == 409
    assert not journey.documents.exists()


def test_a_locked_journey_still_gives_documents(client_of, journey):
    lock_journey(journey=journey, reason="Cutover.", by=journey.created_by)
    url = reverse("document_ask", args=[journey.pk])
    assert client_of("contributor").post(url, {"kind": "roadmap", "format": "csv"}).status_code == 302
    assert journey.documents.exists()


def test_deleting_asks_first(client_of, ask_for):
    ready = ask_for(ready=b"text")
    client = client_of("admin")
    asked = act(client, "document_delete", ready)
    assert asked.status_code == 409
    assert "Delete Status report 1 (Markdown) for good?" in asked.text
    done = act(client, "document_delete", ready, confirmed="true")
    assert done.url == f"{reverse('documents', args=[ready.journey_id])}?kind=status-report"
    assert [str(message) for message in get_messages(done.wsgi_request)] == ["Status report 1 (Markdown) is deleted."]


def test_deleting_by_htmx_reloads_the_list(client_of, ask_for):
    ready = ask_for(ready=b"text")
    done = act(client_of("admin"), "document_delete", ready, headers=HTMX, confirmed="true")
    assert done["HX-Redirect"].endswith("?kind=status-report")


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("md", "text/markdown; charset=utf-8"),
    ],
)
def test_a_download_is_an_attachment(client_of, ask_for, format, content_type):
    ready = ask_for(format, ready=b"bytes")
    answer = client_of("viewer").get(reverse("document_download", args=[ready.journey_id, ready.pk]))
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == (
        f'attachment; filename="Acme to Amazon Connect - status report 1.{format}"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == "5"
    answer.close()


def test_what_is_not_ready_has_no_file(client_of, ask_for):
    asked = ask_for()
    url = reverse("document_download", args=[asked.journey_id, asked.pk])
    assert client_of("viewer").get(url).status_code == 404


def test_documents_of_other_journeys_are_not_here(client_of, ask_for):
    ready = ask_for(ready=b"text")
    other = make_journey(by=make_user("Someone"), title="Other")
    client = client_of("admin")
    other.members.create(user=ready.journey.members.get(name="admin").user, name="admin", role="admin")
    assert client.get(reverse("document_row", args=[other.pk, ready.pk])).status_code == 404
    assert client.get(reverse("document_download", args=[other.pk, ready.pk])).status_code == 404
    for name in ("document_retry", "document_delete"):
        assert client.post(reverse(name, args=[other.pk, ready.pk]), {"confirmed": "true"}).status_code == 404
    assert Document.objects.filter(pk=ready.pk).exists()


def test_documents_of_a_deleted_journey_are_gone(client_of, journey, ask_for):
    ready = ask_for(ready=b"text")
    delete_journey(journey=journey, by=journey.created_by)
    assert client_of("admin").get(reverse("document_download", args=[journey.pk, ready.pk])).status_code == 404
