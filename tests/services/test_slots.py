from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.services.slots import WEEK, last_day, moment, next_day

BERLIN, NEW_YORK, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
MONDAY, SUNDAY = 0, 6
SEVEN, HALF_PAST_TWO = time(7), time(2, 30)


def utc(*when) -> datetime:
    return datetime(*when, tzinfo=UTC)


def test_it_is_seven_by_the_clocks_in_summer_and_winter():
    assert moment(date(2027, 3, 22), SEVEN, BERLIN) == utc(2027, 3, 22, 6)
    assert moment(date(2027, 3, 29), SEVEN, BERLIN) == utc(2027, 3, 29, 5)  # put forward on the 28th
    assert moment(date(2027, 10, 25), SEVEN, BERLIN) == utc(2027, 10, 25, 5)
    assert moment(date(2027, 11, 1), SEVEN, BERLIN) == utc(2027, 11, 1, 6)  # put back on the 31st


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2027, 3, 28), BERLIN, utc(2027, 3, 28, 1, 30)),  # shown as 3:30
        (date(2027, 3, 14), NEW_YORK, utc(2027, 3, 14, 7, 30)),
        (date(2027, 10, 3), SYDNEY, utc(2027, 10, 2, 16, 30)),
    ],
)
def test_a_time_that_clocks_leave_out_comes_later(day, zone, expected):
    assert moment(day, HALF_PAST_TWO, zone) == expected
    assert moment(day, HALF_PAST_TWO, zone).astimezone(zone).time() == time(3, 30)


def test_a_time_that_comes_twice_is_the_first():
    at = moment(date(2027, 10, 31), HALF_PAST_TWO, BERLIN)
    assert at == utc(2027, 10, 31, 0, 30)
    assert next_day(SUNDAY, HALF_PAST_TWO, BERLIN, at) == date(2027, 11, 7)  # not an hour later again


def test_the_day_is_that_of_the_time_zone():
    sunday_evening = utc(2027, 3, 21, 20)  # Monday 7:00 in Sydney
    assert next_day(MONDAY, SEVEN, SYDNEY, sunday_evening - timedelta(seconds=1)) == date(2027, 3, 22)
    assert next_day(MONDAY, SEVEN, SYDNEY, sunday_evening) == date(2027, 3, 29)


def test_after_three_weeks_the_last_one_counts():
    assert last_day(MONDAY, SEVEN, BERLIN, utc(2027, 3, 24, 12)) == date(2027, 3, 22)
    assert last_day(MONDAY, SEVEN, BERLIN, utc(2027, 3, 22, 6)) == date(2027, 3, 22)
    assert last_day(MONDAY, SEVEN, BERLIN, utc(2027, 3, 22, 5, 59)) == date(2027, 3, 15)


@given(
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_times_come_once_a_week_whatever_the_clocks_do(weekday, at, name, now):
    zone = ZoneInfo(name)
    before, after = last_day(weekday, at, zone, now), next_day(weekday, at, zone, now)
    assert after - before == WEEK
    assert after.weekday() == weekday
    assert moment(before, at, zone) <= now < moment(after, at, zone)
