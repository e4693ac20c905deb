"""The RACI: who reads and writes the matrix and its roles, the rules beside its rows, and what is suggested."""

import re
from html import unescape

import pytest
from django.urls import reverse

from journeys.models import Event, RaciLetter, RaciRole
from journeys.services.journeys import lock_journey
from journeys.services.raci import add_role, set_letter
from journeys.services.tasks import set_status
from journeys.web import raci as raci_pages
from tests.cast import each_gets, members_read
from tests.makers import make_journey

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def cio(journey, lead):
    return add_role(journey=journey, name="CIO", side="customer", by=lead)


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def admin(client_of):
    return client_of("admin")


def address(name, journey, *more):
    return reverse(name, args=[journey.pk, *more])


def page_of(client, journey, **query):
    return unescape(client.get(address("raci", journey), query).content.decode())


def send_cell(client, role, task, letter, **more):
    values = {"role": role.pk, "row": f"task:{task.pk}", "letter": letter, **more}
    return client.post(address("raci_cell", role.journey), values, headers=HTMX)


def letters():
    return {(each.role.name, each.task_id or each.module_id): each.letter for each in RaciLetter.objects.all()}


def rows_in(page):
    return re.findall(r'<tr id="row-[^>]*>.*?<th[^>]*><a[^>]*>([^<]*)', page, re.DOTALL)


@members_read
def test_members_read(client_of, journey, cio, who, status):
    client = client_of(who)
    pages = ("raci", "raci_roles", "raci_pulse")
    assert {client.get(address(name, journey) + "?since=0").status_code for name in pages} == {status}


@each_gets(200, 200, 403, 403, 404, 302)
def test_workers_see_the_forms(client_of, journey, cio, task, who, status):
    client = client_of(who)
    forms = [("raci_offers",), ("raci_suggestions",), ("raci_row", "task", task.pk)]
    assert {client.get(address(name, journey, *more)).status_code for name, *more in forms} == {status}


def writes_of(journey, role, task):
    return [
        ("raci_cell", [], {"role": role.pk, "row": f"task:{task.pk}", "letter": "R"}),
        ("raci_row", ["task", task.pk], {f"letter-{role.pk}": "R", f"before-{role.pk}": ""}),
        ("raci_role_add", [], {"name": "CFO", "side": "customer"}),
        ("raci_role_change", [role.pk], {"name": "Chief", "side": "aws", "base_revision": 99}),
        ("raci_role_members", [role.pk], {"members": [journey.members.first().pk]}),
        ("raci_role_place", [role.pk], {"before": RaciRole.objects.get(name="COO").pk}),
        ("raci_role_remove", [role.pk], {}),
        ("raci_offers", [], {"role": ["aws:Account manager"]}),
        ("raci_suggestions", [], {"role": role.pk, "accept": [f"module:{task.module_id}"]}),
    ]


@pytest.mark.parametrize("at", range(9))
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_write(client_of, journey, cio, lead, task, at, who, status):
    add_role(journey=journey, name="COO", side="customer", by=lead)
    first = add_role(journey=journey, name="Sponsor", side="customer", by=lead)
    before = Event.objects.count()
    name, more, data = writes_of(journey, first, task)[at]
    assert client_of(who).post(address(name, journey, *more), data).status_code == status
    assert (Event.objects.count() > before) == (who in ("admin", "contributor"))


def test_an_empty_matrix_offers_roles_that_tasks_name(admin, journey, task, lead):
    task.title, task.description = (
        "Record technical stakeholders",
        "These:\n\n- Network team\n- Operations (day and night)",
    )
    task.save()
    item = task.items.first()
    item.text = "Vendor - CRM: the contact is named."
    item.save()
    page = page_of(admin, journey)
    assert "No roles yet." in page
    for value in ("customer:Network team", "customer:Operations", "partner:CRM", "aws:Solutions architect"):
        assert f'value="{value}"' in page
    assert "Listed in “Record technical stakeholders”" in page
    assert " checked" not in page
    ticked = {"role": ["customer:Network team", "partner:CRM", "customer:Never offered"]}
    admin.post(address("raci_offers", journey), ticked)
    assert [role.name for role in journey.raci_roles.in_order()] == ["Network team", "CRM"]
    assert "customer:Network team" not in admin.get(address("raci_offers", journey)).content.decode()


