"""Whatever rows there are and whatever is changed in them: the plan is exactly what was changed."""

import io
from datetime import date, timedelta

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.documents.planning import plan_import
from journeys.documents.rendering import render
from journeys.documents.text import in_cell
from tests.documents.snapshots import make_snapshot, make_task

TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(in_cell)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
DUE, TITLE = 8, 4  # columns


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TITLES, st.none() | DAYS), min_size=1, max_size=8), st.data())
def test_the_plan_is_what_was_changed(rows, data):
    tasks = [make_task(number, title, due_on=due) for number, (title, due) in enumerate(rows, start=1)]
    snapshot = make_snapshot(*tasks)
    book = openpyxl.load_workbook(io.BytesIO(render("roadmap", "xlsx", snapshot)))
    wanted = set()
    for at in data.draw(st.sets(st.integers(0, len(tasks) - 1))):
        due = (tasks[at].due_on or date(2027, 1, 1)) + timedelta(days=data.draw(st.integers(1, 400)))
        book.active.cell(5 + at, DUE).value = due
        book.active.cell(5 + at, TITLE).value = f"Title {at} \u05d0"
        wanted |= {(f"task:{at + 1}", "due_on", due.isoformat()), (f"task:{at + 1}", "title", f"Title {at} \u05d0")}
    sent = io.BytesIO()
    book.save(sent)
    plan = plan_import(sent, "sent.xlsx", "roadmap", snapshot)
    there = {(f"task:{task.id}", "title", in_cell(task.title)) for task in tasks}
    assert {(edit.key, edit.field, edit.value) for edit in plan.edits} == wanted - there
    assert (plan.new_rows, plan.gone_rows, plan.problems, plan.notes) == ((), (), (), ())
