"""The RACI: its roles, who hold them, its letters."""

import pytest
from django.db import IntegrityError, transaction

from journeys.models import Event, Journey, Member, RaciLetter, RaciRole, Role
from journeys.queries.history import describe
from journeys.services import raci
from journeys.services.errors import Conflict, Refusal
from journeys.services.journeys import lock_journey, purge_journey
from journeys.services.members import remove_member
from tests.makers import make_journey


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def cio(journey, lead):
    return raci.add_role(journey=journey, name=" Chief  Information Officer ", side="customer", by=lead)


@pytest.fixture
def architect(journey, lead):
    return raci.add_role(journey=journey, name="Solutions architect", side="aws", by=lead)


@pytest.fixture
def tasks(journey):
    return list(journey.tasks.in_order())


@pytest.fixture
def module(journey):
    return journey.tasks.first().module


def told():
    return [describe(event) for event in Event.objects.filter(verb__startswith="raci.").order_by("sequence")]


def names(journey):
    return [role.name for role in journey.raci_roles.in_order()]


def letters():
    return {
        (each.role.name, str(each.module or each.task)): each.letter
        for each in RaciLetter.objects.select_related("role", "module", "task")
    }


def test_roles_stand_by_side_in_the_order_of_their_coming(journey, lead, architect, cio):
    for side, name in (("partner", "Developer"), ("customer", "CFO"), ("aws", "Account manager")):
        raci.add_role(journey=journey, name=name, side=side, by=lead)
    assert names(journey) == [
        "Chief Information Officer", "CFO", "Solutions architect", "Account manager", "Developer"
    ]  # fmt: skip
    assert told()[1] == "added the role “Chief Information Officer” (Customer) to the RACI"


