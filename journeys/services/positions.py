"""Where a row stands among its siblings: positions with gaps, so that a move writes few rows."""

from typing import Any

from django.db.models import Max, QuerySet

from journeys.models import ChecklistItem, Module, Phase, Task, Tool
from journeys.services.errors import Refusal
from journeys.services.growing import GAP

# A move writes the row itself, twice when it has to step aside first, and these at most: five rows.
NEIGHBOURS = 3
# How far apart a wider neighbourhood is spread at least, so that it lasts.
WIDE_STEP = 32
# People drag to the top again and again: what goes there leaves most of the room for the next.
FRONT_SHARE = 16


def room(siblings: QuerySet, *, before: Any = None, after: Any = None, moving: Any = None) -> int:
    """A free position right before or after one of `siblings`, else behind all of them.

    `moving` may be one of them already; where it stands right there, its own position comes back. Where the gap is
    used up, up to NEIGHBOURS rows are spread out first. Only where these stand so close that they can't be, which
    takes ten moves to one place (and dozens to the top), a wider neighbourhood is: 15 rows, then 63, and so on.
    """
    siblings, anchor = siblings.order_by("position"), before or after
    others = siblings.exclude(pk=moving.pk) if moving else siblings
    own = position_of(siblings, moving) if moving else None
    at = position_of(siblings, anchor) if anchor else None
    if anchor and at is None:
        raise Refusal(f"“{anchor}” is somewhere else by now. Reload the page to see where.")
    if own is not None and stands(others, own, at, bool(before)):
        return own
    if at is None:
        return behind(others)
    return between(siblings, others, at if before else at + 1, moving)


def siblings_of(row: Phase | Module | Task | ChecklistItem | Tool) -> QuerySet:
    """The rows that `row` stands among, itself included."""
    match row:
        case Phase():
            return Phase.objects.filter(journey=row.journey_id)
        case Module():
            return Module.objects.filter(phase=row.phase_id)
        case Task(parent_id=None):
            return Task.objects.filter(module=row.module_id, parent=None)
        case Task():
            return Task.objects.filter(parent=row.parent_id)
    return type(row)._default_manager.filter(task=row.task_id)


def position_of(rows: QuerySet, row: Any) -> int | None:
    return rows.filter(pk=row.pk).values_list("position", flat=True).first()


def stands(others: QuerySet, own: int, at: int | None, is_before: bool) -> bool:
    """Whether no other row is between the position `own` and the one that it is wanted next to, or the end."""
    if at is None:
        return not others.filter(position__gt=own).exists()
    if own != at and (own < at) != is_before:
        return False
    return not others.filter(position__gt=min(own, at), position__lt=max(own, at)).exists()


def behind(siblings: QuerySet) -> int:
    last = siblings.order_by().aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + GAP


def between(siblings: QuerySet, others: QuerySet, at: int, moving: Any) -> int:
    """A free position behind the `others` below `at` and before the rest."""
    count = NEIGHBOURS
    while True:
        left = list(others.filter(position__lt=at).reverse()[: count + 1])
        right = list(others.filter(position__gte=at)[: count + 1])
        low = left[0].position if left else -1
        high = right[0].position if right else low + 2 * GAP
        if high - low > 1:
            return (low + high) // 2 if left else high - -(-(high - low) // FRONT_SHARE)
        step, start, rows_left, rows_right = widest(left, right, count)
        if step >= (1 if count == NEIGHBOURS else WIDE_STEP):
            step_aside(siblings, moving, count)
            spread(siblings, [*reversed(left[:rows_left]), None, *right[:rows_right]], start, step)
            return start + step * (rows_left + 1)
        count = 4 * count + 3


def widest(left: list, right: list, count: int) -> tuple[int, int, int, int]:
    """Of all stretches with `count` rows, how far apart they can stand in the widest, and which it is."""
    total = min(count, len(left) + len(right))
    stretches = []
    for rows_left in range(max(0, total - len(right)), min(total, len(left)) + 1):
        rows_right = total - rows_left
        start = left[rows_left].position if rows_left < len(left) else -1
        end = right[rows_right].position if rows_right < len(right) else right[-1].position + GAP * total
        stretches.append(((end - start) // (total + 2), start, rows_left, rows_right))
    return max(stretches)


def step_aside(siblings: QuerySet, moving: Any, count: int) -> None:
    """So that no neighbour is put where the row still stands."""
    if moving:
        siblings.filter(pk=moving.pk).update(position=behind(siblings) + GAP * 2 * count)


def spread(siblings: QuerySet, rows: list, start: int, step: int) -> None:
    """Those that go right from the last one on, then those that go left from the first on: none meets another."""
    wanted = [(row, start + step * place) for place, row in enumerate(rows, start=1) if row]
    to_the_right = [(row, position) for row, position in wanted if position > row.position]
    to_the_left = [(row, position) for row, position in wanted if position < row.position]
    for row, position in [*reversed(to_the_right), *to_the_left]:
        siblings.filter(pk=row.pk).update(position=position)
