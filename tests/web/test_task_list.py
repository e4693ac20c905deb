"""The list: sorted in the database under one query count, columns a person chose, and the same as CSV."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import Member, Task
from journeys.services.items import settle
from journeys.services.tasks import assign, schedule, set_status
from journeys.web import task_list as page_of_list
from tests.cast import each_gets, members_read
from tests.makers import make_journey

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "task-list"}


def list_of(client, journey, **asked):
    return client.get(reverse("task_list", args=[journey.pk]), asked)


def titles(page) -> list[str]:
    cells = page.content.decode().split('class="list-title"')[1:]
    return [cell.split("</a>", 1)[0].rsplit(">", 1)[1] for cell in cells]


def csv_of(client, journey, **asked) -> list[list[str]]:
    answer = client.get(reverse("task_list_csv", args=[journey.pk]), asked)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


def choose(client, journey, *columns: str, **more):
    return client.post(reverse("task_list_columns", args=[journey.pk]), {"columns": columns, **more})


@pytest.mark.parametrize(("tasks", "subtasks"), [(1, 0), (12, 2)])
def test_the_list_costs_the_same_however_long_the_journey(db, client, tasks, subtasks, django_assert_num_queries):
    journey = make_journey(tasks=tasks, subtasks=subtasks)
    client.force_login(journey.created_by)
    # user, journey, members, phases, modules, count, ids, tasks, rows, items, files, figures
    with django_assert_num_queries(12):
        page = list_of(client, journey)
    assert len(titles(page)) == tasks * (1 + subtasks)


@members_read
def test_members_see_the_list(client_of, journey, who, status):
    assert list_of(client_of(who), journey).status_code == status


@members_read
def test_members_take_the_list_along(client_of, journey, who, status):
    assert client_of(who).get(reverse("task_list_csv", args=[journey.pk])).status_code == status


@pytest.fixture
def varied(cast, journey):
    """Task 1 completed; Task 2 the contributor's, overdue; Task 3 blocked, with one item settled and due later."""
    first, second, third = Task.objects.filter(journey=journey)
    by, today = journey.created_by, localdate()
    set_status(task=first, status="completed", by=by, confirmed=True)
    assign(task=second, owner=Member.objects.get(user=cast["contributor"]), by=by)
    schedule(task=second, starts_on=None, due_on=today - timedelta(days=2), by=by)
    set_status(task=third, status="blocked", by=by, reason="The carrier is late")
    schedule(task=third, starts_on=None, due_on=today + timedelta(days=2), by=by)
    settle(item=third.items.first(), outcome="met", by=by)
    return journey


@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("", "123"),
        ("title", "123"),
        ("-title", "321"),
        ("due_on", "231"),
        ("-due_on", "321"),
        ("owner", "213"),
        ("status", "231"),
        ("-status", "132"),
        ("items", "312"),
        ("-completed", "123"),
        ("module", "123"),
        ("nonsense", "123"),
        ("--title", "123"),
        ("\0", "123"),
    ],
)
def test_sorting(client_of, varied, sort, shown):
    assert titles(list_of(client_of("viewer"), varied, sort=sort)) == [f"Task {number}" for number in shown]


@pytest.mark.parametrize("name", page_of_list.query.COLUMNS)
def test_every_column_sorts_and_shows(client_of, varied, name):
    client = client_of("viewer")
    choose(client, varied, name)
    assert len(titles(list_of(client, varied, sort=f"-{name}"))) == 3
    assert page_of_list.query.COLUMNS[name].label in csv_of(client, varied)[0]


def test_the_sorted_heading_says_so_and_leads_to_the_other_way_round(client_of, varied):
    page = list_of(client_of("viewer"), varied, sort="due_on", open_only="1").content.decode()
    assert page.count("aria-sort=") == 1
    assert 'aria-sort="ascending"><a href="?sort=-due_on&amp;open_only=1">Due' in page
    assert 'name="sort" value="due_on"' in page


@pytest.mark.parametrize(
    ("filters", "shown"),
    [({"open_only": "1"}, "23"), ({"mine": "1"}, "2"), ({"text": "task 3"}, "3"), ({"status": "completed"}, "1")],
)
def test_the_filters_are_those_of_the_outline(client_of, varied, filters, shown):
    client = client_of("contributor")
    page = list_of(client, varied, **filters)
    assert titles(page) == [f"Task {number}" for number in shown]
    assert f"{len(shown)} task" in page.content.decode()
    assert [row[0] for row in csv_of(client, varied, **filters)[1:]] == titles(page)


