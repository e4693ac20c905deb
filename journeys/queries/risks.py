"""The risks of a journey, and how many there are of each rating."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from journeys.models import Event, Impact, Journey, Level, Probability, Risk, level_of
from journeys.models.risks import RiskQuerySet

LIVE = "live"
# What lists of risks can be narrowed down to: the statuses, and all that is not closed.
STATUSES = [(LIVE, "Not closed"), *Risk.Status.choices]


def risks_of(
    journey: Journey,
    *,
    text: str = "",
    status: str = "",
    level: str = "",
    probability: int | None = None,
    impact: int | None = None,
) -> RiskQuerySet:
    """The risks of a journey with their owners: the highest score first, the closed ones last. One query."""
    risks = Risk.objects.filter(journey=journey).select_related("owner")
    if text:
        fits = Q(number=int(text)) if text.isdecimal() and len(text) < 10 else Q()
        for field in ("title", "description", "response"):
            fits |= Q(**{f"{field}__icontains": text})
        risks = risks.filter(fits)
    if status:
        risks = risks.live() if status == LIVE else risks.filter(status=status)
    if level:
        risks = risks.at_level(Level(level))
    rating = {"probability": probability, "impact": impact}
    return risks.filter(**{name: value for name, value in rating.items() if value}).red_first()


@dataclass(frozen=True, slots=True)
class Cell:
    """How many risks that are not closed have this rating."""

    probability: Probability
    impact: Impact
    count: int

    @property
    def score(self) -> int:
        return self.probability * self.impact

    @property
    def level(self) -> Level:
        return level_of(self.probability, self.impact)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows from the highest probability down, in each the cells from the lowest impact up."""

    rows: list[list[Cell]]

    @property
    def by_level(self) -> list[tuple[Level, int]]:
        """How many risks have each light, red first."""
        counts: Counter[Level] = Counter()
        for row in self.rows:
            for cell in row:
                counts[cell.level] += cell.count
        return [(level, counts[level]) for level in Level]


def matrix_of(journey: Journey) -> Matrix:
    """One query."""
    found = Counter(Risk.objects.live().filter(journey=journey).values_list("probability", "impact"))
    return Matrix([[Cell(p, i, found[p, i]) for i in Impact] for p in reversed(Probability)])


def events_of(risk: Risk, limit: int = 20):
    """What happened to the risk, newest first."""
    events = Event.objects.filter(journey=risk.journey_id, verb__startswith="risk.")
    return events.filter(data__risk=risk.pk).order_by("-sequence")[:limit]
