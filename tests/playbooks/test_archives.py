import io
import struct
import tarfile

import pytest

from journeys.playbooks import archives
from journeys.playbooks.archives import BadArchive, TooLarge, is_archive, read_archive, stem
from tests.archives import bomb, locked, tar_link, tarred, zip_link, zipped

FILES = {"P/v1.0/P/Assess/Start/tasks.md": b"# Module: Start\n", "P/readme.md": b"hello"}


@pytest.mark.parametrize(("name", "make"), [("p.zip", zipped), ("p.tar.gz", tarred), ("P.TGZ", tarred)])
def test_both_kinds_give_the_same_files(name, make):
    assert is_archive(name)
    assert stem(name).lower() == "p"
    assert read_archive(make(FILES), name=name) == FILES


def test_paths_of_windows_are_paths():
    assert read_archive(zipped({"P\\a.md": b"x"}), name="p.zip") == {"P/a.md": b"x"}


def test_names_of_windows_are_readable():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=tarfile.GNU_FORMAT, encoding="cp1252") as archive:
        archive.addfile(tarfile.TarInfo("Präsentation/“Plan”.md"))
    assert read_archive(buffer.getvalue(), name="p.tar.gz") == {"Präsentation/“Plan”.md": b""}


@pytest.mark.parametrize("path", ["../a.md", "P/../../a.md", "/etc/a.md", "C:\\a.md", "..\\a.md"])
@pytest.mark.parametrize(("name", "make"), [("p.zip", zipped), ("p.tar.gz", tarred)])
def test_no_path_leads_out(name, make, path):
    with pytest.raises(BadArchive, match="leads out of the archive"):
        read_archive(make({path: b"x"}), name=name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.zip", zipped({}, zip_link)),
        ("p.tar.gz", tarred({}, tar_link(tarfile.SYMTYPE))),
        ("p.tar.gz", tarred({}, tar_link(tarfile.LNKTYPE))),
        ("p.tar.gz", tarred({}, tar_link(tarfile.FIFOTYPE))),
    ],
)
def test_links_are_refused(name, data):
    with pytest.raises(BadArchive, match="is a link"):
        read_archive(data, name=name)


@pytest.mark.parametrize(("name", "make"), [("p.zip", zipped), ("p.tar.gz", tarred)])
def test_entries_are_counted(monkeypatch, name, make):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    assert len(read_archive(make({f"{n}.md": b"x" for n in range(3)}), name=name)) == 3
    with pytest.raises(BadArchive, match="more than 3 files"):
        read_archive(make({f"{n}.md": b"x" for n in range(4)}), name=name)


@pytest.mark.parametrize(("name", "make"), [("p.zip", zipped), ("p.tar.gz", tarred)])
def test_a_bomb_does_not_go_off(name, make):
    data = bomb(make)
    assert len(data) < 200_000
    with pytest.raises(TooLarge, match="more than 64 MiB"):
        read_archive(data, name=name)


@pytest.mark.parametrize(("name", "make"), [("p.zip", zipped), ("p.tar.gz", tarred)])
def test_less_may_be_allowed(name, make):
    data = make({"a.md": bytes(100), "b.md": bytes(100)})
    assert len(read_archive(data, name=name, most_bytes=200)) == 2
    with pytest.raises(TooLarge):
        read_archive(data, name=name, most_bytes=199)


def test_a_zip_that_lies_about_its_sizes_is_damaged():
    data = zipped({"a.md": bytes(100_000)})
    with pytest.raises(BadArchive):
        read_archive(data.replace(struct.pack("<I", 100_000), struct.pack("<I", 10)), name="p.zip")


def test_a_password_is_named():
    with pytest.raises(BadArchive, match="encrypted"):
        read_archive(locked(zipped({"a.md": b"x"})), name="p.zip")


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz"])
@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"no archive at all", zipped(FILES)[:60], tarred(FILES)[:60]],
    ids=["nothing", "a start", "words", "half a zip", "half a tar"],
)
def test_damage_is_named(name, data):
    with pytest.raises(BadArchive, match="damaged, or none at all"):
        read_archive(data, name=name)
