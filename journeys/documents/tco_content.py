"""What the documents on the total cost of ownership are made from: the figures of all three scenarios."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from journeys.documents.snapshot import Snapshot
from journeys.queries.costing import EXACT, MONTHS, Case, Costs, Plan, Results, balances_of, cents, compare

NOTHING = "–"
WHAT_TO_DO = (
    "No cost is written down yet. Open the journey's costs, begin with the playbook's starting lines or add your own "
    "for today and for the target, then ask for this document again."
)
CHOSEN = Case.EXPECTED


@dataclass(frozen=True, slots=True)
class Content:
    snapshot: Snapshot
    costs: Costs
    by_case: dict[Case, Results]

    @property
    def plan(self) -> Plan:
        return self.costs.plan

    @property
    def chosen(self) -> Results:
        return self.by_case[CHOSEN]

    @property
    def blanks(self) -> int:
        """How many lines come to nothing so far."""
        return sum(not cost.total for cost in self.chosen.lines)

    def span(self) -> str:
        """`3 years, 2027 to 2029`, or `2027`."""
        years = self.chosen.years
        return f"{len(years)} years, {years[0].year} to {years[-1].year}" if len(years) > 1 else str(years[0].year)


def prepare(snapshot: Snapshot) -> Content | None:
    """None while no cost is written down."""
    if snapshot.costs is None or not snapshot.costs.lines:
        return None
    return Content(snapshot, snapshot.costs, dict(zip(Case, compare(snapshot.costs), strict=True)))


def balances(results: Results) -> list[Decimal]:
    """The cumulative saving at the end of each month, to the cent."""
    with localcontext(EXACT):
        return [cents(balance / MONTHS) for balance in balances_of(results.years)]


class Unit(StrEnum):
    MONEY = "money"
    SHARE = "share"
    MONTH = "month"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the results that a reader asks for first."""

    key: str  # as Results know it
    label: str
    unit: Unit
    rule: str = ""  # the key of its explanation; nothing where that of the one above says it

    def of(self, results: Results) -> Decimal | int | None:
        return getattr(results, self.key)


FIGURES = (
    Figure("today", "Cost today", Unit.MONEY, "cost"),
    Figure("target", "Cost of the target", Unit.MONEY),
    Figure("saving", "Saving", Unit.MONEY, "saving"),
    Figure("share", "Saving in percent", Unit.SHARE, "share"),
    Figure("roi", "Return on investment", Unit.SHARE, "roi"),
    Figure("npv", "Net present value", Unit.MONEY, "npv"),
    Figure("payback", "Payback, month", Unit.MONTH, "payback"),
    Figure("contacts", "Contacts a year", Unit.COUNT, "contact"),
    Figure("today_per_contact", "Cost of a contact today", Unit.MONEY),
    Figure("target_per_contact", "Cost of a contact on the target", Unit.MONEY),
)
