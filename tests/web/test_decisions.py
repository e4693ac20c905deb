"""The register of decisions: who reads, raises, writes and takes them, and what a task says about them."""

import re

import pytest
from django.urls import reverse

from journeys.models import ChecklistItem, Decision, Journey, Member, Role
from journeys.services.decisions import approve, edit_text, raise_decision, set_waiting, supersede
from journeys.services.journeys import lock_journey
from tests.cast import each_gets
from tests.makers import make_journey, make_user

HTMX = {"HX-Request": "true"}
Status = Decision.Status


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def decision(journey, lead):
    return raise_decision(journey=journey, title="Which carrier", outcome="The **old** one.", by=lead)


def address(name, decision):
    return reverse(name, args=[decision.journey_id, decision.pk])


def show(client, decision, **query):
    return client.get(address("decision", decision), query)


def listed(client, journey, **query):
    return client.get(reverse("decisions", args=[journey.pk]), query)


def send(client, name, decision, headers=None, **data):
    return client.post(address(name, decision), data, headers=headers)


def now_is(decision):
    decision.refresh_from_db()
    return decision.status


@each_gets(200, 200, 200, 200, 404, 302)
def test_members_read(client_of, journey, decision, who, status):
    client = client_of(who)
    assert (listed(client, journey).status_code, show(client, decision).status_code) == (status, status)


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_raise(client_of, journey, cast, who, status):
    answer = client_of(who).post(reverse("decision_new", args=[journey.pk]), {"title": "Which carrier"})
    assert answer.status_code == status
    assert journey.decisions.exists() == (who in ("admin", "contributor"))


@each_gets(200, 200, 403, 403, 404, 302)
def test_workers_see_the_form(client_of, journey, cast, who, status):
    assert client_of(who).get(reverse("decision_new", args=[journey.pk])).status_code == status


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("decision_text", {"field": "title", "text": "Other", "base_revision": 99}),
        ("decision_people", {"owner": "", "approver": ""}),
        ("decision_waiting", {"task": "{task}", "waits": "yes"}),
    ],
)
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_change(client_of, journey, decision, cast, name, data, who, status):
    if name == "decision_people":
        data = {"owner": "", "approver": journey.members.get(user=cast["viewer"]).pk}
    data = {field: journey.tasks.first().pk if value == "{task}" else value for field, value in data.items()}
    before = journey.events.count()
    assert send(client_of(who), name, decision, **data).status_code == status
    assert (journey.events.count() > before) == (who in ("admin", "contributor"))


TAKING = [("decision_approve", Status.APPROVED), ("decision_reject", Status.REJECTED)]


@pytest.mark.parametrize(("name", "after"), [*TAKING, ("decision_supersede", Status.SUPERSEDED)])
@each_gets(302, 403, 403, 403, 404, 302)
def test_admins_take(client_of, journey, decision, lead, name, after, who, status):
    successor = raise_decision(journey=journey, title="Successor", by=lead)
    answer = send(client_of(who), name, decision, words="Too dear.", successor=successor.pk)
    assert answer.status_code == status
    assert (now_is(decision) == after) == (who == "admin")


@pytest.mark.parametrize(("who", "status"), [("contributor", 302), ("stakeholder", 302), ("viewer", 403)])
@pytest.mark.parametrize(("name", "after"), TAKING)
def test_its_approver_takes(client_of, cast, decision, name, after, who, status):
    decision.approver = Member.objects.get(user=cast[who])
    decision.save(update_fields=["approver"])
    page = show(client_of(who), decision).text
    assert (address("decision_approve", decision) in page) == (status == 302)
    assert send(client_of(who), name, decision, words="Too dear.").status_code == status
    assert (now_is(decision) == after) == (status == 302)


