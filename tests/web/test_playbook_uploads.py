"""Sending playbooks in through the page: the cast, the preview, and files that mean no good."""

import tarfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from journeys.models import Playbook, PlaybookUpload, SpaceMember
from journeys.playbooks.writer import write
from journeys.services import playbook_uploads as service
from journeys.services.playbooks import import_playbook
from journeys.tasks import read_playbooks
from tests.archives import PUBLISHED, bomb, locked, tar_link, tarred, zip_link, zipped
from tests.makers import make_space, make_tree, make_user

pytestmark = pytest.mark.usefixtures("disk")
SEND = reverse("playbook_upload")
SMALL = write(make_tree())


@pytest.fixture(autouse=True)
def told(monkeypatch):
    monkeypatch.setattr(service.QUEUE, "nudge", lambda pk: True)


@pytest.fixture
def space(db):
    return make_space()


@pytest.fixture
def member(space, client):
    member = make_user("Member")
    SpaceMember.objects.create(space=space, user=member)
    client.force_login(member)
    return member


def send(client, space, content: bytes | str = SMALL, name: str = "small.md", **options):
    content = content.encode() if isinstance(content, str) else content
    return client.post(SEND, {"space": space.pk, "file": SimpleUploadedFile(name, content)}, **options)


def sent(client, space, content: bytes | str = SMALL, name: str = "small.md") -> PlaybookUpload:
    assert send(client, space, content, name).status_code == 302
    return PlaybookUpload.objects.first()


def page(client, upload, name: str = "playbook_preview", *more) -> str:
    return unescape(client.get(reverse(name, args=[upload.pk, *more])).content.decode())


def do(client, upload, name: str = "playbook_import", **data):
    return client.post(reverse(name, args=[upload.pk]), data, follow=True)


@pytest.fixture
def people(space, member):
    """Who may import in the space, and who may not."""
    boss, stranger = make_user("Boss"), make_user("Stranger")
    SpaceMember.objects.create(space=space, user=boss, role=SpaceMember.Role.ADMIN)
    SpaceMember.objects.create(space=make_space("Elsewhere"), user=stranger)
    return {"member": member, "boss": boss, "stranger": stranger, "guest": make_user("Guest"), "nobody": None}


@pytest.fixture
def as_one(people, client):
    def as_one(who: str):
        client.logout()
        if people[who]:
            client.force_login(people[who])
        return client

    return as_one


@pytest.mark.parametrize(
    ("who", "status"), [("member", 302), ("boss", 302), ("stranger", 409), ("guest", 403), ("nobody", 302)]
)
def test_the_people_of_a_space_send_playbooks_in(as_one, space, who, status):
    assert send(as_one(who), space).status_code == status
    assert PlaybookUpload.objects.exists() == (who in ("member", "boss"))


@pytest.mark.parametrize(("who", "status"), [("member", 200), ("boss", 404), ("stranger", 404), ("nobody", 302)])
def test_an_upload_is_there_for_the_one_who_sent_it(as_one, space, who, status):
    upload = sent(as_one("member"), space)
    client = as_one(who)
    for name, more in (("playbook_preview", ()), ("playbook_found", (1,)), ("playbook_reading", ())):
        assert client.get(reverse(name, args=[upload.pk, *more])).status_code == status
    for name in ("playbook_import", "playbook_read_again", "playbook_discard"):
        answer = client.post(reverse(name, args=[upload.pk]), {"place": "1"})
        assert answer.status_code == (302 if who == "member" else status)
    assert Playbook.objects.exists() == (who == "member")


def test_a_right_that_was_taken_counts_at_once(client, space, member):
    upload = sent(client, space)
    SpaceMember.objects.filter(user=member).delete()
    assert client.post(reverse("playbook_import", args=[upload.pk]), {"place": "1"}).status_code == 404
    assert not Playbook.objects.exists()


def test_the_form_prints_its_limit(client, member):
    assert "up to 64 MiB" in client.get(SEND).content.decode()


def test_one_playbook_is_shown_whole_and_imported_by_a_click(client, space, member):
    upload = sent(client, space)
    shown = page(client, upload)
    for words in ("Small playbook", "Version 1.0", "3 tasks", "Task 2", "Criterion 1 of task 3", "Import into Space"):
        assert words in shown
    assert not Playbook.objects.exists()
    answer = do(client, upload, place=1)
    playbook = Playbook.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("playbook", args=[playbook.pk])
    assert (playbook.space, playbook.imported_by) == (space, member)


def test_of_several_one_picks(client, space, member):
    upload = sent(client, space, zipped(PUBLISHED), "moves.zip")
    shown = page(client, upload)
    assert "2 playbooks in this file" in shown
    assert shown.count('type="checkbox"') == shown.count(" checked>") == 2
    said = do(client, upload, place=2).content.decode()
    assert "Move Things 2.0: imported into Space." in said
    assert [playbook.version for playbook in Playbook.objects.all()] == ["2.0"]
    assert "Older version" in page(client, upload)


def test_nothing_ticked_is_said(client, space, member):
    answer = do(client, sent(client, space))
    assert (answer.status_code, "tick the playbooks" in answer.content.decode()) == (409, True)
    assert do(client, PlaybookUpload.objects.get(), place="²").status_code == 409


def test_the_same_again_has_nothing_to_do(client, space, member):
    import_playbook(tree=make_tree(), space=space)
    shown = page(client, sent(client, space))
    assert "has this version already, with the same text" in shown
    assert "Import into" not in shown


