import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import Journey, Member, Playbook, Role, SpaceMember, User
from journeys.services.journeys import archive_journey, delete_journey
from journeys.services.playbooks import import_playbook
from journeys.services.tasks import schedule
from tests.cast import each_gets
from tests.makers import make_journey, make_space, make_tree, make_user

LIST = "/journeys/"
NEW = "/journeys/new/"


@pytest.fixture
def lead(db):
    """Someone who may start journeys in one space."""
    lead = make_user("Lead")
    SpaceMember.objects.create(space=make_space(), user=lead)
    return lead


@pytest.fixture
def playbook(db):
    return import_playbook(tree=make_tree()).playbook


def filled(**changes) -> dict:
    return {"title": "Acme", "space": make_space().pk, "playbook": "", "starts_on": "", "due_on": "", **changes}


def listed(client, **query) -> list[str]:
    """The titles on the page."""
    return re.findall(r"<td><a [^>]*><b>(.*?)</b>", client.get(LIST, query).content.decode())


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(lead, client, size, django_assert_num_queries):
    for number in range(size):
        journey = make_journey(by=lead, title=f"Journey {number}")
        schedule(task=journey.tasks.first(), starts_on=None, due_on=localdate() - timedelta(1), by=lead)
    client.force_login(lead)
    with django_assert_num_queries(7):  # user, count, journeys, figures, may create, spaces (filter, closed)
        page = client.get(LIST)
    assert page.content.count(b"1 task</a>") == size


def test_the_list_filters_by_text_and_state_and_says_when_nothing_fits(client, lead):
    archived = make_journey(by=lead, title="Old")
    make_journey(by=lead, title="New")
    archive_journey(journey=archived, by=lead)
    client.force_login(lead)
    assert listed(client) == ["New"]
    assert listed(client, state="archived") == ["Old"]
    assert listed(client, text="ne", space="nonsense", page="x") == ["New"]
    assert "No journey fits these filters" in client.get(LIST, {"text": "zzz"}).content.decode()


def test_long_lists_come_in_pages_that_keep_the_filters(client, lead):
    Journey.objects.bulk_create(
        Journey(space=make_space(), title=f"Journey {number:02}", created_by=lead) for number in range(51)
    )
    lead.space_memberships.update(role=SpaceMember.Role.ADMIN)
    client.force_login(lead)
    page = client.get(LIST, {"text": "journey"}).content.decode()
    assert "Page 1 of 2" in page
    assert 'href="?text=journey&amp;page=2"' in page
    assert listed(client, text="journey", page="2") == ["Journey 50"]


def test_nobody_sees_what_is_not_shared_with_them(client, lead):
    make_journey(title="Someone else's")
    client.force_login(lead)
    assert listed(client) == []


def test_a_journey_starts_from_a_playbook_and_leads_to_its_overview(client, lead, playbook):
    client.force_login(lead)
    answer = client.post(NEW, filled(playbook=playbook.pk, starts_on="2027-01-05", due_on="2027-03-14"))
    journey = Journey.objects.get()
    assert answer.url == reverse("overview", args=[journey.pk])
    assert (journey.title, journey.playbook, str(journey.due_on)) == ("Acme", playbook, "2027-03-14")
    assert journey.tasks.count() == 3
    assert journey.members.get().role == Role.ADMIN


def test_a_journey_starts_empty(client, lead):
    client.force_login(lead)
    client.post(NEW, filled())
    assert Journey.objects.get().playbook is None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": "  "}, "title", "This field is required."),
        ({"title": "x" * 201}, "title", "at most 200 characters"),
        ({"starts_on": "2027-03-02", "due_on": "2027-03-01"}, "due_on", "The target date is before the start."),
        ({"due_on": "soon"}, "due_on", "Enter a valid date."),
        ({"playbook": "999"}, "playbook", "Select a valid choice."),
        ({"space": "999"}, "space", "Select a valid choice."),
    ],
)
def test_errors_stand_beside_their_fields_and_nothing_starts(client, lead, playbook, changes, field, words):
    client.force_login(lead)
    page = client.post(NEW, filled(**changes)).content.decode()
    assert words in page.split(f'id="id_{field}_error"')[1].split("</ul>")[0]
    assert not Journey.objects.exists()


def test_journeys_start_only_in_ones_own_spaces_from_playbooks_that_one_sees(client, lead):
    elsewhere = make_space("Elsewhere")
    hidden = import_playbook(tree=make_tree(), space=elsewhere).playbook
    client.force_login(lead)
    client.post(NEW, filled(space=elsewhere.pk))
    client.post(NEW, filled(playbook=hidden.pk))
    assert not Journey.objects.exists()
    assert "Small playbook" not in client.get(NEW).content.decode()


def test_the_playbook_that_one_comes_from_is_chosen(client, lead, playbook):
    client.force_login(lead)
    page = client.get(NEW, {"playbook": playbook.pk}).content.decode()
    assert f'name="playbook" value="{playbook.pk}" checked' in page
    assert client.get(NEW, {"playbook": "²"}).status_code == 200


def test_playbooks_are_offered_by_whose_they_are_the_newest_first(client, lead, playbook):
    for version in ("1.9", "1.10"):
        import_playbook(tree=replace(make_tree(), title="Ours", version=version), space=make_space())
    client.force_login(lead)
    page = client.get(NEW).content.decode()
    places = [page.index(words) for words in (">Space<", "1.10", "1.9", "Shipped with MigOps", "An empty journey")]
    assert places == sorted(places)
    assert page.count(" checked>") == 1


def test_who_may_start_nowhere_is_told_whom_to_ask(client, playbook):
    User.objects.create_superuser("op@example.com", "Olga Operator", "correct horse")
    client.force_login(make_user("Guest"))
    for answer in (client.get(NEW), client.post(NEW, filled())):
        assert answer.status_code == 403
        assert "Ask Olga Operator" in answer.content.decode()
    assert not Journey.objects.exists()
    assert Playbook.objects.count() == 1


@each_gets(404, 404, 404, 404, 404, 302)
def test_members_do_not_bring_a_deleted_journey_back(client_of, journey, who, status):
    delete_journey(journey=journey, by=journey.created_by)
    assert client_of(who).post(reverse("journey_bring_back", args=[journey.pk])).status_code == status
    journey.refresh_from_db()
    assert journey.deleted_at


def test_a_space_admin_brings_a_deleted_journey_back(client, journey):
    delete_journey(journey=journey, by=journey.created_by)
    boss = make_user("Boss")
    SpaceMember.objects.create(space=journey.space, user=boss, role=SpaceMember.Role.ADMIN)
    client.force_login(boss)
    assert journey.title in client.get(LIST, {"state": "deleted"}).content.decode()
    answer = client.post(reverse("journey_bring_back", args=[journey.pk]))
    assert answer.url == reverse("overview", args=[journey.pk])
    assert listed(client) == [journey.title]


def test_deleted_journeys_are_hidden_from_their_own_admins(client, journey):
    delete_journey(journey=journey, by=journey.created_by)
    client.force_login(journey.created_by)
    assert Member.objects.filter(journey=journey, user=journey.created_by, role=Role.ADMIN).exists()
    assert "No deleted journey to bring back" in client.get(LIST, {"state": "deleted"}).content.decode()
