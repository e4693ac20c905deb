"""Word files are zip archives; made to hold nothing but what the snapshot says, the same one gives the same bytes."""

import io
import re
import zipfile
from datetime import UTC, datetime

MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def steady(archive: bytes, as_of: datetime) -> bytes:
    """The archive with every time in it, of its entries and of its last change, set to `as_of`."""
    stamp = as_of.astimezone(UTC)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>" + f"{stamp:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            entry = zipfile.ZipInfo(name, date_time=stamp.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
