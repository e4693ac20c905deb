"""Checklist items added, reworded, changed, moved, deleted, and made of lists, in a page."""

import pytest
from django.urls import reverse

from journeys.models import ChecklistItem, Task
from journeys.services.checklists import reword_item
from tests.cast import each_gets
from tests.makers import make_journey

HTMX = {"HTTP_HX_REQUEST": "true"}
LIST = "Before the move:\n\n- Count the numbers\n- Ask the carrier\n\nThen go on."


@pytest.fixture
def item(journey):
    return ChecklistItem.objects.filter(task__journey=journey).order_by("pk").first()


def post(client, name, journey, pk, headers=HTMX, **posted):
    return client.post(reverse(name, args=[journey.pk, pk]), posted, **headers)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_add_an_item(client_of, journey, item, who, status):
    said = {"kind": "check", "text": "The line is booked", "section": "Lines", "needs_evidence": "1"}
    answer = post(client_of(who), "item_add", journey, item.task_id, **said)
    assert answer.status_code == status
    added = ChecklistItem.objects.filter(kind="check", section="Lines", needs_evidence=True)
    assert added.exists() == (status == 200)
    assert (b"Go / no-go checks: Lines" in answer.content) == (status == 200)


@each_gets(200, 200, 403, 403, 404, 302)
def test_the_form_of_an_item_is_for_workers(client_of, journey, item, who, status):
    for headers in (HTMX, {}):
        answer = client_of(who).get(reverse("item", args=[journey.pk, item.pk]), **headers)
        assert (answer.status_code, b"Save text" in answer.content) == (status, status == 200)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_reword(client_of, journey, item, who, status):
    answer = post(client_of(who), "item_text", journey, item.pk, text="Better words", base_revision=99)
    item.refresh_from_db()
    assert (answer.status_code, item.text == "Better words") == (status, status == 200)


def test_a_conflict_shows_both_texts(client_of, journey, item):
    reword_item(item=item, text="Theirs", base_revision=99, by=journey.created_by)
    answer = post(client_of("contributor"), "item_text", journey, item.pk, text="Mine", base_revision=0)
    assert answer.status_code == 409
    assert b">Theirs</textarea>" in answer.content
    assert b">Mine</textarea>" in answer.content


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_change_what_an_item_is(client_of, journey, item, who, status):
    answer = post(client_of(who), "item_facts", journey, item.pk, kind="question", section="People")
    item.refresh_from_db()
    assert (answer.status_code, (item.kind, item.section) == ("question", "People")) == (status, status == 200)
    assert (b"Questions: People" in answer.content) == (status == 200)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_move_an_item(client_of, journey, item, who, status):
    other = item.task.items.exclude(pk=item.pk).get()
    answer = post(client_of(who), "item_place", journey, item.pk, to=f"after:{other.pk}")
    first = item.task.items.order_by("position").first()
    assert (answer.status_code, first == other) == (status, status == 200)


def test_every_place_that_the_form_offers_is_one(client_of, journey, item):
    client = client_of("contributor")
    page = client.get(reverse("item", args=[journey.pk, item.pk]), **HTMX).content.decode().split("item-place", 1)[1]
    places = [part.split('"')[0] for part in page.split('<option value="')[2:]]
    assert len(places) == 3
    for to in places:
        assert post(client, "item_place", journey, item.pk, to=to).status_code == 200, to


@pytest.mark.parametrize("to", ["", "task", "module:1", "before:x", "after:" + "9" * 30])
def test_a_place_that_is_none_is_refused(client_of, journey, item, to):
    assert post(client_of("contributor"), "item_place", journey, item.pk, to=to).status_code == 409


@each_gets(200, 403, 403, 403, 404, 302)
def test_only_admins_delete_an_item_and_can_undo_it(client_of, journey, item, who, status):
    client = client_of(who)
    answer = post(client, "item_delete", journey, item.pk, confirmed="true")
    assert answer.status_code == status
    assert ChecklistItem.objects.filter(pk=item.pk).exists() == (status != 200)
    if status == 200:
        undo = reverse("undo", args=[journey.pk, journey.undos.get().pk])
        assert undo in answer.content.decode()
        client.post(undo)
        assert ChecklistItem.objects.filter(pk=item.pk).exists()


def test_deleting_an_item_asks_first(client_of, journey, item):
    answer = post(client_of("admin"), "item_delete", journey, item.pk)
    assert (answer.status_code, b'name="confirmed"' in answer.content) == (409, True)
    assert ChecklistItem.objects.filter(pk=item.pk).exists()


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_turn_a_list_into_items(client_of, journey, item, who, status):
    Task.objects.filter(pk=item.task_id).update(description=LIST)
    said = {"number": 0, "kind": "check", "base_revision": 99}
    answer = post(client_of(who), "items_from_list", journey, item.task_id, **said)
    assert answer.status_code == status
    made = item.task.items.filter(kind="check").values_list("text", flat=True)
    assert list(made) == (["Count the numbers", "Ask the carrier"] if status == 200 else [])


def test_the_page_offers_each_list_of_the_description(client_of, journey, item):
    Task.objects.filter(pk=item.task_id).update(description=LIST)
    page = reverse("task", args=[journey.pk, item.task_id])
    assert b"2 lines, from \xe2\x80\x9cCount the numbers" in client_of("contributor").get(page).content
    assert b"2 lines, from" not in client_of("viewer").get(page).content


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_add_a_subtask_on_the_page(client_of, journey, item, who, status):
    answer = post(client_of(who), "subtask_add", journey, item.task_id, title="Ask the shops")
    assert (answer.status_code, item.task.subtasks.exists()) == (status, status == 200)
    assert (b"Ask the shops" in answer.content) == (status == 200)


@pytest.mark.parametrize("name", ["item_add", "items_from_list", "subtask_add", "tool_add"])
def test_a_task_of_another_journey_is_not_there(client_of, journey, cast, name):
    other = make_journey(title="Other", by=cast["stranger"])
    assert post(client_of("admin"), name, journey, other.tasks.first().pk, text="x").status_code == 404


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        ("item_text", {"text": "Words", "base_revision": 99}),
        ("item_facts", {"kind": "question"}),
        ("item_delete", {"confirmed": "true"}),
    ],
)
def test_without_javascript_it_leads_back_to_the_task(client_of, journey, item, name, posted):
    answer = post(client_of("admin"), name, journey, item.pk, headers={}, **posted)
    assert answer.url == reverse("task", args=[journey.pk, item.task_id])
