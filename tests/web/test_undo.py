"""Taking back one's last change of the plan."""

import pytest
from django.urls import reverse

from journeys.models import Module, Phase
from journeys.services.deleting import delete_task
from journeys.services.tree import move_task
from tests.cast import each_gets
from tests.web.test_reshaping import HTMX, first, post


def undo(client, journey, change, **posted):
    return client.post(reverse("undo", args=[journey.pk, change.pk]), posted)


@each_gets(404, 302, 404, 404, 404, 302)
def test_only_who_did_it_takes_it_back(client_of, cast, journey, who, status):
    """Others who may change the plan find nothing; those who may not are told so."""
    delete_task(task=journey.tasks.first(), by=cast["contributor"])
    change = journey.undos.get()
    if who in ("stakeholder", "viewer"):
        status = 403
    assert undo(client_of(who), journey, change).status_code == status
    assert journey.tasks.count() == (3 if who == "contributor" else 2)


def test_it_leads_back_to_where_it_was_pressed_and_nowhere_else(client_of, cast, journey):
    client, here = client_of("contributor"), reverse("history", args=[journey.pk])
    for back, to in ((here, here), ("https://elsewhere.example/", None), ("//elsewhere.example", None), ("", None)):
        move_task(task=journey.tasks.order_by("position").first(), by=cast["contributor"])
        answer = undo(client, journey, journey.undos.first(), back=back)
        assert answer.url == (to or reverse("outline", args=[journey.pk]))
    assert "Undone: you moved the task" in client.get(here).content.decode()


def test_what_is_in_the_way_is_said(client_of, cast, journey):
    delete_task(task=journey.tasks.first(), by=cast["contributor"])
    change = journey.undos.get()
    undo(client_of("contributor"), journey, change)
    answer = undo(client_of("contributor"), journey, change)
    assert (answer.status_code, b"was undone already" in answer.content) == (409, True)


@pytest.mark.parametrize("noun", ["phase", "module", "task"])
@each_gets(200, 403, 403, 403, 404, 302)
def test_only_admins_delete(client_of, journey, who, status, noun):
    row = first(noun)
    assert post(client_of(who), "row_delete", row, confirmed="true").status_code == status
    assert type(row).objects.filter(pk=row.pk).exists() == (status != 200)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_deleting_asks_first_and_says_what_goes_along(client_of, journey, headers):
    answer = post(client_of("admin"), "row_delete", first("phase"), sheet=1, headers=headers)
    assert answer.status_code == 409
    assert "Delete “Assess”, with 1 module, 3 tasks and 6 items?" in answer.content.decode()
    assert b'name="confirmed"' in answer.content
    assert Phase.objects.exists()


def test_deleting_comes_with_a_way_back(client_of, journey):
    client = client_of("admin")
    page = post(client, "row_delete", first("module"), confirmed="true").content.decode()
    change = journey.undos.get()
    assert f'action="{reverse("undo", args=[journey.pk, change.pk])}"' in page
    undo(client, journey, change)
    assert (Module.objects.count(), journey.tasks.count()) == (1, 3)
