"""Each morning people hear what of theirs is due, once for each date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from journeys.models import Member, Task, Team, TeamMember, User
from journeys.services import reminders
from journeys.services.journeys import archive_journey, lock_journey
from journeys.services.tasks import set_status
from tests.clock import Clock
from tests.makers import make_user

FRIDAY = datetime(2027, 3, 19, 6, tzinfo=UTC)  # 7:00 in Berlin


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def ben(journey, clock):
    user = make_user("Ben", time_zone="Europe/Berlin")
    member = Member.objects.create(journey=journey, user=user, name="Ben", email=user.email, role="contributor")
    reminders.sweep()
    return member


@pytest.fixture
def task(journey, ben):
    """Due on the Monday after the first morning."""
    Task.objects.filter(pk=journey.tasks.first().pk).update(owner=ben, due_on=date(2027, 3, 22))
    return journey.tasks.first()


def mornings(clock, count: int) -> None:
    for day in range(count):
        clock.set(FRIDAY + timedelta(days=day))
        reminders.sweep()
        reminders.sweep()


def heard(ben) -> list[str]:
    return list(ben.user.notifications.order_by("pk").values_list("text", flat=True))


def test_three_days_before_and_once_overdue(task, ben, clock):
    mornings(clock, 3)
    assert heard(ben) == ["“Task 1” is due on 22 Mar 2027."]
    mornings(clock, 8)
    assert heard(ben) == ["“Task 1” is due on 22 Mar 2027.", "“Task 1” was due on 22 Mar 2027."]
    assert ben.user.notifications.first().about == {"task": task.pk}


def test_not_before_seven_by_their_clocks(task, ben, clock):
    clock.set(FRIDAY - timedelta(seconds=1))
    reminders.sweep()
    assert heard(ben) == []


def test_another_date_is_told_of_again(task, ben, clock):
    mornings(clock, 1)
    Task.objects.filter(pk=task.pk).update(due_on=date(2027, 3, 23))
    mornings(clock, 3)
    assert heard(ben)[1:] == ["“Task 1” is due on 23 Mar 2027."]


def test_of_a_team_and_of_an_open_item_too(journey, task, ben, clock):
    team = Team.objects.create(space=journey.space, name="Network")
    TeamMember.objects.create(team=team, user=ben.user)
    member = Member.objects.create(journey=journey, team=team, name="Network", role="contributor")
    second, third = journey.tasks.exclude(pk=task.pk)
    Task.objects.filter(pk=second.pk).update(owner=member, due_on=date(2027, 3, 20))
    Task.objects.filter(pk=third.pk).update(due_on=date(2027, 3, 1))
    third.items.update(owner=ben)
    mornings(clock, 1)
    assert len(heard(ben)) == 3


@pytest.mark.parametrize("change", [archive_journey, None])
def test_what_is_done_or_archived_is_no_news(journey, task, ben, clock, change):
    if change:
        change(journey=journey, by=journey.created_by)
    else:
        set_status(task=task, status="completed", confirmed=True, by=ben.user)
    mornings(clock, 1)
    assert heard(ben) == []


def test_a_locked_journey_goes_on(journey, task, ben, clock):
    lock_journey(journey=journey, reason="Cutover.", by=journey.created_by)
    mornings(clock, 1)
    assert len(heard(ben)) == 1


def test_a_new_account_waits_for_its_first_morning(task, ben, clock):
    assert User.objects.get(pk=ben.user.pk).remind_at == FRIDAY


@pytest.mark.parametrize("size", [1, 3])
def test_reminding_costs_the_same_however_much_is_due(journey, ben, clock, size, django_assert_num_queries):
    for task in journey.tasks.all()[:size]:
        Task.objects.filter(pk=task.pk).update(owner=ben, due_on=date(2027, 3, 20))
    clock.set(FRIDAY)
    user = User.objects.get(pk=ben.user.pk)
    # the transaction and its end, whose turn it is, tasks, choices, notifications, which of them are new
    with django_assert_num_queries(7):
        reminders.remind(user)
    assert len(heard(ben)) == size


def test_while_nobodys_morning_has_come_looking_costs_two_queries(task, ben, clock, django_assert_num_queries):
    with django_assert_num_queries(2):
        reminders.sweep()
