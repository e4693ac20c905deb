"""Approvals on pages: who asks, who answers, and where it shows."""

import pytest
from django.urls import reverse

from journeys.models import Approval
from journeys.services.approvals import approve, ask, send_back
from journeys.services.journeys import lock_journey
from journeys.services.members import remove_member
from tests.cast import each_gets
from tests.makers import make_cast, make_journey

HTMX = {"HX-Request": "true"}
Status = Approval.Status


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def item(journey):
    return journey.tasks.first().items.select_related("task").first()


@pytest.fixture
def sam(journey, cast):
    return journey.members.get(user=cast["stakeholder"])


@pytest.fixture
def approval(item, sam, lead):
    return ask(thing=item, of=sam, words="Is <b>this</b> right?", by=lead)


def send_ask(client, thing, of, noun="item", headers=None, **data):
    journey_id = (thing.task if noun == "item" else thing).journey_id
    to = reverse("approval_ask", args=[journey_id, noun, thing.pk])
    return client.post(to, {"of": of.pk, **data}, headers=headers)


def send(client, name, approval, headers=None, **data):
    return client.post(reverse(name, args=[approval.journey_id, approval.pk]), data, headers=headers)


def show(client, task):
    return client.get(reverse("task", args=[task.journey_id, task.pk])).text


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_ask(client_of, item, sam, who, status):
    assert send_ask(client_of(who), item, sam).status_code == status
    assert Approval.objects.exists() == (who in ("admin", "contributor"))


@pytest.mark.parametrize("name", ["approval_approve", "approval_send_back"])
@each_gets(403, 403, 302, 403, 404, 302)
def test_only_who_is_asked_answers(client_of, approval, name, who, status):
    assert send(client_of(who), name, approval, words="So it is.").status_code == status
    approval.refresh_from_db()
    assert approval.is_waiting == (who != "stakeholder")


@each_gets(302, 403, 403, 403, 404, 302)
def test_who_asked_and_admins_withdraw(client_of, approval, who, status):
    assert send(client_of(who), "approval_withdraw", approval).status_code == status
    approval.refresh_from_db()
    assert approval.is_waiting == (who != "admin")


@each_gets(302, 302, 302, 302, 404, 302)
def test_members_are_led_to_it(client_of, approval, who, status):
    answer = client_of(who).get(reverse("approval", args=[approval.journey_id, approval.pk]))
    assert answer.status_code == status
    if who != "nobody" and status == 302:
        place = reverse("task", args=[approval.journey_id, approval.item.task_id])
        assert answer.url == f"{place}#approval-{approval.pk}"


def test_the_form_is_fetched_and_also_a_page(client_of, journey, item):
    address = reverse("approval_ask", args=[journey.pk, "item", item.pk])
    part, page = (client_of("contributor").get(address, headers=headers).text for headers in (HTMX, {}))
    for text in (part, page):
        assert "stakeholder (stakeholder)" in text
        assert "contributor (contributor)" not in text
        assert "viewer (viewer)" not in text
    assert "<html" in page
    assert "<html" not in part


def test_asking_shows_in_place(client_of, journey, item, sam):
    shown = send_ask(client_of("contributor"), item, sam, headers=HTMX, words="Look")
    assert f'id="approvals-item-{item.pk}"' in shown.text
    assert "Waits for approval" in shown.text
    assert "stakeholder is asked to approve this." in shown.text
    assert "Withdraw the request" in show(client_of("contributor"), item.task)
    assert "Withdraw the request" not in show(client_of("viewer"), item.task)


@pytest.mark.parametrize(("noun", "number"), [("module", 1), ("item", 10**6), ("task", 10**6), ("phase", 10**6)])
def test_what_is_not_there_nobody_is_asked_for(client_of, journey, sam, noun, number):
    answer = client_of("admin").post(reverse("approval_ask", args=[journey.pk, noun, number]), {"of": sam.pk})
    assert answer.status_code == 404


