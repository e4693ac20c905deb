from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from journeys.models.spaces import TeamMember


class Policy(models.TextChoices):
    """What happens when a rule of good order is not kept."""

    ALLOW = "allow", "allow it"
    WARN = "warn", "ask first"
    REFUSE = "refuse", "refuse it"


class JourneyQuerySet(models.QuerySet["Journey"]):
    def alive(self) -> "JourneyQuerySet":
        """Without the deleted ones, which an admin can bring back for 30 days."""
        return self.filter(deleted_at=None)


class Journey(models.Model):
    """One migration: its own copy of a playbook's tree, its people, files, documents and history."""

    space = models.ForeignKey("Space", models.PROTECT, related_name="journeys")
    playbook = models.ForeignKey("Playbook", models.PROTECT, null=True, blank=True, related_name="journeys")
    title = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField("target date", null=True, blank=True)
    open_items_policy = models.CharField(
        "completing a task with open items", max_length=6, choices=Policy, default=Policy.WARN
    )
    dependencies_policy = models.CharField(
        "starting a task before what it waits for is done", max_length=6, choices=Policy, default=Policy.WARN
    )
    evidence_policy = models.CharField(
        "ticking an item that asks for a file without one", max_length=6, choices=Policy, default=Policy.WARN
    )
    # Null, since SQLite adds any other column by copying the table, which the triggers on events don't let it.
    time_zone = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (and None is the installation's)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    locked_at = models.DateTimeField(null=True, blank=True)
    lock_reason = models.CharField(max_length=500, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Hidden since; removed whole 30 days later.")
    is_being_purged = models.BooleanField(
        default=False, editable=False, help_text="Only while this holds may its events be deleted."
    )

    revision = models.PositiveIntegerField(default=0, help_text="Counts the changes to what the journey holds")
    changed_at = models.DateTimeField(auto_now_add=True)
    # The end of the chain of events: a chain that was cut short shows, and appending needs no look at the last event.
    event_count = models.PositiveIntegerField(default=0)
    last_event_hash = models.CharField(max_length=64, blank=True)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(locked_at=None) | ~Q(lock_reason=""),
                name="journey_locked_says_why",
                violation_error_message="Say why the journey is locked.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="journey_ends_after_it_starts",
                violation_error_message="The target date is before the start.",
            ),
            models.CheckConstraint(
                condition=Q(dependencies_policy__in=["warn", "refuse"]),
                name="journey_dependencies_policy_known",
            ),
            models.CheckConstraint(
                condition=Q(open_items_policy__in=["warn", "refuse"]),
                name="journey_open_items_policy_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """By its clocks schedules go."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Role(models.TextChoices):
    """What a member is to a journey, strongest first. A contact has no account."""

    ADMIN = "admin"
    CONTRIBUTOR = "contributor"
    STAKEHOLDER = "stakeholder"
    VIEWER = "viewer"
    CONTACT = "contact"


class MemberQuerySet(models.QuerySet["Member"]):
    def of(self, user) -> "MemberQuerySet":
        """Those who are `user`, or a team of theirs."""
        return self.filter(Q(user=user) | Q(team__in=TeamMember.objects.filter(user=user).values("team")))


class Member(models.Model):
    """A person or a team of a journey. Name and address are kept here too, because a contact has no account."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    team = models.ForeignKey("Team", models.PROTECT, null=True, blank=True, related_name="memberships")
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    organisation = models.CharField("team or organisation", max_length=150, blank=True)
    title = models.CharField("job title", max_length=150, blank=True)
    role = models.CharField(max_length=11, choices=Role, default=Role.CONTRIBUTOR)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "user"], name="member_once_per_journey"),
            models.UniqueConstraint(fields=["journey", "team"], name="team_once_per_journey"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role_known"),
            models.CheckConstraint(
                condition=Q(user=None, team=None, role="contact")
                | ~Q(role="contact") & (Q(user__isnull=False, team=None) | Q(user=None, team__isnull=False)),
                name="member_is_a_person_a_team_or_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_contact(self) -> bool:
        return self.role == Role.CONTACT

    def stands_for(self, user) -> bool:
        """Whether this is `user`, or a team of theirs."""
        if self.team_id:
            return self.team_id in user.team_ids
        return self.user_id is not None and self.user_id == user.pk
