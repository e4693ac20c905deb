"""Tasks get dates from the start of their journey, and follow it when it moves, as far as is wanted."""

from datetime import date

import pytest

from journeys.models import Event, Module, Task, Undo
from journeys.queries import dates as query
from journeys.queries.history import describe
from journeys.services.dates import DatesQuestion, set_all_dates_by_plan, set_dates_by_plan, set_plan
from journeys.services.errors import Confirm, Refusal
from journeys.services.history import verify
from journeys.services.journeys import change_journey, lock_journey, start_journey
from journeys.services.playbooks import import_playbook
from journeys.services.scope import set_module_scope
from journeys.services.tasks import schedule, set_status
from journeys.services.undo import undo_change
from tests.makers import make_space, make_tree, make_user

MONDAY, WEEK_LATER, SATURDAY = date(2027, 3, 1), date(2027, 3, 8), date(2027, 3, 13)
PLANS = {1: (0, 1), 2: (5, 5), 3: (4, None)}
BY_PLAN = {
    "Task 1": (MONDAY, MONDAY),
    "Task 2": (WEEK_LATER, date(2027, 3, 12)),
    "Task 3": (date(2027, 3, 5), None),
    "Task 4": (None, None),
}
BY_PLAN_A_WEEK_LATER = {
    "Task 1": (WEEK_LATER, WEEK_LATER),
    "Task 2": (date(2027, 3, 15), date(2027, 3, 19)),
    "Task 3": (date(2027, 3, 12), None),
    "Task 4": (None, None),
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user("Lead")


@pytest.fixture
def start(by):
    """A journey of four tasks, of which the last has no plan."""

    def start(starts_on, **shape):
        tree = make_tree(**{"tasks": 4, "days": PLANS, **shape})
        playbook = import_playbook(tree=tree).playbook
        return start_journey(space=make_space(), title="Acme", by=by, playbook=playbook, starts_on=starts_on)

    return start


@pytest.fixture
def journey(start):
    return start(MONDAY)


def dates(journey) -> dict:
    rows = journey.tasks.order_by("title").values_list("title", "starts_on", "due_on")
    return {title: (starts_on, due_on) for title, starts_on, due_on in rows}


def task(journey, number: int) -> Task:
    return journey.tasks.get(title=f"Task {number}")


def move(journey, starts_on, task_dates, by):
    offer = query.offer(journey, starts_on)
    return change_journey(journey=journey, starts_on=starts_on, task_dates=task_dates, seen=offer.seen, by=by)


class TestStarting:
    def test_with_a_start_tasks_get_their_dates(self, journey):
        assert dates(journey) == BY_PLAN
        assert [event.verb for event in journey.events.all()] == ["journey.started"]

    def test_without_one_they_get_none(self, start):
        assert set(dates(start(None)).values()) == {(None, None)}

    def test_the_longest_plan_ends_within_the_calendar(self, start):
        far = {1: (9_999, 9_999)}
        assert task(start(date(9900, 12, 31), tasks=1, days=far), 1).due_on.year == 9977
        with pytest.raises(Refusal, match="9900"):
            start(date(9901, 1, 1), tasks=1, days=far)

    @pytest.mark.parametrize("tasks", [3, 30])
    def test_it_costs_the_same_however_many_get_dates(self, start, tasks, django_assert_max_num_queries):
        with django_assert_max_num_queries(27):  # storing the playbook included
            start(MONDAY, tasks=tasks, days={number: (number, 2) for number in range(tasks)})

    def test_the_biggest_published_playbook_starts_with_its_dates_in_60_queries(
        self, by, django_assert_max_num_queries
    ):
        tree = make_tree(521, modules=38, items=8, days={number: (number // 5, 5) for number in range(1, 522)})
        playbook, space = import_playbook(tree=tree).playbook, make_space()
        with django_assert_max_num_queries(60):
            journey = start_journey(space=space, title="Big", by=by, playbook=playbook, starts_on=MONDAY)
        assert journey.tasks.filter(due_on__isnull=False).count() == 521


class TestMovingTheStart:
    def test_it_asks_first_and_changes_nothing_until_then(self, journey, by):
        schedule(task=task(journey, 4), starts_on=None, due_on=SATURDAY, by=by)
        with pytest.raises(DatesQuestion) as question:
            change_journey(journey=journey, title="Other", starts_on=WEEK_LATER, by=by)
        assert str(question.value) == (
            "The start moves by 5 working days later. 4 tasks not done yet could move with it, 1 of them with dates "
            "that were set by hand."
        )
        journey.refresh_from_db()
        assert (journey.title, journey.starts_on, dates(journey)["Task 1"]) == ("Acme", MONDAY, (MONDAY, MONDAY))

    def test_all_move_by_as_many_working_days(self, journey, by):
        schedule(task=task(journey, 2), starts_on=None, due_on=SATURDAY, by=by)
        schedule(task=task(journey, 4), starts_on=date(2027, 3, 3), due_on=SATURDAY, by=by)
        move(journey, WEEK_LATER, "all", by)
        assert dates(journey) == BY_PLAN_A_WEEK_LATER | {
            "Task 2": (None, date(2027, 3, 20)),
            "Task 4": (date(2027, 3, 10), date(2027, 3, 20)),
        }

    def test_or_only_those_that_have_the_dates_of_the_playbook(self, journey, by):
        schedule(task=task(journey, 2), starts_on=None, due_on=SATURDAY, by=by)
        move(journey, WEEK_LATER, "planned", by)
        assert dates(journey) == BY_PLAN_A_WEEK_LATER | {"Task 2": (None, SATURDAY)}

    def test_or_none(self, journey, by):
        assert change_journey(journey=journey, starts_on=WEEK_LATER, task_dates="keep", by=by).starts_on == WEEK_LATER
        assert dates(journey) == BY_PLAN

    def test_there_and_back_is_where_it_was(self, journey, by):
        journey = move(journey, date(2027, 3, 18), "all", by)
        move(journey, MONDAY, "all", by)
        assert dates(journey) == BY_PLAN

    def test_what_is_completed_or_out_of_scope_keeps_its_dates(self, start, by):
        journey = start(MONDAY, modules=2)
        set_status(task=task(journey, 1), status="completed", by=by, confirmed=True)
        set_status(task=task(journey, 2), status="out_of_scope", reason="Not needed", by=by)
        module = Module.objects.get(title="Module 2")
        set_module_scope(module=module, in_scope=False, reason="Later", by=by)
        change_journey(journey=journey, starts_on=WEEK_LATER, by=by)
        assert dates(journey) == BY_PLAN

    def test_from_a_weekend_to_its_monday_nothing_follows(self, start, by):
        journey = start(date(2027, 2, 27))
        change_journey(journey=journey, starts_on=MONDAY, by=by)
        assert dates(journey) == BY_PLAN

    def test_it_is_one_change_with_an_event_for_each_task(self, journey, by):
        move(journey, WEEK_LATER, "all", by)
        journey.refresh_from_db()
        said = [describe(event) for event in journey.events.order_by("sequence")][1:]
        assert said[0] == "changed the journey: start from 1 Mar 2027 to 8 Mar 2027"
        assert said[1].startswith("changed the dates of “Task 1”: ")
        assert "due date from 1 Mar 2027 to 8 Mar 2027" in said[1]
        assert said[-1] == "gave 3 tasks new dates"
        assert (len(said), verify(journey)) == (5, None)

    def test_it_is_asked_again_when_other_tasks_would_move_by_now(self, journey, by):
        seen = query.offer(journey, WEEK_LATER).seen
        set_status(task=task(journey, 1), status="completed", by=by, confirmed=True)
        with pytest.raises(DatesQuestion):
            change_journey(journey=journey, starts_on=WEEK_LATER, task_dates="all", seen=seen, by=by)
        assert dates(journey) == BY_PLAN

    def test_other_changes_of_the_journey_are_no_reason_to_ask_again(self, journey, by):
        seen = query.offer(journey, WEEK_LATER).seen
        set_status(task=task(journey, 1), status="in_progress", by=by)
        change_journey(journey=journey, starts_on=WEEK_LATER, task_dates="all", seen=seen, by=by)
        assert dates(journey) == BY_PLAN_A_WEEK_LATER

    def test_the_dates_of_the_tasks_can_be_undone(self, journey, by):
        schedule(task=task(journey, 4), starts_on=None, due_on=SATURDAY, by=by)
        move(journey, WEEK_LATER, "all", by)
        undo_change(undo=Undo.objects.get(), by=by)
        assert dates(journey) == BY_PLAN | {"Task 4": (None, SATURDAY)}
        assert describe(journey.events.first()) == "undid an earlier change: gave 4 tasks new dates"

    def test_a_locked_journey_refuses(self, journey, by):
        seen = query.offer(journey, WEEK_LATER).seen
        lock_journey(journey=journey, reason="Freeze.", by=by)
        with pytest.raises(Refusal, match="Freeze"):
            change_journey(journey=journey, starts_on=WEEK_LATER, task_dates="all", seen=seen, by=by)

    def test_a_start_that_moves_dates_out_of_the_calendar_is_refused(self, journey, by):
        schedule(task=task(journey, 4), starts_on=None, due_on=date(9999, 12, 31), by=by)
        with pytest.raises(Refusal, match="leave the calendar"):
            change_journey(journey=journey, starts_on=WEEK_LATER, task_dates="all", seen="x", by=by)

    @pytest.mark.parametrize("tasks", [3, 30])
    def test_it_costs_the_same_however_many_move(self, start, by, tasks, django_assert_num_queries):
        journey = start(MONDAY, tasks=tasks, days={number: (number, 2) for number in range(1, tasks + 1)})
        seen = query.offer(journey, WEEK_LATER).seen
        # Savepoint, journey, tasks; written: journey, tasks, what undoing takes (two), events, counters; its end.
        with django_assert_num_queries(10):
            change_journey(journey=journey, starts_on=WEEK_LATER, task_dates="all", seen=seen, by=by)


class TestTheFirstStart:
    def test_it_offers_dates_to_tasks_that_have_none(self, start, by):
        journey = start(None)
        schedule(task=task(journey, 2), starts_on=None, due_on=SATURDAY, by=by)
        with pytest.raises(DatesQuestion, match="2 tasks not done yet with a plan could get dates from this start"):
            change_journey(journey=journey, starts_on=MONDAY, by=by)
        move(journey, MONDAY, "planned", by)
        assert dates(journey) == BY_PLAN | {"Task 2": (None, SATURDAY)}

    def test_a_journey_without_plans_is_not_asked_about_them(self, start, by):
        assert change_journey(journey=start(None, days={}), starts_on=MONDAY, by=by).starts_on == MONDAY

    def test_taking_the_start_away_leaves_the_dates(self, journey, by):
        change_journey(journey=journey, starts_on=None, by=by)
        assert dates(journey) == BY_PLAN


class TestThePlan:
    def test_it_is_set_and_told_and_leaves_the_dates(self, journey, by):
        set_plan(task=task(journey, 1), starts_after=0, length=None, by=by)
        set_plan(task=task(journey, 1), starts_after=0, length=None, by=by)
        set_plan(task=task(journey, 1), starts_after=10, length=None, by=by)
        changed = task(journey, 1)
        assert (changed.starts_after, changed.length, changed.starts_on) == (10, None, MONDAY)
        events = Event.objects.filter(verb="task.plan_changed").order_by("sequence")
        assert [describe(event) for event in events] == [
            "changed the plan of “Task 1”: length in working days from 1 to none",
            "changed the plan of “Task 1”: working days from the start of the journey from 0 to 10",
        ]

    @pytest.mark.parametrize("plan", [(-1, 1), (10_000, 1), (0, 0), (0, 10_000)])
    def test_it_has_limits(self, journey, by, plan):
        with pytest.raises(Refusal, match="0 to 9,999 working days"):
            set_plan(task=task(journey, 1), starts_after=plan[0], length=plan[1], by=by)

    def test_a_task_gets_its_dates_again(self, journey, by):
        schedule(task=task(journey, 2), starts_on=None, due_on=SATURDAY, by=by)
        set_dates_by_plan(task=task(journey, 2), by=by)
        assert dates(journey) == BY_PLAN

    def test_it_needs_a_plan_and_a_start(self, start, journey, by):
        with pytest.raises(Refusal, match="does not say when it starts"):
            set_dates_by_plan(task=task(journey, 4), by=by)
        for refused in (
            lambda other: set_dates_by_plan(task=task(other, 1), by=by),
            lambda other: set_all_dates_by_plan(journey=other, seen=None, by=by),
        ):
            with pytest.raises(Refusal, match="no start yet"):
                refused(start(None))

    def test_all_open_tasks_get_theirs_again(self, journey, by):
        for number in (1, 2, 4):
            schedule(task=task(journey, number), starts_on=None, due_on=SATURDAY, by=by)
        set_status(task=task(journey, 1), status="completed", by=by, confirmed=True)
        changes = query.by_plan(journey)
        assert [(new.task.title, new.by_hand) for new in changes] == [("Task 2", True)]
        assert set_all_dates_by_plan(journey=journey, seen=query.mark_of(changes), by=by) == 1
        assert dates(journey) == BY_PLAN | {"Task 1": (None, SATURDAY), "Task 4": (None, SATURDAY)}
        assert set_all_dates_by_plan(journey=journey, seen="", by=by) == 0
        assert describe(journey.events.first()) == "gave one task new dates"

    def test_it_is_asked_again_when_others_would_change_by_now(self, journey, by):
        schedule(task=task(journey, 2), starts_on=None, due_on=SATURDAY, by=by)
        seen = query.mark_of(query.by_plan(journey))
        schedule(task=task(journey, 1), starts_on=None, due_on=SATURDAY, by=by)
        with pytest.raises(Confirm, match="2 tasks not done yet would get other dates"):
            set_all_dates_by_plan(journey=journey, seen=seen, by=by)


@pytest.mark.parametrize(
    ("due_on", "late"), [(date(2027, 3, 11), date(2027, 3, 12)), (date(2027, 3, 12), None), (None, None)]
)
def test_a_plan_that_ends_after_the_target_date_says_when(journey, due_on, late):
    assert query.late_end(journey, MONDAY, due_on) == late
