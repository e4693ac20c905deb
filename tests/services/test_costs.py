"""Costs: assumed, lined up, changed by several people, and started from the playbook's own."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from journeys.models import CostLine, CostPlan, Event, Journey
from journeys.queries.costing import Case, Side, compute
from journeys.queries.costs import costs_of
from journeys.queries.history import describe
from journeys.services import costs as cost_service
from journeys.services.costs import (
    add_line,
    add_starting_lines,
    change_line,
    move_line,
    remove_line,
    set_assumptions,
    set_scenarios,
)
from journeys.services.errors import Conflict, Refusal
from journeys.services.journeys import lock_journey, purge_journey, start_journey
from journeys.services.playbooks import load_shipped
from tests.makers import make_journey, make_space

D = Decimal


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def shipped(db):
    return load_shipped()[0].playbook


@pytest.fixture
def seats(journey, lead):
    facts = {"side": "today", "category": "licences", "driver": "agents", "period": "month", "unit_price": D(30)}
    return add_line(journey=journey, by=lead, name=" Seats  of agents ", unit="seat", note=" The contract ", **facts)


def add(journey, name, side="today"):
    return add_line(journey=journey, by=journey.created_by, name=name, side=side, category="usage", unit_price=D(1))


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


def told():
    events = Event.objects.filter(verb__startswith="cost").order_by("sequence")
    return [describe(event) for event in events]


def moves(words):
    """What was changed, and the set of how: databases keep the facts of an event in orders of their own."""
    what, how = words.split(": ")
    return what, set(how.split(", "))


def names(journey):
    return list(CostLine.objects.filter(plan=journey.pk).values_list("name", flat=True))


def test_the_first_assumptions_make_the_plan(journey, lead):
    journey.starts_on = date(2028, 5, 1)
    journey.save(update_fields=["starts_on"])
    plan = set_assumptions(journey=journey, by=lead, currency="EUR", agents=240)
    assert (plan.currency, plan.agents, plan.first_year, plan.years) == ("EUR", 240, 2028, 3)
    assert moves(told()[0]) == (
        "set the assumptions of the costs", {"currency from none to EUR", "agents from none to 240"}
    )  # fmt: skip


def test_assumptions_change_and_say_so_once(journey, lead):
    set_assumptions(journey=journey, by=lead, agents=240)
    for _ in range(2):
        set_assumptions(journey=journey, by=lead, agents=250, discount_rate=D("7.50"))
    assert CostPlan.objects.get().agents == 250
    (again,) = told()[1:]
    assert moves(again) == (
        "set the assumptions of the costs", {"agents from 240 to 250", "discount rate from 8 to 7.5"}
    )  # fmt: skip


def test_scenarios_are_set_in_percent(journey, lead):
    set_scenarios(journey=journey, by=lead, low_volume=D(80), high_target=D("92.5"))
    plan = costs_of(Journey.objects.get(pk=journey.pk)).plan
    assert (plan.scenario(Case.LOW).volume, plan.scenario(Case.HIGH).target) == (80, D("92.5"))
    set_scenarios(journey=journey, by=lead, low_volume=D(85))
    assert told()[1:] == ["set the scenarios of the costs, in percent: volume in low from 80 to 85"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"currency": "Euro"}, "Currency: "),
        ({"currency": "eur"}, "Currency: Write the currency as its three letters"),
        ({"years": 11}, "Years: "),
        ({"years": 0}, "Years: "),
        ({"discount_rate": D("-1")}, "Discount rate: "),
        ({"agents": -1}, "Agents: "),
    ],
)
def test_assumptions_that_make_no_sense(journey, lead, wrong, reason):
    with pytest.raises(Refusal, match=reason):
        set_assumptions(journey=journey, by=lead, **wrong)
    assert not CostPlan.objects.exists()


def test_a_line_is_added_with_its_words_tidied(journey, seats):
    assert (seats.name, seats.note) == ("Seats of agents", "The contract")
    assert told() == ["added the cost “Seats of agents” (Today)"]
    assert compute(costs_of(Journey.objects.get(pk=journey.pk))).today == 0  # no agents yet


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": " "}, "Name: "),
        ({"side": "left"}, "Side: "),
        ({"quantity": D(-1)}, "Quantity: "),
        ({"growth": D(-100)}, "Growth: "),
        ({"first_year": 3, "last_year": 2}, "The last year is before the first."),
        ({"driver": "voice_minutes", "period": "day"}, "Volumes are a month’s"),
        ({"unit_price": D("0.0000001")}, "Unit price: "),
    ],
)
def test_lines_that_make_no_sense(journey, lead, wrong, reason):
    facts = {"side": "today", "category": "usage", "name": "X", "unit_price": D(1), **wrong}
    with pytest.raises(Refusal, match=reason):
        add_line(journey=journey, by=lead, **facts)
    assert not CostLine.objects.exists()


def test_the_database_keeps_the_rules_too(journey, seats):
    by_day = {"driver": "voice_minutes", "period": "day"}
    for wrong in ({"name": ""}, {"quantity": -1}, {"growth": -100}, {"first_year": 11}, by_day):
        with pytest.raises(IntegrityError), transaction.atomic():
            CostLine.objects.filter(pk=seats.pk).update(**wrong)


def test_a_line_changes_and_says_so_once(seats, lead):
    for _ in range(2):
        change_line(line=seats, by=lead, unit_price=D("32.50"), period="year", last_year=2, name="Seats of  agents")
    seats.refresh_from_db()
    assert (seats.unit_price, seats.period, seats.last_year) == (D("32.5"), "year", 2)
    (again,) = told()[1:]
    assert moves(again) == (
        "changed the cost “Seats of agents” (Today)",
        {"unit price from 30 to 32.5", "period from a month to a year", "last year from none to 2"},
    )


def test_two_people_change_the_same_field(journey, seats, lead):
    seen = revision_of(journey)
    change_line(line=seats, by=lead, note="Theirs", unit_price=D(31), base_revision=seen)
    with pytest.raises(Conflict) as conflict:
        change_line(line=seats, by=lead, note="Mine", unit="seat", unit_price=D(31), base_revision=seen)
    assert (conflict.value.theirs, conflict.value.yours) == ("Note: Theirs", "Note: Mine")
    seats.refresh_from_db()
    assert seats.note == "Theirs"


def test_a_form_that_was_opened_before_does_not_take_back_what_it_does_not_show(journey, seats, lead):
    seen = revision_of(journey)
    change_line(line=seats, by=lead, unit_price=D(31))
    with pytest.raises(Conflict) as conflict:
        change_line(line=seats, by=lead, note="Mine", unit_price=D(30), base_revision=seen)
    assert (conflict.value.theirs, conflict.value.yours) == ("Unit price: 31", "Unit price: 30")


def test_two_people_change_different_fields(journey, seats, lead):
    seen = revision_of(journey)
    change_line(line=seats, by=lead, unit_price=D(31), base_revision=seen)
    change_line(line=seats, by=lead, note="Mine", base_revision=seen)
    seats.refresh_from_db()
    assert (seats.note, seats.unit_price) == ("Mine", 31)


def test_two_people_change_the_same_assumption(journey, lead):
    set_assumptions(journey=journey, by=lead, agents=1)
    seen = revision_of(journey)
    set_assumptions(journey=journey, by=lead, agents=2, base_revision=seen)
    set_assumptions(journey=journey, by=lead, years=5, base_revision=seen)
    with pytest.raises(Conflict):
        set_assumptions(journey=journey, by=lead, agents=3, base_revision=seen)


def test_lines_change_places_within_their_side(journey, lead):
    first, target, second = add(journey, "First"), add(journey, "Target", "target"), add(journey, "Second")
    move_line(line=second, up=True, by=lead)
    assert [name for name in names(journey) if name != target.name] == ["Second", "First"]
    for _ in range(2):
        move_line(line=second, up=False, by=lead)
    move_line(line=first, up=True, by=lead)
    assert [name for name in names(journey) if name != target.name] == ["First", "Second"]
    assert told()[3:] == ["moved the cost “Second” (Today) up", "moved the cost “Second” (Today) down"]


def test_a_line_is_removed_once(journey, seats, lead):
    for _ in range(2):
        remove_line(line=seats, by=lead)
    assert names(journey) == []
    assert told()[1:] == ["removed the cost “Seats of agents” (Today)"]
    with pytest.raises(Refusal, match="Someone removed this line"):
        change_line(line=seats, by=lead, unit_price=D(1))


def test_a_new_journey_starts_with_the_costs_of_its_playbook(shipped, lead):
    journey = start_journey(
        space=make_space(), title="New", by=lead, playbook=shipped, starts_on=date(2027, 3, 1), due_on=None
    )
    costs = costs_of(journey)
    assert (costs.plan.currency, costs.plan.first_year) == ("USD", 2027)
    assert {line.side for line in costs.lines} == set(Side)
    voice = next(line for line in costs.lines if line.name == "Amazon Connect voice service")
    assert voice.unit_price == D("0.018")
    assert all(word in voice.note for word in ("US East", "2026", "0.038", "https://aws.amazon.com/connect/pricing/"))
    assert all(line.note for line in costs.lines)
    assert all(line.unit_price == 0 for line in costs.lines if line.side == Side.TODAY)


def test_starting_lines_come_once(shipped, lead):
    journey = start_journey(space=make_space(), title="New", by=lead, playbook=shipped)
    whole = names(journey)
    assert add_starting_lines(journey=journey, by=lead) == 0
    remove_line(line=CostLine.objects.get(plan=journey.pk, name=whole[0]), by=lead)
    assert add_starting_lines(journey=journey, by=lead) == 1
    assert sorted(names(journey)) == sorted(whole)
    assert names(journey)[-1] == whole[0]
    assert told()[1:] == ["added costs that the playbook starts with (1 of them)"]


def test_starting_lines_of_a_journey_from_before(shipped, lead):
    journey = start_journey(space=make_space(), title="Old", by=lead, playbook=shipped)
    CostPlan.objects.all().delete()
    assert add_starting_lines(journey=journey, by=lead) == len(names(journey)) > 20


def test_a_playbook_without_costs(journey, lead):
    with pytest.raises(Refusal, match="comes without costs"):
        add_starting_lines(journey=journey, by=lead)
    assert costs_of(journey) is None


def test_there_is_an_end_of_lines(journey, lead, monkeypatch):
    monkeypatch.setattr(cost_service, "MOST_LINES", 1)
    add(journey, "First")
    with pytest.raises(Refusal, match="at most 1 lines"):
        add(journey, "Second")


def test_nothing_changes_in_a_locked_journey(journey, seats, lead):
    lock_journey(journey=journey, reason="Signed off.", by=lead)
    for change in (
        lambda: set_assumptions(journey=journey, by=lead, agents=2),
        lambda: set_scenarios(journey=journey, by=lead, low_volume=D(2)),
        lambda: change_line(line=seats, by=lead, note="Mine"),
        lambda: move_line(line=seats, up=True, by=lead),
        lambda: remove_line(line=seats, by=lead),
        lambda: add(journey, "Another"),
    ):
        with pytest.raises(Refusal, match="locked"):
            change()


def test_purging_a_journey_takes_its_costs_along(journey, seats):
    add(make_journey(title="Other"), "Stays")
    purge_journey(journey)
    assert CostLine.objects.get().name == "Stays"