def test_another_text_under_the_same_version_is_refused_with_what_differs(client, space, member):
    import_playbook(tree=make_tree(), space=space)
    upload = sent(client, space, SMALL.replace("What to do in task 1.", "What to leave in task 1."))
    shown = page(client, upload)
    for words in ("other text. Raise the version", "<del>do</del>", "<ins>leave</ins>"):
        assert words in shown
    assert "Import into" not in shown
    said = unescape(do(client, upload, place=1).content.decode())
    assert "Raise the version" in said
    assert Playbook.objects.get().text == SMALL


def test_a_newer_version_shows_what_changed_since_the_latest(client, space, member):
    import_playbook(tree=make_tree(), space=space)
    newer = SMALL.replace("version: 1.0", "version: 1.1").replace("Task 3: Task 3", "Task 3: A new one")
    newer += "# Module: Closing\n## Task 1: Say thanks\n## Task 2: Leave\n"
    shown = page(client, sent(client, space, newer))
    assert "has an earlier version, 1.0" in shown
    assert "1 module, 2 tasks" in shown
    assert "<ins>A new one</ins>" in shown


def test_errors_and_warnings_name_file_and_line(client, space, member):
    wrong = PUBLISHED | {"Move-Things/v1.0/MoveThings/Assess/Look around/tasks.md": b"# Module: X\n## Task 1:\n"}
    upload = sent(client, space, zipped(wrong), "moves.zip")
    shown = page(client, upload)
    assert "Assess/Look around/tasks.md</code> line 2" in shown
    assert shown.count(" disabled>") == 1
    assert "line 2" in page(client, upload, "playbook_found", 1)


BAD = {
    "a zip bomb": ("p.zip", bomb(), "more than 64 MiB"),
    "a tar bomb": ("p.tar.gz", bomb(tarred), "more than 64 MiB"),
    "a path that leads out": ("p.zip", zipped({"../a/b/tasks.md": b"x"}), "leads out of the archive"),
    "a link": ("p.zip", zipped(PUBLISHED, zip_link), "is a link"),
    "a link in a tar": ("p.tar.gz", tarred(PUBLISHED, tar_link(tarfile.SYMTYPE)), "is a link"),
    "10,001 entries": ("p.zip", zipped({f"{n}.md": b"" for n in range(10_001)}), "more than 10,000 files"),
    "a truncated zip": ("p.zip", zipped(PUBLISHED)[:200], "damaged"),
    "a truncated tar": ("p.tar.gz", tarred(PUBLISHED)[:100], "damaged"),
    "an encrypted zip": ("p.zip", locked(zipped(PUBLISHED)), "encrypted"),
    "no tasks.md": ("p.zip", zipped({"P/v1.0/readme.md": b"# Read\n"}), "no tasks.md in here"),
    "not an archive": ("p.zip", b"Hello.", "damaged, or none at all"),
    "another type": ("p.exe", b"MZ", "ends in .md"),
    "empty": ("p.md", b"", "it is empty"),
    "no headings": ("p.md", b"Just words.", "There is no heading"),
}


@pytest.mark.parametrize(("name", "content", "words"), BAD.values(), ids=list(BAD))
def test_bad_input_is_named_and_nothing_is_stored(client, space, member, disk, name, content, words):
    answer = send(client, space, content, name)
    if answer.status_code == 302:  # a worker reads it, or the preview says it
        upload = PlaybookUpload.objects.get()
        read_playbooks.delay(upload.pk)
        shown = page(client, upload)
        do(client, upload, place=1)
    else:
        assert answer.status_code == 409
        shown = unescape(answer.content.decode())
    assert words in shown
    assert not Playbook.objects.exists()
    assert not [path for path in disk.rglob("*") if path.is_file()]


def test_html_in_titles_is_text(client, space, member):
    evil = SMALL.replace("Task 1: Task 1", "Task 1: <script>alert(1)</script>").replace("Small playbook", "<i>x</i>")
    upload = sent(client, space, evil)
    shown = client.get(reverse("playbook_preview", args=[upload.pk])).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<i>x</i>" not in shown


def test_a_large_file_shows_how_far_the_worker_is(client, space, member, monkeypatch):
    monkeypatch.setattr(service, "AT_ONCE_BYTES", 10)
    upload = sent(client, space)
    assert "waits to be read: it is next in the queue" in page(client, upload)
    assert "next in the queue" in page(client, upload, "playbook_reading")
    read_playbooks.delay(upload.pk)
    assert client.get(reverse("playbook_reading", args=[upload.pk]))["HX-Refresh"] == "true"
    assert "Import into Space" in page(client, upload)


def test_what_failed_offers_another_try(client, space, member, monkeypatch):
    monkeypatch.setattr(service, "AT_ONCE_BYTES", 10)
    upload = sent(client, space)
    PlaybookUpload.objects.update(status="failed", reason="The worker stopped.")
    assert "Try again" in page(client, upload)
    assert "next in the queue" in do(client, upload, "playbook_read_again").content.decode()


def test_what_is_discarded_is_gone(client, space, member):
    upload = sent(client, space)
    assert "is forgotten" in do(client, upload, "playbook_discard").content.decode()
    assert not PlaybookUpload.objects.exists()


@pytest.mark.parametrize("size", [2, 5])
def test_a_preview_costs_the_same_however_many_are_found(client, space, member, size, django_assert_num_queries):
    files = {f"P{n}/v1.0/P{n}/A/B/tasks.md": b"# Module: B\n## Task 1: T\n" for n in range(size)}
    upload = sent(client, space, zipped(files), "many.zip")
    with django_assert_num_queries(4):  # user, upload, found, stored
        shown = client.get(reverse("playbook_preview", args=[upload.pk])).content
    assert shown.count(b'name="place"') == size