def test_viewers_of_an_empty_matrix_are_offered_nothing(client_of, journey):
    page = page_of(client_of("viewer"), journey)
    assert "No roles yet." in page
    assert "Roles to choose from" not in page


def test_a_letter_comes_back_with_its_row_and_the_counts(admin, journey, cio, task):
    answer = send_cell(admin, cio, task, "A/R", before="")
    page = unescape(answer.content.decode())
    assert rows_in(page) == ["Task 1"]
    assert ">OK</span>" in page
    assert '<p id="raci-counts" class="raci-counts" hx-swap-oob="true">' in page
    assert "3 rows of 4" in page
    assert letters() == {("CIO", task.pk): "A/R"}


def test_a_cell_that_someone_else_changed_is_refused(admin, cio, task, lead):
    set_letter(role=cio, row=task, letter="C", by=lead)
    answer = send_cell(admin, cio, task, "A", before="")
    assert answer.status_code == 409
    assert "CIO for “Task 1” is C now" in unescape(answer.content.decode())
    assert letters() == {("CIO", task.pk): "C"}


@pytest.mark.parametrize("wrong", [{"letter": "X"}, {"role": 999}, {"row": ""}])
def test_a_cell_of_a_wrong_shape_is_refused(admin, journey, cio, task, wrong):
    values = {"role": cio.pk, "row": f"task:{task.pk}", "letter": "R", **wrong}
    assert admin.post(address("raci_cell", journey), values, headers=HTMX).status_code == 409


@pytest.mark.parametrize("key", ["task:999999", "module:999999", "phase:1", "task:x", "task:" + "9" * 30])
def test_a_row_that_is_not_there(admin, journey, cio, key):
    values = {"role": cio.pk, "row": key, "letter": "R"}
    assert admin.post(address("raci_cell", journey), values).status_code == 404


def test_without_script_a_row_is_a_form(admin, journey, cio, task, lead):
    cfo = add_role(journey=journey, name="CFO", side="customer", by=lead)
    page = admin.get(address("raci_row", journey, "task", task.pk)).content.decode()
    assert f'name="before-{cfo.pk}" value=""' in page
    data = {f"letter-{cio.pk}": "A", f"before-{cio.pk}": "", f"letter-{cfo.pk}": "", f"before-{cfo.pk}": ""}
    answer = admin.post(address("raci_row", journey, "task", task.pk), data)
    assert answer.url == f"{address('raci', journey)}#row-task-{task.pk}"
    assert letters() == {("CIO", task.pk): "A"}
    set_letter(role=cfo, row=task, letter="R", by=lead)
    # What was not touched in the form stays as someone else left it.
    admin.post(address("raci_row", journey, "task", task.pk), data | {f"letter-{cio.pk}": "C", f"before-{cio.pk}": "A"})
    assert letters() == {("CIO", task.pk): "C", ("CFO", task.pk): "R"}


def test_what_is_wrong_stands_beside_the_row_and_leads_to_the_list(admin, journey, cio, task):
    send_cell(admin, cio, task, "A/R")
    assert "3 rows of 4" in (page := page_of(admin, journey))
    assert f'href="{address("raci", journey)}?broken=any"' in page
    assert rows_in(page) == ["Module 1", "Task 1", "Task 2", "Task 3"]
    assert rows_in(page_of(admin, journey, broken="any")) == ["Module 1", "Task 2", "Task 3"]
    assert rows_in(page_of(admin, journey, broken="no-a")) == ["Module 1", "Task 2", "Task 3"]
    assert "No row breaks this rule." in page_of(admin, journey, broken="two-a")


def test_rows_out_of_scope_are_shown_on_demand(admin, journey, cio, task, lead):
    set_status(task=task, status="out_of_scope", reason="Later", by=lead)
    assert "Task 1" not in rows_in(page_of(admin, journey))
    assert "Task 1" in rows_in(page_of(admin, journey, out_of_scope="1"))


