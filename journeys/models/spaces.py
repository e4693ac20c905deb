from django.conf import settings
from django.db import models
from django.db.models import Exists, Q


def within_reach(user, space: str = "") -> Q:
    """Where the space demands no second factor, or `user` has one. `space` is the path to it, such as "space__"."""
    return Q(**{f"{space}requires_two_factor": False}) | Q(Exists(user.second_factors))


class Space(models.Model):
    """Holds journeys, and the people who may create them."""

    name = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False, editable=False, help_text="Made by the demo, and removed with it.")
    requires_two_factor = models.BooleanField(
        "demands two-factor sign-in", default=False, help_text="Who has no second factor sees nothing of it."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A group of people in a space. What it may do, in its space or in a journey, each of them may."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, through="TeamMember", related_name="teams")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "name"], name="team_name_once_per_space"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """One person of a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_memberships")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="team_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class SpaceMemberQuerySet(models.QuerySet["SpaceMember"]):
    def of(self, user) -> "SpaceMemberQuerySet":
        """The roles of `user`, their own and those of their teams."""
        return self.filter(Q(user=user) | Q(team__in=TeamMember.objects.filter(user=user).values("team")))


class SpaceMember(models.Model):
    """The role of a person, or of a team, in a space."""

    class Role(models.TextChoices):
        ADMIN = "admin"
        CONTRIBUTOR = "contributor"

    space = models.ForeignKey(Space, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="space_memberships"
    )
    team = models.OneToOneField(Team, models.CASCADE, null=True, blank=True, related_name="space_membership")
    role = models.CharField(max_length=11, choices=Role, default=Role.CONTRIBUTOR)

    objects = SpaceMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "user"], name="space_member_once"),
            models.CheckConstraint(
                condition=Q(user=None, team__isnull=False) | Q(user__isnull=False, team=None),
                name="space_member_is_a_person_or_a_team",
            ),
            models.CheckConstraint(condition=Q(role__in=["admin", "contributor"]), name="space_member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team} in {self.space}"
