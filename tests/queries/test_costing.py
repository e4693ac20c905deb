from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.queries.costing import (
    Case,
    Category,
    Costs,
    Driver,
    Line,
    Period,
    Plan,
    Scenario,
    Side,
    compare,
    compute,
)

D = Decimal


def plan_of(**facts) -> Plan:
    return Plan(**{"currency": "USD", "first_year": 2027, "years": 3, "discount_rate": D(0), **facts})


def line_of(price, side=Side.TODAY, **facts) -> Line:
    return Line(side=side, **{"category": Category.USAGE, "name": "Something", "unit_price": D(price), **facts})


def amounts(line: Line, plan: Plan | None = None, case: Case = Case.EXPECTED) -> tuple[Decimal, ...]:
    return compute(Costs(plan or plan_of(), (line,)), case).lines[0].amounts


def results(*lines: Line, **plan):
    return compute(Costs(plan_of(**plan), lines))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period.ONCE, ("10.00", "0", "0")),
        (Period.YEAR, ("10.00", "10.00", "10.00")),
        (Period.MONTH, ("120.00", "120.00", "120.00")),
        (Period.DAY, ("3650.00", "3650.00", "3650.00")),
    ],
)
def test_a_line_is_paid_once_a_year_a_month_or_a_day(period, expected):
    assert amounts(line_of(10, period=period)) == tuple(map(D, expected))


@pytest.mark.parametrize(
    ("first", "last", "expected"), [(1, 1, (5, 0, 0)), (2, None, (0, 5, 5)), (2, 2, (0, 5, 0)), (4, None, (0, 0, 0))]
)
def test_a_line_is_due_from_its_first_to_its_last_year(first, last, expected):
    assert amounts(line_of(5, first_year=first, last_year=last)) == expected


def test_what_is_paid_once_is_paid_in_its_first_year():
    assert amounts(line_of(5, period=Period.ONCE, first_year=2, growth=D(10))) == (0, 5, 0)


def test_growth_starts_in_the_lines_first_year_and_compounds():
    assert amounts(line_of(100, first_year=2, growth=D("2.5")), plan_of(years=4)) == (0, 100, D("102.50"), D("105.06"))


@pytest.mark.parametrize(
    ("driver", "amount"),
    [
        (Driver.FIXED, 12),
        (Driver.AGENTS, 12 * 2),
        (Driver.VOICE_CONTACTS, 12 * 3),
        (Driver.VOICE_MINUTES, 12 * 5),
        (Driver.CHAT_CONTACTS, 12 * 7),
        (Driver.CHAT_MESSAGES, 12 * 11),
        (Driver.EMAIL_CONTACTS, 12 * 13),
        (Driver.TASK_CONTACTS, 12 * 17),
    ],
)
def test_a_line_follows_its_driver(driver, amount):
    plan = plan_of(
        years=1, agents=2, voice_contacts=3, voice_minutes=5, chat_contacts=7, chat_messages=11, email_contacts=13,
        task_contacts=17,
    )  # fmt: skip
    assert amounts(line_of(1, driver=driver, period=Period.MONTH), plan) == (amount,)