def test_many_rows_are_turned_in_pages(admin, journey, cio, monkeypatch):
    monkeypatch.setattr(raci_pages, "A_PAGE", 3)
    assert rows_in(page_of(admin, journey)) == ["Module 1", "Task 1", "Task 2"]
    assert rows_in(page_of(admin, journey, page="2")) == ["Task 3"]


@pytest.mark.parametrize("size", [1, 12])
def test_it_costs_the_same_however_large(db, client, size, django_assert_num_queries):
    journey = make_journey(tasks=size, modules=size)
    for number in range(size):
        role = add_role(journey=journey, name=f"Role {number}", side="aws", by=journey.created_by)
        set_letter(role=role, row=journey.tasks.first(), letter="C", by=journey.created_by)
    client.force_login(journey.created_by)
    with django_assert_num_queries(8):  # user, journey, roles, members, modules, tasks, letters, figures
        client.get(address("raci", journey))


def test_the_changes_of_others_come_as_rows(client_of, journey, cio, task, lead):
    viewer = client_of("viewer")
    journey.refresh_from_db()
    since = {"since": journey.revision}
    assert viewer.get(address("raci_pulse", journey), since).status_code == 204
    set_letter(role=cio, row=task, letter="R", by=lead)
    answer = viewer.get(address("raci_pulse", journey), since)
    page = answer.content.decode()
    assert (rows_in(page), "outdated" in page) == (["Task 1"], False)
    assert "raci-change" not in page
    assert answer["X-Revision"] == str(journey.revision + 1)
    add_role(journey=journey, name="CFO", side="customer", by=lead)
    assert "outdated" in viewer.get(address("raci_pulse", journey), since).content.decode()


def test_a_role_with_letters_is_removed_when_confirmed(admin, journey, cio, task, lead):
    set_letter(role=cio, row=task, letter="R", by=lead)
    answer = admin.post(address("raci_role_remove", journey, cio.pk))
    assert answer.status_code == 409
    assert "1 letter" in answer.content.decode()
    admin.post(address("raci_role_remove", journey, cio.pk), {"confirmed": "true"})
    assert not journey.raci_roles.exists()


def test_roles_say_who_hold_them(admin, journey, cio):
    admin.post(address("raci_role_members", journey, cio.pk), {"members": [journey.members.get(name="Owner").pk]})
    for name in ("raci", "raci_roles"):
        assert "Owner" in admin.get(address(name, journey)).content.decode()


def test_letters_are_suggested_with_their_rule_and_set_when_accepted(admin, journey, cio, task, lead):
    page = unescape(admin.get(address("raci_suggestions", journey), {"role": cio.pk}).content.decode())
    assert "Executives are told about each module." in page
    assert letters() == {}
    module = f"module:{task.module_id}"
    admin.post(
        address("raci_suggestions", journey), {"role": cio.pk, "accept": [module, "task:999", f"task:{task.pk}"]}
    )
    assert letters() == {("CIO", task.module_id): "I"}
    page = admin.get(address("raci_suggestions", journey), {"role": cio.pk}).content.decode()
    assert "No rule suggests a letter for CIO" in page


def test_all_that_a_rule_suggests_is_set_at_once(admin, journey, lead):
    lead_role = add_role(journey=journey, name="Project lead", side="customer", by=lead)
    rule = "A project lead answers for what nobody else answers for."
    admin.post(address("raci_suggestions", journey), {"role": lead_role.pk, "rule": rule})
    assert list(RaciLetter.objects.values_list("letter", flat=True)) == ["A"] * 4


def test_a_locked_matrix_is_read(admin, journey, cio, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    page = page_of(admin, journey)
    assert 'role="grid"' not in page
    assert rows_in(page)


def test_a_task_says_who_does_what(admin, journey, cio, task, lead):
    set_letter(role=cio, row=task, letter="A/R", by=lead)
    page = admin.get(address("task", journey, task.pk)).content.decode()
    assert "Accountable and responsible" in page
