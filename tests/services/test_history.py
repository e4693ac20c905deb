"""The chain of events: unbroken, and immutable in the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from journeys.models import Event, Journey, Outcome, Playbook
from journeys.services.errors import Refusal
from journeys.services.history import changing_many, verify
from journeys.services.items import settle
from journeys.services.journeys import purge_journey
from journeys.services.tasks import set_status
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


def test_what_others_write_meanwhile_breaks_nothing(lived):
    read = Journey.objects.get(pk=lived.pk)
    set_status(task=lived.tasks.first(), status="in_progress", by=lived.created_by)
    assert read.event_count == 3
    assert verify(read) is None


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("UPDATE journeys_journey SET event_count = event_count - 1", 2),
        ("UPDATE journeys_journey SET last_event_hash = ''", 3),
    ],
)
def test_the_journey_knows_its_last_event(lived, change, broken_at):
    with connection.cursor() as cursor:
        cursor.execute(change)
    lived.refresh_from_db()
    assert verify(lived).sequence == broken_at


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


def start_and_block(task):
    """The second is refused: it gives no reason."""
    set_status(task=task, status="in_progress", by=task.journey.created_by)
    set_status(task=task, status="blocked", by=task.journey.created_by)


class TestManyAtOnce:
    def test_their_events_are_one_chain_and_say_what_they_belong_to(self, journey):
        first, second, third = journey.tasks.all()
        by = journey.created_by
        with changing_many(journey.pk, said={"workbook": "plan.xlsx"}):
            set_status(task=first, status="in_progress", by=by)
            set_status(task=second, status="in_progress", by=by)
        set_status(task=third, status="in_progress", by=by)
        journey.refresh_from_db()
        assert verify(journey) is None
        said = journey.events.order_by("sequence").values_list("data__workbook", flat=True)
        assert list(said) == [None, "plan.xlsx", "plan.xlsx", None]
        assert journey.revision == journey.event_count == 4

    def test_a_part_that_fails_leaves_no_trace(self, journey):
        first, second = journey.tasks.all()[:2]
        by = journey.created_by
        with changing_many(journey.pk) as batch:
            set_status(task=first, status="in_progress", by=by)
            with pytest.raises(Refusal), batch.attempt():
                start_and_block(second)
        journey.refresh_from_db()
        second.refresh_from_db()
        assert verify(journey) is None
        assert (journey.event_count, second.status) == (2, "planned")

    def test_what_fails_as_a_whole_leaves_the_journey_as_it_was(self, journey):
        with pytest.raises(Refusal), changing_many(journey.pk):
            start_and_block(journey.tasks.first())
        journey.refresh_from_db()
        assert verify(journey) is None
        assert (journey.event_count, journey.tasks.first().status) == (1, "planned")

    def test_another_journey_is_no_part_of_it(self, journey):
        other = make_journey(title="Another")
        with changing_many(journey.pk, said={"workbook": "plan.xlsx"}):
            set_status(task=other.tasks.first(), status="in_progress", by=journey.created_by)
            assert other.events.count() == 2
        other.refresh_from_db()
        assert verify(other) is None
        assert "workbook" not in other.events.first().data
