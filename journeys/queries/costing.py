"""What a journey costs, today and on its target: plain values in, exact figures out. No rows, no clock.

Every rule here is one that a spreadsheet can say too, and the workbook says it by formula:

- The amount of a line in year *y* (1 is the plan's first) is 0 before its first and after its last year, and for a
  line paid once in every year but its first. Otherwise it is ROUND(quantity x driver x times x unit price
  x (1 + growth) ^ (y - its first year) x the scenario's factor for its side; 2).
- The driver is 1, the agents, or a volume of a month; the scenario's volume factor multiplies volumes, not agents.
- Times is 1 for once and for a year, 12 for a month and 365 for a day.
- Amounts are rounded half up (away from zero, as ROUND does) once, for each line and year. All else adds them up, so
  that every sum is exact.
- Ratios are rounded to 4 places, costs of a contact and the net present value to cents. What would be divided by
  nothing, or by less, is None.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from django.db.models import TextChoices

from journeys.models import CostLine

Side = CostLine.Side
Category = CostLine.Category
Driver = CostLine.Driver
Period = CostLine.Period

ZERO, CENT, RATIO, PERCENT = Decimal(0), Decimal("0.01"), Decimal("0.0001"), Decimal("0.01")
# The longest product of figures that the models hold has 120 digits: in this context it is exact.
EXACT = Context(prec=150, rounding=ROUND_HALF_UP)
MONTHS = 12
TIMES = {Period.ONCE: 1, Period.YEAR: 1, Period.MONTH: MONTHS, Period.DAY: 365}


class Case(TextChoices):
    """A scenario: the careful one, the one of the lines as they are written, the hopeful one."""

    LOW = "low"
    EXPECTED = "expected"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Its factors in percent: 100 leaves everything as it is written."""

    case: Case
    volume: Decimal = Decimal(100)  # of contacts, minutes and messages
    today: Decimal = Decimal(100)  # of every amount of this side, one-offs too
    target: Decimal = Decimal(100)

    def factor_of(self, side: Side) -> Decimal:
        return (self.today if side == Side.TODAY else self.target) * PERCENT


@dataclass(frozen=True, slots=True)
class Plan:
    currency: str  # ISO code
    first_year: int  # of the calendar
    years: int = 3  # 1 to 10
    discount_rate: Decimal = Decimal(8)  # percent a year
    agents: int = 0
    voice_contacts: int = 0  # these and the following: a month
    voice_minutes: int = 0
    chat_contacts: int = 0
    chat_messages: int = 0
    email_contacts: int = 0
    task_contacts: int = 0
    scenarios: tuple[Scenario, ...] = tuple(Scenario(case) for case in Case)

    @property
    def contacts(self) -> int:
        """Of all channels, a month."""
        return self.voice_contacts + self.chat_contacts + self.email_contacts + self.task_contacts

    def scenario(self, case: Case) -> Scenario:
        return next(scenario for scenario in self.scenarios if scenario.case == case)

    def driven_by(self, driver: Driver, scenario: Scenario) -> Decimal:
        """What the quantity of a line with this driver is multiplied by."""
        if driver == Driver.FIXED:
            return Decimal(1)
        if driver == Driver.AGENTS:
            return Decimal(self.agents)
        return getattr(self, driver) * scenario.volume * PERCENT


@dataclass(frozen=True, slots=True)
class Line:
    side: Side
    category: Category
    name: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = ""
    driver: Driver = Driver.FIXED
    period: Period = Period.YEAR
    growth: Decimal = ZERO  # percent a year, from its first year on
    first_year: int = 1  # of the plan, whose first year is 1
    last_year: int | None = None  # None: to the end of the plan
    note: str = ""
    id: int | None = None

    def is_due_in(self, year: int) -> bool:
        """`year` counts from 1."""
        if self.period == Period.ONCE:
            return year == self.first_year
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True, slots=True)
class Costs:
    """All that is written on the costs of a journey, lines in their order."""

    plan: Plan
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LineCost:
    line: Line
    amounts: tuple[Decimal, ...]  # one for each year of the plan
    total: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    number: int  # from 1
    year: int  # of the calendar
    today: Decimal
    target: Decimal
    once: Decimal  # the part of the saving that lines paid once make: less than 0 when they cost on the target
    saving: Decimal  # today less target
    cumulative: Decimal  # the savings up to the end of this year
    share: Decimal | None  # saving / today
    today_per_contact: Decimal | None
    target_per_contact: Decimal | None


@dataclass(frozen=True, slots=True)
class CategoryCost:
    """Over all years."""

    category: Category
    today: Decimal
    target: Decimal
    saving: Decimal


@dataclass(frozen=True, slots=True)
class Results:
    """One scenario. What has no year in it is over all years."""

    plan: Plan
    scenario: Scenario
    lines: tuple[LineCost, ...]
    years: tuple[Year, ...]
    categories: tuple[CategoryCost, ...]  # in the order of Category, without those that have no line
    contacts: Decimal  # a year
    today: Decimal
    target: Decimal
    saving: Decimal
    share: Decimal | None
    roi: Decimal | None  # (today - target) / target
    npv: Decimal
    payback: int | None  # the month, from 1, in which the target has paid for itself for good
    today_per_contact: Decimal | None
    target_per_contact: Decimal | None


