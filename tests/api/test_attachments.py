import hashlib

import pytest
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from journeys.models import Attachment
from journeys.services.attachments import attach
from journeys.services.tokens import token_of
from tests.files import upload as text_file


@pytest.fixture
def upload(client_of, journey):
    def send(who="contributor", **fields):
        return client_of(who).post(f"/api/v1/journeys/{journey.pk}/attachments", fields)

    return send


def test_several_files_at_once_as_evidence(api, upload, journey):
    item = journey.tasks.first().items.first()
    answer = upload(file=[text_file("a.txt", b"One."), text_file("b.txt", b"Two.")], item=item.pk)
    first, second = answer.json()
    assert (answer.status_code, first["name"], second["name"]) == (201, "a.txt", "b.txt")
    assert (first["item"], first["task"]) == (item.pk, item.task_id)
    assert first["sha256"] == hashlib.sha256(b"One.").hexdigest()
    assert [file["name"] for file in api("viewer", "GET", f"journeys/{journey.pk}/items/{item.pk}").json()["evidence"]]
    assert api("viewer", "GET", f"journeys/{journey.pk}/attachments?item={item.pk}").json()["count"] == 2


def test_a_script_uploads_with_its_token(cast, journey):
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Token {token_of(cast['contributor'])}"})
    answer = client.post(f"/api/v1/journeys/{journey.pk}/attachments", {"file": text_file()})
    assert (answer.status_code, answer.json()[0]["uploaded_by"]["name"]) == (201, "contributor")


def test_a_page_uploads_with_its_session(cast, journey):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["contributor"])
    address = f"/api/v1/journeys/{journey.pk}/attachments"
    assert client.post(address, {"file": text_file()}).status_code == 403
    token = get_token(RequestFactory().get("/"))
    client.cookies[settings.CSRF_COOKIE_NAME] = token
    assert client.post(address, {"file": text_file()}, headers={"X-CSRFToken": token}).status_code == 201


def test_a_file_beyond_the_limit_is_refused(upload, journey, settings):
    settings.MAX_UPLOAD_MIB = 1
    answer = upload(file=text_file("big.txt", b"x" * (1024 * 1024 + 1)))
    assert (answer.status_code, "the limit for one file" in answer.json()["detail"]) == (409, True)
    assert not journey.attachments.exists()


def test_a_download_is_the_same_bytes_and_never_shown(api, upload, journey):
    [said] = upload(file=text_file("plän.txt", b"The plan.")).json()
    answer = api("viewer", "GET", f"journeys/{journey.pk}/attachments/{said['id']}/download", HTTP_ACCEPT="image/png")
    assert answer.body == b"The plan."
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''pl%C3%A4n.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_one_that_is_refused_keeps_none_of_the_others_back(upload, journey):
    answer = upload(file=[text_file("a.txt", b"One."), text_file("empty.txt", b""), text_file("c.exe", b"MZ\x90\x00")])
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert [file["name"] for file in said["attached"]] == ["a.txt"]
    assert "“empty.txt” was not added" in said["detail"]
    assert "“c.exe” was not added" in said["detail"]
    assert journey.attachments.count() == 1


def test_a_new_version_keeps_the_old(api, upload, journey):
    [first] = upload(file=text_file("a.txt", b"One.")).json()
    [second] = upload(file=text_file("a.txt", b"Two."), replaces=first["id"]).json()
    assert second["version"] == 2
    listed = api("viewer", "GET", f"journeys/{journey.pk}/attachments").json()["results"]
    assert [file["id"] for file in listed] == [second["id"]]
    listed = api("viewer", "GET", f"journeys/{journey.pk}/attachments?all=true").json()["results"]
    assert [(file["id"], file["superseded_by"]) for file in listed] == [
        (second["id"], None), (first["id"], second["id"]),
    ]  # fmt: skip
    answer = upload(file=[text_file("a.txt", b"3"), text_file("b.txt", b"4")], replaces=second["id"])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


def test_a_removed_file_is_a_tombstone(api, upload, journey):
    [said] = upload(file=text_file()).json()
    at = f"journeys/{journey.pk}/attachments/{said['id']}"
    assert api("admin", "DELETE", at).status_code == 204
    assert api("viewer", "GET", at).json()["removed_by"]["name"] == "admin"
    assert api("viewer", "GET", f"{at}/download").status_code == 404


@pytest.mark.parametrize("field", ["task", "item", "replaces"])
@pytest.mark.parametrize("value", ["999999", "x", "9" * 30])
def test_where_it_belongs_must_be_there(upload, field, value):
    answer = upload(file=text_file(), **{field: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not Attachment.objects.exists()


def test_an_upload_without_a_file(upload):
    assert upload(task="").json()["errors"] == [{"field": "file", "message": "This field is required."}]


def test_a_body_that_is_no_form(client_of, journey):
    address = f"/api/v1/journeys/{journey.pk}/attachments"
    client = client_of("contributor")
    answer = client.generic("POST", address, b"nonsense", content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert client.generic("POST", address, b"nonsense", content_type="multipart/form-data").status_code == 400
    assert client.generic("POST", address, b"{}", content_type="application/json").status_code == 415


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_however_many(api, journey, cast, count, django_assert_num_queries):
    for number in range(count):
        attach(journey=journey, upload=text_file("a.txt", f"{number}".encode()), by=cast["admin"])
    api("viewer", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, journey, count, files
        assert api("viewer", "GET", f"journeys/{journey.pk}/attachments").json()["count"] == count
