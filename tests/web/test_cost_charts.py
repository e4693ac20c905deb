from decimal import Decimal

import pytest

from journeys.queries.costing import Category, Costs, Line, Period, Plan, Side, compute
from journeys.web.cost_charts import (
    HEIGHT,
    WIDTH,
    Scale,
    balance_after,
    categories,
    columns,
    cumulative,
    short,
    step_of,
)

D = Decimal


def results(*lines: Line, years: int = 2):
    return compute(Costs(Plan("USD", 2027, years=years), lines))


def line(side, price, category=Category.USAGE, period=Period.YEAR) -> Line:
    return Line(side, category, "Any", D(price), period=period)


TODAY, TARGET = line(Side.TODAY, 1200), line(Side.TARGET, 600, Category.STAFF)
MOVE = line(Side.TARGET, 700, Category.MIGRATION, Period.ONCE)


def test_columns_stand_beside_each_other_on_the_zero():
    chart = columns(results(TODAY, TARGET))
    today, target = chart.bars[:2]
    assert (today.side, target.side, len(chart.bars)) == ("today", "target", 4)
    assert today.x + today.width == pytest.approx(target.x, abs=0.2)
    assert today.y + today.height == pytest.approx(chart.zero) == pytest.approx(target.y + target.height) == HEIGHT
    assert today.height == pytest.approx(2 * target.height, abs=0.2)
    assert [name.label for name in chart.names] == ["2027", "2028"]
    assert today.label == "2027, today: 1,200.00"


def test_credits_hang_below_the_zero():
    bar = columns(results(line(Side.TODAY, -100))).bars[0]
    assert bar.y < HEIGHT
    assert bar.height > 0


def test_the_line_falls_by_what_is_paid_once_and_is_marked_where_it_has_paid():
    found = results(TODAY, TARGET, MOVE)
    chart = cumulative(found)
    corners = [tuple(map(float, corner.split(","))) for corner in chart.line.split()]
    assert len(corners) == 5
    assert corners[0][1] == chart.zero < corners[1][1]  # downwards is more
    assert (corners[0][0], corners[-1][0]) == (0, WIDTH)
    assert (found.payback, balance_after(found, 14)) == (14, 0)
    assert chart.mark == (pytest.approx(WIDTH * 14 / 24, abs=0.1), chart.zero)


def test_without_payback_there_is_no_mark():
    assert cumulative(results(line(Side.TARGET, 5))).mark is None


def test_categories_lie_below_their_names():
    chart = categories(results(TODAY, TARGET, MOVE))
    assert [name.label for name in chart.names] == ["Usage", "Staff", "One-off migration"]
    assert max(bar.x + bar.width for bar in chart.bars) <= WIDTH
    assert all(bar.y + bar.height <= chart.height for bar in chart.bars)


@pytest.mark.parametrize("years", [1, 10])
def test_nothing_at_all_has_pictures_too(years):
    empty = results(years=years)
    assert columns(empty).zero == cumulative(empty).zero == HEIGHT
    assert categories(empty).bars == ()


@pytest.mark.parametrize(("span", "step"), [(0, 1), (1, 0.25), (4.5, 1), (5, 2), (1000, 250), (972_656, 250_000)])
def test_steps_are_round(span, step):
    assert step_of(span) == step


def test_a_scale_holds_all_amounts():
    scale = Scale([D("-401270"), D("981506.16")], 100)
    assert (scale.low, scale.high) == (-500_000, 1_000_000)
    assert (scale.at(scale.low), scale.at(scale.high)) == (0, 100)


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "0"), (950, "950"), (1500, "1.5 k"), (-2e6, "−2 M"), (3e9, "3 bn"), (0.25, "0.25")]
)
def test_amounts_are_short(amount, words):
    assert short(amount) == words
