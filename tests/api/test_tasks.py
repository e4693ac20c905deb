import pytest

from journeys.services.items import settle
from journeys.services.tasks import edit_text, set_status
from tests.makers import make_journey


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


@pytest.fixture
def at(task) -> str:
    return f"journeys/{task.journey_id}/tasks/{task.pk}"


def test_a_task_comes_with_all_that_is_in_it(api, inside, ids):
    said = api("viewer", "GET", "journeys/{journey}/tasks/{task}".format(**ids)).json()
    assert (said["title"], said["description"]) == ("Task 1", "What to do in task 1.")
    tool = inside["task"].tools.get()
    assert said["tools"] == [{"id": tool.pk, "name": "Calculator", "url": "https://example.com/calculator"}]
    assert [item["text"] for item in said["items"]] == ["Criterion 1 of task 1", "Criterion 2 of task 1"]
    assert [file["name"] for file in said["attachments"]] == ["plan.txt"]
    assert [comment["text"] for comment in said["comments"]] == ["Looks fine."]
    inside["journey"].refresh_from_db()
    assert said["revision"] == inside["journey"].revision


@pytest.mark.parametrize("subtasks", [1, 4])
def test_reading_one_costs_the_same_however_much_is_in_it(api, cast, subtasks, django_assert_num_queries):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=1, items=subtasks * 2, subtasks=subtasks)
    task = journey.tasks.get(parent=None)
    for item in task.items.all():
        settle(item=item, outcome="met", by=cast["admin"])
    api("admin", "GET", "spaces")  # signs in
    # user, journey, revision, task, tools, items, evidence, subtasks, files, comments, what it waits for, row with
    # its items, files and approvals
    with django_assert_num_queries(15):
        said = api("admin", "GET", f"journeys/{journey.pk}/tasks/{task.pk}").json()
    assert (len(said["subtasks"]), len(said["items"])) == (subtasks, subtasks * 2)


@pytest.mark.parametrize("tasks", [1, 12])
def test_the_list_costs_the_same_however_many(api, cast, tasks, django_assert_num_queries):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=tasks)
    api("admin", "GET", "spaces")  # signs in
    with django_assert_num_queries(9):  # user, journey, the outline's five, the page's tasks and their tools
        said = api("admin", "GET", f"journeys/{journey.pk}/tasks").json()
    assert [task["title"] for task in said["results"]] == [f"Task {n}" for n in range(1, tasks + 1)]


def test_pages(api, cast):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=5)
    said = api("admin", "GET", f"journeys/{journey.pk}/tasks?page_size=2&page=2").json()
    assert (said["count"], [task["title"] for task in said["results"]]) == (5, ["Task 3", "Task 4"])
    assert "page=3" in said["next"]
    assert api("admin", "GET", f"journeys/{journey.pk}/tasks?page=9").status_code == 404


