import pytest

from journeys.models import Journey
from journeys.services.risks import raise_risk
from tests.makers import make_journey, make_user


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/risks"


@pytest.fixture
def risk(journey, cast):
    return raise_risk(journey=journey, title="Carrier is late", probability=4, impact=5, by=cast["admin"])


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def test_a_risk_runs_its_course(api, journey, cast, at):
    member = journey.members.get(user=cast["stakeholder"])
    asked = {"title": "Late", "probability": 3, "impact": 5, "owner": member.pk, "strategy": "reduce"}
    raised = api("contributor", "POST", at, asked)
    said = raised.json()
    assert (raised.status_code, said["number"], said["status"], said["owner"]["name"]) == (
        201, 1, "open", "stakeholder"
    )  # fmt: skip
    assert (said["score"], said["level"], said["strategy"]) == (15, "red", "reduce")
    here = f"{at}/{said['id']}"
    change = {"response": "Ask.", "impact": 1, "owner": None, "strategy": "", "base_revision": revision_of(journey)}
    changed = api("contributor", "PATCH", here, change).json()
    assert (changed["response"], changed["probability"], changed["score"], changed["level"]) == ("Ask.", 3, 3, "green")
    assert (changed["owner"], changed["strategy"]) == (None, "")
    closed = api("contributor", "POST", f"{here}/status", {"status": "closed", "note": "Done."}).json()
    assert (closed["status"], bool(closed["closed_at"])) == ("closed", True)
    assert api("contributor", "PATCH", here, {"impact": 2}).status_code == 409


def test_all_of_a_change_or_nothing(api, journey, cast, at, risk):
    change = {"impact": 1, "title": "x" * 301, "base_revision": 99}
    assert api("admin", "PATCH", f"{at}/{risk.pk}", change).status_code == 400
    assert api("admin", "PATCH", f"{at}/{risk.pk}", {"impact": 1, "title": " . "}).status_code == 400
    risk.refresh_from_db()
    assert risk.impact == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "T"}, {"title": "T", "probability": 6, "impact": 1}, {"probability": 1, "impact": 1},
        {"title": "T", "probability": 1, "impact": 1, "owner": 999999},
        {"title": "T", "probability": 1, "impact": 1, "strategy": "hope"},
        {"title": "T", "probability": 1, "impact": 1, "score": 25},
    ],
)  # fmt: skip
def test_what_cannot_be_raised(api, cast, journey, at, fields):
    assert api("admin", "POST", at, fields).status_code == 400
    assert not journey.risks.exists()


def test_a_text_says_what_it_was_written_from(api, journey, at, risk):
    assert api("admin", "PATCH", f"{at}/{risk.pk}", {"response": "Mine"}).status_code == 400
    seen = revision_of(journey)
    api("contributor", "PATCH", f"{at}/{risk.pk}", {"response": "Theirs", "base_revision": seen})
    answer = api("admin", "PATCH", f"{at}/{risk.pk}", {"response": "Mine", "base_revision": seen})
    assert (answer.status_code, answer.json()["theirs"], answer.json()["yours"]) == (409, "Theirs", "Mine")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2]),
        ("text=carrier", [1]),
        ("status=live", [1, 2]),
        ("level=green", [2]),
        ("probability=1&impact=2", [2]),
    ],
)  # fmt: skip
def test_filters(api, journey, cast, at, risk, query, numbers):
    raise_risk(journey=journey, title="Small", probability=1, impact=2, by=cast["admin"])
    assert [row["number"] for row in api("viewer", "GET", f"{at}?{query}").json()["results"]] == numbers


@pytest.mark.parametrize("query", ["status=nonsense", "level=blue", "probability=6", "colour=red"])
def test_a_filter_that_is_not_understood(api, cast, at, query):
    assert api("viewer", "GET", f"{at}?{query}").status_code == 400


def test_risks_of_other_journeys_are_not_here(api, cast, at):
    other = make_journey(by=make_user("Someone"), title="Other")
    elsewhere = raise_risk(journey=other, title="Elsewhere", probability=1, impact=1, by=other.created_by)
    assert api("admin", "GET", f"{at}/{elsewhere.pk}").status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, count, django_assert_num_queries):
    for number in range(count):
        raise_risk(
            journey=journey, title=f"R{number}", probability=1, impact=1, owner=journey.members.first(),
            by=cast["admin"],
        )  # fmt: skip
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, risks
        assert len(api("viewer", "GET", at).json()["results"]) == count
