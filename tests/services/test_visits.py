"""What contacts send through their links: kept as theirs, told to the team, by the rules for members."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from journeys.models import ChecklistItem, Event, Notification, Outcome
from journeys.queries.upload_links import desk_of
from journeys.services import visits
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.items import settle
from journeys.services.journeys import purge_journey
from journeys.services.tasks import assign
from journeys.services.visits import answer, leave_note, send_file
from tests.files import WINDOWS_PROGRAM, upload
from tests.makers import make_visitor


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def visitor(journey):
    return make_visitor(journey)


@pytest.fixture
def uma(visitor):
    return visitor.link.member


@pytest.fixture
def task(journey, uma, lead):
    return assign(task=journey.tasks.in_order().first(), owner=uma, by=lead)


@pytest.fixture
def item(journey, uma):
    """A criterion of another task that asks her for a file."""
    item = journey.tasks.in_order().last().items.first()
    item.owner, item.needs_evidence = uma, True
    item.save()
    return item


@pytest.fixture
def question(journey, uma):
    task = journey.tasks.in_order().last()
    return ChecklistItem.objects.create(task=task, kind="question", text="Which day?", position=50, owner=uma)


def test_a_file_says_through_which_link_and_address_it_came(visitor, item, journey):
    attachment = send_file(place=item, upload=upload(), by=visitor)
    assert (attachment.item, attachment.task, attachment.uploader) == (item, item.task, "Uma Lind, by link")
    event = Event.objects.get(verb="file.attached")
    assert (event.actor, event.actor_name) == (None, "Uma Lind, by link")
    assert (event.data["link"], event.data["address"]) == (visitor.link.pk, "203.0.113.9")
    journey.refresh_from_db()
    assert verify(journey) is None


def test_evidence_does_not_tick_a_criterion(visitor, item, lead):
    send_file(place=item, upload=upload(), by=visitor)
    item.refresh_from_db()
    assert item.outcome == Outcome.OPEN
    assert settle(item=item, outcome="met", by=lead).settler == lead.name


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload("empty.txt", b""), "it is empty"),
        (upload("setup.pdf", WINDOWS_PROGRAM), "“setup.pdf” was not added"),
    ],
)
def test_files_are_judged_as_those_of_members(visitor, task, journey, file, words):
    with pytest.raises(Refusal, match=words):
        send_file(place=task, upload=file, by=visitor)
    assert not journey.attachments.exists()


def test_a_link_takes_so_much_and_no_more_also_when_some_is_removed(visitor, task, monkeypatch):
    monkeypatch.setattr(visits, "MOST_MIB", 0)
    with pytest.raises(Refusal, match="this link takes"):
        send_file(place=task, upload=upload(), by=visitor)


def test_what_others_called_the_same_file_is_not_told(visitor, item, lead):
    from journeys.services.attachments import attach

    attach(journey=visitor.link.journey, upload=upload("secret-plan.txt"), by=lead, item=item)
    with pytest.raises(Refusal) as refusal:
        send_file(place=item, upload=upload("mine.txt"), by=visitor)
    assert "secret" not in str(refusal.value)


def test_an_answer_is_hers_and_can_be_taken_back_by_the_team(visitor, question, lead):
    answered = answer(place=question, text=" On Monday. ", by=visitor)
    assert (answered.outcome, answered.note, answered.settler) == ("answered", "On Monday.", "Uma Lind, by link")
    answer(place=question, text="On Monday.", by=visitor)  # again
    assert Event.objects.filter(verb="item.settled").count() == 1
    assert settle(item=question, outcome="open", by=lead).settled_through is None


def test_what_cannot_be_answered_says_why(visitor, question, item, lead):
    with pytest.raises(Refusal, match="Write the answer first"):
        answer(place=question, text=" ", by=visitor)
    with pytest.raises(Refusal, match="Only a question"):
        answer(place=item, text="Yes", by=visitor)
    settle(item=question, outcome="answered", by=lead, note="Tuesday")
    with pytest.raises(Refusal, match="settled meanwhile"):
        answer(place=question, text="Monday", by=visitor)


def test_a_question_that_waits_for_a_decision_does_not_say_which(visitor, question, lead):
    from journeys.services.decisions import raise_decision

    raise_decision(journey=visitor.link.journey, title="Leave the carrier", by=lead).items.add(question)
    with pytest.raises(Refusal) as refusal:
        answer(place=question, text="Monday", by=visitor)
    assert "carrier" not in str(refusal.value)


def test_a_note_is_a_comment_on_its_place(visitor, item):
    comment = leave_note(place=item, text="Next week.", by=visitor)
    assert (comment.item, comment.task, comment.author_name) == (item, item.task, "Uma Lind, by link")


def test_the_team_is_told_once_an_hour_with_all_that_came(visitor, item, question, cast, lead):
    send_file(place=item, upload=upload(), by=visitor)
    Notification.objects.filter(user=lead).update(read_at=now())
    send_file(place=item, upload=upload("two.txt", b"Two."), by=visitor)
    answer(place=question, text="Monday", by=visitor)
    told = {one.user: one for one in Notification.objects.all()}
    assert told.keys() == {lead, cast["admin"]}
    assert told[lead].text == "Uma Lind sent 2 files and 1 answer for “Which day?”."
    assert (told[lead].read_at, told[lead].about) == (None, {"task": item.task_id})


def test_who_made_the_link_and_left_is_told_nothing(visitor, item, cast, lead):
    visitor.link.journey.members.filter(user=lead).delete()
    send_file(place=item, upload=upload(), by=visitor)
    assert [one.user for one in Notification.objects.all()] == [cast["admin"]]


def test_the_desk_holds_what_is_hers_and_nothing_else(visitor, task, item, question, uma, lead, cast):
    send_file(place=item, upload=upload(), by=visitor)
    answer(place=question, text="Monday", by=visitor)
    leave_note(place=task, text="Soon.", by=visitor)
    desk = desk_of(uma)
    assert [[place.row for place in waiting.places] for waiting in desk.waiting] == [[task], [item]]
    assert [(place.row, bool(place.answered_at)) for place in desk.done] == [(question, True)]
    assign(task=task, owner=None, by=lead)
    assert [str(sent) for sent in desk_of(uma).loose] == ["Soon."]


@pytest.mark.parametrize("count", [1, 5])
def test_a_desk_costs_the_same_however_much_is_on_it(visitor, journey, uma, task, django_assert_num_queries, count):
    ChecklistItem.objects.bulk_create(
        ChecklistItem(task=task, kind="question", text=f"Q {n}", position=100 + n, owner=uma) for n in range(count)
    )
    for item in ChecklistItem.objects.filter(owner=uma):
        send_file(place=item, upload=upload("a.txt", str(item.pk).encode()), by=visitor)
        answer(place=item, text="Yes", by=visitor)
    with django_assert_num_queries(4):
        assert len(desk_of(uma).done) == count


def test_a_purged_journey_takes_its_links_along(visitor, item, question, journey):
    send_file(place=item, upload=upload(), by=visitor)
    answer(place=question, text="Monday", by=visitor)
    leave_note(place=item, text="Soon.", by=visitor)
    purge_journey(journey)
    assert not ChecklistItem.objects.exists()


def test_what_is_late_waits_first(uma, journey, task, item):
    task.due_on, item.task.due_on = now().date(), now().date() - timedelta(days=1)
    task.save()
    item.task.save()
    assert [waiting.task for waiting in desk_of(uma).waiting] == [item.task, task]
