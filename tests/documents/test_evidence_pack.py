import hashlib
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.documents.evidence_pack import paths
from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import write
from journeys.documents.snapshot import Attachment
from journeys.models import Document, Member, User
from journeys.queries.files import open_bytes
from journeys.services.approvals import approve, ask, send_back, withdraw
from journeys.services.attachments import attach
from journeys.services.documents import request_document
from journeys.services.items import settle
from journeys.tasks import render_document
from tests.documents.snapshots import ASSESS, KICK_OFF, NOW, make_snapshot, make_task

LONG = "x" * 300


def make_file(name, task=None, id=1):
    return Attachment(id, name, task, None, 1, "a" * 64, "Ana Ruiz", NOW)


def paths_of(*files, **facts):
    return [path for path, _ in paths(make_snapshot(attachments=files, **facts))]


class TestPaths:
    def test_folders_are_phase_module_task_and_subtask(self):
        parent = make_task(1, "Port the numbers")
        child = make_task(2, "Write the letter", parent=parent)
        snapshot = make_snapshot(parent, child, attachments=(make_file("a.txt", child), make_file("b.txt", parent)))
        assert [path for path, _ in paths(snapshot)] == [
            "01 Assess/01 Kick-off/01 Port the numbers/b.txt",
            "01 Assess/01 Kick-off/01 Port the numbers/01 Write the letter/a.txt",
        ]

    def test_files_of_the_journey_itself_have_a_folder(self):
        assert paths_of(make_file("plan.docx")) == ["00 Journey/plan.docx"]

    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("../x", "x"),
            ("CON.txt", "_CON.txt"),
            ("dots...", "dots"),
            ("\U0001f680 Übersicht.pdf", "\U0001f680 Übersicht.pdf"),
            (f"{LONG}.pdf", f"{'x' * 50}.pdf"),
            ("line\nbreak.txt", "line break.txt"),
        ],
    )
    def test_nasty_names_become_plain_ones(self, name, safe):
        assert paths_of(make_file(name)) == [f"00 Journey/{safe}"]

    def test_equal_names_are_told_apart_also_where_capitals_do_not_count(self):
        names = ("plan.docx", "Plan.docx", "plan (2).docx")
        assert paths_of(*map(make_file, names)) == [
            "00 Journey/plan.docx", "00 Journey/Plan (2).docx", "00 Journey/plan (2) (2).docx"
        ]  # fmt: skip

    def test_nasty_titles_stay_in_their_place(self):
        phase = replace(ASSESS, title="../..")
        module = replace(KICK_OFF, phase=phase, title="a/b\\c.")
        task = make_task(1, "NUL", module=module)
        snapshot = make_snapshot(
            task, attachments=(make_file("a.txt", task),), phases=(phase,), modules=(module,)
        )  # fmt: skip
        assert [path for path, _ in paths(snapshot)] == ["01 -/01 a-b-c/01 _NUL/a.txt"]

    def test_even_the_longest_fits_windows(self):
        phase = replace(ASSESS, title=LONG)
        module = replace(KICK_OFF, phase=phase, title=LONG)
        parent = make_task(1, LONG, module=module)
        child = make_task(2, LONG, parent=parent, module=module)
        snapshot = make_snapshot(
            parent, child, attachments=(make_file(LONG, child),), phases=(phase,), modules=(module,)
        )  # fmt: skip
        ((path, _),) = paths(snapshot)
        assert len(path) < 200


@pytest.fixture
def pack(journey, disk):
    """The archive as a worker writes it."""

    def make():
        file = io.BytesIO()
        snapshot = take_snapshot(journey.pk, kind="evidence-pack")
        write("evidence-pack", "zip", snapshot, file, open_attachment=lambda attachment: open_bytes(attachment.id))
        return zipfile.ZipFile(file)

    return make


@pytest.fixture
def add(journey, disk):
    def make(name="proof.txt", content=b"It works.", **place):
        return attach(journey=journey, upload=SimpleUploadedFile(name, content), by=journey.created_by, **place)

    return make


def sums_of(archive):
    """The lines of SHA256SUMS, each checked as `sha256sum -c` does."""
    lines = archive.read("SHA256SUMS").decode().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert all(line[64:66] == "  " for line in lines)
    assert all(hashlib.sha256(archive.read(path)).hexdigest() == sha256 for path, sha256 in sums.items())
    return sums


def sheet_of(archive, name="Files"):
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("index.xlsx")))[name]
    headings, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_it_holds_every_file_with_what_it_proves(pack, add, journey):
    item = journey.tasks.first().items.first()
    file = add(item=item)
    add("plan.txt", b"The plan")
    archive = pack()
    where = "01 Assess/01 Module 1/01 Task 1/proof.txt"
    assert archive.namelist() == ["00 Journey/plan.txt", where, "index.html", "index.xlsx", "SHA256SUMS"]
    assert archive.read(where) == b"It works."
    assert set(sums_of(archive)) == set(archive.namelist()) - {"SHA256SUMS"}
    row = sheet_of(archive)[1]
    assert (row["Proves"], row["File"], row["State"], row["Path in the pack"]) == (
        item.text, "proof.txt", "In the pack", where
    )  # fmt: skip
    assert (row["Added by"], row["Size, bytes"], row["SHA-256 at upload"]) == ("Owner", 9, file.sha256)
    assert row["Added"].date() == file.uploaded_at.date()
    assert b'<a href="01%20Assess/01%20Module%201/01%20Task%201/proof.txt">' in archive.read("index.html")


@pytest.fixture
def ben(journey):
    user = User.objects.create(email="ben@example.com", name="=1+1 <b>Ben</b>")
    return Member.objects.create(journey=journey, user=user, name=user.name, role="contributor")


