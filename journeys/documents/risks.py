"""Risks as documents list them: red first, the rule of the light beside it."""

from journeys.documents.declaring import Column, Paragraph, Section, Table, Tone
from journeys.documents.snapshot import Risk
from journeys.models import LEVEL_RULE, Impact, Level, Probability, level_of
from journeys.models import Risk as RiskRow

EMPTY = "No risk is open."


def light(risk: Risk) -> str:
    """Red 20"""
    return f"{risk.level.label} {risk.score}"


def response(risk: Risk) -> str:
    """The strategy, and what is done about it."""
    strategy = risk.strategy.label if risk.strategy else ""
    return ": ".join(filter(None, (strategy, risk.response)))


TONE_OF = {Level.RED: Tone.BAD, Level.AMBER: Tone.WARN, Level.GREEN: Tone.GOOD}
LIGHTS = {f"{level_of(p, i).label} {p * i}": TONE_OF[level_of(p, i)] for p in Probability for i in Impact}
COLUMNS = (
    Column("No.", "number", width=9, right=True),
    Column("Risk", "title", width=42),
    Column("Light", light, width=20, tones=LIGHTS, note=LEVEL_RULE),
    Column("Owner", "owner.name", width=20),
    Column("Response", response, width=48),
    Column("Status", "status.label", width=18, tones={RiskRow.Status.OCCURRED.label: Tone.BAD}),
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
