import pytest

from journeys.models import Notification, NotificationChoice
from journeys.queries.notifications import DEFAULTS, choices_of
from journeys.services.members import remove_member
from journeys.services.notifications import notify

Kind = Notification.Kind
How = NotificationChoice.How


@pytest.fixture
def viewer(cast):
    return cast["viewer"]


def tell(viewer, journey, text="Lea assigned you a task.", kind=Kind.ASSIGNED):
    return notify(kind, [viewer], text, by=None, journey=journey, task=journey.tasks.first().pk)[0]


def texts(answer) -> list[str]:
    return [row["text"] for row in answer.json()["results"]]


def test_the_list_is_ones_own_newest_first(api, viewer, journey, cast):
    first = tell(viewer, journey, "The first.")
    tell(viewer, journey, "The second.", Kind.BLOCKED)
    tell(cast["admin"], journey, "Not mine.")
    answer = api("viewer", "GET", "notifications")
    assert texts(answer) == ["The second.", "The first."]
    row = answer.json()["results"][1]
    assert (row["journey"], row["about"]) == (journey.pk, {"task": journey.tasks.first().pk})
    assert row["link"] == f"http://testserver/notifications/{first.pk}/"
    assert texts(api("viewer", "GET", "notifications?kind=blocked")) == ["The second."]
    assert api("viewer", "GET", "notifications?kind=nothing").status_code == 400


def test_some_or_all_are_marked_read(api, viewer, journey, cast):
    first, others = tell(viewer, journey, "The first."), tell(cast["admin"], journey)
    tell(viewer, journey, "The second.")
    assert api("viewer", "POST", "notifications/read", {"ids": [first.pk, others.pk]}).json() == {"read": 1}
    assert texts(api("viewer", "GET", "notifications?unread=true")) == ["The second."]
    assert texts(api("viewer", "GET", "notifications?unread=false")) == ["The first."]
    assert api("viewer", "POST", "notifications/read", {}).json() == {"read": 1}
    others.refresh_from_db()
    assert others.read_at is None


def test_what_one_may_not_see_any_more_is_not_listed(api, viewer, journey):
    tell(viewer, journey)
    remove_member(member=journey.members.get(user=viewer), by=journey.created_by)
    assert texts(api("viewer", "GET", "notifications")) == []


def test_choices_are_read_and_changed(api, viewer):
    assert api("viewer", "GET", "notifications/choices").json() == {k.value: h.value for k, h in DEFAULTS.items()}
    answer = api("viewer", "PUT", "notifications/choices", {"assigned": "weekly"})
    assert answer.json()["assigned"] == "weekly"
    assert choices_of(viewer) == DEFAULTS | {Kind.ASSIGNED: How.WEEKLY}
    assert api("viewer", "PUT", "notifications/choices", {"assigned": "hourly"}).status_code == 400
    assert api("viewer", "PUT", "notifications/choices", {"nothing": "daily"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "notifications"), ("POST", "notifications/read"),
        ("GET", "notifications/choices"), ("PUT", "notifications/choices"),
    ],
)  # fmt: skip
def test_nobody_is_told_nothing(api, method, path):
    assert api("nobody", method, path, {}).status_code == 401


@pytest.mark.parametrize("size", [1, 3])
def test_it_costs_the_same_however_many(api, viewer, journey, size, django_assert_num_queries):
    for _ in range(size):
        tell(viewer, journey)
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(3):  # session and user, count, notifications
        api("viewer", "GET", "notifications")
