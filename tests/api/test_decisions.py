import pytest

from journeys.models import Journey, Member
from journeys.services.decisions import raise_decision, set_people
from tests.makers import make_journey, make_user


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/decisions"


@pytest.fixture
def decision(journey, cast):
    return raise_decision(journey=journey, title="Which carrier", outcome="The old one.", by=cast["admin"])


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def test_a_decision_runs_its_course(api, journey, cast, at):
    task, member = journey.tasks.first(), journey.members.get(user=cast["stakeholder"])
    raised = api("contributor", "POST", at, {"title": "Which carrier", "approver": member.pk})
    said = raised.json()
    assert (raised.status_code, said["number"], said["status"], said["approver"]["name"]) == (
        201, 1, "proposed", "stakeholder"
    )  # fmt: skip
    here = f"{at}/{said['id']}"
    assert api("contributor", "POST", f"{here}/waiting", {"task": task.pk, "waits": True}).json()["tasks"] == [task.pk]
    completed = {"status": "completed", "confirmed": True}
    refused = api("contributor", "POST", f"journeys/{journey.pk}/tasks/{task.pk}/status", completed)
    assert "Decision 1, “Which carrier”, is not taken yet." in refused.json()["detail"]
    change = {"outcome": "The old one.", "owner": member.pk, "base_revision": revision_of(journey)}
    changed = api("contributor", "PATCH", here, change).json()
    assert (changed["outcome"], changed["owner"]["id"], changed["approver"]["id"]) == (
        "The old one.", member.pk, member.pk
    )  # fmt: skip
    approved = api("stakeholder", "POST", f"{here}/approve", {"base_revision": revision_of(journey)}).json()
    assert (approved["status"], bool(approved["decided_at"])) == ("approved", True)
    again = api("contributor", "POST", f"journeys/{journey.pk}/tasks/{task.pk}/status", completed)
    assert again.status_code == 200


def test_rejecting_and_superseding(api, journey, cast, at, decision):
    rejected = api("admin", "POST", f"{at}/{decision.pk}/reject", {"words": "Too dear."}).json()
    assert (rejected["status"], rejected["outcome"]) == ("rejected", "Too dear.")
    successor = raise_decision(journey=journey, title="Again", by=cast["admin"])
    done = api("admin", "POST", f"{at}/{decision.pk}/supersede", {"successor": successor.pk}).json()
    assert (done["status"], done["superseded_by"]) == ("superseded", successor.pk)
    answer = api("admin", "POST", f"{at}/{successor.pk}/supersede", {"successor": decision.pk})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("who", "status"), [("stakeholder", 200), ("contributor", 403), ("viewer", 403), ("stranger", 404), ("nobody", 401)]
)
def test_its_approver_approves(api, journey, cast, at, decision, who, status):
    approver = Member.objects.get(user=cast["stakeholder"])
    set_people(decision=decision, owner=None, approver=approver, by=cast["admin"])
    assert api(who, "POST", f"{at}/{decision.pk}/approve", {}).status_code == status


@pytest.mark.parametrize("fields", [{"title": "x" * 301}, {}, {"title": "T", "owner": 999999}, {"title": "T", "no": 1}])
def test_what_cannot_be_raised(api, cast, journey, at, fields):
    assert api("admin", "POST", at, fields).status_code == 400
    assert not journey.decisions.exists()


@pytest.mark.parametrize("fields", [{"waits": True}, {"task": 999999, "waits": True}, {"task": "{task}"}])
def test_what_cannot_wait(api, journey, at, decision, fields):
    fields = {name: journey.tasks.first().pk if value == "{task}" else value for name, value in fields.items()}
    assert api("admin", "POST", f"{at}/{decision.pk}/waiting", fields).status_code == 400


def test_a_text_says_what_it_was_written_from(api, journey, at, decision):
    assert api("admin", "PATCH", f"{at}/{decision.pk}", {"context": "Mine"}).status_code == 400
    seen = revision_of(journey)
    api("contributor", "PATCH", f"{at}/{decision.pk}", {"context": "Theirs", "base_revision": seen})
    answer = api("admin", "PATCH", f"{at}/{decision.pk}", {"context": "Mine", "base_revision": seen})
    assert (answer.status_code, answer.json()["theirs"], answer.json()["yours"]) == (409, "Theirs", "Mine")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("text=carrier", [1]), ("status=proposed", [1, 2]), ("text=2", [2]), ("status=approved", [])],
)
def test_filters(api, journey, cast, at, decision, query, numbers):
    raise_decision(journey=journey, title="When to move", by=cast["admin"])
    assert [row["number"] for row in api("viewer", "GET", f"{at}?{query}").json()["results"]] == numbers


def test_a_filter_that_is_not_understood(api, cast, at):
    assert api("viewer", "GET", f"{at}?status=nonsense").status_code == 400


def test_decisions_of_other_journeys_are_not_here(api, cast, at):
    other = make_journey(by=make_user("Someone"), title="Other")
    elsewhere = raise_decision(journey=other, title="Elsewhere", by=other.created_by)
    assert api("admin", "GET", f"{at}/{elsewhere.pk}").status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, count, django_assert_num_queries):
    task, member = journey.tasks.first(), journey.members.first()
    for number in range(count):
        raise_decision(
            journey=journey, title=f"D{number}", owner=member, by=cast["admin"], blocks=[task, task.items.first()]
        )
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(6):  # user, journey, count, decisions, tasks, items
        assert len(api("viewer", "GET", at).json()["results"]) == count
