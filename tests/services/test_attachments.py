import errno
import hashlib
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection

from journeys.models import Attachment, Event
from journeys.services import attachments
from journeys.services.attachments import attach, remove_attachment
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.journeys import archive_journey, lock_journey
from tests.files import HTML, PDF, upload
from tests.makers import make_journey

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def admin(journey):
    return journey.created_by


@pytest.fixture
def item(journey):
    return journey.tasks.first().items.first()


@pytest.fixture
def removing(django_capture_on_commit_callbacks):
    """Remove a file, and let what follows the commit happen."""

    def remove(attachment, by):
        with django_capture_on_commit_callbacks(execute=True):
            return remove_attachment(attachment=attachment, by=by)

    return remove


@pytest.fixture
def stored(disk):
    """The names of all files in the storage."""
    return lambda: [path.name for path in disk.rglob("*") if path.is_file()]


def last_event(journey) -> Event:
    return journey.events.latest("sequence")


def test_a_file_is_kept_with_its_size_hash_and_type(journey, admin, stored):
    file = attach(journey=journey, upload=upload("plan.pdf", PDF), by=admin)
    file.refresh_from_db()
    assert (file.name, file.size, file.version) == ("plan.pdf", len(PDF), 1)
    assert file.content_type == "application/pdf"
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert file.file.read() == PDF
    file.file.close()
    assert stored() == [file.file.name.split("/")[-1]]
    assert "plan" not in file.file.name


def test_its_event_says_all_by_which_it_can_be_known_again(journey, admin, item):
    file = attach(journey=journey, upload=upload(), by=admin, item=item)
    event = last_event(journey)
    assert (event.verb, event.task, event.actor) == ("file.attached", item.task, admin)
    assert event.data == {
        "title": item.task.title, "attachment": file.pk, "name": "plan.txt", "size": 9, "sha256": file.sha256,
        "version": 1, "item": item.pk, "text": item.text,
    }  # fmt: skip
    journey.refresh_from_db()
    assert event.revision == journey.revision
    assert verify(journey) is None


def test_evidence_belongs_to_the_task_of_its_item(journey, admin, item):
    assert attach(journey=journey, upload=upload(), by=admin, item=item).task == item.task
    assert item.evidence.current().exists()


@pytest.mark.parametrize("place", ["task", "item", "replaces"])
def test_nothing_goes_to_another_journey(journey, admin, item, place, stored):
    other = make_journey(title="Other")
    task = other.tasks.first()
    there = {"task": task, "item": task.items.first()}
    there["replaces"] = attach(journey=other, upload=upload(), by=admin)
    with pytest.raises(ValueError, match="own journey"):
        attach(journey=journey, upload=upload(), by=admin, **{place: there[place]})
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "it is empty"),
        ("large.txt", b"x" * 1_500_000, r"it has 1\.4 MiB, the limit for one file is 1 MiB"),
        ("page.txt", HTML, "looks like a web page"),
        ("page.html", HTML, "not accepted"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(journey, admin, settings, name, content, reason, stored):
    settings.MAX_UPLOAD_MIB = 1
    before = journey.events.count()
    with pytest.raises(Refusal, match=reason) as refusal:
        attach(journey=journey, upload=upload(name, content), by=admin)
    assert f"“{name}”" in str(refusal.value)
    assert (stored(), journey.attachments.count(), journey.events.count()) == ([], 0, before)


def test_a_file_of_just_the_limit_is_taken(journey, admin, settings):
    settings.MAX_UPLOAD_MIB = 1
    assert attach(journey=journey, upload=upload("a.txt", b"x" * 1024 * 1024), by=admin).size == 1024 * 1024


def test_names_are_made_safe(journey, admin):
    nasty = ContentFile(b"The plan.", name="..\\\u202e" + "x" * 300 + ".txt")
    assert attach(journey=journey, upload=nasty, by=admin).name == "x" * 196 + ".txt"


def test_the_same_bytes_twice_in_one_place_are_refused(journey, admin, item, stored):
    attach(journey=journey, upload=upload("plan.txt"), by=admin, item=item)
    with pytest.raises(Refusal, match=r"already here, as “plan\.txt”"):
        attach(journey=journey, upload=upload("again.txt"), by=admin, item=item)
    attach(journey=journey, upload=upload("again.txt"), by=admin, task=item.task)
    attach(journey=journey, upload=upload("again.txt"), by=admin)
    assert len(stored()) == 3


@pytest.mark.parametrize("close", [lambda **of: lock_journey(reason="Cutover.", **of), archive_journey])
def test_a_closed_journey_takes_and_loses_no_files(journey, admin, close, stored):
    file = attach(journey=journey, upload=upload(), by=admin)
    closed = close(journey=journey, by=admin)
    for stale_or_fresh in (journey, closed):
        with pytest.raises(Refusal, match=r"locked|archived"):
            attach(journey=stale_or_fresh, upload=upload("b.txt", b"b"), by=admin)
    with pytest.raises(Refusal, match=r"locked|archived"):
        remove_attachment(attachment=file, by=admin)
    assert len(stored()) == 1


class FullDisk:
    """A storage that runs out of space after the first bytes."""

    def __init__(self, number):
        self.number = number

    def save(self, name, content):
        default_storage.save(name, ContentFile(b"the first bytes"))
        raise OSError(self.number, "No space left on device")

    def delete(self, name):
        default_storage.delete(name)


def test_a_full_disk_is_said_and_leaves_nothing(journey, admin, monkeypatch, stored):
    monkeypatch.setattr(attachments, "default_storage", FullDisk(errno.ENOSPC))
    with pytest.raises(Refusal, match="disk is full"):
        attach(journey=journey, upload=upload(), by=admin)
    assert (stored(), journey.attachments.count()) == ([], 0)


def test_another_fault_of_the_disk_is_not_hidden(journey, admin, monkeypatch, stored):
    monkeypatch.setattr(attachments, "default_storage", FullDisk(errno.EIO))
    with pytest.raises(OSError, match="No space"):
        attach(journey=journey, upload=upload(), by=admin)
    assert stored() == []


@pytest.mark.parametrize("words", ["database or disk is full", "could not extend file: No space left on device"])
def test_a_full_disk_of_the_database_leaves_no_bytes(journey, admin, monkeypatch, words, stored):
    def fail(*_args, **_more):
        raise OperationalError(words)

    monkeypatch.setattr(attachments, "record", fail)
    with pytest.raises(Refusal, match="disk is full"):
        attach(journey=journey, upload=upload(), by=admin)
    assert (stored(), journey.attachments.count()) == ([], 0)


def test_a_new_version_keeps_the_old_one_and_its_place(journey, admin, item):
    first = attach(journey=journey, upload=upload("tco.txt", b"1"), by=admin, item=item)
    second = attach(journey=journey, upload=upload("tco-v2.txt", b"2"), by=admin, replaces=first)
    first.refresh_from_db()
    assert (second.version, second.item, second.task) == (2, item, item.task)
    assert first.superseded_by == second
    assert default_storage.exists(first.file.name)
    assert list(journey.attachments.current()) == [second]
    assert (last_event(journey).verb, last_event(journey).data["version"]) == ("file.replaced", 2)


def test_only_the_current_version_is_replaced(journey, admin, stored):
    first = attach(journey=journey, upload=upload("tco.txt", b"1"), by=admin)
    attach(journey=journey, upload=upload("tco.txt", b"2"), by=admin, replaces=first)
    with pytest.raises(Refusal, match="replaced or removed by someone else"):
        attach(journey=journey, upload=upload("tco.txt", b"3"), by=admin, replaces=first)
    assert (journey.attachments.count(), len(stored())) == (2, 2)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="its database in memory has no two writers to let race")
