"""Archives of the journey's files: an index for people, hashes for `sha256sum -c SHA256SUMS`.

Files go one by one from the storage over a temporary file into the archive, so that a journey may hold gigabytes, and
that a file which breaks off while it is read leaves nothing behind.
"""

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from journeys.documents.declaring import Archive, OpenAttachment, Packed, Packing, Progress
from journeys.documents.renderers import html, xlsx
from journeys.documents.snapshot import Attachment, Snapshot

MIB = 1024 * 1024
IN_MEMORY = 8 * MIB
# Compressed in themselves: to deflate them takes time and saves nothing.
COMPRESSED = {
    ".7z", ".bz2", ".docx", ".gif", ".gz", ".heic", ".jpeg", ".jpg", ".m4a", ".mov", ".mp3", ".mp4", ".odp", ".ods",
    ".odt", ".ogg", ".pdf", ".png", ".pptx", ".tgz", ".vsdx", ".webm", ".webp", ".xlsx", ".xz", ".zip",
}  # fmt: skip
READABLE = 0o100644 << 16  # the rights of an unpacked file, as zip archives hold them
READ_FIRST = "READ FIRST.txt"


class Broken(Exception):
    """The bytes of an attachment can't be had."""

    def __init__(self, state: Packing):
        self.state = state


def write(
    archive: Archive, snapshot: Snapshot, file: IO[bytes], open_attachment: OpenAttachment, progress: Progress
) -> None:
    with zipfile.ZipFile(file, "w") as target:
        Packer(archive, snapshot, Box(target, snapshot.as_of), open_attachment).pack(progress)
    progress(90)


class Box:
    """A folder of an open archive that knows the hash of each thing in it. `at` is the time of what has no other."""

    def __init__(self, target: zipfile.ZipFile, at: datetime, folder: str = ""):
        self.target = target
        self.at = at
        self.folder = folder
        self.sums: dict[str, str] = {}

    def add(self, path: str, content: IO[bytes], *, size: int, sha256: str, at: datetime | None = None) -> None:
        entry = zipfile.ZipInfo(self.folder + path, date_time=(at or self.at).timetuple()[:6])
        is_compressed = any(path.lower().endswith(ending) for ending in COMPRESSED)
        entry.compress_type = zipfile.ZIP_STORED if is_compressed else zipfile.ZIP_DEFLATED
        entry.external_attr = READABLE
        entry.file_size = size  # by which a large one gets the larger header
        content.seek(0)
        with self.target.open(entry, "w") as to:
            shutil.copyfileobj(content, to, MIB)
        self.sums[path] = sha256

    def add_bytes(self, path: str, content: bytes) -> None:
        with SpooledTemporaryFile(IN_MEMORY) as file:
            file.write(content)
            self.add(path, file, size=len(content), sha256=hashlib.sha256(content).hexdigest())

    def add_sums(self) -> None:
        lines = (f"{sha256}  {path}\n" for path, sha256 in self.sums.items())
        self.add_bytes("SHA256SUMS", "".join(lines).encode())


class Packer:
    """Fills a box with the files of the journey."""

    def __init__(self, archive: Archive, snapshot: Snapshot, box: Box, open_attachment: OpenAttachment):
        self.archive = archive
        self.snapshot = snapshot
        self.box = box
        self.open_attachment = open_attachment
        self.packed: list[Packed] = []

    def pack(self, progress: Progress) -> None:
        """The files, the index of them and their hashes."""
        self.add_files(progress)
        self.add_index()
        self.box.add_sums()

    @property
    def notice(self) -> str:
        """What must be read before all else; mostly nothing."""
        return self.archive.notice(self.packed)

    def add_files(self, progress: Progress) -> None:
        files = list(self.archive.paths(self.snapshot))
        whole, done, told = sum(file.size for _, file in files) or 1, 0, 10
        for path, file in files:
            self.packed.append(self.add_attachment(path, file))
            done += file.size
            if (percent := 10 + 70 * done // whole) > told:
                progress(told := percent)

    def add_attachment(self, path: str, file: Attachment) -> Packed:
        with SpooledTemporaryFile(IN_MEMORY) as content:
            try:
                sha256 = self.fetch(file, content)
            except Broken as broken:
                return Packed(file, "", broken.state)
            is_whole = sha256 == file.sha256
            path = path if is_whole else f"{self.archive.changed_folder}/{path}"
            self.box.add(path, content, size=content.tell(), sha256=sha256, at=file.uploaded_at)
        return Packed(file, path, Packing.WHOLE if is_whole else Packing.CHANGED, sha256)

    def fetch(self, file: Attachment, into: IO[bytes]) -> str:
        """Returns the hash of what was there."""
        digest = hashlib.sha256()
        for piece in self.pieces_of(file):
            digest.update(piece)
            into.write(piece)
        return digest.hexdigest()

    def pieces_of(self, file: Attachment) -> Iterator[bytes]:
        try:
            with self.open_attachment(file) as source:
                while piece := source.read(MIB):
                    yield piece
        except FileNotFoundError as error:
            raise Broken(Packing.MISSING) from error
        except OSError as error:
            raise Broken(Packing.UNREADABLE) from error

    def add_index(self) -> None:
        if self.notice:
            self.box.add_bytes(READ_FIRST, f"{self.notice}\n".encode())
        index = self.archive.index(self.packed)
        self.box.add_bytes("index.html", html.render(index, self.snapshot, self.notice))
        self.box.add_bytes("index.xlsx", xlsx.render(index, self.snapshot, lambda percent: None))
