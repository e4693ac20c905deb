"""What is written on the costs of a journey, read into the values that figures are computed from."""

from django.utils.timezone import localdate

from journeys.models import CostLine, CostPlan, Journey
from journeys.queries.costing import Case, Category, Costs, Driver, Line, Period, Plan, Scenario, Side

PLAN = (
    "currency", "first_year", "years", "discount_rate", "agents", "voice_contacts", "voice_minutes", "chat_contacts",
    "chat_messages", "email_contacts", "task_contacts",
)  # fmt: skip
FACTORS = ("volume", "today", "target")


def costs_of(journey: Journey) -> Costs | None:
    """None while nobody has made a plan. One query, and one more for the plan unless it came with the journey."""
    row = getattr(journey, "cost_plan", None)
    return Costs(plan_of(row), lines_of(journey.pk)) if row else None


def first_year_of(journey: Journey) -> int:
    """Of a plan that nobody has made yet: the year in which the journey starts, or this one."""
    return (journey.starts_on or localdate()).year


def plan_row_of(journey: Journey) -> CostPlan:
    """The plan, or what it would start as."""
    return getattr(journey, "cost_plan", None) or CostPlan(journey=journey, first_year=first_year_of(journey))


def lines_of(journey_id: int) -> tuple[Line, ...]:
    """In their order. One query."""
    return tuple(line_of(row) for row in CostLine.objects.filter(plan=journey_id).order_by("position", "pk"))


def plan_of(row: CostPlan) -> Plan:
    return Plan(**{name: getattr(row, name) for name in PLAN}, scenarios=tuple(scenario_of(row, case) for case in Case))


def scenario_of(row: CostPlan, case: Case) -> Scenario:
    return Scenario(case, *(getattr(row, f"{case}_{name}") for name in FACTORS))


def line_of(row: CostLine) -> Line:
    return Line(
        side=Side(row.side),
        category=Category(row.category),
        name=row.name,
        unit_price=row.unit_price,
        quantity=row.quantity,
        unit=row.unit,
        driver=Driver(row.driver),
        period=Period(row.period),
        growth=row.growth,
        first_year=row.first_year,
        last_year=row.last_year,
        note=row.note,
        id=row.pk,
    )
