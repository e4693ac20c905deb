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
        add_comment(task=journey.tasks.first(), text=f"Comment {number}", by=cast["admin"])
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, comments
        said = api("viewer", "GET", f"journeys/{journey.pk}/comments").json()
    assert [comment["text"] for comment in said["results"]] == [f"Comment {number}" for number in range(count)]
