"""Risks as documents list them: red first, the rule of the light beside it."""

from journeys.documents.declaring import Column, Paragraph, Section, Table, Tone
from journeys.documents.snapshot import Risk
from journeys.models import LEVEL_RULE, Impact, Level, Probability
from journeys.models import Risk as RiskRow

TONES = {Level.RED: Tone.BAD, Level.AMBER: Tone.WARN, Level.GREEN: Tone.GOOD}
EMPTY = "No risk is open."


def response(risk: Risk) -> str:
    """The strategy, and what is done about it."""
    strategy = risk.strategy.label if risk.strategy else ""
    return ": ".join(filter(None, (strategy, risk.response)))


def rated(risk: Risk) -> str:
    return f"{risk.probability.label}, {risk.impact.label.lower()}"


COLUMNS = (
    Column("No.", "number", width=6, right=True),
    Column("Risk", "title", width=40),
    Column("Light", "level.label", width=11, tones={level.label: tone for level, tone in TONES.items()}),
    Column("Score", "score", width=8, right=True, note=LEVEL_RULE),
    Column("Probability, impact", rated, width=24),
    Column("Owner", "owner.name", width=18),
    Column("Response", response, width=46),
    Column("Status", "status.label", width=13, tones={RiskRow.Status.OCCURRED.label: Tone.BAD}),
)
STEPS = (
    f"Probability: {', '.join(f'{step.value} {step.label.lower()}' for step in Probability)}. "
    f"Impact: {', '.join(f'{step.value} {step.label.lower()}' for step in Impact)}."
)
RULE = f"{LEVEL_RULE} {STEPS}"
OPEN_RISKS = Section(
    "Open risks",
    (Table(lambda c: c.snapshot.live_risks, COLUMNS, empty=EMPTY), Paragraph(RULE, is_note=True)),
)
