"""Who may do what: one table, as data. Pages, API and tests read it; an action that is not in it is a KeyError."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.http import Http404

from journeys.models import (
    Approval,
    ChecklistItem,
    Comment,
    Decision,
    Journey,
    Member,
    Role,
    Space,
    SpaceMember,
    Team,
    TeamMember,
    User,
    within_reach,
)

EVERYONE = frozenset({Role.ADMIN, Role.CONTRIBUTOR, Role.STAKEHOLDER, Role.VIEWER})
CONTRIBUTING = EVERYONE - {Role.VIEWER}
WORKERS = frozenset({Role.ADMIN, Role.CONTRIBUTOR})
ADMINS = frozenset({Role.ADMIN})

# For what belongs to no journey and no space: whoever is signed in, and nobody too.
SIGNED_IN = "signed in"
ANYBODY = "anybody"

# In a journey. An admin of its space, and a superuser, count as its admins.
ALLOWED: dict[str, frozenset[Role]] = {
    "journey.view": EVERYONE,
    "file.download": EVERYONE,
    "comment.write": CONTRIBUTING,
    "file.attach": CONTRIBUTING,
    "question.answer": CONTRIBUTING,
    "item.settle_own": CONTRIBUTING,
    "decision.approve_own": CONTRIBUTING,
    "approval.answer_own": CONTRIBUTING,
    "item.settle": WORKERS,
    "task.change": WORKERS,
    "tree.change": WORKERS,
    "scope.change": WORKERS,
    "decision.change": WORKERS,
    "register.change": WORKERS,  # RACI, risks, costs, resources for go-live, architecture notes
    "approval.ask": WORKERS,
    "owner.ask": WORKERS,
    "document.request": WORKERS,
    "workbook.import": WORKERS,
    "decision.approve": ADMINS,
    "approval.withdraw": ADMINS,
    "approval.answer": frozenset(),  # what someone is asked to sign off nobody signs off for them
    "tree.delete": ADMINS,
    "file.remove": ADMINS,
    "comment.moderate": ADMINS,
    "document.delete": ADMINS,
    "member.manage": ADMINS,
    "journey.change": ADMINS,
}
# In a space, and with its teams.
SPACE_ALLOWED: dict[str, frozenset[SpaceMember.Role]] = {
    "space.view": frozenset(SpaceMember.Role),
    "journey.create": frozenset(SpaceMember.Role),
    "playbook.import": frozenset(SpaceMember.Role),
    "space.change": frozenset({SpaceMember.Role.ADMIN}),
    "team.view": frozenset(SpaceMember.Role),
    "team.change": frozenset({SpaceMember.Role.ADMIN}),
    "team.leave": frozenset(),
}
# What the people of a team may do with it, whatever they are in its space.
OWN_TEAM = frozenset({"team.view", "team.leave"})
# The strongest role first, as they are declared; those of spaces have the same names.
STRENGTH = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(Role.values)))


class TwoFactorNeeded(PermissionDenied):
    """Someone without a second factor asked for something in a space that demands one."""

    def __init__(self, space: Space):
        super().__init__(
            f"The space {space} asks for two-factor sign-in. Set it up on your Account page, then come back. "
            "A second factor at your company's sign-in does not count here."
        )


def visible_journeys(user: User) -> QuerySet[Journey]:
    """The journeys that `user` may see."""
    journeys = Journey.objects.alive().filter(within_reach(user, "space__"))
    if user.is_superuser:
        return journeys
    return journeys.filter(Exists(runs_the_space(user)) | Exists(own_members(user)))


def journeys_for(user: User) -> QuerySet[Journey]:
    """The same, each with its `role`: the strongest that the user has there."""
    return with_role(visible_journeys(user), user)


def memberships_of(user: User) -> QuerySet[Member]:
    """As whom `user` takes part in journeys that they may see: themselves, or by a team of theirs."""
    return Member.objects.of(user).filter(within_reach(user, "journey__space__"), journey__deleted_at=None)


def with_role(journeys: QuerySet[Journey], user: User) -> QuerySet[Journey]:
    """The `role` of `user` in each; None for those that the user may not see."""
    if user.is_superuser:
        return journeys.annotate(role=Value(Role.ADMIN.value, output_field=CharField()))
    return journeys.annotate(
        role=Case(
            When(Exists(runs_the_space(user)), then=Value(Role.ADMIN.value)),
            default=Subquery(strongest(own_members(user))),
            output_field=CharField(),
        )
    )


def runs_the_space(user: User) -> QuerySet[SpaceMember]:
    """The memberships by which `user` is an admin in the space of a journey."""
    return SpaceMember.objects.of(user).filter(space=OuterRef("space"), role=SpaceMember.Role.ADMIN)


def own_members(user: User) -> QuerySet[Member]:
    """As whom `user` takes part in a journey."""
    return Member.objects.of(user).filter(journey=OuterRef("pk"))


def may(role: str | None, action: str) -> bool:
    return role in ALLOWED[action]


def check(role: str, action: str) -> None:
    """Refuses a member who lacks the right (403)."""
    if not may(role, action):
        raise PermissionDenied(f"Your role in this journey is {Role(role).label.lower()}, which may not do this.")


def journey_for(user: User, journey_id: int, action: str) -> Journey:
    """The journey, with the `role` of `user` there and the `space_role` that they have in its space.

    Strangers learn nothing (404); members who lack the right are told so (403).
    """
    found = Journey.objects.alive().annotate(
        is_within_reach=within_reach(user, "space__"),
        space_role=space_role(user, "space"),
        own_role=Subquery(strongest(own_members(user))),
    )
    journey = found.select_related("space").filter(pk=journey_id).order_by().first()
    if journey is None or not (role := role_by(journey.space_role, journey.own_role)):  # type: ignore[attr-defined]
        raise Http404("There is no such journey, or it is not shared with you.")
    if not journey.is_within_reach:  # type: ignore[attr-defined]  # annotated, as the roles are
        raise TwoFactorNeeded(journey.space)
    check(role, action)
    journey.role = role  # type: ignore[attr-defined]
    return journey


def role_by(space_role: str | None, own_role: str | None) -> str | None:
    """What `with_role` says, of one journey: whoever runs its space is an admin there."""
    return Role.ADMIN.value if space_role == SpaceMember.Role.ADMIN else own_role


def action_to_settle(item: ChecklistItem, user: User) -> str:
    """The action that settling `item` is for `user`: answering a question, settling one's own, or any."""
    if item.kind == ChecklistItem.Kind.QUESTION:
        return "question.answer"
    if item.owner and item.owner.stands_for(user):
        return "item.settle_own"
    return "item.settle"


