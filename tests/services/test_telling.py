"""Who hears of a change, and in how many words."""

import pytest

from journeys.models import Member, Notification, SpaceMember, Team, TeamMember
from journeys.services.bulk import change_tasks
from journeys.services.decisions import raise_decision, reopen, set_people
from journeys.services.decisions import reject as reject_decision
from journeys.services.dependencies import set_waits_for
from journeys.services.documents import QUEUE, finish, request_document
from journeys.services.errors import Refusal
from journeys.services.items import assign_item
from journeys.services.risks import assign_risk, raise_risk
from journeys.services.tasks import assign, set_status
from tests.makers import make_user

Kind = Notification.Kind


@pytest.fixture
def owner(journey):
    """Who does it all."""
    return journey.created_by


@pytest.fixture
def ben(journey):
    user = make_user("Ben")
    return Member.objects.create(journey=journey, user=user, name="Ben", email=user.email, role="contributor")


@pytest.fixture
def task(journey):
    return journey.tasks.first()


def heard(user) -> list[tuple[str, str]]:
    return list(user.notifications.order_by("pk").values_list("kind", "text"))


def test_the_new_owner_of_a_task_hears_of_it(task, ben, owner):
    assign(task=task, owner=ben, by=owner)
    assign(task=task, owner=ben, by=owner)
    assert heard(ben.user) == [("assigned", "Owner assigned you the task “Task 1”.")]
    assert Notification.objects.get().about == {"task": task.pk}


def test_nobody_hears_of_what_they_did_themselves(task, ben):
    assign(task=task, owner=ben, by=ben.user)
    assert heard(ben.user) == []


def test_everyone_of_a_team_hears_of_it(journey, task, ben, owner):
    team = Team.objects.create(space=journey.space, name="Network")
    for user in (ben.user, make_user("Cy"), owner):
        TeamMember.objects.create(team=team, user=user)
    member = Member.objects.create(journey=journey, team=team, name="Network", role="contributor")
    assign(task=task, owner=member, by=owner)
    assert {told.user.name for told in Notification.objects.all()} == {"Ben", "Cy"}
    assert heard(ben.user) == [("assigned", "Owner assigned you the task “Task 1”.")]


def test_a_contact_has_no_account_to_hear_by(journey, task, owner):
    assign(task=task, owner=Member.objects.create(journey=journey, name="Desk", role="contact"), by=owner)
    assert not Notification.objects.exists()


def test_the_owner_of_an_item_hears_of_it(task, ben, owner):
    item = task.items.first()
    assign_item(item=item, owner=ben, by=owner)
    assert heard(ben.user) == [("assigned", "Owner assigned you the checklist item “Criterion 1 of task 1”.")]
    assert Notification.objects.get().about == {"task": task.pk, "item": item.pk}


def test_many_tasks_are_one_notification(journey, ben, owner):
    ids = journey.tasks.values_list("pk", flat=True)
    change_tasks(journey=journey, task_ids=ids, wanted={"owner": ben}, by=owner)
    assert heard(ben.user) == [("assigned", "Owner assigned you 3 tasks.")]


def test_what_was_refused_is_not_told(journey, ben, owner):
    first, second, _ = journey.tasks.in_order()
    set_status(task=first, status="completed", confirmed=True, by=owner)
    wanted = {"owner": ben, "status": "completed"}
    with pytest.raises(Refusal):
        change_tasks(journey=journey, task_ids=[second.pk], wanted=wanted, by=owner)
    assert heard(ben.user) == []


@pytest.mark.parametrize("size", [2, 20])
def test_telling_costs_the_same_however_many_tasks(journey, ben, owner, size, django_assert_num_queries):
    from journeys.services.history import changing_many
    from journeys.services.telling import tell_assigned, tell_status

    task = journey.tasks.first()
    task.owner, task.status = ben, "blocked"
    ben.user.follows.create(task=task)
    with changing_many(journey.pk) as batch:
        for _ in range(size):
            tell_assigned(journey, ben, "the task “x”", noun="task", by=owner, task=task.pk)
            tell_status(journey, task, before="planned", unblocked=[], by=owner)
        # people, their teams, followers, choices, notifications, mails
        with django_assert_num_queries(6):
            for act, things in batch.at_end.items():
                act(journey, things)
        batch.at_end.clear()
    assert len(heard(ben.user)) == 3


