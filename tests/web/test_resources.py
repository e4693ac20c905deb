"""Resources for go-live: who reads and changes the list, and how a phone is called from it."""

import re

import pytest
from django.urls import reverse

from journeys.models import Journey, Member, Resource, Role
from journeys.services.journeys import lock_journey
from journeys.services.resources import add_resource, change_resource
from tests.cast import each_gets
from tests.makers import make_journey, make_user

HTMX = {"HX-Request": "true"}
ROW = {"function": "Network", "name": "Uma Lind", "phone": "+49 30 1"}
CHANGES = [
    ("resource_change", {**ROW, "hours": "From 22:00"}),
    ("resource_move", {"before": ""}),
    ("resource_remove", {"confirmed": "on"}),
]


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def resource(journey, lead):
    """The first of two."""
    first = add_resource(journey=journey, function="Network", name="Uma Lind", phone="+49 30 1", by=lead)
    add_resource(journey=journey, function="Carrier", by=lead)
    return first


def address(name, resource):
    return reverse(name, args=[resource.journey_id, resource.pk])


def listed(client, journey):
    return client.get(reverse("resources", args=[journey.pk]))


def functions(page):
    return re.findall(r'<th scope="row">([^<]+)<', page.text)


@each_gets(200, 200, 200, 200, 404, 302)
def test_members_read(client_of, journey, resource, who, status):
    assert listed(client_of(who), journey).status_code == status


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_add(client_of, journey, cast, who, status):
    answer = client_of(who).post(reverse("resource_add", args=[journey.pk]), ROW)
    assert answer.status_code == status
    assert journey.resources.exists() == (who in ("admin", "contributor"))


@each_gets(200, 200, 403, 403, 404, 302)
def test_workers_see_the_form(client_of, journey, resource, who, status):
    answer = client_of(who).get(address("resource_change", resource))
    assert answer.status_code == status
    assert (b'<tr id="resource-%d" class="is-edited">' % resource.pk in answer.content) == (status == 200)


@pytest.mark.parametrize(("name", "data"), CHANGES)
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_change(client_of, journey, resource, name, data, who, status):
    before = journey.events.count()
    assert client_of(who).post(address(name, resource), data).status_code == status
    assert (journey.events.count() > before) == (who in ("admin", "contributor"))


def test_readers_see_no_controls(client_of, journey, resource):
    page = listed(client_of("viewer"), journey).text
    assert "Uma Lind" in page
    for name, _ in CHANGES:
        assert address(name, resource) not in page
    assert reverse("resource_add", args=[journey.pk]) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client_of, journey, lead, count, django_assert_num_queries):
    for number in range(count):
        add_resource(journey=journey, function=f"F{number}", member=journey.members.first(), by=lead)
    client = client_of("admin")
    with django_assert_num_queries(5):  # user, journey, resources, members, figures
        assert len(functions(listed(client, journey))) == count


def test_an_empty_list_says_what_belongs_here(client_of, journey):
    assert "Nobody is listed yet." in listed(client_of("viewer"), journey).text


def test_a_phone_is_called_from_the_list(client_of, journey, resource, lead):
    page = listed(client_of("viewer"), journey).text
    assert 'href="tel:+49301"' in page
    change_resource(resource=resource, phone="ask at the desk", by=lead)
    page = listed(client_of("viewer"), journey).text
    assert "ask at the desk" in page
    assert "tel:" not in page


def test_it_says_for_what_nobody_is_named(client_of, journey, resource):
    assert "Nobody is named yet for: Carrier." in listed(client_of("viewer"), journey).text


@pytest.mark.parametrize("twins", [1, 2])
def test_a_name_that_one_member_has_is_that_member(client_of, journey, cast, twins):
    made = [Member.objects.create(journey=journey, name="Uma Lind", role=Role.CONTACT) for _ in range(twins)]
    client_of("admin").post(reverse("resource_add", args=[journey.pk]), {**ROW, "name": " Uma  Lind"})
    row = journey.resources.get()
    assert (row.member, row.name) == ((made[0], "") if twins == 1 else (None, "Uma Lind"))
    change_resource(resource=row, member=made[0], by=journey.created_by)
    client_of("admin").post(address("resource_change", row), {**ROW, "phone": "1"})
    row.refresh_from_db()
    assert (row.member, row.phone) == (made[0], "1")


