"""Search over the API."""

import pytest

from journeys.models import Task


@pytest.fixture
def task(journey) -> Task:
    task = journey.tasks.first()
    task.title, task.description = "Port <numbers>", "Ask the carrier first."
    task.save()
    return task


def texts(pieces) -> list:
    return [(piece["text"], piece["is_found"]) for piece in pieces]


def test_what_is_found(api, journey, task):
    answer = api("viewer", "GET", "search?q=port carrier").json()
    assert answer["counts"] == [{"kind": "task", "number": 1, "is_more": False}]
    assert (answer["count"], answer["next"]) == (1, None)
    [result] = answer["results"]
    assert (result["kind"], result["id"], result["number"]) == ("task", task.pk, None)
    assert texts(result["title"]) == [("Port", True), (" <numbers>", False)]
    assert texts(result["snippet"]) == [("Ask the ", False), ("carrier", True), (" first.", False)]
    assert result["journey"] == {"id": journey.pk, "title": journey.title}
    assert result["module"]["id"] == task.module_id
    assert result["task"]["id"] == task.pk
    assert result["is_archived"] is False


def test_numbers(api, journey, task):
    said = api("contributor", "POST", f"journeys/{journey.pk}/decisions", {"title": "Which carrier"}).json()
    [result, *_] = api("viewer", "GET", "search?q=%231").json()["results"]
    assert (result["kind"], result["id"], result["number"]) == ("decision", said["id"], 1)


def test_kind_journey_and_pages_narrow(api, journey, task):
    assert api("viewer", "GET", "search?q=port&kind=risk").json()["results"] == []
    assert api("viewer", "GET", f"search?q=port&journey={journey.pk + 99}").json()["count"] == 0
    assert api("viewer", "GET", "search?q=criterion&page_size=1&page=2").json()["next"]
    assert api("viewer", "GET", "search?q=port&page=9").status_code == 404
    assert api("viewer", "GET", "search").json()["results"] == []


@pytest.mark.parametrize("query", ["kind=horse", "journey=x", f"q={'x' * 201}", "q=%00", "text=port"])
def test_what_is_not_understood_is_said(api, journey, query, cast):
    assert api("viewer", "GET", f"search?{query}").status_code == 400


def test_strangers_find_nothing_and_nobody_is_asked_to_sign_in(api, journey, task):
    answer = api("stranger", "GET", f"search?q=port&journey={journey.pk}").json()
    assert (answer["count"], answer["counts"], answer["results"]) == (0, [], [])
    assert api("nobody", "GET", "search?q=port").status_code == 401