def test_the_owner_hears_that_a_task_is_blocked_and_that_it_is_not_any_more(task, ben, owner):
    assign(task=task, owner=ben, by=ben.user)
    set_status(task=task, status="blocked", reason="No rota.", by=owner)
    set_status(task=task, status="in_progress", by=owner)
    assert heard(ben.user) == [
        ("blocked", "Owner blocked “Task 1”: No rota."),
        ("blocked", "“Task 1” is not blocked any more."),
    ]


def test_followers_hear_what_becomes_of_it(task, ben, owner):
    ben.user.follows.create(task=task)
    set_status(task=task, status="blocked", reason="No rota.", by=owner)
    set_status(task=task, status="completed", confirmed=True, by=owner)
    set_status(task=task, status="planned", by=owner)
    assert heard(ben.user) == [
        ("followed", "Owner blocked “Task 1”: No rota."),
        ("followed", "“Task 1” is not blocked any more."),
    ]


def test_followers_hear_that_it_is_completed(task, ben, owner):
    ben.user.follows.create(task=task)
    set_status(task=task, status="completed", confirmed=True, by=owner)
    assert heard(ben.user) == [("followed", "Owner completed “Task 1”.")]


def test_who_waited_for_a_completed_task_hears_that_they_can_go_on(journey, ben, owner):
    first, second, _ = journey.tasks.in_order()
    set_waits_for(task=second, other=first, waits=True, by=owner)
    assign(task=second, owner=ben, by=ben.user)
    set_status(task=first, status="completed", confirmed=True, by=owner)
    assert heard(ben.user) == [("blocked", "“Task 2” can go on: “Task 1” is completed.")]
    assert Notification.objects.get().about == {"task": second.pk}


def test_but_not_when_it_is_completed_at_the_same_time(journey, ben, owner):
    first, second, _ = journey.tasks.in_order()
    set_waits_for(task=second, other=first, waits=True, by=owner)
    assign(task=second, owner=ben, by=ben.user)
    both = [first.pk, second.pk]
    change_tasks(journey=journey, task_ids=both, wanted={"status": "completed"}, by=owner, confirmed=True)
    assert heard(ben.user) == []


def test_a_decision_waits_for_its_approver(journey, ben, owner):
    decision = raise_decision(journey=journey, title="Which carrier", owner=ben, approver=ben, by=owner)
    assert heard(ben.user) == [
        ("assigned", "Owner assigned you decision 1, “Which carrier”."),
        ("decision", "Decision 1, “Which carrier”, waits for you to approve or reject it."),
    ]
    set_people(decision=decision, owner=ben, approver=None, by=owner)
    reject_decision(decision=decision, words="No.", by=owner)
    reopen(decision=decision, by=owner)
    assert len(heard(ben.user)) == 2
    set_people(decision=decision, owner=None, approver=ben, by=owner)
    assert len(heard(ben.user)) == 3


def test_the_owner_of_a_risk_hears_of_it(journey, ben, owner):
    risk = raise_risk(journey=journey, title="No numbers", probability=3, impact=3, by=owner)
    assign_risk(risk=risk, owner=ben, by=owner)
    assert heard(ben.user) == [("assigned", "Owner assigned you risk 1, “No numbers”.")]


def test_who_asked_for_a_document_hears_that_it_is_there(journey, owner, disk):
    request_document(journey=journey, kind="status-report", format="md", by=owner)
    document = QUEUE.claim(journey.documents.get().pk)
    assert finish(document, b"x")
    assert heard(owner) == [("document", "Status report 1 (md) is ready.")]


def test_or_why_not(journey, owner):
    request_document(journey=journey, kind="status-report", format="md", by=owner)
    QUEUE.fail(QUEUE.claim(journey.documents.get().pk), "The disk is full.")
    QUEUE.fail(journey.documents.get(), "The disk is full.")
    assert heard(owner) == [("document", "Status report 1 (md) could not be made. The disk is full.")]


def test_braces_in_a_name_are_text(journey, ben, owner):
    owner.name = "Owner {count} {x}"
    owner.save()
    ids = journey.tasks.values_list("pk", flat=True)
    change_tasks(journey=journey, task_ids=ids, wanted={"owner": ben}, by=owner)
    assert heard(ben.user) == [("assigned", "Owner {count} {x} assigned you 3 tasks.")]


def test_an_admin_of_the_space_is_told_too_when_it_is_theirs(journey, owner):
    boss = make_user("Boss")
    SpaceMember.objects.create(space=journey.space, user=boss, role=SpaceMember.Role.ADMIN)
    member = Member.objects.create(journey=journey, user=boss, name="Boss", role="viewer")
    assign(task=journey.tasks.first(), owner=member, by=owner)
    assert len(heard(boss)) == 1
