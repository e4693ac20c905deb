"""Comments with what is shown of them."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journeys.models import ChecklistItem, Comment, Event, Journey, Task

MOST_VERSIONS = 50


def comments_on(place: Task | ChecklistItem) -> QuerySet[Comment]:
    """What was said there, oldest first: on a task also what was said on its items. Two queries."""
    return shown(place.comments.all())


def comments_in(journey: Journey) -> QuerySet[Comment]:
    return shown(Comment.objects.filter(task__journey=journey))


def shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("author", "through", "item", "task").prefetch_related("mentioned")


def count_of_comments() -> Coalesce:
    """For items: how many comments each has, without those that were deleted."""
    said = Comment.objects.filter(item=OuterRef("pk"), deleted_at=None).order_by().values("item")
    return Coalesce(Subquery(said.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField())


def edits_of(comment: Comment) -> QuerySet[Event]:
    """What its author made of it, the latest first, and not more than MOST_VERSIONS."""
    edits = Event.objects.filter(journey=comment.task.journey_id, verb="comment.edited", data__comment=comment.pk)
    return edits.order_by("-sequence")[:MOST_VERSIONS]
