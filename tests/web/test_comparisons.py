import io
import re

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.timezone import now

from journeys.models import Document
from tests.cast import members_read

pytestmark = pytest.mark.usefixtures("disk")

HEAD = "# Status report\n\nAs of now\n\n"


@pytest.fixture
def make(journey):
    def make(number, content, format="md", kind="status-report", **facts):
        content = content if isinstance(content, bytes) else f"{HEAD}{content}".encode()
        ready = {"status": "ready", "revision": number, "as_of": now(), "sha256": "x", "size": len(content)}
        file = ContentFile(content, "file")
        return Document.objects.create(
            journey=journey, kind=kind, format=format, number=number, file=file, **{**ready, **facts}
        )

    return make


def compare(client, document, **query):
    return client.get(reverse("document_compare", args=[document.journey_id, document.pk]), query)


def plain(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def book(*rows):
    made = openpyxl.Workbook()
    for at, row in enumerate([("Task", "Status"), *rows], start=4):
        for column, value in enumerate(row, start=1):
            made.active.cell(at, column, value)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@members_read
def test_members_compare(client_of, make, who, status):
    make(1, "12 tasks.")
    assert compare(client_of(who), make(2, "14 tasks.")).status_code == status


def test_two_numbers_stand_side_by_side(client_of, make):
    make(1, "12 tasks were <b>completed</b>.")
    text = compare(client_of("viewer"), make(2, "14 tasks were <b>completed</b>.")).text
    assert "<td><del>12 </del>tasks were &lt;b&gt;completed" in text
    assert "<td><ins>14 </ins>tasks were &lt;b&gt;completed" in text
    assert "1 changed, 0 added, 0 removed" in plain(text)


def test_any_other_number_can_be_chosen(client_of, make):
    make(1, "Alpha")
    second = make(2, "Beta")
    make(3, "Gamma")
    client = client_of("viewer")
    assert "<del>Alpha</del>" in compare(client, second).text
    text = compare(client, second, **{"with": "3"}).text
    assert "<del>Beta</del>" in text
    assert "<ins>Gamma</ins>" in text
    assert compare(client, second, **{"with": "4"}).status_code == 404


def test_cells_of_workbooks_are_marked(client_of, make):
    make(1, book(("Port", "Planned"), ("Test", "Planned")), "xlsx", kind="roadmap")
    new = make(2, book(("Port", "Completed"), ("Test", "Planned")), "xlsx", kind="roadmap")
    text = compare(client_of("viewer"), new).text
    assert '<td class="is-different"><div><del>Planned</del></div><div><ins>Completed</ins></div></td>' in text


def test_without_differences_it_says_so(client_of, make):
    make(1, "The same")
    assert "Both say the same." in compare(client_of("viewer"), make(2, "The same")).text


@pytest.mark.parametrize("other", [{"format": "csv"}, {"kind": "roadmap"}, {"status": "failed", "reason": "No."}])
def test_only_documents_of_one_kind_and_format_are_compared(client_of, make, other):
    make(1, "text", **other)
    assert compare(client_of("viewer"), make(2, "text")).status_code == 404


def test_archives_are_not_compared(client_of, make):
    make(1, b"zip", "zip", kind="evidence-pack")
    assert compare(client_of("viewer"), make(2, b"zip", "zip", kind="evidence-pack")).status_code == 404


def test_one_that_is_too_large_is_refused(client_of, make):
    make(1, "text", size=21 * 1024 * 1024)
    answer = compare(client_of("viewer"), make(2, "text"))
    assert answer.status_code == 409
    assert "Download both instead." in answer.text


def test_a_file_that_is_gone_is_told(client_of, make, disk):
    old = make(1, "text")
    (disk / old.file.name).unlink()
    assert compare(client_of("viewer"), make(2, "text")).status_code == 409


def test_the_list_leads_to_it_where_there_is_an_earlier_one(client_of, make):
    first, second = make(1, "a"), make(2, "b")
    pack = [make(n, b"zip", "zip", kind="evidence-pack") for n in (1, 2)][1]
    url = reverse("documents", args=[first.journey_id])
    text = client_of("viewer").get(url).text
    assert reverse("document_compare", args=[first.journey_id, second.pk]) in text
    assert reverse("document_compare", args=[first.journey_id, first.pk]) not in text
    text = client_of("viewer").get(url, {"kind": "evidence-pack"}).text
    assert reverse("document_compare", args=[first.journey_id, pack.pk]) not in text
