"""The report on the total cost of ownership: what a sponsor reads, and every figure that it stands on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from journeys.documents.declaring import (
    Callout,
    Column,
    Figures,
    Graph,
    Paragraph,
    Point,
    Report,
    Section,
    Shape,
    Table,
    Tone,
)
from journeys.documents.snapshot import Snapshot
from journeys.documents.tco_cells import label
from journeys.documents.tco_content import (
    FIGURES,
    NOTHING,
    WHAT_TO_DO,
    Content,
    Figure,
    Unit,
    balances,
    prepare,
)
from journeys.documents.tco_years import ALL, ALL_YEARS, SIDES
from journeys.documents.text import count, sentence, short
from journeys.queries.cost_explanations import (
    explanations_of,
    factors_of,
    money,
    month_in_words,
    percent,
    plain,
    share,
)
from journeys.queries.cost_references import NO_PROMISE, REFERENCES, Reference
from journeys.queries.costing import MONTHS, Case, CategoryCost, Driver, LineCost, Period, Results, Side, Year

WORDS: dict[Unit, Callable[[Decimal], str]] = {
    Unit.MONEY: money,
    Unit.SHARE: share,
    Unit.COUNT: plain,
    Unit.MONTH: str,
}


def said(figure: Figure, results: Results) -> str:
    value = figure.of(results)
    if value is None:
        return NOTHING
    return WORDS[figure.unit](Decimal(value))


def verdict(content: Content) -> str:
    results = content.chosen
    if results.saving == 0:
        return "No difference"
    if results.saving < 0:
        return "Costs more"
    return "Saves" if results.share is None else f"Saves {whole(results.share)}"


def whole(ratio: Decimal | None) -> str:
    """In percent without places, as big print has room for."""
    return NOTHING if ratio is None else f"{ratio * 100:,.0f} %".replace("-", "−")


def tone(content: Content) -> Tone:
    saving = content.chosen.saving
    return Tone.GOOD if saving > 0 else Tone.BAD if saving < 0 else Tone.QUIET


def in_words(content: Content) -> Iterator[str]:
    now, currency = content.chosen, content.plan.currency
    span = f"{'Over' if content.plan.years > 1 else 'In'} {content.span()}"
    yield (
        f"{span}, today's way costs {money(now.today)} {currency} and the target {money(now.target)} {currency}: "
        f"a difference of {money(now.saving)} {currency}."
    )
    yield f"Payback: {month_in_words(now)}"
    low, high = content.by_case[Case.LOW], content.by_case[Case.HIGH]
    yield (
        f"All of this is the expected scenario. In the low one the saving is {money(low.saving)} {currency} "
        f"({share(low.share)}), in the high one {money(high.saving)} {currency} ({share(high.share)})."
    )
    if content.blanks:
        yield (
            f"{content.blanks} of {count(len(now.lines), 'line')} come to nothing so far: where a price, a quantity or "
            "a volume is still to be filled in, these figures are not complete."
        )


def headline(content: Content) -> list[tuple[str, str]]:
    now = content.chosen
    return [
        (short(now.saving), f"{content.plan.currency} saved in all"),
        (whole(now.share), "of today's cost"),
        (whole(now.roi), "return on investment"),
        (short(now.npv), f"{content.plan.currency} net present value"),
        (NOTHING if now.payback is None else str(now.payback), "month of the payback"),
    ]


def year_points(content: Content) -> list[Point]:
    return [Point(str(year.year), (year.today, year.target)) for year in content.chosen.years]


def month_points(content: Content) -> Iterator[Point]:
    """The end of each month; that of a year has its label."""
    for month, balance in enumerate(balances(content.chosen), start=1):
        year, rest = divmod(month, MONTHS)
        yield Point("" if rest else str(content.plan.first_year + year - 1), (balance,))


def category_points(content: Content) -> list[Point]:
    return [Point(label(cost.category), (cost.today, cost.target)) for cost in content.chosen.categories]


def each_year_and_all(content: Content) -> list[Year | Results]:
    return [*content.chosen.years, content.chosen]


def year_name(row: Year | Results) -> str:
    return str(row.year) if isinstance(row, Year) else ALL_YEARS


def is_all(row: object) -> bool:
    return isinstance(row, Results)


def amount(row: Year | Results | CategoryCost, name: str) -> str:
    return money(getattr(row, name))


def amount_column(heading: str, name: str, width: int = 18) -> Column:
    return Column(heading, partial(amount, name=name), width=width, right=True)


SIDES_COLUMNS = (amount_column("Today", "today"), amount_column("Target", "target"), amount_column("Saving", "saving"))
YEARS = Table(
    each_year_and_all,
    (
        Column("Year", year_name, width=14),
        *SIDES_COLUMNS,
        Column(
            "Cumulative", lambda row: money(row.cumulative) if isinstance(row, Year) else "", width=18, right=True
        ),
        Column("In percent", lambda row: share(row.share), width=12, right=True),
    ),
    strong=is_all,
)  # fmt: skip


def categories_and_all(content: Content) -> list[CategoryCost | Results]:
    return [*content.chosen.categories, content.chosen]


def category_name(row: CategoryCost | Results) -> str:
    return label(row.category) if isinstance(row, CategoryCost) else ALL


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of words."""

    cells: tuple[str, ...]
    is_strong: bool = False

    def cell(self, at: int) -> str:
        return self.cells[at]


