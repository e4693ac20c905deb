"""The burn-up picture: completed tasks over time against the scope, as lines in a box of 1000 by 200."""

from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 1000, 200


@dataclass(frozen=True, slots=True)
class Burnup:
    """Where the lines of the picture go, and what to say with it."""

    starts_on: date
    ends_on: date
    done: str
    pace: str
    today: float
    completed: int


def burnup(completed: list[tuple[date, int]], scope: int, starts_on: date, due_on: date | None, today: date) -> Burnup:
    """The picture from `starts_on`, or the first completed task, to the target date, or today if that is later."""
    first = min([starts_on, today, *(day for day, _ in completed[:1])])
    last = max(filter(None, [due_on, today]))
    days = max((last - first).days, 1)
    top = max(scope, 1)

    def point(day: date, count: int) -> str:
        return f"{(day - first).days * WIDTH / days:.1f},{HEIGHT - count * HEIGHT / top:.1f}"

    steps, before = [point(first, 0)], 0
    for day, count in [*completed, (today, completed[-1][1] if completed else 0)]:
        steps += [point(day, before), point(day, count)]
        before = count
    return Burnup(
        starts_on=first,
        ends_on=last,
        done=" ".join(steps),
        pace=f"{point(max(starts_on, first), 0)} {point(due_on, scope)}" if due_on and due_on > starts_on else "",
        today=(today - first).days * WIDTH / days,
        completed=before,
    )
