"""Counting from Monday to Friday, by hand on a calendar and against counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.playbooks.working_days import dates_from, distance, later, moved, plan_from

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2027, 3, day) for day in (5, 6, 7, 8))
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
numbers = st.integers(-3_000, 3_000)
plans = st.tuples(st.integers(0, 9_999), st.none() | st.integers(1, 9_999))
often = settings(max_examples=300, deadline=None, derandomize=True)


def counted(day: date, number: int) -> date:
    """The same as `later`, a day at a time."""
    step = timedelta(days=1 if number >= 0 else -1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    while number:
        day += step
        number -= 0 if day.weekday() > 4 else (1 if number > 0 else -1)
    return day


@pytest.mark.parametrize(
    ("start", "plan", "dates"),
    [
        (MONDAY, (0, 1), (MONDAY, MONDAY)),
        (MONDAY, (0, 5), (MONDAY, date(2027, 3, 12))),
        (MONDAY, (5, 1), (date(2027, 3, 15), date(2027, 3, 15))),
        (FRIDAY, (0, 2), (FRIDAY, MONDAY)),
        (SATURDAY, (0, 1), (MONDAY, MONDAY)),
        (SUNDAY, (1, 4), (date(2027, 3, 9), date(2027, 3, 12))),
        (MONDAY, (10, None), (date(2027, 3, 22), None)),
        (MONDAY, (None, 5), (None, None)),
        (None, (0, 5), (None, None)),
    ],
)
def test_the_dates_of_a_plan(start, plan, dates):
    assert dates_from(start, *plan) == dates


@pytest.mark.parametrize(
    ("dates", "plan"),
    [
        ((None, None), (None, None)),
        ((None, MONDAY), (1, 1)),
        ((FRIDAY, SATURDAY), (0, 2)),
        ((date(2027, 3, 1), MONDAY), (0, 2)),
        ((date(2027, 3, 1), date(2027, 3, 2)), (0, 1)),
        ((date(2099, 3, 2), None), (9_999, None)),
    ],
)
def test_the_plan_of_dates_that_no_plan_gives_is_the_nearest(dates, plan):
    assert plan_from(FRIDAY, *dates) == plan


def test_a_weekend_stays_one_by_whole_weeks_only():
    assert moved(SATURDAY, 5) == SATURDAY + timedelta(days=7)
    assert moved(SATURDAY, -10) == SATURDAY - timedelta(days=14)
    assert moved(SATURDAY, 1) == date(2027, 3, 9)
    assert moved(SATURDAY, -1) == FRIDAY


@often
@given(days, plans)
def test_dates_lead_back_to_their_plan(start, plan):
    assert plan_from(start, *dates_from(start, *plan)) == plan


@often
@given(days, st.integers(-60, 60))
def test_later_is_what_counting_on_a_calendar_gives(day, number):
    assert later(day, number) == counted(day, number)


@often
@given(days, numbers)
def test_distance_is_the_inverse_of_later(day, number):
    assert distance(day, later(day, number)) == number
    assert later(later(day, number), -number) == later(day, 0)


@often
@given(days, days, plans)
def test_moving_the_start_moves_the_dates_of_a_plan_by_as_much(before, after, plan):
    by = distance(before, after)
    assert tuple(day and moved(day, by) for day in dates_from(before, *plan)) == dates_from(after, *plan)


@often
@given(days, days, numbers)
def test_moving_keeps_days_in_their_order(one, other, number):
    first, last = sorted([one, other])
    assert moved(first, number) <= moved(last, number)


def test_the_calendar_has_an_end():
    with pytest.raises(OverflowError):
        dates_from(date(9999, 12, 1), 100, 1)
