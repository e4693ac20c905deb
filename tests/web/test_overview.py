import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.services.journeys import change_journey
from journeys.services.scope import set_module_scope
from journeys.services.tasks import assign, schedule, set_status
from tests.cast import each_gets
from tests.makers import make_journey


def page_of(client, journey) -> str:
    return client.get(reverse("overview", args=[journey.pk])).content.decode()


def tiles_in(page: str) -> list[tuple[str, int]]:
    """The address and the figure of each tile."""
    found = re.findall(r'<a class="tile[^"]*" href="([^"]*)"><b>(\d+)</b>', page)
    return [(unescape(address), int(figure)) for address, figure in found]


@each_gets(200, 200, 200, 200, 404, 302)
def test_members_see_the_overview(client_of, journey, who, status):
    assert client_of(who).get(reverse("overview", args=[journey.pk])).status_code == status


@pytest.mark.parametrize("tasks", [2, 12])
def test_the_overview_costs_the_same_however_long_the_journey(db, client, tasks, django_assert_num_queries):
    journey = make_journey(tasks=tasks)
    by = journey.created_by
    for number, task in enumerate(journey.tasks.all()):
        schedule(task=task, starts_on=None, due_on=localdate() + timedelta(1), by=by)
        assign(task=task, owner=journey.members.get(), by=by)
        if number % 2:
            set_status(task=task, status="blocked", reason="No answer.", by=by)
    client.force_login(by)
    # user, journey, phases, modules, figures, me, my figures, completed, due soon, blocked, history, failing, override
    with django_assert_num_queries(13):
        page = page_of(client, journey)
    assert page.count("No answer.") >= tasks // 2


def test_every_figure_leads_to_as_many_tasks(db, client):
    journey = make_journey(tasks=12, modules=2)
    by, me = journey.created_by, journey.members.get()
    for number, task in enumerate(journey.tasks.all()):
        status = ("planned", "in_progress", "completed")[number % 3]
        set_status(task=task, status=status, by=by, confirmed=True)
        schedule(task=task, starts_on=None, due_on=localdate() - timedelta(2 - number % 4), by=by)
        assign(task=task, owner=me if number % 2 else None, by=by)
    module = journey.phases.get().modules.last()
    set_module_scope(module=module, in_scope=False, reason="Not now.", by=by)
    client.force_login(by)
    tiles = tiles_in(page_of(client, journey))
    assert len(tiles) == 8
    for address, figure in tiles:
        rows = re.findall(r'class="row is-', client.get(address).content.decode())
        assert len(rows) == figure, address


def test_it_tells_what_is_due_what_is_blocked_and_what_happened(client, journey):
    by = journey.created_by
    first, second, _ = journey.tasks.all()
    schedule(task=first, starts_on=None, due_on=localdate() + timedelta(3), by=by)
    set_status(task=second, status="blocked", reason="The carrier is silent.", by=by)
    client.force_login(by)
    page = page_of(client, journey)
    assert "in 3 days" in page
    assert "The carrier is silent." in page
    assert "marked “Task 2” as blocked" in page


def test_the_picture_says_in_words_what_it_shows(client, journey):
    by = journey.created_by
    change_journey(journey=journey, by=by, starts_on=localdate(), due_on=localdate() + timedelta(30))
    set_status(task=journey.tasks.first(), status="completed", by=by, confirmed=True)
    client.force_login(by)
    page = page_of(client, journey)
    assert "1 of 3 tasks in scope completed" in page
    assert re.search(r'<svg [^>]*role="img" aria-labelledby="burnup-words"', page)
    assert "style=" not in page


def test_an_empty_journey_says_what_belongs_there(client, db):
    journey = make_journey(tasks=0)
    client.force_login(journey.created_by)
    assert "This journey has no tasks yet" in page_of(client, journey)


def test_who_is_no_member_has_no_figures_of_their_own(client, journey, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("op@example.com", "Op", "correct horse"))
    assert len(tiles_in(page_of(client, journey))) == 4
