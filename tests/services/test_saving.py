from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.models import Journey, Playbook
from journeys.playbooks.canonical import canonical
from journeys.playbooks.tree import Item, Module, Phase, Task, Tool, Tree
from journeys.queries.journey_trees import Parts, tree_of_journey
from journeys.queries.playbooks import tree_of
from journeys.services.errors import Refusal
from journeys.services.items import settle
from journeys.services.journeys import lock_journey, start_journey
from journeys.services.playbooks import import_playbook
from journeys.services.saving import next_version, playbook_tree, save_playbook
from journeys.services.scope import set_module_scope
from journeys.services.tasks import schedule, set_status
from journeys.services.tree import add_task
from tests.makers import make_space, make_user
from tests.services.test_upgrading import drawn

WORK = Task(
    "T", "Do it.", (Tool("Calc", "https://e.x"),), (Item("criterion", "", "Upload it"), Item("check", "G", "Go")),
    (Task("S", "Part."),), starts_after=1, length=2,
)  # fmt: skip
TREE = canonical(Tree("Small", "1.9", "All.", (Phase("Plan", "First.", (Module("M", "Text.", (WORK,)), Module("N"))),)))


@pytest.fixture
def by(db):
    return make_user("Lea")


@pytest.fixture
def shipped(db):
    return import_playbook(tree=TREE).playbook


@pytest.fixture
def journey(shipped, by):
    return start_journey(space=make_space(), title="Acme", playbook=shipped, by=by, starts_on=date(2027, 3, 1))


def saved(journey, by, **facts) -> Playbook:
    facts = {"title": "Small", "version": "2.0", "summary": "All.", "space": journey.space, **facts}
    return save_playbook(journey=journey, by=by, **facts)


def test_a_new_version_of_its_playbook_is_the_spaces_own(journey, by, shipped):
    add_task(module=journey.tasks.first().module, title="Own", by=by)
    settle(item=journey.tasks.get(title="T").items.get(kind="check"), outcome="go", by=by)
    playbook = saved(journey, by)
    assert (playbook.slug, playbook.version, playbook.space) == (shipped.slug, "2.0", journey.space)
    plan, _ = tree_of(playbook).phases[0].modules
    assert plan.tasks == (*TREE.phases[0].modules[0].tasks, Task("Own", key="plan/m/own"))
    shipped.refresh_from_db()
    assert tree_of(shipped) == TREE
    event = journey.events.first()
    assert (event.verb, event.data["version"]) == ("journey.saved", "2.0")


def test_the_same_again_changes_nothing_and_other_text_needs_another_version(journey, by):
    playbook = saved(journey, by)
    events = journey.events.count()
    assert (saved(journey, by), journey.events.count()) == (playbook, events)
    add_task(module=journey.tasks.first().module, title="Own", by=by)
    with pytest.raises(Refusal, match="Raise the version"):
        saved(journey, by)
    assert saved(journey, by, version="2.1").slug == playbook.slug


def test_a_new_playbook_has_a_name_of_its_own(journey, by):
    assert saved(journey, by, title="Ours", is_new=True).slug == "ours"
    with pytest.raises(Refusal, match="Choose another title"):
        saved(journey, by, title="Ours", is_new=True, version="3.0")
    assert saved(journey, by, title="Another title").slug == "small"


def test_what_is_kept_is_chosen(journey, by):
    task = journey.tasks.get(title="T")
    set_module_scope(module=journey.phases.get().modules.get(title="N"), in_scope=False, reason="Later", by=by)
    set_status(task=journey.tasks.get(title="S"), status="out_of_scope", reason="Later", by=by)
    nothing = Parts(descriptions=False, tools=False, items=False, dates=False)
    (phase,) = playbook_tree(journey=journey, title="X", version="1", parts=nothing).phases
    assert [module.title for module in phase.modules] == ["M"]
    assert phase.modules[0].tasks == (Task("T", key="plan/m/t"),)
    everything = playbook_tree(journey=journey, title="X", version="1", parts=Parts(in_scope_only=False))
    assert everything.counts == TREE.counts
    schedule(task=task, starts_on=date(2027, 3, 8), due_on=date(2027, 3, 10), by=by)
    (work,) = playbook_tree(journey=journey, title="X", version="1").phases[0].modules[0].tasks
    assert (work.starts_after, work.length) == (5, 3)


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"title": " "}, "needs a title"), ({"version": ""}, "needs a version"), ({"version": "a b"}, "letters, digits")],
)
def test_bad_facts_are_refused(journey, by, facts, words):
    with pytest.raises(Refusal, match=words):
        saved(journey, by, **facts)


def test_an_empty_journey_is_refused(by):
    empty = start_journey(space=make_space(), title="Empty", by=by)
    with pytest.raises(Refusal, match="nothing in scope"):
        saved(empty, by)


def test_a_locked_journey_is_saved_too(journey, by):
    lock_journey(journey=journey, reason="Freeze.", by=by)
    assert saved(Journey.objects.get(pk=journey.pk), by).version == "2.0"


@pytest.mark.parametrize(("version", "following"), [("1.9", "1.10"), ("2", "3"), ("v1-beta", "v2-beta"), ("x", "x")])
def test_the_next_version(version, following):
    assert next_version(version) == following


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from([None, date(2027, 3, 1)]))
def test_saved_and_started_again_it_is_equal(seed, start):
    tree = drawn(Random(seed), "1")
    by = make_user(f"Lea {seed} {start} {Journey.objects.count()}")
    playbook = import_playbook(tree=replace(tree, version=f"{seed}.{Playbook.objects.count()}")).playbook
    journey = start_journey(space=make_space(), title="A", playbook=playbook, by=by, starts_on=start)
    again = save_playbook(
        journey=journey, space=journey.space, title=tree.title, version=f"s{Playbook.objects.count()}", by=by
    )
    assert tree_of(again).phases == tree.phases
    twin = start_journey(space=journey.space, title="B", playbook=again, by=by, starts_on=start)
    facts = {"title": "X", "version": "1"}
    assert tree_of_journey(twin, Parts(), **facts) == tree_of_journey(journey, Parts(), **facts)
