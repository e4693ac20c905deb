"""Where the cells of the TCO workbook stand, and the formulas that look at them.

The formulas say what `queries/costing.py` computes, in functions that Excel and LibreOffice share.
"""

from django.db.models import TextChoices

from journeys.documents.declaring import FIRST_AT
from journeys.documents.text import sentence
from journeys.queries.costing import MONTHS, TIMES, Case, Period, Side

MOST_YEARS = 10
YEARS = range(1, MOST_YEARS + 1)
# Columns of the sheet Lines.
SIDE, QUANTITY, DRIVER, PERIOD, PRICE, GROWTH, FIRST, LAST = "AEFGHIJK"
FROM, TO = "MN"
BASES = dict(zip(Case, "OPQ", strict=True))
FIRST_AMOUNT, LAST_AMOUNT = "R", "AA"
SCENARIOS = "Scenarios"
TOTAL_AT = FIRST_AT + MOST_YEARS  # of By year


def label(choice: TextChoices) -> str:
    """As the workbook writes it, and its formulas compare it."""
    return sentence(choice.label)


def case_of(name: str, case: Case) -> str:
    """The name of a cell or column that each scenario has: `Volume_low`."""
    return f"{name}_{case}"


def in_force(row: int) -> str:
    """Of the three columns C to E, the one of the chosen scenario."""
    return f"=INDEX($C{row}:$E{row},Scenario_number)"


def starts(row: int) -> str:
    return f'=IF({SIDE}{row}="",0,IF({FIRST}{row}="",1,{FIRST}{row}))'


def ends(row: int) -> str:
    last = f'IF({PERIOD}{row}="{label(Period.ONCE)}",{FROM}{row},IF({LAST}{row}="",Years,{LAST}{row}))'
    return f'=IF({SIDE}{row}="",0,MIN(Years,{last}))'


def base(row: int, case: Case) -> str:
    """Of a line in its first year. A row without a side is not filled in yet."""
    driver = f'IF({DRIVER}{row}="",1,INDEX({case_of("At", case)},MATCH({DRIVER}{row},Assumption,0)))'
    factor = f'IF({SIDE}{row}="{label(Side.TODAY)}",{case_of("Today", case)},{case_of("Target", case)})'
    return f'=IF({SIDE}{row}="",0,{QUANTITY}{row}*{driver}*{times(row)}*{PRICE}{row}*{factor})'


def times(row: int) -> str:
    month, day = (f'{PERIOD}{row}="{label(period)}",{TIMES[period]}' for period in (Period.MONTH, Period.DAY))
    return f"IF({month},IF({day},1))"


def amount(row: int, year: int) -> str:
    chosen = f"INDEX(${BASES[Case.LOW]}{row}:${BASES[Case.HIGH]}{row},Scenario_number)"
    grown = f"(1+${GROWTH}{row})^({year}-${FROM}{row})"
    return f"=IF(AND(${FROM}{row}<={year},{year}<=${TO}{row}),ROUND({chosen}*{grown},2),0)"


def line_total(row: int) -> str:
    return f"=ROUND(SUM({FIRST_AMOUNT}{row}:{LAST_AMOUNT}{row}),2)"


def cost_of_year(case: Case, which: str, year: int) -> str:
    """The amounts of all lines that `which` picks, as the sheet Lines computes them for the chosen scenario."""
    due = f"(Line_from<={year})*(Line_to>={year})"
    amounts = f"ROUND({case_of('Line', case)}*(1+Line_growth)^({year}-Line_from),2)"
    return f"=ROUND(SUMPRODUCT({which}*{due}*{amounts}),2)"


def of_side(side: Side) -> str:
    return f'(Line_side="{label(side)}")'


def paid_once() -> str:
    """As a saving: what today's side pays counts for it, what the target pays against it."""
    return f'(Line_paid="{label(Period.ONCE)}")*({of_side(Side.TODAY)}-{of_side(Side.TARGET)})'


def scenario_row(case: Case, year: int) -> int:
    """Of the sheet Scenarios, which has all years of one scenario below each other."""
    return FIRST_AT + list(Case).index(case) * MOST_YEARS + year - 1


def scenario_cells(case: Case, column: str) -> str:
    return f"{SCENARIOS}!${column}${scenario_row(case, 1)}:${column}${scenario_row(case, MOST_YEARS)}"


def balance(case: Case, month: int) -> str:
    """Twelve times the cumulative saving at the end of the month."""
    year, twelfth = divmod(month - 1, MONTHS)
    row = scenario_row(case, year + 1)
    before = f"{SCENARIOS}!$H${row - 1}+" if year else ""
    once = f"{SCENARIOS}!$G${row}"
    return f"{MONTHS}*({before}{once})+{twelfth + 1}*({SCENARIOS}!$F${row}-{once})"


def ratio(part: str, whole: str, places: int, none: str) -> str:
    return f'=IF({whole}>0,ROUND(({part})/({whole}),{places}),"{none}")'
