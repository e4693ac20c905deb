"""What a space may give as its Word template and logo: checked before anything is made with it."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.files import File

from journeys.services.errors import Refusal
from journeys.services.file_types import IN_WORDS, extension_of, look_at

MIB = 1024 * 1024
MOST_MIB_OF_TEMPLATE, MOST_MIB_OF_LOGO = 5, 2
MOST_UNPACKED, MOST_PARTS = 40 * MIB, 500
LARGEST_SIDE = 5_000  # of a logo, in pixels
LOGO_KEPT = (880, 176)  # four times as fine as a workbook shows it
# Parts that do something, and fields that fetch something.
ACTIVE = re.compile(r"(?:^|/)(?:embeddings|activeX|ctrlProps)/|vbaProject|\.(?:bin|exe|ole)$", re.IGNORECASE)
FETCHING = re.compile(rb"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")
INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)\"")
HARMLESS_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def template_of(upload: File) -> bytes:
    """The bytes of a Word document that may serve as a template. Refuses anything else, and says what is wrong."""
    name = upload.name or ""
    if extension_of(name) != "docx":
        raise Refusal(f"“{name}” is no .docx file. In Word, save it as “Word document (*.docx)”, without macros.")
    refuse_if_too_big(upload, MOST_MIB_OF_TEMPLATE)
    content = look_at(upload)
    if content != "docx":
        raise Refusal(
            f"“{name}” is no Word document: its content looks like {IN_WORDS.get(content, 'something else')}."
        )
    upload.seek(0)
    data = upload.read()
    for problem in problems_in(data):
        raise Refusal(f"“{name}” was not taken: {problem}")
    return data


def refuse_if_too_big(upload: File, most_mib: int) -> None:
    if upload.size > most_mib * MIB:
        raise Refusal(f"“{upload.name}” is too large: at most {most_mib} MiB are taken.")
    if getattr(upload, "failure", None):
        raise Refusal(f"The server could not store “{upload.name}”. Try again; if it stays, tell an operator.")


def problems_in(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                yield f"unpacked it is larger than {MOST_UNPACKED // MIB} MiB, or has too many parts."
                return
            for part in parts:
                yield from problems_of(part.filename, archive)
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, ValueError, NotImplementedError, OSError, EOFError):
        yield "it is damaged. Open it in Word, save it again, and try that."


def problems_of(name: str, archive: zipfile.ZipFile) -> Iterator[str]:
    if ACTIVE.search(name):
        yield f"it holds an embedded object or a control ({name}). Take it out, or replace it by a picture."
    if not name.endswith((".xml", ".rels")):
        return
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        yield f"{name} declares entities, which no Word document needs."
    elif name.endswith(".rels"):
        yield from outside_links(fromstring(content))
    elif re.search(r"/(?:header|footer)\d*\.xml$", name):
        fields = b" ".join(b"".join(found) for found in INSTRUCTION.findall(content))
        if field := FETCHING.search(fields):
            yield f"its header or footer has a field that fetches from elsewhere ({field[0].decode()}). Take it out."


def outside_links(relations: Any) -> Iterator[str]:
    """What the file would load from elsewhere. A link that a person clicks is none of that."""
    for relation in relations:
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External" or (kind == "hyperlink" and HARMLESS_LINK.match(target)):
            continue
        if kind == "attachedTemplate":
            yield f"it is bound to another template ({target}). In Word, attach Normal.dotm to it instead."
        else:
            yield f"it refers to something outside itself ({kind}: {target[:100]}). Embed it, or take it out."


def logo_of(upload: File) -> bytes:
    """A PNG or JPEG picture as a PNG of the size that documents need, with nothing in it but the picture."""
    from PIL import Image  # only for the rare logo

    refuse_if_too_big(upload, MOST_MIB_OF_LOGO)
    content = look_at(upload)
    if content not in ("png", "jpeg"):
        raise Refusal(f"“{upload.name}” is no PNG or JPEG picture: it looks like {IN_WORDS.get(content, content)}.")
    upload.seek(0)
    try:
        with Image.open(upload, formats=["PNG", "JPEG"]) as image:
            if max(image.size) > LARGEST_SIDE:
                raise Refusal(f"“{upload.name}” is larger than {LARGEST_SIDE:,} pixels. Make it smaller.")
            return small_png(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refusal(f"“{upload.name}” is damaged: the picture can't be read.") from error


def small_png(image: Any) -> bytes:
    picture = image.convert("RGBA")
    picture.thumbnail(LOGO_KEPT)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
