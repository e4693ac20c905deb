import pytest

from tests.makers import make_journey


@pytest.mark.parametrize("noun", ["phase", "module"])
def test_out_of_scope_and_back(api, inside, ids, noun):
    at = f"journeys/{ids['journey']}/{noun}s/{ids[noun]}/scope"
    answer = api("contributor", "POST", at, {"in_scope": False})
    assert (answer.status_code, answer.json()["detail"]) == (409, f"Say why this {noun} leaves the scope.")
    answer = api("contributor", "POST", at, {"in_scope": False, "reason": "Next year"})
    assert (answer.json()["in_scope"], answer.json()["scope_reason"]) == (False, "Next year")
    figures = api("viewer", "GET", f"journeys/{ids['journey']}").json()["figures"]
    assert (figures["in_scope"], figures["total"]) == (0, 3)
    assert api("contributor", "POST", at, {"in_scope": True, "reason": "After all"}).json()["in_scope"]


@pytest.mark.parametrize("modules", [1, 4])
def test_the_lists_cost_the_same_however_many(api, cast, modules, django_assert_num_queries):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=modules, modules=modules)
    api("admin", "GET", "spaces")  # signs in
    for noun, count in (("phases", 1), ("modules", modules)):
        with django_assert_num_queries(4):  # user, journey, count, rows
            assert api("admin", "GET", f"journeys/{journey.pk}/{noun}").json()["count"] == count


def titles(api, ids, noun: str) -> list[str]:
    return [row["title"] for row in api("viewer", "GET", f"journeys/{ids['journey']}/{noun}").json()["results"]]


def test_phases_are_added_edited_moved_and_deleted(api, ids):
    at = f"journeys/{ids['journey']}/phases"
    added = api("contributor", "POST", at, {"title": "Build", "description": "All.", "after": ids["phase"]}).json()
    assert (added["title"], added["description"]) == ("Build", "All.")
    assert api("contributor", "POST", f"{at}/{added['id']}/move", {"before": ids["phase"]}).status_code == 200
    assert titles(api, ids, "phases") == ["Build", "Assess"]
    said = api("contributor", "PATCH", f"{at}/{added['id']}", {"title": "Make", "base_revision": 99}).json()
    assert said["title"] == "Make"
    assert api("contributor", "DELETE", f"{at}/{added['id']}").status_code == 403
    assert api("admin", "DELETE", f"{at}/{added['id']}").status_code == 204
    assert titles(api, ids, "phases") == ["Assess"]


def test_modules_go_from_phase_to_phase(api, ids):
    at = f"journeys/{ids['journey']}/modules"
    build = api("contributor", "POST", f"journeys/{ids['journey']}/phases", {"title": "Build"}).json()["id"]
    voice = api("contributor", "POST", at, {"title": "Voice", "phase": build}).json()["id"]
    answer = api("contributor", "POST", f"{at}/{ids['module']}/move", {"before": voice}).json()
    assert answer["phase"] == build
    assert titles(api, ids, "modules") == ["Module 1", "Voice"]


def test_one_place_at_a_time_and_of_this_journey(api, ids):
    at = f"journeys/{ids['journey']}/modules/{ids['module']}/move"
    answer = api("contributor", "POST", at, {"into": ids["phase"], "after": ids["module"]})
    assert answer.json()["errors"] == [{"field": "", "message": "Name one place only: into or after."}]
    answer = api("contributor", "POST", at, {"into": 999})
    assert answer.json()["errors"] == [{"field": "into", "message": "There is no such phase in this journey."}]


def test_an_older_text_gets_both(api, ids, inside):
    at = f"journeys/{ids['journey']}/phases/{ids['phase']}"
    revision = api("viewer", "GET", f"journeys/{ids['journey']}/tree").json()["revision"]
    api("admin", "PATCH", at, {"description": "Theirs.", "base_revision": revision})
    answer = api("contributor", "PATCH", at, {"description": "Yours.", "base_revision": revision})
    assert (answer.status_code, answer.json()["theirs"], answer.json()["yours"]) == (409, "Theirs.", "Yours.")
