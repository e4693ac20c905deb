import subprocess
import sys

import pytest

from journeys.documents.declaring import Archive, Bundle, Report, Sheet, Workbook, parts_of
from journeys.documents.registry import FORMATS, KINDS, file_name
from journeys.documents.rendering import UnknownDocument, render
from tests.documents.snapshots import make_snapshot

EACH = [(kind.kind, format) for kind in KINDS.values() for format in kind.formats]


def test_every_kind_says_what_it_is_for_in_formats_that_exist():
    for name, kind in KINDS.items():
        assert name == kind.kind
        assert kind.purpose.endswith(".")
        assert set(kind.formats) <= set(FORMATS)


@pytest.mark.parametrize(("kind", "format"), EACH)
def test_each_fits_the_columns_of_its_row(kind, format):
    assert len(kind) <= 30
    assert len(format) <= 4


@pytest.mark.parametrize(("kind", "format"), EACH)
def test_each_renders_a_journey_without_anything_in_it(kind, format):
    snapshot = make_snapshot(phases=(), modules=(), members=())
    assert render(kind, format, snapshot) == render(kind, format, snapshot)


@pytest.mark.parametrize(("kind", "format"), EACH)
def test_declarations_say_what_their_renderer_takes(kind, format):
    expected = {"docx": Report, "md": Report, "xlsx": Workbook, "csv": Sheet, "zip": Archive | Bundle}[format]
    assert isinstance(KINDS[kind].formats[format], expected)


def test_names_of_sheets_are_such_as_excel_takes():
    for kind in KINDS.values():
        for declaration in kind.formats.values():
            if isinstance(declaration, Workbook):
                content = declaration.prepare(make_snapshot())
                titles = [sheet.title for sheet in parts_of(declaration.sheets, content)]
                assert len(set(titles)) == len(titles)
                assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)


@pytest.mark.parametrize(
    ("kind", "format", "words"),
    [("horoscope", "docx", "There are: status-report"), ("roadmap", "docx", "one of xlsx, csv")],
)
def test_unknown_ones_are_refused_with_what_there_is(kind, format, words):
    with pytest.raises(UnknownDocument, match=words):
        render(kind, format, make_snapshot())


def test_file_names_say_what_it_is_and_stay_in_their_folder():
    name = file_name(journey="Acme / ../Connect", kind="roadmap", format="csv", number=3)
    assert name.endswith("Connect - roadmap 3.csv")
    assert "/" not in name
    assert file_name(journey="評価", kind="status-report", format="docx") == "評価 - status report draft.docx"


def test_knowing_the_kinds_loads_nothing_that_writes_files():
    """The web process knows every kind, and never loads what the worker needs."""
    program = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup();"
        "import journeys.documents.rendering, migops.urls;"
        "print({'openpyxl', 'xlsxwriter', 'docx', 'PIL', 'lxml'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
