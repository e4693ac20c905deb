from dataclasses import replace

import pytest

from journeys.services.playbooks import import_playbook
from tests.makers import make_space, make_tree


@pytest.fixture
def playbooks(cast):
    tree = make_tree(1)
    shipped = import_playbook(tree=tree).playbook
    newer = import_playbook(tree=replace(tree, version="2.0")).playbook
    theirs = import_playbook(tree=replace(tree, title="Their playbook"), space=make_space("Elsewhere")).playbook
    return shipped, newer, theirs


def test_everyone_reads_the_shipped_ones_and_those_of_their_spaces(api, playbooks):
    shipped, newer, theirs = playbooks
    listed = [each["id"] for each in api("viewer", "GET", "playbooks").json()["results"]]
    assert listed == [newer.pk, shipped.pk]
    assert api("viewer", "GET", f"playbooks/{theirs.pk}").status_code == 404
    said = api("stranger", "GET", f"playbooks/{theirs.pk}").json()
    assert (said["slug"], said["counts"]["tasks"]) == ("their-playbook", 1)
    assert said["text"].startswith("---\ntitle: Their playbook\n")
    assert api("nobody", "GET", "playbooks").status_code == 401


@pytest.mark.parametrize(("query", "count"), [("slug=their-playbook", 1), ("text=SMALL", 2), ("slug=none", 0)])
def test_filters(api, playbooks, query, count):
    assert api("stranger", "GET", f"playbooks?{query}").json()["count"] == count


@pytest.mark.parametrize("versions", [1, 3])
def test_the_list_costs_the_same_however_many(api, cast, versions, django_assert_num_queries):
    for number in range(versions):
        import_playbook(tree=replace(make_tree(1), version=f"{number}"))
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(3):  # user, count, playbooks
        assert api("viewer", "GET", "playbooks").json()["count"] == versions
