import pytest

from journeys.models import ChecklistItem
from journeys.services.items import assign_item, settle
from journeys.services.visits import answer, leave_note, send_file
from tests.files import upload
from tests.makers import make_journey, make_visitor


@pytest.fixture
def item(journey):
    return journey.tasks.in_order().first().items.first()


@pytest.fixture
def at(journey, item) -> str:
    return f"journeys/{journey.pk}/items/{item.pk}"


def test_settling_twice_is_one_event(api, journey, cast, at):
    for _ in range(2):
        answer = api("contributor", "POST", f"{at}/settle", {"outcome": "met", "note": "Seen."})
        said = answer.json()
        assert (answer.status_code, said["outcome"], said["note"]) == (200, "met", "Seen.")
        assert said["settled_by"] == {"id": cast["contributor"].pk, "name": "contributor"}
    assert journey.events.filter(verb="item.settled").count() == 1
    assert api("contributor", "POST", f"{at}/settle", {"outcome": "open"}).json()["settled_by"] is None


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ({"outcome": "go"}, "Acceptance criterion: the outcome can be met, not applicable."),
        ({"outcome": "not_applicable"}, "Say why it does not apply."),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused(api, at, said, detail):
    answer = api("contributor", "POST", f"{at}/settle", said)
    assert (answer.status_code, answer.json()["detail"]) == (409, detail)


def test_a_missing_file_is_asked_about(api, item, at):
    ChecklistItem.objects.filter(pk=item.pk).update(needs_evidence=True)
    answer = api("contributor", "POST", f"{at}/settle", {"outcome": "met"})
    assert (answer.status_code, answer.json()["confirm"]) == (409, True)
    assert api("contributor", "POST", f"{at}/settle", {"outcome": "met", "confirmed": True}).status_code == 200


def test_a_note_from_an_older_one_gets_both(api, cast, journey, item, at):
    settle(item=item, outcome="met", note="Theirs.", by=cast["admin"])
    answer = api(
        "contributor", "POST", f"{at}/settle", {"outcome": "met", "note": "Yours.", "base_revision": journey.revision}
    )
    said = answer.json()
    assert (answer.status_code, said["theirs"], said["yours"]) == (409, "Theirs.", "Yours.")


@pytest.mark.parametrize(("kind", "mine", "status"), [
    ("criterion", True, 200), ("criterion", False, 403), ("question", False, 200),
])  # fmt: skip
def test_a_stakeholder_settles_their_own_and_answers_questions(api, cast, journey, item, at, kind, mine, status):
    ChecklistItem.objects.filter(pk=item.pk).update(kind=kind)
    if mine:
        assign_item(item=item, owner=journey.members.get(user=cast["stakeholder"]), by=cast["admin"])
    outcome = {"outcome": "answered", "note": "Fifty."} if kind == "question" else {"outcome": "met"}
    assert api("stakeholder", "POST", f"{at}/settle", outcome).status_code == status
    assert api("viewer", "POST", f"{at}/settle", outcome).status_code == 403


def test_owners_are_members(api, cast, journey, at):
    member = journey.members.get(user=cast["viewer"])
    assert api("contributor", "POST", f"{at}/owner", {"owner": member.pk}).json()["owner"]["name"] == "viewer"
    assert api("contributor", "POST", f"{at}/owner", {"owner": None}).json()["owner"] is None
    stranger = cast["stranger"].memberships.get()
    errors = api("contributor", "POST", f"{at}/owner", {"owner": stranger.pk}).json()["errors"]
    assert errors == [{"field": "owner", "message": "There is no such member of this journey."}]


@pytest.mark.parametrize("tasks", [1, 12])
def test_the_list_costs_the_same_however_many(api, cast, tasks, django_assert_num_queries):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=tasks)
    api("admin", "GET", "spaces")  # signs in
    with django_assert_num_queries(6):  # user, journey, count, items, evidence, approvals
        assert api("admin", "GET", f"journeys/{journey.pk}/items").json()["count"] == 2 * tasks


