"""Dates counted in working days, Monday to Friday. A Saturday or Sunday counts as the Monday after it."""

from datetime import date, timedelta

from journeys.playbooks.tree import LONGEST_DAYS

WEEK = 5
SATURDAY = 5

Dates = tuple[date | None, date | None]  # start and due date
Plan = tuple[int | None, int | None]  # `starts_after` and `length` of a task


def dates_from(start: date | None, starts_after: int | None, length: int | None) -> Dates:
    """The dates of a task in a journey that starts on `start`; a length of 1 is due on the day of its start.

    Neither without `start` or `starts_after`, and no due date without `length`.
    """
    if start is None or starts_after is None:
        return None, None
    starts_on = later(start, starts_after)
    return starts_on, None if length is None else later(starts_on, length - 1)


def plan_from(start: date, starts_on: date | None, due_on: date | None) -> Plan:
    """What gives these dates again in a journey that starts on `start`, as near as a playbook can say it.

    Nothing begins before the journey does, and what has a due date alone takes that one day.
    """
    begins = starts_on or due_on
    if begins is None:
        return None, None
    starts_after = min(max(distance(start, begins), 0), LONGEST_DAYS)
    if due_on is None:
        return starts_after, None
    return starts_after, min(max(distance(start, due_on) - starts_after, 0) + 1, LONGEST_DAYS)


def moved(day: date, days: int) -> date:
    """`day`, so many working days later, or earlier. By whole weeks a Saturday stays a Saturday."""
    weeks, rest = divmod(days, WEEK)
    day += timedelta(weeks=weeks)
    return later(day, rest) if rest else day


def later(day: date, days: int) -> date:
    """The working day that is `days` of them after `day`; 0 is `day` itself, or the Monday after a weekend."""
    day = working(day)
    weeks, weekday = divmod(day.weekday() + days, WEEK)
    return day + timedelta(weeks=weeks, days=weekday - day.weekday())


def distance(start: date, end: date) -> int:
    """How many working days `end` is after `start`: below 0 when it is before."""
    start, end = working(start), working(end)
    weeks = (end - start).days - (end.weekday() - start.weekday())
    return weeks // 7 * WEEK + end.weekday() - start.weekday()


def working(day: date) -> date:
    """`day`, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
