from dataclasses import replace

import pytest

from journeys.models import Playbook, SpaceMember
from journeys.queries.playbooks import newest, other_versions, tree_of
from journeys.services.playbooks import import_playbook
from tests.makers import make_space, make_tree, make_user


@pytest.fixture
def space(db):
    return make_space()


def stored(version: str, space=None) -> Playbook:
    return import_playbook(tree=replace(make_tree(), version=version), space=space).playbook


def test_of_each_playbook_the_newest_version_is_offered(space):
    old, new, own = stored("1.0"), stored("1.1"), stored("1.0", space)
    assert set(newest(Playbook.objects.all())) == {new, own}
    assert list(other_versions(Playbook.objects.all(), new)) == [old]
    assert list(other_versions(Playbook.objects.all(), own)) == []


def test_the_newest_is_sought_among_what_a_person_may_see(space):
    shipped, own = stored("1.0"), stored("1.0", space)
    member = make_user("Member")
    SpaceMember.objects.create(space=space, user=member)
    assert set(newest(Playbook.objects.visible_to(member))) == {shipped, own}
    assert list(newest(Playbook.objects.visible_to(make_user("Stranger")))) == [shipped]


def test_a_stored_playbook_reads_back_whole(space):
    tree = tree_of(stored("1.0"))
    assert (tree.counts["tasks"], tree.phases[0].modules[0].tasks[0].title) == (3, "Task 1")
