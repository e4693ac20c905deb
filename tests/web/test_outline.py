"""The outline: the whole tree under one query count, filters, ticks, figures, and what changed since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Event, Member, Module, Phase, Task
from journeys.queries import outline as outline_query
from journeys.services.items import settle
from journeys.services.scope import set_module_scope
from journeys.services.tasks import assign, schedule, set_status
from tests.cast import each_gets, members_read
from tests.makers import make_cast, make_journey, make_user

HTMX = {"HTTP_HX_REQUEST": "true"}


def outline_of(client, journey, **filters):
    return client.get(reverse("outline", args=[journey.pk]), filters)


def titles(page) -> list[str]:
    return [row.split("<", 1)[0].split(">", 1)[1] for row in page.content.decode().split('class="row-title"')[1:]]


@pytest.mark.parametrize(("tasks", "subtasks"), [(1, 0), (12, 2)])
def test_the_outline_costs_the_same_however_long_the_journey(db, client, tasks, subtasks, django_assert_num_queries):
    journey = make_journey(tasks=tasks, subtasks=subtasks, modules=1)
    client.force_login(journey.created_by)
    with django_assert_num_queries(8):  # user, journey, members, phases, modules, tasks, items, files
        page = outline_of(client, journey)
    assert page.content.count(b'class="row is-') == tasks * (1 + subtasks)


@members_read
def test_members_see_the_outline(client_of, journey, who, status):
    assert outline_of(client_of(who), journey).status_code == status


def test_a_viewer_gets_no_controls(client_of, journey):
    page = outline_of(client_of("viewer"), journey).content.decode()
    assert '<button class="tick"' not in page
    assert "Scope of" not in page


@pytest.fixture
def varied(cast, journey):
    """Three tasks: one completed, one the contributor's and overdue, one blocked."""
    first, second, third = Task.objects.filter(journey=journey)
    by = journey.created_by
    set_status(task=first, status="completed", by=by, confirmed=True)
    assign(task=second, owner=Member.objects.get(user=cast["contributor"]), by=by)
    schedule(task=second, starts_on=None, due_on=localdate() - timedelta(days=2), by=by)
    set_status(task=third, status="blocked", by=by, reason="The carrier is late")
    third.items.filter(position=0).update(kind=ChecklistItem.Kind.TEST, text="Hold and resume")
    return journey


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, ["Task 1", "Task 2", "Task 3"]),
        ({"text": "task 2"}, ["Task 2"]),
        ({"text": "hold and RESUME"}, ["Task 3"]),
        ({"text": "what to do in task 1"}, ["Task 1"]),
        ({"status": "blocked"}, ["Task 3"]),
        ({"kind": "test"}, ["Task 3"]),
        ({"open_only": "1"}, ["Task 2", "Task 3"]),
        ({"overdue": "1"}, ["Task 2"]),
        ({"mine": "1"}, ["Task 2"]),
        ({"owner": "0"}, ["Task 1", "Task 3"]),
        ({"status": "nonsense", "owner": "x"}, ["Task 1", "Task 2", "Task 3"]),
        ({"text": "nothing at all"}, []),
    ],
)
def test_filters(client_of, varied, filters, shown):
    assert titles(outline_of(client_of("contributor"), varied, **filters)) == shown


def test_filters_by_phase_and_module(db, client):
    journey = make_journey(tasks=4, modules=2)
    client.force_login(journey.created_by)
    first, second = Module.objects.all()
    assert titles(outline_of(client, journey, module=second.pk)) == ["Task 3", "Task 4"]
    assert len(titles(outline_of(client, journey, phase=Phase.objects.get().pk))) == 4
    assert titles(outline_of(client, journey, phase=0)) == titles(outline_of(client, journey))
    assert first.title


@pytest.mark.parametrize("name", ["phase", "module", "owner"])
def test_a_number_that_no_database_holds_filters_nothing(client_of, varied, name):
    assert len(titles(outline_of(client_of("viewer"), varied, **{name: "9" * 23}))) == 3


def test_someone_who_is_no_member_owns_nothing(varied, client):
    client.force_login(make_user("Root", is_superuser=True))
    assert titles(outline_of(client, varied, mine="1")) == []


def test_a_task_stays_above_its_subtask_that_is_found(db, client):
    journey = make_journey(tasks=2, subtasks=1)
    client.force_login(journey.created_by)
    page = outline_of(client, journey, text="Subtask 2.1")
    assert titles(page) == ["Task 2", "Subtask 2.1"]
    assert b"is-context" in page.content
    assert b"1 task of 4 shown" in page.content


