import io
from datetime import date, datetime

import docx
import pytest

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from journeys.documents.snapshot import Decision
from journeys.models import Decision as DecisionRow
from journeys.services.decisions import approve, raise_decision, set_people, supersede
from tests.documents.libreoffice import opened, table_of
from tests.documents.snapshots import ANA, NOW, make_snapshot

Status = DecisionRow.Status


def make_decision(number: int = 1, **facts) -> Decision:
    defaults = {
        "title": "Which carrier", "context": "", "options": "", "outcome": "", "status": Status.PROPOSED, "owner": None,
        "approver": None, "raised_on": date(2027, 3, 1), "decided_at": None, "superseded_by": None, "blocks": (),
        "url": f"https://migops.example.com/journeys/7/decisions/{number}/",
    }  # fmt: skip
    return Decision(number=number, **{**defaults, **facts})


TAKEN = make_decision(
    context="The contract ends.\nPorting takes weeks.", options="Stay or port", outcome="Port.", status=Status.APPROVED,
    owner=ANA, approver=ANA, decided_at=NOW, blocks=("Port the numbers", "The letter is signed"),
)  # fmt: skip
SUPERSEDED = make_decision(2, title="Which region", status=Status.SUPERSEDED, superseded_by=3)


def sheet_rows(*decisions):
    return table_of(opened(render("decision-log", "xlsx", make_snapshot(decisions=decisions))).active)


def report_on(*decisions):
    return docx.Document(io.BytesIO(render("decision-log", "docx", make_snapshot(decisions=decisions))))


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_row_for_every_decision():
    first, second = sheet_rows(TAKEN, SUPERSEDED)
    assert first == {
        "No.": 1, "Title": "Which carrier", "Context": "The contract ends.\nPorting takes weeks.",
        "Options": "Stay or port", "Decision": "Port.", "Status": "Approved", "Superseded by": None,
        "Owner": "Ana Ruiz", "Approver": "Ana Ruiz", "Raised": datetime(2027, 3, 1), "Decided": datetime(2027, 3, 14),
        "What it blocks": "Port the numbers\nThe letter is signed",
        "Link": "https://migops.example.com/journeys/7/decisions/1/",
    }  # fmt: skip
    assert (second["Status"], second["Superseded by"], second["Owner"]) == ("Superseded", 3, None)


def test_the_report_has_an_overview_and_every_word():
    figures, overview, full = report_on(TAKEN, SUPERSEDED).tables
    assert cells(overview)[1] == ["1", "Which carrier", "Approved", "Ana Ruiz", "Ana Ruiz", "1 Mar 2027", "14 Mar 2027"]
    assert cells(full)[1:] == [
        ["No. 1", "Which carrier"],
        ["Context", "The contract ends.\nPorting takes weeks."],
        ["Options", "Stay or port"],
        ["Decision", "Port."],
        ["What it blocks", "Port the numbers\nThe letter is signed"],
        ["Link", TAKEN.url],
        ["No. 2", "Which region"],
        ["Superseded by", "No. 3"],
        ["Link", SUPERSEDED.url],
    ]
    assert cells(figures) == [["0\nproposed", "1\napproved", "0\nrejected", "1\nsuperseded"]]


def test_an_empty_register_says_so():
    assert sheet_rows()[0]["No."] == "No decision was raised yet."
    assert [p.text for p in report_on().paragraphs].count("No decision was raised yet.") == 2


def test_words_like_a_formula_are_text():
    assert sheet_rows(make_decision(title="=1+1"))[0]["Title"] == "=1+1"


@pytest.fixture
def lead(journey):
    return journey.created_by


def test_a_snapshot_has_them_by_number(journey, lead, settings):
    settings.SITE_URL = "https://migops.example.com"
    first_task, second_task = journey.tasks.in_order()[:2]
    item, member = first_task.items.first(), journey.members.get()
    first = raise_decision(
        journey=journey, title="First", outcome="Yes", owner=member, by=lead, blocks=[second_task, item, first_task]
    )
    approve(decision=first, by=lead)
    second = raise_decision(journey=journey, title="Second", by=lead)
    set_people(decision=second, owner=None, approver=member, by=lead)
    supersede(decision=first, successor=second, by=lead)
    one, two = take_snapshot(journey.pk, kind="decision-log").decisions
    assert one.blocks == (first_task.title, item.text, second_task.title)
    assert (one.status, one.superseded_by, one.owner.name) == (Status.SUPERSEDED, 2, member.name)
    assert (two.number, two.owner, two.approver.name, two.blocks) == (2, None, member.name, ())
    assert one.url == f"https://migops.example.com/journeys/{journey.pk}/decisions/{first.pk}/"
