"""A house's own Word template as the frame of a document: its styles, pages, header and footer stay, its text goes.

What our documents need and the template lacks is added, from the built-in look.
"""

import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx import Document as new_document
from docx import document as docx_document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart

from journeys.documents.renderers.docx_styles import styles_in
from journeys.documents.renderers.looks import Look

Document = docx_document.Document
Styles = dict[tuple[str, str], Any]
USED = {name.replace(" ", "") for name in styles_in(Look())} | {"JourneyTable", "JourneyFrame", "Hyperlink", "CodeChar"}
# What the main part of a template may refer to; pictures, links and comments belong to its text.
KEPT = {
    RELATION.STYLES, RELATION.NUMBERING, RELATION.SETTINGS, RELATION.WEB_SETTINGS, RELATION.FONT_TABLE, RELATION.THEME,
    RELATION.FOOTNOTES, RELATION.ENDNOTES,
}  # fmt: skip
# Settings that would lock, mark or fill in the document of whoever opens it.
DROPPED_SETTINGS = [
    qn(f"w:{tag}")
    for tag in ("documentProtection", "writeProtection", "trackRevisions", "mailMerge", "attachedTemplate")
]  # fmt: skip
REFERENCES = [
    qn(f"w:{tag}")
    for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink")
]  # fmt: skip
VALUE, KIND, ID, DEFAULT = qn("w:val"), qn("w:type"), qn("w:styleId"), qn("w:default")
SHOWN = [qn(f"w:{tag}") for tag in ("drawing", "pict", "object", "fldSimple", "instrText")]


def open_template(template: bytes, built_in: Document) -> Document:
    """The template, emptied, with the styles that our documents use under the ids that they have in `built_in`."""
    document = new_document(io.BytesIO(template))
    empty_body(document)
    for name in DROPPED_SETTINGS:
        for element in document.settings.element.findall(name):
            document.settings.element.remove(element)
    needed = needed_of(built_in)
    give_ids(document, needed)
    Adopter(document, built_in).add_missing(needed)
    return document


def empty_body(document: Document) -> None:
    body = document.element.body
    page = body.get_or_add_sectPr()
    former = [section for paragraph in body.iter(qn("w:p")) for section in paragraph.iter(qn("w:sectPr"))]
    inherit_frame(page, former)
    for child in list(body):
        if child is not page:
            body.remove(child)
    for name in ("w:cols", "w:pgNumType", "w:sectPrChange"):
        for element in page.findall(qn(name)):
            page.remove(element)
    drop_unused(document)


def inherit_frame(page, former: list) -> None:
    """Headers and footers of the sections before the last, where that has none of its own: Word shows those then."""
    frame = {}
    for section in (*former, page):
        for element in section:
            if element.tag in (qn("w:headerReference"), qn("w:footerReference")):
                frame[element.tag, element.get(KIND)] = deepcopy(element)
    for element in [*page.findall(qn("w:headerReference")), *page.findall(qn("w:footerReference"))]:
        page.remove(element)
    for at, element in enumerate(frame.values()):
        page.insert(at, element)


def drop_unused(document: Document) -> None:
    """What only the text needed, the picture of its first page, and properties that only the template has."""
    relations = document.part.rels
    used = {element.get(qn("r:id")) for element in document.element.body.sectPr}
    for key in [key for key, relation in relations.items() if relation.reltype not in KEPT and key not in used]:
        del relations[key]
    about = document.part.package.rels
    for key in [
        key for key, relation in about.items() if relation.reltype in (RELATION.THUMBNAIL, RELATION.CUSTOM_PROPERTIES)
    ]:
        del about[key]


def styles_by_name(document: Document) -> Styles:
    """By what kind of style it is and its name, which is English in every language of Word; its id is not."""
    return {(style.get(KIND), name_of(style)): style for style in document.styles.element.findall(qn("w:style"))}


def name_of(style) -> str:
    name = style.find(qn("w:name"))
    return name.get(VALUE).split(",")[0].casefold() if name is not None else style.get(ID, "")


