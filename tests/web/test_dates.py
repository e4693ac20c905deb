"""What is asked when the start of a journey moves, and setting dates from the plan again."""

import re
from datetime import date

import pytest
from django.urls import reverse

from journeys.models import SpaceMember, Task
from journeys.services.journeys import change_journey
from journeys.services.playbooks import import_playbook
from journeys.services.tasks import schedule, set_status
from tests.cast import each_gets
from tests.makers import make_space, make_tree
from tests.web.test_settings import FILLED

MONDAY, WEEK_LATER = date(2027, 3, 1), date(2027, 3, 8)
MOVED = {**FILLED, "starts_on": "2027-03-08", "due_on": "2027-06-30"}


@pytest.fixture
def planned(journey):
    """The journey with a start, and its three tasks with plans; the second has a date that was set by hand."""
    Task.objects.filter(journey=journey).update(starts_after=5, length=3)
    change_journey(journey=journey, starts_on=date(2027, 2, 22), task_dates="keep", by=journey.created_by)
    for task in journey.tasks.all():
        schedule(task=task, starts_on=MONDAY, due_on=date(2027, 3, 3), by=journey.created_by)
    schedule(task=number(journey, 2), starts_on=None, due_on=date(2027, 3, 13), by=journey.created_by)
    return journey


@pytest.fixture
def admin(client, journey):
    client.force_login(journey.created_by)
    return client


def number(journey, number: int) -> Task:
    return journey.tasks.get(title=f"Task {number}")


def ask(client, journey, name="settings", **posted):
    answer = client.post(reverse(name, args=[journey.pk]), posted)
    return answer.status_code, " ".join(answer.content.decode().split())


def seen_in(page: str) -> str:
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    return seen


def test_the_question_says_how_many_would_move(admin, planned):
    status, page = ask(admin, planned, **{**MOVED, "starts_on": "2027-03-01"})
    assert status == 409
    assert "from 22 Feb 2027 to <b>1 Mar 2027</b>, 5 working days later. 3 tasks that are not done yet" in page
    assert "Move 3 tasks by 5 working days, dates set by hand too" in page
    assert "Move only the 2 tasks that still have the playbook’s dates" in page
    assert "now due 13 Mar 2027, then due 20 Mar 2027" in page
    planned.refresh_from_db()
    assert (planned.title, planned.starts_on) == ("Acme to Amazon Connect", date(2027, 2, 22))


@pytest.mark.parametrize(
    ("choice", "dues"),
    [
        ("all", [date(2027, 3, 17), date(2027, 3, 27), date(2027, 3, 17)]),
        ("planned", [date(2027, 3, 17), date(2027, 3, 13), date(2027, 3, 17)]),
        ("keep", [date(2027, 3, 3), date(2027, 3, 13), date(2027, 3, 3)]),
    ],
)
def test_the_answer_saves_the_settings_and_moves_the_dates(admin, planned, choice, dues):
    _, page = ask(admin, planned, **MOVED)
    assert 'name="evidence_policy" value="allow"' in page
    assert ask(admin, planned, **MOVED, task_dates=choice, seen=seen_in(page))[0] == 302
    planned.refresh_from_db()
    assert (planned.title, planned.starts_on) == ("Renamed", WEEK_LATER)
    assert [number(planned, n).due_on for n in (1, 2, 3)] == dues


def test_it_is_asked_again_when_the_journey_changed_meanwhile(admin, planned):
    _, page = ask(admin, planned, **MOVED)
    set_status(task=number(planned, 3), status="completed", by=planned.created_by, confirmed=True)
    status, again = ask(admin, planned, **MOVED, task_dates="planned", seen=seen_in(page))
    assert (status, "The journey changed while you were deciding" in again) == (409, True)
    assert "Move 2 tasks" in again
    assert 'value="planned" checked' in again
    assert ask(admin, planned, **MOVED, task_dates="planned", seen=seen_in(again))[0] == 302
    assert number(planned, 1).due_on == date(2027, 3, 17)
    assert number(planned, 3).due_on == date(2027, 3, 3)


def test_where_nothing_could_move_nothing_is_asked(admin, journey):
    assert ask(admin, journey, **MOVED)[0] == 302


def test_the_first_start_offers_dates(admin, journey):
    Task.objects.filter(journey=journey).update(starts_after=5, length=3)
    _, page = ask(admin, journey, **MOVED)
    assert "3 open tasks could get dates from it" in page
    assert "Give 3 tasks the dates of their plan" in page
    assert ask(admin, journey, **MOVED, task_dates="planned", seen=seen_in(page))[0] == 302
    assert number(journey, 1).due_on == date(2027, 3, 17)


