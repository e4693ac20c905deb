import re
from dataclasses import replace

import pytest
from django.urls import reverse

from journeys.models import Playbook, SpaceMember
from journeys.playbooks import reader
from journeys.services.journeys import delete_journey, start_journey
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
        for version in ("1.0", "2.0"):
            tree = replace(make_tree(), title=f"Playbook {number}", version=version)
            import_playbook(tree=tree, space=make_space())
    with django_assert_num_queries(5):  # user, spaces, playbooks, may create, may import
        page = client.get(reverse("playbooks"))
    assert page.content.count(b"playbook-card") == size


def test_an_empty_library_says_how_playbooks_come_in(client, member):
    page = client.get(reverse("playbooks")).content.decode()
    assert f'href="{reverse("playbook_upload")}"' in page
    client.force_login(make_user("Guest"))
    assert "manage.py import_playbook" in client.get(reverse("playbooks")).content.decode()


def listed(client, **filters) -> list[str]:
    page = client.get(reverse("playbooks"), filters).content.decode()
    return re.findall(r'<h2><a href="/playbooks/\d+/">(.+?)</a></h2>', page)


def test_the_library_is_searched_and_filtered(client, member):
    stored()
    own = import_playbook(tree=replace(make_tree(), title="Ours", summary="Phones."), space=make_space()).playbook
    assert listed(client) == ["Ours", "Small playbook"]
    assert listed(client, text="phones") == listed(client, origin=own.space_id) == ["Ours"]
    assert listed(client, origin="shipped") == ["Small playbook"]
    assert listed(client, origin="nonsense") == ["Ours", "Small playbook"]
    assert "No playbook fits these filters" in client.get(reverse("playbooks"), {"text": "zzz"}).content.decode()


def test_versions_stand_together_under_the_newest(client, member):
    new, old = stored("1.10"), stored("1.9")
    page = client.get(reverse("playbooks")).content.decode()
    assert listed(client) == ["Small playbook"]
    assert f'href="{reverse("playbook", args=[new.pk])}">Small playbook' in page
    assert f'href="{reverse("playbook", args=[old.pk])}">1.9' in page


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


def test_a_playbook_says_who_imported_it_and_what_was_made_of_it(client, member):
    playbook = stored(space=make_space(), by=make_user("Ana Ruiz"))
    journey = start_journey(space=make_space(), title="Acme", by=member, playbook=playbook)
    start_journey(space=make_space(), title="Hidden", by=make_user("Other"), playbook=playbook)
    page = client.get(reverse("playbook", args=[playbook.pk])).content.decode()
    assert "imported by Ana Ruiz on" in page
    assert f'<a href="{reverse("overview", args=[journey.pk])}">Acme</a>' in page
    assert "Hidden" not in page


@pytest.mark.parametrize("size", [1, 3])
def test_a_playbook_costs_the_same_however_much_it_holds(client, member, size, django_assert_num_queries):
    for version in range(size):
        playbook = import_playbook(tree=replace(make_tree(size), version=f"{version}")).playbook
        start_journey(space=make_space(), title=f"Journey {version}", by=member, playbook=playbook)
    with django_assert_num_queries(7):  # user, playbook, versions, journeys, their count, may create, may delete
        assert client.get(reverse("playbook", args=[playbook.pk])).status_code == 200


def test_two_versions_are_compared(client, member):
    old = stored("1.0")
    new = import_playbook(tree=replace(make_tree(4), version="2.0", summary="Longer.")).playbook
    page = client.get(reverse("playbook_compare", args=[new.pk])).content.decode()
    for words in ("beside 1.0", "Longer.", "Task 4", "1 task, 2 checklist items"):
        assert words in page
    page = client.get(reverse("playbook_compare", args=[old.pk]), {"with": new.pk}).content.decode()
    assert "Removed" in page
    alone = import_playbook(tree=replace(make_tree(), title="Alone")).playbook
    assert "no other version" in client.get(reverse("playbook_compare", args=[alone.pk])).content.decode()


class TestDeleting:
    @pytest.fixture
    def own(self, member):
        return stored(space=make_space())

    def delete(self, client, playbook, **data):
        return client.post(reverse("playbook_delete", args=[playbook.pk]), data)

    @pytest.fixture
    def boss(self, client, member):
        SpaceMember.objects.filter(user=member).update(role=SpaceMember.Role.ADMIN)

    @pytest.mark.parametrize(("who", "status"), [("contributor", 403), ("stranger", 404), ("nobody", 302)])
    def test_only_admins_of_its_space_delete_it(self, client, own, who, status):
        client.logout() if who != "contributor" else None
        if who == "stranger":
            client.force_login(make_user("Stranger"))
        assert self.delete(client, own, confirmed="true").status_code == status
        assert Playbook.objects.filter(pk=own.pk).exists()
        if who == "contributor":
            assert "Delete this version" not in client.get(reverse("playbook", args=[own.pk])).content.decode()

    def test_it_asks_first(self, client, own, boss):
        assert "Delete this version" in client.get(reverse("playbook", args=[own.pk])).content.decode()
        assert self.delete(client, own).status_code == 409
        assert self.delete(client, own, confirmed="true").url == reverse("playbooks")
        assert not Playbook.objects.exists()

    def test_one_in_use_stays(self, client, own, boss, member):
        journey = start_journey(space=make_space(), title="Acme", by=member, playbook=own)
        answer = self.delete(client, own, confirmed="true")
        assert (answer.status_code, "a journey was made from it" in answer.content.decode()) == (409, True)
        delete_journey(journey=journey, by=member)
        assert "can still be brought back" in self.delete(client, own, confirmed="true").content.decode()
        assert Playbook.objects.exists()

    def test_nobody_deletes_a_shipped_one(self, client, member, boss):
        assert self.delete(client, stored(), confirmed="true").status_code == 403
        client.force_login(make_user("Root", is_superuser=True))
        assert self.delete(client, Playbook.objects.get(), confirmed="true").status_code == 403


@pytest.mark.parametrize("name", ["playbook", "playbook_text", "playbook_compare"])
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
