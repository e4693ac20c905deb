from dataclasses import replace

import pytest
from django.urls import reverse

from journeys.models import SpaceMember
from journeys.playbooks import reader
from journeys.services.playbooks import import_playbook
from tests.makers import make_space, make_tree, make_user


@pytest.fixture
def member(db, client):
    member = make_user("Member")
    SpaceMember.objects.create(space=make_space(), user=member)
    client.force_login(member)
    return member


def stored(version: str = "1.0", **given):
    return import_playbook(tree=replace(make_tree(subtasks=1), version=version), **given).playbook


def test_the_list_shows_what_is_in_each(client, member):
    playbook = stored()
    page = client.get(reverse("playbooks")).content.decode()
    assert "1 phase, 1 module, 3 tasks, 3 subtasks, 6 checklist items" in page
    assert f"{reverse('journey_new')}?playbook={playbook.pk}" in page


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, member, size, django_assert_num_queries):
    for number in range(size):
        import_playbook(tree=replace(make_tree(), title=f"Playbook {number}"), space=make_space())
    with django_assert_num_queries(4):  # user, count, playbooks, may create
        page = client.get(reverse("playbooks"))
    assert page.content.count(b"playbook-card") == size


def test_an_empty_list_says_how_playbooks_come_in(client, member):
    assert "manage.py import_playbook" in client.get(reverse("playbooks")).content.decode()


def test_a_playbook_is_a_page_to_read(client, member):
    old, new = stored("1.0"), stored("2.0")
    page = client.get(reverse("playbook", args=[new.pk])).content.decode()
    for words in ("Assess", "Module 1", "Task 3", "What to do in task 2.", "Subtask 1.1", "Criterion 2 of task 1"):
        assert words in page
    assert reverse("playbook", args=[old.pk]) in page


def test_the_form_that_starts_a_journey_gets_the_modules_only(client, member):
    page = client.get(reverse("playbook", args=[stored().pk]), HTTP_HX_REQUEST="true").content.decode()
    assert "Module 1" in page
    assert "<html" not in page
    assert "Task 1" not in page


def test_a_playbook_downloads_as_the_text_that_it_is(client, member):
    answer = client.get(reverse("playbook_text", args=[stored().pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="small-playbook.md"'
    assert reader.read(answer.content, name="x.md").tree.counts["tasks"] == 3


@pytest.mark.parametrize("name", ["playbook", "playbook_text"])
def test_the_playbooks_of_other_spaces_are_not_there(client, member, name):
    hidden = stored(space=make_space("Elsewhere"))
    own = stored(space=make_space())
    assert client.get(reverse(name, args=[hidden.pk])).status_code == 404
    assert client.get(reverse(name, args=[own.pk])).status_code == 200
    assert hidden.pk != own.pk


def test_text_of_a_playbook_is_never_raw_html(client, member):
    tree = make_tree()
    [phase] = tree.phases
    evil = replace(phase, description="<script>alert(1)</script> & <b>bold</b>")
    playbook = import_playbook(tree=replace(tree, phases=(evil,), summary="<i>Short</i>")).playbook
    page = client.get(reverse("playbook", args=[playbook.pk])).content.decode()
    assert "alert(1)" not in page
    assert "&lt;i&gt;Short&lt;/i&gt;" in page
