import errno
import hashlib
import threading
from datetime import datetime, timedelta
from tempfile import TemporaryFile

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from journeys.models import Document, Journey
from journeys.queries.documents import places_in_queue
from journeys.services import documents
from journeys.services.documents import (
    QUEUE,
    delete_document,
    finish,
    request_document,
    retry_document,
    set_shown,
)
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.journeys import archive_journey, change_journey, delete_journey, lock_journey
from journeys.services.queues import MAX_ATTEMPTS, NUDGE_AFTER, ClaimLost, reason_for
from journeys.services.tasks import set_status
from tests.makers import make_journey

Status = Document.Status


@pytest.fixture
def nudges(monkeypatch):
    """The ids of which the broker was told."""
    told: list[int] = []
    monkeypatch.setattr(QUEUE, "nudge", lambda document_id: told.append(document_id) or True)
    return told


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def ask(journey, by, nudges):
    return lambda format="docx", kind="status-report", journey=journey: request_document(
        journey=journey, kind=kind, format=format, by=by
    )


def change(journey):
    task = journey.tasks.exclude(status="completed").first()
    set_status(task=task, status="completed", by=journey.created_by, confirmed=True)


def made(document, content=b"file"):
    """Rendered, as a worker does it."""
    document = QUEUE.claim(document.pk)
    journey = Journey.objects.get(pk=document.journey_id)
    set_shown(document, revision=journey.revision, as_of=now())
    assert finish(document, content)
    return Document.objects.get(pk=document.pk)


def row(document):
    return Document.objects.get(pk=document.pk)


def stored(document):
    with row(document).file.open() as file:
        return file.read()


def expire(document):
    Document.objects.filter(pk=document.pk).update(lease_until=now() - timedelta(seconds=1))