def cells_column(heading: str, at: int, width: int, *, right: bool = False) -> Column:
    return Column(heading, partial(Cells.cell, at=at), width=width, right=right)


def scenarios(content: Content) -> Iterator[Cells]:
    every = [content.by_case[case] for case in Case]
    for title, name in (("Volumes", "volume"), ("Costs today", "today"), ("Costs of the target", "target")):
        factors = (percent(getattr(results.scenario, name)) for results in every)
        yield Cells((f"Factor: {title.lower()}", *factors))
    for figure in FIGURES:
        yield Cells((figure.label, *(said(figure, results) for results in every)), figure.key == "saving")


SCENARIOS = Table(
    scenarios,
    (
        cells_column("Result", 0, 34),
        *(cells_column(label(case), at, 22, right=True) for at, case in enumerate(Case, start=1)),
    ),
    strong=lambda row: row.is_strong,
)  # fmt: skip


def assumptions(content: Content) -> Iterator[Cells]:
    plan = content.plan
    yield Cells(("Currency", plan.currency))
    yield Cells(("Span", content.span()))
    yield Cells(("Discount rate, a year", percent(plan.discount_rate)))
    for driver in Driver:
        if driver != Driver.FIXED:
            per = "" if driver == Driver.AGENTS else ", a month"
            yield Cells((f"{label(driver)}{per}", f"{getattr(plan, driver):,}"))


def lines(content: Content) -> Iterator[LineCost | Side]:
    """Each side, then its lines in their order."""
    for side in Side:
        found = [cost for cost in content.chosen.lines if cost.line.side == side]
        if found:
            yield side
            yield from found


def line_name(row: LineCost | Side) -> str:
    if isinstance(row, Side):
        return label(row)
    return "\n".join(filter(None, (row.line.name, " · ".join(filter(None, (label(row.line.category), row.line.unit))))))


def line_start(content: Content, row: LineCost | Side) -> str:
    if isinstance(row, Side):
        return ""
    return " × ".join(factors_of(row.line, row.line.first_year, content.plan, content.chosen.scenario))


def line_years(plan_years: int, row: LineCost | Side) -> str:
    if isinstance(row, Side):
        return ""
    line, growth = row.line, f"\n{percent(row.line.growth)} a year" if row.line.growth else ""
    last = line.first_year if line.period == Period.ONCE else min(line.last_year or plan_years, plan_years)
    return f"{line.first_year}{f' to {last}' if last > line.first_year else ''}{growth}"


def line_total(row: LineCost | Side) -> str:
    return "" if isinstance(row, Side) else money(row.total)


def notes_of(content: Content) -> list[str]:
    """Each once: many lines share theirs."""
    return list(dict.fromkeys(line.note for line in content.costs.lines if line.note))


