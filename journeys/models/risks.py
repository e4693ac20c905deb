from django.db import models
from django.db.models import Case, F, Q, Value, When

from journeys.models.journeys import Journey, Member


class Probability(models.IntegerChoices):
    RARE = 1, "Rare"
    UNLIKELY = 2, "Unlikely"
    POSSIBLE = 3, "Possible"
    LIKELY = 4, "Likely"
    ALMOST_CERTAIN = 5, "Almost certain"


class Impact(models.IntegerChoices):
    NEGLIGIBLE = 1, "Negligible"
    MINOR = 2, "Minor"
    MODERATE = 3, "Moderate"
    MAJOR = 4, "Major"
    SEVERE = 5, "Severe"


class Level(models.TextChoices):
    """The light of a risk, and what a person sets for a journey."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


# The rule behind the light, in one place: from which score (probability × impact) on a risk has it.
HIGHEST_SCORE = max(Probability) * max(Impact)
FROM_SCORE = {Level.RED: 15, Level.AMBER: 5, Level.GREEN: 1}
LEVEL_RULE = (
    f"Red when probability × impact is {FROM_SCORE[Level.RED]} or more, "
    f"amber from {FROM_SCORE[Level.AMBER]} to {FROM_SCORE[Level.RED] - 1}, green below."
)


def scores_of(level: Level) -> tuple[int, int]:
    """The least and the highest score that have this light."""
    higher = [least for least in FROM_SCORE.values() if least > FROM_SCORE[level]]
    return FROM_SCORE[level], min(higher, default=HIGHEST_SCORE + 1) - 1


def level_of(probability: int, impact: int) -> Level:
    return next(level for level, least in FROM_SCORE.items() if probability * impact >= least)


class RiskQuerySet(models.QuerySet["Risk"]):
    def live(self) -> "RiskQuerySet":
        """Those that still have to be watched or dealt with."""
        return self.exclude(status=Risk.Status.CLOSED)

    def at_level(self, level: Level) -> "RiskQuerySet":
        return self.alias(rated=F("probability") * F("impact")).filter(rated__range=scores_of(level))

    def red_first(self) -> "RiskQuerySet":
        """The highest score first, the closed ones last."""
        is_closed = Case(When(status=Risk.Status.CLOSED, then=Value(1)), default=Value(0))
        return self.order_by(is_closed, (F("probability") * F("impact")).desc(), "number")


class Risk(models.Model):
    """Something that may go wrong. It is never deleted, so that its number is never given twice."""

    class Status(models.TextChoices):
        OPEN = "open"
        OCCURRED = "occurred"
        CLOSED = "closed"

    class Strategy(models.TextChoices):
        AVOID = "avoid"
        REDUCE = "reduce"
        TRANSFER = "transfer"
        ACCEPT = "accept"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="risks")
    number = models.PositiveIntegerField(help_text="In the journey, from 1")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, help_text="What may happen, and what it would do")
    probability = models.PositiveSmallIntegerField(choices=Probability)
    impact = models.PositiveSmallIntegerField(choices=Impact)
    owner = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="risks")
    strategy = models.CharField(max_length=8, choices=Strategy, blank=True)
    response = models.TextField(blank=True, help_text="What is done about it")
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    raised_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "number"], name="risk_number_once_per_journey"),
            models.CheckConstraint(condition=~Q(title=""), name="risk_has_a_title"),
            models.CheckConstraint(
                condition=Q(probability__in=Probability.values) & Q(impact__in=Impact.values),
                name="risk_rated_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(strategy__in=["", "avoid", "reduce", "transfer", "accept"]), name="risk_strategy_known"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | Q(status__in=["open", "occurred"], closed_at=None),
                name="risk_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Risk {self.number}, “{self.title}”"

    @property
    def score(self) -> int:
        return self.probability * self.impact

    @property
    def level(self) -> Level:
        return level_of(self.probability, self.impact)

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED
