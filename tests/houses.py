"""The look of a made-up company: a Word template as its marketing would make it, and a logo."""

import io
import zipfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor
from PIL import Image, ImageDraw

from tests.files import saved

TEAL = "0F766E"


def make_logo(format: str = "PNG", size: tuple[int, int] = (600, 160)) -> bytes:
    image = Image.new("RGB", size, f"#{TEAL}")
    canvas = ImageDraw.Draw(image)
    canvas.text((size[0] / 2, size[1] / 2), "NORTHWIND", "white", font_size=size[1] / 2, anchor="mm")
    return saved(lambda file: image.save(file, format))


def make_template(*, header: str = "Northwind Consulting", footer: str = "Confidential", logo: bool = True) -> bytes:
    """In Georgia and teal, on narrower pages, with a text that must not come through."""
    document = docx.Document()
    for name, size in (("Normal", 11), ("Title", 28), ("Heading 1", 18), ("Heading 2", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = "Georgia", Pt(size)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(TEAL)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    if header:
        section.header.paragraphs[0].text = header
    if logo:
        section.header.paragraphs[0].add_run("  ").add_picture(io.BytesIO(make_logo()), height=Cm(0.8))
    if footer:
        section.footer.paragraphs[0].text = footer
    document.add_heading("Secret proposal to another client", 1)
    document.add_picture(io.BytesIO(make_logo("JPEG")), width=Cm(5))
    return saved(document.save)


def with_part(archive: bytes, name: str, content: bytes | str) -> bytes:
    """The archive with one part put in, or in place of the one of that name."""

    def write(file):
        with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for each in old.namelist():
                if each != name:
                    new.writestr(each, old.read(each))
            new.writestr(name, content)

    return saved(write)


def german_template() -> bytes:
    """As Word in German writes it: the names of styles are English, their ids are not; nobody ever made a list."""
    document = docx.Document()
    styles = document.styles.element
    for element in list(styles):
        if element.tag.endswith("}style"):
            styles.remove(element)
    for id, name, more in (
        ("Standard", "Normal", 'w:default="1"'),
        ("berschrift1", "heading 1", ""),
        ("Titel", "Title", ""),
        ("Note", "Notiz", 'w:customStyle="1"'),
    ):
        styles.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" {more} w:styleId="{id}"><w:name w:val="{name}"/>'
                '<w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/></w:rPr></w:style>'
            )
        )
    numbering = next(key for key, rel in document.part.rels.items() if rel.reltype.endswith("/numbering"))
    del document.part.rels[numbering]
    header = document.sections[0].header.paragraphs[0]
    header._p.get_or_add_pPr().get_or_add_pStyle().val = "berschrift1"
    header.add_run("Nordwind GmbH")
    return saved(document.save)
