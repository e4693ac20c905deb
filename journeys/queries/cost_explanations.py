"""The formula behind each figure of the costs: in words, and with the numbers that it was worked out from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from journeys.queries.costing import MONTHS, TIMES, Driver, Line, Period, Plan, Results, Scenario, Side, Year, cost_of

MOST_LIKELY = Decimal(100)
COUNTED = {Period.MONTH: "months", Period.DAY: "days"}
LINE_RULE = (
    "Quantity × what it follows × times a year (12 months, 365 days) × unit price × (1 + growth) to the power of the "
    "years since its first, × the scenario’s factor for its side; rounded to cents, half a cent up. A line that is "
    "paid once counts in its first year only."
)


@dataclass(frozen=True, slots=True)
class Explanation:
    key: str  # of the figure that it explains
    title: str
    rule: str
    numbers: tuple[str, ...]  # the rule with the numbers of these results, a line for each year where it has one


def explanations_of(results: Results) -> tuple[Explanation, ...]:
    """One for each figure, in the order in which they follow from each other."""
    return tuple(Explanation(key, title, rule, tuple(numbers(results))) for key, title, rule, numbers in FIGURES)


def explain_line(line: Line, plan: Plan, scenario: Scenario) -> tuple[str, ...]:
    """The amount of the line in each year in which it is due."""
    amounts = cost_of(line, plan, scenario).amounts
    return tuple(
        f"{plan.first_year + year - 1}: {' × '.join(factors_of(line, year, plan, scenario))} = {money(amount)}"
        for year, amount in enumerate(amounts, start=1)
        if line.is_due_in(year)
    )


def factors_of(line: Line, year: int, plan: Plan, scenario: Scenario) -> Iterator[str]:
    yield plain(line.quantity)
    if line.driver != Driver.FIXED:
        yield f"{getattr(plan, line.driver):,} {line.driver.label}"
        if line.driver != Driver.AGENTS and scenario.volume != MOST_LIKELY:
            yield f"{percent(scenario.volume)} (volume)"
    if line.period in COUNTED:
        yield f"{TIMES[line.period]} {COUNTED[line.period]}"
    yield plain(line.unit_price)
    if line.growth and year > line.first_year:
        yield f"(1 + {percent(line.growth)})^{year - line.first_year}"
    side = scenario.today if line.side == Side.TODAY else scenario.target
    if side != MOST_LIKELY:
        yield f"{percent(side)} (scenario)"


def scenario_numbers(results: Results) -> Iterator[str]:
    scenario = results.scenario
    yield (
        f"{scenario.case.label}: volumes × {percent(scenario.volume)}, today’s costs × {percent(scenario.today)}, "
        f"target’s costs × {percent(scenario.target)}"
    )


def cost_numbers(results: Results) -> Iterator[str]:
    for at, year in enumerate(results.years):
        due = {side: sum(c.line.side == side and c.line.is_due_in(at + 1) for c in results.lines) for side in Side}
        yield (
            f"{year.year}: today {money(year.today)} ({counted(due[Side.TODAY])}), "
            f"target {money(year.target)} ({counted(due[Side.TARGET])})"
        )
    yield f"All years: today {money(results.today)}, target {money(results.target)}"


def counted(lines: int) -> str:
    return f"{lines} {'line' if lines == 1 else 'lines'}"


def category_numbers(results: Results) -> Iterator[str]:
    for each in results.categories:
        yield f"{each.category.label.capitalize()}: today {money(each.today)}, target {money(each.target)}"


def saving_numbers(results: Results) -> Iterator[str]:
    for each in spans_of(results):
        yield f"{name_of(each)}: {money(each.today)} − {money(each.target)} = {money(each.saving)}"


def cumulative_numbers(results: Results) -> Iterator[str]:
    for year in results.years:
        before = year.cumulative - year.saving
        yield f"{year.year}: {money(before)} + {money(year.saving)} = {money(year.cumulative)}"


def share_numbers(results: Results) -> Iterator[str]:
    for each in spans_of(results):
        yield f"{name_of(each)}: {money(each.saving)} ÷ {money(each.today)} = {share(each.share)}"


def contact_numbers(results: Results) -> Iterator[str]:
    plan = results.plan
    yield (
        f"Contacts a year: ({plan.voice_contacts:,} voice + {plan.chat_contacts:,} chat + {plan.email_contacts:,} "
        f"e-mail + {plan.task_contacts:,} tasks) × {MONTHS} × {percent(results.scenario.volume)} "
        f"= {plain(results.contacts)}"
    )
    for each in spans_of(results):
        contacts = results.contacts * (1 if isinstance(each, Year) else plan.years)
        for side, cost, figure in (
            ("today", each.today, each.today_per_contact),
            ("target", each.target, each.target_per_contact),
        ):
            yield f"{name_of(each)}, {side}: {money(cost)} ÷ {plain(contacts)} = {money(figure)}"


def roi_numbers(results: Results) -> Iterator[str]:
    yield f"({money(results.today)} − {money(results.target)}) ÷ {money(results.target)} = {share(results.roi)}"


def npv_numbers(results: Results) -> Iterator[str]:
    rate = percent(results.plan.discount_rate)
    parts = " + ".join(f"{money(year.saving)} ÷ (1 + {rate})^{year.number}" for year in results.years)
    yield f"{parts} = {money(results.npv)}"


def payback_numbers(results: Results) -> Iterator[str]:
    for year in results.years:
        if year.once:
            yield f"{year.year}: {money(year.once)} once in its first month, {money(year.saving - year.once)} in twelve"
    yield month_in_words(results)


def month_in_words(results: Results) -> str:
    """Month 14 (Feb 2028), or that there is none."""
    if results.payback is None:
        return "There is no such month within these years."
    years, months = divmod(results.payback - 1, MONTHS)
    return f"Month {results.payback} ({date(results.plan.first_year + years, months + 1, 1):%b %Y})"


def spans_of(results: Results) -> tuple[Year | Results, ...]:
    """Each year, and all of them."""
    return (*results.years, results)


def name_of(each: Year | Results) -> str:
    return str(each.year) if isinstance(each, Year) else "All years"


def money(amount: Decimal | None) -> str:
    """1,234.50; a dash when there is none."""
    return "–" if amount is None else f"{amount:,.2f}".replace("-", "−")


def share(ratio: Decimal | None) -> str:
    """A ratio in percent, 31.25 %; a dash when there is none."""
    return "–" if ratio is None else f"{ratio * 100:,.2f} %".replace("-", "−")


def percent(value: Decimal) -> str:
    return f"{plain(value)} %"


def plain(value: Decimal) -> str:
    """A figure without zeros at its end: 0.018"""
    whole = f"{value:,f}"
    return (whole.rstrip("0").rstrip(".") if "." in whole else whole).replace("-", "−")


FIGURES = (
    (
        "scenario", "Scenario",
        "A scenario multiplies what the lines say: contacts, minutes and messages by its factor for volumes, every "
        "amount of a side by its factor for that side. Agents stay as they are.",
        scenario_numbers,
    ),
    ("cost", "Cost of a year", f"The sum of the side’s lines. Each line is: {LINE_RULE}", cost_numbers),
    ("category", "Cost by category", "The sum of the category’s lines over all years.", category_numbers),
    ("saving", "Saving", "Cost today − cost of the target. Below 0, the target costs more.", saving_numbers),
    ("cumulative", "Cumulative saving", "The savings of this year and all before it.", cumulative_numbers),
    ("share", "Saving in percent", "Saving ÷ cost today; none while today costs nothing.", share_numbers),
    (
        "contact", "Cost of a contact",
        "Cost ÷ contacts of all channels, which are those of a month × 12 × the scenario’s factor for volumes; none "
        "without contacts.",
        contact_numbers,
    ),
    (
        "roi", "Return on investment",
        "(Cost today − cost of the target) ÷ cost of the target, over all years: what each unit of money spent on the "
        "target brings back beyond itself.",
        roi_numbers,
    ),
    (
        "npv", "Net present value",
        "The saving of each year ÷ (1 + discount rate) to the power of its number, added up: each counts at the end "
        "of its year.",
        npv_numbers,
    ),
    (
        "payback", "Payback",
        "The month after the last one that ends with a cumulative saving below 0. What is paid once counts in the "
        "first month of its year, all else evenly in twelve months.",
        payback_numbers,
    ),
)  # fmt: skip
