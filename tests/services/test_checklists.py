"""The lines of a checklist are added."""

import pytest

from journeys.models import ChecklistItem
from journeys.queries.history import describe
from journeys.services import checklists
from journeys.services.checklists import add_item
from journeys.services.errors import Refusal

Kind = ChecklistItem.Kind


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


def words(journey) -> str:
    return describe(journey.events.first())


def test_a_new_one_is_open_and_stands_behind_the_others(journey, task, by):
    added = add_item(task=task, kind=Kind.CHECK, section=" Launch  steps", text=" Call the carrier. ", by=by)
    assert task.items.last() == added
    assert (added.outcome, added.section, added.text) == ("open", "Launch steps", "Call the carrier.")
    assert words(journey) == "added “Call the carrier.”"
    between = add_item(task=task, kind=Kind.TEST, text="In between", after=task.items.first(), by=by)
    assert list(task.items.all())[1] == between


@pytest.mark.parametrize(
    ("text", "reason"), [("\n", "needs a text"), ("a" * 100_001, "at most 100,000"), ("Fine", "at most 2 check")]
)
def test_what_is_refused(task, by, monkeypatch, text, reason):
    monkeypatch.setattr(checklists, "MOST_ITEMS", 2 if text == "Fine" else 10)
    with pytest.raises(Refusal, match=reason):
        add_item(task=task, kind=Kind.CHECK, text=text, by=by)
