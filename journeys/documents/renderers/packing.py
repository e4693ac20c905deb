"""Word files are zip archives; made to hold nothing but what the snapshot says, the same one gives the same bytes."""

import io
import struct
import zipfile
from datetime import UTC, datetime

ENTRY = 46  # bytes of an entry of the directory, before its name


def steady(archive: bytes, as_of: datetime) -> bytes:
    """The archive with the time of each of its entries set to `as_of`, where it stands: what is packed stays packed."""
    stamped, stamp = bytearray(archive), stamp_of(as_of.astimezone(UTC))
    with zipfile.ZipFile(io.BytesIO(archive)) as there:
        at = there.start_dir
        for entry in there.infolist():
            stamped[entry.header_offset + 10 : entry.header_offset + 14] = stamp
            stamped[at + 12 : at + 16] = stamp
            at += ENTRY + sum(struct.unpack_from("<3H", archive, at + 28))  # with its name, extras and comment
    return bytes(stamped)


def stamp_of(time: datetime) -> bytes:
    """As DOS counted: in steps of two seconds, and years from 1980."""
    clock = time.hour << 11 | time.minute << 5 | time.second // 2
    day = time.year - 1980 << 9 | time.month << 5 | time.day
    return struct.pack("<2H", clock, day)