def test_an_open_row_stays_open_by_the_url(client_of, journey):
    task = journey.tasks.first()
    page = outline_of(client_of("viewer"), journey, open=f"{task.pk},nonsense")
    assert b"Criterion 1 of task 1" in page.content
    assert b"Criterion 1 of task 2" not in page.content


@pytest.mark.parametrize("nonsense", ["99999999999999999999999", "²", "-1", "1,,2,x", "\0"])
def test_nonsense_in_the_url_is_passed_over(client_of, journey, nonsense):
    client = client_of("viewer")
    page = outline_of(client, journey, open=nonsense, phase="x", text="\0")
    assert len(titles(page)) == 3
    assert pulse(client, journey, nonsense).status_code in (200, 204)


def test_an_overdue_task_out_of_scope_is_not_overdue(client_of, varied):
    set_module_scope(module=Module.objects.get(), in_scope=False, reason="Later", by=varied.created_by)
    assert titles(outline_of(client_of("viewer"), varied, overdue="1")) == []


def tick(client, task, status="completed", **more):
    return client.post(
        reverse("task_status", args=[task.journey_id, task.pk]),
        {"status": status, "confirmed": "true"},
        HTTP_HX_TARGET=f"row-{task.pk}",
        **more,
    )


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_tick_a_task(client_of, journey, who, status):
    task = journey.tasks.first()
    answer = tick(client_of(who), task, **HTMX)
    task.refresh_from_db()
    assert (answer.status_code, task.status == "completed") == (status, status == 200)


def test_a_tick_answers_with_the_row_and_every_figure_above_it(client_of, journey):
    task = journey.tasks.first()
    answer = tick(client_of("contributor"), task, **HTMX).content.decode()
    assert answer.count('class="row is-completed"') == 1
    assert f'id="module-meter-{task.module_id}" hx-swap-oob="true"' in answer
    assert f'id="phase-meter-{task.module.phase_id}" hx-swap-oob="true"' in answer
    assert "<b>33 %</b> in scope" in answer


def test_without_javascript_a_tick_is_a_plain_form(client_of, journey):
    task = journey.tasks.first()
    answer = tick(client_of("contributor"), task)
    assert (answer.status_code, answer.url) == (302, reverse("task", args=[journey.pk, task.pk]))


def test_open_items_ask_first_with_a_button_that_goes_on(client_of, journey):
    task = journey.tasks.first()
    url = reverse("task_status", args=[journey.pk, task.pk])
    for headers, template in ((HTMX, "_refused.html"), ({}, "refused.html")):
        answer = client_of("contributor").post(url, {"status": "completed"}, **headers)
        assert answer.status_code == 409
        assert template in [t.name for t in answer.templates] or b'name="confirmed"' in answer.content
        assert b'name="status" value="completed"' in answer.content
    task.refresh_from_db()
    assert task.status == "planned"


def pulse(client, journey, since):
    return client.get(reverse("pulse", args=[journey.pk]), {"since": since})


def test_the_pulse_is_quiet_when_nothing_changed(client_of, journey):
    journey.refresh_from_db()
    assert pulse(client_of("viewer"), journey, journey.revision).status_code == 204
    assert pulse(client_of("viewer"), journey, "x").status_code == 204


def test_the_pulse_brings_the_changed_row_item_and_figures(client_of, journey):
    journey.refresh_from_db()
    since = journey.revision
    item = ChecklistItem.objects.first()
    settle(item=item, outcome="met", by=journey.created_by)
    answer = pulse(client_of("viewer"), journey, since)
    page = answer.content.decode()
    assert answer["X-Revision"] == str(since + 1)
    assert (f'id="row-{item.task_id}"' in page, f'id="item-{item.pk}"' in page, 'id="figures"' in page) == (True,) * 3
    assert page.count('class="row is-') == 1


def test_the_pulse_says_when_the_plan_itself_changed(client_of, journey):
    journey.refresh_from_db()
    set_module_scope(module=Module.objects.get(), in_scope=False, reason="Later", by=journey.created_by)
    assert b"Reload the page" in pulse(client_of("viewer"), journey, journey.revision).content


