"""Many documents in one archive: each written to a temporary file first, so that one at a time is in memory."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from journeys.documents.declaring import Archive, Bundle, Bundled, Kind, OpenAttachment, Progress
from journeys.documents.registry import name_in_pack
from journeys.documents.renderers import html
from journeys.documents.renderers.zip import IN_MEMORY, Box, Packer
from journeys.documents.snapshot import Snapshot

WriteOne = Callable[[str, str, Snapshot, Any, OpenAttachment, Progress], None]


def write(
    bundle: Bundle,
    snapshot: Snapshot,
    file: IO[bytes],
    open_attachment: OpenAttachment,
    progress: Progress,
    write_one: WriteOne,
) -> None:
    """`write_one` writes a document of a kind and format into a file."""
    with zipfile.ZipFile(file, "w") as target:
        bundler = Bundler(replace(snapshot, is_packed=True), Box(target, snapshot.as_of), open_attachment, write_one)
        for done, (kind, format) in enumerate(bundle.parts):
            start, end = (10 + 80 * each // len(bundle.parts) for each in (done, done + 1))
            bundler.add(kind, format, between(progress, start, end))
        bundler.finish(bundle)
    progress(90)


def between(progress: Progress, start: int, end: int) -> Progress:
    """Tells the progress of a part as that of the whole."""
    return lambda percent: progress(start + (end - start) * percent // 100)


class Bundler:
    """Puts one document after the other into the archive, and an index of them at its end."""

    def __init__(self, snapshot: Snapshot, box: Box, open_attachment: OpenAttachment, write_one: WriteOne):
        self.snapshot = snapshot
        self.box = box
        self.open_attachment = open_attachment
        self.write_one = write_one
        self.bundled: list[Bundled] = []
        self.notices: list[str] = []

    def add(self, kind: Kind, format: str, progress: Progress) -> None:
        declaration = kind.formats[format]
        if isinstance(declaration, Archive):
            self.add_archive(kind, declaration, format, progress)
        else:
            self.add_document(kind, format, progress)

    def add_document(self, kind: Kind, format: str, progress: Progress) -> None:
        journey = self.snapshot.journey
        path = name_in_pack(journey=journey.title, kind=kind, format=format, pack=self.snapshot.number)
        with SpooledTemporaryFile(IN_MEMORY) as file:
            self.write_one(kind.kind, format, self.snapshot, file, self.open_attachment, progress)
            size = file.tell()
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads like a file
            self.box.add(path, file, size=size, sha256=sha256)
        self.bundled.append(Bundled(kind, format, path, journey.revision, size, sha256))

    def add_archive(self, kind: Kind, archive: Archive, format: str, progress: Progress) -> None:
        """A folder with what would be inside of it: an archive in an archive would have to be opened twice."""
        inside = Box(self.box.target, self.snapshot.as_of, folder=f"{kind.title}/")
        packer = Packer(archive, self.snapshot, inside, self.open_attachment)
        packer.pack(progress)
        self.box.sums |= {inside.folder + path: sha256 for path, sha256 in inside.sums.items()}
        path = f"{inside.folder}index.html"
        self.bundled.append(Bundled(kind, "folder", path, self.snapshot.journey.revision, None, self.box.sums[path]))
        if packer.notice:
            self.notices.append(f"{kind.title}: {packer.notice}")

    def finish(self, bundle: Bundle) -> None:
        pack = replace(self.snapshot, is_packed=False)
        page = html.render(bundle.index(self.bundled), pack, "\n\n".join(self.notices))
        self.box.add_bytes("index.html", page)
        self.box.add_sums()
