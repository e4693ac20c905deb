import hashlib
import io
import zipfile

import pytest

from journeys.documents.evidence_pack import ARCHIVE
from journeys.documents.renderers import zip as renderer
from journeys.documents.snapshot import Attachment
from tests.documents.snapshots import NOW, make_snapshot

CONTENT = b"content" * 1000


def make_file(name="a.txt", id=1, content=CONTENT):
    return Attachment(id, name, None, None, len(content), hashlib.sha256(content).hexdigest(), "Ana Ruiz", NOW)


def archive_of(*files, open_attachment=lambda file: io.BytesIO(CONTENT), progress=lambda percent: None):
    file = io.BytesIO()
    renderer.write(ARCHIVE, make_snapshot(attachments=files), file, open_attachment, progress)
    return zipfile.ZipFile(file)


class BreaksOff(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            raise OSError("I/O error")
        return super().read(10)


def test_times_and_rights_are_those_of_the_upload():
    entry = archive_of(make_file()).getinfo("00 Journey/a.txt")
    assert entry.date_time == (2027, 3, 14, 15, 4, 0)
    assert entry.external_attr >> 16 == 0o100644


@pytest.mark.parametrize(("name", "is_deflated"), [("a.txt", True), ("a.PDF", False), ("a.docx", False), ("a", True)])
def test_what_is_compressed_already_is_stored(name, is_deflated):
    entry = archive_of(make_file(name)).getinfo(f"00 Journey/{name}")
    assert (entry.compress_type == zipfile.ZIP_DEFLATED) == is_deflated


def test_a_file_that_breaks_off_leaves_nothing_in_the_archive():
    archive = archive_of(make_file(), open_attachment=lambda file: BreaksOff(CONTENT))
    assert "00 Journey/a.txt" not in archive.namelist()
    assert "Unreadable: a.txt" in archive.read("READ FIRST.txt").decode()


def test_one_file_is_open_at_a_time():
    opened = []

    def open_one(file):
        assert all(each.closed for each in opened)
        opened.append(io.BytesIO(CONTENT))
        return opened[-1]

    archive_of(make_file("a.txt", 1), make_file("b.txt", 2), open_attachment=open_one)
    assert len(opened) == 2


def test_progress_goes_up_by_the_bytes_done():
    told = []
    archive_of(*[make_file(f"{n}.txt", n) for n in range(200)], progress=told.append)
    assert told == sorted(set(told))
    assert (told[0], told[-1]) == (11, 90)
    assert len(told) <= 71


def test_a_full_disk_of_ours_is_not_taken_for_a_broken_file(monkeypatch):
    class Full(renderer.SpooledTemporaryFile):
        def write(self, content):
            raise OSError("No space left on device")

    monkeypatch.setattr(renderer, "SpooledTemporaryFile", Full)
    with pytest.raises(OSError, match="No space left"):
        archive_of(make_file())
