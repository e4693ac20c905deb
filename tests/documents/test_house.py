"""The look of a space in the documents of its journeys."""

import io
import logging

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.documents.house import sample
from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import WITHOUT_HOUSE, render, write
from journeys.documents.snapshot import House
from journeys.models import HouseStyle
from journeys.services.documents import request_document
from journeys.services.houses import set_colours, set_logo
from journeys.tasks import render_document
from tests.documents.libreoffice import opened
from tests.houses import TEAL, make_logo, make_template


@pytest.fixture
def styled(journey):
    """Its space has a look of its own."""
    by = journey.created_by
    set_logo(space=journey.space, upload=SimpleUploadedFile("logo.png", make_logo()), by=by)
    set_colours(space=journey.space, accent=TEAL, header_fill="FDE68A", by=by)
    HouseStyle.objects.update(template=make_template(), template_name="house.docx")
    return journey


def test_workbooks_have_logo_and_colours(styled):
    book = opened(render("roadmap", "xlsx", take_snapshot(styled.pk, kind="roadmap")))
    for sheet in book.worksheets:
        assert len(sheet._images) == 1
        assert sheet["A1"].font.color.rgb == f"FF{TEAL}"
        assert (sheet["A4"].fill.fgColor.rgb, sheet["A4"].font.color.rgb) == ("FFFDE68A", "FF000000")


def test_without_a_look_of_its_own_there_is_the_built_in_one(journey):
    book = openpyxl.load_workbook(io.BytesIO(render("roadmap", "xlsx", take_snapshot(journey.pk, kind="roadmap"))))
    assert book.worksheets[0]._images == []
    assert book.worksheets[0]["A4"].fill.fgColor.rgb == "FF1B4F72"


def test_the_look_costs_no_query(styled):
    with CaptureQueriesContext(connection) as queries:
        assert take_snapshot(styled.pk, kind="roadmap").journey.house.accent == TEAL
    assert sum(query["sql"].lstrip("(").startswith("SELECT") for query in queries) == 15


@pytest.mark.parametrize("broken", [{"template": b"not a template"}, {"logo": b""}])
def test_a_look_that_breaks_the_rendering_fails_no_document(styled, disk, caplog, broken):
    HouseStyle.objects.update(**{"template": b"broken", **broken})
    document = request_document(journey=styled, kind="status-report", format="docx", by=styled.created_by)
    with caplog.at_level(logging.WARNING):
        render_document.delay(document.pk)
    document.refresh_from_db()
    assert (document.status, document.notice) == ("ready", WITHOUT_HOUSE)
    assert "broke a document" in caplog.text


def test_a_broken_logo_gives_a_workbook_in_the_built_in_look(styled):
    HouseStyle.objects.update(logo=b"no picture")
    file = io.BytesIO()
    assert write("roadmap", "xlsx", take_snapshot(styled.pk, kind="roadmap"), file) == WITHOUT_HOUSE
    assert openpyxl.load_workbook(file).worksheets[0]["A4"].fill.fgColor.rgb == "FF1B4F72"


def test_the_sample_workbook_shows_the_look():
    book = openpyxl.load_workbook(io.BytesIO(sample("xlsx", "Northwind", House(logo=make_logo(), accent=TEAL))))
    assert book.sheetnames == ["Tasks", "Progress"]
    assert book.worksheets[0]["A1"].font.color.rgb == f"FF{TEAL}"
