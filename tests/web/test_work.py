from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Space, SpaceMember, User
from journeys.services.items import assign_item
from journeys.services.tasks import assign, schedule
from tests.makers import make_journey, make_space, make_user


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
    with django_assert_num_queries(5):  # user, tasks, items, any journey, any space to create in
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
