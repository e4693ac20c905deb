import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.models import Import
from journeys.services import imports as service
from tests.services.workbooks import edit, gone_row, plan_of, read
from tests.test_round_trip import Workbook, worked

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture(autouse=True)
def told(monkeypatch):
    monkeypatch.setattr(service.QUEUE, "nudge", lambda pk: True)


def send(client, journey, kind="roadmap", content=b"a workbook", name="plan.xlsx"):
    body = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return client.post(f"/api/v1/journeys/{journey.pk}/imports", body)


def test_a_workbook_goes_the_whole_way(api, client_of, journey, cast):
    book = Workbook(journey, "roadmap")
    book.write(1, Task="Renamed")
    sent = send(client_of("contributor"), journey, content=book.saved())
    assert (sent.status_code, sent.json()["status"], sent.json()["counts"]) == (202, "queued", {})
    row = journey.imports.get()
    at = sent["Location"].removeprefix("/api/v1/")
    worked(row)
    assert api("viewer", "GET", at).json()["counts"]["changed"] == 1
    lines = api("viewer", "GET", f"{at}/lines?part=changed").json()["results"]
    assert [(line["label"], line["heading"], line["after"]) for line in lines] == [("Task 1", "Task", "Renamed")]
    assert api("contributor", "POST", f"{at}/apply", {}).status_code == 202
    worked(row)
    assert api("viewer", "GET", at).json()["applied_by"]["name"] == cast["contributor"].name
    assert api("contributor", "POST", f"{at}/undo").status_code == 202
    assert worked(row).status == "undone"
    assert journey.tasks.in_order().first().title == "Task 1"


def test_the_file_wins_where_applying_says_so(api, journey):
    first, second = journey.tasks.in_order()[:2]
    asked = edit(first, "title", "Theirs", conflict=True), gone_row(second)
    row = read(journey, plan_of(*asked), journey.created_by)
    at = f"journeys/{journey.pk}/imports/{row.pk}"
    choices = [line["choice"] for line in api("admin", "GET", f"{at}/lines").json()["results"]]
    assert choices == [f"task:{first.pk}/title", f"task:{second.pk}"]
    api("admin", "POST", f"{at}/apply", {"take": choices[:1]})
    assert Import.objects.get(pk=row.pk).choices == choices[:1]


@pytest.mark.parametrize("body", [{"kind": "status-report"}, {"file": "no file"}])
def test_what_can_not_be_sent_in(client_of, journey, body):
    sent = {"kind": "roadmap", "file": SimpleUploadedFile("plan.xlsx", b"a workbook"), **body}
    assert client_of("admin").post(f"/api/v1/journeys/{journey.pk}/imports", sent).status_code == 400


def test_an_empty_file_is_refused_with_the_reason(client_of, journey):
    answer = send(client_of("admin"), journey, content=b"")
    assert (answer.status_code, answer.json()["detail"]) == (409, "“plan.xlsx” was not added: it is empty.")