def line_note(notes: list[str], row: LineCost | Side) -> int | None:
    """Its number."""
    return None if isinstance(row, Side) or not row.line.note else notes.index(row.line.note) + 1


def line_tables(content: Content) -> Iterator[Table]:
    notes = notes_of(content)
    yield Table(
        lines,
        (
            Column("Line", line_name, width=38),
            Column("In its first year", partial(line_start, content), width=40),
            Column("Years, growth", partial(line_years, content.plan.years), width=18),
            Column("All years", line_total, width=22, right=True),
            Column("Note", partial(line_note, notes), width=10, right=True),
        ),
        strong=lambda row: isinstance(row, Side),
    )
    if notes:
        numbered = [Cells((str(number), note)) for number, note in enumerate(notes, start=1)]
        columns = (cells_column("No.", 0, 10, right=True), cells_column("Source and note", 1, 100))
        yield Table(lambda _: numbered, columns)


EXPLANATIONS = Table(
    lambda content: explanations_of(content.chosen),
    (
        Column("Figure", "title", width=16),
        Column("How it is computed", "rule", width=36),
        Column("With the numbers of this plan", lambda each: "\n".join(each.numbers), width=62),
    ),
)


NO_PROMISES = Callout(lambda _: "Note", lambda _: Tone.QUIET, lambda _: [NO_PROMISE])


def beside(content: Content, reference: Reference) -> str:
    return share(getattr(content.chosen, reference.beside)) if reference.beside else NOTHING


def references(content: Content) -> Table:
    return Table(
        lambda _: REFERENCES,
        (
            Column("Published", "figure", width=14),
            Column("What", lambda reference: sentence(reference.claim), width=36),
            Column("This plan", partial(beside, content), width=14, right=True),
            Column("Source", "source", width=46),
        ),
    )


def sections(content: Content | None) -> Sequence[Section]:
    if content is None:
        return [Section("What to do first", (Paragraph(WHAT_TO_DO),))]
    currency, paid = content.plan.currency, month_in_words(content.chosen)
    return [
        Section("In short", (Callout(verdict, tone, in_words), Figures(headline))),
        Section("Year by year", (
            Graph(year_points, SIDES, f"Cost per year, {currency}, expected scenario"),
            YEARS,
            Graph(
                month_points, {"Cumulative saving": Tone.GOOD},
                f"Cumulative saving by month, {currency}; each year stands at its end. Payback: {paid}", Shape.LINE,
            ),
        )),
        Section("By category", (
            Graph(category_points, SIDES, f"Cost by category over all years, {currency}", Shape.BARS),
            Table(
                categories_and_all, (Column("Category", category_name, width=24), *SIDES_COLUMNS), strong=is_all
            ),
        )),
        Section("Three scenarios", (SCENARIOS,)),
        Section("Assumptions", (
            Table(assumptions, (cells_column("Assumption", 0, 40), cells_column("Value", 1, 30, right=True))),
        )),
        Section("Lines of cost", (
            Paragraph(f"All amounts in {currency}. Year 1 of the plan is {content.plan.first_year}."),
            *line_tables(content),
        )),
        Section("How each figure is computed", (EXPLANATIONS,)),
        Section("What others published", (NO_PROMISES, references(content))),
    ]  # fmt: skip


def in_playbook(snapshot: Snapshot) -> Iterator[Section]:
    """What the playbook tells of it: nothing while no line costs anything."""
    content = prepare(snapshot)
    if content and content.blanks < len(content.costs.lines):
        graph = Graph(
            lambda _: year_points(content), SIDES, f"Cost per year, {content.plan.currency}, expected scenario"
        )
        yield Section(
            "Total cost of ownership",
            (
                Callout(lambda _: verdict(content), lambda _: tone(content), lambda _: in_words(content)),
                Figures(lambda _: headline(content)),
                graph,
                replace(YEARS, rows=lambda _: each_year_and_all(content)),
            ),
        )


REPORT = Report("tco", "Total cost of ownership", sections, prepare)
