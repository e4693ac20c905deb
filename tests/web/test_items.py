"""Settling items in a page: who may, what it costs, what it answers."""

import pytest
from django.urls import reverse

from journeys.models import ChecklistItem, Event, Member
from tests.cast import each_gets
from tests.makers import make_journey

HTMX = {"HTTP_HX_REQUEST": "true"}
Kind = ChecklistItem.Kind


@pytest.fixture
def item(journey):
    return ChecklistItem.objects.filter(task__journey=journey).first()


def settle(client, item, outcome="met", **posted):
    headers = posted.pop("headers", HTMX)
    url = reverse("item_settle", args=[item.task.journey_id, item.pk])
    return client.post(url, {"outcome": outcome, **posted}, **headers)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_settle_any_item(client_of, item, who, status):
    answer = settle(client_of(who), item)
    item.refresh_from_db()
    assert (answer.status_code, item.outcome == "met") == (status, status == 200)


@pytest.mark.parametrize(("who", "status"), [("stakeholder", 200), ("viewer", 403)])
def test_a_stakeholder_settles_what_is_theirs(client_of, cast, item, who, status):
    item.owner = Member.objects.get(user=cast[who])
    item.save(update_fields=["owner"])
    assert settle(client_of(who), item).status_code == status


@each_gets(200, 200, 200, 403, 404, 302)
def test_a_stakeholder_answers_any_question(client_of, item, who, status):
    item.kind = Kind.QUESTION
    item.save(update_fields=["kind"])
    assert settle(client_of(who), item, "answered", note="42 agents").status_code == status


def test_settling_stays_within_its_budget(client_of, item, django_assert_max_num_queries):
    client, item = client_of("contributor"), ChecklistItem.objects.select_related("task").get(pk=item.pk)
    with django_assert_max_num_queries(12):
        answer = settle(client, item)
    assert len(answer.content) <= 6 * 1024


def test_the_answer_is_the_item_and_the_count_of_its_task(client_of, item):
    answer = settle(client_of("contributor"), item).content.decode()
    assert f'<li id="item-{item.pk}" class="item is-met" data-takes-files>' in answer
    assert f'id="count-{item.task_id}" hx-swap-oob="true"' in answer
    assert ">1/2" in answer


def test_without_javascript_it_is_a_plain_form(client_of, item):
    answer = settle(client_of("contributor"), item, headers={})
    assert (answer.status_code, answer.url) == (302, reverse("task", args=[item.task.journey_id, item.task_id]))


@pytest.mark.parametrize("posted", [{"outcome": "nonsense"}, {"outcome": "go"}, {"outcome": ""}])
def test_bad_input_says_what_is_wrong(client_of, item, posted):
    answer = settle(client_of("contributor"), item, **posted)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#notice"


def test_two_people_ticking_is_one_event(client_of, item):
    for who in ("admin", "contributor"):
        assert settle(client_of(who), item).status_code == 200
    assert Event.objects.filter(verb="item.settled").count() == 1


def test_a_conflict_shows_both_texts(client_of, item, journey):
    journey.refresh_from_db()
    settle(client_of("admin"), item, "open", note="Theirs", base_revision=journey.revision)
    answer = settle(client_of("contributor"), item, "open", note="<b>Mine", base_revision=journey.revision)
    assert answer.status_code == 409
    assert b"Theirs" in answer.content
    assert b"&lt;b&gt;Mine" in answer.content


def test_an_item_of_another_journey_is_not_there(client_of, cast, journey):
    other = make_journey(title="Other", by=cast["stranger"])
    foreign = ChecklistItem.objects.filter(task__journey=other).first()
    url = reverse("item_settle", args=[journey.pk, foreign.pk])
    assert client_of("admin").post(url, {"outcome": "met"}).status_code == 404


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_give_an_item_an_owner(client_of, cast, item, who, status):
    member = Member.objects.get(user=cast["stakeholder"])
    url = reverse("item_owner", args=[item.task.journey_id, item.pk])
    assert client_of(who).get(url, **HTMX).status_code == status
    assert client_of(who).post(url, {"owner": member.pk}, **HTMX).status_code == status
    item.refresh_from_db()
    assert (item.owner == member) == (status == 200)


@pytest.mark.parametrize("items", [1, 6])
def test_opening_a_row_costs_the_same_however_long_its_list(db, client, items, django_assert_num_queries):
    journey = make_journey(tasks=1, items=items)
    url = reverse("task_items", args=[journey.pk, journey.tasks.get().pk])
    client.force_login(journey.created_by)
    with django_assert_num_queries(6):  # user, journey, task, items, evidence, approvals
        page = client.get(url, **HTMX)
    assert page.content.count(b'<li id="item-') == items


@pytest.fixture
def check(item):
    item.kind = Kind.CHECK
    item.save(update_fields=["kind"])
    return item


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_give_a_check_a_priority(client_of, check, who, status):
    url = reverse("item_priority", args=[check.task.journey_id, check.pk])
    answer = client_of(who).post(url, {"priority": "high"}, **HTMX)
    check.refresh_from_db()
    assert (answer.status_code, check.priority == "high") == (status, status == 200)


def test_a_priority_stands_in_the_item(client_of, check):
    here = reverse("task", args=[check.task.journey_id, check.task_id])
    url = reverse("item_priority", args=[check.task.journey_id, check.pk])
    assert "priority is-" not in client_of("viewer").get(here).text
    part = client_of("contributor").post(url, {"priority": "high"}, **HTMX).text
    assert '<span class="priority is-high">High priority</span>' in part
    assert '<option value="high" selected>' in part
    page = client_of("viewer").get(here).text
    assert "High priority" in page
    assert url not in page
    plain = client_of("contributor").post(url, {"priority": "low"})
    assert (plain.status_code, plain.url) == (302, here)
    assert client_of("contributor").post(url, {"priority": "urgent"}).status_code == 409


def test_a_priority_stays_within_the_budget_of_settling(client_of, check, django_assert_max_num_queries):
    client, url = client_of("contributor"), reverse("item_priority", args=[check.task.journey_id, check.pk])
    with django_assert_max_num_queries(12):
        client.post(url, {"priority": "high"}, **HTMX)
