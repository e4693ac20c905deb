"""Five rows a move, as long as there is any room near by; order is kept whatever is moved where."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.models import Phase
from journeys.services.branches import move_phase
from journeys.services.growing import GAP


@pytest.fixture
def by(journey):
    return journey.created_by


def lay(journey, positions) -> list[Phase]:
    journey.phases.all().delete()
    return Phase.objects.bulk_create(
        Phase(journey=journey, title=f"P{number}", position=position) for number, position in enumerate(positions)
    )


def titles(journey) -> list[str]:
    return list(journey.phases.order_by("position").values_list("title", flat=True))


def rows_written(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return sum(query["sql"].startswith('UPDATE "journeys_phase"') for query in queries)


@pytest.mark.parametrize("positions", [range(0, 6 * GAP, GAP), range(6), range(10, 16), [0, 1, 2, 5000, 5001, 5002]])
@pytest.mark.parametrize("side", ["before", "after"])
def test_anything_goes_anywhere(journey, by, positions, side):
    for moved in range(6):
        for anchor in set(range(6)) - {moved}:
            phases = lay(journey, positions)
            wanted = [f"P{n}" for n in range(6) if n != moved]
            wanted.insert(wanted.index(f"P{anchor}") + (side == "after"), f"P{moved}")
            written = rows_written(lambda: move_phase(phase=phases[moved], by=by, **{side: phases[anchor]}))  # noqa: B023 (called at once)
            assert titles(journey) == wanted
            assert written <= 5 or 5 in positions  # six in a row: there is no room near by


def test_a_move_within_the_gaps_writes_one_row(journey, by):
    phases = lay(journey, range(0, 50 * GAP, GAP))
    assert rows_written(lambda: move_phase(phase=phases[40], before=phases[3], by=by)) == 1
    assert rows_written(lambda: move_phase(phase=phases[2], by=by)) == 1
    assert titles(journey)[-1] == "P2"


def test_what_stands_there_already_writes_nothing(journey, by):
    phases = lay(journey, range(0, 3 * GAP, GAP))
    events = journey.events.count()
    for place in ({"after": phases[0]}, {"before": phases[2]}, {"before": phases[1]}):
        move_phase(phase=phases[1], by=by, **place)
    move_phase(phase=phases[2], by=by)
    assert journey.events.count() == events


@pytest.mark.parametrize(("place", "wide"), [(0, 2), (1, 10)])
def test_moving_to_one_place_again_and_again_stays_cheap(journey, by, place, wide):
    """A used-up gap is widened by three neighbours; a wider neighbourhood is renumbered now and then."""
    lay(journey, range(0, 200 * GAP, GAP))
    written = []
    for number in range(80):
        *_, last = ordered = list(journey.phases.order_by("position"))
        anchor = ordered[place]
        written.append(rows_written(lambda: move_phase(phase=last, before=anchor, by=by)))  # noqa: B023 (called at once)
        assert titles(journey)[place] == f"P{199 - number}"
    assert sum(rows > 5 for rows in written) <= wide
    assert sum(written) < 5 * len(written)


def test_any_row_of_a_crowd_finds_a_place(journey, by):
    shuffle = random.Random(4)
    phases = lay(journey, range(100))
    wanted = titles(journey)
    for _ in range(60):
        moved, anchor = shuffle.sample(phases, 2)
        move_phase(phase=moved, after=anchor, by=by)
        wanted.remove(moved.title)
        wanted.insert(wanted.index(anchor.title) + 1, moved.title)
        assert titles(journey) == wanted