def test_readers_see_no_controls(client_of, journey, decision):
    page = show(client_of("viewer"), decision).text
    assert "<strong>old</strong>" in page
    for name in ("text", "people", "waiting", "approve", "reject", "supersede"):
        assert address(f"decision_{name}", decision) not in page
    assert reverse("decision_new", args=[journey.pk]) not in listed(client_of("viewer"), journey).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client_of, journey, lead, count, django_assert_num_queries):
    task, member = journey.tasks.first(), journey.members.first()
    for number in range(count):
        raise_decision(
            journey=journey, title=f"D{number}", owner=member, approver=member, by=lead,
            blocks=[task, *task.items.all()],
        )  # fmt: skip
    client = client_of("viewer")
    with django_assert_num_queries(7):  # user, journey, figures, count, decisions, tasks, items
        page = listed(client, journey)
    assert page.content.count(b'<tr class="decision">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_much_waits(client_of, journey, lead, count, django_assert_num_queries):
    first = raise_decision(journey=journey, title="First", by=lead, blocks=journey.tasks.all()[:count])
    for item in journey.tasks.first().items.all()[:count]:
        set_waiting(decision=first, target=item, waits=True, by=lead)
    for number in range(count):
        supersede(decision=raise_decision(journey=journey, title=f"D{number}", by=lead), successor=first, by=lead)
    client = client_of("admin")
    # user, journey, decision, tasks, items, figures, members, successors, predecessors, found tasks and items, events
    with django_assert_num_queries(12):
        page = show(client, first, find="task")
    assert page.status_code == 200


def test_an_empty_register_says_what_to_do(client_of, journey):
    page = listed(client_of("contributor"), journey).text
    assert "No decisions yet." in page
    assert page.count(reverse("decision_new", args=[journey.pk])) == 1


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 2]),
        ({"text": "CARRIER"}, [1]),
        ({"text": "2"}, [2]),
        ({"text": "9" * 40}, []),
        ({"status": "approved"}, [1]),
        ({"status": "nonsense"}, [1, 2]),
        ({"text": "carrier", "status": "rejected"}, []),
    ],
)
def test_filters(client_of, journey, decision, lead, query, numbers):
    approve(decision=decision, by=lead)
    raise_decision(journey=journey, title="When to move", by=lead)
    page = listed(client_of("viewer"), journey, **query).text
    assert [int(number) for number in re.findall(r'data-label="No.">(\d+)<', page)] == numbers


def test_raising_for_a_task_lets_it_wait(client_of, journey, cast):
    task, client = journey.tasks.first(), client_of("contributor")
    here = reverse("decision_new", args=[journey.pk])
    assert task.title in client.get(here, {"task": task.pk}).text
    client.post(here, {"title": "Which carrier", "task": task.pk})
    assert list(journey.decisions.get().tasks.all()) == [task]
    page = client.get(reverse("task", args=[journey.pk, task.pk])).text
    assert "Waits for decision 1:" in page
    refused = client.post(
        reverse("task_status", args=[journey.pk, task.pk]), {"status": "completed", "confirmed": "true"}
    )
    assert refused.status_code == 409
    assert "Decision 1, “Which carrier”, is not taken yet." in refused.text


def test_a_task_says_that_a_part_of_it_waits(client_of, journey, decision, lead):
    task = journey.tasks.first()
    set_waiting(decision=decision, target=task.items.first(), waits=True, by=lead)
    here = reverse("task", args=[journey.pk, task.pk])
    assert "A part of it waits for decision 1:" in client_of("viewer").get(here).text
    refused = client_of("admin").post(
        reverse("item_settle", args=[journey.pk, task.items.first().pk]), {"outcome": "met"}
    )
    assert refused.status_code == 409
    approve(decision=decision, by=lead)
    assert "waits for decision" not in client_of("viewer").get(here).text


def test_a_form_that_is_wrong_says_why_and_keeps_the_words(client_of, journey):
    here = reverse("decision_new", args=[journey.pk])
    page = client_of("admin").post(here, {"title": "", "context": "Numbers move."}).text
    assert "This field is required." in page
    assert "Numbers move." in page
    assert client_of("admin").get(here, {"task": "x"}).status_code == 200


def test_a_conflict_shows_both_texts(client_of, journey, decision, lead):
    seen = Journey.objects.get(pk=journey.pk).revision
    edit_text(decision=decision, field="context", text="Theirs.", base_revision=seen, by=lead)
    data = {"field": "context", "text": "Yours.", "base_revision": seen}
    answer = send(client_of("contributor"), "decision_text", decision, **data)
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Yours." in answer.text


def test_a_text_changes_in_place_and_approving_starts_from_it(client_of, journey, decision):
    data = {"field": "outcome", "text": "The new one.", "base_revision": 99}
    parts = send(client_of("admin"), "decision_text", decision, headers=HTMX, **data).text
    assert parts.strip().startswith('<section id="decision-outcome"')
    assert '<section id="decision-take" class="card" hx-swap-oob="true">' in parts
    journey.refresh_from_db()
    assert f'name="base_revision" value="{journey.revision}"' in parts


