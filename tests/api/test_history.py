import pytest

from journeys.services.comments import add_comment
from journeys.services.history import changing, record
from journeys.services.tasks import set_status


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/history"


def test_newest_first_in_words_and_data(api, cast, journey, at):
    set_status(task=journey.tasks.first(), status="in_progress", by=cast["admin"])
    said = api("viewer", "GET", at).json()
    newest, oldest = said["results"]
    assert (newest["verb"], newest["actor_name"], newest["words"]) == ("task.started", "admin", "started “Task 1”")
    assert (newest["previous_hash"], newest["data"]["after"]) == (oldest["hash"], "in_progress")


def test_filters(api, cast, journey, at):
    first, second, _ = journey.tasks.in_order()
    revision = journey.revision
    set_status(task=first, status="in_progress", by=cast["admin"])
    add_comment(task=second, text="Hello.", by=cast["contributor"])
    with changing(journey.pk) as locked:
        record(locked, "mail.sent", by=None, counts=False, name="Ann")
    for query, count in (
        ("verb=task.started", 1),
        ("verb=task.", 1),
        (f"task={second.pk}", 1),
        ("group=comments", 1),
        ("group=documents", 1),
        (f"actor={cast['contributor'].pk}", 1),
        ("actor_name=MigOps", 1),
        ("actor_name=contributor", 0),
        (f"after={revision}", 3),
        (f"after={revision + 1}", 2),
        ("since=2020-01-01&until=2999-01-01", 4),
        ("since=2999-01-01", 0),
        ("until=2020-01-01", 0),
        ("page_size=1", 4),
    ):
        assert api("viewer", "GET", f"{at}?{query}").json()["count"] == count, query


@pytest.mark.parametrize(
    "query", ["group=moon", "actor=x", "since=5", "until=yesterday", "after=x", "task=0", "who=me"]
)
def test_a_filter_that_is_not_understood_is_an_error(api, journey, at, query):
    answer = api("viewer", "GET", f"{at}?{query}")
    assert (answer.status_code, query.split("=")[0] in answer.text) == (400, True)


@pytest.mark.parametrize("more", [0, 5])
def test_it_costs_the_same_however_long(api, cast, journey, at, more, django_assert_num_queries):
    for number in range(more):
        add_comment(task=journey.tasks.first(), text=f"Comment {number}", by=cast["admin"])
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, events
        assert api("viewer", "GET", at).json()["count"] == 1 + more
