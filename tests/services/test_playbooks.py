"""A playbook version is stored once, and never under the same name with other text."""

import threading
from dataclasses import replace

import pytest
from django.db import connection

from journeys.models import Playbook
from journeys.playbooks import writer
from journeys.services.errors import Refusal
from journeys.services.journeys import delete_journey, start_journey
from journeys.services.playbooks import delete_playbook, import_playbook, load_shipped
from tests.makers import make_space, make_tree, make_user

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


def test_two_who_import_at_once_store_it_once(committing):
    ready, done = threading.Barrier(3), []

    def store():
        ready.wait()
        try:
            done.append(import_playbook(tree=make_tree()).is_new)
        finally:
            connection.close()

    threads = [threading.Thread(target=store) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, True]


class TestDeleting:
    @pytest.fixture
    def by(self):
        return make_user("Boss")

    @pytest.fixture
    def own(self):
        return import_playbook(tree=make_tree(), space=make_space()).playbook

    def test_one_version_goes_and_the_log_says_who(self, own, by, caplog):
        other = import_playbook(tree=replace(make_tree(), version="2.0"), space=own.space).playbook
        caplog.set_level("INFO")
        delete_playbook(playbook=own, by=by)
        assert list(Playbook.objects.all()) == [other]
        assert f"Playbook small-playbook 1.0 of space {own.space_id} was deleted by {by.pk}" in caplog.text

    def test_one_that_a_journey_was_made_from_stays(self, own, by):
        journeys = [start_journey(space=own.space, title=name, by=by, playbook=own) for name in ("Acme", "Beta")]
        with pytest.raises(Refusal, match="2 journeys were made from it"):
            delete_playbook(playbook=own, by=by)
        delete_journey(journey=journeys[0], by=by)
        with pytest.raises(Refusal, match="1 deleted can still be brought back"):
            delete_playbook(playbook=own, by=by)
        assert Playbook.objects.exists()

    def test_a_shipped_one_stays(self, by):
        with pytest.raises(Refusal, match="came with MigOps"):
            delete_playbook(playbook=import_playbook(tree=make_tree()).playbook, by=by)
