"""A running journey goes over to another version of its playbook, and back."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.models import ChecklistItem, Journey, Playbook, Task
from journeys.playbooks import reader
from journeys.playbooks.canonical import canonical
from journeys.playbooks.tree import Item, Module, Phase, Tool, Tree
from journeys.playbooks.tree import Task as Work
from journeys.queries.playbooks import tree_of
from journeys.queries.upgrades import compare_with
from journeys.services.branches import move_module
from journeys.services.comments import add_comment
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.items import settle
from journeys.services.journeys import lock_journey, start_journey
from journeys.services.playbooks import import_playbook
from journeys.services.tasks import assign, edit_text, schedule, set_status
from journeys.services.tree import add_task
from journeys.services.undo import undo_change
from journeys.services.upgrading import MODELS, Stale, last_upgrade, upgrade_journey
from tests.makers import make_space, make_user

SEEDS = Path(__file__).parents[2] / "seeds"


def version(number: str, *modules: Module, **more) -> Playbook:
    tree = Tree("Small", number, phases=(Phase("Assess", modules=modules),), **more)
    return import_playbook(tree=canonical(tree)).playbook


def module(title: str, *tasks: Work) -> Module:
    return Module(title, tasks=tasks)


def work(title: str, *items: str, **facts) -> Work:
    return Work(title, items=tuple(Item("criterion", "", text) for text in items), **facts)


@pytest.fixture
def by(db):
    return make_user("Lea")


def started(playbook: Playbook, by) -> Journey:
    return start_journey(space=make_space(), title="Acme", playbook=playbook, by=by)


def go(journey: Journey, playbook: Playbook, by, *, conflicts: bool = False) -> Journey:
    """Take over everything, or all but the conflicts."""
    journey = Journey.objects.get(pk=journey.pk)
    merge, _ = compare_with(journey, playbook)
    chosen = [change.id for change in merge.changes if conflicts or not change.is_conflict]
    return upgrade_journey(journey=journey, playbook=playbook, chosen=chosen, stamp=merge.stamp, by=by)


def undone(journey: Journey, by) -> Journey:
    undo_change(undo=last_upgrade(journey, by), by=by)
    return Journey.objects.get(pk=journey.pk)


def outline_of(journey: Journey) -> list:
    """All that a playbook says of a journey, in order, as rows say it."""

    def said(task):
        tools = [(tool.name, tool.url) for tool in task.tools.all()]
        items = [(item.key, item.kind, item.section, item.text, item.needs_evidence) for item in task.items.all()]
        below = [said(each) for each in task.subtasks.order_by("position")]
        assert all(each.module_id == task.module_id for each in task.subtasks.all())
        return task.key, task.title, task.description, task.starts_after, task.length, tools, items, below

    return [
        (
            phase.key,
            phase.title,
            phase.description,
            [
                (each.key, each.title, each.description, [said(task) for task in each.tasks.filter(parent=None)])
                for each in phase.modules.order_by("position")
            ],
        )
        for phase in journey.phases.order_by("position")
    ]


def rows_of(journey: Journey) -> list:
    """Every value of every row that an upgrade may write."""
    paths = ("journey", "phase__journey", "journey", "task__journey", "task__journey")
    return [
        list(model.objects.filter(**{path: journey}).order_by("pk").values())
        for model, path in zip(MODELS, paths, strict=True)
    ]


def test_an_untouched_journey_becomes_the_new_version_in_one_event(by):
    one = version("1", module("M", work("T", "a", "b"), work("U")), module("N", work("V")))
    two = version(
        "2",
        module("New", work("W", "x", description="Do.", tools=(Tool("Calc", "https://e.x"),))),
        module("N", work("V", "c"), work("T", "b", "d", subtasks=(work("S", "e"),))),
    )
    journey, there = started(one, by), started(two, by)
    before = journey.event_count
    journey = go(journey, two, by)
    assert (journey.playbook, journey.event_count) == (two, before + 1)
    assert outline_of(journey) == outline_of(there)
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_undo_puts_every_row_back(by):
    one = version("1", module("M", work("T", "a", "b", tools=(Tool("Old"),)), work("U")), module("N", work("V")))
    two = version("2", module("N", work("T", "b", tools=(Tool("New"), Tool("Old"))), work("V")), module("O", work("X")))
    journey = started(one, by)
    before = rows_of(journey)
    journey = go(journey, two, by)
    assert rows_of(journey) != before
    journey = undone(journey, by)
    assert (rows_of(journey), journey.playbook) == (before, one)
    assert last_upgrade(journey, by) is None
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_work_stays_and_an_upgrade_and_downgrade_bring_it_back_as_it_was(by):
    one = version("1", module("M", work("T", "a", "b"), work("U", "c")), module("N", work("V", "d")))
    two = version("2", module("N", work("V", "d")))
    journey = started(one, by)
    task = journey.tasks.get(title="T")
    settle(item=task.items.get(text="a"), outcome="met", by=by)
    set_status(task=task, status="completed", by=by, confirmed=True)
    before = rows_of(journey)
    journey = go(journey, two, by)
    assert journey.tasks.get(title="V").items.count() == 1
    away = journey.phases.get().modules.get(title="M")
    assert (away.in_scope, away.scope_reason) == (False, "Not in version 2 any more")
    assert journey.tasks.get(title="T").status == "completed"
    journey = go(journey, one, by)
    assert [set(map(str, rows)) for rows in rows_of(journey)] == [set(map(str, rows)) for rows in before]


def test_a_task_out_of_the_version_comes_back_with_its_status(by):
    one, two = version("1", module("M", work("T", "a"), work("U"))), version("2", module("M", work("U")))
    journey = started(one, by)
    task = journey.tasks.get(title="T")
    set_status(task=task, status="completed", by=by, confirmed=True)
    task.refresh_from_db()
    done = task.completed_at
    journey = go(journey, two, by)
    task.refresh_from_db()
    assert (task.status, task.status_reason) == ("out_of_scope", "Not in version 2 any more")
    journey = go(journey, one, by)
    task.refresh_from_db()
    assert (task.status, task.status_reason, task.completed_at) == ("completed", "", done)


def test_an_item_that_was_settled_stays_where_it_is(by):
    one, two = version("1", module("M", work("T", "a", "b"))), version("2", module("M", work("T", "b")))
    journey = started(one, by)
    settle(item=ChecklistItem.objects.get(text="a"), outcome="met", by=by)
    journey = go(journey, two, by)
    assert [(item.text, item.outcome) for item in ChecklistItem.objects.order_by("position")] == [
        ("a", "met"), ("b", "open"),
    ]  # fmt: skip


def test_what_the_team_changed_and_added_is_kept(by):
    one = version("1", module("M", work("T", "a", description="Old"), work("U")), module("N", work("V")))
    two = version("2", module("M", work("T", "a", description="New"), work("X"), work("U")))
    journey = started(one, by)
    task = journey.tasks.get(title="T")
    edit_text(task=task, field="description", text="Ours", base_revision=99, by=by)
    own = add_task(module=task.module, title="Own", by=by, after=task)
    inside = add_task(module=journey.tasks.get(title="V").module, title="Own too", by=by)
    assign(task=own, owner=journey.members.get(), by=by)
    journey = go(journey, two, by)
    titles = [each.title for each in journey.tasks.in_order()]
    assert titles == ["T", "X", "Own", "U", "V", "Own too"]
    task.refresh_from_db()
    assert task.description == "Ours"
    inside.refresh_from_db()
    assert inside.module.in_scope


def test_dates_follow_the_plan_of_what_comes_in_and_are_no_work_where_they_do(by):
    one = version("1", module("M", work("T", starts_after=0, length=2), work("U", starts_after=1, length=1)))
    two = version("2", module("M", work("X", starts_after=2, length=1), work("Y")))
    monday = date(2027, 3, 1)
    journey = start_journey(space=make_space(), title="Acme", playbook=one, by=by, starts_on=monday)
    late = journey.tasks.get(title="U")
    schedule(task=late, starts_on=None, due_on=date(2027, 5, 5), by=by)
    go(journey, two, by)
    told = [(each.title, each.starts_on, each.due_on, each.status) for each in journey.tasks.in_order()]
    assert told == [
        ("X", date(2027, 3, 3), date(2027, 3, 3), "planned"), ("Y", None, None, "planned"),
        ("U", None, date(2027, 5, 5), "out_of_scope"),
    ]  # fmt: skip


def test_a_conflict_is_taken_over_when_it_is_chosen(by):
    one = version("1", module("M", work("T", description="Old")))
    two = version("2", module("M", work("T", description="New")))
    journey = started(one, by)
    edit_text(task=journey.tasks.get(), field="description", text="Ours", base_revision=99, by=by)
    go(journey, two, by, conflicts=True)
    assert journey.tasks.get().description == "New"


def test_what_is_not_chosen_stays_as_it_is(by):
    one = version("1", module("M", work("T", description="Old"), work("U")))
    two = version("2", module("M", work("T", description="New"), work("X")))
    journey = started(one, by)
    merge, _ = compare_with(journey, two)
    journey = upgrade_journey(journey=journey, playbook=two, chosen=[], stamp=merge.stamp, by=by)
    assert [(task.title, task.description) for task in journey.tasks.in_order()] == [("T", "Old"), ("U", "")]
    assert journey.playbook == two


def test_a_stale_list_is_refused_with_the_fresh_one(by):
    one, two = version("1", module("M", work("T", "a"), work("U"))), version("2", module("M", work("U")))
    journey = started(one, by)
    merge, _ = compare_with(journey, two)
    ids = [change.id for change in merge.changes]
    settle(item=ChecklistItem.objects.get(), outcome="met", by=by)
    with pytest.raises(Stale) as stale:
        upgrade_journey(journey=journey, playbook=two, chosen=ids, stamp=merge.stamp, by=by)
    (change,) = stale.value.merge.changes
    assert change.stays
    journey.refresh_from_db()
    assert (journey.playbook, journey.tasks.count()) == (one, 2)


def test_ticks_elsewhere_do_not_make_it_stale(by):
    one, two = version("1", module("M", work("T", "a"), work("U"))), version("2", module("M", work("T", "a")))
    journey = started(one, by)
    merge, _ = compare_with(journey, two)
    settle(item=ChecklistItem.objects.get(), outcome="met", by=by)
    ids = [change.id for change in merge.changes]
    upgrade_journey(journey=journey, playbook=two, chosen=ids, stamp=merge.stamp, by=by)
    assert [(item.text, item.outcome) for item in ChecklistItem.objects.all()] == [("a", "met")]


def test_other_playbooks_are_refused(by):
    journey = started(version("1", module("M", work("T"))), by)
    other = import_playbook(tree=canonical(Tree("Other", "2", phases=(Phase("Assess"),)))).playbook
    elsewhere = import_playbook(
        tree=canonical(Tree("Small", "3", phases=(Phase("Assess"),))), space=make_space("Elsewhere")
    ).playbook
    for playbook in (other, elsewhere):
        with pytest.raises(Refusal, match="is no version"):
            upgrade_journey(journey=journey, playbook=playbook, chosen=[], stamp="", by=by)
    empty = start_journey(space=make_space(), title="Empty", by=by)
    with pytest.raises(Refusal, match="follows no playbook"):
        upgrade_journey(journey=empty, playbook=other, chosen=[], stamp="", by=by)


def test_a_locked_journey_is_not_upgraded(by):
    one, two = version("1", module("M", work("T"))), version("2", module("M", work("U")))
    journey = started(one, by)
    merge, _ = compare_with(journey, two)
    lock_journey(journey=journey, reason="Freeze.", by=by)
    with pytest.raises(Refusal, match="Freeze"):
        upgrade_journey(journey=journey, playbook=two, chosen=[], stamp=merge.stamp, by=by)


def test_undo_is_refused_once_people_worked_on_what_came_in(by):
    one, two = version("1", module("M", work("T"))), version("2", module("M", work("T"), work("U")))
    journey = go(started(one, by), two, by)
    add_comment(task=journey.tasks.get(title="U"), text="Begun.", by=by)
    with pytest.raises(Refusal, match="worked on what this upgrade added"):
        undone(journey, by)


def test_undo_is_refused_once_what_it_changed_was_changed_again(by):
    one = version("1", module("M", work("T", description="Old")))
    two = version("2", module("M", work("T", description="New")))
    journey = go(started(one, by), two, by)
    edit_text(task=journey.tasks.get(), field="description", text="Ours", base_revision=99, by=by)
    with pytest.raises(Refusal, match="“T” was changed since"):
        undone(journey, by)
    assert journey.tasks.get().description == "Ours"


def test_a_module_that_the_team_moved_keeps_its_place(by):
    one = version("1", module("M", work("T")), module("N"), module("O"))
    two = version("2", module("M", work("T")), module("N"), module("O"), module("P"))
    journey = started(one, by)
    rows = {each.title: each for each in journey.phases.get().modules.all()}
    move_module(module=rows["O"], before=rows["M"], by=by)
    go(journey, two, by)
    assert [each.title for each in journey.phases.get().modules.order_by("position")] == ["O", "P", "M", "N"]


def shipped(number: str, tree: Tree) -> Playbook:
    return import_playbook(tree=replace(tree, version=number)).playbook


@pytest.fixture
def connect(db) -> Tree:
    tree = reader.read((SEEDS / "amazon-connect-migration.md").read_bytes(), name="x.md").tree
    assert tree is not None
    return tree


def edition(tree: Tree) -> Tree:
    """Another version: a phase renamed, a module gone, one moved, a task reworded, a task added in each module."""
    assess, *others = tree.phases
    modules = [
        replace(each, tasks=(*each.tasks[1:], Work(f"New in {each.title}", "Do.", items=(Item("check", "", "Go"),))))
        for each in assess.modules[1:]
    ]
    return canonical(replace(tree, phases=(*others, replace(assess, title="Look around", modules=tuple(modules)))))


def test_the_shipped_playbook_half_done_up_and_down_again_keeps_every_tick(connect, by):
    one, two = shipped("1", connect), shipped("2", edition(connect))
    journey = started(one, by)
    for item in ChecklistItem.objects.filter(task__journey=journey, kind="criterion")[::2]:
        settle(item=item, outcome="met", by=by, confirmed=True)
    for task in journey.tasks.in_order()[::3]:
        set_status(task=task, status="completed", by=by, confirmed=True)
    before = outline_of(journey)
    ticks = set(ChecklistItem.objects.exclude(outcome="open").values_list("pk", "outcome", "settled_at"))
    done = set(Task.objects.filter(status="completed").values_list("pk", "completed_at"))
    with CaptureQueriesContext(connection) as queries:
        journey = go(journey, two, by)
    assert len(queries) < 80
    assert ticks == set(ChecklistItem.objects.exclude(outcome="open").values_list("pk", "outcome", "settled_at"))
    journey = go(journey, one, by)
    assert ticks == set(ChecklistItem.objects.exclude(outcome="open").values_list("pk", "outcome", "settled_at"))
    assert done == set(Task.objects.filter(status="completed").values_list("pk", "completed_at"))
    assert outline_of(journey) == before
    assert not journey.tasks.filter(status="out_of_scope").exists()


@pytest.mark.parametrize("copies", [1, 4])
def test_an_upgrade_costs_the_same_few_queries_however_large(by, copies, django_assert_max_num_queries):
    def many(*words):
        return [
            module(f"M{n}", *(work(f"T{t}", *words, description=words[0]) for t in range(8))) for n in range(copies)
        ]

    one, two = version("1", *many("a", "b")), version("2", *many("b", "c"), module("Z", work("Y", "y")))
    journey = started(one, by)
    tree_of(one), tree_of(two)
    with django_assert_max_num_queries(60):
        go(journey, two, by)


def drawn(random: Random, number: str) -> Tree:
    """A small tree of few titles, so that versions share some of them."""

    def some(make, most: int):
        return tuple(make() for _ in range(random.randint(0, most)))

    def title() -> str:
        return random.choice("ABCDE")

    def item():
        return Item(random.choice(["criterion", "check"]), random.choice(["", "S"]), title())

    def subtask():
        return Work(title(), items=some(item, 2))

    def task():
        return Work(
            title(), random.choice(["", "x", "y"]), some(lambda: Tool(title()), 2), some(item, 3), some(subtask, 2)
        )

    phases = [Phase(title(), modules=some(lambda: Module(title(), tasks=some(task, 3)), 2)) for _ in range(2)]
    return canonical(Tree("Drawn", number, phases=tuple(phases)))


@pytest.mark.parametrize("seed", range(6))
def test_any_two_versions_up_undone_up_and_down(by, seed):
    random = Random(seed)
    one, two = (import_playbook(tree=drawn(random, number)).playbook for number in "12")
    journey, there = started(one, by), started(two, by)
    before = rows_of(journey)
    journey = go(journey, two, by, conflicts=True)
    assert outline_of(journey) == outline_of(there)
    journey = undone(journey, by)
    assert rows_of(journey) == before
    items = ChecklistItem.objects.filter(task__journey=journey)
    for item in list(items.order_by("pk"))[::3]:
        settle(item=item, outcome="met" if item.kind == "criterion" else "go", by=by)
    ticks = set(items.exclude(outcome="open").values_list("pk", "outcome"))
    go(go(journey, two, by), one, by)
    assert ticks == set(items.exclude(outcome="open").values_list("pk", "outcome"))


def test_the_longest_playbook_is_taken_over_in_some_dozens_of_queries(by):
    """525 tasks in 35 modules, each with words changed, an item more and one less."""

    def edition(number: str, *lines: str) -> Playbook:
        subtasks = tuple(work(f"S{number}", lines[0], description=lines[0]) for number in range(2))
        modules = [
            module(f"M{m}", *(work(f"T{t}", *lines, description=lines[0], subtasks=subtasks) for t in range(5)))
            for m in range(35)
        ]
        return version(number, *modules)

    one, two = edition("1", "alpha", "beta"), edition("2", "beta", "gamma")
    journey = started(one, by)
    with CaptureQueriesContext(connection) as queries:
        go(journey, two, by)
    assert journey.tasks.count() == 525
    assert len(queries) < 100
