"""Pictures of the journey's files in the text of a Word document."""

import io

import docx
import pytest
from PIL import Image

from journeys.documents.declaring import Markdown, Report, Section
from journeys.documents.renderers.docx import render
from journeys.documents.snapshot import Attachment
from tests.documents.snapshots import NOW, make_snapshot


def picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "PNG", dpi=(96, 96))
    return file.getvalue()


def document_of(text: str, **files: bytes):
    """The document of `text`, in a journey that has these files; an underscore stands for the dot."""
    stored = {name.replace("_", "."): content for name, content in files.items()}
    attachments = tuple(
        Attachment(at, name, None, None, 1, "", "Ana Ruiz", NOW) for at, name in enumerate(stored, start=1)
    )
    report = Report("test", "Test", (Section("Heading", (Markdown(text, 1),)),), prepare=lambda snapshot: None)
    snapshot = make_snapshot(attachments=attachments)
    content = render(report, snapshot, lambda percent: None, lambda file: io.BytesIO(stored[file.name]))
    return docx.Document(io.BytesIO(content))


def test_a_picture_stands_in_the_text_with_its_words():
    document = document_of("Before ![The network](net.png) behind.", net_png=picture(96, 48))
    (shape,) = document.inline_shapes
    assert (round(shape.width.inches, 2), round(shape.height.inches, 2)) == (1, 0.5)
    assert shape._inline.docPr.get("descr") == "The network"
    assert document.paragraphs[-1].text == "Before  behind."


@pytest.mark.parametrize(("size", "ratio"), [((4000, 1000), 4), ((500, 4000), 0.125)])
def test_it_fits_the_page(size, ratio):
    (shape,) = document_of("![x](net.png)", net_png=picture(*size)).inline_shapes
    assert shape.width.cm <= 17.1
    assert shape.height.cm <= 20.1
    assert shape.width / shape.height == pytest.approx(ratio, rel=0.01)


@pytest.mark.parametrize("content", [b"", b"no picture", picture(9, 9)[:30]])
def test_what_word_can_not_show_is_told_in_words(content):
    document = document_of("![The network](net.png)", net_png=content)
    assert len(document.inline_shapes) == 0
    assert document.paragraphs[-1].text == "The network"


def test_a_file_that_is_not_there_is_told_in_words():
    assert document_of("![The network](gone.png)").paragraphs[-1].text == "The network"
