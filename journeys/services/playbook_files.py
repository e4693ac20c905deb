"""Playbooks come in from files, each with a result of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from journeys.models import User
from journeys.playbooks.reader import Reading, read
from journeys.playbooks.tree import Problem
from journeys.services.errors import Refusal
from journeys.services.playbooks import import_playbook


@dataclass(frozen=True, slots=True)
class FileImport:
    """What a file came to. `is_new` is None when nothing was stored: it has errors, or was only looked at."""

    path: str
    reading: Reading
    is_new: bool | None = None


def import_files(paths: Iterable[str], *, dry_run: bool = False, by: User | None = None) -> Iterator[FileImport]:
    """Read and store each playbook; one with errors keeps none of the others back. A dry run needs no database."""
    for path in paths:
        reading = read_file(Path(path))
        yield FileImport(path, reading) if dry_run or reading.tree is None else stored(path, reading, by)


def read_file(path: Path) -> Reading:
    """The playbook at `path`; a file that can't be read is an error like any other."""
    try:
        if not path.exists():
            return unreadable("There is no such file.")
        if not path.is_file():
            return unreadable("This is not a file. Name the playbook's file itself.")
        return read(path.read_bytes(), name=path.name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return unreadable(f"This file can't be read: {getattr(error, 'strerror', None) or error}.")


def unreadable(text: str) -> Reading:
    return Reading(None, (Problem(0, text),))


def stored(path: str, reading: Reading, by: User | None) -> FileImport:
    assert reading.tree is not None, "only what was read without error is stored"
    try:
        done = import_playbook(tree=reading.tree, by=by)
    except Refusal as refusal:
        return FileImport(path, replace(reading, errors=(*reading.errors, Problem(0, str(refusal)))))
    return FileImport(path, reading, done.is_new)
