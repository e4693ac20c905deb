import pytest

from journeys.models import Schedule
from tests.makers import make_mail, make_schedule

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def at(journey):
    return f"journeys/{journey.pk}/schedules"


@pytest.fixture
def body(journey, cast):
    viewer = journey.members.get(user=cast["viewer"])
    return {"kind": "status-report", "format": "docx", "weekday": 0, "at": "07:00", "recipients": [viewer.pk]}


def test_adding_one(api, at, body):
    answer = api("contributor", "POST", at, body)
    said = answer.json()
    assert answer.status_code == 201, said
    assert (said["at"], said["weekday"], said["is_paused"]) == ("07:00", 0, False)
    assert [person["name"] for person in said["recipients"]] == ["viewer"]
    assert api("viewer", "GET", f"{at}/{said['id']}").json() == said


def test_changing_pausing_and_resuming(api, at, body):
    path = f"{at}/{api('contributor', 'POST', at, body).json()['id']}"
    assert api("contributor", "PATCH", path, {"format": "md", "at": "16:30"}).json()["at"] == "16:30"
    assert api("contributor", "POST", f"{path}/pause").json()["next_at"] is None
    assert api("contributor", "POST", f"{path}/resume").json()["is_paused"] is False
    assert api("contributor", "DELETE", path).status_code == 204
    assert api("viewer", "GET", path).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({"format": "csv"}, "format"),
        ({"weekday": 7}, "weekday"),
        ({"at": "25:00"}, "at"),
        ({"recipients": [999_999]}, "recipients.0"),
        ({"zone": "UTC"}, "zone"),
    ],
)
def test_what_is_wrong_is_named(api, at, body, wrong, field):
    answer = api("contributor", "POST", at, {**body, **wrong})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].startswith(field.split(".")[0])
    assert not Schedule.objects.exists()


def test_changing_to_a_format_that_the_kind_has_not_is_named(api, at, body):
    path = f"{at}/{api('contributor', 'POST', at, body).json()['id']}"
    assert api("contributor", "PATCH", path, {"format": "csv"}).json()["errors"][0]["field"] == "format"


def test_nobody_to_send_it_to_is_refused(api, at, body):
    answer = api("contributor", "POST", at, {**body, "recipients": []})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Choose at least one person who gets it.")


def test_mails_are_listed_and_sent_again(api, journey, cast):
    schedule = make_schedule(journey)
    mail = make_mail(schedule, status="failed", reason="The mail server could not be reached.")
    path = f"journeys/{journey.pk}/mails"
    listed = api("viewer", "GET", f"{path}?status=failed&schedule={schedule.pk}").json()["results"]
    assert [(row["id"], row["reason"]) for row in listed] == [(mail.pk, "The mail server could not be reached.")]
    answer = api("contributor", "POST", f"{path}/{mail.pk}/retry").json()
    assert (answer["status"], answer["reason"]) == ("waiting", "")
    assert api("viewer", "GET", f"{path}?status=failed").json()["count"] == 0


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, size, django_assert_num_queries):
    for weekday in range(size):
        make_schedule(journey, weekday=weekday)
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(6):  # user, journey, count, schedules, recipients, runs
        assert api("viewer", "GET", at).json()["count"] == size
