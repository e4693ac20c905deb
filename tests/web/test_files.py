import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from journeys.models import Attachment
from journeys.services.attachments import attach, remove_attachment
from journeys.services.journeys import lock_journey
from tests.cast import members_read
from tests.files import HTML, PDF, make_picture, upload
from tests.makers import make_journey

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def admin(journey):
    return journey.created_by


@pytest.fixture
def item(journey):
    return journey.tasks.first().items.first()


@pytest.fixture
def file(journey, admin):
    return attach(journey=journey, upload=upload("plan.pdf", PDF), by=admin)


def add(client, journey, *uploads, htmx=False, **place):
    return client.post(
        reverse("file_add", args=[journey.pk]),
        {"file": uploads, **place},
        headers={"HX-Request": "true"} if htmx else {},
    )


@members_read
@pytest.mark.parametrize("view", ["files", "file_download", "file_show"])
def test_members_read(client_of, journey, file, who, status, view):
    arguments = [journey.pk] if view == "files" else [journey.pk, file.pk]
    answer = client_of(who).get(reverse(view, args=arguments))
    assert answer.status_code == status
    answer.close()


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 302), ("contributor", 302), ("stakeholder", 302), ("viewer", 403), ("stranger", 404), ("nobody", 302)],
)
def test_who_contributes_adds(client_of, journey, who, status):
    answer = add(client_of(who), journey, upload())
    assert answer.status_code == status
    assert journey.attachments.exists() == (who in {"admin", "contributor", "stakeholder"})


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 302), ("contributor", 403), ("stakeholder", 403), ("viewer", 403), ("stranger", 404), ("nobody", 302)],
)
def test_only_admins_remove(client_of, journey, file, who, status):
    answer = client_of(who).post(reverse("file_remove", args=[journey.pk, file.pk]))
    assert answer.status_code == status
    assert journey.attachments.current().exists() == (who != "admin")


@pytest.mark.parametrize("htmx", [False, True])
def test_one_bad_file_does_not_lose_the_good_ones(client_of, journey, htmx):
    answer = add(
        client_of("contributor"), journey, upload("a.txt"), upload("b.txt", HTML), upload("c.txt", b"c"), htmx=htmx
    )
    assert answer.status_code == 409
    assert {file.name for file in journey.attachments.all()} == {"a.txt", "c.txt"}
    words = answer.content.decode()
    assert "“a.txt” was added." in words
    assert "“b.txt” was not added: its name ends in .txt, but its content looks like a web page." in words
    assert ("<html" in words) is not htmx


def test_good_files_lead_back_to_where_they_were_added(client_of, journey, item):
    client = client_of("stakeholder")
    assert add(client, journey, upload("a.txt", b"a")).url == reverse("files", args=[journey.pk])
    to_task = add(client, journey, upload("b.txt", b"b"), task=item.task_id)
    assert to_task.url == reverse("task", args=[journey.pk, item.task_id])
    to_item = add(client, journey, upload("c.txt", b"c"), item=item.pk)
    assert to_item.url == to_task.url
    assert [str(message) for message in get_messages(to_item.wsgi_request)][-1] == "“c.txt” was added."
    assert list(item.evidence.values_list("name", flat=True)) == ["c.txt"]
    assert add(client, journey, upload("d.txt", b"d"), htmx=True).status_code == 200


def test_a_new_version_is_added_by_the_same_form(client_of, journey, file):
    add(client_of("contributor"), journey, upload("plan.txt"), replaces=file.pk)
    assert [(f.name, f.version) for f in journey.attachments.current()] == [("plan.txt", 2)]


@pytest.mark.parametrize("place", ["task", "item", "replaces"])
@pytest.mark.parametrize("pk", ["theirs", "0", "many words"])
def test_a_place_elsewhere_is_not_found(client_of, journey, admin, place, pk):
    other = make_journey(title="Other")
    task = other.tasks.first()
    theirs = {"task": task, "item": task.items.first()}
    theirs["replaces"] = attach(journey=other, upload=upload(), by=admin)
    answer = add(client_of("admin"), journey, upload(), **{place: theirs[place].pk if pk == "theirs" else pk})
    assert answer.status_code == 404
    assert not journey.attachments.exists()


def test_no_file_and_a_locked_journey_are_refused_with_the_reason(client_of, journey, admin):
    client = client_of("admin")
    assert "Choose a file first" in add(client, journey).content.decode()
    lock_journey(journey=journey, reason="Cutover tonight.", by=admin)
    answer = add(client, journey, upload())
    assert answer.status_code == 409
    assert "Cutover tonight." in answer.content.decode()
    assert "data-upload" not in client.get(reverse("files", args=[journey.pk])).content.decode()


@pytest.mark.parametrize("view", ["file_download", "file_show", "file_remove"])
def test_a_file_of_another_journey_or_a_removed_one_is_not_found(client_of, journey, admin, file, view):
    other = make_journey(title="Other")
    theirs = attach(journey=other, upload=upload(), by=admin)
    client = client_of("admin")
    ask = client.post if view == "file_remove" else client.get
    assert ask(reverse(view, args=[journey.pk, theirs.pk])).status_code == 404
    remove_attachment(attachment=file, by=admin)
    assert ask(reverse(view, args=[journey.pk, file.pk])).status_code == 404