def test_a_plan_that_ends_after_the_target_date_is_said_where_the_start_is_set(admin, planned):
    _, page = ask(admin, planned, **{**MOVED, "due_on": "2027-03-10"})
    assert "the plan of the tasks ends on 17 Mar 2027, after the target date of 10 Mar 2027" in page
    ask(admin, planned, **{**MOVED, "due_on": "2027-03-10"}, task_dates="keep")
    assert "ends on 17 Mar 2027, after" in admin.get(reverse("settings", args=[planned.pk])).content.decode()
    ask(admin, planned, **MOVED)
    assert "ends on" not in admin.get(reverse("settings", args=[planned.pk])).content.decode()


def test_a_new_journey_says_so_too(admin, journey):
    SpaceMember.objects.create(space=make_space(), user=journey.created_by, role=SpaceMember.Role.CONTRIBUTOR)
    playbook = import_playbook(tree=make_tree(1, days={1: (20, 5)})).playbook
    posted = {"title": "New", "space": make_space().pk, "playbook": playbook.pk, "starts_on": "2027-03-01"}
    page = admin.post(reverse("journey_new"), {**posted, "due_on": "2027-03-31"}, follow=True).content.decode()
    assert "the plan of its tasks ends on 2 Apr 2027, after its target date" in page
    page = admin.post(reverse("journey_new"), {**posted, "due_on": "2027-04-02"}, follow=True).content.decode()
    assert "the plan of its tasks" not in page


class TestSettingDatesFromThePlaybook:
    @each_gets(200, 403, 403, 403, 404, 302)
    def test_only_admins_look(self, client_of, planned, who, status):
        assert client_of(who).get(reverse("journey_dates", args=[planned.pk])).status_code == status

    @each_gets(302, 403, 403, 403, 404, 302)
    def test_only_admins_do_it(self, client_of, cast, planned, who, status):
        seen = seen_in(client_of("admin").get(reverse("journey_dates", args=[planned.pk])).content.decode())
        assert ask(client_of(who), planned, "journey_dates", seen=seen)[0] == status
        assert (number(planned, 2).starts_on == MONDAY) == (who == "admin")

    def test_it_says_what_would_be_lost(self, admin, planned):
        page = " ".join(admin.get(reverse("journey_dates", args=[planned.pk])).content.decode().split())
        assert "1 open task would get new dates. This replaces the dates that 1 of them has now." in page

    def test_it_is_asked_again_when_the_journey_changed_meanwhile(self, admin, planned):
        seen = seen_in(admin.get(reverse("journey_dates", args=[planned.pk])).content.decode())
        schedule(task=number(planned, 1), starts_on=None, due_on=None, by=planned.created_by)
        status, page = ask(admin, planned, "journey_dates", seen=seen)
        assert (status, "so this is asked again" in page, "Set the dates of 2 tasks" in page) == (409, True, True)

    def test_it_says_when_there_is_nothing_to_do(self, admin, journey):
        address = reverse("journey_dates", args=[journey.pk])
        assert "this journey has none yet" in admin.get(address).content.decode()
        change_journey(journey=journey, starts_on=MONDAY, by=journey.created_by)
        assert "Every open task that has a plan has the dates" in admin.get(address).content.decode()


class TestTheTask:
    def test_it_shows_its_plan_and_offers_the_dates(self, admin, planned):
        page = admin.get(reverse("task", args=[planned.pk, number(planned, 2).pk])).content.decode()
        assert "Plan: starts 5 working days after the journey, takes 3 working days" in page
        assert "1 Mar 2027 to 3 Mar 2027" in page

    def test_it_offers_nothing_where_they_are_so_already(self, admin, planned):
        page = admin.get(reverse("task", args=[planned.pk, number(planned, 1).pk])).content.decode()
        assert "Set dates from the plan" not in page

    def test_who_only_reads_sees_the_plan(self, client_of, planned):
        page = client_of("viewer").get(reverse("task", args=[planned.pk, number(planned, 2).pk])).content.decode()
        assert "Plan: starts 5 working days" in page
        assert "Save the plan" not in page

    @each_gets(200, 200, 403, 403, 404, 302)
    def test_workers_set_the_dates_from_it(self, client_of, planned, who, status):
        task = number(planned, 2)
        address = reverse("task_dates_by_plan", args=[planned.pk, task.pk])
        assert client_of(who).post(address, HTTP_HX_REQUEST="true").status_code == status
        task.refresh_from_db()
        assert (task.starts_on == MONDAY) == (status == 200)
