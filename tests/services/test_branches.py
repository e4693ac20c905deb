"""Phases and modules are added, renamed, described and moved."""

import pytest

from journeys.models import Journey, Module
from journeys.queries.changes import changes_since
from journeys.queries.history import describe, texts_of
from journeys.services import branches
from journeys.services.branches import add_module, add_phase, edit_branch_text, move_module, move_phase
from journeys.services.errors import Conflict, Refusal
from journeys.services.history import verify
from journeys.services.journeys import lock_journey
from tests.makers import make_journey, make_user


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def phase(journey):
    return journey.phases.get()


@pytest.fixture
def module(phase):
    return phase.modules.get()


def words(journey) -> str:
    return describe(journey.events.first())


def titles(rows) -> list[str]:
    return [row.title for row in rows.order_by("position")]


def test_a_new_phase_stands_behind_the_others_or_where_it_is_wanted(journey, phase, by):
    add_phase(journey=journey, title=" Go  live ", description=" On the night. ", by=by)
    assert words(journey) == "added the phase “Go live”"
    add_phase(journey=journey, title="Build", after=phase, by=by)
    assert titles(journey.phases) == ["Assess", "Build", "Go live"]
    assert journey.phases.get(title="Go live").description == "On the night."
    assert verify(Journey.objects.get(pk=journey.pk)) is None


def test_a_new_module_stands_behind_the_others_or_where_it_is_wanted(journey, phase, module, by):
    add_module(phase=phase, title="Last", by=by)
    assert words(journey) == "added the module “Last” to the phase “Assess”"
    add_module(phase=phase, title="Second", after=module, by=by)
    assert titles(phase.modules) == ["Module 1", "Second", "Last"]


def test_a_custom_journey_grows_from_nothing(by):
    journey = make_journey(title="Empty", by=by, tasks=0, modules=1)
    journey.phases.all().delete()
    phase = add_phase(journey=journey, title="Prepare", by=by)
    assert add_module(phase=phase, title="People", by=by).position == phase.position == 0


@pytest.mark.parametrize(("title", "reason"), [(" ", "A phase needs a title"), ("a" * 301, "at most 300")])
def test_titles_that_are_refused(journey, by, title, reason):
    with pytest.raises(Refusal, match=reason):
        add_phase(journey=journey, title=title, by=by)
    assert journey.phases.count() == 1


def test_there_is_an_end_to_adding(journey, phase, by, monkeypatch):
    monkeypatch.setattr(branches, "MOST_PHASES", 1)
    monkeypatch.setattr(branches, "MOST_MODULES", 1)
    with pytest.raises(Refusal, match="at most 1 phases"):
        add_phase(journey=journey, title="More", by=by)
    with pytest.raises(Refusal, match="at most 1 modules"):
        add_module(phase=phase, title="More", by=by)


@pytest.mark.parametrize("noun", ["phase", "module"])
def test_texts_are_edited_once_and_never_over_someone_elses(journey, phase, module, by, noun):
    branch = {"phase": phase, "module": module}[noun]
    before = branch.title
    for _ in range(2):
        edit_branch_text(branch=branch, field="title", text=" New  name", base_revision=99, by=by)
    assert words(journey) == f"renamed the {noun} “{before}” to “New name”"
    revision = Journey.objects.get(pk=journey.pk).revision
    edit_branch_text(branch=branch, field="description", text="Theirs.", base_revision=revision, by=by)
    assert words(journey) == f"edited the description of the {noun} “New name”"
    assert texts_of(journey.events.first()).after == "Theirs."
    edit_branch_text(branch=branch, field="title", text="Newer", base_revision=revision, by=by)
    with pytest.raises(Conflict) as conflict:
        edit_branch_text(branch=branch, field="description", text="Yours.", base_revision=revision, by=by)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs.", "Yours.")
    assert journey.events.filter(verb=f"{noun}.edited").count() == 3


def test_a_branch_keeps_a_title(phase, by):
    with pytest.raises(Refusal, match="needs a title"):
        edit_branch_text(branch=phase, field="title", text=" ", base_revision=99, by=by)
    with pytest.raises(ValueError, match="key"):
        edit_branch_text(branch=phase, field="key", text="x", base_revision=99, by=by)


def test_phases_change_places(journey, phase, by):
    build = add_phase(journey=journey, title="Build", by=by)
    move_phase(phase=build, before=phase, by=by)
    assert titles(journey.phases) == ["Build", "Assess"]
    assert words(journey) == "moved the phase “Build”, before “Assess”"
    move_phase(phase=build, by=by)
    assert words(journey) == "moved the phase “Build”"
    assert changes_since(journey, 1).is_structural


def test_a_module_goes_to_another_phase_with_all_in_it(journey, phase, module, by):
    build = add_phase(journey=journey, title="Build", by=by)
    there = add_module(phase=build, title="There", by=by)
    move_module(module=module, before=there, by=by)
    assert titles(build.modules) == ["Module 1", "There"]
    assert words(journey) == "moved the module “Module 1” from “Assess” to “Build”, before “There”"
    assert journey.tasks.filter(module__phase=build).count() == 3
    move_module(module=module, into=phase, by=by)
    assert titles(phase.modules) == ["Module 1"]
    events = journey.events.count()
    move_module(module=module, into=phase, by=by)
    assert journey.events.count() == events


def test_nothing_leaves_its_journey(journey, module, by):
    elsewhere = make_journey(title="Other", by=make_user("Other"))
    other = elsewhere.phases.get()
    for place in ({"into": other}, {"after": other.modules.get()}):
        with pytest.raises(Refusal, match="no part of the journey"):
            move_module(module=module, by=by, **place)
    with pytest.raises(Refusal, match="somewhere else by now"):
        move_phase(phase=module.phase, after=other, by=by)


def test_next_to_what_is_gone_is_refused(journey, phase, module, by):
    gone = add_module(phase=phase, title="Gone", by=by)
    Module.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refusal, match="“Gone” is somewhere else by now"):
        move_module(module=module, after=gone, by=by)


def test_not_in_a_locked_journey(journey, phase, module, by):
    lock_journey(journey=journey, reason="Cutover.", by=by)
    for act in (
        lambda: add_phase(journey=journey, title="Late", by=by),
        lambda: add_module(phase=phase, title="Late", by=by),
        lambda: edit_branch_text(branch=phase, field="title", text="Late", base_revision=99, by=by),
        lambda: move_phase(phase=phase, by=by),
        lambda: move_module(module=module, by=by),
    ):
        with pytest.raises(Refusal, match=r"Cutover\."):
            act()


@pytest.mark.parametrize("modules", [3, 12])
def test_moving_costs_the_same_at_any_size(by, modules, django_assert_num_queries):
    journey = make_journey(title="Beta", by=by, tasks=modules, modules=modules)
    first, *_, last = journey.phases.get().modules.all()
    # a savepoint and its end, journey, phase twice, module, both positions, is it there, the rows on both sides;
    # where it stood; module, event, journey, and two to remember it
    with django_assert_num_queries(16):
        move_module(module=last, after=first, by=by)
