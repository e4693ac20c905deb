import hashlib
import io
import subprocess
import zipfile

import pytest

from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS, SINGLE
from journeys.documents.rendering import preview, write
from journeys.models import Document
from journeys.queries.files import open_bytes
from journeys.services.attachments import attach
from journeys.services.documents import request_document
from journeys.services.tasks import set_status
from journeys.tasks import render_document
from tests.documents.libreoffice import opened
from tests.documents.snapshots import make_snapshot
from tests.files import upload

pytestmark = pytest.mark.usefixtures("disk")


def packed(snapshot, progress=lambda percent: None, **facts):
    file = io.BytesIO()
    write("document-pack", "zip", snapshot, file, progress=progress, **facts)
    return zipfile.ZipFile(file)


@pytest.fixture
def pack(journey):
    """A pack that a worker made, of a journey with a file."""
    attach(journey=journey, upload=upload("plan.txt"), by=journey.created_by)
    asked = request_document(journey=journey, kind="document-pack", format="zip", by=journey.created_by)
    render_document(asked.pk)
    asked.refresh_from_db()
    assert asked.status == Document.Status.READY, asked.reason
    with asked.file.open("rb") as file:
        yield zipfile.ZipFile(io.BytesIO(file.read()))


def test_it_holds_every_document_in_every_format_and_the_evidence(pack):
    names = pack.namelist()
    for kind in SINGLE:
        for format in kind.formats:
            name = f"Acme to Amazon Connect - {kind.title.lower()} (document pack 1).{format}"
            assert (name in names) == (format != "zip")
    assert "Evidence pack/00 Journey/plan.txt" in names
    assert {"Evidence pack/index.html", "Evidence pack/index.xlsx", "Evidence pack/SHA256SUMS"} <= set(names)
    assert not [name for name in names if name.endswith(".zip")]


def test_each_says_on_its_face_that_the_number_is_that_of_the_pack(pack):
    name = "Acme to Amazon Connect - {} (document pack 1).{}".format
    assert "# Status report (document pack 1): Acme" in pack.read(name("status report", "md")).decode()
    sheet = opened(pack.read(name("roadmap", "xlsx"))).worksheets[0]
    assert sheet["A1"].value.startswith("Roadmap (document pack 1)")
    assert "Evidence pack (document pack 1)" in pack.read("Evidence pack/index.html").decode()
    assert "Document pack 1: Acme" in pack.read("index.html").decode()


def test_the_index_names_file_revision_and_hash(pack, journey):
    page = pack.read("index.html").decode()
    name = "Acme to Amazon Connect - roadmap (document pack 1).csv"
    assert f'href="{name.replace(" ", "%20").replace("(", "%28").replace(")", "%29")}"' in page
    assert hashlib.sha256(pack.read(name)).hexdigest() in page
    journey.refresh_from_db()
    assert f'<td class="right">{journey.revision}</td>' in page


def test_its_hashes_are_those_of_what_is_in_it(pack, tmp_path):
    pack.extractall(tmp_path)
    for folder in (tmp_path, tmp_path / "Evidence pack"):
        done = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
    listed = {line.split("  ", 1)[1] for line in (tmp_path / "SHA256SUMS").read_text().splitlines()}
    assert listed == set(pack.namelist()) - {"SHA256SUMS"}


def test_its_report_tells_what_changed_since_the_last_report(journey):
    set_status(task=journey.tasks.first(), status="in_progress", by=journey.created_by)
    asked = request_document(journey=journey, kind="status-report", format="md", by=journey.created_by)
    render_document(asked.pk)
    set_status(task=journey.tasks.first(), status="completed", by=journey.created_by, confirmed=True)
    snapshot = take_snapshot(journey.pk, kind="document-pack")
    assert snapshot.former.number == 1
    report = packed(snapshot).read("Acme to Amazon Connect - status report (document pack draft).md").decode()
    assert "Changed since report 1" in report
    assert "1 task was completed." in report


def test_a_file_that_is_gone_is_told_at_the_top(pack, journey):
    snapshot = take_snapshot(journey.pk, kind="document-pack")
    page = packed(snapshot).read("index.html").decode()
    assert 'role="alert">Evidence pack: 1 of 1 file can&#39;t be relied on.' in page
    whole = packed(snapshot, open_attachment=lambda file: open_bytes(file.id))
    assert 'role="alert"' not in whole.read("index.html").decode()


def test_progress_goes_up_and_ends_below_the_storing():
    told = []
    packed(make_snapshot(), progress=told.append)
    assert told == sorted(told)
    assert told[0] >= 10
    assert told[-1] == 90


def test_the_same_snapshot_gives_the_same_bytes():
    first, second = io.BytesIO(), io.BytesIO()
    for file in (first, second):
        write("document-pack", "zip", make_snapshot(), file)
    assert first.getvalue() == second.getvalue()


def test_its_preview_lists_what_would_be_in_it():
    page = preview("document-pack", "zip", make_snapshot()).decode()
    assert all(f"<td>{kind.title}</td>" in page for kind in SINGLE)
    assert "SHA-256" not in page
    assert "document-pack" not in [kind.kind for kind in SINGLE]
    assert list(KINDS)[-1] == "document-pack"