def test_all_of_a_change_or_nothing(api, cast, journey, task, at):
    member = journey.members.get(user=cast["stakeholder"])
    change = {
        "title": "Count the agents", "description": "All of them.", "base_revision": journey.revision,
        "owner": member.pk, "due_on": "2030-01-31", "estimate_hours": "1.5",
    }  # fmt: skip
    answer = api("contributor", "PATCH", at, change)
    said = answer.json()
    assert answer.status_code == 200
    assert (said["title"], said["owner"], said["due_on"]) == (
        "Count the agents", {"id": member.pk, "name": "stakeholder"}, "2030-01-31",
    )  # fmt: skip
    assert (said["estimate_hours"], said["revision"]) == ("1.50", journey.revision + 5)
    answer = api("contributor", "PATCH", at, {"owner": None, "starts_on": "2031-01-01"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "The due date is before the start. Move one of them.")
    task.refresh_from_db()
    assert (task.owner, task.starts_on) == (member, None)


def test_an_edit_from_an_older_text_gets_both_texts(api, cast, journey, task, at):
    edit_text(task=task, field="description", text="Theirs.", base_revision=journey.revision, by=cast["admin"])
    answer = api("contributor", "PATCH", at, {"description": "Yours.", "base_revision": journey.revision})
    said = answer.json()
    assert (answer.status_code, said["type"]) == (409, "urn:migops:conflict")
    assert (said["theirs"], said["yours"]) == ("Theirs.", "Yours.")
    journey.refresh_from_db()
    assert (
        api("contributor", "PATCH", at, {"description": "Yours.", "base_revision": journey.revision}).status_code == 200
    )


def test_a_text_needs_the_revision_that_it_was_written_from(api, at):
    errors = api("contributor", "PATCH", at, {"title": "Another"}).json()["errors"]
    assert errors[0]["field"] == "base_revision"


def test_completing_with_open_items_asks_first(api, task, at):
    answer = api("contributor", "POST", f"{at}/status", {"status": "completed"})
    assert (answer.status_code, answer.json()["confirm"]) == (409, True)
    answer = api("contributor", "POST", f"{at}/status", {"status": "completed", "confirmed": True})
    assert (answer.status_code, answer.json()["status"]) == (200, "completed")


def test_the_same_status_twice_is_one_event(api, journey, at):
    for _ in range(2):
        answer = api("contributor", "POST", f"{at}/status", {"status": "blocked", "reason": "No carrier"})
        assert (answer.status_code, answer.json()["status_reason"]) == (200, "No carrier")
    assert journey.events.filter(verb="task.blocked").count() == 1


def test_a_task_of_another_journey_is_not_there(api, cast, journey):
    other = make_journey(title="Beta", by=cast["admin"]).tasks.first()
    assert api("admin", "GET", f"journeys/{journey.pk}/tasks/{other.pk}").status_code == 404
    assert (
        api("admin", "POST", f"journeys/{journey.pk}/tasks/{other.pk}/status", {"status": "planned"}).status_code == 404
    )


def test_out_of_scope_shows(api, journey, cast, task, at):
    set_status(task=task, status="out_of_scope", reason="Later", by=cast["admin"])
    said = api("viewer", "GET", at).json()
    assert (said["in_scope"], said["status_reason"]) == (False, "Later")


def test_tasks_and_subtasks_are_added_moved_and_deleted(api, inside, ids):
    at = f"journeys/{ids['journey']}/tasks"
    task = api("contributor", "POST", at, {"title": "Port", "module": ids["module"], "after": ids["task"]}).json()
    below = api("contributor", "POST", at, {"title": "Below", "parent": task["id"]}).json()
    assert (below["parent"], below["module"]) == (task["id"], ids["module"])
    listed = [row["title"] for row in api("viewer", "GET", at).json()["results"]]
    assert listed == ["Task 1", "Port", "Below", "Task 2", "Task 3"]
    moved = api("contributor", "POST", f"{at}/{below['id']}/move", {"before": ids["task"]}).json()
    assert moved["parent"] is None
    moved = api("contributor", "POST", f"{at}/{below['id']}/move", {"parent": ids["other"]}).json()
    assert moved["parent"] == ids["other"]
    answer = api("contributor", "POST", f"{at}/{ids['other']}/move", {"parent": ids["task"]})
    assert (answer.status_code, answer.json()["detail"][:25]) == (409, "“Task 3” has subtasks, so")
    assert api("admin", "DELETE", f"{at}/{ids['other']}").status_code == 204
    assert api("viewer", "GET", f"{at}/{below['id']}").status_code == 404


@pytest.mark.parametrize("place", [{}, {"module": "{module}", "parent": "{task}"}])
def test_a_new_task_has_one_place(api, ids, place):
    place = {name: ids[value.strip("{}")] for name, value in place.items()}
    answer = api("contributor", "POST", f"journeys/{ids['journey']}/tasks", {"title": "Port", **place})
    assert (answer.status_code, answer.json()["errors"][0]["message"][:15]) == (400, "Name the module")
