from journeys.documents.checklists import entries
from journeys.models import ChecklistItem
from tests.documents.snapshots import ANA, NOW, TODAY, make_item, make_snapshot, make_task

Kind = ChecklistItem.Kind


def found(*tasks, kind=Kind.CHECK):
    return list(entries(make_snapshot(*tasks), kind))


def test_items_of_one_kind_with_their_tasks_as_far_as_they_are_in_scope():
    check, test = make_item(kind=Kind.CHECK), make_item(kind=Kind.TEST)
    here, gone = make_task(items=(test, check)), make_task(items=(check,), in_scope=False)
    assert [(entry.task, entry.item) for entry in found(here, gone)] == [(here, check)]


def test_an_item_without_an_owner_has_that_of_its_task():
    (entry,) = found(make_task(owner=ANA, items=(make_item(kind=Kind.CHECK),)))
    assert entry.owner == ANA
    assert (entry.phase, entry.settled_on) == ("Assess", None)


def test_it_says_on_which_day_it_was_settled():
    (entry,) = found(make_task(items=(make_item(kind=Kind.CHECK, settled_at=NOW),)))
    assert entry.settled_on == TODAY