def action_to_approve(decision: Decision, user: User) -> str:
    """The action that approving, rejecting or superseding `decision` is for `user`: as its approver, or as an admin."""
    if decision.approver and decision.approver.stands_for(user):
        return "decision.approve_own"
    return "decision.approve"


def action_to_answer(approval: Approval, user: User) -> str:
    """The action that approving or sending back is for `user`: only whom it is asked of may."""
    if approval.asked and approval.asked.stands_for(user):
        return "approval.answer_own"
    return "approval.answer"


def action_to_withdraw(approval: Approval, user: User) -> str:
    """The action that taking the request back is for `user`: one's own, or someone else's."""
    return "approval.ask" if approval.asked_by_id == user.pk else "approval.withdraw"


def action_to_delete(comment: Comment, user: User) -> str:
    """The action that deleting `comment` is for `user`: one's own, or someone else's."""
    return "comment.write" if comment.author_id == user.pk else "comment.moderate"


def spaces_for(user: User, action: str = "space.view") -> QuerySet[Space]:
    """The spaces in which `user` may do `action`."""
    allowed = SPACE_ALLOWED[action]
    spaces = Space.objects.filter(within_reach(user))
    if user.is_superuser:
        return spaces
    return spaces.filter(Exists(SpaceMember.objects.of(user).filter(space=OuterRef("pk"), role__in=allowed)))


def with_space_role(user: User) -> QuerySet[Space]:
    """All spaces, each with the `role` of `user`: the strongest, None where there is none."""
    return Space.objects.annotate(role=space_role(user, "pk"))


def space_role(user: User, space: str) -> Value | Subquery:
    """The strongest role of `user`, by themselves or by a team, in the space that the column `space` names."""
    if user.is_superuser:
        return Value(SpaceMember.Role.ADMIN.value, output_field=CharField())
    return Subquery(strongest(SpaceMember.objects.of(user).filter(space=OuterRef(space))))


def strongest(members: QuerySet) -> QuerySet:
    """The strongest of their roles."""
    return members.order_by(STRENGTH).values("role")[:1]


def space_for(user: User, space_id: int, action: str) -> Space:
    """The space, with its `role`. Strangers learn nothing (404); members who lack the right are told so (403)."""
    space = with_space_role(user).annotate(is_within_reach=within_reach(user)).filter(pk=space_id).first()
    if space is None or space.role is None:  # type: ignore[attr-defined]  # as `with_space_role` annotates it
        raise Http404("There is no such space, or it is not shared with you.")
    if not space.is_within_reach:
        raise TwoFactorNeeded(space)
    if not may_in_space(space.role, action):  # type: ignore[attr-defined]  # the same
        raise PermissionDenied("Only an admin of this space may do this.")
    return space


def team_for(user: User, team_id: int, action: str) -> Team:
    """The team with its space, the `role` of `user` there, and whether they are of the team (`is_own`).

    People of the space see it, its own people too; others learn nothing (404).
    """
    own = TeamMember.objects.filter(team=OuterRef("pk"), user=user)
    teams = Team.objects.select_related("space").annotate(role=space_role(user, "space"), is_own=Exists(own))
    teams = teams.annotate(is_within_reach=within_reach(user, "space__"))
    team = teams.filter(pk=team_id).first()
    if team is None or not may_with_team(team, "team.view"):
        raise Http404("There is no such team, or it is not shared with you.")
    if not team.is_within_reach:
        raise TwoFactorNeeded(team.space)
    if not may_with_team(team, action):
        raise PermissionDenied("Only an admin of its space may do this.")
    return team


def may_in_space(role: str | None, action: str) -> bool:
    return role in SPACE_ALLOWED[action]


def may_with_team(team: Team, action: str) -> bool:
    """`team` as `team_for` finds it."""
    return may_in_space(team.role, action) or (team.is_own and action in OWN_TEAM)  # type: ignore[attr-defined]


def may_create_space(user: User) -> bool:
    """Superusers, and who runs a space already."""
    return user.is_superuser or spaces_for(user, "space.change").exists()