def compute(costs: Costs, case: Case = Case.EXPECTED) -> Results:
    """The figures of one scenario."""
    plan, scenario = costs.plan, costs.plan.scenario(case)
    with localcontext(EXACT):
        lines = tuple(cost_of(line, plan, scenario) for line in costs.lines)
        contacts = plan.contacts * MONTHS * scenario.volume * PERCENT
        years = years_of(lines, plan, contacts)
        today, target = sum_of(year.today for year in years), sum_of(year.target for year in years)
        return Results(
            plan=plan,
            scenario=scenario,
            lines=lines,
            years=years,
            categories=categories_of(lines),
            contacts=contacts,
            today=today,
            target=target,
            saving=today - target,
            share=ratio(today - target, today),
            roi=ratio(today - target, target),
            npv=npv_of(years, plan.discount_rate),
            payback=payback_of(years, target),
            today_per_contact=per_contact(today, contacts * plan.years),
            target_per_contact=per_contact(target, contacts * plan.years),
        )


def compare(costs: Costs) -> tuple[Results, ...]:
    """The figures of all scenarios."""
    return tuple(compute(costs, case) for case in Case)


def cost_of(line: Line, plan: Plan, scenario: Scenario) -> LineCost:
    with localcontext(EXACT):
        amount = before_growth(line, plan, scenario)
        years = range(1, plan.years + 1)
        amounts = tuple(
            cents(amount * grown(line.growth, year - line.first_year)) if line.is_due_in(year) else ZERO
            for year in years
        )
        return LineCost(line, amounts, sum_of(amounts))


def before_growth(line: Line, plan: Plan, scenario: Scenario) -> Decimal:
    """What the line costs in its first year, not yet rounded."""
    with localcontext(EXACT):
        amount = line.quantity * plan.driven_by(line.driver, scenario) * TIMES[line.period] * line.unit_price
        return amount * scenario.factor_of(line.side)


def grown(growth: Decimal, years: int) -> Decimal:
    """What 1 is after so many years of `growth` percent."""
    return (1 + growth * PERCENT) ** years if growth and years else Decimal(1)


def years_of(lines: tuple[LineCost, ...], plan: Plan, contacts: Decimal) -> tuple[Year, ...]:
    years, cumulative = [], ZERO
    for at in range(plan.years):
        today = sum_of(cost.amounts[at] for cost in lines if cost.line.side == Side.TODAY)
        target = sum_of(cost.amounts[at] for cost in lines if cost.line.side == Side.TARGET)
        cumulative += today - target
        year = Year(
            number=at + 1,
            year=plan.first_year + at,
            today=today,
            target=target,
            once=sum_of(signed(cost, at) for cost in lines if cost.line.period == Period.ONCE),
            saving=today - target,
            cumulative=cumulative,
            share=ratio(today - target, today),
            today_per_contact=per_contact(today, contacts),
            target_per_contact=per_contact(target, contacts),
        )
        years.append(year)
    return tuple(years)


def signed(cost: LineCost, at: int) -> Decimal:
    """As a saving: what today's side costs counts for it, what the target costs against it."""
    return cost.amounts[at] if cost.line.side == Side.TODAY else -cost.amounts[at]


def categories_of(lines: tuple[LineCost, ...]) -> tuple[CategoryCost, ...]:
    totals = {(category, side): ZERO for category in Category for side in Side}
    for cost in lines:
        totals[Category(cost.line.category), Side(cost.line.side)] += cost.total
    used = {cost.line.category for cost in lines}
    return tuple(
        CategoryCost(category, today, target, today - target)
        for category in Category
        if category in used
        for today, target in [(totals[category, Side.TODAY], totals[category, Side.TARGET])]
    )


def npv_of(years: Iterable[Year], rate: Decimal) -> Decimal:
    """The savings, each discounted from the end of its year: NPV(rate; savings) of a spreadsheet."""
    return cents(sum_of(year.saving / (1 + rate * PERCENT) ** year.number for year in years))


def payback_of(years: Iterable[Year], target: Decimal) -> int | None:
    """The month after the last one that ends with a cumulative saving below 0: from then on the target has paid.

    Within a year what is paid once counts in its first month, the rest evenly in twelve. None when the last month
    still ends below 0, and when the target costs nothing, so that there is nothing to pay back.
    """
    months = list(balances_of(years))
    last_below = max((month for month, balance in enumerate(months, start=1) if balance < 0), default=0)
    return last_below + 1 if target > 0 and last_below < len(months) else None


def balances_of(years: Iterable[Year]) -> Iterator[Decimal]:
    """Twelve times the cumulative saving at the end of each month, so that nothing is divided: exact in cents."""
    before = ZERO
    for year in years:
        for twelfth in range(1, MONTHS + 1):
            yield MONTHS * (before + year.once) + twelfth * (year.saving - year.once)
        before = year.cumulative


def per_contact(cost: Decimal, contacts: Decimal) -> Decimal | None:
    return cents(cost / contacts) if contacts > 0 else None


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(RATIO) if whole > 0 else None


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
