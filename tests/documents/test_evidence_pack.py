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
from journeys.models import Document
from journeys.queries.files import open_bytes
from journeys.services.attachments import attach
from journeys.services.documents import request_document
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