class TestAsking:
    def test_a_worker_is_told_once_the_row_is_there(self, ask, nudges, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            document = ask()
            assert nudges == []
        assert nudges == [document.pk]
        assert (document.status, document.number) == (Status.QUEUED, 1)

    def test_formats_of_the_same_revision_share_the_number(self, ask, journey):
        assert (ask("docx").number, ask("xlsx").number) == (1, 1)
        change(journey)
        assert (ask("xlsx").number, ask("md").number, ask("docx").number) == (2, 2, 2)

    def test_each_kind_has_its_own_numbers(self, ask, journey):
        ask()
        change(journey)
        assert ask("xlsx", kind="roadmap").number == 1

    def test_asking_twice_gives_the_same_one(self, ask, nudges, journey, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            assert ask() == ask()
        assert len(nudges) == 1
        assert journey.events.filter(verb="document.requested").count() == 1

    def test_another_day_is_another_document(self, ask):
        first = ask()
        Document.objects.update(as_of=now() - timedelta(days=1))
        assert ask().number == first.number + 1

    def test_it_changes_no_revision_and_is_in_the_history(self, ask, journey):
        document = ask()
        journey.refresh_from_db()
        event = journey.events.first()
        assert (event.verb, event.revision) == ("document.requested", document.revision)
        assert event.data == {"document": document.pk, "kind": "status-report", "format": "docx", "number": 1}
        assert verify(journey) is None

    @pytest.mark.parametrize("close", [lambda j, by: lock_journey(journey=j, reason="Cutover.", by=by),
                                       lambda j, by: archive_journey(journey=j, by=by)])  # fmt: skip
    def test_a_closed_journey_gives_documents_too(self, ask, journey, by, close):
        close(journey, by)
        assert ask().status == Status.QUEUED

    def test_a_deleted_one_gives_none(self, ask, journey, by):
        delete_journey(journey=journey, by=by)
        with pytest.raises(Refusal, match="was deleted"):
            ask()

    def test_without_a_broker_the_document_is_still_queued(self, journey, by, monkeypatch, caplog):
        def refuse(*args, **kwargs):
            raise OperationalError("no route to the broker")

        monkeypatch.setattr("celery.canvas.Signature.apply_async", refuse)
        assert not QUEUE.nudge(5)
        assert "row 5 waits, but the broker could not be told: no route to the broker" in caplog.text


class TestClaim:
    def test_one_delivery_gets_it(self, ask):
        document = ask()
        first = QUEUE.claim(document.pk)
        assert (first.status, first.attempts) == (Status.RENDERING, 1)
        assert QUEUE.claim(document.pk) is None

    def test_of_two_workers_at_once_one_gets_it(self, committing, monkeypatch):
        monkeypatch.setattr(QUEUE, "nudge", lambda document_id: None)
        journey = make_journey()
        document = request_document(journey=journey, kind="roadmap", format="csv", by=journey.created_by)
        barrier, claims = threading.Barrier(2), []

        def work():
            barrier.wait()
            claims.append(QUEUE.claim(document.pk))
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(each is None for each in claims) == [False, True]

    def test_a_dead_workers_document_is_taken_up_again(self, ask):
        document = ask()
        dead = QUEUE.claim(document.pk)
        expire(document)
        assert QUEUE.claim(document.pk).attempts == 2
        with pytest.raises(ClaimLost):
            QUEUE.set_progress(dead, 50)

    def test_a_worker_that_speaks_keeps_it(self, ask):
        document = QUEUE.claim(ask().pk)
        before = document.lease_until
        QUEUE.set_progress(document, 40)
        assert row(document).progress == 40
        assert row(document).lease_until > before
        assert QUEUE.claim(document.pk) is None

    def test_a_deleted_or_ready_one_is_not_claimed(self, ask):
        document = made(ask())
        assert QUEUE.claim(document.pk) is None
        assert QUEUE.claim(document.pk + 1) is None


class TestFinishing:
    def test_a_ready_document_has_its_file_size_and_hash(self, ask, disk):
        document = made(ask(), b"content")
        assert (document.status, document.progress, document.size) == (Status.READY, 100, 7)
        assert document.sha256 == hashlib.sha256(b"content").hexdigest()
        assert stored(document) == b"content"
        assert document.finished_at
        assert document.lease_until is None

    def test_a_file_too_large_for_the_memory_comes_as_a_file_object(self, ask, disk):
        document = QUEUE.claim(ask().pk)
        with TemporaryFile() as file:
            file.write(b"content")
            assert finish(document, file)
        document = row(document)
        assert (document.size, document.sha256) == (7, hashlib.sha256(b"content").hexdigest())
        assert stored(document) == b"content"

    def test_a_slow_twin_leaves_no_second_file(self, ask, disk):
        document = ask()
        slow = QUEUE.claim(document.pk)
        expire(document)
        assert finish(QUEUE.claim(document.pk), b"first")
        assert not finish(slow, b"second")
        assert stored(document) == b"first"
        assert len([path for path in disk.rglob("*") if path.is_file()]) == 1

    def test_a_slow_twin_cannot_fail_it_either(self, ask, disk):
        document = ask()
        slow = QUEUE.claim(document.pk)
        expire(document)
        finish(QUEUE.claim(document.pk), b"first")
        assert not QUEUE.fail(slow, "Too late.")
        assert row(document).status == Status.READY

    def test_one_deleted_meanwhile_leaves_no_file(self, ask, by, disk):
        document = QUEUE.claim(ask().pk)
        delete_document(document=document, by=by)
        assert not finish(document, b"file")
        assert not [path for path in disk.rglob("*") if path.is_file()]


class TestNumbers:
    """A number is shared only by formats that show the same."""

    def test_rendering_later_shows_what_is_there_then(self, ask, journey, disk):
        document = ask()
        change(journey)
        journey.refresh_from_db()
        assert (made(document).revision, made_number(document)) == (journey.revision, 1)

    def test_a_format_that_comes_to_show_something_else_takes_the_next(self, ask, journey, disk):
        word, excel, markdown = ask("docx"), ask("xlsx"), ask("md")
        made(word)
        change(journey)
        assert (made(excel).number, made(markdown).number) == (2, 2)
        assert row(word).number == 1

    def test_formats_that_all_waited_keep_it(self, ask, journey, disk):
        word, excel = ask("docx"), ask("xlsx")
        change(journey)
        assert (made(word).number, made(excel).number) == (1, 1)

    def test_a_failed_format_does_not_get_in_the_way(self, ask, journey, disk):
        word, excel = ask("docx"), ask("xlsx")
        QUEUE.fail(QUEUE.claim(word.pk), "No.")
        change(journey)
        assert made(excel).number == 1
        assert ask("docx").number == 2

    def test_the_number_of_a_deleted_document_is_not_given_again(self, ask, journey, by, disk):
        made(ask())
        change(journey)
        delete_document(document=made(ask()), by=by)
        assert ask().number == 3


def made_number(document):
    return row(document).number


class TestFailing:
    def test_it_says_why_and_can_be_tried_again(self, ask, by, nudges, disk, django_capture_on_commit_callbacks):
        document = QUEUE.claim(ask().pk)
        assert QUEUE.fail(document, "The disk is full.")
        assert (row(document).status, row(document).reason) == (Status.FAILED, "The disk is full.")
        with django_capture_on_commit_callbacks(execute=True):
            retry_document(document=document, by=by)
        again = row(document)
        assert (again.status, again.reason, again.attempts) == (Status.QUEUED, "", 0)
        assert nudges == [document.pk]
        assert made(document).status == Status.READY

    def test_asking_again_tries_again(self, ask):
        document = QUEUE.claim(ask().pk)
        QUEUE.fail(document, "No.")
        assert ask() == document
        assert row(document).status == Status.QUEUED

    def test_only_a_failed_one_is_tried_again(self, ask, by, disk):
        document = made(ask())
        assert retry_document(document=document, by=by).status == Status.READY

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (SoftTimeLimitExceeded(), "took longer than 8 minutes"),
            (OSError(errno.ENOSPC, "No space left on device", "/secret/path"), "disk is full"),
            (Journey.DoesNotExist(), "The journey was deleted."),
        ],
    )
    def test_known_errors_are_told_in_words(self, error, words):
        assert words in reason_for(error)
        assert "/secret" not in reason_for(error)

    def test_an_unknown_one_is_told_by_a_reference_that_the_log_explains(self, caplog):
        reason = reason_for(ValueError("password=hunter2 in /srv/app"))
        reference = reason.rstrip(".").split()[-1]
        assert "hunter2" not in reason
        assert f"reference {reference}: ValueError: password=hunter2" in caplog.text