def test_whom_to_ask_is_said(client_of, journey, item):
    answer = client_of("admin").post(reverse("approval_ask", args=[journey.pk, "item", item.pk]), headers=HTMX)
    assert answer.status_code == 409
    assert "choose whom to ask" in answer.text


def test_who_is_asked_answers_on_the_page_of_the_task(client_of, approval, item):
    page = show(client_of("stakeholder"), item.task)
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in page
    assert "Send back" in page
    assert "Send back" not in show(client_of("admin"), item.task)
    refused = send(client_of("stakeholder"), "approval_send_back", approval, headers=HTMX)
    assert (refused.status_code, "what is missing" in refused.text) == (409, True)
    answer = send(client_of("stakeholder"), "approval_send_back", approval, headers=HTMX, words="The <i>date</i>.")
    assert "Sent back" in answer.text
    assert "The &lt;i&gt;date&lt;/i&gt;." in answer.text
    assert "Send back</button>" not in answer.text


def test_an_answer_leads_back_to_where_it_was_given_but_not_elsewhere(client_of, journey, item, approval, sam, lead):
    answer = send(client_of("stakeholder"), "approval_approve", approval, next="/pending/")
    assert answer.url == "/pending/"
    again = ask(thing=item, of=sam, by=lead)
    answer = send(client_of("stakeholder"), "approval_approve", again, next="https://example.com/")
    assert answer.url.startswith(f"/journeys/{journey.pk}/tasks/")


def test_a_task_and_what_changed_since_it_was_approved(client_of, journey, sam, lead, cast):
    task = journey.tasks.first()
    approve(approval=ask(thing=task, of=sam, by=lead), words="Well done", by=cast["stakeholder"])
    assert "Well done" in show(client_of("viewer"), task)
    assert "change since" not in show(client_of("viewer"), task)
    item = task.items.first()
    client_of("admin").post(reverse("item_settle", args=[journey.pk, item.pk]), {"outcome": "met"})
    assert "1 change since" in show(client_of("viewer"), task)


def test_who_was_asked_and_left_is_named(client_of, approval, item, sam, lead):
    remove_member(member=sam, by=lead)
    assert "stakeholder, who left the journey" in show(client_of("viewer"), item.task)


def test_a_locked_journey_takes_no_answer(client_of, journey, approval, lead):
    lock_journey(journey=journey, reason="Night.", by=lead)
    answer = send(client_of("stakeholder"), "approval_approve", approval, headers=HTMX)
    assert (answer.status_code, "Night." in answer.text) == (409, True)


def test_settling_keeps_showing_what_was_approved(client_of, journey, approval, item, cast):
    approve(approval=approval, by=cast["stakeholder"])
    client = client_of("contributor")
    answer = client.post(reverse("item_settle", args=[journey.pk, item.pk]), {"outcome": "met"}, headers=HTMX)
    assert "1 change since" in answer.text


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_of_a_task_costs_the_same_however_many(db, client, items, django_assert_num_queries):
    journey = make_journey(items=items)
    cast, task = make_cast(journey), journey.tasks.first()
    sam = journey.members.get(user=cast["stakeholder"])
    for thing in (*task.items.select_related("task"), task):
        for service in (approve, send_back):
            service(approval=ask(thing=thing, of=sam, by=journey.created_by), words="So it is.", by=cast["stakeholder"])
    client.force_login(cast["viewer"])
    with django_assert_num_queries(25):
        page = client.get(reverse("task", args=[journey.pk, task.pk]))
    assert page.text.count('class="approval"') == 2 * (items + 1)


def test_an_approval_of_another_journey_is_not_there(client_of, journey, approval):
    other = make_journey(title="Other")
    address = reverse("approval_approve", args=[journey.pk, Approval.objects.create(
        journey=other, task=other.tasks.first(), asked_by=other.created_by, asked_name="Sam"
    ).pk])  # fmt: skip
    assert client_of("stakeholder").post(address).status_code == 404


def test_the_history_leads_to_it(client_of, journey, approval):
    page = client_of("viewer").get(reverse("history", args=[journey.pk])).text
    assert reverse("approval", args=[journey.pk, approval.pk]) in page
