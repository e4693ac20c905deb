"""Who may do what: one table, as data. Pages, API and tests read it; an action that is not in it is a KeyError."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.http import Http404

from journeys.models import ChecklistItem, Comment, Decision, Journey, Member, Role, Space, SpaceMember, User

EVERYONE = frozenset({Role.ADMIN, Role.CONTRIBUTOR, Role.STAKEHOLDER, Role.VIEWER})
CONTRIBUTING = EVERYONE - {Role.VIEWER}
WORKERS = frozenset({Role.ADMIN, Role.CONTRIBUTOR})
ADMINS = frozenset({Role.ADMIN})

# In a journey. An admin of its space, and a superuser, count as its admins.
ALLOWED: dict[str, frozenset[Role]] = {
    "journey.view": EVERYONE,
    "file.download": EVERYONE,
    "comment.write": CONTRIBUTING,
    "file.attach": CONTRIBUTING,
    "question.answer": CONTRIBUTING,
    "item.settle_own": CONTRIBUTING,
    "decision.approve_own": CONTRIBUTING,
    "item.settle": WORKERS,
    "task.change": WORKERS,
    "tree.change": WORKERS,
    "scope.change": WORKERS,
    "decision.change": WORKERS,
    "register.change": WORKERS,  # RACI, risks, costs, resources for go-live, architecture notes
    "document.request": WORKERS,
    "workbook.import": WORKERS,
    "decision.approve": ADMINS,
    "tree.delete": ADMINS,
    "file.remove": ADMINS,
    "comment.moderate": ADMINS,
    "document.delete": ADMINS,
    "member.manage": ADMINS,
    "journey.change": ADMINS,
}
# In a space.
SPACE_ALLOWED: dict[str, frozenset[SpaceMember.Role]] = {
    "space.view": frozenset(SpaceMember.Role),
    "journey.create": frozenset(SpaceMember.Role),
    "playbook.import": frozenset(SpaceMember.Role),
    "space.change": frozenset({SpaceMember.Role.ADMIN}),
}


def journeys_for(user: User) -> QuerySet[Journey]:
    """The journeys that `user` may see, each with its `role`: the strongest that the user has there."""
    return with_role(user).filter(role__isnull=False)  # type: ignore[misc]  # the annotation


def with_role(user: User) -> QuerySet[Journey]:
    """All journeys, each with the `role` of `user`; None for those that the user may not see."""
    journeys = Journey.objects.alive()
    if user.is_superuser:
        return journeys.annotate(role=Value(Role.ADMIN.value, output_field=CharField()))
    runs_the_space = SpaceMember.objects.filter(space=OuterRef("space"), user=user, role=SpaceMember.Role.ADMIN)
    as_member = Subquery(Member.objects.filter(journey=OuterRef("pk"), user=user).values("role")[:1])
    return journeys.annotate(
        role=Case(
            When(Exists(runs_the_space), then=Value(Role.ADMIN.value)), default=as_member, output_field=CharField()
        )
    )


def may(role: str | None, action: str) -> bool:
    return role in ALLOWED[action]


def check(role: str, action: str) -> None:
    """Refuses a member who lacks the right (403)."""
    if not may(role, action):
        raise PermissionDenied(f"Your role in this journey is {Role(role).label.lower()}, which may not do this.")


def journey_for(user: User, journey_id: int, action: str) -> Journey:
    """The journey, with its `role`. Strangers learn nothing (404); members who lack the right are told so (403)."""
    # Looking at the role here spares the database to work it out twice: to show it, and to filter by it.
    journey = with_role(user).select_related("space").filter(pk=journey_id).order_by().first()
    if journey is None or journey.role is None:  # type: ignore[attr-defined]  # as `with_role` annotates it
        raise Http404("There is no such journey, or it is not shared with you.")
    check(journey.role, action)  # type: ignore[attr-defined]  # the same
    return journey


def action_to_settle(item: ChecklistItem, user: User) -> str:
    """The action that settling `item` is for `user`: answering a question, settling one's own, or any."""
    if item.kind == ChecklistItem.Kind.QUESTION:
        return "question.answer"
    if item.owner and item.owner.user_id == user.pk:
        return "item.settle_own"
    return "item.settle"


def action_to_approve(decision: Decision, user: User) -> str:
    """The action that approving, rejecting or superseding `decision` is for `user`: as its approver, or as an admin."""
    if decision.approver and decision.approver.user_id == user.pk:
        return "decision.approve_own"
    return "decision.approve"


def action_to_delete(comment: Comment, user: User) -> str:
    """The action that deleting `comment` is for `user`: one's own, or someone else's."""
    return "comment.write" if comment.author_id == user.pk else "comment.moderate"


def spaces_for(user: User, action: str = "space.view") -> QuerySet[Space]:
    """The spaces in which `user` may do `action`."""
    allowed = SPACE_ALLOWED[action]
    if user.is_superuser:
        return Space.objects.all()
    return Space.objects.filter(members__user=user, members__role__in=allowed)
