"""The costs of a journey: who reads and changes them, what is computed, and how a figure leads to its formula."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from journeys.models import CostLine, CostPlan, Journey
from journeys.queries.costing import Case, compute
from journeys.queries.costs import costs_of
from journeys.services.costs import add_line, set_assumptions, set_scenarios
from journeys.services.journeys import lock_journey, start_journey
from journeys.services.playbooks import load_shipped
from tests.cast import each_gets, members_read
from tests.makers import make_journey, make_space

D = Decimal
HTMX = {"HX-Request": "true"}
PLAN = {
    "currency": "EUR", "first_year": "2027", "years": "3", "discount_rate": "8", "agents": "240",
    "voice_contacts": "1000", "voice_minutes": "5000", "chat_contacts": "0", "chat_messages": "0",
    "email_contacts": "0", "task_contacts": "0",
}  # fmt: skip
FACTORS = {f"{case}_{name}": "100" for case in Case for name in ("volume", "today", "target")}
LINE = {
    "side": "target", "category": "usage", "name": "Voice", "unit": "minute", "quantity": "1",
    "driver": "voice_minutes", "period": "month", "unit_price": "0.018", "growth": "0", "first_year": "1",
    "last_year": "", "note": "Price page",
}  # fmt: skip


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def seats(journey, lead):
    facts = {"side": "today", "category": "licences", "driver": "agents", "period": "month", "unit_price": D(30)}
    set_assumptions(journey=journey, by=lead, **{**PLAN, "discount_rate": D(8), **whole("first_year", "years")})
    return add_line(journey=journey, by=lead, name="Seats", **facts)


def whole(*names):
    numbers = [name for name in PLAN if name not in ("currency", "discount_rate")]
    return {name: int(PLAN[name]) for name in {*names, *numbers}}


def address(name, journey, *more, **query):
    return reverse(name, args=[journey.pk, *more], query=query or None)


def show(client, journey, **query):
    return client.get(address("costs", journey, **query)).text


def revision_of(journey):
    return Journey.objects.get(pk=journey.pk).revision


@members_read
def test_members_read(client_of, journey, seats, who, status):
    client = client_of(who)
    for name, *more in (("costs",), ("cost_line", seats.pk)):
        assert client.get(address(name, journey, *more)).status_code == status


WRITES = {
    "costs_assumptions": {**PLAN, "agents": "250"},
    "costs_scenarios": {**FACTORS, "low_volume": "80"},
    "cost_line_new": LINE,
    "cost_line_change": {**LINE, "note": "Other"},
    "cost_line_amount": {"unit_price": "31"},
    "cost_line_move": {"to": "down"},
    "cost_line_remove": {},
}


@pytest.mark.parametrize("name", WRITES)
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_change(client_of, journey, seats, lead, name, who, status):
    add_line(journey=journey, by=lead, name="Servers", side="today", category="infrastructure")
    before, more = (
        journey.events.count(),
        [seats.pk] if name.startswith("cost_line_") and name != "cost_line_new" else [],
    )
    assert client_of(who).post(address(name, journey, *more), WRITES[name]).status_code == status
    assert (journey.events.count() > before) == (who in ("admin", "contributor"))


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_start_from_the_playbook(client_of, cast, journey, who, status):
    journey.playbook = load_shipped()[0].playbook
    journey.save(update_fields=["playbook"])
    assert client_of(who).post(address("costs_start", journey)).status_code == status
    assert CostLine.objects.exists() == (who in ("admin", "contributor"))


@each_gets(200, 200, 403, 403, 404, 302)
def test_workers_see_the_form(client_of, journey, cast, who, status):
    assert client_of(who).get(address("cost_line_new", journey)).status_code == status


def test_readers_see_no_controls(client_of, journey, seats):
    page = show(client_of("viewer"), journey)
    assert "Seats" in page
    assert "86,400.00" in page
    assert "<button" not in page[page.index("<main") :]
    assert "Add a cost" not in page
    line = client_of("viewer").get(address("cost_line", journey, seats.pk)).text
    assert "240 agents × 12 months × 30 = 86,400.00" in line
    assert "<button" not in line[line.index("<main") :]


def test_a_locked_journey_shows_and_takes_no_changes(client_of, journey, seats, lead):
    lock_journey(journey=journey, reason="Signed off.", by=lead)
    client = client_of("admin")
    assert "Add a cost" not in show(client, journey)
    assert client.post(address("cost_line_amount", journey, seats.pk), {"unit_price": "31"}).status_code == 409


def test_without_costs_it_says_what_belongs_there(client_of, journey):
    page = show(client_of("admin"), journey)
    assert "No costs yet." in page
    assert "starting lines" not in page  # this playbook has none
    journey.playbook = load_shipped()[0].playbook
    journey.save(update_fields=["playbook"])
    assert "Add the playbook’s starting lines" in show(client_of("admin"), journey)
    assert "Add the playbook’s starting lines" not in show(client_of("viewer"), journey)


def test_every_figure_leads_to_a_formula_that_is_there(client_of, journey, seats, lead):
    add_line(journey=journey, by=lead, name="Move", side="target", category="migration", period="once", unit_price=D(5))
    page = show(client_of("viewer"), journey)
    wanted = set(re.findall(r'href="#(formula-[a-z]+)"', page))
    assert wanted == set(re.findall(r'id="(formula-[a-z]+)"', page)) >= {"formula-npv", "formula-payback"}


def test_the_page_shows_what_the_engine_computes_in_each_scenario(client_of, journey, seats, lead):
    set_scenarios(journey=journey, by=lead, low_today=D(50))
    add_line(journey=journey, by=lead, name="Voice", side="target", category="usage", unit_price=D("12.345"))
    journey = Journey.objects.get(pk=journey.pk)
    for case in Case:
        page = show(client_of("viewer"), journey, scenario=case)
        found = compute(costs_of(journey), case)
        for amount in (found.today, found.target, found.saving, found.npv, found.years[1].cumulative):
            assert f"{amount:,.2f}" in page
    assert "Results: expected scenario" in show(client_of("viewer"), journey, scenario="none of them")


def test_assumptions_save_in_place_and_leave_the_fields_alone(client_of, journey, seats):
    posted = {**PLAN, "agents": "250", "base_revision": revision_of(journey)}
    page = client_of("admin").post(address("costs_assumptions", journey), posted, headers=HTMX).text
    assert CostPlan.objects.get().agents == 250
    assert "90,000.00" in page  # 250 x 12 x 30
    assert f'id="assumptions-revision" value="{revision_of(journey)}" hx-swap-oob="true"' in page
    assert f'id="line-{seats.pk}-total"' in page
    assert 'name="agents"' not in page


def test_a_wrong_assumption_is_told_below_its_field(client_of, journey, seats):
    posted = {**PLAN, "years": "11", "agents": "250"}
    client = client_of("admin")
    part = client.post(address("costs_assumptions", journey), posted, headers=HTMX).text
    assert re.search(r'id="id_years_error"[^>]*role="alert">Ensure this value is less than or equal to 10', part)
    assert "cost-results" not in part
    page = client.post(address("costs_assumptions", journey), posted).text
    assert 'value="250"' in page
    assert "Ensure this value is less than or equal to 10" in page
    assert CostPlan.objects.get().years == 3
    assert "86,400.00" in page  # of what is written, not of what was posted


def test_a_wrong_factor_keeps_the_scenarios_open(client_of, journey, seats):
    page = client_of("admin").post(address("costs_scenarios", journey), {**FACTORS, "low_volume": "-1"}).text
    assert re.search(r'<details class="card" open>\s*<summary><h3>Scenarios', page)


def test_a_stale_form_is_a_conflict(client_of, journey, seats, lead):
    seen = revision_of(journey)
    set_assumptions(journey=journey, by=lead, agents=260)
    answer = client_of("admin").post(address("costs_assumptions", journey), {**PLAN, "base_revision": seen})
    assert answer.status_code == 409
    assert "Agents: 260" in answer.text
    assert "Agents: 240" in answer.text


def test_a_price_changes_in_its_row(client_of, journey, seats):
    answer = client_of("admin").post(address("cost_line_amount", journey, seats.pk), {"unit_price": "31"}, headers=HTMX)
    seats.refresh_from_db()
    assert (seats.unit_price, seats.quantity) == (31, 1)
    assert "89,280.00" in answer.text


def test_a_wrong_price_is_told_in_its_row_and_without_script_on_the_page_of_the_line(client_of, journey, seats):
    client, at = client_of("admin"), address("cost_line_amount", journey, seats.pk)
    part = client.post(at, {"unit_price": "many"}, headers=HTMX).text
    assert re.search(rf'id="line-{seats.pk}-error"[^>]*role="alert">Enter a number', part)
    page = client.post(at, {"unit_price": "many"}).text
    assert 'value="many"' in page
    assert "Enter a number" in page


def test_a_line_is_added_with_all_its_facts(client_of, journey, seats):
    answer = client_of("admin").post(address("cost_line_new", journey, scenario="low"), LINE)
    line = CostLine.objects.get(name="Voice")
    assert answer.url == f"{address('costs', journey)}?scenario=low#line-{line.pk}"
    assert (line.driver, line.unit_price, line.last_year, line.note) == (
        "voice_minutes", D("0.018"), None, "Price page"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": ""}, "This field is required"),
        ({"last_year": "1", "first_year": "2"}, "The last year is before the first."),
        ({"period": "day"}, "Volumes are a month’s, so a line that follows one is paid by the month."),
        ({"quantity": "-1"}, "Ensure this value is greater than or equal to 0"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_and_what_was_typed_is_kept(client_of, journey, seats, wrong, reason):
    for name, more in (("cost_line_new", []), ("cost_line_change", [seats.pk])):
        page = client_of("admin").post(address(name, journey, *more), {**LINE, **wrong, "note": "Kept"}).text
        assert reason in page
        assert "Kept" in page
    assert CostLine.objects.count() == 1


def test_a_line_of_another_journey_is_not_there(client_of, journey, cast, lead):
    other = make_journey(title="Other")
    line = add_line(journey=other, by=lead, name="Seats", side="today", category="usage")
    assert client_of("admin").get(address("cost_line", journey, line.pk)).status_code == 404


@pytest.mark.parametrize("lines", [1, 30])
def test_it_costs_the_same_however_many_lines(client_of, cast, journey, seats, lead, lines, django_assert_num_queries):
    for number in range(1, lines):
        add_line(journey=journey, by=lead, name=f"Line {number}", side="target", category="usage", unit_price=D(1))
    client = client_of("viewer")
    with django_assert_num_queries(5):  # who asks, journey with role, figures, plan, lines
        page = show(client, journey)
    assert page.count('class="cost-name"') == lines


def test_a_journey_of_the_shipped_playbook_has_its_page(client, lead):
    journey = start_journey(space=make_space(), title="New", by=lead, playbook=load_shipped()[0].playbook)
    client.force_login(lead)
    page = show(client, journey)
    assert "Amazon Connect voice service" in page
    assert 'value="0.018"' in page
    assert "Add the playbook’s starting lines that are missing" in page
