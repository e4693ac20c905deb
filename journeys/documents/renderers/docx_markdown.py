"""Markdown that people wrote as paragraphs of Word, in its own styles: lists count, links are links.

HTML in it is left out and its text kept. Addresses are those of the web and of mail; any other link stays as text.
"""

import html
from collections.abc import Iterator
from urllib.parse import urlsplit

import nh3
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from journeys.documents.renderers.docx_pictures import Pictures
from journeys.documents.renderers.docx_xml import NAMESPACE, properties, run_xml, whole
from journeys.documents.text import clean

# As deep as anyone nests lists and quotes: what is deeper would be left out without a word.
READER = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])
SCHEMES = {"http", "https", "mailto"}
LONGEST_ADDRESS = 2_000  # Word takes no file with one much longer
DEEPEST_HEADING, DEEPEST_LIST = 6, 3
# What a kind of text adds to its runs, in the order in which Word's schema has it.
MARKS = {
    "link": '<w:rStyle w:val="Hyperlink"/>',
    "code_inline": '<w:rStyle w:val="CodeChar"/>',
    "strong": "<w:b/>",
    "em": "<w:i/>",
    "s": "<w:strike/>",
}
Marks = frozenset[str]
NONE: Marks = frozenset()


class MarkdownXml:
    """Writes for one document, which keeps the addresses of links and the counters of lists."""

    def __init__(self, document: Document, width: int, pictures: Pictures | None = None):
        self.document = document
        self.pictures = pictures
        self.width = width
        self.links: dict[str, str] = {}

    def blocks_of(self, text: str, level: int) -> Iterator[str]:
        """Paragraphs and tables, one by one; headings go below those of `level`."""
        for node in Node(READER.parse(clean(text))).children:
            yield from self.block(node, level)

    def block(self, node: Node, level: int, style: str = "Normal", depth: int = 0) -> Iterator[str]:
        match node.type:
            case "paragraph":
                yield paragraph(style, self.inside(node))
            case "heading":
                below = level + (1 if node.tag in ("h1", "h2") else 2)
                yield paragraph(f"Heading{min(below, DEEPEST_HEADING)}", self.inside(node))
            case "bullet_list" | "ordered_list":
                yield from self.list(node, level, min(depth + 1, DEEPEST_LIST))
            case "blockquote":
                for child in node.children:
                    yield from self.block(child, level, "Quote", depth)
            case "fence" | "code_block":
                yield paragraph("Code", run_xml(node.content.rstrip("\n")))
            case "table":
                yield from self.table(node)
            case "html_block":
                if text := without_tags(node.content).strip():
                    yield paragraph(style, run_xml(text))

    def list(self, node: Node, level: int, depth: int) -> Iterator[str]:
        """The first paragraph of each item has its sign or number, the others stand below it."""
        suffix = "" if depth == 1 else str(depth)
        counter = self.new_counter(node, suffix) if node.type == "ordered_list" else ""
        first = f"ListNumber{suffix}" if counter else f"ListBullet{suffix}"
        for item in node.children:
            if not item.children or item.children[0].type != "paragraph":
                yield paragraph(first, "", counter)
            for at, child in enumerate(item.children):
                if at == 0 and child.type == "paragraph":
                    yield paragraph(first, self.inside(child), counter)
                else:
                    yield from self.block(child, level, f"ListContinue{suffix}", depth)

    def new_counter(self, node: Node, suffix: str) -> str:
        """Each list counts anew; by its style alone it would go on where the list before it ended."""
        numbering = self.document.part.numbering_part.element
        style = self.document.styles[f"List Number {suffix}".strip()]
        of_style = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
        number = numbering.add_num(of_style.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(int(node.attrs.get("start", 1)))
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number.numId}"/></w:numPr>'

    def table(self, node: Node) -> Iterator[str]:
        """With an empty line behind it, without which Word joins it to the next table."""
        rows = [row for part in node.children for row in part.children]
        columns = max(len(row.children) for row in rows)
        width = self.width // columns
        body = "".join(self.row(row, width, is_head=at == 0) for at, row in enumerate(rows))
        yield whole([width] * columns, "JourneyTable", body)
        yield paragraph("AfterTable", "")

    def row(self, row: Node, width: int, *, is_head: bool) -> str:
        style, head = ("TableHeading", "<w:tblHeader/>") if is_head else ("TableText", "")
        cells = "".join(
            f"<w:tc>{properties(width)}{paragraph(style, self.inside(cell))}</w:tc>" for cell in row.children
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"

    def inside(self, node: Node, marks: Marks = NONE) -> str:
        """The runs of a block or of a marked piece of text."""
        return "".join(self.inline(child, marks) for child in node.children)

    def inline(self, node: Node, marks: Marks) -> str:
        match node.type:
            case "text":
                return run(node.content, marks)
            case "code_inline":
                return run(node.content, marks - {"link"} | {"code_inline"})
            case "softbreak":
                return run(" ", marks)
            case "hardbreak":
                return run("\n", marks)
            case "html_inline":
                return run("\n", marks) if node.content.lower().startswith("<br") else ""
            case "link":
                return self.link(node, str(node.attrs["href"]), marks)
            case "image":
                return self.picture(node, str(node.attrs["src"]), marks)
            case "strong" | "em" | "s":
                return self.inside(node, marks | {node.type})
        return self.inside(node, marks)

    def picture(self, node: Node, address: str, marks: Marks) -> str:
        """One of the journey's files; else its words, which lead to where it is."""
        shown = self.pictures and self.pictures.run(address, node.content)
        return shown or self.link(node, address, marks)

    def link(self, node: Node, url: str, marks: Marks) -> str:
        if not leads_outside(url):
            return self.inside(node, marks)
        if url not in self.links:
            self.links[url] = self.document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        text = self.inside(node, marks | {"link"}) or run(url, marks | {"link"})
        return f'<w:hyperlink {nsdecls("r")} r:id="{self.links[url]}">{text}</w:hyperlink>'


def paragraph(style: str, runs: str, counter: str = "") -> str:
    return f'<w:p {NAMESPACE}><w:pPr><w:pStyle w:val="{style}"/>{counter}</w:pPr>{runs}</w:p>'


def run(text: str, marks: Marks) -> str:
    return run_xml(text, "".join(xml for name, xml in MARKS.items() if name in marks))


def leads_outside(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and len(url) <= LONGEST_ADDRESS and bool(parts.netloc or parts.scheme == "mailto")


def without_tags(text: str) -> str:
    return html.unescape(nh3.clean(text, tags=set()))
