"""The RACI over the API: rows and letters, roles, and what is refused."""

import pytest

from journeys.models import Event, Journey, RaciLetter
from journeys.services.raci import add_role, set_letter
from tests.makers import make_journey


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/raci"


@pytest.fixture
def cio(journey, cast):
    return add_role(journey=journey, name="CIO", side="customer", by=cast["admin"])


@pytest.fixture
def task(journey):
    return journey.tasks.first()


def test_a_role_runs_its_course(api, journey, at, cast, cio):
    made = api("contributor", "POST", f"{at}/roles", {"name": "CFO", "side": "aws"})
    said = made.json()
    assert (made.status_code, said["name"], said["side"], said["members"]) == (201, "CFO", "aws", [])
    here = f"{at}/roles/{said['id']}"
    member = journey.members.get(user=cast["viewer"])
    change = {"side": "customer", "base_revision": 999, "before": cio.pk, "members": [member.pk]}
    assert api("contributor", "PATCH", here, change).json() == {
        "id": said["id"], "name": "CFO", "side": "customer", "members": [{"id": member.pk, "name": "viewer"}],
    }  # fmt: skip
    assert [role["name"] for role in api("viewer", "GET", f"{at}/roles").json()["results"]] == ["CFO", "CIO"]
    assert api("contributor", "DELETE", here).status_code == 204
    assert api("viewer", "GET", here).status_code == 404


def test_a_change_is_done_whole_or_not_at_all(api, at, cio):
    refused = api("admin", "PATCH", f"{at}/roles/{cio.pk}", {"name": "Chief", "base_revision": 99, "before": 999})
    assert refused.status_code == 400
    other = add_role(journey=cio.journey, name="Architect", side="aws", by=cio.journey.created_by)
    change = {"name": "Chief", "base_revision": 99, "before": other.pk}
    assert api("admin", "PATCH", f"{at}/roles/{cio.pk}", change).status_code == 409
    cio.refresh_from_db()
    assert cio.name == "CIO"


@pytest.mark.parametrize("body", [{"name": "Chief"}, {"side": "moon"}, {"colour": "red"}, {"members": [999]}])
def test_a_role_of_a_wrong_shape(api, at, cio, body):
    assert api("admin", "PATCH", f"{at}/roles/{cio.pk}", body).status_code == 400


def test_many_letters_are_set_at_once(api, at, cio, task):
    module = f"module:{task.module_id}"
    letters = [
        {"row": f"task:{task.pk}", "role": cio.pk, "letter": "A/R", "before": ""},
        {"row": module, "role": cio.pk, "letter": "I"},
    ]
    for changed in (2, 0):
        assert api("contributor", "POST", f"{at}/letters", {"letters": letters}).json() == {"changed": changed}
    first, second, *_ = api("viewer", "GET", at).json()["results"]
    assert first == {
        "row": module, "title": "Module 1", "phase": "Assess", "module": "Module 1", "in_scope": True,
        "letters": {str(cio.pk): "I"}, "broken": ["no-a", "no-r"],
    }  # fmt: skip
    assert (second["row"], second["letters"], second["broken"]) == (f"task:{task.pk}", {str(cio.pk): "A/R"}, [])
    assert Event.objects.filter(verb="raci.letters_set").count() == 1


def test_a_cell_that_is_something_else_now_is_refused(api, at, cio, task, cast):
    set_letter(role=cio, row=task, letter="C", by=cast["admin"])
    letters = [{"row": f"task:{task.pk}", "role": cio.pk, "letter": "R", "before": ""}]
    answer = api("admin", "POST", f"{at}/letters", {"letters": letters})
    assert (answer.status_code, answer.json()["title"]) == (409, "Refused")
    assert "CIO for “Task 1” is C now" in answer.json()["detail"]


@pytest.mark.parametrize("wrong", [{"letter": "X"}, {"role": 999}, {"row": "task:999"}, {"row": "x"}, {"note": "?"}])
def test_letters_of_a_wrong_shape(api, at, cio, task, wrong):
    cell = {"row": f"task:{task.pk}", "role": cio.pk, "letter": "R", **wrong}
    assert api("admin", "POST", f"{at}/letters", {"letters": [cell]}).status_code == 400
    assert not RaciLetter.objects.exists()


def test_rows_that_break_a_rule(api, at, cio, task, cast):
    set_letter(role=cio, row=task, letter="A", by=cast["admin"])
    assert api("viewer", "GET", f"{at}?broken=any").json()["count"] == 4
    assert api("viewer", "GET", f"{at}?broken=no-a").json()["count"] == 3
    assert api("viewer", "GET", f"{at}?broken=moon").status_code == 400


def test_rows_and_letters_of_another_journey_are_not_there(api, at, cast, cio):
    other: Journey = make_journey(title="Other")
    role = add_role(journey=other, name="CIO", side="customer", by=other.created_by)
    assert api("admin", "GET", f"{at}/roles/{role.pk}").status_code == 404
    cell = {"row": f"task:{other.tasks.first().pk}", "role": cio.pk, "letter": "R"}
    assert api("admin", "POST", f"{at}/letters", {"letters": [cell]}).status_code == 400
