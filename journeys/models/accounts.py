from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.functional import cached_property


class UserManager(BaseUserManager["User"]):
    """Addresses are kept in lower case, so that one person has one account."""

    @transaction.atomic
    def create_user(
        self, email: str, name: str, password: str | None = None, *, is_verified: bool = True, **fields
    ) -> "User":
        """An account, and whether its address counts as verified: nobody signs in before it does."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=is_verified)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None) -> "User":
        return self.create_user(email, name, password, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, who signs in with an e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    is_staff = models.BooleanField("operator", default=False, help_text="May open the Django admin.")
    is_active = models.BooleanField(default=True, help_text="Untick instead of deleting: history keeps its names.")
    date_joined = models.DateTimeField(auto_now_add=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Empty: that of the installation")
    remind_at = models.DateTimeField(
        null=True, editable=False, help_text="When it is next looked what of theirs is due"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            # The worker's sweep: whose morning has come.
            models.Index(fields=["remind_at"], name="user_by_reminder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """The teams that this is one of, read once for this object: a request has one of its own."""
        return frozenset(self.team_memberships.values_list("team", flat=True))

    @property
    def second_factors(self) -> models.QuerySet[Authenticator]:
        """What is asked for besides the password. Recovery codes only stand in for them."""
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        return Authenticator.objects.filter(user=self.pk, type__in=kinds)

    @property
    def zone(self) -> ZoneInfo:
        """By its clocks digests go."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)
