"""Reshaping a journey in its outline: adding, renaming, describing and moving its phases, modules and tasks."""

import pytest
from django.urls import reverse

from journeys.models import Event, Module, Phase, Task
from journeys.services.branches import add_module, add_phase, edit_branch_text
from journeys.services.journeys import start_journey
from tests.cast import each_gets
from tests.makers import make_journey, make_space, make_user

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/journeys/1/outline/?edit=1"}
ROWS = {"phase": Phase, "module": Module, "task": Task}


def outline_of(client, journey, **query):
    return client.get(reverse("outline", args=[journey.pk]), query)


def add(client, journey, noun, into="", title="New", **headers):
    return client.post(
        reverse("row_add", args=[journey.pk]), {"noun": noun, "into": into, "title": title}, **headers
    )  # fmt: skip


def post(client, name, row, **posted):
    headers = posted.pop("headers", HTMX)
    journey = row.journey_id if not isinstance(row, Module) else row.phase.journey_id
    return client.post(reverse(name, args=[journey, row._meta.model_name, row.pk]), posted, **headers)


def first(noun):
    return ROWS[noun].objects.order_by("pk").first()


@pytest.mark.parametrize(("tasks", "subtasks"), [(1, 0), (12, 2)])
def test_the_edit_mode_costs_the_same_however_long_the_journey(db, client, tasks, subtasks, django_assert_num_queries):
    journey = make_journey(tasks=tasks, subtasks=subtasks)
    client.force_login(journey.created_by)
    with django_assert_num_queries(8):  # user, journey, members, phases, modules, tasks, items, files
        page = outline_of(client, journey, edit=1)
    assert page.content.count(b'class="row-more') == tasks * (1 + subtasks)


@pytest.mark.parametrize(("who", "is_there"), [("admin", True), ("contributor", True), ("viewer", False)])
def test_only_workers_get_the_edit_mode(client_of, journey, who, is_there):
    client = client_of(who)
    assert (b"Edit the plan" in outline_of(client, journey).content) == is_there
    assert (b"Add a module" in outline_of(client, journey, edit=1).content) == is_there


def test_a_locked_journey_has_no_edit_mode(client_of, journey):
    type(journey).objects.filter(pk=journey.pk).update(locked_at="2026-01-01T00:00Z", lock_reason="Audit.")
    assert b"Add a module" not in outline_of(client_of("admin"), journey, edit=1).content


@pytest.mark.parametrize("noun", ["phase", "module", "task", "subtask"])
@each_gets(302, 302, 403, 403, 404, 302)
def test_only_workers_add(client_of, journey, who, status, noun):
    into = {"phase": "", "module": first("phase").pk, "task": first("module").pk, "subtask": first("task").pk}[noun]
    before = journey.events.count()
    assert add(client_of(who), journey, noun, into).status_code == status
    assert journey.events.count() == before + (who in ("admin", "contributor"))


@each_gets(200, 200, 403, 403, 404, 302)
def test_what_was_added_is_in_the_outline_that_comes_back(client_of, journey, who, status):
    answer = add(client_of(who), journey, "task", first("module").pk, "Order the *lines*", **HTMX)
    assert answer.status_code == status
    assert (b">Order the *lines*" in answer.content) == (status == 200)


def test_a_form_stays_open_for_the_next(client_of, journey):
    module = first("module")
    page = add(client_of("contributor"), journey, "task", module.pk, **HTMX).content.decode()
    form = page[: page.index(f'id="add-task-{module.pk}"')].rsplit("<details", 1)[1]
    assert " open>" in form
    assert page.count('class="add no-print" open') == 1


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_an_error_stands_beside_its_field_and_what_was_typed_is_kept(client_of, journey, headers):
    page = add(client_of("contributor"), journey, "task", first("module").pk, "x" * 301, **headers).content.decode()
    assert "at most 300 characters" in page.split(f'id="add-task-{first("module").pk}"')[1][:900]
    assert "x" * 301 in page


