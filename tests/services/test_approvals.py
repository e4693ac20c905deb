"""Approvals: asked of one member or team, answered once, by them."""

import threading

import pytest
from django.db import connection

from journeys.models import Approval, Event, Member, Notification, Outcome, Phase, Role, Team, User
from journeys.queries.approvals import approvals_for, approvals_of, could_approve
from journeys.queries.history import describe
from journeys.services.approvals import approve, ask, send_back, withdraw
from journeys.services.comments import add_comment
from journeys.services.deleting import delete_item
from journeys.services.errors import Refusal
from journeys.services.items import assign_item, settle
from journeys.services.members import add_contact, remove_member
from journeys.services.tasks import set_status
from journeys.services.undo import undo_change
from tests.makers import make_cast, make_journey

Status = Approval.Status


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def item(task):
    return task.items.select_related("task").first()


def member_of(journey, user):
    return journey.members.get(user=user)


@pytest.fixture
def sam(journey, cast):
    return member_of(journey, cast["stakeholder"])


@pytest.fixture
def approval(item, sam, lead):
    return ask(thing=item, of=sam, words=" Is this what you meant? ", by=lead)


def make_team(journey, *people, role=Role.CONTRIBUTOR):
    team = Team.objects.create(space=journey.space, name="Network")
    team.people.add(*people)
    return Member.objects.create(journey=journey, team=team, name=team.name, role=role)


def told():
    return [describe(event) for event in Event.objects.filter(verb__startswith="approval.").order_by("sequence")]


def texts(user):
    return list(user.notifications.order_by("pk").values_list("text", flat=True))


def test_a_member_is_asked_for_each_kind_of_thing(journey, task, item, sam, lead, cast):
    things = (item, task, Phase.objects.get(journey=journey))
    asked = [ask(thing=thing, of=sam, by=lead) for thing in things]
    assert [(each.noun, each.thing, each.status) for each in asked] == [
        ("item", item, "waiting"), ("task", task, "waiting"), ("phase", things[2], "waiting")
    ]  # fmt: skip
    assert told()[1] == "asked stakeholder to approve “Task 1”"
    assert texts(cast["stakeholder"])[1] == "Owner asks you to approve the task “Task 1”"
    assert cast["stakeholder"].notifications.filter(kind=Notification.Kind.APPROVAL).count() == 3
    assert set(approvals_for(cast["stakeholder"])) == set(asked)


def test_asking_twice_is_one_request(approval, item, sam, lead, cast):
    again = ask(thing=item, of=sam, words="Hello?", by=lead)
    assert (again, again.words) == (approval, "Is this what you meant?")
    assert (len(told()), len(texts(cast["stakeholder"]))) == (1, 1)


def test_two_members_can_be_asked_for_the_same_thing(approval, journey, item, lead, cast):
    other = ask(thing=item, of=member_of(journey, cast["contributor"]), by=lead)
    assert other.pk != approval.pk


@pytest.mark.parametrize("who", ["viewer", "contact", "oneself", "switched off", "elsewhere", "team of oneself"])
def test_who_could_not_answer_is_not_asked(journey, item, lead, cast, who):
    if who == "contact":
        of = add_contact(journey=journey, name="Uma", by=lead)
    elif who == "team of oneself":
        of = make_team(journey, lead)
    elif who == "elsewhere":
        of = make_journey(title="Other").members.get()
    else:
        of = member_of(journey, {"viewer": cast["viewer"], "oneself": lead}.get(who, cast["stakeholder"]))
    if who == "switched off":
        User.objects.filter(pk=of.user_id).update(is_active=False)
    with pytest.raises(Refusal):
        ask(thing=item, of=of, by=lead)
    assert not Approval.objects.exists()


def test_who_could_be_asked(journey, lead, cast):
    team = make_team(journey, cast["viewer"], role=Role.STAKEHOLDER)
    add_contact(journey=journey, name="Uma", by=lead)
    assert [str(each) for each in could_approve(journey, lead)] == [team.name, "admin", "contributor", "stakeholder"]


def test_approving_ticks_nothing_and_tells_who_asked(journey, approval, item, cast, lead):
    for _ in range(2):
        done = approve(approval=approval, words=" Fine. ", by=cast["stakeholder"])
    item.refresh_from_db()
    journey.refresh_from_db()
    assert (done.status, done.answer, done.answered_by) == (Status.APPROVED, "Fine.", cast["stakeholder"])
    assert (item.outcome, done.revision) == (Outcome.OPEN, journey.revision)
    assert told()[1:] == ["approved “Criterion 1 of task 1”: Fine."]
    assert texts(lead) == ["stakeholder approved the item “Criterion 1 of task 1”: Fine."]
    assert not approvals_for(cast["stakeholder"])


