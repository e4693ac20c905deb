"""Costs without a database."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from journeys.queries.costing import Case, Category, Costs, Driver, Line, Period, Plan, Scenario, Side

D = Decimal
PLAN = Plan(
    "EUR", 2027, years=3, discount_rate=D(8), agents=240, voice_contacts=120_000, voice_minutes=540_000,
    chat_contacts=30_000, chat_messages=300_000, email_contacts=8_000, task_contacts=2_500,
    scenarios=(
        Scenario(Case.LOW, volume=D(90), today=D(95), target=D(110)),
        Scenario(Case.EXPECTED),
        Scenario(Case.HIGH, volume=D("112.5"), today=D(105), target=D(95)),
    ),
)  # fmt: skip


def make_line(name: str, price: str, side: Side = Side.TODAY, category: Category = Category.USAGE, **facts) -> Line:
    return Line(side=side, category=category, name=name, unit_price=D(price), **facts)


LINES = (
    make_line(
        "Agent licences", "129", category=Category.LICENCES, driver=Driver.AGENTS, period=Period.MONTH, unit="agent",
        growth=D("3.5"), note="Contract of 2024, page 7",
    ),
    make_line("Trunks", "1850", category=Category.TELEPHONY, quantity=D(14), period=Period.MONTH, unit="trunk"),
    make_line("Inbound", "0.0135", category=Category.TELEPHONY, driver=Driver.VOICE_MINUTES, period=Period.MONTH),
    make_line("Servers", "38500", category=Category.INFRASTRUCTURE, growth=D(-2), last_year=2),
    make_line("Operations", "72000", category=Category.STAFF, quantity=D("3.5"), growth=D("2.75"), unit="post"),
    make_line(
        "Voice", "0.018", Side.TARGET, driver=Driver.VOICE_MINUTES, period=Period.MONTH, unit="minute",
        note="AWS public list price, US East, November 2026",
    ),
    make_line("Chat", "0.004", Side.TARGET, driver=Driver.CHAT_MESSAGES, period=Period.MONTH, unit="message"),
    make_line(
        "Telephony, inbound", "0.0039", Side.TARGET, Category.TELEPHONY, driver=Driver.VOICE_MINUTES,
        period=Period.MONTH, quantity=D("1.0625"), growth=D("1.5"),
    ),
    make_line("Numbers", "0.06", Side.TARGET, Category.TELEPHONY, quantity=D(35), period=Period.DAY, unit="number"),
    make_line("Operations", "76000", Side.TARGET, Category.STAFF, quantity=D("1.5"), growth=D("2.75"), first_year=2),
    make_line("CRM connector", "18000", Side.TARGET, Category.INTEGRATION),
    make_line("Training", "180", Side.TARGET, Category.TRAINING, driver=Driver.AGENTS, period=Period.ONCE),
    make_line("Migration", "415000", Side.TARGET, Category.MIGRATION, period=Period.ONCE, unit="project"),
    make_line("Go-live support", "24500.505", Side.TARGET, Category.MIGRATION, period=Period.ONCE, first_year=2),
)  # fmt: skip
COSTS = Costs(PLAN, LINES)


def changed(costs: Costs = COSTS, **facts) -> Costs:
    """With other facts of the plan."""
    return replace(costs, plan=replace(costs.plan, **facts))


def random_costs(random: Random) -> Costs:
    """Figures as people write them."""

    def number(most: int, places: int) -> Decimal:
        return D(random.randint(0, most * 10**places)).scaleb(-places)

    def line(at: int):
        driver = random.choice(list(Driver))
        periods = list(Period) if driver in (Driver.FIXED, Driver.AGENTS) else [Period.MONTH]
        first = random.randint(1, 10)
        return make_line(
            f"Line {at}", str(number(9_000, random.choice((0, 2, 4))) - random.choice((0, 0, 0, 4_000))),
            random.choice(list(Side)), random.choice(list(Category)), driver=driver, period=random.choice(periods),
            quantity=number(40, random.choice((0, 1, 4))), growth=number(30, 2) - 10, first_year=first,
            last_year=random.choice((None, random.randint(first, 10))),
        )  # fmt: skip

    volumes = {name: random.choice((0, random.randint(1, 90_000))) for name in Driver if name != Driver.FIXED}
    scenarios = tuple(Scenario(case, *(number(200, 2) for _ in range(3))) for case in Case)
    plan = Plan("USD", random.randint(2024, 2030), random.randint(1, 10), number(20, 2), **volumes, scenarios=scenarios)
    return Costs(plan, tuple(line(at) for at in range(random.randint(1, 25))))
