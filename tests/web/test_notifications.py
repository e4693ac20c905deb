"""The bell, the list behind it, and where its lines lead."""

import pytest
from django.urls import reverse

from journeys.models import Notification
from journeys.services.members import remove_member
from journeys.services.notifications import notify
from tests.makers import make_journey

Kind = Notification.Kind


@pytest.fixture
def viewer(cast):
    return cast["viewer"]


@pytest.fixture
def page(client_of):
    client = client_of("viewer")
    return lambda query="": client.get(reverse("notifications") + query).content.decode()


def told(viewer, journey, text="Lea assigned you a task.", kind=Kind.ASSIGNED, **about):
    [notification] = notify(kind, [viewer], text, by=None, journey=journey, **about)
    return notification


def test_an_empty_list_says_what_belongs_there(page, viewer):
    assert "When something is assigned to you" in page()


def test_the_list_holds_what_i_was_told_newest_first(page, viewer, journey, cast):
    told(viewer, journey, "The first.")
    told(viewer, journey, "The second.")
    told(cast["admin"], journey, "Not mine.")
    html = page()
    assert html.index("The second.") < html.index("The first.")
    assert "Not mine." not in html
    assert html.count("is-unread") == 2


def test_it_is_filtered_by_kind_and_by_what_is_unread(page, viewer, journey, client_of):
    first = told(viewer, journey, "The first.")
    told(viewer, journey, "The second.", Kind.BLOCKED)
    client_of("viewer").post(reverse("notification_read", args=[first.pk]))
    assert "The first." not in page("?unread=on")
    assert "The second." in page("?unread=on")
    assert "The first." in page("?kind=assigned")
    assert "The second." not in page("?kind=assigned")
    assert "The first." in page("?kind=nonsense&page=x")
    assert "Nothing like that." in page("?kind=document")


def test_words_from_people_are_text(page, viewer, journey):
    told(viewer, journey, "<script>alert(1)</script> assigned you a task.")
    assert "<script>alert(1)" not in page()


def test_opening_one_leads_there_and_marks_it_read(client_of, viewer, journey):
    task = journey.tasks.first()
    notification = told(viewer, journey, task=task.pk, item=task.items.first().pk)
    answer = client_of("viewer").get(reverse("notification_open", args=[notification.pk]))
    assert answer.url == f"{reverse('task', args=[journey.pk, task.pk])}#item-{task.items.first().pk}"
    notification.refresh_from_db()
    assert notification.read_at


@pytest.mark.parametrize(
    ("about", "path"),
    [
        ({"task": 3}, "/tasks/3/"),
        ({"task": 3, "item": 4}, "/tasks/3/#item-4"),
        ({"task": 3, "item": 4, "comment": 5}, "/tasks/3/#comment-5"),
        ({"decision": 3, "task": 1}, "/decisions/3/"),
        ({"risk": 3}, "/risks/3/"),
        ({"document": 3}, "/documents/#document-3"),
        ({"approval": 3, "phase": 1}, "/approvals/3/"),
        ({"approval": 3, "task": 1}, "/approvals/3/"),
        ({"phase": 3}, "/phases/3/gate/"),
        ({}, "/"),
    ],
)
def test_the_most_specific_noun_says_where(client_of, viewer, journey, about, path):
    notification = told(viewer, journey, **about)
    answer = client_of("viewer").get(reverse("notification_open", args=[notification.pk]))
    assert answer.url == f"/journeys/{journey.pk}{path}"


@pytest.mark.parametrize(("kind", "page"), [(Kind.INVITED, "pending"), (Kind.OVERDUE, "my_work")])
def test_what_belongs_to_no_journey_leads_to_where_it_waits(client_of, viewer, kind, page):
    [notification] = notify(kind, [viewer], "You are invited.", by=None)
    assert client_of("viewer").get(reverse("notification_open", args=[notification.pk])).url == reverse(page)


def test_someone_elses_is_not_there(client_of, cast, journey):
    notification = told(cast["admin"], journey)
    for name, method in (("notification_open", "get"), ("notification_read", "post")):
        answer = getattr(client_of("viewer"), method)(reverse(name, args=[notification.pk]))
        assert answer.status_code == 404
    notification.refresh_from_db()
    assert notification.read_at is None


def test_nor_one_of_a_journey_that_i_may_not_see_any_more(client_of, viewer, journey, page):
    notification = told(viewer, journey)
    remove_member(member=journey.members.get(user=viewer), by=journey.created_by)
    assert "assigned you" not in page()
    assert client_of("viewer").get(reverse("notification_open", args=[notification.pk])).status_code == 404


def test_one_is_marked_read_in_place_or_by_a_plain_form(client_of, viewer, journey):
    client, first, second = client_of("viewer"), told(viewer, journey), told(viewer, journey)
    answer = client.post(reverse("notification_read", args=[first.pk]), headers={"HX-Request": "true"})
    assert "is-unread" not in answer.content.decode()
    assert client.post(reverse("notification_read", args=[second.pk])).url == reverse("notifications")
    assert not Notification.objects.unread().exists()


def test_all_are_marked_read_and_the_filter_stays(client_of, viewer, journey):
    told(viewer, journey)
    client = client_of("viewer")
    assert client.post(reverse("notifications_read"), {"next": "/notifications/?unread=on"}).url.endswith("?unread=on")
    assert not Notification.objects.unread().exists()
    away = client.post(reverse("notifications_read"), {"next": "https://evil.example/"})
    assert away.url == reverse("notifications")


@pytest.mark.parametrize("size", [1, 4])
def test_it_costs_the_same_however_many(client_of, viewer, journey, size, django_assert_num_queries):
    for number in range(size):
        for each in (journey, make_journey(by=journey.created_by, title=f"Journey {number}")):
            told(viewer, each)
    client = client_of("viewer")
    with django_assert_num_queries(3):  # user, count, notifications with journeys
        client.get(reverse("notifications"))


def test_the_bell_says_how_many_are_unread(client_of, viewer, journey):
    client = client_of("viewer")
    assert "bell-count" not in client.get(reverse("figures")).content.decode()
    told(viewer, journey)
    at = told(viewer, journey).at
    assert ", 2 unread" in client.get(reverse("figures")).content.decode()
    Notification.objects.bulk_create(Notification(user=viewer, kind=Kind.ASSIGNED, text="x", at=at) for _ in range(100))
    assert ">99+<" in client.get(reverse("figures")).content.decode()