def test_filters(api, cast, journey, item):
    settle(item=item, outcome="met", by=cast["admin"])
    assert api("viewer", "GET", f"journeys/{journey.pk}/items?outcome=met").json()["count"] == 1
    assert api("viewer", "GET", f"journeys/{journey.pk}/items?task={item.task_id}").json()["count"] == 2
    assert api("viewer", "GET", f"journeys/{journey.pk}/items?kind=test").json()["count"] == 0


def test_checks_have_a_priority(api, cast, journey, item):
    ChecklistItem.objects.filter(pk=item.pk).update(kind="check")
    at = f"journeys/{journey.pk}/items"
    assert api("viewer", "GET", f"{at}/{item.pk}").json()["priority"] == "medium"
    assert api("contributor", "POST", f"{at}/{item.pk}/priority", {"priority": "high"}).json()["priority"] == "high"
    assert api("contributor", "POST", f"{at}/{item.pk}/priority", {"priority": "urgent"}).status_code == 400
    found = api("viewer", "GET", f"{at}?kind=check&priority=high").json()["results"]
    assert [row["id"] for row in found] == [item.pk]


def test_items_are_added_changed_moved_and_deleted(api, journey, item):
    at = f"journeys/{journey.pk}/items"
    answer = api("contributor", "POST", at, {"task": item.task_id, "kind": "test", "text": "Call", "section": "Voice"})
    added = answer.json()
    assert (answer.status_code, added["kind"], added["section"]) == (201, "test", "Voice")
    wanted = {"text": "Ring", "base_revision": 99, "kind": "criterion", "needs_evidence": True}
    changed = api("contributor", "PATCH", f"{at}/{added['id']}", wanted).json()
    assert (changed["text"], changed["kind"], changed["needs_evidence"]) == ("Ring", "criterion", True)
    answer = api("contributor", "PATCH", f"{at}/{added['id']}", {"text": "Ring"})
    assert answer.json()["errors"][0]["field"] == "base_revision"
    moved = api("contributor", "POST", f"{at}/{added['id']}/move", {"before": item.pk}).json()
    assert moved["section"] == ""
    assert [each.pk for each in item.task.items.all()][:2] == [added["id"], item.pk]
    other = journey.tasks.in_order().last()
    assert api("contributor", "POST", f"{at}/{added['id']}/move", {"task": other.pk}).json()["task"] == other.pk
    assert api("admin", "DELETE", f"{at}/{added['id']}").status_code == 204


def test_a_list_of_the_description_becomes_items(api, journey, item):
    journey.tasks.filter(pk=item.task_id).update(description="Do:\n- one\n- two")
    at = f"journeys/{journey.pk}/items/from_list"
    answer = api("contributor", "POST", at, {"task": item.task_id, "kind": "question", "base_revision": 99})
    assert [(row["text"], row["kind"]) for row in answer.json()] == [("one", "question"), ("two", "question")]


def test_what_came_through_a_link_names_the_link(api, journey, disk):
    visitor = make_visitor(journey)
    item = journey.tasks.first().items.create(kind="question", text="Which day?", position=50)
    answer(place=item, text="Monday", by=visitor)
    send_file(place=item, upload=upload(), by=visitor)
    leave_note(place=item, text="More later.", by=visitor)
    link, path = {"id": visitor.link.pk, "name": "Uma Lind"}, f"journeys/{journey.pk}"
    answered = api("viewer", "GET", f"{path}/items/{item.pk}").json()
    assert (answered["settled_by"], answered["settled_through"]) == (None, link)
    assert (answered["evidence"][0]["uploaded_by"], answered["evidence"][0]["uploaded_through"]) == (None, link)
    [comment] = api("viewer", "GET", f"{path}/comments").json()["results"]
    assert (comment["author"], comment["through"]) == (None, link)
