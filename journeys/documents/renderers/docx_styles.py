"""The look of Word documents, all of it in named styles, and the frame of their pages."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

from journeys.documents.renderers.looks import INK, LINE, LINK, QUIET_INK, STRONG_FILL, Look

FONT = "Calibri"
CODE_FONT = "Consolas"
LISTS = [f"{name}{depth}" for name in ("Bullet", "Number", "Continue") for depth in ("", " 2", " 3")]
BORDER = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
MARGINS = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
CHARACTER_STYLES = (
    f"""
    <w:style {nsdecls("w")} w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>
      <w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:color w:val="{LINK}"/><w:u w:val="single"/></w:rPr>
    </w:style>""",
    f"""
    <w:style {nsdecls("w")} w:type="character" w:customStyle="1" w:styleId="CodeChar"><w:name w:val="Code Char"/>
      <w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:rFonts w:ascii="{CODE_FONT}" w:hAnsi="{CODE_FONT}"/>
      <w:shd w:val="clear" w:color="auto" w:fill="{STRONG_FILL}"/></w:rPr>
    </w:style>""",
)


def styles_in(look: Look) -> dict[str, tuple[float, str, bool, float, float]]:
    """Style: size, colour, bold, space before and after, in points. Those that Word does not have are made."""
    return {
        "Normal": (10.5, INK, False, 0, 6),
        "Title": (24, look.accent, True, 0, 2),
        "Subtitle": (11, QUIET_INK, False, 0, 10),
        "Heading 1": (15, look.accent, True, 16, 6),
        "Heading 2": (12, look.accent, True, 12, 4),
        "Heading 3": (11.5, look.accent, True, 12, 4),
        "Heading 4": (10.5, INK, True, 12, 2),
        "Heading 5": (10.5, QUIET_INK, True, 10, 2),
        "Heading 6": (10, QUIET_INK, True, 6, 2),
        "TOC Heading": (15, look.accent, True, 0, 6),
        "toc 1": (10.5, INK, True, 6, 1),
        "toc 2": (10.5, INK, False, 1, 1),
        "toc 3": (9.5, QUIET_INK, False, 0, 0),
        **{f"List {name}": (10.5, INK, False, 0, 3) for name in LISTS},
        "Quote": (10.5, QUIET_INK, False, 0, 6),
        "Code": (9, INK, False, 2, 6),
        "Caption": (9, QUIET_INK, False, 2, 8),
        "Header": (9, QUIET_INK, False, 0, 0),
        "Footer": (9, QUIET_INK, False, 0, 0),
        "Table Text": (9, INK, False, 2, 2),
        "Table Strong": (9, INK, True, 2, 2),
        "Table Heading": (9, look.header_ink, True, 3, 3),
        "Callout Word": (18, INK, True, 6, 6),
        "Callout Text": (10.5, INK, False, 4, 2),
        "Figure": (20, look.accent, True, 4, 0),
        "Figure Label": (9, QUIET_INK, False, 0, 4),
        "Note": (9, QUIET_INK, False, 0, 6),
        "After Table": (4, INK, False, 0, 0),
    }


def table_styles(look: Look) -> tuple[str, str]:
    return (
        f"""
        <w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="JourneyTable">
          <w:name w:val="Journey table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
          <w:tblPr><w:tblBorders><w:top {BORDER}/><w:bottom {BORDER}/><w:insideH {BORDER}/></w:tblBorders>
          {MARGINS}</w:tblPr>
          <w:tblStylePr w:type="firstRow">
            <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{look.header_fill}"/><w:vAlign w:val="center"/></w:tcPr>
          </w:tblStylePr>
        </w:style>""",
        f"""
        <w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="JourneyFrame">
          <w:name w:val="Journey frame"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
          <w:tblPr><w:tblBorders><w:top {BORDER}/><w:left {BORDER}/><w:bottom {BORDER}/><w:right {BORDER}/>
          <w:insideV {BORDER}/></w:tblBorders>{MARGINS}</w:tblPr>
        </w:style>""",
    )


def set_styles(document: Document, look: Look) -> None:
    styles = document.styles
    drop_gallery(styles.element)
    known = {style.name for style in styles}
    for name, looks in styles_in(look).items():
        style = (
            styles[name]
            if name in known
            else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        )
        set_style(style, *looks)
    for xml in (*table_styles(look), *CHARACTER_STYLES):
        styles.element.append(parse_xml(xml))
    styles["Note"].paragraph_format.keep_with_next = True  # below a heading it would end a page
    styles["Table Strong"].paragraph_format.keep_with_next = True  # the row heads the one below
    set_contents(document)
    set_code(styles["Code"])


def drop_gallery(styles) -> None:
    """The library's template brings a hundred looks of tables, which would be read and written for each document."""
    for style in styles.xpath("w:style[@w:type='table'][not(@w:default)]"):
        styles.remove(style)


def set_contents(document: Document) -> None:
    """Lines of the contents page: each level stands in further, page numbers at the right behind dots."""
    for depth in (1, 2, 3):
        looks = document.styles[f"toc {depth}"].paragraph_format
        looks.left_indent = Cm(0.6 * (depth - 1))
        looks.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def set_code(style) -> None:
    style.font.name = CODE_FONT
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{STRONG_FILL}"/>')
    style.element.get_or_add_pPr().insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")


def set_style(style, size: float, colour: str, bold: bool, before: float, after: float) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    # The template names its fonts by theme, which would win over the name.
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0 if "Table" in style.name or style.name == "After Table" else None
    # The template underlines the title and spaces out the subtitle.
    for part, name in ((style.element.pPr, "w:pBdr"), (style.element.rPr, "w:spacing")):
        for element in part.findall(qn(name)):
            part.remove(element)


def set_page(document: Document) -> None:
    """A4."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()


def text_width(document: Document) -> int:
    """In twentieths of a point."""
    section = document.sections[0]
    width = (section.page_width or Cm(21)) - (section.left_margin or 0) - (section.right_margin or 0)
    return round((width - (section.gutter or 0)) / Twips(1))


def write_header(document: Document, left: str, right: str, style: str = "Header") -> None:
    """The journey and title above each page."""
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.style = document.styles[style]
    paragraph.text = f"{left}\t{right}"
    stop_at_right(document, paragraph)


def write_footer(document: Document, below: str, style: str = "Footer") -> None:
    """The state of the journey and the page's number below each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles[style]
    paragraph.text = f"{below}\tPage "
    add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    add_field(paragraph, "NUMPAGES")
    stop_at_right(document, paragraph)


def stop_at_right(document: Document, paragraph: Paragraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(text_width(document)), WD_TAB_ALIGNMENT.RIGHT)


def add_field(paragraph: Paragraph, instruction: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