def test_it_says_who_approved_what_and_when(pack, journey, ben):
    by, task = journey.created_by, journey.tasks.first()
    item = task.items.first()
    signed = approve(approval=ask(thing=item, of=ben, by=by, words="=2+2"), by=ben.user, words="@SUM(1)")
    back = send_back(approval=ask(thing=task, of=ben, by=by), by=ben.user, words="-1+<script>")
    taken = withdraw(approval=ask(thing=task, of=ben, by=by), by=by)
    ask(thing=journey.phases.first(), of=ben, by=by)
    settle(item=item, outcome="met", by=by)
    archive = pack()
    rows = sheet_of(archive, "Approvals")
    times = [(row.pop("Asked"), row.pop("Answered")) for row in rows]
    of_item = {"Of": "Checklist item", "What is to be approved": item.text, "Task": "Task 1", "Phase": "Assess"}
    of_task = {"Of": "Task", "What is to be approved": "Task 1", "Task": "Task 1", "Phase": "Assess"}
    of_phase = {"Of": "Phase", "What is to be approved": "Assess", "Task": None, "Phase": "Assess"}
    asked = {"Asked of": ben.name, "Asked by": "Owner", "Asked for": None}
    no_answer = {"Answered by": None, "Answer": None, "At revision": None, "Changes since": None}
    assert rows == [
        {
            **of_item, **asked, "Asked for": "=2+2", "Status": "Approved", "Answered by": ben.name,
            "Answer": "@SUM(1)", "At revision": signed.revision, "Changes since": 1,
        },
        {
            **of_task, **asked, "Status": "Sent back", "Answered by": ben.name, "Answer": "-1+<script>",
            "At revision": back.revision, "Changes since": 1,
        },
        {
            **of_task, **asked, "Status": "Withdrawn", "Answered by": "Owner", "Answer": None,
            "At revision": taken.revision, "Changes since": 1,
        },
        {**of_phase, **asked, **no_answer, "Status": "Waits for approval"},
    ]  # fmt: skip
    assert times[0][0].date() == signed.asked_at.date()
    assert times[0][1].date() == signed.answered_at.date()
    assert times[3][1] is None


def test_text_of_approvals_is_never_a_formula_or_html(pack, add, journey, ben):
    item = journey.tasks.first().items.first()
    add(item=item)
    approve(approval=ask(thing=item, of=ben, by=journey.created_by, words="=2+2"), by=ben.user, words="@<script>")
    archive = pack()
    for sheet in openpyxl.load_workbook(io.BytesIO(archive.read("index.xlsx"))):
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    page = archive.read("index.html").decode()
    assert "<b>Ben" not in page
    assert "@&lt;script&gt;" in page


def test_beside_a_file_stands_who_approved_what_it_proves(pack, add, journey, ben):
    first, second, *_ = journey.tasks.first().items.all()
    for item in (first, second):
        add(f"{item.pk}.txt", item=item)
    add("plan.txt")
    approve(approval=ask(thing=first, of=ben, by=journey.created_by), by=ben.user)
    beside = {row["Proves"]: row["Approval of the item"] for row in sheet_of(pack())}
    assert beside.pop(first.text).startswith(f"Approved by {ben.name}, ")
    assert beside == {second.text: None, None: None}


def test_a_journey_without_approvals_says_so(pack):
    assert b"Nobody was asked to approve anything yet." in pack().read("index.html")


def test_only_what_is_there_now_is_in_it(pack, add):
    old = add()
    add("proof.txt", b"Better.", replaces=old)
    assert pack().read("00 Journey/proof.txt") == b"Better."


def test_a_journey_without_files_says_so(pack):
    archive = pack()
    assert archive.namelist() == ["index.html", "index.xlsx", "SHA256SUMS"]
    assert b"The journey has no files yet." in archive.read("index.html")


def test_missing_and_changed_bytes_are_said_loudly(pack, add, disk):
    gone, changed, _ = add("gone.txt"), add("changed.txt", b"As signed"), add("fine.txt", b"Fine")
    default_storage.delete(gone.file.name)
    (disk / changed.file.name).write_bytes(b"Forged")
    archive = pack()
    assert [name for name in archive.namelist() if "/" in name] == [
        "CHANGED/00 Journey/changed.txt", "00 Journey/fine.txt"
    ]  # fmt: skip
    sums_of(archive)
    words = archive.read("READ FIRST.txt").decode()
    assert words.startswith("2 of 3 files can't be relied on.")
    assert "Missing: gone.txt: " in words
    assert "Changed since upload: changed.txt: " in words
    assert b'role="alert"' in archive.read("index.html")
    lost, forged = sheet_of(archive, "Missing or changed")
    assert (lost["State"], lost["Path in the pack"], lost["SHA-256 found"]) == ("Missing", None, None)
    assert forged["SHA-256 at upload"] == changed.sha256
    assert forged["SHA-256 found"] == hashlib.sha256(b"Forged").hexdigest()


def test_the_same_files_give_the_same_bytes(journey, add):
    add()
    snapshot = take_snapshot(journey.pk, kind="evidence-pack")
    packs = [io.BytesIO(), io.BytesIO()]
    for file in packs:
        write("evidence-pack", "zip", snapshot, file, open_attachment=lambda attachment: open_bytes(attachment.id))
    assert packs[0].getvalue() == packs[1].getvalue()


def test_a_worker_makes_it(journey, add):
    add()
    document = request_document(journey=journey, kind="evidence-pack", format="zip", by=journey.created_by)
    render_document.delay(document.pk)
    document.refresh_from_db()
    assert (document.status, document.reason) == (Document.Status.READY, "")
    with document.file.open() as file:
        content = file.read()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (document.size, document.sha256)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
