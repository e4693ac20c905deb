import pytest

from journeys.services.comments import add_comment
from tests.makers import make_journey


def test_a_comment_from_saying_to_deleting(api, journey):
    task = journey.tasks.first()
    answer = api("stakeholder", "POST", f"journeys/{journey.pk}/comments", {"task": task.pk, "text": " Hello. "})
    said = answer.json()
    assert (answer.status_code, said["text"], said["author"]["name"]) == (201, "Hello.", "stakeholder")
    at = f"journeys/{journey.pk}/comments/{said['id']}"
    assert api("stakeholder", "PATCH", at, {"text": "Goodbye."}).json()["edited_at"]
    assert api("stakeholder", "DELETE", at).status_code == 204
    [left] = api("viewer", "GET", f"journeys/{journey.pk}/comments?task={task.pk}").json()["results"]
    assert (left["text"], bool(left["deleted_at"])) == ("", True)


def test_a_task_of_another_journey_takes_none(api, cast, journey):
    other = make_journey(title="Beta").tasks.first()
    answer = api("admin", "POST", f"journeys/{journey.pk}/comments", {"task": other.pk, "text": "Hello."})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "task")


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_however_many(api, journey, cast, count, django_assert_num_queries):
    for number in range(count):
        add_comment(task=journey.tasks.first(), text=f"Comment {number} @viewer", by=cast["admin"])
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(5):  # user, journey, count, comments, whom they name
        said = api("viewer", "GET", f"journeys/{journey.pk}/comments").json()
    assert [comment["text"] for comment in said["results"]] == [f"Comment {number} @viewer" for number in range(count)]


def test_whom_it_names_and_what_it_is_on(api, journey, cast):
    task = journey.tasks.first()
    item, member = task.items.first(), journey.members.get(user=cast["viewer"])
    posted = {"task": task.pk, "item": item.pk, "text": "@Viewer, please."}
    said = api("contributor", "POST", f"journeys/{journey.pk}/comments", posted).json()
    assert (said["item"], said["mentioned"]) == (item.pk, [member.pk])
    api("contributor", "POST", f"journeys/{journey.pk}/comments", {"task": task.pk, "text": "Of the task."})
    [on_item] = api("viewer", "GET", f"journeys/{journey.pk}/comments?item={item.pk}").json()["results"]
    assert on_item["id"] == said["id"]


def test_an_item_belongs_to_its_task(api, journey, cast):
    first, last = journey.tasks.first(), journey.tasks.last()
    posted = {"task": first.pk, "item": last.items.first().pk, "text": "Hello."}
    answer = api("admin", "POST", f"journeys/{journey.pk}/comments", posted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "item")


def test_two_edits_from_one_revision_are_a_conflict(api, journey, cast):
    comment = add_comment(task=journey.tasks.first(), text="One", by=cast["admin"])
    journey.refresh_from_db()
    at, base = f"journeys/{journey.pk}/comments/{comment.pk}", journey.revision
    assert api("admin", "PATCH", at, {"text": "Two", "base_revision": base}).status_code == 200
    assert api("admin", "PATCH", at, {"text": "Three", "base_revision": base}).status_code == 409
