"""Every kind in every format, made from the playbook that comes with MigOps."""

import io
import zipfile

import pytest
from defusedxml import ElementTree
from django.conf import settings

from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS
from journeys.documents.rendering import render
from journeys.playbooks import reader
from journeys.services.growing import grow
from journeys.services.items import settle
from journeys.services.journeys import start_journey
from tests.documents.libreoffice import opened, table_of
from tests.makers import make_space, make_user

SHIPPED = settings.BASE_DIR / "seeds" / "amazon-connect-migration.md"
EACH = [(kind.kind, format) for kind in KINDS.values() for format in kind.formats]
OFFICE = [(kind, format) for kind, format in EACH if format in ("xlsx", "docx")]


@pytest.fixture
def shipped(db):
    journey = start_journey(space=make_space(), title="Acme to Amazon Connect", by=make_user("Owner"))
    grow(journey, reader.read(SHIPPED.read_bytes(), name=SHIPPED.name).tree)
    return journey


def made(journey, kind, format):
    return render(kind, format, take_snapshot(journey.pk, kind=kind))


@pytest.mark.parametrize(("kind", "format"), EACH)
def test_the_shipped_playbook_gives_every_document(shipped, kind, format):
    assert len(made(shipped, kind, format)) > 1000


@pytest.mark.parametrize(("kind", "format"), OFFICE)
def test_office_files_are_archives_of_sound_xml(shipped, kind, format):
    with zipfile.ZipFile(io.BytesIO(made(shipped, kind, format))) as archive:
        assert archive.testzip() is None
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        assert {"[Content_Types].xml", "_rels/.rels"} <= set(parts)
        for part in parts:
            ElementTree.fromstring(archive.read(part))


@pytest.mark.parametrize(
    ("kind", "sheets"),
    [
        (
            "test-plan",
            ["Summary", "Inbound", "Outbound", "Transfer", "Conference", "Load and failover", "Integrations"],
        ),
        ("go-live", ["Summary", "Resources", "Checklist", "Launch steps", "Rollback", "Dashboards", "Security"]),
    ],
)
def test_its_sections_become_sheets_with_rows(shipped, kind, sheets):
    book = opened(made(shipped, kind, "xlsx"))
    assert book.sheetnames == sheets
    filled = [sheet.title for sheet in book.worksheets if sheet["B5"].value]
    assert filled == [name for name in sheets if name != "Resources"]  # who is there is not for a playbook to say


def test_its_cases_are_worded_as_the_test_plan_splits_them(shipped):
    book = opened(made(shipped, "test-plan", "xlsx"))
    rows = [row for sheet in book.worksheets[1:] for row in table_of(sheet)]
    assert all(row["Steps"] and row["Expected"] for row in rows)
    assert {row["Phase"] for row in rows} == {"Mobilize", "Migrate or transform"}


def test_its_go_live_checks_are_those_of_the_later_phase(shipped):
    item = shipped.tasks.get(title="Security checklist", module__phase__title="Migrate or transform").items.first()
    settle(item=item, outcome="no_go", by=shipped.created_by)
    book = opened(made(shipped, "go-live", "xlsx"), values=True)
    assert {row["Phase"] for row in table_of(book["Security"])} == {"Migrate or transform"}
    assert {row["Phase"] for row in table_of(book["Checklist"])} == {"Assess", "Migrate or transform"}
    assert table_of(book["Summary"])[0]["Verdict"] == "No-go"
