"""When a weekly time comes round, in a time zone whose clocks are put forward and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
MONDAY, MORNING = 0, time(7)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That time of that day, in UTC.

    A time that clocks leave out in spring comes as much later as they were put forward; of one that comes twice in
    autumn it is the first.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def next_day(weekday: int, at: time, zone: ZoneInfo, after: datetime) -> date:
    """The first such weekday whose time is later than `after`. Monday is 0."""
    today = after.astimezone(zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    return day if moment(day, at, zone) > after else day + WEEK


def last_day(weekday: int, at: time, zone: ZoneInfo, until: datetime) -> date:
    """The last such weekday whose time is not later than `until`."""
    return next_day(weekday, at, zone, until) - WEEK


def last_morning(zone: ZoneInfo, until: datetime) -> date:
    """The day of the last seven o'clock there that is not later than `until`."""
    return (next_morning(zone, until) - timedelta(hours=12)).astimezone(zone).date()


def next_morning(zone: ZoneInfo, after: datetime, *, weekly: bool = False) -> datetime:
    """The first time that clocks show seven there later than `after`, or do so on a Monday."""
    if weekly:
        return moment(next_day(MONDAY, MORNING, zone, after), MORNING, zone)
    today = after.astimezone(zone).date()
    first = moment(today, MORNING, zone)
    return first if first > after else moment(today + timedelta(days=1), MORNING, zone)
