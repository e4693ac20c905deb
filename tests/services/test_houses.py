import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from PIL import Image

from journeys.documents.house import try_out
from journeys.models import HouseStyle
from journeys.services.colours import BLACK, PAPER, contrast, ink_on
from journeys.services.documents import request_document
from journeys.services.errors import Refusal
from journeys.services.house_files import logo_of, template_of
from journeys.services.houses import set_colours, set_logo, set_template, take_back
from tests.files import PDF, make_docx, make_office, make_ole, make_picture, saved
from tests.houses import make_logo, make_template, with_part
from tests.makers import make_space, make_user

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = "<w:hdr xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{}</w:hdr>"


@pytest.fixture
def space(db):
    return make_space()


@pytest.fixture
def ana(db):
    return make_user("Ana")


def given(content: bytes, name: str = "house.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def bound_to(target: str, kind: str = f"{OFFICE}/attachedTemplate") -> bytes:
    document = docx.Document()
    document.part.relate_to(target, kind, is_external=True)
    return saved(document.save)


def bomb() -> bytes:
    return with_part(make_docx(), "word/media/zeros.bmp", bytes(60 * 1024 * 1024))


BROKEN = {
    "another ending": (b"", "house.docm", "is no .docx file"),
    "not an office file": (PDF, "house.docx", "looks like a PDF document"),
    "macros": (with_part(make_docx(), "word/vbaProject.bin", b"x"), "house.docx", "macros"),
    "a workbook": (make_office("openxmlformats-officedocument.spreadsheetml.sheet"), "h.docx", "an Excel workbook"),
    "a password": (make_ole("EncryptedPackage"), "house.docx", "an Office file with a password"),
    "a zip bomb": (bomb(), "house.docx", "unpacked it is larger than 40 MiB"),
    "a remote template": (bound_to("https://evil.example/t.dotm"), "house.docx", "bound to another template"),
    "a remote picture": (bound_to("https://evil.example/p.png", RELATION.IMAGE), "h.docx", "outside itself (image"),
    "a link to a program": (bound_to("file:///c:/x.exe", RELATION.HYPERLINK), "h.docx", "outside itself (hyperlink"),
    "entities": (with_part(make_docx(), "word/header9.xml", "<!DOCTYPE a><a/>"), "h.docx", "entities"),
    "an object": (with_part(make_docx(), "word/embeddings/oleObject1.bin", b"x"), "h.docx", "embedded object"),
    "a field": (
        with_part(make_docx(), "word/header9.xml", HEADER.format("<w:instrText> DDEAUTO c:\\x </w:instrText>")),
        "house.docx", "a field that fetches",
    ),
    "no XML": (with_part(make_docx(), "word/_rels/document.xml.rels", b"<<<"), "house.docx", "it is damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_refused_with_the_reason(space, ana, content, name, words):
    with pytest.raises(Refusal) as refusal:
        set_template(space=space, upload=given(content, name), by=ana, try_out=try_out)
    assert words in str(refusal.value)
    assert not HouseStyle.objects.exists()


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_one_with_which_no_document_can_be_made_is_refused(space, ana, part):
    broken = with_part(make_template(), part, "<a/>")
    with pytest.raises(Refusal, match="no document could be made with it"):
        set_template(space=space, upload=given(broken), by=ana, try_out=try_out)


def test_one_that_leaves_no_room_for_text_is_refused(space, ana):
    narrow = docx.Document()
    narrow.sections[0].left_margin = narrow.sections[0].page_width - narrow.sections[0].right_margin - 1_000_000
    with pytest.raises(Refusal, match="less than 8 cm"):
        set_template(space=space, upload=given(saved(narrow.save)), by=ana, try_out=try_out)


def test_one_that_is_too_large_is_refused():
    big = given(b"PK\x03\x04" + bytes(5 * 1024 * 1024))
    with pytest.raises(Refusal, match="at most 5 MiB"):
        template_of(big)


def test_links_that_people_click_may_stay(space, ana):
    template = bound_to("https://northwind.example/", RELATION.HYPERLINK)
    set_template(space=space, upload=given(template), by=ana, try_out=try_out)
    style = HouseStyle.objects.get()
    assert (bytes(style.template), style.template_name, style.changed_by) == (template, "house.docx", ana)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_logo_is_kept_as_a_png_of_the_size_that_is_needed(space, ana, format):
    set_logo(space=space, upload=given(make_logo(format, (3000, 1000)), "logo"), by=ana)
    with Image.open(io.BytesIO(bytes(HouseStyle.objects.get().logo))) as image:
        assert (image.format, image.height) == ("PNG", 176)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (make_picture("GIF"), "no PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        (make_logo()[:200], "damaged"),
        (make_logo("PNG", (6000, 10)), "larger than 5,000 pixels"),
        (bytes(3 * 1024 * 1024), "at most 2 MiB"),
    ],
)
def test_what_is_no_logo_is_refused(content, words):
    with pytest.raises(Refusal, match=words):
        logo_of(given(content, "logo.png"))


def test_colours_are_kept_in_one_way_of_writing(space, ana):
    set_colours(space=space, accent="#0f766e", header_fill=" FDE68A ", by=ana)
    style = HouseStyle.objects.get()
    assert (style.accent, style.header_fill) == ("0F766E", "FDE68A")


@pytest.mark.parametrize(
    ("accent", "words"), [("#FDE68A", "too light for titles"), ("teal", "six digits"), ("#12345", "six digits")]
)
def test_a_colour_that_can_not_be_read_is_refused(space, ana, accent, words):
    with pytest.raises(Refusal, match=words):
        set_colours(space=space, accent=accent, header_fill="", by=ana)


@pytest.mark.parametrize(("fill", "ink"), [("1B4F72", PAPER), ("FDE68A", BLACK), ("777777", BLACK), ("767676", PAPER)])
def test_words_on_a_colour_are_always_readable(fill, ink):
    assert ink_on(fill) == ink
    assert contrast(ink, fill) >= 4.5


def test_each_part_goes_back_to_the_built_in_look(space, ana):
    set_logo(space=space, upload=given(make_logo(), "logo.png"), by=ana)
    set_colours(space=space, accent="0F766E", header_fill="", by=ana)
    assert take_back(space=space, part="logo", by=ana).logo == b""
    assert HouseStyle.objects.get().accent == "0F766E"
    assert take_back(space=space, part="all", by=ana).is_built_in


def test_saying_the_same_twice_changes_nothing(space, ana):
    first = set_colours(space=space, accent="0F766E", header_fill="", by=ana)
    again = set_colours(space=space, accent="#0f766e", header_fill="", by=make_user("Ben"))
    assert (again.changed_at, again.changed_by) == (first.changed_at, ana)


def test_a_document_of_the_former_look_is_not_given_again(journey):
    def asked():
        return request_document(journey=journey, kind="roadmap", format="xlsx", by=journey.created_by)

    former = asked()
    assert asked() == former
    set_colours(space=journey.space, accent="0F766E", header_fill="", by=journey.created_by)
    new = asked()
    assert (new.number, asked()) == (former.number + 1, new)