def test_a_download_is_the_bytes_and_nothing_that_a_browser_runs(client_of, journey, file):
    answer = client_of("viewer").get(reverse("file_download", args=[journey.pk, file.pk]))
    assert b"".join(answer) == PDF
    answer.close()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"


def test_an_unchanged_file_is_not_sent_again(client_of, journey, file):
    address = reverse("file_download", args=[journey.pk, file.pk])
    answer = client_of("viewer").get(address, headers={"If-None-Match": f'"{file.sha256}"'})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", f'"{file.sha256}"')
    stranger = client_of("stranger").get(address, headers={"If-None-Match": f'"{file.sha256}"'})
    assert stranger.status_code == 404


def test_a_name_beyond_ascii_is_kept(client_of, journey, admin):
    file = attach(journey=journey, upload=upload('Größe "日本".txt'), by=admin)
    answer = client_of("viewer").get(reverse("file_download", args=[journey.pk, file.pk]))
    answer.close()
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20_%E6%97%A5%E6%9C%AC_.txt")


@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [
        ("a.png", make_picture("PNG"), "inline"),
        ("a.webp", make_picture("WEBP"), "inline"),
        ("a.pdf", PDF, "inline"),
        ("a.txt", b"<b>hello", "attachment"),
        ("a.xml", b"<a/>", "attachment"),
    ],
)
def test_only_pictures_and_pdf_show_in_the_browser(client_of, journey, admin, name, content, disposition):
    file = attach(journey=journey, upload=upload(name, content), by=admin)
    answer = client_of("viewer").get(reverse("file_show", args=[journey.pk, file.pk]))
    answer.close()
    assert answer["Content-Disposition"].startswith(f"{disposition};")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_list_shows_current_files_with_their_older_versions(client_of, journey, admin, item):
    first = attach(journey=journey, upload=upload("old name.txt", b"1"), by=admin, item=item)
    attach(journey=journey, upload=upload("new name.txt", b"2"), by=admin, replaces=first)
    gone = attach(journey=journey, upload=upload("gone.txt", b"3"), by=admin)
    remove_attachment(attachment=gone, by=admin)
    page = client_of("viewer").get(reverse("files", args=[journey.pk])).content.decode()
    assert page.count('class="file"') == 1
    assert "new name.txt" in page
    assert "Version 1" in page
    assert "old name.txt" in page
    assert first.sha256 in page
    assert item.text in page
    assert "gone.txt" not in page
    assert "Remove version" not in page
    assert "data-upload" not in page
    assert "Remove version 1" in client_of("admin").get(reverse("files", args=[journey.pk])).content.decode()


def test_the_list_is_filtered_and_the_filter_is_in_the_address(client_of, journey, admin, item):
    attach(journey=journey, upload=upload("Plan.txt", b"1"), by=admin, item=item)
    attach(journey=journey, upload=upload("notes.txt", b"2"), by=admin)
    client, address = client_of("viewer"), reverse("files", args=[journey.pk])
    for query, names in (
        ({"text": "PLAN"}, {"Plan.txt"}),
        ({"evidence": "on"}, {"Plan.txt"}),
        ({"text": "note", "evidence": "on"}, set()),
        ({"text": "<script>"}, set()),
    ):
        page = client.get(address, query).content.decode()
        assert {name for name in ("Plan.txt", "notes.txt") if name in page} == names
        assert "<script>" not in page
    assert "No file fits the filter" in page


def test_an_empty_list_says_what_belongs_there(client_of, journey):
    page = client_of("stakeholder").get(reverse("files", args=[journey.pk])).content.decode()
    assert "No files yet" in page
    assert "Up to 100 MiB each" in page
    assert "data-choose-files" in page


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_costs_the_same_however_long_it_is(client_of, journey, admin, count, django_assert_num_queries):
    Attachment.objects.bulk_create(
        Attachment(journey=journey, name=f"{n}.txt", file="x", size=1, sha256=f"{n:064}", uploaded_by=admin)
        for n in range(count - 1)
    )
    first = attach(journey=journey, upload=upload("first.txt"), by=admin, item=journey.tasks.first().items.first())
    attach(journey=journey, upload=upload("second.txt", b"2"), by=admin, replaces=first)
    client = client_of("viewer")
    with django_assert_num_queries(6):  # user, journey, figures, count, files, older versions
        page = client.get(reverse("files", args=[journey.pk]))
    assert page.content.count(b'class="file"') == min(count, 50)
    if count > 50:
        assert client.get(reverse("files", args=[journey.pk]), {"page": 2}).content.count(b'class="file"') == 10


def test_a_filter_that_no_name_can_have_finds_nothing_and_breaks_nothing(client_of, journey):
    assert client_of("viewer").get(reverse("files", args=[journey.pk]), {"text": "\0", "page": "-3"}).status_code == 200