@pytest.mark.parametrize(
    ("name", "side", "words"),
    [
        (" ", "aws", "needs a name"),
        ("x" * 101, "aws", "at most 100"),
        ("CFO", "moon", "Customer, AWS, Partner"),
        ("chief information OFFICER", "customer", "There is a role"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(journey, lead, cio, architect, name, side, words):
    with pytest.raises(Refusal, match=words):
        raci.add_role(journey=journey, name=name, side=side, by=lead)
    with pytest.raises(Refusal, match=words):
        raci.change_role(role=architect, name=name, side=side, base_revision=99, by=lead)
    assert journey.raci_roles.count() == 2


def test_two_sides_may_have_a_role_of_the_same_name(journey, lead, architect):
    raci.add_role(journey=journey, name="Solutions architect", side="partner", by=lead)
    assert names(journey) == ["Solutions architect"] * 2


def test_there_is_an_end_to_columns(journey, lead, monkeypatch, cio):
    monkeypatch.setattr(raci, "MOST_ROLES", 1)
    with pytest.raises(Refusal, match="at most 1 role"):
        raci.add_role(journey=journey, name="CFO", side="customer", by=lead)


def test_many_are_added_without_those_that_are_there(journey, lead, cio):
    wanted = [("customer", "chief information officer"), ("aws", "Account manager"), ("aws", "account  manager")]
    assert [role.name for role in raci.add_roles(journey=journey, roles=wanted, by=lead)] == ["Account manager"]


def test_a_role_gets_another_name_and_side(journey, lead, cio, architect):
    for _ in range(2):
        raci.change_role(role=cio, name="CIO", side="aws", base_revision=99, by=lead)
    assert names(journey) == ["Solutions architect", "CIO"]
    assert told()[2:] == [
        "changed the role “CIO” of the RACI: name from Chief Information Officer to CIO, side from customer to aws"
    ]


def test_a_role_that_someone_changed_meanwhile_is_a_conflict(journey, lead, cio):
    seen = Journey.objects.get(pk=journey.pk).revision
    raci.change_role(role=cio, name="CIO", side="customer", base_revision=seen, by=lead)
    with pytest.raises(Conflict) as conflict:
        raci.change_role(role=cio, name="Chief", side="customer", base_revision=seen, by=lead)
    assert (conflict.value.theirs, conflict.value.yours) == ("CIO (Customer)", "Chief (Customer)")


def test_roles_move_among_their_side(journey, lead, architect):
    one, two, three = (
        raci.add_role(journey=journey, name=name, side="customer", by=lead) for name in ("One", "Two", "Three")
    )
    for _ in range(2):
        raci.place_role(role=three, before=one, by=lead)
    assert names(journey)[:3] == ["Three", "One", "Two"]
    raci.place_role(role=one, before=None, by=lead)
    raci.place_role(role=two, before=two, by=lead)
    assert names(journey)[:3] == ["Three", "Two", "One"]
    assert told()[4:] == ["moved the role “Three” in the RACI", "moved the role “One” in the RACI"]
    with pytest.raises(Refusal, match="those of their side"):
        raci.place_role(role=one, before=architect, by=lead)


def test_members_hold_a_role(journey, lead, cio):
    owner = journey.members.get()
    desk = Member.objects.create(journey=journey, name="Desk", role=Role.CONTACT)
    for _ in range(2):
        raci.set_members(role=cio, members=[owner, desk], by=lead)
    raci.set_members(role=cio, members=[desk], by=lead)
    remove_member(member=desk, by=lead)
    assert not cio.members.exists()
    assert told()[1:] == [
        "gave the role “Chief Information Officer” to Desk, Owner",
        "gave the role “Chief Information Officer” to Desk, before Desk, Owner",
    ]
    stranger = make_journey(title="Other").members.get()
    with pytest.raises(Refusal, match="not a member"):
        raci.set_members(role=cio, members=[stranger], by=lead)


def test_a_letter_is_set_once_changed_and_cleared(tasks, lead, cio):
    for letter in ("R", "R", "A/R", "", ""):
        raci.set_letter(role=cio, row=tasks[0], letter=letter, by=lead)
    assert letters() == {}
    assert told()[1:] == [
        "gave Chief Information Officer the R for “Task 1” in the RACI",
        "gave Chief Information Officer the A/R for “Task 1” in the RACI, before R",
        "took the A/R of Chief Information Officer for “Task 1” out of the RACI",
    ]
    assert Event.objects.filter(verb="raci.letters_set", task=tasks[0]).count() == 3


def test_many_letters_are_one_event(journey, tasks, module, lead, cio, architect):
    cells = [raci.Cell(cio, tasks[0], "A"), raci.Cell(architect, tasks[0], "R"), raci.Cell(cio, module, "I")]
    assert raci.set_letters(journey=journey, cells=cells, by=lead) == 3
    assert raci.set_letters(journey=journey, cells=cells, by=lead) == 0
    assert letters() == {
        ("Chief Information Officer", "Task 1"): "A",
        ("Solutions architect", "Task 1"): "R",
        ("Chief Information Officer", "Module 1"): "I",
    }
    event = Event.objects.get(verb="raci.letters_set")
    assert (describe(event), event.task) == ("changed 3 letters of the RACI", None)
    assert event.data["changes"][0] == {
        "role": cio.pk, "role_name": "Chief Information Officer", "module": None, "task": tasks[0].pk,
        "title": "Task 1", "before": "", "after": "A",
    }  # fmt: skip


def test_many_letters_cost_the_same(journey, tasks, lead, cio, django_assert_num_queries):
    raci.set_letter(role=cio, row=tasks[0], letter="A", by=lead)
    for cells in ([raci.Cell(cio, tasks[0], "R")], [raci.Cell(cio, task, "C") for task in tasks]):
        with django_assert_num_queries(9):  # a savepoint and its end, journey, roles, letters, out, in, event, journey
            raci.set_letters(journey=journey, cells=cells, by=lead)


def test_what_someone_else_wrote_meanwhile_stands(journey, tasks, lead, cio, architect):
    raci.set_letter(role=cio, row=tasks[0], letter="C", by=lead)
    cells = [raci.Cell(architect, tasks[0], "R", before=""), raci.Cell(cio, tasks[0], "A", before="")]
    with pytest.raises(Refusal, match=r"Chief Information Officer for “Task 1” is C now\. Nothing of yours"):
        raci.set_letters(journey=journey, cells=cells, by=lead)
    assert set(letters().values()) == {"C"}
    assert raci.set_letters(journey=journey, cells=[raci.Cell(cio, tasks[0], "C", before="")], by=lead) == 0
    raci.set_letter(role=cio, row=tasks[0], letter="A", before="C", by=lead)


def test_letters_are_given_to_modules_and_tasks_of_the_journey(db):
    journey = make_journey(tasks=1, subtasks=1)
    lead, (task, subtask) = journey.created_by, journey.tasks.in_order()
    role = raci.add_role(journey=journey, name="CIO", side="customer", by=lead)
    with pytest.raises(Refusal, match="is a subtask"):
        raci.set_letter(role=role, row=subtask, letter="R", by=lead)
    with pytest.raises(Refusal, match="none of the letters R, A, C, I, A/R"):
        raci.set_letter(role=role, row=task, letter="X", by=lead)
    other = make_journey(title="Other")
    for row in (other.tasks.first(), other.tasks.first().module):
        with pytest.raises(Refusal, match="no cell"):
            raci.set_letter(role=role, row=row, letter="R", by=lead)
    raci.remove_role(role=role, by=lead)
    role.pk = 999
    with pytest.raises(Refusal, match="no cell"):
        raci.set_letters(journey=journey, cells=[raci.Cell(role, task, "R")], by=lead)


def test_a_role_leaves_with_its_letters(journey, tasks, lead, cio):
    raci.set_letter(role=cio, row=tasks[0], letter="R", by=lead)
    same = RaciRole.objects.get(pk=cio.pk)
    raci.remove_role(role=cio, by=lead)
    raci.remove_role(role=same, by=lead)
    assert not RaciLetter.objects.exists()
    assert told()[2:] == ["removed the role “Chief Information Officer” from the RACI"]


def test_nothing_changes_in_a_locked_journey(journey, tasks, lead, cio):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    for change in (
        lambda: raci.set_letter(role=cio, row=tasks[0], letter="R", by=lead),
        lambda: raci.add_role(journey=journey, name="CFO", side="customer", by=lead),
        lambda: raci.change_role(role=cio, name="CFO", side="customer", base_revision=99, by=lead),
        lambda: raci.place_role(role=cio, before=None, by=lead),
        lambda: raci.set_members(role=cio, members=[], by=lead),
        lambda: raci.remove_role(role=cio, by=lead),
    ):
        with pytest.raises(Refusal, match="locked"):
            change()


def test_a_purged_journey_takes_its_matrix_along(journey, tasks, lead, cio):
    raci.set_letter(role=cio, row=tasks[0], letter="R", by=lead)
    purge_journey(journey)
    assert not RaciRole.objects.exists()


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("raci_role_has_a_name", {"name": ""}),
        ("raci_role_side_known", {"side": "moon"}),
    ],
)
def test_the_database_knows_the_rules_of_roles(cio, name, facts):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RaciRole.objects.filter(pk=cio.pk).update(**facts)


def test_the_database_knows_the_rules_of_letters(cio, tasks, module, lead):
    for facts in (
        {"letter": "R"},
        {"letter": "R", "task": tasks[0], "module": module},
        {"letter": "X", "task": tasks[0]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RaciLetter.objects.create(role=cio, **facts)
    RaciLetter.objects.create(role=cio, task=tasks[0], letter="R")
    RaciLetter.objects.create(role=cio, module=module, letter="R")
    for facts in ({"task": tasks[0]}, {"module": module}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RaciLetter.objects.create(role=cio, letter="C", **facts)
