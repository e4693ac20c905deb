import io
from dataclasses import replace
from datetime import timedelta

import docx
import pytest

from journeys.documents.rendering import render
from journeys.models import ChecklistItem, Outcome
from tests.documents.libreoffice import all_recalculated, needs_libreoffice, opened, table_of
from tests.documents.snapshots import ANA, ASSESS, KICK_OFF, NOW, TODAY, make_item, make_snapshot, make_task

LATER = replace(KICK_OFF, id=2, title="Launch plan", phase=replace(ASSESS, id=2, title="Mobilize"))


def question(text="How many agents?", section="Agents", **facts):
    return make_item(kind=ChecklistItem.Kind.QUESTION, text=text, section=section, **facts)


def answered(note="240", **facts):
    return question(outcome=Outcome.ANSWERED, note=note, settled_by="Ben", settled_at=NOW, **facts)


def book_of(*tasks, **options):
    return opened(render("discovery", "xlsx", make_snapshot(*tasks)), **options)


def text_of(*tasks):
    return docx.Document(io.BytesIO(render("discovery", "docx", make_snapshot(*tasks))))


def headings_of(document):
    return [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]


def cells_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


TASKS = (
    make_task(
        1, "Record", owner=ANA, due_on=TODAY + timedelta(days=6),
        items=(
            answered(), question("Where?"), question("Why now?", "Goal", outcome=Outcome.NOT_APPLICABLE, note="Late"),
        ),
    ),
    make_task(2, "Plan", module=LATER, items=(question("Who reports?", ""),)),
    make_task(3, "Gone", items=(question(),), in_scope=False),
)  # fmt: skip


def test_every_fact_in_its_column():
    first, second, third, fourth = table_of(book_of(*TASKS)["Questions"])
    assert first | {"Date": first["Date"].date(), "Due": first["Due"].date()} == {
        "Part": 1, "Section": "Agents", "Question": "How many agents?", "Answer": "240", "Status": "Answered",
        "Answered by": "Ben", "Date": TODAY, "Owner": "Ana Ruiz", "Due": TODAY + timedelta(days=6),
        "Module": "Kick-off", "Task": "Record",
    }  # fmt: skip
    assert [second[key] for key in ("Part", "Answer", "Status", "Answered by")] == [1, None, "Unanswered", None]
    assert [third[key] for key in ("Part", "Section", "Answer", "Status")] == [2, "Goal", "Late", "Not applicable"]
    assert [fourth[key] for key in ("Part", "Section", "Module", "Owner")] == [3, None, "Launch plan", None]


def test_the_status_is_chosen_and_the_unanswered_differ_without_colour():
    sheet = book_of(*TASKS)["Questions"]
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"Answered,Not applicable,Unanswered"'
    rules = {rule.formula[0]: rule.dxf.font for each in sheet.conditional_formatting for rule in each.rules}
    assert rules['"Unanswered"'].b


COUNTED = [
    ("All questions", 4, 1, 1, 2, 0.33, None, None),
    ("1. Agents", 2, 1, 0, 1, 0.5, "Kick-off", "Record"),
    ("2. Goal", 1, 0, 1, 0, None, "Kick-off", "Record"),
    ("3. Plan", 1, 0, 0, 1, 0, "Launch plan", "Plan"),
]


def counts_of(book):
    """LibreOffice gives an empty text for nothing, a file without it none."""
    return [tuple(None if value == "" else value for value in row.values()) for row in table_of(book["Summary"])]


def test_the_summary_brings_its_results_along():
    assert counts_of(book_of(*TASKS, values=True)) == COUNTED


@needs_libreoffice
def test_the_summary_counts_by_formula_what_people_fill_in(tmp_path):
    books = {"given": book_of(*TASKS), "filled in": book_of(*TASKS)}
    books["filled in"]["Questions"]["E6"] = "Answered"
    computed = all_recalculated(books, tmp_path)
    assert counts_of(computed["given"]) == COUNTED
    whole, agents, *_ = counts_of(computed["filled in"])
    assert (whole[1:6], agents[1:6]) == ((4, 2, 1, 1, 0.66), (2, 2, 0, 0, 1))


def test_a_text_opens_with_counts_and_with_what_is_unanswered():
    document = text_of(*TASKS)
    figures, counts, waiting, *_ = document.tables
    assert [cell.text for cell in figures.rows[0].cells] == [
        "4\nquestions",
        "1\nanswered",
        "1\nnot applicable",
        "2\nunanswered",
    ]
    assert cells_of(counts)[1:] == [
        ["1. Agents", "Record", "2", "1", "0", "1"],
        ["2. Goal", "Record", "1", "0", "1", "0"],
        ["3. Plan", "Plan", "1", "0", "0", "1"],
    ]
    assert cells_of(waiting)[1:] == [["Where?", "Agents", "Ana Ruiz", "20 Mar 2027"], ["Who reports?", "Plan", "", ""]]


def test_its_answers_are_grouped_by_module_and_section():
    document = text_of(*TASKS)
    assert headings_of(document)[2:] == [
        ("Heading 1", "Kick-off"),
        ("Heading 2", "1. Agents"),
        ("Heading 2", "2. Goal"),
        ("Heading 1", "Launch plan"),
        ("Heading 2", "3. Plan"),
    ]
    agents, goal, plan = document.tables[3:]
    assert cells_of(agents)[1:] == [
        ["How many agents?", "240", "Ben", "14 Mar 2027"],
        ["Where?", "Not answered yet", "", ""],
    ]
    assert cells_of(goal)[1][1] == "Not applicable: Late"
    assert cells_of(plan)[1][1] == "Not answered yet"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "\t-1", "🚀 עברית", "<b>&amp;", "x" * 40_000])
def test_text_from_people_stays_text(text):
    task = make_task(title=text, items=(answered(text, section=text),))
    cells = [book_of(task)["Questions"][at] for at in ("B5", "D5", "K5")]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text[:32_767], "s")] * 3
    assert cells_of(text_of(task).tables[-1])[1][1] == text


def test_a_journey_without_questions_says_so():
    book = book_of()
    assert [book[name]["A5"].value for name in ("Summary", "Questions")] == [
        "The journey has no questions in scope yet."
    ] * 2
    assert [p.text for p in text_of().paragraphs if p.style.name == "Normal"] == [
        "The journey has no questions in scope yet.",
        "No question waits for an answer.",
    ]
