import io
from dataclasses import replace

import docx
import pytest

from journeys.documents.reading import take_snapshot
from journeys.documents.rendering import render
from journeys.documents.snapshot import RaciRole
from journeys.models import Module, Side
from journeys.services.raci import add_role, set_letter, set_members
from tests.documents.libreoffice import needs_libreoffice, opened, recalculated, table_of
from tests.documents.snapshots import ANA, make_snapshot, make_task

CIO = RaciRole(1, "CIO", Side.CUSTOMER, (ANA,))
CFO = RaciRole(2, "CFO", Side.CUSTOMER, ())
ARCHITECT = RaciRole(3, "Architect", Side.AWS, ())
THEIRS = RaciRole(4, "Architect", Side.PARTNER, ())
ROLES = (CIO, CFO, ARCHITECT, THEIRS)
TASKS = (make_task(1, "Port the numbers"), make_task(2, "Train"), make_task(3, "Not ours", in_scope=False))
LETTERS = {
    "module:1": {1: "A/R", 2: "I", 3: "C"},
    "task:1": {1: "A", 2: "A", 3: "C"},
    "task:2": {},
    "task:3": {1: "A"},
}


def snapshot_of(*tasks, roles=ROLES, letters=LETTERS):
    return make_snapshot(*(tasks or TASKS), raci_roles=roles, raci_letters=letters)


def book_of(*tasks, values=False, **facts):
    return opened(render("raci", "xlsx", snapshot_of(*tasks, **facts)), values=values)


def report_of(**facts):
    return docx.Document(io.BytesIO(render("raci", "docx", snapshot_of(**facts))))


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_row_for_each_module_and_task_in_scope():
    rows = table_of(book_of(values=True)["RACI"])
    assert [(row["What"], row["Module or task"], row["Check"]) for row in rows] == [
        ("Module", "Kick-off", "OK"),
        ("Task", "Port the numbers", "Two A or more, No R"),
        ("Task", "Train", "No A, No R"),
    ]
    assert rows[0] == {
        "Phase": "Assess", "Module": "Kick-off", "What": "Module", "Module or task": "Kick-off", "Check": "OK",
        "CIO": "A/R", "CFO": "I", "Architect (AWS)": "C", "Architect (Partner)": None,
    }  # fmt: skip


def test_roles_stand_under_their_side_and_letters_are_chosen():
    sheet = book_of()["RACI"]
    assert [cell.value for cell in sheet[3][5:9]] == ["Customer", None, "AWS", "Partner"]
    assert str(sheet.merged_cells) == "F3:G3"
    choices = {str(choice.sqref): choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert choices["F5:F7"] == '"R,A,C,I,A/R"'


def test_what_is_unsettled_has_a_sheet():
    rows = table_of(book_of()["Broken rules"])
    assert [(row["What is wrong"], row["Module or task"], row["Accountable"]) for row in rows] == [
        ("Two A or more", "Port the numbers", "CIO, CFO"),
        ("No R", "Port the numbers", "CIO, CFO"),
        ("No A", "Train", None),
        ("No R", "Train", None),
    ]


def test_roles_say_who_hold_them_and_a_legend_what_letters_mean():
    book = book_of()
    first, *_, last = table_of(book["Roles"])
    assert first == {"Side": "Customer", "Role": "CIO", "Held by": "Ana Ruiz", "R": 0, "A": 1, "C": 0, "I": 0, "A/R": 1}
    assert (last["Side"], last["Role"], last["Held by"]) == ("Partner", "Architect", None)
    assert [row["Letter"] for row in table_of(book["Legend"])] == ["R", "A", "C", "I", "A/R"]


@needs_libreoffice
def test_the_check_follows_what_someone_changes(tmp_path):
    many = tuple(RaciRole(number, f"Role {number}", Side.CUSTOMER, ()) for number in range(1, 31))
    book = book_of(roles=many)
    sheet = book["RACI"]
    sheet["AI5"], sheet["G6"], sheet["AI6"], sheet["AI7"] = "A", None, "R", "A/R"
    checks = [row["Check"] for row in table_of(recalculated(book, tmp_path)["RACI"])]
    assert checks == ["Two A or more", "OK", "OK"]


def test_the_text_has_the_matrix_too():
    document = report_of()
    tables = {table.rows[0].cells[0].text: cells(table) for table in document.tables}
    assert tables["Module or task"] == [
        ["Module or task", "Customer: CIO", "Customer: CFO", "AWS: Architect", "Partner: Architect"],
        ["Kick-off", "A/R", "I", "C", ""],
        ["Port the numbers", "A", "A", "C", ""],
        ["Train", "", "", "", ""],
    ]
    assert tables["What is wrong"][1] == ["Two A or more", "Task", "Port the numbers", "Assess"]


def test_many_roles_go_on_in_another_table():
    many = tuple(RaciRole(number, f"Role {number}", Side.CUSTOMER, ()) for number in range(1, 31))
    matrices = [table for table in report_of(roles=many).tables if table.rows[0].cells[0].text == "Module or task"]
    assert [len(table.columns) for table in matrices] == [11, 11, 11]


def test_a_journey_without_roles_says_so():
    book = book_of(roles=(), letters={})
    assert book["RACI"]["A5"].value == "The RACI has no roles yet."
    assert "The RACI has no roles yet." in [paragraph.text for paragraph in report_of(roles=(), letters={}).paragraphs]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "🚀 עברית"])
def test_text_from_people_is_never_a_formula(text):
    sheet = book_of(make_task(1, text), roles=(replace(CIO, name=text),), letters={})["RACI"]
    for cell in (sheet["D6"], sheet["F4"]):
        assert (cell.value, cell.data_type) == (text, "s")


def test_the_playbook_and_the_stakeholders_have_it():
    playbook = docx.Document(io.BytesIO(render("playbook", "docx", snapshot_of())))
    assert ["Kick-off", "A/R", "I", "C", ""] in [row for table in playbook.tables for row in cells(table)]
    people = opened(render("stakeholders", "xlsx", snapshot_of()))["People"]
    assert [row["RACI roles"] for row in table_of(people)] == ["CIO"]


def test_a_snapshot_has_roles_and_letters(journey):
    by, task, member = journey.created_by, journey.tasks.first(), journey.members.get()
    partner, cio = (
        add_role(journey=journey, name=name, side=side, by=by)
        for side, name in (("partner", "Dev"), ("customer", "CIO"))
    )
    set_members(role=cio, members=[member], by=by)
    set_letter(role=cio, row=task, letter="A", by=by)
    set_letter(role=partner, row=Module.objects.select_related("phase").get(), letter="R", by=by)
    snapshot = take_snapshot(journey.pk, kind="raci")
    assert [(role.name, role.side, [each.name for each in role.members]) for role in snapshot.raci_roles] == [
        ("CIO", Side.CUSTOMER, ["Owner"]), ("Dev", Side.PARTNER, []),
    ]  # fmt: skip
    assert snapshot.raci_letters == {f"task:{task.pk}": {cio.pk: "A"}, f"module:{task.module_id}": {partner.pk: "R"}}