def test_a_row_moves(client_of, journey, resource):
    client = client_of("contributor")
    answer = client.post(address("resource_move", resource), {"before": ""})
    assert answer.url.endswith(f"#resource-{resource.pk}")
    assert functions(listed(client, journey)) == ["Carrier", "Network"]
    client.post(address("resource_move", resource), {"before": journey.resources.get(function="Carrier").pk})
    assert functions(listed(client, journey)) == ["Network", "Carrier"]


def test_removing_asks_first(client_of, journey, resource):
    client = client_of("contributor")
    asked = client.post(address("resource_remove", resource), headers=HTMX)
    assert asked.status_code == 409
    assert "Remove “Network” from the list?" in asked.text
    done = client.post(address("resource_remove", resource), {"confirmed": "on"}, headers=HTMX)
    assert done["HX-Redirect"] == reverse("resources", args=[journey.pk])
    assert functions(listed(client, journey)) == ["Carrier"]


@pytest.mark.parametrize("headers", [HTMX, None])
def test_a_form_that_is_wrong_says_why_and_keeps_the_words(client_of, journey, resource, headers):
    data = {**ROW, "function": "", "escalation": "Call Zoe."}
    page = client_of("admin").post(address("resource_change", resource), data, headers=headers).text
    assert "This field is required." in page
    assert "Call Zoe." in page
    page = client_of("admin").post(reverse("resource_add", args=[journey.pk]), data).text
    assert "This field is required." in page
    assert "Call Zoe." in page
    assert journey.resources.count() == 2


def test_two_people_change_one_row_and_nothing_is_lost(client_of, journey, resource, lead):
    seen = Journey.objects.get(pk=journey.pk).revision
    change_resource(resource=resource, phone="+49 30 2", by=lead)
    client = client_of("admin")
    here = address("resource_change", resource)
    client.post(here, {**ROW, "hours": "All night", "base_revision": seen})
    resource.refresh_from_db()
    assert (resource.phone, resource.hours) == ("+49 30 2", "All night")
    answer = client.post(here, {**ROW, "phone": "+49 30 3", "base_revision": seen})
    assert answer.status_code == 409
    assert "+49 30 2" in answer.text
    assert "+49 30 3" in answer.text


def test_a_locked_journey_says_why_and_offers_nothing(client_of, journey, resource, lead):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    answer = client_of("admin").post(address("resource_change", resource), {**ROW, "phone": "2"})
    assert answer.status_code == 409
    assert "Cutover." in answer.text
    assert address("resource_change", resource) not in listed(client_of("admin"), journey).text


def test_rows_of_other_journeys_are_not_here(client_of, journey, resource):
    other = make_journey(by=make_user("Someone"), title="Other")
    elsewhere = add_resource(journey=other, function="Elsewhere", by=other.created_by)
    client = client_of("admin")
    for name, data in CHANGES:
        assert client.post(reverse(name, args=[journey.pk, elsewhere.pk]), data).status_code == 404
    assert client.post(address("resource_move", resource), {"before": elsewhere.pk}).status_code == 409
    assert Resource.objects.filter(pk=elsewhere.pk).exists()


def test_words_of_people_are_no_html(client_of, journey, lead):
    facts = dict.fromkeys(("organisation", "name", "phone", "escalation", "hours"), "<script>x")
    add_resource(journey=journey, function="<b>F", by=lead, **facts)
    page = listed(client_of("admin"), journey).text
    assert "&lt;b&gt;F" in page
    assert "<script>x" not in page


def test_the_list_stands_among_the_registers(client_of, journey):
    tabs = re.findall(r'<nav class="tabs.*?</nav>', listed(client_of("viewer"), journey).text, re.DOTALL)
    assert [re.findall(r'aria-current="\w+">([^<]+)', tab) for tab in tabs] == [["Registers"], ["Go-live resources"]]
