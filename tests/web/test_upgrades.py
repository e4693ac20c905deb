import pytest
from django.urls import reverse

from journeys.models import Journey
from journeys.playbooks.canonical import canonical
from journeys.playbooks.tree import Item, Module, Phase, Task, Tree
from journeys.queries.upgrades import compare_with
from journeys.services.items import settle
from journeys.services.journeys import lock_journey, start_journey
from journeys.services.playbooks import import_playbook
from journeys.services.tasks import edit_text
from tests.cast import each_gets
from tests.makers import make_space, make_user


def version(number: str, *tasks: Task):
    tree = Tree("Small", number, phases=(Phase("Plan", modules=(Module("M", tasks=tasks),)),))
    return import_playbook(tree=canonical(tree)).playbook


@pytest.fixture
def one(db):
    return version("1", Task("T", "Old", items=(Item("criterion", "", "Done"),)), Task("U", "Old"), Task("Gone"))


@pytest.fixture
def two(db):
    return version("2", Task("T", "New"), Task("U", "New"), Task("V"))


@pytest.fixture
def journey(one):
    return start_journey(space=make_space(), title="Acme", playbook=one, by=make_user("Owner"))


@pytest.fixture
def admin(client, journey):
    client.force_login(journey.created_by)
    return client


def address(name, journey, *more) -> str:
    return reverse(name, args=[journey.pk, *more])


def filled(journey, playbook, **more) -> dict:
    merge, _ = compare_with(Journey.objects.get(pk=journey.pk), playbook)
    take = [change.id for change in merge.changes if not change.is_conflict]
    return {"stamp": merge.stamp, "take": take, **more}


@each_gets(200, 403, 403, 403, 404, 302)
def test_only_admins_see_the_pages(client_of, journey, two, who, status):
    for name, more in (("journey_playbook", ()), ("upgrade", (two.pk,))):
        assert client_of(who).get(address(name, journey, *more)).status_code == status


@each_gets(302, 403, 403, 403, 404, 302)
def test_only_admins_upgrade(client_of, journey, two, who, status):
    answer = client_of(who).post(address("upgrade", journey, two.pk), filled(journey, two))
    assert answer.status_code == status
    journey.refresh_from_db()
    assert (journey.playbook == two) == (who == "admin")


def test_who_upgraded_undoes_it_from_the_same_page(admin, journey, two):
    admin.post(address("upgrade", journey, two.pk), filled(journey, two))
    undo = address("undo", journey, journey.undos.get().pk)
    assert undo in admin.get(address("journey_playbook", journey)).content.decode()
    answer = admin.post(undo, {"back": address("journey_playbook", journey)})
    assert answer.url == address("journey_playbook", journey)
    journey.refresh_from_db()
    assert journey.playbook.version == "1"
    assert undo not in admin.get(address("journey_playbook", journey)).content.decode()


def test_the_list_names_what_changes_and_keeps_conflicts_unticked(admin, journey, two):
    edit_text(
        task=journey.tasks.get(title="U"), field="description", text="Ours", base_revision=99, by=journey.created_by
    )
    settle(item=journey.tasks.get(title="T").items.get(), outcome="met", by=journey.created_by)
    page = admin.get(address("upgrade", journey, two.pk)).content.decode()
    for heading in ("In conflict", "Added", "Changed", "Removed", "Kept"):
        assert f">{heading}</h3>" in page
    assert page.count('name="take"') == 4
    assert page.count(" checked") == 3
    assert admin.get(address("upgrade", journey, two.pk) + "?none").content.decode().count(" checked") == 0
    assert "Version 2" in admin.get(address("journey_playbook", journey)).content.decode()


def test_a_stale_list_is_shown_anew_and_keeps_the_ticks(admin, journey, two):
    posted = filled(journey, two)
    edit_text(task=journey.tasks.get(title="Gone"), field="title", text="Ours", base_revision=99, by=journey.created_by)
    answer = admin.post(address("upgrade", journey, two.pk), posted)
    page = answer.content.decode()
    assert (answer.status_code, "Look again; nothing was changed." in page) == (409, True)
    assert page.count(" checked") == len(posted["take"])
    journey.refresh_from_db()
    assert journey.playbook.version == "1"


def test_a_locked_journey_is_only_looked_at(admin, journey, two):
    lock_journey(journey=journey, reason="Freeze.", by=journey.created_by)
    page = admin.get(address("upgrade", journey, two.pk))
    assert (page.status_code, "Go over to version" in page.content.decode()) == (200, False)
    assert admin.post(address("upgrade", journey, two.pk), filled(journey, two)).status_code == 409


def test_what_is_no_version_is_not_there(admin, journey, one):
    assert admin.get(address("upgrade", journey, one.pk)).status_code == 404


def test_the_list_takes_as_many_ticks_as_the_largest_playbook_has(admin, journey, two):
    posted = filled(journey, two)
    posted["take"] += [f"no-such-{number}" for number in range(5_000)]
    assert admin.post(address("upgrade", journey, two.pk), posted).status_code == 302
