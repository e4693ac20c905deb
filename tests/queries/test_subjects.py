import pytest

from journeys.models import Event, Member
from journeys.queries.subjects import NAMED, ROWS, Subject, subjects_of
from journeys.services.comments import add_comment, delete_comment
from journeys.services.decisions import raise_decision
from journeys.services.deleting import delete_item, delete_task
from journeys.services.items import settle
from journeys.services.scope import set_phase_scope
from tests.makers import make_journey, make_mail, make_schedule


def about(journey) -> dict[str, Subject | None]:
    events = list(journey.events.select_related("task"))
    subjects = subjects_of(journey, events)
    return {event.verb: subjects.get(event.sequence, "nothing") for event in events}


@pytest.mark.django_db
def test_each_entry_names_its_row(journey):
    by, task = journey.created_by, journey.tasks.first()
    item, phase = task.items.first(), journey.phases.get()
    settle(item=item, outcome="met", by=by)
    comment = add_comment(task=task, text="Hello.", by=by)
    decision = raise_decision(journey=journey, title="Which region", by=by)
    set_phase_scope(phase=phase, in_scope=False, reason="Later.", by=by)
    make_mail(make_schedule(journey))
    said = about(journey)
    assert said["item.settled"] == Subject("item", item.pk, str(task.pk))
    assert said["comment.added"] == Subject("comment", comment.pk, str(task.pk))
    assert said["decision.raised"] == Subject("decision", decision.pk)
    assert said["phase.left_scope"] == Subject("phase", phase.pk)
    assert said["schedule.added"] == Subject("schedule", journey.schedules.get().pk)
    assert said["document.requested"] == Subject("document", journey.documents.get().pk, "status-report")
    assert said["journey.started"] == "nothing"


@pytest.mark.django_db
def test_what_is_gone_is_none(journey):
    by, (task, other, _) = journey.created_by, journey.tasks.in_order()
    item = task.items.first()
    settle(item=item, outcome="met", by=by)
    delete_comment(comment=add_comment(task=task, text="Hello.", by=by), by=by)
    delete_item(item=item, by=by)
    delete_task(task=other, by=by)
    said = about(journey)
    assert [said[verb] for verb in ("item.settled", "item.deleted", "comment.added", "task.deleted")] == [None] * 4


@pytest.mark.django_db
def test_rows_of_another_journey_are_none_of_this(journey):
    elsewhere = make_journey(title="Another").members.get()
    event = Event(journey=journey, sequence=2, verb="member.added", data={"member": elsewhere.pk})
    assert subjects_of(journey, [event]) == {2: None}


@pytest.mark.parametrize("data", [None, [], {}, {"member": True}, {"member": "5"}, {"member": 2**63}, {"member": {}}])
def test_no_data_breaks_it(data):
    assert subjects_of(None, [Event(sequence=1, verb="member.added", data=data)]) == {}


@pytest.mark.django_db
def test_one_query_whatever_they_are_about(journey, django_assert_num_queries):
    member = Member.objects.get(journey=journey)
    events = [
        Event(sequence=place, verb=f"{noun}.changed", data={key: member.pk + 1_000})
        for place, (noun, (_, key)) in enumerate(NAMED.items())
    ]
    with django_assert_num_queries(1):
        assert len(subjects_of(journey, events)) == len(ROWS)
