import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from journeys.documents.registry import KINDS
from journeys.models import Document


def export(journey, *arguments):
    call_command("export_document", str(journey.pk), *arguments)


@pytest.mark.parametrize(
    ("kind", "format"),
    [(kind.kind, format) for kind in KINDS.values() for format in kind.formats],
)
def test_every_document_is_written_at_once(journey, tmp_path, kind, format):
    file = tmp_path / f"document.{format}"
    export(journey, kind, "--format", format, "--output", str(file))
    assert file.stat().st_size > 100
    assert not Document.objects.exists()


def test_it_is_a_draft_in_the_first_format_unless_told(journey, tmp_path):
    file = tmp_path / "roadmap"
    export(journey, "roadmap", "--output", str(file))
    assert openpyxl.load_workbook(io.BytesIO(file.read_bytes())).active["A1"].value == "Roadmap, draft: Roadmap"


def test_a_dash_is_standard_output(journey, capfdbinary):
    export(journey, "status-report", "--format", "md", "--output", "-")
    assert capfdbinary.readouterr().out.startswith(b"# Status report, draft: Acme")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["999999", "roadmap"], "There is no journey 999999."),
        (["{journey}", "horoscope"], "There is no document “horoscope”. There are: status-report, roadmap."),
        (["{journey}", "roadmap", "--format", "docx"], "Roadmap: the format is one of xlsx, csv."),
    ],
)
def test_what_is_unknown_is_said(journey, tmp_path, arguments, words):
    file = tmp_path / "out"
    with pytest.raises(CommandError, match=words):
        call_command("export_document", *[a.format(journey=journey.pk) for a in arguments], "--output", str(file))
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_said(journey, tmp_path):
    with pytest.raises(CommandError, match="can't be written: Is a directory"):
        export(journey, "roadmap", "--output", str(tmp_path))
