from dataclasses import replace

import pytest

from journeys.access import journeys_for
from journeys.models import Playbook, SpaceMember
from journeys.queries.playbooks import SHIPPED, library, made_from, tree_of, versions_of
from journeys.services.journeys import start_journey
from journeys.services.playbooks import import_playbook
from tests.makers import make_space, make_tree, make_user


@pytest.fixture
def space(db):
    return make_space()


def stored(version: str, space=None) -> Playbook:
    return import_playbook(tree=replace(make_tree(), version=version), space=space).playbook


def test_the_library_has_each_playbook_once_with_its_versions(space):
    second, tenth, first, own = stored("1.2"), stored("1.10"), stored("1.0"), stored("1.0", space)
    shipped, mine = sorted(library(Playbook.objects.all()), key=lambda entry: entry.newest == own)
    assert (shipped.newest, shipped.older) == (tenth, (second, first))
    assert mine.versions == (own,)
    assert versions_of(Playbook.objects.all(), first) == [tenth, second, first]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, ["Connect", "small playbook"]),
        ({"text": "MOVE phones"}, ["Connect"]),
        ({"text": "play"}, ["small playbook"]),
        ({"text": "nothing"}, []),
        ({"origin": SHIPPED}, ["small playbook"]),
    ],
)
def test_the_library_is_narrowed_and_in_order_of_title(space, filters, titles):
    import_playbook(tree=replace(make_tree(), title="small playbook"))
    import_playbook(tree=replace(make_tree(), title="Connect", summary="Phones move to the cloud."), space=space)
    assert [entry.newest.title for entry in library(Playbook.objects.all(), **filters)] == titles
    if "text" not in filters:
        assert [entry.newest.title for entry in library(Playbook.objects.all(), origin=str(space.pk))] == ["Connect"]


def test_the_library_holds_what_a_person_may_see(space):
    shipped, own = stored("1.0"), stored("1.0", space)
    member = make_user("Member")
    SpaceMember.objects.create(space=space, user=member)

    def seen(user):
        return {entry.newest for entry in library(Playbook.objects.visible_to(user))}

    assert seen(member) == {shipped, own}
    assert seen(make_user("Stranger")) == {shipped}


def test_journeys_made_from_it_are_sought_among_those_that_one_sees(space):
    playbook, lead = stored("1.0"), make_user("Lead")
    journey = start_journey(space=space, title="Acme", by=lead, playbook=playbook)
    start_journey(space=space, title="Empty", by=lead)
    assert list(made_from(playbook, journeys_for(lead))) == [journey]
    assert not made_from(playbook, journeys_for(make_user("Stranger")))


def test_a_stored_playbook_reads_back_whole(space):
    tree = tree_of(stored("1.0"))
    assert (tree.counts["tasks"], tree.phases[0].modules[0].tasks[0].title) == (3, "Task 1")
