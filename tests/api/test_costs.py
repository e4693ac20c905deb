import pytest

from journeys.models import CostLine, Journey
from journeys.services.costs import add_line
from journeys.services.playbooks import load_shipped

SEATS = {
    "side": "today", "category": "licences", "name": "Seats", "driver": "agents", "period": "month", "unit_price": "30",
}  # fmt: skip


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/costs"


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def test_costs_from_assumptions_to_results(api, cast, at):
    said = api(
        "contributor", "PATCH", f"{at}/assumptions", {"agents": 240, "currency": "EUR", "first_year": 2027}
    ).json()
    assert (said["agents"], said["currency"], said["years"], said["discount_rate"]) == (240, "EUR", 3, "8.00")
    line = api("contributor", "POST", at, SEATS)
    assert (line.status_code, line.json()["unit_price"], line.json()["last_year"]) == (201, "30.000000", None)
    move = {"side": "target", "category": "migration", "name": "Move", "period": "once", "unit_price": "90000"}
    api("contributor", "POST", at, move)
    api("contributor", "PATCH", f"{at}/scenarios", {"low_today": "50"})
    low, expected, high = api("viewer", "GET", f"{at}/results").json()
    assert (low["case"], low["today"], expected["today"], high["case"]) == ("low", "129600.00", "259200.00", "high")
    assert (expected["currency"], expected["saving"], expected["roi"], expected["payback"]) == (
        "EUR", "169200.00", "1.8800", 13
    )  # fmt: skip
    first = expected["years"][0]
    assert (first["year"], first["target"], first["share"], first["today_per_contact"]) == (
        2027, "90000.00", "-0.0417", None
    )  # fmt: skip
    assert [(each["category"], each["saving"]) for each in expected["categories"]] == [
        ("licences", "259200.00"), ("migration", "-90000.00")
    ]  # fmt: skip
    assert expected["lines"][0] == {"line": line.json()["id"], "amounts": ["86400.00"] * 3, "total": "259200.00"}
    assert "86,400.00 − 90,000.00 = −3,600.00" in str(expected["explanations"])


def test_lines_change_move_and_go(api, journey, cast, at):
    first, second = (api("admin", "POST", at, {**SEATS, "name": name}).json()["id"] for name in ("First", "Second"))
    changed = api(
        "admin", "PATCH", f"{at}/{second}", {"note": "Contract", "base_revision": revision_of(journey)}
    ).json()
    assert (changed["note"], changed["name"]) == ("Contract", "Second")
    assert api("admin", "POST", f"{at}/{second}/move", {"up": True}).status_code == 200
    assert [row["id"] for row in api("viewer", "GET", at).json()["results"]] == [second, first]
    assert api("admin", "DELETE", f"{at}/{second}").status_code == 204
    assert api("viewer", "GET", f"{at}/{second}").status_code == 404


def test_the_playbooks_lines_come_once(api, journey, cast, at):
    journey.playbook = load_shipped()[0].playbook
    journey.save(update_fields=["playbook"])
    assert api("admin", "POST", f"{at}/start").json()["added"] == CostLine.objects.count() > 20
    assert api("admin", "POST", f"{at}/start").json() == {"added": 0}


def test_a_stale_change_is_a_conflict(api, journey, cast, at):
    line, seen = api("admin", "POST", at, SEATS).json()["id"], revision_of(journey)
    api("contributor", "PATCH", f"{at}/{line}", {"note": "Theirs", "base_revision": seen})
    answer = api("admin", "PATCH", f"{at}/{line}", {"note": "Mine", "base_revision": seen})
    assert (answer.status_code, answer.json()["theirs"], answer.json()["yours"]) == (409, "Note: Theirs", "Note: Mine")


@pytest.mark.parametrize(
    "wrong", [{"side": "left"}, {"name": ""}, {"quantity": "-1"}, {"unit_price": "many"}, {"last_year": 11}, {"no": 1}]
)
def test_what_cannot_be_a_line(api, cast, at, wrong):
    assert api("admin", "POST", at, {**SEATS, **wrong}).status_code == 400
    assert not CostLine.objects.exists()


@pytest.mark.parametrize("wrong", [{"currency": "Euro"}, {"years": 11}, {"discount_rate": "-1"}, {"agents": -1}])
def test_what_cannot_be_assumed(api, cast, at, wrong):
    assert api("admin", "PATCH", f"{at}/assumptions", wrong).status_code == 400


def test_a_rule_says_no(api, cast, at):
    answer = api("admin", "POST", at, {**SEATS, "driver": "voice_minutes", "period": "day"})
    assert answer.status_code == 409
    assert "paid by the month" in answer.json()["detail"]


@pytest.mark.parametrize("lines", [1, 8])
def test_the_list_costs_the_same_however_long(api, journey, cast, at, lines, django_assert_num_queries):
    for number in range(lines):
        add_line(journey=journey, by=cast["admin"], name=f"Line {number}", side="today", category="usage")
    api("viewer", "GET", at)
    for path, queries in ((at, 4), (f"{at}/results", 4)):
        with django_assert_num_queries(queries):  # who asks, journey with role, count or plan, lines
            assert api("viewer", "GET", path).status_code == 200
