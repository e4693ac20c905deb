"""The register of risks: who reads, adds and changes them, the matrix, and the light with its rule."""

import re

import pytest
from django.urls import reverse

from journeys.models import LEVEL_RULE, Journey, Member, Risk, Role
from journeys.services.journeys import lock_journey
from journeys.services.risks import edit_text, raise_risk, set_risk_status
from tests.cast import each_gets
from tests.makers import make_journey, make_user

HTMX = {"HX-Request": "true"}
CHANGES = [
    ("risk_text", {"field": "title", "text": "Other", "base_revision": 99}),
    ("risk_rating", {"probability": 1, "impact": 1}),
    ("risk_owner", {"owner": "{member}"}),
    ("risk_strategy", {"strategy": "avoid"}),
    ("risk_status", {"status": "occurred", "note": "Today."}),
]


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def risk(journey, lead):
    return make_risk(journey, lead, title="Carrier is late", description="It **was** before.")


def make_risk(journey, by, **facts):
    return raise_risk(journey=journey, by=by, **{"title": "Risk", "probability": 4, "impact": 5, **facts})


def address(name, risk):
    return reverse(name, args=[risk.journey_id, risk.pk])


def show(client, risk):
    return client.get(address("risk", risk))


def listed(client, journey, **query):
    return client.get(reverse("risks", args=[journey.pk]), query)


def send(client, name, risk, headers=None, **data):
    return client.post(address(name, risk), data, headers=headers)


def numbers_in(page):
    return [int(number) for number in re.findall(r'data-label="No.">(\d+)<', page.text)]


@each_gets(200, 200, 200, 200, 404, 302)
def test_members_read(client_of, journey, risk, who, status):
    client = client_of(who)
    assert (listed(client, journey).status_code, show(client, risk).status_code) == (status, status)


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_add(client_of, journey, cast, who, status):
    answer = client_of(who).post(
        reverse("risk_new", args=[journey.pk]), {"title": "Late", "probability": 2, "impact": 3}
    )
    assert answer.status_code == status
    assert journey.risks.exists() == (who in ("admin", "contributor"))


@each_gets(200, 200, 403, 403, 404, 302)
def test_workers_see_the_form(client_of, journey, cast, who, status):
    assert client_of(who).get(reverse("risk_new", args=[journey.pk])).status_code == status


@pytest.mark.parametrize(("name", "data"), CHANGES)
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_change(client_of, journey, risk, name, data, who, status):
    member = journey.members.first().pk
    data = {field: member if value == "{member}" else value for field, value in data.items()}
    before = journey.events.count()
    assert send(client_of(who), name, risk, **data).status_code == status
    assert (journey.events.count() > before) == (who in ("admin", "contributor"))


def test_readers_see_no_controls(client_of, journey, risk):
    page = show(client_of("viewer"), risk).text
    assert "<strong>was</strong>" in page
    for name, _ in CHANGES:
        assert address(name, risk) not in page
    assert reverse("risk_new", args=[journey.pk]) not in listed(client_of("viewer"), journey).text


def test_a_closed_one_offers_to_open_it_again(client_of, risk, lead):
    set_risk_status(risk=risk, status="closed", by=lead)
    page = show(client_of("admin"), risk).text
    assert [name for name, _ in CHANGES if address(name, risk) in page] == ["risk_status"]
    assert "Open it again" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client_of, journey, lead, count, django_assert_num_queries):
    for _ in range(count):
        make_risk(journey, lead, owner=journey.members.first())
    client = client_of("viewer")
    with django_assert_num_queries(6):  # user, journey, figures, count, risks, matrix
        page = listed(client, journey)
    assert page.content.count(b'<tr class="risk">') == count


def test_a_page_costs_the_same(client_of, risk, django_assert_num_queries):
    client = client_of("admin")
    with django_assert_num_queries(6):  # user, journey, risk, members, figures, events
        show(client, risk)


def test_an_empty_register_says_what_to_do(client_of, journey):
    page = listed(client_of("contributor"), journey).text
    assert "No risks yet." in page
    assert page.count(reverse("risk_new", args=[journey.pk])) == 1


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 3, 2, 4]),
        ({"text": "CARRIER"}, [1]),
        ({"text": "2"}, [2]),
        ({"text": "9" * 40}, []),
        ({"status": "live"}, [1, 3, 2]),
        ({"status": "closed"}, [4]),
        ({"level": "red"}, [1, 4]),
        ({"level": "amber"}, [3]),
        ({"level": "green", "status": "open"}, [2]),
        ({"probability": "2"}, [3]),
        ({"probability": "4", "impact": "5"}, [1]),
        ({"status": "nonsense", "impact": "x", "probability": "9"}, [1, 3, 2, 4]),
    ],
)
def test_the_highest_come_first_and_filters_narrow_them_down(client_of, journey, risk, lead, query, numbers):
    make_risk(journey, lead, probability=1, impact=1)
    make_risk(journey, lead, probability=2, impact=3)
    set_risk_status(risk=make_risk(journey, lead, probability=5, impact=5), status="closed", by=lead)
    assert numbers_in(listed(client_of("viewer"), journey, **query)) == numbers