@pytest.mark.parametrize(("noun", "title"), [("subtask", ""), ("item", "x"), ("subtask", "x" * 301)])
def test_what_has_no_field_in_the_outline_is_refused_in_the_notice(client_of, journey, noun, title):
    answer = add(client_of("contributor"), journey, noun, first("task").pk, title, **HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#notice")


@pytest.mark.parametrize("into", ["", "0", "999999", "x"])
def test_a_place_that_is_not_there_takes_nothing(client_of, journey, into):
    answer = add(client_of("contributor"), journey, "task", into)
    assert answer.status_code in (404, 409)
    assert journey.tasks.count() == 3


def test_a_module_of_another_journey_is_not_there(client_of, journey, cast):
    other = make_journey(title="Other", by=cast["stranger"])
    module = Module.objects.get(phase__journey=other)
    assert add(client_of("admin"), journey, "task", module.pk).status_code == 404
    url = reverse("row_place", args=[journey.pk, "task", journey.tasks.first().pk])
    assert client_of("admin").post(url, {"to": f"module:{module.pk}"}).status_code == 404


@pytest.mark.parametrize("noun", ROWS)
@each_gets(200, 200, 403, 403, 404, 302)
def test_the_sheet_is_for_workers(client_of, journey, who, status, noun):
    url = reverse("row", args=[journey.pk, noun, first(noun).pk])
    for headers in (HTMX, {}):
        answer = client_of(who).get(url, **headers)
        assert (answer.status_code, b'name="text"' in answer.content) == (status, status == 200)


def test_a_noun_that_is_none_is_not_there(client_of, journey):
    assert client_of("admin").get(reverse("row", args=[journey.pk, "item", 1])).status_code == 404


@pytest.mark.parametrize("noun", ROWS)
@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_rename(client_of, journey, who, status, noun):
    row = first(noun)
    said = {"field": "title", "text": "Better name", "base_revision": journey.revision}
    assert post(client_of(who), "row_text", row, **said).status_code == status
    row.refresh_from_db()
    assert (row.title == "Better name") == (status == 200)


def test_renaming_without_javascript_leads_back_to_the_outline(client_of, journey):
    said = {"field": "title", "text": "Better", "base_revision": 99}
    answer = post(client_of("contributor"), "row_text", first("module"), **said, headers={})
    assert answer.url == reverse("outline", args=[journey.pk]) + "?edit=1"


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_conflict_shows_both_texts_in_the_sheet(client_of, journey, headers):
    phase = first("phase")
    edit_branch_text(branch=phase, field="title", text="Theirs", base_revision=99, by=journey.created_by)
    said = {"field": "title", "text": "Mine", "base_revision": 0, "sheet": 1}
    answer = post(client_of("contributor"), "row_text", phase, **said, headers=headers)
    assert answer.status_code == 409
    assert b">Theirs</textarea>" in answer.content
    assert b">Mine</textarea>" in answer.content
    phase.refresh_from_db()
    assert phase.title == "Theirs"


@pytest.mark.parametrize("noun", ROWS)
@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_move(db, client_of, journey, who, status, noun):
    by = journey.created_by
    phase = add_phase(journey=journey, title="Later", by=by)
    module = add_module(phase=phase, title="Afterwards", by=by)
    to = {"phase": f"after:{phase.pk}", "module": f"phase:{phase.pk}", "task": f"module:{module.pk}"}[noun]
    before = Event.objects.count()
    answer = post(client_of(who), "row_place", first(noun), to=to, headers={**HTMX, "HTTP_HX_TARGET": "notice"})
    assert (answer.status_code, Event.objects.count() - before) == (status, int(status == 200))


def test_what_was_dragged_gets_the_figures_and_no_rows(client_of, journey):
    one, two, _ = journey.tasks.order_by("position")
    answer = post(
        client_of("contributor"), "row_place", one, to=f"after:{two.pk}", headers={**HTMX, "HTTP_HX_TARGET": "notice"}
    )  # fmt: skip
    assert b"module-meter" in answer.content
    assert b'class="row is-' not in answer.content
    assert [task.pk for task in journey.tasks.order_by("position")][:2] == [two.pk, one.pk]


@pytest.mark.parametrize("to", ["", "module", "phase:1", "before:x", "task:" + "9" * 30, "drop table"])
def test_a_place_that_is_none_is_refused(client_of, journey, to):
    assert post(client_of("contributor"), "row_place", first("task"), to=to).status_code == 409


def test_every_place_that_the_sheet_offers_is_one(client_of, db):
    journey = make_journey(tasks=4, modules=2, subtasks=1)
    client = client_of("admin")
    client.force_login(journey.created_by)
    later = add_phase(journey=journey, title="Later", by=journey.created_by)
    add_module(phase=later, title="Afterwards", by=journey.created_by)
    for noun in ROWS:
        for row in ROWS[noun].objects.all():
            page = client.get(reverse("row", args=[journey.pk, noun, row.pk]), **HTMX).content.decode()
            for to in [part.split('"')[0] for part in page.split('<option value="')[2:]]:
                assert post(client, "row_place", row, to=to).status_code == 200, (noun, row, to)


def test_an_empty_journey_shows_what_belongs_there_and_the_form_for_the_first_phase(db, client):
    by = make_user("Owner")
    journey = start_journey(space=make_space(), title="From nothing", by=by)
    client.force_login(by)
    page = outline_of(client, journey).content.decode()
    assert "This journey has no plan yet." in page
    assert page.count("Title of the new phase") == 1
    assert 'class="add no-print" open' in page
    add(client, journey, "phase", title="Assess")
    add(client, journey, "module", journey.phases.get().pk, "Discovery")
    add(client, journey, "task", Module.objects.get().pk, "Count the numbers")
    add(client, journey, "subtask", Task.objects.get().pk, "Ask the carrier")
    assert [task.title for task in journey.tasks.in_order()] == ["Count the numbers", "Ask the carrier"]


@pytest.mark.parametrize(("who", "is_told"), [("contributor", False), ("viewer", True)])
def test_only_others_are_told_that_the_plan_changed(client_of, journey, who, is_told):
    journey.refresh_from_db()
    add(client_of("contributor"), journey, "task", first("module").pk)
    pulse = client_of(who).get(reverse("pulse", args=[journey.pk]), {"since": journey.revision})
    assert (b"Reload the page" in pulse.content) == is_told
