import pytest
from django.utils.timezone import localdate

from journeys.models import Journey, Space
from journeys.queries.journeys import deleted_in, narrowed, rows_of, spaces_of
from journeys.services.journeys import archive_journey, delete_journey
from journeys.services.tasks import set_status
from tests.makers import make_journey, make_space


def titles(journeys) -> list[str]:
    return [journey.title for journey in journeys]


def test_text_space_and_archive_narrow_the_list(db):
    here, archived = make_journey(title="Acme 100%"), make_journey(title="Acme of old")
    make_journey(title="Beta")
    archive_journey(journey=archived, by=archived.created_by)
    everything = Journey.objects.alive()
    assert titles(narrowed(everything)) == ["Acme 100%", "Beta"]
    assert titles(narrowed(everything, text="ACME")) == ["Acme 100%"]
    assert titles(narrowed(everything, text="%")) == ["Acme 100%"]
    assert titles(narrowed(everything, archived=True)) == ["Acme of old"]
    assert titles(narrowed(everything, space=here.space)) == ["Acme 100%", "Beta"]
    assert titles(narrowed(everything, space=make_space("Elsewhere"))) == []
    assert list(spaces_of(everything)) == [here.space]


@pytest.mark.parametrize(
    ("done", "status"),
    [
        ([], "planned"),
        (["in_progress"], "in_progress"),
        (["completed"], "in_progress"),
        (["completed"] * 2, "completed"),
    ],
)
def test_a_journey_is_as_far_as_its_tasks(db, done, status):
    journey = make_journey(tasks=2, items=0)
    for task, wanted in zip(journey.tasks.all(), done, strict=False):
        set_status(task=task, status=wanted, by=journey.created_by)
    [row] = rows_of([journey], localdate())
    assert row.status == status


def test_an_empty_journey_is_planned_and_divides_by_nothing(db):
    [row] = rows_of([make_journey(tasks=0)], localdate())
    assert (row.status, row.figures.percent_in_scope) == ("planned", 0)


def test_deleted_journeys_are_found_in_their_space_only(db):
    journey = make_journey()
    delete_journey(journey=journey, by=journey.created_by)
    make_space("Elsewhere")
    assert list(deleted_in(Space.objects.all())) == [journey]
    assert list(deleted_in(Space.objects.filter(name="Elsewhere"))) == []
