"""The chain of events: unbroken, and immutable in the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from journeys.models import Event, Journey, Outcome, Playbook
from journeys.services.history import verify
from journeys.services.items import settle
from journeys.services.journeys import purge_journey
from tests.makers import make_journey


@pytest.fixture
def lived(journey):
    for item in list(journey.tasks.first().items.all()):
        settle(item=item, outcome=Outcome.MET, by=journey.created_by, note="naïve “note”")
    journey.refresh_from_db()
    return journey


def tamper(sql, *params):
    """What someone with the database's password could do: the triggers are out of the way, the chain is not."""
    triggers = {
        "sqlite": ("DROP TRIGGER journeys_event_no_update", "DROP TRIGGER journeys_event_no_delete"),
        "postgresql": ("ALTER TABLE journeys_event DISABLE TRIGGER USER",),
    }[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in triggers:
            cursor.execute(statement)
        cursor.execute(sql, params)
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journeys_event ENABLE TRIGGER USER")


def test_a_history_that_was_left_alone_is_whole(lived):
    assert verify(lived) is None
    assert lived.event_count == Event.objects.filter(journey=lived).count() == 3


@pytest.mark.parametrize(
    ("sql", "broken_at", "reason"),
    [
        ("UPDATE journeys_event SET actor_name = 'Someone else' WHERE sequence = 2", 2, "content"),
        ("UPDATE journeys_event SET data = '{}' WHERE sequence = 1", 1, "content"),
        ("DELETE FROM journeys_event WHERE sequence = 2", 2, "missing"),
        ("DELETE FROM journeys_event WHERE sequence = 3", 3, "end of the history"),
    ],
)
def test_tampering_is_found_at_its_first_place(lived, sql, broken_at, reason):
    tamper(sql)
    problem = verify(lived)
    assert problem.sequence == broken_at
    assert reason in problem.reason


@pytest.mark.parametrize("change", [lambda: Event.objects.update(actor_name="x"), lambda: Event.objects.all().delete()])
def test_the_database_refuses_to_change_or_delete_events(lived, change):
    with pytest.raises(DatabaseError, match="event"), transaction.atomic():
        change()
    assert verify(lived) is None


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_playbook():
    Playbook.objects.create(slug="a", version="1", title="A", text="", digest="", counts={})
    with pytest.raises(DatabaseError, match="playbook"), transaction.atomic():
        Playbook.objects.update(title="B")


def test_purging_is_the_one_way_out(lived):
    other = make_journey(title="Another", by=lived.created_by)
    purge_journey(lived)
    assert not Journey.objects.filter(pk=lived.pk).exists()
    assert verify(other) is None


def test_histories_of_two_journeys_are_two_chains(lived):
    other = make_journey(title="Another", by=lived.created_by)
    assert list(other.events.values_list("sequence", flat=True)) == [1]
    assert other.events.get().previous_hash == ""
