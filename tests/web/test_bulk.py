"""Many tasks changed or deleted at once from the outline."""

from datetime import date

import pytest
from django.urls import reverse

from journeys.models import Member, Task
from journeys.services.bulk import MOST_AT_ONCE
from tests.cast import each_gets

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "outline"}
CHANGES = {
    "owner": {},
    "dates": {"starts_on": "2027-03-01", "due_on": "2027-03-14"},
    "status": {"status": "in_progress"},
    "scope": {"in_scope": "no", "reason": "Next year"},
}


def bulk(client, journey, change, tasks=None, **posted):
    headers = posted.pop("headers", HTMX)
    ids = [task.pk for task in (journey.tasks.all() if tasks is None else tasks)]
    url = reverse("tasks_change", args=[journey.pk])
    return client.post(url, {"change": change, "task": ids, **posted}, **headers)


@pytest.mark.parametrize("change", CHANGES)
@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_change_many(client_of, cast, journey, who, status, change):
    wanted = CHANGES[change] or {"owner": Member.objects.get(user=cast["viewer"]).pk}
    revision = journey.revision
    assert bulk(client_of(who), journey, change, **wanted).status_code == status
    journey.refresh_from_db()
    assert (journey.revision > revision) == (status == 200)


@each_gets(200, 403, 403, 403, 404, 302)
def test_only_admins_delete_many(client_of, journey, who, status):
    assert bulk(client_of(who), journey, "delete", confirmed="true").status_code == status
    assert journey.tasks.exists() == (status != 200)


def test_each_change_does_what_it_says(client_of, cast, journey):
    client, owner = client_of("contributor"), Member.objects.get(user=cast["stakeholder"])
    first, second, third = journey.tasks.all()
    bulk(client, journey, "owner", [first, second], owner=owner.pk)
    bulk(client, journey, "dates", [first, second], due_on="2027-03-14")
    bulk(client, journey, "scope", [second], in_scope="no", reason="Next year")
    assert list(Task.objects.values_list("owner", "due_on", "status").order_by("pk")) == [
        (owner.pk, date(2027, 3, 14), "planned"),
        (owner.pk, date(2027, 3, 14), "out_of_scope"),
        (None, None, "planned"),
    ]
    assert third.title


def test_one_field_holds_all_ids_of_a_long_selection(client_of, journey):
    ids = ",".join(str(task.pk) for task in journey.tasks.all())
    url = reverse("tasks_change", args=[journey.pk])
    answer = client_of("contributor").post(url, {"change": "status", "status": "in_progress", "task": ids}, **HTMX)
    assert b"3 tasks changed." in answer.content
    too_many = ",".join(map(str, range(1, MOST_AT_ONCE + 5)))
    answer = client_of("contributor").post(url, {"change": "status", "status": "planned", "task": too_many}, **HTMX)
    assert (answer.status_code, b"At most 1,000 tasks" in answer.content) == (409, True)


def test_deleting_asks_first_with_a_button_that_goes_on(client_of, journey):
    for headers in (HTMX, {}):
        answer = bulk(client_of("admin"), journey, "delete", headers=headers)
        assert answer.status_code == 409
        assert b"Delete 3 tasks, with their subtasks" in answer.content
        assert answer.content.count(b'name="task"') == 3
    assert journey.tasks.count() == 3


def test_open_items_ask_first_and_name_the_tasks(client_of, journey):
    answer = bulk(client_of("contributor"), journey, "status", status="completed")
    assert answer.status_code == 409
    assert b"<b>Task 2</b>: This task has 2 unresolved items" in answer.content
    assert b'name="confirmed"' in answer.content
    assert bulk(client_of("contributor"), journey, "status", status="completed", confirmed="true").status_code == 200


@pytest.mark.parametrize(
    ("change", "posted"),
    [
        ("status", {}),
        ("dates", {}),
        ("scope", {}),
        ("nonsense", {}),
        ("dates", {"due_on": "soon"}),
        ("owner", {"owner": "0"}),
    ],
)
def test_what_can_not_be_understood_changes_nothing(client_of, journey, change, posted):
    assert bulk(client_of("contributor"), journey, change, **posted).status_code == 409
    assert bulk(client_of("contributor"), journey, "status", [], status="planned").status_code == 409


def test_what_was_changed_can_be_undone_here_and_on_the_next_page(client_of, journey):
    client = client_of("contributor")
    page = bulk(client, journey, "status", status="in_progress").content.decode()
    undo = reverse("undo", args=[journey.pk, journey.undos.get().pk])
    assert f'action="{undo}"' in page
    assert f'action="{undo}"' in client.get(reverse("overview", args=[journey.pk])).content.decode()
    assert f'action="{undo}"' not in client.get(reverse("overview", args=[journey.pk])).content.decode()


def test_without_javascript_it_leads_back_to_the_outline(client_of, journey):
    answer = bulk(client_of("contributor"), journey, "status", status="in_progress", edit="1", headers={})
    assert answer.url == reverse("outline", args=[journey.pk]) + "?edit=1"


def test_only_who_changes_tasks_selects_them(client_of, journey):
    for who, boxes in (("contributor", 3), ("viewer", 0)):
        page = client_of(who).get(reverse("outline", args=[journey.pk])).content
        assert page.count(b'class="pick') == boxes
        assert (b'id="bulk"' in page) == bool(boxes)
