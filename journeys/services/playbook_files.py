"""Playbooks come in from files, folders and archives, each with a result of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from journeys.models import Playbook, Space, User
from journeys.playbooks.archives import MOST_BYTES, MOST_ENTRIES, BadArchive, is_archive, read_archive, stem
from journeys.playbooks.folders import TASKS, Found, read_folders
from journeys.playbooks.reader import Reading, read
from journeys.playbooks.tree import Problem
from journeys.services.errors import Refusal
from journeys.services.playbooks import import_playbook

NO_TASKS = f"There is no {TASKS} in here. A playbook of many files is laid out as <Phase>/<Module>/{TASKS}."
# The folder of the phases lies so far below that of the readme.
LEVELS_ABOVE = 2


@dataclass(frozen=True, slots=True)
class FileImport:
    """What a file came to. `is_new` is None when nothing was stored: it has errors, or was only looked at."""

    path: str
    reading: Reading
    is_new: bool | None = None
    playbook: Playbook | None = None


def import_files(
    paths: Iterable[str], *, dry_run: bool = False, space: Space | None = None, by: User | None = None
) -> Iterator[FileImport]:
    """Read and store each playbook; one with errors keeps none of the others back. A dry run needs no database.

    A folder or an archive may hold several. Without a space they are for everyone.
    """
    for path in paths:
        for found in read_path(path):
            whole = str(Path(path, found.path)) if found.path else path
            yield FileImport(whole, found.reading) if dry_run else stored(whole, found.reading, space, by)


def import_upload(data: bytes, *, name: str, space: Space, by: User, dry_run: bool = False) -> list[FileImport]:
    """The same for a file that someone sends in."""
    return [
        FileImport(found.path, found.reading) if dry_run else stored(found.path, found.reading, space, by)
        for found in read_upload(data, name=name)
    ]


def read_path(path: str) -> list[Found]:
    """Each playbook at `path`, with its place in there; what can't be read is an error like any other."""
    try:
        if Path(path).is_dir():
            return read_folder(Path(path))
        if not Path(path).exists():
            return [unreadable("There is no such file.")]
        return read_upload(Path(path).read_bytes(), name=Path(path).name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return [unreadable(f"This can't be read: {getattr(error, 'strerror', None) or error}.")]


def read_upload(data: bytes, *, name: str) -> list[Found]:
    """The playbook of a file, or each of an archive; what can't be read is an error like any other."""
    try:
        return playbooks_in(data, name=name)
    except BadArchive as error:
        return [unreadable(str(error))]


def playbooks_in(
    data: bytes, *, name: str, most_bytes: int = MOST_BYTES, progress: Callable[[int], None] = lambda percent: None
) -> list[Found]:
    """The same, as `read_archive` takes it. Raises BadArchive, also for an archive without playbooks."""
    if not is_archive(name):
        return [Found("", read(data, name=name))]
    files = read_archive(data, name=name, most_bytes=most_bytes)
    if found := read_folders(files, above=stem(name), progress=progress):
        return found
    raise BadArchive(NO_TASKS)


def read_folder(folder: Path) -> list[Found]:
    """Each playbook of a folder, whichever level of the published layout it is; its readme may lie above it."""
    folder = folder.resolve()
    paths = [path for _, path in zip(range(MOST_ENTRIES + 1), files_below(folder), strict=False)]
    if len(paths) > MOST_ENTRIES:
        return [unreadable(f"This folder holds more than {MOST_ENTRIES:,} files. Name the playbook's own folder.")]
    above = folder.parents[:LEVELS_ABOVE]
    readmes = [path for parent in above for path in parent.glob("*.md") if "readme" in path.name.lower()]
    top = min((path.parent for path in readmes), key=lambda path: len(path.parts), default=folder)
    files = {path.relative_to(top).as_posix(): content_of(path) for path in [*readmes, *paths]}
    found = read_folders(files, above=top.as_posix())
    return [replace(each, path=place_in(folder, top / each.path)) for each in found] or [unreadable(NO_TASKS)]


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def content_of(path: Path) -> bytes:
    """Of files that may hold a part of a playbook; the others are only named."""
    return path.read_bytes() if path.suffix.lower() == ".md" else b""


def place_in(folder: Path, root: Path) -> str:
    return root.relative_to(folder).as_posix().removeprefix(".") if root.is_relative_to(folder) else ""


def unreadable(text: str) -> Found:
    return Found("", Reading(None, (Problem(0, text),)))


def stored(path: str, reading: Reading, space: Space | None, by: User | None) -> FileImport:
    """Nothing is, of a playbook with errors."""
    if reading.tree is None:
        return FileImport(path, reading)
    try:
        done = import_playbook(tree=reading.tree, space=space, by=by)
    except Refusal as refusal:
        return FileImport(path, replace(reading, errors=(*reading.errors, Problem(0, str(refusal)))))
    return FileImport(path, reading, done.is_new, done.playbook)
