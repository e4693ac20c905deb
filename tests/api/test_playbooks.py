from dataclasses import replace

import pytest

from journeys.models import Playbook, SpaceMember
from journeys.services.journeys import start_journey
from journeys.services.playbooks import import_playbook
from tests.archives import PUBLISHED, zipped
from tests.cast import each_gets
from tests.files import upload as text_file
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


class TestImporting:
    @pytest.fixture
    def space(self, cast):
        space = make_space("Team")
        for name, role in (("admin", "admin"), ("contributor", "contributor")):
            SpaceMember.objects.create(space=space, user=cast[name], role=role)
        return space

    @pytest.fixture
    def send(self, client_of, space):
        def send(who: str = "contributor", content: bytes = b"", name: str = "moves.zip", **more):
            file = text_file(name, content or zipped(PUBLISHED))
            return client_of(who).post("/api/v1/playbooks/import", {"space": space.pk, "file": file, **more})

        return send

    @each_gets(201, 201, 400, 400, 400, 401)
    def test_the_people_of_a_space_import(self, send, space, who, status):
        assert send(who).status_code == status
        assert Playbook.objects.filter(space=space).count() == (2 if status == 201 else 0)

    def test_each_playbook_has_its_result(self, send, cast):
        first, second = send().json()
        assert (first["title"], first["version"], first["is_new"], first["errors"]) == ("Move Things", "1.0", True, [])
        assert second["counts"]["tasks"] == 2
        assert Playbook.objects.get(pk=second["playbook"]).imported_by == cast["contributor"]
        again = send()
        assert (again.status_code, [each["is_new"] for each in again.json()]) == (200, [False, False])

    def test_a_dry_run_stores_nothing(self, send):
        answer = send(dry_run="true")
        assert (answer.status_code, [each["playbook"] for each in answer.json()]) == (200, [None, None])
        assert not Playbook.objects.exists()

    def test_what_is_wrong_is_said_and_the_rest_is_stored(self, send):
        first = next(iter(PUBLISHED))
        send()
        said = send(content=zipped(PUBLISHED | {first: b"# Module: Other\n## Task 1: Other\n"}))
        assert said.status_code == 409
        assert said.json()["detail"].startswith("1 of 2 playbooks were not stored. Version 1.0 of")
        assert [bool(each["errors"]) for each in said.json()["playbooks"]] == [True, False]
        said = send(content=b"PK", name="x.zip").json()
        assert "damaged" in said["detail"]
        assert "ends in" in send(content=b"MZ", name="x.exe").json()["detail"]

    @each_gets(204, 403, 404, 404, 404, 401)
    def test_admins_of_the_space_delete(self, api, space, who, status):
        playbook = import_playbook(tree=make_tree(1), space=space).playbook
        assert api(who, "DELETE", f"playbooks/{playbook.pk}").status_code == status
        assert Playbook.objects.exists() == (status != 204)

    def test_one_in_use_and_a_shipped_one_stay(self, api, cast, space):
        playbook = import_playbook(tree=make_tree(1), space=space).playbook
        start_journey(space=space, title="Acme", by=cast["admin"], playbook=playbook)
        said = api("admin", "DELETE", f"playbooks/{playbook.pk}")
        assert (said.status_code, "a journey was made from it" in said.json()["detail"]) == (409, True)
        shipped = import_playbook(tree=make_tree(1)).playbook
        assert api("admin", "DELETE", f"playbooks/{shipped.pk}").status_code == 403


def test_the_text_downloads(api, playbooks):
    shipped, _, theirs = playbooks
    answer = api("viewer", "GET", f"playbooks/{shipped.pk}/text")
    assert (answer["Content-Type"], answer.content.decode()) == ("text/markdown; charset=utf-8", shipped.text)
    assert api("viewer", "GET", f"playbooks/{theirs.pk}/text").status_code == 404
