"""A .zip or .tar.gz of playbooks, read in memory: nothing of it is written, and nothing larger than allowed."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO

ENDINGS = (".zip", ".tar.gz", ".tgz")
MOST_ENTRIES = 10_000
MOST_MIB = 64  # unpacked
MOST_BYTES = MOST_MIB * 1024 * 1024
_CHUNK = 256 * 1024
_LINK, _TYPE = 0o120000, 0o170000  # in the mode that a zip made on Unix keeps
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError)


class BadArchive(ValueError):
    """Nothing of the archive is read. The text says why, and what to do."""


class TooLarge(BadArchive):
    """Unpacked, it has more than was allowed."""


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    size: int  # as the archive says, which may be a lie
    open: Callable[[], IO[bytes] | None]
    is_link: bool = False
    is_locked: bool = False


def is_archive(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def stem(name: str) -> str:
    """The name of an archive without its ending."""
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    return name[: len(name) - len(ending)]


def read_archive(data: bytes, *, name: str, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """The files of the archive by path. Raises BadArchive, and TooLarge when they have more than `most_bytes`."""
    entries = _zip_entries if name.lower().endswith(".zip") else _tar_entries
    try:
        return _collected(entries(data), most_bytes)
    except _DAMAGE as error:
        raise BadArchive(f"This archive is damaged, or none at all: {error}. Make it anew.") from error


def _zip_entries(data: bytes) -> Iterator[Entry]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                yield Entry(
                    member.filename,
                    member.file_size,
                    partial(archive.open, member),
                    is_link=member.external_attr >> 16 & _TYPE == _LINK,
                    is_locked=bool(member.flag_bits & 1),
                )


def _tar_entries(data: bytes) -> Iterator[Entry]:
    # As a stream: to look at all entries first would unpack what the limits are there to keep out.
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|gz") as archive:
        for member in archive:
            if not member.isdir():
                yield Entry(
                    readable(member.name),
                    member.size,
                    partial(archive.extractfile, member),
                    is_link=not member.isfile(),
                )


def readable(name: str) -> str:
    """The name with its bytes that are no UTF-8 taken for Windows-1252, as in the files themselves."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode(errors="surrogateescape").decode("cp1252", errors="replace")
    return name


def _collected(entries: Iterable[Entry], most_bytes: int) -> dict[str, bytes]:
    left, found = most_bytes, {}
    for count, entry in enumerate(entries, start=1):
        if count > MOST_ENTRIES:
            raise BadArchive(f"This archive holds more than {MOST_ENTRIES:,} files. Pack the playbook alone.")
        _check(entry, left)
        found[entry.name.replace("\\", "/").removeprefix("./")] = content = _content(entry, left)
        left -= len(content)
    return found


def _check(entry: Entry, left: int) -> None:
    """Refuses by what the archive says of itself."""
    if entry.is_locked:
        raise BadArchive("This archive is encrypted. Pack it without a password.")
    if entry.is_link:
        raise BadArchive(f"“{entry.name}” is a link. Pack the file that it leads to.")
    if leaves(entry.name):
        raise BadArchive(f"“{entry.name}” leads out of the archive. Pack the playbook's folder anew.")
    if entry.size > left:
        raise _too_large()


def leaves(name: str) -> bool:
    """Whether a path leads anywhere but below the folder that it is unpacked in."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name


def _content(entry: Entry, left: int) -> bytes:
    """All of it, unless it is longer than the archive said."""
    content = bytearray()
    stream = entry.open()
    if stream is None:
        return b""
    with stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > left:
                raise _too_large()
    return bytes(content)


def _too_large() -> TooLarge:
    return TooLarge(f"Unpacked, this archive has more than {MOST_MIB} MiB. Pack the playbook alone.")