@pytest.mark.parametrize("kind", ["phase", "module"])
@each_gets(302, 302, 403, 403, 404, 302)
def test_only_workers_move_the_scope(client_of, journey, who, status, kind):
    branch = {"phase": Phase, "module": Module}[kind].objects.first()
    url = reverse(f"{kind}_scope", args=[journey.pk, branch.pk])
    answer = client_of(who).post(url, {"in_scope": "no", "reason": "Next year"})
    branch.refresh_from_db()
    assert (answer.status_code, branch.in_scope) == (status, who not in ("admin", "contributor"))


def test_a_phase_of_another_journey_is_not_there(client_of, journey, cast):
    other = make_journey(title="Other", by=cast["stranger"])
    url = reverse("phase_scope", args=[journey.pk, other.phases.get().pk])
    assert client_of("admin").post(url, {"in_scope": "no", "reason": "x"}).status_code == 404


def test_text_of_people_is_text(db, client):
    journey = make_journey(tasks=1)
    Task.objects.update(title="<script>alert(1)</script> {{ 7*7 }}")
    make_cast(journey)
    client.force_login(journey.created_by)
    page = outline_of(client, journey).content
    assert b"<script>alert(1)" not in page
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page


def test_an_empty_journey_says_what_belongs_there(db, client):
    journey = make_journey(tasks=1)
    Task.objects.all().delete()
    client.force_login(journey.created_by)
    assert b"no tasks yet" in outline_of(client, journey).content
    assert Event.objects.exists()


@pytest.mark.parametrize("kind", ["phase", "module"])
@each_gets(200, 200, 403, 403, 404, 302)
def test_the_field_for_a_reason_is_there_for_workers(client_of, journey, who, status, kind):
    branch = {"phase": Phase, "module": Module}[kind].objects.first()
    url = reverse(f"{kind}_scope", args=[journey.pk, branch.pk])
    for headers in (HTMX, {}):
        answer = client_of(who).get(url, **headers)
        assert answer.status_code == status
        assert (b'name="reason"' in answer.content) == (status == 200)


def test_a_row_that_changed_is_rendered_anew(client_of, journey):
    client, task = client_of("viewer"), journey.tasks.first()
    outline_of(client, journey)
    Task.objects.filter(pk=task.pk).update(title="Renamed")
    assert "Renamed" in titles(outline_of(client, journey))


@pytest.fixture
def large(db, client, monkeypatch):
    """Nine tasks with subtasks in three modules, where more than five are many and more than three hits too."""
    monkeypatch.setattr(outline_query, "LARGE", 5)
    monkeypatch.setattr(outline_query, "FEW", 3)
    journey = make_journey(tasks=9, modules=3, subtasks=1)
    client.force_login(journey.created_by)
    return journey


def test_the_modules_of_a_large_journey_are_fetched_when_they_are_opened(client, large):
    page = outline_of(client, large).content.decode()
    assert (page.count('class="row is-'), page.count("Show 6 tasks")) == (0, 3)
    assert "0 of 6" in page
    module = Module.objects.first()
    assert f'hx-get="{reverse("outline", args=[large.pk])}?module={module.pk}"' in page


def test_one_module_of_a_large_journey_comes_with_its_tasks(client, large, monkeypatch):
    monkeypatch.setattr(outline_query, "LARGE", 6)
    module = Module.objects.first()
    part = client.get(
        reverse("outline", args=[large.pk]),
        {"module": module.pk},
        HTTP_HX_REQUEST="true",
        HTTP_HX_TARGET=f"tasks-{module.pk}",
    )
    assert titles(part) == ["Task 1", "Subtask 1.1", "Task 2", "Subtask 2.1", "Task 3", "Subtask 3.1"]
    assert f'<ol id="tasks-{module.pk}"'.encode() in part.content


def test_a_filter_that_lets_few_through_unfolds_a_large_journey(client, large):
    page = outline_of(client, large, text="Subtask 2.1")
    assert titles(page) == ["Task 2", "Subtask 2.1"]
    assert b"1 task of 18 shown" in page.content
    assert b"is-context" in page.content
    assert b"Show 9 tasks" not in page.content


@pytest.mark.parametrize("tasks", [2, 12])
def test_a_large_outline_costs_the_same_at_any_size(db, client, monkeypatch, tasks, django_assert_num_queries):
    monkeypatch.setattr(outline_query, "LARGE", 1)
    monkeypatch.setattr(outline_query, "FEW", 1)
    journey = make_journey(tasks=tasks)
    client.force_login(journey.created_by)
    with django_assert_num_queries(7):  # user, journey, members, phases, modules, figures, what is found
        outline_of(client, journey)
