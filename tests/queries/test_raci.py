import pytest

from journeys.models import Journey
from journeys.queries.raci import Filters, Rule, broken_rules, counts_of, letters_of, roles_of, rows_of
from journeys.services.raci import add_role, set_letter, set_members
from journeys.services.scope import set_module_scope
from journeys.services.tasks import set_status
from tests.makers import make_journey


@pytest.mark.parametrize(
    ("letters", "rules"),
    [
        ("", [Rule.NO_A, Rule.NO_R]),
        ("R A", []),
        ("A/R", []),
        ("A/R R R C I", []),
        ("A", [Rule.NO_R]),
        ("R C I", [Rule.NO_A]),
        ("A A R", [Rule.TWO_A]),
        ("A A/R", [Rule.TWO_A]),
        ("A A", [Rule.TWO_A, Rule.NO_R]),
    ],
)
def test_a_row_has_exactly_one_a_and_at_least_one_r(letters, rules):
    assert list(broken_rules(letters.split())) == rules


def add(journey: Journey, name: str, side: str = "customer"):
    return add_role(journey=journey, name=name, side=side, by=journey.created_by)


def give(role, row, letter):
    set_letter(role=role, row=row, letter=letter, by=role.journey.created_by)


def test_rows_stand_as_in_the_outline_without_subtasks(db):
    journey = make_journey(tasks=3, modules=2, subtasks=1)
    rows = rows_of(journey)
    assert [(row.title, row.module, row.is_module) for row in rows] == [
        ("Module 1", "Module 1", True), ("Task 1", "Module 1", False), ("Task 2", "Module 1", False),
        ("Module 2", "Module 2", True), ("Task 3", "Module 2", False),
    ]  # fmt: skip
    task, module = journey.tasks.get(title="Task 2"), journey.tasks.get(title="Task 3").module
    assert [row.key for row in rows[2:4]] == [f"task:{task.pk}", f"module:{module.pk}"]


def test_letters_are_in_their_rows_and_what_is_wrong_beside_them(journey):
    cio, cfo = add(journey, "CIO"), add(journey, "CFO")
    task = journey.tasks.first()
    give(cio, task, "A")
    give(cfo, task, "R")
    give(cfo, task.module, "A")
    module, first, second, _ = rows_of(journey)
    assert first.letters == {cio.pk: "A", cfo.pk: "R"}
    assert (module.verdict, first.verdict, second.verdict) == ("No R", "", "No A, No R")
    counts = counts_of(rows_of(journey))
    assert (counts.rows, counts.broken, counts.by_rule) == (4, 3, {Rule.NO_A: 2, Rule.TWO_A: 0, Rule.NO_R: 3})


def test_nothing_is_asked_of_what_is_out_of_scope(db):
    journey = make_journey(tasks=4, modules=2)
    by = journey.created_by
    set_status(task=journey.tasks.get(title="Task 1"), status="out_of_scope", reason="Later", by=by)
    set_module_scope(module=journey.tasks.get(title="Task 4").module, in_scope=False, reason="Later", by=by)
    rows = rows_of(journey)
    assert [row.in_scope for row in rows] == [True, False, True, False, False, False]
    assert counts_of(rows).broken == 2


def test_filters_choose_rows(db):
    journey = make_journey(tasks=2)
    cio = add(journey, "CIO")
    done, out = journey.tasks.in_order()
    give(cio, done, "A/R")
    set_status(task=out, status="out_of_scope", reason="Later", by=journey.created_by)
    rows, phase = rows_of(journey), journey.phases.get().pk

    def titles(**filters):
        return [row.title for row in rows if Filters(**filters).let_through(row)]

    assert titles() == titles(phase=phase) == ["Module 1", "Task 1"]
    assert titles(phase=phase + 1) == titles(broken="two-a") == []
    assert titles(broken="any") == titles(broken="no-r") == ["Module 1"]
    assert titles(out_of_scope=True) == ["Module 1", "Task 1", "Task 2"]


@pytest.mark.parametrize("size", [1, 12])
def test_it_costs_the_same_however_large(db, django_assert_num_queries, size):
    journey = make_journey(tasks=size, modules=size)
    for number in range(size):
        role = add(journey, f"Role {number}")
        set_members(role=role, members=journey.members.all(), by=journey.created_by)
        give(role, journey.tasks.first(), "C")
    with django_assert_num_queries(5):  # roles, their members, modules, tasks, letters
        assert [len(role.members.all()) for role in roles_of(journey)] == [1] * size
        rows_of(journey)


def test_a_task_says_who_does_what(journey, django_assert_num_queries):
    task = journey.tasks.first()
    give(add(journey, "Developer", "partner"), task, "R")
    give(add(journey, "Architect", "aws"), task, "R")
    give(add(journey, "CIO"), task, "A")
    with django_assert_num_queries(1):
        assert letters_of(task) == {"Responsible": ["Architect", "Developer"], "Accountable": ["CIO"]}
