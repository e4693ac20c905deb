import pytest

from journeys import tasks
from journeys.models import Document
from journeys.services import documents
from journeys.services.documents import request_document, retry_document
from journeys.services.queues import ClaimLost
from journeys.tasks import render_document

Status = Document.Status


@pytest.fixture
def document(journey, disk):
    """Asked for; no worker has been told."""
    return request_document(journey=journey, kind="status-report", format="md", by=journey.created_by)


def test_a_document_is_ready_after_its_task(document):
    render_document.delay(document.pk)
    document.refresh_from_db()
    assert (document.status, document.reason) == (Status.READY, "")
    with document.file.open() as file:
        assert file.read().startswith(b"# Status report 1: Acme to Amazon Connect\n")


def test_asking_starts_the_task_by_its_name(journey, disk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = request_document(journey=journey, kind="roadmap", format="csv", by=journey.created_by)
    document.refresh_from_db()
    assert document.status == Status.READY


def test_delivered_twice_it_is_rendered_once(document, disk):
    render_document.delay(document.pk)
    render_document.delay(document.pk)
    document.refresh_from_db()
    assert document.attempts == 1
    assert len([path for path in disk.rglob("*") if path.is_file()]) == 1


def test_a_failure_is_told_and_can_be_tried_again(document, monkeypatch, django_capture_on_commit_callbacks):
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "write", lambda *args, **kwargs: 1 / 0)
        render_document.delay(document.pk)
    document.refresh_from_db()
    assert document.status == Status.FAILED
    assert document.reason.startswith("An unexpected error")
    with django_capture_on_commit_callbacks(execute=True):
        retry_document(document=document, by=document.asked_by)
    document.refresh_from_db()
    assert document.status == Status.READY


def test_a_worker_that_lost_its_claim_stops_quietly(document, monkeypatch):
    def lose(*args, **kwargs):
        raise ClaimLost

    monkeypatch.setattr(documents.QUEUE, "set_progress", lose)
    assert render_document.delay(document.pk).successful()
    document.refresh_from_db()
    assert (document.status, document.reason) == (Status.RENDERING, "")


def test_an_unknown_kind_fails_with_a_reason(journey):
    document = request_document(journey=journey, kind="horoscope", format="md", by=journey.created_by)
    render_document.delay(document.pk)
    document.refresh_from_db()
    assert document.status == Status.FAILED


def test_the_sweep_has_its_name(document):
    assert tasks.sweep.name == "journeys.sweep"
    assert tasks.sweep.delay().successful()
