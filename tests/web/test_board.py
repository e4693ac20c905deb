"""The board: columns under one query count, the same filters as the outline, and moves that are refused or not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import Member, Module, Task
from journeys.queries import board as query
from journeys.services.dependencies import set_waits_for
from journeys.services.scope import set_module_scope
from journeys.services.tasks import assign, schedule, set_status
from tests.cast import each_gets, members_read
from tests.makers import make_journey

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "board"}


def board_of(client, journey, **asked):
    return client.get(reverse("board", args=[journey.pk]), asked)


def columns(page) -> dict[str, list[str]]:
    """The titles in each column, in order."""
    parts = page.content.decode().split('data-status="')[1:]
    return {
        part.split('"', 1)[0]: [
            link.split(">", 1)[1].split("<", 1)[0] for link in part.split('class="board-title"')[1:]
        ]
        for part in parts
    }


@pytest.mark.parametrize(("tasks", "subtasks"), [(1, 0), (12, 2)])
def test_the_board_costs_the_same_however_long_the_journey(db, client, tasks, subtasks, django_assert_num_queries):
    journey = make_journey(tasks=tasks, subtasks=subtasks)
    client.force_login(journey.created_by)
    # user, journey, members, phases, modules, places, tasks, items, files, figures
    with django_assert_num_queries(10):
        page = board_of(client, journey)
    assert len(columns(page)["planned"]) == tasks * (1 + subtasks)


@members_read
def test_members_see_the_board(client_of, journey, who, status):
    assert board_of(client_of(who), journey).status_code == status


def test_a_viewer_gets_no_controls(client_of, journey):
    page = board_of(client_of("viewer"), journey).content.decode()
    assert ('draggable="true"' in page, "board-move" in page) == (False, False)


@pytest.fixture
def varied(cast):
    """Seven tasks: one in each column, one out of scope with its module, one waiting."""
    journey = make_journey(title="Varied", tasks=6, subtasks=0, modules=2)
    Member.objects.create(journey=journey, user=cast["contributor"], name="Cy", role="contributor")
    by, tasks = journey.created_by, list(journey.tasks.order_by("pk"))
    set_status(task=tasks[0], status="in_progress", by=by)
    set_status(task=tasks[1], status="completed", by=by, confirmed=True)
    set_status(task=tasks[2], status="blocked", by=by, reason="The carrier is late")
    assign(task=tasks[2], owner=Member.objects.get(journey=journey, name="Cy"), by=by)
    schedule(task=tasks[2], starts_on=None, due_on=localdate() - timedelta(days=2), by=by)
    set_waits_for(task=tasks[4], other=tasks[0], waits=True, by=by)
    set_status(task=tasks[5], status="out_of_scope", by=by, reason="Next year")
    return journey


def test_each_task_is_in_the_column_of_its_status(client, varied):
    client.force_login(varied.created_by)
    assert columns(board_of(client, varied)) == {
        "planned": ["Task 4", "Task 5"],
        "in_progress": ["Task 1"],
        "blocked": ["Task 3"],
        "completed": ["Task 2"],
        "out_of_scope": ["Task 6"],
    }


def test_what_leaves_the_scope_with_its_module_can_not_be_moved_alone(client, varied):
    set_module_scope(
        module=Module.objects.get(title="Module 1", phase__journey=varied),
        in_scope=False,
        reason="No",
        by=varied.created_by,
    )
    client.force_login(varied.created_by)
    page = board_of(client, varied)
    assert columns(page)["out_of_scope"] == ["Task 1", "Task 2", "Task 3", "Task 6"]
    assert page.content.count(b"Out of scope with what it belongs to.") == 3
    assert page.content.count(b'draggable="true"') == 3


def test_a_card_says_what_the_task_is_about(client, varied):
    client.force_login(varied.created_by)
    page = board_of(client, varied).content.decode()
    blocked = page.split('data-status="blocked"')[1].split("</section>")[0]
    for words in ("Module 1", "Cy", "Overdue", "0/2", "The carrier is late"):
        assert words in blocked
    assert "waits for 1 task" in page.split('data-status="planned"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"owner": "0"}, 5),
        ({"overdue": "1"}, 1),
        ({"status": "blocked"}, 1),
        ({"text": "task 2"}, 1),
        ({"mine": "1"}, 0),
    ],
)
def test_the_filters_are_those_of_the_outline(client, varied, filters, shown):
    client.force_login(varied.created_by)
    page = board_of(client, varied, **filters)
    assert sum(len(titles) for titles in columns(page).values()) == shown
    assert b"of 6 shown" in page.content
    outline = reverse("outline", args=[varied.pk])
    [(name, value)] = filters.items()
    assert f'href="{outline}?{name}={value.replace(" ", "+")}"' in page.content.decode()


def test_a_column_shows_its_first_cards_and_says_how_many_are_left(client, varied, monkeypatch):
    monkeypatch.setattr(query, "CARDS", 1)
    client.force_login(varied.created_by)
    page = board_of(client, varied)
    assert (columns(page)["planned"], b"(1 left)" in page.content) == (["Task 4"], True)
    assert f"{reverse('board', args=[varied.pk])}?planned=100#more-planned" in page.content.decode()
    more = board_of(client, varied, planned="100")
    assert columns(more)["planned"] == ["Task 4", "Task 5"]


def test_htmx_gets_the_one_column(client, varied):
    client.force_login(varied.created_by)
    url = reverse("board", args=[varied.pk])
    part = client.get(url, {"planned": "100"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="column-planned")
    assert list(columns(part)) == ["planned"]
    assert b'id="figures"' not in part.content


@pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 30, "²", "\0", ""])
def test_nonsense_in_the_url_is_passed_over(client, varied, nonsense):
    client.force_login(varied.created_by)
    assert board_of(client, varied, planned=nonsense, phase=nonsense).status_code == 200


def move(client, task, status, **posted):
    headers = posted.pop("headers", {})
    url = reverse("board_move", args=[task.journey_id, task.pk])
    return client.post(url, {"status": status, **posted}, **headers)


@each_gets(302, 302, 403, 403, 404, 302)
def test_only_workers_move_a_card(client_of, journey, who, status):
    task = journey.tasks.first()
    answer = move(client_of(who), task, "in_progress")
    task.refresh_from_db()
    assert (answer.status_code, task.status == "in_progress") == (status, who in ("admin", "contributor"))


def test_without_javascript_a_move_leads_back_to_the_same_board(client_of, journey):
    task = journey.tasks.first()
    answer = move(client_of("contributor"), task, "blocked", reason="No rota", view="text=task&planned=100")
    assert answer.url == f"{reverse('board', args=[journey.pk])}?text=task&planned=100#card-{task.pk}"


def test_a_move_answers_with_the_board_the_figures_and_words(client_of, journey):
    task = journey.tasks.first()
    answer = move(client_of("contributor"), task, "in_progress", view="text=task+1", headers=HTMX)
    page = answer.content.decode()
    assert columns(answer) | {} == {
        "planned": [], "in_progress": ["Task 1"], "blocked": [], "completed": [], "out_of_scope": [],
    }  # fmt: skip
    assert f'data-moved="card-{task.pk}"' in page
    assert "“Task 1” is in In progress now." in page
    assert 'id="figures" class="figures" hx-swap-oob="true"' in page
    journey.refresh_from_db()
    assert answer["X-Revision"] == str(journey.revision)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("blocked", b"Say what blocks this task."),
        ("out_of_scope", b"Say why this task leaves the scope."),
        ("completed", b"2 unresolved items"),
        ("nonsense", b"Status"),
    ],
)
def test_a_refused_move_says_why_and_changes_nothing(client_of, journey, status, words):
    task = journey.tasks.first()
    answer = move(client_of("contributor"), task, status, view="text=task+1", headers=HTMX)
    task.refresh_from_db()
    assert (answer.status_code, task.status) == (409, "planned")
    assert words in answer.content
    assert answer["HX-Retarget"] == "#notice"
    # A yes keeps the filters.
    assert (b'name="view" value="text=task+1"' in answer.content) == (status == "completed")


def test_a_task_of_another_journey_is_not_there(client_of, journey, cast):
    other = make_journey(title="Other", by=cast["stranger"]).tasks.first()
    url = reverse("board_move", args=[journey.pk, other.pk])
    assert client_of("admin").post(url, {"status": "in_progress"}).status_code == 404


def pulse(client, journey, **asked):
    return client.get(reverse("board_pulse", args=[journey.pk]), asked)


@each_gets(204, 204, 204, 204, 404, 302)
def test_the_pulse_is_quiet_when_nothing_changed(client_of, journey, who, status):
    journey.refresh_from_db()
    assert pulse(client_of(who), journey, since=journey.revision).status_code == status


def test_the_pulse_brings_the_board_as_filtered(client_of, journey):
    journey.refresh_from_db()
    since, task = journey.revision, journey.tasks.first()
    set_status(task=task, status="in_progress", by=journey.created_by)
    answer = pulse(client_of("viewer"), journey, since=since, text="task 1")
    assert columns(answer)["in_progress"] == ["Task 1"]
    assert answer.content.count(b'class="board-title"') == 1
    assert answer["X-Revision"] == str(since + 1)
    assert b"since=" not in answer.content


def test_text_of_people_is_text(client_of, journey):
    Task.objects.update(title="<script>alert(1)</script> {{ 7*7 }}")
    page = board_of(client_of("admin"), journey).content
    assert b"<script>alert(1)" not in page