def test_approving_what_changed_meanwhile_is_refused(client_of, journey, decision, lead):
    seen = Journey.objects.get(pk=journey.pk).revision
    edit_text(decision=decision, field="outcome", text="The new one.", base_revision=seen, by=lead)
    answer = send(client_of("admin"), "decision_approve", decision, base_revision=seen)
    assert (answer.status_code, now_is(decision)) == (409, Status.PROPOSED)


def test_approving_by_htmx_shows_the_page_anew(client_of, decision):
    answer = send(client_of("admin"), "decision_approve", decision, headers=HTMX)
    assert answer["HX-Redirect"] == address("decision", decision)
    page = show(client_of("admin"), decision).text
    assert "is-approved" in page
    assert address("decision_text", decision) not in page


def test_what_could_wait_is_found_by_its_words(client_of, journey, decision):
    client = client_of("contributor")
    page = show(client, decision, find="task 2").text
    found = [words for words in ("Task 2", "Criterion 1 of task 2", "Criterion 2 of task 2") if f">{words}</a>" in page]
    assert len(found) == page.count("Let it wait") == 3
    item = ChecklistItem.objects.get(text=found[1])
    part = send(client, "decision_waiting", decision, headers=HTMX, item=item.pk, waits="yes").text
    assert part.strip().startswith('<section id="decision-waiting"')
    assert "Waits no longer" in part
    send(client, "decision_waiting", decision, item=item.pk, waits="no")
    assert not decision.items.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("decision_text", {"field": "status", "text": "approved", "base_revision": 0}),
        ("decision_people", {"owner": "999999"}),
        ("decision_waiting", {"waits": "yes"}),
        ("decision_waiting", {"task": "999999", "waits": "yes"}),
        ("decision_waiting", {"task": "{task}", "waits": "perhaps"}),
        ("decision_reject", {"words": " "}),
        ("decision_supersede", {"successor": "999999"}),
        ("decision_approve", {"base_revision": "-1"}),
    ],
)
def test_what_cannot_be_is_refused(client_of, journey, decision, name, data):
    data = {field: journey.tasks.first().pk if value == "{task}" else value for field, value in data.items()}
    before = journey.events.count()
    assert send(client_of("admin"), name, decision, **data).status_code == 409
    assert journey.events.count() == before


def test_a_locked_journey_says_why(client_of, journey, decision, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    answer = send(client_of("admin"), "decision_approve", decision)
    assert answer.status_code == 409
    assert "Cutover." in answer.text


def test_decisions_of_other_journeys_are_not_here(client_of, journey, decision):
    other = make_journey(by=make_user("Someone"), title="Other")
    elsewhere = raise_decision(journey=other, title="Elsewhere", outcome="Yes", by=other.created_by)
    client = client_of("admin")
    for name in ("decision", "decision_approve"):
        here = reverse(name, args=[journey.pk, elsewhere.pk])
        assert client.post(here).status_code in (404, 405)
        assert client.get(here).status_code in (404, 405)
    answer = send(client, "decision_waiting", decision, task=other.tasks.first().pk, waits="yes")
    assert answer.status_code == 409
    assert now_is(elsewhere) == Status.PROPOSED


def test_words_of_people_are_no_html(client_of, journey, lead):
    decision = raise_decision(journey=journey, title="<b>T", context="<script>x</script>", by=lead)
    for page in (show(client_of("viewer"), decision).text, listed(client_of("viewer"), journey).text):
        assert "&lt;b&gt;T" in page
        assert "<script>x" not in page


def test_a_contact_can_own_one(client_of, journey, decision):
    desk = Member.objects.create(journey=journey, name="Carrier desk", role=Role.CONTACT)
    send(client_of("contributor"), "decision_people", decision, owner=desk.pk, approver="")
    assert "Carrier desk" in listed(client_of("viewer"), journey).text


def test_the_list_stands_among_the_registers(client_of, journey):
    page = listed(client_of("viewer"), journey).content.decode()
    tabs = re.findall(r'<nav class="tabs.*?</nav>', page, re.DOTALL)
    assert [re.findall(r'aria-current="\w+">([^<]+)', tab) for tab in tabs] == [["Registers"], ["Decisions"]]