def test_sending_back_needs_words_and_can_be_asked_anew(approval, item, sam, cast, lead):
    with pytest.raises(Refusal, match="what is missing"):
        send_back(approval=approval, words="  ", by=cast["stakeholder"])
    send_back(approval=approval, words="The date is wrong.", by=cast["stakeholder"])
    again = ask(thing=item, of=sam, by=lead)
    approve(approval=again, by=cast["stakeholder"])
    assert told()[1] == "sent “Criterion 1 of task 1” back: The date is wrong."
    assert [each.status for each in item.approvals.all()] == ["approved", "sent_back"]


def test_an_answer_stays(approval, cast, lead):
    approve(approval=approval, by=cast["stakeholder"])
    with pytest.raises(Refusal, match="approved already, by stakeholder"):
        send_back(approval=approval, words="No.", by=cast["stakeholder"])
    with pytest.raises(Refusal, match="approved already"):
        withdraw(approval=approval, by=lead)


def test_who_asked_a_team_of_theirs_does_not_answer_for_it(journey, item, lead, cast):
    of = make_team(journey, lead, cast["viewer"])
    approval = ask(thing=item, of=of, by=lead)
    with pytest.raises(Refusal, match="someone else"):
        approve(approval=approval, by=lead)
    assert (list(approvals_for(lead)), list(approvals_for(cast["viewer"]))) == ([], [approval])


def test_a_request_is_withdrawn_also_when_who_was_asked_has_left(approval, item, sam, lead):
    remove_member(member=sam, by=lead)
    for _ in range(2):
        gone = withdraw(approval=approval, by=lead)
    assert (gone.status, gone.asked, gone.asked_name) == (Status.WITHDRAWN, None, "stakeholder")
    assert told()[1:] == ["withdrew the request to stakeholder to approve “Criterion 1 of task 1”"]


def changes(approval):
    return approvals_of(approval.journey).get(pk=approval.pk).changes


def test_what_changed_since_the_answer_is_counted(journey, approval, item, task, sam, lead, cast):
    of_task = ask(thing=task, of=sam, by=lead)
    of_phase = ask(thing=task.module.phase, of=sam, by=lead)
    settle(item=item, outcome="met", by=lead)
    for each in (approval, of_task, of_phase):
        approve(approval=each, by=cast["stakeholder"])
    assert [changes(each) for each in (approval, of_task, of_phase)] == [0, 0, 0]
    add_comment(task=task, text="Thanks", by=lead)
    assign_item(item=item, owner=sam, by=lead)
    assert [changes(each) for each in (approval, of_task, of_phase)] == [0, 0, 0]
    settle(item=item, outcome="open", by=lead)
    settle(item=task.items.last(), outcome="met", by=lead)
    set_status(task=journey.tasks.last(), status="in_progress", by=lead)
    assert [changes(each) for each in (approval, of_task, of_phase)] == [1, 2, 3]


def test_approvals_go_and_come_back_with_their_item(approval, item, lead):
    delete_item(item=item, by=lead)
    assert not Approval.objects.exists()
    undo_change(undo=approval.journey.undos.get(), by=lead)
    assert list(approvals_of(approval.journey)) == [approval]


def test_what_waits_for_me_costs_one_query_in_any_journeys(item, approval, lead, cast, django_assert_num_queries):
    for number in range(3):
        journey = make_journey(title=f"Journey {number}", by=lead)
        of = Member.objects.create(
            journey=journey, user=cast["stakeholder"], name="stakeholder", role=Role.STAKEHOLDER
        )  # fmt: skip
        ask(thing=journey.tasks.first(), of=of, by=lead)
    cast["stakeholder"].team_ids  # noqa: B018 (known from the request before)
    with django_assert_num_queries(1):
        assert [str(each.thing) and each.journey.title for each in approvals_for(cast["stakeholder"])][1:] == [
            "Journey 0", "Journey 1", "Journey 2"
        ]  # fmt: skip


@pytest.mark.usefixtures("committing")
def test_of_two_of_a_team_who_answer_at_once_one_is_heard():
    journey = make_journey()
    cast = make_cast(journey)
    people = [cast["contributor"], cast["stakeholder"]]
    item = journey.tasks.first().items.select_related("task").first()
    approval = ask(thing=item, of=make_team(journey, *people), by=journey.created_by)
    refused = []

    def answer(service, by, **words):
        try:
            service(approval=approval, by=by, **words)
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=[approve, people[0]]),
        threading.Thread(target=answer, args=[send_back, people[1]], kwargs={"words": "Not yet."}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told()), len(refused)) == (2, 1)