def needed_of(built_in: Document) -> Styles:
    """The styles that our documents use, and those that these build on."""
    by_id = {style.get(ID): style for style in built_in.styles.element.findall(qn("w:style"))}
    waiting, found = list(USED), set()
    while waiting:
        if (id := waiting.pop()) in by_id and id not in found:
            found.add(id)
            waiting += [element.get(VALUE) for element in by_id[id].iter(qn("w:basedOn"), qn("w:link"))]
    return {key: style for key, style in styles_by_name(built_in).items() if style.get(ID) in found}


def give_ids(document: Document, needed: Styles) -> None:
    ours = {key: style.get(ID) for key, style in needed.items()}
    names, ids = {name for _, name in ours}, set(ours.values())
    renamed = {}
    for key, style in styles_by_name(document).items():
        old = style.get(ID)
        if key in ours:
            renamed[old] = ours[key]
        elif old in ids:
            renamed[old] = f"{old}-house"
        if key not in ours and key[1] in names:  # a style of another kind, such as of single letters
            style.find(qn("w:name")).set(VALUE, f"{key[1]} (house)")
    for style in document.styles.element.findall(qn("w:style")):
        style.set(ID, renamed.get(style.get(ID), style.get(ID)))
    for root in roots_of(document):
        for element in root.iter(*REFERENCES):
            element.set(VALUE, renamed.get(element.get(VALUE), element.get(VALUE)))


def roots_of(document: Document) -> Iterator:
    """Every part that names styles."""
    yield document.styles.element
    for relation in document.part.rels.values():
        if relation.reltype in (RELATION.HEADER, RELATION.FOOTER, RELATION.NUMBERING):
            yield relation.target_part.element


class Adopter:
    """Copies styles of the built-in look into a template, with the counters of their lists."""

    def __init__(self, document: Document, built_in: Document):
        self.document, self.built_in = document, built_in
        self.there = styles_by_name(document)
        self.numbering = numbering_of(document, built_in)
        self.adopted: dict[int, int] = {}

    def add_missing(self, needed: Styles) -> None:
        for key, style in needed.items():
            if key not in self.there:
                self.add(deepcopy(style))
            elif numbers_of(style) is not None and numbers_of(self.there[key]) is None:
                self.there[key].get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = self.counter(style)

    def add(self, style) -> None:
        """In the house's font, but for code, whose letters are all as wide."""
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None and not style.get(ID).startswith("Code"):
            fonts.getparent().remove(fonts)
        if any(each.get(DEFAULT) == "1" for (kind, _), each in self.there.items() if kind == style.get(KIND)):
            style.attrib.pop(DEFAULT, None)
        if (number := numbers_of(style)) is not None:
            number.set(VALUE, str(self.counter(style)))
        self.document.styles.element.append(style)

    def counter(self, style) -> int:
        """The template's own number of the list that `style` counts by."""
        number = int(numbers_of(style).get(VALUE))
        if number not in self.adopted:
            source = self.built_in.part.numbering_part.element
            kind = source.num_having_numId(number).abstractNumId.val
            abstract = deepcopy(source.xpath(f'w:abstractNum[@w:abstractNumId="{kind}"]')[0])
            taken = self.numbering.xpath("w:abstractNum/@w:abstractNumId")
            free = max(map(int, taken), default=0) + 1
            abstract.set(qn("w:abstractNumId"), str(free))
            self.numbering.insert(len(self.numbering.xpath("w:abstractNum | w:numPicBullet")), abstract)
            self.adopted[number] = self.numbering.add_num(free).numId
        return self.adopted[number]


def numbers_of(style):
    return style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")


def numbering_of(document: Document, built_in: Document):
    """The counters of lists; a template in which nobody ever made a list has none."""
    if not any(relation.reltype == RELATION.NUMBERING for relation in document.part.rels.values()):
        source = built_in.part.numbering_part
        part = NumberingPart(
            PackURI("/word/numbering.xml"), source.content_type, deepcopy(source.element), document.part.package
        )
        for element in list(part.element):
            part.element.remove(element)
        document.part.relate_to(part, RELATION.NUMBERING)
    return document.part.numbering_part.element


def shows_something(part) -> bool:
    """A header or footer with words, a picture or a field in it."""
    if part.is_linked_to_previous:
        return False
    root = part._element
    return any(element.text for element in root.iter(qn("w:t"))) or next(root.iter(*SHOWN), None) is not None
