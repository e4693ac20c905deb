"""Many tasks at once, and taking that back."""

import pytest


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}"


@pytest.fixture
def tasks(journey) -> list[int]:
    return [task.pk for task in journey.tasks.in_order()]


def test_all_change_or_none(api, journey, cast, at, tasks):
    member = journey.members.get(user=cast["viewer"]).pk
    wanted = {"tasks": tasks[:2], "owner": member, "due_on": "2030-01-31"}
    answer = api("contributor", "POST", f"{at}/tasks/bulk", wanted)
    journey.refresh_from_db()
    assert (answer.status_code, answer.json()) == (200, {"revision": journey.revision, "count": 2})
    answer = api("contributor", "POST", f"{at}/tasks/bulk", {"tasks": tasks, "starts_on": "2030-02-01"})
    said = answer.json()
    assert (answer.status_code, said["detail"]) == (409, "Nothing was changed: 2 of the 3 tasks can't be.")
    assert [(row["id"], row["title"]) for row in said["rows"]] == [(tasks[0], "Task 1"), (tasks[1], "Task 2")]
    assert "The due date is before the start." in said["rows"][0]["reason"]
    assert not journey.tasks.exclude(starts_on=None).exists()


def test_rules_that_ask_ask_once_for_all(api, journey, at, tasks):
    wanted = {"tasks": tasks, "status": "completed"}
    answer = api("contributor", "POST", f"{at}/tasks/bulk", wanted)
    assert (answer.status_code, answer.json()["confirm"], len(answer.json()["rows"])) == (409, True, 3)
    assert api("contributor", "POST", f"{at}/tasks/bulk", {**wanted, "confirmed": True}).json()["count"] == 3


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({}, "Say what is to change."),
        ({"status": "planned", "in_scope": True}, "Give either a status or this."),
        ({"owner": 999}, "There is no such member of this journey."),
    ],
)
def test_what_is_not_right(api, at, tasks, wanted, message):
    answer = api("contributor", "POST", f"{at}/tasks/bulk", {"tasks": tasks, **wanted})
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, message)


def test_many_are_deleted_and_brought_back(api, journey, at, tasks):
    assert api("admin", "GET", f"{at}/undo").json()["last"] is None
    assert api("admin", "POST", f"{at}/tasks/bulk/delete", {"tasks": tasks[:2]}).json()["count"] == 2
    assert journey.tasks.count() == 1
    last = api("admin", "GET", f"{at}/undo").json()["last"]
    assert last["label"] == "deleted 2 tasks at once"
    assert api("contributor", "GET", f"{at}/undo").json()["last"] is None
    answer = api("contributor", "POST", f"{at}/undo", {"change": last["id"]})
    assert (answer.status_code, answer.json()["detail"]) == (409, "admin did this. Only they can undo it.")
    answer = api("admin", "POST", f"{at}/undo", {"change": last["id"]})
    assert (answer.status_code, answer.json()["last"]) == (200, None)
    assert journey.tasks.count() == 3
    answer = api("admin", "POST", f"{at}/undo", {"change": 999})
    assert answer.json()["errors"][0]["message"] == "There is no such change in this journey, or it is too long ago."
