from decimal import Decimal

import pytest

from journeys.queries.cost_explanations import explain_line, explanations_of, money, month_in_words, plain, share
from journeys.queries.costing import Case, Category, Costs, Driver, Line, Period, Plan, Scenario, Side, compute

D = Decimal
LOW = Scenario(Case.LOW, volume=D(90), today=D(95), target=D(110))
PLAN = Plan(
    "USD", 2027, years=2, discount_rate=D(8), agents=240, voice_contacts=1000, voice_minutes=5000,
    scenarios=(LOW, Scenario(Case.EXPECTED)),
)  # fmt: skip
SEATS = Line(
    Side.TODAY, Category.LICENCES, "Seats", D("30"), driver=Driver.AGENTS, period=Period.MONTH, growth=D("2.5")
)
MINUTES = Line(
    Side.TARGET, Category.USAGE, "Voice", D("0.018"), driver=Driver.VOICE_MINUTES, period=Period.MONTH, last_year=2
)
MOVE = Line(Side.TARGET, Category.MIGRATION, "Move", D("90000"), period=Period.ONCE)


def numbers(key: str, *lines: Line, case: Case = Case.EXPECTED) -> tuple[str, ...]:
    found = {each.key: each.numbers for each in explanations_of(compute(Costs(PLAN, lines), case))}
    return found[key]


def test_a_line_is_explained_year_by_year():
    assert explain_line(SEATS, PLAN, PLAN.scenario(Case.EXPECTED)) == (
        "2027: 1 × 240 agents × 12 months × 30 = 86,400.00",
        "2028: 1 × 240 agents × 12 months × 30 × (1 + 2.5 %)^1 = 88,560.00",
    )


def test_the_factors_of_a_scenario_are_among_the_numbers():
    assert explain_line(MINUTES, PLAN, LOW)[0] == (
        "2027: 1 × 5,000 voice minutes × 90 % (volume) × 12 months × 0.018 × 110 % (scenario) = 1,069.20"
    )


def test_what_is_paid_once_is_explained_once():
    assert explain_line(MOVE, PLAN, PLAN.scenario(Case.EXPECTED)) == ("2027: 1 × 90,000 = 90,000.00",)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("scenario", "Expected: volumes × 100 %, today’s costs × 100 %, target’s costs × 100 %"),
        ("cost", "2027: today 86,400.00 (1 line), target 91,080.00 (2 lines)"),
        ("category", "Licences: today 174,960.00, target 0.00"),
        ("saving", "2027: 86,400.00 − 91,080.00 = −4,680.00"),
        ("cumulative", "2028: −4,680.00 + 87,480.00 = 82,800.00"),
        ("share", "2027: −4,680.00 ÷ 86,400.00 = −5.42 %"),
        ("contact", "Contacts a year: (1,000 voice + 0 chat + 0 e-mail + 0 tasks) × 12 × 100 % = 12,000"),
        ("contact", "All years, target: 92,160.00 ÷ 24,000 = 3.84"),
        ("roi", "(174,960.00 − 92,160.00) ÷ 92,160.00 = 89.84 %"),
        ("npv", "−4,680.00 ÷ (1 + 8 %)^1 + 87,480.00 ÷ (1 + 8 %)^2 = 70,666.67"),
        ("payback", "2027: −90,000.00 once in its first month, 85,320.00 in twelve"),
        ("payback", "Month 13 (Jan 2028)"),
    ],
)
def test_each_figure_says_its_numbers(key, said):
    assert said in numbers(key, SEATS, MINUTES, MOVE)


def test_every_figure_is_explained_even_when_there_is_nothing():
    assert all(each.rule and each.title for each in explanations_of(compute(Costs(PLAN, ()))))
    assert numbers("share") == (
        "2027: 0.00 ÷ 0.00 = –", "2028: 0.00 ÷ 0.00 = –", "All years: 0.00 ÷ 0.00 = –"
    )  # fmt: skip
    assert month_in_words(compute(Costs(PLAN, ()))) == "There is no such month within these years."


def test_figures_are_written_as_people_read_them():
    assert (money(D("-1234.5")), money(None)) == ("−1,234.50", "–")
    assert (share(D("0.3125")), share(None)) == ("31.25 %", "–")
    assert (plain(D("0.018000")), plain(D("1200.0000")), plain(D("-3"))) == ("0.018", "1,200", "−3")
