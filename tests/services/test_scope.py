"""Phases and modules leave the journey and come back, with reasons; progress has two figures."""

import pytest
from django.utils.timezone import localdate

from journeys.models import Event, Module, Phase
from journeys.queries.progress import figures_of
from journeys.services.errors import Refusal
from journeys.services.scope import set_module_scope, set_phase_scope
from journeys.services.tasks import set_status
from tests.makers import make_journey


@pytest.fixture
def journey(db):
    return make_journey(tasks=4, modules=2, items=0)


@pytest.fixture
def lead(journey):
    return journey.created_by


def test_a_module_leaves_and_comes_back(journey, lead):
    module = Module.objects.first()
    with pytest.raises(Refusal, match="leaves the scope"):
        set_module_scope(module=module, in_scope=False, reason="", by=lead)
    set_module_scope(module=module, in_scope=False, reason="Phase two", by=lead)
    set_module_scope(module=module, in_scope=False, reason="Phase two", by=lead)
    set_module_scope(module=module, in_scope=True, reason="Needed after all", by=lead)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["journey.started", "module.left_scope", "module.entered_scope"]


def test_progress_has_two_figures(journey, lead):
    for task in Module.objects.first().tasks.all():
        set_status(task=task, status="completed", by=lead)
    set_module_scope(module=Module.objects.last(), in_scope=False, reason="Later", by=lead)
    figures = figures_of(journey, localdate())
    assert (figures.percent_in_scope, figures.percent_of_all) == (100, 50)


def test_everything_out_of_scope_divides_by_nothing(journey, lead):
    set_phase_scope(phase=Phase.objects.get(), in_scope=False, reason="Stopped", by=lead)
    figures = figures_of(journey, localdate())
    assert (figures.in_scope, figures.percent_in_scope, figures.percent_of_all) == (0, 0, 0)