@pytest.mark.parametrize(("price", "amount"), [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01")])
def test_half_a_cent_goes_away_from_zero(price, amount):
    assert amounts(line_of(price), plan_of(years=1)) == (D(amount),)


def test_prices_of_a_fraction_of_a_cent_count_before_rounding():
    plan = plan_of(years=1, voice_minutes=123_457)
    minutes = line_of("0.018", driver=Driver.VOICE_MINUTES, period=Period.MONTH)
    assert amounts(minutes, plan) == (D("26666.71"),)  # 123,457 x 12 x 0.018 = 26,666.712


def test_a_scenario_changes_volumes_and_sides_but_not_agents():
    low = Scenario(Case.LOW, volume=D(90), today=D(95), target=D(110))
    plan = plan_of(years=1, agents=10, voice_contacts=100, scenarios=(low,))
    monthly = {"period": Period.MONTH}
    assert amounts(line_of(1, driver=Driver.AGENTS, **monthly), plan, Case.LOW) == (D("114.00"),)
    assert amounts(line_of(1, driver=Driver.VOICE_CONTACTS, **monthly), plan, Case.LOW) == (D("1026.00"),)
    assert amounts(line_of(1, Side.TARGET, driver=Driver.VOICE_CONTACTS, **monthly), plan, Case.LOW) == (D("1188.00"),)
    assert compute(Costs(plan, ()), Case.LOW).contacts == 1080


def test_the_three_scenarios_come_together_in_their_order():
    assert [each.scenario.case for each in compare(Costs(plan_of(), ()))] == [Case.LOW, Case.EXPECTED, Case.HIGH]


def test_years_add_up_both_sides():
    found = results(
        line_of(1000), line_of(400, Side.TARGET), line_of(900, Side.TARGET, period=Period.ONCE), voice_contacts=10
    )
    first, second, third = found.years
    assert (first.number, first.year, third.number, third.year) == (1, 2027, 3, 2029)
    assert (first.today, first.target, first.saving, first.once, first.cumulative) == (1000, 1300, -300, -900, -300)
    assert (second.saving, second.once, second.cumulative, third.cumulative) == (600, 0, 300, 900)
    assert (first.share, second.share) == (D("-0.3"), D("0.6"))
    assert (first.today_per_contact, first.target_per_contact) == (D("8.33"), D("10.83"))
    assert (found.today, found.target, found.saving, found.share) == (3000, 2100, 900, D("0.3"))
    assert found.roi == D("0.4286")
    assert (found.today_per_contact, found.target_per_contact) == (D("8.33"), D("5.83"))


def test_categories_in_use_add_up_over_all_years():
    found = results(
        line_of(10, category=Category.STAFF),
        line_of(3, Side.TARGET, category=Category.LICENCES),
        line_of(5, category=Category.STAFF, last_year=1),
    )
    licences, staff = found.categories
    assert (licences.category, licences.today, licences.target, licences.saving) == (Category.LICENCES, 0, 9, -9)
    assert (staff.category, staff.today, staff.target, staff.saving) == (Category.STAFF, 35, 0, 35)


def test_savings_are_discounted_from_the_end_of_their_year():
    found = results(line_of(110), years=2, discount_rate=D(10))
    assert found.npv == D("190.91")  # 110 / 1.1 + 110 / 1.21


@pytest.mark.parametrize(
    ("once", "yearly", "month"),
    [
        (0, 600, 1),  # it saves from the start
        (50, 600, 1),  # 1,200 - 600 = 50 a month: even at the end of the first
        (51, 600, 2),
        (700, 600, 14),
        (1800, 600, 36),
        (1801, 600, None),
        (0, 1200, 1),  # as dear as today: nothing is lost
        (0, 1201, None),
    ],
)
def test_the_target_has_paid_in_the_month_after_the_last_one_below_zero(once, yearly, month):
    found = results(line_of(1200), line_of(yearly, Side.TARGET), line_of(once, Side.TARGET, period=Period.ONCE))
    assert found.payback == month


def test_what_has_paid_and_costs_again_has_not_paid_yet():
    later = line_of(1800, Side.TARGET, period=Period.ONCE, first_year=2)
    assert results(line_of(1200), line_of(0, Side.TARGET), later).payback == 18


def test_nothing_divides_by_nothing():
    found = results(years=10)
    assert (found.share, found.roi, found.payback, found.today_per_contact) == (None, None, None, None)
    assert (found.npv, found.saving, found.categories) == (0, 0, ())
    assert [(year.share, year.target_per_contact) for year in found.years] == [(None, None)] * 10


def test_credits_beyond_the_costs_have_no_share():
    found = results(line_of(-5), line_of(-3, Side.TARGET))
    assert (found.saving, found.share, found.roi, found.payback) == (-6, None, None, None)


FACTORS = st.decimals(0, 1000, places=2)
PLANS = st.builds(
    Plan,
    currency=st.just("EUR"),
    first_year=st.integers(2000, 2100),
    years=st.integers(1, 10),
    discount_rate=st.decimals(0, 100, places=2),
    **{
        name: st.integers(0, 999_999_999)
        for name in ("agents", "voice_contacts", "voice_minutes", "chat_contacts", "chat_messages", "email_contacts")
    },
    scenarios=st.tuples(*(
        st.builds(Scenario, case=st.just(case), volume=FACTORS, today=FACTORS, target=FACTORS) for case in Case
    )),
)  # fmt: skip
LINES = st.builds(
    Line,
    side=st.sampled_from(Side),
    category=st.sampled_from(Category),
    name=st.just("Any"),
    unit_price=st.decimals(-999_999_999, 999_999_999, places=6),
    quantity=st.decimals(0, 999_999_999, places=4),
    driver=st.sampled_from(Driver),
    period=st.sampled_from(Period),
    growth=st.decimals(-99, 999, places=2),
    first_year=st.integers(1, 10),
    last_year=st.none() | st.integers(1, 10),
)
COSTS = st.builds(Costs, plan=PLANS, lines=st.lists(LINES, max_size=8).map(tuple))


@settings(deadline=None, max_examples=60)
@given(costs=COSTS, case=st.sampled_from(Case))
def test_every_sum_is_exact(costs, case):
    found = compute(costs, case)
    today = [cost for cost in found.lines if cost.line.side == Side.TODAY]
    target = [cost for cost in found.lines if cost.line.side == Side.TARGET]
    for at, year in enumerate(found.years):
        assert Fraction(year.today) == sum(Fraction(cost.amounts[at]) for cost in today)
        assert Fraction(year.target) == sum(Fraction(cost.amounts[at]) for cost in target)
    for whole, parts in ((found.today, today), (found.target, target)):
        assert Fraction(whole) == sum(Fraction(cost.total) for cost in parts)
    assert Fraction(found.saving) == sum(Fraction(year.saving) for year in found.years)
    assert found.saving == sum((each.saving for each in found.categories), D(0)) == found.years[-1].cumulative


@settings(deadline=None, max_examples=60)
@given(costs=COSTS, case=st.sampled_from(Case))
def test_every_amount_is_the_rule_worked_out_in_fractions(costs, case):
    scenario = costs.plan.scenario(case)
    times = {Period.ONCE: 1, Period.YEAR: 1, Period.MONTH: 12, Period.DAY: 365}
    for cost in compute(costs, case).lines:
        line = cost.line
        driven = Fraction(costs.plan.driven_by(line.driver, scenario))
        side = Fraction(scenario.today if line.side == Side.TODAY else scenario.target) / 100
        for year, amount in enumerate(cost.amounts, start=1):
            exact = Fraction(line.quantity) * driven * times[line.period] * Fraction(line.unit_price) * side
            exact *= (1 + Fraction(line.growth) / 100) ** max(year - line.first_year, 0)
            assert amount.as_tuple().exponent in (-2, 0)
            assert abs(Fraction(amount) - (exact if line.is_due_in(year) else 0)) <= Fraction(1, 200)


@settings(deadline=None, max_examples=60)
@given(costs=COSTS)
def test_the_target_stays_paid_after_its_payback(costs):
    found = compute(costs)
    if found.payback is not None:
        assert 1 <= found.payback <= 12 * costs.plan.years
        assert found.years[-1].cumulative >= 0
