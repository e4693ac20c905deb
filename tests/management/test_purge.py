from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from journeys.models import Event, Journey
from journeys.services.attachments import attach
from journeys.services.journeys import delete_journey
from tests.files import PDF, upload
from tests.makers import make_journey

pytestmark = pytest.mark.usefixtures("db", "disk")


def deleted(days_ago: int, title: str) -> Journey:
    journey = make_journey(title=title)
    delete_journey(journey=journey, by=journey.created_by)
    Journey.objects.filter(pk=journey.pk).update(deleted_at=now() - timedelta(days=days_ago))
    return journey


def test_only_what_was_deleted_long_ago_goes(capsys, caplog):
    alive, lately, old = make_journey(title="Alive"), deleted(29, "Lately"), deleted(31, "Old")
    call_command("purge")
    assert capsys.readouterr().out == "1 journey removed for good.\n"
    assert set(Journey.objects.all()) == {alive, lately}
    assert not Event.objects.filter(journey_id=old.pk).exists()
    [line] = [record.getMessage() for record in caplog.records if record.name.endswith("purge")]
    assert f"Purged journey {old.pk} “Old” of the space “Space”" in line
    assert "with 2 events" in line


def test_files_go_too(disk, django_capture_on_commit_callbacks):
    journey = make_journey()
    attach(journey=journey, upload=upload("plan.pdf", PDF), by=journey.created_by)
    delete_journey(journey=journey, by=journey.created_by)
    Journey.objects.filter(pk=journey.pk).update(deleted_at=now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge")
    assert [path for path in disk.rglob("*") if path.is_file()] == []


def test_nothing_to_do(capsys):
    call_command("purge")
    assert capsys.readouterr().out == "0 journeys removed for good.\n"