def test_every_count_of_the_matrix_leads_to_the_list_behind_it(client_of, journey, risk, lead):
    make_risk(journey, lead)
    make_risk(journey, lead, probability=1, impact=1)
    set_risk_status(risk=make_risk(journey, lead, probability=1, impact=2), status="closed", by=lead)
    client = client_of("viewer")
    page = listed(client, journey).text
    cells = re.findall(r'<a href="([^"]+)"[^>]*aria-label="(\d+) risks?, (\w+) ', page)
    assert [(int(count), level) for _, count, level in cells] == [(2, "red"), (1, "green")]
    lights = re.findall(r'<a class="state is-\w+" href="([^"]+)">(\d+) (\w+)', page)
    assert [(int(count), level) for _, count, level in lights] == [(2, "red"), (0, "amber"), (1, "green")]
    for link, count, _ in cells + lights:
        assert len(numbers_in(client.get(link.replace("&amp;", "&")))) == int(count)


def test_the_rule_stands_beside_the_light(client_of, journey, risk):
    for page in (show(client_of("viewer"), risk), listed(client_of("viewer"), journey)):
        assert LEVEL_RULE in page.text
        assert '<span class="state is-red">Red 20</span>' in page.text


def test_a_form_that_is_wrong_says_why_and_keeps_the_words(client_of, journey):
    here = reverse("risk_new", args=[journey.pk])
    page = client_of("admin").post(here, {"title": "", "description": "It was late.", "probability": "7"}).text
    assert page.count("This field is required.") == 2
    assert "It was late." in page
    assert not journey.risks.exists()


def test_a_conflict_shows_both_texts(client_of, journey, risk, lead):
    seen = Journey.objects.get(pk=journey.pk).revision
    edit_text(risk=risk, field="response", text="Theirs.", base_revision=seen, by=lead)
    answer = send(client_of("admin"), "risk_text", risk, field="response", text="Yours.", base_revision=seen)
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Yours." in answer.text


def test_parts_change_in_place(client_of, journey, risk):
    rated = send(client_of("admin"), "risk_rating", risk, headers=HTMX, probability=1, impact=1).text
    assert rated.strip().startswith('<section id="risk-rating"')
    assert "Green 1" in rated
    text = {"field": "response", "text": "Ask *early*.", "base_revision": 99}
    assert "<em>early</em>" in send(client_of("admin"), "risk_text", risk, headers=HTMX, **text).text
    journey.refresh_from_db()
    part = send(client_of("admin"), "risk_text", risk, headers=HTMX, **{**text, "text": "Ask."}).text
    assert f'name="base_revision" value="{journey.revision + 1}"' in part


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("risk_text", {"field": "status", "text": "closed", "base_revision": 0}),
        ("risk_text", {"field": "title", "text": " ", "base_revision": 99}),
        ("risk_rating", {"probability": "6", "impact": "1"}),
        ("risk_rating", {"probability": "1"}),
        ("risk_owner", {"owner": "999999"}),
        ("risk_strategy", {"strategy": "hope"}),
        ("risk_status", {"status": "gone"}),
    ],
)
def test_what_cannot_be_is_refused(client_of, journey, risk, name, data):
    before = journey.events.count()
    assert send(client_of("admin"), name, risk, **data).status_code == 409
    assert journey.events.count() == before


def test_a_locked_journey_says_why(client_of, journey, risk, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    answer = send(client_of("admin"), "risk_status", risk, status="closed")
    assert answer.status_code == 409
    assert "Cutover." in answer.text


def test_risks_of_other_journeys_are_not_here(client_of, journey, cast):
    other = make_journey(by=make_user("Someone"), title="Other")
    elsewhere = make_risk(other, other.created_by)
    client = client_of("admin")
    for name in ("risk", "risk_rating", "risk_status"):
        here = reverse(name, args=[journey.pk, elsewhere.pk])
        assert client.post(here, {"probability": 1, "impact": 1, "status": "closed"}).status_code in (404, 405)
        assert client.get(here).status_code in (404, 405)
    assert Risk.objects.get().status == "open"


def test_words_of_people_are_no_html(client_of, journey, lead):
    risk = make_risk(journey, lead, title="<b>T", description="<script>x</script>", response="<script>y")
    for page in (show(client_of("viewer"), risk).text, listed(client_of("viewer"), journey).text):
        assert "&lt;b&gt;T" in page
        assert "<script>x" not in page
        assert "<script>y" not in page


def test_a_contact_can_own_one(client_of, journey, risk):
    desk = Member.objects.create(journey=journey, name="Carrier desk", role=Role.CONTACT)
    send(client_of("contributor"), "risk_owner", risk, owner=desk.pk)
    assert "Carrier desk" in listed(client_of("viewer"), journey).text


def test_the_list_stands_among_the_registers(client_of, journey):
    tabs = re.findall(r'<nav class="tabs.*?</nav>', listed(client_of("viewer"), journey).text, re.DOTALL)
    assert [re.findall(r'aria-current="\w+">([^<]+)', tab) for tab in tabs] == [["Registers"], ["Risks"]]
