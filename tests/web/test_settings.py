import pytest
from django.urls import reverse

from journeys.queries.history import describe
from journeys.services.journeys import archive_journey, lock_journey
from tests.cast import each_gets

FILLED = {
    "title": "Renamed",
    "starts_on": "2027-01-01",
    "due_on": "2027-02-01",
    "open_items_policy": "refuse",
    "dependencies_policy": "refuse",
    "evidence_policy": "allow",
}


@pytest.fixture
def admin(client, journey):
    client.force_login(journey.created_by)
    return client


def address(name, journey) -> str:
    return reverse(name, args=[journey.pk])


@each_gets(200, 403, 403, 403, 404, 302)
def test_only_admins_see_the_settings(client_of, journey, who, status):
    assert client_of(who).get(address("settings", journey)).status_code == status


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        ("settings", FILLED),
        ("journey_lock", {"reason": "Freeze."}),
        ("journey_unlock", {}),
        ("journey_archive", {}),
        ("journey_restore", {}),
        ("journey_delete", {"confirmation": "Acme to Amazon Connect"}),
    ],
)
@each_gets(302, 403, 403, 403, 404, 302)
def test_only_admins_change_them(client_of, journey, name, posted, who, status):
    before = journey.event_count
    assert client_of(who).post(address(name, journey), posted).status_code == status
    journey.refresh_from_db()
    changes = name not in ("journey_unlock", "journey_restore")  # there is nothing to take back yet
    assert journey.event_count - before == (who == "admin" and changes)


def test_settings_are_saved(admin, journey):
    assert admin.post(address("settings", journey), FILLED).url == address("settings", journey)
    journey.refresh_from_db()
    assert (journey.title, journey.open_items_policy, journey.evidence_policy) == ("Renamed", "refuse", "allow")
    assert (str(journey.starts_on), str(journey.due_on)) == ("2027-01-01", "2027-02-01")


def test_a_wrong_setting_is_said_beside_its_field_and_nothing_is_saved(admin, journey):
    page = admin.post(address("settings", journey), {**FILLED, "due_on": "2026-12-31"}).content.decode()
    assert "The target date is before the start." in page.split('id="id_due_on_error"')[1]
    journey.refresh_from_db()
    assert journey.title != "Renamed"


def test_a_journey_is_locked_with_a_reason_and_unlocked(admin, journey):
    assert "This field is required" in admin.post(address("journey_lock", journey), {}).content.decode()
    admin.post(address("journey_lock", journey), {"reason": "Freeze until Monday."})
    page = admin.get(address("settings", journey)).content.decode()
    assert "Freeze until Monday." in page
    assert address("journey_lock", journey) not in page
    admin.post(address("journey_unlock", journey), {"reason": "Monday came."})
    journey.refresh_from_db()
    assert not journey.is_locked
    assert describe(journey.events.first()) == "unlocked the journey: Monday came."


def test_a_locked_journey_says_why_it_takes_no_settings(admin, journey):
    lock_journey(journey=journey, reason="Freeze.", by=journey.created_by)
    answer = admin.post(address("settings", journey), FILLED)
    assert (answer.status_code, "Freeze." in answer.content.decode()) == (409, True)


def test_a_journey_goes_into_the_archive_and_out_again(admin, journey):
    admin.post(address("journey_archive", journey))
    journey.refresh_from_db()
    assert journey.is_archived
    assert address("journey_restore", journey) in admin.get(address("settings", journey)).content.decode()
    admin.post(address("journey_restore", journey))
    journey.refresh_from_db()
    assert not journey.is_archived


def test_deleting_asks_for_the_title(admin, journey):
    page = admin.post(address("journey_delete", journey), {"confirmation": "Something else"}).content.decode()
    assert "This is not the title of the journey." in page
    journey.refresh_from_db()
    assert journey.deleted_at is None
    admin.post(address("journey_delete", journey), {"confirmation": " acme to amazon connect "})
    journey.refresh_from_db()
    assert journey.deleted_at


def test_an_archived_journey_is_deleted_as_it_is(admin, journey):
    archive_journey(journey=journey, by=journey.created_by)
    admin.post(address("journey_delete", journey), {"confirmation": journey.title})
    journey.refresh_from_db()
    assert journey.deleted_at
