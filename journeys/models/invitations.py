from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from journeys.models.journeys import Journey
from journeys.models.spaces import Space, Team


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Neither answered nor revoked; their time may be over."""
        return self.filter(answered_at=None, revoked_at=None)

    def open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.waiting().filter(Q(journey=None) | Q(journey__deleted_at=None), expires_at__gt=now())

    def to(self, user) -> "InvitationQuerySet":
        """Those to an address that is proved to be of `user`."""
        return self.filter(email__in=EmailAddress.objects.filter(user=user, verified=True).values("email"))


class Invitation(models.Model):
    """Asks whoever reads the mails of an address into a space, a team or a journey."""

    space = models.ForeignKey(Space, models.CASCADE, null=True, blank=True, related_name="invitations")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="invitations")
    journey = models.ForeignKey(Journey, models.CASCADE, null=True, blank=True, related_name="invitations")
    email = models.EmailField(help_text="In lower case; the invitation is for its owner alone")
    role = models.CharField(max_length=11, blank=True, help_text="In the space or the journey; a team has none")
    # What the one who invites knows of a person, for the people of a journey.
    organisation = models.CharField(max_length=150, blank=True)
    title = models.CharField(max_length=150, blank=True)
    serial = models.CharField(max_length=32, unique=True, help_text="What the token is worked out from, with a secret")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(help_text="Last")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(default=False, help_text="What the answer was")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [
            # What waits for a person who signs in.
            models.Index(fields=["email"], name="invitation_by_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(space__isnull=False, team=None, journey=None, role__in=["admin", "contributor"])
                | Q(space=None, team__isnull=False, journey=None, role="")
                | Q(
                    space=None,
                    team=None,
                    journey__isnull=False,
                    role__in=["admin", "contributor", "stakeholder", "viewer"],
                ),
                name="invitation_to_one_place_with_a_role",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, is_accepted=False)
                | Q(answered_at__isnull=False, is_accepted=False)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="invitation_accepted_says_who_and_answered_when",
            ),
            *(
                models.UniqueConstraint(
                    fields=[place, "email"],
                    condition=Q(answered_at=None, revoked_at=None),
                    name=f"invitation_to_{place}_waits_once",
                )
                for place in ("space", "team", "journey")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.place}"

    @property
    def kind(self) -> str:
        """What it is an invitation to: also the name of the field."""
        return type(self.place).__name__.lower()

    @property
    def is_over(self) -> bool:
        return self.expires_at <= now()

    @property
    def place(self) -> Space | Team | Journey:
        place = self.space or self.team or self.journey
        assert place is not None, "a constraint holds it"
        return place


class Transfer(models.Model):
    """A journey is offered to another person, who may take it into a space where they may create journeys."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="transfers")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="transfers")
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["journey"], condition=Q(status="waiting"), name="transfer_waiting_once"),
            models.CheckConstraint(
                condition=Q(status="waiting", answered_at=None) | ~Q(status="waiting") & Q(answered_at__isnull=False),
                name="transfer_answered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey} to {self.to}"
