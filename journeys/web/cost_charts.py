"""The pictures of the costs: where their lines and bars go, in boxes that the templates draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from journeys.queries.costing import MONTHS, CategoryCost, Results, Year

WIDTH, HEIGHT = 420, 190  # of the box that values are drawn in, beside its labels
BAR, ROW = 13, 52
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    side: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars or a line with the axes; `zero` is where nothing is."""

    height: float
    ticks: tuple[Tick, ...]  # of the amounts
    names: tuple[Tick, ...]  # of years or categories
    zero: float
    bars: tuple[Bar, ...] = ()
    line: str = ""
    mark: tuple[float, float] | None = None  # the point of payback


class Scale:
    """Amounts from the lowest to the highest, both rounded to a step, on a length."""

    def __init__(self, amounts: Iterable[Decimal], length: float):
        whole = [0.0, *map(float, amounts)]
        self.step = step_of(max(whole) - min(whole))
        self.low = floor(min(whole) / self.step) * self.step
        self.high = max(ceil(max(whole) / self.step), 1) * self.step
        self.length = length

    def at(self, amount: Decimal | float) -> float:
        return round((float(amount) - self.low) * self.length / (self.high - self.low), 1)

    def amounts(self) -> list[float]:
        return [self.low + number * self.step for number in range(round((self.high - self.low) / self.step) + 1)]


def step_of(span: float) -> float:
    """A round figure of which four or five make the span."""
    if span <= 0:
        return 1.0
    magnitude = 10.0 ** floor(log10(span / 4.5))
    return next(step * magnitude for step in STEPS if step * magnitude * 4.5 >= span)


def columns(results: Results) -> Chart:
    """The cost of each year, today's beside the target's."""
    scale = Scale([amount for year in results.years for amount in (year.today, year.target)], HEIGHT)
    room = WIDTH / len(results.years)
    width = min(room * 0.36, 44)
    bars = [
        column(
            scale, room * at + room / 2 + (0 if side == "target" else -width), width, getattr(year, side), side, year
        )
        for at, year in enumerate(results.years)
        for side in ("today", "target")
    ]
    return Chart(HEIGHT, ticks_of(scale, upwards=True), year_names(results.years), HEIGHT - scale.at(0), tuple(bars))


def column(scale: Scale, x: float, width: float, amount: Decimal, side: str, year: Year) -> Bar:
    top, zero = HEIGHT - scale.at(max(amount, Decimal(0))), HEIGHT - scale.at(min(amount, Decimal(0)))
    return Bar(round(x, 1), top, round(width, 1), round(zero - top, 1), side, f"{year.year}, {side}: {amount:,.2f}")


def cumulative(results: Results) -> Chart:
    """The balance of the savings month by month: what is paid once falls on the first day of its year."""
    corners: list[tuple[int, Decimal]] = [(0, Decimal(0))]
    for year in results.years:
        before = year.cumulative - year.saving
        corners += [((year.number - 1) * MONTHS, before + year.once), (year.number * MONTHS, year.cumulative)]
    scale = Scale([amount for _, amount in corners], HEIGHT)
    months = len(results.years) * MONTHS

    def point(month: float, amount: Decimal) -> tuple[float, float]:
        return round(month * WIDTH / months, 1), round(HEIGHT - scale.at(amount), 1)

    return Chart(
        HEIGHT,
        ticks_of(scale, upwards=True),
        year_names(results.years),
        HEIGHT - scale.at(0),
        line=" ".join("{},{}".format(*point(*corner)) for corner in corners),
        mark=point(results.payback, balance_after(results, results.payback)) if results.payback else None,
    )


def balance_after(results: Results, month: int) -> Decimal:
    """The cumulative saving at the end of a month."""
    year = results.years[(month - 1) // MONTHS]
    twelfths = month - (year.number - 1) * MONTHS
    return year.cumulative - year.saving + year.once + (year.saving - year.once) * twelfths / MONTHS


def categories(results: Results) -> Chart:
    """The cost of each category over all years, as bars that lie."""
    scale = Scale([amount for each in results.categories for amount in (each.today, each.target)], WIDTH)
    bars = [
        lying(scale, ROW * at + 16 + (BAR + 1) * (side == "target"), each, side)
        for at, each in enumerate(results.categories)
        for side in ("today", "target")
    ]
    names = tuple(
        Tick(ROW * at + 11, str(each.category.label).capitalize()) for at, each in enumerate(results.categories)
    )
    height = ROW * len(results.categories)
    return Chart(height, ticks_of(scale, upwards=False), names, scale.at(0), tuple(bars))


def lying(scale: Scale, y: float, each: CategoryCost, side: str) -> Bar:
    amount = getattr(each, side)
    left, right = scale.at(min(amount, Decimal(0))), scale.at(max(amount, Decimal(0)))
    label = f"{str(each.category.label).capitalize()}, {side}: {amount:,.2f}"
    return Bar(left, y, round(right - left, 1), BAR, side, label)


def ticks_of(scale: Scale, *, upwards: bool) -> tuple[Tick, ...]:
    return tuple(
        Tick(round(HEIGHT - scale.at(amount), 1) if upwards else scale.at(amount), short(amount))
        for amount in scale.amounts()
    )


def year_names(years: tuple[Year, ...]) -> tuple[Tick, ...]:
    room = WIDTH / len(years)
    return tuple(Tick(round(room * (at + 0.5), 1), str(year.year)) for at, year in enumerate(years))


def short(amount: float) -> str:
    """1.2 M, 340 k, 0"""
    for size, unit in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(amount) >= size:
            return f"{amount / size:g}{unit}".replace("-", "−")
    return f"{amount:g}".replace("-", "−")