class TestSweep:
    def test_it_tells_of_those_that_wait_and_of_those_whose_worker_died(self, ask, nudges):
        waiting, dead, young, alive = ask("docx"), ask("xlsx"), ask("md"), ask("csv", "roadmap")
        QUEUE.claim(dead.pk)
        QUEUE.claim(alive.pk)
        expire(dead)
        Document.objects.filter(pk=waiting.pk).update(asked_at=now() - NUDGE_AFTER - timedelta(seconds=1))
        QUEUE.sweep()
        assert sorted(nudges) == [waiting.pk, dead.pk]
        assert row(young).status == Status.QUEUED

    def test_without_a_broker_it_tries_once(self, ask, monkeypatch):
        for document in (ask("docx"), ask("xlsx")):
            QUEUE.claim(document.pk)
            expire(document)
        tried = []
        monkeypatch.setattr(QUEUE, "nudge", tried.append)
        QUEUE.sweep()
        assert len(tried) == 1

    def test_it_gives_up_after_three_dead_workers(self, ask, nudges):
        document = ask()
        for _ in range(MAX_ATTEMPTS):
            assert QUEUE.claim(document.pk)
            expire(document)
        assert QUEUE.claim(document.pk) is None
        QUEUE.sweep()
        assert nudges == []
        assert row(document).status == Status.FAILED
        assert "stopped 3 times" in row(document).reason


class TestQueue:
    def test_places_count_over_all_journeys(self, ask, nudges, disk):
        first, second = ask("docx"), ask("md")
        third = ask(journey=make_journey(title="Another"))
        assert places_in_queue() == {first.pk: 1, second.pk: 2, third.pk: 3}
        QUEUE.claim(first.pk)
        assert places_in_queue() == {second.pk: 1, third.pk: 2}


class TestDeleting:
    def test_row_and_file_go_and_the_history_keeps_the_hash(
        self, ask, by, journey, disk, django_capture_on_commit_callbacks
    ):
        document = made(ask())
        with django_capture_on_commit_callbacks(execute=True):
            delete_document(document=document, by=by)
            assert default_storage.exists(document.file.name)
        assert not default_storage.exists(document.file.name)
        assert journey.events.first().data["sha256"] == document.sha256
        delete_document(document=document, by=by)  # a second click says nothing

    def test_not_in_a_locked_journey(self, ask, by, journey, disk):
        document = made(ask())
        lock_journey(journey=journey, reason="Cutover.", by=by)
        with pytest.raises(Refusal, match="locked"):
            delete_document(document=document, by=by)


def test_the_day_is_that_of_the_installation(ask, settings):
    """A report asked for at half past midnight in Auckland is not one of the day before."""
    settings.TIME_ZONE = "Pacific/Auckland"
    document = ask()
    same_day = documents.showing_the_same(document.journey, document.kind, document.revision, document.as_of)
    assert same_day.get() == document
    assert isinstance(document.as_of, datetime)


def test_changing_the_journey_does_not_touch_a_ready_one(ask, journey, by, disk):
    document = made(ask())
    change_journey(journey=journey, title="Renamed", by=by)
    assert row(document).revision < Journey.objects.get(pk=journey.pk).revision
