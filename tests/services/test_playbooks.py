"""A playbook version is stored once, and never under the same name with other text."""

from dataclasses import replace

import pytest

from journeys.models import Playbook
from journeys.playbooks import writer
from journeys.services.errors import Refusal
from journeys.services.playbooks import import_playbook, load_shipped
from tests.makers import make_space, make_tree

pytestmark = pytest.mark.django_db


def test_the_same_again_changes_nothing():
    first = import_playbook(tree=make_tree())
    again = import_playbook(tree=make_tree())
    assert (first.is_new, again.is_new, first.playbook) == (True, False, again.playbook)
    assert len(first.playbook.digest) == 64


def test_other_text_needs_another_version():
    import_playbook(tree=make_tree(2))
    with pytest.raises(Refusal, match="Raise the version"):
        import_playbook(tree=make_tree(3))
    assert import_playbook(tree=replace(make_tree(3), version="1.1")).is_new
    assert Playbook.objects.count() == 2


def test_a_space_has_its_own():
    import_playbook(tree=make_tree(2))
    assert import_playbook(tree=make_tree(3), space=make_space()).is_new


def test_a_shipped_playbook_that_changed_under_its_version_stops_nothing(tmp_path, caplog):
    for number, tasks in enumerate((2, 3, 4)):
        tree = make_tree(tasks) if number < 2 else replace(make_tree(tasks), title="Another")
        (tmp_path / f"{number}.md").write_text(writer.write(tree))
    assert [each.playbook.slug for each in load_shipped(tmp_path)] == ["small-playbook", "another"]
    assert "1.md was not stored: Version 1.0" in caplog.text


def test_the_shipped_playbooks_load_once():
    assert all(each.is_new for each in load_shipped())
    assert not any(each.is_new for each in load_shipped())
    counts = Playbook.objects.get(slug="amazon-connect-migration").counts
    assert (counts["phases"], counts["modules"], counts["tasks"], counts["subtasks"]) == (4, 17, 57, 54)