def test_of_two_who_replace_at_once_one_is_told(journey, committing, admin, stored):
    first = attach(journey=journey, upload=upload("tco.txt", b"0"), by=admin)
    refused = []

    def replace(content: bytes):
        try:
            attach(journey=journey, upload=upload("tco.txt", content), by=admin, replaces=first)
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=replace, args=[content]) for content in (b"1", b"2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert [file.version for file in journey.attachments.current()] == [2]
    assert len(stored()) == 2


def test_removing_keeps_a_tombstone_without_bytes(journey, admin, item, removing, stored):
    file = attach(journey=journey, upload=upload(), by=admin, item=item)
    removed = removing(file, admin)
    removed.refresh_from_db()
    assert (removed.file.name, removed.removed_by) == ("", admin)
    assert removed.removed_at
    assert stored() == []
    assert not item.evidence.current().exists()
    event = last_event(journey)
    assert (event.verb, event.task) == ("file.removed", item.task)
    assert (event.data["name"], event.data["size"], event.data["sha256"]) == ("plan.txt", 9, file.sha256)


def test_the_bytes_stay_until_the_removal_is_committed(journey, admin, stored):
    remove_attachment(attachment=attach(journey=journey, upload=upload(), by=admin), by=admin)
    assert len(stored()) == 1


def test_removing_twice_is_one_removal(journey, admin, removing):
    file = attach(journey=journey, upload=upload(), by=admin)
    removing(file, admin)
    removing(file, admin)
    assert journey.events.filter(verb="file.removed").count() == 1


@pytest.mark.parametrize(
    ("removals", "current", "older"),
    [([3], 2, [1]), ([2], 3, [1]), ([1], 3, [2]), ([2, 3], 1, []), ([3, 2], 1, []), ([1, 3], 2, [])],
)
def test_the_versions_that_are_left_follow_one_another(journey, admin, removing, removals, current, older):
    versions = {1: attach(journey=journey, upload=upload("a.txt", b"1"), by=admin)}
    for number in (2, 3):
        versions[number] = attach(
            journey=journey, upload=upload("a.txt", b"%d" % number), by=admin, replaces=versions[number - 1]
        )
    for number in removals:
        removing(versions[number], admin)
    newest = journey.attachments.current().get()
    found, version = [], newest
    while version := Attachment.objects.filter(superseded_by=version).first():
        found.append(version.version)
    assert (newest.version, found) == (current, older)


def test_a_removed_file_may_come_back_but_not_be_replaced(journey, admin, removing):
    file = removing(attach(journey=journey, upload=upload(), by=admin), admin)
    with pytest.raises(Refusal, match="removed by someone else"):
        attach(journey=journey, upload=upload("b.txt", b"b"), by=admin, replaces=file)
    attach(journey=journey, upload=upload(), by=admin)
    assert journey.attachments.current().count() == 1
