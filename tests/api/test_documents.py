import pytest

from journeys.services import documents
from journeys.services.documents import request_document


@pytest.fixture
def at(journey) -> str:
    return f"journeys/{journey.pk}/documents"


def test_ask_poll_and_download(api, journey, at, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = api("contributor", "POST", at, {"kind": "status-report", "format": "md"})
    said = answer.json()
    assert (answer.status_code, said["status"], said["number"], said["place_in_queue"]) == (202, "queued", 1, 1)
    assert answer["Location"] == f"/api/v1/{at}/{said['id']}"
    ready = api("viewer", "GET", f"{at}/{said['id']}").json()
    assert (ready["status"], ready["place_in_queue"], ready["reason"]) == ("ready", 0, "")
    answer = api("viewer", "GET", f"{at}/{said['id']}/download")
    assert len(answer.body) == ready["size"]
    assert answer["Content-Disposition"].startswith("attachment; filename=")


def test_one_that_is_not_ready_has_no_bytes(api, cast, journey, at):
    document = request_document(journey=journey, kind="roadmap", format="csv", by=cast["admin"])
    assert api("viewer", "GET", f"{at}/{document.pk}/download").status_code == 404


def test_one_that_failed_says_why_and_is_tried_again(api, cast, journey, at):
    document = request_document(journey=journey, kind="roadmap", format="csv", by=cast["admin"])
    documents.QUEUE.fail(documents.QUEUE.claim(document.pk), "The disk is full.")
    assert api("viewer", "GET", f"{at}/{document.pk}").json()["reason"] == "The disk is full."
    answer = api("contributor", "POST", f"{at}/{document.pk}/retry")
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (202, "queued", "")


def test_what_can_be_asked_for(api, at):
    kinds = {kind["kind"]: kind for kind in api("viewer", "GET", f"{at}/kinds").json()}
    assert set(kinds) >= {"status-report", "roadmap"}
    assert "md" in kinds["status-report"]["formats"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "raci-of-doom", "format": "md"}, "kind"),
        ({"kind": "status-report", "format": "csv"}, "format"),
        ({"kind": "status-report", "format": "exe"}, "format"),
        ({"kind": "status-report"}, "format"),
    ],
)
def test_what_is_not_there_can_not_be_asked_for(api, journey, at, body, field):
    answer = api("contributor", "POST", at, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not journey.documents.exists()


@pytest.mark.parametrize("kinds", [["roadmap"], ["roadmap", "status-report"]])
def test_the_list_costs_the_same_however_many(api, journey, cast, at, kinds, django_assert_num_queries):
    for kind in kinds:
        request_document(journey=journey, kind=kind, format="xlsx", by=cast["admin"])
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(5):  # user, journey, count, documents, queue
        assert api("viewer", "GET", at).json()["count"] == len(kinds)
    assert api("viewer", "GET", f"{at}?kind=roadmap&status=queued").json()["count"] == 1
