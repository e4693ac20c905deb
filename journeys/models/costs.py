from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from journeys.models.journeys import Journey

MOST_YEARS = 10
MOST_OF_A_VOLUME = 999_999_999
ANY_CURRENCY = RegexValidator(r"\A[A-Z]{3}\Z", "Write the currency as its three letters, such as USD or EUR.")


def factor(percent: int) -> models.DecimalField:
    """In percent of what the lines say."""
    limits = [MinValueValidator(0), MaxValueValidator(1000)]
    return models.DecimalField(max_digits=6, decimal_places=2, default=percent, validators=limits)


def volume() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(default=0, validators=[MaxValueValidator(MOST_OF_A_VOLUME)])


class CostPlan(models.Model):
    """What the costs of a journey are computed with. Volumes are those of a month."""

    journey = models.OneToOneField(Journey, models.CASCADE, primary_key=True, related_name="cost_plan")
    currency = models.CharField(max_length=3, default="USD", validators=[ANY_CURRENCY], help_text="ISO code")
    first_year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    years = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)]
    )
    discount_rate = models.DecimalField(
        max_digits=5, decimal_places=2, default=8, validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Percent a year",
    )  # fmt: skip
    agents = volume()
    voice_contacts = volume()
    voice_minutes = volume()
    chat_contacts = volume()
    chat_messages = volume()
    email_contacts = volume()
    task_contacts = volume()
    low_volume = factor(90)
    low_today = factor(95)
    low_target = factor(110)
    expected_volume = factor(100)
    expected_today = factor(100)
    expected_target = factor(100)
    high_volume = factor(110)
    high_today = factor(105)
    high_target = factor(95)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=MOST_YEARS), name="cost_plan_has_1_to_10_years"
            ),
            models.CheckConstraint(condition=Q(discount_rate__gte=0), name="cost_plan_discounts_forwards"),
        ]

    def __str__(self) -> str:
        return f"Costs of {self.journey}"


class CostLine(models.Model):
    """One cost, of how things are today or of the target. Its years count from the plan's first one, which is 1."""

    class Side(models.TextChoices):
        TODAY = "today"
        TARGET = "target"

    class Category(models.TextChoices):
        LICENCES = "licences"
        TELEPHONY = "telephony"
        USAGE = "usage"
        INFRASTRUCTURE = "infrastructure"
        INTEGRATION = "integration"
        STAFF = "staff"
        TRAINING = "training"
        MIGRATION = "migration", "one-off migration"

    class Driver(models.TextChoices):
        """What the quantity is multiplied by: nothing, or a figure of the plan."""

        FIXED = "fixed", "nothing"
        AGENTS = "agents", "agents"
        VOICE_CONTACTS = "voice_contacts", "voice contacts"
        VOICE_MINUTES = "voice_minutes", "voice minutes"
        CHAT_CONTACTS = "chat_contacts", "chat contacts"
        CHAT_MESSAGES = "chat_messages", "chat messages"
        EMAIL_CONTACTS = "email_contacts", "e-mail contacts"
        TASK_CONTACTS = "task_contacts", "tasks"

    class Period(models.TextChoices):
        ONCE = "once"
        YEAR = "year", "a year"
        MONTH = "month", "a month"
        DAY = "day", "a day"

    plan = models.ForeignKey(CostPlan, models.CASCADE, related_name="lines")
    side = models.CharField(max_length=6, choices=Side)
    category = models.CharField(max_length=14, choices=Category)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60, blank=True, help_text="What is counted: licence, minute, day of work")
    quantity = models.DecimalField(
        max_digits=13, decimal_places=4, default=1, validators=[MinValueValidator(0)],
        help_text="Units, or units for each of what it follows",
    )  # fmt: skip
    driver = models.CharField("multiplied by", max_length=14, choices=Driver, default=Driver.FIXED)
    period = models.CharField("paid", max_length=5, choices=Period, default=Period.YEAR)
    unit_price = models.DecimalField(max_digits=15, decimal_places=6, default=0, help_text="A credit is negative")
    growth = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, validators=[MinValueValidator(-99)], help_text="Percent a year"
    )
    first_year = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)]
    )
    last_year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)],
        help_text="Empty: to the end of the plan",
    )  # fmt: skip
    note = models.TextField(blank=True, help_text="Where the figure comes from, and of which day it is")
    position = models.PositiveIntegerField(help_text="Order within the plan")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="cost_line_has_a_name"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="cost_line_counts_forwards"),
            models.CheckConstraint(condition=Q(growth__gt=-100), name="cost_line_never_shrinks_below_nothing"),
            models.CheckConstraint(
                condition=Q(first_year__gte=1, first_year__lte=MOST_YEARS)
                & (Q(last_year=None) | Q(last_year__gte=F("first_year"), last_year__lte=MOST_YEARS)),
                name="cost_line_ends_after_it_starts",
                violation_error_message="The last year is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(driver__in=["fixed", "agents"]) | Q(period="month"),
                name="cost_line_by_volume_is_paid_by_the_month",
                violation_error_message="Volumes are a month’s, so a line that follows one is paid by the month.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
