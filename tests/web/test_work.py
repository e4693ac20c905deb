from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Follow, Space, SpaceMember, Task, User
from journeys.services.following import follow
from journeys.services.items import assign_item
from journeys.services.tasks import assign, schedule
from tests.cast import each_gets
from tests.makers import give_second_factor, make_journey, make_space, make_user


def page_of(client) -> str:
    return client.get(reverse("my_work")).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_my_work_costs_the_same_however_much_it_is(db, client, size, django_assert_num_queries):
    for number in range(size):
        journey = make_journey(title=f"Journey {number}", tasks=size)
        me = journey.members.get()
        for task in journey.tasks.all():
            schedule(task=task, starts_on=None, due_on=localdate() - timedelta(3), by=me.user)
            assign(task=task, owner=me, by=me.user)
            assign_item(item=task.items.first(), owner=me, by=me.user)
    client.force_login(me.user)
    # User; any journey, any space to create in, closed ones; own tasks, own items, their tasks; the tasks and items of
    # the page; the journeys to choose from.
    with django_assert_num_queries(10):
        page = page_of(client)
    assert page.count('class="line"') == 2 * size * size
    assert "3 days overdue" in page


def test_an_item_links_to_its_place_on_the_task(client, journey):
    item = ChecklistItem.objects.filter(task__journey=journey).first()
    assign_item(item=item, owner=journey.members.get(), by=journey.created_by)
    client.force_login(journey.created_by)
    assert f'href="{reverse("task", args=[journey.pk, item.task_id])}#item-{item.pk}"' in page_of(client)


def test_who_has_nothing_to_do_is_told_what_appears_here(client, journey):
    client.force_login(journey.created_by)
    assert "Nothing waits for you" in page_of(client)


def test_a_newcomer_is_told_what_to_do_first(db, client):
    newcomer = make_user("Newcomer")
    client.force_login(newcomer)
    page = page_of(client)
    assert "No journey is shared with you yet" in page
    assert "newcomer@example.com" in page
    SpaceMember.objects.create(space=make_space(), user=newcomer)
    page = page_of(client)
    assert reverse("journey_new") in page
    assert "Load demo data" not in page


def test_an_operator_loads_and_removes_demo_data_from_here(db, client):
    client.force_login(User.objects.create_superuser("op@example.com", "Op", "correct horse"))
    assert "Load demo data" in page_of(client)
    Space.objects.create(name="Demo", is_demo=True)
    page = page_of(client)
    assert "Load demo data" not in page
    assert "Remove demo data" in page


def test_what_is_in_a_space_that_demands_a_second_factor_waits_for_it(db, client):
    journey = make_journey()
    me = journey.members.get()
    assign(task=journey.tasks.first(), owner=me, by=me.user)
    assign_item(item=journey.tasks.last().items.first(), owner=me, by=me.user)
    Space.objects.update(requires_two_factor=True)
    client.force_login(me.user)
    page = page_of(client)
    assert "1 space asks for two-factor sign-in" in page
    assert reverse("mfa_index") in page
    assert 'class="line"' not in page
    give_second_factor(me.user)
    page = page_of(client)
    assert "asks for two-factor sign-in" not in page
    assert page.count('class="line"') == 2


def test_filters_are_links_with_their_figures(client, journey):
    me = journey.members.get()
    late, undated, _ = journey.tasks.all()
    schedule(task=late, starts_on=None, due_on=localdate() - timedelta(3), by=me.user)
    for task in (late, undated):
        assign(task=task, owner=me, by=me.user)
    client.force_login(me.user)
    page = client.get(reverse("my_work"), {"due": "overdue"}).content.decode()
    assert page.count('class="line"') == 1
    assert '?due=undated&amp;kind=&amp;journey=">No date <span class="count">1</span>' in page
    assert "Nothing of yours fits these filters" in client.get(reverse("my_work"), {"due": "later"}).content.decode()
    assert client.get(reverse("my_work"), {"due": "x", "journey": "x", "kind": "x"}).content.count(b'class="line"') == 2


@each_gets(302, 302, 302, 302, 404, 302)
def test_every_member_follows_a_task(client_of, journey, who, status):
    address = reverse("task_follow", args=[journey.pk, journey.tasks.first().pk])
    assert client_of(who).post(address, {"follow": "yes"}).status_code == status
    assert Follow.objects.count() == (who not in ("stranger", "nobody"))


def test_following_is_said_on_the_task_and_listed(client_of, journey):
    task, viewer = journey.tasks.first(), client_of("viewer")
    address = reverse("task_follow", args=[journey.pk, task.pk])
    assert "You follow no task" in viewer.get(reverse("following")).content.decode()
    answer = viewer.post(address, {"follow": "yes"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in answer
    assert task.title in viewer.get(reverse("following")).content.decode()
    assert 'name="follow" value="no"' in viewer.get(reverse("task", args=[journey.pk, task.pk])).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_following_costs_the_same_however_much_it_is(db, client, size, django_assert_num_queries):
    me = make_journey(tasks=size).created_by
    for task in Task.objects.all():
        follow(task=task, by=me)
    client.force_login(me)
    with django_assert_num_queries(4):
        page = client.get(reverse("following")).content.decode()
    assert page.count('class="line"') == size
