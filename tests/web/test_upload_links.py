"""The list of upload links: for admins, who make, renew, revoke and ask again."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.timezone import now

from journeys.models import UploadLink
from journeys.services.members import add_contact
from journeys.services.tasks import assign
from journeys.services.upload_links import make_link, url_of
from journeys.services.visits import leave_note, send_file
from tests.cast import each_gets
from tests.files import upload
from tests.makers import make_journey, make_visitor

admins_see = each_gets(200, 403, 403, 403, 404, 302)
admins_do = each_gets(302, 403, 403, 403, 404, 302)


@pytest.fixture
def visitor(journey):
    return make_visitor(journey)


@pytest.fixture
def link(visitor, journey):
    assign(task=journey.tasks.first(), owner=visitor.link.member, by=journey.created_by)
    UploadLink.objects.update(asked_at=None)
    visitor.link.refresh_from_db()
    return visitor.link


def the_list(client, journey, **query):
    return client.get(reverse("upload_links", args=[journey.pk]), query)


def do(client, link, verb, **data):
    return client.post(reverse(f"upload_link_{verb}", args=[link.journey_id, link.pk]), data)


@admins_see
def test_admins_see_the_links(client_of, journey, link, who, status):
    answer = the_list(client_of(who), journey)
    assert answer.status_code == status
    assert (url_of(link) in answer.text) == (status == 200)


@admins_do
def test_admins_make_links(client_of, journey, who, status):
    uma = add_contact(journey=journey, name="Uma Lind", by=journey.created_by)
    answer = client_of(who).post(reverse("upload_link_make", args=[journey.pk]), {"contact": uma.pk, "days": 7})
    assert (answer.status_code, uma.upload_links.exists()) == (status, who == "admin")


@admins_do
@pytest.mark.parametrize(
    ("verb", "data", "field"),
    [("revoke", {"confirmed": "true"}, "revoked_at"), ("renew", {"days": 3}, "expires_at"), ("ask", {}, "asked_at")],
)
def test_admins_change_links(client_of, link, verb, data, field, who, status):
    before = getattr(link, field)
    assert do(client_of(who), link, verb, **data).status_code == status
    link.refresh_from_db()
    assert (getattr(link, field) != before) == (who == "admin")


def test_revoking_asks_first(client_of, link):
    answer = do(client_of("admin"), link, "revoke")
    assert (answer.status_code, "It lets nobody in any more" in answer.text) == (409, True)
    assert UploadLink.objects.open().exists()


def test_a_link_of_another_journey_is_not_found(client_of, journey, cast):
    elsewhere = make_visitor(make_journey(title="Another", by=cast["contributor"])).link
    address = reverse("upload_link_revoke", args=[journey.pk, elsewhere.pk])
    assert client_of("admin").post(address, {"confirmed": "true"}).status_code == 404


def test_who_has_no_address_gets_the_link_from_the_admin(client_of, journey):
    uma = add_contact(journey=journey, name="Uma Lind", by=journey.created_by)
    answer = client_of("admin").post(reverse("upload_link_make", args=[journey.pk]), {"contact": uma.pk, "days": 7})
    [message] = get_messages(answer.wsgi_request)
    assert "copy the link and pass it on" in str(message)
    assert url_of(UploadLink.objects.get()) in client_of("admin").get(answer.url).text


@pytest.mark.parametrize("data", [{"days": 7}, {"contact": "x", "days": 7}, {"days": 0}, {"days": 366}, {"days": ""}])
def test_what_cannot_be_made_says_why_beside_its_field(client_of, journey, data):
    uma = add_contact(journey=journey, name="Uma Lind", by=journey.created_by)
    data = {"contact": uma.pk, **data} if "contact" not in data and data["days"] != 7 else data
    page = client_of("admin").post(reverse("upload_link_make", args=[journey.pk]), data)
    assert (page.status_code, "errorlist" in page.text) == (200, True)
    assert not UploadLink.objects.exists()


def test_the_list_says_what_came_in_and_how_each_stands(client_of, journey, visitor, link):
    send_file(place=journey.tasks.first(), upload=upload(), by=visitor)
    leave_note(place=journey.tasks.first(), text="Soon.", by=visitor)
    ben = make_visitor(journey, "Ben Ek", "ben@carrier.example").link
    UploadLink.objects.filter(pk=ben.pk).update(revoked_at=now())
    page = the_list(client_of("admin"), journey).text
    assert "1 file, 1 note" in " ".join(page.split())
    assert "Revoked" in page
    assert url_of(ben) not in page


def test_without_contacts_the_way_to_them_is_shown(client_of, journey):
    page = the_list(client_of("admin"), journey).text
    assert "has no contacts yet" in page
    assert "Add a contact" in page


def test_the_people_page_leads_here(client_of, journey, visitor):
    ben = add_contact(journey=journey, name="Ben Ek", by=journey.created_by)
    at = reverse("people", args=[journey.pk])
    page = client_of("admin").get(at).text
    assert f"?contact={ben.pk}#make" in page
    assert "Upload link until" in page
    assert reverse("upload_links", args=[journey.pk]) not in client_of("contributor").get(at).text


@pytest.mark.parametrize("links", [1, 5])
def test_the_list_costs_the_same_however_many(client_of, journey, links, django_assert_num_queries):
    for number in range(links):
        member = add_contact(journey=journey, name=f"Contact {number}", by=journey.created_by)
        make_link(member=member, by=journey.created_by)
    client = client_of("admin")
    with django_assert_num_queries(5):  # user, journey, figures, links, contacts
        page = the_list(client, journey)
    assert page.text.count('<tr id="link-') == links
