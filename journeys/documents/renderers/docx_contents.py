"""The contents page of a Word document: a field, with its lines already in it for programs that update no fields."""

from collections.abc import Iterator, Sequence

from journeys.documents.renderers.docx_xml import NAMESPACE, paragraph_xml, run_xml

DEEPEST = 3
BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{DEEPEST}" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'


def bookmarked(paragraph: str, number: int) -> str:
    """The paragraph of a heading as the place that the line of the same number leads to."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{anchor(number)}"/>'
    opening, rest = paragraph.split("</w:pPr>", 1)
    return f'{opening}</w:pPr>{start}{rest.removesuffix("</w:p>")}<w:bookmarkEnd w:id="{number}"/></w:p>'


def anchor(number: int) -> str:
    return f"_Toc{number:08}"


def contents_xml(headings: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Heading, a line for each of `headings` that is not too deep, and a page break. Word adds the page numbers."""
    yield paragraph_xml("Contents", "TOCHeading", namespace=NAMESPACE)
    before = BEGIN
    for number, (text, level) in enumerate(headings, start=1):
        if level <= DEEPEST:
            yield line_xml(text, level, number, before)
            before = ""
    yield f"<w:p {NAMESPACE}>{before}{END}{PAGE_BREAK}</w:p>"


def line_xml(text: str, level: int, number: int, before: str) -> str:
    return (
        f'<w:p {NAMESPACE}><w:pPr><w:pStyle w:val="toc{level}"/></w:pPr>{before}'
        f'<w:hyperlink w:anchor="{anchor(number)}" w:history="1">{run_xml(text)}</w:hyperlink></w:p>'
    )
