"""Archives of playbooks as people send them in, good and bad."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping

# A second module that a later version may add to.
PUBLISHED = {
    "Move-Things/v1.0/MoveThings/Assess/Look around/tasks.md": b"# Module: Look around\n## Task 1: Look\n",
    "Move-Things/v2.0/MoveThings/Assess/Look around/tasks.md": (
        b"# Module: Look around\n## Task 1: Look\n#### Description\nTwice.\n## Task 2: Count\n"
    ),
    "Move-Things/Move-Things-Readme.md": b"# Move Things\nHow to move things.\n",
}


def zipped(files: Mapping[str, bytes], write=None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if write:
            write(archive)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes], *members: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for member in members:
            archive.addfile(member)
    return buffer.getvalue()


def tar_link(type: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo("P/link.md")
    info.type, info.linkname = type, "/etc/passwd"
    return info


def zip_link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("P/link.md")
    info.external_attr = (0o120777) << 16
    archive.writestr(info, "/etc/passwd")


def locked(data: bytes) -> bytes:
    """With the flag that says that the content is encrypted, in both places."""
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(signature) + at
        data = data[:start] + struct.pack("<H", 1) + data[start + 2 :]
    return data


def bomb(pack=zipped) -> bytes:
    """Small as it comes, more than is allowed once unpacked."""
    return pack({f"P/{number}/tasks.md": bytes(1024 * 1024) for number in range(65)})