def test_nothing_that_fits_says_so(client_of, varied):
    assert b"No task fits these filters." in list_of(client_of("viewer"), varied, text="nothing at all").content


def test_long_lists_have_pages_that_keep_filters_and_order(client_of, journey, monkeypatch):
    monkeypatch.setattr(page_of_list, "PAGE", 2)
    client = client_of("viewer")
    page = list_of(client, journey, sort="-title", page="2", text="task")
    assert titles(page) == ["Task 1"]
    assert b"Page 2 of 2" in page.content
    assert b'href="?sort=-title&amp;text=task&amp;page=1"' in page.content
    assert titles(list_of(client, journey, page="99")) == ["Task 3"]
    assert len(csv_of(client, journey, page="2")) == 4


def test_htmx_gets_the_table_and_what_is_said_about_it(client_of, journey):
    page = client_of("viewer").get(reverse("task_list", args=[journey.pk]), {"text": "task 1"}, **HTMX)
    assert titles(page) == ["Task 1"]
    assert b'id="shown" class="outline-count" hx-swap-oob="true"' in page.content
    assert b"<html" not in page.content


@each_gets(302, 302, 302, 302, 404, 302)
def test_everyone_who_sees_it_chooses_their_own_columns(client_of, journey, who, status):
    client = client_of(who)
    answer = choose(client, journey, "phase", "estimate", view="sort=-title&text=task")
    assert answer.status_code == status
    if who in ("stranger", "nobody"):
        return
    assert answer.url == f"{reverse('task_list', args=[journey.pk])}?sort=-title&text=task"
    assert csv_of(client, journey)[0] == ["Task", "Phase", "Estimate, hours"]
    assert csv_of(client_of("admin" if who == "viewer" else "viewer"), journey)[0][1] == "Module"


def test_a_column_that_is_not_there_is_refused(client_of, journey):
    assert choose(client_of("viewer"), journey, "secret").status_code == 409


def test_the_csv_holds_what_is_shown(client_of, varied):
    due = (localdate() + timedelta(days=2)).isoformat()
    client = client_of("viewer")
    assert csv_of(client, varied, sort="-title", status="blocked") == [
        ["Task", "Module", "Status", "Owner", "Due", "Items", "Waits for"],
        ["Task 3", "Module 1", "Blocked", "", due, "1 of 2", ""],
    ]
    answer = client.get(reverse("task_list_csv", args=[varied.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="acme-to-amazon-connect-tasks.csv"'


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "+49 30", "-2", "＝1"])
def test_text_of_people_is_never_a_formula(client_of, journey, title):
    Task.objects.update(title=title)
    assert csv_of(client_of("viewer"), journey)[1][0] == f"'{title}"


def test_the_csv_of_many_asks_as_often_as_that_of_few(client, db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(page_of_list.query, "MOST_NAMED", 2)
    journey = make_journey(tasks=12)
    client.force_login(journey.created_by)
    # user, journey, members, phases, modules, ids, tasks, rows, items, files
    with django_assert_num_queries(10):
        rows = csv_of(client, journey, text="task 1")
    assert [row[0] for row in rows] == ["Task", "Task 1", "Task 10", "Task 11", "Task 12"]


def pulse(client, journey, **asked):
    return client.get(reverse("task_list_pulse", args=[journey.pk]), asked)


@each_gets(204, 204, 204, 204, 404, 302)
def test_the_pulse_is_quiet_when_nothing_changed(client_of, journey, who, status):
    journey.refresh_from_db()
    assert pulse(client_of(who), journey, since=journey.revision).status_code == status


def test_the_pulse_brings_the_list_as_filtered_and_sorted(client_of, journey):
    journey.refresh_from_db()
    since = journey.revision
    set_status(task=journey.tasks.first(), status="in_progress", by=journey.created_by)
    answer = pulse(client_of("viewer"), journey, since=since, sort="-title")
    assert titles(answer) == ["Task 3", "Task 2", "Task 1"]
    assert answer["X-Revision"] == str(since + 1)
    assert b"since=" not in answer.content


def test_text_of_people_is_text(client_of, journey):
    Task.objects.update(title="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in list_of(client_of("admin"), journey).content
